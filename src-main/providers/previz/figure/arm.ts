/** Arms: from the shoulder to what the hand holds. */
import type { Drawing } from '../drawing.ts';
import { drawLimb, shortSleeves } from './clothing.ts';
import { skinColors } from './features.ts';
import { drawHand, drawWrappedFingers, palmOf } from './hand.ts';
import type { HandPlace } from './hand.ts';
import { clamp, limb, mixPoint, smooth } from './outline.ts';
import type { Point } from './outline.ts';
import type { ArmPose } from './pose.ts';
import { bend, lerpBone, turned } from './skeleton.ts';
import type { Bone } from './skeleton.ts';
import { placedPoint } from './sketch.ts';
import type { Sketch } from './sketch.ts';
import { above, flat } from './stance.ts';
import type { Stance } from './stance.ts';
import { dimmed, tonesOf } from './tones.ts';

export interface Arm {
  side: 1 | -1;
  pose: ArmPose;
  /** Area in which the sleeve runs out into the shoulder. */
  yoke: { x: number; y: number; r: number };
  shoulder: Point;
  elbow: Point;
  wrist: Point;
  hand: HandPlace;
  /** On the far side of the trunk. */
  far: boolean;
  acting: boolean;
}

export interface Hold {
  base: Point;
  tilt: number;
  palm: Point;
  /** Side of the palm on which the thing is: ±1 in the picture. */
  towards: number;
}

export function armOf(stance: Stance, side: 1 | -1, acting: boolean, mouth: Point): Arm {
  const { size, pose } = stance;
  const s = size.stature;
  const bones = acting ? pose.active : pose.other;
  const up = size.shoulder - size.hip;
  const root = stance.trunk(side * (size.shoulderHalf - s * 0.026 * size.limb), -up - pose.shrug * s + s * 0.012, -s * 0.004);
  const facing = stance.yaw === 0 ? side : Math.sign(stance.yaw);
  const armYaw = bones.aside === undefined ? stance.yaw : facing * Math.max(Math.abs(stance.yaw), bones.aside);
  const [out, down, forward] = bones.wrist;
  // A hanging hand clears the hip, however wide that is.
  const clearance = Math.max(0, ((size.hipHalf - size.shoulderHalf + s * 0.026) / s) * 0.9 - 0.012);
  let target = stance.reach(
    root,
    side,
    down > 0.28 && !stance.seated ? [out + clearance, down - clearance * 0.2, forward] : bones.wrist,
    armYaw,
  );
  if (acting && pose.toMouth > 0) {
    // The hand comes to the lips from below and in front; where exactly depends on how wide the held thing is.
    const held = stance.held;
    const wide = held ? Math.min(held.bounds.width / 2, s * 0.04) : s * 0.02;
    const front = turned({ x: 0, y: 0, z: s * 0.1 }, stance.yaw);
    const level = held ? Math.min(held.bounds.height * 0.5, s * 0.05) : s * 0.02;
    const at: Bone = {
      x:
        mouth.x +
        side * Math.abs(Math.cos((stance.yaw * Math.PI) / 180)) * (wide + s * 0.02) +
        Math.sin((stance.yaw * Math.PI) / 180) * wide,
      y: mouth.y + level + s * 0.055 - (front.z + root.z) * above,
      z: Math.max(root.z, 0) + front.z,
    };
    target = lerpBone(target, at, pose.toMouth);
  }
  // The sleeve has no edge where it meets the trunk, on the side of the neck.
  const neckward = flat(stance.trunk(side * size.shoulderHalf * 0.4, -up - pose.shrug * s - s * 0.012, -s * 0.004));
  const r0 = 0.0285 * size.limb * s;
  const gap = Math.hypot(neckward.x - flat(root).x, neckward.y - flat(root).y) || 1;
  const inner = mixPoint(flat(root), neckward, (r0 * 0.95) / gap);
  const { joint, end } = bend(root, target, size.upperArm, size.foreArm, stance.direction(side, bones.elbow, armYaw));
  const [shoulder, elbow, wrist] = [flat(root), flat(joint), flat(end)];
  const fore = Math.hypot(wrist.x - elbow.x, wrist.y - elbow.y);
  // A forearm that comes straight at the camera gives no direction of its own.
  const angle = fore < s * 0.02 ? -90 : (Math.atan2(wrist.y - elbow.y, wrist.x - elbow.x) * 180) / Math.PI;
  const flexSign = stance.yaw === 0 ? side : Math.sign(stance.yaw);
  const foreshort = clamp(fore / size.foreArm, 0.62, 1);
  const handAngle = angle + bones.flex * flexSign;
  const a = (handAngle * Math.PI) / 180;
  // The thumb lies towards the front of the body, or up.
  const clockwise = { x: -Math.sin(a), y: Math.cos(a) };
  const front = stance.yaw === 0 ? -side : Math.sign(stance.yaw);
  const thumb = clockwise.x * front * 0.7 - clockwise.y >= 0 ? 1 : -1;
  return {
    side,
    pose: bones,
    yoke: { ...inner, r: r0 * 2.3 },
    shoulder,
    elbow,
    wrist,
    far: Math.abs(stance.yaw) > 15 && root.z < 0 && side === -stance.acting,
    acting,
    hand: {
      wrist,
      angle: handAngle,
      length: s * 0.104 * foreshort * (stance.spec.presentation === 'masculine' ? 1.04 : 0.97),
      thumb,
      shape: bones.hand,
      tones: tonesOf(stance.light, skinColors[stance.spec.skin], 1),
    },
  };
}

