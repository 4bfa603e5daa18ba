/**
 * Out-of-focus things near the lens that frame a picture. They stand in the
 * world like everything else: their feet are on the floor or their tops in
 * the ceiling, so that no movement of the camera can show them hanging in
 * the air, and they keep clear of faces and of the thing.
 */
import type { Blocking } from './blocking.ts';
import { Canvas } from './canvas.ts';
import { contextFor } from './context.ts';
import type { Frame } from './frame.ts';
import { aspectRatio, between, project, visibleAt } from './lens.ts';
import type { Camera } from './lens.ts';
import type { ColourScript } from './light.ts';
import { plane } from './scene-graph.ts';
import type { PlaneLayer } from './scene-graph.ts';
import { foreground } from './settings/foregrounds.ts';
import type { ForegroundKind, SetContext, SetDesign } from './settings/setting.ts';
import { foregroundOf } from './staging.ts';

/** Something that must stay in sight: a point and its half width, world millimetres. */
interface Sight {
  x: number;
  y: number;
  z: number;
  radius: number;
}

/** The face and the thing at both ends of a shot. */
export function visibleThings(...frames: readonly Blocking[]): Sight[] {
  return frames.flatMap(({ figure, prop }) => [
    ...(figure ? [{ x: figure.x + figure.eye.x, y: figure.y + figure.eye.y, z: figure.z, radius: 170 }] : []),
    ...(prop && !prop.held ? [{ x: prop.x, y: prop.y - 60, z: prop.z, radius: 110 }] : []),
  ]);
}

/** Part of the drawing's width that is visible as more than a blur, thousandths of the start frame's height from its edge. */
const REACH: Record<ForegroundKind, number> = {
  leaves: 560,
  doorway: 152,
  shoulder: 380,
  post: 124,
  lamp: 214,
  glass: 280,
  curtain: 196,
  branch: 480,
  shelf: 220,
  grass: 560,
  ribbon: 330,
};

/** What a camera may come upon: things that stand by themselves. */
const REVEALED: ReadonlySet<ForegroundKind> = new Set(['leaves', 'shelf', 'post', 'curtain', 'doorway']);
const STEPS = 7;
/** The end frames of a shot go up to this much beyond the usual end of its movement. */
const FARTHEST = 1.45;
/** Largest part of the frame's width it may ever take. */
const MOST = 0.3;

/** Whether something between two places (world x at depth z) ever hides what must be seen, or takes too much of the frame. */
function hides(
  path: { from: Camera; to: Camera },
  span: { left: number; right: number },
  z: number,
  sights: readonly Sight[],
  ratio: number,
  farthest: number,
): boolean {
  for (let step = 0; step <= STEPS; step++) {
    const camera = between(path.from, path.to, (step / STEPS) * farthest);
    if (z - camera.z < camera.focus * 0.1) continue;
    const taken = Math.min(ratio / 2, project(camera, span.right, 0, z).u) - Math.max(-ratio / 2, project(camera, span.left, 0, z).u);
    if (taken > MOST * ratio) return true;
    const left = project(camera, span.left, 0, z).u;
    const right = project(camera, span.right, 0, z).u;
    for (const sight of sights) {
      const at = project(camera, sight.x, sight.y, sight.z).u;
      const half = (camera.focal * sight.radius) / Math.max(1, sight.z - camera.z);
      if (at + half > left && at - half < right) return true;
    }
  }
  return false;
}

function drawn(kind: ForegroundKind, frame: Frame, script: ColourScript, seed: number, prefix: string, down: number) {
  const base = contextFor(script, seed, prefix);
  const set: SetContext = { ...base, script, lighting: frame.spec.light, mood: frame.spec.mood, thing: null, keyX: 0, keyY: 0 };
  return { base, drawing: foreground(kind, set, down) };
}

