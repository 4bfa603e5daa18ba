import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { aspectValues, framingValues } from '#contract/model/primitives.ts';
import type { Aspect } from '#contract/model/primitives.ts';
import { settingKinds } from '#domain/picture.ts';
import { compose } from '#providers/previz/compose.ts';
import { frameOf, optionsFor, renderPicture } from '#providers/previz/render.ts';
import { stage } from '#providers/previz/staging.ts';
import type { PictureRequest } from '#providers/adapter.ts';
import { sampleContext, sampleScene } from '../../fixtures/previz-scenes.ts';
import type { SceneWords } from '../../fixtures/previz-scenes.ts';

const signal = new AbortController().signal;
const small = { width: 320, height: 180 };

async function draw(words: Partial<SceneWords> = {}, extra: Partial<PictureRequest> = {}): Promise<Buffer> {
  return await renderPicture(sampleScene(words, { ...small, ...extra }), signal);
}

/** Grey levels 0–255 of a picture reduced to columns × rows. */
async function grey(png: Buffer, columns: number, rows: number): Promise<number[]> {
  return [...(await sharp(png).resize(columns, rows, { fit: 'fill' }).greyscale().raw().toBuffer())];
}

async function distance(a: Buffer, b: Buffer): Promise<number> {
  const [x, y] = await Promise.all([grey(a, 32, 18), grey(b, 32, 18)]);
  return Math.sqrt(x.reduce((sum, value, index) => sum + (value - (y[index] ?? 0)) ** 2, 0) / x.length);
}

test('the same request gives the same bytes', async () => {
  const [a, b] = [await draw(), await draw()];
  expect(a.equals(b)).toBe(true);
  expect((await draw({}, { seed: 8 })).equals(a)).toBe(false);
});

test.each<[Aspect, number, number]>([
  ['16:9', 320, 180],
  ['9:16', 180, 320],
  ['1:1', 240, 240],
  ['4:5', 240, 300],
])('%s is drawn at its size with the person whole in it', async (aspect, width, height) => {
  const meta = await sharp(await draw({ aspect }, { width, height })).metadata();
  expect(meta).toMatchObject({ width, height, format: 'png' });
  const frame = frameOf(sampleContext({ aspect }), 0, 7, 1);
  const scene = compose(frame, frame, frame, optionsFor(sampleContext({ aspect }), 'kitchen', [0], { product: null, character: null }));
  const figure = scene.layers.find((layer) => layer.id === 'figure');
  if (figure?.kind !== 'plane') throw new Error('There is no figure.');
  const u = ((figure.from.x - scene.camera.from.x) * scene.camera.from.focal) / -scene.camera.from.z + scene.camera.from.shiftX;
  // The body's middle lies well inside the frame's half width.
  expect(Math.abs(u)).toBeLessThan(scene.ratio / 2 - 0.12);
});

test('aspects are composed, not cropped from one another', () => {
  const fields = aspectValues.map((aspect) => {
    const context = sampleContext({ aspect });
    const frame = frameOf(context, 0, 7, 1);
    const scene = compose(frame, frame, frame, optionsFor(context, 'kitchen', [0], { product: null, character: null }));
    return Math.round(scene.camera.from.focus / scene.camera.from.focal);
  });
  expect(new Set(fields).size).toBeGreaterThan(1);
});

test('every setting draws a full picture with light and dark in it', async () => {
  const words: Record<(typeof settingKinds)[number], string> = {
    kitchen: 'kitchen',
    'living-room': 'living room',
    bedroom: 'bedroom',
    bathroom: 'bathroom',
    cafe: 'café',
    office: 'office',
    'street-day': 'city street',
    'street-night': 'night street, neon',
    shop: 'boutique shop',
    gym: 'gym',
    forest: 'forest',
    beach: 'beach',
    'mountain-road': 'mountain road',
    studio: 'photo studio',
    abstract: 'abstract light',
  };
  const seen: Buffer[] = [];
  for (const kind of settingKinds) {
    const context = sampleContext({ setting: words[kind] });
    expect(frameOf(context, 0, 7, 1).spec.setting).toBe(kind);
    const png = await draw({ setting: words[kind], framing: 'Wide shot', person: null });
    const stats = await sharp(png).greyscale().stats();
    const channel = stats.channels[0];
    expect(channel?.stdev, kind).toBeGreaterThan(8);
    expect(channel?.mean, kind).toBeGreaterThan(12);
    expect(channel?.mean, kind).toBeLessThan(225);
    seen.push(png);
  }
  for (let index = 1; index < seen.length; index++) {
    const [a, b] = [seen[index - 1], seen[index]];
    if (a && b) expect(await distance(a, b)).toBeGreaterThan(8);
  }
}, 60_000);

