/**
 * Blocking: where the person and the thing are in the world, and where the
 * camera must be so that the frame holds them as the shot size, the angle, the
 * lens and the staging say.
 */
import type { Framing } from '#contract/model/primitives.ts';
import type { FigureSpec, PictureSpec } from '#domain/picture.ts';
import type { DrawContext, Drawing } from './drawing.ts';
import { drawFigure } from './figure/figure.ts';
import { clearOfFeet, goingOf, moveCamera } from './camera-moves.ts';
import { aspectRatio, eyeLine, lensOf, personField, productField } from './lens.ts';
import type { Camera } from './lens.ts';
import type { SetDesign, Support } from './settings/setting.ts';
import type { Staging } from './staging.ts';

export type Facing = 'left' | 'right' | 'front' | 'three-quarter-left' | 'three-quarter-right';

export interface Place {
  x: number;
  y: number;
  z: number;
}

export interface Blocking {
  figure:
    | (Place & {
        facing: Facing;
        seated: boolean;
        holds: boolean;
        /** How far the action has come, 0–1. */
        acted: number;
        /** Sideways lean of the trunk, degrees. */
        lean: number;
        /** Eyes and acting hand in the figure's own millimetres at the frame's instant. */
        eye: { x: number; y: number };
        hand: { x: number; y: number };
      })
    | null;
  prop: (Place & { view: 'eye' | 'above' | 'hero'; held: boolean }) | null;
  camera: { from: Camera; to: Camera };
  /** Height of the frame in the world at the subject, millimetres. */
  field: number;
  /** Whether the set's table or plinth is used. */
  support: Support | null;
  seated: boolean;
  /** Where in the set the scene plays, millimetres: seat and plinth stand there. */
  anchor: number;
  /** The camera never sinks below this height (y). */
  floorLimit: number;
}

/** What an earlier frame of the same shot has decided. */
export interface Given {
  support: Support | null;
  facing: Facing | null;
  /** The thing was in the hand. */
  held: boolean;
}

/** The thing in the frame as far as blocking cares: its drawing's size. */
export interface PropSize {
  width: number;
  height: number;
}

const seatedPoses: ReadonlySet<FigureSpec['pose']> = new Set(['sitting', 'drinking', 'working', 'slumped', 'reaching', 'holding']);
/** What people do on a bench rather than on their feet. */
const restingPoses: ReadonlySet<FigureSpec['pose']> = new Set(['sitting', 'slumped', 'working']);
const floorPoses: ReadonlySet<FigureSpec['pose']> = new Set(['walking', 'running', 'celebrating', 'stretching']);
const holdingPoses: ReadonlySet<FigureSpec['pose']> = new Set(['holding', 'drinking', 'presenting']);
/** On their feet with nothing to put it on, people carry a small thing. */
const carryingPoses: ReadonlySet<FigureSpec['pose']> = new Set(['standing', 'walking', 'looking-away', 'looking-up']);
const LARGEST_HELD = 340;
/** Things taller or longer than this stand on the ground, millimetres. */
const FLOOR_THING = 900;
const CHAIR = 450;
/** Things that are on the body or cannot be carried in one hand. */
const wornKinds: ReadonlySet<string> = new Set(['shoe', 'laptop']);

function facingOf(spec: FigureSpec, staging: Staging): Facing {
  const inward = staging.side <= 0 ? 1 : -1;
  if (spec.pose === 'walking' || spec.pose === 'running') return inward > 0 ? 'right' : 'left';
  if (spec.gaze === 'left') return 'three-quarter-left';
  if (spec.gaze === 'right') return 'three-quarter-right';
  if (staging.turn === 'front' || (staging.side === 0 && spec.gaze !== 'product')) return 'front';
  const way = staging.turn === 'away' && spec.gaze !== 'product' ? -inward : inward;
  return way > 0 ? 'three-quarter-right' : 'three-quarter-left';
}

/** Turning on the way never swaps the arms: the body stays on its side, or squares up. */
function facingAfter(own: Facing, before: Facing | null, walks: boolean): Facing {
  if (before === null) return own;
  const side = before === 'front' ? 'right' : before.endsWith('left') ? 'left' : 'right';
  if (walks) return side;
  return before === 'left' || before === 'right' ? `three-quarter-${side}` : before;
}

interface Aim {
  /** What the lens looks at and focuses on. */
  x: number;
  y: number;
  z: number;
  /** Where that lies in the frame, 0 top … 1 bottom. */
  line: number;
  field: number;
  /** Height of the camera, world millimetres. */
  eye: number;
}

