/** A person in a picture: pose, clothes, head and hand put together, back to front. */
import type { FigureSpec } from '#domain/picture.ts';
import type { DrawContext, Drawing } from '../drawing.ts';
import { drawLimb, drawShoe, drawTop, necklineOf, shortSleeves } from './clothing.ts';
import type { TrunkRing } from './clothing.ts';
import { skinColors } from './face.ts';
import type { Gaze } from './face.ts';
import { drawGripFingers, drawHand, drawWrappedFingers, palmOf } from './hand.ts';
import type { HandPlace } from './hand.ts';
import { drawHead } from './head.ts';
import { clamp, ellipse, limb, mix, mixPoint, smooth } from './outline.ts';
import type { Point } from './outline.ts';
import { poseOf } from './pose.ts';
import type { ArmPose, LegPose, Pose, Reach } from './pose.ts';
import { add, bend, bowed, lerpBone, proportionsOf, tilted, turned } from './skeleton.ts';
import type { Bone, Proportions } from './skeleton.ts';
import { placedPoint, Sketch } from './sketch.ts';
import { blend, dimmed, tonesOf } from './tones.ts';

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

/** The camera is a little above the waist: what is nearer lies a little lower in the picture. */
const above = 0.1;
const flat = (p: Bone): Point => ({ x: p.x, y: p.y + p.z * above });

/**
 * Draws one person. Origin between the feet on the ground, millimetres, y
 * down, an adult's eyes at y ≈ −1600. Deterministic: nothing here is random.
 */
export function drawFigure(ctx: DrawContext, spec: FigureSpec, options: FigureOptions): FigureDrawing {
  const seated = options.seated || spec.pose === 'sitting';
  const pose = poseOf(spec, clamp(options.moment, 0, 1), seated && spec.pose !== 'walking' && spec.pose !== 'running');
  return new FigureArtist(ctx, spec, options, pose, seated && spec.pose !== 'walking' && spec.pose !== 'running').draw();
}

interface Arm {
  side: 1 | -1;
  pose: ArmPose;
  /** Area in which the sleeve runs out into the shoulder. */
  yoke: string;
  shoulder: Point;
  elbow: Point;
  wrist: Point;
  hand: HandPlace;
  /** On the far side of the trunk. */
  far: boolean;
  acting: boolean;
}

class FigureArtist {
  private readonly sketch: Sketch;
  private readonly ctx: DrawContext;
  private readonly spec: FigureSpec;
  private readonly options: FigureOptions;
  private readonly pose: Pose;
  private readonly seated: boolean;
  private readonly size: Proportions;
  private readonly yaw: number;
  /** The side of the acting arm: the near one, which nothing hides. */
  private readonly acting: 1 | -1;
  private readonly hip: Bone;

  constructor(ctx: DrawContext, spec: FigureSpec, options: FigureOptions, pose: Pose, seated: boolean) {
    this.sketch = new Sketch(ctx);
    this.ctx = ctx;
    this.spec = spec;
    this.options = options;
    this.pose = pose;
    this.seated = seated;
    this.size = proportionsOf(spec);
    this.yaw = yaws[options.facing];
    this.acting = this.yaw < 0 ? 1 : -1;
    const s = this.size.stature;
    this.hip = { x: 0, y: -(seated ? s * 0.275 : this.size.hip) + pose.drop * s, z: seated ? -s * 0.08 : 0 };
  }

  /** A point of the trunk, given from the hips: bent by the spine, then turned. */
  private trunk(x: number, y: number, z: number): Bone {
    // The hips stay; the bow grows towards the shoulders.
    const share = clamp(-y / (this.size.shoulder - this.size.hip), 0, 1.15);
    const bent = tilted(bowed({ x, y, z }, this.pose.bow * mix(0.45, 1, share)), this.pose.tilt * (0.5 + 0.5 * share));
    return turned(add(this.hip, bent), this.yaw);
  }

  private reach(from: Bone, side: number, [out, down, forward]: Reach, yaw = this.yaw): Bone {
    const s = this.size.stature;
    return add(from, turned({ x: side * out * s, y: down * s, z: forward * s }, yaw));
  }

  private direction(side: number, [out, down, forward]: Reach, yaw = this.yaw): Bone {
    return turned({ x: side * out, y: down, z: forward }, yaw);
  }

