/** The head: hair behind, skull and face, hair in front. Origin where the neck carries it. */
import type { FigureSpec } from '#domain/picture.ts';
import type { DrawContext, Drawing } from '../drawing.ts';
import { drawEar, drawGlasses } from './ears.ts';
import { drawFace } from './face.ts';
import { skinColors } from './features.ts';
import type { Gaze, HeadFrame } from './features.ts';
import { drawLocks, drawScalpShine, hairShadowOf } from './hair.ts';
import { makeHair } from './hair-styles.ts';
import { onFace, pivotOf } from './head-shape.ts';
import type { Point } from './outline.ts';
import { Sketch } from './sketch.ts';
import { tonesOf } from './tones.ts';

export interface HeadOptions {
  /** 0 to the camera, 1 three-quarter, 2 profile. */
  turn: number;
  direction: 1 | -1;
  /** Crown to chin without hair, mm. */
  head: number;
  /** −1 up … +1 down. */
  pitch: number;
  gaze: Gaze;
}

export interface HeadDrawing {
  /** Hair that lies behind neck and shoulders. */
  back: Drawing;
  front: Drawing;
  /** Between the eyes, mm from the pivot. */
  eye: Point;
  /** Where a cup meets the lips, mm from the pivot. */
  mouth: Point;
}

export function drawHead(ctx: DrawContext, spec: FigureSpec, options: HeadOptions): HeadDrawing {
  // Between three-quarter and profile there is no drawing worth showing: the nearer of the two is taken.
  const turn = options.turn > 1.5 ? 2 : Math.min(options.turn, 1.1);
  const pivot = pivotOf(turn);
  const frame: HeadFrame = {
    turn,
    direction: options.direction,
    head: options.head,
    pitch: options.pitch,
    point: (p) => ({ x: options.direction * (p.x - pivot.x) * options.head, y: (p.y - pivot.y) * options.head }),
  };
  const hair = makeHair(spec, frame);
  const back = new Sketch(ctx);
  drawLocks(back, spec, hair.back, frame);

  const front = new Sketch(ctx);
  const ears: (-1 | 1)[] = turn > 1.5 || turn > 0.45 ? [-1] : [-1, 1];
  if (!hair.coversEars && turn <= 1.5) for (const side of ears) drawEar(front, spec, frame, side);
  drawFace(front, spec, frame, options.gaze, hairShadowOf(hair, frame));
  if (spec.hair.style === 'bald') drawScalpShine(front, frame, tonesOf(ctx.light, skinColors[spec.skin], 1));
  if (spec.glasses) drawGlasses(front, spec, frame);
  drawLocks(front, spec, hair.front, frame);
  if (!hair.coversEars && turn > 0.45) drawEar(front, spec, frame, -1);

  const profile = turn > 1.5;
  return {
    back: back.done(),
    front: front.done(),
    eye: frame.point(profile ? { x: 0.25, y: 0 } : onFace(0, 0, 0.22, turn)),
    mouth: frame.point(profile ? { x: 0.37, y: 0.3 } : onFace(0, 0.31, 0.3, turn)),
  };
}
