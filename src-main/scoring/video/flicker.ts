/** Changes of brightness over time that no motion explains, and how much changes at all. */

import type { Plane } from '../image/raster.ts';

/** Steps to either side over which the trend of brightness is taken. */
const TREND_REACH = 2;

/**
 * Median of the steps around one, without itself: light that alternates from frame to frame has the same step two
 * frames away, and with its own step in the window would pass for its own trend.
 */
function medianAround(values: readonly number[], index: number): number {
  const around = values.slice(Math.max(0, index - TREND_REACH), index + TREND_REACH + 1);
  around.splice(Math.min(index, TREND_REACH), 1);
  if (around.length === 0) return values[index] as number;
  around.sort((a, b) => a - b);
  const middle = around.length >> 1;
  return around.length % 2 === 1 ? (around[middle] as number) : ((around[middle - 1] as number) + (around[middle] as number)) / 2;
}

/**
 * Luma flicker in grey levels: mean over time of |ΔȲ − median-filtered ΔȲ|, where Ȳ is a frame's mean
 * luma. A fade or an exposure drift changes at a steady pace and counts as nothing; a pulsing light
 * counts in full. `skip` names steps (index i is from frame i to i + 1) that are cuts, not flicker.
 * Null with fewer than three frames.
 */
export function lumaFlicker(frameMeans: readonly number[], skip: ReadonlySet<number> = new Set()): number | null {
  if (frameMeans.length < 3) return null;
  const steps: number[] = [];
  for (let i = 1; i < frameMeans.length; i += 1) {
    if (!skip.has(i - 1)) steps.push((frameMeans[i] as number) - (frameMeans[i - 1] as number));
  }
  if (steps.length === 0) return null;
  return steps.reduce((sum, step, i) => sum + Math.abs(step - medianAround(steps, i)), 0) / steps.length;
}

/** What changed between two frames of one size, all in grey levels of luma. */
export interface FrameChange {
  /** Mean absolute difference. */
  meanAbsolute: number;
  /** Population standard deviation of the difference: one sample of ITU-T P.910's temporal information. */
  deviation: number;
}

/** Compares two luma buffers of one length. */
export function frameChange(before: Uint8Array, after: Uint8Array): FrameChange {
  let sum = 0;
  let absolute = 0;
  let squares = 0;
  for (let i = 0; i < after.length; i += 1) {
    const difference = (after[i] as number) - (before[i] as number);
    sum += difference;
    absolute += difference < 0 ? -difference : difference;
    squares += difference * difference;
  }
  const mean = sum / after.length;
  return { meanAbsolute: absolute / after.length, deviation: Math.sqrt(Math.max(0, squares / after.length - mean * mean)) };
}

const BLOCK = 16;

/**
 * Largest mean absolute difference of any 16×16 block between two luma planes of one size, grey levels: a wisp of steam
 * in a locked-off shot moves one block although the whole frame hardly changes. A remainder at the far sides is left out.
 */
export function liveliestBlock(before: Plane, after: Plane): number {
  const { width, height } = after;
  let liveliest = 0;
  for (let top = 0; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK) {
      let sum = 0;
      for (let y = top; y < top + BLOCK; y += 1) {
        for (let at = y * width + left, end = at + BLOCK; at < end; at += 1) {
          const difference = (after.data[at] as number) - (before.data[at] as number);
          sum += difference < 0 ? -difference : difference;
        }
      }
      if (sum > liveliest) liveliest = sum;
    }
  }
  return liveliest / (BLOCK * BLOCK);
}

/**
 * Second difference of three successive luma buffers, grey levels: mean |next − 2·now + before| / 2.
 * Steady motion and fades cancel to first order; boiling textures and pops do not.
 */
export function secondDifference(before: Uint8Array, now: Uint8Array, next: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < now.length; i += 1) {
    const value = (next[i] as number) - 2 * (now[i] as number) + (before[i] as number);
    sum += value < 0 ? -value : value;
  }
  return sum / (2 * now.length);
}
