import { tonesOf, blend } from '../figure/tones.ts';
import { level, ring, standShadow, streak, turnedBody, turnedOutline } from './solid.ts';
import type { Bench } from './solid.ts';

/** A cosmetic or pantry jar, 74 mm tall, with a broad lid. */
export function drawJar(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, spec, ctx } = bench;
  standShadow(bench, 44, 44 * bench.open + 6, 74);
  const profile = [
    [0, 38],
    [5, 42.5],
    [24, 43.5],
    [44, 42.5],
    [50, 39],
  ] as const;
  if (spec.material === 'glass') {
    const d = turnedOutline(bench, profile);
    const edge = tonesOf(ctx.light, blend(spec.color, '#eef2f2', 0.7));
    sketch.cut(d, () => {
      sketch.fill(d, edge.half, 0.6);
      // Thick walls, then the contents.
      const inside = turnedOutline(bench, [
        [7, 34],
        [24, 36.5],
        [46, 35],
      ]);
      sketch.fill(
        inside,
        sketch.linear({ x: lit * 36, y: 0 }, { x: -lit * 36, y: 0 }, [
          { at: 0, color: tones.half },
          { at: 0.2, color: tones.light },
          { at: 0.6, color: tones.half },
          { at: 1, color: tones.shade },
        ]),
      );
      sketch.glow(0, -4, 30, 7, edge.spark, 0.5);
      streak(bench, lit * 38.5, -46 * rise, -4, 3.6, 0.9);
      streak(bench, lit * 26, -44 * rise, -8, 6, 0.4);
      sketch.glow(-lit * 38, -22, 5, 22, edge.deep, 0.7);
      sketch.outside(d, ctx.light.x * 1.6, 0.4, edge.rim, 0.9);
    });
  } else {
    turnedBody(bench, profile, tones, { marks: () => streak(bench, lit * 29, -46 * rise, -8, 5, spec.material === 'matte' ? 0.25 : 0.75) });
  }
  const paper = tonesOf(ctx.light, '#f6f1e8');
  const y = -26 * rise + 43 * bench.open;
  for (const [dy, width, tone] of [
    [-5, 30, spec.material === 'glass' ? paper.light : paper.light],
    [1.5, 20, paper.half],
    [6, 12, paper.half],
  ] as const) {
    sketch.stroke(`M${-width / 2} ${y + dy - 0.4}Q0 ${y + dy + 0.9} ${width / 2} ${y + dy - 0.4}`, tone, dy < 0 ? 2.4 : 1.1, {
      opacity: 0.92,
    });
  }
  ring(bench, 49, 52, 41, tones, 'gloss');
  turnedBody(
    bench,
    [
      [51, 44],
      [72, 44],
      [74, 42.5],
    ],
    accent,
    {
      material: 'metal',
      crisp: true,
      marks: () => {
        for (let x = -42; x <= 42; x += 3.5) sketch.stroke(`M${x} ${-70 * rise}L${x} ${-40 * rise}`, accent.deep, 0.5, { opacity: 0.16 });
      },
    },
  );
  sketch.form(level(bench, 74, 42.5), accent, { turn: 0.7 });
  sketch.stroke(level(bench, 74, 38), accent.spark, 0.8, { opacity: 0.6 });
}
