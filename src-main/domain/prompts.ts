/**
 * Rules about prompts: what a negative prompt holds, how consistency markers are
 * kept, and the loop in which a cinematographer and a prompt engineer improve one.
 */
import { isPause } from '#contract/errors.ts';
import type { Brief } from '#contract/model/brief.ts';
import type { PromptVersion } from '#contract/model/film.ts';
import type { FrameRole } from '#contract/model/primitives.ts';
import type { ConsistencyMarkers, SceneSpec, Story } from '#contract/model/story.ts';
import { plainText } from './words.ts';

/** The prompt engineer's reading of one prompt: five dimensions and their weighted mean, 0–100, with notes in words. */
export type PromptCritique = NonNullable<PromptVersion['critique']>;
export type CritiqueDimension = Exclude<keyof PromptCritique, 'overall' | 'notes'>;

export const critiqueDimensions = ['completeness', 'specificity', 'professionalism', 'cinematography', 'brandAlignment'] as const;

/** Cinematography weighs most: it is what the writer's prompts lack and what pictures profit from. Adds up to 1. */
export const critiqueWeights: Readonly<Record<CritiqueDimension, number>> = {
  completeness: 0.2,
  specificity: 0.2,
  professionalism: 0.2,
  cinematography: 0.25,
  brandAlignment: 0.15,
};

/** Weighted mean of the dimensions, 0–100, to one decimal. */
export const overallOf = (scores: Record<CritiqueDimension, number>): number =>
  Math.round(critiqueDimensions.reduce((sum, d) => sum + scores[d] * critiqueWeights[d], 0) * 10) / 10;

/** Everything known about the picture a prompt is for. */
export interface PromptContext {
  role: FrameRole;
  scene: SceneSpec;
  /** Place in the film, from 1. */
  sceneNumber: number;
  story: Story;
  markers: ConsistencyMarkers;
  brief: Pick<Brief, 'aspect' | 'brandDos' | 'brandDonts' | 'audience'>;
}

/** What every negative prompt starts from; editable per scene. */
export const DEFAULT_NEGATIVES: readonly string[] = [
  'fast movements',
  'disfigurements',
  'low quality',
  'artifacts',
  'distortions',
  'text',
  'watermark',
];

/** Terms of a negative prompt; commas, semicolons and line breaks separate them. */
const negativeTerms = (negative: string): string[] =>
  negative
    .split(/[,;\n]+/u)
    .map((term) => term.trim().replace(/\.$/u, ''))
    .filter((term) => term !== '');

/** One negative prompt from several, each term once, in order of first mention, at most `max` characters (contract: 1000). */
export function mergeNegatives(parts: readonly (string | readonly string[])[], max = 1000): string {
  const seen = new Set<string>();
  let merged = '';
  for (const term of parts.flatMap((part) => (typeof part === 'string' ? negativeTerms(part) : part.flatMap(negativeTerms)))) {
    const key = plainText(term);
    const next = merged === '' ? term : `${merged}, ${term}`;
    if (seen.has(key) || next.length > max) continue;
    seen.add(key);
    merged = next;
  }
  return merged;
}

