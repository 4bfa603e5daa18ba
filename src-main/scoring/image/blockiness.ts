/**
 * Visible block boundaries of lossy coding, measured at the picture's own
 * resolution (scaling moves the grid) with the grid's origin at the top left.
 */
import type { Plane } from './raster.ts';

/** Grey levels added to both sides of a ratio, so that flat pictures give 1 rather than noise divided by noise. */
const FLOOR = 0.1;

/** Mean absolute step across each vertical line between columns x and x + 1; `width − 1` values. */
function columnSteps(luma: Plane): Float64Array {
  const { data, width, height } = luma;
  const steps = new Float64Array(Math.max(0, width - 1));
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    for (let x = 0; x < width - 1; x += 1) {
      const step = (data[row + x + 1] as number) - (data[row + x] as number);
      steps[x] = (steps[x] as number) + (step < 0 ? -step : step);
    }
  }
  for (let x = 0; x < steps.length; x += 1) steps[x] = (steps[x] as number) / height;
  return steps;
}

/** The same across horizontal lines; `height − 1` values. */
function rowSteps(luma: Plane): Float64Array {
  const { data, width, height } = luma;
  const steps = new Float64Array(Math.max(0, height - 1));
  for (let y = 0; y < height - 1; y += 1) {
    let sum = 0;
    for (let at = y * width, end = at + width; at < end; at += 1) {
      const step = (data[at + width] as number) - (data[at] as number);
      sum += step < 0 ? -step : step;
    }
    steps[y] = sum / width;
  }
  return steps;
}

/** For each grid line inside the picture: its step over the mean step of the lines between it and its neighbours. */
function lineRatios(steps: Float64Array, grid: number): number[] {
  const ratios: number[] = [];
  for (let line = grid - 1; line + grid / 2 < steps.length; line += grid) {
    let around = 0;
    let count = 0;
    for (let offset = -(grid / 2 - 1); offset <= grid / 2 - 1; offset += 1) {
      if (offset === 0) continue;
      around += steps[line + offset] as number;
      count += 1;
    }
    ratios.push(((steps[line] as number) + FLOOR) / (around / count + FLOOR));
  }
  return ratios;
}

function median(values: number[]): number {
  if (values.length === 0) return 1;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/**
 * Edge ratio: how much steeper luma steps are on the coding grid than beside it; 1 is free of
 * blocks, above about 1.3 they show. The median over grid lines is taken (then the mean of both
 * directions), so that one drawn line that happens to lie on the grid does not count as a block.
 * `grid` is the block size in px (8 for JPEG; 8 or 16 for video). Pictures under two blocks give 1.
 */
export function blockEdgeRatio(luma: Plane, grid: 8 | 16 = 8): number {
  return (median(lineRatios(columnSteps(luma), grid)) + median(lineRatios(rowSteps(luma), grid))) / 2;
}

interface DirectionTerms {
  blockiness: number;
  activity: number;
  zeroCrossings: number;
}

/** B, A and Z of one direction: `stride` steps to the next sample along it, `lines` × `length` samples. */
function wangTerms(data: Uint8Array, lines: number, length: number, lineStride: number, stride: number): DirectionTerms {
  let all = 0;
  let edges = 0;
  let edgeCount = 0;
  let crossings = 0;
  for (let line = 0; line < lines; line += 1) {
    let previous = 0;
    for (let j = 0; j < length - 1; j += 1) {
      const at = line * lineStride + j * stride;
      const step = (data[at + stride] as number) - (data[at] as number);
      const size = step < 0 ? -step : step;
      all += size;
      if (j % 8 === 7) {
        edges += size;
        edgeCount += 1;
      }
      if (j > 0 && previous * step < 0) crossings += 1;
      previous = step;
    }
  }
  const mean = all / (lines * (length - 1));
  const blockiness = edges / edgeCount;
  return { blockiness, activity: (8 * mean - blockiness) / 7, zeroCrossings: crossings / (lines * (length - 2)) };
}

/**
 * No-reference JPEG quality of Wang, Sheikh & Bovik (ICIP 2002), about 1–10, higher is better; null
 * where a term vanishes (flat pictures) or the picture is under two blocks. A hint beside the edge ratio.
 */
export function wangJpegQuality(luma: Plane): number | null {
  const { data, width, height } = luma;
  if (width < 16 || height < 16) return null;
  const across = wangTerms(data, height, width, width, 1);
  const down = wangTerms(data, width, height, 1, width);
  const b = (across.blockiness + down.blockiness) / 2;
  const a = (across.activity + down.activity) / 2;
  const z = (across.zeroCrossings + down.zeroCrossings) / 2;
  if (b < 1e-6 || a < 1e-6 || z < 1e-6) return null;
  return -245.8909 + 261.9373 * b ** -0.02398886 * a ** 0.01601664 * z ** 0.00642859;
}
