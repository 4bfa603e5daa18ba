/**
 * Runs one ffmpeg job from files to a file. This is the only file that knows
 * fluent-ffmpeg: replacing that library is replacing `perform`.
 */
import fluent from 'fluent-ffmpeg';
import { StudioFailure } from '#contract/errors.ts';
import { ffmpegError } from './ffmpeg-failure.ts';
import { quietOptions, type FfmpegJob } from './ffmpeg-job.ts';
import { writeWhole } from './part-file.ts';
import { noProgress, readProgressLine, type FfmpegProgress } from './progress.ts';

export interface RunOptions {
  /** Path of ffmpeg. */
  ffmpeg: string;
  /** What is being done, for messages: "joining the shots". */
  doing: string;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: FfmpegProgress) => void) | undefined;
}

/** Lines of ffmpeg's messages kept for an error. */
const KEPT_LINES = 40;

/**
 * Runs the job and puts its result at `out`, whole or not at all.
 * @throws StudioFailure `ffmpeg-failed` with ffmpeg's last words, `disk-full`; the signal's reason when aborted.
 */
export async function runFfmpeg(job: FfmpegJob, out: string, options: RunOptions): Promise<void> {
  options.signal?.throwIfAborted();
  await writeWhole(out, options.doing, (part) => perform(job, part, options));
}

/**
 * fluent-ffmpeg remembers the path of ffmpeg once for the whole process and
 * reads it some time after `run`, so two runs with different programs must not
 * start at the same time. Each run waits here until the one before has started.
 */
let lastStart: Promise<void> = Promise.resolve();

async function perform(job: FfmpegJob, target: string, options: RunOptions): Promise<void> {
  const previous = lastStart;
  let started = () => undefined as void;
  lastStart = new Promise<void>((resolve) => {
    started = resolve;
  });
  try {
    await previous;
    options.signal?.throwIfAborted();
    await execute(job, target, options, started);
  } finally {
    started();
  }
}

function execute(job: FfmpegJob, target: string, options: RunOptions, started: () => void): Promise<void> {
  const { signal, onProgress, doing } = options;
  return new Promise<void>((resolve, reject) => {
    const command = fluent({ stdoutLines: KEPT_LINES });
    command.setFfmpegPath(options.ffmpeg);
    for (const input of job.inputs) {
      command.input(input.file);
      // Spread over several arguments on purpose: given a single one, the library splits it at its space.
      if (input.options.length > 0) command.inputOptions(...input.options);
    }
    if (job.graph !== null) command.complexFilter(job.graph);
    command.outputOptions(...quietOptions, '-progress', 'pipe:2', ...job.options);
    command.output(target);

    const words: string[] = [];
    let progress = noProgress;
    let running = false;
    const stop = () => {
      if (running) command.kill('SIGKILL');
    };
    const settle = () => {
      running = false;
      signal?.removeEventListener('abort', stop);
    };
    signal?.addEventListener('abort', stop, { once: true });
    command.on('start', () => {
      running = true;
      started();
      if (signal?.aborted === true) stop();
    });
    command.on('stderr', (line: string) => {
      progress = readProgressLine(progress, line);
      if (progress.report !== null) onProgress?.(progress.report);
      if (!progress.matched && line.trim() !== '') {
        words.push(line);
        if (words.length > KEPT_LINES) words.shift();
      }
    });
    command.on('end', () => {
      settle();
      resolve();
    });
    command.on('error', (error: Error) => {
      settle();
      if (signal?.aborted === true) reject(signal.reason as Error);
      else
        reject(
          new StudioFailure(ffmpegError(doing, exitCode(error.message), words.length > 0 ? words : [error.message]), { cause: error }),
        );
    });
    command.run();
  });
}

function exitCode(message: string): number | null {
  const code = /exited with code (\d+)/.exec(message)?.[1];
  return code === undefined ? null : Number(code);
}
