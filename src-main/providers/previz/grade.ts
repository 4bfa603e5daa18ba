/**
 * The last pass over a picture: what floats in the air, contrast, split tone,
 * vignette, grain. The same code finishes stills and every frame of a clip.
 */
import { chance } from './chance.ts';
import { linearOf } from './colour.ts';
import type { Grade } from './light.ts';
import { particleAt, particleStride } from './particles.ts';
import type { Particles } from './particles.ts';

/** Grade in the form the pixel loop wants. */
export interface GradeTables {
  /** Three times 256: red, green, blue after contrast and split tone, in 1/16 of an 8-bit step. */
  curve: Int16Array;
  /** Darkening per pixel, 0–256. */
  vignette: Uint16Array;
  /** Gaussian noise in 1/16 of an 8-bit step, `GRAIN_LENGTH` places to start in and a row's width more. */
  grain: Int16Array;
  /** Colour strength, 256 is unchanged. */
  saturation: number;
}

const GRAIN_LENGTH = 1 << 16;

/** Prepares the tables for pictures of width × height pixels. */
export function gradeTables(grade: Grade, width: number, height: number): GradeTables {
  const curve = new Int16Array(new SharedArrayBuffer(768 * 2));
  const lift = linearOf(grade.lift);
  const gain = linearOf(grade.gain);
  for (let channel = 0; channel < 3; channel++) {
    const floor = Math.sqrt(lift[channel] ?? 0) * 0.5;
    const top = Math.sqrt(gain[channel] ?? 1);
    for (let value = 0; value < 256; value++) {
      const v = value / 255;
      // An S around mid grey, soft at both ends so that nothing clips.
      const s = v + (grade.contrast - 1) * 1.6 * v * (1 - v) * (2 * v - 0.92);
      const graded = floor * (1 - s) ** 3 + s * (1 - (1 - top) * s * 0.5);
      curve[channel * 256 + value] = Math.round(Math.min(1, Math.max(0, graded)) * 255 * 16);
    }
  }
  const vignette = new Uint16Array(new SharedArrayBuffer(width * height * 2));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = (x + 0.5) / width - 0.5;
      const dy = (y + 0.5) / height - 0.5;
      const r2 = (dx * dx + dy * dy) * 2;
      vignette[y * width + x] = Math.round(256 * (1 - grade.vignette * r2 * r2 * 1.15 - grade.vignette * 0.22 * r2));
    }
  }
  const random = chance(0x9e37);
  // A row may start anywhere and is read to its end without wrapping.
  const grain = new Int16Array(new SharedArrayBuffer((GRAIN_LENGTH + width) * 2));
  for (let index = 0; index < grain.length; index++) {
    const bell = random() + random() + random() + random() - 2;
    grain[index] = Math.round(bell * 1.73 * grade.grain * 16);
  }
  return { curve, vignette, grain, saturation: Math.round(grade.saturation * 256) };
}

/** Adds the particles to a picture at time `t` 0–1; (panX, panY) is how far the camera has moved, in half frames of a near thing. */
export function drawParticles(
  out: Int32Array,
  width: number,
  height: number,
  air: Particles,
  t: number,
  pan: { x: number; y: number; zoom: number },
): void {
  const { data, colour } = air;
  for (let base = 0; base < data.length; base += particleStride) {
    const near = data[base + 2] ?? 0;
    const at = particleAt(
      air.kind,
      {
        x: data[base] ?? 0,
        y: data[base + 1] ?? 0,
        cycles: data[base + 5] ?? 1,
        phase: data[base + 6] ?? 0,
        strength: data[base + 4] ?? 0,
      },
      t,
    );
    const zoom = 1 + (pan.zoom - 1) * (0.4 + 0.8 * near);
    const cx = (0.5 + 0.5 * (at.x * zoom + pan.x * (0.35 + near))) * width;
    const cy = (0.5 + 0.5 * (at.y * zoom + pan.y * (0.35 + near))) * height;
    const radius = Math.max(0.8, (data[base + 3] ?? 0) * height * zoom);
    const long = data[base + 7] ?? 1;
    dot(out, width, height, cx, cy, radius, radius * long, at.strength, colour);
  }
}

/** A soft spot of light. */
function dot(
  out: Int32Array,
  width: number,
  height: number,
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  strength: number,
  colour: { r: number; g: number; b: number },
): void {
  const left = Math.max(0, Math.ceil(cx - rx * 2));
  const right = Math.min(width - 1, Math.floor(cx + rx * 2));
  const top = Math.max(0, Math.ceil(cy - ry * 2));
  const bottom = Math.min(height - 1, Math.floor(cy + ry * 2));
  for (let y = top; y <= bottom; y++) {
    const dy = (y - cy) / ry;
    for (let x = left; x <= right; x++) {
      const dx = (x - cx) / rx;
      const r2 = dx * dx + dy * dy;
      if (r2 >= 4) continue;
      const falloff = 1 - r2 / 4;
      const alpha = strength * falloff * falloff;
      const index = y * width + x;
      const under = out[index] ?? 0;
      const r = under & 255;
      const g = (under >>> 8) & 255;
      const b = (under >>> 16) & 255;
      out[index] =
        ((255 << 24) |
          (Math.round(b + (colour.b - b) * alpha) << 16) |
          (Math.round(g + (colour.g - g) * alpha) << 8) |
          Math.round(r + (colour.r - r) * alpha)) >>>
        0;
    }
  }
}

/** Pixels side by side that share one step of the vignette: it changes far more slowly than that. */
const BLOCK = 4;

/** Grades a finished picture of `width` pixels a row in place. `frame` shifts the grain; `gain` (256 = 1) breathes the exposure. */
export function applyGrade(out: Int32Array, width: number, tables: GradeTables, frame: number, gain = 256): void {
  const { curve, vignette, grain, saturation } = tables;
  const rows = Math.floor(out.length / width);
  for (let row = 0; row < rows; row++) {
    // Every row starts elsewhere in the noise, so that no pattern shows.
    let speck = (Math.imul(frame, 40_503) + Math.imul(row, 28_657) + (Math.imul(row, row) >>> 3)) & (GRAIN_LENGTH - 1);
    const end = (row + 1) * width;
    for (let start = row * width; start < end; start += BLOCK) {
      const shade = ((vignette[start] as number) * gain) >> 8;
      const stop = start + BLOCK < end ? start + BLOCK : end;
      for (let index = start; index < stop; index++) {
        const pixel = out[index] as number;
        const noise = (grain[speck++] as number) + 8;
        let r = curve[pixel & 255] as number;
        let g = curve[256 + ((pixel >>> 8) & 255)] as number;
        let b = curve[512 + ((pixel >>> 16) & 255)] as number;
        if (saturation !== 256) {
          const grey = (r * 54 + g * 183 + b * 19) >> 8;
          r = grey + (((r - grey) * saturation) >> 8);
          g = grey + (((g - grey) * saturation) >> 8);
          b = grey + (((b - grey) * saturation) >> 8);
        }
        r = ((Math.imul(r, shade) >> 8) + noise) >> 4;
        g = ((Math.imul(g, shade) >> 8) + noise) >> 4;
        b = ((Math.imul(b, shade) >> 8) + noise) >> 4;
        if (((r | g | b) & -256) !== 0) {
          r = r < 0 ? 0 : r > 255 ? 255 : r;
          g = g < 0 ? 0 : g > 255 ? 255 : g;
          b = b < 0 ? 0 : b > 255 ? 255 : b;
        }
        out[index] = -16_777_216 | (b << 16) | (g << 8) | r;
      }
    }
  }
}
