/**
 * Films textures: every layer is sampled where the camera sees it, bilinearly
 * at 1/256 of a texel (so nothing jitters), and laid over the picture. Plain
 * integer arithmetic on packed premultiplied pixels, two channels at a time.
 */
import type { Camera } from './lens.ts';

/** A rasterised drawing. Pixels are premultiplied, byte order R G B A, one texel of clear border on every side unless opaque. */
export interface Texture {
  width: number;
  height: number;
  /** Place of the texture's left and top edge in the layer's own units (millimetres; thousandths for grounds). */
  left: number;
  top: number;
  /** Texels per unit. */
  scale: number;
  pixels: Int32Array;
  /** First and last occupied texel of every row (last < first: nothing there). */
  rows: Int32Array;
  opaque: boolean;
}

/** A layer as the compositor needs it. */
export interface PaintLayer {
  kind: 'plane' | 'ground';
  /** Depth of a plane. */
  z: number;
  /** Height of a ground's surface and the camera its texture was drawn through. */
  groundY: number;
  reference: Camera | null;
  textures: Texture[];
}

/** What changes from frame to frame. */
export interface LayerState {
  x: number;
  y: number;
  /** 0–256. */
  opacity: number;
  first: number;
  second: number;
  /** How much of the second texture shows, 0–256. */
  mix: number;
}

