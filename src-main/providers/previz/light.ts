/**
 * Turns the words about light and mood into one light and one colour script
 * that every shape of the picture agrees with: a warm side and a cool side,
 * six values, a sky, and the grade that pulls them together.
 */
import type { Hex, LightSpec, PictureSpec } from '#domain/picture.ts';
import { adjust, hexOf, kelvinColour, lightnessOf, linearOf, mix } from './colour.ts';
import type { LightRig } from './drawing.ts';

export interface Grade {
  /** Added to the darks, as colour over black. */
  lift: Hex;
  /** Multiplies the lights, as colour under white. */
  gain: Hex;
  /** 1 leaves contrast alone; above 1 steepens the middle. */
  contrast: number;
  /** 1 leaves colour alone. */
  saturation: number;
  /** Darkening of the corners, 0–1. */
  vignette: number;
  /** Standard deviation of the grain in 8-bit steps. */
  grain: number;
}

export interface ColourScript {
  rig: LightRig;
  /** The same light as it falls on people and things: with the source behind them they face us in shadow, edged with light. */
  subject: LightRig;
  /** Six values of the picture from darkest to lightest. */
  ramp: readonly [Hex, Hex, Hex, Hex, Hex, Hex];
  sky: { zenith: Hex; middle: Hex; horizon: Hex; sun: Hex };
  /** Strongest brand colour, at home in this light. */
  accent: Hex;
  /** A second, quieter colour beside it. */
  second: Hex;
  /** What far things fade into. */
  haze: Hex;
  /** Lamps are on (dusk, night, low key). */
  lamps: boolean;
  /** Colour of those lamps. */
  lamp: Hex;
  /** How strongly a shaft of light shows in the air, 0–1. */
  shaft: number;
  grade: Grade;
  /** A surface of colour `base` at light level 0 (deep shadow) … 1 (full key). */
  tone(base: Hex, level: number): Hex;
  /** The same, faded towards the haze with distance 0–1. */
  far(base: Hex, level: number, distance: number): Hex;
}

interface Hour {
  kelvin: number;
  sky: readonly [zenith: Hex, middle: Hex, horizon: Hex, sun: Hex];
  ambient: number;
  level: number;
}

const hours: Record<LightSpec['time'], Hour> = {
  dawn: { kelvin: 4300, sky: ['#5b7aa8', '#c9a7b0', '#f6cfa4', '#ffe3b8'], ambient: 0.3, level: 0.95 },
  morning: { kelvin: 4400, sky: ['#86b0d2', '#d7dccf', '#fbe6b9', '#fff3cf'], ambient: 0.36, level: 1.04 },
  day: { kelvin: 5500, sky: ['#5f9fd6', '#a5cbe6', '#e6eee8', '#fffdf2'], ambient: 0.4, level: 1.06 },
  'golden-hour': { kelvin: 3300, sky: ['#6f7fa6', '#e2a77c', '#ffc673', '#ffe3a1'], ambient: 0.28, level: 1 },
  dusk: { kelvin: 4000, sky: ['#2c3763', '#7a5a86', '#e98d6d', '#ffc388'], ambient: 0.22, level: 0.86 },
  night: { kelvin: 6800, sky: ['#0b1430', '#17264c', '#33466f', '#c9d8f2'], ambient: 0.15, level: 0.74 },
};

const moods: Record<PictureSpec['mood'], { chroma: number; contrast: number; tint: Hex; vignette: number; shaft: number }> = {
  calm: { chroma: 0.94, contrast: 1.02, tint: '#8a93b8', vignette: 0.3, shaft: 0.8 },
  warm: { chroma: 1.06, contrast: 1.04, tint: '#7d6fa0', vignette: 0.32, shaft: 0.95 },
  energetic: { chroma: 1.18, contrast: 1.12, tint: '#4f62a8', vignette: 0.28, shaft: 0.8 },
  tense: { chroma: 0.72, contrast: 1.16, tint: '#3f6470', vignette: 0.46, shaft: 0.7 },
  sad: { chroma: 0.6, contrast: 0.98, tint: '#5b6f92', vignette: 0.4, shaft: 0.45 },
  mysterious: { chroma: 0.82, contrast: 1.12, tint: '#35508a', vignette: 0.5, shaft: 1 },
  joyful: { chroma: 1.2, contrast: 1.04, tint: '#8b7fc0', vignette: 0.22, shaft: 0.85 },
  epic: { chroma: 1.02, contrast: 1.14, tint: '#35607a', vignette: 0.42, shaft: 1 },
  luxurious: { chroma: 0.95, contrast: 1.14, tint: '#4a3f6e', vignette: 0.48, shaft: 0.9 },
  fresh: { chroma: 1.08, contrast: 1.02, tint: '#6fa0a8', vignette: 0.22, shaft: 0.75 },
};

/** The kelvin a scene has when its words give no figure. */
export function kelvinOf(time: LightSpec['time']): number {
  return hours[time].kelvin;
}

function rigOf(light: LightSpec, key: Hex, shadow: Hex, rim: Hex, ambient: number): LightRig {
  const directions: Record<LightSpec['direction'], readonly [number, number]> = {
    left: [0.85, 0.53],
    right: [-0.85, 0.53],
    back: [0.34, 0.94],
    front: [0.3, 0.6],
    top: [0.14, 0.99],
  };
  const [x, y] = directions[light.direction];
  const length = Math.hypot(x, y);
  return { x: x / length, y: y / length, softness: light.quality === 'soft' ? 0.78 : 0.25, key, shadow, rim, ambient };
}

