/** Walls, windows, floors, shelves and lamps that the rooms are furnished with. */
import type { Hex } from '#domain/picture.ts';
import { Canvas, smoothPath } from '../canvas.ts';
import type { Point } from '../canvas.ts';
import { adjust, mix } from '../colour.ts';
import type { Drawing } from '../drawing.ts';
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

/** What lies outside: sky, hills or roofs, in the hour's colours. Drawn into a rectangle. */
export function view(
  set: SetContext,
  c: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  outside: 'garden' | 'city' | 'sky',
): void {
  const { script } = set;
  const { sky } = script;
  c.rect(
    x,
    y,
    width,
    height,
    c.linear(0, y, 0, y + height, [
      [0, mix(sky.middle, sky.horizon, 0.35)],
      [0.55, sky.horizon],
      [1, mix(sky.horizon, sky.sun, 0.6)],
    ]),
  );
  const night = set.lighting.time === 'night';
  if (!night)
    c.rect(
      x,
      y,
      width,
      height,
      c.radial(x + width * 0.35, y + height * 0.62, width * 0.8, [
        [0, '#fffaf0', 0.75],
        [0.4, sky.sun, 0.3],
        [1, sky.sun, 0],
      ]),
    );
  const clip = c.clip(`<rect x="${x}" y="${y}" width="${width}" height="${height}"/>`);
  c.group(clip, () => {
    if (outside === 'garden') {
      const tones = [mix(sky.horizon, '#6f7d55', night ? 0.2 : 0.42), mix(sky.horizon, '#4f6344', night ? 0.3 : 0.6)];
      tones.forEach((tone, row) => {
        const points: Point[] = [[x - 40, y + height + 20]];
        const count = 6;
        for (let index = 0; index <= count; index++) {
          const px = x + (width * index) / count;
          points.push([px, y + height * (0.64 + row * 0.12 - 0.16 * set.random())]);
        }
        points.push([x + width + 40, y + height + 20]);
        c.path(smoothPath(points, true), tone, { x, y, width, height });
      });
    } else if (outside === 'city') {
      // Two rows of roofs, the far one paler; they overlap, so no light leaks between.
      for (const row of [0, 1]) {
        let at = x - 40;
        while (at < x + width) {
          const w = width * (0.09 + set.random() * 0.12);
          const h = height * (row === 0 ? 0.34 + set.random() * 0.3 : 0.12 + set.random() * 0.3);
          const tone = mix(sky.horizon, night ? '#10182e' : '#5d5f78', (row === 0 ? 0.24 : 0.5) + set.random() * 0.1);
          c.rect(
            at,
            y + height - h,
            w,
            h + 10,
            c.linear(at, 0, at + w, 0, [
              [0, mix(tone, sky.sun, night ? 0.05 : 0.25)],
              [0.5, tone],
              [1, tone],
            ]),
          );
          for (let line = 0; line < 5; line++) {
            const on = script.lamps && set.random() < 0.5;
            for (let column = 0; column < 3; column++) {
              c.rect(
                at + w * (0.16 + column * 0.26),
                y + height - h + height * (0.03 + line * 0.05),
                w * 0.14,
                height * 0.022,
                on ? script.lamp : mix(tone, '#20263c', 0.35),
                on ? 'opacity="0.85"' : 'opacity="0.4"',
              );
            }
          }
          at += w * 0.94;
        }
      }
    }
  });
}

