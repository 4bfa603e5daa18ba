/** The face: planes, eyes, brows, nose, mouth, beard, glasses. Simple, symmetrical, and lit like everything else. */
import type { FigureSpec, Hex } from '#domain/picture.ts';
import { foreshortened, headOutline, onFace } from './head-shape.ts';
import type { Turn } from './head-shape.ts';
import { clamp, ellipse, mix, mixPoint, smooth } from './outline.ts';
import type { Point } from './outline.ts';
import type { Sketch } from './sketch.ts';
import { blend, tonesOf, under } from './tones.ts';
import type { Tones } from './tones.ts';

/** How the face is placed: canonical head units to millimetres in the head's own frame. */
export interface HeadFrame {
  turn: Turn;
  /** +1 faces picture right, −1 left. */
  direction: 1 | -1;
  /** Head height, mm. */
  head: number;
  /** −1 looking up … +1 looking down: moves the features on the skull. */
  pitch: number;
  point(p: Point): Point;
}

export interface Gaze {
  /** Picture directions, −1..1. */
  x: number;
  y: number;
  /** 0 closed … 1 open. */
  open: number;
}

interface Manner {
  /** Height of the brow, head units; negative is up. */
  brow: number;
  /** How much the inner end of the brow rises (negative) or falls. */
  innerBrow: number;
  open: number;
  /** Corners of the mouth, negative is up. */
  corner: number;
  mouthWidth: number;
  /** Height of an open mouth. */
  gap: number;
}

const manners: Record<FigureSpec['expression'], Manner> = {
  calm: { brow: 0, innerBrow: 0, open: 0.85, corner: -0.004, mouthWidth: 1, gap: 0 },
  smile: { brow: -0.008, innerBrow: 0, open: 0.72, corner: -0.026, mouthWidth: 1.2, gap: 0 },
  tired: { brow: 0.01, innerBrow: -0.012, open: 0.45, corner: 0.01, mouthWidth: 0.92, gap: 0 },
  worried: { brow: -0.01, innerBrow: -0.03, open: 0.9, corner: 0.012, mouthWidth: 0.88, gap: 0 },
  surprised: { brow: -0.04, innerBrow: -0.006, open: 1.2, corner: 0, mouthWidth: 0.7, gap: 0.045 },
  determined: { brow: 0.01, innerBrow: 0.013, open: 0.72, corner: 0.002, mouthWidth: 0.98, gap: 0 },
};

export const skinColors: Record<FigureSpec['skin'], Hex> = {
  1: '#f4d5c1',
  2: '#e9bf9f',
  3: '#d8a079',
  4: '#b87c54',
  5: '#8b5739',
  6: '#5d3a2b',
};

/** Brows are a little darker than the hair, but never as black as a hole. */
function browColor(spec: FigureSpec): Hex {
  if (spec.age === 'senior') return '#8d857e';
  const hair = spec.hair.style === 'covered' || spec.hair.style === 'bald' ? '#2e211b' : spec.hair.color;
  return blend(hair, '#2a1c18', 0.4);
}

