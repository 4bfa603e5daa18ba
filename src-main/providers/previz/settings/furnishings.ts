/** Shelves, lamps, pictures and plants that rooms are furnished with. */
import type { Hex } from '#domain/picture.ts';
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import type { Drawing } from '../drawing.ts';
import type { SetContext } from './setting.ts';

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
