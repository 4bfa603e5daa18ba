/** The classical measures of one still, taken under fixed conditions so that candidates of different sizes compare. */
import { blockEdgeRatio } from './blockiness.ts';
import { colourfulness } from './colourfulness.ts';
import { clippingOf, toneOf, type Clipping, type Tone } from './exposure.ts';
import { lumaOf } from './luma.ts';
import { noiseFloor, noiseSigma } from './noise.ts';
import type { RgbRaster } from './raster.ts';
import { fitLongSide, resizePixels } from './resize.ts';
import { laplacianVariance } from './sharpness.ts';

/** Long side in px at which sharpness and noise are measured; without a fixed size, resolution decides both. */
export const MEASURING_SIDE = 512;

/** Raw values, each in its metric's own unit. */
export interface StillMeasures {
  laplacianVariance: number;
  noiseSigma: number;
  noiseFloor: number;
  clipping: Clipping;
  tone: Tone;
  colourfulness: number;
}

/** Everything but blockiness, on a picture that already has its measuring size. */
export function measureAtSize(picture: RgbRaster): StillMeasures {
  const luma = lumaOf(picture);
  return {
    laplacianVariance: laplacianVariance(luma),
    noiseSigma: noiseSigma(luma),
    noiseFloor: noiseFloor(luma),
    clipping: clippingOf(picture),
    tone: toneOf(luma),
    colourfulness: colourfulness(picture),
  };
}

/**
 * All still measures of a picture: sharpness and noise at a long side of 512 px (Pillow's bilinear with
 * antialias; smaller pictures are enlarged), light, colour and blocks at the picture's own size.
 */
export function measureStill(picture: RgbRaster): StillMeasures & { blockEdgeRatio: number } {
  const full = lumaOf(picture);
  const size = fitLongSide(picture, MEASURING_SIDE);
  const luma = { data: resizePixels(full.data, full, 1, size, 'bilinear'), ...size };
  return {
    laplacianVariance: laplacianVariance(luma),
    noiseSigma: noiseSigma(luma),
    noiseFloor: noiseFloor(luma),
    clipping: clippingOf(picture),
    tone: toneOf(full),
    colourfulness: colourfulness(picture),
    blockEdgeRatio: blockEdgeRatio(full),
  };
}