export function drawFace(sketch: Sketch, spec: FigureSpec, frame: HeadFrame, gaze: Gaze, hairShadow: string): void {
  const { light } = sketch.ctx;
  const skin = skinColors[spec.skin];
  const tones = tonesOf(light, skin, 1);
  const h = frame.head;
  const outline = smooth(headOutline(spec, frame.turn).map(frame.point), true);
  const blush = under(blend(skin, '#d2453f', 0.55), blend(light.key, light.shadow, 0.3));
  const feature = (x: number, y: number, z: number): Point =>
    frame.point(
      frame.turn > 1.5 ? { x: x + z, y: y + frame.pitch * 0.02 } : onFace(x, y + frame.pitch * 0.07, z, frame.turn),
    );
  const profile = frame.turn > 1.5;

  sketch.form(outline, tones, {
    rim: 0.017 * h,
    core: 0.1 * h,
    turn: 0.56,
    marks: () => {
      // Forehead and cheek catch the key; the blush is what makes skin look alive.
      const lit = light.x === 0 ? 0 : -Math.sign(light.x);
      const sides = profile ? [0] : [-1, 1];
      for (const side of sides) {
        const cheek = profile
          ? feature(0.17, 0.17, 0)
          : feature(side * 0.2, 0.165, 0.18);
        const far = profile ? 1 : foreshortened(side, frame.turn);
        sketch.glow(cheek.x, cheek.y, 0.13 * h * far, 0.085 * h, blush, spec.presentation === 'masculine' ? 0.2 : 0.36);
        const toLight = side * frame.direction === lit || profile;
        if (toLight) sketch.glow(cheek.x, cheek.y - 0.05 * h, 0.1 * h * far, 0.05 * h, tones.rim, 0.28);
      }
      const brow = profile ? feature(0.24, -0.22, 0) : feature(0, -0.2, 0.24);
      sketch.glow(brow.x + lit * 0.08 * h, brow.y, 0.17 * h, 0.12 * h, tones.rim, 0.22);
      // Under the lower lip and the jaw the head turns away from above.
      const chin = profile ? feature(0.2, 0.53, 0) : feature(0, 0.545, 0.18);
      sketch.glow(chin.x, chin.y, 0.3 * h, 0.1 * h, tones.shade, 0.5);
      if (hairShadow !== '') {
        sketch.moved(hairShadow, light.x * 0.016 * h, 0.03 * h, tones.half, 0.5);
        sketch.moved(hairShadow, light.x * 0.008 * h, 0.015 * h, tones.shade, 0.4);
      }
      if (!profile) for (const side of [-1, 1]) eyeSocket(sketch, feature, frame, side, tones);
      nosePlanes(sketch, feature, frame, tones);
    },
  });

  const manner = manners[spec.expression];
  if (spec.beard) drawBeard(sketch, spec, frame, feature);
  mouth(sketch, spec, frame, feature, manner, tones);
  if (profile) {
    profileEye(sketch, spec, frame, feature, gaze, manner, tones);
  } else {
    for (const side of [-1, 1]) eye(sketch, spec, frame, feature, gaze, manner, side, tones);
  }
  ageLines(sketch, spec, frame, feature, tones);
}

type Feature = (x: number, y: number, z: number) => Point;

function eyeSocket(sketch: Sketch, feature: Feature, frame: HeadFrame, side: number, tones: Tones): void {
  const p = feature(side * 0.148, -0.03, 0.22);
  const h = frame.head;
  sketch.glow(p.x, p.y, 0.12 * h * foreshortened(side, frame.turn), 0.06 * h, tones.shade, 0.38);
}

function nosePlanes(sketch: Sketch, feature: Feature, frame: HeadFrame, tones: Tones): void {
  const h = frame.head;
  const { light } = sketch.ctx;
  if (frame.turn > 1.5) {
    const wing = feature(0.365, 0.168, 0);
    sketch.glow(wing.x, wing.y + 0.012 * h, 0.05 * h, 0.04 * h, tones.shade, 0.5);
    sketch.stroke(
      smooth([feature(0.345, 0.145, 0), feature(0.335, 0.175, 0), feature(0.355, 0.198, 0)], false),
      tones.deep,
      0.008 * h,
      { opacity: 0.55 },
    );
    return;
  }
  // The side plane lies away from the light; a turned head always shows the far contour of the nose.
  const canonicalLight = light.x * frame.direction;
  const side = frame.turn > 0.5 ? 1 : canonicalLight >= 0 ? 1 : -1;
  const bridge = feature(0.02 * side, -0.06, 0.25);
  const mid = feature(0.028 * side, 0.07, 0.31);
  const tip = feature(0.01 * side, 0.165, 0.385);
  const wing = feature(0.066 * side, 0.178, 0.31);
  const cheek = feature(0.07 * side, 0.06, 0.23);
  const shadowSide = side === Math.sign(canonicalLight || 1);
  sketch.fill(
    smooth([bridge, mid, tip, wing, cheek], true, 0.6),
    shadowSide ? tones.shade : tones.half,
    shadowSide ? 0.34 : 0.2,
  );
  // Underside with the hint of two nostrils.
  const under0 = feature(-0.062, 0.182, 0.3);
  const under1 = feature(0, 0.214, 0.33);
  const under2 = feature(0.062, 0.182, 0.3);
  const above = feature(0, 0.186, 0.38);
  sketch.fill(smooth([under0, under1, under2, above], true, 0.7), tones.shade, 0.62);
  for (const nostril of [-1, 1]) {
    const p = feature(nostril * 0.03, 0.196, 0.33);
    sketch.fill(ellipse(p.x, p.y, 0.014 * h * foreshortened(nostril, frame.turn), 0.0065 * h), tones.deep, 0.6);
  }
  const shine = feature(-0.012 * side, 0.145, 0.39);
  sketch.glow(shine.x, shine.y, 0.032 * h, 0.04 * h, tones.spark, 0.34);
  const ridge = feature(-0.006 * side, 0.04, 0.3);
  sketch.glow(ridge.x, ridge.y, 0.018 * h, 0.11 * h, tones.rim, 0.3);
}

