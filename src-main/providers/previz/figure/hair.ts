/** Hair in shapes that frame the face: a mass behind the neck, and a cap with its fall in front. */
import type { FigureSpec, Hex } from '#domain/picture.ts';
import type { HeadFrame } from './face.ts';
import { atTurn, hairline, skull } from './head-shape.ts';
import type { Key } from './head-shape.ts';
import { mixPoint, sampled, smooth } from './outline.ts';
import type { Point } from './outline.ts';
import type { Sketch } from './sketch.ts';
import { blend, dimmed, tonesOf } from './tones.ts';
import type { Tones } from './tones.ts';

interface Lock {
  points: readonly Point[];
  /** Lines along the hair, each drawn as a light or dark streak. */
  strands: readonly (readonly Point[])[];
  /** 0..1 further from the light. */
  dim: number;
  /** Sits tight on the head, so it may shade the forehead. */
  shades: boolean;
  /** Outline of the whole head of hair: only there an edge can face the source. Default: the lock's own. */
  silhouette?: readonly Point[];
  /** Where the face looks out. */
  opening?: readonly Point[];
}

export interface Hair {
  back: readonly Lock[];
  front: readonly Lock[];
  /** True when ears and nape are under the hair. */
  coversEars: boolean;
}

/** Grey comes with age, but only where the brief's colour is not already grey. */
export function hairColor(spec: FigureSpec): Hex {
  return spec.age === 'senior' && spec.hair.style !== 'covered' ? blend(spec.hair.color, '#cfccc8', 0.72) : spec.hair.color;
}

export function makeHair(spec: FigureSpec, frame: HeadFrame): Hair {
  const { style } = spec.hair;
  const k = (...keys: Key[]): Point[] => keys.map((key) => atTurn(key, frame.turn));
  switch (style) {
    case 'long':
      return longHair(k, frame, 1);
    case 'bob':
      return bobHair(k, frame);
    case 'short':
      return shortHair(k, frame, spec);
    case 'bun':
      return bunHair(k, frame);
    case 'ponytail':
      return ponytailHair(k, frame);
    case 'curly':
      return curlyHair(k, frame, spec.presentation === 'masculine' ? 0.12 : 0.62);
    case 'afro':
      return afroHair(k, frame);
    case 'bald':
      return spec.age === 'senior' ? fringeOnly(k, frame) : { back: [], front: [], coversEars: false };
    case 'covered':
      return scarf(k, frame);
  }
}

/** In profile the face lies outside the hair: these points take it in, so that hair has no edge there that could catch light. */
function aroundFace(frame: HeadFrame, fromForehead: boolean): Point[] {
  if (frame.turn <= 1.5) return [];
  const round = [
    { x: 0.75, y: -0.3 },
    { x: 0.8, y: 1.4 },
    { x: 0, y: 1.4 },
  ];
  return fromForehead ? round : round.toReversed();
}

type Keyed = (...keys: Key[]) => Point[];

const over = (frame: HeadFrame, grow: number): Point[] =>
  skull.map((key) => {
    const p = atTurn(key, frame.turn);
    const centre = atTurn([0, -0.1, -0.03, -0.1, -0.08, -0.1], frame.turn);
    return { x: centre.x + (p.x - centre.x) * (1 + grow), y: centre.y + (p.y - centre.y) * (1 + grow) };
  });

const lineOf = (frame: HeadFrame): Point[] => hairline.map((key) => atTurn(key, frame.turn));

/** Streaks between the inner and the outer edge of a fall of hair. */
function between(inner: readonly Point[], outer: readonly Point[], shares: readonly number[]): Point[][] {
  return shares.map((share) =>
    inner.map((p, i) => mixPoint(p, outer[Math.round((i / (inner.length - 1)) * (outer.length - 1))] ?? p, share)),
  );
}

