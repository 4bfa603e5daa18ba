import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutOutReference } from '#providers/previz/props/reference.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'heroframe-cast-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, svg: string, change: (image: Sharp) => Sharp = (i) => i.png()): Promise<string> {
  const file = path.join(folder, name);
  await change(sharp(Buffer.from(svg))).toFile(file);
  return file;
}

async function pixel(png: Buffer, x: number, y: number): Promise<number[]> {
  return [...(await sharp(png).extract({ left: x, top: y, width: 1, height: 1 }).ensureAlpha().raw().toBuffer())];
}

const redOnWhite =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#fdfdfb"/><circle cx="200" cy="150" r="90" fill="#c02020"/><circle cx="200" cy="150" r="30" fill="#fdfdfb"/></svg>';

test('a plain background goes, the thing and its own white stay', async () => {
  const result = await cutOutReference(await write('white.png', redOnWhite));
  expect(result.cut).toBe(true);
  // Trimmed to the disc.
  expect(result.width).toBeGreaterThan(176);
  expect(result.width).toBeLessThan(190);
  expect((await pixel(result.png, 0, 0))[3]).toBe(0);
  expect((await pixel(result.png, result.width >> 1, 20))[3]).toBe(255);
  // White inside the thing is not background.
  expect(await pixel(result.png, result.width >> 1, result.height >> 1)).toEqual([253, 253, 251, 255]);
});

test('the edge is feathered and free of the background', async () => {
  const { png, width, height } = await cutOutReference(await write('edge.png', redOnWhite));
  const data = await sharp(png).raw().toBuffer();
  let soft = 0;
  let pale = 0;
  for (let i = 0; i < width * height; i++) {
    const alpha = data[i * 4 + 3] ?? 0;
    if (alpha > 10 && alpha < 245) {
      soft += 1;
      if ((data[i * 4 + 1] ?? 0) > 235) pale += 1;
    }
  }
  expect(soft).toBeGreaterThan(100);
  expect(pale).toBeLessThan(soft * 0.1);
});

test('JPEG noise on a grey sweep is still a plain background', async () => {
  const svg = redOnWhite.replaceAll('#fdfdfb', '#c9c9cc');
  const result = await cutOutReference(await write('noisy.jpg', svg, (i) => i.jpeg({ quality: 60 })));
  expect(result.cut).toBe(true);
  expect((await pixel(result.png, 0, 0))[3]).toBe(0);
});

test('an alpha channel that is in use is kept', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect x="100" y="60" width="100" height="180" fill="#2060c0" fill-opacity="0.5"/></svg>';
  const result = await cutOutReference(await write('alpha.png', svg));
  expect(result.cut).toBe(true);
  expect(result.width).toBeLessThan(106);
  expect((await pixel(result.png, result.width >> 1, result.height >> 1))[3]).toBe(128);
});

test('a photograph comes back whole, as a print', async () => {
  const bars = Array.from(
    { length: 40 },
    (_, i) => `<rect x="${i * 10}" y="0" width="10" height="300" fill="hsl(${(i * 67) % 360} 70% ${30 + ((i * 13) % 50)}%)"/>`,
  ).join('');
  const result = await cutOutReference(
    await write('photo.png', `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">${bars}</svg>`),
  );
  expect(result.cut).toBe(false);
  expect((await pixel(result.png, 0, 0))[3]).toBeLessThan(40);
  expect((await pixel(result.png, result.width >> 1, 2))[3]).toBe(255);
  expect(result.width / result.height).toBeCloseTo(400 / 300, 1);
});

test('EXIF orientation is honoured and the long side is limited', async () => {
  const tall =
    '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="1000"><rect width="2000" height="1000" fill="#ffffff"/><rect x="200" y="300" width="1600" height="400" fill="#308040"/></svg>';
  const result = await cutOutReference(await write('turned.jpg', tall, (i) => i.withMetadata({ orientation: 6 }).jpeg()));
  expect(result.cut).toBe(true);
  expect(result.height).toBeGreaterThan(result.width * 3);
  expect(Math.max(result.width, result.height)).toBeLessThanOrEqual(900);
  const meta = await sharp(result.png).metadata();
  expect([meta.width, meta.height]).toEqual([result.width, result.height]);
});

test('a picture of one colour is a print, not nothing', async () => {
  const result = await cutOutReference(
    await write(
      'flat.png',
      '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200" fill="#445566"/></svg>',
    ),
  );
  expect(result.cut).toBe(false);
  expect(result.width).toBeGreaterThan(150);
});

test('an aborted signal stops it', async () => {
  const file = await write('abort.png', redOnWhite);
  await expect(cutOutReference(file, AbortSignal.abort())).rejects.toThrow();
});
