/** Hands: simple as a mitten from afar, with fingers that can be counted up close. */
import type { HandShape } from './pose.ts';
import { limb } from './outline.ts';
import type { LimbPoint, Point } from './outline.ts';
import type { Sketch } from './sketch.ts';
import type { Tones } from './tones.ts';

export interface HandPlace {
  wrist: Point;
  /** Direction from wrist to fingers, degrees in the picture (0 right, 90 down). */
  angle: number;
  /** Wrist to fingertip, mm. */
  length: number;
  /** Which way the thumb lies, +1 clockwise of the fingers, −1 the other. */
  thumb: 1 | -1;
  shape: HandShape;
  tones: Tones;
}

/** The middle of the palm. */
export function palmOf(place: HandPlace): Point {
  return along(place, 0.42, 0);
}

function along(place: HandPlace, share: number, side: number): Point {
  const a = (place.angle * Math.PI) / 180;
  const l = place.length * share;
  const s = place.length * side * place.thumb;
  return { x: place.wrist.x + Math.cos(a) * l - Math.sin(a) * s, y: place.wrist.y + Math.sin(a) * l + Math.cos(a) * s };
}

export function drawHand(sketch: Sketch, place: HandPlace): void {
  const { length, tones } = place;
  const at = (share: number, side: number, r: number): LimbPoint => ({ ...along(place, share, side), r: length * r });
  const rim = length * 0.028;
  const core = length * 0.07;
  const finger = (points: LimbPoint[]): void => sketch.form(limb(points, 3), tones, { rim: rim * 0.7, core: core * 0.6 });
  const crease = (a: Point, b: Point): void => sketch.stroke(`M${a.x} ${a.y}L${b.x} ${b.y}`, tones.deep, length * 0.016, { opacity: 0.5 });
  switch (place.shape) {
    case 'relaxed': {
      finger([at(0.12, 0.1, 0.075), at(0.34, 0.2, 0.068), at(0.56, 0.225, 0.045)]);
      sketch.form(
        limb([at(-0.08, 0, 0.135), at(0.22, 0.015, 0.185), at(0.48, 0, 0.178), at(0.74, -0.02, 0.145), at(0.95, 0.02, 0.075)], 3),
        tones,
        { rim, core },
      );
      for (const side of [-0.075, 0.01, 0.085]) crease(along(place, 0.6, side), along(place, 0.9, side * 0.7));
      return;
    }
    case 'open': {
      const tips: [number, number, number][] = [
        [-0.135, 0.84, -0.24],
        [-0.045, 0.98, -0.08],
        [0.05, 1, 0.07],
        [0.135, 0.93, 0.21],
      ];
      finger([at(0.14, 0.1, 0.08), at(0.34, 0.25, 0.068), at(0.55, 0.36, 0.045)]);
      for (const [root, tip, spread] of tips) {
        finger([at(0.42, root, 0.062), at((tip + 0.5) / 2, (root + spread) / 2, 0.055), at(tip, spread, 0.04)]);
      }
      sketch.form(limb([at(-0.08, 0, 0.135), at(0.2, 0.01, 0.18), at(0.42, 0, 0.182)], 3), tones, { rim, core });
      return;
    }
    case 'point': {
      finger([at(0.42, 0.11, 0.065), at(0.72, 0.12, 0.056), at(1, 0.11, 0.04)]);
      sketch.form(limb([at(-0.08, 0, 0.135), at(0.22, 0, 0.18), at(0.46, -0.02, 0.185)], 3), tones, { rim, core });
      finger([at(0.22, 0.16, 0.07), at(0.42, 0.12, 0.06), at(0.5, 0, 0.05)]);
      return;
    }
    case 'grip': {
      sketch.form(limb([at(-0.08, 0, 0.135), at(0.2, 0, 0.19), at(0.42, -0.01, 0.2)], 3), tones, { rim, core });
      drawGripFingers(sketch, place);
      return;
    }
  }
}

/** The fingers of a closed hand. */
function drawGripFingers(sketch: Sketch, place: HandPlace): void {
  const { length, tones } = place;
  const at = (share: number, side: number, r: number): LimbPoint => ({ ...along(place, share, side), r: length * r });
  const style = { rim: length * 0.02, core: length * 0.045 };
  const rows: [number, number][] = [
    [-0.15, 0.5],
    [-0.045, 0.56],
    [0.06, 0.56],
    [0.155, 0.5],
  ];
  for (const [side, reach] of rows) {
    sketch.form(limb([at(reach - 0.14, side, 0.06), at(reach, side, 0.062), at(reach + 0.03, side * 0.98, 0.05)], 3), tones, style);
  }
  sketch.form(limb([at(0.12, 0.17, 0.072), at(0.3, 0.21, 0.062), at(0.46, 0.13, 0.05)], 3), tones, style);
}

/** Fingers that lie over the front of a held thing, from the side on which the palm is. */
export function drawWrappedFingers(sketch: Sketch, tones: Tones, palm: Point, towards: number, length: number, tilt: number): void {
  const a = (tilt * Math.PI) / 180;
  const at = (x: number, y: number, r: number): LimbPoint => ({
    x: palm.x + (x * towards * Math.cos(a) - y * Math.sin(a)) * length,
    y: palm.y + (x * towards * Math.sin(a) + y * Math.cos(a)) * length,
    r: r * length,
  });
  const style = { rim: length * 0.022, core: length * 0.05 };
  const rows: [number, number][] = [
    [0.2, 0.28],
    [0.085, 0.35],
    [-0.035, 0.37],
    [-0.15, 0.31],
  ];
  for (const [y, reach] of rows) {
    sketch.form(limb([at(-0.1, y * 0.85, 0.066), at(reach * 0.45, y, 0.066), at(reach, y + 0.015, 0.05)], 3), tones, style);
  }
}
