/** The people and the thing in the scene, on their way from one frame to another. */
import type { FigureSpec, PictureSpec } from '#domain/picture.ts';
import type { Blocking, Facing } from './blocking.ts';
import { chance } from './chance.ts';
import { contextFor } from './context.ts';
import type { ComposeOptions, Frame } from './frame.ts';
import type { Drawing } from './drawing.ts';
import { drawFigure } from './figure/figure.ts';
import { floorShadow, reflection } from './grounding.ts';
import { aspectRatio } from './lens.ts';
import type { Camera } from './lens.ts';
import type { ColourScript } from './light.ts';
import { drawProp, drawSteam } from './props/props.ts';
import { plane } from './scene-graph.ts';
import type { Cel, Layer, PlaneLayer } from './scene-graph.ts';
import type { SetDesign } from './settings/setting.ts';

/** Other people behind, out of focus: real figures in quieter colours. */
export function extras(spec: PictureSpec, script: ColourScript, seed: number, wet: number, x: number): PlaneLayer[] {
  const random = chance(seed ^ 0x51ed);
  const layers: PlaneLayer[] = [];
  const count = Math.min(6, spec.extras);
  for (let index = 0; index < count; index++) {
    const context = contextFor(script, seed + index * 31, `e${index}`);
    const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(random() * list.length)] ?? list[0];
    const person: FigureSpec = {
      build: pick(['slim', 'medium', 'broad', 'medium'] as const),
      presentation: pick(['feminine', 'masculine'] as const),
      age: pick(['young', 'adult', 'middle'] as const),
      hair: {
        style: pick(['long', 'bob', 'short', 'bun', 'short', 'curly'] as const),
        color: pick(['#2a1d18', '#4a3226', '#6b4a32', '#1c1a1c'] as const),
      },
      skin: pick([2, 3, 4, 5, 6] as const),
      top: pick([script.second, '#5a6470', '#8a7468', script.accent, '#4a5560'] as const),
      bottom: pick(['#3a3d48', '#4a4440', '#2f3238'] as const),
      glasses: random() < 0.2,
      beard: false,
      pose: pick(['standing', 'looking-away', 'walking', 'arms-crossed'] as const),
      gaze: pick(['left', 'right', 'down'] as const),
      expression: 'calm',
    };
    const side = index % 2 ? 1 : -1;
    const drawing = drawFigure(context, person, {
      moment: random(),
      facing: side > 0 ? 'three-quarter-left' : 'three-quarter-right',
      seated: false,
      held: null,
    });
    const z = 1050 + random() * 900;
    const at = x + side * (620 + index * 330 + random() * 260);
    const someone = plane(`extra-${index}`, z, drawing, { from: { x: at, y: 0 }, soft: 5, sway: { x: 7, y: 3, cycles: 1 } });
    if (wet > 0.04) layers.push(reflection(someone, 0, wet, 30));
    layers.push(
      floorShadow(contextFor(script, 1, `es${index}`), `extra-shadow-${index}`, { from: at, to: at }, z, 300, script, spec),
      someone,
    );
  }
  return layers;
}

export interface Actors {
  layers: Layer[];
  reflections: PlaneLayer[];
}

/** A frame with where everything is in it. */
export interface Placed {
  frame: Frame;
  blocking: Blocking;
}

const nothing: Drawing = { defs: '', body: '', bounds: { x: 0, y: 0, width: 0, height: 0 } };

/** The drawing with another origin. */
function moved(drawing: Drawing, dx: number, dy: number): Drawing {
  return {
    defs: drawing.defs,
    body: `<g transform="translate(${dx.toFixed(2)} ${dy.toFixed(2)})">${drawing.body}</g>`,
    bounds: { ...drawing.bounds, x: drawing.bounds.x + dx, y: drawing.bounds.y + dy },
  };
}

/** A turn from one side to the other goes through the front. */
function facingAt(a: Facing, b: Facing, time: number): Facing {
  if (a === b) return a;
  const side = (facing: Facing) => (facing.endsWith('left') ? -1 : facing.endsWith('right') ? 1 : 0);
  if (side(a) * side(b) < 0 && time > 0.36 && time < 0.64) return 'front';
  return time < 0.5 ? a : b;
}

/**
 * The person and the thing on their way from frame `a` to frame `b`. The
 * nearer end's words decide pose, face and what is in the hand; both ends'
 * eyes are the same point on the way, so that sitting down, turning or taking
 * something up happens in place.
 */
