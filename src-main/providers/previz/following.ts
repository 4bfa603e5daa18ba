/**
 * Blocking an end frame that follows from a start frame: the camera goes
 * where the named movement takes it from where it was, the people act from
 * where they stood. Nothing is composed anew, so a clip between the two is
 * one shot.
 */
import type { CameraMovement } from '#contract/model/primitives.ts';
import type { PictureSpec } from '#domain/picture.ts';
import { block } from './blocking.ts';
import type { Blocking, PropSize } from './blocking.ts';
import { clearOfFeet, goingOf } from './camera-moves.ts';
import type { DrawContext, Drawing } from './drawing.ts';
import { aspectRatio, personField, productField, project } from './lens.ts';
import type { Camera } from './lens.ts';
import type { Sequel } from './sequel.ts';
import type { SetDesign } from './settings/setting.ts';
import type { Staging } from './staging.ts';

/** What the camera keeps in view: the eyes of the person or the middle of the thing, world millimetres. */
interface Subject {
  x: number;
  y: number;
  z: number;
  /** From the subject's point to its top, millimetres. */
  above: number;
  person: boolean;
  /** From the subject's point down to the hand that holds the thing, 0 when there is none. */
  hand: number;
}

/** How much larger a push-in makes the subject, at its usual amount. */
const PUSH = 1.38;
const SMALLEST_PUSH = 1.25;
const LARGEST_PUSH = 1.6;

/** How much closer (above 1) or wider (below 1) the end frame is. */
function growthOf(spec: PictureSpec, before: PictureSpec, sequel: Sequel): number {
  const size = (one: PictureSpec) => (one.figure ? personField(one.framing) : productField(one.framing));
  const worded = size(before) / size(spec);
  switch (spec.movement) {
    case 'push-in': {
      const usual = Math.min(LARGEST_PUSH, Math.max(SMALLEST_PUSH, PUSH ** sequel.amount));
      // Words that name a closer shot at the end ask for it.
      return Math.min(2.4, Math.max(usual, worded > 1 ? worded * (0.9 + 0.1 * sequel.amount) : 1));
    }
    case 'pull-out': {
      const usual = Math.min(LARGEST_PUSH, Math.max(SMALLEST_PUSH, PUSH ** sequel.amount));
      return 1 / Math.min(2.2, Math.max(usual, worded < 1 ? (0.9 + 0.1 * sequel.amount) / worded : 1));
    }
    case 'handheld':
      return 1.06 ** sequel.amount;
    case 'static':
    case 'pan-left':
    case 'pan-right':
    case 'tilt-up':
    case 'tilt-down':
    case 'dolly-left':
    case 'dolly-right':
    case 'tracking':
    case 'orbit':
    case 'crane-up':
    case 'crane-down':
      return 1;
  }
}

/** Share of the frame's height kept free over the head. */
const HEADROOM = 0.035;
/** Fields tighter than this crop the top of the head as close-ups do, millimetres. */
const CLOSE = 480;

/**
 * The camera at the end of the movement.
 *
 * @param amount of the movement, 1 is the usual
 */
