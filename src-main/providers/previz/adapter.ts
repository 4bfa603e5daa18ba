/** The previz renderer as a provider: pictures and clips drawn on this computer, free of charge. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { StudioFailure } from '#contract/errors.ts';
import { diskFull, saysDiskFull } from '#media/ffmpeg-failure.ts';
import type { FramedRequest, GenerationRequest, JobHandle, PollResult, ProviderAdapter, ProviderError, RemoteOutput } from '../adapter.ts';
import { renderClip } from './clip.ts';
import { renderPicture } from './render.ts';

export interface PrevizOptions {
  /** Finds the ffmpeg to use; called for clips only. */
  ffmpeg: () => Promise<string>;
  /** Folder for results until they are fetched; made when missing. */
  scratch: string;
}

interface Job {
  state: 'running' | 'succeeded' | 'failed' | 'canceled';
  progress: number;
  message: string;
  output: RemoteOutput | null;
  error: ProviderError | null;
  /** The disk ran full: not this drawing's fault, so it is thrown and the run waits for room. */
  noRoom: StudioFailure | null;
  stop: AbortController;
  done: Promise<void>;
}

const LARGEST_SIDE = 4096;
const SMALLEST_SIDE = 64;

function errorOf(error: unknown, kind: GenerationRequest['kind']): ProviderError {
  if (error instanceof StudioFailure) {
    return {
      kind: 'provider_failed',
      message: `${error.error.message} ${error.error.hint}`,
      retryAfterMs: null,
      fields: [],
      raw: error.error,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'provider_failed', message: `The ${kind} could not be drawn: ${message}`, retryAfterMs: null, fields: [], raw: null };
}

function noRoomIn(error: unknown): StudioFailure | null {
  if (error instanceof StudioFailure) return error.error.code === 'disk-full' ? error : null;
  return error instanceof Error && saysDiskFull(error.message) ? new StudioFailure(diskFull('drawing', error.message)) : null;
}

const canceled: ProviderError = {
  kind: 'canceled',
  message: 'Canceled before it was finished. Nothing was kept.',
  retryAfterMs: null,
  fields: [],
  raw: null,
};

/**
 * Makes the adapter. Work runs in the background of this process and dies with
 * it; since it costs nothing, a lost job is simply done again.
 */
export function createPrevizAdapter(options: PrevizOptions): ProviderAdapter {
  const jobs = new Map<string, Job>();
  // One core per job: clips paint on a thread of their own, ffmpeg takes the slack.
  const concurrency = Math.max(1, Math.min(8, availableParallelism()));

  async function work(request: FramedRequest, file: string, job: Job): Promise<void> {
    await mkdir(options.scratch, { recursive: true });
    if (request.kind === 'picture') {
      const bytes = await renderPicture(request, job.stop.signal);
      job.stop.signal.throwIfAborted();
      await writeFile(file, bytes);
      job.output = { mime: 'image/png', ref: file };
    } else {
      const ffmpeg = await options.ffmpeg();
      await renderClip(request, file, {
        signal: job.stop.signal,
        ffmpeg,
        workers: 1,
        onProgress: (share) => {
          job.progress = share;
          job.message = share < 0.12 ? 'Drawing the layers' : `Filming, ${Math.round(share * 100)}%`;
        },
      });
      job.output = { mime: 'video/mp4', ref: file };
    }
  }

  /** Works and keeps what became of it; never rejects. */
  async function run(request: FramedRequest, file: string, job: Job): Promise<void> {
    try {
      await work(request, file, job);
      job.state = 'succeeded';
      job.progress = 1;
    } catch (error) {
      const stopped = job.stop.signal.aborted;
      job.noRoom = stopped ? null : noRoomIn(error);
      job.error = stopped ? canceled : errorOf(error, request.kind);
      await rm(file, { force: true });
      job.state = stopped ? 'canceled' : 'failed';
    }
  }

  return {
    id: 'previz',
    label: 'Heroframe previz',
    model: 'previz-1',
    concurrency,
    price: () => ({ amount: 0, currency: 'USD', basis: 'free' }),
    validate(request) {
      if (request.kind === 'speech') return [{ path: 'kind', message: 'The previz renderer draws and films; it does not speak.' }];
      const problems: { path: string; message: string }[] = [];
      for (const side of ['width', 'height'] as const) {
        const value = request[side];
        if (!Number.isInteger(value) || value < SMALLEST_SIDE || value > LARGEST_SIDE) {
          problems.push({ path: side, message: `The ${side} must be a whole number of pixels from ${SMALLEST_SIDE} to ${LARGEST_SIDE}.` });
        }
      }
      if (request.kind === 'clip') {
        if (!(request.seconds > 0 && request.seconds <= 60))
          problems.push({ path: 'seconds', message: 'A clip lasts more than 0 and at most 60 seconds.' });
        if (!(request.fps >= 1 && request.fps <= 60)) problems.push({ path: 'fps', message: 'A clip has 1 to 60 frames a second.' });
        if (request.width % 2 !== 0 || request.height % 2 !== 0)
          problems.push({ path: 'width', message: 'A clip needs an even width and height.' });
      }
      return problems;
    },
    submit(request, { clientJobId, signal }) {
      signal.throwIfAborted();
      if (request.kind === 'speech') throw new Error('The previz renderer does not speak.');
      const remoteId = `${clientJobId}-${randomUUID().slice(0, 8)}`;
      const file = path.join(options.scratch, `${remoteId.replace(/[^\w-]/g, '_')}.${request.kind === 'picture' ? 'png' : 'mp4'}`);
      const job: Job = {
        state: 'running',
        progress: 0,
        message: request.kind === 'picture' ? 'Drawing' : 'Drawing the layers',
        output: null,
        error: null,
        noRoom: null,
        stop: new AbortController(),
        done: Promise.resolve(),
      };
      job.done = run(request, file, job);
      jobs.set(remoteId, job);
      return Promise.resolve({ version: 1, remoteId, data: { kind: request.kind } });
    },
    poll(handle: JobHandle): Promise<PollResult> {
      const job = jobs.get(handle.remoteId);
      if (!job) {
        // Another run of the program started it: what it made died with that process, and nothing was paid.
        return Promise.resolve({
          state: 'expired',
          error: {
            kind: 'output_expired',
            message: 'This drawing was under way when the program closed. Drawing it again is free.',
            retryAfterMs: null,
            fields: [],
            raw: null,
          },
        });
      }
      if (job.noRoom !== null) {
        // Forgotten, so that it is drawn again when there is room.
        jobs.delete(handle.remoteId);
        return Promise.reject(job.noRoom);
      }
      if (job.state === 'running') return Promise.resolve({ state: 'running', progress: job.progress, message: job.message });
      if (job.state === 'succeeded' && job.output)
        return Promise.resolve({ state: 'succeeded', outputs: [job.output], cost: { amount: 0, currency: 'USD' } });
      return Promise.resolve({ state: job.state === 'canceled' ? 'canceled' : 'failed', error: job.error ?? canceled });
    },
    async cancel(handle) {
      const job = jobs.get(handle.remoteId);
      if (!job || job.state !== 'running') return 'too_late';
      job.stop.abort();
      await job.done;
      return 'canceled';
    },
    reconcile: () => Promise.resolve('none'),
    async fetchOutput(output, file, { signal }) {
      signal.throwIfAborted();
      await mkdir(path.dirname(file), { recursive: true });
      try {
        await rename(output.ref, file);
      } catch {
        // The scratch folder may be on another disk.
        await copyFile(output.ref, file);
        await rm(output.ref, { force: true });
      }
    },
  };
}
