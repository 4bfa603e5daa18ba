import { blend, tonesOf } from '../figure/tones.ts';
import { roundRect } from '../figure/outline.ts';
import { bandOutline, level, ring, standShadow, streak, turnedBody, turnedOutline } from './solid.ts';
import type { Bench } from './solid.ts';

/** A bottle, 290 mm tall: what is inside shows through glass; any other material is opaque. */
export function drawBottle(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, spec } = bench;
  standShadow(bench, 37, 36 * bench.open + 5, 290);
  const profile = [
    [0, 33],
    [6, 36.5],
    [90, 36.8],
    [168, 36.5],
    [196, 31],
    [218, 18],
    [236, 14],
    [272, 13.4],
  ] as const;
  const glass = spec.material === 'glass';
  if (glass) {
    const d = turnedOutline(bench, profile);
    const edge = tonesOf(bench.ctx.light, blend(spec.color, '#e8f0ee', 0.45));
    sketch.cut(d, () => {
      sketch.fill(d, edge.light, 0.36);
      // Contents up to the shoulder.
      const inside = turnedOutline(bench, [
        [5, 33],
        [90, 33.6],
        [168, 33.4],
        [188, 30],
      ]);
      sketch.fill(
        inside,
        sketch.linear({ x: lit * 34, y: 0 }, { x: -lit * 34, y: 0 }, [
          { at: 0, color: tones.half, opacity: 0.92 },
          { at: 0.22, color: tones.light, opacity: 0.82 },
          { at: 0.55, color: tones.half, opacity: 0.86 },
          { at: 0.85, color: tones.deep, opacity: 0.94 },
          { at: 1, color: tones.half, opacity: 0.9 },
        ]),
      );
      sketch.fill(level(bench, 188, 30), tones.rim, 0.4);
      // Light is gathered on the far side of a round of liquid.
      sketch.glow(-lit * 17, -50 * rise, 14, 60, tones.spark, 0.5);
      sketch.glow(0, -8, 26, 12, tones.rim, 0.45);
      for (const [x, width, strength] of [
        [-34, 3, 0.75],
        [33.6, 3.4, 0.6],
      ] as const)
        sketch.fill(roundRect(x - width / 2, -200 * rise, width, 196 * rise, 1.5), edge.deep, strength);
      streak(bench, lit * 24, -180 * rise, -14, 6.5, 0.85);
      streak(bench, lit * 14, -172 * rise, -40, 1.8, 0.5);
      streak(bench, lit * 8, -268 * rise, -214 * rise, 3, 0.8);
      sketch.outside(d, bench.ctx.light.x * 1.4, 0.6, edge.rim, 0.9);
    });
  } else {
    turnedBody(bench, profile, tones, {
      marks: () => {
        if (spec.material === 'gloss' || spec.material === 'metal') streak(bench, lit * 23, -182 * rise, -14, 6, 0.7);
        sketch.glow(lit * 12, -226 * rise, 8, 30, tones.spark, 0.3);
      },
    });
  }
  // Label: paper round the belly with two lines in the accent.
  const label = bandOutline(bench, 58, 132, 37);
  const paper = tonesOf(bench.ctx.light, '#f1ebdf');
  sketch.cut(label, () => {
    sketch.fill(
      label,
      sketch.linear({ x: lit * 37, y: 0 }, { x: -lit * 37, y: 0 }, [
        { at: 0, color: paper.half },
        { at: 0.2, color: paper.light },
        { at: 0.55, color: paper.half },
        { at: 1, color: paper.deep },
      ]),
    );
  });
  ring(bench, 122, 126, 37.1, accent);
  ring(bench, 63, 66, 37.1, accent);
  const bend = 37 * bench.open;
  sketch.fill(roundRect(-11, -104 * rise + bend * 0.95 - 9, 22, 18, 9), accent.half, 0.95);
  for (const [y, width] of [
    [84, 34],
    [78, 24],
  ] as const)
    sketch.stroke(
      `M${-width / 2} ${-y * rise + bend * 0.92}Q0 ${-y * rise + bend * 1.04} ${width / 2} ${-y * rise + bend * 0.92}`,
      paper.deep,
      1.6,
      { opacity: 0.65 },
    );
  // Cap.
  turnedBody(
    bench,
    [
      [266, 15.4],
      [290, 15],
    ],
    accent,
    { material: 'metal', crisp: true },
  );
  sketch.fill(level(bench, 290, 15), accent.light);
  sketch.stroke(level(bench, 290, 14.6), accent.spark, 0.7, { opacity: 0.8 });
}
