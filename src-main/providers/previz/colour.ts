/**
 * Colour arithmetic of the previz renderer. Mixing happens in OKLab (Ottosson
 * 2020), where halfway between two colours looks halfway; light falls on
 * surfaces by multiplication in linear light.
 */
import type { Hex } from '#domain/picture.ts';

/** Red, green, blue, each 0–1, linear light. */
type Linear = readonly [number, number, number];
/** Lightness 0–1, and the two opponent axes (about ±0.4). */
type Lab = readonly [number, number, number];

const clamp = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);
const toLinear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const toEncoded = (v: number): number => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

/** Linear-light components of an sRGB hex colour; anything unreadable is mid grey. */
export function linearOf(hex: Hex): Linear {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!match) return [0.2, 0.2, 0.2];
  const part = (index: number) => toLinear(Number.parseInt(match[index] ?? '80', 16) / 255);
  return [part(1), part(2), part(3)];
}

/** `#rrggbb` of linear-light components; values outside the gamut are clipped. */
export function hexOf(linear: Linear): Hex {
  const part = (v: number) =>
    Math.round(toEncoded(clamp(v)) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${part(linear[0])}${part(linear[1])}${part(linear[2])}`;
}

function labOf(hex: Hex): Lab {
  const [r, g, b] = linearOf(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function hexOfLab([L, a, b]: Lab): Hex {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return hexOf([
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]);
}

/** Colour `t` (0–1) of the way from `a` to `b`, in OKLab. */
export function mix(a: Hex, b: Hex, t: number): Hex {
  const from = labOf(a);
  const to = labOf(b);
  const k = clamp(t);
  return hexOfLab([from[0] + (to[0] - from[0]) * k, from[1] + (to[1] - from[1]) * k, from[2] + (to[2] - from[2]) * k]);
}

/** Changes lightness by `amount` (−1…1, OKLab) and multiplies chroma by `chroma`. */
export function adjust(hex: Hex, amount: number, chroma = 1): Hex {
  const [L, a, b] = labOf(hex);
  return hexOfLab([clamp(L + amount), a * chroma, b * chroma]);
}

/** OKLab lightness, 0–1. */
export function lightnessOf(hex: Hex): number {
  return labOf(hex)[0];
}

/** Surface colour seen under a light of the given colour and strength. */
export function lit(surface: Hex, light: Hex, strength: number): Hex {
  const s = linearOf(surface);
  const l = linearOf(light);
  return hexOf([s[0] * l[0] * strength, s[1] * l[1] * strength, s[2] * l[2] * strength]);
}

/**
 * Colour of a black body at `kelvin` (1800–12000 K) as a white card would
 * look on a camera balanced for `balance` kelvin, brightest channel at 1.
 * Chromaticity by the cubic fit of Kim et al. (2002) to the Planckian locus.
 */
export function kelvinColour(kelvin: number, balance = 5200): Hex {
  const white = planckian(balance);
  const seen = planckian(kelvin);
  const raw = [seen[0] / white[0], seen[1] / white[1], seen[2] / white[2]] as const;
  const top = Math.max(raw[0], raw[1], raw[2], 1e-6);
  return hexOf([raw[0] / top, raw[1] / top, raw[2] / top]);
}

function planckian(kelvin: number): Linear {
  const t = Math.min(25_000, Math.max(1667, kelvin));
  const x =
    t <= 4000
      ? -0.2661239e9 / t ** 3 - 0.2343589e6 / t ** 2 + 0.8776956e3 / t + 0.17991
      : -3.0258469e9 / t ** 3 + 2.1070379e6 / t ** 2 + 0.2226347e3 / t + 0.24039;
  const y =
    t <= 2222
      ? -1.1063814 * x ** 3 - 1.3481102 * x ** 2 + 2.18555832 * x - 0.20219683
      : t <= 4000
        ? -0.9549476 * x ** 3 - 1.37418593 * x ** 2 + 2.09137015 * x - 0.16748867
        : 3.081758 * x ** 3 - 5.8733867 * x ** 2 + 3.75112997 * x - 0.37001483;
  const X = x / y;
  const Z = (1 - x - y) / y;
  return [
    Math.max(0.02, 3.2404542 * X - 1.5371385 - 0.4985314 * Z),
    Math.max(0.02, -0.969266 * X + 1.8760108 + 0.041556 * Z),
    Math.max(0.02, 0.0556434 * X - 0.2040259 + 1.0572252 * Z),
  ];
}
