/**
 * Composes a picture: the set in its light, the people and the thing where
 * blocking puts them, something near the lens, the air. The result is a scene
 * graph; nothing is rasterised here.
 */
import type { FigureSpec, PictureSpec } from '#domain/picture.ts';
import { block } from './blocking.ts';
import type { Blocking } from './blocking.ts';
import { Canvas, mirrored } from './canvas.ts';
import { chance } from './chance.ts';
import type { DrawContext, Drawing } from './drawing.ts';
import { drawFigure } from './figure/figure.ts';
import { aspectRatio, visibleAt } from './lens.ts';
import { colourScript } from './light.ts';
import type { ColourScript } from './light.ts';
import { makeParticles } from './particles.ts';
import { drawProp, drawSteam } from './props/props.ts';
import { plane } from './scene-graph.ts';
import type { Cel, GroundLayer, Layer, PlaneLayer, Scene } from './scene-graph.ts';
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

/** A soft shadow lying on the floor, thrown away from the light. */
function floorShadow(id: string, at: { x: number; z: number }, y: number, radius: number, script: ColourScript, spec: PictureSpec): GroundLayer {
  const reach = spec.light.quality === 'hard' ? 2.6 : 1.5;
  const towards = script.rig.x;
  const strength = spec.light.quality === 'hard' ? 0.17 : 0.1;
  return {
    kind: 'ground',
    id,
    y,
    near: -100_000,
    far: at.z + radius * 4,
    opacity: 1,
    draw(view) {
      const c = new Canvas(view);
      for (let ring = 0; ring < 5; ring++) {
        const grow = 0.35 + ring * 0.2;
        const points = Array.from({ length: 28 }, (_, index) => {
          const angle = (index / 28) * Math.PI * 2;
          const along = Math.cos(angle);
          const stretch = along * towards > 0 ? reach : 0.8;
          return view.at(at.x + along * radius * grow * stretch, at.z + Math.sin(angle) * radius * grow * 0.62);
        });
        c.polygon(points, script.tone('#17121a', 0.08), `opacity="${strength}"`);
      }
      return c.drawing();
    },
  };
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
      hair: { style: pick(['long', 'bob', 'short', 'bun', 'short', 'curly'] as const), color: pick(['#2a1d18', '#4a3226', '#6b4a32', '#1c1a1c'] as const) },
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
    const drawing = drawFigure(context, person, { moment: random(), facing: side > 0 ? 'three-quarter-left' : 'three-quarter-right', seated: false, held: null });
    const z = 1050 + random() * 900;
    layers.push(plane(`extra-${index}`, z, drawing, { from: { x: x + side * (620 + index * 330 + random() * 260), y: onFloor }, sway: { x: 7, y: 3, cycles: 1 } }));
  }
  return layers;
}

interface Actors {
  layers: Layer[];
  reflections: PlaneLayer[];
}

function actors(own: Frame, a: { frame: Frame; blocking: Blocking }, b: { frame: Frame; blocking: Blocking }, script: ColourScript, options: ComposeOptions, design: SetDesign, mine: Blocking): Actors {
  const layers: Layer[] = [];
  const reflections: PlaneLayer[] = [];
  const context = contextFor(script, options.sceneSeed, 'a');
  const spec = own.spec;
  const propView = mine.prop?.view ?? 'eye';
  const product = spec.prop ? (options.standIns.product ?? drawProp(context, spec.prop, { view: propView })) : null;
  const figureAt = (blocking: Blocking) => blocking.figure ?? mine.figure;
  let hand: { from: { x: number; y: number }; to: { x: number; y: number } } | null = null;

  if (mine.figure && spec.figure) {
    const from = figureAt(a.blocking) ?? mine.figure;
    const to = figureAt(b.blocking) ?? mine.figure;
    const momentAt = (time: number) => a.frame.spec.moment + (b.frame.spec.moment - a.frame.spec.moment) * time;
    const drawAt = (time: number) => {
      // The nearer end's words decide expression and gaze; the pose moves through.
      const figure = (time < 0.5 ? a.frame.spec.figure : b.frame.spec.figure) ?? spec.figure;
      if (!figure || !mine.figure) throw new Error('A figure is missing that was blocked.');
      return drawFigure(contextFor(script, options.sceneSeed, `f${Math.round(time * 1000)}x`), figure, {
        moment: momentAt(time),
        facing: mine.figure.facing,
        seated: mine.figure.seated,
        held: mine.figure.holds ? product : null,
        seat: design.seat.layers.length === 0,
      });
    };
    let cels: Cel[];
    if (options.standIns.character) {
      cels = [{ at: 0, drawing: options.standIns.character }];
    } else {
      cels = options.times.map((at) => ({ at, drawing: drawAt(at) }));
      const first = drawAt(0);
      const last = drawAt(1);
      hand = { from: { x: from.x + first.hand.x, y: from.y + first.hand.y }, to: { x: to.x + last.hand.x, y: to.y + last.hand.y } };
    }
    const walking = spec.figure.pose === 'walking' || spec.figure.pose === 'running';
    const reach = mine.field * aspectRatio(spec.aspect) * 0.09;
    const stride = walking ? Math.min(reach, spec.figure.pose === 'running' ? 420 : 240) * (mine.figure.facing === 'left' ? -1 : 1) : 0;
    const figure: PlaneLayer = {
      kind: 'plane',
      id: 'figure',
      z: mine.figure.z,
      cels,
      from: { x: from.x + stride * (2 * momentAt(0) - 1), y: from.y },
      to: { x: to.x + stride * (2 * momentAt(1) - 1), y: to.y },
      opacity: 1,
      soft: 0,
      breathes: false,
      sway: null,
    };
    if (!mine.support?.hidesLegs) {
      layers.push(floorShadow('figure-shadow', { x: mine.figure.x, z: mine.figure.z }, mine.seated ? -design.seat.height * 0 : 0, 330, script, spec));
      if (design.wet > 0.04) reflections.push(reflection(figure, 0, design.wet, 26));
    }
    layers.push(figure);
  }
  const table: Layer[] = mine.support ? mine.support.layers : [];
  const onTable: Layer[] = [];
  if (mine.prop && product && !mine.prop.held) {
    const from = a.blocking.prop && !a.blocking.prop.held ? a.blocking.prop : mine.prop;
    const to = b.blocking.prop && !b.blocking.prop.held ? b.blocking.prop : mine.prop;
    const thing: PlaneLayer = { ...plane('prop', mine.prop.z, product), from: { x: from.x, y: from.y }, to: { x: to.x, y: to.y } };
    const shine = mine.support ? mine.support.shine : design.wet;
    if (shine > 0.04) onTable.push(reflection(thing, mine.prop.y, Math.min(0.5, shine * 0.7), product.bounds.height * 0.02));
    onTable.push(thing);
  }
  const steaming = spec.prop?.steaming ?? false;
  if (steaming && product && !options.standIns.product && mine.prop) {
    const height = Math.max(150, -product.bounds.y * 2.1);
    const top = product.bounds.y * 0.92;
    const place = mine.prop.held ? hand : { from: { x: mine.prop.x, y: mine.prop.y + top }, to: { x: mine.prop.x, y: mine.prop.y + top } };
    if (place) {
      const count = options.times.length > 1 ? 13 : 1;
      const cels = Array.from({ length: count }, (_, index) => {
        const at = count === 1 ? (options.times[0] ?? 0) : index / (count - 1);
        const moment = a.frame.spec.moment + (b.frame.spec.moment - a.frame.spec.moment) * at;
        const phase = (moment * Math.max(1, Math.round(options.seconds / 2.4))) % 1;
        return { at, drawing: drawSteam(contextFor(script, options.sceneSeed + index, `v${index}`), height, phase) };
      });
      onTable.push({ kind: 'plane', id: 'steam', z: mine.prop.z - 4, cels, from: place.from, to: place.to, opacity: 0.9, soft: height * 0.012, breathes: false, sway: null });
    }
  }
  const behindTable = mine.prop !== null && mine.prop.z > 0;
  if (behindTable) layers.unshift(...onTable.splice(0));
  return { layers: [...layers, ...table, ...onTable], reflections };
}

