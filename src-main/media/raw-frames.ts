/**
 * Raw frames out of and into ffmpeg, through pipes.
 *
 * These runs do not go through the file-to-file runner: frames need
 * back-pressure in both directions and an end that can come early, and every
 * frame must be accounted for.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { StudioFailure } from '#contract/errors.ts';
import { ffmpegError } from './ffmpeg-failure.ts';

export interface PipeOptions {
  /** Path of ffmpeg. */
  ffmpeg: string;
  args: readonly string[];
  /** What is being done, for messages. */
  doing: string;
  signal?: AbortSignal | undefined;
}

interface Running {
  child: ChildProcess;
  /** Resolves with the exit code when the process is gone and its pipes are closed. */
  closed: Promise<number | null>;
  words: string[];
  stop: () => void;
}

function start(options: PipeOptions, stdio: ['ignore' | 'pipe', 'ignore' | 'pipe']): Running {
  options.signal?.throwIfAborted();
  const child = spawn(options.ffmpeg, options.args, { stdio: [stdio[0], stdio[1], 'pipe'], windowsHide: true });
  const words: string[] = [];
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = (lines.pop() ?? '').slice(-2000);
    words.push(...lines.filter((line) => line !== ''));
    words.splice(0, Math.max(0, words.length - 40));
  });
  const stop = () => {
    child.kill('SIGKILL');
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  const closed = new Promise<number | null>((resolve) => {
    const settle = (code: number | null) => {
      options.signal?.removeEventListener('abort', stop);
      if (rest !== '') words.push(rest);
      rest = '';
      resolve(code);
    };
    child.on('error', (error) => {
      words.push(error.message);
      settle(null);
    });
    child.on('close', settle);
  });
  return { child, closed, words, stop };
}

function ended(options: PipeOptions, code: number | null, words: readonly string[]): Error {
  if (options.signal?.aborted === true) return options.signal.reason as Error;
  return new StudioFailure(ffmpegError(options.doing, code, words));
}

export interface FrameReader {
  /** The next frame, freshly allocated (the caller may change it), or null after the last. */
  next(): Promise<Uint8Array | null>;
  /** Ends ffmpeg; safe to call at any time, more than once. */
  close(): Promise<void>;
}

/**
 * Starts ffmpeg, which must write raw frames of `frameBytes` bytes to its
 * standard output. It works ahead only as far as the pipe holds.
 * `next` throws StudioFailure `ffmpeg-failed`, or the signal's reason.
 */
export function openFrameReader(options: PipeOptions, frameBytes: number): FrameReader {
  const { child, closed, words, stop } = start(options, ['ignore', 'pipe']);
  if (child.stdout === null) throw new Error('ffmpeg has no standard output');
  const chunks = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer | null = null;
  let over = false;
  return {
    async next() {
      if (over) return null;
      const frame = Buffer.allocUnsafe(frameBytes);
      let filled = 0;
      while (filled < frameBytes) {
        if (rest === null) {
          const step = await chunks.next();
          if (step.done === true) break;
          rest = step.value;
        }
        const taken = Math.min(rest.length, frameBytes - filled);
        rest.copy(frame, filled, 0, taken);
        filled += taken;
        rest = taken === rest.length ? null : rest.subarray(taken);
      }
      if (filled === frameBytes) return frame;
      over = true;
      const code = await closed;
      if (code !== 0 || options.signal?.aborted === true) throw ended(options, code, words);
      return null;
    },
    async close() {
      over = true;
      stop();
      child.stdout?.destroy();
      await closed;
    },
  };
}

export interface FrameWriter {
  /** Hands over one frame; resolves when ffmpeg can take the next. The frame must not be changed afterwards. */
  write(frame: Uint8Array): Promise<void>;
  /** No more frames: waits until ffmpeg has written the file. */
  finish(): Promise<void>;
  /** Ends ffmpeg at once; what it wrote is of no use. */
  abandon(): Promise<void>;
}

/**
 * Starts ffmpeg, which must read raw frames from its standard input.
 * `write` and `finish` throw StudioFailure `ffmpeg-failed` or `disk-full`, or the signal's reason.
 */
export function openFrameWriter(options: PipeOptions): FrameWriter {
  const { child, closed, words, stop } = start(options, ['pipe', 'ignore']);
  const stdin = child.stdin;
  if (stdin === null) throw new Error('ffmpeg has no standard input');
  // A broken pipe only says that ffmpeg is gone; why, its exit code and its words tell better.
  stdin.on('error', () => undefined);
  let gone = false;
  child.once('close', () => {
    gone = true;
  });
  child.once('error', () => {
    gone = true;
  });
  const died = async () => ended(options, await closed, words);
  return {
    async write(frame) {
      if (gone) throw await died();
      if (stdin.write(frame)) return;
      await Promise.race([new Promise<void>((resolve) => stdin.once('drain', resolve)), closed]);
      if (gone) throw await died();
    },
    async finish() {
      stdin.end();
      const code = await closed;
      if (code !== 0 || options.signal?.aborted === true) throw ended(options, code, words);
    },
    async abandon() {
      stop();
      await closed;
    },
  };
}