/** Brand colours pulled into a range that sits in a picture: not black, not white, not neon. */
function tamed(hex: Hex): Hex {
  const lightness = lightnessOf(hex);
  const target = Math.min(0.78, Math.max(0.36, lightness));
  return adjust(hex, target - lightness, 0.94);
}

/**
 * The colour script of a scene. Pure: the same light, mood and palette always
 * give the same script. `warmth` shifts the key's temperature by that many
 * kelvin (variations differ a little in time of day within the brief).
 */
export function colourScript(light: LightSpec, mood: PictureSpec['mood'], palette: readonly Hex[], warmth = 0): ColourScript {
  const hour = hours[light.time];
  const feeling = moods[mood];
  const kelvin = Math.min(11_000, Math.max(2000, light.kelvin + warmth));
  // A camera balances half-way towards the light it films: warm stays warm without drowning the picture.
  // Sunlight is warmer than the daylight it makes together with the sky.
  const sun = light.time === 'day' && light.quality === 'hard' ? 1000 : 0;
  const seen = kelvinColour(Math.max(2000, kelvin - sun), 5300);
  // Even neutral light has a warm heart: a white key would make a grey picture.
  const key = mix(light.time === 'night' ? '#f4f6ff' : '#fff3dc', seen, kelvin < 5300 ? 0.78 : 0.62);
  const warm = kelvin < 5600;
  const cool = mix(warm ? '#5868b4' : '#4d5590', feeling.tint, 0.42);
  const keyLevel = light.key === 'high' ? 1.24 : light.key === 'low' ? 0.92 : 1;
  const ambientBase = hour.ambient * (light.key === 'high' ? 1.75 : light.key === 'low' ? 0.5 : 1);
  const ambient = Math.min(0.78, ambientBase * (light.quality === 'soft' ? 1.12 : 0.9));
  const shadow = adjust(cool, light.key === 'high' ? 0.12 : light.key === 'low' ? -0.08 : 0, 0.95);
  const rim = mix(key, '#ffffff', light.direction === 'back' ? 0.25 : 0.4);
  const rig = rigOf(light, key, shadow, rim, ambient);
  const level = hour.level * keyLevel;

  const keyLinear = linearOf(key);
  const shadowLinear = linearOf(shadow);
  // Shadow light keeps its hue at full value; `ambient` decides how much of it there is.
  const shadowTop = Math.max(...shadowLinear, 1e-3);
  const tone = (base: Hex, amount: number): Hex => {
    const t = Math.min(1.25, Math.max(0, amount));
    const surface = linearOf(base);
    const k = t ** 1.42 * level;
    const s = (1 - 0.72 * Math.min(1, t)) * (ambient * 1.02 + 0.045);
    const channel = (index: 0 | 1 | 2) =>
      surface[index] * ((keyLinear[index] ?? 0) * k + (0.4 + (0.6 * (shadowLinear[index] ?? 0)) / shadowTop) * s);
    return adjust(hexOf([channel(0), channel(1), channel(2)]), 0, feeling.chroma);
  };

  const tint = (hex: Hex, amount: number) => adjust(mix(hex, seen, amount), 0, feeling.chroma);
  const dim = light.key === 'low' ? -0.08 : light.key === 'high' ? 0.03 : 0;
  const sky = {
    zenith: adjust(tint(hour.sky[0], 0.04), dim),
    middle: adjust(tint(hour.sky[1], 0.06), dim),
    horizon: adjust(tint(hour.sky[2], 0.08), dim * 0.6),
    sun: tint(hour.sky[3], 0.1),
  };
  const night = light.time === 'night';
  const lamps = night || light.time === 'dusk' || light.key === 'low';
  const haze = mix(sky.horizon, night ? sky.middle : sky.middle, 0.35);
  const accent = tamed(palette[0] ?? (warm ? '#c8793f' : '#4f8fa6'));
  const second = tamed(palette[1] ?? (warm ? '#5c7a82' : '#c08a5e'));
  const ramp = [
    tone('#3a3540', 0.02),
    tone('#6a6068', 0.2),
    tone('#9a8d88', 0.42),
    tone('#c2b2a4', 0.62),
    tone('#e2d4c2', 0.84),
    mix(tone('#fff6e8', 1.1), key, 0.2),
  ] as const;
  const against = light.direction === 'back';
  return {
    rig,
    subject: against
      ? { ...rig, key: mix(key, shadow, light.quality === 'hard' ? 0.55 : 0.42), rim: mix(seen, '#fff8e8', 0.6), ambient: ambient * 0.8 }
      : rig,
    ramp,
    sky,
    accent,
    second,
    haze,
    lamps,
    lamp: mix('#ffca7a', '#ffdfae', 0.3),
    shaft: feeling.shaft * (light.quality === 'hard' ? 1 : 0.78) * (light.direction === 'front' ? 0.25 : 1),
    grade: {
      lift: mix('#000000', cool, light.key === 'low' ? 0.1 : 0.16),
      gain: mix('#ffffff', key, 0.3),
      contrast: feeling.contrast + 0.07 + (light.quality === 'hard' ? 0.05 : 0),
      saturation: 1,
      vignette: feeling.vignette + (light.key === 'low' ? 0.1 : light.key === 'high' ? -0.08 : 0),
      grain: 2.1,
    },
    tone,
    far: (base, amount, distance) => mix(tone(base, amount), haze, distance),
  };
}