export function drawArm(sketch: Sketch, stance: Stance, arm: Arm, part: 'all' | 'upper' | 'lower', withHand = true): void {
  const { size, spec } = stance;
  const s = size.stature;
  const k = size.limb * s;
  const dim = arm.far ? 0.4 : 0;
  const cloth = dimmed(tonesOf(stance.light, spec.top), dim);
  const skin = dimmed(arm.hand.tones, dim);
  if (part !== 'upper' && withHand) drawHand(sketch, { ...arm.hand, tones: skin });
  const bare = shortSleeves(spec);
  const radii = [0.0285 * k, 0.0295 * k, 0.0245 * k, 0.0235 * k, 0.0175 * k] as const;
  if (bare) {
    const thin = radii.map((r) => r * 0.82);
    const [a, b, c, d, e] = thin;
    drawLimb(sketch, skin, arm.shoulder, arm.elbow, arm.wrist, [a ?? 1, b ?? 1, c ?? 1, d ?? 1, e ?? 1], s, part);
    if (part !== 'lower') {
      const cuff = mixPoint(arm.shoulder, arm.elbow, 0.6);
      sketch.form(
        limb([
          { ...arm.shoulder, r: radii[0] },
          { ...mixPoint(arm.shoulder, cuff, 0.6), r: radii[1] * 1.06 },
          { ...cuff, r: radii[1] * 1.08 },
        ]),
        cloth,
        { rim: s * 0.0026, core: s * 0.01, joined: arm.yoke },
      );
    }
    return;
  }
  // An arm at the side away from the light stands in the body's shadow.
  const shaded = !arm.far && arm.pose.wrist[1] > 0.28 && arm.side === Math.sign(stance.light.x);
  drawLimb(sketch, cloth, arm.shoulder, arm.elbow, arm.wrist, radii, s, part, arm.yoke, shaded ? 0 : 0.0026);
  if (part !== 'upper') {
    // Cuff: a band of cloth around the wrist.
    const from = mixPoint(arm.wrist, arm.elbow, 0.085);
    const length = Math.hypot(arm.wrist.x - from.x, arm.wrist.y - from.y);
    if (length > s * 0.003) {
      const r = radii[4] * 1.1;
      const across = { x: (-(arm.wrist.y - from.y) / length) * r, y: ((arm.wrist.x - from.x) / length) * r };
      const bulge = { x: ((arm.wrist.x - from.x) / length) * r * 0.35, y: ((arm.wrist.y - from.y) / length) * r * 0.35 };
      const end = { x: arm.wrist.x + bulge.x * 0.4, y: arm.wrist.y + bulge.y * 0.4 };
      const band = smooth(
        [
          { x: from.x + across.x, y: from.y + across.y },
          { x: from.x + bulge.x, y: from.y + bulge.y },
          { x: from.x - across.x, y: from.y - across.y },
          { x: end.x - across.x * 0.98, y: end.y - across.y * 0.98 },
          { x: end.x + bulge.x, y: end.y + bulge.y },
          { x: end.x + across.x * 0.98, y: end.y + across.y * 0.98 },
        ],
        true,
        0.55,
      );
      sketch.form(band, dimmed(cloth, 0.12), { core: s * 0.004, rim: s * 0.0016, axis: across });
    }
  }
}

