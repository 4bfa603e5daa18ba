/** What each still measure must do when a picture is spoilt in a known way. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fingerprintDistance, nearIdentical } from '#domain/likeness.ts';
import { overallOf } from '#domain/overall.ts';
import { blockEdgeRatio, wangJpegQuality } from '#scoring/image/blockiness.ts';
import { clippingOf, toneOf } from '#scoring/image/exposure.ts';
import { lumaOf } from '#scoring/image/luma.ts';
import { measureStill } from '#scoring/image/measure.ts';
import { noiseSigma } from '#scoring/image/noise.ts';
import { perceptualHash } from '#scoring/image/phash.ts';
import type { RgbRaster } from '#scoring/image/raster.ts';
import { fitLongSide } from '#scoring/image/resize.ts';
import { laplacianVariance, tenengrad } from '#scoring/image/sharpness.ts';
import { msSsim, psnr, ssim } from '#scoring/image/similarity.ts';
import { pictureScores } from '#scoring/scores.ts';
import { blurred, plane, raster, scene, withNoise } from './pictures.ts';

async function throughJpeg(picture: RgbRaster, quality: number): Promise<RgbRaster> {
  const { width, height } = picture;
  const jpeg = await sharp(picture.data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
  const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width, height };
}

const overall = (picture: RgbRaster): number => overallOf(pictureScores(measureStill(picture)), 'picture').value ?? Number.NaN;
const clean = scene();

test('blur lowers both sharpness measures, more with a larger radius', () => {
  const values = [clean, blurred(clean, 1), blurred(clean, 3)].map((picture) => lumaOf(picture));
  const [a = 0, b = 0, c = 0] = values.map(laplacianVariance);
  const [ta = 0, tb = 0, tc = 0] = values.map(tenengrad);
  expect(b).toBeLessThan(a * 0.6);
  expect(c).toBeLessThan(b * 0.6);
  expect(tb).toBeLessThan(ta);
  expect(tc).toBeLessThan(tb);
});

test('the noise estimate follows the noise that was added', () => {
  const flat = raster(400, 300, () => [120, 120, 120]);
  expect(noiseSigma(lumaOf(flat))).toBe(0);
  for (const sigma of [2, 6, 12]) {
    // Three independent channels average out in luma: σ · √(0.299² + 0.587² + 0.114²).
    const expected = sigma * Math.hypot(0.299, 0.587, 0.114);
    expect(noiseSigma(lumaOf(withNoise(flat, sigma)))).toBeGreaterThan(expected * 0.93);
    expect(noiseSigma(lumaOf(withNoise(flat, sigma)))).toBeLessThan(expected * 1.07);
  }
});

test('strong JPEG compression raises blockiness, and one drawn line on the grid does not', async () => {
  const before = lumaOf(clean);
  const after = lumaOf(await throughJpeg(clean, 10));
  expect(blockEdgeRatio(before)).toBeGreaterThan(0.85);
  expect(blockEdgeRatio(before)).toBeLessThan(1.08);
  expect(blockEdgeRatio(after)).toBeGreaterThan(1.5);
  expect(wangJpegQuality(after) ?? 10).toBeLessThan((wangJpegQuality(before) ?? 0) - 1.5);
  const line = plane(320, 240, (x) => (x < 160 ? 60 : 200));
  expect(blockEdgeRatio(line)).toBeLessThan(1.05);
  expect(blockEdgeRatio(plane(64, 64, () => 80))).toBe(1);
  expect(wangJpegQuality(plane(64, 64, () => 80))).toBeNull();
});

test('exposure counts pixels at either end by their brightest channel', () => {
  const picture = raster(100, 10, (x) => (x < 30 ? [255, 100, 100] : x < 40 ? [2, 0, 1] : [120, 120, 120]));
  expect(clippingOf(picture)).toEqual({ blown: 0.3, crushed: 0.1 });
  const ramp = toneOf(plane(256, 4, (x) => x));
  expect(ramp.mean).toBe(127.5);
  expect(ramp.entropy).toBeCloseTo(8, 10);
  expect([ramp.p1, ramp.p99]).toEqual([2, 253]);
  expect(toneOf(plane(8, 8, () => 40)).entropy).toBe(0);
});

test('each way of spoiling a picture lowers its technical score', async () => {
  const good = overall(clean);
  const veiled = { ...clean, data: clean.data.map((value) => 110 + value * 0.12) };
  const burnt = { ...clean, data: clean.data.map((value) => Math.min(255, value * 1.9)) };
  expect(overall(blurred(clean, 3))).toBeLessThan(good - 5);
  expect(overall(withNoise(clean, 12))).toBeLessThan(good - 3);
  expect(overall(withNoise(clean, 30))).toBeLessThan(overall(withNoise(clean, 12)) - 3);
  expect(overall(await throughJpeg(clean, 10))).toBeLessThan(good - 3);
  expect(overall(veiled)).toBeLessThan(good - 8);
  expect(overall(burnt)).toBeLessThan(good - 8);
});

test('grain gains a soft picture nothing to speak of, though it triples the variance of the Laplacian', () => {
  const soft = blurred(clean, 3);
  const grainy = withNoise(soft, 4);
  expect(measureStill(grainy).laplacianVariance).toBeGreaterThan(3 * measureStill(soft).laplacianVariance);
  for (const sigma of [4, 10, 20]) expect(overall(withNoise(soft, sigma))).toBeLessThan(overall(soft) + 1);
});

test('sharpness is taken at one size, so a picture and its double agree', async () => {
  const { data, info } = await sharp(clean.data, { raw: { width: clean.width, height: clean.height, channels: 3 } })
    .resize(1280, 720, { kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const small = measureStill(clean).laplacianVariance;
  const double = measureStill({ data: new Uint8Array(data), width: info.width, height: info.height }).laplacianVariance;
  expect(Math.abs(double / small - 1)).toBeLessThan(0.25);
});

test('similarity is perfect with itself and falls with noise', () => {
  const luma = lumaOf(clean);
  const noisy = lumaOf(withNoise(clean, 10));
  const noisier = lumaOf(withNoise(clean, 25));
  expect(psnr(luma, luma)).toBe(Infinity);
  expect(ssim(luma, luma)).toBeCloseTo(1, 12);
  expect(msSsim(luma, luma)).toBeCloseTo(1, 12);
  expect(ssim(luma, noisier)).toBeLessThan(ssim(luma, noisy));
  expect(msSsim(luma, noisier)).toBeLessThan(msSsim(luma, noisy));
  // Coarse structure survives noise, so the multi-scale value is the higher one.
  expect(msSsim(luma, noisier)).toBeGreaterThan(ssim(luma, noisier));
  expect(() =>
    ssim(
      luma,
      plane(10, 10, () => 0),
    ),
  ).toThrow(RangeError);
});

test('the fingerprint survives re-encoding and tells apart what people would', async () => {
  const same = perceptualHash(await throughJpeg(clean, 40));
  const softer = perceptualHash(blurred(clean, 1));
  const other = perceptualHash(raster(640, 360, (x, y) => [x / 3, y / 2, 255 - (x + y) / 5]));
  const recoloured = perceptualHash({ ...clean, data: clean.data.map((_, i) => clean.data[i - (i % 3) + (2 - (i % 3))] as number) });
  const own = perceptualHash(clean);
  expect(own).toMatch(/^[0-9a-f]{100}$/);
  expect(nearIdentical(own, same)).toBe(true);
  expect(nearIdentical(own, softer)).toBe(true);
  expect(nearIdentical(own, other)).toBe(false);
  expect(nearIdentical(own, recoloured)).toBe(false);
  expect(fingerprintDistance(own, 'not a fingerprint')).toBeNull();
  expect(fingerprintDistance(own, own)).toEqual({ structure: 0, chroma: 0 });
});

test('long-side sizes follow the order of operations of the reference', () => {
  expect(fitLongSide({ width: 832, height: 480 }, 512)).toEqual({ width: 512, height: 295 });
  expect(fitLongSide({ width: 1920, height: 1080 }, 512)).toEqual({ width: 512, height: 288 });
  expect(fitLongSide({ width: 561, height: 10 }, 512).width).toBe(511);
});

test('a raster whose size is wrong is refused as a bug', () => {
  expect(() => lumaOf({ data: new Uint8Array(5), width: 1, height: 1 })).toThrow(RangeError);
});
