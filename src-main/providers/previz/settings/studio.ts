/** A studio backdrop: a seamless sweep, a pool of light, geometric plinths. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import type { GroundLayer } from '../scene-graph.ts';
import { shaft } from './windows.ts';
import { REACH } from './setting.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { plinth } from './supports.ts';

export function studio(set: SetContext): SetDesign {
  const { script, keyX, keyY } = set;
  const low = set.lighting.key === 'low';
  const paper = low
    ? mix('#26222c', script.second, 0.1)
    : set.lighting.key === 'high'
      ? mix('#e9e4de', script.accent, 0.14)
      : mix('#b9a79a', script.accent, 0.3);
  const wall = new Canvas(set);
  const level = low ? 0.62 : 1;
  wall.rect(
    -REACH,
    -9000,
    REACH * 2,
    11_000,
    wall.linear(keyX - 600, -2500, keyX + 4600, 600, [
      [0, script.tone(paper, 0.74 * level)],
      [0.5, script.tone(paper, 0.44 * level)],
      [1, script.tone(paper, 0.2 * level)],
    ]),
  );
  wall.rect(
    -REACH,
    -9000,
    REACH * 2,
    11_000,
    wall.radial(
      keyX * 0.16,
      low ? -760 : keyY + 420,
      low ? 1500 : 2100,
      [
        [0, low ? mix(script.rig.key, script.accent, 0.45) : script.rig.key, low ? 0.46 : 0.55],
        [0.4, low ? script.accent : script.rig.key, low ? 0.2 : 0.22],
        [1, low ? script.accent : script.rig.key, 0],
      ],
      low ? 1150 : 1700,
    ),
  );
  // A tall arch and a disc, painted flat: depth without a place.
  const shapes = new Canvas(set);
  const tint = mix(paper, script.accent, 0.4);
  shapes.path(
    'M520 0V-1350A620 620 0 0 1 1760 -1350V0Z',
    shapes.linear(520, -1900, 1760, 0, [
      [0, script.tone(tint, 0.86 * level)],
      [0.5, script.tone(tint, 0.5 * level)],
      [1, script.tone(tint, 0.2 * level)],
    ]),
    { x: 520, y: -1970, width: 1240, height: 1970 },
  );
  shapes.ellipse(
    -1250,
    -1480,
    460,
    460,
    shapes.linear(-1700, -1900, -800, -1000, [
      [0, script.tone(mix(paper, script.second, 0.45), 1.05 * level)],
      [1, script.tone(mix(paper, script.second, 0.45), 0.42 * level)],
    ]),
  );
  const sweep: GroundLayer = {
    kind: 'ground',
    id: 'sweep',
    y: 0,
    near: -100_000,
    far: 2600,
    opacity: 1,
    draw(view) {
      const c = new Canvas(view);
      const height = Math.max(10, view.bottom - view.horizon);
      c.rect(
        view.left,
        view.horizon,
        view.right - view.left,
        height,
        c.linear(view.left, view.horizon, view.right, view.bottom, [
          [0, script.tone(paper, 0.86 * level)],
          [0.5, script.tone(paper, 0.58 * level)],
          [1, script.tone(paper, 0.26 * level)],
        ]),
      );
      const [x, y] = view.at(-100, -100);
      c.rect(
        view.left,
        view.horizon,
        view.right - view.left,
        height,
        c.radial(
          x,
          y,
          700,
          [
            [0, script.rig.key, low ? 0.3 : 0.4],
            [1, script.rig.key, 0],
          ],
          240,
        ),
      );
      c.rect(
        view.left,
        view.horizon,
        view.right - view.left,
        Math.min(60, height),
        c.linear(0, view.horizon, 0, view.horizon + Math.min(60, height), [
          [0, script.tone(paper, 0.5 * level)],
          [1, script.tone(paper, 0.5 * level), 0],
        ]),
      );
      return c.drawing();
    },
  };
  return {
    layers: [plane('paper', 2600, wall.drawing()), sweep, plane('shapes', 1500, shapes.drawing())],
    air: [shaft(set, 700, { x: keyX - 200, width: 1000, strength: low ? 0.36 : 0.22 })],
    support: plinth(
      set,
      620,
      set.thing ? Math.min(420, Math.max(85, set.thing.width * 0.95)) : 340,
      low ? mix(paper, '#8a7f86', 0.5) : mix(paper, '#efe6dc', 0.4),
    ),
    seat: { height: 480, layers: [], inviting: false },
    foregrounds: ['ribbon', 'leaves', 'glass', 'curtain'],
    wet: 0.16,
    largestField: 3600,
  };
}
