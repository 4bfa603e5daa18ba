import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cameraMovementValues } from '#contract/model/primitives.ts';
import type { CameraMovement } from '#contract/model/primitives.ts';
import { clearOfFeet } from '#providers/previz/camera-moves.ts';
import { compose } from '#providers/previz/compose.ts';
import { between, project } from '#providers/previz/lens.ts';
import type { Camera } from '#providers/previz/lens.ts';
import { encode, frameOf, optionsFor, renderFrame } from '#providers/previz/render.ts';
import type { Scene } from '#providers/previz/scene-graph.ts';
import { sampleContext } from '../../fixtures/previz-scenes.ts';
import type { SceneWords } from '../../fixtures/previz-scenes.ts';

const nobody = { product: null, character: null };
const variations = [1, 2, 3, 4, 5, 6];
const seen = [0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1];

/** A start frame, an end frame that follows from it, and the shot between them. */
function shot(words: Partial<SceneWords>, startVariation: number, variation: number) {
  const context = sampleContext(words);
  const start = frameOf(context, 0, 30 + startVariation, startVariation);
  const end = frameOf(context, 1, 50 + variation, variation, { seed: 30 + startVariation, variation: startVariation });
  const options = optionsFor(context, start.spec.setting, [0, 1], nobody);
  return { start, end, options, filmed: compose(start, start, end, options) };
}

/** Frame heights a man's height at the subject takes up. */
const size = (camera: Camera) => (camera.focal * 1700) / -camera.z;
const along = (scene: Scene) => seen.map((t) => between(scene.camera.from, scene.camera.to, t));

describe('an end frame that follows from a start frame', () => {
  test.each(cameraMovementValues)('%s: the shot starts and ends with the cameras of its two pictures', (movement) => {
    for (const variation of [1, 3]) {
      const { filmed, start, end, options } = shot({ movement }, 2, variation);
      expect(filmed.camera.from).toEqual(compose(start, start, start, options).camera.from);
      expect(filmed.camera.to).toEqual(compose(end, end, end, options).camera.to);
    }
  });

  test.each(variations)('push-in, variation %i: the subject grows all the way, 1.25 to 1.6 times', (variation) => {
    for (const framing of ['Wide shot', 'Medium shot', 'Close-up']) {
      for (const startVariation of [1, 4]) {
        const { filmed } = shot({ movement: 'push-in', framing }, startVariation, variation);
        const sizes = along(filmed).map(size);
        for (let index = 1; index < sizes.length; index++) expect(sizes[index]).toBeGreaterThan(sizes[index - 1] ?? Infinity);
        const growth = (sizes.at(-1) ?? 0) / (sizes[0] ?? 1);
        expect(growth).toBeGreaterThanOrEqual(1.249);
        expect(growth).toBeLessThanOrEqual(1.601);
      }
    }
  });

  test.each(variations)('pull-out, variation %i: the frame widens all the way', (variation) => {
    const { filmed } = shot({ movement: 'pull-out' }, 3, variation);
    const sizes = along(filmed).map(size);
    for (let index = 1; index < sizes.length; index++) expect(sizes[index]).toBeLessThan(sizes[index - 1] ?? 0);
    expect((sizes[0] ?? 0) / (sizes.at(-1) ?? 1)).toBeGreaterThan(1.2);
  });

  test('words that name a closer shot at the end are reached', () => {
    const { filmed } = shot({ movement: 'push-in', framing: 'Medium shot transitioning to close-up' }, 1, 1);
    expect(size(filmed.camera.to) / size(filmed.camera.from)).toBeGreaterThan(1.9);
  });

  /** How far the far wall and what stands near move in the picture. */
  const moves: [CameraMovement, (scene: Scene) => number][] = [
    ['pan-right', ({ camera }) => camera.from.shiftX - camera.to.shiftX],
    ['pan-left', ({ camera }) => camera.to.shiftX - camera.from.shiftX],
    ['tilt-up', ({ camera }) => camera.to.shiftY - camera.from.shiftY],
    ['tilt-down', ({ camera }) => camera.from.shiftY - camera.to.shiftY],
    ['dolly-right', ({ camera }) => ((camera.to.x - camera.from.x) * camera.from.focal) / camera.from.focus],
    ['dolly-left', ({ camera }) => ((camera.from.x - camera.to.x) * camera.from.focal) / camera.from.focus],
    ['tracking', ({ camera }) => Math.abs(camera.to.x - camera.from.x) / (camera.from.focus / camera.from.focal)],
    ['orbit', ({ camera }) => (camera.to.x - camera.from.x) / camera.from.focus],
    ['crane-up', ({ camera }) => ((camera.from.y - camera.to.y) * camera.from.focal) / camera.from.focus],
    ['crane-down', ({ camera }) => ((camera.to.y - camera.from.y) * camera.from.focal) / camera.from.focus],
  ];
  test.each(moves)('%s goes its way by at least a twelfth of the frame in every variation', (movement, measure) => {
    for (const variation of variations) {
      const { filmed } = shot({ movement, setting: 'City street by day', action: 'Maya stands and waits.', product: null }, 2, variation);
      expect(measure(filmed), `variation ${variation}`).toBeGreaterThan(1 / 12);
    }
  });

  test('static keeps the camera', () => {
    for (const variation of variations) {
      const { filmed } = shot({ movement: 'static' }, 1, variation);
      expect(filmed.camera.to).toEqual(filmed.camera.from);
    }
  });

  test.each(cameraMovementValues)('%s: the subject stays in the frame with air over the head, in the same light', (movement) => {
    for (const variation of [1, 2, 3, 5]) {
      const { start, end, filmed } = shot({ movement, framing: 'Medium shot' }, 4, variation);
      const figure = filmed.layers.find((layer) => layer.id === 'figure');
      if (figure?.kind !== 'plane') throw new Error('There is no figure.');
      const box = figure.cels.at(-1)?.drawing.bounds ?? { x: 0, y: 0, width: 0, height: 0 };
      const { u } = project(filmed.camera.to, figure.to.x, 0, figure.z);
      const top = project(filmed.camera.to, 0, figure.to.y + box.y, figure.z).v;
      expect(Math.abs(u), `variation ${variation}`).toBeLessThan(filmed.ratio / 2 - 0.08);
      expect(top, `variation ${variation}`).toBeGreaterThan(-0.5);
      expect(end.spec.light).toEqual(start.spec.light);
      expect(end.staging.warmth).toBe(start.staging.warmth);
    }
  });

  test.each(['static', 'push-in', 'dolly-right'] as const)('%s: four variations are four pictures', async (movement) => {
    const pictures = await Promise.all(
      [1, 2, 3, 4].map(async (variation) => {
        const { end, options } = shot({ movement }, 2, variation);
        const pixels = await renderFrame(end, { ...options, times: [0] }, 320, 180, new AbortController().signal);
        return [
          ...(await sharp(await encode(pixels, 320, 180))
            .resize(32, 18, { fit: 'fill' })
            .greyscale()
            .raw()
            .toBuffer()),
        ];
      }),
    );
    for (let a = 0; a < 4; a++) {
      for (let b = a + 1; b < 4; b++) {
        const [x, y] = [pictures[a] ?? [], pictures[b] ?? []];
        const apart = Math.sqrt(x.reduce((sum, value, index) => sum + (value - (y[index] ?? 0)) ** 2, 0) / x.length);
        expect(apart, `${a + 1} and ${b + 1}`).toBeGreaterThan(4);
      }
    }
  });

  test('where the cast changes the end is composed on its own', () => {
    const context = sampleContext({ personTiming: 'enters_at_2s' });
    expect(frameOf(context, 0, 1, 1).spec.figure).toBeNull();
    expect(frameOf(context, 1, 2, 1, { seed: 1, variation: 1 }).follows).toBeNull();
  });
});

