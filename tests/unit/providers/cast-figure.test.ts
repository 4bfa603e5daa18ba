import sharp from 'sharp';
import { expect, test } from 'vitest';
import { poseKinds } from '#domain/picture.ts';
import type { FigureSpec } from '#domain/picture.ts';
import { drawFigure } from '#providers/previz/figure/figure.ts';
import type { Facing, FigureDrawing } from '#providers/previz/figure/figure.ts';
import { context, fromLeft, fromRight, inkBox, mug, raster, sideLuma } from './cast-bench.ts';

const person: FigureSpec = {
  build: 'medium',
  presentation: 'feminine',
  age: 'adult',
  hair: { style: 'long', color: '#4a2a20' },
  skin: 2,
  top: '#e8dcc8',
  bottom: '#3a4256',
  glasses: false,
  beard: false,
  pose: 'standing',
  gaze: 'camera',
  expression: 'calm',
};

const facings: readonly Facing[] = ['left', 'right', 'front', 'three-quarter-left', 'three-quarter-right'];

function figure(spec: Partial<FigureSpec>, options: Partial<Parameters<typeof drawFigure>[2]> = {}, light = fromLeft): FigureDrawing {
  return drawFigure(context(light), { ...person, ...spec }, { moment: 0, facing: 'front', seated: false, held: null, ...options });
}

test.each(poseKinds)('%s: finite, inside its bounds, at every facing', async (pose) => {
  for (const [index, facing] of facings.entries()) {
    const drawn = figure(
      { pose, presentation: index % 2 ? 'masculine' : 'feminine', hair: { style: 'curly', color: '#332211' } },
      { facing, moment: index / 4, held: pose === 'holding' ? mug() : null },
    );
    const text = JSON.stringify(drawn);
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/u);
    expect(drawn.bounds.height).toBeGreaterThan(900);
    expect(drawn.bounds.height).toBeLessThan(2500);
  }
  const drawn = figure({ pose }, { facing: 'three-quarter-right', moment: 1 });
  const ink = await inkBox(drawn);
  const { bounds } = drawn;
  // The raster has 5 mm pixels.
  expect(ink.x).toBeGreaterThanOrEqual(bounds.x - 5);
  expect(ink.y).toBeGreaterThanOrEqual(bounds.y - 5);
  expect(ink.x + ink.width).toBeLessThanOrEqual(bounds.x + bounds.width + 5);
  expect(ink.y + ink.height).toBeLessThanOrEqual(bounds.y + bounds.height + 5);
  // And the box is not idly large.
  expect(ink.height).toBeGreaterThan(bounds.height * 0.85);
});

test('every hair style, skin, age and expression draws', () => {
  for (const style of ['long', 'bob', 'short', 'bun', 'ponytail', 'curly', 'afro', 'bald', 'covered'] as const) {
    for (const facing of facings) {
      for (const age of ['child', 'young', 'adult', 'middle', 'senior'] as const) {
        const drawn = figure(
          { hair: { style, color: '#6b4a35' }, age, glasses: age === 'senior', beard: age === 'middle', expression: 'surprised' },
          { facing },
        );
        expect(drawn.body).not.toMatch(/NaN|Infinity|undefined/u);
      }
    }
  }
});

