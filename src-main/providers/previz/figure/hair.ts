/** Draws the locks of a head of hair under the light. */
import type { FigureSpec, Hex } from '#domain/picture.ts';
import type { HeadFrame } from './features.ts';
import type { Hair, Lock } from './hair-shapes.ts';
import { smooth } from './outline.ts';
import type { Sketch } from './sketch.ts';
import { blend, dimmed, tonesOf } from './tones.ts';
import type { Tones } from './tones.ts';

/** Grey comes with age, but only where the brief's colour is not already grey. */
function hairColor(spec: FigureSpec): Hex {
  return spec.age === 'senior' && spec.hair.style !== 'covered' ? blend(spec.hair.color, '#cfccc8', 0.72) : spec.hair.color;
}

/** The opening runs the other way round, so that it stays open whichever fill rule is in force. */
function lockPath(lock: Lock, frame: HeadFrame): string {
  const outer = smooth(lock.points.map(frame.point), true, 0.9);
  return lock.opening ? outer + smooth(lock.opening.map(frame.point), true, 0.9) : outer;
}

/** Outline of everything in front that can shade the forehead, in millimetres. */
export function hairShadowOf(hair: Hair, frame: HeadFrame): string {
  return hair.front
    .filter((lock) => lock.shades)
    .map((lock) => lockPath(lock, frame))
    .join('');
}

export function drawLocks(sketch: Sketch, spec: FigureSpec, locks: readonly Lock[], frame: HeadFrame): void {
  const h = frame.head;
  const cloth = spec.hair.style === 'covered';
  const base = tonesOf(sketch.ctx.light, hairColor(spec));
  const curly = spec.hair.style === 'curly' || spec.hair.style === 'afro';
  for (const lock of locks) {
    const tones: Tones = dimmed(base, lock.dim);
    const silhouette = smooth((lock.silhouette ?? lock.points).map(frame.point), true, 0.9);
    const { light } = sketch.ctx;
    sketch.form(lockPath(lock, frame), tones, {
      core: 0.07 * h,
      turn: 0.5,
      holes: lock.opening !== undefined,
      marks: () => {
        lock.strands.forEach((strand, i) => {
          const path = smooth(strand.map(frame.point), false);
          const dark = i % 2 === 1;
          if (cloth) {
            sketch.stroke(path, tones.deep, 0.034 * h, { opacity: 0.2 });
            sketch.stroke(path, tones.deep, 0.011 * h, { opacity: 0.4 });
            return;
          }
          sketch.stroke(path, dark ? tones.deep : tones.rim, (curly ? 0.014 : dark ? 0.02 : 0.013) * h, {
            opacity: dark ? 0.34 : 0.2,
          });
        });
        if (lock.dim < 0.5) sketch.outside(silhouette, light.x * 0.014 * h, light.y * 0.014 * h, base.rim, 0.9);
      },
    });
  }
}

/** Light on a bald crown. */
export function drawScalpShine(sketch: Sketch, frame: HeadFrame, tones: Tones): void {
  const lit = -Math.sign(sketch.ctx.light.x || 1);
  const p = frame.point({ x: 0, y: -0.36 });
  sketch.glow(p.x + lit * 0.1 * frame.head, p.y, 0.13 * frame.head, 0.07 * frame.head, tones.spark, 0.4);
}