export interface FrameState {
  camera: Camera;
  layers: LayerState[];
}

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
function blend(a: number, b: number, t: number): number {
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

/** Places a run of pixels: source coordinates 16.16 with constant steps. */
function run(
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

/** A straight map from picture pixels to texels over one run. */
interface Lines {
  x: number;
  y: number;
  dx: number;
  dy: number;
}

/** Clips a run to where its samples stay inside the texture, then places it. */
function clippedRun(out: Int32Array, row: number, from: number, to: number, texture: Texture, map: Lines, opacity: number): void {
  let first = from;
  let last = to;
  const limit = (value: number, step: number, low: number, high: number): void => {
    if (Math.abs(step) < 1e-9) {
      if (value < low || value > high) last = first - 1;
      return;
    }
    const a = (low - value) / step;
    const b = (high - value) / step;
    first = Math.max(first, from + Math.ceil(Math.min(a, b)));
    last = Math.min(last, from + Math.floor(Math.max(a, b)));
  };
  let low = 0;
  let high = texture.width - 1.01;
  if (!texture.opaque && Math.abs(map.dy) < 1e-9) {
    // One source row (and its neighbour): only where it has something.
    const y0 = Math.floor(map.y);
    if (y0 < 0 || y0 > texture.height - 2) return;
    const start = Math.min(texture.rows[y0 * 2] ?? 0, texture.rows[y0 * 2 + 2] ?? 0);
    const stop = Math.max(texture.rows[y0 * 2 + 1] ?? -1, texture.rows[y0 * 2 + 3] ?? -1);
    if (stop < start) return;
    low = Math.max(0, start - 1);
    high = Math.min(high, stop + 1);
  }
  limit(map.x, map.dx, low, high);
  limit(map.y, map.dy, 0, texture.height - 1.01);
  if (last < first) return;
  const skip = first - from;
  run(
    out,
    row + first,
    last - first + 1,
    texture,
    Math.round((map.x + map.dx * skip) * 65_536),
    Math.round((map.y + map.dy * skip) * 65_536),
    Math.round(map.dx * 65_536),
    Math.round(map.dy * 65_536),
    opacity,
  );
}

/** Runs shorter than this keep a ground seen through a tilted camera straight enough. */
const CHUNK = 24;

function placePlane(
  out: Int32Array,
  width: number,
  height: number,
  camera: Camera,
  z: number,
  texture: Texture,
  at: { x: number; y: number },
  opacity: number,
): void {
  const depth = z - camera.z;
  if (depth < 20) return;
  const k = depth / camera.focal;
  const cos = Math.cos(camera.roll);
  const sin = Math.sin(camera.roll);
  const step = (k * texture.scale) / height;
  const dx = cos * step;
  const dy = -sin * step;
  const originX = (camera.x - at.x - camera.shiftX * k - texture.left) * texture.scale - 0.5;
  const originY = (camera.y - at.y - camera.shiftY * k - texture.top) * texture.scale - 0.5;
  for (let row = 0; row < height; row++) {
    const px = 0.5 - width / 2;
    const py = row + 0.5 - height / 2;
    const x = originX + (cos * px + sin * py) * step;
    const y = originY + (-sin * px + cos * py) * step;
    clippedRun(out, row * width, 0, width - 1, texture, { x, y, dx, dy }, opacity);
  }
}

function placeGround(
  out: Int32Array,
  width: number,
  height: number,
  camera: Camera,
  groundY: number,
  reference: Camera,
  texture: Texture,
  opacity: number,
): void {
  const cos = Math.cos(camera.roll);
  const sin = Math.sin(camera.roll);
  const drop = groundY - camera.y;
  const referenceDrop = groundY - reference.y;
  const locate = (px: number, py: number): readonly [number, number] | null => {
    const u = (cos * px + sin * py) / height - camera.shiftX;
    const v = (-sin * px + cos * py) / height - camera.shiftY;
    if (v * drop <= 1e-9) return null;
    const depth = (drop * camera.focal) / v;
    const worldX = camera.x + (u * depth) / camera.focal;
    const back = camera.z + depth - reference.z;
    if (back < 20) return null;
    const ru = reference.shiftX + (reference.focal * (worldX - reference.x)) / back;
    const rv = reference.shiftY + (reference.focal * referenceDrop) / back;
    return [(ru * 1000 - texture.left) * texture.scale - 0.5, (rv * 1000 - texture.top) * texture.scale - 0.5];
  };
  const chunk = Math.abs(camera.roll) < 1e-6 ? width : CHUNK;
  for (let row = 0; row < height; row++) {
    const py = row + 0.5 - height / 2;
    for (let from = 0; from < width; from += chunk) {
      const to = Math.min(width - 1, from + chunk - 1);
      const a = locate(from + 0.5 - width / 2, py);
      const b = locate(to + 0.5 - width / 2, py);
      if (!a || !b) continue;
      const count = Math.max(1, to - from);
      clippedRun(out, row * width, from, to, texture, { x: a[0], y: a[1], dx: (b[0] - a[0]) / count, dy: (b[1] - a[1]) / count }, opacity);
    }
  }
}

/** The part of the picture two textures of a plane may touch, pixels. */
function reach(
  width: number,
  height: number,
  camera: Camera,
  z: number,
  at: { x: number; y: number },
  a: Texture,
  b: Texture,
): { left: number; top: number; right: number; bottom: number } {
  if (Math.abs(camera.roll) > 1e-6) return { left: 0, top: 0, right: width, bottom: height };
  const k = (camera.focal * height) / Math.max(1, z - camera.z);
  const px = (x: number) => width / 2 + camera.shiftX * height + (x + at.x - camera.x) * k;
  const py = (y: number) => height / 2 + camera.shiftY * height + (y + at.y - camera.y) * k;
  const clampTo = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return {
    left: clampTo(Math.floor(px(Math.min(a.left, b.left))) - 2, width),
    right: clampTo(Math.ceil(px(Math.max(a.left + a.width / a.scale, b.left + b.width / b.scale))) + 2, width),
    top: clampTo(Math.floor(py(Math.min(a.top, b.top))) - 2, height),
    bottom: clampTo(Math.ceil(py(Math.max(a.top + a.height / a.scale, b.top + b.height / b.scale))) + 2, height),
  };
}

/**
 * Draws one frame into `out` (width × height packed pixels). Layers whose
 * state mixes two textures are drawn as a true cross-dissolve of the two.
 */
export function compositeFrame(
  out: Int32Array,
  width: number,
  height: number,
  layers: readonly PaintLayer[],
  state: FrameState,
  scratch: Int32Array | null = null,
): void {
  out.fill(-16_777_216);
  layers.forEach((layer, index) => {
    const at = state.layers[index];
    if (!at || at.opacity <= 0) return;
    const first = layer.textures[at.first];
    const second = layer.textures[at.second];
    const place = (target: Int32Array, texture: Texture, opacity: number) => {
      if (layer.kind === 'plane') placePlane(target, width, height, state.camera, layer.z, texture, at, opacity);
      else if (layer.reference) placeGround(target, width, height, state.camera, layer.groundY, layer.reference, texture, opacity);
    };
    if (!first) return;
    if (!second || at.mix <= 0 || first === second) {
      place(out, first, at.opacity);
    } else if (at.mix >= 256) {
      place(out, second, at.opacity);
    } else if (scratch) {
      // (over A)·(1−t) + (over B)·t, exactly: no dip in the middle where both are solid.
      const box =
        layer.kind === 'plane'
          ? reach(width, height, state.camera, layer.z, at, first, second)
          : { left: 0, top: 0, right: width, bottom: height };
      for (let row = box.top; row < box.bottom; row++)
        scratch.set(out.subarray(row * width + box.left, row * width + box.right), row * width + box.left);
      place(out, first, at.opacity);
      place(scratch, second, at.opacity);
      const mixWeight = at.mix;
      for (let row = box.top; row < box.bottom; row++) {
        const end = row * width + box.right;
        for (let pixel = row * width + box.left; pixel < end; pixel++) {
          const a = out[pixel] as number;
          const b = scratch[pixel] as number;
          if (a !== b) out[pixel] = blend(a, b, mixWeight);
        }
      }
    } else {
      place(out, at.mix < 128 ? first : second, at.opacity);
    }
  });
}

/** Replaces `out` by the mean of two finished frames, `t` of 256 of the second. */
export function dissolve(out: Int32Array, other: Int32Array, t: number): void {
  for (let pixel = 0; pixel < out.length; pixel++) out[pixel] = blend(out[pixel] as number, other[pixel] as number, t);
}
