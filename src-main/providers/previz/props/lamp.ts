import { blend, tonesOf } from '../figure/tones.ts';
import { n, smooth } from '../figure/outline.ts';
import { level, standShadow, turnedBody, turnedOutline } from './solid.ts';
import type { Bench } from './solid.ts';

/** A table lamp that is on, 460 mm tall: the shade glows and its light lies on the foot. */
export function drawLamp(bench: Bench): void {
  const { sketch, tones, accent, rise, ctx, spec } = bench;
  standShadow(bench, 76, 72 * bench.open + 5, 120);
  const warm = '#ffdf9e';
  sketch.glow(0, -350 * rise, 300, 270, warm, 0.26);
  // Light on the table.
  sketch.glow(0, 8, 190, 190 * bench.open * 0.6, warm, 0.36);
  turnedBody(
    bench,
    [
      [0, 70],
      [8, 72],
      [14, 64],
      [18, 20],
    ],
    accent,
    { material: 'metal', marks: () => sketch.glow(0, -16, 50, 14, warm, 0.6) },
  );
  turnedBody(
    bench,
    [
      [16, 16],
      [40, 9],
      [70, 14],
      [110, 26],
      [150, 28],
      [190, 16],
      [214, 8],
      [260, 6],
    ],
    accent,
    {
      material: spec.material === 'glass' || spec.material === 'gloss' ? 'gloss' : 'metal',
      marks: () => sketch.glow(0, -220 * rise, 30, 46, warm, 0.65),
    },
  );
  const shade = turnedOutline(
    bench,
    [
      [250, 138],
      [440, 84],
    ],
    true,
  );
  const linen = tonesOf(ctx.light, spec.color);
  sketch.cut(shade, () => {
    // Lit from within: brightest where the bulb is, warmer towards the edges.
    sketch.fill(
      shade,
      sketch.linear({ x: 0, y: -440 * rise }, { x: 0, y: -240 * rise }, [
        { at: 0, color: blend(linen.half, '#d98a3c', 0.35) },
        { at: 0.45, color: blend(blend(spec.color, warm, 0.6), '#ffffff', 0.25) },
        { at: 0.75, color: blend(blend(spec.color, warm, 0.7), '#ffffff', 0.4) },
        { at: 1, color: blend(blend(spec.color, warm, 0.55), '#e09a4a', 0.25) },
      ]),
    );
    sketch.glow(0, -318 * rise, 92, 84, '#fff6dc', 0.85);
    for (const side of [-1, 1]) sketch.glow(side * 128, -300 * rise, 56, 130, blend(linen.shade, '#8a4a1c', 0.4), 0.5);
    for (let i = -9; i <= 9; i++)
      sketch.stroke(`M${n(i * 9)} ${n(-442 * rise)}L${n(i * 15)} ${n(-246 * rise + 30 * bench.open)}`, linen.shade, 0.8, { opacity: 0.16 });
    sketch.outside(shade, ctx.light.x * 2.4, 1.5, tones.rim, 0.7);
  });
  const bend = (h: number, r: number, down: number): string =>
    smooth(
      Array.from({ length: 9 }, (_, i) => {
        const a = Math.PI - (i / 8) * Math.PI;
        return { x: Math.cos(a) * r, y: -h * rise + Math.sin(a) * r * bench.open * down };
      }),
      false,
    );
  sketch.stroke(bend(251, 137, 1), accent.half, 5);
  sketch.stroke(bend(439, 84.5, 1), accent.half, 4);
  sketch.fill(level(bench, 440, 84), blend(linen.shade, '#7a4a20', 0.25));
  sketch.fill(level(bench, 438, 62), '#fff0c4', 0.9);
}
