/** A forest: trunks in depth, ferns, light falling through the crowns. */
import { Canvas } from '../canvas.ts';
import type { Point } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import type { PlaneLayer } from '../scene-graph.ts';
import { shaft } from './windows.ts';
import { land, ridge, sky } from './outdoors.ts';
import { conifer } from './trees.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { bench, counter } from './supports.ts';

function trunks(set: SetContext, id: string, z: number, count: number, spread: number, width: number, distance: number): PlaneLayer {
  const { script } = set;
  const random = (): number => set.random();
  const c = new Canvas(set);
  for (let index = 0; index < count; index++) {
    const x = -spread + ((index + 0.2 + random() * 0.6) / count) * spread * 2;
    const w = width * (0.55 + random() * 0.8);
    const lean = (random() - 0.5) * w * 2;
    const level = 0.62 - Math.max(0, x / spread) * 0.28;
    const bark = mix('#6a5446', '#4f5a44', random() * 0.6);
    const points: Point[] = [
      [x - w * 0.9, 60],
      [x - w * 0.5, -500],
      [x - w * 0.42 + lean, -9000],
      [x + w * 0.42 + lean, -9000],
      [x + w * 0.5, -500],
      [x + w * 1.1, 60],
    ];
    c.path(
      `M${points.map(([px, py]) => `${Math.round(px)} ${Math.round(py)}`).join('L')}Z`,
      c.linear(x - w * 0.6, 0, x + w * 0.6, 0, [
        [0, script.far(bark, level + 0.5, distance)],
        [0.18, script.far(bark, level, distance)],
        [0.6, script.far(bark, level * 0.4, distance)],
        [1, script.far(bark, level * 0.22, distance)],
      ]),
      { x: x - w * 2, y: -9000, width: w * 4, height: 9060 },
    );
  }
  return plane(id, z, c.drawing());
}

export function forest(set: SetContext): SetDesign {
  const { script } = set;
  const random = (): number => set.random();
  const leaf = mix('#6f9a44', script.second, 0.06);
  const pines = new Canvas(set);
  for (let index = 0; index < 26; index++)
    pines.place(conifer(set, 8000 + random() * 8000, leaf, 0.34, 0.56 - random() * 0.12), -30_000 + index * 2400 + random() * 900, 0);
  const crown = new Canvas(set);
  for (let index = 0; index < 150; index++) {
    const x = (random() * 2 - 1) * 7000;
    const y = -3300 - random() * 2600;
    const r = 160 + random() * 300;
    crown.ellipse(x, y, r * 1.5, r * 0.6, script.far(leaf, x < -500 ? 0.5 + random() * 0.7 : 0.2 + random() * 0.35, 0.14), `opacity="0.8"`);
  }
  const ferns = new Canvas(set);
  for (let index = 0; index < 70; index++) {
    const x = (random() * 2 - 1) * 5600;
    const size = 300 + random() * 420;
    for (let frond = 0; frond < 6; frond++) {
      const angle = -Math.PI / 2 + (frond / 5 - 0.5) * 2.2 + (random() - 0.5) * 0.2;
      const tx = x + Math.cos(angle) * size;
      const ty = Math.sin(angle) * size * 0.8;
      const mx = x + Math.cos(angle) * size * 0.5;
      const my = ty * 0.72 - size * 0.08;
      ferns.path(
        `M${Math.round(x)} 20Q${Math.round(mx - 34)} ${Math.round(my)} ${Math.round(tx)} ${Math.round(ty)}Q${Math.round(mx + 34)} ${Math.round(my + 30)} ${Math.round(x)} 20Z`,
        script.tone(leaf, angle < -Math.PI / 2 ? 0.62 + random() * 0.3 : 0.26),
        { x: Math.min(x, tx) - 40, y: Math.min(ty, my) - 20, width: Math.abs(tx - x) + 80, height: size + 40 },
      );
    }
  }
  // The low sun burns through between the trunks and lights the mist over the ground.
  const burn = new Canvas(set);
  const glowX = set.lighting.direction === 'back' ? 1200 : -5200;
  const warm = mix(script.sky.sun, script.rig.key, 0.4);
  const strength = set.lighting.time === 'night' ? 0.25 : set.lighting.time === 'day' ? 0.6 : 0.95;
  burn.ellipse(
    glowX,
    -2600,
    11_000,
    8000,
    burn.radial(
      glowX,
      -2600,
      11_000,
      [
        [0, '#fffaf0', strength],
        [0.12, warm, strength * 0.8],
        [0.45, warm, strength * 0.34],
        [1, warm, 0],
      ],
      8000,
    ),
  );
  burn.rect(
    -30_000,
    -1500,
    60_000,
    2100,
    burn.linear(0, -1500, 0, 600, [
      [0, script.haze, 0],
      [0.7, mix(script.haze, warm, 0.4), 0.55],
      [1, script.haze, 0],
    ]),
  );
  return {
    layers: [
      ...sky(set, { clouds: 0, sunY: -20_000, sunX: -16_000 }),
      ridge(set, 'treeline', 30_000, { base: '#6d8a58', height: 12_000, rough: 0.3, distance: 0.5 }),
      plane('pines', 26_000, pines.drawing()),
      land(set, 'moss', '#6b7d3c', { near: '#4c5430', lines: 'grass', far: 50_000 }),
      plane('burn', 16_000, burn.drawing(), { breathes: true }),
      trunks(set, 'far-trunks', 14_000, 26, 20_000, 420, 0.5),
      trunks(set, 'mid-trunks', 6500, 13, 10_000, 330, 0.24),
      plane('crown', 5200, crown.drawing(), { sway: { x: 40, y: 12, cycles: 1 } }),
      trunks(set, 'near-trunks', 2700, 6, 6200, 300, 0.06),
      plane('ferns', 2300, ferns.drawing(), { sway: { x: 14, y: 0, cycles: 2 } }),
    ],
    air: [
      shaft(set, 1200, { x: -2700, y: -3300, width: 1700, reach: 6200, strength: 0.6 }),
      shaft(set, 2000, { x: -700, y: -3900, width: 800, reach: 6200, strength: 0.46 }),
    ],
    support: counter(set, {
      height: 520,
      top: '#6f6a4a',
      front: '#564a3c',
      far: -150,
      near: -640,
      left: -1500,
      right: 1500,
      shine: 0.05,
      below: 'stone',
    }),
    seat: { height: 460, layers: bench(set, 460, 1500, '#6a5a48', 'stone'), inviting: false },
    foregrounds: ['branch', 'leaves', 'grass', 'post'],
    wet: 0,
    largestField: 6000,
  };
}
