import { blend, dimmed, luma, tonesOf } from '../figure/tones.ts';
import { ellipse, limb, pts, smooth } from '../figure/outline.ts';
import type { Point } from '../figure/outline.ts';
import { standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** A sitting dog, or a cat when its name says so; collar in the accent colour. */
export function drawPet(bench: Bench): void {
  if (/\b(?:cat|kitten|kitty|tabby)\b/iu.test(bench.spec.name)) drawCat(bench);
  else drawDog(bench);
}

/** 560 mm to the crown, turned three quarters to the right. */
function drawDog(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  const p = (...numbers: number[]): Point[] => pts(...numbers).map(({ x, y }) => ({ x, y: y * rise }));
  const pale = tonesOf(ctx.light, blend(spec.color, '#f3e8d8', 0.6));
  const dark = tonesOf(ctx.light, luma(spec.color) > 0.25 ? blend(spec.color, '#2a1a12', 0.45) : blend(spec.color, '#000000', 0.3));
  standShadow(bench, 170, 30, 300);
  // Tail, far legs.
  sketch.form(
    limb(
      [
        { ...(p(-140, -60)[0] ?? { x: 0, y: 0 }), r: 24 },
        { ...(p(-215, -46)[0] ?? { x: 0, y: 0 }), r: 20 },
        { ...(p(-262, -92)[0] ?? { x: 0, y: 0 }), r: 8 },
      ],
      6,
    ),
    tones,
    { rim: 4, core: 9 },
  );
  sketch.form(smooth(p(78, -230, 74, -90, 70, -24, 96, -4, 128, -8, 124, -26, 106, -60, 116, -210), true), dimmed(tones, 0.5), { core: 8 });
  // Body: back slopes from the withers to the haunch.
  const body = smooth(
    p(-40, -372, -96, -310, -140, -210, -162, -110, -156, -30, -110, -4, 0, -4, 60, -30, 84, -120, 98, -240, 84, -340, 40, -386),
    true,
  );
  sketch.form(body, tones, {
    rim: 5,
    core: 26,
    marks: () => {
      sketch.fill(smooth(p(70, -370, 30, -300, 36, -200, 60, -120, 110, -160, 112, -320), true), pale.half, 0.9);
      sketch.glow(-20, -20 * rise, 130, 50, tones.deep, 0.5);
    },
  });
  // Near front leg and paw.
  const leg = smooth(p(14, -270, 4, -160, 10, -70, 8, -30, 14, -6, 52, 0, 74, -10, 66, -32, 52, -50, 62, -150, 74, -250), true);
  sketch.form(leg, tones, { rim: 4, core: 14 });
  sketch.form(smooth(p(10, -26, 16, -4, 54, 2, 78, -10, 66, -34, 36, -38), true), pale, {
    rim: 3,
    core: 7,
    marks: () => {
      for (const x of [36, 54]) sketch.stroke(smooth(p(x, -18, x + 3, -4), false), pale.deep, 2.6, { opacity: 0.6 });
    },
  });
  // Haunch and hind paw.
  sketch.form(smooth(p(-92, -178, -146, -130, -158, -60, -130, -14, -70, -4, -18, -24, -14, -100, -46, -160), true), tones, {
    rim: 5,
    core: 20,
  });
  sketch.form(smooth(p(-76, -34, -70, -4, -8, 2, 18, -10, 8, -30, -30, -40), true), pale, { rim: 3, core: 7 });
  // Neck, collar, head.
  sketch.form(smooth(p(-30, -390, -36, -330, 0, -290, 70, -300, 98, -350, 86, -430, 10, -450), true), tones, { core: 14 });
  const collar = smooth(p(-38, -356, -6, -322, 60, -322, 100, -362, 104, -340, 66, -298, -10, -298, -44, -334), true, 0.8);
  sketch.form(collar, accent, { rim: 3, core: 7 });
  sketch.form(ellipse(50, -290 * rise, 13, 13), tonesOf(ctx.light, '#d9b45a'), { rim: 2.4, core: 4 });
  sketch.form(smooth(p(66, -520, 96, -500, 120, -440, 106, -400, 84, -420, 72, -470), true), dimmed(dark, 0.45), { core: 6 });
  const head = smooth(
    p(
      -36,
      -450,
      -30,
      -510,
      10,
      -552,
      62,
      -556,
      98,
      -530,
      116,
      -490,
      150,
      -476,
      176,
      -456,
      178,
      -424,
      150,
      -402,
      100,
      -394,
      50,
      -386,
      -4,
      -396,
    ),
    true,
  );
  sketch.form(head, tones, {
    rim: 5,
    core: 16,
    marks: () => {
      sketch.fill(smooth(p(112, -486, 150, -480, 186, -460, 184, -400, 100, -386, 84, -420, 96, -460), true), pale.light, 0.9);
      sketch.fill(smooth(p(70, -560, 92, -556, 104, -500, 96, -460, 84, -500), true), pale.light, 0.8);
      sketch.stroke(smooth(p(176, -430, 150, -420, 118, -424), false), pale.deep, 4, { opacity: 0.7 });
    },
  });
  sketch.form(smooth(p(158, -478, 182, -470, 186, -452, 170, -446, 156, -458), true), tonesOf(ctx.light, '#1c1614'), { rim: 2 });
  sketch.glow(168 + lit * 4, -468 * rise, 6, 4, tones.spark, 0.7);
  for (const [x, y, r] of [
    [66, -484, 10],
    [112, -492, 7.5],
  ] as const) {
    sketch.fill(ellipse(x, y * rise, r, r * 1.1), '#160f0c');
    sketch.fill(ellipse(x + lit * r * 0.35, y * rise - r * 0.35, r * 0.3, r * 0.3), '#ffffff', 0.9);
    sketch.stroke(
      smooth(
        [
          { x: x - r * 1.3, y: y * rise - r * 1.6 },
          { x, y: y * rise - r * 2 },
          { x: x + r * 1.2, y: y * rise - r * 1.6 },
        ],
        false,
      ),
      dark.half,
      4,
      { opacity: 0.6 },
    );
  }
  sketch.form(smooth(p(-6, -546, -44, -520, -70, -450, -66, -398, -36, -388, -12, -430, 6, -490), true), dark, { rim: 4, core: 12 });
}

/** 400 mm to the ears, sitting to the camera, tail round the paws. */
function drawCat(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  const p = (...numbers: number[]): Point[] => pts(...numbers).map(({ x, y }) => ({ x, y: y * rise }));
  const pale = tonesOf(ctx.light, blend(spec.color, '#f6eee2', 0.6));
  const stripe = tonesOf(ctx.light, blend(spec.color, '#20140e', 0.4));
  standShadow(bench, 118, 22, 200);
  const body = smooth(p(-44, -262, -76, -190, -104, -100, -110, -40, -88, -4, 0, 2, 88, -4, 110, -40, 104, -100, 76, -190, 44, -262), true);
  sketch.form(body, tones, {
    rim: 4,
    core: 22,
    marks: () => {
      for (const side of [-1, 1])
        for (const y of [-190, -150, -108, -66])
          sketch.fill(smooth(p(side * 118, y, side * 62, y + 10, side * 70, y + 18, side * 118, y + 22), true), stripe.half, 0.5);
      sketch.fill(smooth(p(-34, -250, -40, -160, -26, -80, 0, -60, 26, -80, 40, -160, 34, -250), true), pale.half, 0.9);
      sketch.stroke(smooth(p(-58, -110, -46, -60, -50, -10), false), tones.deep, 3, { opacity: 0.5 });
      sketch.stroke(smooth(p(58, -110, 46, -60, 50, -10), false), tones.deep, 3, { opacity: 0.5 });
      sketch.stroke(smooth(p(0, -110, 0, -10), false), tones.deep, 3, { opacity: 0.5 });
    },
  });
  sketch.form(
    limb(
      [
        { ...(p(100, -26)[0] ?? { x: 0, y: 0 }), r: 18 },
        { ...(p(112, 2)[0] ?? { x: 0, y: 0 }), r: 17 },
        { ...(p(40, 12)[0] ?? { x: 0, y: 0 }), r: 16 },
        { ...(p(-50, 8)[0] ?? { x: 0, y: 0 }), r: 12 },
      ],
      6,
    ),
    tones,
    { rim: 3, core: 8 },
  );
  for (const x of [-24, 24])
    sketch.form(ellipse(x, -13 * rise, 24, 15), pale, {
      rim: 2.4,
      core: 6,
      marks: () => {
        for (const dx of [-7, 7]) sketch.stroke(smooth(p(x + dx, -12, x + dx, -2), false), pale.deep, 1.8, { opacity: 0.6 });
      },
    });
  for (const side of [-1, 1]) {
    sketch.form(smooth(p(side * 20, -352, side * 40, -392, side * 62, -412, side * 76, -360, side * 74, -310), true, 0.5), tones, {
      rim: 3,
      core: 8,
    });
    sketch.fill(
      smooth(p(side * 36, -352, side * 48, -380, side * 60, -394, side * 66, -356), true, 0.5),
      tonesOf(ctx.light, '#d99a8c').half,
      0.75,
    );
  }
  const head = smooth(
    p(0, -368, 46, -358, 78, -324, 86, -286, 66, -252, 30, -232, 0, -228, -30, -232, -66, -252, -86, -286, -78, -324, -46, -358),
    true,
  );
  sketch.form(head, tones, {
    rim: 4,
    core: 16,
    marks: () => {
      sketch.fill(smooth(p(0, -300, 26, -272, 40, -244, 0, -220, -40, -244, -26, -272), true), pale.light, 0.92);
      for (const x of [-18, 0, 18])
        sketch.fill(smooth(p(x - 4, -372, x + 4, -372, x * 0.7 + 1.5, -334, x * 0.7 - 1.5, -334), true), stripe.half, 0.6);
      for (const side of [-1, 1])
        for (const y of [-300, -282]) sketch.fill(smooth(p(side * 92, y, side * 64, y + 4, side * 92, y + 10), true), stripe.half, 0.5);
    },
  });
  const eyes = tonesOf(ctx.light, '#b9b04a');
  for (const x of [-32, 32]) {
    sketch.form(ellipse(x, -300 * rise, 14.5, 13), eyes, { core: 3 });
    sketch.fill(ellipse(x, -300 * rise, 5, 12), '#0f0b0a');
    sketch.fill(ellipse(x + lit * 4, -305 * rise, 3, 3), '#ffffff', 0.95);
    sketch.stroke(smooth(p(x - 16, -300, x, -314, x + 16, -300), false), stripe.deep, 3.4);
  }
  sketch.fill(smooth(p(-8, -276, 8, -276, 0, -264), true, 0.5), tonesOf(ctx.light, '#b96a62').half);
  sketch.stroke(smooth(p(-14, -252, -6, -250, 0, -262, 6, -250, 14, -252), false, 0.8), stripe.deep, 2, { opacity: 0.8 });
  for (const side of [-1, 1])
    for (const dy of [-6, 2, 10])
      sketch.stroke(smooth(p(side * 24, -258 + dy * 0.4, side * 64, -262 + dy, side * 102, -262 + dy * 1.8), false), pale.rim, 1.1, {
        opacity: 0.7,
      });
  sketch.form(smooth(p(-50, -244, 0, -222, 50, -244, 52, -230, 0, -206, -52, -230), true, 0.8), accent, { rim: 2.4, core: 5 });
  sketch.form(ellipse(0, -202 * rise, 10, 10), tonesOf(ctx.light, '#d9b45a'), { rim: 2, core: 3 });
}
