/**
 * Sizes and encoder settings every film and clip of ours is made with. Pure:
 * lists of arguments and numbers, so that a change shows up in a test.
 */
import type { Aspect } from '#contract/model/primitives.ts';

/** Frames per second of every film we make: cinema's rate, and what the story's timing is rounded to. */
export const FILM_FPS = 24;
/** Samples per second of every soundtrack we make. */
export const SOUND_RATE = 48_000;

const ratios: Record<Aspect, { across: number; down: number; shortSide: number }> = {
  '16:9': { across: 16, down: 9, shortSide: 720 },
  '9:16': { across: 9, down: 16, shortSide: 720 },
  // Square and 4:5 are watched on phones at 1080 px across: their short side is the width people post.
  '1:1': { across: 1, down: 1, shortSide: 1080 },
  '4:5': { across: 4, down: 5, shortSide: 864 },
};

/**
 * Pixel size of a film of this shape. H.264 with 4:2:0 chroma needs even numbers.
 * @param shortSide pixels of the shorter side; left out, 720 for 16:9 and 9:16, 1080 for 1:1, 864 for 4:5.
 */
export function frameSize(aspect: Aspect, shortSide?: number): { width: number; height: number } {
  const ratio = ratios[aspect];
  const short = shortSide ?? ratio.shortSide;
  const unit = short / Math.min(ratio.across, ratio.down);
  return { width: even(ratio.across * unit), height: even(ratio.down * unit) };
}

/** Nearest even number, at least 2. */
function even(value: number): number {
  return Math.max(2, Math.round(value / 2) * 2);
}

/** Whole frames that show `seconds`; a shot has at least one. */
export function frameCount(seconds: number, fps: number = FILM_FPS): number {
  return Math.max(1, Math.round(seconds * fps));
}

/** H.264 encoders we know how to drive, best first. Only libx264 has a constant-quality mode that looks the same everywhere. */
export const h264Encoders = ['libx264', 'h264_videotoolbox', 'h264_nvenc', 'h264_qsv', 'h264_amf', 'h264_mf', 'libopenh264'] as const;
export type H264Encoder = (typeof h264Encoders)[number];

export interface H264Settings {
  encoder: H264Encoder;
  fps: number;
  width: number;
  height: number;
  /** libx264 constant rate factor, 0 (lossless) to 51; lower is better and larger. */
  crf?: number;
  /** libx264 effort. */
  preset?: 'ultrafast' | 'veryfast' | 'fast' | 'medium' | 'slow';
}

/**
 * Output options for H.264 High, 4:2:0, marked as BT.709 video range, a key
 * frame at least every two seconds so that players can seek.
 */
export function h264Arguments(settings: H264Settings): string[] {
  const { encoder, fps, width, height, crf = 18, preset = 'medium' } = settings;
  // Encoders without constant quality get a bit rate by picture size: about 0.17 bit per pixel keeps film grain.
  const bitRate = `${Math.round((width * height * fps * 0.17) / 1000)}k`;
  const quality = encoder === 'libx264' ? ['-preset', preset, '-crf', String(crf)] : ['-b:v', bitRate];
  // libopenh264 and Media Foundation choose their own profile and refuse to be told.
  const profile = encoder === 'libopenh264' || encoder === 'h264_mf' ? [] : ['-profile:v', 'high'];
  return ['-c:v', encoder, ...profile, ...quality, '-pix_fmt', 'yuv420p', '-r', String(fps), '-g', String(fps * 2), ...bt709Tags];
}

/** Says which colours the numbers mean; without it players guess from the size and skin turns green or orange. */
const bt709Tags = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'];

/** Output options for the soundtrack: AAC, stereo, 48 kHz. */
export const aacArguments: readonly string[] = ['-c:a', 'aac', '-b:a', '192k', '-ar', String(SOUND_RATE), '-ac', '2'];

/** The index goes to the front of the file, so that a film starts to play before it is loaded. */
export const mp4Arguments: readonly string[] = ['-movflags', '+faststart', '-f', 'mp4'];

export interface FitSource {
  /** Pixels as a viewer sees them: after rotation and with square pixels. */
  width: number;
  height: number;
  /** YCbCr matrix the file declares, or null where it says nothing. */
  colorSpace: string | null;
}

/** Largest share of a picture that may be cropped away to fill the frame; beyond it the picture gets bars instead. */
const CROP_LIMIT = 0.12;

/**
 * Filter chain that brings a clip to a frame size: fills the frame and crops
 * the little that sticks out, or adds black bars where cropping would lose too
 * much; ends in yuv420p, BT.709, video range.
 */
export function fitFilter(source: FitSource, width: number, height: number): string {
  const wide = source.width / source.height;
  const frame = width / height;
  const lost = 1 - Math.min(wide / frame, frame / wide);
  const cover = lost <= CROP_LIMIT;
  const scale = cover ? Math.max(width / source.width, height / source.height) : Math.min(width / source.width, height / source.height);
  const scaledWidth = cover ? Math.max(width, even(source.width * scale)) : Math.min(width, even(source.width * scale));
  const scaledHeight = cover ? Math.max(height, even(source.height * scale)) : Math.min(height, even(source.height * scale));
  const steps = [
    `scale=${scaledWidth}:${scaledHeight}:flags=lanczos+accurate_rnd:in_color_matrix=${sourceMatrix(source)}:out_color_matrix=bt709:out_range=tv`,
    'setsar=1',
    'format=yuv420p',
  ];
  if (scaledWidth !== width || scaledHeight !== height) {
    steps.push(cover ? `crop=${width}:${height}` : `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:black`);
  }
  return steps.join(',');
}

/**
 * The matrix to read a clip with, by ffmpeg's name. Files that declare none are
 * read as players read them: BT.709 from 1280 px across or above 576 lines, BT.601 below.
 */
export function sourceMatrix(source: FitSource): 'bt709' | 'bt601' | 'bt2020' {
  switch (source.colorSpace) {
    case 'bt709':
      return 'bt709';
    case 'smpte170m':
    case 'bt470bg':
    case 'fcc':
      return 'bt601';
    case 'bt2020nc':
    case 'bt2020c':
      return 'bt2020';
    case null:
    default:
      return source.width >= 1280 || source.height > 576 ? 'bt709' : 'bt601';
  }
}
