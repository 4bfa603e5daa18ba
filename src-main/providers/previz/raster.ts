/**
 * Turns drawings into textures: SVG through librsvg, blurred by what the lens
 * leaves out of focus, kept only where the camera may look. What is blurred
 * is rasterised smaller: a soft layer needs few texels.
 */
import sharp from 'sharp';
import type { Drawing } from './drawing.ts';
import type { Texture } from './compositor.ts';

/** A part of a layer, in the layer's own units. */
export interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const LARGEST_SIDE = 5000;

/** Blur that is left in a reduced texture, texels of standard deviation: enlarging it again shows no steps. */
const KEPT_BLUR = 1.7;
const MOST_REDUCED = 10;

/** How much smaller a texture may be for a blur of `sigma` texels. */
function reduction(sigma: number): number {
  return Math.min(MOST_REDUCED, Math.max(1, sigma / KEPT_BLUR));
}

/**
 * Rasterises the part of a drawing inside `region`.
 *
 * @param scale texels per unit at full sharpness
 * @param sigma blur, in units of the drawing
 * @param opaque the drawing fills the region without gaps
 * @returns null when nothing of the drawing lies in the region
 */
export async function rasterise(drawing: Drawing, region: Region, scale: number, sigma: number, opaque: boolean): Promise<Texture | null> {
  const b = drawing.bounds;
  const reach = opaque ? 0 : sigma * 3;
  let left = Math.max(region.left - sigma * 3, b.x - reach);
  let top = Math.max(region.top - sigma * 3, b.y - reach);
  let right = Math.min(region.right + sigma * 3, b.x + b.width + reach);
  let bottom = Math.min(region.bottom + sigma * 3, b.y + b.height + reach);
  if (!(right > left && bottom > top)) return null;
  const small = reduction(sigma * scale);
  let texels = scale / small;
  texels = Math.min(texels, LARGEST_SIDE / (right - left), LARGEST_SIDE / (bottom - top));
  // A clear border lets bilinear sampling fade edges instead of cutting them.
  const border = opaque ? 0 : 2 / texels;
  left -= border;
  top -= border;
  right += border;
  bottom += border;
  const width = Math.max(4, Math.ceil((right - left) * texels));
  const height = Math.max(4, Math.ceil((bottom - top) * texels));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="${left} ${top} ${width / texels} ${height / texels}"><defs>${drawing.defs}</defs>${drawing.body}</svg>`;
  let image = sharp(Buffer.from(svg), { limitInputPixels: 60_000_000, unlimited: true }).ensureAlpha();
  const deviation = sigma * texels;
  if (deviation >= 0.35) image = image.blur({ sigma: Math.max(0.35, deviation), precision: 'integer' });
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return packed(data, info.width, info.height, left, top, texels, opaque);
}

/** Premultiplies straight RGBA bytes into a texture that worker threads can share. */
export function packed(
  data: Uint8Array,
  width: number,
  height: number,
  left: number,
  top: number,
  scale: number,
  opaque: boolean,
): Texture {
  const pixels = new Int32Array(new SharedArrayBuffer(width * height * 4));
  const rows = new Int32Array(new SharedArrayBuffer((height + 1) * 8));
  const solid = new Int32Array(new SharedArrayBuffer((height + 1) * 8));
  for (let y = 0; y < height; y++) {
    let first = width;
    let last = -1;
    let solidFirst = 0;
    let solidLast = -1;
    let since = -1;
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      const at = index * 4;
      const alpha = opaque ? 255 : (data[at + 3] ?? 0);
      if (alpha === 255) {
        if (since < 0) since = x;
        if (x - since > solidLast - solidFirst) {
          solidFirst = since;
          solidLast = x;
        }
      } else since = -1;
      if (alpha === 0) continue;
      if (x < first) first = x;
      last = x;
      const r = data[at] ?? 0;
      const g = data[at + 1] ?? 0;
      const b = data[at + 2] ?? 0;
      pixels[index] =
        alpha === 255
          ? ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0
          : ((alpha << 24) |
              (Math.round((b * alpha) / 255) << 16) |
              (Math.round((g * alpha) / 255) << 8) |
              Math.round((r * alpha) / 255)) >>>
            0;
    }
    rows[y * 2] = first;
    rows[y * 2 + 1] = last;
    solid[y * 2] = solidFirst;
    solid[y * 2 + 1] = solidLast;
  }
  solid[height * 2 + 1] = -1;
  rows[height * 2] = width;
  rows[height * 2 + 1] = -1;
  return { width, height, left, top, scale, pixels, rows, solid, opaque };
}