export function heldPlace(stance: Stance, held: Drawing, arm: Arm, mouth: Point): Hold {
  const { size, pose } = stance;
  const s = size.stature;
  const { bounds } = held;
  const height = -bounds.y;
  const palm = palmOf(arm.hand);
  const towards = stance.yaw === 0 ? -arm.side : Math.sign(stance.yaw);
  // Small things are held round the middle, tall ones at the lower third.
  const grip = clamp(height * 0.5, 0, Math.max(s * 0.045, height * 0.35));
  const half = Math.min(bounds.width / 2, s * 0.05);
  const rest = { x: palm.x + towards * half * 0.78, y: palm.y + grip };
  const side = Math.abs(Math.sin((stance.yaw * Math.PI) / 180));
  const tilt = -Math.sign(stance.yaw) * 38 * side * pose.toMouth + (stance.yaw === 0 ? arm.side * -8 * pose.toMouth : 0);
  // At the lips the near edge of the rim meets the mouth.
  const a = (tilt * Math.PI) / 180;
  const lip = { x: -Math.sign(stance.yaw) * half * 0.8 * side, y: -height };
  const atMouth = {
    x: mouth.x - (lip.x * Math.cos(a) - lip.y * Math.sin(a)) + Math.sign(stance.yaw) * s * 0.002,
    y: mouth.y - (lip.x * Math.sin(a) + lip.y * Math.cos(a)) - s * 0.003,
  };
  const base = mixPoint(rest, atMouth, pose.toMouth);
  const centre = placedPoint({ x: -towards * half * 0.78, y: -grip }, base.x, base.y, tilt, 1);
  return { base, tilt, palm: centre, towards };
}

/** Arm, then the thing, then the fingers around it. */
export function drawHolding(sketch: Sketch, stance: Stance, arm: Arm, held: Drawing, hold: Hold): void {
  const { size } = stance;
  const place: HandPlace = { ...arm.hand, shape: 'relaxed' };
  // The wrist is moved so that the palm touches the thing exactly.
  const palm = palmOf(place);
  const shift = { x: hold.palm.x - palm.x, y: hold.palm.y - palm.y };
  const wrist = { x: arm.wrist.x + shift.x, y: arm.wrist.y + shift.y };
  const moved: Arm = { ...arm, wrist, hand: { ...arm.hand, wrist } };
  drawArm(sketch, stance, moved, 'all', false);
  const length = arm.hand.length;
  const back = limb(
    [
      { ...wrist, r: length * 0.15 },
      { ...mixPoint(wrist, hold.palm, 0.6), r: length * 0.19 },
      { ...hold.palm, r: length * 0.24 },
    ],
    3,
  );
  sketch.form(back, arm.hand.tones, { rim: length * 0.028, core: length * 0.06 });
  sketch.place(held, hold.base.x, hold.base.y, hold.tilt);
  drawWrappedFingers(sketch, arm.hand.tones, hold.palm, hold.towards, size.stature * 0.1, hold.tilt);
}

/** A far forearm that comes round in front of the trunk. */
export function crossesTrunk(arm: Arm): boolean {
  return arm.pose.wrist[2] > 0.09 && arm.pose.wrist[1] < 0.28;
}
