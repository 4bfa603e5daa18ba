/**
 * The JSON in a model's answer. Models that cannot be held to a schema think aloud, wrap JSON in prose or code
 * fences, and forget commas; all of that is undone here, and nothing is made up.
 */
import { jsonrepair } from 'jsonrepair';

/** Thinking that reasoning models put before their answer, closed or cut off. */
const THINKING = /<(think|thinking|thought|reasoning)>[\s\S]*?(?:<\/\1>|$)/giu;
/** The end of thinking whose beginning the server has swallowed. */
const THINKING_TAIL = /^[\s\S]*<\/(?:think|thinking|thought|reasoning)>/iu;
const FENCE = /```[\w-]*[ \t]*\n?([\s\S]*?)(?:```|$)/gu;

/** The answer without what the model thought on the way to it. */
export function withoutThinking(text: string): string {
  return text.replace(THINKING, '').replace(THINKING_TAIL, '').trim();
}

/** Every outermost object or list in a text, in order; the last may be cut off. */
function valuesIn(text: string): string[] {
  const values: string[] = [];
  let start = -1;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    // Quotes outside of a value are prose, and so are brackets that nothing opened.
    if (depth > 0 && quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (depth > 0 && character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      if (depth === 0) start = at;
      depth++;
    } else if (depth > 0 && (character === '}' || character === ']')) {
      depth--;
      if (depth === 0) values.push(text.slice(start, at + 1));
    }
  }
  if (depth > 0) values.push(text.slice(start));
  return values;
}

const isStructure = (value: unknown): boolean => typeof value === 'object' && value !== null;

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isStructure(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function repaired(text: string): unknown {
  // Prose in brackets would be repaired into nonsense.
  if (!/["'“”]?\w+["'“”]?\s*:\s*["'“”[{\dtfn-]|^\[\s*["{[\d]/u.test(text)) return undefined;
  try {
    return parsed(jsonrepair(text));
  } catch {
    return undefined;
  }
}

/**
 * The object or list in an answer.
 *
 * @returns undefined when there is none, even after repair; a lone word or number counts as none
 */
export function readJson(answer: string): unknown {
  const whole = parsed(answer.trim());
  if (whole !== undefined) return whole;
  const said = withoutThinking(answer);
  const fenced = [...said.matchAll(FENCE)].flatMap((found) => valuesIn(found[1] ?? ''));
  // What is fenced is meant; of several, the answer is the longest and the others are examples.
  for (const group of [fenced, valuesIn(said), valuesIn(answer)]) {
    for (const text of group.toSorted((a, b) => b.length - a.length)) {
      const value = parsed(text) ?? repaired(text);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}
