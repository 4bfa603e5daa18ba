/**
 * Films textures: every layer is sampled where the camera sees it, bilinearly
 * at 1/256 of a texel (so nothing jitters), and laid over the picture, unless
 * later layers cover it anyway.
 */
import type { Camera } from './lens.ts';
import { blend, run, runSolid } from './sampling.ts';

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
  /** First and last texel of the longest fully covered stretch of every row (last < first: none). */
  solid: Int32Array;
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

/** A straight map from picture pixels to texels over one run. */
interface Lines {
  x: number;
  y: number;
  dx: number;
  dy: number;
}

/** Clips a run to where its samples stay inside the texture, then places what is not hidden by later layers. */
function clippedRun(
  out: Int32Array,
  row: number,
  from: number,
  to: number,
  texture: Texture,
  map: Lines,
  opacity: number,
  hidden: Span,
): void {
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
  const dx = Math.round(map.dx * 65_536);
  const dy = Math.round(map.dy * 65_536);
  const part = (a: number, b: number, solid: boolean): void => {
    if (b < a) return;
    const x = Math.round((map.x + map.dx * (a - from)) * 65_536);
    const y = Math.round((map.y + map.dy * (a - from)) * 65_536);
    if (solid) runSolid(out, row + a, b - a + 1, texture, x, y, dx);
    else run(out, row + a, b - a + 1, texture, x, y, dx, dy, opacity);
  };
  const full = opacity === 256 && dy === 0 ? solidSpan(texture, map, from, first, last) : null;
  const place = (a: number, b: number): void => {
    if (!full || full.last - full.first < 8 || full.last < a || full.first > b) {
      part(a, b, false);
      return;
    }
    part(a, Math.min(b, full.first - 1), false);
    part(Math.max(a, full.first), Math.min(b, full.last), true);
    part(Math.max(a, full.last + 1), b, false);
  };
  if (hidden.last < hidden.first || hidden.last < first || hidden.first > last) {
    place(first, last);
    return;
  }
  place(first, Math.min(last, hidden.first - 1));
  place(Math.max(first, hidden.last + 1), last);
}

/** A stretch of picture pixels; empty when last < first. */
interface Span {
  first: number;
  last: number;
}

const NOTHING: Span = { first: 0, last: -1 };

/** The pixels of a run (from `from`) between `first` and `last` whose four texels all cover; null when there are none. */
function solidSpan(texture: Texture, map: Lines, from: number, first: number, last: number): Span | null {
  if (texture.opaque) return { first, last };
  if (map.dx <= 1e-9) return null;
  const y = Math.floor(map.y);
  if (y < 0 || y > texture.height - 2) return null;
  const start = Math.max(texture.solid[y * 2] ?? 0, texture.solid[y * 2 + 2] ?? 0);
  const stop = Math.min(texture.solid[y * 2 + 1] ?? -1, texture.solid[y * 2 + 3] ?? -1);
  if (stop - start < 2) return null;
  const a = Math.max(first, from + Math.ceil((start - map.x) / map.dx) + 1);
  const b = Math.min(last, from + Math.floor((stop - 1 - map.x) / map.dx) - 1);
  return b >= a ? { first: a, last: b } : null;
}

/** Runs shorter than this keep a ground seen through a tilted camera straight enough. */
const CHUNK = 24;

/** How a plane's texels lie in the picture: for row 0 and what every further row adds. */
function planeMap(
  width: number,
  height: number,
  camera: Camera,
  z: number,
  texture: Texture,
  at: { x: number; y: number },
): { x: number; y: number; dx: number; dy: number; rowX: number; rowY: number } | null {
  const depth = z - camera.z;
  if (depth < 20) return null;
  const k = depth / camera.focal;
  const cos = Math.cos(camera.roll);
  const sin = Math.sin(camera.roll);
  const step = (k * texture.scale) / height;
  const originX = (camera.x - at.x - camera.shiftX * k - texture.left) * texture.scale - 0.5;
  const originY = (camera.y - at.y - camera.shiftY * k - texture.top) * texture.scale - 0.5;
  const px = 0.5 - width / 2;
  const py = 0.5 - height / 2;
  return {
    x: originX + (cos * px + sin * py) * step,
    y: originY + (-sin * px + cos * py) * step,
    dx: cos * step,
    dy: -sin * step,
    rowX: sin * step,
    rowY: cos * step,
  };
}