/** A window with bars, frame, sill and the view behind it; `x`,`y` is its top left corner. */
export function windowDrawing(
  set: SetContext,
  x: number,
  y: number,
  width: number,
  height: number,
  options: { outside?: 'garden' | 'city' | 'sky'; columns?: number; rows?: number; frame?: Hex; curtain?: Hex; arched?: boolean } = {},
): Drawing {
  const { script } = set;
  const c = new Canvas(set);
  const frame = options.frame ?? '#5b4a44';
  const bar = Math.max(26, width * 0.03);
  c.rect(
    x - bar * 1.5,
    y - bar * 1.5,
    width + bar * 3,
    height + bar * 3,
    c.linear(x, 0, x + width, 0, [
      [0, script.tone(frame, 0.42)],
      [1, script.tone(frame, 0.2)],
    ]),
    'rx="6"',
  );
  view(set, c, x, y, width, height, options.outside ?? 'garden');
  const columns = options.columns ?? 2;
  const rows = options.rows ?? 2;
  for (let index = 1; index < columns; index++) {
    const px = x + (width * index) / columns;
    c.rect(px - bar * 0.4, y, bar * 0.8, height, script.tone(frame, 0.3));
    c.rect(px - bar * 0.4, y, bar * 0.22, height, script.tone(frame, 0.9), 'opacity="0.7"');
  }
  for (let index = 1; index < rows; index++) {
    const py = y + (height * index) / rows;
    c.rect(x, py - bar * 0.4, width, bar * 0.8, script.tone(frame, 0.3));
    c.rect(x, py + bar * 0.2, width, bar * 0.2, script.tone(frame, 0.9), 'opacity="0.55"');
  }
  // Reveal: the thickness of the wall, lit from outside.
  c.polygon(
    [
      [x, y],
      [x + bar, y],
      [x + bar, y + height],
      [x, y + height],
    ],
    script.tone(frame, 0.14),
    'opacity="0.5"',
  );
  c.polygon(
    [
      [x + width, y],
      [x + width - bar * 0.8, y],
      [x + width - bar * 0.8, y + height],
      [x + width, y + height],
    ],
    script.tone('#fff2dc', 1),
    'opacity="0.55"',
  );
  // Sill.
  c.rect(
    x - bar * 3,
    y + height + bar * 0.9,
    width + bar * 6,
    bar * 1.5,
    c.linear(x, 0, x + width, 0, [
      [0, script.tone('#e9dcc8', 0.95)],
      [1, script.tone('#e9dcc8', 0.5)],
    ]),
  );
  c.rect(x - bar * 3, y + height + bar * 2.4, width + bar * 6, bar * 1.4, script.tone('#2a2226', 0.1), 'opacity="0.35"');
  if (options.curtain) {
    for (const side of [-1, 1] as const) {
      const edge = side < 0 ? x - width * 0.3 : x + width * 0.93;
      const w = width * 0.37;
      c.curve(
        [
          [edge, y - 160],
          [edge + w, y - 160],
          [edge + w * (side < 0 ? 0.82 : 1), y + height * 0.5],
          [edge + w * 0.96, -24],
          [edge, -24],
        ],
        c.linear(edge, 0, edge + w, 0, [
          [0, script.tone(options.curtain, side < 0 ? 0.55 : 0.95)],
          [0.3, script.tone(options.curtain, 0.62)],
          [0.5, script.tone(options.curtain, 0.9)],
          [0.7, script.tone(options.curtain, 0.55)],
          [1, script.tone(options.curtain, side < 0 ? 0.98 : 0.45)],
        ]),
        { extra: 'opacity="0.94"' },
      );
      for (let fold = 1; fold < 4; fold++)
        c.line(
          [
            [edge + (w * fold) / 4, y - 150],
            [edge + (w * fold) / 4 + 14 * side, -30],
          ],
          script.tone(options.curtain, 0.25),
          12,
          'opacity="0.35"',
        );
    }
  }
  return c.drawing();
}

