import { dimmed, tonesOf } from '../figure/tones.ts';
import { limb, n, smooth } from '../figure/outline.ts';
import type { Point } from '../figure/outline.ts';
import { frontArc, level, standShadow, turnedBody } from './solid.ts';
import type { Bench } from './solid.ts';

/** True for colours that a leaf can have. */
function isGreen(hex: string): boolean {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  const [r, g, b] = [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  return g > r * 1.05 && g > b * 1.05;
}

/** A house plant, 520 mm tall, broad leaves on arching stems in a pot with a rim. */
export function drawPlant(bench: Bench): void {
  const { sketch, rise, lit, ctx, spec } = bench;
  const green = isGreen(spec.color);
  const pot = tonesOf(ctx.light, green ? spec.accent : spec.color);
  const band = tonesOf(ctx.light, green ? '#efe8dc' : spec.accent);
  const leaf = tonesOf(ctx.light, green ? spec.color : '#4c8050');
  standShadow(bench, 72, 70 * bench.open + 8, 240);
  const root: Point = { x: 0, y: -150 * rise };
  // Angle from upright, length, leaf size; the far ones first.
  const stems: [angle: number, length: number, size: number, far: number][] = [
    [-58, 210, 0.85, 0.55],
    [60, 220, 0.85, 0.6],
    [-16, 330, 0.9, 0.5],
    [26, 318, 0.9, 0.55],
    [-76, 190, 0.95, 0.25],
    [78, 176, 0.9, 0.3],
    [-38, 290, 1.05, 0.2],
    [44, 275, 1.05, 0.22],
    [3, 345, 1.1, 0.05],
    [-62, 130, 0.9, 0],
    [34, 165, 1, 0],
    [-18, 205, 1.05, 0],
  ];
  for (const [angle, length, size, far] of stems) {
    const a = (angle * Math.PI) / 180;
    const base = { x: root.x + Math.sin(a) * 14, y: root.y };
    const knee = { x: base.x + Math.sin(a * 0.55) * length * 0.6, y: base.y - Math.cos(a * 0.55) * length * 0.6 * rise };
    const end = { x: base.x + Math.sin(a) * length, y: base.y - Math.cos(a) * length * rise };
    const tones = dimmed(leaf, far);
    sketch.form(
      limb(
        [
          { ...base, r: 3.4 },
          { ...knee, r: 2.8 },
          { ...end, r: 2 },
        ],
        5,
      ),
      tones,
      { core: 1.5 },
    );
    // The blade hangs on from the stem's end.
    const turn = a + Math.sign(a || 1) * 0.5;
    const l = 118 * size;
    const axis = { x: Math.sin(turn), y: -Math.cos(turn) * rise };
    const side = { x: -axis.y, y: axis.x };
    const at = (along: number, across: number): Point => ({
      x: end.x + axis.x * l * along + side.x * l * across,
      y: end.y + axis.y * l * along + side.y * l * across,
    });
    const blade = smooth(
      [at(-0.05, 0), at(0.06, -0.25), at(0.34, -0.38), at(0.7, -0.24), at(1, 0.02), at(0.7, 0.26), at(0.34, 0.38), at(0.06, 0.25)],
      true,
      0.95,
    );
    sketch.form(blade, tones, {
      rim: far < 0.4 ? 2 : 1,
      core: 9,
      axis: side,
      marks: () => {
        // One half of a leaf always faces the light more than the other.
        const half = smooth([at(-0.05, 0), at(0.3, 0.02), at(1, 0.02), at(0.7, 0.3), at(0.34, 0.42), at(0.06, 0.28)], true, 0.7);
        const litHalf = -(side.x * ctx.light.x + side.y * ctx.light.y) > 0;
        sketch.fill(half, litHalf ? tones.rim : tones.deep, litHalf ? 0.22 : 0.3);
        const rib = smooth([at(-0.05, 0), at(0.5, 0.015), at(0.97, 0.02)], false);
        sketch.stroke(rib, tones.rim, 1.6, { opacity: 0.5 });
        for (const t of [0.14, 0.3, 0.46, 0.62])
          for (const s of [-1, 1]) {
            const [p, q] = [at(t, 0), at(t + 0.2, s * 0.3)];
            sketch.stroke(`M${n(p.x)} ${n(p.y)}L${n(q.x)} ${n(q.y)}`, tones.deep, 1, { opacity: 0.35 });
          }
      },
    });
  }
  turnedBody(
    bench,
    [
      [0, 46],
      [6, 50],
      [130, 68],
      [136, 69],
    ],
    pot,
    {
      material: spec.material === 'glass' ? 'gloss' : spec.material,
      marks: () => {
        sketch.glow(lit * 26, -90 * rise, 20, 60, pot.rim, 0.25);
        sketch.stroke(smooth(frontArc(bench, 62, 59), false), band.half, 6, { opacity: 0.85 });
      },
    },
  );
  turnedBody(
    bench,
    [
      [128, 74],
      [152, 75],
    ],
    pot,
    { crisp: true, material: spec.material === 'glass' ? 'gloss' : spec.material },
  );
  if (bench.view === 'above') {
    sketch.fill(level(bench, 152, 75), pot.shade);
    sketch.fill(level(bench, 148, 66), '#2a1d16');
  }
}
