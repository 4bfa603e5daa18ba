/** What ties things to the floor: shadows at their feet and mirror images in it. */
import type { PictureSpec } from '#domain/picture.ts';
import { Canvas } from './canvas.ts';
import type { DrawContext, Drawing } from './drawing.ts';
import type { ColourScript } from './light.ts';
import { plane } from './scene-graph.ts';
import type { PlaneLayer } from './scene-graph.ts';

/** The lower copy of a layer that a shiny floor shows. */
export function reflection(layer: PlaneLayer, level: number, strength: number, soft: number): PlaneLayer {
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
export function floorShadow(
  context: DrawContext,
  id: string,
  path: { from: number; to: number },
  z: number,
  radius: number,
  script: ColourScript,
  spec: PictureSpec,
): PlaneLayer {
  const c = new Canvas(context);
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
