/** A street by day: a row of shop fronts, trees, sun down the pavement. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { shaft } from './interior.ts';
import { facade, land, sky, streetLamp, tree } from './outdoors.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

export function streetDay(set: SetContext): SetDesign {
  const { script, random } = set;
  const far = new Canvas(set);
  const colours = ['#c9a58a', '#b7b1a6', '#d8c4a2', '#a88f86', '#c4b7a9', '#9fa3a0'];
  let x = -60_000;
  while (x < 60_000) {
    const w = 7000 + random() * 5000;
    facade(set, far, x, w, 14_000 + random() * 14_000, colours[Math.floor(random() * colours.length)] ?? '#b7b1a6', 0.6, 0.55);
    x += w + 300;
  }
  const near = new Canvas(set);
  x = -24_000;
  while (x < 24_000) {
    const w = 4600 + random() * 2200;
    facade(set, near, x, w, 8600 + random() * 4200, mix(colours[Math.floor(random() * colours.length)] ?? '#b7b1a6', script.second, 0.12), 0.66 - Math.max(0, x) / 70_000, 0.16, { shop: true });
    x += w + 60;
  }
  const trees = new Canvas(set);
  for (const at of [-5600, -1700, 3100, 7600]) {
    trees.place(tree(set, 4600, '#7f9a58', 0.78, 0.05), at, 0);
    trees.ellipse(at + 500, 0, 1500, 90, '#15101a', 'opacity="0.2"');
  }
  trees.place(streetLamp(set, 4200, false), 900, 0);
  return {
    layers: [
      ...sky(set, { clouds: 5 }),
      plane('far-street', 26_000, far.drawing()),
      land(set, 'pavement', '#a89f96', { lines: 'pavement', far: 40_000 }),
      plane('shops', 7600, near.drawing()),
      plane('trees', 4300, trees.drawing(), { sway: { x: 18, y: 0, cycles: 1 } }),
    ],
    air: [shaft(set, 1200, { x: -3600, y: -3600, width: 2400, reach: 7000, strength: 0.24 })],
    support: counter(set, { height: 560, top: '#b9ada0', front: '#8f857b', far: -200, near: -720, left: -5200, right: 5200, shine: 0.1, below: 'stone', grain: false }),
    seat: { height: 460, layers: [] },
    foregrounds: ['branch', 'post', 'leaves', 'shoulder'],
    wet: 0,
    largestField: 6000,
  };
}
