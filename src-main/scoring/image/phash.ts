/**
 * Perceptual fingerprint: which pictures a person would call the same.
 *
 * 256 bits of the lowest luma frequencies (DCT of a 64×64 reduction, each bit
 * whether a coefficient is above the median) and the mean chroma of a 3×3 grid,
 * because two colour versions of one drawing are not the same picture. The
 * distance between fingerprints is a domain rule (`fingerprintDistance`).
 */
import { lumaOf } from './luma.ts';
import type { RgbRaster } from './raster.ts';
import { resizePixels } from './resize.ts';

const SIDE = 64;
const KEPT = 16;
const GRID = 3;

/** cos((2x + 1) u π / 128) for the kept frequencies; the constant frequency 0 is skipped. */
const basis = Array.from({ length: KEPT }, (_, u) =>
  Float64Array.from({ length: SIDE }, (_unused, x) => Math.cos(((2 * x + 1) * (u + 1) * Math.PI) / (2 * SIDE))),
);

function hexByte(value: number): string {
  return Math.max(0, Math.min(255, Math.round(value)))
    .toString(16)
    .padStart(2, '0');
}

/** Fingerprint of a picture: 64 hex digits of luma structure, then 36 of chroma (Cb, Cr of nine cells, row by row). */
export function perceptualHash(picture: RgbRaster): string {
  const small = { data: resizePixels(picture.data, picture, 3, { width: SIDE, height: SIDE }, 'bilinear'), width: SIDE, height: SIDE };
  return structureBits(lumaOf(small).data) + chromaCells(small);
}

function structureBits(luma: Uint8Array): string {
  // Separable DCT-II, only the kept frequencies: along rows, then along columns.
  const across = new Float64Array(SIDE * KEPT);
  for (let y = 0; y < SIDE; y += 1) {
    basis.forEach((wave, u) => {
      let sum = 0;
      for (let x = 0; x < SIDE; x += 1) sum += (luma[y * SIDE + x] as number) * (wave[x] as number);
      across[y * KEPT + u] = sum;
    });
  }
  const coefficients: number[] = [];
  for (const wave of basis) {
    for (let u = 0; u < KEPT; u += 1) {
      let sum = 0;
      for (let y = 0; y < SIDE; y += 1) sum += (across[y * KEPT + u] as number) * (wave[y] as number);
      coefficients.push(sum);
    }
  }
  const middle = coefficients.toSorted((a, b) => a - b)[(KEPT * KEPT) >> 1] as number;
  let hex = '';
  for (let at = 0; at < coefficients.length; at += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit += 1) digit = digit * 2 + ((coefficients[at + bit] as number) > middle ? 1 : 0);
    hex += digit.toString(16);
  }
  return hex;
}

function chromaCells(picture: RgbRaster): string {
  let hex = '';
  for (let row = 0; row < GRID; row += 1) {
    for (let column = 0; column < GRID; column += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let pixels = 0;
      for (let y = Math.floor((row * SIDE) / GRID); y < Math.floor(((row + 1) * SIDE) / GRID); y += 1) {
        for (let x = Math.floor((column * SIDE) / GRID); x < Math.floor(((column + 1) * SIDE) / GRID); x += 1) {
          const at = (y * SIDE + x) * 3;
          red += picture.data[at] as number;
          green += picture.data[at + 1] as number;
          blue += picture.data[at + 2] as number;
          pixels += 1;
        }
      }
      const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
      hex += hexByte(128 + (0.564 * (blue - luma)) / pixels) + hexByte(128 + (0.713 * (red - luma)) / pixels);
    }
  }
  return hex;
}
