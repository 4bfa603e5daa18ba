import { blend, tonesOf } from '../figure/tones.ts';
import { n, pts, roundRect, smooth } from '../figure/outline.ts';
import { plane, standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** A bar of chocolate, 168 mm tall, its sleeve pulled half down, foil torn, one piece broken off in front. */
export function drawChocolate(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  // The chocolate keeps its own colour when the brief names the wrapper's.
  const brown = tonesOf(ctx.light, '#5a301c');
  const foil = tonesOf(ctx.light, blend('#d8d4cc', spec.accent, 0.35));
  standShadow(bench, 48, 10, 160);
  const [w, h] = [80, 168 * rise];
  const thick = -lit * 6;
  sketch.fill(roundRect(-w / 2 + 3 + thick, -h + 1, w - 6, h - 4, 3), brown.deep);
  sketch.fill(roundRect(-w / 2 + 3, -h, w - 6, h - 2, 3), brown.shade);
  // Segments: a pillow each, four planes and a top.
  const cols = 3;
  const rows = 5;
  const cw = (w - 10) / cols;
  const ch = (h * 0.66) / rows;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const x = -w / 2 + 5 + col * cw + 0.6;
      const y = -h + 3 + row * ch + 0.6;
      const [x1, y1] = [x + cw - 1.2, y + ch - 1.2];
      const b = 4.4;
      const corner = (px: number, py: number): { x: number; y: number } => ({ x: px, y: py });
      const [a0, a1, a2, a3] = [corner(x, y), corner(x1, y), corner(x1, y1), corner(x, y1)];
      const [b0, b1, b2, b3] = [corner(x + b, y + b), corner(x1 - b, y + b), corner(x1 - b, y1 - b), corner(x + b, y1 - b)];
      plane(bench, [a0, a1, b1, b0], blend(brown.light, brown.rim, 0.32));
      plane(bench, [a3, a2, b2, b3], brown.deep);
      plane(bench, [a0, b0, b3, a3], lit < 0 ? blend(brown.light, brown.rim, 0.22) : brown.shade);
      plane(bench, [a1, b1, b2, a2], lit < 0 ? brown.shade : blend(brown.light, brown.rim, 0.22));
      plane(
        bench,
        [b0, b1, b2, b3],
        sketch.linear({ x: lit < 0 ? x : x1, y }, { x: lit < 0 ? x1 : x, y: y1 }, [
          { at: 0, color: brown.light },
          { at: 0.5, color: brown.half },
          { at: 1, color: brown.shade },
        ]),
      );
      if ((row + col) % 2 === 0) sketch.glow(x + cw / 2 + lit * 4, y + ch * 0.36, 6, 2.6, brown.spark, 0.4);
    }
  }
  // Foil torn in teeth, then the sleeve over it.
  const teeth: number[] = [];
  const count = 11;
  for (let i = 0; i <= count; i++) {
    const x = -w / 2 - 2 + (i / count) * (w + 4);
    teeth.push(x, -h * 0.5 - (i % 2 ? 12 : 2) - Math.sin(i * 1.9) * 5 - i * 0.6);
  }
  const torn = smooth([...pts(...teeth), { x: w / 2 + 2, y: -h * 0.3 }, { x: -w / 2 - 2, y: -h * 0.3 }], true, 0.25);
  sketch.form(torn, foil, {
    rim: 1.4,
    core: 4,
    marks: () => {
      for (let i = 0; i < 12; i++) {
        const x = -w / 2 + i * 7.4;
        sketch.fill(
          `M${n(x)} ${n(-h * 0.62)}L${n(x + 3.6)} ${n(-h * 0.6)}L${n(x + 5)} ${n(-h * 0.3)}L${n(x + 1)} ${n(-h * 0.3)}Z`,
          i % 2 ? foil.spark : foil.deep,
          i % 2 ? 0.5 : 0.35,
        );
      }
    },
  });
  const sleeveTop = -h * 0.44;
  sketch.fill(roundRect(-w / 2 - 1.5 + thick * 1.1, sleeveTop, w + 3, -sleeveTop, 2), tones.deep);
  const sleeve = roundRect(-w / 2 - 2, sleeveTop, w + 4, -sleeveTop + 1.5, 2);
  sketch.cut(sleeve, () => {
    sketch.fill(
      sleeve,
      sketch.linear({ x: lit * 42, y: 0 }, { x: -lit * 42, y: 0 }, [
        { at: 0, color: blend(tones.light, tones.rim, 0.25) },
        { at: 0.35, color: tones.light },
        { at: 0.75, color: tones.half },
        { at: 1, color: tones.shade },
      ]),
    );
    sketch.fill(roundRect(-w / 2 - 2, sleeveTop + 6, w + 4, 2.4, 0), accent.light);
    sketch.fill(roundRect(-w / 2 - 2, sleeveTop + 10, w + 4, 0.9, 0), accent.half);
    sketch.fill(roundRect(-w / 2 - 2, -12, w + 4, 2.4, 0), accent.half);
    const cy = sleeveTop * 0.52;
    sketch.stroke(
      smooth(
        Array.from({ length: 13 }, (_, i) => ({ x: -24 + i * 4, y: cy + Math.sin(i * 0.9) * 6 })),
        false,
      ),
      accent.light,
      2.6,
    );
    sketch.stroke(
      smooth(
        Array.from({ length: 13 }, (_, i) => ({ x: -24 + i * 4, y: cy + 9 + Math.sin(i * 0.9) * 6 })),
        false,
      ),
      accent.half,
      1.2,
      { opacity: 0.8 },
    );
    sketch.outside(sleeve, ctx.light.x * 1.3, 0.9, tones.rim, 0.85);
  });
  // The broken piece.
  const px = lit * 60;
  sketch.glow(px - lit * 6, 7, 24, 5, '#0c0809', 0.55);
  plane(
    bench,
    [
      { x: px - 15, y: -1 },
      { x: px + 13, y: 5 },
      { x: px + 13, y: -7 },
      { x: px - 15, y: -13 },
    ],
    brown.shade,
  );
  plane(
    bench,
    [
      { x: px + 13, y: 5 },
      { x: px + 24, y: -3 },
      { x: px + 24, y: -14 },
      { x: px + 13, y: -7 },
    ],
    brown.deep,
  );
  plane(
    bench,
    [
      { x: px - 15, y: -13 },
      { x: px + 13, y: -7 },
      { x: px + 24, y: -14 },
      { x: px - 3, y: -20 },
    ],
    brown.light,
  );
  plane(
    bench,
    [
      { x: px - 8, y: -14 },
      { x: px + 11, y: -10 },
      { x: px + 18, y: -14.6 },
      { x: px - 1, y: -18 },
    ],
    blend(brown.light, brown.rim, 0.3),
  );
}
