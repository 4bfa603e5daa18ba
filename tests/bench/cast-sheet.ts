/**
 * Contact sheets of everything the previz cast can draw, to be looked at:
 * `node tests/bench/cast-sheet.ts <out folder>`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { poseKinds, propKinds } from '#domain/picture.ts';
import type { FigureSpec, PropKind, PropSpec } from '#domain/picture.ts';
import type { DrawContext, Drawing, LightRig } from '#providers/previz/drawing.ts';
import { drawFigure } from '#providers/previz/figure/figure.ts';
import type { Facing } from '#providers/previz/figure/figure.ts';
import { drawProp, drawSteam } from '#providers/previz/props/props.ts';

const lights: Record<string, { rig: LightRig; wall: string }> = {
  'golden-left': {
    rig: { x: 0.8, y: 0.6, softness: 0.6, key: '#ffe2bd', shadow: '#6f5876', rim: '#fff0d2', ambient: 0.5 },
    wall: '#a98670',
  },
  'day-right': {
    rig: { x: -0.85, y: 0.52, softness: 0.3, key: '#fff4e6', shadow: '#5a6488', rim: '#ffe9c8', ambient: 0.6 },
    wall: '#b9b3a6',
  },
  'night-left': {
    rig: { x: 0.7, y: 0.5, softness: 0.2, key: '#7fa4d8', shadow: '#1e2340', rim: '#bfe0ff', ambient: 0.2 },
    wall: '#1a2238',
  },
};

const looks: Record<PropKind, Pick<PropSpec, 'color' | 'accent' | 'material'>> = {
  mug: { color: '#f2ece2', accent: '#c8a24a', material: 'gloss' },
  bottle: { color: '#4f6b3c', accent: '#c8a24a', material: 'glass' },
  perfume: { color: '#d99a6c', accent: '#d8b46a', material: 'glass' },
  jar: { color: '#e8c9b8', accent: '#c8a24a', material: 'glass' },
  can: { color: '#2a6a7c', accent: '#f0d060', material: 'metal' },
  phone: { color: '#2c2f36', accent: '#4f8cff', material: 'glass' },
  laptop: { color: '#b9bdc2', accent: '#8a6cff', material: 'metal' },
  watch: { color: '#23354a', accent: '#d8a94a', material: 'leather' },
  shoe: { color: '#3d6fb5', accent: '#f26a3d', material: 'fabric' },
  bag: { color: '#8a4b2f', accent: '#d8b46a', material: 'leather' },
  box: { color: '#3c6e6a', accent: '#e8c07a', material: 'paper' },
  car: { color: '#a8322c', accent: '#c9ced3', material: 'gloss' },
  bicycle: { color: '#3c6e5c', accent: '#d8a94a', material: 'metal' },
  plate: { color: '#f2efe8', accent: '#3d6fb5', material: 'gloss' },
  plant: { color: '#c8704a', accent: '#efe8dc', material: 'matte' },
  pet: { color: '#b5783f', accent: '#c0392b', material: 'fabric' },
  book: { color: '#2c3e5c', accent: '#d8b46a', material: 'fabric' },
  headphones: { color: '#2a2a2e', accent: '#d8905a', material: 'matte' },
  lamp: { color: '#f0e2c8', accent: '#b08a4a', material: 'metal' },
  chocolate: { color: '#6b2f4a', accent: '#d8b46a', material: 'paper' },
  covered: { color: '#8a3a3a', accent: '#d8b46a', material: 'fabric' },
};

function context(light: LightRig): DrawContext {
  let count = 0;
  return { light, id: (name) => `${name}${count++}`, random: () => 0.5 };
}

interface Cell {
  drawing: Drawing;
  /** Box of the drawing to show, mm; default all of it. */
  show?: Drawing['bounds'];
}

