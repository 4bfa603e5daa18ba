import { blend, luma, tonesOf } from '../figure/tones.ts';
import { ellipse, n, pts, roundRect, smooth } from '../figure/outline.ts';
import { standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** A car from the side, 4.33 m long, nose to the right: paint that mirrors sky and ground, glass, wheels with spokes, lamps. */
export function drawCar(bench: Bench): void {
  const { sketch, tones, accent, rise, ctx, spec } = bench;
  const p = (...numbers: number[]) => pts(...numbers).map(({ x, y }) => ({ x, y: y * rise }));
  standShadow(bench, 2120, 95, 500);
  const rubber = tonesOf(ctx.light, '#1b1c1f');
  const wheels = [-1330, 1345];
  const cy = -328 * rise;
  // Far wheels and the dark under the floor.
  sketch.fill(smooth(p(-1950, -330, -1900, -150, 0, -120, 1900, -150, 1950, -330), true, 0.3), '#08080b', 0.9);
  const body = smooth(
    p(
      -1985,
      -250,
      -2110,
      -330,
      -2160,
      -470,
      -2158,
      -640,
      -2120,
      -800,
      -2020,
      -905,
      -1800,
      -945,
      -1560,
      -985,
      -1290,
      -1130,
      -960,
      -1290,
      -560,
      -1385,
      -120,
      -1415,
      230,
      -1375,
      560,
      -1230,
      900,
      -1030,
      1180,
      -965,
      1560,
      -895,
      1880,
      -800,
      2080,
      -680,
      2158,
      -545,
      2165,
      -420,
      2120,
      -300,
      2010,
      -235,
      1500,
      -215,
      0,
      -205,
      -1500,
      -225,
    ),
    true,
    0.9,
  );
  const shine = luma(spec.color) < 0.25 ? 0.5 : 0.32;
  sketch.cut(body, () => {
    // Car paint is a mirror: sky above the shoulder line, a dark horizon, ground light below.
    sketch.fill(
      body,
      sketch.linear({ x: 0, y: -1415 * rise }, { x: 0, y: -200 * rise }, [
        { at: 0, color: blend(tones.light, tones.spark, shine * 0.6) },
        { at: 0.3, color: tones.light },
        { at: 0.43, color: blend(tones.light, tones.spark, shine) },
        { at: 0.5, color: tones.half },
        { at: 0.62, color: tones.shade },
        { at: 0.72, color: tones.half },
        { at: 0.86, color: tones.shade },
        { at: 1, color: tones.deep },
      ]),
    );
    const along = bench.lit < 0 ? 1 : -1;
    sketch.fill(
      body,
      sketch.linear({ x: -2160 * along, y: 0 }, { x: 2160 * along, y: 0 }, [
        { at: 0, color: tones.rim, opacity: 0.34 },
        { at: 0.35, color: tones.rim, opacity: 0.04 },
        { at: 0.6, color: tones.deep, opacity: 0.05 },
        { at: 1, color: tones.deep, opacity: 0.6 },
      ]),
    );
    // Character line with its light above and shade below.
    const shoulder = smooth(p(-2130, -760, -1500, -800, -300, -790, 900, -770, 1700, -735, 2090, -650), false);
    sketch.stroke(shoulder, tones.spark, 16, { opacity: 0.55 });
    sketch.stroke(smooth(p(-2130, -738, -1500, -776, -300, -766, 900, -746, 1700, -712, 2090, -628), false), tones.deep, 22, {
      opacity: 0.35,
    });
    sketch.fill(smooth(p(-900, -380, 0, -430, 820, -370, 700, -340, 0, -390, -800, -350), true, 0.8), tones.spark, 0.24);
    // Sills and bumpers.
    sketch.fill(
      smooth(p(-2200, -310, -1000, -262, 0, -255, 1000, -262, 2200, -320, 2200, -150, -2200, -150), true, 0.4),
      rubber.shade,
      0.92,
    );
    sketch.fill(smooth(p(2050, -520, 2190, -560, 2190, -400, 2030, -420), true, 0.5), rubber.deep, 0.9);
    sketch.stroke(smooth(p(2060, -470, 2170, -480), false), accent.half, 14, { opacity: 0.9 });
    sketch.outside(body, ctx.light.x * 10, Math.max(0.5, ctx.light.y) * 16, tones.rim, 0.85);
  });
  // Glass.
  const glass = tonesOf(ctx.light, '#1d2630');
  const pane = (points: ReturnType<typeof pts>): void => {
    const d = smooth(points, true, 0.35);
    sketch.cut(d, () => {
      sketch.fill(
        d,
        sketch.linear({ x: 0, y: -1350 * rise }, { x: 0, y: -950 * rise }, [
          { at: 0, color: blend(glass.light, ctx.light.key, 0.5) },
          { at: 0.45, color: blend(glass.light, ctx.light.key, 0.16) },
          { at: 1, color: glass.shade },
        ]),
      );
      sketch.fill(smooth(p(-700, -1400, -520, -1400, -900, -940, -1080, -940), true, 0), glass.spark, 0.16);
      sketch.fill(smooth(p(230, -1400, 420, -1400, 140, -940, -50, -940), true, 0), glass.spark, 0.16);
      sketch.fill(smooth(p(480, -1400, 540, -1400, 260, -940, 200, -940), true, 0), glass.spark, 0.12);
      sketch.outside(d, 0, 12, glass.deep, 0.6);
    });
    sketch.stroke(d, '#101216', 9, { opacity: 0.85 });
  };
  pane(p(-1360, -1010, -1180, -1130, -920, -1245, -620, -1315, -330, -1342, -300, -985));
  pane(p(-235, -985, -265, -1345, -60, -1350, 190, -1312, 480, -1190, 770, -1010, 700, -985));
  sketch.stroke(smooth(p(-1380, -988, -300, -966, 760, -972), false), accent.light, 9, { opacity: 0.9 });
  // Doors, handles, mirror, filler cap.
  const seam = (points: ReturnType<typeof pts>): void => {
    sketch.stroke(smooth(points, false), tones.deep, 8, { opacity: 0.6 });
    sketch.stroke(
      smooth(
        points.map((q) => ({ x: q.x + 9, y: q.y })),
        false,
      ),
      tones.rim,
      3.5,
      { opacity: 0.35 },
    );
  };
  seam(p(-265, -970, -275, -600, -262, -262));
  seam(p(795, -965, 850, -700, 800, -430, 770, -262));
  seam(p(-1290, -960, -1180, -700, -1010, -560, -960, -400));
  seam(p(900, -1000, 1300, -900, 1900, -770));
  for (const x of [-520, 430]) sketch.form(roundRect(x - 95, -735 * rise, 190, 30, 15), tones, { rim: 5, core: 7 });
  sketch.form(smooth(p(640, -1010, 650, -1070, 730, -1085, 800, -1050, 780, -1000), true, 0.9), tones, { rim: 7, core: 14 });
  // Lamps.
  const lamp = smooth(p(1830, -775, 2020, -700, 2110, -625, 2000, -640, 1860, -700), true, 0.8);
  sketch.form(lamp, tonesOf(ctx.light, '#e9f1f6'), { rim: 6, core: 14 });
  sketch.fill(ellipse(1985, -678 * rise, 30, 22), '#ffffff', 0.95);
  sketch.glow(2030, -670 * rise, 210, 120, '#fff3d8', 0.5);
  const tail = smooth(p(-2155, -720, -2000, -760, -1880, -770, -1900, -730, -2040, -700, -2160, -660), true, 0.8);
  sketch.form(tail, tonesOf(ctx.light, '#b3161c'), { rim: 5, core: 10 });
  sketch.glow(-2110, -712 * rise, 110, 60, '#ff4a3a', 0.5);
  // Wheels.
  const alloy = tonesOf(ctx.light, '#b9bec4');
  for (const cx of wheels) {
    const arch = ellipse(cx, cy - 6, 392, 392 * rise);
    sketch.cut(roundRect(cx - 420, cy - 420, 840, 420 + 128 * rise, 0), () => {
      sketch.fill(arch, '#0b0b0e');
      sketch.stroke(ellipse(cx, cy - 6, 396, 396 * rise), tones.deep, 10, { opacity: 0.8 });
    });
    const tyre = ellipse(cx, cy, 328, 328 * rise);
    sketch.form(tyre, rubber, { rim: 8, core: 30 });
    sketch.fill(ellipse(cx, cy, 246, 246 * rise), '#0c0d10');
    sketch.fill(ellipse(cx, cy, 150, 150 * rise), alloy.deep, 0.7);
    for (let i = 0; i < 10; i++) {
      const a = ((i * 36 + (i % 2 ? 9 : -9)) * Math.PI) / 180;
      const q = (r: number, off: number): string =>
        `${n(cx + Math.cos(a) * r - Math.sin(a) * off)} ${n(cy + (Math.sin(a) * r + Math.cos(a) * off) * rise)}`;
      const d = `M${q(30, 15)}L${q(236, 17)}L${q(236, -17)}L${q(30, -15)}Z`;
      const facing = -(Math.cos(a) * ctx.light.x + Math.sin(a) * ctx.light.y);
      sketch.fill(d, blend(alloy.shade, alloy.light, 0.5 + 0.5 * facing));
    }
    const lip = `${ellipse(cx, cy, 250, 250 * rise)}${ellipse(cx, cy, 230, 230 * rise)}`;
    sketch.fill(
      lip,
      sketch.linear({ x: cx - 250 * ctx.light.x, y: cy - 250 * ctx.light.y }, { x: cx + 250 * ctx.light.x, y: cy + 250 * ctx.light.y }, [
        { at: 0, color: alloy.spark },
        { at: 0.4, color: alloy.light },
        { at: 0.7, color: alloy.shade },
        { at: 1, color: alloy.half },
      ]),
      1,
      'evenodd',
    );
    sketch.form(ellipse(cx, cy, 48, 48 * rise), accent, { rim: 6, core: 12 });
  }
}
