/** Chooses how hair is drawn: shapes that frame the face, a mass behind the neck and a fall in front. */
import type { FigureSpec } from '#domain/picture.ts';
import type { HeadFrame } from './features.ts';
import { afroHair, curlyHair } from './hair-curled.ts';
import { bobHair, longHair } from './hair-falling.ts';
import { bunHair, fringeOnly, ponytailHair, shortHair } from './hair-gathered.ts';
import type { Hair, Keyed } from './hair-shapes.ts';
import { atTurn } from './head-shape.ts';
import type { Key } from './head-shape.ts';
import type { Point } from './outline.ts';

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
    k(
      [-0.3, 0.12, -0.24, 0.12, 0.05, 0.12],
      [-0.25, 0.42, -0.18, 0.42, 0.05, 0.4],
      [0.05, 0.62, 0.12, 0.62, 0.2, 0.6],
      [0.34, 0.7, 0.36, 0.68, 0.3, 0.7],
    ),
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
    front: [{ points: [...outer, ...farSide], opening, strands: folds, dim: 0, shades: true, silhouette: [...outer, ...farSide] }],
    coversEars: true,
  };
}
