/** A mountain road: a bend between ranges that pale with distance. */
import { Canvas } from '../canvas.ts';
import { plane } from '../scene-graph.ts';
import type { GroundLayer } from '../scene-graph.ts';
import { land, ridge, sky } from './outdoors.ts';
import { conifer } from './trees.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { bench, counter } from './supports.ts';

/** Asphalt with its lines, narrowing truly, bending away at the far end. */
function road(set: SetContext): GroundLayer {
  const { script } = set;
  const bend = (z: number) => (z > 2500 ? ((z - 2500) / 1000) ** 2 * 26 : 0);
  return {
    kind: 'ground',
    id: 'road',
    y: 0,
    near: -100_000,
    far: 40_000,
    opacity: 1,
    draw(view) {
      const c = new Canvas(view);
      const strip = (left: number, right: number, from: number, to: number) => {
        const a: (readonly [number, number])[] = [];
        const b: (readonly [number, number])[] = [];
        for (let step = 0; step <= 26; step++) {
          const z = from + (to - from) * (step / 26) ** 2.2;
          a.push(view.at(left + bend(z), z));
          b.unshift(view.at(right + bend(z), z));
        }
        return [...a, ...b];
      };
      const from = view.nearZ;
      c.polygon(
        strip(-4300, 3300, from, 40_000),
        c.linear(0, view.horizon, 0, view.bottom, [
          [0, script.far('#5d5e64', 0.6, 0.6)],
          [0.2, script.far('#55565c', 0.6, 0.2)],
          [1, script.tone('#4a4a50', 0.36)],
        ]),
      );
      c.polygon(
        strip(-4300, 3300, from, 40_000),
        c.linear(view.left, 0, view.right, 0, [
          [0, script.rig.key, 0.3],
          [0.5, script.rig.key, 0.06],
          [1, '#0f0d14', 0.3],
        ]),
      );
      c.polygon(strip(-4080, -3960, from, 40_000), script.tone('#f4efe2', 0.9), 'opacity="0.8"');
      c.polygon(strip(2960, 3080, from, 40_000), script.tone('#f4efe2', 0.8), 'opacity="0.75"');
      for (let z = Math.floor(from / 3000) * 3000; z < 30_000; z += 3000)
        if (z + 1400 > from) c.polygon(strip(-560, -440, Math.max(from, z), z + 1400), script.tone('#f2d68a', 0.95), 'opacity="0.8"');
      return c.drawing();
    },
  };
}

export function mountainRoad(set: SetContext): SetDesign {
  const { script } = set;
  const random = (): number => set.random();
  const pines = new Canvas(set);
  for (let index = 0; index < 22; index++) {
    const x = index < 11 ? -19_000 + index * 1250 + random() * 500 : 5200 + (index - 11) * 1250 + random() * 500;
    pines.place(conifer(set, 3600 + random() * 3200, '#4f6a4c', x < 0 ? 0.56 : 0.36, 0.22), x, 0);
  }
  const rail = new Canvas(set);
  rail.rect(
    3700,
    -760,
    12_000,
    190,
    rail.linear(0, -760, 0, -570, [
      [0, script.tone('#d4d6d8', 1)],
      [0.4, script.tone('#9a9da2', 0.6)],
      [1, script.tone('#6a6d72', 0.3)],
    ]),
  );
  for (let x = 3900; x < 15_000; x += 1900) rail.rect(x, -780, 130, 780, script.tone('#6a6460', 0.45));
  return {
    layers: [
      ...sky(set, { clouds: 5 }),
      ridge(set, 'far-range', 80_000, { base: '#7d86a0', height: 34_000, rough: 0.85, distance: 0.6, snow: true }),
      ridge(set, 'mid-range', 46_000, { base: '#5f6f72', height: 13_500, rough: 0.75, distance: 0.4 }),
      ridge(set, 'hills', 24_000, { base: '#5d6d4c', height: 3400, rough: 0.2, distance: 0.24 }),
      land(set, 'meadow', '#7d7f4e', { near: '#67633f', lines: 'grass', far: 60_000 }),
      road(set),
      plane('pines', 9000, pines.drawing()),
      plane('rail', 5200, rail.drawing()),
    ],
    air: [],
    support: counter(set, {
      height: 520,
      top: '#8f8a80',
      front: '#6f6a62',
      far: -150,
      near: -640,
      left: -1300,
      right: 1300,
      shine: 0.05,
      below: 'stone',
      grain: false,
    }),
    seat: { height: 460, layers: bench(set, 460, 1500, '#8a857c', 'stone'), inviting: false },
    foregrounds: ['grass', 'branch', 'post'],
    wet: 0.04,
    largestField: 8000,
  };
}
