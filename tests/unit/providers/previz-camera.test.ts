import { describe, expect, test } from 'vitest';
import { cameraMovementValues } from '#contract/model/primitives.ts';
import { moveCamera } from '#providers/previz/camera-moves.ts';
import { compositeFrame } from '#providers/previz/compositor.ts';
import type { PaintLayer } from '#providers/previz/compositor.ts';
import { shotAt } from '#providers/previz/film.ts';
import type { Reel } from '#providers/previz/film.ts';
import { between, defocus, project } from '#providers/previz/lens.ts';
import type { Camera } from '#providers/previz/lens.ts';
import { breathAt, cameraAt, pace, takeOf } from '#providers/previz/motion.ts';
import { particleAt } from '#providers/previz/particles.ts';
import { packed } from '#providers/previz/raster.ts';

const camera: Camera = { x: 0, y: -1500, z: -2000, focal: 1.8, shiftX: 0, shiftY: 0, roll: 0, focus: 2000, aperture: 12 };
const aim = { x: 0, y: -1500 };
/** How far a point at depth z moves in the picture over a movement. */
const travel = (movement: (typeof cameraMovementValues)[number], z: number, x = 0, y = -1500) => {
  const { from, to } = moveCamera(camera, movement, 16 / 9, -10, aim);
  const a = project(from, x, y, z);
  const b = project(to, x, y, z);
  return { u: b.u - a.u, v: b.v - a.v };
};

describe('movements', () => {
  test('push-in enlarges the subject by a readable amount, the background less', () => {
    const near = travel('push-in', 0, 300).u;
    const far = travel('push-in', 4000, 300).u;
    expect(near / project(camera, 300, -1500, 0).u).toBeGreaterThan(0.2);
    expect(near).toBeGreaterThan(far * 2);
    expect(travel('pull-out', 0, 300).u).toBeLessThan(0);
  });

  test('a pan moves near and far alike; a dolly moves near things more', () => {
    expect(travel('pan-right', 0).u).toBeCloseTo(travel('pan-right', 9000).u, 6);
    expect(travel('pan-right', 0).u).toBeLessThan(-0.2);
    expect(travel('pan-left', 0).u).toBeGreaterThan(0.2);
    expect(Math.abs(travel('dolly-right', -800).u)).toBeGreaterThan(Math.abs(travel('dolly-right', 0).u) * 1.4);
    expect(Math.abs(travel('dolly-right', 0).u)).toBeGreaterThan(Math.abs(travel('dolly-right', 4000).u) * 2);
  });

  test('an orbit keeps the subject and shears what is before and behind it', () => {
    expect(Math.abs(travel('orbit', 0).u)).toBeLessThan(1e-9);
    expect(travel('orbit', -700).u * travel('orbit', 3000).u).toBeLessThan(0);
  });

  test('a crane goes up and down, a tilt looks up and down', () => {
    expect(travel('crane-up', 4000).v).not.toBeCloseTo(travel('crane-up', 0).v, 3);
    expect(travel('crane-up', 0).v).toBeCloseTo(-travel('crane-down', 0).v, 6);
    expect(travel('tilt-up', 0).v).toBeGreaterThan(0.15);
    expect(travel('tilt-down', 0).v).toBeLessThan(-0.15);
  });

  test('static stays, and no movement sinks the camera below its floor', () => {
    expect(travel('static', 0)).toEqual({ u: 0, v: 0 });
    for (const movement of cameraMovementValues) {
      const { from, to } = moveCamera({ ...camera, y: -60 }, movement, 16 / 9, -50, aim);
      expect(Math.max(from.y, to.y)).toBeLessThanOrEqual(-50);
    }
  });
});

