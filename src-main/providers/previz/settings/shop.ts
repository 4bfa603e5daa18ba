/** A shop: warm display walls, lit niches, a counter. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { pendant, pottedPlant, shelf } from './furnishings.ts';
import { floor, wall } from './interior.ts';
import { shaft } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

const WALL_Z = 3200;

export function shop(set: SetContext): SetDesign {
  const { script } = set;
  const paint = mix('#d9cab6', script.accent, 0.1);
  const display = new Canvas(set);
  for (let bay = -3; bay < 3; bay++) {
    const x = bay * 1700 + 110;
    const near = Math.max(0.24, 0.7 - Math.abs(x - set.keyX) / 7000);
    display.rect(
      x,
      -2500,
      1480,
      2400,
      display.linear(x, 0, x + 1480, 0, [
        [0, script.tone('#6c5648', near)],
        [1, script.tone('#6c5648', near * 0.5)],
      ]),
      'rx="16"',
    );
    display.rect(
      x + 40,
      -2460,
      1400,
      2320,
      display.linear(0, -2460, 0, -140, [
        [0, mix(script.lamp, script.tone('#a48468', near + 0.2), 0.4)],
        [0.3, script.tone('#8e715b', near + 0.1)],
        [1, script.tone('#5c483c', near * 0.7)],
      ]),
      'rx="10"',
    );
    for (let row = 0; row < 4; row++) {
      const y = -1950 + row * 540;
      display.ellipse(
        x + 740,
        y - 330,
        640,
        250,
        display.radial(
          x + 740,
          y - 470,
          640,
          [
            [0, script.lamp, 0.5],
            [1, script.lamp, 0],
          ],
          320,
        ),
      );
      shelf(set, display, x + 60, y, 1360, (['crockery', 'bottles', 'mixed', 'books'] as const)[(row + bay + 4) % 4] ?? 'mixed', '#8f6f55');
    }
  }
  const lamps = new Canvas(set);
  for (const x of [-1900, -300, 1300]) lamps.place(pendant(set, x, -2300, 260, script.accent), 0, 0);
  const island = new Canvas(set);
  pottedPlant(set, island, 1750, 0, 1250, '#d8cbb8');
  island.rect(
    -2700,
    -820,
    1500,
    820,
    island.linear(-2700, 0, -1200, 0, [
      [0, script.tone('#e6dac8', 0.8)],
      [1, script.tone('#e6dac8', 0.4)],
    ]),
    'rx="14"',
  );
  island.rect(-2760, -880, 1620, 70, script.tone('#efe4d2', 1));
  shelf(set, island, -2600, -880, 1200, 'crockery', '#efe4d2');
  return {
    layers: [
      wall(set, paint, WALL_Z),
      floor(set, '#b49a7c', WALL_Z, { pattern: 'tiles', shine: 0.35 }),
      plane('display', WALL_Z - 250, display.drawing()),
      plane('island', 1700, island.drawing()),
      plane('lamps', 1300, lamps.drawing()),
    ],
    air: [shaft(set, 700, { x: -2600, y: -2700, width: 1000 })],
    support: counter(set, { height: 930, top: '#d9c09c', front: mix('#6f5a4a', script.accent, 0.25), shine: 0.45 }),
    seat: { height: 470, layers: [], inviting: false },
    foregrounds: ['shelf', 'leaves', 'shoulder', 'glass', 'doorway'],
    wet: 0.12,
    largestField: 3400,
  };
}
