import { tonesOf, blend } from '../figure/tones.ts';
import { ellipse, n, pts, smooth } from '../figure/outline.ts';
import type { Bench } from './solid.ts';
import { standShadow } from './solid.ts';

/** A running shoe from the side, 290 mm long, toe away from the light's side for a lit heel and a bright vamp. */
export function drawShoe(bench: Bench): void {
  const { sketch, tones, accent, rise, ctx, spec } = bench;
  // Drawn toe to the right.
  const p = (...numbers: number[]) => pts(...numbers).map(({ x, y }) => ({ x: x - 145, y: y * rise }));
  standShadow(bench, 150, 12, 60);
  const foam = tonesOf(ctx.light, '#f3f0ea');
  const rubber = tonesOf(ctx.light, blend(spec.color, '#17181b', 0.7));
  // Outsole with toe spring.
  const outsole = smooth(p(8, -14, 12, -4, 40, -1, 120, 0, 200, 0, 250, -3, 282, -12, 290, -22, 262, -16, 120, -12, 40, -12), true, 0.9);
  sketch.form(outsole, rubber, { rim: 1 });
  for (let i = 0; i < 18; i++) {
    const x = -125 + i * 14.5;
    sketch.fill(`M${n(x)} -4L${n(x + 9)} -4L${n(x + 8)} 1L${n(x + 1)} 1Z`, rubber.deep);
  }
  // Midsole: thick at the heel.
  const midsole = smooth(
    p(
      6,
      -40,
      0,
      -30,
      4,
      -16,
      20,
      -8,
      60,
      -6,
      120,
      -7,
      200,
      -5,
      250,
      -8,
      284,
      -18,
      294,
      -30,
      288,
      -38,
      250,
      -31,
      200,
      -29,
      130,
      -31,
      60,
      -38,
    ),
    true,
    0.9,
  );
  sketch.form(midsole, foam, {
    rim: 2.4,
    core: 7,
    axis: { x: 0.3, y: 1 },
    marks: () => {
      sketch.stroke(smooth(p(4, -24, 60, -18, 130, -16, 210, -14, 290, -26), false), accent.light, 3.4);
      for (let i = 0; i < 6; i++)
        sketch.stroke(smooth(p(24 + i * 16, -34 + i * 0.8, 30 + i * 16, -27), false), foam.shade, 2, { opacity: 0.6 });
    },
  });
  // Upper.
  const upper = smooth(
    p(
      10,
      -40,
      4,
      -64,
      8,
      -92,
      16,
      -108,
      26,
      -112,
      44,
      -104,
      62,
      -94,
      84,
      -93,
      100,
      -104,
      112,
      -112,
      126,
      -108,
      152,
      -88,
      190,
      -68,
      232,
      -56,
      268,
      -48,
      286,
      -38,
      250,
      -30,
      200,
      -28,
      130,
      -30,
      60,
      -36,
    ),
    true,
    0.85,
  );
  // Inside of the collar, seen behind.
  sketch.form(smooth(p(20, -106, 40, -112, 74, -110, 108, -116, 112, -106, 86, -92, 60, -92, 36, -100), true, 0.9), rubber, {});
  sketch.form(upper, tones, {
    rim: 2.4,
    core: 8,
    turn: 0.6,
    axis: { x: ctx.light.x, y: 1.2 },
    marks: () => {
      // Knit: rows of small holes over the toes.
      for (let row = 0; row < 5; row++)
        for (let i = 0; i < 9; i++) {
          const x = 50 + i * 8.6 + row * 3.2;
          const y = (-61 + i * 2.7 + row * 5.4) * rise;
          sketch.fill(ellipse(x, y, 1.7, 1.2), tones.deep, 0.42);
        }
      // Toe bumper, heel counter, eye stay.
      sketch.fill(smooth(p(256, -54, 278, -44, 292, -34, 270, -26, 240, -28, 250, -40), true, 0.9), tones.shade, 0.6);
      const heel = smooth(p(6, -40, 2, -66, 8, -94, 26, -92, 34, -66, 50, -36), true, 0.85);
      sketch.fill(heel, accent.half, 0.95);
      sketch.stroke(smooth(p(28, -90, 36, -66, 52, -38), false), accent.deep, 1.2, { opacity: 0.5 });
      const stay = smooth(p(92, -97, 112, -113, 128, -109, 156, -88, 192, -68, 180, -56, 146, -70, 112, -84), true, 0.7);
      sketch.fill(stay, tones.light, 0.8);
      sketch.stroke(stay, tones.deep, 0.8, { opacity: 0.4 });
      // Two waves that run forward from the heel.
      sketch.stroke(smooth(p(50, -60, 76, -76, 104, -52, 132, -62, 160, -46), false), accent.light, 7, { opacity: 0.96 });
      sketch.stroke(smooth(p(56, -46, 80, -58, 106, -40, 132, -47, 156, -37), false), accent.half, 3, { opacity: 0.9 });
      sketch.glow(-20, -70 * rise, 60, 12, tones.rim, 0.25);
      sketch.glow(80, -58 * rise, 46, 10, tones.rim, 0.35);
    },
  });
  // Laces.
  for (let i = 0; i < 6; i++) {
    const [x, y] = [118 + i * 12.4, -106 + i * 7.2];
    const lace = smooth(p(x - 12, y + 13, x - 3, y + 3, x + 9, y - 5), false);
    sketch.stroke(lace, tones.deep, 4.2, { opacity: 0.35 });
    sketch.stroke(lace, foam.light, 3.4);
    sketch.stroke(smooth(p(x - 10, y + 10, x - 2, y + 1.6, x + 7, y - 5), false), foam.spark, 0.9, { opacity: 0.8 });
  }
  // Tongue and pull tab.
  sketch.form(smooth(p(98, -106, 106, -124, 122, -124, 128, -110, 112, -110), true, 0.8), tones, { rim: 1.6, core: 3 });
  sketch.stroke(smooth(p(10, -100, 2, -112, 10, -120, 20, -108), false), accent.light, 4);
}
