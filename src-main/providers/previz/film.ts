/**
 * Develops a scene graph: works out what every layer shows along the camera's
 * path, rasterises it once with the lens's blur, and says for any instant
 * which textures lie where.
 */
import sharp from 'sharp';
import { compositeFrame } from './compositor.ts';
import type { FrameState, LayerState, PaintLayer, Texture } from './compositor.ts';
import { applyGrade, drawParticles, gradeTables } from './grade.ts';
import type { GradeTables } from './grade.ts';
import { between, defocus, visibleAt } from './lens.ts';
import type { Camera } from './lens.ts';
import type { Particles } from './particles.ts';
import { packed, rasterise } from './raster.ts';
import type { Region } from './raster.ts';
import type { GroundLayer, PlaneLayer, Scene, Sway } from './scene-graph.ts';

/** How a developed layer moves over the scene. */
interface Motion {
  from: { x: number; y: number };
  to: { x: number; y: number };
  opacity: number;
  breathes: boolean;
  sway: Sway | null;
  fade: { from: number; to: number } | null;
  animated: boolean;
  /** Times 0–1 of the textures, ascending. */
  times: number[];
}

/** A scene ready to be filmed; plain data that worker threads can share. */
export interface Reel {
  width: number;
  height: number;
  paint: PaintLayer[];
  motion: Motion[];
  particles: Particles;
  tables: GradeTables;
  /** The camera the air's drift is measured from. */
  base: Camera;
  ratio: number;
  /** Exposure at both ends, 1 is as graded. */
  exposure: { from: number; to: number };
}

/** Everything that differs from one frame of a reel to the next; small, plain data. */
export interface Shot {
  state: FrameState;
  /** Time of the air, 0–1. */
  air: number;
  /** Drift and growth of the air. */
  pan: { x: number; y: number; zoom: number };
  /** Exposure, 256 is unchanged. */
  gain: number;
  grain: number;
}

function unite(regions: Region[]): Region {
  return regions.reduce((a, b) => ({
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  }));
}

/** A little more than the frame, so that nothing runs out at its edge. */
function grown(region: Region, amount: number): Region {
  return { left: region.left - amount, top: region.top - amount, right: region.right + amount, bottom: region.bottom + amount };
}

/** The cameras of a path (evenly spaced in time) from just before `from` to just after `to`, 0–1. */
function during(cameras: readonly Camera[], from: number, to: number): Camera[] {
  const last = cameras.length - 1;
  return cameras.slice(Math.max(0, Math.floor(from * last)), Math.min(last, Math.ceil(to * last)) + 1);
}

/** A texture with nothing on it, for times when a layer shows nothing. */
function clear(): Texture {
  return packed(new Uint8Array(16 * 4), 4, 4, 0, 0, 1, false);
}

const OPAQUE = new Set(['wall', 'sky', 'paper', 'glow']);

