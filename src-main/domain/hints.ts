/** Hints (row A8) when work goes in circles: measured, never guessed. */
import type { Overall } from '#contract/model/quality.ts';
import { lookAlikes } from './likeness.ts';
import { capitalise, countInWords, listInWords } from './metric-words.ts';

export interface Hint {
  kind: 'all-low' | 'look-alike' | 'no-progress';
  /** What was found and what to do, one or two sentences. */
  message: string;
}

/** Points by which rounds of enhancement must differ to count as progress. */
const PROGRESS = 2;

/** Hints about the variations of one frame. `threshold` 0–100, or null when nothing is flagged. */
export function variationHints(
  candidates: readonly { number: number; overall: Overall; phash?: string | null }[],
  threshold: number | null,
): Hint[] {
  const hints: Hint[] = [];
  const values = candidates.flatMap(({ overall }) => (overall.value === null ? [] : [overall.value]));
  const best = Math.max(...values);
  if (threshold !== null && values.length > 0 && best < threshold) {
    hints.push({
      kind: 'all-low',
      message: `${values.length === 1 ? 'The only variation has' : `The best of ${countInWords(values.length)} variations has`} ${Math.round(best)} of 100, below the bar of ${threshold}. Say more plainly what the picture must show, or try another model.`,
    });
  }
  for (const numbers of lookAlikes(candidates)) {
    const all = numbers.length === candidates.length && numbers.length > 2;
    hints.push({
      kind: 'look-alike',
      message: `${all ? `All ${countInWords(numbers.length)} variations` : capitalise(`variations ${listInWords(numbers.map(String))}`)} look the same. Change the prompt or loosen the reference to get a real choice.`,
    });
  }
  return hints;
}

/**
 * A hint when the two agents loop: three rounds or more, and the critic's score (0–100) never rose by two
 * points over the first round. `rounds` in order.
 */
export function enhancementHint(rounds: readonly { overall: number }[]): Hint | null {
  const first = rounds[0];
  if (first === undefined || rounds.length < 3) return null;
  const best = Math.max(...rounds.map((round) => round.overall));
  if (best >= first.overall + PROGRESS) return null;
  return {
    kind: 'no-progress',
    message: `${capitalise(countInWords(rounds.length))} rounds of enhancement did not improve the prompt (${Math.round(first.overall)} at first, ${Math.round(best)} at best). Add a fact only you know: who, where, what light, what must not change.`,
  };
}
