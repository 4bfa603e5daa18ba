/**
 * Composes a picture: the set in its light, the people and the thing where
 * blocking puts them, something near the lens, the air. The result is a scene
 * graph; nothing is rasterised here.
 */
import type { PictureSpec } from '#domain/picture.ts';
import { actors, endCamera, extras } from './actors.ts';
import type { Placed } from './actors.ts';
import { block } from './blocking.ts';
import type { Blocking } from './blocking.ts';
import { Canvas, mirrored } from './canvas.ts';
import { chance } from './chance.ts';
import { contextFor } from './context.ts';
import type { Drawing } from './drawing.ts';
import type { ComposeOptions, Frame } from './frame.ts';
import { reflection } from './grounding.ts';
import { aspectRatio } from './lens.ts';
import { colourScript } from './light.ts';
import type { ColourScript } from './light.ts';
import { accent } from './accent.ts';
import { foregroundsOf, visibleThings } from './near-lens.ts';
import { follow } from './following.ts';
import { makeParticles } from './particles.ts';
import { drawProp } from './props/props.ts';
import { plane } from './scene-graph.ts';
import type { Layer, PlaneLayer, Scene } from './scene-graph.ts';
import type { SetContext, SetDesign } from './settings/setting.ts';
import { settings } from './settings/settings.ts';

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
  const sizeIn = (frame: Frame): { held: Drawing; width: number; height: number } | null => {
    const { prop } = frame.spec;
    if (!prop) return null;
    const draw = (held: boolean) => drawProp(contextFor(script, options.sceneSeed, 'b'), prop, { view: 'eye', held });
    const own = options.standIns.product;
    const standing = own?.standing ?? draw(false);
    return { held: own?.held ?? draw(true), width: standing.bounds.width, height: -standing.bounds.y };
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
  const origin = own.follows?.start ?? own;
  const rooted = own.spec.setting === 'studio' || own.spec.setting === 'abstract' ? 0.2 : 1;
  const blockOne = (frame: Frame): Blocking => {
    const context = contextFor(script, options.sceneSeed, 'b');
    const size = sizeIn(frame);
    const staging = { ...frame.staging, place: frame.staging.place * rooted };
    if (!frame.follows) return block(context, frame.spec, staging, design, size, size?.held ?? null);
    const { start, sequel } = frame.follows;
    return follow(context, frame.spec, start.spec, staging, sequel, design, size ?? sizeIn(start), size?.held ?? null, blockOne(start));
  };
  const mine = blockOne(own);
  const from = own === a ? mine : blockOne(a);
  const to = own === b ? mine : a === b ? from : blockOne(b);
  const start: Placed = { frame: a, blocking: from };
  const end: Placed = a === b ? start : { frame: b, blocking: to };
  const camera = { from: endCamera(start), to: endCamera(end) };
  const people = actors(start, end, script, options, design, mine);

  const centre = mine.anchor;
  // What two frames of a scene must agree on to the pixel is measured in what they have in common.
  const common = blockOne({ ...origin, staging: origin.common });
  const layers: Layer[] = [...design.layers];
  if (design.wet >= 0.3) {
    // Wet streets and mirrors show what stands on them.
    for (const layer of design.layers)
      if (layer.kind === 'plane' && layer.z > 900 && layer.z < 20_000)
        layers.push(reflection(layer, 0, design.wet * 0.75, Math.max(40, layer.z * 0.012)));
  }
  if (own.spec.extras > 0) layers.push(...extras(own.spec, script, options.setSeed, design.wet, centre, common));
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
  // A still that ends a shot shows what the shot's whole way decided.
  const path = b.follows ? to.camera : camera;
  const sights = visibleThings(b.follows ? blockOne(b.follows.start) : from, to);
  layers.push(...accent(start, end, script, options.setSeed));
  layers.push(...foregroundsOf(origin, b, common, path, design, script, options.sceneSeed, sights));
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
    exposure: { from: a.follows?.sequel.exposure ?? 1, to: b.follows?.sequel.exposure ?? 1 },
  };
}
