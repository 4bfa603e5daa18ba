/** What all parts of a face share: where it is, where it looks, what it expresses, its skin. */
import type { FigureSpec, Hex } from '#domain/picture.ts';
import type { Turn } from './head-shape.ts';
import type { Point } from './outline.ts';

/** How the face is placed: canonical head units to millimetres in the head's own frame. */
export interface HeadFrame {
  turn: Turn;
  /** +1 faces picture right, −1 left. */
  direction: 1 | -1;
  /** Head height, mm. */
  head: number;
  /** −1 looking up … +1 looking down: moves the features on the skull. */
  pitch: number;
  readonly point: (p: Point) => Point;
}

export interface Gaze {
  /** Picture directions, −1..1. */
  x: number;
  y: number;
  /** 0 closed … 1 open. */
  open: number;
}

export interface Manner {
  /** Height of the brow, head units; negative is up. */
  brow: number;
  /** How much the inner end of the brow rises (negative) or falls. */
  innerBrow: number;
  open: number;
  /** Corners of the mouth, negative is up. */
  corner: number;
  mouthWidth: number;
  /** Height of an open mouth. */
  gap: number;
}

/** A point of the face by its place on the head: across, down, and out from the head's axis; mm. */
export type Feature = (x: number, y: number, z: number) => Point;

export const skinColors: Record<FigureSpec['skin'], Hex> = {
  1: '#f4d5c1',
  2: '#e9bf9f',
  3: '#d8a079',
  4: '#b87c54',
  5: '#8b5739',
  6: '#5d3a2b',
};