async function developPlane(
  layer: PlaneLayer,
  cameras: readonly Camera[],
  ratio: number,
  height: number,
): Promise<{ textures: Texture[]; times: number[] } | null> {
  const usable = cameras.filter((camera) => layer.z - camera.z > camera.focus * 0.16 && layer.z - camera.z > 30);
  if (usable.length === 0) return null;
  const sway = layer.sway ?? { x: 0, y: 0 };
  const offsets = [layer.from, layer.to];
  const seenBy = (some: readonly Camera[]) =>
    unite(
      some.flatMap((camera) => {
        const seen = grown(
          visibleAt(camera, layer.z, ratio),
          Math.max(Math.abs(sway.x), Math.abs(sway.y)) + (2 * (layer.z - camera.z)) / camera.focal / height,
        );
        return offsets.map((offset) => ({
          left: seen.left - offset.x,
          right: seen.right - offset.x,
          top: seen.top - offset.y,
          bottom: seen.bottom - offset.y,
        }));
      }),
    );
  const scaleFor = (some: readonly Camera[]) => Math.max(...some.map((camera) => (camera.focal * height) / (layer.z - camera.z)));
  const region = seenBy(usable);
  const scale = scaleFor(usable);
  const opaque = OPAQUE.has(layer.id);
  const sigmaAt = (camera: Camera): number => {
    const millimetres = (layer.z - camera.z) / camera.focal;
    return Math.hypot(defocus(camera, layer.z) * millimetres, layer.soft);
  };
  const first = cameras[0];
  const last = cameras[cameras.length - 1];
  if (!first || !last) return null;
  const cels = [...layer.cels];
  const only = cels[0];
  const sigmaFrom = sigmaAt(first) * scale;
  const sigmaTo = sigmaAt(last) * scale;
  if (
    cels.length === 1 &&
    only &&
    cameras.length > 1 &&
    Math.abs(sigmaFrom - sigmaTo) > Math.max(1.4, 0.3 * Math.max(sigmaFrom, sigmaTo))
  ) {
    cels.splice(0, 1, { at: 0, drawing: only.drawing }, { at: 1, drawing: only.drawing });
  }
  const textures: Texture[] = [];
  const times: number[] = [];
  for (const [index, cel] of cels.entries()) {
    const camera = cameras.length === 1 ? first : between(first, last, cel.at);
    const even = cels.length === 1 && cameras.length > 1 ? (sigmaAt(first) + sigmaAt(last)) / 2 : sigmaAt(camera);
    // An animator's drawing is seen for a moment only: it is as large and as complete as that moment needs.
    const seen =
      layer.animated && cels.length > 1
        ? during(cameras, ((cels[index - 1]?.at ?? 0) + cel.at) / 2, (cel.at + (cels[index + 1]?.at ?? 1)) / 2).filter((one) =>
            usable.includes(one),
          )
        : usable;
    const part = seen.length > 0 && seen.length < usable.length ? seenBy(seen) : region;
    const fine = seen.length > 0 ? scaleFor(seen) : scale;
    const texture = (await rasterise(cel.drawing, part, fine, even, opaque)) ?? (cels.length > 1 ? clear() : null);
    if (!texture) continue;
    textures.push(texture);
    times.push(cel.at);
  }
  return textures.length > 0 ? { textures, times } : null;
}