/** The window's panes thrown onto the wall by a low sun: soft slanted patches of light. */
export function lightPatch(
  set: SetContext,
  z: number,
  options: { x?: number; y?: number; width?: number; height?: number; strength?: number } = {},
): PlaneLayer {
  const { script, keyX, keyY } = set;
  const c = new Canvas(set);
  const x = options.x ?? keyX + 1150;
  const y = options.y ?? keyY - 150;
  const width = options.width ?? 900;
  const height = options.height ?? 1050;
  const slant = 420;
  const drop = 320;
  for (let column = 0; column < 2; column++) {
    for (let row = 0; row < 2; row++) {
      const ax = x + (column * width) / 2 + 24 + (row * slant) / 2;
      const ay = y + (row * height) / 2 + 24 + (column * drop) / 2;
      const w = width / 2 - 48;
      const h = height / 2 - 48;
      c.polygon(
        [
          [ax, ay],
          [ax + w, ay + drop / 2],
          [ax + w + slant / 2, ay + h + drop / 2],
          [ax + slant / 2, ay + h],
        ],
        script.rig.key,
        `opacity="${(options.strength ?? 0.4) * (1 - column * 0.16)}"`,
      );
    }
  }
  return plane('patch', z, c.drawing(), { soft: set.lighting.quality === 'soft' ? 34 : 12, breathes: true });
}

/** A shaft of light hanging in the air from the opening down into the room. */
export function shaft(
  set: SetContext,
  z: number,
  options: { x?: number; y?: number; width?: number; reach?: number; strength?: number } = {},
): PlaneLayer {
  const { script, keyX, keyY } = set;
  const c = new Canvas(set);
  const x = options.x ?? keyX;
  const y = options.y ?? keyY - 500;
  const width = options.width ?? 900;
  const reach = options.reach ?? 3400;
  const strength = (options.strength ?? 0.34) * script.shaft;
  const angle = set.lighting.direction === 'top' || set.lighting.direction === 'back' ? 1.25 : 0.62;
  const dx = Math.cos(angle) * reach;
  const dy = Math.sin(angle) * reach;
  for (const [offset, spread, part] of [
    [0, 1, 1],
    [0.18, 0.34, 0.6],
  ] as const) {
    const ax = x + offset * width;
    c.polygon(
      [
        [ax - 40, y],
        [ax + width * 0.25 * spread, y - width * 0.38 * spread],
        [ax + width * 0.25 * spread + dx * 1.12, y - width * 0.38 * spread + dy * 0.86],
        [ax + dx * 0.8, y + width * 0.9 * spread + dy],
        [ax - 40, y + width * 0.9 * spread],
      ],
      c.linear(ax, y, ax + dx, y + dy, [
        [0, script.rig.key, strength * part],
        [0.35, script.rig.key, strength * 0.55 * part],
        [1, script.rig.key, 0],
      ]),
    );
  }
  return plane('shaft', z, c.drawing(), { soft: set.lighting.quality === 'soft' ? 70 : 34, breathes: true });
}

