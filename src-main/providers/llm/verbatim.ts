/** Descriptions word for word: put in front of a prompt by us, so that no model can change a word of them. */
import type { SceneSpec, Story } from '#contract/model/story.ts';
import { countWords, plainText } from '#domain/words.ts';

/** Someone or something that a prompt must describe. */
export interface Described {
  text: string;
  /** What it is called in plain words, e.g. "woman", "white ceramic mug". */
  noun: string;
  /** Whether an earlier scene has shown it. */
  known: boolean;
}

/** "Woman, 32 years old, …" → "woman". The name or a general word where a description begins in another way. */
export function nounOf(description: string, otherwise: string): string {
  const first = /^(?:an? |the )?([\p{L}\s'’-]{2,48}?)(?=[,:;.(]|\s\d)/iu.exec(description)?.[1]?.trim() ?? '';
  return first !== '' && countWords(first) <= 5 ? first.toLowerCase() : otherwise;
}

type Moment = 'start' | 'whole' | 'end';

function isSeen(visible: boolean, timing: string, at: Moment): boolean {
  if (!visible) return false;
  if (at === 'start' && /^(?:enters|appears)/iu.test(timing.trim())) return false;
  return !(at === 'end' && /^(?:leaves|exits|until)/iu.test(timing.trim()));
}

/** Who and what a picture of this moment must describe, the person first. */
export function describedAt(story: Story, scenes: readonly SceneSpec[], index: number, at: Moment): Described[] {
  const scene = scenes[index];
  if (scene === undefined) return [];
  const { presence } = scene;
  const { characterDescription, productDescription, characterName, productName } = story.subject;
  const earlier = scenes.slice(0, index);
  const described: Described[] = [];
  if (characterDescription !== null && isSeen(presence.characterVisible, presence.characterTiming, at))
    described.push({
      text: characterDescription.trim(),
      noun: nounOf(characterDescription, characterName ?? 'person'),
      known: earlier.some((each) => each.presence.characterVisible),
    });
  if (productDescription !== null && isSeen(presence.productVisible, presence.productTiming, at))
    described.push({
      text: productDescription.trim(),
      noun: nounOf(productDescription, productName ?? 'product'),
      known: earlier.some((each) => each.presence.productVisible),
    });
  return described;
}

const sentence = (text: string): string => (/[.!?…。！？]["”’)]?$/u.test(text) ? text : `${text}.`);

/**
 * What stands in front of a prompt's own words: every description word for word, and from scene 2 on that everything
 * is exactly the same as before.
 *
 * @param sceneNumber from 1
 */
export function openingOf(described: readonly Described[], sceneNumber: number): string {
  if (described.length === 0) return sceneNumber > 1 ? 'The exact same film, light and colours as in the earlier scenes.' : '';
  const parts = described.map(({ text, noun, known }) =>
    sentence(known && sceneNumber > 1 ? `The exact same ${noun} as before: ${text}` : text),
  );
  const unsaid = sceneNumber > 1 && described.every(({ known }) => !known);
  return [...(unsaid ? ['The exact same film, light and colours as in the earlier scenes:'] : []), ...parts].join(' ');
}

const saysSame = (text: string): boolean => /exact(?:ly the)? same/iu.test(text);

/** The prompt with every description in it, word for word. What a model copied faithfully itself is not said twice. */
export function withDescriptions(prompt: string, described: readonly Described[], sceneNumber: number): string {
  const said = prompt.trim();
  const missing = described.filter(({ text }) => !plainText(said).includes(plainText(text)));
  if (missing.length === described.length) return `${openingOf(described, sceneNumber)} ${said}`.trim();
  const opening = missing.length === 0 ? '' : openingOf(missing, sceneNumber);
  const whole = `${opening} ${said}`.trim();
  return sceneNumber > 1 && !saysSame(whole) ? `The exact same film, light and colours as in the earlier scenes. ${whole}` : whole;
}

/**
 * A prompt within its limits: cut after a sentence when it is too long, filled up from the scene's own facts when it
 * is too thin. Descriptions are never cut, because they stand in front.
 */
export function fitPrompt(prompt: string, limits: { min: number; max: number }, keep: number, spare: readonly string[]): string {
  let text = prompt.replace(/\s+/gu, ' ').trim();
  if (countWords(text) > limits.max) text = shortened(text, limits.max, keep);
  for (const fact of spare) {
    if (countWords(text) >= limits.min) break;
    const next = `${sentence(text)} ${sentence(fact.trim())}`;
    if (fact.trim() !== '' && !plainText(text).includes(plainText(fact)) && countWords(next) <= limits.max) text = next;
  }
  return text;
}

/** Whole sentences from the end are left out, then clauses of the last one; `keep` words in front are never touched. */
function shortened(text: string, max: number, keep: number): string {
  const pieces = text.split(/(?<=[.!?…])\s+(?=\p{Lu})/u);
  while (pieces.length > 1 && countWords(pieces.join(' ')) > max && countWords(pieces.slice(0, -1).join(' ')) >= keep) {
    const last = pieces.pop() ?? '';
    const rest = pieces.join(' ');
    const clauses = last.split(/(?<=[,;])\s+/u);
    // As much of the sentence as there is room for.
    while (clauses.length > 1 && countWords(`${rest} ${clauses.join(' ')}`) > max) clauses.pop();
    const part = clauses.join(' ').replace(/[,;:\s]+$/u, '');
    if (countWords(`${rest} ${part}`) <= max) return sentence(`${rest} ${part}`);
  }
  return pieces.join(' ');
}
