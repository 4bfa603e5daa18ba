/** How an answer of generateContent ended, and what it says. */
import type { ChatAnswer } from '../llm/chat.ts';
import { isObject, listIn, textIn, type Json } from './errors.ts';

/** Reasons that mean "we will not show you this"; the list grows, so anything of their kind counts too. */
const FILTERED = /SAFETY|RECITATION|PROHIBITED|BLOCKLIST|SPII|SENSITIVE/;

/** `stop` for reasons that are not known: there may be an answer all the same. */
export function finishOf(reason: string): Exclude<ChatAnswer['finish'], 'refused'> {
  if (reason === 'MAX_TOKENS') return 'length';
  return FILTERED.test(reason) ? 'filtered' : 'stop';
}

/** The words of an answer, without what the model thought on the way to it. */
export function saidIn(candidate: Json): string {
  const content = isObject(candidate['content']) ? candidate['content'] : {};
  return listIn(content['parts'])
    .filter(isObject)
    .filter((part) => part['thought'] !== true)
    .map((part) => textIn(part['text']))
    .join('');
}
