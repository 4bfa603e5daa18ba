import { blend, tonesOf } from '../figure/tones.ts';
import { limb, smooth } from '../figure/outline.ts';
import type { Point } from '../figure/outline.ts';
import { frontArc, level, standShadow, streak, turnedBody } from './solid.ts';
import type { Bench } from './solid.ts';

/** A coffee mug, 95 mm tall, with a rim and a foot ring in the accent colour and coffee in it. */
export function drawMug(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, spec } = bench;
  const height = 95;
  standShadow(bench, 42, 42 * bench.open + 6, height);
  // The handle is on the side away from the light, where its shadow side reads.
  const side = -lit;
  const at = (x: number, h: number): Point => ({ x: side * x, y: -h * rise });
  const handle = [at(36, 76), at(52, 78), at(66, 66), at(67, 44), at(57, 27), at(35, 20)];
  const path = limb(
    handle.map((p, i) => ({ ...p, r: [5, 6, 6.6, 6.6, 6, 4.6][i] ?? 5 })),
    5,
  );
  sketch.form(path, tones, { rim: 2, core: 4.4, turn: 0.42 });
  const inner = limb(
    handle.map((p, i) => ({ ...p, r: i === 0 || i === 5 ? 0.4 : 1.3 })),
    5,
  );
  sketch.fill(inner, tones.rim, 0.22);

  turnedBody(
    bench,
    [
      [0, 31],
      [4, 34.5],
      [30, 38],
      [66, 40.6],
      [height, 41.5],
    ],
    tones,
    {
      material: spec.material === 'glass' ? 'gloss' : spec.material,
      marks: () => {
        if (spec.material !== 'matte' && spec.material !== 'paper') streak(bench, lit * 27, -84 * rise, -16 * rise, 5, 0.75);
        sketch.glow(lit * 20, -60 * rise, 13, 40, tones.spark, 0.24);
        // Handle's shadow on the body.
        sketch.glow(side * 37, -46 * rise, 9, 34, tones.deep, 0.4);
        sketch.stroke(smooth(frontArc(bench, 5.5, 34.6), false), accent.half, 1.8, { opacity: 0.95 });
      },
    },
  );
  // The thickness of the wall, then the dark inside, then the coffee.
  const rim = level(bench, height, 41.5);
  sketch.fill(
    rim,
    sketch.linear({ x: lit * 41, y: 0 }, { x: -lit * 41, y: 0 }, [
      { at: 0, color: accent.spark },
      { at: 0.2, color: accent.light },
      { at: 0.55, color: accent.light },
      { at: 0.72, color: accent.spark },
      { at: 0.82, color: accent.half },
      { at: 1, color: accent.shade },
    ]),
  );
  const mouth = level(bench, height - 0.4, 36.8);
  const coffee = tonesOf(bench.ctx.light, '#4a2514');
  sketch.cut(mouth, () => {
    sketch.fill(
      mouth,
      sketch.linear({ x: lit * 38, y: 0 }, { x: -lit * 38, y: 0 }, [
        { at: 0, color: blend(tones.deep, tones.shade, 0.4) },
        { at: 1, color: tones.half },
      ]),
    );
    const surface = level(bench, height - 9, 36.6);
    sketch.cut(surface, () => {
      sketch.fill(surface, coffee.shade);
      sketch.glow(lit * 14, -(height - 9) * rise + 38 * bench.open * 0.3, 26, 26 * bench.open, coffee.light, 0.75);
      sketch.stroke(surface, blend(coffee.light, '#c98d52', 0.4), 2, { opacity: 0.55 });
      sketch.glow(-lit * 15, -(height - 9) * rise - 38 * bench.open * 0.35, 12, 12 * bench.open, tones.spark, 0.5);
    });
  });
  sketch.stroke(mouth, accent.deep, 0.5, { opacity: 0.5 });
}
