import { tonesOf, blend } from '../figure/tones.ts';
import { ellipse, n, roundRect, smooth } from '../figure/outline.ts';
import type { Bench } from './solid.ts';
import { roundPaint, standShadow, streak } from './solid.ts';

/** A wrist watch on edge, as on a display: 42 mm case, dial with markers and hands at ten past ten, stitched strap. */
export function drawWatch(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  const k = rise;
  const cy = -60 * k;
  standShadow(bench, 17, 7, 110);
  const strap = tonesOf(
    ctx.light,
    spec.material === 'metal' ? '#8f959c' : blend(spec.color, '#3a2418', spec.material === 'leather' ? 0.35 : 0),
  );
  const upper = smooth(
    [
      { x: -11, y: cy - 15 * k },
      { x: -10.4, y: cy - 40 * k },
      { x: -9, y: cy - 55 * k },
      { x: 0, y: cy - 58 * k },
      { x: 9, y: cy - 55 * k },
      { x: 10.4, y: cy - 40 * k },
      { x: 11, y: cy - 15 * k },
    ],
    true,
    0.6,
  );
  const lower = smooth(
    [
      { x: -11, y: cy + 15 * k },
      { x: -10.4, y: cy + 40 * k },
      { x: -9.2, y: -2 },
      { x: 0, y: 2 },
      { x: 9.2, y: -2 },
      { x: 10.4, y: cy + 40 * k },
      { x: 11, y: cy + 15 * k },
    ],
    true,
    0.6,
  );
  for (const [d, sign] of [
    [upper, -1],
    [lower, 1],
  ] as const) {
    sketch.form(d, strap, {
      rim: 0.9,
      core: 3,
      marks: () => {
        // The strap bends away at its end.
        sketch.glow(0, cy + sign * 56 * k, 18, 16, strap.deep, 0.75);
        sketch.glow(lit * 4, cy + sign * 28 * k, 6, 13, strap.rim, 0.35);
        for (const side of spec.material === 'metal' ? [] : [-1, 1]) {
          for (let i = 0; i < 11; i++) {
            const y = cy + sign * (19 + i * 3.4) * k;
            const x = side * (8.6 - i * 0.12);
            sketch.stroke(`M${n(x)} ${n(y)}L${n(x)} ${n(y + sign * 1.9 * k)}`, accent.light, 0.5, { opacity: 0.9 });
          }
        }
        if (spec.material === 'metal') {
          // A bracelet: polished middle links between brushed ones.
          sketch.fill(roundRect(-12, cy - 62 * k, 24, 124 * k, 0), roundPaint(bench, -12, 12, strap, 'metal'), 0.55);
          sketch.fill(roundRect(-4, cy - 62 * k, 8, 124 * k, 0), roundPaint(bench, -4, 4, strap, 'metal'), 0.85);
          for (const x of [-4, 4]) sketch.stroke(`M${x} ${n(cy - 62 * k)}L${x} ${n(cy + 62 * k)}`, strap.deep, 0.4, { opacity: 0.7 });
          for (let i = 0; i < 9; i++) {
            const y = cy + sign * (20 + i * 4.2) * k;
            sketch.stroke(`M-12 ${n(y)}L12 ${n(y)}`, strap.deep, 0.6, { opacity: 0.8 });
            sketch.stroke(`M-12 ${n(y + 0.6)}L12 ${n(y + 0.6)}`, strap.spark, 0.35, { opacity: 0.7 });
          }
        }
      },
    });
  }
  const steel = tonesOf(ctx.light, spec.material === 'matte' ? '#3a3d42' : blend('#c4c8cc', spec.accent, 0.28));
  for (const [x, y] of [
    [-12, -17],
    [12, -17],
    [-12, 17],
    [12, 17],
  ] as const) {
    sketch.form(roundRect(x - 2.4, cy + y * k - 5, 4.8, 10, 2), steel, { rim: 0.6, core: 1.4 });
  }
  // Crown.
  sketch.form(roundRect(20, cy - 3, 5, 6, 1), accent, { rim: 0.5, core: 1 });
  for (const y of [-1.8, -0.6, 0.6, 1.8]) sketch.stroke(`M20.4 ${n(cy + y)}L25 ${n(cy + y)}`, accent.deep, 0.35, { opacity: 0.7 });
  const metalRing = (r: number, flip: boolean): void => {
    const a = flip ? -1 : 1;
    sketch.fill(
      ellipse(0, cy, r, r),
      sketch.linear({ x: a * lit * r * 0.8, y: cy - a * r * 0.7 }, { x: -a * lit * r * 0.8, y: cy + a * r * 0.7 }, [
        { at: 0, color: steel.spark },
        { at: 0.22, color: steel.light },
        { at: 0.42, color: steel.shade },
        { at: 0.55, color: steel.light },
        { at: 0.72, color: steel.deep },
        { at: 0.9, color: steel.half },
        { at: 1, color: steel.spark },
      ]),
    );
  };
  metalRing(21, false);
  metalRing(19.4, true);
  sketch.fill(ellipse(0, cy, 17.9, 17.9), '#0b0c10');
  const dialColor = spec.material === 'leather' || spec.material === 'paper' ? '#efe8da' : blend(spec.color, '#0e131c', 0.35);
  const dial = tonesOf(ctx.light, dialColor);
  const dark = dialColor !== '#efe8da';
  const face = ellipse(0, cy, 17.5, 17.5);
  sketch.cut(face, () => {
    sketch.fill(
      face,
      sketch.linear({ x: lit * 16, y: cy - 16 }, { x: -lit * 16, y: cy + 16 }, [
        { at: 0, color: blend(dial.light, dial.rim, 0.2) },
        { at: 0.45, color: dial.light },
        { at: 1, color: dial.shade },
      ]),
    );
    sketch.outside(face, 0, 1.6, dial.deep, 0.6);
    const mark = dark ? steel.light : dial.deep;
    for (let i = 0; i < 60; i++) {
      const a = (i * 6 * Math.PI) / 180;
      const [c, s] = [Math.sin(a), -Math.cos(a)];
      if (i % 5 === 0) {
        const long = i % 15 === 0 ? 11.6 : 12.9;
        sketch.stroke(
          `M${n(c * long)} ${n(cy + s * long)}L${n(c * 15.6)} ${n(cy + s * 15.6)}`,
          i % 15 === 0 ? accent.light : mark,
          i % 15 === 0 ? 1.25 : 0.85,
          { cap: 'butt' },
        );
      } else {
        sketch.stroke(`M${n(c * 15.1)} ${n(cy + s * 15.1)}L${n(c * 15.9)} ${n(cy + s * 15.9)}`, mark, 0.28, { opacity: 0.7, cap: 'butt' });
      }
    }
    // Small seconds.
    sketch.fill(ellipse(0, cy + 7, 3.7, 3.7), dial.shade, 0.6);
    sketch.stroke(ellipse(0, cy + 7, 3.7, 3.7), mark, 0.25, { opacity: 0.7 });
    sketch.stroke(`M0 ${n(cy + 7)}L${n(2.4)} ${n(cy + 8.8)}`, accent.light, 0.35);
    const hand = (degrees: number, length: number, width: number, color: string): void => {
      const a = (degrees * Math.PI) / 180;
      const [dx, dy] = [Math.sin(a), -Math.cos(a)];
      const point = (along: number, across: number): string => `${n(dx * along - dy * across)} ${n(cy + dy * along + dx * across)}`;
      const d = `M${point(-2.4, width * 0.5)}L${point(length * 0.75, width * 0.55)}L${point(length, 0)}L${point(length * 0.75, -width * 0.55)}L${point(-2.4, -width * 0.5)}Z`;
      sketch.moved(d, -lit * 0.5, 0.7, '#000000', 0.35);
      sketch.fill(d, color);
      sketch.stroke(`M${point(0, 0)}L${point(length * 0.9, 0)}`, steel.spark, width * 0.16, { opacity: 0.8 });
    };
    hand(305, 9.4, 1.5, dark ? steel.light : steel.deep);
    hand(60, 13.4, 1.15, dark ? steel.light : steel.deep);
    hand(198, 14.2, 0.36, accent.light);
    sketch.fill(ellipse(0, cy, 1.2, 1.2), accent.light);
    // Sapphire glass.
    sketch.fill(
      `M${lit * 18} ${n(cy - 18)}L${n(-lit * 2)} ${n(cy - 18)}L${n(lit * 9)} ${n(cy + 18)}L${lit * 18} ${n(cy + 18)}Z`,
      tones.spark,
      0.1,
    );
    sketch.glow(lit * 8, cy - 9, 8, 5, tones.spark, 0.35);
  });
  streak(bench, lit * 19.9, cy - 8, cy + 6, 0.7, 0.9);
}
