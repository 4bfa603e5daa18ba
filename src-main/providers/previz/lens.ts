/**
 * The camera of the previz renderer: a pinhole with a shift lens. Verticals
 * stay vertical whatever its height (as architects and storyboard artists
 * draw them), the horizon lies where the height puts it, and moving the
 * camera moves near things more than far ones by true projection.
 *
 * World: millimetres, X right, Y down with 0 on the floor, Z away from the
 * camera with 0 at the subject. Picture: frame heights from the centre.
 */
import type { Aspect, Framing } from '#contract/model/primitives.ts';
import type { PictureSpec } from '#domain/picture.ts';

export interface Camera {
  /** Position, millimetres; z is negative (the subject is at 0). */
  x: number;
  y: number;
  z: number;
  /** Focal length in frame heights: 0.5 / tan(vertical field of view / 2). */
  focal: number;
  /** Where the optical axis meets the picture, frame heights from its centre. */
  shiftX: number;
  shiftY: number;
  /** Tilt of the horizon, radians, clockwise. */
  roll: number;
  /** Distance in focus, millimetres from the camera. */
  focus: number;
  /** Diameter of the opening, millimetres: more opening, shallower focus. */
  aperture: number;
}

/** Width over height. */
export function aspectRatio(aspect: Aspect): number {
  switch (aspect) {
    case '16:9':
      return 16 / 9;
    case '9:16':
      return 9 / 16;
    case '1:1':
      return 1;
    case '4:5':
      return 4 / 5;
  }
}

/** Vertical field of view in degrees and opening in millimetres of a lens. */
export function lensOf(lens: PictureSpec['lens']): { degrees: number; aperture: number } {
  switch (lens) {
    case 'wide':
      return { degrees: 47, aperture: 8 };
    case 'normal':
      return { degrees: 31, aperture: 13 };
    case 'tele':
      return { degrees: 17, aperture: 26 };
    case 'macro':
      return { degrees: 20, aperture: 20 };
  }
}

/** How much of the world the frame holds at a person's distance, millimetres of height. */
export function personField(framing: Framing): number {
  switch (framing) {
    case 'extreme-wide':
      return 3500;
    case 'wide':
      return 2350;
    case 'medium-wide':
      return 1520;
    case 'medium':
      return 1080;
    case 'medium-close-up':
      return 740;
    case 'close-up':
      return 470;
    case 'extreme-close-up':
      return 265;
  }
}

/** Where the eyes lie in the frame, 0 top … 1 bottom. */
export function eyeLine(framing: Framing): number {
  switch (framing) {
    case 'extreme-wide':
      return 0.5;
    case 'wide':
      return 0.23;
    case 'medium-wide':
      return 0.27;
    case 'medium':
      return 0.32;
    case 'medium-close-up':
      return 0.36;
    case 'close-up':
      return 0.41;
    case 'extreme-close-up':
      return 0.45;
  }
}

/** Frame height as a multiple of the product's size, when the product is the subject. */
export function productField(framing: Framing): number {
  switch (framing) {
    case 'extreme-wide':
      return 13;
    case 'wide':
      return 7.5;
    case 'medium-wide':
      return 4.9;
    case 'medium':
      return 3.3;
    case 'medium-close-up':
      return 2.35;
    case 'close-up':
      return 1.62;
    case 'extreme-close-up':
      return 0.95;
  }
}

/** Place of a world point in the picture before the roll, frame heights from the centre. */
export function project(camera: Camera, x: number, y: number, z: number): { u: number; v: number } {
  const depth = Math.max(1, z - camera.z);
  return {
    u: camera.shiftX + (camera.focal * (x - camera.x)) / depth,
    v: camera.shiftY + (camera.focal * (y - camera.y)) / depth,
  };
}

/** Blur of a plane at depth `z` by the lens, as a standard deviation in frame heights. */
export function defocus(camera: Camera, z: number): number {
  const depth = Math.max(60, z - camera.z);
  // The circle of confusion's diameter is aperture · focal · |1/focus − 1/depth|; a disc's deviation is about a quarter of it.
  const circle = camera.aperture * camera.focal * Math.abs(1 / camera.focus - 1 / depth);
  return Math.min(0.03, circle * 0.62);
}

/** Rectangle of a plane at depth `z` that the frame sees, millimetres, the roll included. */
export function visibleAt(camera: Camera, z: number, ratio: number): { left: number; top: number; right: number; bottom: number } {
  const k = Math.max(1, z - camera.z) / camera.focal;
  const cos = Math.abs(Math.cos(camera.roll));
  const sin = Math.abs(Math.sin(camera.roll));
  const halfU = 0.5 * (ratio * cos + sin);
  const halfV = 0.5 * (cos + ratio * sin);
  return {
    left: camera.x + (-halfU - camera.shiftX) * k,
    right: camera.x + (halfU - camera.shiftX) * k,
    top: camera.y + (-halfV - camera.shiftY) * k,
    bottom: camera.y + (halfV - camera.shiftY) * k,
  };
}

/** Camera `t` (0–1) of the way from one to another; distances are mixed as ratios so that a push-in keeps an even pace. */
export function between(a: Camera, b: Camera, t: number): Camera {
  const line = (from: number, to: number) => from + (to - from) * t;
  const ratio = (from: number, to: number) => from * (to / from) ** t;
  return {
    x: line(a.x, b.x),
    y: line(a.y, b.y),
    z: -ratio(-a.z, -b.z),
    focal: ratio(a.focal, b.focal),
    shiftX: line(a.shiftX, b.shiftX),
    shiftY: line(a.shiftY, b.shiftY),
    roll: line(a.roll, b.roll),
    focus: ratio(a.focus, b.focus),
    aperture: line(a.aperture, b.aperture),
  };
}
