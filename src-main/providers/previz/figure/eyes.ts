/** Eyes and brows, open or closed, from the front, three-quarter and profile. */
import type { FigureSpec, Hex } from '#domain/picture.ts';
import { skinColors } from './features.ts';
import type { Feature, Gaze, HeadFrame, Manner } from './features.ts';
import { foreshortened } from './head-shape.ts';
import { ellipse, mix, smooth } from './outline.ts';
import type { Point } from './outline.ts';
import type { Sketch } from './sketch.ts';
import { blend, tonesOf, under } from './tones.ts';
import type { Tones } from './tones.ts';

/** Brows are a little darker than the hair, but never as black as a hole. */
function browColor(spec: FigureSpec): Hex {
  if (spec.age === 'senior') return '#8d857e';
  const hair = spec.hair.style === 'covered' || spec.hair.style === 'bald' ? '#2e211b' : spec.hair.color;
  return blend(hair, '#2a1c18', 0.4);
}

export function eyeSocket(sketch: Sketch, feature: Feature, frame: HeadFrame, side: number, tones: Tones): void {
  const p = feature(side * 0.148, -0.03, 0.22);
  const h = frame.head;
  sketch.glow(p.x, p.y, 0.12 * h * foreshortened(side, frame.turn), 0.06 * h, tones.shade, 0.38);
}

/** Upper lid, iris and lashes of one eye seen from the front or three-quarter. */
export function eye(
  sketch: Sketch,
  spec: FigureSpec,
  frame: HeadFrame,
  feature: Feature,
  gaze: Gaze,
  manner: Manner,
  side: number,
  tones: Tones,
): void {
  const h = frame.head;
  const far = foreshortened(side, frame.turn);
  const size = spec.age === 'child' ? 1.16 : spec.presentation === 'feminine' ? 1.06 : 0.96;
  const centre = feature(side * 0.15, 0.008, 0.22);
  const half = 0.08 * h * far * size;
  // Outward in the picture for this eye.
  const out = side * frame.direction;
  const at = (along: number, down: number): Point => ({ x: centre.x + out * along * half, y: centre.y + down * h });
  const lash = blend(tones.deep, '#160d0b', 0.72);
  const weight = (spec.presentation === 'feminine' ? 0.0155 : 0.012) * h;
  const openness = gaze.open * manner.open;
  const arch = 0.05 * openness * size;

  if (openness < 0.18) {
    const line = [at(-1, -0.004), at(-0.45, 0.019), at(0.15, 0.025), at(0.7, 0.014), at(1.06, -0.006)];
    sketch.fill(
      smooth([at(-0.98, -0.012), at(-0.4, -0.045), at(0.3, -0.045), at(1, -0.016), ...line.toReversed().slice(1, 4)], true, 0.8),
      tones.half,
      0.38,
    );
    sketch.fill(taper(line, weight * 1.05), lash);
    if (spec.presentation === 'feminine') {
      for (const [along, down] of [
        [0.35, 0.023],
        [0.72, 0.013],
        [1.0, -0.002],
      ] as const) {
        const from = at(along, down);
        const to = at(along + 0.22, down + 0.022);
        sketch.stroke(`M${from.x} ${from.y}L${to.x} ${to.y}`, lash, weight * 0.42);
      }
    }
  } else {
    const top = [at(-1, 0.012), at(-0.5, -arch * 0.72), at(0.08, -arch), at(0.62, -arch * 0.66), at(1, -0.004)];
    const bottom = [at(0.55, arch * 0.55), at(-0.05, arch * 0.74), at(-0.6, arch * 0.56)];
    const shape = smooth([...top, ...bottom], true, 0.85);
    const white = under(blend('#efe6dd', skinColors[spec.skin], 0.22), blend(sketch.ctx.light.key, sketch.ctx.light.shadow, 0.4));
    const iris = under(spec.skin <= 2 && spec.hair.style !== 'covered' ? '#56646a' : '#4a2f20', sketch.ctx.light.key);
    const ix = centre.x + gaze.x * half * 0.42;
    const iy = centre.y - 0.004 * h + gaze.y * 0.017 * h;
    const r = 0.043 * h * size;
    sketch.cut(shape, () => {
      sketch.fill(shape, white);
      sketch.fill(ellipse(ix, iy, r * mix(1, far, 0.6), r), blend(iris, '#140c0a', 0.35));
      sketch.fill(ellipse(ix, iy + r * 0.3, r * 0.66 * mix(1, far, 0.6), r * 0.55), blend(iris, tones.light, 0.3), 0.75);
      sketch.fill(ellipse(ix, iy, r * 0.46 * mix(1, far, 0.6), r * 0.48), '#0d0807');
      sketch.moved(smooth([...top, at(1, -0.2), at(-1, -0.2)], true, 0.85), 0, 0.012 * h, tones.deep, 0.5);
      const glint = sketch.ctx.light.x > 0.15 ? -1 : 1;
      sketch.fill(ellipse(ix + glint * r * 0.36, iy - r * 0.36, r * 0.2, r * 0.2), '#ffffff', 0.9);
    });
    const wing = spec.presentation === 'feminine' ? 0.16 : 0.04;
    sketch.fill(taper([...top.slice(0, 4), at(1 + wing, -0.008 - wing * 0.07)], weight), lash);
    sketch.stroke(smooth(bottom, false), tones.deep, weight * 0.35, { opacity: 0.4 });
    const crease = [at(-0.72, -arch * 0.9 - 0.014), at(0, -arch - 0.024), at(0.85, -arch * 0.62 - 0.02)];
    sketch.stroke(smooth(crease, false), tones.deep, weight * 0.4, { opacity: 0.42 });
  }
  brow(sketch, spec, h, at, manner);
}

