/** Pixel buffers as every measure here takes them: tightly packed, row by row, 8 bits a sample. */

/** An RGB picture: 3 bytes a pixel, sRGB, no padding, `data.length === width · height · 3`. */
export interface RgbRaster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One channel (usually luma): 1 byte a pixel, 0–255. */
export interface Plane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Throws a RangeError when a buffer and its stated size disagree: that is a bug in the caller, not an expected failure. */
export function checkRaster(raster: RgbRaster | Plane, channels: 1 | 3): void {
  const { data, width, height } = raster;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`A raster needs whole positive sides, not ${width}×${height}.`);
  }
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `A ${width}×${height} raster with ${channels} channels has ${width * height * channels} bytes, not ${data.length}.`,
    );
  }
}
