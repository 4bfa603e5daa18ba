import { blend, tonesOf } from '../figure/tones.ts';
import { roundRect } from '../figure/outline.ts';
import { ring, standShadow, streak, turnedBody, level } from './solid.ts';
import type { Bench } from './solid.ts';

/** A flacon, 118 mm tall: a thick block of glass with a heart of perfume, a collar and a heavy stopper. */
export function drawPerfume(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx } = bench;
  standShadow(bench, 38, 13, 110);
  // Light through the glass falls on the table on the far side.
  sketch.glow(-lit * 44, 6, 34, 8, tones.light, 0.55);
  const glass = tonesOf(ctx.light, blend(bench.spec.color, '#f2f4f4', 0.62));
  const y0 = -82 * rise;
  const outer = roundRect(-36, y0, 72, 82 * rise + 4, 7);
  sketch.cut(outer, () => {
    sketch.fill(
      outer,
      sketch.linear({ x: lit * 36, y: 0 }, { x: -lit * 36, y: 0 }, [
        { at: 0, color: glass.light, opacity: 0.82 },
        { at: 0.1, color: glass.shade, opacity: 0.72 },
        { at: 0.5, color: glass.light, opacity: 0.5 },
        { at: 0.88, color: glass.deep, opacity: 0.82 },
        { at: 1, color: glass.half, opacity: 0.86 },
      ]),
    );
    // The chamber, with a meniscus and a bright caustic low on the far side.
    const chamber = roundRect(-27.5, y0 + 9, 55, 82 * rise - 21, 5);
    sketch.cut(chamber, () => {
      sketch.fill(chamber, glass.shade, 0.4);
      const liquid = roundRect(-27.5, y0 + 21, 55, 82 * rise, 3);
      sketch.fill(
        liquid,
        sketch.linear({ x: lit * 28, y: y0 }, { x: -lit * 28, y: 0 }, [
          { at: 0, color: tones.light },
          { at: 0.42, color: tones.half },
          { at: 0.78, color: tones.shade },
          { at: 1, color: tones.half },
        ]),
      );
      sketch.glow(-lit * 10, -20, 26, 18, tones.spark, 0.55);
      sketch.glow(lit * 15, -46, 14, 24, tones.light, 0.6);
      sketch.fill(roundRect(-27.5, y0 + 20, 55, 1.6, 0.8), tones.spark, 0.75);
      sketch.fill(roundRect(-27.5, y0 + 21.8, 55, 2.4, 0.8), tones.deep, 0.3);
      // Dip tube.
      sketch.stroke(`M0 ${y0 + 6}L${-lit * 2} -16`, tones.deep, 1.6, { opacity: 0.22 });
      sketch.stroke(`M${lit * 0.5} ${y0 + 6}L${-lit * 1.5} -16`, glass.rim, 0.5, { opacity: 0.4 });
    });
    sketch.stroke(chamber, glass.deep, 1, { opacity: 0.5 });
    // Bevels of the block: bright on the lit side, dark away; a foot of solid glass.
    sketch.fill(`M${lit * 36} ${y0}L${lit * 27.5} ${y0 + 9}L${lit * 27.5} -12L${lit * 36} 4Z`, glass.spark, 0.42);
    sketch.fill(`M${-lit * 36} ${y0}L${-lit * 27.5} ${y0 + 9}L${-lit * 27.5} -12L${-lit * 36} 4Z`, glass.deep, 0.45);
    sketch.fill(`M-36 ${y0}L-27.5 ${y0 + 9}L27.5 ${y0 + 9}L36 ${y0}Z`, glass.spark, 0.3);
    sketch.fill(`M-36 4L-27.5 -12L27.5 -12L36 4Z`, glass.shade, 0.35);
    sketch.glow(-lit * 12, -3, 22, 4.5, tones.spark, 0.75);
    streak(bench, lit * 31.6, y0 + 5, -6, 2.4, 0.95);
    streak(bench, lit * 21, y0 + 11, -18, 6, 0.4);
    streak(bench, -lit * 33.4, y0 + 20, -10, 1.2, 0.6);
    sketch.outside(outer, ctx.light.x * 1.3, 0.9, glass.rim, 0.95);
  });
  // Front plate in the accent: thin frame and a monogram bar.
  sketch.stroke(roundRect(-15, -46 * rise, 30, 19, 1.6), accent.light, 0.9, { opacity: 0.95 });
  sketch.fill(roundRect(-9, -38.6 * rise, 18, 1.5, 0.7), accent.light);
  sketch.fill(roundRect(-6, -34.6 * rise, 12, 1, 0.5), accent.half);
  const small = { ...bench, open: bench.open * 0.8 };
  ring(small, 81, 88, 11, accent);
  turnedBody(
    small,
    [
      [87, 14.5],
      [89, 15.5],
      [114, 15.5],
      [117, 14],
    ],
    accent,
    {
      material: 'metal',
      marks: () => {
        streak(bench, lit * 9, -114 * rise, -90 * rise, 2.6, 0.9);
      },
    },
  );
  sketch.fill(
    level(small, 117, 14),
    sketch.linear({ x: lit * 14, y: 0 }, { x: -lit * 14, y: 0 }, [
      { at: 0, color: accent.spark },
      { at: 0.5, color: accent.light },
      { at: 1, color: accent.shade },
    ]),
  );
}