test.each(['kitchen', 'café', 'city street', 'forest', 'bedroom'])(
  'what stands near the lens never shows an end in mid-air: %s',
  (setting) => {
    let found = 0;
    for (const movement of ['pull-out', 'pan-right', 'dolly-left', 'crane-up'] as const) {
      for (const startVariation of [2, 4, 6]) {
        for (const variation of [2, 3]) {
          const { filmed } = shot({ movement, setting, action: 'Maya stands and waits.' }, startVariation, variation);
          for (const layer of filmed.layers) {
            if (layer.kind !== 'plane' || (layer.id !== 'foreground' && layer.id !== 'revealed')) continue;
            found++;
            const box = layer.cels[0]?.drawing.bounds ?? { x: 0, y: 0, width: 0, height: 0 };
            for (const camera of along(filmed)) {
              const top = project(camera, 0, layer.from.y + box.y, layer.z).v;
              const bottom = project(camera, 0, layer.from.y + box.y + box.height, layer.z).v;
              const left = project(camera, layer.from.x + box.x, 0, layer.z).u;
              const right = project(camera, layer.from.x + box.x + box.width, 0, layer.z).u;
              // It stands below the frame or on the floor, hangs from above, or grows in from the side.
              const onFloor = layer.from.y + box.y + box.height >= -1;
              const aside = left < -filmed.ratio / 2 || right > filmed.ratio / 2;
              expect(
                bottom > 0.5 || onFloor || top < -0.5 || (layer.sway !== null && aside),
                `${layer.id} ${movement} ${startVariation}/${variation}`,
              ).toBe(true);
            }
          }
        }
      }
    }
    expect(found).toBeGreaterThan(0);
  },
);

test('a frame shows whole feet with floor under them, or cuts at the shin, never between', () => {
  const base: Camera = { x: 0, y: -1560, z: -4000, focal: 1.8, shiftX: 0, shiftY: 0, roll: 0, focus: 4000, aperture: 10 };
  const k = base.focus / base.focal;
  for (let shiftY = -0.3; shiftY < 0.5; shiftY += 0.01) {
    const camera = clearOfFeet({ ...base, shiftY }, -1560);
    const bottom = camera.y + (0.5 - camera.shiftY) * k;
    expect(bottom <= -319.9 || bottom >= 84.9, `${shiftY}`).toBe(true);
  }
});

test('a wide shot of somebody alone shows them at half the height of the frame or more', () => {
  for (const startVariation of variations) {
    const context = sampleContext({
      framing: 'Wide shot',
      movement: 'push-in',
      action: 'Maya stands in the middle of the kitchen.',
      product: null,
    });
    const frame = frameOf(context, 0, 9, startVariation);
    const { camera } = compose(frame, frame, frame, optionsFor(context, 'kitchen', [0], nobody));
    expect((camera.from.focal * 1680) / -camera.from.z).toBeGreaterThan(0.5);
  }
});
