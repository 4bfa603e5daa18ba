/** Facts about a clip or a sound file, from ffprobe. */
import { stat } from 'node:fs/promises';
import { StudioFailure, fail } from '#contract/errors.ts';
import { ffmpegError } from './ffmpeg-failure.ts';
import { safeInputOptions } from './ffmpeg-job.ts';
import { locateTools, type MediaTools } from './locate.ts';
import { isFastStart, readMp4Boxes } from './mp4-boxes.ts';
import { runProgram } from './run-program.ts';

export interface VideoFacts {
  /** Pixels as a viewer sees them: after rotation and with square pixels. */
  width: number;
  height: number;
  /** Average frames per second. */
  fps: number;
  /** Length of the video stream. */
  seconds: number;
  /** Number of frames in the video stream. */
  frames: number;
  codec: string;
  pixelFormat: string;
  /** YCbCr matrix the file declares, or null. */
  colorSpace: string | null;
  hasAudio: boolean;
  hasSubtitles: boolean;
  /** Whether the index is in front (null: not an MP4). */
  fastStart: boolean | null;
  bytes: number;
}

export interface ProbeOptions {
  tools?: MediaTools | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Reads the facts of a clip without decoding it.
 * @throws StudioFailure `asset-missing`, `ffmpeg-failed` (not a video, damaged), `ffmpeg-missing`; the signal's reason.
 */
export async function probeVideo(file: string, options: ProbeOptions = {}): Promise<VideoFacts> {
  const bytes = await sizeOf(file);
  const raw = await ffprobe(file, options);
  const facts = parseVideoFacts(raw);
  if (facts === null) {
    fail('ffmpeg-failed', 'This file has no moving picture in it.', 'Choose a video file, or make the clip again.', { detail: file });
  }
  return { ...facts, fastStart: isFastStart(await readMp4Boxes(file)), bytes };
}

/**
 * Length of a sound file in seconds.
 * @throws StudioFailure like `probeVideo`.
 */
export async function probeSoundSeconds(file: string, options: ProbeOptions = {}): Promise<number> {
  await sizeOf(file);
  const raw = await ffprobe(file, options);
  const audio = streamsOf(raw).find((stream) => stream['codec_type'] === 'audio');
  if (audio === undefined) fail('ffmpeg-failed', 'This file has no sound in it.', 'Choose a sound file.', { detail: file });
  return positive(audio['duration']) ?? positive(record(record(raw)['format'])['duration']) ?? 0;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    fail('asset-missing', 'A clip that should be there is not.', 'Look for the file, or make the clip again.', { detail: String(error) });
  }
}

async function ffprobe(file: string, options: ProbeOptions): Promise<unknown> {
  const tools = options.tools ?? (await locateTools({ signal: options.signal }));
  const args = ['-v', 'error', ...safeInputOptions, '-show_format', '-show_streams', '-count_packets', '-of', 'json', file];
  const result = await runProgram(tools.ffprobe.path, args, {
    timeoutMs: 60_000,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (result.code !== 0) throw new StudioFailure(ffmpegError('looking into a clip', result.code, result.stderr.split('\n')));
  return JSON.parse(result.stdout) as unknown;
}

/** Facts from ffprobe's JSON; null when there is no video stream. */
export function parseVideoFacts(raw: unknown): Omit<VideoFacts, 'fastStart' | 'bytes'> | null {
  const streams = streamsOf(raw);
  const video = streams.find((stream) => stream['codec_type'] === 'video' && record(stream['disposition'])['attached_pic'] !== 1);
  if (video === undefined) return null;
  const fps = ratio(video['avg_frame_rate']) ?? ratio(video['r_frame_rate']) ?? 24;
  const counted = positive(video['nb_frames']) ?? positive(video['nb_read_packets']);
  const duration = positive(video['duration']) ?? positive(record(record(raw)['format'])['duration']);
  const frames = counted ?? Math.max(1, Math.round((duration ?? 0) * fps));
  const pixelShape = ratio(words(video['sample_aspect_ratio'])?.replace(':', '/')) ?? 1;
  const shown = { width: Math.round(Number(video['width']) * pixelShape), height: Number(video['height']) };
  const turned = Math.abs(rotationOf(video)) % 180 === 90;
  const colorSpace = words(video['color_space']);
  return {
    width: turned ? shown.height : shown.width,
    height: turned ? shown.width : shown.height,
    fps,
    seconds: duration ?? frames / fps,
    frames,
    codec: words(video['codec_name']) ?? 'unknown',
    pixelFormat: words(video['pix_fmt']) ?? 'unknown',
    colorSpace: colorSpace === 'unknown' ? null : colorSpace,
    hasAudio: streams.some((stream) => stream['codec_type'] === 'audio'),
    hasSubtitles: streams.some((stream) => stream['codec_type'] === 'subtitle'),
  };
}

type Fields = Record<string, unknown>;

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function streamsOf(raw: unknown): Fields[] {
  const streams = record(raw)['streams'];
  return Array.isArray(streams) ? streams.map(record) : [];
}

/** Degrees, from the display matrix (new builds) or the rotate tag (old ones). */
function rotationOf(stream: Fields): number {
  const sideData = stream['side_data_list'];
  for (const entry of Array.isArray(sideData) ? sideData.map(record) : []) {
    const rotation = Number(entry['rotation']);
    if (Number.isFinite(rotation)) return Math.round(rotation);
  }
  const tag = Number(record(stream['tags'])['rotate']);
  return Number.isFinite(tag) ? tag : 0;
}

function words(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function positive(value: unknown): number | null {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
  return Number.isFinite(number) && number > 0 ? number : null;
}

/** `24000/1001` → 23.976; null for `0/0` and the like. */
function ratio(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const [above, below] = value.split('/').map(Number);
  if (above === undefined || below === undefined) return null;
  const result = above / below;
  return Number.isFinite(result) && result > 0 ? result : null;
}