test('ids are unique and every reference is defined', () => {
  const ctx = context(fromLeft);
  const both = [0, 1].map((moment) =>
    drawFigure(ctx, { ...person, glasses: true }, { moment, facing: 'three-quarter-left', seated: true, held: null }),
  );
  const defs = both.map((d) => d.defs).join('');
  const ids = [...defs.matchAll(/ id="([^"]+)"/gu)].map((m) => m[1]);
  expect(new Set(ids).size).toBe(ids.length);
  const used = [...(defs + both.map((d) => d.body).join('')).matchAll(/url\(#([^)]+)\)/gu)].map((m) => m[1]);
  expect(used.filter((id) => !ids.includes(id))).toEqual([]);
});

test('the same figure is drawn the same', () => {
  expect(figure({ pose: 'walking' }, { moment: 0.37 })).toEqual(figure({ pose: 'walking' }, { moment: 0.37 }));
});

test('people have human sizes', async () => {
  const height = async (spec: Partial<FigureSpec>): Promise<number> => (await inkBox(figure(spec))).height;
  expect(await height({})).toBeGreaterThan(1600);
  expect(await height({ presentation: 'masculine' })).toBeLessThan(1950);
  expect(await height({ age: 'child' })).toBeLessThan(1350);
  const eye = figure({}).eye;
  expect(eye.y).toBeGreaterThan(-1700);
  expect(eye.y).toBeLessThan(-1480);
  expect(figure({}, { seated: true }).eye.y).toBeGreaterThan(eye.y + 300);
});

test('each build is fuller than the one before', async () => {
  const areas: number[] = [];
  for (const build of ['slim', 'medium', 'broad', 'heavy'] as const) {
    const { data } = await raster(figure({ build }), 0.1);
    areas.push(data.filter((v, i) => i % 4 === 3 && v > 128).length);
  }
  expect(areas.toSorted((a, b) => a - b)).toEqual(areas);
  expect(areas[3]).toBeGreaterThan((areas[0] ?? 0) * 1.2);
});

test('reaching extends the hand towards the facing', () => {
  for (const [facing, sign] of [
    ['three-quarter-right', 1],
    ['left', -1],
  ] as const) {
    const start = figure({ pose: 'reaching' }, { facing, moment: 0 }).hand;
    const end = figure({ pose: 'reaching' }, { facing, moment: 1 }).hand;
    expect(sign * (end.x - start.x)).toBeGreaterThan(120);
    expect(end.y).toBeLessThan(start.y - 100);
  }
});

test.each(facings)('drinking lifts what is held to the face (%s)', (facing) => {
  const start = figure({ pose: 'drinking' }, { facing, moment: 0, held: mug() });
  const end = figure({ pose: 'drinking' }, { facing, moment: 1, held: mug() });
  expect(end.hand.y).toBeLessThan(start.hand.y - 150);
  expect(Math.hypot(end.hand.x - end.eye.x, end.hand.y - end.eye.y)).toBeLessThan(260);
});

test.each(poseKinds)('%s changes from its first to its last moment', async (pose) => {
  const [a, b] = await Promise.all([0, 1].map((moment) => raster(figure({ pose }, { moment, facing: 'three-quarter-right' }), 0.1)));
  let different = 0;
  if (a && b)
    for (let i = 3; i < a.data.length; i += 4)
      if (Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0)) > 60 || Math.abs((a.data[i - 1] ?? 0) - (b.data[i - 1] ?? 0)) > 25) different += 1;
  // Subtle poses breathe and tilt; even they move more than 60 pixels of 1 cm.
  expect(different).toBeGreaterThan(60);
});

test('a held thing is in the drawing, at the hand', async () => {
  const held = { ...mug(), body: '<rect x="-40" y="-90" width="80" height="90" fill="#ff00ff"/>', defs: '' };
  const drawn = figure({ pose: 'holding' }, { facing: 'three-quarter-right', held, moment: 1 });
  const { data, width, height, toWorld } = await raster(drawn, 0.2);
  let [sx, sy, count] = [0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      if ((data[i] ?? 0) > 240 && (data[i + 1] ?? 0) < 30 && (data[i + 2] ?? 0) > 240) {
        const p = toWorld(x, y);
        sx += p.x;
        sy += p.y;
        count += 1;
      }
    }
  expect(count).toBeGreaterThan(60);
  expect(Math.hypot(sx / count - drawn.hand.x, sy / count - drawn.hand.y)).toBeLessThan(90);
});

test('the side that faces the light is brighter', async () => {
  for (const facing of facings) {
    const left = await sideLuma(figure({}, { facing }, fromLeft));
    const right = await sideLuma(figure({}, { facing }, fromRight));
    // The same figure with the light on either side: what gets brighter is the side it moved to.
    expect(left.left - left.right).toBeGreaterThan(right.left - right.right + 0.05);
  }
});

test('colours of the spec are the colours of the picture', async () => {
  const white = { ...fromLeft, key: '#ffffff' };
  const { data } = await raster(figure({ top: '#2050d0', bottom: '#108040' }, {}, white), 0.1);
  let [blue, green] = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b, a] = [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, data[i + 3] ?? 0];
    if (a < 200) continue;
    if (b > r * 1.8 && b > g * 1.4) blue += 1;
    if (g > r * 1.6 && g > b * 1.15) green += 1;
  }
  expect(blue).toBeGreaterThan(800);
  expect(green).toBeGreaterThan(800);
});

test('no gap between head, neck and body', async () => {
  for (const facing of facings) {
    for (const style of ['short', 'bald', 'bun'] as const) {
      const drawn = figure({ hair: { style, color: '#332211' }, presentation: 'masculine' }, { facing });
      const { data, width, toPixel } = await raster(drawn, 0.2);
      // Every row from the eyes to the chest has ink near the line that joins them.
      for (let y = drawn.eye.y; y < drawn.eye.y + 420; y += 10) {
        let ink = false;
        for (let x = drawn.eye.x - 170; x <= drawn.eye.x + 170 && !ink; x += 5) {
          const p = toPixel(x, y);
          ink = (data[(Math.round(p.y) * width + Math.round(p.x)) * 4 + 3] ?? 0) > 250;
        }
        expect(ink).toBe(true);
      }
    }
  }
});

test('a closed gaze hides the iris that an open one shows', async () => {
  const face = async (gaze: FigureSpec['gaze']): Promise<Buffer> => {
    const drawn = figure({ gaze });
    const { toPixel } = await raster(drawn, 1);
    const p = toPixel(drawn.eye.x, drawn.eye.y);
    const png = await raster(drawn, 1, true);
    return sharp(png.png)
      .extract({ left: Math.round(p.x - 60), top: Math.round(p.y - 14), width: 120, height: 34 })
      .removeAlpha()
      .greyscale()
      .raw()
      .toBuffer();
  };
  const white = (pixels: Buffer): number => pixels.filter((v) => v > 225).length;
  expect(white(await face('camera'))).toBeGreaterThan(white(await face('closed')) + 10);
});
