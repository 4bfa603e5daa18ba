/** How products are modelled: turned bodies, materials that reflect as they should, and the shadow they stand in. */
import type { Hex, PropSpec } from '#domain/picture.ts';
import type { DrawContext } from '../drawing.ts';
import { ellipse, n, smooth } from '../figure/outline.ts';
import type { Point } from '../figure/outline.ts';
import { Sketch } from '../figure/sketch.ts';
import type { Stop } from '../figure/sketch.ts';
import { blend, tonesOf, under } from '../figure/tones.ts';
import type { Tones } from '../figure/tones.ts';

export type PropView = 'eye' | 'above' | 'hero';

/** All a prop needs to draw itself. */
export interface Bench {
  sketch: Sketch;
  ctx: DrawContext;
  spec: PropSpec;
  /** Body colour and accent colour under this light. */
  tones: Tones;
  accent: Tones;
  view: PropView;
  /** How far circles on the table open: minor to major axis. */
  open: number;
  /** How much heights are foreshortened. */
  rise: number;
  /** −1 when the light comes from picture left, +1 from the right. */
  lit: 1 | -1;
  /** Stands on something and throws a shadow on it. */
  grounded: boolean;
}

export function benchFor(ctx: DrawContext, spec: PropSpec, view: PropView, grounded = true): Bench {
  return {
    grounded,
    sketch: new Sketch(ctx),
    ctx,
    spec,
    tones: tonesOf(ctx.light, spec.color),
    accent: tonesOf(ctx.light, spec.accent),
    view,
    open: { eye: 0.15, hero: 0.2, above: 0.5 }[view],
    rise: { eye: 1, hero: 1, above: 0.86 }[view],
    lit: ctx.light.x > 0 ? -1 : 1,
  };
}

export type Material = PropSpec['material'];

interface Band {
  at: number;
  tone: keyof Tones;
}

/** Values across a round body, from the edge nearest the light to the far edge. */
const bands: Record<Material, readonly Band[]> = {
  matte: [
    { at: 0, tone: 'half' },
    { at: 0.1, tone: 'light' },
    { at: 0.38, tone: 'light' },
    { at: 0.62, tone: 'half' },
    { at: 0.88, tone: 'shade' },
    { at: 1, tone: 'shade' },
  ],
  paper: [
    { at: 0, tone: 'light' },
    { at: 0.42, tone: 'light' },
    { at: 0.66, tone: 'half' },
    { at: 0.9, tone: 'shade' },
    { at: 1, tone: 'half' },
  ],
  fabric: [
    { at: 0, tone: 'half' },
    { at: 0.2, tone: 'light' },
    { at: 0.5, tone: 'half' },
    { at: 0.82, tone: 'shade' },
    { at: 1, tone: 'deep' },
  ],
  leather: [
    { at: 0, tone: 'half' },
    { at: 0.14, tone: 'light' },
    { at: 0.34, tone: 'half' },
    { at: 0.75, tone: 'shade' },
    { at: 1, tone: 'deep' },
  ],
  gloss: [
    { at: 0, tone: 'shade' },
    { at: 0.06, tone: 'light' },
    { at: 0.34, tone: 'light' },
    { at: 0.58, tone: 'half' },
    { at: 0.84, tone: 'deep' },
    { at: 0.94, tone: 'shade' },
    { at: 1, tone: 'half' },
  ],
  metal: [
    { at: 0, tone: 'shade' },
    { at: 0.07, tone: 'light' },
    { at: 0.15, tone: 'spark' },
    { at: 0.2, tone: 'light' },
    { at: 0.33, tone: 'shade' },
    { at: 0.4, tone: 'deep' },
    { at: 0.47, tone: 'half' },
    { at: 0.6, tone: 'light' },
    { at: 0.72, tone: 'half' },
    { at: 0.84, tone: 'deep' },
    { at: 0.94, tone: 'shade' },
    { at: 1, tone: 'light' },
  ],
  glass: [
    { at: 0, tone: 'deep' },
    { at: 0.05, tone: 'light' },
    { at: 0.16, tone: 'half' },
    { at: 0.5, tone: 'light' },
    { at: 0.82, tone: 'half' },
    { at: 0.93, tone: 'deep' },
    { at: 1, tone: 'half' },
  ],
};

/** Paint across a round upright body from x0 to x1. */
export function roundPaint(bench: Bench, x0: number, x1: number, tones: Tones, material: Material): string {
  const from = { x: bench.lit < 0 ? x0 : x1, y: 0 };
  const to = { x: bench.lit < 0 ? x1 : x0, y: 0 };
  const stops: Stop[] = bands[material].map(({ at, tone }) => ({ at, color: tones[tone] }));
  return bench.sketch.linear(from, to, stops);
}

/** Paint down an upright face that catches the sky at its top. */
export function facePaint(bench: Bench, y0: number, y1: number, tones: Tones): string {
  return bench.sketch.linear({ x: 0, y: y0 }, { x: 0, y: y1 }, [
    { at: 0, color: blend(tones.light, tones.rim, 0.18) },
    { at: 0.3, color: tones.light },
    { at: 0.7, color: tones.half },
    { at: 1, color: tones.shade },
  ]);
}

/** Height and radius up the profile of a turned body, bottom first, mm. */
export type Turned = readonly (readonly [height: number, radius: number])[];

