/**
 * Filming a picture nobody composed here: a photograph. It has no layers, so
 * depth is assumed the way most pictures are made: the middle stands nearer
 * than the rim. The middle moves and grows more than the edges do.
 */
import sharp from 'sharp';
import type { CameraMovement } from '#contract/model/primitives.ts';
import type { Texture } from './compositor.ts';
import { packed } from './raster.ts';
import type { Take } from './motion.ts';
import { breathAt, pace } from './motion.ts';

/** How far the picture has been moved and enlarged, for its middle and its rim. */
export interface PhotoMove {
  /** Shift in frame widths and heights; positive moves the content right and down. */
  x: number;
  y: number;
  /** Enlargement, at least 1. */
  zoom: number;
  /** How much more the middle moves than the rim, 0–1. */
  depth: number;
}

/** Loads a picture as it will be shown: turned upright, covering the frame. */
export async function loadPhoto(file: string, width: number, height: number): Promise<Texture> {
  const { data, info } = await sharp(file, { limitInputPixels: 200_000_000 })
    .rotate()
    .flatten({ background: '#000000' })
    .resize(width, height, { fit: 'cover', position: 'attention' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return packed(data, info.width, info.height, 0, 0, 1, true);
}

/** The move at time `t`; `reversed` makes it end on the untouched picture instead of starting there. */
export function photoMove(movement: CameraMovement, t: number, take: Take, reversed: boolean): PhotoMove {
  const way = pace(t, take);
  const k = reversed ? 1 - way : way;
  const sign = reversed ? -1 : 1;
  // Moving sideways needs spare picture: the zoom opens it as the move goes on.
  const slide = (x: number, y: number): PhotoMove => ({ x: x * k * sign, y: y * k * sign, zoom: 1 + 0.24 * k, depth: 0.5 });
  const push = (amount: number): PhotoMove => ({ x: 0, y: 0, zoom: 1 + amount * k, depth: 0.55 });
  switch (movement) {
    case 'static':
      return { x: 0, y: 0, zoom: 1 + 0.012 * Math.abs(breathAt(t, take)), depth: 0.6 };
    case 'push-in':
      return push(0.26);
    case 'pull-out':
      // Beyond the picture there is nothing: going out, its rim is mirrored by a few per cent.
      return reversed ? push(0.26) : push(-0.13);
    case 'pan-left':
      return slide(0.09, 0);
    case 'pan-right':
      return slide(-0.09, 0);
    case 'tilt-up':
      return slide(0, 0.09);
    case 'tilt-down':
      return slide(0, -0.09);
    case 'dolly-left':
      return { ...slide(0.08, 0), depth: 0.8 };
    case 'dolly-right':
    case 'tracking':
      return { ...slide(-0.08, 0), depth: 0.8 };
    case 'orbit':
      return { ...slide(-0.06, 0), depth: 1 };
    case 'crane-up':
      return { ...slide(0, 0.08), depth: 0.75 };
    case 'crane-down':
      return { ...slide(0, -0.08), depth: 0.75 };
    case 'handheld': {
      const settle = Math.min(1, t * 6) * Math.min(1, (1 - t) * 6);
      return {
        x: 0.006 * settle * Math.sin(t * 17 + take.lag * 9),
        y: 0.005 * settle * Math.sin(t * 23 + take.lag * 5),
        zoom: 1 + 0.03 * settle,
        depth: 0.6,
      };
    }
  }
}

const CHUNK = 16;

/** Draws the moved picture. At rest (no shift, zoom 1) every pixel is the picture's own. */
export function exposePhoto(photo: Texture, move: PhotoMove, out: Int32Array, width: number, height: number): void {
  const { pixels } = photo;
  if (move.x === 0 && move.y === 0 && move.zoom === 1) {
    out.set(pixels.subarray(0, width * height));
    return;
  }
  const locate = (px: number, py: number): readonly [number, number] => {
    const u = (px - width / 2) / (width / 2);
    const v = (py - height / 2) / (height / 2);
    const r2 = Math.min(1, (u * u + v * v) / 2);
    // Nearness 1 in the middle, falling smoothly to 0 at the corners.
    const near = (1 - r2) ** 1.5;
    const part = 1 - move.depth * (1 - near) * 0.62;
    const zoom = 1 + (move.zoom - 1) * part;
    return [width / 2 + (px - width / 2 - move.x * width * part) / zoom, height / 2 + (py - height / 2 - move.y * height * part) / zoom];
  };
  for (let row = 0; row < height; row++) {
    for (let from = 0; from < width; from += CHUNK) {
      const to = Math.min(width, from + CHUNK);
      const a = locate(from + 0.5, row + 0.5);
      const b = locate(to + 0.5, row + 0.5);
      const dx = (b[0] - a[0]) / (to - from);
      const dy = (b[1] - a[1]) / (to - from);
      for (let column = from; column < to; column++) {
        const x = inside(a[0] + dx * (column - from) - 0.5, width);
        const y = inside(a[1] + dy * (column - from) - 0.5, height);
        out[row * width + column] = bilinear(pixels, width, x, y);
      }
    }
  }
}

/** A coordinate folded back at the picture's rim. */
function inside(value: number, size: number): number {
  const last = size - 1.001;
  if (value >= 0 && value <= last) return value;
  const folded = value < 0 ? -value : 2 * last - value;
  return Math.min(last, Math.max(0, folded));
}

function bilinear(pixels: Int32Array, width: number, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = Math.round((x - x0) * 256);
  const fy = Math.round((y - y0) * 256);
  const p = y0 * width + x0;
  const a = pixels[p] ?? 0;
  const b = pixels[p + 1] ?? a;
  const c = pixels[p + width] ?? a;
  const d = pixels[p + width + 1] ?? c;
  const mixed = (one: number, two: number, t: number): number => {
    const s = 256 - t;
    const even = ((Math.imul(one & 0x00ff00ff, s) + Math.imul(two & 0x00ff00ff, t) + 0x00800080) >>> 8) & 0x00ff00ff;
    const odd = ((Math.imul((one >>> 8) & 0x00ff00ff, s) + Math.imul((two >>> 8) & 0x00ff00ff, t) + 0x00800080) >>> 8) & 0x00ff00ff;
    return even | (odd << 8);
  };
  return mixed(mixed(a, b, fx), mixed(c, d, fx), fy);
}
