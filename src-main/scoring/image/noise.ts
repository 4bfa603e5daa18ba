import type { Plane } from './raster.ts';

/** Turns a mean absolute response into a standard deviation. */
const TO_SIGMA = Math.sqrt(Math.PI / 2) / 6;

/** Absolute response at one inner pixel to [[1,−2,1],[−2,4,−2],[1,−2,1]], which neither flat areas nor ramps excite. */
function response(data: Uint8Array, width: number, at: number): number {
  const up = at - width;
  const down = at + width;
  const value =
    (data[up - 1] as number) +
    (data[up + 1] as number) +
    (data[down - 1] as number) +
    (data[down + 1] as number) -
    2 * ((data[up] as number) + (data[down] as number) + (data[at - 1] as number) + (data[at + 1] as number)) +
    4 * (data[at] as number);
  return value < 0 ? -value : value;
}

/**
 * Noise standard deviation σ in grey levels after Immerkær 1996: the mean absolute response over the valid region,
 * scaled by √(π/2)/6. Below 1 is clean, above 5 noisy; fine texture raises it. 0 for pictures smaller than 3×3.
 */
export function noiseSigma(luma: Plane): number {
  const { data, width, height } = luma;
  if (width < 3 || height < 3) return 0;
  let sum = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += 1, at += 1) sum += response(data, width, at);
  }
  return (TO_SIGMA * sum) / ((width - 2) * (height - 2));
}

const BLOCK = 16;

/**
 * Noise where a picture is calmest: Immerkær's σ per 16×16 block, lower quartile. Texture is in places, noise is
 * everywhere, so this is what noise adds to other measures. 0 for pictures smaller than one block and its border.
 */
export function noiseFloor(luma: Plane): number {
  const { data, width, height } = luma;
  const sigmas: number[] = [];
  for (let top = 1; top + BLOCK < height; top += BLOCK) {
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      let sum = 0;
      for (let y = top; y < top + BLOCK; y += 1) {
        for (let x = left, at = y * width + left; x < left + BLOCK; x += 1, at += 1) sum += response(data, width, at);
      }
      sigmas.push((TO_SIGMA * sum) / (BLOCK * BLOCK));
    }
  }
  sigmas.sort((a, b) => a - b);
  return sigmas[sigmas.length >> 2] ?? 0;
}
