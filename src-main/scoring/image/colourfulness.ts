import type { RgbRaster } from './raster.ts';

/**
 * Colourfulness M of Hasler & Süsstrunk 2003: √(σ²rg + σ²yb) + 0.3 · √(μ²rg + μ²yb) with rg = R − G
 * and yb = (R + G)/2 − B, population statistics. 0 none, 15 slight, 33 moderate, 45 average,
 * 59 quite, 82 high, 109 extreme.
 */
export function colourfulness(picture: RgbRaster): number {
  const { data } = picture;
  let rgSum = 0;
  let rgSquares = 0;
  let ybSum = 0;
  let ybSquares = 0;
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at] as number;
    const green = data[at + 1] as number;
    const rg = red - green;
    const yb = (red + green) * 0.5 - (data[at + 2] as number);
    rgSum += rg;
    rgSquares += rg * rg;
    ybSum += yb;
    ybSquares += yb * yb;
  }
  const pixels = data.length / 3;
  const rgMean = rgSum / pixels;
  const ybMean = ybSum / pixels;
  const variance = Math.max(0, rgSquares / pixels - rgMean * rgMean) + Math.max(0, ybSquares / pixels - ybMean * ybMean);
  return Math.sqrt(variance) + 0.3 * Math.sqrt(rgMean * rgMean + ybMean * ybMean);
}
