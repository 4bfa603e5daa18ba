import { blend, tonesOf } from '../figure/tones.ts';
import { pts, roundRect, smooth } from '../figure/outline.ts';
import type { Point } from '../figure/outline.ts';
import { fittedText } from './label.ts';
import { level, ring, standShadow, turnedBody } from './solid.ts';
import type { Bench } from './solid.ts';

/** Something under a cloth on a plinth, 400 mm tall, with its name on a plate: for all we cannot draw truly. */
export function drawCovered(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  standShadow(bench, 168, 160 * bench.open + 6, 260);
  const stone = tonesOf(ctx.light, blend('#5b565a', spec.color, 0.12));
  turnedBody(
    bench,
    [
      [0, 166],
      [86, 160],
    ],
    stone,
    { material: 'matte', crisp: true, rim: 3 },
  );
  ring(bench, 82, 88, 162, accent);
  sketch.form(level(bench, 88, 161), stone, { turn: 0.75 });
  sketch.glow(-lit * 20, -88 * rise + 30 * bench.open, 140, 140 * bench.open, stone.deep, 0.7);

  // Cloth: over a crown and a shoulder, falling to a hem that waves along the plinth.
  const base = -88 * rise;
  const hem: Point[] = [];
  const waves = 9;
  for (let i = 0; i <= waves * 2; i++) {
    const t = i / (waves * 2);
    const a = Math.PI * (1 - t);
    const r = 140 + (i % 2 ? 10 : -5) + Math.sin(i * 2.3) * 5;
    hem.push({ x: Math.cos(a) * r, y: base + Math.sin(a) * r * bench.open * 0.86 + (i % 2 ? 7 : -2) });
  }
  const y = (v: number): number => base - v * rise;
  const left = pts(-131, 40, -112, 110, -92, 180, -82, 226, -66, 258).map((p) => ({ x: p.x, y: y(p.y) }));
  const top = pts(-34, 276, 10, 284, 44, 274, 62, 252).map((p) => ({ x: p.x, y: y(p.y) }));
  const right = pts(80, 214, 96, 176, 112, 110, 130, 40).map((p) => ({ x: p.x, y: y(p.y) }));
  const cloth = smooth([...left, ...top, ...right, ...hem.toReversed()], true, 0.9);
  const crown: Point = { x: 6, y: y(272) };
  sketch.form(cloth, tones, {
    rim: 3.4,
    core: 26,
    turn: 0.5,
    marks: () => {
      // Folds run from the crown and the shoulder to the valleys of the hem, lit on one flank and dark on the other.
      hem.forEach((foot, i) => {
        if (i === 0 || i === hem.length - 1) return;
        const start: Point = { x: crown.x + (foot.x - crown.x) * 0.42, y: y(214 - Math.abs(foot.x) * 0.55 - (i % 3) * 22) };
        const mid: Point = { x: start.x + (foot.x - start.x) * 0.45, y: (start.y + foot.y) / 2 };
        const width = i % 2 ? 10 : 13;
        const blade = smooth(
          [
            start,
            { x: mid.x - width * 0.4, y: mid.y },
            { x: foot.x - width, y: foot.y + 10 },
            { x: foot.x + width, y: foot.y + 10 },
            { x: mid.x + width * 0.4, y: mid.y },
          ],
          true,
          0.6,
        );
        if (i % 2 === 0) {
          sketch.fill(
            blade,
            sketch.linear(start, foot, [
              { at: 0, color: tones.deep, opacity: 0 },
              { at: 0.5, color: tones.deep, opacity: 0.38 },
              { at: 1, color: tones.deep, opacity: 0.62 },
            ]),
          );
        } else {
          const litFlank = smooth(
            [
              start,
              { x: mid.x + lit * 5, y: mid.y },
              { x: foot.x + lit * 9, y: foot.y + 8 },
              { x: foot.x + lit * 2, y: foot.y + 8 },
              { x: mid.x + lit, y: mid.y },
            ],
            true,
            0.6,
          );
          sketch.fill(
            litFlank,
            sketch.linear(start, foot, [
              { at: 0, color: tones.rim, opacity: 0 },
              { at: 0.5, color: tones.rim, opacity: 0.34 },
              { at: 1, color: tones.rim, opacity: 0.5 },
            ]),
          );
        }
      });
      // What is under it: a round top and an edge that lift the cloth.
      sketch.glow(crown.x + lit * 26, y(246), 54, 28, tones.rim, 0.5);
      sketch.glow(crown.x - lit * 46, y(190), 40, 70, tones.shade, 0.45);
      sketch.stroke(
        smooth(
          pts(-80, 214, -40, 232, 20, 238, 70, 222).map((p) => ({ x: p.x, y: y(p.y) })),
          false,
        ),
        tones.deep,
        5,
        { opacity: 0.16 },
      );
      sketch.stroke(
        smooth(
          hem.map((p) => ({ x: p.x, y: p.y - 6 })),
          false,
        ),
        accent.half,
        2.6,
        { opacity: 0.8 },
      );
    },
  });
  // Name plate on the front of the plinth.
  const [pw, ph] = [196, 46];
  const py = -36 * rise + 160 * bench.open - ph / 2 - 3;
  const plate = roundRect(-pw / 2, py, pw, ph, 5);
  const brass = tonesOf(ctx.light, '#f2ece0');
  sketch.glow(-lit * 2, py + ph / 2 + 4, pw * 0.56, ph * 0.7, stone.deep, 0.7, 0.5);
  sketch.form(plate, { ...brass, half: blend(brass.light, brass.half, 0.4), shade: blend(brass.light, brass.shade, 0.4) }, { rim: 1.4 });
  sketch.stroke(roundRect(-pw / 2 + 3, py + 3, pw - 6, ph - 6, 3.4), accent.half, 1, { opacity: 0.9 });
  fittedText(
    sketch,
    spec.name === '' ? 'Product' : spec.name,
    { x: 0, y: py + ph / 2 },
    { width: pw - 20, height: ph - 12, size: 24, paint: blend('#171417', stone.deep, 0.2), weight: 600 },
  );
}
