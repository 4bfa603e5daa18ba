import { blend, dimmed, tonesOf } from '../figure/tones.ts';
import { ellipse, limb, roundRect, smooth } from '../figure/outline.ts';
import { standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** Over-ear headphones standing on their cups, 205 mm tall, turned three quarters. */
export function drawHeadphones(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  const metal = tonesOf(ctx.light, blend(spec.accent, '#b9bec4', 0.35));
  const pad = tonesOf(ctx.light, blend(spec.color, '#1d1c1f', 0.6));
  standShadow(bench, 92, 15, 150);
  const y = (v: number): number => v * rise;
  // The band: inside seen through the arch, cushioned on top.
  const arc = (r: number, top: number): { x: number; y: number }[] => [
    { x: -r, y: y(-86) },
    { x: -r * 0.99, y: y(-118) },
    { x: -r * 0.84, y: y(-top * 0.84) },
    { x: -r * 0.46, y: y(-top * 0.985) },
    { x: 0, y: y(-top * 1.02) },
    { x: r * 0.46, y: y(-top * 0.985) },
    { x: r * 0.84, y: y(-top * 0.84) },
    { x: r * 0.99, y: y(-118) },
    { x: r, y: y(-86) },
  ];
  const far = arc(78, 192).map((p) => ({ x: p.x + lit * 5, y: p.y + 5 }));
  sketch.stroke(smooth(far, false), pad.deep, 13);
  const band = arc(80, 197);
  sketch.form(
    limb(
      band.map((p, i) => ({ ...p, r: [4, 4.6, 6.6, 8.4, 8.8, 8.4, 6.6, 4.6, 4][i] ?? 5 })),
      5,
    ),
    tones,
    { rim: 1.8, core: 5 },
  );
  const cushioned = smooth(
    band.slice(2, 7).map((p) => ({ x: p.x * 0.93, y: p.y + 10 })),
    false,
  );
  sketch.stroke(cushioned, pad.half, 10);
  sketch.stroke(cushioned, pad.light, 2, { opacity: 0.35 });
  for (const side of [-1, 1]) {
    const near = side === -lit;
    // Yoke in metal, cup, cushion, cap with its accent ring.
    const cx = side * 80;
    sketch.form(roundRect(cx - 4, y(-124), 8, 52, 3), metal, { rim: 1, core: 3 });
    const cup = near ? dimmed(tones, 0.12) : tones;
    const cushion = ellipse(cx - side * 13, y(-48), 16, y(47));
    sketch.form(cushion, pad, { rim: 1.6, core: 6 });
    for (let i = 0; i < 5; i++)
      sketch.stroke(
        smooth(
          [
            { x: cx - side * 26, y: y(-74 + i * 13) },
            { x: cx - side * 20, y: y(-76 + i * 13) },
          ],
          false,
        ),
        pad.deep,
        1,
        { opacity: 0.5 },
      );
    const shell = ellipse(cx, y(-48), 26, y(47.5));
    sketch.form(shell, cup, { rim: 2.2, core: 9, turn: 0.5 });
    const cap = ellipse(cx + side * 5, y(-48), 19, y(38));
    sketch.form(cap, cup, { rim: 1.2, core: 7, turn: 0.42 });
    sketch.stroke(cap, accent.light, 2, { opacity: 0.95 });
    sketch.glow(cx + side * 5 + lit * 7, y(-66), 7, 16, tones.spark, spec.material === 'matte' ? 0.3 : 0.65);
    sketch.fill(ellipse(cx + side * 6, y(-48), 4.4, y(8)), accent.half, 0.9);
  }
}
