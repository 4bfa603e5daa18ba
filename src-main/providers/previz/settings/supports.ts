/** What things stand on: counters, tables, ledges, plinths. */
import type { Hex } from '#domain/picture.ts';
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import { plane } from '../scene-graph.ts';
import type { GroundLayer, Layer } from '../scene-graph.ts';
import type { SetContext, Support } from './setting.ts';

interface Counter {
  height: number;
  top: Hex;
  front: Hex;
  far?: number;
  near?: number;
  left?: number;
  right?: number;
  shine?: number;
  /** `panel` hides everything below the top, `legs` leaves it open. */
  below?: 'panel' | 'legs' | 'stone';
  grain?: boolean;
}

/** A table or counter across the picture: a top in true perspective, a lit edge, a front or legs. */
export function counter(set: SetContext, o: Counter): Support {
  const { script } = set;
  const far = o.far ?? -170;
  const near = o.near ?? -820;
  const left = o.left ?? -2600;
  const right = o.right ?? 2600;
  const shine = o.shine ?? 0.25;
  const thickness = 46;
  const top: GroundLayer = {
    kind: 'ground',
    id: 'table-top',
    y: -o.height,
    near,
    far,
    opacity: 1,
    draw(view) {
      const c = new Canvas(view);
      const nearZ = Math.max(near, view.nearZ);
      const corners = [view.at(left, far), view.at(right, far), view.at(right, nearZ), view.at(left, nearZ)] as const;
      const [a, b, d, e] = corners;
      const light = (level: number) => script.tone(o.top, level);
      c.polygon(
        corners,
        c.linear(Math.max(view.left, a[0]), 0, Math.min(view.right, b[0]), Math.min(300, e[1] - a[1]), [
          [0, light(0.98)],
          [0.3, light(0.74)],
          [0.65, light(0.46)],
          [1, light(0.24)],
        ]),
      );
      if (o.grain !== false) {
        for (let seam = -9; seam <= 9; seam++) {
          const x = seam * 310 + ((seam * 53) % 90);
          if (x > left + 60 && x < right - 60) c.line([view.at(x, far), view.at(x, nearZ)], script.tone(o.top, 0.1), 1.4, 'opacity="0.22"');
        }
        for (let index = 0; index < 9; index++) {
          const z = far + ((nearZ - far) * (index + 0.6)) / 9;
          c.line(
            [view.at(left, z), view.at(left * 0.2, z + 14 * ((index % 3) - 1)), view.at(right, z)],
            script.tone(o.top, index % 2 ? 0.12 : 1),
            1.3,
            'opacity="0.2"',
          );
        }
      }
      // Sheen: the bright room mirrored at a grazing angle along the far edge.
      const depth = Math.max(6, e[1] - a[1]);
      c.polygon(
        corners,
        c.linear(0, a[1], 0, a[1] + depth, [
          [0, script.rig.key, 0.3 + shine * 0.3],
          [0.3, script.rig.key, 0.08 + shine * 0.1],
          [1, script.tone('#1d171c', 0.1), 0.3],
        ]),
      );
      const pool = view.at(set.keyX * 0.35 + 250, (far + nearZ) / 2);
      c.polygon(
        corners,
        c.radial(
          pool[0],
          pool[1],
          620,
          [
            [0, script.rig.key, 0.34],
            [0.6, script.rig.key, 0.08],
            [1, script.rig.key, 0],
          ],
          Math.max(24, depth * 0.9),
        ),
      );
      c.line([a, b], script.rig.rim, 3, 'opacity="0.75"');
      // Front edge.
      c.line([e, d], script.rig.rim, 2.2, 'opacity="0.5"');
      return c.drawing();
    },
  };
  const front = new Canvas(set);
  const shade = (level: number, base = o.front) => script.tone(base, level);
  const across = (base: Hex, gain: number) =>
    front.linear(set.keyX - 400, 0, set.keyX + 4200, 0, [
      [0, shade(0.66 * gain, base)],
      [0.5, shade(0.38 * gain, base)],
      [1, shade(0.16 * gain, base)],
    ]);
  if (o.below === 'legs') {
    for (const x of [left + 90, right - 150])
      front.rect(
        x,
        -o.height + thickness,
        62,
        o.height - thickness,
        front.linear(x, 0, x + 62, 0, [
          [0, shade(0.6)],
          [0.4, shade(0.36)],
          [1, shade(0.12)],
        ]),
      );
    front.rect(left + 60, -o.height + thickness, right - left - 120, 70, across(o.front, 0.7));
  } else {
    front.rect(left + 20, -o.height + thickness, right - left - 40, o.height - thickness, across(o.front, 0.9));
    if (o.below === 'stone') {
      for (let x = left; x < right; x += 420)
        front.line(
          [
            [x, -o.height + thickness],
            [x, 0],
          ],
          shade(0.1),
          8,
          'opacity="0.4"',
        );
    } else {
      for (let x = left + 60; x < right - 300; x += 640) {
        front.rect(x, -o.height + 110, 560, o.height - 210, 'none', `stroke="${shade(0.9)}" stroke-width="6" opacity="0.24" rx="6"`);
        front.rect(x + 8, -o.height + 118, 560, o.height - 210, 'none', `stroke="${shade(0.05)}" stroke-width="6" opacity="0.4" rx="6"`);
      }
    }
    front.rect(
      left + 20,
      -o.height + thickness,
      right - left - 40,
      130,
      front.linear(0, -o.height + thickness, 0, -o.height + thickness + 130, [
        [0, '#100c12', 0.5],
        [1, '#100c12', 0],
      ]),
    );
    front.rect(left + 20, -120, right - left - 40, 120, script.tone('#241d22', 0.14), 'opacity="0.8"');
  }
  front.rect(left, -o.height, right - left, thickness, across(mix(o.top, o.front, 0.25), 1.05));
  front.rect(left, -o.height, right - left, 7, script.rig.rim, 'opacity="0.55"');
  const layers: Layer[] = [top, plane('table-front', near, front.drawing())];
  return { height: o.height, far, near, shine, hidesLegs: o.below === undefined || o.below === 'panel', layers };
}

