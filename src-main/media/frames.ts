/** Frames of a clip: as raw pixels for measuring, and as PNG for looking at. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { fail } from '#contract/errors.ts';
import { sourceMatrix } from './encode-args.ts';
import { inputFile, quietOptions } from './ffmpeg-job.ts';
import { locateTools, type MediaTools } from './locate.ts';
import { writeWhole } from './part-file.ts';
import { probeVideo, type VideoFacts } from './probe.ts';
import { openFrameReader } from './raw-frames.ts';

export interface RgbFrame {
  /** Interleaved R, G, B, 8 bit; `width * height * 3` bytes. */
  data: Uint8Array;
  width: number;
  height: number;
  /** When the frame is shown, seconds from the start of the clip. */
  timeSeconds: number;
}

export interface ReadFramesOptions {
  /** This many frames, evenly spread from the first to the last; all of them when the clip has fewer. */
  count?: number | undefined;
  /** Instead of `count`: frames per second of clip time. With neither, every frame. */
  fps?: number | undefined;
  /** Pixels of the longer side; never enlarged. Left out: the clip's own size. */
  longSide?: number | undefined;
  signal?: AbortSignal | undefined;
  tools?: MediaTools | undefined;
}

/**
 * Reads frames of a clip in order, as RGB. One ffmpeg runs for as long as the
 * frames are asked for; leaving the loop early ends it.
 * @throws StudioFailure `asset-missing`, `ffmpeg-failed`, `ffmpeg-missing`; the signal's reason.
 */
export async function* readRgbFrames(file: string, options: ReadFramesOptions = {}): AsyncGenerator<RgbFrame, void, void> {
  const tools = options.tools ?? (await locateTools({ signal: options.signal }));
  const facts = await probeVideo(file, { tools, signal: options.signal });
  const plan = planFrames(facts, options);
  const { width, height } = plan;
  const reader = openFrameReader(
    { ffmpeg: tools.ffmpeg.path, args: rgbArguments(file, facts, plan), doing: 'reading the frames of a clip', signal: options.signal },
    width * height * 3,
  );
  try {
    let index = 0;
    for (let data = await reader.next(); data !== null; data = await reader.next()) {
      yield { data, width, height, timeSeconds: plan.timeOf(index) };
      index += 1;
    }
  } finally {
    await reader.close();
  }
}

export interface FramePlan {
  width: number;
  height: number;
  /** Numbers of the frames to read, ascending, or null to resample at `fps`. */
  numbers: number[] | null;
  fps: number;
  timeOf(index: number): number;
}

/** Which frames of a clip are read and how large. Pure. */
export function planFrames(
  facts: Pick<VideoFacts, 'width' | 'height' | 'fps' | 'frames'>,
  options: { count?: number | undefined; fps?: number | undefined; longSide?: number | undefined },
): FramePlan {
  const scale = Math.min(1, (options.longSide ?? Infinity) / Math.max(facts.width, facts.height));
  const width = Math.max(1, Math.round(facts.width * scale));
  const height = Math.max(1, Math.round(facts.height * scale));
  const rate = options.fps;
  if (options.count === undefined && rate !== undefined && rate < facts.fps) {
    return { width, height, numbers: null, fps: rate, timeOf: (index) => index / rate };
  }
  const count = Math.max(1, Math.min(Math.round(options.count ?? facts.frames), facts.frames));
  const numbers = evenlySpread(facts.frames, count);
  return { width, height, numbers, fps: facts.fps, timeOf: (index) => (numbers[index] ?? 0) / facts.fps };
}

/** `count` whole numbers from 0 to `total - 1`, both ends included; the middle one when only one is asked for. */
export function evenlySpread(total: number, count: number): number[] {
  if (count <= 1) return [Math.floor((total - 1) / 2)];
  return Array.from({ length: count }, (_, index) => Math.round((index * (total - 1)) / (count - 1)));
}

/**
 * ffmpeg's expression for "this frame is one of `numbers`", which are evenly
 * spread or a single one: frame n is chosen when the place nearest to it lands
 * on n again. A list of hundreds of comparisons would be too deep for its parser.
 */
function selection(numbers: readonly number[], total: number): string {
  const steps = numbers.length - 1;
  return steps < 1 ? `eq(n,${numbers[0] ?? 0})` : `eq(n,round(round(n*${steps}/${total - 1})*${total - 1}/${steps}))`;
}

function rgbArguments(file: string, facts: VideoFacts, plan: FramePlan): string[] {
  const { width, height, numbers, fps } = plan;
  const every = numbers !== null && numbers.length === facts.frames;
  const steps = [
    ...(numbers === null ? [`fps=${fps}`] : every ? [] : [`select='${selection(numbers, facts.frames)}'`]),
    // Numbered anew at the output rate: otherwise the gaps between chosen frames would be filled with copies.
    `setpts=N/(${fps}*TB)`,
    `scale=${width}:${height}:flags=bicubic+accurate_rnd+full_chroma_int:in_color_matrix=${sourceMatrix(facts)}`,
  ];
  const input = inputFile(file);
  const limit = numbers === null ? [] : ['-frames:v', String(numbers.length)];
  const picked = ['-map', '0:v:0', '-an', '-sn', '-vf', steps.join(','), '-r', String(fps), ...limit];
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  return [...quietOptions, ...input.options, '-i', input.file, ...picked, ...raw];
}

/**
 * Writes one frame of a clip as PNG: the poster of a take, or a still to go on from.
 * @param at seconds from the start, or `last` for the very last frame.
 * @throws StudioFailure as `readRgbFrames`, `disk-full`.
 */
export async function extractFrame(
  file: string,
  at: number | 'last',
  out: string,
  options: { longSide?: number; signal?: AbortSignal | undefined; tools?: MediaTools | undefined } = {},
): Promise<{ width: number; height: number }> {
  const tools = options.tools ?? (await locateTools({ signal: options.signal }));
  const facts = await probeVideo(file, { tools, signal: options.signal });
  const size = planFrames(facts, { longSide: options.longSide });
  const number = at === 'last' ? facts.frames - 1 : Math.max(0, Math.min(facts.frames - 1, Math.round(at * facts.fps)));
  const reader = openFrameReader(
    {
      ffmpeg: tools.ffmpeg.path,
      args: rgbArguments(file, facts, { ...size, numbers: [number] }),
      doing: 'taking a still from a clip',
      signal: options.signal,
    },
    size.width * size.height * 3,
  );
  let data: Uint8Array | null;
  try {
    data = await reader.next();
  } finally {
    await reader.close();
  }
  if (data === null)
    fail('ffmpeg-failed', 'No still could be taken from a clip: it has no frame there.', 'Make the clip again.', { detail: file });
  const { width, height } = size;
  const pixels = data;
  await mkdir(dirname(out), { recursive: true });
  await writeWhole(out, 'writing a still', async (part) => {
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 6 })
      .toFile(part);
  });
  return { width, height };
}