/** Something close to the lens at one side of the frame. */
function framing(frame: Frame, blocking: Blocking, design: SetDesign, script: ColourScript, spec: PictureSpec, seed: number): PlaneLayer | null {
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
  return plane('foreground', z, c.drawing(), { from: { x: side < 0 ? seen.left - lean : seen.right + lean, y: seen.bottom + lean }, soft: 9 * scale, sway: kind === 'leaves' || kind === 'branch' || kind === 'grass' ? { x: 5 * scale, y: 2 * scale, cycles: 1 } : null });
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
      c.ellipse(x, y, r, r * 0.3, c.radial(x, y, r, [[0, script.haze, 0.3], [0.6, script.haze, 0.13], [1, script.haze, 0]], r * 0.3));
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
  const endOf = (frame: Frame, blocking: Blocking) => (frame.spec.moment < 0.5 ? blocking.camera.from : blocking.camera.to);
  const camera = { from: endOf(a, from), to: endOf(b, to) };
  const people = actors(own, { frame: a, blocking: from }, { frame: b, blocking: to }, script, options, design, mine);

  const centre = mine.figure?.x ?? mine.prop?.x ?? 0;
  const layers: Layer[] = [...design.layers];
  if (design.wet >= 0.3) {
    // Wet streets and mirrors show what stands on them.
    for (const layer of design.layers) if (layer.kind === 'plane' && layer.z > 900 && layer.z < 20_000) layers.push(reflection(layer, 0, design.wet * 0.75, Math.max(40, layer.z * 0.012)));
  }
  if (own.spec.extras > 0) layers.push(...extras(own.spec, script, options.setSeed, 0, centre));
  layers.push(...people.reflections);
  if (mine.seated && !mine.support?.hidesLegs) layers.push(...design.seat.layers.map((layer) => shifted(layer, centre)));
  const actorLayers = people.layers.map((layer) => (layer.id === 'plinth' ? shifted(layer, centre) : layer.id.startsWith('table') && design.support && Math.abs(centre) > 0 ? shifted(layer, centre) : layer));
  layers.push(...actorLayers);
  layers.push(...design.air);
  if (own.spec.atmosphere === 'mist') layers.push(...mist(script, options.setSeed));
  const near = framing(own, blockOne({ ...own, staging: own.common }), design, script, own.spec, options.sceneSeed);
  if (near) layers.push(near);
  const airColour = own.spec.atmosphere === 'rain' || own.spec.atmosphere === 'snow' ? '#eef3ff' : own.spec.atmosphere === 'sparkle' ? '#fff3cf' : script.rig.key;
  return { ratio: aspectRatio(own.spec.aspect), layers, particles: makeParticles(own.spec.atmosphere, airColour, options.setSeed, options.seconds), camera, base: mine.camera.from, moves: mine.camera, holds: mine.figure?.holds ?? false, facing: mine.figure?.facing ?? null, script };
}
