/**
 * Vocabulary shared by everything the previz renderer draws.
 *
 * Units: millimetres of the depicted world, x to the right, y DOWN (as in SVG).
 * Every drawing has its origin where it touches its support: a figure between
 * its feet, a prop at the middle of its base. The camera alone turns
 * millimetres into pixels.
 */
import type { Hex } from '#domain/picture.ts';

/** A piece of SVG. `defs` holds gradients and filters that `body` refers to by id. */
export interface Drawing {
  defs: string;
  body: string;
  /** Box around everything drawn, in this drawing's own millimetres. */
  bounds: { x: number; y: number; width: number; height: number };
}

/** The light every shape agrees with. */
export interface LightRig {
  /** Direction the light travels in the picture plane, unit length: (1, 0) is light from the left; y>0 from above. */
  x: number;
  y: number;
  /** 0 hard shadows and tight gradients … 1 very soft. */
  softness: number;
  /** Colour and strength of the key on a white surface. */
  key: Hex;
  /** Colour of shadows on a white surface: the complement that makes warm against cool. */
  shadow: Hex;
  /** Colour of the thin light on the edge that faces the source. */
  rim: Hex;
  /** 0 nearly black … 1 bright: the level of the darkest values. */
  ambient: number;
}

/** Handed to every drawing function. */
export interface DrawContext {
  light: LightRig;
  /** Unique ids for defs: `id('grad')` → `k3-grad-7`; never the same twice in one picture. */
  id(name: string): string;
  /** Deterministic random numbers in [0, 1) for this picture. */
  random(): number;
}
