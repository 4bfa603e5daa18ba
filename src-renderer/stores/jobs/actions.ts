/** Pure changes of the jobs store. */
import type { Job, RunView } from '#contract/model/film.ts';
import { initialJobsState, LOG_LIMIT, type JobsState, type RunLogLine } from './state.ts';

function openJobs(_state: JobsState, projectId: string): JobsState {
  return { ...initialJobsState, projectId };
}

function closeJobs(_state: JobsState): JobsState {
  return initialJobsState;
}

/** Runs from a film view. One that is further along here (by an event that overtook the answer) is kept. */
function receiveRuns(state: JobsState, projectId: string, runs: readonly RunView[]): JobsState {
  if (state.projectId !== projectId) return state;
  return { ...state, runs: Object.fromEntries(runs.map((run) => [run.id, later(state.runs[run.id], run)])) };
}

function receiveRun(state: JobsState, projectId: string, run: RunView): JobsState {
  if (state.projectId !== projectId) return state;
  const canceling = isActive(run) ? state.canceling : state.canceling.filter((id) => id !== run.id);
  return { ...state, runs: { ...state.runs, [run.id]: later(state.runs[run.id], run) }, canceling };
}

function receiveJobs(state: JobsState, projectId: string, jobs: readonly Job[]): JobsState {
  if (state.projectId !== projectId) return state;
  return { ...state, jobs: Object.fromEntries(jobs.map((job) => [job.id, job])) };
}

function receiveJob(state: JobsState, projectId: string, job: Job): JobsState {
  if (state.projectId !== projectId) return state;
  const known = state.jobs[job.id];
  if (known !== undefined && known.updatedAt > job.updatedAt) return state;
  return { ...state, jobs: { ...state.jobs, [job.id]: job } };
}

function receiveLog(state: JobsState, projectId: string, line: RunLogLine): JobsState {
  if (state.projectId !== projectId) return state;
  return { ...state, log: [...state.log, line].slice(-LOG_LIMIT) };
}

function dismissRun(state: JobsState, runId: string): JobsState {
  return state.dismissed.includes(runId) ? state : { ...state, dismissed: [...state.dismissed, runId] };
}

function markCanceling(state: JobsState, runId: string): JobsState {
  return state.canceling.includes(runId) ? state : { ...state, canceling: [...state.canceling, runId] };
}

/** The core refused to stop it: it is not being canceled after all. */
function unmarkCanceling(state: JobsState, runId: string): JobsState {
  return { ...state, canceling: state.canceling.filter((id) => id !== runId) };
}

const isActive = (run: RunView) => run.status === 'queued' || run.status === 'running';

function later(known: RunView | undefined, incoming: RunView): RunView {
  if (known === undefined) return incoming;
  if (!isActive(known) && isActive(incoming)) return known;
  if (known.status === 'running' && incoming.status === 'running' && incoming.progress < known.progress) return known;
  return incoming;
}

/** Every change of this store; `makeStore` binds them. */
export const jobsActions = {
  openJobs,
  closeJobs,
  receiveRuns,
  receiveRun,
  receiveJobs,
  receiveJob,
  receiveLog,
  dismissRun,
  markCanceling,
  unmarkCanceling,
};
