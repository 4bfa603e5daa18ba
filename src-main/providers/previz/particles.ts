/**
 * What floats in the air: dust in the light, rain, snow, mist, sparkle.
 * Every particle is where a formula says it is at time 0–1 of the scene and
 * back where it was at 1, so a clip's two ends match its two frames.
 */
import type { Hex, PictureSpec } from '#domain/picture.ts';
import { chance } from './chance.ts';
import { linearOf } from './colour.ts';

export interface Particles {
  kind: PictureSpec['atmosphere'];
  /** 8-bit sRGB. */
  colour: { r: number; g: number; b: number };
  /**
   * Eight numbers per particle: home x and y (−1…1 of the frame's half extents,
   * a little beyond), nearness (0 far … 1 close), radius (frame heights),
   * strength 0–1, whole cycles per scene, phase 0–1, elongation.
   */
  data: Float32Array;
}

const STRIDE = 8;
/** Numbers per particle in `data`. */
export const particleStride = STRIDE;

/** Air of the given kind; the same seed gives the same air. */
export function makeParticles(kind: PictureSpec['atmosphere'], colour: Hex, seed: number, seconds: number): Particles {
  const random = chance(seed);
  const counts: Record<PictureSpec['atmosphere'], number> = { none: 0, dust: 58, rain: 260, snow: 150, mist: 0, sparkle: 46 };
  const count = counts[kind];
  const data = new Float32Array(count * STRIDE);
  for (let index = 0; index < count; index++) {
    const near = random() ** 2;
    const base = index * STRIDE;
    data[base] = (random() * 2 - 1) * 1.15;
    data[base + 1] = (random() * 2 - 1) * 1.15;
    data[base + 2] = near;
    data[base + 6] = random();
    data[base + 7] = 1;
    switch (kind) {
      case 'dust':
      case 'mist':
      case 'none':
        data[base + 3] = 0.0011 + near * 0.0052;
        data[base + 4] = 0.2 - near * 0.1 + random() * 0.12;
        data[base + 5] = 1;
        break;
      case 'sparkle':
        data[base + 3] = 0.0016 + near * 0.006;
        data[base + 4] = 0.5 + random() * 0.4;
        data[base + 5] = 1 + Math.floor(random() * 3);
        break;
      case 'rain':
        data[base + 3] = 0.0009 + near * 0.0014;
        data[base + 4] = 0.14 + near * 0.2;
        data[base + 5] = Math.max(1, Math.round(seconds * (0.9 + near * 0.9)));
        data[base + 7] = 16 + near * 30;
        break;
      case 'snow':
        data[base + 3] = 0.0019 + near * 0.0065;
        data[base + 4] = 0.75 - near * 0.35;
        data[base + 5] = Math.max(1, Math.round(seconds * (0.16 + near * 0.2)));
        break;
    }
  }
  const [r, g, b] = linearOf(colour).map((v) => Math.round(255 * v ** (1 / 2.2)));
  return { kind, colour: { r: r ?? 255, g: g ?? 255, b: b ?? 255 }, data };
}

/** One particle's place on the frame at time `t`: centre in −1…1, strength 0–1. */
export function particleAt(
  kind: Particles['kind'],
  home: { x: number; y: number; cycles: number; phase: number; strength: number },
  t: number,
): { x: number; y: number; strength: number } {
  const turn = Math.PI * 2;
  const wrap = (value: number): number => {
    const span = 2.5;
    return ((((value + 1.25) % span) + span) % span) - 1.25;
  };
  switch (kind) {
    case 'rain':
      return { x: home.x, y: wrap(home.y + t * home.cycles * 2.5), strength: home.strength };
    case 'snow':
      return {
        x: home.x + 0.05 * Math.sin(turn * (t * 2 + home.phase)) - 0.05 * Math.sin(turn * home.phase),
        y: wrap(home.y + t * home.cycles * 2.5),
        strength: home.strength,
      };
    case 'sparkle': {
      const twinkle = 0.5 + 0.5 * Math.sin(turn * (t * home.cycles + home.phase));
      return { x: home.x, y: home.y, strength: home.strength * twinkle ** 3 };
    }
    case 'dust':
    case 'mist':
    case 'none':
      return {
        x: home.x + 0.07 * Math.sin(turn * (t + home.phase)),
        y: home.y + 0.05 * Math.cos(turn * (t * home.cycles + home.phase)),
        strength: home.strength * (0.75 + 0.25 * Math.sin(turn * (t * 2 + home.phase * 3))),
      };
  }
}
