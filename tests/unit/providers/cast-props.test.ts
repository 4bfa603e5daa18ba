import { expect, test } from 'vitest';
import { textPath } from '#media/text.ts';
import { propKinds } from '#domain/picture.ts';
import type { PropKind, PropSpec } from '#domain/picture.ts';
import type { Drawing, LightRig } from '#providers/previz/drawing.ts';
import { drawProp, drawSteam } from '#providers/previz/props/props.ts';
import type { PropView } from '#providers/previz/props/props.ts';
import { context, fromLeft, fromRight, inkBox, raster, sideLuma } from './cast-bench.ts';

const views: readonly PropView[] = ['eye', 'above', 'hero'];

function prop(kind: PropKind, spec: Partial<PropSpec> = {}, view: PropView = 'eye', light: LightRig = fromLeft, scale?: number): Drawing {
  const full: PropSpec = { kind, name: kind, color: '#8a5a4a', accent: '#d8b46a', material: 'gloss', steaming: false, ...spec };
  return drawProp(context(light), full, scale === undefined ? { view } : { view, scale });
}

/** Tallest and widest plausible sizes of the thing itself, shadow excluded, mm. */
const heights: Record<PropKind, readonly [number, number]> = {
  mug: [80, 110],
  bottle: [240, 330],
  perfume: [90, 140],
  jar: [60, 110],
  can: [110, 130],
  phone: [140, 170],
  laptop: [180, 330],
  watch: [90, 140],
  shoe: [95, 150],
  bag: [220, 360],
  box: [120, 260],
  car: [1250, 1650],
  bicycle: [900, 1150],
  plate: [50, 130],
  plant: [350, 700],
  pet: [380, 650],
  book: [200, 280],
  headphones: [170, 240],
  lamp: [400, 560],
  chocolate: [140, 200],
  covered: [300, 450],
};

test.each(propKinds)('%s: drawn inside its bounds in every view, any material', async (kind) => {
  for (const view of views) {
    const drawn = prop(kind, {}, view);
    expect(drawn.body + drawn.defs).not.toMatch(/NaN|Infinity|undefined/u);
    const scale = 120 / Math.max(drawn.bounds.width, drawn.bounds.height);
    const ink = await inkBox(drawn, scale);
    const pixel = 1.5 / scale;
    const { bounds } = drawn;
    expect(ink.x).toBeGreaterThanOrEqual(bounds.x - pixel);
    expect(ink.y).toBeGreaterThanOrEqual(bounds.y - pixel);
    expect(ink.x + ink.width).toBeLessThanOrEqual(bounds.x + bounds.width + pixel);
    expect(ink.y + ink.height).toBeLessThanOrEqual(bounds.y + bounds.height + pixel);
    // It stands on its origin.
    expect(bounds.y + bounds.height).toBeGreaterThanOrEqual(0);
    expect(bounds.x).toBeLessThan(0);
    expect(bounds.x + bounds.width).toBeGreaterThan(0);
  }
  for (const material of ['matte', 'gloss', 'glass', 'metal', 'fabric', 'paper', 'leather'] as const) {
    const drawn = prop(kind, { material });
    expect(drawn.body + drawn.defs).not.toMatch(/NaN|Infinity|undefined/u);
  }
});

test.each(propKinds)('%s has its real size', async (kind) => {
  const drawn = prop(kind);
  const { data, width, height, toWorld } = await raster(drawn, 150 / Math.max(drawn.bounds.width, drawn.bounds.height));
  // The top of what is solid; shadows and glows are not.
  let top = 0;
  outer: for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if ((data[(y * width + x) * 4 + 3] ?? 0) > 200) {
        top = -toWorld(x, y).y;
        break outer;
      }
  const [low, high] = heights[kind];
  expect(top).toBeGreaterThan(low);
  expect(top).toBeLessThan(high);
});

test('a car is as long as a car and a bicycle as a bicycle', async () => {
  const solidWidth = async (kind: PropKind): Promise<number> => {
    const drawn = prop(kind);
    const { data, width, height, toWorld } = await raster(drawn, 0.1);
    let [x0, x1] = [width, 0];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if ((data[(y * width + x) * 4 + 3] ?? 0) > 230) {
          x0 = Math.min(x0, x);
          x1 = Math.max(x1, x);
        }
    return toWorld(x1, 0).x - toWorld(x0, 0).x;
  };
  expect(await solidWidth('car')).toBeGreaterThan(3500);
  expect(await solidWidth('car')).toBeLessThan(5000);
  expect(await solidWidth('bicycle')).toBeGreaterThan(1500);
  expect(await solidWidth('bicycle')).toBeLessThan(1900);
});

