import { tonesOf, blend } from '../figure/tones.ts';
import { n, roundRect } from '../figure/outline.ts';
import { screenContent } from './phone.ts';
import { standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** An open laptop, 320 mm wide, seen from the front and a little above. */
export function drawLaptop(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec, open } = bench;
  const [w, lid] = [320, 205 * rise];
  // The deck comes towards the viewer: it is foreshortened by the view.
  const deck = 60 + 190 * Math.max(0, open - 0.1);
  standShadow(bench, 172, 16, 120);
  sketch.glow(0, 10, 230, 26, blend(spec.accent, '#ffffff', 0.3), 0.22);
  const metal = tonesOf(ctx.light, spec.color);
  const hinge = -deck * 0.62;
  const screenTop = hinge - lid;
  const frame = roundRect(-w / 2, screenTop, w, lid + 4, 9);
  sketch.form(frame, metal, { rim: 2, core: 3 });
  sketch.fill(roundRect(-w / 2 + 2.4, screenTop + 2.4, w - 4.8, lid - 1, 7), '#0a0b0e');
  const [sx, sy, sw, sh] = [-w / 2 + 8, screenTop + 9, w - 16, lid - 18];
  const screen = roundRect(sx, sy, sw, sh, 3);
  sketch.cut(screen, (inside) => {
    screenContent(inside, bench, sx, sy, sw, sh);
    const x = lit * (w / 2);
    inside.fill(
      `M${n(x)} ${n(sy)}L${n(x - lit * 150)} ${n(sy)}L${n(x - lit * 60)} ${n(sy + sh)}L${n(x)} ${n(sy + sh)}Z`,
      tones.spark,
      0.07,
    );
  });
  sketch.glow(0, screenTop + 5.4, 1.2, 1.2, '#5a6a78', 0.9, 0.5);
  // Deck: a trapezium that widens towards us, keys in rows, a trackpad, a lit front edge.
  const front = deck * 0.38;
  const wide = w / 2 + 16;
  const deckPath = `M${-w / 2 + 1} ${n(hinge)}L${w / 2 - 1} ${n(hinge)}L${wide} ${n(front - 5)}L${-wide} ${n(front - 5)}Z`;
  sketch.fill(
    deckPath,
    sketch.linear({ x: lit * wide, y: hinge }, { x: -lit * wide, y: front }, [
      { at: 0, color: metal.light },
      { at: 0.5, color: metal.half },
      { at: 1, color: metal.shade },
    ]),
  );
  sketch.cut(deckPath, () => {
    sketch.glow(0, hinge, w * 0.5, deck * 0.5, blend(spec.accent, '#ffffff', 0.4), 0.28);
    const rows = 5;
    for (let row = 0; row < rows; row++) {
      const t0 = 0.12 + (row / rows) * 0.5;
      const t1 = t0 + 0.5 / rows - 0.022;
      const y0 = hinge + (front - hinge) * t0;
      const y1 = hinge + (front - hinge) * t1;
      const half0 = (w / 2 + 15 * t0) * 0.86;
      const half1 = (w / 2 + 15 * t1) * 0.86;
      const keys = row === 4 ? [0.11, 0.1, 0.5, 0.1, 0.11] : Array.from({ length: 13 }, () => 1 / 13.6);
      const total = keys.reduce((sum, k) => sum + k, 0);
      let k0 = 0;
      for (const key of keys) {
        const a = (k0 / total) * 2 - 1 + 0.012;
        const b = ((k0 + key) / total) * 2 - 1 - 0.012;
        sketch.fill(
          `M${n(a * half0)} ${n(y0)}L${n(b * half0)} ${n(y0)}L${n(b * half1)} ${n(y1)}L${n(a * half1)} ${n(y1)}Z`,
          '#14161b',
          0.9,
        );
        k0 += key;
      }
    }
    const t = hinge + (front - hinge) * 0.7;
    const b = hinge + (front - hinge) * 0.95;
    sketch.fill(`M-52 ${n(t)}L52 ${n(t)}L55 ${n(b)}L-55 ${n(b)}Z`, metal.light, 0.35);
    sketch.stroke(`M-52 ${n(t)}L52 ${n(t)}L55 ${n(b)}L-55 ${n(b)}Z`, metal.deep, 0.8, { opacity: 0.4 });
  });
  const lip = roundRect(-wide, front - 5.4, wide * 2, 8, 3.5);
  sketch.form(lip, metal, { rim: 1.2, axis: { x: 0, y: 1 } });
  sketch.fill(roundRect(-26, front - 5.2, 52, 3, 1.5), metal.deep, 0.5);
  sketch.fill(roundRect(-w / 2, hinge - 1.5, w, 4.5, 2), metal.deep, 0.85);
  sketch.fill(roundRect(-6, hinge - 10.4, 12, 1.6, 0.8), accent.light, 0.85);
}
