/** How the named movements move the camera, and how far those who walk go meanwhile. */
import type { CameraMovement } from '#contract/model/primitives.ts';
import type { Camera } from './lens.ts';

/** Half the way a tracking shot goes, shares of the frame's width at the subject. */
const TRACK = 0.1;

/**
 * The camera at both ends of a movement around its middle position.
 *
 * @param aim what stays in its place in the frame, world millimetres
 * @param floorLimit the camera never sinks below this height (y)
 * @param heading where a tracking shot goes: 1 right, −1 left
 */
export function moveCamera(
  middle: Camera,
  movement: CameraMovement,
  ratio: number,
  floorLimit: number,
  aim: { x: number; y: number },
  heading: 1 | -1 = 1,
): { from: Camera; to: Camera } {
  const distance = middle.focus;
  const field = distance / middle.focal;
  const along = (fromFactor: number, toFactor: number) => {
    const at = (factor: number): Camera => {
      const kept = middle.focal / distance - middle.focal / (distance * factor);
      return {
        ...middle,
        z: middle.z + distance * (1 - factor),
        focus: distance * factor,
        shiftX: middle.shiftX + (aim.x - middle.x) * kept,
        shiftY: middle.shiftY + (aim.y - middle.y) * kept,
      };
    };
    return { from: at(fromFactor), to: at(toFactor) };
  };
  const sideways = (amount: number) => ({ from: { ...middle, x: middle.x - amount }, to: { ...middle, x: middle.x + amount } });
  switch (movement) {
    case 'static':
      return { from: middle, to: middle };
    case 'handheld':
      return along(1.03, 0.97);
    case 'push-in':
      return along(1.05, 0.76);
    case 'pull-out':
      return along(0.86, 1.18);
    case 'pan-left':
    case 'pan-right': {
      const sign = movement === 'pan-right' ? 1 : -1;
      const amount = 0.085 * ratio * sign;
      return { from: { ...middle, shiftX: middle.shiftX + amount }, to: { ...middle, shiftX: middle.shiftX - amount } };
    }
    case 'tilt-up':
    case 'tilt-down': {
      const sign = movement === 'tilt-up' ? 1 : -1;
      return { from: { ...middle, shiftY: middle.shiftY - 0.1 * sign }, to: { ...middle, shiftY: middle.shiftY + 0.1 * sign } };
    }
    case 'dolly-left':
      return sideways(-0.1 * field * ratio);
    case 'dolly-right':
      return sideways(0.1 * field * ratio);
    case 'tracking':
      return sideways(TRACK * field * ratio * heading);
    case 'orbit': {
      const swing = 0.2 * distance;
      const at = (sign: number): Camera => ({
        ...middle,
        x: middle.x + swing * sign,
        shiftX: middle.shiftX + (middle.focal * swing * sign) / distance,
      });
      return { from: at(-1), to: at(1) };
    }
    case 'crane-up':
    case 'crane-down': {
      const sign = movement === 'crane-up' ? 1 : -1;
      const rise = 0.24 * field;
      const at = (part: number): Camera => {
        const y = Math.min(floorLimit, middle.y - rise * part);
        // The head follows three quarters of the way, so the subject stays but sinks a little in the frame.
        return { ...middle, y, shiftY: middle.shiftY + ((y - middle.y) * middle.focal * 0.75) / distance };
      };
      return { from: at(-sign), to: at(sign) };
    }
  }
}

/** Half the way somebody goes on foot during a scene, millimetres; with a tracking camera they keep pace with it. */
export function goingOf(runs: boolean, width: number, tracked: boolean): number {
  return tracked ? TRACK * width : Math.min(width * 0.09, runs ? 420 : 240);
}

/** Lowest part of the legs that a frame may cut without looking like a mistake, millimetres over the floor. */
const SHIN = 320;
/** Floor that is shown under whole feet, millimetres. */
const UNDER_FEET = 85;
const OVER_HEAD = 165;

/**
 * The camera with its frame moved up or down a little where its lower edge
 * would cut somebody's feet: either they stand in it with floor beneath them,
 * or the cut is at the shin.
 *
 * @param eyeY height of the eyes (y), for the room above the head
 */
export function clearOfFeet(camera: Camera, eyeY: number): Camera {
  const k = camera.focus / camera.focal;
  const bottom = camera.y + (0.5 - camera.shiftY) * k;
  if (bottom <= -SHIN || bottom >= UNDER_FEET) return camera;
  const down = (UNDER_FEET - bottom) / k;
  const up = (SHIN + bottom) / k;
  const top = camera.y + (-0.5 - camera.shiftY) * k;
  const room = (eyeY - OVER_HEAD - top) / k;
  // Showing the feet takes room from above the head.
  return down < up * 1.4 && room - down > 0.02 ? { ...camera, shiftY: camera.shiftY - down } : { ...camera, shiftY: camera.shiftY + up };
}
