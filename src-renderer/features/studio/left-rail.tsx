import type { StageProgress, StudioStage } from '#contract/model/film.ts';
import { studioStageValues } from '#contract/model/film.ts';
import { useFilm, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectReview, selectStages } from '../../stores/film/selectors.ts';
import { selectStage } from '../../stores/session/selectors.ts';
import { stageWords } from '../../ui/words.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { ReferenceLibrary } from './reference-library.tsx';
import css from './rail.module.css';

const stateWords: Record<StageProgress['state'], string> = {
  todo: 'not started',
  running: 'running',
  done: 'done',
  'needs-you': 'needs you',
  stale: 'out of date',
};

const stageKeys: Record<StudioStage, string> = {
  story: 'alt+1',
  board: 'alt+2',
  frames: 'alt+3',
  takes: 'alt+4',
  cut: 'alt+5',
  export: 'alt+6',
};

/** The stages as a checklist, what needs a look, and the library. */
export function LeftRail() {
  const app = useStudio();
  const stages = useFilm(selectStages);
  const review = useFilm(selectReview);
  const current = useSession(selectStage);
  const open = review.filter((item) => item.state === 'open').length;

  return (
    <nav className={css['rail']} aria-label="Film">
      <h2 className={css['heading']}>Film</h2>
      <ol className={css['list']}>
        {studioStageValues.map((stage) => {
          const progress = stages.find((entry) => entry.stage === stage);
          const state = progress?.state ?? 'todo';
          const count = countWords(progress);
          return (
            <li key={stage}>
              <Tooltip label={`${stageWords[stage]}: ${stateWords[state]}`} keys={stageKeys[stage]} side="right">
                <button
                  type="button"
                  className={css['item']}
                  aria-current={stage === current ? 'page' : undefined}
                  onClick={() => app.session.actions.showStage(stage)}
                >
                  <span className={css['dot']} data-state={state} aria-hidden="true" />
                  <span className={css['label']}>{stageWords[stage]}</span>
                  <span className="visually-hidden">, {stateWords[state]}</span>
                  <span className={css['count']}>{count}</span>
                </button>
              </Tooltip>
            </li>
          );
        })}
      </ol>
      <h2 className={css['heading']}>Look again</h2>
      <Tooltip label="Everything that waits for your decision" keys="alt+r" side="right">
        <button type="button" className={css['item']} onClick={() => app.ui.actions.openSheet('review')}>
          <span className={css['dot']} data-state={open > 0 ? 'needs-you' : 'todo'} aria-hidden="true" />
          <span className={css['label']}>Needs you</span>
          <span className={css['count']}>{open > 0 ? open : ''}</span>
        </button>
      </Tooltip>
      <ReferenceLibrary />
    </nav>
  );
}

function countWords(progress: StageProgress | undefined): string {
  if (progress === undefined || progress.total <= 1) return '';
  if (progress.done === progress.total) return String(progress.total);
  return progress.done === 0 && progress.state === 'todo' ? '' : `${progress.done}/${progress.total}`;
}
