/** Full-reference measures between two pictures of one size. */
import { checkRaster, type Plane, type RgbRaster } from './raster.ts';

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

function sameSize(a: Plane | RgbRaster, b: Plane | RgbRaster): void {
  if (a.width !== b.width || a.height !== b.height || a.data.length !== b.data.length) {
    throw new RangeError(`Pictures of one size are needed, not ${a.width}×${a.height} and ${b.width}×${b.height}.`);
  }
}

/** Peak signal-to-noise ratio over all samples, dB; Infinity for identical pictures. */
export function psnr(a: Plane | RgbRaster, b: Plane | RgbRaster): number {
  sameSize(a, b);
  let squares = 0;
  for (let i = 0; i < a.data.length; i += 1) {
    const difference = (a.data[i] as number) - (b.data[i] as number);
    squares += difference * difference;
  }
  return squares === 0 ? Infinity : 10 * Math.log10((255 * 255 * a.data.length) / squares);
}

/** The classical window: 11 taps, σ 1.5 px. */
const gaussian = (() => {
  const taps = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 * 1.5)));
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
})();

interface Field {
  data: Float64Array;
  width: number;
  height: number;
}

/** Separable filter over the region where the whole window fits. */
function filterValid(field: Field, taps: readonly number[]): Field {
  const width = field.width - taps.length + 1;
  const height = field.height - taps.length + 1;
  const across = new Float64Array(width * field.height);
  for (let y = 0; y < field.height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let j = 0; j < taps.length; j += 1) sum += (taps[j] as number) * (field.data[y * field.width + x + j] as number);
      across[y * width + x] = sum;
    }
  }
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let j = 0; j < taps.length; j += 1) sum += (taps[j] as number) * (across[(y + j) * width + x] as number);
      data[y * width + x] = sum;
    }
  }
  return { data, width, height };
}

/** Mean luminance–contrast–structure and mean contrast–structure terms over the valid region. */
function ssimTerms(a: Field, b: Field, taps: readonly number[]): { ssim: number; contrastStructure: number } {
  const product = (p: Field, q: Field): Field => ({ ...p, data: p.data.map((value, i) => value * (q.data[i] as number)) });
  const meanA = filterValid(a, taps).data;
  const meanB = filterValid(b, taps).data;
  const squareA = filterValid(product(a, a), taps).data;
  const squareB = filterValid(product(b, b), taps).data;
  const cross = filterValid(product(a, b), taps).data;
  let ssim = 0;
  let contrastStructure = 0;
  for (let i = 0; i < meanA.length; i += 1) {
    const ma = meanA[i] as number;
    const mb = meanB[i] as number;
    const varianceA = (squareA[i] as number) - ma * ma;
    const varianceB = (squareB[i] as number) - mb * mb;
    const covariance = (cross[i] as number) - ma * mb;
    const cs = (2 * covariance + C2) / (varianceA + varianceB + C2);
    contrastStructure += cs;
    ssim += (cs * (2 * ma * mb + C1)) / (ma * ma + mb * mb + C1);
  }
  return { ssim: ssim / meanA.length, contrastStructure: contrastStructure / meanA.length };
}

const fieldOf = (plane: Plane): Field => ({ data: Float64Array.from(plane.data), width: plane.width, height: plane.height });

/**
 * Structural similarity of two luma planes, −1…1: Gaussian 11×11 window with σ 1.5, K1 0.01, K2 0.03,
 * population covariance, mean over the region where the window fits. Wang 2004. Needs 11×11 px or more.
 */
export function ssim(a: Plane, b: Plane): number {
  sameSize(a, b);
  checkRaster(a, 1);
  if (Math.min(a.width, a.height) < gaussian.length) throw new RangeError('Structural similarity needs pictures of at least 11×11 px.');
  return ssimTerms(fieldOf(a), fieldOf(b), gaussian).ssim;
}

const scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/** Mean of 2×2 blocks; an odd last row or column is dropped. */
function halve(field: Field): Field {
  const width = field.width >> 1;
  const height = field.height >> 1;
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 2 * y * field.width + 2 * x;
      data[y * width + x] =
        ((field.data[at] as number) +
          (field.data[at + 1] as number) +
          (field.data[at + field.width] as number) +
          (field.data[at + field.width + 1] as number)) /
        4;
    }
  }
  return { data, width, height };
}

/**
 * Multi-scale structural similarity, 0…1: five scales with 2×2 mean downsampling and the weights of
 * Wang 2003; negative terms count as 0. Needs a short side of at least 176 px.
 */
export function msSsim(a: Plane, b: Plane): number {
  sameSize(a, b);
  if (Math.min(a.width, a.height) < gaussian.length * 16) {
    throw new RangeError('Multi-scale similarity needs a short side of at least 176 px.');
  }
  let fieldA = fieldOf(a);
  let fieldB = fieldOf(b);
  let result = 1;
  scaleWeights.forEach((weight, scale) => {
    const last = scale === scaleWeights.length - 1;
    const terms = ssimTerms(fieldA, fieldB, gaussian);
    result *= Math.max(0, last ? terms.ssim : terms.contrastStructure) ** weight;
    if (!last) {
      fieldA = halve(fieldA);
      fieldB = halve(fieldB);
    }
  });
  return result;
}