describe('takes', () => {
  test.each(cameraMovementValues)('%s: every take starts and ends exactly on its ends', (movement) => {
    const { from, to } = moveCamera(camera, movement, 16 / 9, -10, aim);
    for (const number of [1, 2, 3, 4, 5]) {
      const take = takeOf(number, 77, movement);
      for (const [t, end] of [
        [0, from],
        [1, to],
      ] as const) {
        const at = cameraAt(from, to, t, 4, take, movement);
        for (const key of ['x', 'y', 'z', 'shiftX', 'shiftY', 'focus'] as const) expect(at[key]).toBeCloseTo(end[key], 6);
        expect(breathAt(t, take)).toBeCloseTo(0, 9);
      }
    }
  });

  test('the pace never goes back', () => {
    for (const number of [1, 2, 3, 4, 5]) {
      const take = takeOf(number, 5, 'push-in');
      let before = 0;
      for (let t = 0.02; t <= 1; t += 0.02) {
        const now = pace(t, take);
        expect(now).toBeGreaterThanOrEqual(before);
        before = now;
      }
    }
  });

  test('takes differ in pace and path', () => {
    const { from, to } = moveCamera(camera, 'push-in', 16 / 9, -10, aim);
    const quarter = [1, 2, 3].map((number) => cameraAt(from, to, 0.25, 4, takeOf(number, 5, 'push-in'), 'push-in'));
    for (const [a, b] of [
      [0, 1],
      [1, 2],
      [0, 2],
    ] as const)
      expect(Math.abs((quarter[a]?.z ?? 0) - (quarter[b]?.z ?? 0))).toBeGreaterThan(10);
  });

  test('handheld sways in between', () => {
    const take = takeOf(1, 5, 'handheld');
    const xs = Array.from({ length: 60 }, (_, index) => cameraAt(camera, camera, index / 59, 4, take, 'handheld').x);
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(10);
  });
});

test('cameras half-way between two keep an even pace of growth', () => {
  const half = between({ ...camera, z: -4000, focus: 4000 }, { ...camera, z: -1000, focus: 1000 }, 0.5);
  expect(half.z).toBeCloseTo(-2000, 6);
});

test('what is in focus is sharp, and blur grows away from it', () => {
  expect(defocus(camera, 0)).toBe(0);
  expect(defocus(camera, 2500)).toBeGreaterThan(defocus(camera, 800));
  expect(defocus(camera, -1400)).toBeGreaterThan(defocus(camera, -400));
});

test.each(['dust', 'rain', 'snow', 'sparkle'] as const)('%s is where it was when the scene comes round', (kind) => {
  const home = { x: 0.3, y: -0.4, cycles: 3, phase: 0.37, strength: 0.5 };
  const a = particleAt(kind, home, 0);
  const b = particleAt(kind, home, 1);
  expect(b.x).toBeCloseTo(a.x, 6);
  expect(b.y).toBeCloseTo(a.y, 6);
  expect(b.strength).toBeCloseTo(a.strength, 6);
});

