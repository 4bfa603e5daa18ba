/**
 * The innermost loops of the compositor: bilinear samples of packed
 * premultiplied pixels, two channels at a time in plain integer arithmetic,
 * laid over what is there.
 */
import type { Texture } from './compositor.ts';

const LOW = 0x00ff00ff;

// In the pixel loops below an index is in range by construction; `as number` says so without a test per pixel.

/** Bilinear sample of packed pixels at 16.16 coordinates. */
function sample(pixels: Int32Array, width: number, x: number, y: number): number {
  const p = (y >> 16) * width + (x >> 16);
  const fx = (x >> 8) & 255;
  const fy = (y >> 8) & 255;
  const a = pixels[p] as number;
  const b = pixels[p + 1] as number;
  const c = pixels[p + width] as number;
  const d = pixels[p + width + 1] as number;
  if ((a | b | c | d) === 0) return 0;
  if (a === b && a === c && a === d) return a;
  const gx = 256 - fx;
  const gy = 256 - fy;
  const evenTop = ((Math.imul(a & LOW, gx) + Math.imul(b & LOW, fx) + 0x00800080) >>> 8) & LOW;
  const oddTop = ((Math.imul((a >>> 8) & LOW, gx) + Math.imul((b >>> 8) & LOW, fx) + 0x00800080) >>> 8) & LOW;
  const evenEnd = ((Math.imul(c & LOW, gx) + Math.imul(d & LOW, fx) + 0x00800080) >>> 8) & LOW;
  const oddEnd = ((Math.imul((c >>> 8) & LOW, gx) + Math.imul((d >>> 8) & LOW, fx) + 0x00800080) >>> 8) & LOW;
  const even = ((Math.imul(evenTop, gy) + Math.imul(evenEnd, fy) + 0x00800080) >>> 8) & LOW;
  const odd = ((Math.imul(oddTop, gy) + Math.imul(oddEnd, fy) + 0x00800080) >>> 8) & LOW;
  return even | (odd << 8);
}

/** Weighted mean of two packed pixels, `t` of 256 of the second. */
export function blend(a: number, b: number, t: number): number {
  const s = 256 - t;
  const even = ((Math.imul(a & LOW, s) + Math.imul(b & LOW, t) + 0x00800080) >>> 8) & LOW;
  const odd = ((Math.imul((a >>> 8) & LOW, s) + Math.imul((b >>> 8) & LOW, t) + 0x00800080) >>> 8) & LOW;
  return even | (odd << 8);
}

/** Two packed lanes of a lerp, rounded. */
function lane(a: number, b: number, ga: number, gb: number): number {
  return ((Math.imul(a, ga) + Math.imul(b, gb) + 0x00800080) >>> 8) & LOW;
}

/**
 * Places a run of pixels along one source row: what two neighbours share of
 * the vertical mean is kept from one pixel to the next.
 */
