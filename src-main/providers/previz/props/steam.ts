import type { DrawContext, Drawing } from '../drawing.ts';
import { limb } from '../figure/outline.ts';
import { Sketch } from '../figure/sketch.ts';
import { blend } from '../figure/tones.ts';

/**
 * Steam over something hot: three plumes that sway and thin out as they rise.
 * Origin where it leaves the surface, millimetres.
 * @param height how high it rises, mm.
 * @param phase 0..1 goes round once: the same at 0 and 1, so a clip can loop it.
 */
export function drawSteam(ctx: DrawContext, height: number, phase: number): Drawing {
  const sketch = new Sketch(ctx);
  const color = blend(ctx.light.rim, '#ffffff', 0.3);
  const turn = phase * 2 * Math.PI;
  const soft = ctx.id('steam');
  for (const [index, offset] of [-0.1, 0.04, 0.15].entries()) {
    const own = turn + index * 2.1;
    const tall = height * ([0.86, 1, 0.7][index] ?? 1);
    const steps = 9;
    for (const [wide, opacity] of [
      [1.9, 0.16],
      [1, 0.22],
      [0.45, 0.26],
    ] as const) {
      const points = Array.from({ length: steps }, (_, i) => {
        const t = i / (steps - 1);
        return {
          x: offset * height + Math.sin(t * 5.2 - own) * height * 0.075 * (0.25 + t) + Math.sin(own * 1 + index) * height * 0.012,
          y: -t * tall,
          r: height * 0.036 * wide * (0.35 + Math.sin(Math.PI * Math.min(1, t * 1.15)) * 0.85),
        };
      });
      const paint = sketch.linear({ x: 0, y: 0 }, { x: 0, y: -tall }, [
        { at: 0, color, opacity: 0 },
        { at: 0.16, color, opacity },
        { at: 0.55, color, opacity: opacity * 0.7 },
        { at: 1, color, opacity: 0 },
      ]);
      sketch.fill(limb(points, 3), paint);
    }
  }
  const drawn = sketch.done();
  const reach = height * 0.045;
  const { x, y, width, height: tall } = drawn.bounds;
  return {
    defs: `${drawn.defs}<filter id="${soft}" x="-30%" y="-10%" width="160%" height="120%"><feGaussianBlur stdDeviation="${(reach / 3).toFixed(2)}"/></filter>`,
    body: `<g filter="url(#${soft})">${drawn.body}</g>`,
    bounds: { x: x - reach, y: y - reach, width: width + 2 * reach, height: tall + 2 * reach },
  };
}
