/**
 * Bones in three dimensions, seen from the front: x right, y down, z towards
 * the camera, millimetres. Poses are set in the body's own directions (out,
 * down, forward) and turned to the facing at the end.
 */
import type { FigureSpec } from '#domain/picture.ts';
import { clamp } from './outline.ts';

export interface Bone {
  x: number;
  y: number;
  z: number;
}

export interface Proportions {
  /** Sole to crown, mm. */
  stature: number;
  /** Chin to crown, mm. */
  head: number;
  hip: number;
  knee: number;
  ankle: number;
  /** Height of the shoulder joints and of the pit of the neck, mm above the ground. */
  shoulder: number;
  neck: number;
  /** Half widths, mm. */
  shoulderHalf: number;
  chestHalf: number;
  waistHalf: number;
  hipHalf: number;
  /** Half depths, mm. */
  chestDepth: number;
  bellyDepth: number;
  hipDepth: number;
  upperArm: number;
  foreArm: number;
  /** Thickness of limbs against a medium adult. */
  limb: number;
}

/** Real-world measures of a person, about 7 heads for an adult with hair and 5.5 for a child. */
export function proportionsOf(spec: FigureSpec): Proportions {
  const child = spec.age === 'child';
  const base = { feminine: 1675, masculine: 1785, neutral: 1725 }[spec.presentation];
  const stature = child ? 1240 : spec.age === 'senior' ? base * 0.965 : base;
  const girth = { slim: 0.88, medium: 1, broad: 1.1, heavy: 1.42 }[spec.build] * (child ? 0.92 : 1);
  const frame = { slim: 0.95, medium: 1, broad: 1.12, heavy: 1.06 }[spec.build] * (child ? 0.9 : 1);
  const feminine = spec.presentation === 'feminine' && !child;
  const masculine = spec.presentation === 'masculine' && !child;
  const s = stature;
  return {
    stature: s,
    head: child ? s / 5.4 : s / 6.8,
    hip: s * 0.515,
    knee: s * 0.283,
    ankle: s * 0.045,
    shoulder: s * (child ? 0.785 : 0.808),
    neck: s * (child ? 0.805 : 0.832),
    shoulderHalf: s * (feminine ? 0.103 : masculine ? 0.121 : 0.112) * frame,
    chestHalf: s * (feminine ? 0.083 : masculine ? 0.099 : 0.091) * (0.6 * frame + 0.4 * girth),
    waistHalf: s * (feminine ? 0.068 : masculine ? 0.085 : 0.078) * girth,
    hipHalf: s * (feminine ? 0.099 : masculine ? 0.092 : 0.094) * (0.35 + 0.65 * girth),
    chestDepth: s * (feminine ? 0.07 : 0.071) * girth,
    bellyDepth: s * 0.06 * girth * girth,
    hipDepth: s * 0.07 * girth,
    upperArm: s * 0.168,
    foreArm: s * 0.146,
    limb: (s / 1725) * (0.45 + 0.55 * girth) * (feminine ? 0.88 : masculine ? 1.08 : 1),
  };
}

export function add(a: Bone, b: Bone): Bone {
  return { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z };
}

export function lerpBone(a: Bone, b: Bone, t: number): Bone {
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, z: a.z + (b.z - a.z) * t };
}

function minus(a: Bone, b: Bone): Bone {
  return { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z };
}

function length(a: Bone): number {
  return Math.hypot(a.x, a.y, a.z);
}

function scaled(a: Bone, by: number): Bone {
  return { x: a.x * by, y: a.y * by, z: a.z * by };
}

/**
 * Bends a two-bone limb from `root` to `target`; the joint moves towards `pole`.
 * A target out of reach is taken as far as the limb goes.
 */
export function bend(root: Bone, target: Bone, first: number, second: number, pole: Bone): { joint: Bone; end: Bone } {
  const to = minus(target, root);
  const far = length(to) || 1;
  const distance = clamp(far, Math.abs(first - second) + 1, (first + second) * 0.999);
  const along = scaled(to, 1 / far);
  const end = add(root, scaled(along, distance));
  const share = (first * first - second * second + distance * distance) / (2 * distance);
  const height = Math.sqrt(Math.max(0, first * first - share * share));
  const dot = pole.x * along.x + pole.y * along.y + pole.z * along.z;
  const side = minus(pole, scaled(along, dot));
  const size = length(side) || 1;
  return { joint: add(add(root, scaled(along, share)), scaled(side, height / size)), end };
}

/** Turns about the upright axis, degrees: positive brings the front to picture right. */
export function turned(p: Bone, degrees: number): Bone {
  const a = (degrees * Math.PI) / 180;
  return { x: p.x * Math.cos(a) + p.z * Math.sin(a), y: p.y, z: -p.x * Math.sin(a) + p.z * Math.cos(a) };
}

/** Bows forward about the sideways axis through the origin, degrees. */
export function bowed(p: Bone, degrees: number): Bone {
  const a = (degrees * Math.PI) / 180;
  // y is down: an upright spine point (negative y) moves forward (+z).
  return { x: p.x, y: p.y * Math.cos(a) + p.z * Math.sin(a), z: p.z * Math.cos(a) - p.y * Math.sin(a) };
}

/** Tilts sideways about the forward axis, degrees: positive to picture right when facing the camera. */
export function tilted(p: Bone, degrees: number): Bone {
  const a = (degrees * Math.PI) / 180;
  return { x: p.x * Math.cos(a) - p.y * Math.sin(a), y: p.x * Math.sin(a) + p.y * Math.cos(a), z: p.z };
}