async function sheet(file: string, cells: readonly Cell[], columns: number, width: number, height: number, wall: string): Promise<void> {
  const rows = Math.ceil(cells.length / columns);
  let defs = '';
  let body = '';
  cells.forEach(({ drawing, show }, index) => {
    const box = show ?? drawing.bounds;
    const scale = Math.min(width / box.width, height / box.height) * (show ? 1 : 0.9);
    const x = (index % columns) * width;
    const y = Math.floor(index / columns) * height;
    defs += `${drawing.defs}<clipPath id="cell${index}"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath>`;
    body += `<g clip-path="url(#cell${index})"><g transform="translate(${x + width / 2} ${y + height / 2}) scale(${scale}) translate(${-box.x - box.width / 2} ${-box.y - box.height / 2})">${drawing.body}</g></g>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${columns * width}" height="${rows * height}"><defs>${defs}</defs><rect width="100%" height="100%" fill="${wall}"/>${body}</svg>`;
  await sharp(Buffer.from(svg), { unlimited: true }).png().toFile(file);
  process.stdout.write(`${file}\n`);
}

const plain: FigureSpec = {
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

const out = process.argv[2] ?? 'cast-sheets';
await mkdir(out, { recursive: true });

for (const [name, { rig, wall }] of Object.entries(lights)) {
  for (const view of ['eye', 'hero', 'above'] as const) {
    const ctx = context(rig);
    const cells = propKinds.map((kind): Cell => {
      const title = kind === 'covered' ? 'Solar lantern' : kind === 'book' ? 'The quiet hour' : kind;
      return { drawing: drawProp(ctx, { kind, name: title, ...looks[kind], steaming: false }, { view }) };
    });
    cells.push({ drawing: drawSteam(ctx, 120, 0.3) });
    await sheet(path.join(out, `props-${name}-${view}.png`), cells, 6, 260, 260, wall);
  }
}

const tops = ['#e8dcc8', '#5a7a8c', '#b5533c', '#39485c', '#d8b04a'];
const hairColors = ['#4a2a20', '#2a1c18', '#8a5a34', '#1c1412', '#c79a5a'];
const styles = ['long', 'bob', 'short', 'bun', 'ponytail', 'curly', 'afro', 'bald', 'covered'] as const;
const facings: readonly Facing[] = ['front', 'three-quarter-right', 'left'];
for (const facing of facings) {
  const rig = lights['golden-left'];
  if (!rig) continue;
  const ctx = context(rig.rig);
  const cells = poseKinds.flatMap((pose, i) =>
    [0, 1].map((moment): Cell => {
      const held = pose === 'holding' || pose === 'drinking';
      const mug = held ? drawProp(ctx, { kind: 'mug', name: 'mug', ...looks.mug, steaming: false }, { view: 'eye' }) : null;
      const spec: FigureSpec = {
        ...plain,
        build: (['slim', 'medium', 'broad', 'heavy'] as const)[i % 4] ?? 'medium',
        presentation: i % 2 ? 'masculine' : 'feminine',
        age: (['adult', 'young', 'middle', 'senior', 'adult', 'young', 'child'] as const)[i % 7] ?? 'adult',
        hair: {
          style: (i % 2 ? (['short', 'bald', 'afro', 'curly'] as const)[(i >> 1) % 4] : styles[i % 9]) ?? 'short',
          color: hairColors[i % 5] ?? '#2a1c18',
        },
        skin: ([1, 6, 3, 5, 2, 4] as const)[i % 6] ?? 3,
        top: tops[i % 5] ?? '#e8dcc8',
        beard: i % 8 === 3,
        glasses: i % 6 === 5,
        pose,
        gaze: (['camera', 'product', 'down', 'closed'] as const)[i % 4] ?? 'camera',
      };
      return { drawing: drawFigure(ctx, spec, { moment, facing, seated: pose === 'sitting' || pose === 'working', held: mug }) };
    }),
  );
  await sheet(path.join(out, `poses-${facing}.png`), cells, 10, 190, 420, rig.wall);
}

for (const [index, facing] of (['front', 'three-quarter-left', 'right'] as const).entries()) {
  const rig = Object.values(lights)[index] ?? lights['golden-left'];
  if (!rig) continue;
  const ctx = context(rig.rig);
  const cells = ([1, 2, 3, 4, 5, 6] as const).flatMap((skin) =>
    styles.map((style, i): Cell => {
      const spec: FigureSpec = {
        ...plain,
        skin,
        presentation:
          style === 'bald' || (style === 'short' && skin % 2 === 0) || (style === 'afro' && skin > 4) ? 'masculine' : 'feminine',
        hair: { style, color: hairColors[(i + skin) % 5] ?? '#2a1c18' },
        top: tops[(i + skin) % 5] ?? '#e8dcc8',
        age: skin === 3 && i % 2 ? 'senior' : skin === 5 && i % 3 === 0 ? 'middle' : skin === 1 && i % 4 === 1 ? 'child' : 'adult',
        glasses: (i + skin) % 5 === 0,
        beard: style === 'bald' || (style === 'short' && skin === 4),
        gaze: (['camera', 'closed', 'left', 'down', 'right', 'up'] as const)[(i + skin) % 6] ?? 'camera',
        expression: (['calm', 'smile', 'tired', 'worried', 'surprised', 'determined'] as const)[(i * 2 + skin) % 6] ?? 'calm',
      };
      const drawing = drawFigure(ctx, spec, { moment: 0, facing, seated: false, held: null });
      return { drawing, show: { x: drawing.eye.x - 200, y: drawing.eye.y - 200, width: 400, height: 480 } };
    }),
  );
  await sheet(path.join(out, `heads-${facing}.png`), cells, 9, 250, 300, rig.wall);
}
