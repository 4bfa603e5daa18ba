import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StudioFailure, type StudioError } from '#contract/errors.ts';
import { sniffPicture } from '#media/picture-kind.ts';
import { normaliseReference, REFERENCE_LONG_SIDE, thumbnail } from '#media/pictures.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-pictures-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Red on the left, blue on the right. */
const half = (width = 80, height = 40): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#0000ff' } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: '#ff0000' } }, left: 0, top: 0 },
  ]);

/** Mean of red in the upper left part. */
async function redness(bytes: Uint8Array): Promise<number> {
  const pixels = await sharp(bytes).extract({ left: 0, top: 0, width: 24, height: 24 }).removeAlpha().raw().toBuffer();
  return pixels.reduce((sum, value, at) => (at % 3 === 0 ? sum + value : sum), 0) / (pixels.length / 3);
}

async function refusal(run: Promise<unknown>): Promise<StudioError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof StudioFailure) return error.error;
    throw error;
  }
  throw new Error('it was accepted');
}

test.each(['png', 'jpeg', 'webp', 'avif', 'gif', 'tiff'] as const)('a %s is recognised by its bytes and opened', async (kind) => {
  const bytes = await half().toFormat(kind).toBuffer();
  expect(sniffPicture(bytes)).toEqual({ supported: true, kind });
  const made = await normaliseReference(bytes, { name: `photo.${kind}` });
  expect(made).toMatchObject({ width: 80, height: 40, mime: kind === 'jpeg' ? 'image/jpeg' : 'image/png', note: null });
  expect(await redness(made.bytes)).toBeGreaterThan(200);
});

test('a lying extension is opened as what it is, and that is said', async () => {
  const file = join(folder, 'holiday.png');
  await writeFile(file, await half().jpeg().toBuffer());
  const made = await normaliseReference(file);
  expect(made.mime).toBe('image/jpeg');
  expect(made.note).toContain('really a JPEG');
});

test.each([
  ['an SVG drawing', '<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['a PDF document', '%PDF-1.7\n%âãÏÓ'],
  ['a web page', '\n<!DOCTYPE html><html></html>'],
  ['a text file', 'just some words'],
  ['a HEIC picture', '\u0000\u0000\u0000\u0018ftypheic\u0000\u0000\u0000\u0000mif1heic'],
  ['a video', '\u0000\u0000\u0000\u0018ftypisom\u0000\u0000\u0000\u0000isomavc1'],
])('%s is refused by name, whatever it calls itself', async (name, content) => {
  const error = await refusal(normaliseReference(Buffer.from(content, 'latin1'), { name: 'photo.jpg' }));
  expect(error.code).toBe('bad-reference');
  expect(error.message).toContain(name);
  expect(error.hint).not.toBe('');
});

test('empty, damaged, truncated and too small files each say what is wrong', async () => {
  expect((await refusal(normaliseReference(new Uint8Array(0), { name: 'a.png' }))).message).toContain('empty');
  const noise = Uint8Array.from({ length: 300 * 200 * 3 }, (_, index) => (index * 2_654_435_761) >>> 24);
  const picture = sharp(noise, { raw: { width: 300, height: 200, channels: 3 } });
  for (const whole of [
    await picture.clone().jpeg().toBuffer(),
    await picture.clone().png().toBuffer(),
    await picture.clone().webp().toBuffer(),
  ]) {
    const error = await refusal(normaliseReference(whole.subarray(0, Math.round(whole.length * 0.6)), { name: 'a.jpg' }));
    expect([error.code, error.message]).toEqual(['bad-reference', expect.stringContaining('damaged or incomplete')]);
  }
  const head = await refusal(normaliseReference(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]), { name: 'b.png' }));
  expect(head.message).toContain('damaged');
  const tiny = await refusal(normaliseReference(await half(8, 8).png().toBuffer(), { name: 'c.png' }));
  expect(tiny.message).toContain('8 × 8');
  expect((await refusal(normaliseReference(join(folder, 'nowhere.png')))).code).toBe('asset-missing');
  expect((await refusal(normaliseReference(folder))).message).toContain('folder');
});

test('a picture 30,000 px wide is refused by its header, before it is decoded', async () => {
  const wide = await sharp({ create: { width: 30_000, height: 40, channels: 3, background: '#888' } })
    .png()
    .toBuffer();
  const error = await refusal(normaliseReference(wide, { name: 'panorama.png' }));
  expect(error.code).toBe('bad-reference');
  expect(error.message).toContain('30,000 × 40');
  // A bomb: a valid header promises 256 megapixels, hardly any data follows. Were it decoded first, it would be "damaged".
  const bomb = Buffer.from(await half().png().toBuffer());
  bomb.writeUInt32BE(16_000, 16);
  bomb.writeUInt32BE(16_000, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  expect((await refusal(normaliseReference(bomb, { name: 'bomb.png' }))).message).toContain('16,000 × 16,000');
});

test('camera orientation is applied and camera data is left behind', async () => {
  const photo = await half()
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const made = await normaliseReference(photo, { name: 'photo.jpg' });
  expect([made.width, made.height]).toEqual([40, 80]);
  const meta = await sharp(made.bytes).metadata();
  expect([meta.orientation, meta.exif]).toEqual([undefined, undefined]);
  // Turned a quarter clockwise, the left half (red) is on top.
  expect(await redness(made.bytes)).toBeGreaterThan(200);
});

test('a plain JPEG is kept byte for byte; transparency survives as PNG', async () => {
  const plain = await half().jpeg().toBuffer();
  expect(Buffer.from((await normaliseReference(plain, { name: 'a.jpg' })).bytes).equals(plain)).toBe(true);
  const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } })
    .webp()
    .toBuffer();
  expect((await sharp((await normaliseReference(clear)).bytes).metadata()).hasAlpha).toBe(true);
});

test('16 bit and CMYK come out as 8 bit sRGB; very large ones are scaled and that is said', async () => {
  const deep = await half().toColourspace('rgb16').png().toBuffer();
  const cmyk = await half().toColourspace('cmyk').jpeg().toBuffer();
  for (const bytes of [deep, cmyk]) {
    const meta = await sharp((await normaliseReference(bytes)).bytes).metadata();
    expect([meta.depth, meta.space]).toEqual(['uchar', 'srgb']);
  }
  const large = await sharp({ create: { width: 6000, height: 300, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
  const made = await normaliseReference(large, { name: 'large.jpg' });
  expect(made.width).toBe(REFERENCE_LONG_SIDE);
  expect(made.note).toContain('6000 × 300');
});

test('only the first picture of an animation is used', async () => {
  const frames = await Promise.all(
    ['#f00', '#0f0'].map((background) =>
      sharp({ create: { width: 32, height: 32, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const made = await normaliseReference(gif, { name: 'a.gif' });
  expect([made.width, made.height, made.note]).toEqual([32, 32, 'Only the first picture of the animation is used.']);
  expect(await redness(made.bytes)).toBeGreaterThan(200);
});

test('thumbnails are WebP, upright and never enlarged', async () => {
  const file = join(folder, 'wide.jpg');
  await half(800, 400).withMetadata({ orientation: 8 }).jpeg().toFile(file);
  const small = await sharp(await thumbnail(file, 100)).metadata();
  expect([small.format, small.width, small.height]).toEqual(['webp', 100, 200]);
  const same = await sharp(await thumbnail(file, 5000)).metadata();
  expect(same.width).toBe(400);
});

test('an aborted signal stops it', async () => {
  const bytes = await half().png().toBuffer();
  await expect(normaliseReference(bytes, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
});
