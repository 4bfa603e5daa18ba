/** Measures pictures and clips and says what they add up to. */
import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { fail, StudioFailure, studioError } from '#contract/errors.ts';
import type { Overall, Score } from '#contract/model/quality.ts';
import type { ClipFlag } from '#domain/flags.ts';
import { overallOf } from '#domain/overall.ts';
import { readRgbFrames } from '#media/frames.ts';
import type { Analyst, ClipSession } from './analysis.ts';
import { MEASURING_SIDE } from './image/measure.ts';
import type { RgbRaster } from './image/raster.ts';
import { createLocalAnalyst } from './local-analyst.ts';
import { clipScores, frameScore, pictureScores } from './scores.ts';
import { MAX_FRAMES, type TimedFrame } from './video/clip-meter.ts';
import type { DynamicDegree } from './video/motion.ts';
import { createWorkerAnalyst } from './worker-analyst.ts';

/** Frames read at the clip's own size to look for coding blocks. */
const FULL_SIZE_FRAMES = 3;
/** Pixels beyond which a picture is not decoded for scoring. */
const PICTURE_MAX_PIXELS = 100_000_000;

/**
 * Reads frames of a clip in order: every frame, or `count` spread over it; scaled to `longSide` px or at its own size.
 * Each frame's buffer is the scorer's to keep.
 */
export type ReadFrames = (
  file: string,
  options: { count?: number | undefined; longSide?: number | undefined; signal?: AbortSignal | undefined },
) => AsyncIterable<TimedFrame>;

export interface ScorerOptions {
  /** Worker threads at most; 0 computes on the calling thread. Default: one less than there are cores, at most 2. */
  workers?: number;
  /** Where frames come from; ffmpeg unless told. */
  readFrames?: ReadFrames;
}

export interface ScoringRequest {
  /** What the picture was asked to show; learned metrics compare with it. */
  prompt: string;
  signal?: AbortSignal | undefined;
}

export interface PictureScores {
  /** Every image metric, measured or unavailable with the reason. */
  scores: Score[];
  overall: Overall;
  /** Perceptual fingerprint for `nearIdentical`. */
  phash: string;
}

export interface ClipScores {
  /** Every video metric, measured or unavailable with the reason. */
  scores: Score[];
  overall: Overall;
  /** Technical quality (0–100) of 16 frames spread evenly over the clip; null where a frame is black. */
  frameQuality: (number | null)[];
  /** Faults with their times. */
  flags: ClipFlag[];
  /** What was looked at. */
  seconds: number;
  /** The yes-or-no side of dynamic degree; null when it could not be measured. */
  motion: DynamicDegree | null;
}

export interface Scorer {
  /**
   * Scores a picture file.
   * @throws StudioFailure `asset-missing` when it cannot be read or decoded; the signal's reason.
   */
  scorePicture(file: string, request: ScoringRequest): Promise<PictureScores>;
  /**
   * Scores a clip file.
   * @throws StudioFailure of the frame reader, `asset-missing` when the clip has no frames; the signal's reason.
   */
  scoreClip(file: string, request: ScoringRequest & { readFrames?: ReadFrames | undefined }): Promise<ClipScores>;
  /** Ends the worker threads. Nothing may be scored afterwards. */
  close(): Promise<void>;
}

/** Decodes a picture as a person sees it: upright, in sRGB, without alpha. */
async function decodePicture(file: string): Promise<RgbRaster> {
  try {
    const { data, info } = await sharp(file, { limitInputPixels: PICTURE_MAX_PIXELS })
      .rotate()
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data: info.channels === 3 ? data : threeChannels(data, info.channels), width: info.width, height: info.height };
  } catch (cause) {
    fail('asset-missing', 'A picture could not be scored because its file cannot be read.', 'Make the picture again, or pick another.', {
      detail: cause instanceof Error ? cause.message : String(cause),
    });
  }
}

/** Grey pictures come with one channel even when sRGB is asked for. */
function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  const pixels = data.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i += 1) rgb.fill(data[i * channels] as number, i * 3, i * 3 + 3);
  return rgb;
}

