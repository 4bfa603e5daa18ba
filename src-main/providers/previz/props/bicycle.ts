import { tonesOf } from '../figure/tones.ts';
import { ellipse, limb, n, pts, smooth } from '../figure/outline.ts';
import type { Point } from '../figure/outline.ts';
import { standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/**
 * A city bicycle from the drive side with true geometry: 700C wheels, 1000 mm
 * wheelbase, 73° seat tube, 72° head, 45 mm of fork rake; front to the right.
 */
export function drawBicycle(bench: Bench): void {
  const { sketch, tones, accent, rise, ctx } = bench;
  const at = (x: number, y: number): Point => ({ x: x - 90, y: -y * rise });
  const rear = at(-410, 340);
  const front = at(590, 340);
  const crank = at(0, 275);
  const seat = at(-152, 775);
  const headTop = at(406, 830);
  const headLow = at(452, 690);
  standShadow(bench, 820, 46, 260, 0);
  const rubber = tonesOf(ctx.light, '#1f1f22');
  const steel = tonesOf(ctx.light, '#c3c8cc');
  const leather = tonesOf(ctx.light, '#7a4b2a');
  const wheel = (c: Point): void => {
    for (let i = 0; i < 28; i++) {
      const a = (i / 28) * 2 * Math.PI;
      const b = a + (i % 2 ? 0.5 : -0.5);
      sketch.stroke(
        `M${n(c.x + Math.cos(b) * 20)} ${n(c.y + Math.sin(b) * 20)}L${n(c.x + Math.cos(a) * 312)} ${n(c.y + Math.sin(a) * 312 * rise)}`,
        steel.light,
        2.2,
        { opacity: 0.6 },
      );
    }
    sketch.stroke(ellipse(c.x, c.y, 323, 323 * rise), rubber.half, 32);
    sketch.stroke(ellipse(c.x, c.y, 331, 331 * rise), rubber.deep, 15, { opacity: 0.7 });
    sketch.stroke(ellipse(c.x, c.y, 306, 306 * rise), steel.half, 12);
    // The lit arc of tyre and rim.
    const from = Math.atan2(-ctx.light.y, -ctx.light.x);
    const arc = (r: number): Point[] =>
      [-0.8, -0.4, 0, 0.4, 0.8].map((d) => ({ x: c.x + Math.cos(from + d) * r, y: c.y + Math.sin(from + d) * r * rise }));
    sketch.stroke(smooth(arc(336), false), rubber.rim, 5, { opacity: 0.85 });
    sketch.stroke(smooth(arc(308), false), steel.spark, 4, { opacity: 0.9 });
    sketch.form(ellipse(c.x, c.y, 22, 22), steel, { rim: 3, core: 7 });
  };
  wheel(rear);
  wheel(front);
  const tube = (a: Point, b: Point, r0: number, r1 = r0): void =>
    sketch.form(
      limb([
        { ...a, r: r0 },
        { ...b, r: r1 },
      ]),
      tones,
      { rim: 3.4, core: r0 * 0.6, axis: { x: -(b.y - a.y), y: b.x - a.x } },
    );
  // Mudguards.
  const guard = (c: Point, from: number, to: number): void => {
    const points = Array.from({ length: 9 }, (_, i) => {
      const a = ((from + ((to - from) * i) / 8) * Math.PI) / 180;
      return { x: c.x + Math.cos(a) * 352, y: c.y + Math.sin(a) * 352 * rise };
    });
    sketch.stroke(smooth(points, false), tones.shade, 17);
    sketch.stroke(smooth(points, false), tones.light, 8, { opacity: 0.9 });
  };
  guard(rear, -190, -55);
  guard(front, -150, -78);
  // Far crank arm and pedal.
  const pedal = (angle: number, near: boolean): void => {
    const a = (angle * Math.PI) / 180;
    const end = { x: crank.x + Math.cos(a) * 172, y: crank.y + Math.sin(a) * 172 * rise };
    sketch.form(
      limb([
        { ...crank, r: 14 },
        { ...end, r: 9 },
      ]),
      near ? steel : tonesOf(ctx.light, '#6c7074'),
      { rim: 2.4, core: 6 },
    );
    sketch.form(
      limb([
        { x: end.x - 46, y: end.y, r: 11 },
        { x: end.x + 46, y: end.y, r: 11 },
      ]),
      rubber,
      { rim: 2.4, core: 6 },
    );
  };
  pedal(208, false);
  tube(rear, seat, 9, 10);
  tube(rear, crank, 12, 13);
  tube(crank, at(450, 712), 19, 18);
  tube(seat, at(416, 806), 15, 15);
  tube(crank, at(-160, 800), 17, 16);
  // Fork with its rake.
  const fork = limb(
    [
      { ...headLow, r: 16 },
      { ...at(500, 540), r: 13 },
      { ...at(548, 420), r: 10 },
      { ...front, r: 8 },
    ],
    6,
  );
  sketch.form(fork, tones, { rim: 3.4, core: 8 });
  sketch.form(
    limb([
      { ...headTop, r: 22 },
      { ...headLow, r: 22 },
    ]),
    tones,
    { rim: 3.4, core: 12 },
  );
  sketch.form(
    limb([
      { ...at(418, 790), r: 23 },
      { ...at(424, 772), r: 23 },
    ]),
    accent,
    { rim: 3 },
  );
  // Chain, ring, cog.
  sketch.stroke(
    `M${n(crank.x)} ${n(crank.y - 92)}L${n(rear.x)} ${n(rear.y - 44)}M${n(crank.x)} ${n(crank.y + 92)}L${n(rear.x)} ${n(rear.y + 44)}`,
    steel.deep,
    9,
  );
  sketch.stroke(ellipse(rear.x, rear.y, 44, 44), steel.half, 9);
  sketch.stroke(ellipse(crank.x, crank.y, 92, 92), steel.half, 13);
  sketch.stroke(ellipse(crank.x, crank.y, 96, 96), steel.spark, 3, { opacity: 0.6 });
  for (let i = 0; i < 5; i++) {
    const a = ((i * 72 + 28) * Math.PI) / 180;
    sketch.stroke(`M${n(crank.x)} ${n(crank.y)}L${n(crank.x + Math.cos(a) * 88)} ${n(crank.y + Math.sin(a) * 88)}`, steel.half, 12);
  }
  pedal(28, true);
  sketch.form(ellipse(crank.x, crank.y, 20, 20), accent, { rim: 3, core: 6 });
  // Seat post, saddle, stem, swept bar with a leather grip, bell.
  sketch.form(
    limb([
      { ...at(-160, 795), r: 12 },
      { ...at(-196, 918), r: 12 },
    ]),
    steel,
    { rim: 3, core: 6 },
  );
  const saddle = smooth(
    pts(-330, 968, -318, 940, -240, 922, -130, 928, -40, 936, -34, 950, -110, 958, -220, 972, -300, 984).map(({ x, y }) => at(x, y)),
    true,
    0.95,
  );
  sketch.form(saddle, leather, { rim: 5, core: 12, axis: { x: 0.2, y: 1 } });
  sketch.form(
    limb([
      { ...headTop, r: 13 },
      { ...at(394, 905), r: 12 },
    ]),
    steel,
    { rim: 3, core: 6 },
  );
  sketch.form(
    limb([
      { ...at(390, 906), r: 13 },
      { ...at(452, 930), r: 12 },
    ]),
    steel,
    { rim: 3, core: 6 },
  );
  sketch.form(
    limb(
      [
        { ...at(455, 930), r: 11 },
        { ...at(420, 968), r: 11 },
        { ...at(330, 982), r: 11 },
        { ...at(270, 972), r: 11 },
      ],
      5,
    ),
    steel,
    { rim: 3, core: 5 },
  );
  sketch.form(
    limb([
      { ...at(330, 982), r: 17 },
      { ...at(228, 964), r: 16 },
    ]),
    leather,
    { rim: 4, core: 9 },
  );
  sketch.form(ellipse(at(400, 985).x, at(400, 992).y, 26, 22), accent, { rim: 4, core: 9 });
  // Lamp.
  sketch.form(
    smooth(
      pts(462, 800, 500, 826, 540, 812, 540, 768, 500, 754, 464, 778).map(({ x, y }) => at(x, y)),
      true,
      0.8,
    ),
    steel,
    { rim: 4, core: 8 },
  );
  sketch.glow(at(545, 790).x, at(545, 790).y, 34, 40, '#fff2cf', 0.75);
}
