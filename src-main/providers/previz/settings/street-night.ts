/** A street at night: wet asphalt, lit windows, bokeh, lamps in the mist. */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import { land, sky } from './outdoors.ts';
import { bokeh, facade, streetLamp } from './streets.ts';
import type { SetContext, SetDesign } from './setting.ts';
import { bench, counter } from './supports.ts';

export function streetNight(set: SetContext): SetDesign {
  const { script } = set;
  const random = (): number => set.random();
  const far = new Canvas(set);
  let x = -70_000;
  while (x < 70_000) {
    const w = 6000 + random() * 7000;
    facade(set, far, x, w, 9000 + random() * 15_000, '#4a5a7d', 0.3, 0.5);
    x += w + 400;
  }
  const near = new Canvas(set);
  x = -24_000;
  while (x < 24_000) {
    const w = 4400 + random() * 2400;
    facade(set, near, x, w, 9000 + random() * 4000, '#56506a', 0.34, 0.12, { shop: true });
    x += w + (x < -1000 && x + w > -4600 ? 6200 : 80);
  }
  const lamps = new Canvas(set);
  for (const at of [-3300, 2500, 8200]) lamps.place(streetLamp(set, 4300, true), at, 0);
  const sign = new Canvas(set);
  const neon = mix(script.accent, '#ff6fa0', 0.3);
  sign.ellipse(
    4700,
    -3300,
    2000,
    1700,
    sign.radial(4700, -3300, 2000, [
      [0, neon, 0.5],
      [1, neon, 0],
    ]),
  );
  sign.rect(4250, -3900, 900, 1200, 'none', `stroke="${mix(neon, '#ffffff', 0.5)}" stroke-width="70" rx="120"`);
  sign.line(
    [
      [4480, -3600],
      [4920, -3100],
    ],
    mix('#8fd8ff', '#ffffff', 0.3),
    60,
  );
  return {
    layers: [
      ...sky(set, { clouds: 0 }),
      plane('far-street', 30_000, far.drawing()),
      bokeh(set, 18_000, 46, 15_000),
      land(set, 'asphalt', '#3b4152', { lines: 'none', far: 40_000, shine: 0.3 }),
      plane('shops', 8200, near.drawing()),
      plane('sign', 8000, sign.drawing(), { breathes: true }),
      plane('lamps', 4200, lamps.drawing(), { breathes: true }),
    ],
    air: [],
    support: counter(set, {
      height: 560,
      top: '#545a68',
      front: '#3a3f4c',
      far: -200,
      near: -720,
      left: -5200,
      right: 5200,
      shine: 0.3,
      below: 'stone',
      grain: false,
    }),
    seat: { height: 460, layers: bench(set, 460, 1900, '#6a5a58', 'planks'), inviting: false },
    foregrounds: ['post', 'shoulder', 'glass', 'doorway'],
    wet: 0.42,
    largestField: 6000,
  };
}