/** One half of parted hair: from the part over the temple and down. */
function fall(part: readonly Point[], outer: readonly Point[], inner: readonly Point[], dim: number, silhouette: readonly Point[]): Lock {
  return {
    points: [...part, ...outer, ...inner.toReversed()],
    strands: between([...part.slice(0, 1), ...inner], [...part.slice(1), ...outer], [0.22, 0.45, 0.68, 0.86]),
    dim,
    shades: true,
    silhouette,
  };
}

function longHair(k: Keyed, frame: HeadFrame, length: number): Hair {
  const y = (v: number): number => (v > 0.2 ? 0.2 + (v - 0.2) * length : v);
  const partTop = atTurn([0.03, -0.545, 0.0, -0.545, -0.05, -0.545], frame.turn);
  const partLow = atTurn([0.03, -0.345, 0.175, -0.352, 0.315, -0.33], frame.turn);
  const nearOuter = k(
    [-0.15, -0.525, -0.22, -0.515, -0.32, -0.5],
    [-0.305, -0.41, -0.385, -0.39, -0.49, -0.34],
    [-0.39, -0.18, -0.462, -0.15, -0.545, -0.1],
    [-0.405, 0.1, -0.475, 0.12, -0.545, 0.16],
    [-0.405, y(0.38), -0.475, y(0.4), -0.53, y(0.42)],
    [-0.42, y(0.64), -0.47, y(0.68), -0.5, y(0.7)],
    [-0.38, y(0.9), -0.4, y(0.94), -0.43, y(0.96)],
    [-0.29, y(1.02), -0.29, y(1.06), -0.32, y(1.06)],
  );
  const nearInner = k(
    [-0.12, -0.325, 0.05, -0.335, 0.25, -0.29],
    [-0.235, -0.22, -0.09, -0.24, 0.17, -0.19],
    [-0.296, -0.06, -0.195, -0.08, 0.09, -0.04],
    [-0.3, 0.12, -0.232, 0.12, 0.02, 0.12],
    [-0.272, 0.32, -0.22, 0.33, -0.05, 0.34],
    [-0.236, y(0.52), -0.175, y(0.54), -0.09, y(0.56)],
    [-0.215, y(0.76), -0.15, y(0.78), -0.12, y(0.8)],
    [-0.225, y(0.94), -0.19, y(0.97), -0.19, y(1.0)],
  );
  const farOuter = k(
    [0.21, -0.5, 0.17, -0.515, 0.1, -0.52],
    [0.335, -0.37, 0.31, -0.4, 0.24, -0.45],
    [0.395, -0.15, 0.385, -0.2, 0.33, -0.36],
    [0.405, 0.12, 0.4, 0.06, 0.34, -0.3],
    [0.4, y(0.4), 0.385, y(0.34), 0.34, -0.27],
    [0.415, y(0.66), 0.38, y(0.62), 0.335, -0.26],
    [0.37, y(0.92), 0.34, y(0.86), 0.33, -0.26],
    [0.29, y(1.0), 0.28, y(0.94), 0.33, -0.26],
  );
  const farInner = k(
    [0.14, -0.32, 0.255, -0.325, 0.325, -0.31],
    [0.24, -0.215, 0.318, -0.23, 0.33, -0.3],
    [0.296, -0.06, 0.35, -0.1, 0.335, -0.29],
    [0.3, 0.12, 0.354, 0.06, 0.335, -0.28],
    [0.272, 0.32, 0.31, 0.28, 0.335, -0.27],
    [0.236, y(0.52), 0.285, y(0.5), 0.335, -0.265],
    [0.215, y(0.76), 0.265, y(0.72), 0.33, -0.262],
    [0.225, y(0.92), 0.255, y(0.86), 0.33, -0.261],
  );
  const back = [
    ...over(frame, 0.02).slice(0, 9),
    ...k(
      [0.36, 0.3, 0.34, 0.3, 0.1, 0.1],
      [0.36, y(0.7), 0.31, y(0.66), -0.06, y(0.6)],
      [0.26, y(0.96), 0.22, y(0.94), -0.14, y(0.96)],
      [0, y(1.0), -0.08, y(1.02), -0.26, y(1.06)],
      [-0.26, y(0.98), -0.34, y(1.02), -0.42, y(1.0)],
      [-0.36, y(0.7), -0.44, y(0.7), -0.5, y(0.7)],
      [-0.37, 0.3, -0.44, 0.3, -0.52, 0.3],
    ),
  ];
  const whole = [partTop, ...nearOuter, ...aroundFace(frame, false), ...farOuter.toReversed()];
  const front = [fall([partLow, partTop], nearOuter, nearInner, 0, whole)];
  if (frame.turn < 1.5) front.unshift(fall([partLow, partTop], farOuter, farInner, 0.12, whole));
  return { back: [{ points: back, strands: [], dim: 0.75, shades: false }], front, coversEars: true };
}

