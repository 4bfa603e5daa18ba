/** What a job's end means for its run: which faults stay with one frame or take, and which concern everything. */
import { StudioFailure, type ErrorCode } from '#contract/errors.ts';
import { providerError } from '#providers/transport/errors.ts';
import { readReview } from '#storage/index.ts';
import { cannotWrite } from '../durable/engine.ts';
import type { JobOutcome } from '../jobs/run-job.ts';
import type { Toolbox } from '../toolbox.ts';

/** Whether the person is already asked if a job of this scene exists: "try again" beside that would be the wrong advice. */
export const asksAboutJob = (tools: Toolbox, sceneId: string): boolean =>
  readReview(tools.project.db).some((item) => item.sceneId === sceneId && item.kind === 'job-unknown' && item.state === 'open');

/**
 * What a decision of the machine is known by: once per run, so that repeating a step adds none, and a later run that
 * comes back to an earlier batch (after an undo) makes that one's choice stand again.
 */
export const decisionBatch = (batch: string, runId: string): string => `${batch} ${runId}`;

/** What another picture would meet as well. */
const endsTheRun: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'disk-full',
  'not-writable',
  'project-damaged',
  'busy',
  'canceled',
  'ffmpeg-missing',
  'not-found',
  'paused',
]);

/**
 * The outcome of a job whose adapter broke, as if the provider had refused it: a fault in one picture or clip must
 * not end the run. What concerns the whole project (a full disk) still does.
 */
export async function settled(
  tools: Toolbox,
  runId: string,
  title: string,
  signal: AbortSignal,
  work: () => Promise<JobOutcome>,
): Promise<JobOutcome> {
  try {
    return await work();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof StudioFailure ? endsTheRun.has(cause.error.code) : cannotWrite(cause)) throw cause;
    const message = cause instanceof StudioFailure ? cause.message : `The program made a mistake while making this (${messageOf(cause)}).`;
    tools.report.log(runId, 'warning', `${title}: ${message}`);
    return { ok: false, error: providerError('provider_failed', message) };
  }
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