test.each(propKinds)('%s: deterministic, ids unique and all defined', (kind) => {
  expect(prop(kind)).toEqual(prop(kind));
  const drawn = prop(kind);
  const ids = [...drawn.defs.matchAll(/ id="([^"]+)"/gu)].map((m) => m[1]);
  expect(new Set(ids).size).toBe(ids.length);
  const used = [...(drawn.defs + drawn.body).matchAll(/url\(#([^)]+)\)/gu)].map((m) => m[1]);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each(propKinds)('%s shows its accent and its colour', async (kind) => {
  const white: LightRig = { ...fromLeft, key: '#ffffff' };
  const count = async (spec: Partial<PropSpec>): Promise<number> => {
    const { data } = await raster(prop(kind, spec, 'hero', white), 200 / prop(kind).bounds.height);
    let magenta = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b, a] = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, data[i + 3] ?? 0];
      if (a > 120 && r > g * 1.7 + 20 && b > g * 1.7 + 20) magenta += 1;
    }
    return magenta;
  };
  const plain = { color: '#8a8a7a', accent: '#8a8a7a' };
  const base = await count(plain);
  expect(await count({ ...plain, accent: '#ff00ff' })).toBeGreaterThan(base + 4);
  expect(await count({ ...plain, color: '#ff00ff' })).toBeGreaterThan(base + 20);
});

test.each(['mug', 'perfume', 'jar', 'bag', 'covered', 'plate', 'book', 'car'] as const)(
  '%s is brighter on the side of the light',
  async (kind) => {
    for (const material of ['matte', 'leather'] as const) {
      const scale = 150 / prop(kind).bounds.height;
      const left = await sideLuma(prop(kind, { material }, 'eye', fromLeft), scale);
      const right = await sideLuma(prop(kind, { material }, 'eye', fromRight), scale);
      expect(left.left - left.right).toBeGreaterThan(right.left - right.right);
    }
  },
);

test('scale multiplies the size', () => {
  const one = prop('mug');
  const two = prop('mug', {}, 'eye', fromLeft, 2);
  expect(two.bounds.width).toBeCloseTo(one.bounds.width * 2, 5);
});

test('above opens circles that eye level closes', async () => {
  const coffee = async (view: PropView): Promise<number> => {
    const { data } = await raster(prop('mug', { color: '#ffffff', accent: '#ffffff' }, view), 1);
    let dark = 0;
    for (let i = 0; i < data.length; i += 4)
      if ((data[i + 3] ?? 0) > 250 && (data[i] ?? 0) < 90 && (data[i] ?? 0) > (data[i + 2] ?? 0) * 1.4) dark += 1;
    return dark;
  };
  expect(await coffee('above')).toBeGreaterThan((await coffee('eye')) * 2);
});

test('a cat is not a dog', () => {
  expect(prop('pet', { name: 'tabby cat' }).body).not.toBe(prop('pet', { name: 'puppy' }).body);
});

test('a covered thing carries its name, and a long one is broken to fit the plate', () => {
  const short = prop('covered', { name: 'Solar lantern' });
  const none = prop('covered', { name: 'Kite' });
  expect(short.body).not.toBe(none.body);
  const long = prop('covered', { name: 'Hand-woven Peruvian alpaca travel blanket with reading light' });
  expect(long.bounds.width).toBeLessThan(short.bounds.width * 1.05);
  expect(short.body).not.toMatch(/<text/u);
});

test('steam rises to its height and loops', async () => {
  const at = (phase: number): Drawing => drawSteam(context(fromLeft), 120, phase);
  const ink = await inkBox(at(0.25), 1);
  expect(ink.height).toBeGreaterThan(70);
  expect(ink.height).toBeLessThan(150);
  expect(at(0.25).body).not.toBe(at(0.5).body);
  expect(at(0).bounds.x).toBeCloseTo(at(1).bounds.x, 3);
});

test('text becomes outlines of the expected size', () => {
  const one = textPath('Heroframe', { size: 10 });
  const two = textPath('Heroframe', { size: 20 });
  expect(two.width).toBeCloseTo(one.width * 2, 3);
  expect(one.ascent).toBeGreaterThan(7);
  expect(one.descent).toBeGreaterThan(1);
  expect(one.d).toMatch(/^M[\d.]/u);
  expect(textPath('Heroframe', { size: 10, letterSpacing: 0.1 }).width).toBeCloseTo(one.width + 8, 3);
  expect(textPath('Žluťoučký', { size: 10 }).width).toBeGreaterThan(30);
});

test('letters no font has are skipped, not drawn as boxes', () => {
  expect(textPath('你好', { size: 10 })).toMatchObject({ d: '', width: 0 });
  expect(textPath('a你', { size: 10 }).d).toBe(textPath('a', { size: 10 }).d);
});
