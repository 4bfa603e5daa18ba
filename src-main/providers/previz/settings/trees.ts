/** Trees. */
import type { Hex } from '#domain/picture.ts';
import { Canvas } from '../canvas.ts';
import type { Drawing } from '../drawing.ts';
import type { SetContext } from './setting.ts';

/** A tree: trunk and clustered crown, lit from the left; base at the origin. */
export function tree(set: SetContext, height: number, leaf: Hex, level: number, distance: number): Drawing {
  const { script } = set;
  const random = (): number => set.random();
  const c = new Canvas(set);
  const trunk = script.far('#5a4638', level * 0.7, distance);
  c.path(
    `M${-height * 0.03} 0Q${-height * 0.012} ${-height * 0.3} ${-height * 0.02} ${-height * 0.5}h${height * 0.04}Q${height * 0.016} ${-height * 0.3} ${height * 0.035} 0Z`,
    trunk,
    { x: -height * 0.03, y: -height * 0.5, width: height * 0.065, height: height * 0.5 },
  );
  // Crown: dark mass below right, lighter clusters towards the light, single leaves at its edge.
  for (let ring = 0; ring < 4; ring++) {
    const shade = [0.3, 0.55, 0.85, 1.3][ring] ?? 1;
    const count = [13, 14, 12, 9][ring] ?? 9;
    for (let index = 0; index < count; index++) {
      const angle = (index / count) * Math.PI * 2 + random() * 0.7;
      const out = height * (0.235 - ring * 0.035) * (0.55 + random() * 0.5);
      const px = Math.cos(angle) * out * 1.15 - ring * height * 0.04;
      const py = -height * 0.69 + Math.sin(angle) * out * 0.82 - ring * height * 0.042;
      const r = height * (0.088 - ring * 0.015) * (0.75 + random() * 0.5);
      c.ellipse(
        px,
        py,
        r * 1.12,
        r * 0.86,
        script.far(leaf, level * shade * (0.9 + random() * 0.2), distance),
        ring > 1 ? 'opacity="0.85"' : '',
      );
    }
  }
  for (let index = 0; index < 40; index++) {
    const angle = random() * Math.PI * 2;
    const px = Math.cos(angle) * height * 0.3;
    const py = -height * 0.71 + Math.sin(angle) * height * 0.24;
    c.ellipse(
      px,
      py,
      height * 0.014,
      height * 0.009,
      script.far(leaf, level * (px < 0 ? 1.2 : 0.5), distance),
      `opacity="0.8" transform="rotate(${Math.round(random() * 180)} ${Math.round(px)} ${Math.round(py)})"`,
    );
  }
  return c.drawing();
}

/** A conifer; base at the origin. */
export function conifer(set: SetContext, height: number, leaf: Hex, level: number, distance: number): Drawing {
  const { script } = set;
  const c = new Canvas(set);
  c.rect(-height * 0.02, -height * 0.2, height * 0.04, height * 0.2, script.far('#4d3c31', level * 0.6, distance));
  for (let tier = 0; tier < 5; tier++) {
    const y = -height * (0.1 + tier * 0.165);
    const w = height * (0.22 - tier * 0.036);
    const h = height * 0.29;
    c.polygon(
      [
        [-w, y],
        [0, y - h],
        [w, y],
        [w * 0.4, y - h * 0.1],
        [0, y + h * 0.05],
        [-w * 0.45, y - h * 0.08],
      ],
      script.far(leaf, level * 0.55, distance),
    );
    c.polygon(
      [
        [-w, y],
        [0, y - h],
        [w * 0.05, y - h * 0.2],
        [-w * 0.45, y - h * 0.08],
      ],
      script.far(leaf, level * 1.15, distance),
      'opacity="0.75"',
    );
  }
  return c.drawing();
}
