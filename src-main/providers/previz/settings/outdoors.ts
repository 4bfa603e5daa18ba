/** Skies, hills, trees, buildings and street lights. */
import type { Hex } from '#domain/picture.ts';
import { Canvas, smoothPath } from '../canvas.ts';
import type { Point } from '../canvas.ts';
import { adjust, mix } from '../colour.ts';
import type { Drawing } from '../drawing.ts';
import { plane } from '../scene-graph.ts';
import type { GroundLayer, PlaneLayer } from '../scene-graph.ts';
import type { SetContext } from './setting.ts';

/** Depth of the sky, millimetres. */
export const SKY_Z = 90_000;

/** Sky with sun or moon, glow and clouds; `horizonY` is where it meets the land at that depth (the eye's height). */
export function sky(set: SetContext, options: { clouds?: number; stars?: boolean; sunX?: number; sunY?: number } = {}): PlaneLayer[] {
  const { script } = set;
  const random = (): number => set.random();
  const c = new Canvas(set);
  const reach = 130_000;
  const top = -62_000;
  const night = set.lighting.time === 'night';
  c.rect(
    -reach,
    -110_000,
    reach * 2,
    150_000,
    c.linear(0, top, 0, -1000, [
      [0, script.sky.zenith],
      [0.5, script.sky.middle],
      [0.86, mix(script.sky.middle, script.sky.horizon, 0.75)],
      [1, script.sky.horizon],
    ]),
  );
  const low = set.lighting.time === 'day' || set.lighting.time === 'morning' ? -33_000 : night ? -38_000 : -9500;
  const sunX = options.sunX ?? (set.lighting.direction === 'back' ? 6000 : -27_000);
  const sunY = options.sunY ?? low;
  c.rect(
    -reach,
    -110_000,
    reach * 2,
    150_000,
    c.radial(
      sunX,
      sunY,
      70_000,
      [
        [0, script.sky.sun, night ? 0.28 : 0.85],
        [0.16, script.sky.sun, night ? 0.12 : 0.42],
        [0.5, script.sky.sun, night ? 0.04 : 0.14],
        [1, script.sky.sun, 0],
      ],
      52_000,
    ),
  );
  const size = night ? 1900 : 2700;
  c.ellipse(sunX, sunY, size, size, night ? '#eef2fb' : '#fffdf4', `opacity="${night ? 0.9 : set.lighting.quality === 'soft' ? 0.75 : 1}"`);
  if (options.stars ?? night) {
    for (let index = 0; index < 150; index++)
      c.ellipse(
        (random() * 2 - 1) * 90_000,
        -8000 - random() * 62_000,
        60 + random() * 90,
        60 + random() * 90,
        '#e9eefc',
        `opacity="${0.25 + random() * 0.6}"`,
      );
  }
  const layers = [plane('sky', SKY_Z, c.drawing())];
  const count = options.clouds ?? 5;
  if (count > 0 && !night) {
    const clouds = new Canvas(set);
    for (let index = 0; index < count; index++) {
      const x = (random() * 2 - 1) * 62_000;
      const y = -12_000 - random() * 36_000;
      const w = 13_000 + random() * 17_000;
      const towards = sunX > x ? 1 : -1;
      for (let puff = 0; puff < 7; puff++) {
        const px = x + (puff / 6 - 0.5) * w;
        const r = w * (0.07 + 0.09 * Math.sin(((puff + 0.6) / 7) * Math.PI) + random() * 0.025);
        clouds.ellipse(
          px,
          y,
          r * 1.7,
          r * 0.62,
          clouds.linear(px - r * towards, y, px + r * 1.4 * towards * -1, y + r * 0.5, [
            [0, mix('#ffffff', script.sky.sun, 0.45), 0.72],
            [1, mix(script.sky.middle, script.sky.zenith, 0.4), 0.32],
          ]),
        );
      }
    }
    layers.push(plane('clouds', SKY_Z * 0.9, clouds.drawing(), { soft: 620, sway: { x: 900, y: 0, cycles: 1 } }));
  }
  return layers;
}

