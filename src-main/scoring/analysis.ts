/** The pure computation behind the scorer; the same on a worker thread and without one. */
import { measureStill, type StillMeasures } from './image/measure.ts';
import { perceptualHash } from './image/phash.ts';
import type { RgbRaster } from './image/raster.ts';
import type { ClipMeasures, TimedFrame } from './video/clip-meter.ts';

export interface PictureAnalysis {
  measures: StillMeasures & { blockEdgeRatio: number };
  phash: string;
}

/** Everything the scorer needs of one decoded picture. */
export function analysePicture(picture: RgbRaster): PictureAnalysis {
  return { measures: measureStill(picture), phash: perceptualHash(picture) };
}

/** A clip being measured. Buffers handed over must not be used afterwards. */
export interface ClipSession {
  /** Next frame at the measuring size, in order; resolves when another may follow. */
  add(frame: TimedFrame): Promise<void>;
  /** A frame at the clip's own size. */
  addFullSize(frame: RgbRaster): Promise<void>;
  finish(): Promise<ClipMeasures>;
  /** Forgets the clip; harmless after `finish`. */
  drop(): void;
}

/** Who computes: a worker thread, or this one. */
export interface Analyst {
  picture(picture: RgbRaster): Promise<PictureAnalysis>;
  openClip(): ClipSession;
  close(): Promise<void>;
}
