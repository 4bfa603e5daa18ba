/** Ears, and the spectacles that hang on them. */
import type { FigureSpec } from '#domain/picture.ts';
import { skinColors } from './features.ts';
import type { HeadFrame } from './features.ts';
import { foreshortened, onFace } from './head-shape.ts';
import { ellipse, mix, mixPoint, smooth } from './outline.ts';
import type { Sketch } from './sketch.ts';
import { blend, tonesOf } from './tones.ts';

/** Spectacles sit on the nose, their arms reach for the ears. */
export function drawGlasses(sketch: Sketch, spec: FigureSpec, frame: HeadFrame): void {
  if (!spec.glasses) return;
  const h = frame.head;
  const tones = tonesOf(sketch.ctx.light, '#3a2a22');
  const shift = frame.pitch * 0.07;
  const width = 0.014 * h;
  if (frame.turn > 1.5) {
    const lens = frame.point({ x: 0.315, y: 0.02 + shift * 0.4 });
    const ear = frame.point({ x: -0.06, y: 0.0 });
    sketch.stroke(ellipse(lens.x, lens.y, 0.035 * h, 0.1 * h), tones.half, width);
    sketch.stroke(`M${lens.x - frame.direction * 0.03 * h} ${lens.y - 0.03 * h}L${ear.x} ${ear.y}`, tones.half, width);
    return;
  }
  const rims = [-1, 1].map((side) => {
    const c = frame.point(onFace(side * 0.152, 0.02 + shift, 0.24, frame.turn));
    return { side, c, rx: 0.112 * h * mix(1, foreshortened(side, frame.turn), 0.9), ry: 0.1 * h };
  });
  for (const { side, c, rx, ry } of rims) {
    const d = ellipse(c.x, c.y, rx, ry);
    sketch.cut(d, () => {
      const glint = -Math.sign(sketch.ctx.light.x || 1);
      const x = c.x + glint * rx * 0.35;
      sketch.fill(
        `M${x} ${c.y - ry}L${x + rx * 0.35} ${c.y - ry}L${x - rx * 0.25} ${c.y + ry}L${x - rx * 0.6} ${c.y + ry}Z`,
        tones.spark,
        0.13,
      );
    });
    sketch.stroke(d, tones.half, width);
    sketch.stroke(
      smooth(
        [
          { x: c.x - rx * 0.8, y: c.y - ry * 0.62 },
          { x: c.x, y: c.y - ry },
          { x: c.x + rx * 0.8, y: c.y - ry * 0.62 },
        ],
        false,
      ),
      tones.rim,
      width * 0.3,
      { opacity: 0.7 },
    );
    const ear = frame.point(onFace(side * 0.335, -0.01, 0, frame.turn));
    const out = side * frame.direction;
    if (foreshortened(side, frame.turn) > 0.75) {
      sketch.stroke(`M${c.x + out * rx * 0.96} ${c.y - ry * 0.3}L${ear.x} ${ear.y}`, tones.half, width * 0.85);
    }
  }
  const [a, b] = rims;
  if (a && b) {
    const inner0 = { x: a.c.x + frame.direction * a.rx, y: a.c.y - 0.012 * h };
    const inner1 = { x: b.c.x - frame.direction * b.rx, y: b.c.y - 0.012 * h };
    const top = mixPoint(inner0, inner1, 0.5);
    sketch.stroke(smooth([inner0, { x: top.x, y: top.y - 0.02 * h }, inner1], false), tones.half, width * 0.9);
  }
}

export function drawEar(sketch: Sketch, spec: FigureSpec, frame: HeadFrame, side: -1 | 1): void {
  const h = frame.head;
  const tones = tonesOf(sketch.ctx.light, blend(skinColors[spec.skin], '#c05a48', 0.12), 1);
  const profile = frame.turn > 1.5;
  const x = profile ? -0.055 : mix(side * 0.333, side < 0 ? -0.285 : 0.3, Math.min(1, frame.turn));
  const w = profile ? 0.075 : mix(0.036, side < 0 ? 0.062 : 0.01, Math.min(1, frame.turn));
  const lean = profile ? -0.02 : side * 0.014;
  const shape = [
    [x - lean * 0.2, -0.055],
    [x + w * 0.9 * (profile ? -1 : side) + lean, -0.03],
    [x + w * (profile ? -1 : side) + lean, 0.03],
    [x + w * 0.6 * (profile ? -1 : side), 0.1],
    [x + lean * 0.1, 0.135],
    [x - w * 0.55 * (profile ? -1 : side), 0.08],
    [x - w * 0.5 * (profile ? -1 : side), 0],
  ].map(([px, py]) => frame.point({ x: px ?? 0, y: py ?? 0 }));
  const d = smooth(shape, true, 0.9);
  sketch.form(d, tones, { rim: 0.01 * h, core: 0.03 * h });
  const inner = [
    [x + w * 0.5 * (profile ? -1 : side), -0.02],
    [x + w * 0.62 * (profile ? -1 : side), 0.03],
    [x + w * 0.15 * (profile ? -1 : side), 0.075],
  ].map(([px, py]) => frame.point({ x: px ?? 0, y: py ?? 0 }));
  if (w > 0.03) sketch.stroke(smooth(inner, false), tones.deep, 0.011 * h, { opacity: 0.45 });
}
