/**
 * Out-of-focus things close to the lens that frame the picture. Drawn for a
 * frame 1000 units high whose left bottom corner is the origin; the composer
 * scales, mirrors and places them.
 */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import type { Drawing } from '../drawing.ts';
import type { ForegroundKind, SetContext } from './setting.ts';

/** Draws one framing element, dark against the picture with light on its edge. */
export function foreground(kind: ForegroundKind, set: SetContext): Drawing {
  const { script } = set;
  const random = (): number => set.random();
  const c = new Canvas(set);
  const dark = (base: string, level = 0.12) => script.tone(base, level);
  const rim = script.rig.rim;
  switch (kind) {
    case 'leaves': {
      const count = 9;
      for (let index = 0; index < count; index++) {
        const angle = -1.52 + (index / count) * 1.36 + (random() - 0.5) * 0.12;
        const reach = 430 + random() * 260;
        const bx = -70 + random() * 60;
        const by = 130 - random() * 60;
        const tx = bx + Math.cos(angle) * reach;
        const ty = by + Math.sin(angle) * reach;
        const wide = 52 + random() * 28;
        const nx = -Math.sin(angle) * wide;
        const ny = Math.cos(angle) * wide;
        const mx = bx + (tx - bx) * 0.52;
        const my = by + (ty - by) * 0.52;
        c.path(
          `M${bx} ${by}Q${mx + nx} ${my + ny} ${tx} ${ty}Q${mx - nx} ${my - ny} ${bx} ${by}Z`,
          c.linear(mx + nx * 0.5, my + ny * 0.5, mx - nx * 0.5, my - ny * 0.5, [
            [0, dark('#54724c', 0.12)],
            [1, dark('#6f8f5c', 0.5)],
          ]),
          { x: Math.min(bx, tx) - 60, y: Math.min(by, ty) - 60, width: Math.abs(tx - bx) + 120, height: Math.abs(ty - by) + 120 },
        );
      }
      break;
    }
    case 'doorway':
      c.rect(
        -700,
        -1300,
        700 + 150,
        1600,
        c.linear(0, 0, 150, 0, [
          [0, dark('#3a3034', 0.05)],
          [0.8, dark('#4b3f40', 0.16)],
          [1, dark('#6b5a54', 0.4)],
        ]),
      );
      c.rect(142, -1300, 10, 1600, rim, 'opacity="0.5"');
      break;
    case 'shoulder':
      c.path(
        'M-400 200V-180C-330 -330 -170 -360 -95 -395C-150 -470 -160 -620 -60 -700C60 -780 190 -700 196 -560C200 -480 170 -420 140 -392C230 -352 330 -300 352 -140L372 200Z',
        c.linear(-100, -700, 320, 0, [
          [0, dark('#3a2f33', 0.07)],
          [0.75, dark('#453a3f', 0.14)],
          [1, dark('#6a5a58', 0.34)],
        ]),
        { x: -400, y: -760, width: 780, height: 960 },
      );
      c.path(
        'M190 -600C204 -500 176 -430 142 -394C232 -352 330 -300 352 -140',
        'none',
        { x: 130, y: -620, width: 240, height: 500 },
        `stroke="${rim}" stroke-width="9" opacity="0.42" stroke-linecap="round"`,
      );
      break;
    case 'post':
      c.rect(
        40,
        -1300,
        84,
        1600,
        c.linear(40, 0, 124, 0, [
          [0, dark('#4a4140', 0.42)],
          [0.3, dark('#3a3234', 0.16)],
          [1, dark('#221d22', 0.05)],
        ]),
      );
      c.rect(40, -1300, 8, 1600, rim, 'opacity="0.35"');
      break;
    case 'lamp':
      c.path(
        'M40 -1300h14v240h-14zM-60 -830q0 -230 107 -230q107 0 107 230z',
        c.linear(-60, 0, 154, 0, [
          [0, dark('#5a4a42', 0.5)],
          [0.4, dark('#3a302f', 0.18)],
          [1, dark('#1f1a1d', 0.05)],
        ]),
        { x: -60, y: -1300, width: 214, height: 470 },
      );
      if (script.lamps) c.ellipse(47, -822, 100, 20, script.lamp);
      break;
    case 'glass':
      c.path(
        'M40 40C30 -260 10 -300 60 -330H230C280 -300 262 -260 250 40Z',
        c.linear(20, 0, 270, 0, [
          [0, mix(rim, '#ffffff', 0.3), 0.42],
          [0.16, dark('#8a7a70', 0.4), 0.2],
          [0.6, dark('#5a4a50', 0.2), 0.34],
          [0.9, rim, 0.3],
          [1, dark('#2a2428', 0.1), 0.4],
        ]),
        { x: 10, y: -330, width: 270, height: 370 },
      );
      c.rect(52, -300, 16, 330, '#ffffff', 'opacity="0.35"');
      break;
    case 'curtain':
      c.curve(
        [
          [-300, -1300],
          [170, -1300],
          [150, -700],
          [196, -200],
          [176, 260],
          [-300, 260],
        ],
        c.linear(-40, 0, 190, 0, [
          [0, dark('#cdbba6', 0.12)],
          [0.3, dark('#d8c7b2', 0.45)],
          [0.5, dark('#cdbba6', 0.16)],
          [0.72, dark('#e6d8c4', 0.62)],
          [0.86, dark('#cdbba6', 0.22)],
          [1, dark('#f0e4d0', 0.85)],
        ]),
        { extra: 'opacity="0.93"' },
      );
      break;
    case 'branch':
      c.path('M-200 -1160C60 -1090 220 -1010 470 -1000C240 -1000 80 -1030 -200 -1090Z', dark('#4a3a30', 0.16), {
        x: -200,
        y: -1160,
        width: 680,
        height: 170,
      });
      for (let index = 0; index < 24; index++) {
        const f = random();
        const x = -120 + f * 600;
        const y = -1110 + f * 90 + (random() - 0.5) * 190;
        const r = 34 + random() * 34;
        c.ellipse(
          x,
          y,
          r * 1.2,
          r * 0.6,
          dark('#5c7a4a', random() < 0.4 ? 0.7 : 0.2),
          `transform="rotate(${Math.round(random() * 90 - 45)} ${Math.round(x)} ${Math.round(y)})"`,
        );
      }
      break;
    case 'shelf':
      c.rect(
        -300,
        -190,
        520,
        60,
        c.linear(0, -190, 0, -130, [
          [0, dark('#6a5546', 0.5)],
          [1, dark('#3a2e2a', 0.12)],
        ]),
      );
      for (const [x, w, h] of [
        [-40, 90, 240],
        [62, 64, 300],
        [136, 60, 190],
      ] as const) {
        c.rect(
          x,
          -190 - h,
          w,
          h,
          c.linear(x, 0, x + w, 0, [
            [0, dark(script.accent, 0.5)],
            [0.5, dark(script.second, 0.2)],
            [1, dark('#2a2428', 0.06)],
          ]),
          'rx="12"',
        );
      }
      c.rect(-300, -130, 520, 420, dark('#2a2226', 0.06));
      break;
    case 'grass':
      for (let index = 0; index < 46; index++) {
        const x = -60 + random() * 620;
        const h = (120 + random() * 330) * (1 - (x / 620) * 0.72);
        const lean = (random() - 0.35) * 120;
        c.path(
          `M${x - 7} 40Q${x} ${-h * 0.5} ${x + lean} ${-h}Q${x + 9} ${-h * 0.5} ${x + 9} 40Z`,
          dark('#7a7a48', random() < 0.35 ? 0.75 : 0.16),
          { x: x - 130, y: -h, width: 260, height: h + 40 },
        );
      }
      break;
    case 'ribbon':
      c.path(
        'M-200 -300C40 -420 60 -100 320 60L300 200H-200Z',
        c.linear(-100, -300, 260, 100, [
          [0, dark(script.accent, 0.5)],
          [0.45, dark(script.accent, 0.16)],
          [1, dark(script.accent, 0.7)],
        ]),
        { x: -200, y: -420, width: 540, height: 640 },
      );
      break;
  }
  return c.drawing();
}