export function actors(a: Placed, b: Placed, script: ColourScript, options: ComposeOptions, design: SetDesign, mine: Blocking): Actors {
  const layers: Layer[] = [];
  const reflections: PlaneLayer[] = [];
  const aspect = a.frame.spec.aspect;
  const momentAt = (time: number) => a.frame.spec.moment + (b.frame.spec.moment - a.frame.spec.moment) * time;
  const nearer = (time: number): Placed => (time < 0.5 ? a : b);
  const propContext = contextFor(script, options.sceneSeed, 'a');
  const productOf = (placed: Placed): Drawing | null => {
    const spec = placed.frame.spec.prop;
    if (!spec) return null;
    return options.standIns.product ?? drawProp(propContext, spec, { view: placed.blocking.prop?.view ?? 'eye' });
  };
  const productA = productOf(a);
  const productB = a === b ? productA : productOf(b);
  const productAt = (time: number) => (time < 0.5 ? productA : productB);
  let hand: { from: { x: number; y: number }; to: { x: number; y: number } } | null = null;

  const first = a.blocking.figure ?? b.blocking.figure;
  const last = b.blocking.figure ?? a.blocking.figure;
  if (mine.figure && first && last) {
    const seat = design.seat.layers.length === 0;
    const drawAt = (time: number) => {
      const placed = nearer(time).blocking.figure ? nearer(time) : time < 0.5 ? b : a;
      const who = placed.frame.spec.figure;
      const where = placed.blocking.figure;
      if (!who || !where) throw new Error('A figure is missing that was blocked.');
      const drawing = drawFigure(contextFor(script, options.sceneSeed, `f${Math.round(time * 1000)}x`), who, {
        moment: momentAt(time),
        facing: facingAt(first.facing, last.facing, time),
        seated: where.seated,
        held: where.holds ? productAt(time) : null,
        seat,
      });
      return { drawing, where };
    };
    const walking = a.frame.spec.figure?.pose === 'walking' || a.frame.spec.figure?.pose === 'running';
    const reach = mine.field * aspectRatio(aspect) * 0.09;
    const stride = walking ? Math.min(reach, a.frame.spec.figure?.pose === 'running' ? 420 : 240) * (first.facing === 'left' ? -1 : 1) : 0;
    let cels: Cel[];
    if (options.standIns.character) {
      cels = [{ at: 0, drawing: moved(options.standIns.character, 0, -first.eye.y) }];
    } else {
      cels = options.times.map((at) => {
        const { drawing, where } = drawAt(at);
        // Turned on the way, the face has moved within the drawing.
        const x = facingAt(first.facing, last.facing, at) === where.facing ? where.eye.x : drawing.eye.x;
        return { at, drawing: moved(drawing, -x, -where.eye.y) };
      });
    }
    const from = { x: first.x + first.eye.x + stride * (2 * momentAt(0) - 1), y: first.y + first.eye.y };
    const to = { x: last.x + last.eye.x + stride * (2 * momentAt(1) - 1), y: last.y + last.eye.y };
    const atStart = drawAt(0);
    const atEnd = a === b ? atStart : drawAt(1);
    hand = {
      from: { x: from.x - atStart.where.eye.x + atStart.drawing.hand.x, y: from.y - atStart.where.eye.y + atStart.drawing.hand.y },
      to: { x: to.x - atEnd.where.eye.x + atEnd.drawing.hand.x, y: to.y - atEnd.where.eye.y + atEnd.drawing.hand.y },
    };
    const figure: PlaneLayer = {
      kind: 'plane',
      id: 'figure',
      z: mine.figure.z,
      cels,
      from,
      to,
      opacity: 1,
      soft: 0,
      breathes: false,
      sway: null,
    };
    if (!mine.support?.hidesLegs) {
      const path = { from: first.x + stride * (2 * momentAt(0) - 1), to: last.x + stride * (2 * momentAt(1) - 1) };
      layers.push(floorShadow(contextFor(script, 1, 'fs'), 'figure-shadow', path, mine.figure.z, 330, script, a.frame.spec));
      if (design.wet > 0.04) reflections.push(reflection(figure, 0, design.wet, 26));
    }
    layers.push(figure);
  }

  const onTable: Layer[] = [];
  const lies = (placed: Placed) => (placed.blocking.prop && !placed.blocking.prop.held ? placed.blocking.prop : null);
  const fromPlace = lies(a) ?? lies(b);
  const toPlace = lies(b) ?? lies(a);
  if (fromPlace && toPlace) {
    const cels: Cel[] = [];
    const show = (placed: Placed, drawing: Drawing | null): Drawing => (lies(placed) && drawing ? drawing : nothing);
    cels.push({ at: 0, drawing: show(a, productA) });
    const changes = Boolean(lies(a)) !== Boolean(lies(b)) || fromPlace.view !== toPlace.view;
    if (changes) cels.push({ at: 0.46, drawing: show(a, productA) }, { at: 0.54, drawing: show(b, productB) });
    const z = lies(a)?.z ?? fromPlace.z;
    const thing: PlaneLayer = {
      kind: 'plane',
      id: 'prop',
      z,
      cels,
      from: { x: fromPlace.x, y: fromPlace.y },
      to: { x: toPlace.x, y: toPlace.y },
      opacity: 1,
      soft: 0,
      breathes: false,
      sway: null,
    };
    // Another depth at the end: the same place in the picture from the end's camera.
    if (a !== b && Math.abs(toPlace.z - z) > 1) {
      const camera = endCamera(b);
      const ratio = (z - camera.z) / Math.max(1, toPlace.z - camera.z);
      thing.to = { x: camera.x + (toPlace.x - camera.x) * ratio, y: camera.y + (toPlace.y - camera.y) * ratio };
    }
    const shine = mine.support ? mine.support.shine : design.wet;
    const size = (productA ?? productB)?.bounds.height ?? 100;
    if (shine > 0.04) {
      const mirrorImage = reflection(thing, 0, Math.min(0.5, shine * 0.7), size * 0.02);
      onTable.push({ ...mirrorImage, from: thing.from, to: thing.to });
    }
    onTable.push(thing);
  }
  const steaming = (a.frame.spec.prop?.steaming ?? false) || (b.frame.spec.prop?.steaming ?? false);
  if (steaming && !options.standIns.product) {
    const placeOf = (
      placed: Placed,
      product: Drawing | null,
      atHand: { x: number; y: number } | undefined,
    ): { x: number; y: number; z: number } | null => {
      if (!placed.frame.spec.prop || !placed.blocking.prop || !product) return null;
      if (placed.blocking.prop.held) return atHand ? { ...atHand, z: -9 } : null;
      return { x: placed.blocking.prop.x, y: placed.blocking.prop.y + product.bounds.y * 0.92, z: placed.blocking.prop.z - 4 };
    };
    const start = placeOf(a, productA, hand?.from);
    const end = placeOf(b, productB, hand?.to);
    const anchor = start ?? end;
    const tall = productA ?? productB;
    if (anchor && tall) {
      const height = Math.max(150, -tall.bounds.y * 2.1);
      const count = options.times.length > 1 ? 13 : 1;
      const jump = Boolean(lies(a)) !== Boolean(lies(b)) || !start || !end;
      const cels = Array.from({ length: count }, (_, index) => {
        const at = count === 1 ? (options.times[0] ?? 0) : index / (count - 1);
        const phase = (momentAt(at) * Math.max(1, Math.round(options.seconds / 2.4))) % 1;
        // Taken up or put down, it does not steam from where it no longer is.
        const away = (jump && at > 0.4 && at < 0.6) || (at < 0.5 ? !start : !end);
        return { at, drawing: away ? nothing : drawSteam(contextFor(script, options.sceneSeed + index, `v${index}`), height, phase) };
      });
      const from = start ?? anchor;
      let to = end ?? anchor;
      if (Math.abs(to.z - anchor.z) > 1) {
        const camera = endCamera(b);
        const ratio = (anchor.z - camera.z) / Math.max(1, to.z - camera.z);
        to = { x: camera.x + (to.x - camera.x) * ratio, y: camera.y + (to.y - camera.y) * ratio, z: anchor.z };
      }
      onTable.push({
        kind: 'plane',
        id: 'steam',
        z: anchor.z,
        cels,
        from: { x: from.x, y: from.y },
        to: { x: to.x, y: to.y },
        opacity: 0.9,
        soft: height * 0.012,
        breathes: false,
        sway: null,
      });
    }
  }
  const table: Layer[] = mine.support ? mine.support.layers : [];
  const behind = (fromPlace?.z ?? -1) > 0;
  if (behind) layers.unshift(...onTable.splice(0));
  return { layers: [...layers, ...table, ...onTable], reflections };
}

/** The camera of a frame at its own instant. */
export function endCamera(placed: Placed): Camera {
  return placed.frame.spec.moment < 0.5 ? placed.blocking.camera.from : placed.blocking.camera.to;
}
