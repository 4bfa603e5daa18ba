/** Synthetic pictures for the tests, all deterministic. */
import type { Plane, RgbRaster } from '../../../src-main/scoring/image/raster.ts';

export function raster(width: number, height: number, pixel: (x: number, y: number) => readonly [number, number, number]): RgbRaster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data.set(
        pixel(x, y).map((value) => Math.max(0, Math.min(255, Math.round(value)))),
        (y * width + x) * 3,
      );
    }
  }
  return { data, width, height };
}

export function plane(width: number, height: number, level: (x: number, y: number) => number): Plane {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data[y * width + x] = Math.max(0, Math.min(255, Math.round(level(x, y))));
  }
  return { data, width, height };
}

/** The picture of the reference values. */
export function reference(width: number, height: number, t: number): RgbRaster {
  return raster(width, height, (x, y) => [(4 * x + 7 * t) & 255, (5 * y) & 255, (3 * (x ^ y) + t) & 255]);
}

/** A stream of numbers in [0, 1). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Smooth non-repeating luma texture: a fixed sum of waves without a common period, defined at real positions. */
export function texture(x: number, y: number): number {
  return (
    128 +
    34 * Math.sin(x * 0.131 + y * 0.047) +
    28 * Math.sin(y * 0.209 - x * 0.071 + 1) +
    22 * Math.sin(x * 0.447 + 2) * Math.cos(y * 0.383) +
    20 * Math.sin(Math.hypot(x - 70, y - 40) * 0.19)
  );
}

/** A colourful scene in shallow focus: a subject with fine detail and hard edges before a soft background. */
export function scene(width = 640, height = 360): RgbRaster {
  return raster(width, height, (x, y) => {
    const inside = Math.hypot(x - width * 0.4, y - height * 0.5) < height * 0.3;
    const base = texture(x * 0.5, y * 0.5);
    const detail = 30 * Math.sign(Math.sin(x * 0.8 + y * 0.25) * Math.sin(y * 0.7));
    return inside
      ? [base * 0.6 + 100 + detail, base * 0.5 + 50 + detail, 30 + detail]
      : [base * 0.9 - 30, base * 0.95 - 25, base * 0.8 + 10];
  });
}

/** Gaussian noise of standard deviation `sigma` on every sample. */
export function withNoise(picture: RgbRaster, sigma: number, seed = 7): RgbRaster {
  const next = chance(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { ...picture, data: picture.data.map((value) => Math.max(0, Math.min(255, Math.round(value + sigma * gauss())))) };
}

/** Box blur of `radius` px, twice over. */
export function blurred(picture: RgbRaster, radius: number): RgbRaster {
  const { width, height } = picture;
  const pass = (source: Uint8Array): Uint8Array => {
    const result = new Uint8Array(source.length);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        for (let c = 0; c < 3; c += 1) {
          let sum = 0;
          let count = 0;
          for (let j = Math.max(0, y - radius); j <= Math.min(height - 1, y + radius); j += 1) {
            for (let i = Math.max(0, x - radius); i <= Math.min(width - 1, x + radius); i += 1) {
              sum += source[(j * width + i) * 3 + c] as number;
              count += 1;
            }
          }
          result[(y * width + x) * 3 + c] = Math.round(sum / count);
        }
      }
    }
    return result;
  };
  return { ...picture, data: pass(pass(picture.data)) };
}