function bobHair(k: Keyed, frame: HeadFrame): Hair {
  const partTop = atTurn([-0.08, -0.545, -0.08, -0.55, -0.05, -0.55], frame.turn);
  const partLow = atTurn([-0.09, -0.34, 0.085, -0.345, 0.3, -0.33], frame.turn);
  const nearOuter = k(
    [-0.22, -0.5, -0.27, -0.5, -0.34, -0.49],
    [-0.345, -0.36, -0.42, -0.34, -0.52, -0.3],
    [-0.4, -0.1, -0.485, -0.08, -0.57, -0.06],
    [-0.425, 0.16, -0.5, 0.18, -0.565, 0.16],
    [-0.415, 0.36, -0.46, 0.38, -0.5, 0.32],
    [-0.33, 0.46, -0.35, 0.47, -0.36, 0.4],
  );
  const nearInner = k(
    [-0.19, -0.27, -0.02, -0.28, 0.24, -0.27],
    [-0.275, -0.12, -0.15, -0.14, 0.15, -0.12],
    [-0.3, 0.06, -0.222, 0.06, 0.09, 0.06],
    [-0.284, 0.22, -0.218, 0.22, 0.06, 0.22],
    [-0.255, 0.36, -0.19, 0.36, 0.03, 0.36],
    [-0.262, 0.45, -0.22, 0.455, -0.06, 0.43],
  );
  const farOuter = k(
    [0.12, -0.535, 0.1, -0.54, 0.1, -0.52],
    [0.31, -0.41, 0.28, -0.43, 0.24, -0.46],
    [0.4, -0.14, 0.386, -0.22, 0.32, -0.38],
    [0.425, 0.14, 0.41, 0.06, 0.34, -0.3],
    [0.415, 0.34, 0.395, 0.28, 0.34, -0.28],
    [0.33, 0.46, 0.33, 0.42, 0.33, -0.27],
  );
  const farInner = k(
    [0.1, -0.31, 0.22, -0.33, 0.325, -0.31],
    [0.245, -0.2, 0.318, -0.22, 0.33, -0.3],
    [0.3, 0.0, 0.354, -0.06, 0.335, -0.29],
    [0.288, 0.18, 0.345, 0.12, 0.335, -0.28],
    [0.258, 0.34, 0.296, 0.3, 0.335, -0.275],
    [0.262, 0.44, 0.296, 0.4, 0.33, -0.272],
  );
  const back = [
    ...over(frame, 0.02),
    ...k(
      [0.38, 0.3, 0.34, 0.28, 0.1, 0.1],
      [0.26, 0.42, 0.2, 0.42, -0.05, 0.4],
      [0, 0.42, -0.1, 0.44, -0.25, 0.44],
      [-0.26, 0.42, -0.34, 0.44, -0.44, 0.38],
      [-0.38, 0.3, -0.44, 0.3, -0.52, 0.2],
    ),
  ];
  const whole = [partTop, ...nearOuter, ...aroundFace(frame, false), ...farOuter.toReversed()];
  const front = [fall([partLow, partTop], nearOuter, nearInner, 0, whole)];
  if (frame.turn < 1.5) front.unshift(fall([partLow, partTop], farOuter, farInner, 0.1, whole));
  return { back: [{ points: back, strands: [], dim: 0.75, shades: false }], front, coversEars: true };
}

