/**
 * What each pose does with the body, from its first moment to its last.
 * Arms are set by where the hand is, legs by where the foot is; all lengths
 * are shares of the stature, so that a child and a tall man strike the same pose.
 */
import type { FigureSpec, PoseKind } from '#domain/picture.ts';
import { ease, mix } from './outline.ts';

/** Out from the midline, down, forward. */
export type Reach = readonly [out: number, down: number, forward: number];

export type HandShape = 'relaxed' | 'grip' | 'open' | 'point';

export interface ArmPose {
  /** Where the wrist is, from its own shoulder; or `mouth` with the share of the way from `from`. */
  wrist: Reach;
  /** Where the elbow points. */
  elbow: Reach;
  hand: HandShape;
  /** Behind everything, between body and head, or in front of the head. */
  layer: 'behind' | 'front' | 'over-head';
  /** At least so far from the camera's axis the arm is turned, degrees: an arm that should read must not point at the lens. */
  aside?: number;
  /** Direction of the fingers in the picture, degrees from the forearm's own. */
  flex: number;
}

export interface LegPose {
  /** Where the ankle is, from its own hip. */
  ankle: Reach;
  knee: Reach;
  /** Toe up, degrees. */
  toe: number;
}

export interface Pose {
  /** Forward bow and sideways tilt of the spine, degrees. */
  bow: number;
  tilt: number;
  /** How far the shoulders are raised. */
  shrug: number;
  /** Hip raised (negative) or lowered, shares of stature. */
  drop: number;
  /** Head: −1 up … +1 down; roll in degrees. */
  pitch: number;
  roll: number;
  /** Degrees the head turns away from the facing, positive towards picture right. */
  headTurn: number;
  /** The arm that acts, and the other. */
  active: ArmPose;
  other: ArmPose;
  /** Legs of the same sides. */
  activeLeg: LegPose;
  otherLeg: LegPose;
  /** 1 when the hand is at the lips. */
  toMouth: number;
  eyesClosed: boolean;
}

const hanging: ArmPose = { wrist: [0.035, 0.3, 0.02], elbow: [0.4, 0, -1], hand: 'relaxed', layer: 'front', flex: 0 };
const standingLeg: LegPose = { ankle: [0.004, 0.47, 0], knee: [0.1, 0, 1], toe: 0 };
/** Hands in the lap. */
const lap: ArmPose = { wrist: [-0.045, 0.235, 0.17], elbow: [0.6, 0.3, -0.6], hand: 'relaxed', layer: 'front', flex: -10 };
const seatedLeg: LegPose = { ankle: [0.012, 0.215, 0.23], knee: [0.2, -0.4, 1], toe: 0 };

function base(): Pose {
  return {
    bow: 0,
    tilt: 0,
    shrug: 0,
    drop: 0,
    pitch: 0,
    roll: 0,
    headTurn: 0,
    active: hanging,
    other: hanging,
    activeLeg: standingLeg,
    otherLeg: standingLeg,
    toMouth: 0,
    eyesClosed: false,
  };
}

const between = (a: Reach, b: Reach, t: number): Reach => [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];

/**
 * @param moment 0 first … 1 last instant of the scene.
 * @param seated the legs are then those of somebody on a chair, whatever the pose.
 */
export function poseOf(spec: FigureSpec, moment: number, seated: boolean): Pose {
  const pose = shaped(spec.pose, moment);
  if (spec.age === 'senior') {
    pose.bow += 6;
    pose.pitch -= 0.1;
  }
  if (!seated) return pose;
  const working = spec.pose === 'working';
  return {
    ...pose,
    drop: 0,
    activeLeg: { ...seatedLeg, ankle: [0.02, 0.215, 0.25] },
    otherLeg: { ...seatedLeg, ankle: [0.012, 0.215, working ? 0.2 : 0.22] },
    active: hangs(pose.active) ? lap : pose.active,
    other: hangs(pose.other) ? { ...lap, wrist: [-0.02, 0.245, 0.15] } : pose.other,
  };
}

/** An arm at the side; on a chair it would hang beside the seat. */
function hangs(arm: ArmPose): boolean {
  return arm.wrist[1] > 0.28;
}

