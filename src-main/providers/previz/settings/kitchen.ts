/** A kitchen: window over the worktop, tiles, open shelves, an island in front. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { pendant, pottedPlant, shelf } from './furnishings.ts';
import { floor, wall } from './interior.ts';
import { lightPatch, shaft, windowDrawing } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

const WALL_Z = 2300;

export function kitchen(set: SetContext): SetDesign {
  const { script, keyX, keyY } = set;
  const plaster = mix('#e2cbaa', script.accent, 0.07);
  const cabinets = mix('#7f8a7c', script.second, 0.22);
  const units = new Canvas(set);
  const near = (x: number) => Math.max(0.16, 0.68 - Math.abs(x - keyX) / 6400);
  // Base units with a worktop along the wall.
  for (let x = -5200; x < 5200; x += 650) {
    units.rect(
      x,
      -880,
      640,
      790,
      units.linear(x, 0, x + 640, 0, [
        [0, script.tone(cabinets, near(x) + 0.08)],
        [1, script.tone(cabinets, near(x) * 0.75)],
      ]),
    );
    units.rect(x + 30, -840, 580, 710, 'none', `stroke="${script.tone(cabinets, 0.9)}" stroke-width="5" opacity="0.25"`);
    units.rect(x + 260, -800, 120, 14, script.tone('#c9a46a', near(x) + 0.25), 'rx="7"');
  }
  units.rect(
    -5200,
    -930,
    10_400,
    56,
    units.linear(keyX, 0, keyX + 4600, 0, [
      [0, script.tone('#efe2cc', 1)],
      [1, script.tone('#efe2cc', 0.3)],
    ]),
  );
  units.rect(
    -5200,
    -874,
    10_400,
    60,
    units.linear(0, -874, 0, -814, [
      [0, '#120d14', 0.45],
      [1, '#120d14', 0],
    ]),
  );
  shelf(set, units, 500, -1690, 1500, 'crockery');
  shelf(set, units, 500, -2060, 1500, 'mixed');
  shelf(set, units, 2600, -1700, 1300, 'bottles');
  shelf(set, units, -4300, -1700, 1300, 'crockery');
  // Pots and a kettle on the worktop.
  for (const [x, w, h, colour] of [
    [220, 190, 210, '#c7b7a4'],
    [-300, 120, 260, '#a7856a'],
    [2250, 230, 190, '#9aa0a0'],
    [-2700, 200, 230, '#c7b7a4'],
  ] as const) {
    units.rect(
      x,
      -930 - h,
      w,
      h,
      units.linear(x, 0, x + w, 0, [
        [0, script.tone(colour, near(x) + 0.3)],
        [0.4, script.tone(colour, near(x))],
        [1, script.tone(colour, near(x) * 0.3)],
      ]),
      'rx="26"',
    );
    units.rect(x - 8, -930 - h, w + 16, 24, script.tone(colour, near(x) + 0.2), 'rx="10"');
  }
  pottedPlant(set, units, keyX + 720, -930, 360, '#b5764f');
  const lamps = new Canvas(set);
  lamps.place(pendant(set, -420, -2120, 250, script.accent), 0, 0);
  lamps.place(pendant(set, 900, -2120, 250, script.accent), 0, 0);
  return {
    layers: [
      wall(set, plaster, WALL_Z, { tiles: '#fff6e8' }),
      plane('window', WALL_Z - 2, windowDrawing(set, keyX - 640, keyY - 650, 1280, 1180, { outside: 'garden' })),
      lightPatch(set, WALL_Z - 4, { strength: 0.34 }),
      floor(set, '#a9825f', WALL_Z),
      plane('units', WALL_Z - 560, units.drawing()),
      plane('lamps', 900, lamps.drawing(), { sway: { x: 5, y: 0, cycles: 1 } }),
    ],
    air: [shaft(set, 600)],
    support: counter(set, { height: 905, top: mix('#b98a62', script.accent, 0.06), front: cabinets, shine: 0.35 }),
    seat: { height: 620, layers: [], inviting: false },
    foregrounds: ['leaves', 'shelf', 'lamp', 'glass', 'doorway'],
    wet: 0,
    largestField: 3300,
  };
}
