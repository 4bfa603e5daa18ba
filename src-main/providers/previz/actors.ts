/** The people and the thing in the scene, on their way from one frame to another. */
import type { FigureSpec, PictureSpec } from '#domain/picture.ts';
import type { Blocking } from './blocking.ts';
import { chance } from './chance.ts';
import { contextFor } from './context.ts';
import type { ComposeOptions, Frame } from './frame.ts';
import type { Drawing } from './drawing.ts';
import { drawFigure } from './figure/figure.ts';
import type { FigureDrawing } from './figure/figure.ts';
import { floorShadow, reflection } from './grounding.ts';
import { aspectRatio, project } from './lens.ts';
import type { Camera } from './lens.ts';
import type { ColourScript } from './light.ts';
import { drawProp, drawSteam } from './props/props.ts';
import { plane } from './scene-graph.ts';
import type { Cel, Layer, PlaneLayer } from './scene-graph.ts';
import type { SetDesign } from './settings/setting.ts';

/**
 * Other people behind, out of focus: real figures in quieter colours, each
 * at their own size for their distance. Somebody whose head the frame would
 * cut off stands farther back, sits down, or is left out.
 *
 * @param x where the subject is, millimetres
 * @param shot the blocking they keep clear of, with the cameras at both ends of its movement
 */
export function extras(spec: PictureSpec, script: ColourScript, seed: number, wet: number, x: number, shot: Blocking): PlaneLayer[] {
  const view = shot.camera;
  const beside = spec.extras === 1 ? companionPlace(shot, aspectRatio(spec.aspect)) : null;
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
    const moment = random();
    if (beside) {
      const { x: at, y, z, towards } = beside;
      const friend = drawFigure(
        context,
        { ...person, pose: shot.seated ? 'sitting' : 'standing', gaze: towards > 0 ? 'right' : 'left', expression: 'smile' },
        { moment, facing: towards > 0 ? 'three-quarter-right' : 'three-quarter-left', seated: shot.seated, held: null, seat: false },
      );
      if (!shot.support?.hidesLegs)
        layers.push(floorShadow(contextFor(script, 1, `es${index}`), `extra-shadow-${index}`, { from: at, to: at }, z, 300, script, spec));
      layers.push(plane(`extra-${index}`, z, friend, { from: { x: at, y }, sway: { x: 5, y: 2, cycles: 1 } }));
      continue;
    }
    let z = 1050 + random() * 900;
    const offset = side * (620 + index * 330 + random() * 260);
    const headless = (top: number, depth: number) => [view.from, view.to].some((camera) => project(camera, 0, top, depth).v < -0.5 + 0.015);
    while (headless(STANDING, z) && z < FARTHEST) z += 150;
    const sits = headless(STANDING, z);
    if (sits && headless(SITTING, z)) continue;
    const drawing = drawFigure(context, sits ? { ...person, pose: 'sitting' } : person, {
      moment,
      facing: side > 0 ? 'three-quarter-left' : 'three-quarter-right',
      seated: sits,
      held: null,
    });
    const at = x + offset * clearance(view.from, x, offset, z, aspectRatio(spec.aspect));
    const someone = plane(`extra-${index}`, z, drawing, { from: { x: at, y: 0 }, soft: 5, sway: { x: 7, y: 3, cycles: 1 } });
    if (wet > 0.04) layers.push(reflection(someone, 0, wet, 30));
    layers.push(
      floorShadow(contextFor(script, 1, `es${index}`), `extra-shadow-${index}`, { from: at, to: at }, z, 300, script, spec),
      someone,
    );
  }
  return layers;
}

/** Heights of the crowns of people who stand and who sit (y), and how far back a room goes, millimetres. */
const STANDING = -1830;
const SITTING = -1360;
const FARTHEST = 2150;
/** How far behind the subject somebody who belongs to them stands or sits, millimetres. */
const CLOSE_BY = 330;

/** A place beside the subject for one other person, on the side with more room; null where the frame has none. */
function companionPlace(shot: Blocking, ratio: number): { x: number; y: number; z: number; towards: 1 | -1 } | null {
  const { figure } = shot;
  if (!figure) return null;
  const { from, to } = shot.camera;
  const side = project(from, figure.x, 0, figure.z).u > 0 ? -1 : 1;
  const apart = 620;
  const x = figure.x + side * apart;
  const head = figure.y + figure.eye.y - 190;
  const fits = [from, to].every((camera) => {
    const { u } = project(camera, x, 0, CLOSE_BY);
    const half = (camera.focal * HALF) / Math.max(1, CLOSE_BY - camera.z);
    return Math.abs(u) + half * 0.6 < ratio / 2 && project(camera, x, head, CLOSE_BY).v > -0.5;
  });
  return fits ? { x, y: figure.y, z: CLOSE_BY, towards: side > 0 ? -1 : 1 } : null;
}

