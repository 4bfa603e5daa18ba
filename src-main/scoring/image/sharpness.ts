/**
 * Focus and detail measures on luma. All of them grow with resolution and with
 * noise, so compare pictures scaled to one size and read them beside the noise.
 */
import type { Plane } from './raster.ts';

/** Reflection without repeating the edge (…2 1 | 0 1 2…), OpenCV's default border; sides of 1 px reflect onto themselves. */
function reflect(index: number, size: number): number {
  if (size === 1) return 0;
  if (index < 0) return -index;
  return index >= size ? 2 * size - 2 - index : index;
}

/**
 * Variance of the Laplacian [[0,1,0],[1,−4,1],[0,1,0]] of luma, reflect-101 border, population
 * variance. Grey levels²; higher is sharper. Pech-Pacheco 2000; LAPV in Pertuz 2013.
 */
export function laplacianVariance(luma: Plane): number {
  const { data, width, height } = luma;
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    const above = reflect(y - 1, height) * width;
    const below = reflect(y + 1, height) * width;
    for (let x = 0; x < width; x += 1) {
      const left = x === 0 ? reflect(-1, width) : x - 1;
      const right = x === width - 1 ? reflect(width, width) : x + 1;
      const value =
        (data[above + x] as number) +
        (data[below + x] as number) +
        (data[row + left] as number) +
        (data[row + right] as number) -
        4 * (data[row + x] as number);
      sum += value;
      squares += value * value;
    }
  }
  const mean = sum / data.length;
  return squares / data.length - mean * mean;
}

/** Calls `visit` with the un-normalised 3×3 Sobel responses of every pixel, reflect-101 border. */
function eachSobel(luma: Plane, visit: (gx: number, gy: number, x: number, y: number) => void): void {
  const { data, width, height } = luma;
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    const above = reflect(y - 1, height) * width;
    const below = reflect(y + 1, height) * width;
    for (let x = 0; x < width; x += 1) {
      const left = reflect(x - 1, width);
      const right = reflect(x + 1, width);
      const a = data[above + left] as number;
      const b = data[above + x] as number;
      const c = data[above + right] as number;
      const d = data[row + left] as number;
      const f = data[row + right] as number;
      const g = data[below + left] as number;
      const h = data[below + x] as number;
      const i = data[below + right] as number;
      visit(c + 2 * f + i - a - 2 * d - g, g + 2 * h + i - a - 2 * b - c, x, y);
    }
  }
}

/** Tenengrad: mean of Gx² + Gy² (3×3 Sobel, not normalised). Higher is sharper. Krotkov 1987; Pertuz 2013. */
export function tenengrad(luma: Plane): number {
  let sum = 0;
  eachSobel(luma, (gx, gy) => {
    sum += gx * gx + gy * gy;
  });
  return sum / luma.data.length;
}

/**
 * Spatial information of ITU-T P.910: population standard deviation of the Sobel magnitude over the
 * interior (one pixel in from each edge). Grey levels; needs at least 3×3 px, else 0.
 */
export function spatialInformation(luma: Plane): number {
  const { width, height } = luma;
  let sum = 0;
  let squares = 0;
  let count = 0;
  eachSobel(luma, (gx, gy, x, y) => {
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return;
    const magnitude2 = gx * gx + gy * gy;
    sum += Math.sqrt(magnitude2);
    squares += magnitude2;
    count += 1;
  });
  if (count === 0) return 0;
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean));
}
