/** Sends raw frames into ffmpeg and puts the finished clip in its place. */
import { spawn } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { StudioFailure, fail } from '#contract/errors.ts';
import { diskFull, saysDiskFull } from '#media/ffmpeg-failure.ts';

export interface Encoder {
  /** Writes one frame of packed R G B A pixels; resolves when ffmpeg has taken it and its memory may be used again. */
  write(frame: Uint8Array): Promise<void>;
  /** Ends the stream, waits for ffmpeg, moves the clip to its place. */
  finish(): Promise<void>;
  /** Stops ffmpeg and removes what it wrote. Safe to call at any time. */
  discard(): Promise<void>;
}

const ERROR_TAIL = 2000;

/**
 * Starts an H.264 encoder (yuv420p, BT.709, fast start) that writes to
 * `file` + '.part' and renames when complete.
 */
export function startEncoder(ffmpeg: string, file: string, shape: { width: number; height: number; fps: number }): Encoder {
  const part = `${file}.part`;
  const child = spawn(
    ffmpeg,
    [
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      '-s',
      `${shape.width}x${shape.height}`,
      '-r',
      String(shape.fps),
      '-i',
      'pipe:0',
      '-an',
      '-vf',
      'scale=trunc(iw/2)*2:trunc(ih/2)*2:flags=fast_bilinear:out_color_matrix=bt709:out_range=tv,format=yuv420p',
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '18',
      '-threads',
      '2',
      '-color_primaries',
      'bt709',
      '-color_trc',
      'bt709',
      '-colorspace',
      'bt709',
      '-color_range',
      'tv',
      '-movflags',
      '+faststart',
      '-f',
      'mp4',
      part,
    ],
    { stdio: ['pipe', 'ignore', 'pipe'], windowsHide: true },
  );
  let errors = '';
  let startError: Error | null = null;
  let ended = false;
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    errors = (errors + text).slice(-ERROR_TAIL);
  });
  // A broken pipe is reported by the exit status; without a listener it would end the program.
  child.stdin.on('error', () => undefined);
  const closed = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      startError = error;
      ended = true;
      resolve(null);
    });
    child.once('close', (code) => {
      ended = true;
      resolve(code);
    });
  });
  const explain = (): never => {
    if (startError) {
      return fail(
        'ffmpeg-missing',
        'The clip could not be encoded: ffmpeg did not start.',
        'Choose a working ffmpeg in Settings, then shoot the take again.',
        { retryable: true, detail: startError.message },
      );
    }
    if (saysDiskFull(errors)) throw new StudioFailure(diskFull('filming a take', errors));
    return fail(
      'ffmpeg-failed',
      'The clip could not be encoded: ffmpeg stopped with an error.',
      'Check the free space on the disk, then shoot the take again.',
      { retryable: true, detail: errors },
    );
  };
  return {
    async write(frame) {
      if (ended) {
        await closed;
        explain();
      }
      // A pipe that breaks says nothing; why ffmpeg stopped reading does.
      // An error here (ffmpeg gone) is explained by the next write or by the end.
      const taken = new Promise<void>((resolve) => child.stdin.write(frame, () => resolve()));
      await Promise.race([taken, closed]);
    },
    async finish() {
      child.stdin.end();
      if ((await closed) !== 0) explain();
      await rename(part, file);
    },
    async discard() {
      if (!ended) {
        child.stdin.destroy();
        child.kill('SIGKILL');
      }
      await closed;
      await rm(part, { force: true });
    },
  };
}
