/** Colour words. */
import type { Hex } from '#domain/picture.ts';
import { plain } from './words.ts';

const names: Readonly<Record<string, Hex>> = {
  black: '#1d1c20',
  charcoal: '#34353a',
  graphite: '#3f4147',
  slate: '#566270',
  grey: '#8c8e93',
  gray: '#8c8e93',
  silver: '#b9bdc4',
  white: '#f2efe9',
  ivory: '#efe8d8',
  cream: '#efe2c6',
  beige: '#d9c6a5',
  sand: '#d3bb92',
  tan: '#c19a6b',
  camel: '#bb8b55',
  oatmeal: '#d8cbb4',
  taupe: '#9c8b7c',
  brown: '#7a5236',
  chocolate: '#4f3222',
  coffee: '#5a3d2b',
  chestnut: '#6b3f2a',
  walnut: '#6a4a34',
  caramel: '#b0763c',
  cognac: '#9a5a2c',
  copper: '#b5703f',
  bronze: '#97703e',
  brass: '#bf9a4a',
  gold: '#c9a24b',
  golden: '#d1aa52',
  'rose gold': '#cf9a86',
  champagne: '#e3cfa6',
  amber: '#d18a2c',
  honey: '#d9a03c',
  mustard: '#c99a2e',
  ochre: '#c0862f',
  terracotta: '#c06a45',
  rust: '#a94f2c',
  orange: '#dd7a2b',
  peach: '#eeb08a',
  apricot: '#eba66c',
  coral: '#e67862',
  salmon: '#e58d78',
  red: '#b8322f',
  crimson: '#a3223a',
  scarlet: '#c22f27',
  burgundy: '#6d2135',
  maroon: '#6a2430',
  wine: '#6b2437',
  pink: '#e3a0b0',
  blush: '#e8bfb6',
  rose: '#d58a96',
  magenta: '#b83a83',
  fuchsia: '#c33b88',
  purple: '#6f4a94',
  violet: '#6d53a8',
  lavender: '#ab9bcb',
  lilac: '#b9a2c8',
  plum: '#5f3557',
  indigo: '#3f4287',
  navy: '#26365c',
  'midnight blue': '#1f2a4d',
  blue: '#3c6fae',
  cobalt: '#2c55a5',
  'sky blue': '#7fb3dc',
  azure: '#4d96d4',
  denim: '#4f6d92',
  teal: '#2f7f80',
  turquoise: '#3fa9a5',
  cyan: '#43b0c4',
  aqua: '#63bcbc',
  mint: '#a6d3b8',
  sage: '#9aaa88',
  olive: '#767a44',
  green: '#4d8250',
  emerald: '#2a7f58',
  'forest green': '#33593f',
  'dark green': '#2f543c',
  lime: '#a8c145',
  khaki: '#a49a6c',
  yellow: '#e2bf46',
  lemon: '#ecd75f',
  neon: '#c8e84a',
  'electric blue': '#2f7bff',
  'warm earth tones': '#a9754f',
  'earth tones': '#a07a56',
  pastel: '#d8b9c6',
  wooden: '#a1764f',
  wood: '#a1764f',
  steel: '#9aa0a6',
  chrome: '#b8bcc2',
  pearl: '#e9e4da',
};
const pattern = new RegExp(
  `#[0-9a-f]{6}\\b|\\b(?:${Object.keys(names)
    .sort((a, b) => b.length - a.length)
    .join('|')})\\b`,
  'g',
);

/** A colour word in a text. */
export interface ColourWord {
  hex: Hex;
  at: number;
  length: number;
}

/** Colours named in the text (or written as `#rrggbb`), in order. */
export function coloursIn(text: string): ColourWord[] {
  const words: ColourWord[] = [];
  for (const match of plain(text).matchAll(pattern)) {
    const word = match[0];
    const hex = word.startsWith('#') ? word : names[word];
    if (hex) words.push({ hex, at: match.index, length: word.length });
  }
  return words;
}

/** The last colour within `reach` characters before place `at`, or null. */
export function colourBefore(words: readonly ColourWord[], at: number, reach: number): Hex | null {
  let best: Hex | null = null;
  for (const word of words) if (word.at < at && word.at + word.length >= at - reach) best = word.hex;
  return best;
}