function placePlane(
  out: Int32Array,
  width: number,
  height: number,
  camera: Camera,
  z: number,
  texture: Texture,
  at: { x: number; y: number },
  opacity: number,
  hidden: Cover,
): void {
  const map = planeMap(width, height, camera, z, texture, at);
  if (!map) return;
  for (let row = 0; row < height; row++) {
    const line = { x: map.x + map.rowX * row, y: map.y + map.rowY * row, dx: map.dx, dy: map.dy };
    clippedRun(out, row * width, 0, width - 1, texture, line, opacity, hidden.at(row));
  }
}

/** What later, fully covering layers hide: one stretch per row. */
interface Cover {
  at(row: number): Span;
}

const OPEN: Cover = { at: () => NOTHING };

/** Collects covers from the frontmost layer backwards. */
class Covers {
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #width: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#first = new Int32Array(height);
    this.#last = new Int32Array(height).fill(-1);
  }

  /** A copy of what is hidden so far. */
  cover(): Cover {
    const first = this.#first.slice();
    const last = this.#last.slice();
    return { at: (row) => ({ first: first[row] ?? 0, last: last[row] ?? -1 }) };
  }

  /** Adds a plane drawn whole; tilted pictures have no rows to speak of. */
  add(height: number, camera: Camera, z: number, texture: Texture, at: { x: number; y: number }): boolean {
    const map = planeMap(this.#width, height, camera, z, texture, at);
    if (!map || Math.abs(map.dy) > 1e-9) return false;
    let added = false;
    for (let row = 0; row < height; row++) {
      const y = map.y + map.rowY * row;
      if (y < 0 || y > texture.height - 1.01) continue;
      const low = Math.max(0, Math.ceil(-map.x / map.dx));
      const high = Math.min(this.#width - 1, Math.floor((texture.width - 1.01 - map.x) / map.dx));
      const span = solidSpan(texture, { x: map.x, y, dx: map.dx, dy: 0 }, 0, low, high);
      if (!span) continue;
      const first = this.#first[row] ?? 0;
      const last = this.#last[row] ?? -1;
      // Touching stretches grow together; of two apart the longer is kept.
      if (last >= first && span.first <= last + 1 && span.last >= first - 1) {
        this.#first[row] = Math.min(first, span.first);
        this.#last[row] = Math.max(last, span.last);
        added = true;
      } else if (span.last - span.first > last - first) {
        this.#first[row] = span.first;
        this.#last[row] = span.last;
        added = true;
      }
    }
    return added;
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
  hidden: Cover,
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
    const span = hidden.at(row);
    for (let from = 0; from < width; from += chunk) {
      const to = Math.min(width - 1, from + chunk - 1);
      const a = locate(from + 0.5 - width / 2, py);
      const b = locate(to + 0.5 - width / 2, py);
      if (!a || !b) continue;
      const count = Math.max(1, to - from);
      clippedRun(
        out,
        row * width,
        from,
        to,
        texture,
        { x: a[0], y: a[1], dx: (b[0] - a[0]) / count, dy: (b[1] - a[1]) / count },
        opacity,
        span,
      );
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
  const covers = coversOf(width, height, layers, state);
  layers.forEach((layer, index) => {
    const hidden = covers[index] ?? OPEN;
    const at = state.layers[index];
    if (!at || at.opacity <= 0) return;
    const first = layer.textures[at.first];
    const second = layer.textures[at.second];
    const place = (target: Int32Array, texture: Texture, opacity: number) => {
      if (layer.kind === 'plane') placePlane(target, width, height, state.camera, layer.z, texture, at, opacity, hidden);
      else if (layer.reference) placeGround(target, width, height, state.camera, layer.groundY, layer.reference, texture, opacity, hidden);
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

/** What is hidden for every layer by those after it; shared while nothing is added. */
function coversOf(width: number, height: number, layers: readonly PaintLayer[], state: FrameState): Cover[] {
  const result: Cover[] = [];
  const covers = new Covers(width, height);
  let current = OPEN;
  for (let index = layers.length - 1; index >= 0; index--) {
    result[index] = current;
    const layer = layers[index];
    const at = state.layers[index];
    const texture = layer && at ? layer.textures[at.first] : undefined;
    if (!layer || !at || !texture || layer.kind !== 'plane' || at.opacity < 256) continue;
    if (at.mix > 0 && layer.textures[at.second] !== texture) continue;
    if (covers.add(height, state.camera, layer.z, texture, at)) current = covers.cover();
  }
  return result;
}

/** Replaces `out` by the mean of two finished frames, `t` of 256 of the second. */
export function dissolve(out: Int32Array, other: Int32Array, t: number): void {
  for (let pixel = 0; pixel < out.length; pixel++) out[pixel] = blend(out[pixel] as number, other[pixel] as number, t);
}