/** Half a person's width, millimetres. */
const HALF = 290;

/** How much farther to the side somebody stands so that the frame's edge does not halve them; 1 leaves them. */
function clearance(camera: Camera, x: number, offset: number, z: number, ratio: number): number {
  const half = (camera.focal * HALF) / Math.max(1, z - camera.z);
  const u = Math.abs(project(camera, x + offset, 0, z).u);
  const edge = ratio / 2;
  if (u + half <= edge || u - half >= edge) return 1;
  // Nearer to the middle when that keeps them clear of the subject, otherwise out of the frame.
  const centre = project(camera, x, 0, z).u;
  const own = Math.sign(offset) * (edge - half - 0.02);
  const inside = (own - centre) / (project(camera, x + offset, 0, z).u - centre);
  return inside > 0.55 && Number.isFinite(inside)
    ? inside
    : 1 + (2 * half) / Math.max(0.05, Math.abs(project(camera, x + offset, 0, z).u - centre));
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

/** The figure higher or lower on its sheet. */
function raised(drawing: FigureDrawing, dy: number): FigureDrawing {
  return {
    ...moved(drawing, 0, dy),
    eye: { x: drawing.eye.x, y: drawing.eye.y + dy },
    hand: { x: drawing.hand.x, y: drawing.hand.y + dy },
  };
}

/** How far the person has changed from what they did to what they do, at time 0–1 of the clip. */
function changed(time: number): number {
  const x = Math.min(1, Math.max(0, (time - 0.22) / 0.56));
  return x * x * (3 - 2 * x);
}

/** Most drawings of one person in a clip. */
const MOST_CELS = 40;

/**
 * Of many drawings those that are needed: the first, the last, and whenever
 * hand, eyes or feet have moved by `step` millimetres.
 */
function keyed(drawn: { at: number; drawing: FigureDrawing }[], step: number): Cel[] {
  const stride = Math.max(1, Math.ceil(drawn.length / MOST_CELS));
  const far = (p: FigureDrawing, q: FigureDrawing) =>
    Math.max(
      Math.hypot(p.hand.x - q.hand.x, p.hand.y - q.hand.y),
      Math.hypot(p.eye.x - q.eye.x, p.eye.y - q.eye.y),
      Math.abs(p.bounds.x - q.bounds.x),
      Math.abs(p.bounds.width - q.bounds.width),
    );
  const kept: { at: number; drawing: FigureDrawing }[] = [];
  drawn.forEach((entry, index) => {
    const before = kept[kept.length - 1];
    const turning = before && changed(before.at) < 0.5 && changed(entry.at) >= 0.5;
    const isEnd = index === 0 || index === drawn.length - 1;
    if (isEnd || turning || (before && index % stride === 0 && far(before.drawing, entry.drawing) > step)) kept.push(entry);
  });
  return kept;
}

/**
 * The person and the thing on their way from frame `a` to frame `b`, as an
 * animator draws it: key drawings at both ends, whole in-between drawings
 * from one to the other, the feet where they stand.
 */
export function actors(a: Placed, b: Placed, script: ColourScript, options: ComposeOptions, design: SetDesign, mine: Blocking): Actors {
  const layers: Layer[] = [];
  const reflections: PlaneLayer[] = [];
  const momentAt = (time: number) => a.frame.spec.moment + (b.frame.spec.moment - a.frame.spec.moment) * time;
  const propContext = contextFor(script, options.sceneSeed, 'a');
  const productOf = (placed: Placed, held = false): Drawing | null => {
    const spec = placed.frame.spec.prop;
    if (!spec) return null;
    const own = options.standIns.product;
    if (own) return held ? own.held : own.standing;
    return drawProp(propContext, spec, { view: placed.blocking.prop?.view ?? 'eye', held });
  };
  const productA = productOf(a);
  const productB = a === b ? productA : productOf(b);
  const heldA = productOf(a, true);
  const heldB = a === b ? heldA : productOf(b, true);
  let handAt: ((time: number) => { x: number; y: number }) | null = null;

  const first = a.blocking.figure ?? b.blocking.figure;
  const last = b.blocking.figure ?? a.blocking.figure;
  const who = b.frame.spec.figure ?? a.frame.spec.figure;
  const was = a.frame.spec.figure ?? b.frame.spec.figure;
  // When the hands change what they do, the thing changes place between two drawings.
  let change = 0.5;
  if (mine.figure && first && last && who && was) {
    const seat = design.seat.layers.length === 0;
    const drawAt = (time: number): FigureDrawing => {
      const weight = a === b ? 1 : changed(time);
      return drawFigure(contextFor(script, options.sceneSeed, `f${Math.round(time * 1000)}x`), who, {
        moment: first.acted + (last.acted - first.acted) * time,
        facing: last.facing,
        seated: last.seated,
        held: (weight < 0.5 ? first : last).holds ? (weight < 0.5 ? heldA : heldB) : null,
        seat,
        lean: first.lean + (last.lean - first.lean) * weight,
        ...(weight < 1 ? { before: { spec: was, facing: first.facing, seated: first.seated, weight } } : {}),
      });
    };
    const from = { x: first.x, y: first.y };
    const to = { x: last.x, y: last.y };
    let cels: Cel[];
    if (options.standIns.character) {
      cels = [{ at: 0, drawing: options.standIns.character }];
    } else {
      // Who sits down or gets up behind a table: the eyes go straight from one height to the other.
      const lifted = Math.abs(first.y - last.y) > 1;
      const eyes = lifted ? { from: drawAt(0).eye.y, to: drawAt(1).eye.y } : null;
      const drawn = options.times.map((at) => {
        const drawing = drawAt(at);
        return { at, drawing: eyes ? raised(drawing, eyes.from + (eyes.to - eyes.from) * at - drawing.eye.y) : drawing };
      });
      cels = keyed(drawn, mine.field / 280);
      const after = cels.findIndex((cel) => changed(cel.at) >= 0.5);
      if (after > 0) change = ((cels[after]?.at ?? 0.5) + (cels[after - 1]?.at ?? 0.5)) / 2;
    }
    handAt = (time) => {
      const { hand } = drawAt(time);
      return { x: from.x + (to.x - from.x) * time + hand.x, y: from.y + (to.y - from.y) * time + hand.y };
    };
    const figure: PlaneLayer = plane('figure', mine.figure.z, nothing, { from, to, animated: true });
    figure.cels = cels;
    if (!mine.support?.hidesLegs) {
      const path = { from: first.x, to: last.x };
      layers.push(floorShadow(contextFor(script, 1, 'fs'), 'figure-shadow', path, mine.figure.z, 330, script, a.frame.spec));
      if (design.wet > 0.04) {
        // A blurred mirror image needs few drawings; it may melt from one to the next.
        const few = cels.filter((_, index) => index % 5 === 0 || index === cels.length - 1);
        reflections.push({ ...reflection({ ...figure, cels: few }, 0, design.wet, 26), animated: false });
      }
    }
    layers.push(figure);
  }

  const onTable: Layer[] = [];
  const lies = (placed: Placed) => (placed.blocking.prop && !placed.blocking.prop.held ? placed.blocking.prop : null);
  const fromPlace = lies(a) ?? lies(b);
  const toPlace = lies(b) ?? lies(a);
  if (fromPlace && toPlace) {
    const show = (placed: Placed, drawing: Drawing | null): Drawing => (lies(placed) && drawing ? drawing : nothing);
    const cels: Cel[] = [{ at: 0, drawing: show(a, productA) }];
    const taken = Boolean(lies(a)) !== Boolean(lies(b));
    if (taken || fromPlace.view !== toPlace.view) {
      // Taken up or put down: there in one drawing, in the hand in the next. What was not there at all fades in.
      const comes = taken && (a.frame.spec.prop === null) !== (b.frame.spec.prop === null);
      const half = comes ? 0.06 : 0.002;
      cels.push({ at: change - half, drawing: show(a, productA) }, { at: change + half, drawing: show(b, productB) });
    }
    const z = lies(a)?.z ?? fromPlace.z;
    const thing = plane('prop', z, nothing, { from: { x: fromPlace.x, y: fromPlace.y }, to: { x: toPlace.x, y: toPlace.y } });
    thing.cels = cels;
    // Another depth at the end: the same place in the picture from the end's camera.
    if (a !== b && Math.abs(toPlace.z - z) > 1) {
      const camera = endCamera(b);
      const ratio = (z - camera.z) / Math.max(1, toPlace.z - camera.z);
      thing.to = { x: camera.x + (toPlace.x - camera.x) * ratio, y: camera.y + (toPlace.y - camera.y) * ratio };
    }
    const shine = mine.support ? mine.support.shine : design.wet;
    const size = (productA ?? productB)?.bounds.height ?? 100;
    const room = mine.support ? topBelow(mine.support, z, [a, b].map(endCamera)) : Infinity;
    if (shine > 0.04 && room > 12) {
      const image = reflection(thing, 0, Math.min(0.34, shine * 0.5), size * 0.03);
      const cut = image.cels.map((cel) => ({ at: cel.at, drawing: upTo(cel.drawing, room) }));
      onTable.push({ ...image, cels: cut, from: thing.from, to: thing.to });
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
    const start = placeOf(a, productA, handAt?.(0));
    const end = placeOf(b, productB, handAt?.(1));
    const anchor = start ?? end;
    const tall = productA ?? productB;
    if (anchor && tall) {
      const height = Math.max(150, -tall.bounds.y * 2.1);
      const count = options.times.length > 1 ? 9 : 1;
      const heldThroughout = a !== b && Boolean(a.blocking.prop?.held) && Boolean(b.blocking.prop?.held);
      const jump = Boolean(lies(a)) !== Boolean(lies(b)) || !start || !end;
      const cels = Array.from({ length: count }, (_, index) => {
        const at = count === 1 ? (options.times[0] ?? 0) : index / (count - 1);
        const phase = (momentAt(at) * Math.max(1, Math.round(options.seconds / 2.4))) % 1;
        // Taken up or put down, it does not steam from where it no longer is.
        const away = (jump && at > 0.4 && at < 0.6) || (at < 0.5 ? !start : !end);
        if (away) return { at, drawing: nothing };
        const drawing = drawSteam(contextFor(script, options.sceneSeed + index, `v${index}`), height, phase);
        const hand = heldThroughout ? handAt?.(at) : null;
        if (!hand || !start || !end) return { at, drawing };
        // Steam rises from where the hand is, not from the straight line between its ends.
        return { at, drawing: moved(drawing, hand.x - start.x - (end.x - start.x) * at, hand.y - start.y - (end.y - start.y) * at) };
      });
      const from = start ?? anchor;
      let to = end ?? anchor;
      if (Math.abs(to.z - anchor.z) > 1) {
        const camera = endCamera(b);
        const ratio = (anchor.z - camera.z) / Math.max(1, to.z - camera.z);
        to = { x: camera.x + (to.x - camera.x) * ratio, y: camera.y + (to.y - camera.y) * ratio, z: anchor.z };
      }
      const steam = plane('steam', anchor.z, nothing, {
        from: { x: from.x, y: from.y },
        to: { x: to.x, y: to.y },
        opacity: 0.9,
        soft: height * 0.012,
      });
      onTable.push({ ...steam, cels });
    }
  }
  const table: Layer[] = mine.support ? mine.support.layers : [];
  const behind = (fromPlace?.z ?? -1) > 0;
  if (behind) layers.unshift(...onTable.splice(0));
  return { layers: [...layers, ...table, ...onTable], reflections };
}

/** How much of a table's top shows below what stands on it at depth `z`, millimetres at that depth. */
function topBelow(support: { height: number; near: number }, z: number, cameras: readonly Camera[]): number {
  const room = cameras.map((camera) => {
    const edge = project(camera, 0, -support.height, support.near).v;
    const foot = project(camera, 0, -support.height, z).v;
    return support.near - camera.z < 60 ? Infinity : ((edge - foot) * (z - camera.z)) / camera.focal;
  });
  return Math.min(...room);
}

/** The part of a drawing no lower than `y` millimetres. */
function upTo(drawing: Drawing, y: number): Drawing {
  const { x, y: top, width, height } = drawing.bounds;
  if (width <= 0 || top + height <= y) return drawing;
  const id = `cut${Math.round(y * 10)}w${Math.round(width)}`;
  return {
    defs: `${drawing.defs}<clipPath id="${id}"><rect x="${x}" y="${top}" width="${width}" height="${Math.max(0.1, y - top)}"/></clipPath>`,
    body: `<g clip-path="url(#${id})">${drawing.body}</g>`,
    bounds: { x, y: top, width, height: Math.max(0.1, y - top) },
  };
}

/** The camera of a frame at its own instant. */
export function endCamera(placed: Placed): Camera {
  return placed.frame.spec.moment < 0.5 ? placed.blocking.camera.from : placed.blocking.camera.to;
}
