/** Colour under one light: the four to six values a surface shows. */
import type { Hex } from '#domain/picture.ts';
import type { LightRig } from '../drawing.ts';

type Rgb = readonly [number, number, number];

function parse(hex: Hex): Rgb {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  return Number.isFinite(value) ? [(value >> 16) & 255, (value >> 8) & 255, value & 255] : [128, 128, 128];
}

function format(rgb: Rgb): Hex {
  return `#${rgb
    .map((c) =>
      Math.round(Math.min(255, Math.max(0, c)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Straight mix of two colours, t = 0 is `a`. */
export function blend(a: Hex, b: Hex, t: number): Hex {
  const [x, y] = [parse(a), parse(b)];
  return format([x[0] + (y[0] - x[0]) * t, x[1] + (y[1] - x[1]) * t, x[2] + (y[2] - x[2]) * t]);
}

/** A surface of colour `a` under light of colour `b`. */
export function under(a: Hex, b: Hex): Hex {
  const [x, y] = [parse(a), parse(b)];
  return format([(x[0] * y[0]) / 255, (x[1] * y[1]) / 255, (x[2] * y[2]) / 255]);
}

/** Rec. 709 luma of the sRGB values, 0..1. */
export function luma(hex: Hex): number {
  const [r, g, b] = parse(hex);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** More (>1) or less (<1) chroma around the colour's own grey. */
export function saturate(hex: Hex, amount: number): Hex {
  const rgb = parse(hex);
  const grey = luma(hex) * 255;
  return format([grey + (rgb[0] - grey) * amount, grey + (rgb[1] - grey) * amount, grey + (rgb[2] - grey) * amount]);
}

/** The values of one surface, lightest first. */
export interface Tones {
  /** Where the key strikes squarely. */
  light: Hex;
  /** Turning away. */
  half: Hex;
  /** The shadow side. */
  shade: Hex;
  /** Creases, contact, under the chin. */
  deep: Hex;
  /** The thin edge that faces the source. */
  rim: Hex;
  /** Hard reflection of the source. */
  spark: Hex;
}

/**
 * Values of a surface of colour `base`.
 * @param warmth 0..1: how red the terminator glows, as skin and wax do.
 */
export function tonesOf(light: LightRig, base: Hex, warmth = 0): Tones {
  const lit = under(base, light.key);
  // Pure black swallows every form, so the darkest surfaces keep a little of the light they stand in.
  const floor = luma(base) < 0.12 ? 0.07 : 0;
  const lifted = floor > 0 ? blend(lit, light.key, floor) : lit;
  const shade = blend(under(base, light.shadow), light.shadow, floor * 0.6);
  const half = saturate(blend(lifted, shade, 0.45), 1.12);
  return {
    light: lifted,
    half: warmth > 0 ? blend(half, under('#d9694a', lifted), 0.3 * warmth) : half,
    shade: warmth > 0 ? saturate(shade, 1 + 0.2 * warmth) : shade,
    deep: under(shade, blend('#4a4450', '#b8b0b8', light.ambient)),
    rim: blend(light.rim, lifted, 0.18),
    spark: blend(light.rim, '#ffffff', 0.55),
  };
}

/** The same surface further from the light, 0 none … 1 all in shadow. */
export function dimmed(tones: Tones, amount: number): Tones {
  return {
    light: blend(tones.light, tones.shade, amount),
    half: blend(tones.half, tones.shade, amount),
    shade: blend(tones.shade, tones.deep, amount * 0.6),
    deep: tones.deep,
    rim: blend(tones.rim, tones.shade, amount),
    spark: tones.spark,
  };
}
