/**
 * Takes one generation from an idea to stored bytes, whatever happens on the way.
 *
 * The row in `provider_jobs` comes before the request. On every entry the row says where we are, so the same
 * call starts a job, goes on with one after a restart, or just returns what was already made.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StudioFailure } from '#contract/errors.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import type { GenerationRequest, JobHandle, PollResult, PreparedRequest, ProviderAdapter, ProviderError } from '#providers/adapter.ts';
import type { Price } from '#contract/model/providers.ts';
import { ProviderFailure, providerError } from '#providers/transport/errors.ts';
import { isFinishedJob } from '#domain/job-states.ts';
import { wasCanceled } from '../durable/stop-reason.ts';
import {
  createJob,
  isClaimedRemote,
  ledgerAmount,
  moveJob,
  openReview,
  readAsset,
  readJob,
  resolveReviewsOf,
  storeAsset,
  submittedAt,
  type OpenProject,
  type ProviderJob,
} from '#storage/index.ts';
import { fingerprint } from '../stages/inputs.ts';
import type { Till } from './till.ts';
import { inTwinOrder } from './twins.ts';
import { pausedBy, pausesProvider, waitsForPerson } from './waiting.ts';

export interface JobOrder {
  /** Same id, same job: the key of "nothing is paid twice". */
  clientJobId: string;
  title: string;
  request: GenerationRequest;
  sceneId: string;
  /** The variation or take that gets the result. */
  subjectId: string;
  runId: string;
}

export type JobOutcome =
  { ok: true; asset: AssetRef; cost: { amount: number; currency: string }; estimated: boolean } | { ok: false; error: ProviderError };

export interface JobDesk {
  project: OpenProject;
  adapter: ProviderAdapter;
  till: Till;
  signal: AbortSignal;
  onProgress: (progress: number, message: string | null) => void;
  /** Milliseconds between two polls, where the adapter has no pace of its own. */
  pollMs: number;
  /** Width, height and length of what came back; read from the bytes, not from what was promised. */
  inspect: (file: string, mime: string) => Promise<{ mime?: string; width: number | null; height: number | null; seconds: number | null }>;
}

/** One order may become several jobs over time (lost local work, a person trying again); more than this is a fault. */
const MAX_JOBS = 50;
/** Free work that is lost again and again is lost for another reason than a restart. */
const MAX_REMADE = 2;

/**
 * Runs the job to its end. Expected failures are values; only bugs, aborts and what has to wait for the person throw.
 * @throws StudioFailure paused: no credit, a key that is not accepted, no network, a spending cap
 */
export async function runJob(desk: JobDesk, order: JobOrder): Promise<JobOutcome> {
  const { adapter } = desk;
  const price = adapter.price(order.request);
  // A price that nobody knows is still a price.
  const paid = price.basis !== 'free';
  let lostNow = 0;
  for (let start = 1; ; start++) {
    const clientJobId = start === 1 ? order.clientJobId : `${order.clientJobId}~${start}`;
    const job = createJob(desk.project.db, {
      clientJobId,
      title: order.title,
      kind: order.request.kind === 'speech' ? 'voice' : order.request.kind,
      provider: adapter.id,
      model: adapter.model,
      // The scene is in the project already; a job row keeps what was asked of the provider.
      request: requestRecord(order.request),
      price,
      paid,
      sceneId: order.sceneId,
      subjectId: order.subjectId,
      runId: order.runId,
    });
    // A job that ended badly in an earlier run stays as it is in the history; trying again is a new one.
    const endedBefore = isFinishedJob(job.state) && job.state !== 'succeeded' && job.runId !== order.runId;
    if (endedBefore && start < MAX_JOBS) continue;
    const outcome = await advance(desk, { ...order, clientJobId }, job, price);
    // Free work dies with its process, or was called back when the film was closed; it is simply made again, under a
    // new id so that the history stays true. A person's cancel never comes here: it is an abort.
    // What earlier lives of the program began and lost does not count.
    if (job.state === 'draft') lostNow += 1;
    const lost = !outcome.ok && !paid && (outcome.error.kind === 'output_expired' || outcome.error.kind === 'canceled');
    if (lost && start < MAX_JOBS && lostNow <= MAX_REMADE) continue;
    return outcome;
  }
}

async function advance(desk: JobDesk, order: JobOrder, first: ProviderJob, price: Price): Promise<JobOutcome> {
  const worksThere = !isFinishedJob(first.state) && first.state !== 'downloading';
  let leave: (() => void) | undefined;
  try {
    // A place among the provider's jobs under way, from sending to the end of the work there.
    if (worksThere) leave = await desk.adapter.enter?.(desk.signal);
    return await follow(desk, order, first, price, () => leave?.());
  } catch (cause) {
    if (cause instanceof ProviderFailure && waitsForPerson(cause.error)) throw pausedBy(desk.adapter.label, cause.error);
    throw cause;
  } finally {
    leave?.();
    const amount = first.paid ? ledgerAmount(desk.project.db, order.clientJobId) : null;
    if (amount !== null) desk.till.settle(order.clientJobId, amount);
  }
}