/** A line of hills or mountains: silhouettes that pale with distance. */
export function ridge(
  set: SetContext,
  id: string,
  z: number,
  options: { base: Hex; height: number; rough: number; distance: number; level?: number; snow?: boolean },
): PlaneLayer {
  const { script } = set;
  const random = (): number => set.random();
  const c = new Canvas(set);
  const reach = z * 1.3 + 9000;
  const steps = Math.round(10 + options.rough * 40);
  const points: Point[] = [];
  const crest: Point[] = [];
  const waves = [random() * 7, random() * 7, random() * 7];
  for (let index = 0; index <= steps; index++) {
    const f = index / steps;
    const x = -reach + f * reach * 2;
    const wave =
      0.5 +
      0.28 * Math.sin(f * 9 + (waves[0] ?? 0)) +
      0.16 * Math.sin(f * 21 + (waves[1] ?? 0)) +
      options.rough * 0.22 * (random() - 0.5) +
      0.08 * Math.sin(f * 47 + (waves[2] ?? 0));
    crest.push([x, -options.height * Math.max(0.12, wave)]);
  }
  points.push([-reach, 600], ...crest, [reach, 600]);
  const level = options.level ?? 0.5;
  const outline =
    options.rough > 0.5 ? `M${points.map(([x, y]) => `${Math.round(x)} ${Math.round(y)}`).join('L')}Z` : smoothPath(points, true);
  const box = { x: -reach, y: -options.height * 1.4, width: reach * 2, height: options.height * 1.4 + 600 };
  c.path(
    outline,
    c.linear(-reach * 0.4, -options.height, reach * 0.35, 300, [
      [0, script.far(options.base, level + 0.22, options.distance)],
      [0.55, script.far(options.base, level * 0.75, options.distance)],
      [1, script.far(options.base, level * 0.5, options.distance)],
    ]),
    box,
  );
  if (options.rough > 0.5) {
    // Sunny and shady flanks from every peak.
    for (let index = 1; index < crest.length - 1; index++) {
      const [x, y] = crest[index] ?? [0, 0];
      const before = crest[index - 1]?.[1] ?? 0;
      const after = crest[index + 1]?.[1] ?? 0;
      if (y < before && y < after) {
        const step = (reach * 2) / steps;
        c.polygon(
          [
            [x, y],
            [x + step * 1.05, after + 200],
            [x + step * 0.9, 400],
            [x + step * 0.1, 400],
            [x - step * 0.12, y * 0.55],
          ],
          script.far(options.base, level * 0.28, options.distance * 0.9),
          'opacity="0.5"',
        );
        if (options.snow && y < -options.height * 0.5)
          c.polygon(
            [
              [x, y],
              [x - step * 0.4, y + options.height * 0.16],
              [x - step * 0.12, y + options.height * 0.13],
              [x + step * 0.05, y + options.height * 0.22],
              [x + step * 0.22, y + options.height * 0.1],
            ],
            script.far('#ffffff', 0.95, options.distance * 0.7),
            'opacity="0.85"',
          );
      }
    }
  }
  // Mist gathers at the foot.
  c.rect(
    -reach,
    -options.height * 0.5,
    reach * 2,
    options.height * 0.5 + 600,
    c.linear(0, -options.height * 0.5, 0, 200, [
      [0, script.haze, 0],
      [1, script.haze, 0.3 + options.distance * 0.45],
    ]),
  );
  return plane(id, z, c.drawing());
}

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

