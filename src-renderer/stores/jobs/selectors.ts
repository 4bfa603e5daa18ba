/** Named questions to the jobs store. */
import type { RunView } from '#contract/model/film.ts';
import type { JobsState } from './state.ts';

export const isRunActive = (run: RunView): boolean => run.status === 'queued' || run.status === 'running';

export const selectRuns = (state: JobsState) => state.runs;
export const selectDismissed = (state: JobsState) => state.dismissed;
export const selectCanceling = (state: JobsState) => state.canceling;
export const selectLog = (state: JobsState) => state.log;
export const selectAnyActive = (state: JobsState): boolean => Object.values(state.runs).some(isRunActive);

/** What the dock shows, from its runs and the ones put away: at work first, then the queue, then what ended, newest first. */
export function dockRuns(runs: JobsState['runs'], dismissed: JobsState['dismissed']): RunView[] {
  const order: Record<RunView['status'], number> = { running: 0, queued: 1, failed: 2, done: 3, canceled: 4 };
  return Object.values(runs)
    .filter((run) => isRunActive(run) || !dismissed.includes(run.id))
    .sort((a, b) => {
      const byState = (isRunActive(a) ? order[a.status] : 2) - (isRunActive(b) ? order[b.status] : 2);
      if (byState !== 0) return byState;
      return isRunActive(a) ? a.startedAt - b.startedAt : (b.finishedAt ?? b.startedAt) - (a.finishedAt ?? a.startedAt);
    });
}