async function developGround(
  layer: GroundLayer,
  cameras: readonly Camera[],
  reference: Camera,
  ratio: number,
  height: number,
): Promise<Texture | null> {
  const drop = layer.y - reference.y;
  if (drop <= 1) return null;
  // Where the frame's border falls on the surface, seen from the reference camera.
  const spots: Region[] = [];
  for (const camera of cameras) {
    const cameraDrop = layer.y - camera.y;
    if (cameraDrop <= 1) continue;
    const tilt = Math.abs(Math.sin(camera.roll));
    const halfU = 0.5 * (ratio + tilt) + 0.01;
    const halfV = 0.5 * (1 + tilt * ratio) + 0.01;
    for (let step = 0; step <= 16; step++) {
      const v = -halfV + (2 * halfV * step) / 16;
      const down = v - camera.shiftY;
      const depth = down > 1e-4 ? (cameraDrop * camera.focal) / down : layer.far - camera.z;
      const z = Math.min(layer.far, camera.z + depth);
      const back = Math.max(reference.focus * 0.05, z - reference.z);
      const rv = reference.shiftY + (reference.focal * drop) / back;
      for (const u of [-halfU, halfU]) {
        const worldX = camera.x + ((u - camera.shiftX) * (z - camera.z)) / camera.focal;
        const ru = reference.shiftX + (reference.focal * (worldX - reference.x)) / back;
        spots.push({ left: ru, right: ru, top: rv, bottom: rv });
      }
    }
  }
  if (spots.length === 0) return null;
  const box = unite(spots);
  const limit = 1.6 * Math.max(ratio, 1);
  const left = Math.max(-limit, box.left) * 1000 - 6;
  const right = Math.min(limit, box.right) * 1000 + 6;
  const horizonAt = (reference.shiftY + (reference.focal * drop) / (layer.far - reference.z)) * 1000;
  const top = Math.max(-1600, Math.max(horizonAt - 8, Math.min(box.top * 1000 - 4, 900)));
  const bottom = Math.min(1700, Math.max(box.bottom, box.top) * 1000 + 6);
  if (bottom <= top + 1 || right <= left) return null;
  const nearZ = Math.max(layer.near, reference.z + (reference.focal * drop) / Math.max(0.02, bottom / 1000 - reference.shiftY));
  let next = 0;
  const drawing = layer.draw({
    at: (x, z) => {
      const depth = Math.max(reference.focus * 0.02, z - reference.z);
      return [
        (reference.shiftX + (reference.focal * (x - reference.x)) / depth) * 1000,
        (reference.shiftY + (reference.focal * drop) / depth) * 1000,
      ];
    },
    left,
    right,
    horizon: horizonAt,
    bottom,
    id: (name) => `g${(next++).toString(36)}${name}`,
    nearZ,
  });
  const scale = height / 1000;
  const region = { left, top, right, bottom };
  const sharpTexture = await rasterise(drawing, region, scale, 0, false);
  if (!sharpTexture) return null;
  // The surface leaves focus gradually: rows mix a sharp and a soft version by their own depth.
  const sigmaOf = (v: number): number => {
    const down = v / 1000 - reference.shiftY;
    if (down <= 1e-4) return defocus(reference, layer.far);
    return defocus(reference, reference.z + (reference.focal * drop) / down);
  };
  const most = Math.max(sigmaOf(top), sigmaOf(bottom)) * 1000;
  if (most * scale < 0.9) return sharpTexture;
  const { width, height: rows } = sharpTexture;
  const crisp = Buffer.from(new Uint8Array(sharpTexture.pixels.buffer, 0, width * rows * 4));
  // Premultiplied pixels are blurred as they are: that is what light does.
  const soft = await sharp(crisp, { raw: { width, height: rows, channels: 4 } })
    .removeAlpha()
    .blur({ sigma: most * scale, precision: 'integer' })
    .raw()
    .toBuffer();
  const softAlpha = await sharp(crisp, { raw: { width, height: rows, channels: 4 } })
    .extractChannel(3)
    .blur({ sigma: most * scale, precision: 'integer' })
    .raw()
    .toBuffer();
  const target = new Uint8Array(sharpTexture.pixels.buffer, 0, width * rows * 4);
  for (let y = 0; y < rows; y++) {
    const weight = Math.min(1, (sigmaOf(sharpTexture.top + (y + 0.5) / sharpTexture.scale) * 1000) / most);
    for (let index = y * width; index < (y + 1) * width; index++) {
      const sharpAlpha = crisp[index * 4 + 3] ?? 0;
      const alpha = Math.round(sharpAlpha + ((softAlpha[index] ?? 0) - sharpAlpha) * weight);
      target[index * 4 + 3] = alpha;
      for (let channel = 0; channel < 3; channel++) {
        const a = crisp[index * 4 + channel] ?? 0;
        // Rounding must not lift a premultiplied channel above its alpha.
        target[index * 4 + channel] = Math.min(alpha, Math.round(a + ((soft[index * 3 + channel] ?? 0) - a) * weight));
      }
    }
    sharpTexture.rows[y * 2] = 0;
    sharpTexture.rows[y * 2 + 1] = width - 1;
    // Blurring may have made the rim of what covered translucent.
    const [from, to] = coveredIn(target, y * width, width);
    sharpTexture.solid[y * 2] = from;
    sharpTexture.solid[y * 2 + 1] = to;
  }
  return sharpTexture;
}

/**
 * Rasterises a scene for pictures of width × height pixels filmed by the given
 * cameras (one for a still; several along the path for a clip).
 */
export async function develop(scene: Scene, cameras: readonly Camera[], width: number, height: number, signal: AbortSignal): Promise<Reel> {
  const reference = cameras[Math.floor((cameras.length - 1) / 2)];
  if (!reference) throw new Error('A scene needs a camera.');
  const developed = await Promise.all(
    scene.layers.map(async (layer) => {
      signal.throwIfAborted();
      if (layer.kind === 'plane') {
        const result = await developPlane(layer, cameras, scene.ratio, height);
        if (!result) return null;
        const paint: PaintLayer = { kind: 'plane', z: layer.z, groundY: 0, reference: null, textures: result.textures };
        const motion: Motion = {
          from: layer.from,
          to: layer.to,
          opacity: layer.opacity,
          breathes: layer.breathes,
          sway: layer.sway,
          fade: layer.fade,
          animated: layer.animated,
          times: result.times,
        };
        return { paint, motion };
      }
      const texture = await developGround(layer, cameras, reference, scene.ratio, height);
      if (!texture) return null;
      const paint: PaintLayer = { kind: 'ground', z: 0, groundY: layer.y, reference, textures: [texture] };
      const motion: Motion = {
        from: { x: 0, y: 0 },
        to: { x: 0, y: 0 },
        opacity: layer.opacity,
        breathes: false,
        sway: null,
        fade: null,
        animated: false,
        times: [0],
      };
      return { paint, motion };
    }),
  );
  signal.throwIfAborted();
  const kept = developed.filter((entry) => entry !== null);
  return {
    width,
    height,
    paint: kept.map((entry) => entry.paint),
    motion: kept.map((entry) => entry.motion),
    particles: scene.particles,
    tables: gradeTables(scene.script.grade, width, height),
    base: scene.base,
    ratio: scene.ratio,
    exposure: scene.exposure,
  };
}

