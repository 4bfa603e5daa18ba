/**
 * How a take moves: the same scene, camera movement and ends, filmed
 * differently each time. Everything here is zero at both ends of the clip, so
 * a take starts on its start frame and ends on its end frame.
 */
import type { CameraMovement } from '#contract/model/primitives.ts';
import { chance } from './chance.ts';
import { between } from './lens.ts';
import type { Camera } from './lens.ts';

export interface Take {
  /** Share of the clip spent gathering pace and coming to rest, 0 (even) … 1 (long). */
  ease: number;
  /** Skews the pace: below 0 early, above 0 late. */
  lean: number;
  /** How far the path bows aside and up, shares of the field. */
  bowX: number;
  bowY: number;
  /** Extra approach at mid-clip, share of the distance. */
  bowZ: number;
  /** Sway of the hands holding the camera, share of the field. */
  sway: number;
  /** Strength of the light's breathing and its cycles per clip. */
  breath: number;
  cycles: number;
  /** Offset of the things' own pace against the camera's. */
  lag: number;
  seed: number;
}

/** The manner of a take; the same numbers always give the same take. */
export function takeOf(take: number, seed: number, movement: CameraMovement): Take {
  const random = chance((Math.imul(seed, 0x27d4eb2f) ^ Math.imul(take, 0x165667b1)) >>> 0);
  const manners = [
    { ease: 0.75, lean: 0, bow: 0, breath: 0.5, cycles: 1 },
    { ease: 0.35, lean: -0.35, bow: 1, breath: 0.9, cycles: 2 },
    { ease: 0.9, lean: 0.4, bow: -0.8, breath: 0.7, cycles: 1 },
    { ease: 0.15, lean: 0.1, bow: 0.5, breath: 0.3, cycles: 3 },
    { ease: 0.6, lean: -0.15, bow: -1.2, breath: 1, cycles: 2 },
  ] as const;
  const manner = manners[(Math.max(1, Math.round(take)) - 1) % manners.length] ?? manners[0];
  const still = movement === 'static';
  const jitter = (random() - 0.5) * 0.3;
  return {
    ease: Math.min(1, Math.max(0, manner.ease + jitter * 0.4)),
    lean: manner.lean + jitter * 0.3,
    bowX: still ? 0 : manner.bow * (0.02 + random() * 0.012),
    bowY: still ? 0 : -manner.bow * (0.01 + random() * 0.01),
    bowZ: still ? 0 : manner.bow * 0.025,
    sway: movement === 'handheld' ? 0.011 + random() * 0.004 : movement === 'tracking' ? 0.003 : 0,
    breath: manner.breath,
    cycles: manner.cycles,
    lag: (random() - 0.5) * 0.24,
    seed: Math.floor(random() * 4_294_967_296),
  };
}

/** Share of the way travelled at time `t`, 0 at 0 and 1 at 1, never going back. */
export function pace(t: number, take: Take): number {
  const skewed = t ** (2 ** take.lean);
  const smooth = skewed * skewed * (3 - 2 * skewed);
  return skewed + (smooth - skewed) * take.ease;
}

/** −1…1, zero at both ends. */
export function breathAt(t: number, take: Take): number {
  return take.breath * Math.sin(Math.PI * 2 * take.cycles * t) * Math.sin(Math.PI * t) ** 0.5;
}

/** Slow, uneven sway of hands: three turns that never quite repeat, zero at both ends. */
function hands(t: number, seconds: number, seed: number): { x: number; y: number; roll: number } {
  const random = chance(seed);
  const fade = Math.min(1, Math.min(t, 1 - t) * 8);
  const wave = () => {
    let sum = 0;
    for (const hertz of [0.45, 0.8, 1.5])
      sum += Math.sin(Math.PI * 2 * (hertz * (0.85 + random() * 0.3) * seconds * t + random())) / (0.6 + hertz);
    return sum * 0.6 * fade;
  };
  return { x: wave(), y: wave(), roll: wave() };
}

/** The camera of a take at time `t` on its way between two cameras. */
export function cameraAt(from: Camera, to: Camera, t: number, seconds: number, take: Take, movement: CameraMovement): Camera {
  const way = pace(t, take);
  const camera = between(from, to, way);
  const bow = Math.sin(Math.PI * t) ** 2;
  const field = camera.focus / camera.focal;
  camera.x += bow * take.bowX * field;
  camera.y += bow * take.bowY * field;
  camera.shiftY += bow * take.bowY * 0.8;
  camera.shiftX += bow * take.bowX * 0.6;
  const approach = bow * take.bowZ * camera.focus;
  camera.z += approach;
  if (movement === 'orbit') {
    // An arc, not a line: nearest at the ends, deepest in the middle.
    camera.z -= Math.sin(Math.PI * way) * camera.focus * 0.05;
  }
  if (take.sway > 0) {
    const sway = hands(t, seconds, take.seed);
    camera.x += sway.x * take.sway * field * 0.8;
    camera.y += sway.y * take.sway * field * 0.6;
    camera.shiftX += sway.x * take.sway * 0.5;
    camera.shiftY += sway.y * take.sway * 0.6;
  }
  return camera;
}
