/** Abstract light: rings and ribbons of colour over a dark mirror. */
import { Canvas } from '../canvas.ts';
import { adjust, mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import type { GroundLayer } from '../scene-graph.ts';
import { REACH } from './setting.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { plinth } from './supports.ts';

/** Height of the stand, millimetres. */
const STAND = 420;

export function abstract(set: SetContext): SetDesign {
  const { script, keyX, keyY } = set;
  const random = (): number => set.random();
  const deep = mix('#100d1e', script.accent, 0.16);
  const high = set.lighting.key === 'high';
  const ground = high ? mix('#d8d4de', script.accent, 0.24) : deep;
  const wall = new Canvas(set);
  wall.rect(
    -REACH,
    -9000,
    REACH * 2,
    12_000,
    wall.linear(keyX, -3200, keyX + 4800, 800, [
      [0, adjust(mix(ground, script.accent, 0.34), 0.1)],
      [0.5, ground],
      [1, adjust(ground, -0.07)],
    ]),
  );
  wall.rect(
    -REACH,
    -9000,
    REACH * 2,
    12_000,
    wall.radial(
      keyX * 0.35,
      keyY + 300,
      2600,
      [
        [0, mix(script.accent, script.rig.key, 0.55), 0.75],
        [0.35, script.accent, 0.32],
        [1, script.accent, 0],
      ],
      2100,
    ),
  );
  const ribbons = new Canvas(set);
  for (let index = 0; index < 5; index++) {
    const y = -2500 + index * 460 + random() * 160;
    const bow = 500 + random() * 500;
    const colour = index % 2 ? script.accent : mix(script.second, script.rig.key, 0.3);
    ribbons.path(
      `M-5200 ${Math.round(y + bow)}C-2200 ${Math.round(y - bow)} 900 ${Math.round(y + bow * 1.2)} 5200 ${Math.round(y - bow)}L5200 ${Math.round(y - bow + 240)}C900 ${Math.round(y + bow * 1.2 + 110)} -2200 ${Math.round(y - bow + 90)} -5200 ${Math.round(y + bow + 40)}Z`,
      ribbons.linear(-3800, 0, 3800, 0, [
        [0, mix(colour, script.rig.key, 0.4), 0.75],
        [0.45, colour, 0.34],
        [1, adjust(colour, -0.2), 0.04],
      ]),
      { x: -5200, y: y - bow * 1.4, width: 10_400, height: bow * 3 + 260 },
    );
  }
  // A ring of light around the thing (or the person), made to its measure.
  const ring = new Canvas(set);
  const glow = mix(script.rig.key, script.accent, 0.25);
  const radius = set.thing ? set.thing.height * 1.25 : 880;
  const middle = set.thing ? -STAND - set.thing.height * 0.62 : -1180;
  ring.ellipse(
    0,
    middle,
    radius * 1.7,
    radius * 1.7,
    ring.radial(0, middle, radius * 1.7, [
      [0, glow, 0.1],
      [0.46, glow, 0.16],
      [0.58, glow, 0.5],
      [0.66, glow, 0.16],
      [1, glow, 0],
    ]),
  );
  ring.ellipse(0, middle, radius, radius, 'none', `stroke="${mix(glow, '#ffffff', 0.65)}" stroke-width="${radius * 0.032}"`);
  const mirror: GroundLayer = {
    kind: 'ground',
    id: 'mirror',
    y: 0,
    near: -100_000,
    far: 2800,
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
          [0, adjust(mix(ground, script.accent, 0.3), 0.06)],
          [0.5, adjust(ground, -0.03)],
          [1, adjust(ground, -0.12)],
        ]),
      );
      c.rect(
        view.left,
        view.horizon,
        view.right - view.left,
        height,
        c.linear(0, view.horizon, 0, view.bottom, [
          [0, script.rig.key, 0.3],
          [0.2, script.rig.key, 0.08],
          [1, script.rig.key, 0],
        ]),
      );
      return c.drawing();
    },
  };
  return {
    layers: [
      plane('glow', 2800, wall.drawing()),
      plane('ribbons', 2400, ribbons.drawing(), { soft: 26, sway: { x: 50, y: 22, cycles: 1 }, breathes: true }),
      mirror,
      plane('ring', set.thing ? set.thing.height * 4 : 1500, ring.drawing(), { breathes: true }),
    ],
    air: [],
    support: plinth(
      set,
      STAND,
      set.thing ? Math.min(420, Math.max(80, set.thing.width * 0.9)) : 300,
      high ? '#e9e4ea' : mix('#37334a', script.accent, 0.3),
    ),
    seat: { height: 480, layers: [], inviting: false },
    foregrounds: ['ribbon', 'glass'],
    wet: 0.5,
    largestField: 3600,
  };
}
