import { blend, luma, tonesOf } from '../figure/tones.ts';
import { n, roundRect } from '../figure/outline.ts';
import { facePaint, plane, standShadow } from './solid.ts';
import type { Bench } from './solid.ts';
import { fittedText } from './label.ts';

/** A hard-cover book standing a little turned, 152 × 224 mm and 30 mm thick, with its title and foil lines. */
export function drawBook(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  const [w, h, t] = [152, 224 * rise, 27];
  standShadow(bench, 96, 14, 224);
  const s = lit;
  const back = 6 + 40 * bench.open * 0.5;
  // The page block is on the lit side, set in from the boards.
  const x0 = s * (w / 2);
  const deep = (x: number): number => x + s * t;
  const paper = tonesOf(ctx.light, '#efe6d3');
  plane(
    bench,
    [
      { x: x0 - s * 6, y: -2 },
      { x: deep(x0) - s * 2, y: -back },
      { x: deep(x0) - s * 2, y: -h - back + 8 },
      { x: x0 - s * 6, y: -h + 4 },
    ],
    facePaint(bench, -h, 0, paper),
  );
  for (let i = 1; i < 13; i++) {
    const x = x0 - s * 4 + s * (t / 13) * i;
    const y = -2 - (back / 13) * i;
    sketch.stroke(`M${n(x)} ${n(y)}L${n(x)} ${n(y - h + 8)}`, paper.deep, 0.5, { opacity: i % 3 === 0 ? 0.5 : 0.25 });
  }
  // Back board seen beyond, top of the pages.
  plane(
    bench,
    [
      { x: deep(x0) - s * 3, y: -back + 1 },
      { x: deep(x0) + s * 1.4, y: -back - 0.4 },
      { x: deep(x0) + s * 1.4, y: -h - back - 0.4 },
      { x: deep(x0) - s * 3, y: -h - back },
    ],
    tones.shade,
  );
  plane(
    bench,
    [
      { x: -x0, y: -h },
      { x: x0, y: -h },
      { x: deep(x0), y: -h - back },
      { x: deep(-x0), y: -h - back },
    ],
    tones.half,
  );
  plane(
    bench,
    [
      { x: -x0 + s * 5, y: -h - 1.5 },
      { x: x0 - s * 3, y: -h - 1.5 },
      { x: deep(x0) - s * 4, y: -h - back + 1.6 },
      { x: deep(-x0) + s * 3, y: -h - back + 1.6 },
    ],
    blend(paper.light, paper.rim, 0.3),
  );
  const cover = roundRect(-w / 2, -h, w, h, 2.5);
  const paint = sketch.linear({ x: lit * (w / 2), y: -h }, { x: -lit * (w / 2), y: 0 }, [
    { at: 0, color: blend(tones.light, tones.rim, 0.22) },
    { at: 0.4, color: tones.light },
    { at: 0.75, color: tones.half },
    { at: 1, color: tones.shade },
  ]);
  sketch.cut(cover, () => {
    sketch.fill(cover, paint);
    // The hinge of the board beside the spine.
    const gutter = -lit * (w / 2 - 13);
    sketch.fill(roundRect(gutter - 2.4, -h, 4.8, h, 0), tones.deep, 0.35);
    sketch.fill(roundRect(gutter + lit * 2.6, -h, 1.2, h, 0), tones.rim, 0.35);
    const c = lit * 6.5;
    sketch.stroke(roundRect(c - 56, -h + 13, 112, h - 26, 2), accent.half, 1.1, { opacity: 0.95 });
    sketch.stroke(roundRect(c - 52.5, -h + 16.5, 105, h - 33, 1.4), accent.half, 0.5, { opacity: 0.8 });
    // A sun over hills in foil.
    const cy = -h * 0.42;
    sketch.fill(`M${n(c - 32)} ${n(cy)}C${n(c - 32)} ${n(cy - 42)} ${n(c + 32)} ${n(cy - 42)} ${n(c + 32)} ${n(cy)}Z`, accent.light, 0.92);
    for (let i = 0; i < 3; i++)
      sketch.stroke(
        `M${n(c - 44 + i * 8)} ${n(cy + 7 + i * 6.5)}Q${n(c)} ${n(cy + 3 + i * 6.5)} ${n(c + 44 - i * 8)} ${n(cy + 7 + i * 6.5)}`,
        accent.half,
        1.6,
      );
    const ink = luma(spec.accent) > luma(spec.color) ? accent.light : tones.rim;
    fittedText(
      sketch,
      spec.name === '' ? 'Book' : spec.name,
      { x: c, y: -h + 46 },
      { width: 92, height: 34, size: 15, paint: ink, weight: 600 },
    );
    sketch.outside(cover, ctx.light.x * 1.5, 1.2, tones.rim, 0.85);
  });
}
