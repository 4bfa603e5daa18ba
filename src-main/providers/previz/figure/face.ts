/** The face: planes, eyes, brows, nose, mouth, beard, glasses. Simple, symmetrical, and lit like everything else. */
import type { FigureSpec } from '#domain/picture.ts';
import { eye, eyeSocket, profileEye, taper } from './eyes.ts';
import { skinColors } from './features.ts';
import type { Feature, Gaze, HeadFrame, Manner } from './features.ts';
import { foreshortened, headOutline, onFace } from './head-shape.ts';
import { clamp, ellipse, smooth } from './outline.ts';
import type { Point } from './outline.ts';
import type { Sketch } from './sketch.ts';
import { blend, tonesOf, under } from './tones.ts';
import type { Tones } from './tones.ts';

const manners: Record<FigureSpec['expression'], Manner> = {
  calm: { brow: 0, innerBrow: 0, open: 0.85, corner: -0.004, mouthWidth: 1, gap: 0 },
  smile: { brow: -0.008, innerBrow: 0, open: 0.72, corner: -0.026, mouthWidth: 1.2, gap: 0 },
  tired: { brow: 0.01, innerBrow: -0.012, open: 0.45, corner: 0.01, mouthWidth: 0.92, gap: 0 },
  worried: { brow: -0.01, innerBrow: -0.03, open: 0.9, corner: 0.012, mouthWidth: 0.88, gap: 0 },
  surprised: { brow: -0.04, innerBrow: -0.006, open: 1.2, corner: 0, mouthWidth: 0.7, gap: 0.045 },
  determined: { brow: 0.01, innerBrow: 0.013, open: 0.72, corner: 0.002, mouthWidth: 0.98, gap: 0 },
};

export function drawFace(sketch: Sketch, spec: FigureSpec, frame: HeadFrame, gaze: Gaze, hairShadow: string): void {
  const { light } = sketch.ctx;
  const skin = skinColors[spec.skin];
  const tones = tonesOf(light, skin, 1);
  const h = frame.head;
  const outline = smooth(headOutline(spec, frame.turn).map(frame.point), true);
  const blush = under(blend(skin, '#d2453f', 0.55), blend(light.key, light.shadow, 0.3));
  const feature = (x: number, y: number, z: number): Point =>
    frame.point(frame.turn > 1.5 ? { x: x + z, y: y + frame.pitch * 0.02 } : onFace(x, y + frame.pitch * 0.07, z, frame.turn));
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
        const cheek = profile ? feature(0.17, 0.17, 0) : feature(side * 0.2, 0.165, 0.18);
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

function nosePlanes(sketch: Sketch, feature: Feature, frame: HeadFrame, tones: Tones): void {
  const h = frame.head;
  const { light } = sketch.ctx;
  if (frame.turn > 1.5) {
    const wing = feature(0.365, 0.168, 0);
    sketch.glow(wing.x, wing.y + 0.012 * h, 0.05 * h, 0.04 * h, tones.shade, 0.5);
    sketch.stroke(smooth([feature(0.345, 0.145, 0), feature(0.335, 0.175, 0), feature(0.355, 0.198, 0)], false), tones.deep, 0.008 * h, {
      opacity: 0.55,
    });
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
  sketch.fill(smooth([bridge, mid, tip, wing, cheek], true, 0.6), shadowSide ? tones.shade : tones.half, shadowSide ? 0.34 : 0.2);
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

function mouth(sketch: Sketch, spec: FigureSpec, frame: HeadFrame, feature: Feature, manner: Manner, tones: Tones): void {
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
  sketch.glow(
    gloss.x - Math.sign(sketch.ctx.light.x) * 0.02 * h,
    gloss.y,
    0.04 * h,
    0.011 * h,
    tones.spark,
    spec.presentation === 'feminine' ? 0.5 : 0.25,
  );
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
  const hole = [
    feature(-0.088, 0.302, 0.26),
    feature(0, 0.276, 0.3),
    feature(0.088, 0.302, 0.26),
    feature(0.05, 0.345, 0.28),
    feature(-0.05, 0.345, 0.28),
  ];
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