function shaped(kind: PoseKind, t: number): Pose {
  const pose = base();
  const e = ease(0, 1, t);
  const breath = Math.sin(t * Math.PI * 2) * 0.006;
  switch (kind) {
    case 'standing':
      return {
        ...pose,
        tilt: mix(-1.2, 1.2, e),
        roll: mix(2, -2, e),
        shrug: breath,
        active: { ...hanging, wrist: [0.04, 0.298, mix(0.02, 0.05, e)] },
        otherLeg: { ...standingLeg, ankle: [0.022, 0.468, 0.03] },
      };
    case 'sitting':
      return {
        ...pose,
        bow: mix(3, -1, e),
        roll: mix(-2, 3, e),
        shrug: breath,
        active: lap,
        other: { ...lap, wrist: [-0.02, 0.245, 0.15] },
      };
    case 'reaching':
      return {
        ...pose,
        bow: mix(2, 13, e),
        tilt: 0,
        pitch: mix(0.25, 0.35, e),
        active: {
          wrist: between([0.045, 0.235, 0.12], [-0.01, 0.07, 0.3], e),
          elbow: [0.5, 1, -0.4],
          hand: 'open',
          layer: 'front',
          aside: mix(45, 66, e),
          flex: mix(0, -8, e),
        },
        otherLeg: { ...standingLeg, ankle: [0.01, 0.468, -0.05] },
        activeLeg: { ...standingLeg, ankle: [0.01, 0.465, mix(0.02, 0.08, e)] },
      };
    case 'holding':
      return {
        ...pose,
        pitch: mix(0.35, 0.2, e),
        roll: mix(-3, 2, e),
        active: {
          wrist: between([-0.02, 0.185, 0.16], [-0.02, 0.15, 0.17], e),
          elbow: [1, 0.9, -0.6],
          hand: 'grip',
          layer: 'front',
          flex: -20,
        },
        other: {
          wrist: between([-0.05, 0.19, 0.15], [-0.05, 0.157, 0.16], e),
          elbow: [1, 0.9, -0.6],
          hand: 'relaxed',
          layer: 'front',
          flex: -25,
        },
      };
    case 'drinking': {
      const lift = ease(0.1, 0.75, t);
      return {
        ...pose,
        pitch: mix(0.2, -0.22, lift),
        bow: mix(1, -2, lift),
        roll: mix(-2, 0, lift),
        active: { wrist: [-0.02, 0.17, 0.17], elbow: [1.1, 0.8, -0.2], hand: 'grip', layer: 'over-head', flex: mix(-15, 0, lift) },
        other: hanging,
        toMouth: lift,
        eyesClosed: t > 0.5,
      };
    }
    case 'walking':
    case 'running': {
      const run = kind === 'running';
      // A clip is short: just over one stride, starting at full reach where the silhouette is clearest.
      const phase = (0.05 + t * (run ? 1.42 : 0.45)) * 2 * Math.PI;
      const swing = Math.cos(phase);
      return {
        ...pose,
        bow: run ? 11 : 3,
        drop: run ? 0.022 + 0.012 * Math.cos(2 * phase) : 0.008 + 0.006 * Math.cos(2 * phase),
        roll: swing * 1.5,
        pitch: run ? -0.15 : 0,
        active: stride(-swing, run),
        other: stride(swing, run),
        activeLeg: step(swing, Math.sin(phase), run),
        otherLeg: step(-swing, -Math.sin(phase), run),
      };
    }
    case 'working': {
      const tap = Math.sin(t * Math.PI * 6) * 0.008;
      return {
        ...pose,
        bow: mix(7, 11, e),
        pitch: mix(0.5, 0.62, e),
        active: { wrist: [-0.03, 0.19 + tap, 0.22], elbow: [0.7, 1, -0.6], hand: 'relaxed', layer: 'front', flex: -8 },
        other: { wrist: [-0.02, 0.19 - tap, 0.21], elbow: [0.7, 1, -0.6], hand: 'relaxed', layer: 'front', flex: -8 },
      };
    }
    case 'looking-away':
      return {
        ...pose,
        headTurn: mix(18, 42, e),
        tilt: mix(0, 2, e),
        roll: mix(0, 3, e),
        pitch: -0.05,
        otherLeg: { ...standingLeg, ankle: [0.03, 0.466, 0.03] },
      };
    case 'looking-up':
      return { ...pose, bow: mix(0, -6, e), pitch: mix(-0.3, -0.95, e), roll: mix(0, -3, e) };
    case 'arms-crossed':
      return {
        ...pose,
        bow: mix(1, -2, e),
        shrug: 0.004 + breath,
        pitch: mix(0.05, -0.12, e),
        active: { wrist: [-0.082, 0.142, 0.095], elbow: [1, 1, 0.25], hand: 'relaxed', layer: 'front', flex: 6 },
        other: { wrist: [-0.078, 0.168, 0.07], elbow: [1, 1, 0.25], hand: 'relaxed', layer: 'front', flex: 0 },
        otherLeg: { ...standingLeg, ankle: [0.035, 0.466, 0.02] },
      };
    case 'celebrating':
      return {
        ...pose,
        bow: mix(-2, -6, e),
        pitch: mix(-0.2, -0.5, e),
        drop: mix(0.012, -0.004, e),
        tilt: mix(-2, 2, e),
        active: {
          wrist: between([0.12, -0.13, 0.08], [0.105, -0.285, 0.03], e),
          elbow: [1, 0.2, 0.1],
          hand: 'grip',
          layer: 'over-head',
          flex: 0,
        },
        other: {
          wrist: between([0.13, -0.1, 0.08], [0.13, -0.265, 0.02], e),
          elbow: [1, 0.2, 0.1],
          hand: 'grip',
          layer: 'behind',
          flex: 0,
        },
        activeLeg: { ...standingLeg, ankle: [0.03, 0.468, 0] },
        otherLeg: { ...standingLeg, ankle: [0.04, 0.468, 0] },
      };
    case 'slumped':
      return {
        ...pose,
        bow: mix(21, 13, e),
        pitch: mix(0.95, 0.55, e),
        roll: mix(7, 3, e),
        shrug: -0.008,
        tilt: mix(3, 1.5, e),
        active: { ...hanging, wrist: [0.02, 0.3, 0.05] },
        other: { ...hanging, wrist: [0.02, 0.3, 0.04] },
        activeLeg: { ...standingLeg, ankle: [0.006, 0.463, 0.02] },
      };
    case 'stretching':
      return {
        ...pose,
        bow: mix(-2, -7, e),
        tilt: mix(0, 6, e),
        pitch: mix(-0.1, -0.45, e),
        shrug: mix(0.01, 0.024, e),
        active: {
          wrist: between([0.1, -0.14, 0.0], [-0.005, -0.3, -0.01], e),
          elbow: [1, -0.2, -0.1],
          hand: 'open',
          layer: 'behind',
          flex: 0,
        },
        other: {
          wrist: between([0.11, -0.12, 0.0], [0.0, -0.295, -0.01], e),
          elbow: [1, -0.2, -0.1],
          hand: 'open',
          layer: 'behind',
          flex: 0,
        },
        eyesClosed: t > 0.35,
      };
    case 'presenting':
      return {
        ...pose,
        tilt: mix(0, -2, e),
        roll: mix(0, -3, e),
        active: {
          wrist: between([0.03, 0.19, 0.18], [0.0, 0.115, 0.26], e),
          elbow: [0.5, 1, -0.4],
          hand: 'open',
          layer: 'front',
          aside: 68,
          flex: -14,
        },
        other: { ...hanging, wrist: [0.03, 0.29, 0.05] },
        otherLeg: { ...standingLeg, ankle: [0.025, 0.468, 0.03] },
      };
  }
}

