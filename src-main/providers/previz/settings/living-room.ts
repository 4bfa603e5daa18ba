/** A living room: sofa, floor lamp, shelves of books, curtains at the window. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import type { Layer } from '../scene-graph.ts';
import { pictures, pottedPlant, shelf } from './furnishings.ts';
import { floor, wall } from './interior.ts';
import { lightPatch, shaft, windowDrawing } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

const WALL_Z = 2500;

/** A sofa seen from the front: back, arms, cushions; the seat's front edge at the origin's depth. */
export function sofa(set: SetContext, colour: string, width: number): Layer[] {
  const { script } = set;
  const back = new Canvas(set);
  const half = width / 2;
  const across = (c: Canvas, level: number) =>
    c.linear(-half, -700, half, 0, [
      [0, script.tone(colour, level + 0.28)],
      [0.45, script.tone(colour, level)],
      [1, script.tone(colour, level * 0.4)],
    ]);
  back.rect(-half, -880, width, 800, across(back, 0.46), 'rx="110"');
  for (const x of [-half + 170, 20]) {
    back.rect(
      x,
      -830,
      half - 190,
      480,
      back.linear(x, -830, x + half, -400, [
        [0, script.tone(colour, 0.86)],
        [0.5, script.tone(colour, 0.58)],
        [1, script.tone(colour, 0.3)],
      ]),
      'rx="80"',
    );
  }
  back.rect(
    -half + 190,
    -760,
    340,
    330,
    back.linear(-half, -760, -half + 500, -430, [
      [0, script.tone(script.accent, 0.95)],
      [1, script.tone(script.accent, 0.4)],
    ]),
    `rx="60" transform="rotate(-9 ${-half + 360} -600)"`,
  );
  const seat = new Canvas(set);
  seat.rect(-half + 120, -470, width - 240, 200, across(seat, 0.6), 'rx="60"');
  seat.rect(-half + 120, -470, width - 240, 26, script.tone(colour, 0.95), 'rx="13" opacity="0.6"');
  seat.rect(-half + 120, -290, width - 240, 200, across(seat, 0.36), 'rx="30"');
  for (const x of [-half - 40, half - 190])
    seat.rect(
      x,
      -640,
      230,
      560,
      seat.linear(x, 0, x + 230, 0, [
        [0, script.tone(colour, 0.8)],
        [0.4, script.tone(colour, 0.5)],
        [1, script.tone(colour, 0.22)],
      ]),
      'rx="90"',
    );
  for (const x of [-half + 40, half - 110]) seat.rect(x, -90, 70, 90, script.tone('#4a3a30', 0.3));
  seat.ellipse(0, 0, half * 1.05, 60, '#120d14', 'opacity="0.28"');
  return [plane('sofa-back', 420, back.drawing()), plane('sofa-seat', 60, seat.drawing())];
}

export function livingRoom(set: SetContext): SetDesign {
  const { script, keyX, keyY } = set;
  const paint = mix('#cdb9a0', script.second, 0.16);
  const furniture = new Canvas(set);
  // Bookcase.
  furniture.rect(
    1650,
    -2250,
    1350,
    2250,
    furniture.linear(1650, 0, 3000, 0, [
      [0, script.tone('#6f5442', 0.42)],
      [1, script.tone('#6f5442', 0.18)],
    ]),
  );
  for (let row = 0; row < 5; row++) shelf(set, furniture, 1700, -1820 + row * 430, 1250, 'books', '#6f5442');
  pictures(set, furniture, [
    [-250, -2080, 460, 560],
    [320, -1960, 360, 420],
    [780, -2080, 300, 380],
    [-3900, -2000, 620, 460],
  ]);
  pottedPlant(set, furniture, keyX + 980, 0, 1250, '#c2a98c');
  // Floor lamp.
  furniture.line(
    [
      [1330, 0],
      [1330, -1500],
    ],
    script.tone('#3a302c', 0.4),
    26,
  );
  furniture.ellipse(1330, -6, 170, 22, script.tone('#2c2422', 0.3));
  if (script.lamps)
    furniture.ellipse(
      1330,
      -1650,
      1000,
      1000,
      furniture.radial(1330, -1650, 1000, [
        [0, script.lamp, 0.62],
        [0.3, script.lamp, 0.24],
        [1, script.lamp, 0],
      ]),
    );
  furniture.polygon(
    [
      [1190, -1830],
      [1470, -1830],
      [1560, -1460],
      [1100, -1460],
    ],
    furniture.linear(
      1100,
      0,
      1560,
      0,
      script.lamps
        ? [
            [0, '#fff1cf'],
            [0.5, script.lamp],
            [1, mix(script.lamp, '#a8743c', 0.5)],
          ]
        : [
            [0, script.tone('#efe0c4', 0.8)],
            [1, script.tone('#efe0c4', 0.3)],
          ],
    ),
  );
  const table = counter(set, {
    height: 430,
    top: '#9a7050',
    front: '#7c583f',
    far: -650,
    near: -1200,
    left: -900,
    right: 900,
    shine: 0.4,
    below: 'legs',
  });
  return {
    layers: [
      wall(set, paint, WALL_Z, { panels: true }),
      plane(
        'window',
        WALL_Z - 2,
        windowDrawing(set, keyX - 620, keyY - 760, 1240, 1560, {
          outside: 'garden',
          rows: 3,
          curtain: mix('#e6d6c0', script.accent, 0.12),
        }),
      ),
      lightPatch(set, WALL_Z - 4, { strength: 0.3 }),
      floor(set, '#8f6a4c', WALL_Z),
      plane('furniture', WALL_Z - 320, furniture.drawing()),
    ],
    air: [shaft(set, 700)],
    support: table,
    seat: { height: 460, layers: sofa(set, mix('#7d8a8f', script.second, 0.35), 2300), inviting: true },
    foregrounds: ['leaves', 'lamp', 'curtain', 'doorway', 'shelf'],
    wet: 0,
    largestField: 3300,
  };
}
