/** Hair with a curl: loose curls and the afro. */
import type { HeadFrame } from './features.ts';
import { aroundFace, lineOf, over } from './hair-shapes.ts';
import type { Hair, Keyed } from './hair-shapes.ts';
import { atTurn } from './head-shape.ts';
import { sampled } from './outline.ts';
import type { Point } from './outline.ts';

/** An outline with even bumps: curls. */
function bumpy(points: readonly Point[], bumps: number, depth: number): Point[] {
  const closed = sampled([...points, points[0] ?? { x: 0, y: 0 }], 12);
  const lengths = [0];
  for (let i = 1; i < closed.length; i++) {
    const [a, b] = [closed[i - 1], closed[i]];
    lengths.push((lengths[i - 1] ?? 0) + (a && b ? Math.hypot(b.x - a.x, b.y - a.y) : 0));
  }
  const total = lengths.at(-1) ?? 1;
  return closed.slice(0, -1).map((p, i) => {
    const a = closed[(i + closed.length - 2) % (closed.length - 1)] ?? p;
    const b = closed[(i + 1) % (closed.length - 1)] ?? p;
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const wave = Math.abs(Math.sin(((lengths[i] ?? 0) / total) * bumps * Math.PI));
    const out = depth * (wave - 0.45);
    return { x: p.x + ((b.y - a.y) / length) * out, y: p.y - ((b.x - a.x) / length) * out };
  });
}

/** Small round strokes that say curls, spread over the mass in rows. */
function curls(centre: Point, rx: number, ry: number, count: number, size: number): Point[][] {
  return Array.from({ length: count }, (_, i) => {
    // The sunflower spread is even without rows that read as a grid.
    const r = Math.sqrt((i + 0.5) / count);
    const a = i * 2.39996;
    const x = centre.x + Math.cos(a) * r * rx;
    const y = centre.y + Math.sin(a) * r * ry;
    const turn = i * 1.7;
    return [0, 1.1, 2.2, 3.3].map((t) => ({ x: x + Math.cos(turn + t) * size, y: y + Math.sin(turn + t) * size }));
  });
}

export function curlyHair(k: Keyed, frame: HeadFrame, drop: number): Hair {
  const long = drop > 0.3;
  const outer = k(
    [-0.36, drop, -0.4, drop, -0.42, drop * 0.9],
    [-0.47, drop * 0.55, -0.54, drop * 0.55, -0.6, drop * 0.5],
    [-0.47, -0.06, -0.55, -0.06, -0.62, -0.06],
    [-0.43, -0.32, -0.5, -0.32, -0.58, -0.3],
    [-0.25, -0.55, -0.32, -0.56, -0.42, -0.55],
    [0.02, -0.62, -0.03, -0.63, -0.14, -0.63],
    [0.27, -0.55, 0.22, -0.57, 0.14, -0.59],
    [0.43, -0.32, 0.385, -0.4, 0.34, -0.48],
    [0.47, -0.06, 0.44, -0.12, 0.41, -0.35],
    [0.47, drop * 0.55, 0.45, drop * 0.5, 0.39, -0.27],
    [0.36, drop, 0.36, drop * 0.92, 0.36, -0.23],
  );
  const inner = k(
    [0.27, drop * 0.9, 0.3, drop * 0.84, 0.345, -0.22],
    [0.3, 0.1, 0.35, 0.04, 0.34, -0.24],
    [0.285, -0.14, 0.335, -0.15, 0.34, -0.25],
    [0.17, -0.25, 0.27, -0.26, 0.325, -0.26],
    [0.0, -0.275, 0.14, -0.285, 0.29, -0.26],
    [-0.17, -0.25, -0.02, -0.26, 0.21, -0.22],
    [-0.285, -0.14, -0.17, -0.15, 0.11, -0.1],
    [-0.3, 0.1, -0.232, 0.1, 0.04, 0.12],
    [-0.27, drop * 0.9, -0.2, drop * 0.9, -0.06, drop * 0.9],
  );
  const ring = bumpy([...outer, ...inner], long ? 46 : 34, 0.05);
  const rim = ring.slice(0, (outer.length - 1) * 12);
  const top = atTurn([0, -0.42, 0, -0.43, -0.1, -0.4], frame.turn);
  const near = atTurn([-0.38, 0.1, -0.4, 0.1, -0.3, 0.1], frame.turn);
  const far = atTurn([0.385, 0.1, 0.4, 0.04, 0.35, -0.3], frame.turn);
  const side = long ? 0.44 : 0.14;
  const backMass = [
    ...over(frame, 0.12),
    ...k(
      [0.36, drop * 0.8, 0.34, drop * 0.8, 0.05, 0.2],
      [0, drop * 0.9, -0.08, drop * 0.95, -0.22, drop],
      [-0.36, drop * 0.8, -0.44, drop * 0.8, -0.52, drop * 0.8],
    ),
  ];
  return {
    back: long ? [{ points: bumpy(backMass, 22, 0.05), strands: [], dim: 0.75, shades: false }] : [],
    front: [
      {
        points: ring,
        strands: [
          ...curls(top, 0.34, 0.13, 22, 0.035),
          ...curls(near, 0.075, side, long ? 16 : 5, 0.034),
          ...(frame.turn < 1.5 ? curls(far, 0.05, side, long ? 10 : 3, 0.032) : curls({ x: -0.36, y: -0.1 }, 0.18, 0.3, 14, 0.035)),
        ],
        dim: 0,
        shades: true,
        silhouette: [
          ...rim,
          ...(frame.turn > 1.5
            ? aroundFace(frame, 'to-nape', rim[0])
            : [
                { x: 0.32, y: drop + 0.4 },
                { x: -0.32, y: drop + 0.4 },
              ]),
        ],
      },
    ],
    coversEars: true,
  };
}

