/** What will be sent, in words people can weigh before they spend. Pure. */
import type { RequestPreview } from '#contract/model/providers.ts';
import type { Asked } from '../../ui/format.ts';

const fieldWords: Record<string, string> = { negative: 'words to avoid' };
const named = (field: string): string => fieldWords[field] ?? field;

/** One line that is read without opening anything: what is left out and what is changed. Empty when it goes as asked. */
export function changesInBrief(preview: Pick<RequestPreview, 'dropped' | 'coerced'>): string {
  const dropped = [...new Set(preview.dropped.map((each) => named(each.field)))];
  const changed = preview.coerced.map((each) => `${named(each.field)} ${each.from} → ${each.to}`);
  return [dropped.length === 0 ? null : `Not sent: ${dropped.join(', ')}`, changed.length === 0 ? null : `Changed: ${changed.join(', ')}`]
    .filter((part) => part !== null)
    .join(' · ');
}

export interface ChangeLine {
  what: string;
  detail: string;
  reason: string;
}

/** Every difference between what was asked for and what is sent, with its reason. */
export function changeLines(preview: Pick<RequestPreview, 'dropped' | 'coerced'>): ChangeLine[] {
  return [
    ...preview.dropped.map((each) => ({ what: `Without ${named(each.field)}`, detail: each.value, reason: each.reason })),
    ...preview.coerced.map((each) => ({
      what: `${capital(named(each.field))} changed`,
      detail: `${each.from} → ${each.to}`,
      reason: each.reason,
    })),
  ];
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Where the words to avoid go; empty when there are none. */
export function negativeInWords(where: RequestPreview['negative']): string {
  switch (where) {
    case 'own-field':
      return 'What to avoid goes in its own field.';
    case 'merged':
      return 'What to avoid is written into the prompt, because this model has no field for it.';
    case 'not-sent':
      return 'What to avoid is not sent: this model has no place for it.';
    case 'none':
      return '';
  }
}

/** The price of `count` of them. An unknown price stays unknown however many there are. */
export function askedFor(preview: Pick<RequestPreview, 'price'>, count: number): Asked {
  const { amount, currency, basis } = preview.price;
  return { amount: amount * count, currency, known: basis !== 'unknown' };
}

/** Why it cannot be sent as it is; empty when it can. */
export const problemWords = (preview: Pick<RequestPreview, 'problems'>): string => preview.problems.map((each) => each.message).join(' ');