function arrive(
  start: Camera,
  movement: CameraMovement,
  ratio: number,
  subject: { from: Subject; to: Subject },
  growth: number,
  amount: number,
  sequel: Sequel,
  limits: { floor: number; field: number },
  heading: 1 | -1,
): Camera {
  const here = project(start, subject.from.x, subject.from.y, subject.from.z);
  const distance = subject.to.z - start.z;
  const field = distance / start.focal;
  // Where the subject may be in the frame: people well inside, with air over the head.
  const body = subject.to.person ? 330 : 160;
  const widest = Math.max(ratio * 0.2, Math.min(ratio * 0.37, ratio / 2 - body / field));
  const inside = (u: number) => Math.min(widest, Math.max(-widest, u));
  const upright = (v: number, high: number): number => {
    const top = high < CLOSE && subject.to.person ? -0.22 : -0.5 + HEADROOM + Math.min(0.42, subject.to.above / high);
    // Hands with the thing stay in the frame where it is large enough for both.
    const hands = subject.to.hand > 0 ? 0.5 - (subject.to.hand + 75) / high : Infinity;
    return Math.max(top, Math.min(0.3, v, hands));
  };
  /** Sideways content shift that keeps the subject in the frame, but never less than makes the movement plain. */
  const bounded = (shift: number): number => {
    const kept = inside(here.u + shift) - here.u;
    const least = Math.abs(shift) * 0.55;
    return Math.sign(shift) * Math.max(least, kept * Math.sign(shift));
  };
  const settled = inside(here.u * (1 - Math.max(-0.5, sequel.inward)));
  switch (movement) {
    case 'static':
      return start;
    case 'push-in':
    case 'pull-out':
    case 'handheld': {
      const most = movement === 'pull-out' ? Math.max(limits.field * 1.2, field * SMALLEST_PUSH) : Infinity;
      const reached = Math.min(most, field / growth);
      const far = reached * start.focal;
      const x = start.x + (subject.to.x - start.x) * 0.25 * (1 - reached / field);
      const y = start.y;
      const v = upright(here.v + sequel.raise + (growth > 1 ? 0.02 : -0.01), reached);
      return {
        ...start,
        x,
        y,
        z: subject.to.z - far,
        focus: start.focus * (far / distance),
        shiftX: settled - (start.focal * (subject.to.x - x)) / far,
        shiftY: v - (start.focal * (subject.to.y - y)) / far,
      };
    }
    case 'pan-left':
    case 'pan-right':
      return { ...start, shiftX: start.shiftX + bounded(0.17 * ratio * amount * (movement === 'pan-right' ? -1 : 1)) };
    case 'tilt-up':
    case 'tilt-down': {
      const shift = 0.2 * amount * (movement === 'tilt-up' ? 1 : -1);
      const kept = upright(here.v + shift, field) - here.v;
      return { ...start, shiftY: start.shiftY + Math.sign(shift) * Math.max(0.1, kept * Math.sign(shift)) };
    }
    case 'dolly-left':
    case 'dolly-right': {
      const shift = bounded(0.2 * ratio * amount * (movement === 'dolly-right' ? -1 : 1));
      return { ...start, x: start.x - (shift * distance) / start.focal };
    }
    case 'tracking': {
      const walked = subject.to.x - subject.from.x;
      const way = 0.2 * field * ratio * amount * heading;
      // With a subject that walks along the frame travels as far as they do; past one that stands it must not lose them.
      if (Math.abs(walked) > Math.abs(way) * 0.4) {
        const drift = (settled - here.u) * 0.6;
        return { ...start, x: start.x + walked - (drift * distance) / start.focal };
      }
      return { ...start, x: start.x - (bounded(-way / field) * distance) / start.focal };
    }
    case 'orbit': {
      const x = start.x + 0.4 * distance * amount;
      const u = here.u + (settled - here.u) * 0.5;
      return { ...start, x, shiftX: u - (start.focal * (subject.to.x - x)) / distance };
    }
    case 'crane-up':
    case 'crane-down': {
      const sign = movement === 'crane-up' ? -1 : 1;
      const y = Math.min(limits.floor, start.y + 0.48 * field * amount * sign);
      const follow = ((y - start.y) * start.focal * 0.75) / distance;
      const v = upright(here.v - ((y - start.y) * start.focal) / distance + follow, field);
      return { ...start, y, shiftY: v - (start.focal * (subject.to.y - y)) / distance };
    }
  }
}

/** Where the person's eyes or the middle of the thing are. */
function subjectOf(blocking: Blocking, prop: PropSize | null): Subject {
  const { figure, prop: thing } = blocking;
  if (figure)
    return {
      x: figure.x + figure.eye.x,
      y: figure.y + figure.eye.y,
      z: figure.z,
      above: 165,
      person: true,
      hand: figure.holds ? Math.max(0, figure.hand.y - figure.eye.y) : 0,
    };
  const height = prop?.height ?? 300;
  if (thing) return { x: thing.x, y: thing.y - height / 2, z: thing.z, above: height / 2, person: false, hand: 0 };
  const { from } = blocking.camera;
  return { x: from.x, y: from.y, z: from.z + from.focus, above: 0, person: false, hand: 0 };
}

