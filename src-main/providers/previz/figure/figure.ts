/** A person in a picture: pose, clothes, head and hand put together, back to front. */
import type { FigureSpec } from '#domain/picture.ts';
import type { DrawContext, Drawing } from '../drawing.ts';
import { armOf, crossesTrunk, drawArm, drawHolding, heldPlace } from './arm.ts';
import type { Gaze } from './features.ts';
import { palmOf } from './hand.ts';
import { drawHead } from './head.ts';
import { poseBetween } from './in-between.ts';
import { clamp, mix } from './outline.ts';
import type { Point } from './outline.ts';
import { drawLegs, drawSeat } from './legs.ts';
import { poseOf } from './pose.ts';
import type { Pose } from './pose.ts';
import { add, turned } from './skeleton.ts';
import { placedPoint, Sketch } from './sketch.ts';
import { flat, Stance } from './stance.ts';
import { drawNeck, drawTrunk } from './trunk.ts';

export type Facing = 'left' | 'right' | 'front' | 'three-quarter-left' | 'three-quarter-right';

export interface FigureOptions {
  /** 0 first … 1 last instant: moves the pose along. */
  moment: number;
  /** Picture directions. */
  facing: Facing;
  seated: boolean;
  /** What is in the hand, in its own millimetres, or null. */
  held: Drawing | null;
  /** A plain stool under somebody seated; false where the setting has its own seat. Default true. */
  seat?: boolean;
  /** The trunk leans sideways, degrees, positive to picture right. */
  lean?: number;
  /** What the person is coming from, when this is an in-between drawing. */
  before?: Before;
}

/** The key drawing before an in-between. */
export interface Before {
  spec: FigureSpec;
  facing: Facing;
  seated: boolean;
  /** 0 still as before … 1 already as told. */
  weight: number;
}

export interface FigureDrawing extends Drawing {
  /** Middle of the acting hand, mm from the figure's origin. */
  hand: Point;
  /** Between the eyes. */
  eye: Point;
}

const yaws: Record<Facing, number> = {
  front: 0,
  'three-quarter-right': 36,
  right: 80,
  'three-quarter-left': -36,
  left: -80,
};

/**
 * Draws one person. Origin between the feet on the ground, millimetres, y
 * down, an adult's eyes at y ≈ −1600. Deterministic: nothing here is random.
 */
export function drawFigure(ctx: DrawContext, who: FigureSpec, options: FigureOptions): FigureDrawing {
  const { before } = options;
  const stance = stanceOf(ctx, who, options);
  // The face belongs to the nearer key drawing; where the eyes look is on the way.
  const spec = before && before.weight < 0.5 ? { ...who, expression: before.spec.expression } : who;
  const sketch = new Sketch(ctx);
  const { pose, size } = stance;
  const s = size.stature;
  const rise = size.neck - size.hip;
  const neckBase = stance.trunk(0, -rise - s * 0.004, -s * 0.006);
  const yaw = towards(options, (gaze) => headYaw(stance, gaze));
  const direction: 1 | -1 = yaw < -1 ? -1 : 1;
  const turn = Math.abs(yaw) > 58 ? 2 : Math.abs(yaw) / 40;
  // The head is carried forward of the shoulders, and further the more the spine is bowed.
  const lead = turned({ x: 0, y: 0, z: s * (0.012 + 0.0009 * Math.max(0, pose.bow) + 0.012 * pose.pitch) }, stance.yaw);
  const neckLength = size.head * (spec.age === 'child' ? 0.29 : 0.33) * (1 - pose.shrug * 6) - Math.max(0, pose.pitch) * s * 0.006;
  const pivotBone = add(stance.trunk(0, -rise - neckLength, s * 0.004), lead);
  const pivot = flat(pivotBone);

  const head = drawHead(ctx, spec, { turn, direction, head: size.head, pitch: pose.pitch, gaze: eyesOf(stance, yaw, options) });
  const lean = pose.pitch * 20 * Math.sin((yaw * Math.PI) / 180) + pose.roll * (direction === 1 ? 1 : -1) + pose.tilt * 0.6;
  const eye = placedPoint(head.eye, pivot.x, pivot.y, lean, 1);
  const mouth = placedPoint(head.mouth, pivot.x, pivot.y, lean, 1);

  const held = options.held;
  const arms = ([-stance.acting, stance.acting] as const).map((side) => armOf(stance, side === 1 ? 1 : -1, side === stance.acting, mouth));
  const actor = arms[1];
  const other = arms[0];
  if (!actor || !other) throw new Error('A figure has two arms.');
  const hold = held ? heldPlace(stance, held, actor, mouth) : null;

  if (stance.seated && options.seat !== false) drawSeat(sketch, stance);
  sketch.place(head.back, pivot.x, pivot.y, lean);
  for (const arm of arms) if (arm.pose.layer === 'behind') drawArm(sketch, stance, arm, 'all');
  for (const arm of arms) if (arm.pose.layer !== 'behind' && arm.far) drawArm(sketch, stance, arm, crossesTrunk(arm) ? 'upper' : 'all');
  if (!stance.seated) drawLegs(sketch, stance);
  drawNeck(sketch, stance, flat(neckBase), pivot, lean);
  drawTrunk(sketch, stance);
  if (stance.seated) drawLegs(sketch, stance);
  for (const arm of arms) {
    if (arm.pose.layer === 'front' && !(arm.far && !crossesTrunk(arm)) && !(arm.acting && hold))
      drawArm(sketch, stance, arm, arm.far ? 'lower' : 'all');
  }
  sketch.place(head.front, pivot.x, pivot.y, lean);
  if (hold && held) {
    drawHolding(sketch, stance, actor, held, hold);
  } else {
    for (const arm of arms) if (arm.pose.layer === 'over-head' && !arm.far) drawArm(sketch, stance, arm, 'all');
  }
  for (const arm of arms) if (arm.pose.layer === 'over-head' && arm.far && crossesTrunk(arm)) drawArm(sketch, stance, arm, 'lower');
  const palm = hold?.palm ?? palmOf(actor.hand);
  return { ...sketch.done(), hand: palm, eye };
}