/** First and last pixel of the longest fully covered stretch of a row of R G B A bytes; last < first when there is none. */
function coveredIn(bytes: Uint8Array, start: number, width: number): readonly [number, number] {
  let best: readonly [number, number] = [0, -1];
  let since = -1;
  for (let x = 0; x < width; x++) {
    if (bytes[(start + x) * 4 + 3] !== 255) {
      since = -1;
      continue;
    }
    if (since < 0) since = x;
    if (x - since > best[1] - best[0]) best = [since, x];
  }
  return best;
}

/** The instant a shot is taken. */
export interface Instant {
  /** 0–1 between the reel's two frames. */
  t: number;
  /** How far along their way moving things are, 0–1. */
  travel: number;
  /** The scene's own time, 0–1: where the air and the swaying things are. */
  moment: number;
  /** How the light breathes, −1…1. */
  breath: number;
  /** Number of the grain. */
  grain: number;
}

/** What is where at an instant, seen by a camera. */
export function shotAt(reel: Reel, camera: Camera, instant: Instant): Shot {
  const { t, travel, moment, breath, grain } = instant;
  const turn = Math.PI * 2;
  const layers = reel.motion.map((motion): LayerState => {
    const sway = motion.sway;
    const swing = sway ? Math.sin(turn * moment * sway.cycles) : 0;
    let first = 0;
    while (first < motion.times.length - 1 && (motion.times[first + 1] ?? 1) <= t) first++;
    const second = Math.min(motion.times.length - 1, first + 1);
    const span = (motion.times[second] ?? 1) - (motion.times[first] ?? 0);
    const mixed = span > 0 ? Math.min(1, Math.max(0, (t - (motion.times[first] ?? 0)) / span)) : 0;
    if (motion.animated) {
      // The nearer of the two drawings, whole.
      if (mixed >= 0.5) first = second;
    }
    const fade = motion.fade ? motion.fade.from + (motion.fade.to - motion.fade.from) * travel : 1;
    const opacity = motion.opacity * fade * (motion.breathes ? 1 + 0.16 * breath : 1);
    return {
      x: motion.from.x + (motion.to.x - motion.from.x) * travel + (sway ? sway.x * swing : 0),
      y: motion.from.y + (motion.to.y - motion.from.y) * travel + (sway ? sway.y * swing : 0),
      opacity: Math.round(Math.min(1, opacity) * 256),
      first,
      second: motion.animated ? first : second,
      mix: motion.animated ? 0 : Math.round(mixed * 256),
    };
  });
  const base = reel.base;
  const half = (base.focus * reel.ratio) / (2 * base.focal);
  const halfHeight = base.focus / (2 * base.focal);
  return {
    state: { camera, layers },
    air: moment,
    pan: {
      x: ((camera.shiftX - base.shiftX) * 2) / reel.ratio - (camera.x - base.x) / half,
      y: (camera.shiftY - base.shiftY) * 2 - (camera.y - base.y) / halfHeight,
      zoom: camera.focal / camera.focus / (base.focal / base.focus) || 1,
    },
    gain: Math.round(256 * (1 + 0.012 * breath) * (reel.exposure.from + (reel.exposure.to - reel.exposure.from) * travel)),
    grain,
  };
}

/** Films one shot into `out` without the grade. */
export function exposeShot(reel: Reel, shot: Shot, out: Int32Array, scratch: Int32Array): void {
  compositeFrame(out, reel.width, reel.height, reel.paint, shot.state, scratch);
  drawParticles(out, reel.width, reel.height, reel.particles, shot.air, shot.pan);
  applyGrade(out, reel.width, reel.tables, shot.grain, shot.gain);
}
