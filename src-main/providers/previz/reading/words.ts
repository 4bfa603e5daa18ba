/** Finding words of a lexicon in free text. */

/** A meaning and the word patterns that carry it. */
export type Lexicon<M extends string> = readonly (readonly [meaning: M, pattern: RegExp, weight?: number])[];

/** A meaning found at a place in a text. */
export interface Found<M extends string> {
  meaning: M;
  at: number;
  weight: number;
}

/** Lower case, typographic quotes and dashes made plain, underscores as spaces, accents dropped ("café" is "cafe"). */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[’‘]/g, "'")
    .replace(/[‐‑–—]/g, '-')
    .replace(/_/g, ' ');
}

/**
 * Every meaning of the lexicon in the text, by place. A stretch of text gives
 * one meaning only: the lexicon's earlier entries win ("medium close-up"
 * before "medium"), and negated words ("no people", "without rain") none.
 */
export function findAll<M extends string>(text: string, lexicon: Lexicon<M>): Found<M>[] {
  let rest = plain(text);
  const found: Found<M>[] = [];
  for (const [meaning, pattern, weight] of lexicon) {
    const every = new RegExp(pattern.source, 'g');
    rest = rest.replace(every, (match: string, ...args: unknown[]) => {
      const at = args.find((value) => typeof value === 'number') ?? 0;
      const before = rest.slice(Math.max(0, at - 18), at);
      if (!/\b(no|not|without|never|isn't|avoid)\s+(?:\w+\s)?$/.test(before)) found.push({ meaning, at, weight: weight ?? 1 });
      return ' '.repeat(match.length);
    });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** The meaning with the most weight over several texts of different importance; earlier mentions break ties. */
export function strongest<M extends string>(
  texts: readonly (readonly [text: string, importance: number])[],
  lexicon: Lexicon<M>,
): M | null {
  const scores = new Map<M, number>();
  for (const [text, importance] of texts) {
    findAll(text, lexicon).forEach((found, index) => {
      scores.set(found.meaning, (scores.get(found.meaning) ?? 0) + importance * found.weight * (1 - Math.min(0.3, index * 0.05)));
    });
  }
  let best: M | null = null;
  let most = 0;
  for (const [meaning, score] of scores) {
    if (score > most + 1e-9) {
      best = meaning;
      most = score;
    }
  }
  return best;
}

/** Of the meanings in a text, the first one for a scene's start and the last one for its end. */
export function atMoment<M extends string>(text: string, lexicon: Lexicon<M>, moment: number): M | null {
  const found = findAll(text, lexicon);
  const pick = moment < 0.5 ? found[0] : found[found.length - 1];
  return pick?.meaning ?? null;
}
