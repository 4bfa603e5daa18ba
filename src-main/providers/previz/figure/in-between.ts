/** In-between drawings: a body on its way from one pose to another, every joint part of the way. */
import { mix } from './outline.ts';
import type { ArmPose, LegPose, Pose, Reach } from './pose.ts';

function reach(a: Reach, b: Reach, t: number): Reach {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
}

function arm(a: ArmPose, b: ArmPose, t: number): ArmPose {
  const nearer = t < 0.5 ? a : b;
  const aside = a.aside === undefined && b.aside === undefined ? undefined : mix(a.aside ?? 0, b.aside ?? 0, t);
  return {
    wrist: reach(a.wrist, b.wrist, t),
    elbow: reach(a.elbow, b.elbow, t),
    hand: nearer.hand,
    layer: nearer.layer,
    flex: mix(a.flex, b.flex, t),
    ...(aside === undefined ? {} : { aside }),
  };
}

function leg(a: LegPose, b: LegPose, t: number): LegPose {
  return { ankle: reach(a.ankle, b.ankle, t), knee: reach(a.knee, b.knee, t), toe: mix(a.toe, b.toe, t) };
}

/** The pose `t` (0–1) of the way from `a` to `b`; hands and what lies before what change half-way. */
export function poseBetween(a: Pose, b: Pose, t: number): Pose {
  if (t <= 0) return a;
  if (t >= 1) return b;
  return {
    bow: mix(a.bow, b.bow, t),
    tilt: mix(a.tilt, b.tilt, t),
    shrug: mix(a.shrug, b.shrug, t),
    drop: mix(a.drop, b.drop, t),
    pitch: mix(a.pitch, b.pitch, t),
    roll: mix(a.roll, b.roll, t),
    headTurn: mix(a.headTurn, b.headTurn, t),
    active: arm(a.active, b.active, t),
    other: arm(a.other, b.other, t),
    activeLeg: leg(a.activeLeg, b.activeLeg, t),
    otherLeg: leg(a.otherLeg, b.otherLeg, t),
    toMouth: mix(a.toMouth, b.toMouth, t),
    eyesClosed: t < 0.5 ? a.eyesClosed : b.eyesClosed,
  };
}
