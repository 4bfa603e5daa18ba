import { blend, tonesOf } from '../figure/tones.ts';
import { ellipse, limb, n, smooth } from '../figure/outline.ts';
import { level, standShadow, turnedBody } from './solid.ts';
import type { Bench } from './solid.ts';

/** A plate, 270 mm across, with a nest of pasta, tomatoes and leaves; the rim has a line in the accent. */
export function drawPlate(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx } = bench;
  // Food must be seen into even at eye level.
  const open = Math.max(bench.open, 0.24);
  const here: Bench = { ...bench, open };
  standShadow(here, 120, 110 * open, 24);
  turnedBody(
    here,
    [
      [0, 78],
      [4, 86],
      [14, 120],
      [20, 135],
    ],
    tones,
    { material: 'gloss' },
  );
  const top = level(here, 20, 135);
  sketch.form(top, tones, { turn: 0.66, rim: 2, core: 5 });
  sketch.stroke(level(here, 20, 128), accent.half, 2.2, { opacity: 0.95 });
  const well = level(here, 17, 98);
  sketch.form(well, tones, { turn: 0.32 });
  sketch.stroke(
    smooth(
      Array.from({ length: 7 }, (_, i) => {
        const a = Math.PI * (lit < 0 ? 0.95 + i * 0.06 : -0.31 + i * 0.06);
        return { x: Math.cos(a) * 116, y: -20 * rise + Math.sin(a) * 116 * open };
      }),
      false,
    ),
    tones.spark,
    5,
    { opacity: 0.6 },
  );
  const food = (hex: string): ReturnType<typeof tonesOf> => tonesOf(ctx.light, hex);
  const sauce = food('#b5482a');
  const pasta = food('#e2b763');
  sketch.glow(0, -12 * rise, 96, 92 * open, tones.deep, 0.5);
  sketch.form(
    smooth(
      Array.from({ length: 14 }, (_, i) => {
        const a = (i / 14) * 2 * Math.PI;
        const r = 82 + (i % 3) * 5 - (i % 2) * 6;
        return { x: Math.cos(a) * r, y: -18 * rise + Math.sin(a) * r * open };
      }),
      true,
    ),
    sauce,
    { core: 4, rim: 1.2 },
  );
  // The nest: loops that climb and narrow.
  for (let layer = 0; layer < 5; layer++) {
    const r = 66 - layer * 11;
    const y = -(24 + layer * 11) * rise;
    const mound = ellipse(0, y + 4, r + 4, (r + 4) * open + 7);
    sketch.form(mound, pasta, { core: 6, turn: 0.5 });
    for (let i = 0; i < 9 - layer; i++) {
      const a0 = i * 0.83 + layer * 0.6;
      const strand = Array.from({ length: 5 }, (_, j) => {
        const a = a0 + j * 0.42;
        const rr = r - (i % 3) * 5 + j * 1.2;
        return { x: Math.cos(a) * rr, y: y + Math.sin(a) * rr * open - 3 + (i % 2) * 3 };
      });
      const d = smooth(strand, false);
      sketch.stroke(d, pasta.shade, 5.4, { opacity: 0.75 });
      sketch.stroke(d, i % 2 ? pasta.light : pasta.half, 3.9);
      sketch.stroke(d, pasta.spark, 0.9, { opacity: i % 3 === 0 ? 0.6 : 0.25 });
    }
  }
  const tomato = food('#c9301f');
  for (const [x, up, r] of [
    [-48, 32, 14],
    [50, 30, 15],
    [28, 20, 12.5],
    [-18, 56, 12],
  ] as const) {
    const d = ellipse(x, -up * rise + 36 * open * (up < 40 ? 1 : 0), r, r * 0.92);
    sketch.form(d, tomato, { core: 5, rim: 1.4 });
    sketch.glow(x + lit * r * 0.35, -up * rise + 36 * open * (up < 40 ? 1 : 0) - r * 0.35, r * 0.36, r * 0.26, tomato.spark, 0.9);
  }
  const leaf = food('#4f8a3a');
  for (const [x, up, angle, size] of [
    [2, 80, -70, 1.2],
    [18, 74, -20, 1],
    [-16, 74, -150, 1],
    [-60, 22, 150, 0.9],
    [66, 22, 20, 0.9],
  ] as const) {
    const a = (angle * Math.PI) / 180;
    const tip = { x: x + Math.cos(a) * 32 * size, y: -up * rise + Math.sin(a) * 18 * size };
    const mid = { x: (x + tip.x) / 2, y: (-up * rise + tip.y) / 2 };
    const d = limb(
      [
        { x, y: -up * rise, r: 1.5 },
        { ...mid, r: 9 * size },
        { ...tip, r: 0.8 },
      ],
      5,
    );
    sketch.form(d, leaf, { core: 4, rim: 1.1 });
    sketch.stroke(`M${n(x)} ${n(-up * rise)}L${n(tip.x)} ${n(tip.y)}`, blend(leaf.light, leaf.rim, 0.4), 0.8, { opacity: 0.7 });
  }
}
