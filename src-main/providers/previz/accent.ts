/** Light that comes up during a shot: the sun finds the subject, a lamp is switched on out of frame. */
import type { Placed } from './actors.ts';
import { Canvas } from './canvas.ts';
import { contextFor } from './context.ts';
import { aspectRatio } from './lens.ts';
import type { ColourScript } from './light.ts';
import { plane } from './scene-graph.ts';
import type { PlaneLayer } from './scene-graph.ts';

/** A pool of the key light on the side it comes from, as strong at either end as that end's sequel says. */
export function accent(a: Placed, b: Placed, script: ColourScript, seed: number): PlaneLayer[] {
  const strength = (placed: Placed) => placed.frame.follows?.sequel.accent ?? 0;
  const fade = { from: strength(a), to: strength(b) };
  if (fade.from <= 0 && fade.to <= 0) return [];
  const follower = b.frame.follows ? b : a;
  const { camera, anchor } = follower.blocking;
  const start = camera.from;
  const field = start.focus / start.focal;
  const width = field * aspectRatio(follower.frame.spec.aspect);
  const side = script.rig.x >= 0 ? -1 : 1;
  const c = new Canvas(contextFor(script, seed, 'la'));
  const y = start.y - start.shiftY * field - field * 0.12;
  const rx = width * 0.62;
  const ry = field * 0.95;
  c.ellipse(
    0,
    0,
    rx,
    ry,
    c.radial(
      0,
      0,
      rx,
      [
        [0, script.rig.key, 0.34],
        [0.45, script.rig.key, 0.16],
        [1, script.rig.key, 0],
      ],
      ry,
    ),
  );
  return [plane('accent', -60, c.drawing(), { from: { x: anchor + side * width * 0.42, y }, fade, soft: field * 0.03 })];
}
