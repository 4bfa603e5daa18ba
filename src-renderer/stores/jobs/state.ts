/** Long work of the open project: runs as the dock shows them, jobs behind them, and what they said. */
import type { Job, RunView } from '#contract/model/film.ts';

export interface RunLogLine {
  runId: string;
  level: 'info' | 'warning';
  message: string;
}

export interface JobsState {
  projectId: string | null;
  runs: Readonly<Record<string, RunView>>;
  jobs: Readonly<Record<string, Job>>;
  /** Newest last, at most `LOG_LIMIT` lines. */
  log: readonly RunLogLine[];
  /** Finished runs the person has put away. */
  dismissed: readonly string[];
  /** Runs that were asked to stop and have not said so yet. */
  canceling: readonly string[];
  /** What is being made looks like so far, as data addresses by the id of the picture or take; gone once it is there. */
  previews: Readonly<Record<string, string>>;
}

export const LOG_LIMIT = 200;
/** Live pictures kept at once; each is a whole picture in memory. */
export const PREVIEW_LIMIT = 16;

export const initialJobsState: JobsState = { projectId: null, runs: {}, jobs: {}, log: [], dismissed: [], canceling: [], previews: {} };
