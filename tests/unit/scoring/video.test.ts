/** Motion, flicker and faults on clips made frame by frame. */
import { expect, test } from 'vitest';
import { isBroken } from '#domain/flags.ts';
import type { RgbRaster } from '#scoring/image/raster.ts';
import { ClipMeter, STRIP_FRAMES, type ClipMeasures } from '#scoring/video/clip-meter.ts';
import { frameChange, lumaFlicker, secondDifference } from '#scoring/video/flicker.ts';
import { denseFlow, flowPyramid } from '#scoring/video/flow.ts';
import { dynamicDegree, dynamicStride, fastestFlow, midpointError } from '#scoring/video/motion.ts';
import { middleIndices, spread } from '#scoring/video/sampling.ts';
import { plane, raster, texture } from './pictures.ts';

const moved = (dx: number, dy: number, width = 320, height = 192) => plane(width, height, (x, y) => texture(x - dx, y - dy));

/** Mean endpoint error in px away from the borders. */
function endpointError(dx: number, dy: number, finest: number): number {
  const a = flowPyramid(moved(0, 0));
  const b = flowPyramid(moved(dx, dy));
  const flow = denseFlow(a, b, finest);
  let sum = 0;
  let count = 0;
  for (let y = 24; y < flow.height - 24; y += 1) {
    for (let x = 24; x < flow.width - 24; x += 1) {
      sum += Math.hypot((flow.u[y * flow.width + x] as number) - dx, (flow.v[y * flow.width + x] as number) - dy);
      count += 1;
    }
  }
  return sum / count;
}

for (const [dx, dy] of [
  [0, 0],
  [0.6, -0.4],
  [3.25, 1.5],
  [-11, 6],
] as const) {
  test(`flow of a shift by (${dx}, ${dy}) px is found within 0.2 px`, () => {
    expect(endpointError(dx, dy, 1)).toBeLessThan(0.2);
    expect(endpointError(dx, dy, 0)).toBeLessThan(0.2);
  });
}

test('two things moving apart get a flow each', () => {
  const frame = (t: number) => plane(320, 192, (x, y) => (y < 96 ? texture(x - 4 * t, y) : texture(x + 5 * t + 400, y)));
  const flow = denseFlow(flowPyramid(frame(0)), flowPyramid(frame(1)));
  const at = (x: number, y: number): number => flow.u[y * 320 + x] as number;
  expect(at(160, 40)).toBeCloseTo(4, 0);
  expect(at(160, 150)).toBeCloseTo(-5, 0);
});

test('the middle frame of smooth motion is predicted, that of a jerk is not', () => {
  const a = moved(0, 0);
  const c = moved(8, 0);
  const forward = denseFlow(flowPyramid(a), flowPyramid(c));
  const backward = denseFlow(flowPyramid(c), flowPyramid(a));
  const smooth = midpointError(a, moved(4, 0), c, forward, backward);
  const jerky = midpointError(a, moved(7, 0), c, forward, backward);
  expect(smooth).toBeLessThan(1.5);
  expect(jerky).toBeGreaterThan(4 * smooth);
});

test('the fastest pixels stand for a pair, and those that leave the frame do not count', () => {
  const u = new Float32Array(100);
  u[55] = 3;
  u[56] = -4;
  u[9] = 50;
  const flow = { width: 10, height: 10, u, v: new Float32Array(100) };
  // 99 pixels stay inside; 5 % of them are four, of which two move.
  expect(fastestFlow(flow)).toBeCloseTo((3 + 4) / 4, 6);
});

test("dynamic degree follows VBench's counts", () => {
  expect([12, 20, 24, 25, 30, 60, 4].map(dynamicStride)).toEqual([2, 2, 3, 3, 4, 8, 1]);
  // 40 sampled frames need 10 pairs above 6 px at 256.
  const pairs = [...Array.from({ length: 10 }, () => 6.5), ...Array.from({ length: 29 }, () => 1)];
  expect(dynamicDegree(pairs, 256, 1 / 8)).toMatchObject({ dynamic: true, pairsAbove: 10, pairs: 39, pairsNeeded: 10 });
  expect(dynamicDegree(pairs.slice(1), 256, 1 / 8)?.dynamic).toBe(false);
  expect(dynamicDegree([6], 256, 1 / 8)?.value).toBeCloseTo(0.1875, 10);
  expect(dynamicDegree([], 256, 1 / 8)).toBeNull();
});

test('frames are chosen by the middle rule', () => {
  expect(middleIndices(16, 4)).toEqual([1, 5, 9, 13]);
  expect(middleIndices(3, 5)).toEqual([0, 1, 2, 2, 2]);
  expect(middleIndices(0, 4)).toEqual([]);
  expect(spread(3, 8)).toEqual([0, 1, 2]);
});

test('flicker ignores fades and counts pulses', () => {
  const fade = Array.from({ length: 30 }, (_, i) => 40 + 3 * i);
  const pulse = Array.from({ length: 30 }, (_, i) => 100 + (i % 2) * 4);
  expect(lumaFlicker(fade)).toBeCloseTo(0, 10);
  expect(lumaFlicker(pulse) ?? 0).toBeGreaterThan(3);
  expect(lumaFlicker([1, 2])).toBeNull();
  const cut = [...Array.from({ length: 10 }, () => 50), ...Array.from({ length: 10 }, () => 120)];
  expect(lumaFlicker(cut, new Set([9]))).toBe(0);
  expect(lumaFlicker(cut) ?? 0).toBeGreaterThan(3);
});

