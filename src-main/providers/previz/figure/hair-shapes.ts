/** What every head of hair is made of: locks between the hairline and the skull. */
import type { HeadFrame } from './features.ts';
import { atTurn, hairline, skull } from './head-shape.ts';
import type { Key } from './head-shape.ts';
import { mixPoint } from './outline.ts';
import type { Point } from './outline.ts';

export interface Lock {
  points: readonly Point[];
  /** Lines along the hair, each drawn as a light or dark streak. */
  strands: readonly (readonly Point[])[];
  /** 0..1 further from the light. */
  dim: number;
  /** Sits tight on the head, so it may shade the forehead. */
  shades: boolean;
  /** Outline of the whole head of hair: only there an edge can face the source. Default: the lock's own. */
  silhouette?: readonly Point[];
  /** Where the face looks out. */
  opening?: readonly Point[];
}

export interface Hair {
  back: readonly Lock[];
  front: readonly Lock[];
  /** True when ears and nape are under the hair. */
  coversEars: boolean;
}

/** Keys at the present turn of the head. */
export type Keyed = (...keys: Key[]) => Point[];

/** The skull, grown by a share: the outside of hair that lies on it. */
export const over = (frame: HeadFrame, grow: number): Point[] =>
  skull.map((key) => {
    const p = atTurn(key, frame.turn);
    const centre = atTurn([0, -0.1, -0.03, -0.1, -0.08, -0.1], frame.turn);
    return { x: centre.x + (p.x - centre.x) * (1 + grow), y: centre.y + (p.y - centre.y) * (1 + grow) };
  });

export const lineOf = (frame: HeadFrame): Point[] => hairline.map((key) => atTurn(key, frame.turn));

/**
 * In profile the face lies outside the hair: these points take it in, so that
 * hair has no edge there that could catch light. `tail` is where the outline
 * of the hair stands at the nape or the tips.
 */
export function aroundFace(frame: HeadFrame, way: 'to-nape' | 'from-tips', tail: Point | undefined): Point[] {
  if (frame.turn <= 1.5 || !tail) return [];
  // The way along the underside bends as the hair's own edge does there.
  const under = { x: tail.x + 0.34, y: tail.y + 0.13 };
  const front = [
    { x: 0.75, y: -0.3 },
    { x: 0.8, y: 1.4 },
    { x: 0.3, y: 1.4 },
  ];
  return way === 'to-nape' ? [...front, under] : [under, ...front.toReversed()];
}

/** Streaks between the inner and the outer edge of a fall of hair. */
export function between(inner: readonly Point[], outer: readonly Point[], shares: readonly number[]): Point[][] {
  return shares.map((share) =>
    inner.map((p, i) => mixPoint(p, outer[Math.round((i / (inner.length - 1)) * (outer.length - 1))] ?? p, share)),
  );
}

/** Cap of hair: skull outline above, hairline below. */
export function cap(frame: HeadFrame, grow: number, line: readonly Point[]): Lock {
  const outer = over(frame, grow);
  return {
    points: [...outer, ...line.toReversed()],
    strands: between(line, outer, [0.3, 0.62]),
    dim: 0,
    shades: true,
    silhouette: [...outer, ...aroundFace(frame, 'to-nape', outer[0])],
  };
}
