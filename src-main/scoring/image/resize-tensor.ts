/**
 * Resampling without antialiasing, as VBench's transforms do it on float
 * tensors (torchvision with antialias off): 2 taps for bilinear, 4 taps with
 * a = −0.75 for bicubic, no rounding and no clamping. Kept apart from the
 * Pillow resampler because the two differ by 3–14 grey levels.
 */

function cubicNear(t: number): number {
  const a = -0.75;
  return ((a + 2) * t - (a + 3)) * t * t + 1;
}

function cubicFar(t: number): number {
  const a = -0.75;
  return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
}

/** Source indices and weights of every output sample of one axis, `taps` of each. */
function tapsOf(from: number, to: number, kind: 'bilinear' | 'bicubic'): { taps: number; index: Int32Array; weight: Float64Array } {
  const taps = kind === 'bilinear' ? 2 : 4;
  const index = new Int32Array(to * taps);
  const weight = new Float64Array(to * taps);
  const scale = from / to;
  for (let out = 0; out < to; out += 1) {
    const raw = (out + 0.5) * scale - 0.5;
    const position = kind === 'bilinear' ? Math.max(0, raw) : raw;
    const base = Math.floor(position);
    const t = position - base;
    const weights = kind === 'bilinear' ? [1 - t, t] : [cubicFar(1 + t), cubicNear(t), cubicNear(1 - t), cubicFar(2 - t)];
    const offset = kind === 'bilinear' ? 0 : -1;
    weights.forEach((value, j) => {
      index[out * taps + j] = Math.min(from - 1, Math.max(0, base + offset + j));
      weight[out * taps + j] = value;
    });
  }
  return { taps, index, weight };
}

/**
 * Scales interleaved RGB samples (0–255) to a float picture of `to.width · to.height · 3`
 * values; bicubic values may leave 0–255.
 */
export function resizeTensor(
  source: ArrayLike<number>,
  from: { width: number; height: number },
  to: { width: number; height: number },
  kind: 'bilinear' | 'bicubic',
): Float32Array {
  const across = tapsOf(from.width, to.width, kind);
  const down = tapsOf(from.height, to.height, kind);
  const middle = new Float64Array(to.width * from.height * 3);
  for (let y = 0; y < from.height; y += 1) {
    for (let x = 0; x < to.width; x += 1) {
      for (let c = 0; c < 3; c += 1) {
        let sum = 0;
        for (let j = 0; j < across.taps; j += 1) {
          const at = x * across.taps + j;
          sum += (across.weight[at] as number) * (source[(y * from.width + (across.index[at] as number)) * 3 + c] as number);
        }
        middle[(y * to.width + x) * 3 + c] = sum;
      }
    }
  }
  const stride = to.width * 3;
  const result = new Float32Array(stride * to.height);
  for (let y = 0; y < to.height; y += 1) {
    for (let i = 0; i < stride; i += 1) {
      let sum = 0;
      for (let j = 0; j < down.taps; j += 1) {
        const at = y * down.taps + j;
        sum += (down.weight[at] as number) * (middle[(down.index[at] as number) * stride + i] as number);
      }
      result[y * stride + i] = sum;
    }
  }
  return result;
}
