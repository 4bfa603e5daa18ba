/** Neck and trunk, from the jaw to the hem. */
import { drawTop, necklineOf } from './clothing.ts';
import type { TrunkRing } from './clothing.ts';
import { skinColors } from './features.ts';
import { mix, smooth } from './outline.ts';
import type { Point } from './outline.ts';
import { turned } from './skeleton.ts';
import type { Sketch } from './sketch.ts';
import { flat } from './stance.ts';
import type { Stance } from './stance.ts';
import { blend, tonesOf } from './tones.ts';

export function drawNeck(sketch: Sketch, stance: Stance, base: Point, pivot: Point, lean: number): void {
  const { size, spec } = stance;
  const s = size.stature;
  const r =
    size.head *
    (spec.presentation === 'masculine' ? 0.248 : spec.presentation === 'feminine' ? 0.205 : 0.225) *
    mix(1, size.limb * (1725 / s), 0.4);
  const tones = tonesOf(stance.light, skinColors[spec.skin], 1);
  const front = turned({ x: 0, y: 0, z: 1 }, stance.yaw);
  const chest = { x: base.x + front.x * s * 0.02, y: base.y + s * 0.05 };
  const top = { x: pivot.x + Math.sin((lean * Math.PI) / 180) * s * 0.01, y: pivot.y - size.head * 0.2 };
  // Trapezius: the neck widens into the shoulders.
  const side = Math.abs(Math.sin((stance.yaw * Math.PI) / 180));
  const q = mix(1, 0.5, side);
  const slope = [
    { x: top.x - r * 0.98, y: top.y },
    { x: mix(top.x, base.x, 0.5) - r * 0.97, y: mix(top.y, base.y, 0.55) },
    { x: base.x - r * 1.5 * mix(1, 0.72, side), y: base.y + s * 0.002 },
    { x: chest.x - r * 1.9 * q, y: chest.y },
    { x: chest.x, y: chest.y + s * 0.035 },
    { x: chest.x + r * 1.9 * q, y: chest.y },
    { x: base.x + r * 1.5 * mix(1, 0.72, side), y: base.y + s * 0.002 },
    { x: mix(top.x, base.x, 0.5) + r, y: mix(top.y, base.y, 0.55) },
    { x: top.x + r * 0.98, y: top.y },
  ];
  sketch.form(smooth(slope, true, 0.8), tones, {
    core: s * 0.012,
    rim: s * 0.003,
    marks: () => {
      // The jaw's shadow: the darkest value of the skin, as in life.
      const { light } = stance;
      const jaw = { x: top.x + front.x * r * 0.4 + light.x * r * 0.3, y: pivot.y + size.head * 0.05 };
      sketch.fill(
        smooth(
          [
            { x: jaw.x - r * 2, y: jaw.y - r * 1.5 },
            { x: jaw.x - r * 1.3, y: jaw.y + r * 0.5 },
            { x: jaw.x + light.x * r * 0.3, y: jaw.y + r * 1.12 },
            { x: jaw.x + r * 1.3, y: jaw.y + r * 0.55 },
            { x: jaw.x + r * 2, y: jaw.y - r * 1.5 },
          ],
          true,
          0.9,
        ),
        blend(tones.shade, tones.deep, 0.35),
        0.6,
      );
      for (const side of [-1, 1]) {
        const from = { x: chest.x + side * r * 0.22, y: base.y + s * 0.03 };
        const to = { x: chest.x + side * r * 1.6, y: base.y + s * 0.018 };
        sketch.stroke(smooth([from, { x: mix(from.x, to.x, 0.5), y: from.y - s * 0.003 }, to], false), tones.shade, s * 0.0028, {
          opacity: 0.3,
        });
      }
    },
  });
}

function ring(stance: Stance, x: number, up: number, half: number, depth: number, forward: number): TrunkRing {
  const c = stance.trunk(x, -up, forward);
  const a = (stance.yaw * Math.PI) / 180;
  const p = flat(c);
  const tilt = (stance.pose.tilt * Math.PI) / 180;
  return { ...p, half: Math.hypot(half * Math.cos(a), depth * Math.sin(a)), across: { x: Math.cos(tilt), y: Math.sin(tilt) } };
}

export function drawTrunk(sketch: Sketch, stance: Stance): void {
  const { size, spec, pose } = stance;
  const s = size.stature;
  const up = size.shoulder - size.hip;
  const bust = spec.presentation === 'feminine' && spec.age !== 'child' ? 0.014 : 0.004;
  const belly = spec.build === 'heavy' ? 0.022 : spec.build === 'broad' ? 0.008 : 0.002;
  const seatTuck = stance.seated ? 0.02 : 0;
  const lift = pose.shrug * s;
  const rings: TrunkRing[] = [
    ring(stance, 0, -s * (0.018 - seatTuck), size.hipHalf * 1.0, size.hipDepth, -s * 0.004),
    ring(stance, 0, s * 0.024, size.hipHalf * 0.98, size.hipDepth, -s * 0.004),
    ring(stance, 0, s * 0.105, size.waistHalf * 1.06, size.bellyDepth * 1.08, s * belly),
    ring(stance, 0, up - s * 0.1, size.chestHalf, size.chestDepth, s * bust),
    ring(stance, 0, up - s * 0.045, size.chestHalf * 1.06, size.chestDepth * 0.95, s * bust * 0.6),
    ring(stance, 0, up + s * 0.003 + lift, size.shoulderHalf * 0.93, s * 0.047, -s * 0.002),
    ring(stance, 0, up + s * 0.021 + lift, size.shoulderHalf * 0.66, s * 0.04, -s * 0.004),
  ];
  const neckline = necklineOf(spec);
  const deep = { crew: 0.012, scoop: 0.042, collar: 0.022, cardigan: 0.018 }[neckline];
  const r = size.head * (spec.presentation === 'masculine' ? 0.27 : 0.24) * (neckline === 'scoop' ? 1.35 : 1.12);
  const a = (stance.yaw * Math.PI) / 180;
  const rise = size.neck - size.hip + s * 0.004 + lift;
  const wide = Math.hypot(r * Math.cos(a), r * 0.85 * Math.sin(a));
  const c = flat(stance.trunk(0, -rise, 0));
  const dip = flat(stance.trunk(0, -rise + s * deep + s * 0.012, s * 0.042));
  const high = neckline === 'scoop' ? -s * 0.004 : -s * 0.01;
  const front = Math.sin(a);
  drawTop(
    sketch,
    spec,
    {
      rings,
      neckLeft: { x: c.x - wide, y: c.y + high + Math.max(0, -front) * s * 0.02 },
      neckRight: { x: c.x + wide, y: c.y + high + Math.max(0, front) * s * 0.02 },
      dip,
    },
    s,
  );
}