describe('compositing', () => {
  /** A white bar, 8 texels wide with a clear border, 1 unit per texel at the subject for this camera. */
  const bar = () => {
    const bytes = new Uint8Array(24 * 24 * 4);
    for (let y = 2; y < 22; y++) for (let x = 8; x < 16; x++) bytes.fill(255, (y * 24 + x) * 4, (y * 24 + x) * 4 + 4);
    return packed(bytes, 24, 24, -12, -1512, 1, false);
  };
  const unit: Camera = { ...camera, z: -180, focal: 1.8, focus: 180 };
  const layer = (): PaintLayer => ({ kind: 'plane', z: 0, groundY: 0, reference: null, textures: [bar()] });
  const row = (x: number, opacity = 256) => {
    const out = new Int32Array(100 * 100);
    compositeFrame(out, 100, 100, [layer()], { camera: { ...unit, x }, layers: [{ x: 0, y: 0, opacity, first: 0, second: 0, mix: 0 }] });
    return Array.from(out.subarray(50 * 100, 51 * 100), (pixel) => pixel & 255);
  };
  const centre = (values: number[]) =>
    values.reduce((sum, value, index) => sum + value * (index + 0.5), 0) / values.reduce((sum, value) => sum + value, 0);

  test('moves by a tenth of a pixel when the camera does', () => {
    const a = centre(row(0));
    for (const shift of [0.1, 0.25, 0.5, 0.9]) expect(a - centre(row(shift))).toBeCloseTo(shift, 1);
  });

  test('half opacity is half as bright, edges stay inside the range', () => {
    expect(Math.max(...row(0))).toBe(255);
    expect(Math.abs(Math.max(...row(0, 128)) - 128)).toBeLessThanOrEqual(1);
  });

  test('a tilted camera turns the picture', () => {
    const out = new Int32Array(100 * 100);
    compositeFrame(out, 100, 100, [layer()], {
      camera: { ...unit, roll: Math.PI / 2 - 1e-9 },
      layers: [{ x: 0, y: 0, opacity: 256, first: 0, second: 0, mix: 0 }],
    });
    // The bar stood upright (8 wide, 20 high); now it lies.
    const across = Array.from(out.subarray(50 * 100, 51 * 100), (pixel) => pixel & 255).filter((value) => value > 128).length;
    const down = Array.from({ length: 100 }, (_, y) => (out[y * 100 + 50] ?? 0) & 255).filter((value) => value > 128).length;
    expect(across).toBeGreaterThan(17);
    expect(down).toBeLessThan(10);
  });

  test('a dissolve of two textures shows their mean and never a dip', () => {
    const white = packed(new Uint8Array(16 * 16 * 4).fill(255), 16, 16, -60, -1560, 0.13, true);
    const grey = packed(new Uint8Array(16 * 16 * 4).fill(101), 16, 16, -60, -1560, 0.13, true);
    const out = new Int32Array(100 * 100);
    compositeFrame(
      out,
      100,
      100,
      [{ kind: 'plane', z: 0, groundY: 0, reference: null, textures: [white, grey] }],
      { camera: unit, layers: [{ x: 0, y: 0, opacity: 256, first: 0, second: 1, mix: 128 }] },
      new Int32Array(100 * 100),
    );
    expect((out[50 * 100 + 50] ?? 0) & 255).toBeCloseTo(178, -1);
  });

  test('a layer that covers hides what is behind it and nothing else', () => {
    const speckled = (seed: number) => {
      const bytes = new Uint8Array(60 * 60 * 4);
      for (let index = 0; index < bytes.length; index++) bytes[index] = index % 4 === 3 ? 255 : (index * seed) % 251;
      return bytes;
    };
    const back: PaintLayer = {
      kind: 'plane',
      z: 0,
      groundY: 0,
      reference: null,
      textures: [packed(speckled(37), 60, 60, -60, -1560, 0.5, true)],
    };
    const front: PaintLayer = {
      kind: 'plane',
      z: 0,
      groundY: 0,
      reference: null,
      textures: [packed(speckled(91), 60, 60, -20, -1520, 1, false)],
    };
    const still = { x: 0, y: 0, opacity: 256, first: 0, second: 0, mix: 0 };
    const paint = (layers: PaintLayer[]) => {
      const out = new Int32Array(100 * 100);
      compositeFrame(out, 100, 100, layers, { camera: unit, layers: layers.map(() => still) });
      return out;
    };
    const [both, behind, before] = [paint([back, front]), paint([back]), paint([front])];
    let covered = 0;
    for (let y = 0; y < 100; y++) {
      for (let x = 0; x < 100; x++) {
        const at = y * 100 + x;
        const inside = x >= 32 && x < 88 && y >= 32 && y < 88;
        const outside = x < 28 || x >= 92 || y < 28 || y >= 92;
        if (inside) covered++;
        if (inside) expect(both[at]).toBe(before[at]);
        if (outside) expect(both[at]).toBe(behind[at]);
      }
    }
    expect(covered).toBe(56 * 56);
  });

  test('a drawing of an animation is never mixed with the next', () => {
    const reel = {
      motion: [
        {
          from: { x: 0, y: 0 },
          to: { x: 0, y: 0 },
          opacity: 1,
          breathes: false,
          sway: null,
          fade: null,
          animated: true,
          times: [0, 0.3, 1],
        },
      ],
    };
    const state = (t: number) =>
      shotAt({ ...reel, base: camera, ratio: 1, exposure: { from: 1, to: 1 } } as unknown as Reel, camera, {
        t,
        travel: t,
        moment: t,
        breath: 0,
        grain: 0,
      }).state.layers[0];
    expect([0, 0.1, 0.2, 0.5, 0.64, 0.66, 1].map((t) => state(t)?.first)).toEqual([0, 0, 1, 1, 1, 2, 2]);
    for (let t = 0; t <= 1; t += 0.02) expect(state(t)?.mix).toBe(0);
  });
});
