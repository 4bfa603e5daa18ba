/** What streets are made of: house fronts, lamps, the lights of a town. */
import type { Hex } from '#domain/picture.ts';
import { Canvas } from '../canvas.ts';
import { adjust, mix } from '../colour.ts';
import type { Drawing } from '../drawing.ts';
import { plane } from '../scene-graph.ts';
import type { PlaneLayer } from '../scene-graph.ts';
import type { SetContext } from './setting.ts';

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