test('temporal information and second difference measure change and change of change', () => {
  const a = Uint8Array.of(10, 10, 10, 10);
  const b = Uint8Array.of(12, 12, 12, 12);
  const c = Uint8Array.of(14, 14, 14, 14);
  expect(frameChange(a, b)).toEqual({ meanAbsolute: 2, deviation: 0 });
  expect(frameChange(a, Uint8Array.of(10, 14, 10, 14)).deviation).toBe(2);
  expect(secondDifference(a, b, c)).toBe(0);
  expect(secondDifference(a, b, a)).toBe(2);
});

const WIDTH = 160;
const HEIGHT = 96;

function clip(frames: number, picture: (t: number) => RgbRaster, fps = 24): ClipMeasures {
  const meter = new ClipMeter();
  for (let t = 0; t < frames; t += 1) meter.add({ ...picture(t), timeSeconds: t / fps });
  return meter.finish();
}

const panning =
  (speed: number, light = 1) =>
  (t: number) =>
    raster(WIDTH, HEIGHT, (x, y) => {
      const level = texture(x - speed * t, y) * light;
      return [level, level * 0.9, level * 0.8];
    });
const foreign = raster(WIDTH, HEIGHT, (x, y) => [20 + x / 3, 200 - y, 60 + ((x * y) % 90)]);

test('a still clip has no dynamic degree and says that nothing moves', () => {
  const still = panning(0)(0);
  const measures = clip(48, () => still);
  expect(measures.dynamic?.value).toBeCloseTo(0, 6);
  expect(measures.dynamic?.dynamic).toBe(false);
  expect(measures.smoothness).toBe(1);
  expect(measures.temporalInformation).toEqual({ mean: 0, max: 0 });
  expect(measures.flags.map((flag) => flag.kind)).toEqual(['frozen']);
  expect(measures.flags[0]?.message).toBe('Nothing moves for the whole 2.0 s.');
  expect(isBroken(measures.flags, measures.seconds)).toBe(true);
});

test('a wisp of steam in a locked-off shot is not a frozen clip', () => {
  const still = panning(0)(0);
  const measures = clip(48, (t) => {
    const data = still.data.slice();
    for (let y = 10; y < 26; y += 1) {
      for (let x = 40; x < 52; x += 1) data.fill(150 + 8 * Math.sin((x + y - t) * 0.6), (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3);
    }
    return { ...still, data };
  });
  expect(measures.flags).toEqual([]);
});

test('a pan has the speed it was made with', () => {
  const measures = clip(30, panning(1));
  // 24 px a second on a short side of 96 px.
  expect(measures.dynamic?.value).toBeGreaterThan(0.22);
  expect(measures.dynamic?.value).toBeLessThan(0.32);
  expect(measures.dynamic?.dynamic).toBe(true);
  expect(measures.smoothness ?? 0).toBeGreaterThan(0.985);
  expect(measures.flags).toEqual([]);
  expect(measures.strip).toHaveLength(STRIP_FRAMES);
  expect(measures.framesPerSecond).toBeCloseTo(24, 6);
});

test('judder is less smooth than steady motion of the same length', () => {
  const steady = clip(30, panning(1.5)).smoothness ?? 0;
  const judder = clip(30, (t) => panning(1.5)(t + (t % 2) * 1.2)).smoothness ?? 0;
  expect(judder).toBeLessThan(steady - 0.005);
});

test('pulsing light is flicker, motion is not', () => {
  const calm = clip(30, panning(1)).lumaFlicker ?? 9;
  const pulsing = clip(30, (t) => panning(1, 1 + 0.03 * Math.sin(t * 2))(t)).lumaFlicker ?? 0;
  expect(calm).toBeLessThan(0.5);
  expect(pulsing).toBeGreaterThan(1.5);
});

test('a cut inside a clip is found where it is', () => {
  const measures = clip(40, (t) => (t < 18 ? panning(1)(t) : foreign));
  const cut = measures.flags.find((flag) => flag.kind === 'unexpected-cut');
  expect(cut?.fromSeconds).toBeCloseTo(18 / 24, 6);
  expect(cut?.message).toBe('The picture jumps at 0.8 s, as if it were cut.');
  expect(isBroken(measures.flags, measures.seconds)).toBe(true);
});

test('a flash is a flash, and fast motion or animation on twos is neither cut nor frozen', () => {
  const flash = clip(40, (t) => (t === 20 ? raster(WIDTH, HEIGHT, () => [250, 250, 250]) : panning(1)(t)));
  expect(flash.flags.map((flag) => flag.kind)).toEqual(['flash']);
  expect(isBroken(flash.flags, flash.seconds)).toBe(false);
  expect(clip(40, panning(7)).flags).toEqual([]);
  expect(clip(40, (t) => panning(2)(t - (t % 2))).flags).toEqual([]);
});

test('black stretches are flagged with their times', () => {
  const black = raster(WIDTH, HEIGHT, () => [0, 0, 0]);
  const flags = clip(40, (t) => (t >= 24 ? black : panning(1)(t))).flags;
  expect(flags.find((flag) => flag.kind === 'black')).toMatchObject({ fromSeconds: 1 });
});

test('one frame is measured as far as it goes, none is refused', () => {
  const measures = clip(1, panning(0));
  expect(measures).toMatchObject({ smoothness: null, dynamic: null, lumaFlicker: null, temporalInformation: null });
  expect(measures.strip).toHaveLength(STRIP_FRAMES);
  expect(() => new ClipMeter().finish()).toThrow(RangeError);
});

test('a long clip keeps stills from beginning to end', () => {
  const measures = clip(300, (t) => raster(64, 48, (x) => [t / 2 + x, t / 2 + x, t / 2 + x]));
  const means = measures.strip.map((still) => still.tone.mean);
  expect(means[0] as number).toBeLessThan(45);
  expect(means.at(-1) as number).toBeGreaterThan(165);
  expect(means.every((mean, i) => i === 0 || mean > (means[i - 1] as number))).toBe(true);
});
