import { tonesOf } from '../figure/tones.ts';
import { ellipse } from '../figure/outline.ts';
import { level, ring, standShadow, streak, turnedBody } from './solid.ts';
import type { Bench } from './solid.ts';

/** A drinks can, 122 mm tall, printed, cold enough for a few drops. */
export function drawCan(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx } = bench;
  const steel = tonesOf(ctx.light, '#c9ced3');
  standShadow(bench, 33, 33 * bench.open + 5, 122);
  turnedBody(
    bench,
    [
      [0, 24],
      [3, 26],
      [9, 32],
    ],
    steel,
    { material: 'metal', crisp: true },
  );
  turnedBody(
    bench,
    [
      [9, 32.6],
      [60, 33],
      [106, 32.6],
    ],
    tones,
    {
      material: 'metal',
      marks: () => {
        // A wave in the accent round the body.
        const bend = 33 * bench.open;
        sketch.fill(
          `M-34 ${-34 * rise}C-18 ${-52 * rise + bend} -4 ${-14 * rise + bend} 12 ${-40 * rise + bend}C22 ${-54 * rise + bend} 28 ${-48 * rise} 34 ${-44 * rise}L34 ${-22 * rise}C24 ${-30 * rise + bend} 14 ${-14 * rise + bend} 2 ${-18 * rise + bend}C-12 ${-20 * rise + bend} -22 ${-24 * rise} -34 ${-14 * rise}Z`,
          accent.half,
          0.95,
        );
        sketch.fill(ellipse(0, -74 * rise + bend, 15, 15), accent.light, 0.95);
        sketch.fill(ellipse(0, -74 * rise + bend, 11.6, 11.6), tones.half);
        sketch.fill(ellipse(lit * 3.4, -76 * rise + bend, 4.6, 4.6), accent.light);
        streak(bench, lit * 22, -102 * rise, -12, 5, 0.7);
        for (const [x, y, r] of [
          [-12, 92, 1.5],
          [-20, 60, 1.9],
          [8, 30, 1.6],
          [19, 84, 1.3],
          [-6, 46, 1.2],
          [24, 52, 1.7],
          [3, 99, 1.1],
          [-25, 28, 1.4],
        ] as const) {
          sketch.fill(ellipse(x, -y * rise + bend * 0.6, r, r * 1.3), steel.spark, 0.4);
          sketch.fill(ellipse(x + lit * r * 0.3, -y * rise + bend * 0.6 - r * 0.5, r * 0.35, r * 0.35), '#ffffff', 0.9);
        }
      },
    },
  );
  turnedBody(
    bench,
    [
      [106, 32.6],
      [114, 28],
    ],
    steel,
    { material: 'metal', crisp: true },
  );
  ring(bench, 114, 116.5, 28.4, steel);
  sketch.form(level(bench, 116.5, 28.4), steel, { turn: 0.6 });
  sketch.form(level(bench, 114.8, 26), steel, { turn: 0.2 });
  if (bench.open > 0.1) {
    const y = -115 * rise;
    sketch.fill(ellipse(0, y + 6 * bench.open, 7, 11 * bench.open), steel.light);
    sketch.fill(ellipse(0, y + 9 * bench.open, 4, 5 * bench.open), steel.deep, 0.6);
  }
}
