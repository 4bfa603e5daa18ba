/** Legs and shoes, and the stool of somebody seated. */
import { drawLimb, drawShoe } from './clothing.ts';
import { limb, mix } from './outline.ts';
import type { Point } from './outline.ts';
import type { LegPose } from './pose.ts';
import { add, bend, turned } from './skeleton.ts';
import type { Bone } from './skeleton.ts';
import type { Sketch } from './sketch.ts';
import { above, flat } from './stance.ts';
import type { Stance } from './stance.ts';
import { blend, dimmed, tonesOf } from './tones.ts';

export function drawLegs(sketch: Sketch, stance: Stance): void {
  const order = [-stance.acting, stance.acting] as const;
  for (const side of order) {
    const acting = side === stance.acting;
    drawLeg(
      sketch,
      stance,
      side === 1 ? 1 : -1,
      acting ? stance.pose.activeLeg : stance.pose.otherLeg,
      !acting && Math.abs(stance.yaw) > 15,
    );
  }
}

function drawLeg(sketch: Sketch, stance: Stance, side: 1 | -1, leg: LegPose, far: boolean): void {
  const { size, spec } = stance;
  const s = size.stature;
  const k = s * mix(1, size.limb * (1725 / s), 0.75);
  const root = turned(add(stance.hip, { x: side * size.hipHalf * 0.5, y: s * 0.006, z: 0 }), stance.yaw);
  const target = stance.reach(root, side, leg.ankle);
  const { joint, end } = bend(root, target, size.hip - size.knee, size.knee - size.ankle, stance.direction(side, leg.knee));
  const [hip, knee, ankle] = [flat(root), flat(joint), flat(end)];
  const tones = dimmed(tonesOf(stance.light, spec.bottom), far ? 0.4 : 0);
  // The foot points where the body faces, toe up or down.
  const toeAngle = (leg.toe * Math.PI) / 180;
  const length = s * 0.088;
  const outward = stance.yaw === 0 || Math.abs(stance.yaw) < 40 ? side * 0.22 : 0;
  const forward = turned({ x: outward, y: 0, z: 1 }, stance.yaw);
  const toeBone = add(end, {
    x: forward.x * length * Math.cos(toeAngle),
    y: s * 0.024 - Math.sin(toeAngle) * length,
    z: forward.z * length * Math.cos(toeAngle),
  });
  const heelBone = add(end, {
    x: -forward.x * length * 0.3,
    y: s * 0.024 + Math.sin(toeAngle) * length * 0.3,
    z: -forward.z * length * 0.3,
  });
  const footFlat = (p: Bone): Point => ({ x: p.x, y: p.y + p.z * above * 1.6 });
  drawShoe(sketch, spec, ankle, footFlat(toeBone), footFlat(heelBone), s);
  drawLimb(sketch, tones, hip, knee, ankle, [0.056 * k, 0.05 * k, 0.0365 * k, 0.035 * k, 0.0285 * k], s);
}

export function drawSeat(sketch: Sketch, stance: Stance): void {
  const { size } = stance;
  const s = size.stature;
  const wood = tonesOf(stance.light, '#6b4a35');
  const c = flat(turned({ x: 0, y: 0, z: -s * 0.04 }, stance.yaw));
  const top = stance.hip.y + s * 0.052;
  const half = Math.max(size.hipHalf * 1.25, s * 0.11);
  for (const [x, z] of [
    [-0.8, -0.6],
    [0.8, -0.6],
    [-0.86, 0.7],
    [0.86, 0.7],
  ] as const) {
    const tip = { x: c.x + x * half * 1.04, y: z * half * above * 3 };
    const head = { x: c.x + x * half * 0.8, y: top + s * 0.012 };
    sketch.form(
      limb([
        { ...head, r: s * 0.011 },
        { ...tip, r: s * 0.008 },
      ]),
      dimmed(wood, z < 0 ? 0.6 : 0.1),
      { rim: s * 0.002, core: s * 0.006 },
    );
  }
  const seat = limb([
    { x: c.x - half * 0.85, y: top + s * 0.004, r: s * 0.02 },
    { x: c.x + half * 0.85, y: top + s * 0.004, r: s * 0.02 },
  ]);
  sketch.form(seat, tonesOf(stance.light, blend('#6b4a35', stance.spec.bottom, 0.25)), {
    rim: s * 0.003,
    core: s * 0.008,
    axis: { x: 0, y: 1 },
  });
}
