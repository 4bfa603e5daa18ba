/**
 * Contact sheets of the previz renderer, to be looked at.
 *
 *   node tests/bench/previz-sheet.ts <out.png> settings [setting…]
 *   node tests/bench/previz-sheet.ts <out.png> framings <setting>
 *   node tests/bench/previz-sheet.ts <out.png> variations [setting]
 *   node tests/bench/previz-sheet.ts <out.png> aspects
 *   node tests/bench/previz-sheet.ts <out.png> angles
 *   node tests/bench/previz-sheet.ts <out.png> lights [setting]
 *   node tests/bench/previz-sheet.ts <out.png> clips [setting]      strips of every movement
 *   node tests/bench/previz-sheet.ts <out.png> takes [movement]
 *   node tests/bench/previz-sheet.ts <out.png> follows [setting] [movement…]   start frame and four end frames that follow from it
 *   node tests/bench/previz-sheet.ts <out.png> shots [setting] [variation] [movement…]   strips of clips between the two
 *   node tests/bench/previz-sheet.ts <out.mp4> film <setting> <movement>
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { cameraMovementValues, framingValues } from '#contract/model/primitives.ts';
import type { Aspect, CameraMovement } from '#contract/model/primitives.ts';
import { paintPlanned, planClip, renderClip } from '#providers/previz/clip.ts';
import { encode, renderPicture } from '#providers/previz/render.ts';
import type { ClipRequest, PictureRequest } from '#providers/adapter.ts';
import { sampleClip, sampleScene } from '../fixtures/previz-scenes.ts';
import type { SceneWords } from '../fixtures/previz-scenes.ts';

const places: Record<string, Partial<SceneWords>> = {
  kitchen: { setting: 'Sunlit kitchen, morning' },
  'living-room': { setting: 'Living room, evening, sofa', light: 'Lamp light, low-key, from the left', kelvin: '2900K' },
  bedroom: { setting: 'Bedroom at dawn', light: 'Soft window light from the right' },
  bathroom: {
    setting: 'Bright bathroom',
    light: 'High-key soft light from left',
    kelvin: '5200K',
    product: ['Dew night cream', 'A frosted glass jar with a gold lid'],
  },
  cafe: { setting: 'Corner café, late afternoon', light: 'Golden hour through the window, from left' },
  office: {
    setting: 'Open-plan office',
    light: 'Cool daylight from the right',
    kelvin: '6200K',
    action: 'Maya types at her desk.',
    product: ['Flow laptop', 'A silver laptop'],
  },
  'street-day': {
    setting: 'City street by day',
    action: 'Maya walks along the pavement holding her phone.',
    product: ['Pulse app', 'A phone app'],
    light: 'Hard sunlight from left',
    kelvin: '5500K',
  },
  'street-night': {
    setting: 'City street at night, neon',
    action: 'Maya stands in the rain, looking away.',
    light: 'Neon and street lamps from the right',
    kelvin: '7000K',
  },
  shop: { setting: 'Boutique shop', action: 'Maya picks up the bag.', product: ['Terra bag', 'A brown leather bag with gold buckle'] },
  gym: {
    setting: 'Gym, early',
    action: 'Maya stretches before her run.',
    light: 'Hard light from left through high windows',
    product: ['Stride shoes', 'white running shoe with orange sole'],
  },
  forest: {
    setting: 'Forest trail at sunrise',
    action: 'Maya runs along the trail.',
    light: 'Backlit, shafts of light',
    product: ['Stride shoes', 'white running shoe with orange sole'],
  },
  beach: { setting: 'Beach at sunset', action: 'Maya looks out over the sea.', light: 'Golden hour, backlit', product: null },
  'mountain-road': {
    setting: 'Mountain road, late afternoon',
    action: 'Maya stands beside her car, looking away.',
    light: 'Golden hour sun from left',
    product: ['Aurora EV', 'A dark red electric car'],
  },
  studio: {
    setting: 'Studio, black background',
    action: 'The perfume bottle turns slowly.',
    light: 'Single spotlight from above, low-key',
    product: ['Noir perfume', 'An amber glass perfume bottle with gold cap'],
    person: null,
  },
  abstract: {
    setting: 'Abstract light space',
    action: 'The watch floats.',
    light: 'Cool light from the left',
    product: ['Orbit watch', 'A steel watch with a blue strap'],
    person: null,
  },
};

const tile = { width: 640, height: 360 };

async function picture(words: Partial<SceneWords>, extra: Partial<PictureRequest> = {}): Promise<Buffer> {
  const request = sampleScene(words, { width: tile.width, height: tile.height, ...extra });
  return await renderPicture(request, new AbortController().signal);
}

async function sheet(file: string, pictures: Buffer[], columns: number, width = tile.width, height = tile.height): Promise<void> {
  const gap = 6;
  const rows = Math.ceil(pictures.length / columns);
  await writeFile(
    file,
    await sharp({
      create: { width: columns * (width + gap) + gap, height: rows * (height + gap) + gap, channels: 3, background: '#141414' },
    })
      .composite(
        pictures.map((input, index) => ({
          input,
          left: gap + (index % columns) * (width + gap),
          top: gap + Math.floor(index / columns) * (height + gap),
        })),
      )
      .png()
      .toBuffer(),
  );
}

const scratch = await mkdtemp(path.join(tmpdir(), 'previz-sheet-'));

/** A request for an end frame that follows from a start frame, whose picture is drawn for it. */
async function following(
  words: Partial<SceneWords>,
  startVariation: number,
  variation: number,
): Promise<{ start: PictureRequest; end: PictureRequest; picture: Buffer }> {
  const start = sampleScene(words, { ...tile, seed: 31 + startVariation, variation: startVariation });
  const picture = await renderPicture(start, new AbortController().signal);
  const file = path.join(scratch, `start-${startVariation}-${start.scene.spec.camera.movement}.png`);
  await writeFile(file, picture);
  const input = { sha256: 'f'.repeat(64), mime: 'image/png', path: file };
  const references = [{ role: 'start-frame' as const, input, seed: start.seed }];
  return { start, end: sampleScene(words, { ...tile, seed: 60 + variation, role: 'end', variation, references }), picture };
}