/** Cap of hair: skull outline above, hairline below. */
function cap(frame: HeadFrame, grow: number, line: readonly Point[]): Lock {
  const outer = over(frame, grow);
  return {
    points: [...outer, ...line.toReversed()],
    strands: between(line, outer, [0.3, 0.62]),
    dim: 0,
    shades: true,
    silhouette: [...outer, ...aroundFace(frame, true)],
  };
}

function shortHair(k: Keyed, frame: HeadFrame, spec: FigureSpec): Hair {
  const soft = spec.presentation === 'feminine' || spec.age === 'child';
  // A sweep from the near side over the forehead; the far side stays close to the head.
  const line = soft
    ? k(
        [-0.322, 0.12, -0.26, 0.12, 0.03, 0.12],
        [-0.285, -0.04, -0.19, -0.06, 0.13, -0.06],
        [-0.2, -0.17, -0.05, -0.18, 0.22, -0.17],
        [-0.02, -0.23, 0.13, -0.24, 0.3, -0.24],
        [0.14, -0.3, 0.255, -0.3, 0.335, -0.28],
        [0.285, -0.2, 0.332, -0.24, 0.35, -0.28],
        [0.322, 0.08, 0.352, -0.11, 0.358, -0.26],
      )
    : k(
        [-0.318, 0.1, -0.262, 0.1, 0.02, 0.1],
        [-0.292, -0.12, -0.19, -0.14, 0.1, -0.1],
        [-0.262, -0.26, -0.13, -0.27, 0.16, -0.23],
        [-0.06, -0.325, 0.12, -0.33, 0.295, -0.32],
        [0.2, -0.31, 0.285, -0.305, 0.345, -0.31],
        [0.295, -0.14, 0.337, -0.23, 0.352, -0.28],
        [0.318, 0.08, 0.352, -0.11, 0.356, -0.25],
      );
  const outer = k(
    [-0.335, 0.1, -0.3, 0.27, -0.27, 0.27],
    [-0.362, -0.08, -0.4, 0.14, -0.42, 0.16],
    [-0.37, -0.27, -0.45, -0.12, -0.52, -0.02],
    [-0.3, -0.46, -0.42, -0.33, -0.535, -0.24],
    [-0.12, -0.565, -0.26, -0.51, -0.42, -0.46],
    [0.1, -0.585, 0.0, -0.58, -0.16, -0.57],
    [0.29, -0.5, 0.19, -0.555, 0.12, -0.575],
    [0.37, -0.33, 0.335, -0.43, 0.31, -0.5],
    [0.365, -0.12, 0.372, -0.24, 0.385, -0.38],
    [0.335, 0.06, 0.358, -0.12, 0.362, -0.27],
  );
  const quiff = k([-0.2, -0.33, -0.06, -0.35, 0.15, -0.34], [0.02, -0.45, 0.08, -0.46, 0.18, -0.46], [0.22, -0.47, 0.24, -0.47, 0.27, -0.45]);
  const quiff2 = k([-0.3, -0.3, -0.22, -0.33, -0.05, -0.36], [-0.12, -0.48, -0.1, -0.49, -0.05, -0.5], [0.1, -0.54, 0.1, -0.53, 0.15, -0.53]);
  return {
    back: [],
    front: [
      {
        points: [...outer, ...line.toReversed()],
        strands: [quiff, quiff2, ...between(line, outer, [0.28])],
        dim: 0,
        shades: true,
        silhouette: [...outer, ...aroundFace(frame, true)],
      },
    ],
    coversEars: false,
  };
}