/** One building's front: storeys of windows, cornice, shop at street level. `x` is its left edge. */
export function facade(
  set: SetContext,
  c: Canvas,
  x: number,
  width: number,
  height: number,
  base: Hex,
  level: number,
  distance: number,
  options: { shop?: boolean } = {},
): void {
  const { script } = set;
  const random = (): number => set.random();
  const night = script.lamps;
  const front = (l: number) => script.far(base, l, distance);
  c.rect(
    x,
    -height,
    width,
    height,
    c.linear(x, -height, x + width, 0, [
      [0, front(level * 1.15)],
      [0.6, front(level * 0.85)],
      [1, front(level * 0.6)],
    ]),
  );
  c.rect(x - 60, -height - 60, width + 120, 150, front(level * 1.25));
  c.rect(x - 60, -height + 90, width + 120, 60, front(level * 0.3), 'opacity="0.5"');
  const columns = Math.max(2, Math.round(width / 1250));
  const rows = Math.max(1, Math.round((height - 3600) / 2300));
  const cell = width / columns;
  for (let row = 0; row < rows; row++) {
    const y = -3700 - (row + 1) * ((height - 4200) / rows) + 300;
    const h = Math.min(1500, ((height - 4200) / rows) * 0.66);
    for (let column = 0; column < columns; column++) {
      const px = x + cell * (column + 0.26);
      const w = cell * 0.48;
      const on = night && random() < 0.42;
      c.rect(px - 40, y - 40, w + 80, h + 80, front(level * 1.3), 'opacity="0.7"');
      c.rect(
        px,
        y,
        w,
        h,
        on
          ? c.linear(0, y, 0, y + h, [
              [0, mix(script.lamp, '#fff3d6', 0.3)],
              [1, script.lamp],
            ])
          : c.linear(px, y, px + w, y + h, [
              [0, mix(script.sky.middle, front(0.2), 0.35)],
              [0.5, mix(script.sky.horizon, front(0.2), 0.3)],
              [0.52, front(level * 0.3)],
              [1, front(level * 0.22)],
            ]),
      );
      c.rect(px + w / 2 - 20, y, 40, h, front(level * 0.6));
      c.rect(px - 70, y + h + 40, w + 140, 60, front(level * 1.35));
    }
  }
  if (options.shop) {
    const colour = random() < 0.5 ? script.accent : script.second;
    const trim = mix(colour, '#2c2a33', 0.45);
    const glow = night ? script.lamp : mix(script.sky.horizon, '#ffe9c4', 0.55);
    // Timber front with a sign board, a window that looks into a lit room, a door.
    c.rect(
      x + width * 0.05,
      -3150,
      width * 0.9,
      3150,
      c.linear(x, 0, x + width, 0, [
        [0, script.far(trim, level * 1.1, distance)],
        [1, script.far(trim, level * 0.6, distance)],
      ]),
    );
    c.rect(
      x + width * 0.05,
      -3150,
      width * 0.9,
      420,
      c.linear(x, 0, x + width, 0, [
        [0, script.far(colour, level * 1.25, distance)],
        [1, script.far(colour, level * 0.7, distance)],
      ]),
    );
    c.rect(x + width * 0.2, -3000, width * 0.3, 120, script.far('#fff2da', level * 1.3, distance), 'rx="40" opacity="0.75"');
    const pane = (px: number, w: number, top: number, h: number): void => {
      c.rect(px - 50, top - 50, w + 100, h + 100, script.far(trim, level * 0.5, distance));
      c.rect(
        px,
        top,
        w,
        h,
        c.linear(px, top, px + w * 0.3, top + h, [
          [0, mix(glow, front(0.5), night ? 0.02 : 0.3)],
          [0.6, mix(glow, front(0.35), night ? 0.2 : 0.55)],
          [1, mix(glow, front(0.15), night ? 0.45 : 0.75)],
        ]),
      );
      // Lamps and shelves inside, then the sky slanting across the glass.
      for (let lamp = 0; lamp < 3; lamp++)
        c.ellipse(
          px + w * (0.2 + lamp * 0.3),
          top + h * 0.16,
          h * 0.045,
          h * 0.06,
          mix(glow, '#ffffff', 0.5),
          `opacity="${night ? 0.95 : 0.6}"`,
        );
      for (let shelfRow = 0; shelfRow < 2; shelfRow++) {
        const y = top + h * (0.62 + shelfRow * 0.24);
        c.rect(px + w * 0.06, y, w * 0.88, h * 0.02, front(level * 0.4), 'opacity="0.6"');
        for (let item = 0; item < 7; item++) {
          const ih = h * (0.08 + random() * 0.1);
          c.rect(
            px + w * (0.09 + item * 0.122),
            y - ih,
            w * (0.05 + random() * 0.03),
            ih,
            mix(front(level * 0.45), item % 3 ? script.second : script.accent, 0.4),
            'opacity="0.75" rx="20"',
          );
        }
      }
      if (!night) {
        c.polygon(
          [
            [px + w * 0.1, top],
            [px + w * 0.34, top],
            [px + w * 0.12, top + h],
            [px, top + h],
            [px, top + h * 0.5],
          ],
          '#ffffff',
          'opacity="0.16"',
        );
        c.polygon(
          [
            [px + w * 0.5, top],
            [px + w * 0.58, top],
            [px + w * 0.36, top + h],
            [px + w * 0.28, top + h],
          ],
          '#ffffff',
          'opacity="0.1"',
        );
      }
    };
    pane(x + width * 0.1, width * 0.5, -2560, 1900);
    pane(x + width * 0.71, width * 0.16, -2560, 1500);
    c.rect(x + width * 0.68, -1000, width * 0.22, 1000, script.far(trim, level * 0.75, distance));
    c.ellipse(x + width * 0.705, -1050, 45, 45, script.far('#d8b878', level * 1.3, distance));
    // Awning with stripes, its shadow on the glass.
    const stripes = 9;
    c.rect(x + width * 0.06, -2620, width * 0.58, 260, '#16121c', 'opacity="0.3"');
    for (let index = 0; index < stripes; index++) {
      const a = index / stripes;
      const b = (index + 1) / stripes;
      const base0 = index % 2 ? '#fff1dc' : colour;
      c.polygon(
        [
          [x + width * (0.07 + 0.56 * a), -2800],
          [x + width * (0.07 + 0.56 * b), -2800],
          [x + width * (0.045 + 0.61 * b), -2380],
          [x + width * (0.045 + 0.61 * a), -2380],
        ],
        c.linear(0, -2800, 0, -2380, [
          [0, script.far(base0, level * 1.45, distance * 0.7)],
          [1, script.far(base0, level * 0.95, distance * 0.7)],
        ]),
      );
    }
    // Boxes of green under the window.
    for (let index = 0; index < 16; index++)
      c.ellipse(
        x + width * (0.12 + index * 0.03),
        -560 - random() * 130,
        150 + random() * 70,
        120 + random() * 60,
        script.far('#6f8f4c', level * (0.5 + random() * 0.8), distance),
        '',
      );
    c.rect(
      x + width * 0.09,
      -560,
      width * 0.52,
      330,
      c.linear(x, 0, x + width, 0, [
        [0, script.far('#9a6f4c', level * 1.1, distance)],
        [1, script.far('#9a6f4c', level * 0.6, distance)],
      ]),
    );
  }
}

