/** The words of a request, fitted into a model's fields: the prompt, and what is to be avoided (W6). */
import type { Coerced, Dropped } from '#contract/model/providers.ts';
import { mergeNegatives, withAvoidClause } from '#domain/prompts.ts';
import type { ModelDescriptor } from './schema.ts';

export type NegativePlace = 'own-field' | 'merged' | 'not-sent' | 'none';

export interface FittedWords {
  prompt: string;
  /** For the model's own field; null when nothing goes there. */
  negative: string | null;
  place: NegativePlace;
  dropped: Dropped[];
  coerced: Coerced[];
}

/** Cuts a text to at most `max` characters: after the last whole sentence when that keeps half of it, else after a word. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, Math.max(0, max));
  const sentence = Math.max(
    ...['. ', '! ', '? ', '.\n', '; '].map((end) => `${head}${/\s/u.test(text.charAt(max)) ? ' ' : ''}`.lastIndexOf(end)),
  );
  if (sentence + 1 >= max / 2) return head.slice(0, sentence + 1).trimEnd();
  const word = /\s/u.test(text.charAt(max)) ? max : head.search(/\s\S*$/u);
  // Half of a surrogate pair would be a broken letter.
  return head
    .slice(0, word > 0 ? word : max)
    .replace(/[\uD800-\uDBFF]$/u, '')
    .replace(/[\s,;:–-]+$/u, '');
}

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79).trimEnd()}…`);
const characters = (count: number): string => `${count} characters`;

const termCount = (negative: string): number => (negative === '' ? 0 : negative.split(', ').length);

/**
 * @param prefix words that must stand before the prompt (names of reference pictures); never cut
 * @param ownField whether the model's own field for what to avoid may be used in this request
 */
export function fitWords(
  descriptor: ModelDescriptor,
  text: { prompt: string; negative: string; prefix: string },
  ownField: boolean,
): FittedWords {
  const dropped: Dropped[] = [];
  const coerced: Coerced[] = [];
  const limit = descriptor.roles?.prompt.maxCharacters ?? Infinity;
  const lead = text.prefix === '' ? '' : `${text.prefix} `;
  const wanted = text.prompt.trim();
  let prompt = lead + cutText(wanted, limit - lead.length);
  if (prompt.length < lead.length + wanted.length) {
    coerced.push({
      field: 'prompt',
      from: characters(lead.length + wanted.length),
      to: characters(prompt.length),
      reason: `${descriptor.name} reads at most ${limit} characters; the end of the prompt is left out.`,
    });
  }
  const all = mergeNegatives([text.negative], Infinity);
  const result = (place: NegativePlace, negative: string | null = null): FittedWords => ({ prompt, negative, place, dropped, coerced });
  if (all === '') return result('none');
  const field = descriptor.roles?.negative;
  if (field === false) {
    dropped.push({ field: 'negative', value: shortened(all), reason: `${descriptor.name} cannot be told what to avoid.` });
    return result('not-sent');
  }
  const own = field !== undefined && ownField;
  // "Avoid: … ." takes nine characters beside its terms.
  const room = own ? (field.maxCharacters ?? Infinity) : limit - prompt.trimEnd().length - 9;
  const fitting = mergeNegatives([text.negative], room);
  if (fitting === '') {
    dropped.push({
      field: 'negative',
      value: shortened(all),
      reason: own
        ? `${descriptor.name} takes at most ${room} characters of what to avoid.`
        : `The prompt leaves no room for what to avoid; ${descriptor.name} reads at most ${limit} characters.`,
    });
    return result('not-sent');
  }
  if (termCount(fitting) < termCount(all)) {
    const left = termCount(all) - termCount(fitting);
    coerced.push({
      field: 'negative',
      from: shortened(all),
      to: shortened(fitting),
      reason: `There is no room for ${left === 1 ? 'one of the things' : `${left} of the things`} to avoid.`,
    });
  }
  if (own) return result('own-field', fitting);
  prompt = withAvoidClause(prompt, fitting);
  return result('merged');
}