function bunHair(k: Keyed, frame: HeadFrame): Hair {
  const [c] = k([0.02, -0.62, -0.16, -0.61, -0.36, -0.52]);
  const centre = c ?? { x: 0, y: -0.62 };
  const bun = sampled(
    Array.from({ length: 9 }, (_, i) => {
      const a = (i / 8) * 2 * Math.PI;
      return { x: centre.x + Math.cos(a) * 0.165, y: centre.y + Math.sin(a) * 0.14 };
    }),
    1,
  ).slice(0, 8);
  const wrap = [-0.07, 0.02, 0.09].map((dy) => [
    { x: centre.x - 0.14, y: centre.y + dy },
    { x: centre.x, y: centre.y + dy + 0.05 },
    { x: centre.x + 0.14, y: centre.y + dy - 0.02 },
  ]);
  const capLock = cap(frame, 0.035, lineOf(frame));
  return {
    back: [{ points: bun, strands: wrap, dim: 0.1, shades: false }],
    front: [
      { ...capLock, strands: pulledTo(frame, centre) },
    ],
    coversEars: false,
  };
}

/** Streaks from the hairline to where the hair is gathered. */
function pulledTo(frame: HeadFrame, to: Point): Point[][] {
  return lineOf(frame)
    .slice(1, 6)
    .map((p, i) => {
      const middle = mixPoint(p, to, 0.5);
      const bow = (i - 2) * 0.035;
      return [p, { x: middle.x + bow, y: middle.y - 0.01 }, mixPoint(p, to, 0.82)];
    });
}

function ponytailHair(k: Keyed, frame: HeadFrame): Hair {
  const tail = k(
    [-0.12, -0.42, -0.36, -0.36, -0.46, -0.34],
    [-0.36, -0.34, -0.58, -0.3, -0.66, -0.3],
    [-0.475, -0.05, -0.665, -0.06, -0.755, -0.08],
    [-0.5, 0.28, -0.66, 0.28, -0.745, 0.26],
    [-0.45, 0.58, -0.58, 0.58, -0.66, 0.58],
    [-0.37, 0.78, -0.47, 0.8, -0.55, 0.82],
    [-0.33, 0.5, -0.44, 0.5, -0.52, 0.5],
    [-0.31, 0.2, -0.43, 0.16, -0.52, 0.14],
    [-0.28, -0.1, -0.4, -0.1, -0.5, -0.1],
  );
  const strands = between(tail.slice(5, 9).toReversed(), tail.slice(1, 6), [0.3, 0.6, 0.85]);
  const [band] = k([-0.13, -0.42, -0.39, -0.32, -0.5, -0.31]);
  const capLock = cap(frame, 0.03, lineOf(frame));
  return {
    back: [{ points: tail, strands, dim: 0.15, shades: false }],
    front: [{ ...capLock, strands: pulledTo(frame, band ?? { x: -0.2, y: -0.4 }) }],
    coversEars: false,
  };
}

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
    const wave = Math.abs(Math.sin((((lengths[i] ?? 0) / total) * bumps * Math.PI)));
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

function curlyHair(k: Keyed, frame: HeadFrame, drop: number): Hair {
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
  const backMass = [...over(frame, 0.12), ...k([0.36, drop * 0.8, 0.34, drop * 0.8, 0.05, 0.2], [0, drop * 0.9, -0.08, drop * 0.95, -0.22, drop], [-0.36, drop * 0.8, -0.44, drop * 0.8, -0.52, drop * 0.8])];
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
        silhouette: [...rim, ...(frame.turn > 1.5 ? aroundFace(frame, true) : [{ x: 0.32, y: drop + 0.4 }, { x: -0.32, y: drop + 0.4 }])],
      },
    ],
    coversEars: true,
  };
}

function afroHair(k: Keyed, frame: HeadFrame): Hair {
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
      { points: [...rim, ...line.toReversed(), ...nape], strands, dim: 0, shades: true, silhouette: [...rim, ...aroundFace(frame, true)] },
    ],
    coversEars: true,
  };
}