function runAlongRow(
  out: Int32Array,
  start: number,
  count: number,
  texture: Texture,
  sx: number,
  sy: number,
  dx: number,
  opacity: number,
): void {
  const { pixels, width } = texture;
  const end = start + count;
  const solid = texture.opaque && opacity === 256;
  const base = (sy >> 16) * width;
  const fy = (sy >> 8) & 255;
  const gy = 256 - fy;
  let x = sx;
  let column = -2;
  let leftEven = 0;
  let leftOdd = 0;
  let rightEven = 0;
  let rightOdd = 0;
  for (let index = start; index < end; index++) {
    const at = x >> 16;
    if (at !== column) {
      if (at === column + 1) {
        leftEven = rightEven;
        leftOdd = rightOdd;
      } else {
        const a = pixels[base + at] as number;
        const c = pixels[base + width + at] as number;
        leftEven = lane(a & LOW, c & LOW, gy, fy);
        leftOdd = lane((a >>> 8) & LOW, (c >>> 8) & LOW, gy, fy);
      }
      const b = pixels[base + at + 1] as number;
      const d = pixels[base + width + at + 1] as number;
      rightEven = lane(b & LOW, d & LOW, gy, fy);
      rightOdd = lane((b >>> 8) & LOW, (d >>> 8) & LOW, gy, fy);
      column = at;
    }
    const fx = (x >> 8) & 255;
    x += dx;
    if ((leftOdd | rightOdd) === 0) continue;
    let even = lane(leftEven, rightEven, 256 - fx, fx);
    let odd = lane(leftOdd, rightOdd, 256 - fx, fx);
    if (solid) {
      out[index] = even | (odd << 8);
      continue;
    }
    if (opacity !== 256) {
      even = ((Math.imul(even, opacity) + 0x00800080) >>> 8) & LOW;
      odd = ((Math.imul(odd, opacity) + 0x00800080) >>> 8) & LOW;
    }
    const alpha = odd >>> 16;
    if (alpha === 255) {
      out[index] = even | (odd << 8);
      continue;
    }
    const under = out[index] as number;
    const rest = 256 - alpha - (alpha >>> 7);
    even += ((Math.imul(under & LOW, rest) + 0x00800080) >>> 8) & LOW;
    odd += ((Math.imul((under >>> 8) & LOW, rest) + 0x00800080) >>> 8) & LOW;
    out[index] = even | (odd << 8);
  }
}

/** The same where every texel covers: nothing beneath shows, so nothing is weighed against it. */
export function runSolid(out: Int32Array, start: number, count: number, texture: Texture, sx: number, sy: number, dx: number): void {
  const { pixels, width } = texture;
  const end = start + count;
  const base = (sy >> 16) * width;
  const below = base + width;
  const fy = (sy >> 8) & 255;
  const gy = 256 - fy;
  let x = sx;
  let column = -2;
  let leftEven = 0;
  let leftOdd = 0;
  let rightEven = 0;
  let rightOdd = 0;
  for (let index = start; index < end; index++) {
    const at = x >> 16;
    if (at !== column) {
      if (at === column + 1) {
        leftEven = rightEven;
        leftOdd = rightOdd;
      } else {
        const a = pixels[base + at] as number;
        const c = pixels[below + at] as number;
        leftEven = lane(a & LOW, c & LOW, gy, fy);
        leftOdd = lane((a >>> 8) & LOW, (c >>> 8) & LOW, gy, fy);
      }
      const b = pixels[base + at + 1] as number;
      const d = pixels[below + at + 1] as number;
      rightEven = lane(b & LOW, d & LOW, gy, fy);
      rightOdd = lane((b >>> 8) & LOW, (d >>> 8) & LOW, gy, fy);
      column = at;
    }
    const fx = (x >> 8) & 255;
    x += dx;
    const gx = 256 - fx;
    out[index] = lane(leftEven, rightEven, gx, fx) | (lane(leftOdd, rightOdd, gx, fx) << 8);
  }
}

/** Places a run of pixels: source coordinates 16.16 with constant steps. */
export function run(
  out: Int32Array,
  start: number,
  count: number,
  texture: Texture,
  sx: number,
  sy: number,
  dx: number,
  dy: number,
  opacity: number,
): void {
  if (dy === 0) {
    runAlongRow(out, start, count, texture, sx, sy, dx, opacity);
    return;
  }
  const { pixels, width } = texture;
  const end = start + count;
  let x = sx;
  let y = sy;
  for (let index = start; index < end; index++) {
    let colour = sample(pixels, width, x, y);
    x += dx;
    y += dy;
    if (colour === 0) continue;
    if (opacity !== 256) colour = blend(0, colour, opacity);
    const alpha = colour >>> 24;
    if (alpha === 255) {
      out[index] = colour;
      continue;
    }
    const under = out[index] as number;
    const rest = 256 - alpha - (alpha >>> 7);
    const even = ((Math.imul(under & LOW, rest) + 0x00800080) >>> 8) & LOW;
    const odd = ((Math.imul((under >>> 8) & LOW, rest) + 0x00800080) >>> 8) & LOW;
    out[index] = colour + (even | (odd << 8));
  }
}
