/**
 * Out-of-focus things close to the lens that frame the picture. Drawn for a
 * frame 1000 units high whose left bottom corner is the origin; the composer
 * scales, mirrors and places them. Each is whole also where that frame does
 * not show it: what stands goes down to the floor, what hangs goes up and
 * away, so that another frame never finds an end in mid-air.
 */
import { Canvas } from '../canvas.ts';
import { mix } from '../colour.ts';
import type { Drawing } from '../drawing.ts';
import type { ForegroundKind, SetContext } from './setting.ts';

/**
 * Draws one framing element, darker than the picture with light on its edge.
 *
 * @param down units from the frame's lower edge to the floor
 */
export function foreground(kind: ForegroundKind, set: SetContext, down: number): Drawing {
  const { script } = set;
  const random = (): number => set.random();
  const c = new Canvas(set);
  // Near things are in shade, but the room's light still reaches them: never black.
  const dark = (base: string, level = 0.12) => script.tone(base, 0.12 + level * 0.86);
  const high = -3600;
  const rim = script.rig.rim;
  switch (kind) {
    case 'leaves': {
      // A big plant in a pot on the floor: stems from below, leaves to both sides.
      const stalk = dark('#4c6343', 0.16);
      for (const [x, lean] of [
        [-66, -30],
        [-30, 16],
        [2, 60],
      ] as const)
        c.path(`M${x - 9} ${down}L${x + lean * 0.4 - 7} 120L${x + lean * 0.4 + 7} 120L${x + 9} ${down}Z`, stalk, {
          x: x - 40,
          y: 120,
          width: 110,
          height: down - 120,
        });
      const count = 15;
      for (let index = 0; index < count; index++) {
        const angle = -2.7 + (index / (count - 1)) * 2.6 + (random() - 0.5) * 0.12;
        const reach = 400 + random() * 250;
        const bx = -60 + random() * 60;
        const by = 170 - random() * 60;
        const tx = bx + Math.cos(angle) * reach;
        const ty = by + Math.sin(angle) * reach;
        const wide = 46 + random() * 26;
        const nx = -Math.sin(angle) * wide;
        const ny = Math.cos(angle) * wide;
        const mx = bx + (tx - bx) * 0.52;
        const my = by + (ty - by) * 0.52;
        c.path(
          `M${bx} ${by}Q${mx + nx} ${my + ny} ${tx} ${ty}Q${mx - nx} ${my - ny} ${bx} ${by}Z`,
          c.linear(mx + nx * 0.5, my + ny * 0.5, mx - nx * 0.5, my - ny * 0.5, [
            [0, dark('#54724c', 0.14)],
            [1, dark('#6f8f5c', 0.5)],
          ]),
          { x: Math.min(bx, tx) - 80, y: Math.min(by, ty) - 80, width: Math.abs(tx - bx) + 160, height: Math.abs(ty - by) + 160 },
        );
      }
      break;
    }
    case 'doorway':
      c.rect(
        -4200,
        high,
        4200 + 150,
        down - high,
        c.linear(0, 0, 150, 0, [
          [0, dark('#7d6c64', 0.12)],
          [0.75, dark('#8a7970', 0.2)],
          [1, dark('#a08d80', 0.42)],
        ]),
      );
      c.rect(142, high, 10, down - high, rim, 'opacity="0.5"');
      break;
    case 'shoulder':
      c.path(
        `M-300 ${down}L-300 -60C-296 -300 -180 -350 -95 -395C-150 -470 -160 -620 -60 -700C60 -780 190 -700 196 -560C200 -480 170 -420 140 -392C230 -352 330 -300 352 -140L362 ${down}Z`,
        c.linear(-100, -700, 320, 0, [
          [0, dark('#5d5158', 0.1)],
          [0.75, dark('#665a60', 0.18)],
          [1, dark('#8a7a76', 0.36)],
        ]),
        { x: -320, y: -760, width: 700, height: 760 + down },
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
        high,
        84,
        down - high,
        c.linear(40, 0, 124, 0, [
          [0, dark('#84766e', 0.45)],
          [0.3, dark('#6d605c', 0.22)],
          [1, dark('#5a4f50', 0.12)],
        ]),
      );
      c.rect(40, high, 8, down - high, rim, 'opacity="0.35"');
      break;
    case 'lamp':
      c.path(
        `M40 ${high}h14V-1060h-14zM-60 -830q0 -230 107 -230q107 0 107 230z`,
        c.linear(-60, 0, 154, 0, [
          [0, dark('#9a8576', 0.55)],
          [0.4, dark('#7c6a60', 0.24)],
          [1, dark('#655650', 0.14)],
        ]),
        { x: -60, y: high, width: 214, height: -830 - high },
      );
      if (script.lamps) c.ellipse(47, -822, 100, 20, script.lamp);
      break;
    case 'glass':
      // A tall vase on something that stands on the floor.
      c.rect(
        -40,
        40,
        370,
        down - 40,
        c.linear(0, 40, 0, 320, [
          [0, dark('#7a6455', 0.5)],
          [0.12, dark('#5a4840', 0.2)],
          [1, dark('#4a3c38', 0.1)],
        ]),
      );
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
          [-560, high],
          [170, high],
          [150, -700],
          [196, -200],
          [176, down],
          [-560, down],
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
      c.path('M-4200 -1160L-200 -1060C60 -1000 220 -940 470 -925C240 -930 80 -950 -200 -1000L-4200 -1020Z', dark('#4a3a30', 0.16), {
        x: -4200,
        y: -1160,
        width: 4680,
        height: 270,
      });
      for (let index = 0; index < 24; index++) {
        const f = random();
        const x = -120 + f * 600;
        const y = -1030 + f * 90 + (random() - 0.5) * 170;
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
      c.rect(
        -290,
        -130,
        500,
        down + 130,
        c.linear(-290, 0, 210, 0, [
          [0, dark('#5a4a44', 0.1)],
          [0.8, dark('#5f4e46', 0.2)],
          [1, dark('#7a6558', 0.42)],
        ]),
      );
      break;
    case 'grass':
      for (let index = 0; index < 84; index++) {
        const x = -560 + random() * 1120;
        const h = (120 + random() * 330) * (1 - (Math.abs(x) / 620) * 0.72);
        const lean = (random() - 0.35) * 120;
        c.path(
          `M${x - 7} ${down}L${x - 7} 40Q${x} ${-h * 0.5} ${x + lean} ${-h}Q${x + 9} ${-h * 0.5} ${x + 9} 40L${x + 9} ${down}Z`,
          dark('#7a7a48', random() < 0.35 ? 0.75 : 0.16),
          { x: x - 130, y: -h, width: 260, height: h + down },
        );
      }
      break;
    case 'ribbon':
      c.path(
        `M-700 -300L-200 -300C40 -420 60 -100 320 60L330 ${down}H-700Z`,
        c.linear(-100, -300, 260, 100, [
          [0, dark(script.accent, 0.5)],
          [0.45, dark(script.accent, 0.16)],
          [1, dark(script.accent, 0.7)],
        ]),
        { x: -700, y: -420, width: 1040, height: 420 + down },
      );
      break;
  }
  return c.drawing();
}