function cameraOf(spec: PictureSpec, staging: Staging, aim: Aim): Camera {
  const lens = lensOf(spec.lens);
  const focal = 0.5 / Math.tan((lens.degrees * Math.PI) / 360);
  const distance = aim.field * focal;
  const ratio = aspectRatio(spec.aspect);
  const across = staging.side * staging.thirds * (ratio / 6) * (ratio < 1 ? 0.72 : 1);
  const x = aim.x - (across * distance) / focal;
  const shiftY = aim.line - 0.5 - (focal * (aim.y - aim.eye)) / distance;
  return {
    x,
    y: aim.eye,
    z: aim.z - distance,
    focal,
    shiftX: 0,
    shiftY,
    roll: spec.angle === 'dutch' ? (staging.side < 0 ? 1 : -1) * 0.13 : 0,
    focus: distance,
    // A long product shot should not turn the whole world to milk: the opening shrinks with the field.
    aperture: lens.aperture * staging.softness * Math.min(1, 0.24 + aim.field / 1400),
  };
}

function heightFor(spec: PictureSpec, eye: number, field: number, staging: Staging, distance: number): number {
  const offset = -staging.height * field * 0.8;
  switch (spec.angle) {
    case 'eye-level':
    case 'dutch':
      return eye + offset;
    case 'high':
      return eye - Math.max(320, 0.34 * distance) + offset * 0.4;
    case 'low':
      return eye + Math.max(260, 0.32 * distance) + offset * 0.4;
    case 'overhead':
      return eye - Math.max(500, 0.6 * distance);
  }
}

const shotSizes: Record<Framing, number> = {
  'extreme-wide': 0,
  wide: 1,
  'medium-wide': 2,
  medium: 3,
  'medium-close-up': 4,
  'close-up': 5,
  'extreme-close-up': 6,
};
/** Shot sizes in order: 0 extreme wide … 6 extreme close-up. */
export const shotOrder = shotSizes;

/**
 * Places everything and points the camera.
 *
 * @param held the thing's drawing, if it can be held
 * @param given what an earlier frame of the same shot has decided
 */