async function follow(desk: JobDesk, order: JobOrder, first: ProviderJob, price: Price, workIsOver: () => void): Promise<JobOutcome> {
  const { adapter, signal } = desk;
  const { db } = desk.project;
  const move = (to: ProviderJob['state'], patch?: Parameters<typeof moveJob>[3]): ProviderJob => moveJob(db, order.clientJobId, to, patch);
  const fail = (state: 'failed' | 'canceled' | 'expired', error: ProviderError): JobOutcome => {
    move(state, { error: error.message, errorKind: error.kind });
    return { ok: false, error };
  };
  let job = first;
  for (;;) {
    switch (job.state) {
      case 'draft': {
        signal.throwIfAborted();
        const problems = adapter.validate(order.request);
        if (problems.length > 0) {
          return fail('failed', providerError('invalid_input', problems.map((problem) => problem.message).join(' '), { fields: problems }));
        }
        let prepared: PreparedRequest | null = null;
        try {
          prepared = (await adapter.prepare?.(order.request, { clientJobId: order.clientJobId, signal })) ?? null;
        } catch (cause) {
          if (!(cause instanceof ProviderFailure) || signal.aborted) throw cause;
          // Nothing was ordered yet, so nothing was charged.
          if (waitsForPerson(cause.error)) throw pause(cause.error);
          return fail('failed', cause.error);
        }
        const ready = prepared;
        const begin = (): ProviderJob => move('submitting', ready === null ? {} : { prepared: ready });
        job = await inTwinOrder(twinKey(ready), async () => {
          job = job.paid ? await desk.till.admit({ clientJobId: order.clientJobId, title: order.title, price }, begin) : begin();
          return await submit(ready);
        });
        break;
      }
      // Only seen on entry: the process died between the row and the answer.
      case 'submitting':
        job = move('unknown');
        break;
      case 'unknown': {
        signal.throwIfAborted();
        const lost = job;
        const find = async (): Promise<ProviderJob | 'unknown'> => {
          const found = await adapter.reconcile(
            {
              clientJobId: order.clientJobId,
              request: order.request,
              prepared: lost.prepared,
              since: submittedAt(db, lost),
              isClaimed: (remoteId) => isClaimedRemote(db, adapter.id, remoteId, order.clientJobId),
            },
            { signal },
          );
          if (found === 'unknown') return found;
          // `draft` again: the provider was asked and surely has no such job.
          return found === 'none' ? move('draft') : move('queued', { handle: found });
        };
        let found: ProviderJob | 'unknown';
        try {
          found = await inTwinOrder(twinKey(lost.prepared), find);
        } catch (cause) {
          if (!(cause instanceof ProviderFailure) || signal.aborted) throw cause;
          if (waitsForPerson(cause.error)) throw pause(cause.error);
          // It could not be asked this time; the row stays, a later run asks again.
          return { ok: false, error: cause.error };
        }
        if (found === 'unknown') {
          openReview(db, {
            sceneId: order.sceneId,
            kind: 'job-unknown',
            subjectId: order.subjectId,
            jobId: order.clientJobId,
            message: `${adapter.label} may or may not have started “${order.title}”, and it cannot be asked. Look at your account there: is the job there?`,
          });
          return {
            ok: false,
            error: providerError('network_after_send', 'It is not known whether the provider started this job, so it was not sent again.'),
          };
        }
        resolveReviewsOf(db, { sceneId: order.sceneId, kind: 'job-unknown', subjectId: order.subjectId });
        job = found;
        break;
      }
      case 'queued':
      case 'running': {
        if (job.handle === null) throw new Error(`Job ${order.clientJobId} is ${job.state} without a handle.`);
        let polled: Ended;
        try {
          polled = await pollUntilEnd(job.handle);
        } catch (cause) {
          // The provider cannot be reached for now; the job goes on there and the row stays, so a later run asks again.
          if (cause instanceof ProviderFailure && !signal.aborted) return { ok: false, error: cause.error };
          throw cause;
        }
        workIsOver();
        if (polled.state === 'succeeded') {
          const output = polled.outputs[0];
          if (output === undefined) return fail('failed', providerError('provider_failed', 'The provider finished without a result.'));
          job = move('downloading', { ...(polled.cost === null ? {} : { cost: polled.cost }), result: { output } });
        } else return fail(polled.state, polled.error);
        break;
      }
      case 'downloading': {
        const { output } = (job.result ?? {}) as { output?: { mime: string; ref: string } };
        if (output === undefined) throw new Error(`Job ${order.clientJobId} has nothing to download.`);
        const file = join(desk.project.scratchFolder, `${order.clientJobId.replaceAll(/[^a-z0-9-]/gi, '_')}.download`);
        try {
          await adapter.fetchOutput(output, file, { signal });
          const facts = await desk.inspect(file, output.mime).catch((cause: unknown) => {
            throw cause instanceof StudioFailure ? cause : notMedia(adapter.label, cause);
          });
          const asset = await storeAsset(
            desk.project.db,
            desk.project.assets,
            { file, move: true },
            { ...facts, mime: facts.mime ?? output.mime },
            signal,
          );
          job = move('succeeded', { result: { output, sha256: asset.sha256 } });
        } catch (cause) {
          await rm(file, { force: true });
          if (signal.aborted) throw signal.reason;
          // The work at the provider is done and perhaps paid: the row stays `downloading`, a later run fetches again.
          if (cause instanceof ProviderFailure && cause.error.kind !== 'output_expired') return { ok: false, error: cause.error };
          if (cause instanceof ProviderFailure) return fail('expired', cause.error);
          throw cause;
        }
        break;
      }
      case 'succeeded': {
        const { sha256 } = (job.result ?? {}) as { sha256?: string };
        const asset = sha256 === undefined ? null : readAsset(db, sha256);
        if (asset === null) return { ok: false, error: providerError('output_expired', 'The stored result is gone.') };
        return { ok: true, asset, cost: job.cost ?? price, estimated: job.cost === null };
      }
      case 'failed':
      case 'canceled':
      case 'expired':
        return {
          ok: false,
          error: providerError(
            job.state === 'expired' ? 'output_expired' : job.state === 'canceled' ? 'canceled' : 'provider_failed',
            job.error ?? 'The job failed.',
          ),
        };
    }
  }

  /** Remembers that nothing more is to be sent there, for every job of this provider. */
  function pause(error: ProviderError): StudioFailure {
    if (pausesProvider(error)) adapter.pause?.(error);
    return pausedBy(adapter.label, error);
  }

  function twinKey(prepared: PreparedRequest | null): string {
    return `${adapter.id} ${adapter.model} ${prepared === null ? order.clientJobId : fingerprint([prepared.body])}`;
  }

  async function submit(prepared: PreparedRequest | null): Promise<ProviderJob> {
    try {
      const handle = await adapter.submit(order.request, { clientJobId: order.clientJobId, prepared, signal });
      return move('queued', { handle });
    } catch (cause) {
      const error = cause instanceof ProviderFailure ? cause.error : null;
      if (error === null && !signal.aborted) throw cause;
      if (error?.nothingSent === true) {
        move('draft');
        throw signal.reason;
      }
      // An abort in the middle of a create leaves open whether it arrived; only the provider knows.
      if (signal.aborted || error?.kind === 'network_after_send')
        return move('unknown', { error: error?.message ?? 'Interrupted while sending.', errorKind: 'network_after_send' });
      if (error !== null && waitsForPerson(error)) {
        // Declined or never sent: surely no job there. It goes on from here when the person has acted.
        move('draft', { error: error.message, errorKind: error.kind });
        throw pause(error);
      }
      return move('failed', { error: error?.message ?? 'The job failed.', errorKind: error?.kind ?? 'provider_failed' });
    }
  }

  async function pollUntilEnd(handle: JobHandle): Promise<Ended> {
    for (;;) {
      if (signal.aborted) {
        const canceled = wasCanceled(signal.reason);
        // Closing leaves a provider at work: it is asked for the result when the project opens again. Work on this
        // computer ends with the process either way.
        if (canceled || price.basis === 'free') {
          const answer = await adapter.cancel(handle).catch(() => 'unsupported' as const);
          if (canceled && answer === 'canceled') move('canceled', { error: 'Canceled.', errorKind: 'canceled' });
        }
        throw signal.reason;
      }
      const result = await adapter.poll(handle, { signal });
      if (hasEnded(result)) return result;
      // Some providers report a job that already ran as queued again; our row only moves forward.
      if (result.state === 'running' && readJob(db, order.clientJobId)?.state === 'queued') move('running');
      desk.onProgress(result.progress ?? 0, result.message);
      await sleep(adapter.pollMs ?? desk.pollMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

const notMedia = (provider: string, cause: unknown): ProviderFailure =>
  new ProviderFailure(providerError('provider_failed', `What ${provider} sent cannot be read as a picture, clip or sound.`), { cause });

type Ended = Extract<PollResult, { state: 'succeeded' }> | Extract<PollResult, { error: ProviderError }>;
const hasEnded = (result: PollResult): result is Ended => result.state !== 'queued' && result.state !== 'running';

/** What was asked, for the job row: pictures by their hash, because the project folder may move. */
function requestRecord(request: GenerationRequest): unknown {
  if (request.kind === 'speech') return request;
  const { scene, ...asked } = request;
  const about = { number: scene.sceneNumber, aspect: scene.aspect };
  if (asked.kind === 'clip') {
    return { ...asked, startFrame: asked.startFrame.input.sha256, endFrame: asked.endFrame?.input.sha256 ?? null, scene: about };
  }
  return { ...asked, references: asked.references.map(({ role, input }) => ({ role, sha256: input.sha256 })), scene: about };
}
