/** Words on things: set in outlines, broken and shrunk to fit their place. */
import { textPath } from '#media/text.ts';
import type { TextWeight } from '#media/text.ts';
import type { Sketch } from '../figure/sketch.ts';
import type { Point } from '../figure/outline.ts';

export interface LabelStyle {
  /** Room for the words, mm. */
  width: number;
  height: number;
  /** Wished size, mm; smaller when the words need it. */
  size: number;
  paint: string;
  weight: TextWeight;
}

/** Every way of breaking words into at most `most` lines, kept to the most even one. */
function broken(text: string, lines: number): string[] {
  const words = text.split(' ');
  if (lines === 1 || words.length === 1) return [text];
  const target = text.length / lines;
  const result: string[] = [];
  let current = '';
  for (const word of words) {
    const joined = current === '' ? word : `${current} ${word}`;
    if (current !== '' && result.length < lines - 1 && Math.abs(current.length - target) <= Math.abs(joined.length - target)) {
      result.push(current);
      current = word;
    } else {
      current = joined;
    }
  }
  return [...result, current];
}

/** Longer names than this say no more on a label. */
const longest = 60;

/** Draws words centred at `centre`, in up to three lines. */
export function fittedText(sketch: Sketch, text: string, centre: Point, style: LabelStyle): void {
  const trimmed = text.trim();
  const words = trimmed.length > longest ? `${trimmed.slice(0, longest - 1).trimEnd()}…` : trimmed;
  const measure = textPath(words, { size: 1, weight: style.weight });
  if (measure.d === '') return;
  const leading = 1.16;
  const options = [1, 2, 3].map((count) => {
    const lines = broken(words, count);
    const widest = Math.max(...lines.map((line) => textPath(line, { size: 1, weight: style.weight }).width));
    return { lines, size: Math.min(style.size, style.width / widest, style.height / (lines.length * leading)) };
  });
  // The fewest lines among those that let the letters be largest.
  const best = options.reduce((a, b) => (b.size > a.size * 1.08 ? b : a));
  best.lines.forEach((line, index) => {
    const outline = textPath(line, { size: best.size, weight: style.weight });
    // Capitals are 0.73 em high: their middle, not the box's, belongs on the centre.
    const y = centre.y + (index - (best.lines.length - 1) / 2) * best.size * leading + best.size * 0.36;
    sketch.place(
      {
        defs: '',
        body: `<path d="${outline.d}" fill="${style.paint}"/>`,
        bounds: { x: 0, y: -outline.ascent, width: outline.width, height: outline.ascent + outline.descent },
      },
      centre.x - outline.width / 2,
      y,
    );
  });
}