/** A shelf with a few simple things on it, drawn with its left end at x. */
export function shelf(
  set: SetContext,
  c: Canvas,
  x: number,
  y: number,
  width: number,
  things: 'crockery' | 'books' | 'bottles' | 'mixed',
  wood: Hex = '#7a5a44',
): void {
  const { script, keyX } = set;
  const random = (): number => set.random();
  const near = Math.max(0.16, 0.66 - Math.abs(x + width / 2 - keyX) / 6500);
  const colours = [script.accent, '#d8c4a6', script.second, '#8f6b52', '#b9a9a0', '#6f7f86', '#c9a27a'];
  let at = x + 40;
  while (at < x + width - 130) {
    const base = mix(colours[Math.floor(random() * colours.length)] ?? '#b9a9a0', '#a89484', 0.3);
    const fill = (w: number) =>
      c.linear(at, 0, at + w, 0, [
        [0, script.tone(base, near + 0.2)],
        [0.4, script.tone(base, near)],
        [1, script.tone(base, near * 0.35)],
      ]);
    const kind = things === 'mixed' ? (['crockery', 'books', 'bottles'] as const)[Math.floor(random() * 3)] : things;
    if (kind === 'books') {
      const w = 26 + random() * 34;
      const h = 170 + random() * 110;
      c.rect(at, y - h, w, h, fill(w), 'rx="3"');
      c.rect(at + w * 0.2, y - h * 0.8, w * 0.6, 8, script.tone('#f0e0c0', near + 0.1), 'opacity="0.5"');
      at += w + 3 + (random() < 0.12 ? 90 : 0);
    } else if (kind === 'bottles') {
      const w = 66 + random() * 26;
      const h = 190 + random() * 90;
      c.curve(
        [
          [at, y],
          [at, y - h * 0.55],
          [at + w * 0.34, y - h * 0.72],
          [at + w * 0.36, y - h],
          [at + w * 0.64, y - h],
          [at + w * 0.66, y - h * 0.72],
          [at + w, y - h * 0.55],
          [at + w, y],
        ],
        fill(w),
      );
      c.rect(at + w * 0.12, y - h * 0.5, w * 0.1, h * 0.42, script.rig.key, 'opacity="0.45"');
      at += w + 22 + random() * 60;
    } else if (random() < 0.45) {
      const w = 120 + random() * 60;
      c.path(`M${at} ${y - 60}h${w}q-6 60 -${w / 2} 60q-${w / 2 - 6} 0 -${w / 2} -60z`, fill(w), {
        x: at,
        y: y - 60,
        width: w,
        height: 60,
      });
      at += w + 30;
    } else {
      const w = 86 + random() * 22;
      const h = 84 + random() * 60;
      c.rect(at, y - h, w, h, fill(w), 'rx="10"');
      c.ellipse(at + w / 2, y - h, w / 2, 8, script.tone(base, near + 0.3));
      at += w + 26 + random() * 50;
    }
  }
  c.rect(
    x,
    y,
    width,
    38,
    c.linear(x, 0, x + width, 0, [
      [0, script.tone(wood, near + 0.25)],
      [1, script.tone(wood, near * 0.6)],
    ]),
  );
  c.rect(x, y, width, 6, script.tone(wood, near + 0.5), 'opacity="0.7"');
  c.rect(
    x,
    y + 38,
    width,
    40,
    c.linear(0, y + 38, 0, y + 78, [
      [0, '#140f14', 0.34],
      [1, '#140f14', 0],
    ]),
  );
}

/** A lamp on a cord from above with its glow; lit when the scene's lamps are on. */
export function pendant(set: SetContext, x: number, y: number, size: number, colour: Hex): Drawing {
  const { script } = set;
  const c = new Canvas(set);
  if (script.lamps)
    c.ellipse(
      x,
      y + size * 0.25,
      size * 3.2,
      size * 3.2,
      c.radial(x, y + size * 0.25, size * 3.2, [
        [0, script.lamp, 0.5],
        [0.3, script.lamp, 0.2],
        [1, script.lamp, 0],
      ]),
    );
  c.line(
    [
      [x, y - 6000],
      [x, y - size * 0.5],
    ],
    script.tone('#2a2426', 0.2),
    8,
  );
  c.path(
    `M${x - size * 0.16} ${y - size * 0.55}h${size * 0.32}q${size * 0.1} ${size * 0.1} ${size * 0.12} ${size * 0.2}q${size * 0.34} ${size * 0.1} ${size * 0.36} ${size * 0.42}h-${size * 1.28}q${size * 0.02} -${size * 0.32} ${size * 0.36} -${size * 0.42}q${size * 0.02} -${size * 0.1} ${size * 0.12} -${size * 0.2}z`,
    c.linear(x - size * 0.64, 0, x + size * 0.64, 0, [
      [0, script.tone(colour, 0.85)],
      [0.35, script.tone(colour, 0.55)],
      [1, script.tone(colour, 0.16)],
    ]),
    { x: x - size * 0.65, y: y - size * 0.6, width: size * 1.3, height: size * 0.7 },
  );
  c.ellipse(x, y + size * 0.07, size * 0.6, size * 0.07, script.lamps ? script.lamp : script.tone(colour, 0.12));
  if (script.lamps) c.ellipse(x, y + size * 0.09, size * 0.24, size * 0.09, '#fff6df');
  return c.drawing();
}

