/** Hair that falls to both sides of a parting: long, and a bob. */
import type { HeadFrame } from './features.ts';
import { aroundFace, between, over } from './hair-shapes.ts';
import type { Hair, Keyed, Lock } from './hair-shapes.ts';
import { atTurn } from './head-shape.ts';
import type { Point } from './outline.ts';

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

export function longHair(k: Keyed, frame: HeadFrame, length: number): Hair {
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
  const whole = [partTop, ...nearOuter, ...aroundFace(frame, 'from-tips', nearOuter.at(-1)), ...farOuter.toReversed()];
  const front = [fall([partLow, partTop], nearOuter, nearInner, 0, whole)];
  if (frame.turn < 1.5) front.unshift(fall([partLow, partTop], farOuter, farInner, 0.12, whole));
  return { back: [{ points: back, strands: [], dim: 0.75, shades: false }], front, coversEars: true };
}

export function bobHair(k: Keyed, frame: HeadFrame): Hair {
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
  const whole = [partTop, ...nearOuter, ...aroundFace(frame, 'from-tips', nearOuter.at(-1)), ...farOuter.toReversed()];
  const front = [fall([partLow, partTop], nearOuter, nearInner, 0, whole)];
  if (frame.turn < 1.5) front.unshift(fall([partLow, partTop], farOuter, farInner, 0.1, whole));
  return { back: [{ points: back, strands: [], dim: 0.75, shades: false }], front, coversEars: true };
}
