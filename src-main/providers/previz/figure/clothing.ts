/** Clothes as big simple shapes: a top with its neckline, sleeves, trousers, shoes, and a few folds that follow the pose. */
import type { FigureSpec, Hex } from '#domain/picture.ts';
import { limb, mix, mixPoint, n, smooth } from './outline.ts';
import type { LimbPoint, Point } from './outline.ts';
import type { Sketch } from './sketch.ts';
import { blend, luma, tonesOf } from './tones.ts';
import type { Tones } from './tones.ts';

export type Neckline = 'crew' | 'scoop' | 'collar' | 'cardigan';

export function necklineOf(spec: FigureSpec): Neckline {
  if (spec.age === 'senior') return 'cardigan';
  if (spec.age === 'middle' || (spec.age === 'adult' && spec.presentation === 'masculine' && spec.pose !== 'running')) return 'collar';
  return spec.presentation === 'feminine' && spec.age !== 'child' ? 'scoop' : 'crew';
}

/** Sportspeople and children show their forearms. */
export function shortSleeves(spec: FigureSpec): boolean {
  return spec.pose === 'running' || (spec.age === 'child' && spec.hair.style !== 'covered');
}

/** One ring of the trunk as it is seen: its middle, half width, and which way is across. */
export interface TrunkRing extends Point {
  half: number;
  across: Point;
}

const edge = (ring: TrunkRing, side: number, share = 1): Point => ({
  x: ring.x + ring.across.x * ring.half * side * share,
  y: ring.y + ring.across.y * ring.half * side * share,
});

export interface TopShape {
  /** From hem to shoulders. */
  rings: readonly TrunkRing[];
  /** Where the top starts on the neck, left and right, and how far it dips in front. */
  neckLeft: Point;
  neckRight: Point;
  dip: Point;
}

export function drawTop(sketch: Sketch, spec: FigureSpec, top: TopShape, stature: number): void {
  const tones = tonesOf(sketch.ctx.light, spec.top);
  const neckline = necklineOf(spec);
  const left = top.rings.map((ring) => edge(ring, -1));
  const right = top.rings.map((ring) => edge(ring, 1));
  const line = necklinePoints(top);
  const outline = smooth([...left, ...line, ...right.toReversed()], true, 0.85);
  // The neckline's inner edge lies against skin and catches no light: the same outline, closed above it.
  const spans = outline.slice(0, -1).split('C');
  const first = left.length + 1;
  const lifted = Math.min(top.neckLeft.y, top.neckRight.y) - stature * 0.06;
  const over = `L${n(top.neckLeft.x)} ${n(lifted)}L${n(top.neckRight.x)} ${n(lifted)}L${n(top.neckRight.x)} ${n(top.neckRight.y)}`;
  const silhouette = `${spans.slice(0, first).join('C')}${over}C${spans.slice(first + line.length - 1).join('C')}Z`;
  const chest = top.rings.at(-3);
  const waist = top.rings[2];
  const hem = top.rings[0];
  sketch.form(outline, tones, {
    rim: stature * 0.0028,
    core: stature * 0.02,
    turn: 0.52,
    silhouette,
    marks: () => {
      if (!chest || !waist || !hem) return;
      // Soft shade under the chest and folds that run into the waist.
      const width = chest.half;
      sketch.glow(chest.x, (chest.y + waist.y) / 2, width * 0.9, stature * 0.05, tones.shade, 0.22);
      for (const side of [-1, 1]) {
        const from = edge(chest, side, 0.96);
        const to = edge(waist, side, 0.25);
        const mid = mixPoint(from, to, 0.5);
        sketch.fill(
          smooth(
            [
              from,
              { x: mid.x + side * stature * 0.006, y: mid.y - stature * 0.004 },
              to,
              { x: mid.x - side * stature * 0.006, y: mid.y + stature * 0.012 },
            ],
            true,
            0.8,
          ),
          tones.deep,
          0.2,
        );
        const pull = edge(waist, side, 0.9);
        const end = edge(hem, side, 0.35);
        const half = mixPoint(pull, end, 0.5);
        sketch.fill(
          smooth([pull, { x: half.x, y: half.y - stature * 0.012 }, end, { x: half.x, y: half.y + stature * 0.002 }], true, 0.8),
          tones.deep,
          0.17,
        );
      }
      // The head's shadow falls on the chest.
      sketch.glow(
        top.dip.x + sketch.ctx.light.x * stature * 0.02,
        top.dip.y - stature * 0.012,
        stature * 0.07,
        stature * 0.04,
        tones.deep,
        0.4,
      );
    },
  });
  trim(sketch, spec, top, neckline, tones, stature, left, right);
}

