/** A beach: sea to the horizon, headland, wet sand that mirrors the sky. */
import { Canvas } from '../canvas.ts';
import type { Point } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { land, ridge, sky } from './outdoors.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { bench, counter } from './supports.ts';

export function beach(set: SetContext): SetDesign {
  const { script } = set;
  const random = (): number => set.random();
  const sea = mix('#2f8199', script.second, 0.06);
  const surf = new Canvas(set);
  const z = 6400;
  for (let line = 0; line < 3; line++) {
    const points: Point[] = [];
    const y = -10 + line * 46;
    for (let index = 0; index <= 26; index++)
      points.push([-13_000 + index * 1000, y + Math.sin(index * 1.3 + line * 2) * 22 + (random() - 0.5) * 18]);
    surf.curve(points, 'none', {
      closed: false,
      pad: 60,
      extra: `stroke="${script.tone('#ffffff', 1.1)}" stroke-width="${30 - line * 7}" stroke-linecap="round" opacity="${0.75 - line * 0.2}"`,
    });
  }
  const dunes = new Canvas(set);
  for (let index = 0; index < 60; index++) {
    const x = 3600 + random() * 6000;
    const h = 420 + random() * 520;
    const lean = 60 + random() * 160;
    dunes.path(
      `M${Math.round(x - 12)} 40Q${Math.round(x)} ${Math.round(-h * 0.5)} ${Math.round(x + lean)} ${Math.round(-h)}Q${Math.round(x + 16)} ${Math.round(-h * 0.5)} ${Math.round(x + 14)} 40Z`,
      script.tone('#8f8a58', 0.3 + random() * 0.55),
      { x: x - 20, y: -h, width: lean + 60, height: h + 40 },
    );
  }
  return {
    layers: [
      ...sky(set, { clouds: 6, sunX: set.lighting.direction === 'back' ? 5000 : -20_000 }),
      ridge(set, 'headland', 62_000, { base: '#5d6b78', height: 9000, rough: 0.2, distance: 0.62 }),
      land(set, 'sea', sea, {
        near: mix(sea, '#2a5566', 0.4),
        glitter: true,
        far: 88_000,
        shine: 0.34,
        sunX: set.lighting.direction === 'back' ? 5000 : -20_000,
      }),
      { ...land(set, 'sand', '#d3b68c', { near: '#b7936a', far: 6200, shine: 0.16 }), far: 6200 },
      plane('surf', z, surf.drawing(), { sway: { x: 60, y: 26, cycles: 1 } }),
      plane('dunes', 3600, dunes.drawing(), { sway: { x: 22, y: 0, cycles: 2 } }),
    ],
    air: [],
    support: counter(set, {
      height: 470,
      top: '#c4ab88',
      front: '#9a8468',
      far: -150,
      near: -640,
      left: -1300,
      right: 1300,
      shine: 0.05,
      below: 'stone',
    }),
    seat: { height: 460, layers: bench(set, 460, 1500, '#b39a7c', 'stone'), inviting: false },
    foregrounds: ['grass', 'branch', 'leaves', 'ribbon'],
    wet: 0.22,
    largestField: 7000,
  };
}
