/** A person standing somewhere: measures, pose and facing together, and where points of the body then are. */
import type { FigureSpec } from '#domain/picture.ts';
import type { Drawing, LightRig } from '../drawing.ts';
import { clamp, mix } from './outline.ts';
import type { Point } from './outline.ts';
import type { Pose, Reach } from './pose.ts';
import { add, bowed, proportionsOf, tilted, turned } from './skeleton.ts';
import type { Bone, Proportions } from './skeleton.ts';

/** The camera is a little above the waist: what is nearer lies a little lower in the picture. */
export const above = 0.1;

/** Where a point in space lies in the picture. */
export function flat(p: Bone): Point {
  return { x: p.x, y: p.y + p.z * above };
}

export class Stance {
  readonly light: LightRig;
  readonly spec: FigureSpec;
  readonly pose: Pose;
  readonly seated: boolean;
  readonly held: Drawing | null;
  readonly size: Proportions;
  /** Degrees the body is turned, positive to picture right. */
  readonly yaw: number;
  /** The side of the acting arm: the near one, which nothing hides. */
  readonly acting: 1 | -1;
  /** Middle of the hips. */
  readonly hip: Bone;

  /** @param sitting 0 on the feet … 1 on a chair; in between somebody sits down or gets up */
  constructor(light: LightRig, spec: FigureSpec, pose: Pose, yaw: number, sitting: number, held: Drawing | null) {
    this.light = light;
    this.spec = spec;
    this.pose = pose;
    this.seated = sitting >= 0.5;
    this.held = held;
    this.size = proportionsOf(spec);
    this.yaw = yaw;
    this.acting = yaw < 0 ? 1 : -1;
    const s = this.size.stature;
    this.hip = { x: 0, y: -mix(this.size.hip, s * 0.275, sitting) + pose.drop * s, z: -s * 0.08 * sitting };
  }

  /** A point of the trunk, given from the hips: bent by the spine, then turned. */
  trunk(x: number, y: number, z: number): Bone {
    // The hips stay; the bow grows towards the shoulders.
    const share = clamp(-y / (this.size.shoulder - this.size.hip), 0, 1.15);
    const bent = tilted(bowed({ x, y, z }, this.pose.bow * mix(0.45, 1, share)), this.pose.tilt * (0.5 + 0.5 * share));
    return turned(add(this.hip, bent), this.yaw);
  }

  /** A point given from a joint, in shares of the stature. */
  reach(from: Bone, side: number, [out, down, forward]: Reach, yaw = this.yaw): Bone {
    const s = this.size.stature;
    return add(from, turned({ x: side * out * s, y: down * s, z: forward * s }, yaw));
  }

  direction(side: number, [out, down, forward]: Reach, yaw = this.yaw): Bone {
    return turned({ x: side * out, y: down, z: forward }, yaw);
  }
}
