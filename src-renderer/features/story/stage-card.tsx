import { RotateCcw } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import type { StageDocument, StageState } from '#contract/model/story.ts';
import { useJobs, useStudio } from '../../app/studio-context.tsx';
import { selectAnyActive } from '../../stores/jobs/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatAgo } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { storyStageWords } from '../../ui/words.ts';
import type { StageEdit } from './use-stage-edit.ts';
import { useNow } from '../../ui/use-now.ts';
import css from './story.module.css';

const stateWords: Record<StageState, { label: string; detail: string }> = {
  current: { label: 'Current', detail: 'Made from everything above it as it is now' },
  stale: { label: 'Out of date', detail: 'Something above it changed after it was made. It stays until you run it again.' },
  missing: { label: 'Not written yet', detail: 'Nothing is here yet' },
  blocked: { label: 'Waiting', detail: 'It needs the card above first' },
};

export interface StageCardProps<T> {
  number: number;
  document: StageDocument;
  edit: StageEdit<T>;
  /** One line of facts beside the title. */
  facts?: ReactNode;
  canEdit?: boolean;
  children: ReactNode;
}

/** The frame around one stage of the story: what state it is in, who made it, and what can be done with it. */
export function StageCard<T>({ number, document, edit, facts, canEdit = true, children }: StageCardProps<T>) {
  const app = useStudio();
  const now = useNow();
  const busy = useJobs(selectAnyActive);
  const id = useId();
  const state = stateWords[document.state];
  const editing = edit.draft !== null;
  const empty = document.content === null;

  const rerun = () => {
    const { projectId } = app.film.get();
    if (projectId !== null) void app.change('story.rerun', { projectId, from: document.stage });
  };

  return (
    <section className={classNames(css['card'], editing && css['editing'])} aria-labelledby={id} data-state={document.state}>
      <header className={css['cardHead']}>
        <span className={css['cardNumber']} aria-hidden="true">
          {number}
        </span>
        <h3 id={id} className={css['cardTitle']}>
          {storyStageWords[document.stage]}
        </h3>
        <Tooltip label={state.detail}>
          <span className={css['state']} data-state={document.state}>
            {state.label}
          </span>
        </Tooltip>
        <p className={css['madeBy']}>
          {empty
            ? ''
            : `${document.by === 'you' ? 'You' : document.madeBy}, version ${document.version}${document.createdAt === null ? '' : `, ${formatAgo(document.createdAt, now)}`}`}
          {document.fallback ? ' · written in one go, because a stage failed' : ''}
        </p>
        {facts === undefined ? null : <p className={css['cardFacts']}>{facts}</p>}
        <div className={css['cardActions']}>
          {editing ? (
            <>
              <Button size="small" onClick={edit.cancel}>
                Cancel
              </Button>
              <Button size="small" variant="primary" keys="mod+enter" disabled={edit.saving} onClick={edit.save}>
                {edit.saving ? 'Saving…' : 'Save'}
              </Button>
            </>
          ) : (
            <>
              {empty || !canEdit ? null : (
                <Button
                  size="small"
                  variant="quiet"
                  onClick={edit.begin}
                  aria-label={`Edit ${storyStageWords[document.stage].toLowerCase()}`}
                >
                  Edit
                </Button>
              )}
              <Tooltip
                label={
                  document.stage === 'visuals' ? 'Writes the look and the prompts again' : 'Writes this card and the ones below it again'
                }
              >
                <Button
                  size="small"
                  variant={document.state === 'stale' ? 'plain' : 'quiet'}
                  icon={<RotateCcw />}
                  disabled={busy || document.state === 'blocked'}
                  onClick={rerun}
                >
                  {empty ? 'Write it' : 'Run again from here'}
                  <span className="visually-hidden">: {storyStageWords[document.stage].toLowerCase()}</span>
                </Button>
              </Tooltip>
            </>
          )}
        </div>
      </header>
      {edit.problem === null ? null : <ErrorNotice error={edit.problem} />}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Ctrl Enter and Escape work wherever the focus is in the card */}
      <div
        className={css['cardBody']}
        onKeyDown={(event) => {
          if (!editing) return;
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            edit.save();
          } else if (event.key === 'Escape' && !event.defaultPrevented) {
            event.stopPropagation();
            edit.cancel();
          }
        }}
      >
        {empty ? <EmptyBody busy={busy && document.state !== 'current'} state={document.state} /> : children}
      </div>
    </section>
  );
}

function EmptyBody({ busy, state }: { busy: boolean; state: StageState }) {
  if (busy) {
    return (
      <output className={css['writing']} aria-label="Being written">
        <Skeleton />
        <Skeleton />
        <Skeleton className={css['short']} />
      </output>
    );
  }
  return <p className={css['nothing']}>{stateWords[state].detail}.</p>;
}
