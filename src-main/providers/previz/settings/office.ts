/** An office: glass towards the city, screens, a row of desks in depth. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { pendant, pottedPlant, shelf } from './furnishings.ts';
import { floor, wall } from './interior.ts';
import { shaft, windowDrawing } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

const WALL_Z = 4200;

export function office(set: SetContext): SetDesign {
  const { script, keyX } = set;
  const paint = mix('#b6bcc2', script.second, 0.14);
  const far = new Canvas(set);
  shelf(set, far, 2100, -1500, 1700, 'books', '#8a745f');
  shelf(set, far, 2100, -1950, 1700, 'mixed', '#8a745f');
  shelf(set, far, 2100, -1050, 1700, 'books', '#8a745f');
  far.rect(2050, -2300, 40, 2300, script.tone('#5c5048', 0.4));
  far.rect(3810, -2300, 40, 2300, script.tone('#5c5048', 0.25));
  const desks = new Canvas(set);
  for (const x of [-2700, -300, 2200]) {
    const near = Math.max(0.2, 0.66 - Math.abs(x - keyX) / 7000);
    desks.rect(x - 850, -750, 1700, 44, script.tone('#c8a987', near + 0.25));
    desks.rect(x - 800, -706, 40, 706, script.tone('#3b3d42', near));
    desks.rect(x + 760, -706, 40, 706, script.tone('#3b3d42', near * 0.6));
    for (const offset of [-430, 130]) {
      desks.rect(x + offset, -1230, 560, 350, script.tone('#24262b', 0.3), 'rx="14"');
      desks.rect(
        x + offset + 16,
        -1214,
        528,
        318,
        desks.linear(x + offset, -1214, x + offset + 540, -900, [
          [0, mix('#9fc6e0', script.accent, 0.25)],
          [1, mix('#3f5a74', script.accent, 0.3)],
        ]),
        'opacity="0.85"',
      );
      desks.rect(x + offset + 60, -1160, 200, 22, '#ffffff', 'opacity="0.5"');
      desks.rect(x + offset + 60, -1110, 320, 14, '#ffffff', 'opacity="0.28"');
      desks.rect(x + offset + 60, -1074, 270, 14, '#ffffff', 'opacity="0.28"');
      desks.rect(x + offset + 250, -885, 60, 140, script.tone('#2c2e33', 0.3));
    }
    desks.rect(
      x - 260,
      -1000,
      520,
      560,
      desks.linear(x - 260, 0, x + 260, 0, [
        [0, script.tone('#4a4f58', near + 0.2)],
        [1, script.tone('#4a4f58', near * 0.4)],
      ]),
      'rx="90"',
    );
    desks.rect(x - 30, -440, 60, 400, script.tone('#24262b', 0.25));
  }
  pottedPlant(set, desks, 1000, 0, 1500, '#e0dbd2');
  pottedPlant(set, desks, -3900, 0, 1500, '#e0dbd2');
  const lamps = new Canvas(set);
  for (const x of [-1500, 400, 2300]) lamps.place(pendant(set, x, -2450, 300, '#d8d4cc'), 0, 0);
  return {
    layers: [
      wall(set, paint, WALL_Z),
      plane(
        'window',
        WALL_Z - 2,
        windowDrawing(set, keyX - 2600, -2900, 4300, 2500, { outside: 'city', columns: 5, rows: 1, frame: '#3b3f46' }),
      ),
      floor(set, '#8b8781', WALL_Z, { pattern: 'plain', shine: 0.3 }),
      plane('shelves', WALL_Z - 240, far.drawing()),
      plane('desks', 2300, desks.drawing()),
      plane('lamps', 1800, lamps.drawing()),
    ],
    air: [shaft(set, 900, { x: keyX - 700, width: 1500, reach: 4600, strength: 0.28 })],
    support: counter(set, {
      height: 750,
      top: '#c3a17d',
      front: '#5b5f66',
      far: -160,
      near: -860,
      left: -1100,
      right: 1100,
      shine: 0.25,
      below: 'panel',
    }),
    seat: { height: 480, layers: [], inviting: false },
    foregrounds: ['leaves', 'shelf', 'post', 'shoulder', 'glass'],
    wet: 0.08,
    largestField: 3600,
  };
}
