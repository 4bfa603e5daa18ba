import { blend } from '../figure/tones.ts';
import { n } from '../figure/outline.ts';
import { facePaint, plane, standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** A carton or gift box, 220 × 150 mm, seen at a corner, with a ribbon in the accent colour. */
export function drawBox(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, open, spec } = bench;
  const h = 150 * rise;
  const [a, b] = [138, 82];
  // Front face on the lit side, end face away from it; `up` is how far the back edges rise.
  const s = -lit;
  const up = (length: number): number => length * open * 0.9;
  const corner = { x: s * 30, y: up(60) };
  const near = { x: corner.x - s * a, y: corner.y - up(a) * 0.75 };
  const far = { x: corner.x + s * b, y: corner.y - up(b) * 1.3 };
  const back = { x: near.x + (far.x - corner.x), y: near.y + (far.y - corner.y) };
  const raise = (p: { x: number; y: number }): { x: number; y: number } => ({ x: p.x, y: p.y - h });
  standShadow(bench, 122, up(120) * 0.7 + 8, 150);
  plane(
    bench,
    [near, corner, raise(corner), raise(near)],
    facePaint(bench, -h, 0, { ...tones, half: blend(tones.light, tones.half, 0.6), shade: tones.half }),
  );
  plane(
    bench,
    [corner, far, raise(far), raise(corner)],
    facePaint(bench, -h, 0, { ...tones, light: tones.half, half: tones.shade, shade: tones.deep, rim: tones.half }),
  );
  plane(
    bench,
    [raise(near), raise(corner), raise(far), raise(back)],
    sketch.linear(raise(near), raise(far), [
      { at: 0, color: blend(tones.light, tones.rim, 0.4) },
      { at: 1, color: tones.light },
    ]),
  );
  const along = (p: { x: number; y: number }, q: { x: number; y: number }, t: number): { x: number; y: number } => ({
    x: p.x + (q.x - p.x) * t,
    y: p.y + (q.y - p.y) * t,
  });
  // Ribbon: round the front, the end and over the top.
  const bandFront = [along(near, corner, 0.44), along(near, corner, 0.56)] as const;
  const bandEnd = [along(corner, far, 0.42), along(corner, far, 0.58)] as const;
  plane(bench, [bandFront[0], bandFront[1], raise(bandFront[1]), raise(bandFront[0])], facePaint(bench, -h, 0, accent));
  plane(
    bench,
    [bandEnd[0], bandEnd[1], raise(bandEnd[1]), raise(bandEnd[0])],
    facePaint(bench, -h, 0, { ...accent, light: accent.half, half: accent.shade }),
  );
  const topBand = (
    p0: { x: number; y: number },
    p1: { x: number; y: number },
    q0: { x: number; y: number },
    q1: { x: number; y: number },
  ): void => plane(bench, [raise(p0), raise(p1), raise(q1), raise(q0)], blend(accent.light, accent.rim, 0.25));
  topBand(bandFront[0], bandFront[1], along(back, far, 0.44), along(back, far, 0.56));
  topBand(bandEnd[0], bandEnd[1], along(near, back, 0.42), along(near, back, 0.58));
  // Lid seam and the lit edges.
  const seam = 30 * rise;
  for (const [p, q] of [
    [near, corner],
    [corner, far],
  ] as const) {
    sketch.stroke(`M${n(p.x)} ${n(p.y - h + seam)}L${n(q.x)} ${n(q.y - h + seam)}`, tones.deep, 1.8, { opacity: 0.6, cap: 'butt' });
    sketch.stroke(`M${n(p.x)} ${n(p.y - h + seam + 1.6)}L${n(q.x)} ${n(q.y - h + seam + 1.6)}`, tones.rim, 0.8, {
      opacity: 0.5,
      cap: 'butt',
    });
  }
  sketch.stroke(`M${n(near.x)} ${n(near.y - h)}L${n(corner.x)} ${n(corner.y - h)}L${n(far.x)} ${n(far.y - h)}`, tones.rim, 1.5, {
    opacity: 0.9,
  });
  sketch.stroke(`M${n(near.x)} ${n(near.y)}L${n(near.x)} ${n(near.y - h)}`, tones.rim, 1.2, { opacity: 0.7 });
  if (spec.material !== 'paper')
    sketch.stroke(`M${n(corner.x)} ${n(corner.y)}L${n(corner.x)} ${n(corner.y - h)}`, tones.rim, 0.9, { opacity: 0.4 });
  // Bow.
  const knot = raise(along(along(near, corner, 0.5), along(back, far, 0.5), 0.5));
  const loop = (side: number): string =>
    `M${n(knot.x)} ${n(knot.y)}C${n(knot.x + side * 14)} ${n(knot.y - 34)} ${n(knot.x + side * 56)} ${n(knot.y - 42)} ${n(knot.x + side * 58)} ${n(knot.y - 18)}C${n(knot.x + side * 58)} ${n(knot.y - 2)} ${n(knot.x + side * 26)} ${n(knot.y + 3)} ${n(knot.x)} ${n(knot.y)}Z`;
  for (const side of [-1, 1]) {
    const tail = `M${n(knot.x)} ${n(knot.y)}C${n(knot.x + side * 12)} ${n(knot.y + 6)} ${n(knot.x + side * 22)} ${n(knot.y + 10)} ${n(knot.x + side * 36)} ${n(knot.y + 24)}L${n(knot.x + side * 24)} ${n(knot.y + 26)}C${n(knot.x + side * 16)} ${n(knot.y + 16)} ${n(knot.x + side * 8)} ${n(knot.y + 10)} ${n(knot.x)} ${n(knot.y)}Z`;
    sketch.form(tail, accent, { core: 2, rim: 1 });
    sketch.form(loop(side), accent, {
      core: 5,
      rim: 1.8,
      marks: () => sketch.glow(knot.x + side * 40, knot.y - 16, 14, 9, accent.deep, 0.6),
    });
  }
  sketch.form(
    `M${n(knot.x - 9)} ${n(knot.y - 9)}C${n(knot.x - 4)} ${n(knot.y - 13)} ${n(knot.x + 4)} ${n(knot.y - 13)} ${n(knot.x + 9)} ${n(knot.y - 9)}C${n(knot.x + 11)} ${n(knot.y - 2)} ${n(knot.x + 9)} ${n(knot.y + 5)} ${n(knot.x)} ${n(knot.y + 6)}C${n(knot.x - 9)} ${n(knot.y + 5)} ${n(knot.x - 11)} ${n(knot.y - 2)} ${n(knot.x - 9)} ${n(knot.y - 9)}Z`,
    accent,
    { core: 3, rim: 1.2 },
  );
}