/** Five frames of a clip, first to last. */
async function strip(request: ClipRequest): Promise<Buffer[]> {
  const clip = await planClip(request, new AbortController().signal);
  const last = clip.frames.length - 1;
  const out: Buffer[] = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1])
    out.push(await encode(paintPlanned(clip, Math.round(share * last)), request.width, request.height));
  return out;
}

const [file = 'previz-sheet.png', what = 'settings', ...rest] = process.argv.slice(2);
const started = performance.now();
const pictures: Buffer[] = [];
let columns = 3;
if (what === 'settings') {
  const framings = ['Wide shot', 'Medium shot', 'Close-up'];
  for (const key of rest.length > 0 ? rest : Object.keys(places))
    for (const framing of framings) pictures.push(await picture({ ...places[key], framing }));
} else if (what === 'framings') {
  for (const framing of framingValues)
    pictures.push(await picture({ ...places[rest[0] ?? 'kitchen'], framing: framing.replaceAll('-', ' ') }));
} else if (what === 'variations') {
  columns = 2;
  for (let variation = 1; variation <= 8; variation++)
    pictures.push(
      await picture({ ...places[rest[0] ?? 'kitchen'], framing: rest[1] ?? 'Medium shot' }, { variation, seed: 100 + variation }),
    );
} else if (what === 'angles') {
  for (const angle of ['eye-level', 'high angle', 'low angle', 'overhead', 'dutch'])
    pictures.push(await picture({ ...places[rest[0] ?? 'kitchen'], angle, framing: rest[1] ?? 'Medium shot' }));
} else if (what === 'lights') {
  for (const light of ['from the left', 'from the right', 'backlit', 'from above, spotlight', 'frontal, high-key'])
    for (const time of ['morning', 'golden hour', 'night'])
      pictures.push(
        await picture({
          ...places[rest[0] ?? 'kitchen'],
          light: `Soft light ${light}, ${time}`,
          setting: `${rest[0] ?? 'kitchen'}, ${time}`,
          kelvin: '',
        }),
      );
} else if (what === 'things') {
  for (const key of rest.length > 0 ? rest : ['kitchen', 'cafe', 'beach', 'street-night', 'bathroom', 'living-room']) {
    for (const [framing, angle] of [
      ['Wide product shot', 'eye-level'],
      ['Medium product shot', 'high angle'],
      ['Close-up of the product', 'low angle'],
      ['Extreme close-up product detail', 'eye-level'],
      ['Medium product shot', 'overhead'],
    ] as const) {
      pictures.push(
        await picture({
          product: ['Sunrise coffee mug', 'A white ceramic mug with a thin gold rim, filled with steaming coffee.'],
          ...places[key],
          framing,
          angle,
          person: null,
        }),
      );
    }
  }
  columns = 5;
} else if (what === 'moves') {
  columns = 2;
  for (const movement of ['push-in', 'pan-right', 'orbit', 'crane-up'] satisfies CameraMovement[]) {
    for (const role of ['start', 'end'] as const) pictures.push(await picture({ ...places[rest[0] ?? 'kitchen'], movement }, { role }));
  }
} else if (what === 'aspects') {
  columns = 4;
  const shapes: [Aspect, number, number][] = [
    ['16:9', 640, 360],
    ['9:16', 360, 640],
    ['1:1', 500, 500],
    ['4:5', 480, 600],
  ];
  for (const key of rest.length > 0 ? rest : ['kitchen', 'street-night', 'studio']) {
    for (const [aspect, width, height] of shapes) {
      const one = await picture({ ...places[key], aspect }, { width, height });
      pictures.push(await sharp(one).resize(640, 640, { fit: 'contain', background: '#141414' }).toBuffer());
    }
  }
  await sheet(file, pictures, columns, 640, 640);
}
if (what === 'follows' || what === 'shots') {
  columns = 5;
  const words = { framing: 'Medium shot', ...places[rest[0] ?? 'kitchen'] };
  const named = rest.slice(what === 'shots' ? 2 : 1);
  const movements = cameraMovementValues.filter((value) => named.length === 0 || named.includes(value));
  for (const [index, movement] of movements.entries()) {
    const startVariation = 1 + (index % 6);
    if (what === 'shots') {
      const { start, end } = await following({ ...words, movement }, startVariation, Number(rest[1] ?? 1));
      const clip = sampleClip({ ...words, movement }, tile);
      const input = clip.startFrame.input;
      pictures.push(...(await strip({ ...clip, startFrame: { input, request: start }, endFrame: { input, request: end } })));
      continue;
    }
    for (const variation of [1, 2, 3, 4]) {
      const { end, picture: drawnStart } = await following({ ...words, movement }, startVariation, variation);
      if (variation === 1) pictures.push(drawnStart);
      pictures.push(await renderPicture(end, new AbortController().signal));
    }
  }
}
if (what === 'clips' || what === 'takes') {
  columns = 5;
  const words = places[rest[0] ?? 'kitchen'] ?? places['kitchen'];
  const movements = what === 'clips' ? cameraMovementValues : [];
  for (const movement of movements) pictures.push(...(await strip(sampleClip({ ...words, movement, framing: 'Medium shot' }, tile))));
  for (const take of what === 'takes' ? [1, 2, 3, 4] : [])
    pictures.push(...(await strip(sampleClip({ movement: 'push-in' }, { ...tile, take }))));
}
if (what === 'film') {
  const movement = cameraMovementValues.find((value) => value === rest[1]) ?? 'push-in';
  const request = sampleClip({ ...places[rest[0] ?? 'kitchen'], movement }, { width: 1280, height: 720, take: Number(rest[2] ?? 1) });
  await renderClip(request, file, { signal: new AbortController().signal, ffmpeg: 'ffmpeg', workers: 1, onProgress: () => undefined });
  process.stdout.write(`${Math.round(performance.now() - started)} ms\n`);
} else if (what !== 'aspects') {
  await sheet(file, pictures, columns);
}
await rm(scratch, { recursive: true, force: true });
if (pictures.length > 0)
  process.stdout.write(`${pictures.length} pictures, ${Math.round((performance.now() - started) / pictures.length)} ms each\n`);
