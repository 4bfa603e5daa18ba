/** Outlines as SVG path data: smooth curves, tapered limbs, and the box around a path. Absolute commands only. */

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A short exact number for path data: hundredths of a millimetre are below any pixel. */
export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

export function mixPoint(a: Point, b: Point, t: number): Point {
  return { x: mix(a.x, b.x, t), y: mix(a.y, b.y, t) };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** 0 at `a`, 1 at `b`, eased at both ends. */
export function ease(a: number, b: number, value: number): number {
  const t = clamp((value - a) / (b - a), 0, 1);
  return t * t * (3 - 2 * t);
}

/** Pairs of numbers as points. */
export function pts(...numbers: number[]): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) points.push({ x: numbers[i] ?? 0, y: numbers[i + 1] ?? 0 });
  return points;
}

/** Smooth curve through the points (Catmull-Rom); `tension` 0 is straight, 1 round. */
export function smooth(points: readonly Point[], closed: boolean, tension = 1): string {
  const count = points.length;
  const first = points[0];
  if (!first || count < 2) return '';
  const at = (index: number): Point => points[closed ? (index + count) % count : clamp(index, 0, count - 1)] ?? first;
  const parts = [`M${n(first.x)} ${n(first.y)}`];
  const k = tension / 6;
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    parts.push(
      `C${n(p1.x + (p2.x - p0.x) * k)} ${n(p1.y + (p2.y - p0.y) * k)} ${n(p2.x - (p3.x - p1.x) * k)} ${n(p2.y - (p3.y - p1.y) * k)} ${n(p2.x)} ${n(p2.y)}`,
    );
  }
  return parts.join('') + (closed ? 'Z' : '');
}

/** Points of the smooth curve through `points`, `steps` per span. */
export function sampled(points: readonly Point[], steps: number): Point[] {
  const first = points[0];
  if (!first) return [];
  const at = (index: number): Point => points[clamp(index, 0, points.length - 1)] ?? first;
  const result: Point[] = [];
  for (let i = 0; i < points.length - 1; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let s = 0; s < steps; s++) {
      const t = s / steps;
      const axis = (a: number, b: number, c: number, d: number): number =>
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
      result.push({ x: axis(p0.x, p1.x, p2.x, p3.x), y: axis(p0.y, p1.y, p2.y, p3.y) });
    }
  }
  result.push(at(points.length - 1));
  return result;
}

const arcControl = 0.5523;

export function ellipse(cx: number, cy: number, rx: number, ry: number): string {
  const [kx, ky] = [rx * arcControl, ry * arcControl];
  return (
    `M${n(cx - rx)} ${n(cy)}C${n(cx - rx)} ${n(cy - ky)} ${n(cx - kx)} ${n(cy - ry)} ${n(cx)} ${n(cy - ry)}` +
    `C${n(cx + kx)} ${n(cy - ry)} ${n(cx + rx)} ${n(cy - ky)} ${n(cx + rx)} ${n(cy)}` +
    `C${n(cx + rx)} ${n(cy + ky)} ${n(cx + kx)} ${n(cy + ry)} ${n(cx)} ${n(cy + ry)}` +
    `C${n(cx - kx)} ${n(cy + ry)} ${n(cx - rx)} ${n(cy + ky)} ${n(cx - rx)} ${n(cy)}Z`
  );
}

/** Rectangle with rounded corners. */
export function roundRect(x: number, y: number, width: number, height: number, radius: number): string {
  const r = Math.max(0, Math.min(radius, width / 2, height / 2));
  const k = r * (1 - arcControl);
  const [x1, y1] = [x + width, y + height];
  return (
    `M${n(x + r)} ${n(y)}L${n(x1 - r)} ${n(y)}C${n(x1 - k)} ${n(y)} ${n(x1)} ${n(y + k)} ${n(x1)} ${n(y + r)}` +
    `L${n(x1)} ${n(y1 - r)}C${n(x1)} ${n(y1 - k)} ${n(x1 - k)} ${n(y1)} ${n(x1 - r)} ${n(y1)}` +
    `L${n(x + r)} ${n(y1)}C${n(x + k)} ${n(y1)} ${n(x)} ${n(y1 - k)} ${n(x)} ${n(y1 - r)}` +
    `L${n(x)} ${n(y + r)}C${n(x)} ${n(y + k)} ${n(x + k)} ${n(y)} ${n(x + r)} ${n(y)}Z`
  );
}

export interface LimbPoint extends Point {
  /** Half thickness here, mm. */
  r: number;
}

/** Outline of a limb that runs through the points with changing thickness; both ends are round. */
export function limb(points: readonly LimbPoint[], steps = 4): string {
  const centre = sampled(points, steps);
  const radii = sampled(
    points.map((p, index) => ({ x: index, y: p.r })),
    steps,
  ).map((p) => Math.max(0.1, p.y));
  const left: Point[] = [];
  const right: Point[] = [];
  let normal: Point = { x: 1, y: 0 };
  centre.forEach((p, i) => {
    const a = centre[i - 1] ?? p;
    const b = centre[i + 1] ?? p;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    if (length > 1e-6) normal = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length };
    const r = radii[i] ?? 0;
    left.push({ x: p.x + normal.x * r, y: p.y + normal.y * r });
    right.push({ x: p.x - normal.x * r, y: p.y - normal.y * r });
  });
  const cap = (at: Point, from: Point, sign: number): Point[] => {
    const [dx, dy] = [from.x - at.x, from.y - at.y];
    // Two points on the half circle beyond the end.
    return [60, 120].map((degrees) => {
      const a = (sign * degrees * Math.PI) / 180;
      return { x: at.x + dx * Math.cos(a) - dy * Math.sin(a), y: at.y + dx * Math.sin(a) + dy * Math.cos(a) };
    });
  };
  const end = centre.at(-1);
  const start = centre[0];
  const endLeft = left.at(-1);
  const startRight = right[0];
  if (!end || !start || !endLeft || !startRight) return '';
  return smooth([...left, ...cap(end, endLeft, -1), ...right.toReversed(), ...cap(start, startRight, -1)], true);
}

/** Box around a path of absolute M, L, C, Q, Z commands; control points are included, so it is never too small. */
export function boxOf(d: string): Box {
  const numbers = d.match(/-?\d*\.?\d+(?:e-?\d+)?/gu)?.map(Number) ?? [];
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const x = numbers[i] ?? 0;
    const y = numbers[i + 1] ?? 0;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  return { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

export function union(a: Box | null, b: Box): Box {
  if (!a) return b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

export function grown(box: Box, by: number): Box {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by };
}
