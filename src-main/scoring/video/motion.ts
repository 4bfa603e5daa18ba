/** What optical flow says about a clip: does it move, and does it move smoothly? */
import type { Plane } from '../image/raster.ts';
import type { Flow } from './flow.ts';

/** Share of the fastest pixels whose mean speed stands for a pair, as in VBench. */
const FASTEST_SHARE = 0.05;
/** VBench's "dynamic" threshold in px per sampled pair, for a short side of 256 px. */
const DYNAMIC_PIXELS_AT_256 = 6;

/**
 * Mean length in the flow's own px of its fastest 5 % of displacements (at least one pixel's). Pixels that leave the
 * frame have nothing to be matched with and are left out; 0 when all leave.
 */
export function fastestFlow(flow: Flow): number {
  const { width, height } = flow;
  const squares = new Float32Array(flow.u.length);
  let kept = 0;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const u = flow.u[at] as number;
      const v = flow.v[at] as number;
      if (x + u < 0 || y + v < 0 || x + u > width - 1 || y + v > height - 1) continue;
      squares[kept] = u * u + v * v;
      kept += 1;
    }
  }
  if (kept === 0) return 0;
  const inside = squares.subarray(0, kept);
  const count = Math.max(1, Math.floor(kept * FASTEST_SHARE));
  moveLargestToEnd(inside, count);
  let sum = 0;
  for (let i = kept - count; i < kept; i += 1) sum += Math.sqrt(inside[i] as number);
  return sum / count;
}

/** Rearranges `values` so that its `count` largest are last, in any order (quickselect; sorting all takes ten times as long). */
function moveLargestToEnd(values: Float32Array, count: number): void {
  const wanted = values.length - count;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i += 1;
      while ((values[j] as number) > pivot) j -= 1;
      if (i > j) break;
      const swapped = values[i] as number;
      values[i] = values[j] as number;
      values[j] = swapped;
      i += 1;
      j -= 1;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return;
  }
}

/** Python's rounding, half to even, which VBench's strides and counts rely on. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Distance in frames between the frames compared for dynamic degree: about 8 a second, at least 1. */
export function dynamicStride(framesPerSecond: number): number {
  return Math.max(1, roundHalfEven(framesPerSecond / 8));
}

export interface DynamicDegree {
  /** Mean over pairs of the fastest 5 % of displacements, in short sides of the frame per second. */
  value: number;
  /** VBench's yes-or-no rule, on this flow rather than RAFT's. */
  dynamic: boolean;
  /** Pairs above the threshold, pairs in all, and how many the rule needs. */
  pairsAbove: number;
  pairs: number;
  pairsNeeded: number;
}

/**
 * Dynamic degree from the per-pair results of `fastestFlow`. `shortSide` in px of the flow's picture,
 * `secondsPerPair` the time between the two frames of a pair. Null without pairs.
 */
export function dynamicDegree(fastest: readonly number[], shortSide: number, secondsPerPair: number): DynamicDegree | null {
  if (fastest.length === 0 || secondsPerPair <= 0) return null;
  const threshold = (DYNAMIC_PIXELS_AT_256 * shortSide) / 256;
  const pairsAbove = fastest.filter((length) => length > threshold).length;
  // VBench counts sampled frames; with two it would need none, so at least one pair is asked for.
  const pairsNeeded = Math.max(1, roundHalfEven((4 * (fastest.length + 1)) / 16));
  const mean = fastest.reduce((a, b) => a + b, 0) / fastest.length;
  return { value: mean / shortSide / secondsPerPair, dynamic: pairsAbove >= pairsNeeded, pairsAbove, pairs: fastest.length, pairsNeeded };
}

/** Samples a plane at a real position, clamped to its edges. */
function sample(plane: Plane, x: number, y: number): number {
  const cx = x < 0 ? 0 : x > plane.width - 1 ? plane.width - 1 : x;
  const cy = y < 0 ? 0 : y > plane.height - 1 ? plane.height - 1 : y;
  const x0 = Math.min(plane.width - 2, Math.floor(cx));
  const y0 = Math.min(plane.height - 2, Math.floor(cy));
  const fx = cx - x0;
  const fy = cy - y0;
  const at = y0 * plane.width + x0;
  const { data } = plane;
  const top = (data[at] as number) * (1 - fx) + (data[at + 1] as number) * fx;
  const bottom = (data[at + plane.width] as number) * (1 - fx) + (data[at + plane.width + 1] as number) * fx;
  return top * (1 - fy) + bottom * fy;
}

/**
 * Mean absolute error in grey levels between a frame and what its two neighbours predict: both are
 * warped half way along the flow between them (`forward` from before to after, `backward` the other
 * way) and averaged. Smooth motion predicts the middle; judder, popping and morphing do not.
 */
export function midpointError(before: Plane, middle: Plane, after: Plane, forward: Flow, backward: Flow): number {
  let sum = 0;
  const { width, height } = middle;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const fromBefore = sample(before, x - 0.5 * (forward.u[at] as number), y - 0.5 * (forward.v[at] as number));
      const fromAfter = sample(after, x - 0.5 * (backward.u[at] as number), y - 0.5 * (backward.v[at] as number));
      const error = (fromBefore + fromAfter) * 0.5 - (middle.data[at] as number);
      sum += error < 0 ? -error : error;
    }
  }
  return sum / (width * height);
}

/** Motion smoothness 0–1 from midpoint errors in grey levels: (255 − mean) / 255. Null without triples. */
export function flowSmoothness(midpointErrors: readonly number[]): number | null {
  if (midpointErrors.length === 0) return null;
  return (255 - midpointErrors.reduce((a, b) => a + b, 0) / midpointErrors.length) / 255;
}
