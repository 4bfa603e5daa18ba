/** Named questions to the jobs store. */
import type { RunView } from '#contract/model/film.ts';
import type { JobsState } from './state.ts';

export const isRunActive = (run: RunView): boolean => run.status === 'queued' || run.status === 'running';

export const selectRuns = (state: JobsState) => state.runs;
export const selectDismissed = (state: JobsState) => state.dismissed;
export const selectCanceling = (state: JobsState) => state.canceling;
export const selectPreview = (state: JobsState, id: string): string | null => state.previews[id] ?? null;
export const selectLog = (state: JobsState) => state.log;
export const selectAnyActive = (state: JobsState): boolean => Object.values(state.runs).some(isRunActive);

/** Waits for the person and goes on when it is started again. */
export const isRunPaused = (run: RunView): boolean => run.status === 'paused';

/** What the dock shows, from its runs and the ones put away: at work first, then the queue, what waits for the person, then what ended, newest first. */
export function dockRuns(runs: JobsState['runs'], dismissed: JobsState['dismissed']): RunView[] {
  const order: Record<RunView['status'], number> = { running: 0, queued: 1, paused: 2, failed: 3, done: 3, canceled: 3 };
  return Object.values(runs)
    .filter((run) => isRunActive(run) || !dismissed.includes(run.id))
    .sort((a, b) => {
      const byState = order[a.status] - order[b.status];
      if (byState !== 0) return byState;
      return isRunActive(a) ? a.startedAt - b.startedAt : (b.finishedAt ?? b.startedAt) - (a.finishedAt ?? a.startedAt);
    });
}