/** Arm of somebody going: `swing` 1 is fully forward. */
function stride(swing: number, run: boolean): ArmPose {
  if (run) {
    const f = (swing + 1) / 2;
    return {
      wrist: between([0.05, 0.15, -0.085], [-0.03, 0.04, 0.205], f),
      elbow: [0.35, 0.6, -1],
      hand: 'grip',
      layer: 'front',
      flex: 0,
    };
  }
  return {
    wrist: [0.03, 0.298 - Math.abs(swing) * 0.012, 0.1 * swing + 0.01],
    elbow: [0.3, 0, -1],
    hand: 'relaxed',
    layer: 'front',
    flex: 0,
  };
}

/** Leg of somebody going: `swing` 1 is the foot ahead; `lift` > 0 while the foot travels forward. */
function step(swing: number, velocity: number, run: boolean): LegPose {
  // The foot travels forward while swing grows, that is while the sine is negative.
  const lift = Math.max(0, -velocity);
  if (run) {
    const back = Math.max(0, -swing);
    return {
      ankle: [0.0, 0.455 - 0.12 * lift - 0.15 * back * 0.9 - 0.05 * Math.max(0, swing), 0.2 * swing - 0.02],
      knee: [0.05, 0, 1],
      toe: swing > 0 ? 18 * swing : -62 * back - 20 * lift,
    };
  }
  return {
    ankle: [0.0, 0.465 - 0.035 * lift - 0.012 * Math.abs(swing) - 0.018 * Math.max(0, -swing), 0.135 * swing],
    knee: [0.05, 0, 1],
    toe: swing > 0 ? 16 * swing : 30 * swing,
  };
}