function stands(
  id: string,
  kind: ForegroundKind,
  frame: Frame,
  camera: Camera,
  side: -1 | 1,
  script: ColourScript,
  seed: number,
): { layer: PlaneLayer; span: { left: number; right: number } } {
  const ratio = aspectRatio(frame.spec.aspect);
  const z = camera.z + camera.focus * 0.5;
  const seen = visibleAt({ ...camera, roll: 0 }, z, ratio);
  const scale = (seen.bottom - seen.top) / 1000;
  const narrow = ratio < 1 ? 0.62 : ratio < 1.2 ? 0.8 : 1;
  const lean = camera.roll === 0 ? 0 : 0.06 * (seen.right - seen.left);
  const y = seen.bottom + lean;
  // Down to the floor it stands on, and in any case well below every frame.
  const down = Math.max(1500, -y / scale);
  const { base, drawing } = drawn(kind, frame, script, seed, id === 'foreground' ? 'n' : 'nr', down);
  const c = new Canvas(base);
  const width = scale * narrow;
  c.place(drawing, 0, 0, side < 0 ? width : -width, scale);
  const x = side < 0 ? seen.left - lean : seen.right + lean;
  const inner = x - side * REACH[kind] * width;
  // What lies beyond the edge of the start frame may come into sight; it counts as far as it reaches.
  const outer = x + side * 900 * width;
  return {
    layer: plane(id, z, c.drawing(), {
      from: { x, y },
      soft: 9 * scale,
      sway: kind === 'leaves' || kind === 'branch' || kind === 'grass' ? { x: 5 * scale, y: 2 * scale, cycles: 1 } : null,
    }),
    span: { left: Math.min(inner, outer), right: Math.max(inner, outer) },
  };
}

/**
 * The framing elements of a shot: the start frame's own, and one that the
 * movement reveals where the end frame's idea asks for it and nothing of it
 * is in the start frame.
 *
 * @param origin the frame that decides what stands near the lens
 * @param end the frame the shot goes to
 * @param common the origin's blocking without its own chance
 * @param path the cameras at both ends
 */
export function foregroundsOf(
  origin: Frame,
  end: Frame,
  common: Blocking,
  path: { from: Camera; to: Camera },
  design: SetDesign,
  script: ColourScript,
  seed: number,
  sights: readonly Sight[],
): PlaneLayer[] {
  if (origin.spec.angle === 'overhead') return [];
  const layers: PlaneLayer[] = [];
  const ratio = aspectRatio(origin.spec.aspect);
  const side = origin.staging.foregroundSide;
  const kind = foregroundOf(origin.staging, design.foregrounds);
  if (kind) {
    const one = stands('foreground', kind, origin, common.camera.from, side, script, seed ^ 0x2f1);
    // Decided from what the start frame and its movement know, so that every frame of the shot agrees.
    if (!hides(common.camera, one.span, one.layer.z, visibleThings(common), ratio, FARTHEST)) layers.push(one.layer);
  }
  const follows = end.follows;
  const first = design.foregrounds.find((other) => other !== kind && REVEALED.has(other));
  if (follows?.sequel.reveals && first) {
    const middle = (camera: Camera) => {
      const seen = visibleAt({ ...camera, roll: 0 }, camera.z + camera.focus, ratio);
      return (seen.left + seen.right) / 2;
    };
    const shift = middle(path.to) - middle(path.from);
    // From the side the frame moves towards; from the free side when it only widens.
    const enters = Math.abs(shift) < path.from.focus * 0.02 ? (side < 0 ? 1 : -1) : shift > 0 ? 1 : -1;
    const one = stands('revealed', first, origin, path.to, enters, script, seed ^ 0x5b7);
    const before = project(path.from, enters > 0 ? one.span.left : one.span.right, 0, one.layer.z).u;
    const outside = enters > 0 ? before > ratio / 2 + 0.04 : before < -ratio / 2 - 0.04;
    if (outside && one.layer.z - path.from.z > path.from.focus * 0.2 && !hides(path, one.span, one.layer.z, sights, ratio, 1))
      layers.push(one.layer);
  }
  return layers;
}