function isSeated(spec: FigureSpec, seated: boolean): boolean {
  // Nobody walks or runs on a chair.
  return (seated || spec.pose === 'sitting') && spec.pose !== 'walking' && spec.pose !== 'running';
}

function stanceOf(ctx: DrawContext, spec: FigureSpec, options: FigureOptions): Stance {
  const moment = clamp(options.moment, 0, 1);
  const seated = isSeated(spec, options.seated);
  const { before } = options;
  const lean = options.lean ?? 0;
  const leaning = (pose: Pose): Pose => (lean === 0 ? pose : { ...pose, tilt: pose.tilt + lean, roll: pose.roll - lean * 0.3 });
  const pose = poseOf(spec, moment, seated);
  if (!before || before.weight >= 1) return new Stance(ctx.light, spec, leaning(pose), yaws[options.facing], seated ? 1 : 0, options.held);
  const wasSeated = isSeated(before.spec, before.seated);
  return new Stance(
    ctx.light,
    spec,
    leaning(poseBetween(poseOf(before.spec, moment, wasSeated), pose, before.weight)),
    mix(yaws[before.facing], yaws[options.facing], before.weight),
    mix(wasSeated ? 1 : 0, seated ? 1 : 0, before.weight),
    options.held,
  );
}

/** A measure that depends on where the person looks, on its way between the two key drawings. */
function towards(options: FigureOptions, measure: (gaze: FigureSpec['gaze'] | null) => number): number {
  const { before } = options;
  return before ? mix(measure(before.spec.gaze), measure(null), before.weight) : measure(null);
}

function eyesOf(stance: Stance, yaw: number, options: FigureOptions): Gaze {
  const now = gazeOf(stance, yaw, stance.spec.gaze);
  const { before } = options;
  if (!before) return now;
  const then = gazeOf(stance, yaw, before.spec.gaze);
  return { x: mix(then.x, now.x, before.weight), y: mix(then.y, now.y, before.weight), open: mix(then.open, now.open, before.weight) };
}

/** Where the head points, degrees; picture right is positive. */
function headYaw(stance: Stance, gaze: FigureSpec['gaze'] | null): number {
  const away = stance.yaw === 0 ? -stance.acting : Math.sign(stance.yaw);
  const carried = stance.yaw + stance.pose.headTurn * away;
  switch (gaze ?? stance.spec.gaze) {
    case 'camera':
      return Math.abs(carried) > 60 ? carried * 0.5 : carried * 0.6;
    case 'left':
      return Math.max(-80, carried - (carried > 50 ? 45 : 20));
    case 'right':
      return Math.min(80, carried + (carried < -50 ? 45 : 20));
    case 'product':
      return stance.yaw === 0 ? stance.acting * 9 : carried * 0.92;
    case 'down':
    case 'up':
    case 'closed':
      return carried;
  }
}

function gazeOf(stance: Stance, headYaw: number, gaze: FigureSpec['gaze']): Gaze {
  const { pose } = stance;
  const away = Math.sign(headYaw);
  const open = pose.eyesClosed ? 0 : 1;
  const lids = open * clamp(1 - Math.max(0, pose.pitch - 0.3) * 0.8, 0.3, 1);
  const wander = pose.headTurn === 0 ? 0 : away * 0.5;
  switch (gaze) {
    case 'camera':
      return { x: pose.headTurn === 0 ? -away * Math.min(0.55, Math.abs(headYaw) / 60) : wander, y: 0, open: lids };
    case 'left':
      return { x: -0.75, y: 0, open: lids };
    case 'right':
      return { x: 0.75, y: 0, open: lids };
    case 'down':
      return { x: 0, y: 0.8, open: lids * 0.5 };
    case 'up':
      return { x: 0, y: -0.8, open: lids * 1.05 };
    case 'closed':
      return { x: 0, y: 0, open: 0 };
    case 'product':
      return { x: (stance.yaw === 0 ? stance.acting : away) * 0.45, y: 0.7, open: lids * 0.62 };
  }
}
