/** Lights, a counter of ids, and a camera for the cast's tests. */
import sharp from 'sharp';
import type { DrawContext, Drawing, LightRig } from '#providers/previz/drawing.ts';
import { drawProp } from '#providers/previz/props/props.ts';

export const fromLeft: LightRig = { x: 0.8, y: 0.6, softness: 0.5, key: '#ffe9d0', shadow: '#5f5670', rim: '#fff4e0', ambient: 0.5 };
export const fromRight: LightRig = { ...fromLeft, x: -0.8 };

export function context(light: LightRig): DrawContext {
  let count = 0;
  return { light, id: (name) => `${name}-${count++}`, random: () => 0.5 };
}

export function mug(): Drawing {
  return drawProp(
    context(fromLeft),
    { kind: 'mug', name: 'mug', color: '#f2ece2', accent: '#c8a24a', material: 'gloss', steaming: false },
    { view: 'eye' },
  );
}

export interface Raster {
  data: Buffer;
  png: Buffer;
  width: number;
  height: number;
  toWorld: (x: number, y: number) => { x: number; y: number };
  toPixel: (x: number, y: number) => { x: number; y: number };
}

/** The drawing with a generous margin, so that ink outside its bounds would show. */
export async function raster(drawn: Drawing, scale: number, png = false): Promise<Raster> {
  const margin = 0.25 * Math.max(drawn.bounds.width, drawn.bounds.height);
  const x0 = drawn.bounds.x - margin;
  const y0 = drawn.bounds.y - margin;
  const width = Math.ceil((drawn.bounds.width + 2 * margin) * scale);
  const height = Math.ceil((drawn.bounds.height + 2 * margin) * scale);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${drawn.defs}</defs><g transform="scale(${scale}) translate(${-x0} ${-y0})">${drawn.body}</g></svg>`;
  const image = sharp(Buffer.from(svg), { unlimited: true }).ensureAlpha();
  return {
    data: await image.clone().raw().toBuffer(),
    png: png ? await image.clone().png().toBuffer() : Buffer.alloc(0),
    width,
    height,
    toWorld: (x, y) => ({ x: x / scale + x0, y: y / scale + y0 }),
    toPixel: (x, y) => ({ x: (x - x0) * scale, y: (y - y0) * scale }),
  };
}

/** Box around everything visible, mm. */
export async function inkBox(drawn: Drawing, scale = 0.2): Promise<{ x: number; y: number; width: number; height: number }> {
  const { data, width, height, toWorld } = await raster(drawn, scale);
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4 + 3] ?? 0) < 8) continue;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x + 1);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y + 1);
    }
  const a = toWorld(x0, y0);
  const b = toWorld(x1, y1);
  return { x: a.x, y: a.y, width: b.x - a.x, height: b.y - a.y };
}

/** Mean luma, 0..1, of the opaque pixels in the left and the right third of the ink. */
export async function sideLuma(drawn: Drawing, scale = 0.1): Promise<{ left: number; right: number }> {
  const { data, width, height } = await raster(drawn, scale);
  let [left, leftCount, right, rightCount] = [0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    const row: number[] = [];
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4;
      if ((data[i + 3] ?? 0) > 240) row.push((0.2126 * (data[i] ?? 0) + 0.7152 * (data[i + 1] ?? 0) + 0.0722 * (data[i + 2] ?? 0)) / 255);
    }
    const third = Math.floor(row.length / 3);
    for (let i = 0; i < third; i++) {
      left += row[i] ?? 0;
      right += row[row.length - 1 - i] ?? 0;
      leftCount += 1;
      rightCount += 1;
    }
  }
  return { left: left / Math.max(1, leftCount), right: right / Math.max(1, rightCount) };
}
