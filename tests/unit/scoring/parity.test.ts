/** Agreement with the reference implementations, on the values they gave for a synthetic picture. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { colourfulness } from '#scoring/image/colourfulness.ts';
import { toneOf } from '#scoring/image/exposure.ts';
import { lumaOf, meanOf } from '#scoring/image/luma.ts';
import { noiseSigma } from '#scoring/image/noise.ts';
import { resizePixels, type ResizeFilter } from '#scoring/image/resize.ts';
import { resizeTensor } from '#scoring/image/resize-tensor.ts';
import { laplacianVariance, spatialInformation, tenengrad } from '#scoring/image/sharpness.ts';
import { psnr, ssim } from '#scoring/image/similarity.ts';
import parity from './parity.json' with { type: 'json' };
import { reference } from './pictures.ts';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const large = reference(640, 360, 0);
const sizes = [
  { width: 398, height: 224 },
  { width: 224, height: 126 },
];

test('the source picture of the resize references is the one they were made from', () => {
  expect(sha256(large.data)).toBe(parity.source640x360);
});

for (const filter of ['bilinear', 'bicubic', 'lanczos'] as const satisfies ResizeFilter[]) {
  for (const size of sizes) {
    test(`resizing ${filter} to ${size.width}×${size.height} equals Pillow in every byte`, () => {
      const key = `pil_${filter}_${size.width}x${size.height}` as keyof typeof parity.resize640x360;
      const expected = parity.resize640x360[key] as { sha256: string };
      expect(sha256(resizePixels(large.data, large, 3, size, filter))).toBe(expected.sha256);
    });
  }
}

for (const kind of ['bilinear', 'bicubic'] as const) {
  for (const size of sizes) {
    test(`tensor resizing ${kind} to ${size.width}×${size.height} agrees with torch to 0.02 of a level`, () => {
      const key = `torch_noaa_${kind}_${size.width}x${size.height}` as keyof typeof parity.resize640x360;
      const expected = parity.resize640x360[key] as { px: Record<string, number[]>; min: number; max: number; mean: number };
      const result = resizeTensor(large.data, large, size, kind);
      for (const [position, values] of Object.entries(expected.px)) {
        const [x = 0, y = 0] = position.split(',').map(Number);
        values.forEach((value, c) => expect(Math.abs((result[(y * size.width + x) * 3 + c] as number) - value)).toBeLessThan(0.02));
      }
      const { min, max, sum } = result.reduce(
        (so, value) => ({ min: Math.min(so.min, value), max: Math.max(so.max, value), sum: so.sum + value }),
        { min: Infinity, max: -Infinity, sum: 0 },
      );
      expect(min).toBeCloseTo(expected.min, 1);
      expect(max).toBeCloseTo(expected.max, 1);
      expect(sum / result.length).toBeCloseTo(expected.mean, 3);
    });
  }
}

test('classical measures of one picture agree to the last printed digit', () => {
  const picture = reference(64, 48, 0);
  const luma = lumaOf(picture);
  const expected = parity.classical64x48;
  const tone = toneOf(luma);
  expect(meanOf(luma)).toBeCloseTo(expected.gray_mean, 6);
  expect(laplacianVariance(luma)).toBeCloseTo(expected.laplacian_var, 6);
  expect(tenengrad(luma)).toBeCloseTo(expected.tenengrad_mean, 6);
  expect(spatialInformation(luma)).toBeCloseTo(expected.SI_interior, 6);
  expect(colourfulness(picture)).toBeCloseTo(expected.colorfulness, 6);
  expect(tone.rmsContrast).toBeCloseTo(expected.rms_contrast, 6);
  expect(noiseSigma(luma)).toBeCloseTo(expected.immerkaer, 6);
  expect(tone.entropy).toBeCloseTo(expected.entropy_bits, 6);
  expect(tone.black).toBeCloseTo(expected.frac_le_2, 6);
});

test('similarity of two pictures agrees to ten digits', () => {
  const a = reference(64, 48, 0);
  const b = reference(64, 48, 1);
  expect(psnr(a, b)).toBeCloseTo(parity.pair64x48.psnr_rgb, 9);
  expect(ssim(lumaOf(a), lumaOf(b))).toBeCloseTo(parity.pair64x48['ssim_gray_gauss1.5_11x11'], 10);
});
