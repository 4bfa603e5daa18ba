/**
 * Composes a picture: the set in its light, the people and the thing where
 * blocking puts them, something near the lens, the air. The result is a scene
 * graph; nothing is rasterised here.
 */
import type { FigureSpec, PictureSpec } from '#domain/picture.ts';
import { block } from './blocking.ts';
import type { Blocking, Facing } from './blocking.ts';
import { Canvas, mirrored } from './canvas.ts';
import { chance } from './chance.ts';
import type { DrawContext, Drawing } from './drawing.ts';
import { drawFigure } from './figure/figure.ts';
import { aspectRatio, visibleAt } from './lens.ts';
import type { Camera } from './lens.ts';
import { colourScript } from './light.ts';
import type { ColourScript } from './light.ts';
import { makeParticles } from './particles.ts';
import { drawProp, drawSteam } from './props/props.ts';
import { plane } from './scene-graph.ts';
import type { Cel, Layer, PlaneLayer, Scene } from './scene-graph.ts';
import { foreground } from './settings/foregrounds.ts';
import type { SetContext, SetDesign } from './settings/setting.ts';
import { settings } from './settings/settings.ts';
import { foregroundOf } from './staging.ts';
import type { Staging } from './staging.ts';

/** One frame's meaning and how it is staged. */
export interface Frame {
  spec: PictureSpec;
  staging: Staging;
  /** The staging without the picture's own chance: what a scene's frames share. */
  common: Staging;
}

/** The person's own pictures that stand in for what we would draw, at believable size. */
export interface StandIns {
  product: Drawing | null;
  character: Drawing | null;
}

export interface ComposeOptions {
  /** The same for every frame of a set. */
  setSeed: number;
  /** The same for every frame of a scene. */
  sceneSeed: number;
  /** Seconds the scene lasts, for what falls. */
  seconds: number;
  /** Times 0–1 between the two frames at which moving things are drawn; 0 alone for a still. */
  times: number[];
  standIns: StandIns;
}

function contextFor(script: ColourScript, seed: number, prefix: string): DrawContext {
  let next = 0;
  return { light: script.subject, id: (name) => `${prefix}${(next++).toString(36)}${name}`, random: chance(seed) };
}

/** Where the key enters the set, drawn as if from the left. */
function keyPlace(spec: PictureSpec): { x: number; y: number } {
  switch (spec.light.direction) {
    case 'left':
    case 'right':
      return { x: -1450, y: -1650 };
    case 'back':
      return { x: 260, y: -1650 };
    case 'top':
      return { x: -600, y: -2500 };
    case 'front':
      return { x: -2300, y: -1700 };
  }
}

/** The set as it stands: drawn from the set's own seed, so it is the same in every frame shot in it. */
function buildSet(spec: PictureSpec, script: ColourScript, seed: number, thing: SetContext['thing']): SetDesign {
  const place = keyPlace(spec);
  const base = contextFor({ ...script, subject: { ...script.rig, x: Math.abs(script.rig.x) } }, seed, 's');
  const set: SetContext = { ...base, script, lighting: spec.light, mood: spec.mood, thing, keyX: place.x, keyY: place.y };
  return settings[spec.setting](set);
}

/** The same layer with left and right exchanged. */
function mirrorLayer(layer: Layer): Layer {
  if (layer.kind === 'plane') {
    return {
      ...layer,
      cels: layer.cels.map((cel) => ({ at: cel.at, drawing: mirrored(cel.drawing) })),
      from: { x: -layer.from.x, y: layer.from.y },
      to: { x: -layer.to.x, y: layer.to.y },
      sway: layer.sway && { ...layer.sway, x: -layer.sway.x },
    };
  }
  return {
    ...layer,
    draw: (view) =>
      mirrored(
        layer.draw({
          ...view,
          left: -view.right,
          right: -view.left,
          at: (x, z) => {
            const [u, v] = view.at(-x, z);
            return [-u, v];
          },
        }),
      ),
  };
}

/** Moves a set's layers sideways, so that a subject stands in another part of it. */
function shifted(layer: Layer, dx: number): Layer {
  if (layer.kind === 'plane') return { ...layer, from: { ...layer.from, x: layer.from.x + dx }, to: { ...layer.to, x: layer.to.x + dx } };
  return { ...layer, draw: (view) => layer.draw({ ...view, at: (x, z) => view.at(x + dx, z) }) };
}