/** Outline of a turned body: its sides and the visible halves of its end circles. `crisp` keeps corners. */
export function turnedOutline(bench: Bench, profile: Turned, crisp = false): string {
  const { open, rise } = bench;
  const bottom = profile[0];
  const top = profile.at(-1);
  if (!bottom || !top) return '';
  const side = (sign: number): Point[] => profile.map(([h, r]) => ({ x: sign * r, y: -h * rise }));
  const half = (y: number, r: number, front: boolean, from: number): string => {
    // Half an ellipse from one side to the other as two curves.
    const k = 0.5523;
    const b = r * open * (front ? 1 : -1);
    const x = from * r;
    return `C${n(x)} ${n(y + b * k)} ${n(x * k)} ${n(y + b)} 0 ${n(y + b)}C${n(-x * k)} ${n(y + b)} ${n(-x)} ${n(y + b * k)} ${n(-x)} ${n(y)}`;
  };
  const curve = (points: readonly Point[]): string => {
    const d = smooth(points, false, crisp ? 0 : 1);
    return d.slice(d.indexOf('C'));
  };
  const left = side(-1).toReversed();
  return (
    `M${n(-top[1])} ${n(-top[0] * rise)}${curve(left)}` +
    half(-bottom[0] * rise, bottom[1], true, -1) +
    curve(side(1)) +
    `${half(-top[0] * rise, top[1], false, 1)}Z`
  );
}

export interface TurnedStyle {
  material?: Material;
  crisp?: boolean;
  /** Drawn on the body, cut at its edge. */
  marks?: () => void;
  rim?: number;
}

/** A turned body with its material, a core shadow and a rim light. */
export function turnedBody(bench: Bench, profile: Turned, tones: Tones, style: TurnedStyle = {}): string {
  const d = turnedOutline(bench, profile, style.crisp ?? false);
  const radius = Math.max(...profile.map(([, r]) => r));
  const material = style.material ?? bench.spec.material;
  const { sketch, ctx } = bench;
  sketch.cut(d, () => {
    sketch.fill(d, roundPaint(bench, -radius, radius, tones, material));
    const bottom = profile[0];
    if (bottom) {
      // Near its support a body darkens.
      sketch.glow(0, -bottom[0] * bench.rise + bottom[1] * bench.open, radius * 1.3, radius * 0.5, tones.deep, 0.5);
    }
    style.marks?.();
    const rim = style.rim ?? radius * 0.045;
    sketch.outside(d, ctx.light.x * rim, Math.max(0, ctx.light.y) * rim * 0.5, tones.rim, 0.85);
  });
  return d;
}

/** A circle lying level at a height. */
export function level(bench: Bench, height: number, radius: number, x = 0): string {
  return ellipse(x, -height * bench.rise, radius, radius * bench.open);
}

/** The visible front of a circle round the axis, from picture left to right, as points. */
export function frontArc(bench: Bench, height: number, radius: number): Point[] {
  return Array.from({ length: 9 }, (_, i) => {
    const a = Math.PI * (1 - i / 8);
    return { x: Math.cos(a) * radius, y: -height * bench.rise + Math.sin(a) * radius * bench.open };
  });
}

/** Outline of the front of a band between two heights: a label, a ring. */
export function bandOutline(bench: Bench, low: number, high: number, radius: number): string {
  const upper = smooth(frontArc(bench, high, radius), false);
  const lower = smooth(frontArc(bench, low, radius).toReversed(), false);
  return `${upper}L${lower.slice(1)}Z`;
}

/** A band round a turned body between two heights of equal radius. */
export function ring(bench: Bench, low: number, high: number, radius: number, tones: Tones, material: Material = 'metal'): void {
  bench.sketch.fill(bandOutline(bench, low, high, radius), roundPaint(bench, -radius, radius, tones, material));
}

/** A long soft reflection of the source down a glossy or glass body. */
export function streak(bench: Bench, x: number, y0: number, y1: number, width: number, opacity: number): void {
  const { sketch, tones } = bench;
  const top = Math.min(y0, y1);
  const d = smooth(
    [
      { x: x - width / 2, y: y0 },
      { x: x - width / 2, y: y1 },
      { x: x + width / 2, y: y1 },
      { x: x + width / 2, y: y0 },
    ],
    true,
    0.35,
  );
  sketch.fill(
    d,
    sketch.linear({ x, y: top }, { x, y: Math.max(y0, y1) }, [
      { at: 0, color: tones.spark, opacity: opacity * 0.4 },
      { at: 0.25, color: tones.spark, opacity },
      { at: 0.7, color: tones.spark, opacity: opacity * 0.7 },
      { at: 1, color: tones.spark, opacity: 0 },
    ]),
  );
}

/** Shadow a thing stands in: dark and tight at the contact, long and soft away from the light. */
export function standShadow(bench: Bench, half: number, depth: number, height: number, x = 0): void {
  const { sketch, ctx } = bench;
  if (!bench.grounded) return;
  const dark: Hex = under(blend(ctx.light.shadow, '#120d10', 0.72), '#ffffff');
  const throwX = Math.min(height * 0.5, half * 1.4) * ctx.light.x;
  const soft = 1 + 0.5 * ctx.light.softness;
  const y = depth * 0.35;
  sketch.glow(x + throwX * 0.55, y, half * 1.22 + Math.abs(throwX) * 0.5, depth * 1.15 * soft, dark, 0.5 - 0.14 * ctx.light.softness, 0.3);
  sketch.glow(x + throwX * 0.08, y * 0.85, half * 1.08, depth * 0.9, dark, 0.62, 0.55);
}

/** Face of a box or slab given by its corners. */
export function plane(bench: Bench, points: readonly Point[], paint: string, opacity = 1): void {
  bench.sketch.fill(`M${points.map((p) => `${n(p.x)} ${n(p.y)}`).join('L')}Z`, paint, opacity);
}
