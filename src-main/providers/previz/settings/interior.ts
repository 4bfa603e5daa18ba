/** Walls and floors of rooms. */
import type { Hex } from '#domain/picture.ts';
import { Canvas } from '../canvas.ts';
import { adjust } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import type { GroundLayer, PlaneLayer } from '../scene-graph.ts';
import { REACH } from './setting.ts';
import type { SetContext } from './setting.ts';

/** A wall across the whole picture on which the key falls off from where it enters. */
export function wall(
  set: SetContext,
  base: Hex,
  z: number,
  options: { dado?: Hex; panels?: boolean; tiles?: Hex; level?: number } = {},
): PlaneLayer {
  const { script, keyX, keyY } = set;
  const c = new Canvas(set);
  const gain = options.level ?? 1;
  const t = (level: number) => script.tone(base, level * gain);
  c.rect(
    -REACH,
    -9000,
    REACH * 2,
    11_000,
    c.linear(keyX - 700, keyY - 500, keyX + 4100, keyY + 1300, [
      [0, t(0.95)],
      [0.2, t(0.8)],
      [0.45, t(0.52)],
      [0.72, t(0.28)],
      [1, t(0.13)],
    ]),
  );
  if (options.tiles) {
    const joint = script.tone(options.tiles, 0.9);
    for (let row = 0; row < 9; row++) {
      const y = -1560 + row * 80;
      c.line(
        [
          [-5200, y],
          [5200, y],
        ],
        joint,
        3,
        'opacity="0.22"',
      );
      for (let x = -5200 + (row % 2) * 100; x < 5200; x += 200)
        c.line(
          [
            [x, y],
            [x, y + 80],
          ],
          joint,
          3,
          'opacity="0.16"',
        );
    }
  }
  if (options.panels) {
    for (let x = -6400; x < 6400; x += 1000) {
      c.rect(x + 120, -2350, 760, 1560, 'none', `stroke="${script.tone(base, 0.95)}" stroke-width="10" opacity="0.3"`);
      c.rect(x + 132, -2338, 760, 1560, 'none', `stroke="${script.tone(base, 0.1)}" stroke-width="9" opacity="0.35"`);
    }
  }
  if (options.dado) {
    c.rect(
      -REACH,
      -960,
      REACH * 2,
      3000,
      c.linear(keyX - 600, 0, keyX + 4500, 0, [
        [0, script.tone(options.dado, 0.7 * gain)],
        [0.5, script.tone(options.dado, 0.4 * gain)],
        [1, script.tone(options.dado, 0.18 * gain)],
      ]),
    );
    c.rect(
      -REACH,
      -985,
      REACH * 2,
      26,
      c.linear(keyX, 0, keyX + 4500, 0, [
        [0, script.tone(options.dado, 1.05)],
        [1, script.tone(options.dado, 0.3)],
      ]),
    );
  }
  // The room darkens towards the ceiling and away from the opening.
  c.rect(
    -REACH,
    -9000,
    REACH * 2,
    7600,
    c.linear(0, -3300, 0, -1500, [
      [0, script.tone('#2b2630', 0.16), 0.72],
      [0.5, script.tone('#2b2630', 0.2), 0.25],
      [1, script.tone('#2b2630', 0.2), 0],
    ]),
  );
  c.rect(
    -REACH,
    -9000,
    REACH * 2,
    11_000,
    c.radial(
      keyX + 250,
      keyY,
      2500,
      [
        [0, script.rig.key, 0.62 * gain],
        [0.35, script.rig.key, 0.24 * gain],
        [1, script.rig.key, 0],
      ],
      2100,
    ),
  );
  // Skirting.
  c.rect(
    -REACH,
    -130,
    REACH * 2,
    130,
    c.linear(keyX, 0, keyX + 4600, 0, [
      [0, script.tone(adjust(base, 0.05), 0.8)],
      [1, script.tone(base, 0.16)],
    ]),
  );
  c.rect(-REACH, -138, REACH * 2, 8, script.tone(base, 0.9), 'opacity="0.5"');
  return plane('wall', z, c.drawing());
}