/** What is left around a bald crown. */
function fringeOnly(k: Keyed, frame: HeadFrame): Hair {
  const near = k(
    [-0.31, 0.1, -0.27, 0.1, 0.0, 0.1],
    [-0.3, -0.08, -0.24, -0.1, 0.04, -0.06],
    [-0.318, -0.2, -0.33, -0.2, -0.2, -0.18],
    [-0.352, -0.16, -0.42, -0.16, -0.5, -0.16],
    [-0.356, 0.0, -0.4, 0.04, -0.49, 0.04],
    [-0.335, 0.12, -0.34, 0.16, -0.3, 0.24],
  );
  const far = near.map((p) => ({ x: -p.x, y: p.y }));
  return {
    back: [],
    front: [
      { points: near, strands: [], dim: 0, shades: false },
      ...(frame.turn < 0.4 ? [{ points: far, strands: [], dim: 0.1, shades: false }] : []),
    ],
    coversEars: false,
  };
}

/** A head scarf: around the face, crossed under the chin, over the shoulders. */
function scarf(k: Keyed, frame: HeadFrame): Hair {
  const outer = k(
    [-0.5, 0.92, -0.54, 0.92, -0.54, 0.92],
    [-0.41, 0.6, -0.47, 0.62, -0.47, 0.62],
    [-0.395, 0.2, -0.47, 0.2, -0.53, 0.2],
    [-0.4, -0.1, -0.475, -0.1, -0.57, -0.1],
    [-0.345, -0.38, -0.4, -0.39, -0.5, -0.38],
    [-0.19, -0.54, -0.22, -0.55, -0.28, -0.55],
    [0.03, -0.58, 0.0, -0.585, -0.02, -0.585],
    [0.23, -0.52, 0.2, -0.53, 0.2, -0.52],
    [0.36, -0.36, 0.345, -0.38, 0.33, -0.38],
    [0.4, -0.1, 0.4, -0.14, 0.372, -0.27],
  );
  const opening = k(
    [0.27, -0.22, 0.32, -0.2, 0.335, -0.24],
    [0.17, -0.32, 0.25, -0.32, 0.3, -0.28],
    [0.0, -0.355, 0.13, -0.355, 0.24, -0.3],
    [-0.17, -0.32, -0.03, -0.32, 0.16, -0.24],
    [-0.272, -0.18, -0.155, -0.18, 0.1, -0.1],
    [-0.295, 0.02, -0.212, 0.02, 0.075, 0.06],
    [-0.268, 0.22, -0.19, 0.22, 0.09, 0.2],
    [-0.19, 0.385, -0.1, 0.385, 0.13, 0.34],
    [-0.07, 0.478, 0.04, 0.478, 0.2, 0.445],
    [0.07, 0.478, 0.165, 0.478, 0.27, 0.475],
    [0.19, 0.385, 0.236, 0.4, 0.31, 0.49],
    [0.268, 0.22, 0.29, 0.24, 0.33, 0.5],
    [0.298, 0.02, 0.328, 0.04, 0.35, 0.52],
  );
  const farSide = k(
    [0.4, 0.02, 0.388, -0.02, 0.36, 0.53],
    [0.4, 0.24, 0.385, 0.24, 0.33, 0.56],
    [0.42, 0.6, 0.4, 0.6, 0.3, 0.66],
    [0.5, 0.92, 0.48, 0.92, 0.36, 0.92],
    [0.2, 1.06, 0.22, 1.06, 0.14, 1.08],
    [-0.2, 1.06, -0.2, 1.08, -0.22, 1.1],
  );
  const folds = [
    k([-0.3, 0.12, -0.24, 0.12, 0.05, 0.12], [-0.25, 0.42, -0.18, 0.42, 0.05, 0.4], [0.05, 0.62, 0.12, 0.62, 0.2, 0.6], [0.34, 0.7, 0.36, 0.68, 0.3, 0.7]),
    k([-0.36, 0.3, -0.36, 0.3, -0.2, 0.34], [-0.2, 0.62, -0.16, 0.62, -0.02, 0.6], [0.16, 0.82, 0.2, 0.8, 0.2, 0.8]),
    k([-0.38, 0.56, -0.4, 0.56, -0.36, 0.56], [-0.2, 0.82, -0.2, 0.82, -0.16, 0.8], [0.04, 0.96, 0.04, 0.96, 0.04, 0.96]),
    k([-0.3, -0.16, -0.24, -0.18, -0.02, -0.16], [-0.24, -0.38, -0.18, -0.4, -0.06, -0.4], [-0.06, -0.5, -0.02, -0.5, 0.04, -0.5]),
    k([0.32, 0.1, 0.34, 0.1, 0.1, 0.2], [0.3, 0.34, 0.3, 0.34, 0.14, 0.44], [0.16, 0.56, 0.2, 0.56, 0.22, 0.54]),
  ];
  if (frame.turn > 1.5) {
    // From the side the face stands in front of the cloth: its edge is the outline itself.
    const around = [...outer, ...opening, ...farSide];
    return { back: [], front: [{ points: around, strands: folds, dim: 0, shades: true }], coversEars: true };
  }
  return {
    back: [],
    front: [
      { points: [...outer, ...farSide], opening, strands: folds, dim: 0, shades: true, silhouette: [...outer, ...farSide] },
    ],
    coversEars: true,
  };
}

