/** A café: large street window, bar shelves, hanging lamps, other guests' tables. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { pendant, pottedPlant, shelf } from './furnishings.ts';
import { floor, wall } from './interior.ts';
import { shaft, windowDrawing } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

const WALL_Z = 3800;

export function cafe(set: SetContext): SetDesign {
  const { script, keyX } = set;
  const plaster = mix('#8a7468', script.second, 0.16);
  const bar = new Canvas(set);
  // Blackboard, shelves of bottles, bar front.
  bar.rect(1350, -2560, 1500, 760, script.tone('#2b2f2e', 0.5), 'rx="12"');
  bar.rect(1350, -2560, 1500, 760, 'none', `stroke="${script.tone('#8a6a4c', 0.7)}" stroke-width="40"`);
  for (let row = 0; row < 5; row++)
    bar.line(
      [
        [1460, -2420 + row * 115],
        [1460 + 420 + ((row * 97) % 360), -2420 + row * 115],
      ],
      script.tone('#efe8da', 0.7),
      18,
      'opacity="0.55"',
    );
  shelf(set, bar, 1200, -1450, 2500, 'bottles');
  shelf(set, bar, 3000, -1900, 1500, 'mixed');
  bar.rect(
    1000,
    -1080,
    4200,
    1080,
    bar.linear(1000, 0, 5200, 0, [
      [0, script.tone(script.accent, 0.5)],
      [1, script.tone(script.accent, 0.18)],
    ]),
  );
  for (let x = 1060; x < 5100; x += 330) bar.rect(x, -960, 270, 840, script.tone(script.accent, 0.66), 'opacity="0.28" rx="8"');
  bar.rect(
    940,
    -1140,
    4320,
    80,
    bar.linear(940, 0, 5260, 0, [
      [0, script.tone('#c79a68', 0.9)],
      [1, script.tone('#c79a68', 0.3)],
    ]),
  );
  // An espresso machine on the bar.
  bar.rect(
    1560,
    -1560,
    800,
    420,
    bar.linear(1560, -1560, 2360, -1140, [
      [0, script.tone('#d8d4cc', 0.9)],
      [0.5, script.tone('#9c9a96', 0.5)],
      [1, script.tone('#6a6868', 0.25)],
    ]),
    'rx="40"',
  );
  bar.rect(1640, -1380, 640, 120, script.tone('#2a2626', 0.2), 'rx="16"');
  const tables = new Canvas(set);
  for (const x of [-2900, -1150, 2100]) {
    tables.ellipse(
      x,
      -740,
      430,
      38,
      tables.linear(x - 430, 0, x + 430, 0, [
        [0, script.tone('#c09468', 0.95)],
        [1, script.tone('#c09468', 0.35)],
      ]),
    );
    tables.rect(x - 30, -730, 60, 730, script.tone('#2c2626', 0.3));
    tables.ellipse(x, -6, 230, 24, script.tone('#221c1c', 0.24));
    for (const side of [-1, 1]) {
      const cx = x + side * 640;
      tables.rect(cx - 190, -470, 380, 44, script.tone('#6a4c38', 0.5), 'rx="20"');
      tables.rect(cx + side * 150 - 20, -900, 40, 900, script.tone('#4a3428', 0.4));
      tables.rect(cx - side * 150 - 20, -450, 40, 450, script.tone('#4a3428', 0.3));
      tables.rect(cx + side * 150 - 30, -920, 60, 300, script.tone('#6a4c38', 0.55), 'rx="20"');
    }
  }
  pottedPlant(set, tables, -4000, 0, 1300, '#5a4a42');
  pottedPlant(set, tables, 3700, 0, 1100, '#5a4a42');
  const lamps = new Canvas(set);
  for (const [x, y] of [
    [-1500, -2350],
    [-250, -2250],
    [1050, -2350],
    [2400, -2250],
  ] as const)
    lamps.place(pendant(set, x, y, 270, '#2f2b2a'), 0, 0);
  return {
    layers: [
      wall(set, plaster, WALL_Z, { dado: mix('#5a4438', script.accent, 0.2) }),
      plane(
        'window',
        WALL_Z - 2,
        windowDrawing(set, keyX - 2100, -2650, 2900, 1850, { outside: 'city', columns: 4, rows: 2, frame: '#3c322e' }),
      ),
      floor(set, '#7d5f49', WALL_Z),
      plane('bar', WALL_Z - 500, bar.drawing()),
      plane('tables', 2300, tables.drawing()),
      plane('lamps', 1700, lamps.drawing(), { breathes: false, sway: { x: 6, y: 0, cycles: 1 } }),
    ],
    air: [shaft(set, 900, { x: keyX - 500, width: 1300, reach: 4200 })],
    support: counter(set, {
      height: 760,
      top: '#a9764c',
      front: '#5a4032',
      far: -150,
      near: -760,
      left: -950,
      right: 950,
      shine: 0.35,
      below: 'panel',
    }),
    seat: { height: 470, layers: [], inviting: false },
    foregrounds: ['shoulder', 'lamp', 'leaves', 'glass', 'post'],
    wet: 0.06,
    largestField: 3600,
  };
}
