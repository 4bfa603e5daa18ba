import { Pencil } from 'lucide-react';
import { useState } from 'react';
import type { PromptVersion, SceneView } from '#contract/model/film.ts';
import { bandOf } from '#contract/model/quality.ts';
import { useSession, useStudio } from '../../app/studio-context.tsx';
import { selectFrameRoleShown, selectStage } from '../../stores/session/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { ChipChoice, ChipList } from '../../ui/chip.tsx';
import { DiffText } from '../../ui/diff-text.tsx';
import { Field, Select, TextArea } from '../../ui/field.tsx';
import { ModelControl } from '../models/model-control.tsx';
import { usePrice } from '../frames/price.ts';
import { Section } from '../../ui/panel.tsx';
import { ScoreBadge, ScoreBreakdown } from '../../ui/score-badge.tsx';
import { authorWords, negativeWords, parentOf, promptsOf, type PromptTarget } from './prompt-lineage.ts';
import css from './inspector.module.css';

const targets: { value: PromptTarget; label: string }[] = [
  { value: 'start', label: 'Start frame' },
  { value: 'end', label: 'End frame' },
  { value: 'motion', label: 'Motion' },
];

/** Takes shot from one press of the button. */
const TAKES = 3;

/** The words pictures and takes are made from: what changed, what it is worth, and a place to change it again. */
export function PromptPage({ view }: { view: SceneView }) {
  const stage = useSession(selectStage);
  const role = useSession(selectFrameRoleShown);
  const [chosen, setChosen] = useState<PromptTarget | null>(null);
  const target = chosen ?? (stage === 'takes' || stage === 'cut' ? 'motion' : role);
  const prompts = promptsOf(view, target);
  return (
    <div className={css['page']}>
      <ChipChoice label="Which prompt" value={target} options={targets} onChange={setChosen} />
      <Section title={target === 'motion' ? 'Model of this film’s takes' : 'Model of this film’s pictures'}>
        <ModelControl kind={target === 'motion' ? 'clip' : 'picture'} scope="film" />
      </Section>
      {prompts.length === 0 ? (
        <p className={css['muted']}>
          {target === 'motion'
            ? 'The motion prompt is written from the hero frame when the first takes are shot.'
            : 'The prompt is written with the story.'}
        </p>
      ) : (
        <PromptVersions key={target} view={view} target={target} prompts={prompts} />
      )}
    </div>
  );
}