/** Settles with the work, or with the signal's reason as soon as it is aborted; the work itself runs out unheard. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function feedEveryFrame(session: ClipSession, file: string, readFrames: ReadFrames, signal: AbortSignal): Promise<void> {
  let frames = 0;
  for await (const frame of readFrames(file, { longSide: MEASURING_SIDE, signal })) {
    signal.throwIfAborted();
    await session.add(frame);
    frames += 1;
    if (frames >= MAX_FRAMES) break;
  }
  if (frames === 0) {
    fail('asset-missing', 'A take could not be scored because its file has no frames.', 'Make the take again.', { detail: file });
  }
}

async function feedFullSize(session: ClipSession, file: string, readFrames: ReadFrames, signal: AbortSignal): Promise<void> {
  for await (const frame of readFrames(file, { count: FULL_SIZE_FRAMES, signal })) {
    signal.throwIfAborted();
    await session.addFullSize(frame);
  }
}

/** Reads the clip both ways at once; when one reader fails the other is stopped, and both have ended when this settles. */
async function feed(session: ClipSession, file: string, readFrames: ReadFrames, signal: AbortSignal | undefined): Promise<void> {
  const failure = new AbortController();
  const either = signal === undefined ? failure.signal : AbortSignal.any([signal, failure.signal]);
  const stopping = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (cause) {
      failure.abort(cause);
      throw cause;
    }
  };
  const results = await Promise.allSettled([
    stopping(feedEveryFrame(session, file, readFrames, either)),
    stopping(feedFullSize(session, file, readFrames, either)),
  ]);
  signal?.throwIfAborted();
  if (results.some((result) => result.status === 'rejected')) throw failure.signal.reason;
}

/** What to throw when the computation failed: what is already meant for people as it is, anything else (a dead thread) in words. */
function notScored(what: string, cause: unknown, signal: AbortSignal | undefined): unknown {
  if (cause instanceof StudioFailure || signal?.aborted === true) return cause;
  return new StudioFailure(
    studioError('internal', `${what} could not be scored.`, 'It can still be picked by hand. If it happens again, report the details.', {
      retryable: true,
      detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    }),
    { cause },
  );
}

/** Makes a scorer. Threads start with the first question. */
export function createScorer(options: ScorerOptions = {}): Scorer {
  const workers = options.workers ?? Math.max(1, Math.min(2, availableParallelism() - 1));
  let analyst: Promise<Analyst> | null = null;
  const ready = (): Promise<Analyst> => {
    analyst ??= workers > 0 ? createWorkerAnalyst(workers).catch(() => createLocalAnalyst()) : Promise.resolve(createLocalAnalyst());
    return analyst;
  };

  return {
    async scorePicture(file, { signal }) {
      signal?.throwIfAborted();
      const picture = await unlessAborted(decodePicture(file), signal);
      try {
        const { measures, phash } = await unlessAborted((await ready()).picture(picture), signal);
        const scores = pictureScores(measures);
        return { scores, overall: overallOf(scores, 'picture'), phash };
      } catch (cause) {
        throw notScored('A picture', cause, signal);
      }
    },

    async scoreClip(file, { signal, readFrames = options.readFrames ?? readRgbFrames }) {
      signal?.throwIfAborted();
      const session = (await ready()).openClip();
      try {
        await feed(session, file, readFrames, signal);
        const measures = await unlessAborted(session.finish(), signal);
        const scores = clipScores(measures);
        return {
          scores,
          overall: overallOf(scores, 'take'),
          frameQuality: measures.strip.map(frameScore),
          flags: measures.flags,
          seconds: measures.seconds,
          motion: measures.dynamic,
        };
      } catch (cause) {
        throw notScored('A take', cause, signal);
      } finally {
        session.drop();
      }
    },

    async close() {
      const running = analyst;
      analyst = null;
      if (running !== null) await (await running).close();
    },
  };
}
