import { tonesOf } from '../figure/tones.ts';
import { ellipse, n, pts, roundRect, smooth } from '../figure/outline.ts';
import { standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** A hand bag, 300 mm wide: gusset, flap, stitched edges, clasp, and a handle that stands up. */
export function drawBag(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  const p = (...numbers: number[]) => pts(...numbers).map(({ x, y }) => ({ x, y: y * rise }));
  standShadow(bench, 152, 16, 200);
  const handle = (shift: number, back: boolean): void => {
    const path = smooth(
      p(-82 + shift, -196, -80 + shift, -262, -44 + shift, -318, 0 + shift, -332, 44 + shift, -318, 80 + shift, -262, 82 + shift, -196),
      false,
    );
    sketch.stroke(path, back ? tones.deep : tones.shade, 13);
    sketch.stroke(path, back ? tones.shade : tones.half, 9);
    if (!back)
      sketch.stroke(
        smooth(p(-84 + shift, -200, -83 + shift, -262, -46 + shift, -322, -2 + shift, -336, 42 + shift, -322), false),
        tones.rim,
        1.8,
        { opacity: 0.8 },
      );
  };
  handle(-lit * 10, true);
  // Gusset on the far side gives thickness.
  sketch.form(smooth(p(-lit * 130, -204, -lit * 158, -190, -lit * 172, -20, -lit * 150, -4, -lit * 130, 0), true, 0.4), tones, {
    turn: 0.1,
    core: 6,
  });
  const body = smooth(
    p(-134, -206, -142, -120, -154, -20, -148, -2, -120, 3, 0, 5, 120, 3, 148, -2, 154, -20, 142, -120, 134, -206, 60, -210, -60, -210),
    true,
    0.7,
  );
  const dashes = (points: readonly { x: number; y: number }[]): void => {
    for (let i = 0; i + 1 < points.length; i++) {
      const [a, b] = [points[i], points[i + 1]];
      if (!a || !b) continue;
      const length = Math.hypot(b.x - a.x, b.y - a.y);
      for (let d = 2; d < length - 4; d += 9) {
        const t0 = d / length;
        const t1 = (d + 5) / length;
        sketch.stroke(
          `M${n(a.x + (b.x - a.x) * t0)} ${n(a.y + (b.y - a.y) * t0)}L${n(a.x + (b.x - a.x) * t1)} ${n(a.y + (b.y - a.y) * t1)}`,
          accent.light,
          1.5,
          { opacity: 0.85 },
        );
      }
    }
  };
  sketch.form(body, tones, {
    rim: 3,
    core: 18,
    turn: 0.5,
    marks: () => {
      sketch.glow(lit * 70, -70 * rise, 60, 70, tones.rim, spec.material === 'leather' || spec.material === 'gloss' ? 0.32 : 0.15);
      sketch.glow(0, 6, 150, 26, tones.deep, 0.6);
      const edge = p(-130, -100, -140, -24, -130, -10, 130, -10, 140, -24, 130, -100);
      sketch.stroke(smooth(edge, false, 0.2), tones.deep, 2.2, { opacity: 0.28 });
      dashes(edge);
    },
  });
  const flap = smooth(
    p(-138, -208, -142, -130, -128, -104, -60, -94, 0, -92, 60, -94, 128, -104, 142, -130, 138, -208, 60, -214, -60, -214),
    true,
    0.7,
  );
  sketch.cut(body, () => sketch.moved(flap, -lit * 4, 9, tones.deep, 0.55));
  sketch.form(flap, tones, {
    rim: 3,
    core: 9,
    turn: 0.6,
    marks: () => {
      sketch.glow(lit * 60, -176 * rise, 70, 26, tones.rim, 0.35);
      dashes(p(-128, -200, -132, -134, -122, -114, -60, -104, 0, -102, 60, -104, 122, -114, 132, -134, 128, -200));
    },
  });
  handle(0, false);
  const metal = tonesOf(ctx.light, spec.accent);
  for (const x of [-82, 82]) {
    sketch.form(ellipse(x, -194 * rise, 10, 10), metal, { rim: 1.4, core: 3 });
    sketch.fill(ellipse(x, -194 * rise, 5, 5), tones.shade);
  }
  const clasp = roundRect(-20, -116 * rise, 40, 34, 6);
  sketch.form(clasp, metal, { rim: 2, core: 5 });
  sketch.fill(roundRect(-12, -108 * rise, 24, 18, 4), metal.shade, 0.8);
  sketch.fill(roundRect(-3, -112 * rise, 6, 26, 3), metal.spark, 0.9);
}