  draw(): FigureDrawing {
    const { sketch, ctx, spec, pose, size } = this;
    const s = size.stature;
    const rise = size.neck - size.hip;
    const neckBase = this.trunk(0, -rise - s * 0.004, -s * 0.006);
    const headYaw = this.headYaw();
    const direction: 1 | -1 = headYaw < -1 ? -1 : 1;
    const turn = Math.abs(headYaw) > 58 ? 2 : Math.abs(headYaw) / 40;
    // The head is carried forward of the shoulders, and further the more the spine is bowed.
    const lead = turned({ x: 0, y: 0, z: s * (0.012 + 0.0009 * Math.max(0, pose.bow) + 0.012 * pose.pitch) }, this.yaw);
    const neckLength = size.head * (spec.age === 'child' ? 0.31 : 0.38) * (1 - pose.shrug * 6) - Math.max(0, pose.pitch) * s * 0.006;
    const pivotBone = add(this.trunk(0, -rise - neckLength, s * 0.004), lead);
    const pivot = flat(pivotBone);

    const head = drawHead(ctx, spec, { turn, direction, head: size.head, pitch: pose.pitch, gaze: this.gaze(headYaw) });
    const lean = pose.pitch * 20 * Math.sin((headYaw * Math.PI) / 180) + pose.roll * (direction === 1 ? 1 : -1) + pose.tilt * 0.6;
    const eye = placedPoint(head.eye, pivot.x, pivot.y, lean, 1);
    const mouth = placedPoint(head.mouth, pivot.x, pivot.y, lean, 1);

    const held = this.options.held;
    const arms = ([-this.acting, this.acting] as const).map((side) =>
      this.arm(side === 1 ? 1 : -1, side === this.acting, mouth),
    );
    const actor = arms[1];
    const other = arms[0];
    if (!actor || !other) throw new Error('A figure has two arms.');
    const hold = held ? this.heldPlace(held, actor, mouth) : null;

    if (this.seated && this.options.seat !== false) this.drawSeat();
    sketch.place(head.back, pivot.x, pivot.y, lean);
    for (const arm of arms) if (arm.pose.layer === 'behind') this.drawArm(arm, 'all');
    for (const arm of arms) if (arm.pose.layer !== 'behind' && arm.far) this.drawArm(arm, crossesTrunk(arm) ? 'upper' : 'all');
    if (!this.seated) this.drawLegs();
    this.drawNeck(flat(neckBase), pivot, lean);
    this.drawTrunk();
    if (this.seated) this.drawLegs();
    for (const arm of arms) {
      if (arm.pose.layer === 'front' && !(arm.far && !crossesTrunk(arm)) && !(arm.acting && hold)) this.drawArm(arm, arm.far ? 'lower' : 'all');
    }
    sketch.place(head.front, pivot.x, pivot.y, lean);
    if (hold && held) {
      this.drawHolding(actor, held, hold);
    } else {
      for (const arm of arms) if (arm.pose.layer === 'over-head' && !arm.far) this.drawArm(arm, 'all');
    }
    for (const arm of arms) if (arm.pose.layer === 'over-head' && arm.far && crossesTrunk(arm)) this.drawArm(arm, 'lower');
    void ctx;
    const palm = hold?.palm ?? palmOf(actor.hand);
    return { ...sketch.done(), hand: palm, eye };
  }

  /** Where the head points, degrees; picture right is positive. */
  private headYaw(): number {
    const away = this.yaw === 0 ? -this.acting : Math.sign(this.yaw);
    const carried = this.yaw + this.pose.headTurn * away;
    switch (this.spec.gaze) {
      case 'camera':
        return Math.abs(carried) > 60 ? carried * 0.5 : carried * 0.6;
      case 'left':
        return Math.max(-80, carried - (carried > 50 ? 45 : 20));
      case 'right':
        return Math.min(80, carried + (carried < -50 ? 45 : 20));
      case 'product':
        return this.yaw === 0 ? this.acting * 9 : carried * 0.92;
      case 'down':
      case 'up':
      case 'closed':
        return carried;
    }
  }

  private gaze(headYaw: number): Gaze {
    const { spec, pose } = this;
    const away = Math.sign(headYaw);
    const open = pose.eyesClosed ? 0 : 1;
    const lids = open * clamp(1 - Math.max(0, pose.pitch - 0.3) * 0.8, 0.3, 1);
    const wander = pose.headTurn === 0 ? 0 : away * 0.5;
    switch (spec.gaze) {
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
        return { x: (this.yaw === 0 ? this.acting : away) * 0.45, y: 0.7, open: lids * 0.62 };
    }
  }

