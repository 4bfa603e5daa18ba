/** Faults of a clip that a mean would hide: it jumps, it stands still, it is black. */
import type { ClipFlag } from '#domain/flags.ts';

/** Two frames are the same when the whole differs by less than this, grey levels of luma, … */
const SAME_FRAME = 0.2;
/** … and no 16×16 block by more than this. Encoding a still stays under it, steam over a cup does not. */
const SAME_BLOCK = 0.6;
/** A hold shorter than this is animation on twos or a beat, not a frozen clip. */
const FROZEN_SECONDS = 0.5;
const BLACK_SHARE = 0.98;
const BLACK_SECONDS = 0.25;
/** Frames to either side that say how much change is normal here. */
const NEIGHBOURHOOD = 8;
/** Two jumps at most this many frames apart are one flash. */
const FLASH_FRAMES = 3;

/** Per-frame facts, index 0 is the first frame; changes are towards the previous frame (0 for the first). */
export interface Timeline {
  framesPerSecond: number;
  /** Mean |ΔY|, grey levels. */
  change: readonly number[];
  /** Mean |ΔY| of the block that changes most, grey levels. */
  blockChange: readonly number[];
  /** Half the L1 distance of the 64-bin luma histograms, 0–1. */
  histogramChange: readonly number[];
  /** Share of black pixels, 0–1. */
  black: readonly number[];
}

function upperQuartileAround(values: readonly number[], index: number): number {
  const around: number[] = [];
  // Index 0 has no change of its own.
  for (let i = Math.max(1, index - NEIGHBOURHOOD); i <= Math.min(values.length - 1, index + NEIGHBOURHOOD); i += 1) {
    if (i !== index) around.push(values[i] as number);
  }
  if (around.length === 0) return 0;
  around.sort((a, b) => a - b);
  return around[Math.floor(0.75 * (around.length - 1))] as number;
}

/**
 * Frames (index of the first frame after the jump) at which the picture changes far more than around
 * them: the upper quartile of the neighbourhood is the yardstick, so that fast motion and animation on
 * twos are not taken for cuts, and either the tones change with the picture or the change is very large.
 */
export function jumpsOf(timeline: Timeline): number[] {
  const jumps: number[] = [];
  for (let i = 1; i < timeline.change.length; i += 1) {
    const change = timeline.change[i] as number;
    const usual = upperQuartileAround(timeline.change, i);
    if (change < 6 || change < 3.5 * usual + 3) continue;
    const tones = timeline.histogramChange[i] as number;
    const usualTones = upperQuartileAround(timeline.histogramChange, i);
    if (tones >= 0.1 + 2 * usualTones || (change >= 20 && change >= 6 * usual)) jumps.push(i);
  }
  return jumps;
}

/** Runs of frames for which `holds` is true and that last at least `seconds`. */
function runsOf(
  count: number,
  framesPerSecond: number,
  seconds: number,
  holds: (index: number) => boolean,
): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  let start = -1;
  for (let i = 0; i <= count; i += 1) {
    const holding = i < count && holds(i);
    if (holding && start < 0) start = i;
    if (!holding && start >= 0) {
      if ((i - start) / framesPerSecond >= seconds) runs.push({ from: start, to: i });
      start = -1;
    }
  }
  return runs;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

/** Everything worth flagging, in order of time. Times in seconds from the clip's start. */
export function clipFlags(timeline: Timeline): ClipFlag[] {
  const { framesPerSecond, change, blockChange, black } = timeline;
  const same = (i: number): boolean => i > 0 && (change[i] as number) < SAME_FRAME && (blockChange[i] as number) < SAME_BLOCK;
  const at = (index: number): number => index / framesPerSecond;
  const flags: ClipFlag[] = [];

  const jumps = jumpsOf(timeline);
  for (let n = 0; n < jumps.length; n += 1) {
    const jump = jumps[n] as number;
    const next = jumps[n + 1];
    if (next !== undefined && next - jump <= FLASH_FRAMES) {
      flags.push({ kind: 'flash', fromSeconds: at(jump), toSeconds: at(next), message: `The picture flashes at ${seconds(at(jump))}.` });
      n += 1;
    } else {
      flags.push({
        kind: 'unexpected-cut',
        fromSeconds: at(jump),
        toSeconds: at(jump),
        message: `The picture jumps at ${seconds(at(jump))}, as if it were cut.`,
      });
    }
  }

  const total = change.length / framesPerSecond;
  for (const run of runsOf(change.length, framesPerSecond, FROZEN_SECONDS, same)) {
    const whole = run.from <= 1 && run.to === change.length;
    flags.push({
      kind: 'frozen',
      fromSeconds: at(run.from - 1),
      toSeconds: at(run.to),
      message: whole
        ? `Nothing moves for the whole ${seconds(total)}.`
        : `Nothing moves from ${seconds(at(run.from - 1))} to ${seconds(at(run.to))}.`,
    });
  }
  for (const run of runsOf(black.length, framesPerSecond, BLACK_SECONDS, (i) => (black[i] as number) >= BLACK_SHARE)) {
    flags.push({
      kind: 'black',
      fromSeconds: at(run.from),
      toSeconds: at(run.to),
      message: `The picture is black from ${seconds(at(run.from))} to ${seconds(at(run.to))}.`,
    });
  }
  return flags.sort((a, b) => a.fromSeconds - b.fromSeconds);
}
