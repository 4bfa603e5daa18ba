/** A gym: high windows, racks, weights, hard light on a rubber floor. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { floor, wall } from './interior.ts';
import { shaft, windowDrawing } from './windows.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { bench, counter } from './supports.ts';

const WALL_Z = 4200;

export function gym(set: SetContext): SetDesign {
  const { script, keyX } = set;
  const brick = mix('#7d6b66', script.second, 0.18);
  const c = new Canvas(set);
  for (let row = 0; row < 30; row++) {
    const y = -3600 + row * 120;
    for (let x = -6400 + (row % 2) * 160; x < 6400; x += 320)
      if ((x * 31 + row * 17) % 7 < 2) c.rect(x, y, 300, 104, script.tone('#ffe9d6', 0.6), 'opacity="0.06"');
    c.line(
      [
        [-6400, y],
        [6400, y],
      ],
      script.tone('#120f12', 0.05),
      8,
      'opacity="0.18"',
    );
  }
  const kit = new Canvas(set);
  const steel = (x: number, l: number) =>
    kit.linear(x, 0, x + 90, 0, [
      [0, script.tone('#8b9097', l + 0.3)],
      [0.35, script.tone('#5a5f66', l)],
      [1, script.tone('#2a2d31', l * 0.5)],
    ]);
  // A rack with a loaded bar.
  for (const x of [900, 2500]) kit.rect(x, -2400, 90, 2400, steel(x, 0.5));
  kit.rect(880, -2400, 1730, 90, steel(900, 0.5));
  kit.rect(
    300,
    -1480,
    2900,
    44,
    kit.linear(0, -1480, 0, -1436, [
      [0, script.tone('#d8dadd', 0.9)],
      [1, script.tone('#5a5f66', 0.3)],
    ]),
  );
  for (const x of [420, 540, 2900, 3020]) {
    kit.rect(
      x,
      -1780,
      90,
      650,
      kit.linear(x, -1780, x + 90, -1130, [
        [0, script.tone(script.accent, 0.9)],
        [1, script.tone('#1d1d20', 0.3)],
      ]),
      'rx="40"',
    );
  }
  // Dumbbell rack.
  for (let row = 0; row < 2; row++) {
    const y = -420 - row * 420;
    kit.rect(-3900, y, 3100, 60, script.tone('#3a3d42', 0.4));
    for (let x = -3800; x < -900; x += 380) {
      kit.rect(x, y - 170, 90, 170, script.tone('#1e1f23', 0.7), 'rx="26"');
      kit.rect(x + 190, y - 170, 90, 170, script.tone('#1e1f23', 0.4), 'rx="26"');
      kit.rect(x + 90, y - 105, 100, 40, script.tone('#b9bcc0', 0.6));
    }
  }
  for (const x of [-3900, -860]) kit.rect(x, -900, 70, 900, script.tone('#3a3d42', 0.5));
  // Punch bag.
  kit.line(
    [
      [-420, -6000],
      [-420, -2300],
    ],
    script.tone('#55585e', 0.5),
    20,
  );
  kit.rect(
    -600,
    -2320,
    360,
    1250,
    kit.linear(-600, 0, -240, 0, [
      [0, script.tone(script.accent, 0.95)],
      [0.35, script.tone(script.accent, 0.52)],
      [1, script.tone(script.accent, 0.14)],
    ]),
    'rx="110"',
  );
  kit.rect(-600, -1960, 360, 60, '#16131a', 'opacity="0.4"');
  return {
    layers: [
      wall(set, brick, WALL_Z, { level: 0.9 }),
      plane('brick', WALL_Z - 1, c.drawing()),
      plane(
        'window',
        WALL_Z - 2,
        windowDrawing(set, keyX - 1700, -3500, 3000, 1500, { outside: 'sky', columns: 5, rows: 3, frame: '#2c2e33' }),
      ),
      floor(set, '#4b4a50', WALL_Z, { pattern: 'plain', shine: 0.4 }),
      plane('kit', 2400, kit.drawing()),
    ],
    air: [shaft(set, 1000, { x: keyX - 600, y: -2900, width: 1400, reach: 4600, strength: 0.42 })],
    support: counter(set, {
      height: 460,
      top: '#3c3a40',
      front: '#2b2a2f',
      far: -350,
      near: -760,
      left: -620,
      right: 620,
      shine: 0.2,
      below: 'panel',
      grain: false,
    }),
    seat: { height: 460, layers: bench(set, 460, 1500, '#34333a', 'planks'), inviting: false },
    foregrounds: ['post', 'shoulder', 'doorway'],
    wet: 0.14,
    largestField: 3800,
  };
}