  private arm(side: 1 | -1, acting: boolean, mouth: Point): Arm {
    const { size, pose } = this;
    const s = size.stature;
    const bones = acting ? pose.active : pose.other;
    const up = size.shoulder - size.hip;
    const root = this.trunk(side * (size.shoulderHalf - s * 0.026 * size.limb), -up - pose.shrug * s + s * 0.012, -s * 0.004);
    const facing = this.yaw === 0 ? side : Math.sign(this.yaw);
    const armYaw = bones.aside === undefined ? this.yaw : facing * Math.max(Math.abs(this.yaw), bones.aside);
    let target = this.reach(root, side, bones.wrist, armYaw);
    if (acting && pose.toMouth > 0) {
      // The hand comes to the lips from below and in front; where exactly depends on how wide the held thing is.
      const held = this.options.held;
      const wide = held ? Math.min(held.bounds.width / 2, s * 0.04) : s * 0.02;
      const front = turned({ x: 0, y: 0, z: s * 0.1 }, this.yaw);
      const level = held ? Math.min(held.bounds.height * 0.5, s * 0.05) : s * 0.02;
      const at: Bone = {
        x: mouth.x + side * Math.abs(Math.cos((this.yaw * Math.PI) / 180)) * (wide + s * 0.02) + Math.sin((this.yaw * Math.PI) / 180) * wide,
        y: mouth.y + level + s * 0.055 - (front.z + root.z) * above,
        z: Math.max(root.z, 0) + front.z,
      };
      target = lerpBone(target, at, pose.toMouth);
    }
    // The sleeve has no edge where it meets the trunk, on the side of the neck.
    const neckward = flat(this.trunk(side * size.shoulderHalf * 0.4, -up - pose.shrug * s - s * 0.012, -s * 0.004));
    const r0 = 0.033 * size.limb * s;
    const gap = Math.hypot(neckward.x - flat(root).x, neckward.y - flat(root).y) || 1;
    const inner = mixPoint(flat(root), neckward, (r0 * 0.95) / gap);
    const { joint, end } = bend(root, target, size.upperArm, size.foreArm, this.direction(side, bones.elbow, armYaw));
    const [shoulder, elbow, wrist] = [flat(root), flat(joint), flat(end)];
    const fore = Math.hypot(wrist.x - elbow.x, wrist.y - elbow.y);
    // A forearm that comes straight at the camera gives no direction of its own.
    const angle = fore < s * 0.02 ? -90 : (Math.atan2(wrist.y - elbow.y, wrist.x - elbow.x) * 180) / Math.PI;
    const flexSign = this.yaw === 0 ? side : Math.sign(this.yaw);
    const foreshort = clamp(fore / size.foreArm, 0.62, 1);
    const handAngle = angle + bones.flex * flexSign;
    const a = (handAngle * Math.PI) / 180;
    // The thumb lies towards the front of the body, or up.
    const clockwise = { x: -Math.sin(a), y: Math.cos(a) };
    const front = this.yaw === 0 ? -side : Math.sign(this.yaw);
    const thumb = clockwise.x * front * 0.7 - clockwise.y >= 0 ? 1 : -1;
    return {
      side,
      pose: bones,
      yoke: ellipse(inner.x, inner.y, r0 * 1.25, r0 * 1.25),
      shoulder,
      elbow,
      wrist,
      far: Math.abs(this.yaw) > 15 && root.z < 0 && side === -this.acting,
      acting,
      hand: {
        wrist,
        angle: handAngle,
        length: s * 0.104 * foreshort * (this.spec.presentation === 'masculine' ? 1.04 : 0.97),
        thumb,
        shape: bones.hand,
        tones: tonesOf(this.ctx.light, skinColors[this.spec.skin], 1),
      },
    };
  }

