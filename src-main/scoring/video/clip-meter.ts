/**
 * Measures a clip from its frames as they are decoded, in bounded memory:
 * everything cheap is taken of every frame, stills and optical flow of a fixed
 * number of frames spread over the clip.
 */
import type { ClipFlag } from '#domain/flags.ts';
import { lumaOf } from '../image/luma.ts';
import { measureAtSize, type StillMeasures } from '../image/measure.ts';
import type { Plane, RgbRaster } from '../image/raster.ts';
import { fitShortSide, resizePixels } from '../image/resize.ts';
import { blockEdgeRatio } from '../image/blockiness.ts';
import { clipFlags, jumpsOf, type Timeline } from './events.ts';
import { frameChange, liveliestBlock, lumaFlicker, secondDifference } from './flicker.ts';
import { denseFlow, flowPyramid, searchFlow, type FlowPyramid } from './flow.ts';
import { dynamicDegree, dynamicStride, fastestFlow, flowSmoothness, midpointError, type DynamicDegree } from './motion.ts';
import { middleIndices, spread } from './sampling.ts';

/** Frames of the quality strip. */
export const STRIP_FRAMES = 16;
/** Frames beyond this are not looked at; at 24 a second it is 37 s, and takes last a few. */
export const MAX_FRAMES = 900;
/** Colour frames held while the clip's length is still unknown. */
const HELD_FRAMES = 48;
/** Triples whose middle frame is predicted, and pairs whose speed is taken. */
const MAX_TRIPLES = 16;
const MAX_PAIRS = 32;
/** Flow is computed on pictures whose short side is at most this, px. */
const FLOW_SHORT_SIDE = 288;
/** Rate assumed when frames carry no usable times, frames per second. */
const FALLBACK_RATE = 24;

/** One decoded frame; all frames of a clip have one size. */
export interface TimedFrame extends RgbRaster {
  /** Seconds from the clip's start. */
  readonly timeSeconds: number;
}

export interface ClipMeasures {
  frames: number;
  framesPerSecond: number;
  seconds: number;
  /** Stills spread evenly over the clip, 16 of them (repeated where the clip is shorter). */
  strip: StillMeasures[];
  /** Median block edge ratio of the frames given at their own size; null when none were. */
  blockEdgeRatio: number | null;
  /** Temporal information of ITU-T P.910 over time, grey levels; null for a single frame. */
  temporalInformation: { mean: number; max: number } | null;
  /** Grey levels; null under three frames. */
  lumaFlicker: number | null;
  /** Mean second difference, grey levels; null under three frames. */
  secondDifference: number | null;
  /** 0–1; null under three frames. */
  smoothness: number | null;
  dynamic: DynamicDegree | null;
  flags: ClipFlag[];
}

/** Counts of the 256 luma levels. */
function histogramOf(luma: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (let i = 0; i < luma.length; i += 1) {
    const level = luma[i] as number;
    counts[level] = (counts[level] as number) + 1;
  }
  return counts;
}