export function afroHair(k: Keyed, frame: HeadFrame): Hair {
  const centre = atTurn([0, -0.24, -0.06, -0.24, -0.15, -0.2], frame.turn);
  const round = (r: number): Point[] =>
    Array.from({ length: 16 }, (_, i) => {
      const a = (i / 16) * 2 * Math.PI;
      return { x: centre.x + Math.cos(a) * r, y: centre.y + Math.sin(a) * r * 0.94 };
    });
  const outer = bumpy(round(0.565), 40, 0.028);
  const line = lineOf(frame);
  const profile = frame.turn > 1.5;
  // From one ear round the crown to the other; the hairline closes it.
  const from = profile ? 1.35 : Math.PI / 2;
  const angle = (p: Point): number => (Math.atan2(p.y - centre.y, p.x - centre.x) - from + 4 * Math.PI) % (2 * Math.PI);
  const kept = outer.filter((p) => (profile ? !(p.x > 0.1 && p.y > -0.3) && !(p.x > -0.14 && p.y > 0.1) : p.y < 0.16));
  const rim = kept.toSorted((a, b) => angle(a) - angle(b));
  const nape = profile ? k([0, 0.12, -0.26, 0.12, -0.1, 0.16], [0, 0.12, -0.3, 0.2, -0.28, 0.26]) : [];
  const strands = profile
    ? curls({ x: centre.x - 0.08, y: centre.y - 0.1 }, 0.42, 0.36, 46, 0.026)
    : [
        ...curls({ x: centre.x, y: centre.y - 0.3 }, 0.42, 0.17, 34, 0.026),
        ...curls({ x: centre.x - 0.43, y: centre.y + 0.1 }, 0.06, 0.24, 10, 0.026),
        ...curls({ x: centre.x + 0.43 - 0.02 * frame.turn, y: centre.y + 0.1 }, 0.06, 0.24, 10, 0.026),
      ];
  return {
    back: profile ? [] : [{ points: outer, strands: [], dim: 0.6, shades: false }],
    front: [
      {
        points: [...rim, ...line.toReversed(), ...nape],
        strands,
        dim: 0,
        shades: true,
        silhouette: [...rim, ...aroundFace(frame, 'to-nape', rim[0])],
      },
    ],
    coversEars: true,
  };
}
