import { tonesOf, blend } from '../figure/tones.ts';
import { n, roundRect } from '../figure/outline.ts';
import type { Sketch } from '../figure/sketch.ts';
import { standShadow } from './solid.ts';
import type { Bench } from './solid.ts';

/** A telephone, 150 mm tall, standing a little turned, its screen lit with an abstract application. */
export function drawPhone(bench: Bench): void {
  const { sketch, tones, accent, rise, lit, ctx, spec } = bench;
  const [w, h] = [72, 150 * rise];
  standShadow(bench, 38, 9, 150);
  // The screen is itself a lamp: its colour spills on the table.
  sketch.glow(0, 6, 70, 14, blend(spec.accent, '#ffffff', 0.25), 0.3);
  const metal = tonesOf(ctx.light, blend(spec.color, '#8d9096', 0.35));
  // Thickness on the side away from the light, then the front.
  const side = roundRect(-w / 2 - (lit < 0 ? -3.4 : 3.4), -h - 0.2, w, h, 11);
  sketch.form(side, metal, { rim: 0.8, turn: 0.35 });
  const front = roundRect(-w / 2, -h, w, h, 11);
  sketch.fill(
    front,
    sketch.linear({ x: lit * 36, y: -h }, { x: -lit * 36, y: 0 }, [
      { at: 0, color: metal.spark },
      { at: 0.12, color: metal.half },
      { at: 0.5, color: metal.shade },
      { at: 0.86, color: metal.deep },
      { at: 1, color: metal.light },
    ]),
  );
  sketch.fill(roundRect(-w / 2 + 1.4, -h + 1.4, w - 2.8, h - 2.8, 9.8), '#08090c');
  const screen = roundRect(-w / 2 + 4, -h + 4, w - 8, h - 8, 7.6);
  sketch.cut(screen, (inside) => screenContent(inside, bench, -w / 2 + 4, -h + 4, w - 8, h - 8));
  sketch.fill(roundRect(-9, -h + 7, 18, 4.6, 2.3), '#08090c');
  // Glass over it all: one slanted reflection.
  sketch.cut(front, () => {
    const x = lit * 36;
    sketch.fill(`M${n(x)} ${n(-h)}L${n(x - lit * 42)} ${n(-h)}L${n(x - lit * 14)} 0L${n(x)} 0Z`, tones.spark, 0.09);
    sketch.fill(`M${n(x - lit * 48)} ${n(-h)}L${n(x - lit * 54)} ${n(-h)}L${n(x - lit * 26)} 0L${n(x - lit * 20)} 0Z`, tones.spark, 0.07);
    sketch.outside(front, ctx.light.x * 0.9, 0.5, metal.rim, 0.95);
  });
  sketch.stroke(`M${(lit * -w) / 2} ${-h * 0.72}L${(lit * -w) / 2} ${-h * 0.6}`, accent.half, 1.1);
}

/** Screens make their own light: these colours are not lit by the scene. */
export function screenContent(sketch: Sketch, bench: Bench, x: number, y: number, w: number, h: number): void {
  const { accent, color } = bench.spec;
  const dark = blend(color, '#0d1016', 0.82);
  sketch.fill(
    roundRect(x, y, w, h, 0),
    sketch.linear({ x, y }, { x: x + w, y: y + h }, [
      { at: 0, color: blend(accent, '#12141c', 0.62) },
      { at: 0.55, color: dark },
      { at: 1, color: blend(dark, '#000000', 0.3) },
    ]),
  );
  const u = Math.min(w, h) / 64;
  const wide = w > h;
  const m = 5 * u;
  const left = x + m;
  const inner = w - 2 * m;
  const text = blend(accent, '#ffffff', 0.88);
  const top = y + (wide ? m : 15 * u);
  sketch.fill(roundRect(left, top, inner * 0.42, 4 * u, 2 * u), text, 0.92);
  sketch.fill(roundRect(left, top + 6.6 * u, inner * 0.26, 2.2 * u, 1.1 * u), text, 0.45);
  sketch.fill(roundRect(left + inner - 7 * u, top - 0.6 * u, 7 * u, 7 * u, 3.5 * u), blend(accent, '#ffffff', 0.2));
  // A big card with a curve that rises.
  const cardY = top + 13 * u;
  const cardH = wide ? h - (cardY - y) - m : h * 0.34;
  const cardW = wide ? inner * 0.6 : inner;
  const card = roundRect(left, cardY, cardW, cardH, 4 * u);
  sketch.cut(card, () => {
    sketch.fill(
      card,
      sketch.linear({ x: left, y: cardY }, { x: left + cardW, y: cardY + cardH }, [
        { at: 0, color: accent },
        { at: 1, color: blend(accent, '#1a1030', 0.55) },
      ]),
    );
    const line = `M${n(left)} ${n(cardY + cardH * 0.78)}C${n(left + cardW * 0.22)} ${n(cardY + cardH * 0.5)} ${n(left + cardW * 0.34)} ${n(cardY + cardH * 0.86)} ${n(left + cardW * 0.52)} ${n(cardY + cardH * 0.56)}C${n(left + cardW * 0.68)} ${n(cardY + cardH * 0.3)} ${n(left + cardW * 0.8)} ${n(cardY + cardH * 0.42)} ${n(left + cardW)} ${n(cardY + cardH * 0.16)}`;
    sketch.fill(`${line}L${n(left + cardW)} ${n(cardY + cardH)}L${n(left)} ${n(cardY + cardH)}Z`, '#ffffff', 0.2);
    sketch.stroke(line, '#ffffff', 1.3 * u, { opacity: 0.95 });
    sketch.glow(left + cardW * 0.52, cardY + cardH * 0.56, 3.4 * u, 3.4 * u, '#ffffff', 0.95, 0.35);
  });
  // Rows.
  const rows = wide ? 4 : 3;
  const rx = wide ? left + cardW + 4 * u : left;
  const rw = wide ? inner - cardW - 4 * u : inner;
  const ry = wide ? cardY : cardY + cardH + 4.6 * u;
  const space = wide ? cardH : y + h - ry - 12 * u;
  for (let i = 0; i < rows; i++) {
    const rh = space / rows - 2 * u;
    const yy = ry + i * (space / rows);
    sketch.fill(roundRect(rx, yy, rw, rh, 3 * u), '#ffffff', i === 0 ? 0.17 : 0.1);
    const r = Math.min(rh * 0.32, 4 * u);
    sketch.fill(roundRect(rx + 2.6 * u, yy + rh / 2 - r, 2 * r, 2 * r, r), i === 1 ? blend(accent, '#ffffff', 0.5) : accent, 0.95);
    sketch.fill(roundRect(rx + 5 * u + 2 * r, yy + rh / 2 - 2.4 * u, rw * (0.42 - i * 0.06), 2 * u, u), text, 0.82);
    sketch.fill(roundRect(rx + 5 * u + 2 * r, yy + rh / 2 + 1 * u, rw * 0.24, 1.5 * u, 0.7 * u), text, 0.4);
  }
  if (!wide) sketch.fill(roundRect(x + w / 2 - 10 * u, y + h - 5 * u, 20 * u, 1.5 * u, 0.8 * u), text, 0.8);
}
