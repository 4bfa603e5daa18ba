import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { SceneView } from '#contract/model/film.ts';
import { cameraMovementValues } from '#contract/model/primitives.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { ChipChoice } from '../../ui/chip.tsx';
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx';
import { movementWords } from '../../ui/words.ts';
import { usePrice } from '../frames/price.ts';
import { BatchModelButton, useBatchModel } from '../models/batch-model.tsx';
import { WhatIsSent } from '../models/what-is-sent.tsx';
import css from '../frames/more-panel.module.css';

/** As many as one order may ask for. */
const COUNTS = ['1', '2', '3', '4', '5', '6', '7', '8'];
const movements = cameraMovementValues.map((value) => ({ value, label: movementWords[value] }));

/** New takes from the hero frame: what moves, what to avoid, how the camera goes. The takes there are stay. */
export function ShootPanel({ view, count, onClose }: { view: SceneView; count: number; onClose: () => void }) {
  const app = useStudio();
  const latest = view.motionPrompts.at(-1);
  const planned = view.summary.spec.camera.movement;
  const [prompt, setPrompt] = useState(latest?.text ?? '');
  const [negative, setNegative] = useState(latest?.negative ?? '');
  const [movement, setMovement] = useState(planned);
  const [wanted, setWanted] = useState(count);
  const [sending, setSending] = useState(false);
  const batch = useBatchModel('clip', view.summary.id, 'take');
  const likely = usePrice('take', view.takes, wanted);
  // Until the core has said what this very request costs, the film's usual price stands.
  const price = batch.price(wanted) ?? (batch.other === null ? likely : undefined);
  const empty = latest !== undefined && prompt.trim() === '';
  const changed = prompt.trim() !== (latest?.text ?? '') || negative.trim() !== (latest?.negative ?? '');

  const send = async (): Promise<void> => {
    const { projectId } = app.film.get();
    if (projectId === null || sending || empty || batch.blocked !== '') return;
    setSending(true);
    const answer = await app.change('takes.shoot', {
      projectId,
      sceneId: view.summary.id,
      count: wanted,
      ...(prompt.trim() !== '' && prompt.trim() !== latest?.text ? { prompt: prompt.trim() } : {}),
      ...(batch.other === null ? {} : { modelId: batch.other.id }),
      ...(negative.trim() === (latest?.negative ?? '') ? {} : { negative: negative.trim() }),
      ...(movement === planned ? {} : { movement }),
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
    <section className={css['panel']} aria-label="Shoot more takes">
      {/* Keys of the whole form: Escape leaves it, Ctrl Enter sends it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={css['form']} onKeyDown={onKeyDown}>
        <Field label="Motion prompt" error={empty ? 'Say what moves.' : null}>
          {(ids) => (
            // The panel opens because someone pressed R to edit this very field.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <TextArea {...ids} autoFocus rows={3} maxLength={4000} value={prompt} onChange={(event) => setPrompt(event.target.value)} />
          )}
        </Field>
        <ChipChoice label="Camera movement" value={movement} options={movements} onChange={setMovement} />
        <Field label="Avoid">
          {(ids) => <TextInput {...ids} maxLength={1000} value={negative} onChange={(event) => setNegative(event.target.value)} />}
        </Field>
        <WhatIsSent state={batch.state} edited={changed} />
        <div className={css['foot']}>
          <div className={css['model']}>
            <BatchModelButton batch={batch} kind="clip" />
          </div>
          <div className={css['count']}>
            <Select
              label="How many"
              value={String(wanted)}
              options={COUNTS.map((value) => ({ value, label: value === '1' ? '1 take' : `${value} takes` }))}
              onChange={(value) => setWanted(Number(value))}
            />
          </div>
          <span className={css['note']}>{changed ? 'Kept as a new version of the prompt. ' : ''}The takes you have stay.</span>
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
              Shoot {wanted === 1 ? '1 take' : `${wanted} takes`}
            </Button>
          </div>
        </div>
      </div>
    </section>
  );
}