/** The front of the neckline from left to right. */
function necklinePoints(top: TopShape): Point[] {
  const part = (neck: Point): Point => ({ x: mix(neck.x, top.dip.x, 0.4), y: mix(neck.y, top.dip.y, 0.78) });
  return [top.neckLeft, part(top.neckLeft), top.dip, part(top.neckRight), top.neckRight];
}

function trim(
  sketch: Sketch,
  spec: FigureSpec,
  top: TopShape,
  neckline: Neckline,
  tones: Tones,
  s: number,
  left: readonly Point[],
  right: readonly Point[],
): void {
  const line = necklinePoints(top);
  const hem = top.rings[0];
  const hemCentre = hem ? { x: hem.x, y: hem.y } : top.dip;
  switch (neckline) {
    case 'crew':
      sketch.stroke(smooth(line, false), blend(tones.half, tones.light, 0.3), s * 0.0095);
      sketch.stroke(
        smooth(
          line.map((p) => ({ x: p.x, y: p.y + s * 0.0055 })),
          false,
        ),
        tones.deep,
        s * 0.002,
        { opacity: 0.4 },
      );
      return;
    case 'scoop':
      sketch.stroke(smooth(line, false), tones.rim, s * 0.0026, { opacity: 0.65 });
      sketch.stroke(
        smooth(
          line.map((p) => ({ x: p.x, y: p.y + s * 0.004 })),
          false,
        ),
        tones.deep,
        s * 0.002,
        { opacity: 0.3 },
      );
      return;
    case 'collar': {
      // Two leaves of a collar, a placket and buttons.
      const button: Hex = luma(spec.top) > 0.5 ? tones.shade : tones.rim;
      const foot = { x: mix(top.dip.x, hemCentre.x, 0.96), y: hemCentre.y - s * 0.004 };
      sketch.stroke(`M${top.dip.x} ${top.dip.y}L${foot.x} ${foot.y}`, tones.deep, s * 0.0018, { opacity: 0.45 });
      for (const share of [0.16, 0.36, 0.56, 0.76]) {
        const p = mixPoint(top.dip, foot, share);
        sketch.glow(p.x + s * 0.004, p.y, s * 0.0032, s * 0.0032, button, 0.95, 0.8);
      }
      for (const [side, neck] of [
        [-1, top.neckLeft],
        [1, top.neckRight],
      ] as const) {
        const point = { x: mix(neck.x, top.dip.x, 0.35) + side * s * 0.006, y: top.dip.y + s * 0.012 };
        const leaf = [
          { x: neck.x - side * s * 0.002, y: neck.y - s * 0.008 },
          { x: neck.x + side * s * 0.008, y: neck.y + s * 0.012 },
          point,
          { x: top.dip.x, y: top.dip.y + s * 0.002 },
        ];
        sketch.form(smooth(leaf, true, 0.35), tones, { rim: s * 0.0022, core: s * 0.004 });
      }
      return;
    }
    case 'cardigan': {
      const inner = tonesOf(sketch.ctx.light, luma(spec.top) > 0.6 ? blend(spec.top, '#6b6f78', 0.6) : '#e9e2d6');
      const low = { x: mix(top.dip.x, hemCentre.x, 0.55), y: mix(top.dip.y, hemCentre.y, 0.42) };
      const a = top.rings.length - 1;
      const [l, r] = [left[a] ?? top.neckLeft, right[a] ?? top.neckRight];
      const v = [
        mixPoint(top.neckLeft, l, 0.08),
        mixPoint(top.neckLeft, low, 0.5),
        low,
        mixPoint(top.neckRight, low, 0.5),
        mixPoint(top.neckRight, r, 0.08),
        top.dip,
      ];
      sketch.form(smooth(v, true, 0.4), inner, { core: s * 0.004 });
      sketch.stroke(smooth(v.slice(0, 5), false, 0.5), tones.half, s * 0.008);
      sketch.stroke(
        smooth([low, { x: low.x, y: mix(low.y, hemCentre.y, 0.5) }, { x: hemCentre.x, y: hemCentre.y - s * 0.004 }], false),
        tones.deep,
        s * 0.002,
        { opacity: 0.5 },
      );
      return;
    }
  }
}