/** Brand don'ts as things to leave out: "Never show children" becomes "children". */
export const negativesFromDonts = (donts: readonly string[]): string[] =>
  donts
    .map((dont) =>
      dont
        .trim()
        .replace(/^(?:please\s+)?(?:do not|don['’]t|never|avoid|without|no)\s+/iu, '')
        .replace(
          /^(?:ever\s+)?(?:show(?:ing)?|us(?:e|ing)|includ(?:e|ing)|depict(?:ing)?|featur(?:e|ing)|mention(?:ing)?|hav(?:e|ing))\s+/iu,
          '',
        )
        .replace(/^(?:any|the|a|an)\s+/iu, '')
        .replace(/[.!]+$/u, '')
        .trim(),
    )
    .filter((term) => term !== '');

/** For providers without a negative field: the same wish as a last sentence, which the user is shown. */
export const withAvoidClause = (prompt: string, negative: string): string =>
  negativeTerms(negative).length === 0 ? prompt : `${asSentence(prompt)} Avoid: ${negativeTerms(negative).join(', ')}.`;

const asSentence = (text: string): string => (/[.!?…。]$/u.test(text.trim()) ? text.trim() : `${text.trim()}.`);

/**
 * The prompt with every consistency marker in it: what is already said (word for word) is not said twice. Used
 * after a person or a model has edited a prompt and may have dropped one.
 */
export function withMarkers(prompt: string, markers: ConsistencyMarkers): string {
  let text = prompt.trim();
  const missing = (marker: string): boolean => marker.trim() !== '' && !plainText(text).includes(plainText(marker).replace(/\.$/u, ''));
  if (missing(markers.subjectDescription)) text = `${asSentence(markers.subjectDescription)} ${text}`;
  for (const marker of [markers.style, markers.colorPalette, markers.lighting, markers.mood]) {
    if (missing(marker)) text = `${asSentence(text)} ${asSentence(marker)}`;
  }
  return text;
}

/** The two agents of the loop, whoever plays them. */
export interface PromptAgents {
  enhance(prompt: string, context: PromptContext, critique: PromptCritique | null, round: number, signal: AbortSignal): Promise<string>;
  critique(prompt: string, context: PromptContext, signal: AbortSignal): Promise<PromptCritique>;
}

/** One state of the prompt. Round 0 is the writer's own. */
interface PromptRound {
  round: number;
  text: string;
  critique: PromptCritique;
}

export interface EnhancementResult {
  original: PromptRound;
  /** The cinematographer's rounds, from 1; may be empty. */
  rounds: PromptRound[];
  /** The highest overall, the original included; the earlier of equals. */
  best: PromptRound;
  /** Why it ended: the bar was reached, the rounds were used up, the text no longer changed, or an agent failed. */
  ended: 'bar' | 'rounds' | 'unchanged' | 'failed';
  /** What failed, when it did. */
  failure: unknown;
}

export interface EnhancementOptions {
  context: PromptContext;
  /** Default 4. */
  maxRounds?: number;
  /** Overall at which the loop stops, default 85. */
  bar?: number;
  onRound?: (round: PromptRound) => void;
  signal: AbortSignal;
}

/**
 * Rewrites and scores a prompt in turn until it is good enough. The best round wins, so enhancement can never
 * hand back something worse than it was given. An agent that fails ends the loop with the best so far; if the
 * very first reading fails, its error is thrown, because there is nothing to compare. Aborting always throws.
 */
export async function enhanceIteratively(prompt: string, agent: PromptAgents, options: EnhancementOptions): Promise<EnhancementResult> {
  const { context, signal, maxRounds = 4, bar = 85 } = options;
  signal.throwIfAborted();
  const original: PromptRound = { round: 0, text: prompt, critique: await agent.critique(prompt, context, signal) };
  const rounds: PromptRound[] = [];
  let best = original;
  const end = (ended: EnhancementResult['ended'], failure: unknown = null): EnhancementResult => ({
    original,
    rounds,
    best,
    ended,
    failure,
  });
  if (original.critique.overall >= bar) return end('bar');
  let last = original;
  for (let round = 1; round <= maxRounds; round++) {
    signal.throwIfAborted();
    try {
      const text = (await agent.enhance(last.text, context, round === 1 ? null : last.critique, round, signal)).trim();
      if (text === '' || plainText(text) === plainText(last.text)) return end('unchanged');
      last = { round, text, critique: await agent.critique(text, context, signal) };
    } catch (error) {
      signal.throwIfAborted();
      // Waits for the person; going on without the agent would spend their picture money on a worse prompt.
      if (isPause(error)) throw error;
      return end('failed', error);
    }
    rounds.push(last);
    options.onRound?.(last);
    if (last.critique.overall > best.critique.overall) best = last;
    if (last.critique.overall >= bar) return end('bar');
  }
  return end('rounds');
}

/**
 * What a person added to a prompt, clause by clause, in their own words; empty when they only took something away.
 * Renderers that draw from the scene rather than from the prompt read it to follow the edit.
 */
export function addedClauses(before: string, after: string): string {
  const clauses = (text: string): string[] =>
    text
      .split(/(?<=[.;!?])\s+|,\s+|\n+/u)
      .map((clause) => clause.trim())
      .filter((clause) => clause !== '');
  const known = new Set(clauses(before).map(plainText));
  return clauses(after)
    .filter((clause) => !known.has(plainText(clause)))
    .join('. ');
}
