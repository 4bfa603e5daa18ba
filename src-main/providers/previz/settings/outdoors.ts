/** Skies, hills and open ground. */
import type { Hex } from '#domain/picture.ts';
import { Canvas, smoothPath } from '../canvas.ts';
import type { Point } from '../canvas.ts';
import { mix } from '../colour.ts';
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