  private drawArm(arm: Arm, part: 'all' | 'upper' | 'lower', withHand = true): void {
    const { sketch, size, spec } = this;
    const s = size.stature;
    const k = size.limb * s;
    const dim = arm.far ? 0.4 : 0;
    const cloth = dimmed(tonesOf(this.ctx.light, spec.top), dim);
    const skin = dimmed(arm.hand.tones, dim);
    if (part !== 'upper' && withHand) drawHand(sketch, { ...arm.hand, tones: skin });
    const bare = shortSleeves(spec);
    const radii = [0.033 * k, 0.0295 * k, 0.0245 * k, 0.0235 * k, 0.0175 * k] as const;
    if (bare) {
      const thin = radii.map((r) => r * 0.82);
      const [a, b, c, d, e] = thin;
      drawLimb(sketch, skin, arm.shoulder, arm.elbow, arm.wrist, [a ?? 1, b ?? 1, c ?? 1, d ?? 1, e ?? 1], s, part);
      if (part !== 'lower') {
        const cuff = mixPoint(arm.shoulder, arm.elbow, 0.6);
        sketch.form(limb([{ ...arm.shoulder, r: radii[0] }, { ...mixPoint(arm.shoulder, cuff, 0.6), r: radii[1] * 1.06 }, { ...cuff, r: radii[1] * 1.08 }]), cloth, { rim: s * 0.003, core: s * 0.01, joined: arm.yoke });
      }
      return;
    }
    // An arm at the side away from the light stands in the body's shadow.
    const shaded = !arm.far && arm.pose.wrist[1] > 0.28 && arm.side === Math.sign(this.ctx.light.x);
    drawLimb(sketch, cloth, arm.shoulder, arm.elbow, arm.wrist, radii, s, part, arm.yoke, shaded ? 0 : 0.0032);
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

  private heldPlace(held: Drawing, arm: Arm, mouth: Point): Hold {
    const { size, pose } = this;
    const s = size.stature;
    const { bounds } = held;
    const height = -bounds.y;
    const palm = palmOf(arm.hand);
    const towards = this.yaw === 0 ? -arm.side : Math.sign(this.yaw);
    // Small things are held round the middle, tall ones at the lower third.
    const grip = clamp(height * 0.5, 0, Math.max(s * 0.045, height * 0.35));
    const half = Math.min(bounds.width / 2, s * 0.05);
    const rest = { x: palm.x + towards * half * 0.78, y: palm.y + grip };
    const side = Math.abs(Math.sin((this.yaw * Math.PI) / 180));
    const tilt = -Math.sign(this.yaw) * 38 * side * pose.toMouth + (this.yaw === 0 ? arm.side * -8 * pose.toMouth : 0);
    // At the lips the near edge of the rim meets the mouth.
    const a = (tilt * Math.PI) / 180;
    const lip = { x: -Math.sign(this.yaw) * half * 0.8 * side, y: -height };
    const atMouth = {
      x: mouth.x - (lip.x * Math.cos(a) - lip.y * Math.sin(a)) + Math.sign(this.yaw) * s * 0.002,
      y: mouth.y - (lip.x * Math.sin(a) + lip.y * Math.cos(a)) - s * 0.003,
    };
    const base = mixPoint(rest, atMouth, pose.toMouth);
    const centre = placedPoint({ x: -towards * half * 0.78, y: -grip }, base.x, base.y, tilt, 1);
    return { base, tilt, palm: centre, towards };
  }

  /** Arm, then the thing, then the fingers around it. */
  private drawHolding(arm: Arm, held: Drawing, hold: Hold): void {
    const { sketch, size } = this;
    const place: HandPlace = { ...arm.hand, shape: 'relaxed' };
    // The wrist is moved so that the palm touches the thing exactly.
    const palm = palmOf(place);
    const shift = { x: hold.palm.x - palm.x, y: hold.palm.y - palm.y };
    const wrist = { x: arm.wrist.x + shift.x, y: arm.wrist.y + shift.y };
    const moved: Arm = { ...arm, wrist, hand: { ...arm.hand, wrist } };
    this.drawArm(moved, 'all', false);
    const length = arm.hand.length;
    const back = limb([{ ...wrist, r: length * 0.15 }, { ...mixPoint(wrist, hold.palm, 0.6), r: length * 0.19 }, { ...hold.palm, r: length * 0.24 }], 3);
    sketch.form(back, arm.hand.tones, { rim: length * 0.028, core: length * 0.06 });
    sketch.place(held, hold.base.x, hold.base.y, hold.tilt);
    drawWrappedFingers(sketch, arm.hand.tones, hold.palm, hold.towards, size.stature * 0.1, hold.tilt);
    void drawGripFingers;
  }

  private drawNeck(base: Point, pivot: Point, lean: number): void {
    const { sketch, size, spec } = this;
    const s = size.stature;
    const r = size.head * (spec.presentation === 'masculine' ? 0.248 : spec.presentation === 'feminine' ? 0.205 : 0.225) * mix(1, size.limb * (1725 / s), 0.4);
    const tones = tonesOf(this.ctx.light, skinColors[spec.skin], 1);
    const front = turned({ x: 0, y: 0, z: 1 }, this.yaw);
    const chest = { x: base.x + front.x * s * 0.02, y: base.y + s * 0.05 };
    const top = { x: pivot.x + Math.sin((lean * Math.PI) / 180) * s * 0.01, y: pivot.y - size.head * 0.04 };
    // Trapezius: the neck widens into the shoulders.
    const side = Math.abs(Math.sin((this.yaw * Math.PI) / 180));
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
        const { light } = this.ctx;
        const jaw = { x: top.x + front.x * r * 0.4 + light.x * r * 0.3, y: top.y + size.head * 0.08 };
        sketch.fill(
          smooth([{ x: jaw.x - r * 2, y: jaw.y - r * 1.5 }, { x: jaw.x - r * 1.3, y: jaw.y + r * 0.5 }, { x: jaw.x + light.x * r * 0.3, y: jaw.y + r * 1.12 }, { x: jaw.x + r * 1.3, y: jaw.y + r * 0.55 }, { x: jaw.x + r * 2, y: jaw.y - r * 1.5 }], true, 0.9),
          blend(tones.shade, tones.deep, 0.35),
          0.75,
        );
        for (const side of [-1, 1]) {
          const from = { x: chest.x + side * r * 0.22, y: base.y + s * 0.03 };
          const to = { x: chest.x + side * r * 1.6, y: base.y + s * 0.018 };
          sketch.stroke(smooth([from, { x: mix(from.x, to.x, 0.5), y: from.y - s * 0.003 }, to], false), tones.shade, s * 0.0028, { opacity: 0.3 });
        }
      },
    });
  }

  private ring(x: number, up: number, half: number, depth: number, forward: number): TrunkRing {
    const c = this.trunk(x, -up, forward);
    const a = (this.yaw * Math.PI) / 180;
    const p = flat(c);
    const tilt = (this.pose.tilt * Math.PI) / 180;
    return { ...p, half: Math.hypot(half * Math.cos(a), depth * Math.sin(a)), across: { x: Math.cos(tilt), y: Math.sin(tilt) } };
  }

  private drawTrunk(): void {
    const { size, spec, pose } = this;
    const s = size.stature;
    const up = size.shoulder - size.hip;
    const bust = spec.presentation === 'feminine' && spec.age !== 'child' ? 0.014 : 0.004;
    const belly = spec.build === 'heavy' ? 0.022 : spec.build === 'broad' ? 0.008 : 0.002;
    const seatTuck = this.seated ? 0.02 : 0;
    const lift = pose.shrug * s;
    const rings: TrunkRing[] = [
      this.ring(0, -s * (0.018 - seatTuck), size.hipHalf * 1.0, size.hipDepth, -s * 0.004),
      this.ring(0, s * 0.024, size.hipHalf * 0.98, size.hipDepth, -s * 0.004),
      this.ring(0, s * 0.105, size.waistHalf * 1.06, size.bellyDepth * 1.08, s * belly),
      this.ring(0, up - s * 0.1, size.chestHalf, size.chestDepth, s * bust),
      this.ring(0, up - s * 0.045, size.chestHalf * 1.06, size.chestDepth * 0.95, s * bust * 0.6),
      this.ring(0, up - s * 0.006 + lift, size.shoulderHalf * 0.93, s * 0.047, -s * 0.002),
      this.ring(0, up + s * 0.013 + lift, size.shoulderHalf * 0.66, s * 0.04, -s * 0.004),
    ];
    const neckline = necklineOf(spec);
    const deep = { crew: 0.012, scoop: 0.042, collar: 0.022, cardigan: 0.018 }[neckline];
    const r = size.head * (spec.presentation === 'masculine' ? 0.27 : 0.24) * (neckline === 'scoop' ? 1.35 : 1.12);
    const a = (this.yaw * Math.PI) / 180;
    const rise = size.neck - size.hip + s * 0.004 + lift;
    const wide = Math.hypot(r * Math.cos(a), r * 0.85 * Math.sin(a));
    const c = flat(this.trunk(0, -rise, 0));
    const dip = flat(this.trunk(0, -rise + s * deep + s * 0.012, s * 0.042));
    const high = neckline === 'scoop' ? -s * 0.004 : -s * 0.01;
    const front = Math.sin(a);
    drawTop(
      this.sketch,
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

  private drawLegs(): void {
    const order = [-this.acting, this.acting] as const;
    for (const side of order) {
      const acting = side === this.acting;
      this.drawLeg(side === 1 ? 1 : -1, acting ? this.pose.activeLeg : this.pose.otherLeg, !acting && Math.abs(this.yaw) > 15);
    }
  }

  private drawLeg(side: 1 | -1, leg: LegPose, far: boolean): void {
    const { sketch, size, spec } = this;
    const s = size.stature;
    const k = s * mix(1, size.limb * (1725 / s), 0.75);
    const root = turned(add(this.hip, { x: side * size.hipHalf * 0.5, y: s * 0.006, z: 0 }), this.yaw);
    const target = this.reach(root, side, leg.ankle);
    const { joint, end } = bend(root, target, size.hip - size.knee, size.knee - size.ankle, this.direction(side, leg.knee));
    const [hip, knee, ankle] = [flat(root), flat(joint), flat(end)];
    const tones = dimmed(tonesOf(this.ctx.light, spec.bottom), far ? 0.4 : 0);
    // The foot points where the body faces, toe up or down.
    const toeAngle = (leg.toe * Math.PI) / 180;
    const length = s * 0.088;
    const outward = this.yaw === 0 || Math.abs(this.yaw) < 40 ? side * 0.22 : 0;
    const forward = turned({ x: outward, y: 0, z: 1 }, this.yaw);
    const toeBone = add(end, { x: forward.x * length * Math.cos(toeAngle), y: s * 0.024 - Math.sin(toeAngle) * length, z: forward.z * length * Math.cos(toeAngle) });
    const heelBone = add(end, { x: -forward.x * length * 0.3, y: s * 0.024 + Math.sin(toeAngle) * length * 0.3, z: -forward.z * length * 0.3 });
    const footFlat = (p: Bone): Point => ({ x: p.x, y: p.y + p.z * above * 1.6 });
    drawShoe(sketch, spec, ankle, footFlat(toeBone), footFlat(heelBone), s);
    drawLimb(sketch, tones, hip, knee, ankle, [0.056 * k, 0.05 * k, 0.0365 * k, 0.035 * k, 0.0285 * k], s);
  }

  private drawSeat(): void {
    const { sketch, size } = this;
    const s = size.stature;
    const wood = tonesOf(this.ctx.light, '#6b4a35');
    const c = flat(turned({ x: 0, y: 0, z: -s * 0.04 }, this.yaw));
    const top = this.hip.y + s * 0.052;
    const half = Math.max(size.hipHalf * 1.25, s * 0.11);
    for (const [x, z] of [[-0.8, -0.6], [0.8, -0.6], [-0.86, 0.7], [0.86, 0.7]] as const) {
      const tip = { x: c.x + x * half * 1.04, y: z * half * above * 3 };
      const head = { x: c.x + x * half * 0.8, y: top + s * 0.012 };
      sketch.form(limb([{ ...head, r: s * 0.011 }, { ...tip, r: s * 0.008 }]), dimmed(wood, z < 0 ? 0.6 : 0.1), { rim: s * 0.002, core: s * 0.006 });
    }
    const seat = limb([{ x: c.x - half * 0.85, y: top + s * 0.004, r: s * 0.02 }, { x: c.x + half * 0.85, y: top + s * 0.004, r: s * 0.02 }]);
    sketch.form(seat, tonesOf(this.ctx.light, blend('#6b4a35', this.spec.bottom, 0.25)), { rim: s * 0.003, core: s * 0.008, axis: { x: 0, y: 1 } });
  }
}

interface Hold {
  base: Point;
  tilt: number;
  palm: Point;
  /** Side of the palm on which the thing is: ±1 in the picture. */
  towards: number;
}

/** A far forearm that comes round in front of the trunk. */
function crossesTrunk(arm: Arm): boolean {
  return arm.pose.wrist[2] > 0.09 && arm.pose.wrist[1] < 0.28;
}
