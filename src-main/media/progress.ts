/**
 * Reads ffmpeg's progress reports. Pure: one line at a time, from
 * `-progress pipe:…` (key=value lines, a block ends with `progress=`).
 */

export interface FfmpegProgress {
  /** Frames written so far. */
  frames: number;
  /** Seconds of the output written so far. */
  seconds: number;
  /** Output seconds per second of waiting; null while unknown. */
  speed: number | null;
  /** True in the last report. */
  done: boolean;
}

export interface ProgressState {
  /** What has been read of the current block. */
  partial: FfmpegProgress;
  /** Set on the line that completes a block. */
  report: FfmpegProgress | null;
  /** Whether the line belonged to a progress report at all. */
  matched: boolean;
}

export const noProgress: ProgressState = {
  partial: { frames: 0, seconds: 0, speed: null, done: false },
  report: null,
  matched: false,
};

const keys = new Set([
  'frame',
  'fps',
  'bitrate',
  'total_size',
  'out_time_us',
  'out_time_ms',
  'out_time',
  'dup_frames',
  'drop_frames',
  'speed',
  'progress',
]);

/** Takes one more line into account. A value that is not a number (`N/A`) leaves what was known. */
export function readProgressLine(state: ProgressState, line: string): ProgressState {
  const match = /^\s*([a-z0-9_]+)=\s*(\S+)\s*$/.exec(line);
  const key = match?.[1];
  const value = match?.[2];
  if (key === undefined || value === undefined || !(keys.has(key) || key.startsWith('stream_'))) {
    return { partial: state.partial, report: null, matched: false };
  }
  const partial = { ...state.partial };
  switch (key) {
    case 'frame':
      partial.frames = numberOr(value, partial.frames);
      break;
    // Both are microseconds: the older name has always been wrong about its unit.
    case 'out_time_us':
    case 'out_time_ms':
      partial.seconds = Math.max(0, numberOr(value, partial.seconds * 1e6) / 1e6);
      break;
    case 'speed':
      partial.speed = value.endsWith('x') ? numberOr(value.slice(0, -1), partial.speed) : partial.speed;
      break;
    case 'progress':
      partial.done = value === 'end';
      return { partial, report: { ...partial }, matched: true };
    default:
      break;
  }
  return { partial, report: null, matched: true };
}

function numberOr<T>(text: string, otherwise: T): number | T {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : otherwise;
}
