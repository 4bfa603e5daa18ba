/** A bathroom: tiles, round mirror, basin shelf, clean light. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { pottedPlant, shelf } from './furnishings.ts';
import { floor, wall } from './interior.ts';
import { lightPatch, shaft, windowDrawing } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

const WALL_Z = 1700;

export function bathroom(set: SetContext): SetDesign {
  const { script, keyX, keyY } = set;
  const tile = mix('#cfdcd8', script.second, 0.16);
  const c = new Canvas(set);
  const joint = script.tone('#ffffff', 0.95);
  for (let y = -3300; y < 0; y += 150) {
    for (let x = -4800; x < 4800; x += 150) {
      if (((x * 13 + y * 7) / 150) % 5 === 0) c.rect(x + 5, y + 5, 140, 140, script.tone('#ffffff', 0.8), 'opacity="0.1"');
    }
    c.line(
      [
        [-4800, y],
        [4800, y],
      ],
      joint,
      4,
      'opacity="0.16"',
    );
  }
  for (let x = -4800; x < 4800; x += 150)
    c.line(
      [
        [x, -3300],
        [x, 0],
      ],
      joint,
      4,
      'opacity="0.14"',
    );
  const fittings = new Canvas(set);
  // A round mirror holding the window's light.
  fittings.ellipse(930, -1600, 640, 640, script.tone('#b08a55', 0.55));
  fittings.ellipse(
    930,
    -1600,
    600,
    600,
    fittings.linear(330, -2200, 1530, -1000, [
      [0, mix(script.sky.horizon, '#ffffff', 0.3)],
      [0.4, script.tone(tile, 0.9)],
      [0.42, script.tone(tile, 0.7)],
      [1, script.tone(tile, 0.32)],
    ]),
  );
  fittings.polygon(
    [
      [560, -1900],
      [760, -2120],
      [1280, -1330],
      [1080, -1110],
    ],
    '#ffffff',
    'opacity="0.16"',
  );
  fittings.rect(
    100,
    -830,
    1700,
    70,
    fittings.linear(100, 0, 1800, 0, [
      [0, script.tone('#f4efe6', 1)],
      [1, script.tone('#f4efe6', 0.5)],
    ]),
  );
  shelf(set, fittings, 2150, -1500, 900, 'bottles', '#a98560');
  shelf(set, fittings, 2150, -1100, 900, 'mixed', '#a98560');
  fittings.rect(
    2200,
    -960,
    620,
    880,
    fittings.linear(2200, 0, 2820, 0, [
      [0, script.tone('#f2ece2', 0.7)],
      [0.5, script.tone('#f2ece2', 0.45)],
      [1, script.tone('#f2ece2', 0.22)],
    ]),
    'rx="20"',
  );
  for (let x = 2260; x < 2800; x += 90)
    fittings.line(
      [
        [x, -930],
        [x + 12, -110],
      ],
      script.tone('#d8d0c6', 0.2),
      14,
      'opacity="0.3"',
    );
  pottedPlant(set, fittings, keyX + 900, -830, 430, '#e4dccf');
  fittings.rect(keyX - 400, -830, 1700, 60, script.tone('#f4efe6', 0.8));
  return {
    layers: [
      wall(set, tile, WALL_Z),
      plane('tiles', WALL_Z - 1, c.drawing()),
      plane(
        'window',
        WALL_Z - 2,
        windowDrawing(set, keyX - 480, keyY - 720, 960, 1080, { outside: 'sky', frame: '#cfc6b8', columns: 2, rows: 1 }),
      ),
      lightPatch(set, WALL_Z - 4, { strength: 0.34, x: keyX + 800, width: 700 }),
      floor(set, '#a9aaa6', WALL_Z, { pattern: 'tiles', shine: 0.4 }),
      plane('fittings', WALL_Z - 120, fittings.drawing()),
    ],
    air: [shaft(set, 400, { strength: 0.26 })],
    support: counter(set, { height: 860, top: '#e9e2d6', front: mix('#8f9c99', script.second, 0.2), shine: 0.6, grain: false }),
    seat: { height: 480, layers: [], inviting: false },
    foregrounds: ['leaves', 'glass', 'shelf', 'curtain'],
    wet: 0.08,
    largestField: 2700,
  };
}