/** Land or water running to the horizon. */
export function land(
  set: SetContext,
  id: string,
  base: Hex,
  options: {
    y?: number;
    near?: Hex;
    glitter?: boolean;
    lines?: 'pavement' | 'grass' | 'none';
    far?: number;
    shine?: number;
    sunX?: number;
  } = {},
): GroundLayer {
  const { script } = set;
  const random = (): number => set.random();
  const far = options.far ?? SKY_Z * 0.8;
  const specks = Array.from({ length: 170 }, () => [random(), random(), random()] as const);
  return {
    kind: 'ground',
    id,
    y: options.y ?? 0,
    near: -100_000,
    far,
    opacity: 1,
    draw(view) {
      const c = new Canvas(view);
      const top = view.horizon;
      const bottom = Math.max(view.bottom, top + 10);
      const w = view.right - view.left;
      const near = options.near ?? base;
      c.rect(
        view.left,
        top,
        w,
        bottom - top,
        c.linear(0, top, 0, bottom, [
          [0, script.far(base, 0.72, 0.72)],
          [0.16, script.far(base, 0.62, 0.38)],
          [0.5, script.tone(mix(base, near, 0.5), 0.5)],
          [1, script.tone(near, 0.3)],
        ]),
      );
      c.rect(
        view.left,
        top,
        w,
        bottom - top,
        c.linear(view.left * 0.8, top, view.right * 0.8, bottom, [
          [0, script.rig.key, 0.26],
          [0.45, script.rig.key, 0.05],
          [1, script.tone('#141019', 0.1), 0.32],
        ]),
      );
      if (options.shine)
        c.rect(
          view.left,
          top,
          w,
          bottom - top,
          c.linear(0, top, 0, bottom, [
            [0, script.sky.horizon, options.shine],
            [0.35, script.sky.middle, options.shine * 0.6],
            [1, script.sky.zenith, options.shine * 0.25],
          ]),
        );
      if (options.sunX !== undefined) {
        // The sun's path on the water: bars of light that widen towards the eye.
        const [px] = view.at(options.sunX, far);
        for (let bar = 0; bar < 26; bar++) {
          const v = ((bar + 0.5) / 26) ** 1.6;
          const y = top + v * (bottom - top);
          const half = 10 + v * 130 * (0.6 + 0.4 * Math.sin(bar * 2.3));
          c.ellipse(px + Math.sin(bar * 5.1) * (4 + v * 46), y, half, 1.2 + v * 6, script.sky.sun, `opacity="${0.6 * (1 - v * 0.75)}"`);
        }
      }
      for (const [a, b, s] of specks) {
        const v = b ** 1.7;
        const x = view.left + a * w;
        const y = top + v * (bottom - top);
        const size = 2 + v * 26;
        if (options.glitter)
          c.ellipse(
            x,
            y,
            size * (1 + s * 2),
            0.7 + v * 3,
            script.sky.sun,
            `opacity="${(0.1 + s * 0.42) * (1 - v * 0.5) * (set.lighting.time === 'night' ? 0.5 : 1)}"`,
          );
        else if (options.lines === 'grass')
          c.path(
            `M${x - size * 0.12} ${y}q${size * 0.05} ${-size * 0.6} ${size * (s - 0.4) * 0.4} ${-size}q${-size * 0.02} ${size * 0.5} ${size * 0.2} ${size}z`,
            script.tone(base, 0.4 + s * 0.5),
            { x: x - size, y: y - size, width: size * 2, height: size * 2 },
            'opacity="0.55"',
          );
        else
          c.ellipse(
            x,
            y,
            size * 0.5 + s * 6,
            size * 0.09 + 0.4,
            s > 0.5 ? script.tone(base, 0.85) : script.tone(base, 0.16),
            'opacity="0.16"',
          );
      }
      if (options.lines === 'pavement') {
        for (let index = -24; index <= 24; index++)
          c.line([view.at(index * 900, 9000), view.at(index * 900, view.nearZ)], script.tone('#1b181e', 0.1), 1.2, 'opacity="0.28"');
        for (let z = Math.floor(view.nearZ / 900) * 900 + 900; z < 9000; z += 900)
          c.line([view.at(-22_000, z), view.at(22_000, z)], script.tone('#1b181e', 0.1), 1.2, 'opacity="0.28"');
      }
      return c.drawing();
    },
  };
}

