/**
 * The scene graph: planes and grounds with a depth, back to front. Drawn
 * once as SVG, rasterised once as textures, filmed as often as the clip has
 * frames.
 */
import type { ColourScript } from './light.ts';
import type { Drawing } from './drawing.ts';
import type { Camera } from './lens.ts';
import type { Particles } from './particles.ts';

/** Gentle movement of its own: leaves, clouds, a lamp on its cord. Zero at both ends of a clip. */
export interface Sway {
  /** Millimetres. */
  x: number;
  y: number;
  /** Whole cycles per clip. */
  cycles: number;
}

/** One drawing among several a layer goes through (poses, steam), at a time 0–1 of the scene. */
export interface Cel {
  at: number;
  drawing: Drawing;
}

interface LayerBase {
  /** Unique in its scene. */
  id: string;
  opacity: number;
}

/** A flat drawing that faces the camera. */
export interface PlaneLayer extends LayerBase {
  kind: 'plane';
  /** Where the drawing's origin is in the world, millimetres, at the scene's start and end. */
  from: { x: number; y: number };
  to: { x: number; y: number };
  /** Depth of the plane, millimetres beyond the subject. */
  z: number;
  cels: Cel[];
  /** Softness of its own (light patches, shafts), millimetres of standard deviation. */
  soft: number;
  /** Light in the air or on the lens breathes with the light. */
  breathes: boolean;
  sway: Sway | null;
  /** Share of the opacity at the scene's start and end; null: whole throughout. */
  fade: { from: number; to: number } | null;
  /** The drawings follow one another as an animator's do, each whole until the next; otherwise one melts into the next. */
  animated: boolean;
}

/** A horizontal surface, drawn through the camera so that its lines converge truly. */
export interface GroundLayer extends LayerBase {
  kind: 'ground';
  /** Height of the surface, millimetres (0 is the floor, negative is up). */
  y: number;
  /** Draws in picture units of 1000 per frame height, y down from the frame's centre. */
  draw(view: GroundView): Drawing;
  /** Nearest and farthest depth drawn, millimetres beyond the subject. */
  near: number;
  far: number;
}

/** What a ground needs to draw itself as the camera sees it. */
export interface GroundView {
  /** Picture place of a point of the surface, thousandths of the frame height from its centre. */
  at(x: number, z: number): readonly [number, number];
  /** Left and right end of what may be seen, thousandths. */
  left: number;
  right: number;
  /** The surface's line at the far edge, and below the frame, thousandths. */
  horizon: number;
  bottom: number;
  id(name: string): string;
  /** Nearest depth in view, millimetres beyond the subject. */
  nearZ: number;
}

export type Layer = PlaneLayer | GroundLayer;

/** A scene ready to be rasterised and filmed: layers back to front, the camera's two ends, the air, the grade. */
export interface Scene {
  ratio: number;
  layers: Layer[];
  particles: Particles;
  /** Where the camera is at the scene's start and end. */
  camera: { from: Camera; to: Camera };
  /** The camera the air's drift is measured from. */
  base: Camera;
  /** Both ends of the named movement in this frame's own staging. */
  moves: { from: Camera; to: Camera };
  script: ColourScript;
  /** Exposure at the scene's start and end, 1 is as graded. */
  exposure: { from: number; to: number };
}

/** A plane that stays where it is and has one drawing. */
export function plane(
  id: string,
  z: number,
  drawing: Drawing,
  options: Partial<Omit<PlaneLayer, 'kind' | 'id' | 'z' | 'cels'>> = {},
): PlaneLayer {
  const from = options.from ?? { x: 0, y: 0 };
  return {
    kind: 'plane',
    id,
    z,
    cels: [{ at: 0, drawing }],
    from,
    to: options.to ?? from,
    opacity: options.opacity ?? 1,
    soft: options.soft ?? 0,
    breathes: options.breathes ?? false,
    sway: options.sway ?? null,
    fade: options.fade ?? null,
    animated: options.animated ?? false,
  };
}
