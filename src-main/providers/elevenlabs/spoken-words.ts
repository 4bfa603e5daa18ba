/** When each word is spoken, from the times of its characters. */
import { z } from 'zod';

export const alignmentSchema = z.looseObject({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.number()),
  character_end_times_seconds: z.array(z.number()),
});

/** [word, start, end], in seconds from the beginning of the sound; a list because a handle stays small. */
export type SpokenWord = [word: string, start: number, end: number];

const rounded = (seconds: number): number => Number(seconds.toFixed(3));

/**
 * @returns words in order; empty when the service gave no times that fit the text. Directions in brackets, which are
 *   acted and not spoken (`[whispers]`), are left out.
 */
export function spokenWords(alignment: z.infer<typeof alignmentSchema> | null): SpokenWord[] {
  if (alignment === null) return [];
  const { characters, character_start_times_seconds: starts, character_end_times_seconds: ends } = alignment;
  if (starts.length !== characters.length || ends.length !== characters.length) return [];
  const words: SpokenWord[] = [];
  let current: SpokenWord | null = null;
  let inDirection = false;
  for (const [index, character] of characters.entries()) {
    if (character === '[') inDirection = true;
    const silent = inDirection || /^\s*$/u.test(character);
    if (character === ']') inDirection = false;
    if (silent) {
      current = null;
      continue;
    }
    const [start, end] = [rounded(starts[index] ?? 0), rounded(ends[index] ?? 0)];
    if (current === null) {
      current = [character, start, end];
      words.push(current);
    } else {
      current[0] += character;
      current[2] = end;
    }
  }
  return words;
}