describe('variations', () => {
  test('are different compositions, far above what another seed changes', async () => {
    const pictures = await Promise.all([1, 2, 3, 4, 5, 6].map((variation) => draw({}, { variation })));
    const noise = await distance(pictures[0] ?? Buffer.alloc(0), await draw({}, { variation: 1, seed: 4711 }));
    let least = Infinity;
    for (let a = 0; a < pictures.length; a++) {
      for (let b = a + 1; b < pictures.length; b++)
        least = Math.min(least, await distance(pictures[a] ?? Buffer.alloc(0), pictures[b] ?? Buffer.alloc(0)));
    }
    expect(least).toBeGreaterThan(10);
    expect(least).toBeGreaterThan(noise);
  });

  test('differ in staging by name', () => {
    const { spec } = frameOf(sampleContext(), 0, 7, 1);
    const ideas = [1, 2, 3, 4, 5, 6, 7, 8].map((variation) => stage(spec, 99, 7, variation).staging.idea);
    expect(new Set(ideas).size).toBe(8);
    expect(stage(spec, 99, 7, 9).staging.place).not.toBe(stage(spec, 99, 7, 1).staging.place);
  });

  test('of a start and an end frame share their staging and their set', () => {
    const start = frameOf(sampleContext({ productTiming: 'full_scene' }), 0, 7, 2);
    const end = frameOf(sampleContext(), 1, 8, 2);
    expect(end.common).toEqual(start.common);
    expect(end.spec.light).toEqual(start.spec.light);
  });
});

test('tighter framings make the person larger, in order', () => {
  let before = Infinity;
  for (const framing of framingValues) {
    const context = sampleContext({
      framing: framing.replaceAll('-', ' '),
      product: null,
      action: 'Maya stands by the window.',
      setting: 'Beach',
    });
    const frame = frameOf(context, 0, 7, 1);
    expect(frame.spec.framing).toBe(framing);
    const { camera } = compose(frame, frame, frame, optionsFor(context, frame.spec.setting, [0], { product: null, character: null }));
    const field = camera.from.focus / camera.from.focal;
    expect(field).toBeLessThan(before);
    before = field;
  }
});

test.each(['kitchen', 'living room', 'café', 'photo studio', 'city street'])(
  'the side the light comes from is the brighter one: %s',
  async (setting) => {
    const side = async (direction: string) => {
      const png = await draw(
        { setting, light: `Soft light from the ${direction}`, person: null, product: null, framing: 'Wide shot' },
        { variation: 3 },
      );
      const levels = await grey(png, 4, 1);
      return (levels[0] ?? 0) - (levels[3] ?? 0);
    };
    expect(await side('left')).toBeGreaterThan(4);
    expect(await side('right')).toBeLessThan(-4);
  },
);

test('night is darker than day and warm light is warmer than cool light', async () => {
  const mean = async (words: Partial<SceneWords>) =>
    (await sharp(await draw({ person: null, product: null, framing: 'Wide', ...words })).stats()).channels.map((channel) => channel.mean);
  const day = await mean({ setting: 'City street by day', light: 'sunlight from left', kelvin: '' });
  const night = await mean({ setting: 'City street at night', light: 'street lamps from left', kelvin: '' });
  expect((night[0] ?? 0) + (night[1] ?? 0)).toBeLessThan(((day[0] ?? 0) + (day[1] ?? 0)) * 0.7);
  const warm = await mean({ kelvin: '2800K' });
  const cool = await mean({ kelvin: '8000K' });
  expect((warm[0] ?? 0) - (warm[2] ?? 0)).toBeGreaterThan((cool[0] ?? 0) - (cool[2] ?? 0) + 12);
});

test('a picture with nobody and nothing in it, from below, still shows the place', async () => {
  const stats = await sharp(await draw({ setting: 'Beach', person: null, product: null, angle: 'low angle', framing: 'Close-up' }))
    .greyscale()
    .stats();
  expect(stats.channels[0]?.min).toBeGreaterThanOrEqual(0);
  expect(stats.channels[0]?.mean).toBeGreaterThan(40);
});

test('an aborted request draws nothing', async () => {
  await expect(renderPicture(sampleScene(), AbortSignal.abort())).rejects.toThrow();
});