/** Out-of-focus lights of a town at night: soft discs of warm and coloured light. */
export function bokeh(set: SetContext, z: number, count: number, spread: number): PlaneLayer {
  const { script } = set;
  const random = (): number => set.random();
  const c = new Canvas(set);
  const colours = [script.lamp, '#ffd9a0', '#ff9a6a', mix(script.accent, '#ffffff', 0.25), '#8fc4ff', '#ff6f7f'];
  for (let index = 0; index < count; index++) {
    const x = (random() * 2 - 1) * spread;
    const y = -500 - random() ** 1.4 * spread * 0.42;
    const r = spread * (0.008 + random() * 0.012);
    const colour = colours[Math.floor(random() ** 1.5 * colours.length)] ?? script.lamp;
    c.ellipse(
      x,
      y,
      r,
      r,
      c.radial(x, y, r, [
        [0, colour, 0.42],
        [0.8, colour, 0.5],
        [0.95, adjust(colour, 0.1), 0.7],
        [1, colour, 0],
      ]),
    );
  }
  return plane('bokeh', z, c.drawing(), { breathes: true });
}

/** A street lamp with its pool of light; base at the origin. */
export function streetLamp(set: SetContext, height: number, on: boolean): Drawing {
  const { script } = set;
  const c = new Canvas(set);
  const metal = script.tone('#2c2e35', 0.3);
  if (on)
    c.ellipse(
      330,
      -height + 60,
      height * 0.42,
      height * 0.42,
      c.radial(330, -height + 60, height * 0.42, [
        [0, script.lamp, 0.72],
        [0.12, script.lamp, 0.36],
        [0.5, script.lamp, 0.1],
        [1, script.lamp, 0],
      ]),
    );
  c.rect(
    -38,
    -height,
    76,
    height,
    c.linear(-38, 0, 38, 0, [
      [0, script.tone('#3c4048', 0.7)],
      [0.4, metal],
      [1, script.tone('#17181c', 0.2)],
    ]),
  );
  c.rect(-80, -420, 160, 420, metal, 'rx="20"');
  c.line(
    [
      [0, -height + 20],
      [120, -height - 90],
      [300, -height - 60],
    ],
    metal,
    46,
  );
  c.path(`M180 ${-height - 60}h300l-60 120h-180z`, metal, { x: 180, y: -height - 60, width: 300, height: 120 });
  if (on) c.ellipse(330, -height + 66, 96, 34, '#fff4d8');
  return c.drawing();
}
