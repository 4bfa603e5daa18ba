/**
 * Words as vector outlines: labels look the same on every machine because no
 * installed font takes part.
 */
import { createRequire } from 'node:module';
import { openSync } from 'fontkit';
import type { Font } from 'fontkit';

export type TextWeight = 400 | 500 | 600 | 700;

export interface TextStyle {
  /** Font size (em) in the caller's units; everything returned is in the same units. */
  size: number;
  /** Default 500. */
  weight?: TextWeight;
  /** Extra space between letters, in em. Default 0. */
  letterSpacing?: number;
}

/** Outlines of one line of text, the pen starting at x = 0 on the baseline y = 0, y down. */
export interface TextOutline {
  /** SVG path data; empty when nothing can be drawn. */
  d: string;
  /** Advance of the line, units of `size`. */
  width: number;
  /** Font ascent above the baseline, positive. */
  ascent: number;
  /** Font descent below the baseline, positive. */
  descent: number;
}

/** Inter is shipped in files by script; looked through in this order for each letter. */
const subsets = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese'] as const;
type Subset = (typeof subsets)[number];

const resolve = createRequire(import.meta.url).resolve;
const loaded = new Map<string, Font>();

function fontOf(subset: Subset, weight: TextWeight): Font {
  const name = `@fontsource/inter/files/inter-${subset}-${weight}-normal.woff`;
  const known = loaded.get(name);
  if (known) return known;
  const opened = openSync(resolve(name));
  if ('fonts' in opened) throw new Error(`${name} is a font collection, not a font.`);
  loaded.set(name, opened);
  return opened;
}

/** The file that has this code point, or null: such letters are left out, never drawn as boxes. */
function subsetFor(codePoint: number, weight: TextWeight): Subset | null {
  return subsets.find((subset) => fontOf(subset, weight).hasGlyphForCodePoint(codePoint)) ?? null;
}

/** Letters that no file has are tried without their accents, then left out. */
function runsOf(text: string, weight: TextWeight): { subset: Subset; text: string }[] {
  const runs: { subset: Subset; text: string }[] = [];
  const add = (character: string): boolean => {
    const subset = subsetFor(character.codePointAt(0) ?? 0, weight);
    if (subset === null) return false;
    const last = runs.at(-1);
    if (last && (last.subset === subset || character === ' ')) last.text += character;
    else runs.push({ subset, text: character });
    return true;
  };
  for (const character of text.normalize('NFC').replaceAll(/\s+/gu, ' ')) {
    if (!add(character)) {
      const bare = character.normalize('NFD').replaceAll(/\p{M}/gu, '');
      if (bare !== character) for (const part of bare) add(part);
    }
  }
  return runs;
}

/**
 * Turns one line of text into path data in Inter (latin, latin extended,
 * cyrillic, greek), kerned. White space is collapsed; letters the font lacks
 * are skipped.
 */
export function textPath(text: string, style: TextStyle): TextOutline {
  const weight = style.weight ?? 500;
  const main = fontOf('latin', weight);
  const spacing = (style.letterSpacing ?? 0) * style.size;
  // Three significant digits below the size of a letter are finer than any pixel it is drawn with.
  const digits = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(style.size))));
  const parts: string[] = [];
  let pen = 0;
  for (const run of runsOf(text, weight)) {
    const font = fontOf(run.subset, weight);
    const scale = style.size / font.unitsPerEm;
    const layout = font.layout(run.text);
    layout.glyphs.forEach((glyph, index) => {
      const position = layout.positions[index];
      if (!position) return;
      const x0 = pen + position.xOffset * scale;
      const y0 = -position.yOffset * scale;
      for (const { command, args } of glyph.path.commands) {
        const numbers = args.map((value, axis) => (axis % 2 === 0 ? x0 + value * scale : y0 - value * scale));
        parts.push(pathLetter[command] + numbers.map((value) => +value.toFixed(digits)).join(' '));
      }
      pen += position.xAdvance * scale + spacing;
    });
  }
  return {
    d: parts.join(''),
    width: Math.max(0, pen - spacing),
    ascent: (main.ascent / main.unitsPerEm) * style.size,
    descent: (-main.descent / main.unitsPerEm) * style.size,
  };
}

const pathLetter = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
} as const;