/** Upper lid, iris and lashes of one eye seen from the front or three-quarter. */
function eye(
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
      for (const [along, down] of [[0.35, 0.023], [0.72, 0.013], [1.0, -0.002]] as const) {
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

function brow(
  sketch: Sketch,
  spec: FigureSpec,
  h: number,
  at: (along: number, down: number) => Point,
  manner: Manner,
): void {
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

function profileEye(
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

function mouth(
  sketch: Sketch,
  spec: FigureSpec,
  frame: HeadFrame,
  feature: Feature,
  manner: Manner,
  tones: Tones,
): void {
  const h = frame.head;
  const amount = spec.presentation === 'feminine' ? 0.62 : spec.presentation === 'masculine' ? 0.3 : 0.42;
  const lip = tonesOf(sketch.ctx.light, blend(skinColors[spec.skin], spec.skin >= 5 ? '#6e2a2c' : '#a83a3c', amount), 1);
  const full = spec.presentation === 'feminine' ? 1.15 : spec.presentation === 'masculine' ? 0.82 : 1;
  const y = 0.305;
  if (frame.turn > 1.5) {
    const corner = feature(0.285, 0.3 + manner.corner * 0.9, 0);
    const seam = feature(0.368, 0.297, 0);
    const upper = [corner, feature(0.335, 0.27, 0), feature(0.383, 0.266, 0), feature(0.378, 0.289, 0), seam];
    const lower = [corner, seam, feature(0.376, 0.312, 0), feature(0.371, 0.337, 0), feature(0.33, 0.33, 0)];
    sketch.fill(smooth(upper, true, 0.6), lip.half, 0.85);
    sketch.fill(smooth(lower, true, 0.6), lip.light, 0.8);
    sketch.stroke(smooth([corner, feature(0.33, 0.294, 0), seam], false), tones.deep, 0.009 * h, { opacity: 0.75 });
    return;
  }
  const width = 0.088 * manner.mouthWidth * (spec.age === 'child' ? 0.85 : 1);
  const at = (along: number, down: number): Point => {
    // The corners lie further back than the middle, as the mouth wraps the teeth.
    return feature(along * width, y + down, 0.285 - 0.05 * Math.abs(along));
  };
  const c = manner.corner;
  const gap = manner.gap;
  const left = at(-1, c);
  const right = at(1, c);
  const seamTop = [left, at(-0.5, c * 0.35 - gap * 0.4), at(0, 0.006 - gap * 0.5 - c * 0.25), at(0.5, c * 0.35 - gap * 0.4), right];
  const seamLow = [left, at(-0.5, c * 0.35 + gap * 0.8), at(0, 0.006 + gap - c * 0.25), at(0.5, c * 0.35 + gap * 0.8), right];
  const upper = [
    left,
    at(-0.46, c * 0.2 - 0.02 * full - gap * 0.5),
    at(-0.16, -0.031 * full - gap * 0.6),
    at(0, -0.023 * full - gap * 0.6),
    at(0.16, -0.031 * full - gap * 0.6),
    at(0.46, c * 0.2 - 0.02 * full - gap * 0.5),
    right,
  ];
  const lower = [right, at(0.5, c * 0.4 + 0.026 * full + gap), at(0, 0.043 * full + gap), at(-0.5, c * 0.4 + 0.026 * full + gap), left];
  if (gap > 0) sketch.fill(smooth([...seamTop, ...seamLow.toReversed().slice(1, 4)], true, 0.8), blend(tones.deep, '#1a0d0c', 0.5));
  sketch.fill(smooth([...upper, ...seamTop.toReversed().slice(1, 4)], true, 0.75), blend(lip.half, lip.shade, 0.25), 0.92);
  sketch.fill(smooth([...lower.toReversed().slice(0, 4), right, ...seamLow.toReversed().slice(1, 4)], true, 0.75), lip.light, 0.86);
  const gloss = at(0, 0.027 * full + gap);
  sketch.glow(gloss.x - Math.sign(sketch.ctx.light.x) * 0.02 * h, gloss.y, 0.04 * h, 0.011 * h, tones.spark, spec.presentation === 'feminine' ? 0.5 : 0.25);
  if (gap === 0) sketch.fill(taper(seamTop, 0.0085 * h), blend(lip.deep, '#2a1010', 0.35), 0.85);
  const below = at(0, 0.066 * full + gap);
  sketch.glow(below.x, below.y, 0.055 * h, 0.016 * h, tones.shade, 0.5);
}

function drawBeard(sketch: Sketch, spec: FigureSpec, frame: HeadFrame, feature: Feature): void {
  const h = frame.head;
  const color = spec.age === 'senior' ? blend(spec.hair.color, '#d8d4ce', 0.75) : spec.hair.color;
  const tones = tonesOf(sketch.ctx.light, color);
  const outer = headOutline(spec, frame.turn);
  if (frame.turn > 1.5) {
    const shape = [
      [0.0, 0.06],
      [0.045, 0.08],
      [0.09, 0.2],
      [0.19, 0.27],
      [0.27, 0.25],
      [0.34, 0.228],
      [0.372, 0.216],
      [0.392, 0.255],
      [0.33, 0.285],
      [0.3, 0.31],
      [0.345, 0.345],
      [0.378, 0.4],
      [0.375, 0.47],
      [0.31, 0.535],
      [0.17, 0.515],
      [0.0, 0.43],
      [-0.06, 0.33],
      [-0.04, 0.18],
    ].map(([x, y]) => feature(x ?? 0, y ?? 0, 0));
    sketch.form(smooth(shape, true, 0.8), tones, { core: 0.05 * h });
    return;
  }
  // From ear to ear along the jaw, a little outside the skin, then back over the lip.
  const jaw = outer.slice(6, 17).map((p) => {
    const low = clamp((p.y - 0.1) / 0.3, 0, 1);
    const axis = 0.125 * frame.turn;
    return frame.point({ x: axis + (p.x - axis) * (1 + 0.035 * low), y: p.y + 0.035 * low });
  });
  const near = [feature(-0.3, 0.17, 0.03), feature(-0.235, 0.26, 0.14), feature(-0.145, 0.262, 0.24)];
  const lipLine = [feature(-0.07, 0.24, 0.3), feature(0, 0.232, 0.33), feature(0.07, 0.24, 0.3)];
  const far = [feature(0.145, 0.262, 0.24), feature(0.235, 0.26, 0.14), feature(0.3, 0.17, 0.03)];
  const shape = smooth([...jaw, ...near, ...lipLine, ...far], true, 0.75);
  sketch.form(shape, tones, { core: 0.06 * h });
  const hole = [feature(-0.088, 0.302, 0.26), feature(0, 0.276, 0.3), feature(0.088, 0.302, 0.26), feature(0.05, 0.345, 0.28), feature(-0.05, 0.345, 0.28)];
  const skin = tonesOf(sketch.ctx.light, skinColors[spec.skin], 1);
  sketch.fill(smooth(hole, true, 0.9), blend(skin.shade, tones.shade, 0.35), 0.8);
}

function ageLines(sketch: Sketch, spec: FigureSpec, frame: HeadFrame, feature: Feature, tones: Tones): void {
  const amount = spec.age === 'senior' ? 0.5 : spec.age === 'middle' ? 0.26 : 0;
  if (amount === 0 || frame.turn > 1.5) return;
  const h = frame.head;
  for (const side of [-1, 1]) {
    if (!spec.beard) {
      const fold = [feature(side * 0.085, 0.19, 0.27), feature(side * 0.125, 0.24, 0.24), feature(side * 0.135, 0.3, 0.22)];
      sketch.stroke(smooth(fold, false), tones.shade, 0.009 * h, { opacity: amount });
    }
    const bag = [feature(side * 0.1, 0.062, 0.23), feature(side * 0.15, 0.076, 0.22), feature(side * 0.205, 0.058, 0.18)];
    sketch.stroke(smooth(bag, false), tones.shade, 0.008 * h, { opacity: amount * 0.8 });
    if (spec.age === 'senior' && foreshortened(side, frame.turn) > 0.7) {
      for (const down of [-0.015, 0.012, 0.038]) {
        const from = feature(side * 0.238, 0.005 + down * 0.6, 0.15);
        const to = feature(side * 0.272, 0.005 + down * 1.5, 0.1);
        sketch.stroke(`M${from.x} ${from.y}L${to.x} ${to.y}`, tones.shade, 0.007 * h, { opacity: 0.4 });
      }
    }
  }
}

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
      sketch.fill(`M${x} ${c.y - ry}L${x + rx * 0.35} ${c.y - ry}L${x - rx * 0.25} ${c.y + ry}L${x - rx * 0.6} ${c.y + ry}Z`, tones.spark, 0.13);
    });
    sketch.stroke(d, tones.half, width);
    sketch.stroke(smooth([{ x: c.x - rx * 0.8, y: c.y - ry * 0.62 }, { x: c.x, y: c.y - ry }, { x: c.x + rx * 0.8, y: c.y - ry * 0.62 }], false), tones.rim, width * 0.3, { opacity: 0.7 });
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

/** A stroke that is thick in the middle and fine at its ends. */
function taper(points: readonly Point[], thickness: number): string {
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
