/** How light is spread over a picture: clipping, brightness, contrast, information. */
import type { Plane, RgbRaster } from './raster.ts';

/** A pixel whose brightest channel reaches this has lost its highlights. */
const BLOWN_FROM = 253;
/** A pixel whose brightest channel stays at or below this is pure black. */
const CRUSHED_TO = 2;

export interface Clipping {
  /** Share of pixels with max(R, G, B) ≥ 253, 0–1. */
  blown: number;
  /** Share of pixels with max(R, G, B) ≤ 2, 0–1. */
  crushed: number;
}

/** Share of pixels at either end of the scale. */
export function clippingOf(picture: RgbRaster): Clipping {
  const { data } = picture;
  let blown = 0;
  let crushed = 0;
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at] as number;
    const green = data[at + 1] as number;
    const blue = data[at + 2] as number;
    let brightest = red > green ? red : green;
    if (blue > brightest) brightest = blue;
    if (brightest >= BLOWN_FROM) blown += 1;
    else if (brightest <= CRUSHED_TO) crushed += 1;
  }
  const pixels = data.length / 3;
  return { blown: blown / pixels, crushed: crushed / pixels };
}

export interface Tone {
  /** Mean luma, 0–255. */
  mean: number;
  /** Luma below which 1 % of the pixels lie, 0–255. */
  p1: number;
  /** Luma below which 99 % of the pixels lie, 0–255. */
  p99: number;
  /** Population standard deviation of luma / 255, 0–0.5; about 0.2 is normal. Peli 1990. */
  rmsContrast: number;
  /** Share of pixels with luma ≤ 2, 0–1; 1 is a black frame. */
  black: number;
  /** Shannon entropy of the 256-bin luma histogram, bits, 0–8. */
  entropy: number;
}

/** Everything that follows from the luma histogram alone. */
export function toneOf(luma: Plane): Tone {
  const histogram = new Float64Array(256);
  for (const value of luma.data) histogram[value] = (histogram[value] as number) + 1;
  const total = luma.data.length;
  let sum = 0;
  let squares = 0;
  let entropy = 0;
  histogram.forEach((count, level) => {
    sum += count * level;
    squares += count * level * level;
    if (count > 0) entropy -= (count / total) * Math.log2(count / total);
  });
  const mean = sum / total;
  const variance = Math.max(0, squares / total - mean * mean);
  return {
    mean,
    p1: quantile(histogram, total, 0.01),
    p99: quantile(histogram, total, 0.99),
    rmsContrast: Math.sqrt(variance) / 255,
    black: ((histogram[0] as number) + (histogram[1] as number) + (histogram[2] as number)) / total,
    // A flat picture gives −0, which reads oddly in a report.
    entropy: entropy + 0,
  };
}

/** Smallest level at which at least `share` of the samples are at or below it. */
function quantile(histogram: Float64Array, total: number, share: number): number {
  let below = 0;
  for (let level = 0; level < 256; level += 1) {
    below += histogram[level] as number;
    if (below >= share * total) return level;
  }
  return 255;
}