/** A round plinth for one product, turned from plaster or stone. */
export function plinth(set: SetContext, height: number, radius: number, base: Hex): Support {
  const { script } = set;
  const c = new Canvas(set);
  const ry = radius * 0.17;
  const side = c.linear(-radius, 0, radius, 0, [
    [0, script.tone(base, 0.72)],
    [0.16, script.tone(base, 0.96)],
    [0.42, script.tone(base, 0.58)],
    [0.78, script.tone(base, 0.22)],
    [1, script.tone(base, 0.32)],
  ]);
  c.path(`M${-radius} ${-height}V0A${radius} ${ry} 0 0 0 ${radius} 0V${-height}Z`, side, {
    x: -radius,
    y: -height,
    width: radius * 2,
    height: height + ry,
  });
  c.ellipse(
    0,
    -height,
    radius,
    ry,
    c.linear(-radius, 0, radius, 0, [
      [0, script.tone(base, 1.1)],
      [0.5, script.tone(base, 0.82)],
      [1, script.tone(base, 0.45)],
    ]),
  );
  c.path(
    `M${-radius} ${-height}A${radius} ${ry} 0 0 0 ${radius} ${-height}`,
    'none',
    { x: -radius, y: -height, width: radius * 2, height: ry },
    `stroke="${script.rig.rim}" stroke-width="3" opacity="0.55"`,
  );
  return { height, far: radius, near: -radius, shine: 0, hidesLegs: false, layers: [plane('plinth', 0, c.drawing())] };
}

/** Something outdoors to sit on: a stone or timber block, its top at `height`. */
export function bench(set: SetContext, height: number, width: number, base: Hex, kind: 'stone' | 'planks'): Layer[] {
  const { script } = set;
  const c = new Canvas(set);
  const half = width / 2;
  c.ellipse(60, 0, half * 1.05, 46, '#120d14', 'opacity="0.3"');
  const across = (gain: number) =>
    c.linear(-half, -height, half, 0, [
      [0, script.tone(base, 0.74 * gain)],
      [0.5, script.tone(base, 0.44 * gain)],
      [1, script.tone(base, 0.18 * gain)],
    ]);
  if (kind === 'stone') {
    c.curve(
      [
        [-half, 0],
        [-half * 0.98, -height * 0.6],
        [-half * 0.86, -height],
        [-half * 0.2, -height * 1.02],
        [half * 0.5, -height * 0.98],
        [half * 0.9, -height],
        [half, -height * 0.5],
        [half * 0.99, 0],
      ],
      across(1),
    );
    c.curve(
      [
        [-half * 0.92, -height * 0.94],
        [-half * 0.2, -height * 1.01],
        [half * 0.5, -height * 0.97],
        [half * 0.9, -height * 0.98],
        [half * 0.4, -height * 0.88],
        [-half * 0.4, -height * 0.9],
      ],
      script.tone(base, 1.05),
      { extra: 'opacity="0.7"' },
    );
  } else {
    for (const x of [-half + 120, half - 220]) c.rect(x, -height + 60, 100, height - 60, across(0.7));
    for (let plank = 0; plank < 2; plank++) c.rect(-half, -height + plank * 62, width, 54, across(1.15 - plank * 0.4), 'rx="8"');
    c.rect(-half, -height, width, 9, script.rig.rim, 'opacity="0.6"');
  }
  return [plane('bench', 70, c.drawing())];
}