/** Direction across a limb, for its gradient. */
function acrossOf(a: Point, b: Point): Point {
  return { x: -(b.y - a.y), y: b.x - a.x };
}

/** A limb in two bones; drawn as one shape when nearly straight, as two when it is folded. */
export function drawLimb(
  sketch: Sketch,
  tones: Tones,
  root: Point,
  joint: Point,
  end: Point,
  radii: readonly [root: number, upper: number, joint: number, lower: number, end: number],
  stature: number,
  part: 'all' | 'upper' | 'lower' = 'all',
  joined?: { x: number; y: number; r: number },
  rimWidth = 0.0026,
): void {
  const [r0, r1, r2, r3, r4] = radii;
  const rim = stature * rimWidth;
  const core = Math.min(r2 * 0.8, stature * 0.014);
  const upper: LimbPoint[] = [
    { ...root, r: r0 },
    { ...mixPoint(root, joint, 0.45), r: r1 },
    { ...joint, r: r2 },
  ];
  const lower: LimbPoint[] = [
    { ...joint, r: r2 },
    { ...mixPoint(joint, end, 0.4), r: r3 },
    { ...end, r: r4 },
  ];
  const fold = foldAngle(root, joint, end);
  const crease = (sketchInside: Sketch): void => {
    if (fold > 25) {
      // Cloth bunches on the inner side of the bend.
      const inner = mixPoint(mixPoint(root, end, 0.5), joint, 0.7);
      sketchInside.glow(inner.x, inner.y, r2 * 1.1, r2 * 0.8, tones.deep, 0.45);
    }
  };
  const join = joined === undefined ? {} : { joined };
  const long = Math.hypot(end.x - joint.x, end.y - joint.y);
  if (part === 'all' && fold < 62) {
    sketch.form(limb([...upper, ...lower.slice(1)], 4), tones, { rim, core, axis: acrossOf(root, end), marks: crease, ...join });
    return;
  }
  if (part !== 'lower') sketch.form(limb(upper, 4), tones, { rim, core, axis: acrossOf(root, joint), marks: crease, ...join });
  if (part !== 'upper') {
    const axis = long < r2 ? acrossOf(root, joint) : acrossOf(joint, end);
    sketch.form(limb(lower, 4), tones, { rim, core, axis });
  }
}

/** 0 straight … 180 folded back, degrees. */
export function foldAngle(root: Point, joint: Point, end: Point): number {
  const a = Math.atan2(joint.y - root.y, joint.x - root.x);
  const b = Math.atan2(end.y - joint.y, end.x - joint.x);
  const d = Math.abs(((b - a + 3 * Math.PI) % (2 * Math.PI)) - Math.PI);
  return (d * 180) / Math.PI;
}

/** Shoe with a sole that catches the light. */
export function drawShoe(sketch: Sketch, spec: FigureSpec, ankle: Point, toe: Point, heel: Point, stature: number): void {
  const sporty = spec.pose === 'running' || spec.age === 'child' || spec.age === 'young';
  const color = sporty ? blend('#eceae6', spec.top, 0.12) : blend('#3a2c26', spec.bottom, 0.3);
  const tones = tonesOf(sketch.ctx.light, color);
  const sole = tonesOf(sketch.ctx.light, sporty ? '#f4f2ee' : '#241c19');
  const r = stature * 0.019;
  const shape = limb(
    [
      { ...heel, r: r * 1.02 },
      { ...mixPoint(heel, toe, 0.45), r: r * 1.12 },
      { ...toe, r: r * 0.88 },
    ],
    4,
  );
  const collar = limb(
    [
      { ...ankle, r: stature * 0.02 },
      { ...mixPoint(heel, toe, 0.2), r: r * 1.05 },
    ],
    4,
  );
  sketch.form(collar, tones, { core: stature * 0.006 });
  sketch.form(shape, tones, {
    rim: stature * 0.0028,
    core: stature * 0.008,
    marks: () => {
      sketch.outside(shape, 0, -stature * 0.008, sole.light, 1);
      sketch.outside(shape, 0, -stature * 0.0045, sole.shade, 0.8);
    },
  });
}