export function block(
  context: DrawContext,
  spec: PictureSpec,
  staging: Staging,
  design: SetDesign,
  prop: PropSize | null,
  held: Drawing | null,
  given: Given | null = null,
): Blocking {
  const ratio = aspectRatio(spec.aspect);
  const lens = lensOf(spec.lens);
  const focal = 0.5 / Math.tan((lens.degrees * Math.PI) / 360);
  const order = shotOrder[spec.framing];
  const floorThing = prop !== null && Math.max(prop.height, prop.width * 0.8) > FLOOR_THING;
  const view = spec.angle === 'high' || spec.angle === 'overhead' ? 'above' : spec.angle === 'low' ? 'hero' : 'eye';

  if (!spec.figure) return blockThing();

  const figure = spec.figure;
  const onFloor = floorPoses.has(figure.pose) || floorThing || (order <= 1 && !seatedPoses.has(figure.pose));
  const carried = prop !== null && !floorThing && holdingPoses.has(figure.pose) && Math.max(prop.width, prop.height) <= LARGEST_HELD;
  // A low table or plinth in front of somebody serves only if something lies on it.
  const support = given
    ? given.support
    : onFloor || (design.support && !design.support.hidesLegs && (prop === null || carried))
      ? null
      : design.support;
  const hidden = support?.hidesLegs ?? false;
  const walks = figure.pose === 'walking' || figure.pose === 'running';
  const facing = facingAfter(facingOf(figure, staging), given?.facing ?? null, walks);
  const worn = spec.prop !== null && wornKinds.has(spec.prop.kind);
  const small = prop !== null && !floorThing && Math.max(prop.width, prop.height) <= LARGEST_HELD;
  const holds =
    small &&
    !worn &&
    (holdingPoses.has(figure.pose) ||
      (carryingPoses.has(figure.pose) && (support === null || order <= 1)) ||
      // Without a table there is nowhere to put down what was in the hand.
      (given !== null && given.held && support === null));
  // Hands that hold something stay above a table's top when their owner stands behind it.
  const seated =
    !(hidden && holds) &&
    ((seatedPoses.has(figure.pose) &&
      !floorThing &&
      (hidden || design.seat.inviting || (design.seat.layers.length > 0 && restingPoses.has(figure.pose)))) ||
      figure.pose === 'sitting');
  // A runner does not carry the product, and nothing hangs in the air.
  const leftOut = prop !== null && !holds && !floorThing && support === null;
  const seat = design.seat.layers.length === 0;
  const probe = drawFigure(context, figure, { moment: spec.moment, facing, seated, held: holds ? held : null, seat });

  // Behind a table nobody sees a chair or the feet: the eyes are a forearm and a half above its top, or hands just over it.
  let lift = 0;
  if (seated && hidden && support) lift = -support.height - 455 - probe.eye.y;
  else if (seated && design.seat.layers.length > 0) lift = -(design.seat.height - CHAIR);
  else if (!seated && hidden && support && (holds || order >= 3))
    lift = -support.height - Math.max(480, holds ? probe.hand.y - probe.eye.y + 75 : 560) - probe.eye.y;
  const eyeY = probe.eye.y + lift;
  const x = staging.place;

  let field = personField(spec.framing) * staging.crop * (figure.age === 'child' ? 0.82 : 1);
  if (ratio < 0.7) field *= 1.16;
  else if (ratio < 1.1) field *= 1.05;
  field = Math.min(field, design.largestField);
  let line = eyeLine(spec.framing);
  if (order <= 1) {
    // Whole body: feet near the bottom edge, a little air above.
    const bodyTop = eyeY - 130;
    field = Math.max(field, (Math.abs(bodyTop) + (seated ? 40 : 0)) * 1.14);
    // A person alone in a big room should still be seen: half the frame's height at least, a third in the widest.
    field = Math.min(field, (Math.abs(bodyTop) + 60) / (order === 0 ? 0.46 : 0.64));
    const feet = order === 0 ? 0.86 : 0.93;
    line = feet - Math.abs(eyeY) / field;
    if (hidden && support) {
      // Behind a counter there are no feet to show: the room above it matters more than its front.
      field = order === 0 ? 3000 * staging.crop : 1850 * staging.crop;
      line = order === 0 ? 0.5 : 0.38;
    }
  } else if (seated && !hidden && order === 2) {
    line = 0.26;
  }
  if (holds && (order === 3 || order === 4)) {
    // The hands with the thing belong in the frame.
    const needed = (probe.hand.y - probe.eye.y + 110) / (0.97 - line);
    field = Math.max(field, Math.min(needed, field * 1.25));
  }
  if (prop && !holds && !floorThing && order <= 3 && support) {
    // Make room for the table with the thing on it.
    const needed = (Math.abs(support.height + eyeY) + 130) / (1 - line - 0.03);
    field = Math.max(field, Math.min(needed, field * 1.3));
  }
  const distance = field * focal;
  let cameraY = heightFor(spec, Math.max(eyeY, -1560), field, staging, distance);
  const limit = support && hidden ? -support.height - 90 : -140;
  cameraY = Math.min(cameraY, limit);
  const aim: Aim = { x: x, y: eyeY, z: 0, line, field, eye: cameraY };

  let place: Blocking['prop'] = null;
  const toward = staging.side === 0 ? (facing === 'three-quarter-left' || facing === 'left' ? -1 : 1) : -staging.side;
  if (prop && !leftOut) {
    const width = field * ratio;
    if (holds) {
      place = { x, y: 0, z: -5, view, held: true };
    } else if (floorThing) {
      const behind = prop.width > 2200 ? 1500 : 420;
      const offset = (prop.width * 0.32 + 260) * toward;
      place = { x: x + offset, y: 0, z: behind, view, held: false };
      // Both in the frame: aim between them.
      aim.x += order <= 1 ? offset * 0.62 : Math.sign(offset) * Math.min(Math.abs(offset) * 0.5, field * ratio * (order === 2 ? 0.3 : 0.1));
      if (order <= 1) aim.field = Math.min(design.largestField, Math.max(aim.field, (prop.width * 1.25 + 500) / ratio));
    } else {
      const apart = Math.min(width * 0.34, 330 + prop.width * 0.5);
      const offset = (apart * (1 - staging.overlap) + (110 + prop.width * 0.3) * staging.overlap) * toward;
      const zNear = support ? Math.max(support.near + 120, -distance * 0.42) : -distance * 0.34;
      const zFar = support ? support.far - 60 : -160;
      const z = zFar + (zNear - zFar) * staging.forward;
      let y = support ? -support.height : order <= 1 ? 0 : eyeY;
      // What the frame shows at that depth.
      const depth = z + distance;
      const bottom = cameraY + ((0.5 - (line - 0.5 - (focal * (eyeY - cameraY)) / distance)) * depth) / focal;
      if (y > bottom - prop.height * 0.06 || (!support && order > 1)) {
        // The table is below the frame: the thing rises into its lower edge, cropped, as a foreground.
        const visible = Math.min(prop.height * 0.66, (field * depth * 0.4) / distance);
        y = bottom - visible + prop.height;
      }
      place = { x: x + offset, y, z, view, held: false };
      aim.x += offset * (staging.side === 0 ? 0.32 : 0.18);
      if (figure.pose === 'reaching' && support) {
        const end = drawFigure(context, figure, { moment: 1, facing, seated, held: null, seat });
        if (Math.abs(end.hand.x) > 60) place = { ...place, x: x + end.hand.x, z: Math.min(z, -140) };
      }
    }
  }
  const middle = cameraOf({ ...spec }, staging, aim);
  const heading = facing.endsWith('left') ? -1 : 1;
  const moved = moveCamera(middle, spec.movement, ratio, limit, aim, heading);
  const showsFeet = !seated && !hidden;
  const settle = (camera: Camera) => (showsFeet ? clearOfFeet(camera, eyeY) : camera);
  const camera = { from: settle(moved.from), to: settle(moved.to) };
  // Somebody who walks is on the way: half of it before the middle of the scene, half after.
  const going = walks ? goingOf(figure.pose === 'running', aim.field * ratio, spec.movement === 'tracking') * heading : 0;
  const at = x + going * (2 * spec.moment - 1);
  return {
    figure: { x: at, y: lift, z: 0, facing, seated, holds, acted: spec.moment, lean: 0, eye: { ...probe.eye }, hand: { ...probe.hand } },
    prop: place && place.held ? { ...place, x: at } : place,
    camera,
    field: aim.field,
    support,
    seated,
    anchor: x,
    floorLimit: limit,
  };

  function blockThing(): Blocking {
    const size = prop ?? { width: 300, height: 300 };
    // Animals are on the floor, things on the table.
    const stand = floorThing || !prop || spec.prop?.kind === 'pet' ? null : design.support;
    const height = stand ? stand.height : 0;
    const factor = productField(spec.framing) * (0.86 + 0.14 * staging.crop);
    let field = factor * Math.max(size.height, (size.width * 0.66) / Math.min(1.5, ratio));
    if (!prop) field = Math.max(2000, personField(spec.framing)) * staging.crop;
    const largest = Math.max(design.largestField, size.height * 1.5);
    field = Math.min(field, largest);
    const z = stand ? (stand.far + stand.near) / 2 : 0;
    const centre = prop ? -height - size.height * 0.5 : order <= 2 ? -1150 : -1000;
    const distance = field * focal;
    let eye: number;
    switch (spec.angle) {
      case 'eye-level':
      case 'dutch':
        eye =
          prop && !floorThing
            ? -height - size.height * 0.62 - field * (0.1 + 0.2 * staging.height)
            : Math.min(-700, -1450 - staging.height * 400);
        break;
      case 'high':
        eye = -height - size.height - distance * 0.36;
        break;
      case 'low':
        eye = -height - Math.max(25, size.height * 0.14);
        break;
      case 'overhead':
        eye = -height - size.height - distance * 0.85;
        break;
    }
    // An empty place is looked at by somebody standing in it, kneeling, or on a ladder.
    if (!prop)
      eye = spec.angle === 'low' ? -600 : spec.angle === 'high' ? -2500 : spec.angle === 'overhead' ? -3200 : -1450 - staging.height * 400;
    const limit = -height - 18;
    eye = Math.min(eye, limit);
    const line = prop ? (order <= 2 ? 0.6 : 0.53) : 0.5;
    const aim: Aim = { x: staging.place, y: centre, z, line, field, eye };
    const middle = cameraOf(spec, { ...staging, thirds: prop ? staging.thirds * (order >= 5 ? 0.35 : 0.85) : 0 }, aim);
    const camera = moveCamera(middle, spec.movement, ratio, limit, aim);
    return {
      figure: null,
      prop: prop ? { x: staging.place, y: -height, z, view, held: false } : null,
      camera,
      field,
      support: stand,
      seated: false,
      anchor: staging.place,
      floorLimit: limit,
    };
  }
}