/** The lower copy of a layer that a shiny floor shows. */
function reflection(layer: PlaneLayer, level: number, strength: number, soft: number): PlaneLayer {
  const turn = (drawing: Drawing): Drawing => ({
    defs: drawing.defs,
    body: `<g transform="scale(1 -1)">${drawing.body}</g>`,
    bounds: { ...drawing.bounds, y: -drawing.bounds.y - drawing.bounds.height },
  });
  const mirrorY = (y: number) => 2 * level - y;
  return {
    ...layer,
    id: `${layer.id}-mirrored`,
    cels: layer.cels.map((cel) => ({ at: cel.at, drawing: turn(cel.drawing) })),
    from: { x: layer.from.x, y: mirrorY(layer.from.y) },
    to: { x: layer.to.x, y: mirrorY(layer.to.y) },
    opacity: layer.opacity * strength,
    soft: Math.max(layer.soft, soft),
  };
}

/** A soft shadow on the floor at somebody's feet, thrown away from the light. */
function floorShadow(
  id: string,
  path: { from: number; to: number },
  z: number,
  radius: number,
  script: ColourScript,
  spec: PictureSpec,
): PlaneLayer {
  const c = new Canvas(contextFor(script, 1, id));
  const reach = spec.light.quality === 'hard' ? 2.5 : 1.5;
  const away = script.rig.x;
  const strength = spec.light.quality === 'hard' ? 0.62 : 0.44;
  const dark = script.tone('#17121a', 0.08);
  const wide = radius * reach;
  const centre = away * radius * (reach - 1) * 0.55;
  c.ellipse(
    centre,
    0,
    wide,
    radius * 0.24,
    c.radial(
      centre,
      0,
      wide,
      [
        [0, dark, strength],
        [0.4, dark, strength * 0.55],
        [1, dark, 0],
      ],
      radius * 0.24,
    ),
  );
  c.ellipse(
    0,
    0,
    radius * 0.72,
    radius * 0.13,
    c.radial(
      0,
      0,
      radius * 0.72,
      [
        [0, dark, strength * 1.2],
        [0.6, dark, strength * 0.5],
        [1, dark, 0],
      ],
      radius * 0.13,
    ),
  );
  return plane(id, z, c.drawing(), { from: { x: path.from, y: 0 }, to: { x: path.to, y: 0 } });
}

/** Other people behind, out of focus: real figures in quieter colours. */
function extras(spec: PictureSpec, script: ColourScript, seed: number, onFloor: number, x: number): PlaneLayer[] {
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
    layers.push(
      plane(`extra-${index}`, z, drawing, {
        from: { x: x + side * (620 + index * 330 + random() * 260), y: onFloor },
        sway: { x: 7, y: 3, cycles: 1 },
      }),
    );
  }
  return layers;
}

interface Actors {
  layers: Layer[];
  reflections: PlaneLayer[];
}

