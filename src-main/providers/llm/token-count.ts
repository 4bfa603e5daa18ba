/** How many tokens a question takes, counted before it is sent and by nobody's tokenizer: good enough for a price. */
import { wideCharacters } from '#domain/words.ts';
import type { ChatRequest } from './chat.ts';

/** English prose runs near four characters a token; JSON with its punctuation is a little denser. */
const CHARACTERS_PER_TOKEN = 3.6;
/** What a picture is charged as, in tokens, as vision models count them (tiles of a picture about 1024 px wide). */
const PICTURE_TOKENS = { low: 85, high: 1100 } as const;

/** Tokens of a text, rounded up. Scripts without spaces take about one token a character. */
export function tokensOfText(text: string): number {
  const wide = wideCharacters(text);
  return Math.ceil((text.length - wide) / CHARACTERS_PER_TOKEN + wide);
}

/** Tokens of the whole input of a question: words, pictures and the schema. */
export function inputTokensOf(request: ChatRequest): number {
  const parts = request.messages.flatMap((message) => message.parts);
  const said = parts.reduce((sum, part) => sum + (part.type === 'text' ? tokensOfText(part.text) : PICTURE_TOKENS[part.detail]), 0);
  const schema = request.schema === null ? 0 : tokensOfText(JSON.stringify(request.schema.schema));
  return said + schema + request.messages.length * 4;
}