/** Framed pictures on the wall. */
export function pictures(
  set: SetContext,
  c: Canvas,
  places: readonly (readonly [x: number, y: number, width: number, height: number])[],
): void {
  const { script, keyX } = set;
  places.forEach(([x, y, w, h], index) => {
    const near = Math.max(0.2, 0.72 - Math.abs(x - keyX) / 6200);
    c.rect(x + 22, y + 30, w, h, '#120d14', 'opacity="0.22"');
    c.rect(x, y, w, h, script.tone('#4b3d38', near));
    c.rect(x + 14, y + 14, w - 28, h - 28, script.tone('#eee2cf', near + 0.1));
    const m = Math.min(w, h) * 0.16;
    const one = index % 2 ? script.accent : script.second;
    c.rect(
      x + m,
      y + m,
      w - 2 * m,
      h - 2 * m,
      c.linear(x, y, x, y + h, [
        [0, script.tone(mix(one, '#efe4d2', 0.4), near + 0.1)],
        [1, script.tone(one, near)],
      ]),
    );
    c.ellipse(x + w * 0.58, y + h * 0.45, w * 0.13, w * 0.13, script.tone('#f6e6c8', near + 0.2), 'opacity="0.8"');
    c.polygon(
      [
        [x + m, y + h - m],
        [x + m, y + h * 0.66],
        [x + w * 0.42, y + h * 0.5],
        [x + w - m, y + h * 0.7],
        [x + w - m, y + h - m],
      ],
      script.tone(mix(one, '#3a3340', 0.5), near),
    );
  });
}

/** A leafy plant in a pot, base at (x, y). */
export function pottedPlant(set: SetContext, c: Canvas, x: number, y: number, size: number, pot: Hex, leaf: Hex = '#5f7d56'): void {
  const { script, keyX } = set;
  const random = (): number => set.random();
  const near = Math.max(0.2, 0.72 - Math.abs(x - keyX) / 5200);
  c.ellipse(x + size * 0.06, y, size * 0.24, size * 0.035, '#120d14', 'opacity="0.3"');
  const count = 13;
  for (let index = 0; index < count; index++) {
    const angle = -Math.PI / 2 + (index / (count - 1) - 0.5) * 2.5 + (random() - 0.5) * 0.24;
    const reach = size * (0.5 + random() * 0.36);
    const bx = x + Math.cos(angle) * size * 0.06;
    const by = y - size * 0.3;
    const tx = x + Math.cos(angle) * reach * 0.72;
    const ty = by + Math.sin(angle) * reach;
    const nx = -Math.sin(angle) * size * 0.085;
    const ny = Math.cos(angle) * size * 0.085;
    const mx = (bx + tx) / 2;
    const my = (by + ty) / 2 - size * 0.04;
    const level = near * (angle < -Math.PI / 2 ? 1.15 : 0.6) * (0.8 + random() * 0.4);
    c.path(`M${bx} ${by}Q${mx + nx} ${my + ny} ${tx} ${ty}Q${mx - nx} ${my - ny} ${bx} ${by}Z`, script.tone(leaf, level), {
      x: Math.min(bx, tx) - size * 0.1,
      y: Math.min(by, ty) - size * 0.1,
      width: Math.abs(tx - bx) + size * 0.2,
      height: Math.abs(ty - by) + size * 0.2,
    });
    c.line(
      [
        [bx, by],
        [mx, my],
        [tx, ty],
      ],
      script.tone(leaf, level + 0.3),
      size * 0.006,
      'opacity="0.5"',
    );
  }
  c.path(
    `M${x - size * 0.19} ${y - size * 0.32}h${size * 0.38}l-${size * 0.05} ${size * 0.32}h-${size * 0.28}z`,
    c.linear(x - size * 0.19, 0, x + size * 0.19, 0, [
      [0, script.tone(pot, near + 0.3)],
      [0.4, script.tone(pot, near)],
      [1, script.tone(pot, near * 0.35)],
    ]),
    { x: x - size * 0.19, y: y - size * 0.32, width: size * 0.38, height: size * 0.32 },
  );
  c.rect(x - size * 0.2, y - size * 0.34, size * 0.4, size * 0.05, script.tone(pot, near + 0.2));
}