/** Half the L1 distance of two histograms in bins of four levels, as a share of the pixels, 0–1. */
function histogramDistance(a: Uint32Array, b: Uint32Array, pixels: number): number {
  let distance = 0;
  for (let level = 0; level < 256; level += 4) {
    let difference = 0;
    for (let i = level; i < level + 4; i += 1) difference += (a[i] as number) - (b[i] as number);
    distance += Math.abs(difference);
  }
  return distance / (2 * pixels);
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export class ClipMeter {
  readonly #lumas: Plane[] = [];
  readonly #times: number[] = [];
  readonly #means: number[] = [];
  readonly #change: number[] = [];
  readonly #blockChange: number[] = [];
  readonly #deviation: number[] = [];
  readonly #histogramChange: number[] = [];
  readonly #black: number[] = [];
  readonly #second: number[] = [];
  readonly #blockRatios: number[] = [];
  #histogram: Uint32Array | null = null;
  /** Every `#heldStep`-th frame in colour. */
  #held: RgbRaster[] = [];
  #heldStep = 1;

  /** Whether further frames would be ignored. */
  get full(): boolean {
    return this.#lumas.length >= MAX_FRAMES;
  }

  /** Takes the next frame, at the measuring size (long side 512 px). Frames must come in order. */
  add(frame: TimedFrame): void {
    if (this.full) return;
    const index = this.#lumas.length;
    const luma = lumaOf(frame);
    const histogram = histogramOf(luma.data);
    const pixels = luma.data.length;
    this.#means.push(histogram.reduce((sum, count, level) => sum + count * level, 0) / pixels);
    this.#black.push(((histogram[0] as number) + (histogram[1] as number) + (histogram[2] as number)) / pixels);
    const previous = this.#lumas[index - 1];
    if (previous === undefined || this.#histogram === null) {
      this.#change.push(0);
      this.#blockChange.push(0);
      this.#deviation.push(0);
      this.#histogramChange.push(0);
    } else {
      if (previous.data.length !== luma.data.length) throw new RangeError('All frames of a clip must have one size.');
      const change = frameChange(previous.data, luma.data);
      this.#change.push(change.meanAbsolute);
      this.#blockChange.push(liveliestBlock(previous, luma));
      this.#deviation.push(change.deviation);
      this.#histogramChange.push(histogramDistance(this.#histogram, histogram, pixels));
      const beforePrevious = this.#lumas[index - 2];
      if (beforePrevious !== undefined) this.#second.push(secondDifference(beforePrevious.data, previous.data, luma.data));
    }
    this.#histogram = histogram;
    this.#lumas.push(luma);
    this.#times.push(frame.timeSeconds);
    this.#hold(frame, index);
  }

  /** Takes a frame at the clip's own size, for block artefacts. */
  addFullSize(frame: RgbRaster): void {
    this.#blockRatios.push(blockEdgeRatio(lumaOf(frame)));
  }

  #hold(frame: RgbRaster, index: number): void {
    if (index % this.#heldStep !== 0) return;
    this.#held.push(frame);
    if (this.#held.length <= HELD_FRAMES) return;
    // Twice as sparse from here on: the clip turned out longer than the frames held cover.
    this.#held = this.#held.filter((_, i) => i % 2 === 0);
    this.#heldStep *= 2;
  }

  #framesPerSecond(): number {
    const span = (this.#times.at(-1) ?? 0) - (this.#times[0] ?? 0);
    return span > 0 ? (this.#times.length - 1) / span : FALLBACK_RATE;
  }

  /** Works out everything. Throws a RangeError without frames. */
  finish(): ClipMeasures {
    const frames = this.#lumas.length;
    if (frames === 0) throw new RangeError('A clip without frames cannot be measured.');
    const framesPerSecond = this.#framesPerSecond();
    const timeline: Timeline = {
      framesPerSecond,
      change: this.#change,
      blockChange: this.#blockChange,
      histogramChange: this.#histogramChange,
      black: this.#black,
    };
    const jumps = new Set(jumpsOf(timeline));
    const changes = this.#deviation.slice(1);
    const measured = new Map<number, StillMeasures>();
    const strip = middleIndices(this.#held.length, STRIP_FRAMES).map((index) => {
      const known = measured.get(index);
      if (known !== undefined) return known;
      const still = measureAtSize(this.#held[index] as RgbRaster);
      measured.set(index, still);
      return still;
    });
    return {
      frames,
      framesPerSecond,
      seconds: frames / framesPerSecond,
      strip,
      blockEdgeRatio:
        this.#blockRatios.length === 0 ? null : (this.#blockRatios.toSorted((a, b) => a - b)[this.#blockRatios.length >> 1] as number),
      temporalInformation: changes.length === 0 ? null : { mean: mean(changes), max: Math.max(...changes) },
      lumaFlicker: lumaFlicker(this.#means, new Set([...jumps].map((jump) => jump - 1))),
      secondDifference: this.#second.length === 0 ? null : mean(this.#second),
      ...this.#motion(framesPerSecond, jumps),
      flags: clipFlags(timeline),
    };
  }

  /** Smoothness and dynamic degree; a jump is not smooth, and it is no motion either: pairs across one are left out. */
  #motion(framesPerSecond: number, jumps: ReadonlySet<number>): { smoothness: number | null; dynamic: DynamicDegree | null } {
    const first = this.#lumas[0] as Plane;
    if (Math.min(first.width, first.height) < 32) return { smoothness: null, dynamic: null };
    const planes = new Map<number, { plane: Plane; pyramid: FlowPyramid }>();
    const prepared = (index: number): { plane: Plane; pyramid: FlowPyramid } => {
      const known = planes.get(index);
      if (known !== undefined) return known;
      const plane = flowPlane(this.#lumas[index] as Plane);
      const entry = { plane, pyramid: flowPyramid(plane) };
      planes.set(index, entry);
      return entry;
    };
    const frames = this.#lumas.length;
    const crosses = (from: number, to: number): boolean => {
      for (let i = from + 1; i <= to; i += 1) if (jumps.has(i)) return true;
      return false;
    };

    // VBench's odd frames: 0,2,4… predict 1,3,5…. A triple with a jump in it is never left out by chance.
    const triples = Array.from({ length: Math.floor((frames - 1) / 2) }, (_, n) => 2 * n);
    const chosen = new Set(spread(triples.length, MAX_TRIPLES).map((n) => triples[n] as number));
    for (const k of triples) if (crosses(k, k + 2)) chosen.add(k);
    const errors = [...chosen].slice(0, 2 * MAX_TRIPLES).map((k) => {
      const before = prepared(k);
      const middle = flowPlane(this.#lumas[k + 1] as Plane);
      const after = prepared(k + 2);
      return midpointError(
        before.plane,
        middle,
        after.plane,
        denseFlow(before.pyramid, after.pyramid),
        denseFlow(after.pyramid, before.pyramid),
      );
    });

    const stride = dynamicStride(framesPerSecond);
    const pairs = Array.from({ length: Math.max(0, Math.ceil((frames - stride) / stride)) }, (_, k) => k * stride).filter(
      (k) => k + stride < frames && !crosses(k, k + stride),
    );
    let shortSide = 1;
    const fastest = spread(pairs.length, MAX_PAIRS).map((n) => {
      const k = pairs[n] as number;
      const flow = searchFlow(prepared(k).pyramid, prepared(k + stride).pyramid);
      shortSide = Math.min(flow.width, flow.height);
      return fastestFlow(flow);
    });
    return { smoothness: flowSmoothness(errors), dynamic: dynamicDegree(fastest, shortSide, stride / framesPerSecond) };
  }
}

function flowPlane(luma: Plane): Plane {
  if (Math.min(luma.width, luma.height) <= FLOW_SHORT_SIDE) return luma;
  const size = fitShortSide(luma, FLOW_SHORT_SIDE);
  return { data: resizePixels(luma.data, luma, 1, size, 'bilinear'), ...size };
}
