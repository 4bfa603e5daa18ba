/** Hair close to the head: short, a bun, a ponytail, what is left around a bald crown. */
import type { FigureSpec } from '#domain/picture.ts';
import type { HeadFrame } from './features.ts';
import { aroundFace, between, cap, lineOf } from './hair-shapes.ts';
import type { Hair, Keyed } from './hair-shapes.ts';
import { mixPoint, sampled } from './outline.ts';
import type { Point } from './outline.ts';

export function shortHair(k: Keyed, frame: HeadFrame, spec: FigureSpec): Hair {
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
  const quiff = k(
    [-0.2, -0.33, -0.06, -0.35, 0.15, -0.34],
    [0.02, -0.45, 0.08, -0.46, 0.18, -0.46],
    [0.22, -0.47, 0.24, -0.47, 0.27, -0.45],
  );
  const quiff2 = k(
    [-0.3, -0.3, -0.22, -0.33, -0.05, -0.36],
    [-0.12, -0.48, -0.1, -0.49, -0.05, -0.5],
    [0.1, -0.54, 0.1, -0.53, 0.15, -0.53],
  );
  return {
    back: [],
    front: [
      {
        points: [...outer, ...line.toReversed()],
        strands: [quiff, quiff2, ...between(line, outer, [0.28])],
        dim: 0,
        shades: true,
        silhouette: [...outer, ...aroundFace(frame, 'to-nape', outer[0])],
      },
    ],
    coversEars: false,
  };
}

export function bunHair(k: Keyed, frame: HeadFrame): Hair {
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
    front: [{ ...capLock, strands: pulledTo(frame, centre) }],
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

export function ponytailHair(k: Keyed, frame: HeadFrame): Hair {
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

/** What is left around a bald crown. */
export function fringeOnly(k: Keyed, frame: HeadFrame): Hair {
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
