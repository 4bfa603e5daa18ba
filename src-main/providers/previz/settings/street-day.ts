/** A street by day: a row of shop fronts, trees, sun down the pavement. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { shaft } from './windows.ts';
import { land, sky } from './outdoors.ts';
import { facade, streetLamp } from './streets.ts';
import { tree } from './trees.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { bench, counter } from './supports.ts';

export function streetDay(set: SetContext): SetDesign {
  const { script } = set;
  const random = (): number => set.random();
  const far = new Canvas(set);
  const colours = ['#d49a72', '#c4b49a', '#e3c48c', '#b8786a', '#d3bd9f', '#8fa3a6'];
  let x = -110_000;
  while (x < 110_000) {
    const w = 9000 + random() * 7000;
    facade(set, far, x, w, 6000 + random() * 9000, colours[Math.floor(random() * colours.length)] ?? '#b7b1a6', 0.72, 0.45);
    x += w + 300;
  }
  const near = new Canvas(set);
  x = -24_000;
  while (x < 24_000) {
    const w = 4600 + random() * 2200;
    facade(
      set,
      near,
      x,
      w,
      8600 + random() * 4200,
      mix(colours[Math.floor(random() * colours.length)] ?? '#b7b1a6', script.second, 0.12),
      0.66 - Math.max(0, x) / 70_000,
      0.16,
      { shop: true },
    );
    x += w + (x < -1000 && x + w > -4600 ? 6200 : 60);
  }
  const trees = new Canvas(set);
  for (const at of [-6400, -2300, 3300, 8200]) {
    trees.place(tree(set, 4600, '#7f9a58', 0.78, 0.05), at, 0);
    trees.ellipse(
      at + 700,
      0,
      1900,
      120,
      trees.radial(
        at + 700,
        0,
        1900,
        [
          [0, '#1a1526', 0.42],
          [0.55, '#1a1526', 0.26],
          [1, '#1a1526', 0],
        ],
        120,
      ),
    );
  }
  trees.place(streetLamp(set, 4200, false), 900, 0);
  return {
    layers: [
      ...sky(set, { clouds: 5 }),
      plane('far-street', 62_000, far.drawing()),
      land(set, 'pavement', '#c2ab90', { lines: 'pavement', far: 76_000 }),
      plane('shops', 7600, near.drawing()),
      plane('trees', 4300, trees.drawing(), { sway: { x: 18, y: 0, cycles: 1 } }),
    ],
    air: [shaft(set, 1200, { x: -3600, y: -3600, width: 2400, reach: 7000, strength: 0.15 })],
    support: counter(set, {
      height: 560,
      top: '#b9ada0',
      front: '#8f857b',
      far: -200,
      near: -720,
      left: -5200,
      right: 5200,
      shine: 0.1,
      below: 'stone',
      grain: false,
    }),
    seat: { height: 460, layers: bench(set, 460, 1900, '#9a6f4a', 'planks'), inviting: false },
    foregrounds: ['branch', 'post', 'leaves', 'shoulder'],
    wet: 0,
    largestField: 6000,
  };
}