/**
 * The blocking of a frame that follows from another.
 *
 * @param start the start frame's own blocking
 * @param spec the end frame's words
 */
export function follow(
  context: DrawContext,
  spec: PictureSpec,
  before: PictureSpec,
  staging: Staging,
  sequel: Sequel,
  design: SetDesign,
  prop: PropSize | null,
  held: Drawing | null,
  start: Blocking,
): Blocking {
  const ratio = aspectRatio(spec.aspect);
  const own = block(context, spec, staging, design, prop, held, {
    support: start.support,
    facing: start.figure?.facing ?? null,
    held: start.prop?.held ?? false,
  });
  const from = start.camera.from;
  const field = from.focus / from.focal;
  const startSubject = subjectOf(start, prop);
  const startPlace = project(from, startSubject.x, startSubject.y, startSubject.z);
  const toMiddle = startPlace.u > 0.02 ? -1 : startPlace.u < -0.02 ? 1 : (start.figure?.facing ?? '').endsWith('left') ? -1 : 1;
  const heading = (start.figure?.facing ?? '').endsWith('left') ? -1 : 1;

  let figure = own.figure;
  if (figure && start.figure) {
    const pose = spec.figure?.pose;
    const goes = (one: typeof pose) => one === 'walking' || one === 'running';
    // Whoever is on their way at either end covers the ground in between.
    const walks = goes(pose) || goes(before.figure?.pose);
    const runs = pose === 'running' || before.figure?.pose === 'running';
    const going = walks ? 2 * goingOf(runs, field * ratio, spec.movement === 'tracking') * heading * Math.min(1.2, sequel.amount) : 0;
    // Somebody on a chair shifts their weight, somebody on their feet takes a step.
    const step = sequel.step * field * toMiddle * (figure.seated ? 0.35 : 1);
    figure = {
      ...figure,
      x: start.figure.x + (walks ? going : Math.max(-330, Math.min(330, step))),
      acted: spec.moment * sequel.progress,
      lean: goes(pose) ? 0 : sequel.lean * toMiddle,
    };
  }
  // What lies stays where it lies; what is held is where its holder is.
  let thing = own.prop;
  if (thing?.held && figure) thing = { ...thing, x: figure.x };
  else if (thing && start.prop && !start.prop.held) thing = { ...start.prop };
  const blocked: Blocking = { ...own, figure, prop: thing, support: start.support, anchor: start.anchor };

  const arrived = (): Camera =>
    arrive(
      from,
      spec.movement,
      ratio,
      { from: startSubject, to: subjectOf(blocked, prop) },
      growthOf(spec, before, sequel),
      sequel.amount,
      sequel,
      { floor: start.floorLimit, field: design.largestField },
      heading,
    );
  let to = arrived();
  if (spec.figure?.pose === 'reaching' && blocked.figure && start.figure && thing && !thing.held && Math.abs(blocked.figure.hand.x) > 60) {
    // The hand ends at the thing as the end camera sees it, which lies nearer than the hand.
    const across = to.x + ((thing.x - to.x) * (blocked.figure.z - to.z)) / Math.max(1, thing.z - to.z);
    const step = across - blocked.figure.hand.x * 0.96 - start.figure.x;
    blocked.figure.x = start.figure.x + Math.max(-520, Math.min(520, step));
    to = arrived();
  }
  const onFeet = figure && !figure.seated && !(start.support?.hidesLegs ?? false);
  const reframes = spec.movement === 'push-in' || spec.movement === 'pull-out';
  if (onFeet && reframes) to = clearOfFeet(to, subjectOf(blocked, prop).y);
  return { ...blocked, camera: { from, to }, field: to.focus / to.focal };
}