function brow(sketch: Sketch, spec: FigureSpec, h: number, at: (along: number, down: number) => Point, manner: Manner): void {
  const base = -0.092 + manner.brow;
  const thickness = (spec.presentation === 'feminine' ? 0.021 : spec.presentation === 'masculine' ? 0.031 : 0.025) * h;
  const points = [
    at(-0.98, base + 0.012 + manner.innerBrow),
    at(-0.25, base - 0.012 + manner.innerBrow * 0.4),
    at(0.5, base - 0.018),
    at(1.28, base + 0.016 - manner.innerBrow * 0.25),
  ];
  const color = tonesOf(sketch.ctx.light, browColor(spec));
  sketch.fill(browShape(points, thickness), blend(color.half, color.shade, 0.35), 0.88);
}

export function profileEye(
  sketch: Sketch,
  spec: FigureSpec,
  frame: HeadFrame,
  feature: Feature,
  gaze: Gaze,
  manner: Manner,
  tones: Tones,
): void {
  const h = frame.head;
  const at = (x: number, y: number): Point => feature(0.262 + x, 0.005 + y, 0);
  const lash = blend(tones.deep, '#160d0b', 0.72);
  const weight = (spec.presentation === 'feminine' ? 0.0155 : 0.0125) * h;
  const openness = gaze.open * manner.open;
  const socket = at(0.01, -0.03);
  sketch.glow(socket.x, socket.y, 0.08 * h, 0.055 * h, tones.shade, 0.35);
  if (openness < 0.18) {
    const line = [at(0.05, -0.004), at(0.01, 0.016), at(-0.035, 0.014), at(-0.07, -0.008)];
    sketch.fill(taper(line, weight), lash);
  } else {
    const arch = 0.046 * openness;
    const top = [at(0.052, -0.002), at(0.03, -arch), at(-0.02, -arch * 0.7), at(-0.07, -0.002)];
    const shape = smooth([...top, at(-0.02, arch * 0.45), at(0.034, arch * 0.62)], true, 0.8);
    sketch.cut(shape, () => {
      sketch.fill(shape, under(blend('#efe6dd', skinColors[spec.skin], 0.25), sketch.ctx.light.key), 0.92);
      const p = at(0.024 + gaze.x * frame.direction * 0.006, -0.004 + gaze.y * 0.012);
      sketch.fill(ellipse(p.x, p.y, 0.019 * h, 0.037 * h), '#1c100c');
      sketch.moved(smooth([...top, at(-0.07, -0.2), at(0.06, -0.2)], true, 0.85), 0, 0.01 * h, tones.deep, 0.5);
    });
    sketch.fill(taper(top, weight), lash);
    if (spec.presentation === 'feminine') {
      const from = at(0.045, -arch * 0.7);
      const to = at(0.078, -arch * 0.9);
      sketch.stroke(`M${from.x} ${from.y}L${to.x} ${to.y}`, lash, weight * 0.5);
    }
  }
  const base = -0.088 + manner.brow;
  const thickness = (spec.presentation === 'feminine' ? 0.02 : 0.029) * h;
  const color = tonesOf(sketch.ctx.light, browColor(spec));
  sketch.fill(
    browShape(
      [at(0.085, base + 0.012 + manner.innerBrow), at(0.04, base - 0.012), at(-0.03, base - 0.012), at(-0.1, base + 0.014)],
      thickness,
    ),
    blend(color.half, color.shade, 0.35),
    0.88,
  );
}

/** A stroke that is thick in the middle and fine at its ends. */
export function taper(points: readonly Point[], thickness: number): string {
  const count = points.length - 1;
  const upper = points.map((p, i) => ({ x: p.x, y: p.y - (thickness / 2) * Math.sin((Math.PI * i) / count) - 0.01 }));
  const lower = points.map((p, i) => ({ x: p.x, y: p.y + (thickness / 2) * Math.sin((Math.PI * i) / count) + 0.01 }));
  return smooth([...upper, ...lower.toReversed().slice(1, -1)], true, 0.9);
}

/** A brow: full at its inner end, fine at the outer. */
function browShape(points: readonly Point[], thickness: number): string {
  const profile = [0.62, 1, 0.8, 0.12];
  const upper = points.map((p, i) => ({ x: p.x, y: p.y - thickness * 0.5 * (profile[i] ?? 0.1) }));
  const lower = points.map((p, i) => ({ x: p.x, y: p.y + thickness * 0.5 * (profile[i] ?? 0.1) }));
  return smooth([...upper, ...lower.toReversed()], true, 0.9);
}