/** A floor running to the wall: boards, tiles or plain, with the window's light lying on it. */
export function floor(
  set: SetContext,
  base: Hex,
  farZ: number,
  options: { pattern?: 'boards' | 'tiles' | 'plain'; shine?: number; y?: number; id?: string; width?: number } = {},
): GroundLayer {
  const { script } = set;
  const pattern = options.pattern ?? 'boards';
  const width = options.width ?? 200;
  return {
    kind: 'ground',
    id: options.id ?? 'floor',
    y: options.y ?? 0,
    near: -100_000,
    far: farZ,
    opacity: 1,
    draw(view) {
      const c = new Canvas(view);
      const top = view.horizon;
      const bottom = Math.max(view.bottom, top + 10);
      c.rect(
        view.left,
        top,
        view.right - view.left,
        bottom - top,
        c.linear(view.left * 0.9, top, view.right * 0.9, bottom, [
          [0, script.tone(base, 0.78)],
          [0.35, script.tone(base, 0.55)],
          [0.7, script.tone(base, 0.32)],
          [1, script.tone(base, 0.16)],
        ]),
      );
      if (pattern === 'boards') {
        for (let index = -46; index <= 46; index++) {
          const x = index * width;
          const [ax, ay] = view.at(x, farZ);
          const [bx, by] = view.at(x, view.nearZ);
          const [dx, dy] = view.at(x + width, view.nearZ);
          const [ex, ey] = view.at(x + width, farZ);
          const shade = ((index * 7919) % 5) / 5;
          c.polygon(
            [
              [ax, ay],
              [bx, by],
              [dx, dy],
              [ex, ey],
            ],
            index % 2 ? script.tone('#1d1518', 0.1) : script.tone('#fff0dc', 0.9),
            `opacity="${0.03 + Math.abs(shade) * 0.07}"`,
          );
          c.line(
            [
              [ax, ay],
              [bx, by],
            ],
            script.tone('#201818', 0.06),
            1.2,
            'opacity="0.4"',
          );
        }
      } else if (pattern === 'tiles') {
        for (let index = -30; index <= 30; index++)
          c.line([view.at(index * 600, farZ), view.at(index * 600, view.nearZ)], script.tone('#1a1718', 0.1), 1.2, 'opacity="0.35"');
        for (let z = Math.floor(view.nearZ / 600) * 600 + 600; z < farZ; z += 600)
          c.line([view.at(-18_000, z), view.at(18_000, z)], script.tone('#1a1718', 0.1), 1.2, 'opacity="0.35"');
      }
      // Light lying on the floor, thrown from the window.
      const [px, py] = view.at(set.keyX * 0.4 + 500, Math.max(view.nearZ + 500, farZ - 1500));
      const span = (view.right - view.left) * 0.42;
      c.rect(
        view.left,
        top,
        view.right - view.left,
        bottom - top,
        c.radial(
          px,
          py,
          span,
          [
            [0, script.rig.key, 0.42],
            [0.5, script.rig.key, 0.14],
            [1, script.rig.key, 0],
          ],
          Math.max(30, (bottom - top) * 0.55),
        ),
      );
      // Where floor meets wall it is darker.
      c.rect(
        view.left,
        top,
        view.right - view.left,
        Math.max(8, (bottom - top) * 0.12),
        c.linear(0, top, 0, top + Math.max(8, (bottom - top) * 0.12), [
          [0, script.tone('#1c171c', 0.1), 0.5],
          [1, script.tone('#1c171c', 0.1), 0],
        ]),
      );
      if (options.shine) {
        c.rect(
          view.left,
          top,
          view.right - view.left,
          bottom - top,
          c.linear(0, top, 0, bottom, [
            [0, script.sky.horizon, options.shine * 0.55],
            [0.5, script.sky.horizon, options.shine * 0.12],
            [1, script.sky.horizon, 0],
          ]),
        );
      }
      return c.drawing();
    },
  };
}
