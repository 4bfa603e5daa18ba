/** A bedroom: linen, headboard, bedside lamp, long curtains and morning light. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { pictures, pottedPlant } from './furnishings.ts';
import { floor, wall } from './interior.ts';
import { lightPatch, shaft, windowDrawing } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { counter } from './supports.ts';

const WALL_Z = 2200;

export function bedroom(set: SetContext): SetDesign {
  const { script, keyX, keyY } = set;
  const paint = mix('#c9bcc0', script.second, 0.14);
  const linen = mix('#efe7dc', script.accent, 0.05);
  const far = new Canvas(set);
  pictures(set, far, [[420, -2050, 820, 520]]);
  // Headboard and pillows.
  far.rect(
    -120,
    -1180,
    2300,
    1100,
    far.linear(-120, 0, 2180, 0, [
      [0, script.tone('#9a7d68', 0.66)],
      [1, script.tone('#9a7d68', 0.22)],
    ]),
    'rx="70"',
  );
  for (let x = 60; x < 2050; x += 340) far.rect(x, -1130, 300, 620, script.tone('#a98b74', 0.6), 'rx="40" opacity="0.35"');
  for (const [x, tilt] of [
    [130, -5],
    [1130, 4],
  ] as const) {
    far.rect(
      x,
      -860,
      820,
      420,
      far.linear(x, -860, x + 820, -440, [
        [0, script.tone(linen, 1.05)],
        [0.5, script.tone(linen, 0.72)],
        [1, script.tone(linen, 0.36)],
      ]),
      `rx="150" transform="rotate(${tilt} ${x + 400} -650)"`,
    );
  }
  far.rect(
    640,
    -740,
    620,
    300,
    far.linear(640, 0, 1260, 0, [
      [0, script.tone(script.accent, 0.85)],
      [1, script.tone(script.accent, 0.35)],
    ]),
    'rx="110"',
  );
  // Bedside table and lamp.
  far.rect(
    2330,
    -560,
    520,
    560,
    far.linear(2330, 0, 2850, 0, [
      [0, script.tone('#7a5d48', 0.5)],
      [1, script.tone('#7a5d48', 0.2)],
    ]),
  );
  if (script.lamps)
    far.ellipse(
      2590,
      -1000,
      850,
      850,
      far.radial(2590, -1000, 850, [
        [0, script.lamp, 0.7],
        [0.35, script.lamp, 0.22],
        [1, script.lamp, 0],
      ]),
    );
  far.rect(2560, -820, 60, 260, script.tone('#c9b59a', 0.5));
  far.polygon(
    [
      [2480, -1160],
      [2700, -1160],
      [2780, -820],
      [2400, -820],
    ],
    script.lamps ? '#ffe3ae' : script.tone('#efe2cc', 0.62),
  );
  pottedPlant(set, far, -2900, 0, 1150, '#b99a80');
  const bed = new Canvas(set);
  bed.rect(
    -500,
    -500,
    3000,
    500,
    bed.linear(-500, -500, 2500, 0, [
      [0, script.tone(linen, 0.98)],
      [0.4, script.tone(linen, 0.66)],
      [1, script.tone(linen, 0.28)],
    ]),
    'rx="90"',
  );
  for (let index = 0; index < 8; index++) {
    const x = -300 + index * 350;
    bed.curve(
      [
        [x, -480],
        [x + 60, -330],
        [x + 20, -160],
        [x + 90, -10],
        [x + 150, -10],
        [x + 96, -180],
        [x + 130, -340],
        [x + 60, -480],
      ],
      script.tone(linen, index % 2 ? 0.3 : 1.05),
      { extra: 'opacity="0.28"' },
    );
  }
  bed.rect(
    -520,
    -560,
    3040,
    130,
    bed.linear(-500, 0, 2500, 0, [
      [0, script.tone(script.accent, 0.8)],
      [0.5, script.tone(script.accent, 0.5)],
      [1, script.tone(script.accent, 0.22)],
    ]),
    'rx="60"',
  );
  return {
    layers: [
      wall(set, paint, WALL_Z),
      plane(
        'window',
        WALL_Z - 2,
        windowDrawing(set, keyX - 600, keyY - 800, 1200, 1750, { outside: 'sky', rows: 3, curtain: mix('#f0e8de', script.second, 0.1) }),
      ),
      lightPatch(set, WALL_Z - 4, { strength: 0.36, x: keyX + 1000 }),
      floor(set, '#b08d6c', WALL_Z),
      plane('headboard', WALL_Z - 300, far.drawing()),
      plane('bed', 560, bed.drawing()),
    ],
    air: [shaft(set, 500, { width: 1100 })],
    support: counter(set, {
      height: 470,
      top: '#a98667',
      front: '#8a6a50',
      far: -560,
      near: -1000,
      left: -620,
      right: 620,
      shine: 0.3,
      below: 'legs',
    }),
    seat: { height: 460, layers: [plane('mattress', 80, bed.drawing(), { from: { x: -300, y: 40 } })], inviting: true },
    foregrounds: ['curtain', 'leaves', 'lamp', 'doorway'],
    wet: 0,
    largestField: 3200,
  };
}
