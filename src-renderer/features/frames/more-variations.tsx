import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { FrameView, SceneSummary } from '#contract/model/film.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx';
import { roleWords } from './frame-operations.ts';
import { usePrice } from './price.ts';
import { BatchModelButton, useBatchModel } from '../models/batch-model.tsx';
import { WhatIsSent } from '../models/what-is-sent.tsx';
import css from './more-panel.module.css';

/** A frame has at most this many variations in one batch. */
const COUNTS = Array.from({ length: 16 }, (_, index) => String(index + 1));

/** A fresh batch from the prompt as it is, or as the person edits it here. The old ones stay. */
export function MoreVariations({
  scene,
  frame,
  count,
  onClose,
}: {
  scene: SceneSummary;
  frame: FrameView;
  count: number;
  onClose: () => void;
}) {
  const app = useStudio();
  const latest = frame.prompts.at(-1);
  const [prompt, setPrompt] = useState(latest?.text ?? '');
  const [negative, setNegative] = useState(latest?.negative ?? '');
  const [wanted, setWanted] = useState(count);
  const [sending, setSending] = useState(false);
  const batch = useBatchModel('picture', scene.id, frame.role);
  const likely = usePrice('picture', frame.candidates, wanted);
  // Until the core has said what this very request costs, the film's usual price stands.
  const price = batch.price(wanted) ?? (batch.other === null ? likely : undefined);
  const changed = prompt.trim() !== (latest?.text ?? '') || negative.trim() !== (latest?.negative ?? '');
  const empty = latest !== undefined && prompt.trim() === '';

  const send = async (): Promise<void> => {
    const { projectId } = app.film.get();
    if (projectId === null || sending || empty || batch.blocked !== '') return;
    setSending(true);
    const answer = await app.change('frames.regenerate', {
      projectId,
      sceneId: scene.id,
      role: frame.role,
      variations: wanted,
      ...(prompt.trim() !== '' && prompt.trim() !== latest?.text ? { prompt: prompt.trim() } : {}),
      ...(batch.other === null ? {} : { modelId: batch.other.id }),
      ...(negative.trim() === (latest?.negative ?? '') ? {} : { negative: negative.trim() }),
    });
    setSending(false);
    if (answer.ok) onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Lists that open from here are elsewhere on the page and have keys of their own.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className={css['panel']} aria-label={`More variations of the ${roleWords[frame.role].toLowerCase()}`}>
      {/* Keys of the whole form: Escape leaves it, Ctrl Enter sends it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={css['form']} onKeyDown={onKeyDown}>
        <Field label="Prompt" error={empty ? 'Say what the picture shows.' : null}>
          {(ids) => (
            // The panel opens because someone pressed R to edit this very field.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <TextArea {...ids} autoFocus rows={4} maxLength={4000} value={prompt} onChange={(event) => setPrompt(event.target.value)} />
          )}
        </Field>
        <Field label="Avoid">
          {(ids) => <TextInput {...ids} maxLength={1000} value={negative} onChange={(event) => setNegative(event.target.value)} />}
        </Field>
        <WhatIsSent state={batch.state} edited={changed} />
        <div className={css['foot']}>
          <div className={css['model']}>
            <BatchModelButton batch={batch} kind="picture" />
          </div>
          <div className={css['count']}>
            <Select
              label="How many"
              value={String(wanted)}
              options={COUNTS.map((value) => ({ value, label: value === '1' ? '1 variation' : `${value} variations` }))}
              onChange={(value) => setWanted(Number(value))}
            />
          </div>
          <span className={css['note']}>{changed ? 'Kept as a new version of the prompt. ' : ''}What you have stays.</span>
          <div className={css['send']}>
            <Button variant="quiet" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              keys="mod+enter"
              money={price}
              disabled={sending || empty || batch.blocked !== ''}
              onClick={() => void send()}
            >
              Make {wanted === 1 ? '1 variation' : `${wanted} variations`}
            </Button>
          </div>
        </div>
      </div>
    </section>
  );
}
