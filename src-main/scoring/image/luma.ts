/**
 * Luma after BT.601 (0.299 R + 0.587 G + 0.114 B), rounded to 8 bits.
 *
 * The integer form with 15 fractional bits is the one current OpenCV uses for 8-bit
 * pictures; other libraries weigh the channels differently (BT.709), so the
 * choice is pinned here once for every measure.
 */
import { checkRaster, type Plane, type RgbRaster } from './raster.ts';

const RED = 9798;
const GREEN = 19235;
const BLUE = 3735;
const SHIFT = 15;
const HALF = 1 << (SHIFT - 1);

/** Luma plane of an RGB picture, 0–255. */
export function lumaOf(picture: RgbRaster): Plane {
  checkRaster(picture, 3);
  const { data, width, height } = picture;
  const luma = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel += 1, at += 3) {
    luma[pixel] = ((data[at] as number) * RED + (data[at + 1] as number) * GREEN + (data[at + 2] as number) * BLUE + HALF) >> SHIFT;
  }
  return { data: luma, width, height };
}

/** Mean of a plane, 0–255. */
export function meanOf(plane: Plane): number {
  let sum = 0;
  for (const value of plane.data) sum += value;
  return sum / plane.data.length;
}