/** A frame with where everything is in it. */
interface Placed {
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
function actors(a: Placed, b: Placed, script: ColourScript, options: ComposeOptions, design: SetDesign, mine: Blocking): Actors {
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
      layers.push(floorShadow('figure-shadow', path, mine.figure.z, 330, script, a.frame.spec));
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
function endCamera(placed: Placed): Camera {
  return placed.frame.spec.moment < 0.5 ? placed.blocking.camera.from : placed.blocking.camera.to;
}

/** Something close to the lens at one side of the frame. */
function framing(
  frame: Frame,
  blocking: Blocking,
  design: SetDesign,
  script: ColourScript,
  spec: PictureSpec,
  seed: number,
): PlaneLayer | null {
  const kind = foregroundOf(frame.staging, design.foregrounds);
  if (!kind || spec.angle === 'overhead') return null;
  const ratio = aspectRatio(spec.aspect);
  const camera = blocking.camera.from;
  const depth = camera.focus * 0.5;
  const z = camera.z + depth;
  const seen = visibleAt({ ...camera, roll: 0 }, z, ratio);
  const scale = (seen.bottom - seen.top) / 1000;
  const base = contextFor(script, seed ^ 0x2f1, 'n');
  const set: SetContext = { ...base, script, lighting: spec.light, mood: spec.mood, thing: null, keyX: 0, keyY: 0 };
  const c = new Canvas(base);
  const narrow = ratio < 1 ? 0.62 : ratio < 1.2 ? 0.8 : 1;
  const side = frame.staging.foregroundSide;
  const width = scale * narrow;
  c.place(foreground(kind, set), 0, 0, side < 0 ? width : -width, scale);
  const lean = camera.roll === 0 ? 0 : 0.06 * (seen.right - seen.left);
  return plane('foreground', z, c.drawing(), {
    from: { x: side < 0 ? seen.left - lean : seen.right + lean, y: seen.bottom + lean },
    soft: 9 * scale,
    sway: kind === 'leaves' || kind === 'branch' || kind === 'grass' ? { x: 5 * scale, y: 2 * scale, cycles: 1 } : null,
  });
}

/** Mist as two slow banks of pale air. */
function mist(script: ColourScript, seed: number): PlaneLayer[] {
  const random = chance(seed ^ 0x77);
  const context = contextFor(script, seed, 'm');
  return [1800, 420].map((z, index) => {
    const c = new Canvas(context);
    for (let bank = 0; bank < 6; bank++) {
      const x = (random() * 2 - 1) * 4200;
      const y = -200 - random() * 900;
      const r = 1300 + random() * 1300;
      c.ellipse(
        x,
        y,
        r,
        r * 0.3,
        c.radial(
          x,
          y,
          r,
          [
            [0, script.haze, 0.3],
            [0.6, script.haze, 0.13],
            [1, script.haze, 0],
          ],
          r * 0.3,
        ),
      );
    }
    return plane(`mist-${index}`, z, c.drawing(), { sway: { x: 160 + index * 90, y: 12, cycles: 1 } });
  });
}

/** The colour script of a frame. */
export function scriptOf(frame: Frame): ColourScript {
  return colourScript(frame.spec.light, frame.spec.mood, frame.spec.palette, frame.staging.warmth);
}

/**
 * Composes `own` filmed along the way from frame `a` to frame `b` (all three
 * are the same for a still).
 */
export function compose(own: Frame, a: Frame, b: Frame, options: ComposeOptions): Scene {
  const script = scriptOf(own);
  const sizeIn = (frame: Frame): { drawing: Drawing; width: number; height: number } | null => {
    if (!frame.spec.prop) return null;
    const drawing = options.standIns.product ?? drawProp(contextFor(script, options.sceneSeed, 'b'), frame.spec.prop, { view: 'eye' });
    return { drawing, width: drawing.bounds.width, height: -drawing.bounds.y };
  };
  const built = buildSet(own.spec, script, options.setSeed, own.spec.figure ? null : sizeIn(own));
  const mirror = own.spec.light.direction === 'right';
  const turn = (layers: Layer[]) => (mirror ? layers.map(mirrorLayer) : layers);
  const design: SetDesign = {
    ...built,
    layers: turn(built.layers),
    air: turn(built.air).filter((layer) => layer.kind === 'plane'),
    seat: { ...built.seat, layers: turn(built.seat.layers) },
    support: built.support && { ...built.support, layers: turn(built.support.layers) },
  };
  // A stage is built around its subject; a room has places in it.
  const rooted = own.spec.setting === 'studio' || own.spec.setting === 'abstract' ? 0.2 : 1;
  const blockOne = (frame: Frame): Blocking => {
    const context = contextFor(script, options.sceneSeed, 'b');
    const size = sizeIn(frame);
    return block(context, frame.spec, { ...frame.staging, place: frame.staging.place * rooted }, design, size, size?.drawing ?? null);
  };
  const mine = blockOne(own);
  const from = own === a ? mine : blockOne(a);
  const to = own === b ? mine : a === b ? from : blockOne(b);
  const start: Placed = { frame: a, blocking: from };
  const end: Placed = a === b ? start : { frame: b, blocking: to };
  const camera = { from: endCamera(start), to: endCamera(end) };
  const people = actors(start, end, script, options, design, mine);

  const centre = mine.figure?.x ?? mine.prop?.x ?? 0;
  const layers: Layer[] = [...design.layers];
  if (design.wet >= 0.3) {
    // Wet streets and mirrors show what stands on them.
    for (const layer of design.layers)
      if (layer.kind === 'plane' && layer.z > 900 && layer.z < 20_000)
        layers.push(reflection(layer, 0, design.wet * 0.75, Math.max(40, layer.z * 0.012)));
  }
  if (own.spec.extras > 0) layers.push(...extras(own.spec, script, options.setSeed, 0, centre));
  layers.push(...people.reflections);
  if (mine.seated && !mine.support?.hidesLegs) layers.push(...design.seat.layers.map((layer) => shifted(layer, centre)));
  const actorLayers = people.layers.map((layer) =>
    layer.id === 'plinth'
      ? shifted(layer, centre)
      : layer.id.startsWith('table') && design.support && Math.abs(centre) > 0
        ? shifted(layer, centre)
        : layer,
  );
  layers.push(...actorLayers);
  layers.push(...design.air);
  if (own.spec.atmosphere === 'mist') layers.push(...mist(script, options.setSeed));
  // What two frames of a scene must agree on to the pixel is measured in what they have in common.
  const common = blockOne({ ...own, staging: own.common });
  const near = framing(own, common, design, script, own.spec, options.sceneSeed);
  if (near) layers.push(near);
  const airColour =
    own.spec.atmosphere === 'rain' || own.spec.atmosphere === 'snow'
      ? '#eef3ff'
      : own.spec.atmosphere === 'sparkle'
        ? '#fff3cf'
        : script.rig.key;
  return {
    ratio: aspectRatio(own.spec.aspect),
    layers,
    particles: makeParticles(own.spec.atmosphere, airColour, options.setSeed, options.seconds),
    camera,
    base: common.camera.from,
    moves: mine.camera,
    script,
  };
}
