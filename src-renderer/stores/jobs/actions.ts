/** Pure changes of the jobs store. */
import type { Job, RunView } from '#contract/model/film.ts';
import { initialJobsState, LOG_LIMIT, PREVIEW_LIMIT, type JobsState, type RunLogLine } from './state.ts';

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
  const runs = { ...state.runs, [run.id]: later(state.runs[run.id], run) };
  // A run that goes on again after a pause is looked at again, even when its pause was put away.
  const dismissed = isActive(run) ? state.dismissed.filter((id) => id !== run.id) : state.dismissed;
  const previews = Object.values(runs).some(isActive) ? state.previews : initialJobsState.previews;
  return { ...state, runs, canceling, dismissed, previews };
}

function receiveJobs(state: JobsState, projectId: string, jobs: readonly Job[]): JobsState {
  if (state.projectId !== projectId) return state;
  return { ...state, jobs: Object.fromEntries(jobs.map((job) => [job.id, job])) };
}

function receiveJob(state: JobsState, projectId: string, job: Job): JobsState {
  if (state.projectId !== projectId) return state;
  const known = state.jobs[job.id];
  if (known !== undefined && known.updatedAt > job.updatedAt) return state;
  const previews = isUnderWay(job) ? state.previews : withoutPreview(state.previews, job.id);
  return { ...state, jobs: { ...state.jobs, [job.id]: job }, previews };
}

/** A look at something under way; what has ended already shows its result instead. The oldest give way to new ones. */
function receivePreview(state: JobsState, jobId: string, picture: { mime: string; base64: string }): JobsState {
  const job = state.jobs[jobId];
  if (state.projectId === null || (job !== undefined && !isUnderWay(job)) || !/^image\/[\w.+-]+$/.test(picture.mime)) return state;
  const id = subjectOf(jobId);
  const others = Object.entries(state.previews).filter(([known]) => known !== id);
  const previews = Object.fromEntries([...others, [id, `data:${picture.mime};base64,${picture.base64}`]].slice(-PREVIEW_LIMIT));
  return { ...state, previews };
}

/** A job that was begun anew is called `<id>~2`; what it makes keeps its id. */
const subjectOf = (jobId: string): string => jobId.replace(/~\d+$/, '');

const ended: ReadonlySet<Job['state']> = new Set<Job['state']>(['succeeded', 'failed', 'canceled', 'expired']);
const isUnderWay = (job: Job): boolean => !ended.has(job.state);

function withoutPreview(previews: JobsState['previews'], jobId: string): JobsState['previews'] {
  const { [subjectOf(jobId)]: gone, ...others } = previews;
  return gone === undefined ? previews : others;
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
  // What has ended stays ended; what was only paused goes on.
  if (known.status !== 'paused' && !isActive(known) && isActive(incoming)) return known;
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
  receivePreview,
  receiveLog,
  dismissRun,
  markCanceling,
  unmarkCanceling,
};