function PromptVersions({ view, target, prompts }: { view: SceneView; target: PromptTarget; prompts: readonly PromptVersion[] }) {
  const newest = prompts.at(-1);
  const [shownId, setShownId] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const shown = prompts.find((prompt) => prompt.id === shownId) ?? newest;
  if (shown === undefined) return null;
  const parent = parentOf(prompts, shown);
  const picked = pickedOf(view, target);

  if (editing) return <PromptEditor view={view} target={target} from={shown} onDone={() => setEditing(false)} />;
  return (
    <>
      <Section
        title={
          parent === null ? `Version ${shown.number}, by ${authorWords[shown.author]}` : `Version ${shown.number} against ${parent.number}`
        }
        aside={
          <Button size="small" variant="quiet" icon={<Pencil />} onClick={() => setEditing(true)}>
            Edit
          </Button>
        }
      >
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
        <section className={css['well']} tabIndex={0} aria-label="Prompt">
          <DiffText before={parent?.text ?? shown.text} after={shown.text} />
        </section>
        {prompts.length < 2 ? null : (
          <div className={css['versionSelect']}>
            <Select
              label="Version shown"
              value={shown.id}
              options={prompts.toReversed().map((prompt) => ({
                value: prompt.id,
                label: `Version ${prompt.number} · ${authorWords[prompt.author]}`,
                ...(prompt.critique === null ? {} : { detail: `Read by the prompt engineer: ${Math.round(prompt.critique.overall)}` }),
              }))}
              onChange={setShownId}
            />
          </div>
        )}
      </Section>
      {shown.critique === null ? null : <Critique critique={shown.critique} before={parent?.critique ?? null} />}
      <Section title="Avoid">
        {negativeWords(shown.negative).length === 0 ? (
          <p className={css['muted']}>Nothing in particular</p>
        ) : (
          <ul className={css['negatives']}>
            {negativeWords(shown.negative).map((word) => (
              <li key={word} className={css['negative']}>
                {word}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {picked === null ? null : (
        <>
          <Section
            title={target === 'motion' ? `Picked take ${picked.number}` : `Picked variation ${picked.number}`}
            aside={<ScoreBadge overall={picked.overall} scores={picked.scores} />}
          >
            <p className={css['reason']}>
              {picked.by === 'you' ? 'Your choice. ' : ''}
              {picked.reason}
            </p>
            <dl className={css['facts']}>
              <div>
                <dt>Model</dt>
                <dd>{picked.model}</dd>
              </div>
              <div>
                <dt>Provider</dt>
                <dd>{picked.provider}</dd>
              </div>
              <div>
                <dt>Seed</dt>
                <dd>{picked.seed}</dd>
              </div>
            </dl>
          </Section>
          <Section title="Scores">
            <ScoreBreakdown overall={picked.overall} scores={picked.scores} />
          </Section>
        </>
      )}
    </>
  );
}

const critiqueWords = {
  completeness: 'Completeness',
  specificity: 'Specificity',
  professionalism: 'Professionalism',
  cinematography: 'Cinematography',
  brandAlignment: 'Brand',
} as const;

type CritiqueScores = NonNullable<PromptVersion['critique']>;

function Critique({ critique, before }: { critique: CritiqueScores; before: CritiqueScores | null }) {
  return (
    <Section title={before === null ? 'What the prompt engineer says' : 'What it changed'}>
      <dl className={css['critique']}>
        {(Object.keys(critiqueWords) as (keyof typeof critiqueWords)[]).map((key) => {
          const change = before === null ? null : Math.round(critique[key] - before[key]);
          return (
            <div key={key}>
              <dt>{critiqueWords[key]}</dt>
              <dd data-band={bandOf(critique[key])}>{Math.round(critique[key])}</dd>
              <dd className={css['change']} data-sign={change === null || change === 0 ? 'none' : change > 0 ? 'up' : 'down'}>
                {change === null || change === 0 ? '' : `${change > 0 ? '+' : '−'}${Math.abs(change)}`}
              </dd>
            </div>
          );
        })}
      </dl>
      {critique.notes.map((note) => (
        <p key={note} className={css['note']}>
          {note}
        </p>
      ))}
    </Section>
  );
}

function PromptEditor({ view, target, from, onDone }: { view: SceneView; target: PromptTarget; from: PromptVersion; onDone: () => void }) {
  const app = useStudio();
  const [text, setText] = useState(from.text);
  const [negative, setNegative] = useState(() => negativeWords(from.negative));
  const [busy, setBusy] = useState(false);
  const empty = text.trim() === '';
  const count = target === 'motion' ? TAKES : Math.max(1, view[target === 'start' ? 'startFrame' : 'endFrame'].candidates.length);
  const made = target === 'motion' ? view.takes : target === 'start' ? view.startFrame.candidates : view.endFrame.candidates;
  const money = usePrice(target === 'motion' ? 'take' : 'picture', made, count);

  const make = async () => {
    const { projectId } = app.film.get();
    if (projectId === null || empty) return;
    setBusy(true);
    const sceneId = view.summary.id;
    const words = { prompt: text.trim(), negative: negative.join(', ') };
    const answer =
      target === 'motion'
        ? await app.change('takes.shoot', { projectId, sceneId, count: TAKES, ...words })
        : await app.change('frames.regenerate', { projectId, sceneId, role: target, ...words });
    setBusy(false);
    if (answer.ok) onDone();
  };

  return (
    <>
      <Field
        label={`Edit from version ${from.number}`}
        error={empty ? 'A prompt cannot be empty' : undefined}
        hint={`${text.trim().split(/\s+/).length} words; 80 to 150 work best`}
      >
        {(ids) => (
          <TextArea
            {...ids}
            value={text}
            maxLength={4000}
            rows={8}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person just pressed Edit
            autoFocus
            // The end is where people go on writing.
            onFocus={(event) => event.currentTarget.setSelectionRange(text.length, text.length)}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onDone();
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void make();
            }}
          />
        )}
      </Field>
      {text === from.text ? null : (
        <Section title={`Against version ${from.number}`}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <section className={css['well']} tabIndex={0} aria-label="What changed">
            <DiffText before={from.text} after={text} />
          </section>
        </Section>
      )}
      <Section title="Avoid">
        <ChipList label="Avoid" values={negative} placeholder="Add a word" onChange={setNegative} />
      </Section>
      <div className={css['buttons']}>
        <Button onClick={onDone}>Cancel</Button>
        <Button variant="primary" disabled={busy || empty} money={money} onClick={() => void make()}>
          {target === 'motion' ? `Shoot ${TAKES} takes` : 'Draw again'}
        </Button>
      </div>
    </>
  );
}

function pickedOf(view: SceneView, target: PromptTarget) {
  if (target === 'motion') {
    const decision = view.summary.picked?.decision;
    const take = view.takes.find((candidate) => candidate.id === view.summary.picked?.takeId);
    return take === undefined || decision === undefined ? null : { ...take, by: decision.by, reason: decision.reason };
  }
  const frame = target === 'start' ? view.startFrame : view.endFrame;
  const variation = frame.candidates.find((candidate) => candidate.id === frame.picked?.variationId);
  if (variation === undefined || frame.picked === null) return null;
  return { ...variation, by: frame.picked.decision.by, reason: frame.picked.decision.reason };
}
