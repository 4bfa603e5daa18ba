/** Windows, what lies outside them, and the light they throw into a room. */
import type { Hex } from '#domain/picture.ts';
import { Canvas, smoothPath } from '../canvas.ts';
import type { Point } from '../canvas.ts';
import { mix } from '../colour.ts';
import type { Drawing } from '../drawing.ts';
import { plane } from '../scene-graph.ts';
import type { PlaneLayer } from '../scene-graph.ts';
import type { SetContext } from './setting.ts';

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