/** The opening runs the other way round, so that it stays open whichever fill rule is in force. */
function lockPath(lock: Lock, frame: HeadFrame): string {
  const outer = smooth(lock.points.map(frame.point), true, 0.9);
  return lock.opening ? outer + smooth(lock.opening.map(frame.point), true, 0.9) : outer;
}

/** Outline of everything in front that can shade the forehead, in millimetres. */
export function hairShadowOf(hair: Hair, frame: HeadFrame): string {
  return hair.front
    .filter((lock) => lock.shades)
    .map((lock) => lockPath(lock, frame))
    .join('');
}

export function drawLocks(sketch: Sketch, spec: FigureSpec, locks: readonly Lock[], frame: HeadFrame): void {
  const h = frame.head;
  const cloth = spec.hair.style === 'covered';
  const base = tonesOf(sketch.ctx.light, hairColor(spec));
  const curly = spec.hair.style === 'curly' || spec.hair.style === 'afro';
  for (const lock of locks) {
    const tones: Tones = dimmed(base, lock.dim);
    const silhouette = smooth((lock.silhouette ?? lock.points).map(frame.point), true, 0.9);
    const { light } = sketch.ctx;
    sketch.form(lockPath(lock, frame), tones, {
      core: 0.07 * h,
      turn: 0.5,
      holes: lock.opening !== undefined,
      marks: () => {
        lock.strands.forEach((strand, i) => {
          const path = smooth(strand.map(frame.point), false);
          const dark = i % 2 === 1;
          if (cloth) {
            sketch.stroke(path, tones.deep, 0.034 * h, { opacity: 0.2 });
            sketch.stroke(path, tones.deep, 0.011 * h, { opacity: 0.4 });
            return;
          }
          sketch.stroke(path, dark ? tones.deep : tones.rim, (curly ? 0.014 : dark ? 0.02 : 0.013) * h, {
            opacity: dark ? 0.34 : 0.2,
          });
        });
        if (lock.dim < 0.5) sketch.outside(silhouette, light.x * 0.014 * h, light.y * 0.014 * h, base.rim, 0.9);
      },
    });
  }
}

/** Light on a bald crown. */
export function drawScalpShine(sketch: Sketch, frame: HeadFrame, tones: Tones): void {
  const lit = -Math.sign(sketch.ctx.light.x || 1);
  const p = frame.point({ x: 0, y: -0.36 });
  sketch.glow(p.x + lit * 0.1 * frame.head, p.y, 0.13 * frame.head, 0.07 * frame.head, tones.spark, 0.4);
}
