/**
 * The head's geometry, drawn by hand at three views (front, three-quarter,
 * profile) and blended between them. Canonical: facing picture right, units of
 * one head (crown to chin), origin between the eyes, y down.
 */
import type { FigureSpec } from '#domain/picture.ts';
import { clamp, mix } from './outline.ts';
import type { Point } from './outline.ts';

/** How far the head is turned: 0 to the camera, 1 three-quarter (40°), 2 profile. */
export type Turn = number;

/** One point at the three views: front, three-quarter, profile. */
export type Key = readonly [fx: number, fy: number, qx: number, qy: number, px: number, py: number];

export function atTurn(key: Key, turn: Turn): Point {
  const [fx, fy, qx, qy, px, py] = key;
  return turn <= 1 ? { x: mix(fx, qx, turn), y: mix(fy, qy, turn) } : { x: mix(qx, px, turn - 1), y: mix(qy, py, turn - 1) };
}

/** The face from the front and at three-quarter, clockwise from the crown; the profile has its own outline. */
const frontOutline: readonly (readonly [number, number, number, number])[] = [
  [0, -0.5, -0.03, -0.5],
  [0.17, -0.465, 0.17, -0.46],
  [0.285, -0.33, 0.295, -0.33],
  [0.326, -0.17, 0.346, -0.17],
  [0.329, -0.07, 0.342, -0.08],
  [0.322, 0.02, 0.315, 0.015],
  [0.315, 0.11, 0.326, 0.105],
  [0.29, 0.22, 0.304, 0.21],
  [0.238, 0.335, 0.266, 0.32],
  [0.155, 0.435, 0.226, 0.425],
  [0.072, 0.49, 0.185, 0.488],
  [0, 0.5, 0.125, 0.503],
  [-0.072, 0.49, 0.055, 0.49],
  [-0.155, 0.435, -0.04, 0.44],
  [-0.238, 0.335, -0.165, 0.345],
  [-0.29, 0.22, -0.255, 0.24],
  [-0.315, 0.11, -0.315, 0.13],
  [-0.322, 0.02, -0.36, 0.02],
  [-0.329, -0.07, -0.39, -0.08],
  [-0.326, -0.17, -0.395, -0.17],
  [-0.285, -0.33, -0.335, -0.34],
  [-0.17, -0.465, -0.2, -0.465],
];

const profileOutline: readonly (readonly [number, number])[] = [
  [-0.02, -0.5],
  [0.16, -0.46],
  [0.29, -0.35],
  [0.352, -0.21],
  [0.368, -0.11],
  [0.352, -0.035],
  [0.366, 0.02],
  [0.402, 0.09],
  [0.441, 0.145],
  [0.443, 0.172],
  [0.415, 0.196],
  [0.372, 0.204],
  [0.366, 0.232],
  [0.384, 0.266],
  [0.378, 0.288],
  [0.364, 0.297],
  [0.376, 0.312],
  [0.372, 0.338],
  [0.344, 0.364],
  [0.354, 0.41],
  [0.352, 0.45],
  [0.315, 0.49],
  [0.25, 0.5],
  [0.13, 0.46],
  [0.0, 0.4],
  [-0.08, 0.33],
  [-0.12, 0.22],
  [-0.25, 0.26],
  [-0.36, 0.2],
  [-0.455, 0.05],
  [-0.485, -0.13],
  [-0.44, -0.31],
  [-0.33, -0.43],
  [-0.18, -0.49],
];

/** How wide the lower face is, against the neutral adult. */
function jawOf(spec: FigureSpec): number {
  const byPresentation = { feminine: 0.93, masculine: 1.09, neutral: 1 }[spec.presentation];
  const byBuild = { slim: 0.96, medium: 1, broad: 1.04, heavy: 1.14 }[spec.build];
  return spec.age === 'child' ? 1.04 : byPresentation * byBuild;
}

export function headOutline(spec: FigureSpec, turn: Turn): Point[] {
  const jaw = jawOf(spec);
  if (turn > 1.5) {
    const soft = spec.age === 'child' ? 0.93 : 1;
    return profileOutline.map(([x, y]) => ({ x: x > 0.36 ? 0.36 + (x - 0.36) * soft : x, y }));
  }
  const t = clamp(turn, 0, 1);
  return frontOutline.map(([fx, fy, qx, qy]) => {
    const x = mix(fx, qx, t);
    const y = mix(fy, qy, t);
    const axis = 0.125 * t;
    const low = clamp((y - 0.08) / 0.3, 0, 1);
    // A broad jaw also has a squarer chin: its corners go out and down.
    const square = spec.presentation === 'masculine' && spec.age !== 'child' ? low * 0.012 : 0;
    return { x: axis + (x - axis) * mix(1, jaw, low) + Math.sign(x - axis) * square, y: y + (y > 0.4 ? square * 0.4 : 0) };
  });
}

/** A point on the front of the face, turned: `z` is its height above the head's axis. */
export function onFace(x: number, y: number, z: number, turn: Turn): Point {
  const angle = (Math.min(turn, 1) * 40 * Math.PI) / 180;
  return { x: x * Math.cos(angle) + z * Math.sin(angle), y };
}

/** Width that is left of something on the face at `side` (−1 near, +1 far) after the turn. */
export function foreshortened(side: number, turn: Turn): number {
  const angle = Math.min(turn, 1) * 0.7;
  return Math.cos(angle + side * 0.25) / Math.cos(0.25);
}

/** Where the neck carries the head. */
export function pivotOf(turn: Turn): Point {
  return atTurn([0, 0.3, -0.055, 0.3, -0.14, 0.3], turn);
}

/** The skull that carries hair, from the near ear over the crown to the far one. */
export const skull: readonly Key[] = [
  [-0.338, 0.06, -0.37, 0.08, -0.36, 0.2],
  [-0.36, -0.08, -0.425, -0.1, -0.5, -0.02],
  [-0.345, -0.27, -0.415, -0.28, -0.52, -0.22],
  [-0.235, -0.45, -0.29, -0.455, -0.41, -0.43],
  [0, -0.53, -0.05, -0.532, -0.18, -0.535],
  [0.235, -0.45, 0.17, -0.485, 0.08, -0.515],
  [0.345, -0.27, 0.305, -0.36, 0.24, -0.44],
  [0.36, -0.08, 0.366, -0.19, 0.338, -0.33],
  [0.338, 0.06, 0.36, -0.04, 0.36, -0.25],
];

/** The line hair grows from, near ear to far ear, over the forehead. */
export const hairline: readonly Key[] = [
  [-0.325, 0.08, -0.285, 0.09, 0.0, 0.12],
  [-0.3, -0.13, -0.19, -0.15, 0.1, -0.12],
  [-0.2, -0.29, -0.035, -0.3, 0.22, -0.28],
  [0, -0.35, 0.155, -0.355, 0.315, -0.335],
  [0.2, -0.29, 0.275, -0.3, 0.335, -0.315],
  [0.3, -0.13, 0.347, -0.16, 0.35, -0.285],
  [0.325, 0.08, 0.358, 0, 0.358, -0.25],
];
