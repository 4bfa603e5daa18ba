/**
 * Resampling that agrees with Pillow bit for bit.
 *
 * Learned metrics were trained on pictures scaled by Pillow, and a different
 * scaler shifts their values more than the difference between two candidates
 * does; sharp's kernels are not the same. Separable convolution with
 * antialiasing (the kernel widens with the reduction), 22-bit fixed-point
 * weights, a rounded 8-bit picture between the two passes.
 */

/** Kernels: triangle (bilinear), Keys cubic a = −0.5 (bicubic), windowed sinc a = 3 (lanczos). */
export type ResizeFilter = 'bilinear' | 'bicubic' | 'lanczos';

const PRECISION_BITS = 22;

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = x * Math.PI;
  return Math.sin(angle) / angle;
}

const kernels: Record<ResizeFilter, { support: number; weight: (x: number) => number }> = {
  bilinear: {
    support: 1,
    weight: (x) => Math.max(0, 1 - Math.abs(x)),
  },
  bicubic: {
    support: 2,
    weight: (x) => {
      const a = -0.5;
      const t = Math.abs(x);
      if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
      return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
    },
  },
  lanczos: {
    support: 3,
    weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
  },
};

interface Taps {
  /** Widest window; row `i` of `weights` starts at `i · size`. */
  size: number;
  first: Int32Array;
  count: Int32Array;
  weights: Int32Array;
}

/** Windows and fixed-point weights of one axis. */
function tapsOf(from: number, to: number, filter: ResizeFilter): Taps {
  const { support: kernelSupport, weight } = kernels[filter];
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = kernelSupport * filterScale;
  const size = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * size);
  const row = new Float64Array(size);
  for (let out = 0; out < to; out += 1) {
    const centre = (out + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    let sum = 0;
    for (let j = 0; j < end - start; j += 1) {
      const value = weight((start + j - centre + 0.5) / filterScale);
      row[j] = value;
      sum += value;
    }
    first[out] = start;
    count[out] = end - start;
    for (let j = 0; j < end - start; j += 1) {
      const fixed = ((row[j] as number) / sum) * (1 << PRECISION_BITS);
      // Half away from zero, as the C code rounds.
      weights[out * size + j] = fixed < 0 ? Math.ceil(fixed - 0.5) : Math.floor(fixed + 0.5);
    }
  }
  return { size, first, count, weights };
}

function toByte(accumulated: number): number {
  const value = accumulated >> PRECISION_BITS;
  if (value < 0) return 0;
  return value > 255 ? 255 : value;
}

const START = 1 << (PRECISION_BITS - 1);

function resizeRows(source: Uint8Array, width: number, height: number, channels: 1 | 3, to: number, filter: ResizeFilter): Uint8Array {
  const { size, first, count, weights } = tapsOf(width, to, filter);
  const result = new Uint8Array(to * height * channels);
  for (let y = 0; y < height; y += 1) {
    const rowStart = y * width * channels;
    let target = y * to * channels;
    for (let x = 0; x < to; x += 1) {
      const taps = count[x] as number;
      let weightAt = x * size;
      let at = rowStart + (first[x] as number) * channels;
      if (channels === 1) {
        let sum = START;
        for (let j = 0; j < taps; j += 1) {
          sum = (sum + Math.imul(source[at] as number, weights[weightAt] as number)) | 0;
          at += 1;
          weightAt += 1;
        }
        result[target] = toByte(sum);
        target += 1;
      } else {
        let red = START;
        let green = START;
        let blue = START;
        for (let j = 0; j < taps; j += 1) {
          const weight = weights[weightAt] as number;
          red = (red + Math.imul(source[at] as number, weight)) | 0;
          green = (green + Math.imul(source[at + 1] as number, weight)) | 0;
          blue = (blue + Math.imul(source[at + 2] as number, weight)) | 0;
          at += 3;
          weightAt += 1;
        }
        result[target] = toByte(red);
        result[target + 1] = toByte(green);
        result[target + 2] = toByte(blue);
        target += 3;
      }
    }
  }
  return result;
}

function resizeColumns(source: Uint8Array, stride: number, height: number, to: number, filter: ResizeFilter): Uint8Array {
  const { size, first, count, weights } = tapsOf(height, to, filter);
  const result = new Uint8Array(stride * to);
  // Row by row rather than pixel by pixel: both buffers are then read in memory order.
  const sums = new Int32Array(stride);
  for (let y = 0; y < to; y += 1) {
    sums.fill(START);
    const taps = count[y] as number;
    for (let j = 0; j < taps; j += 1) {
      const weight = weights[y * size + j] as number;
      const rowStart = ((first[y] as number) + j) * stride;
      for (let i = 0; i < stride; i += 1) {
        sums[i] = (sums[i] as number) + Math.imul(source[rowStart + i] as number, weight);
      }
    }
    const target = y * stride;
    for (let i = 0; i < stride; i += 1) result[target + i] = toByte(sums[i] as number);
  }
  return result;
}

/**
 * Scales an 8-bit picture of 1 or 3 interleaved channels; identical to Pillow's
 * `Image.resize` with the same filter. A pass whose size does not change is skipped.
 */
export function resizePixels(
  source: Uint8Array,
  from: { width: number; height: number },
  channels: 1 | 3,
  to: { width: number; height: number },
  filter: ResizeFilter,
): Uint8Array {
  const across = from.width === to.width ? source : resizeRows(source, from.width, from.height, channels, to.width, filter);
  return from.height === to.height ? across : resizeColumns(across, to.width * channels, from.height, to.height, filter);
}

/**
 * Size with the long side at `longSide` px, the other truncated (at least 1). The factor is
 * computed before it is multiplied, as VBench does; for some sizes the order decides a pixel.
 */
export function fitLongSide(size: { width: number; height: number }, longSide: number): { width: number; height: number } {
  const factor = longSide / Math.max(size.width, size.height);
  return { width: Math.max(1, Math.trunc(factor * size.width)), height: Math.max(1, Math.trunc(factor * size.height)) };
}

/** Size with the short side at `shortSide` px, the long one truncated, as torchvision does. */
export function fitShortSide(size: { width: number; height: number }, shortSide: number): { width: number; height: number } {
  const wide = size.width >= size.height;
  const long = Math.trunc((shortSide * Math.max(size.width, size.height)) / Math.min(size.width, size.height));
  return wide ? { width: long, height: shortSide } : { width: shortSide, height: long };
}
