/** The two agents of the prompt loop, played by a language model: the cinematographer and the prompt engineer. */
import { z } from 'zod';
import { critiqueDimensions, overallOf, type PromptContext, type PromptCritique } from '#domain/prompts.ts';
import { countWords, plainText } from '#domain/words.ts';
import { requiredDescriptions } from '../../offline-agents/craft-lexicon.ts';
import { PROMPT_ROOF_WORDS } from '../../offline-agents/prompt-engineer.ts';
import { material, type Question } from '../ask.ts';
import { clipText } from '../fit-answer.ts';
import type { Instructions } from '../instructions.ts';
import { nounOf, withDescriptions, type Described } from '../verbatim.ts';

function sceneMaterial(context: PromptContext): string[] {
  const { scene, markers, brief, role, sceneNumber } = context;
  const { style, colorPalette, lighting, mood } = markers;
  return [
    material('descriptions', requiredDescriptions(context)),
    material('scene', {
      number: sceneNumber,
      picture: role === 'start' ? 'the first instant of the shot' : 'the last instant of the shot',
      setting: scene.setting,
      action: scene.action,
      presence: scene.presence,
      camera: scene.camera,
      lighting: scene.lighting,
      emotionalTone: scene.emotionalTone,
    }),
    material('film', { style, colorPalette, lighting, mood, aspect: brief.aspect, audience: brief.audience }),
    material('brand', { dos: brief.brandDos, donts: brief.brandDonts }),
  ];
}

const rewriteSchema = z.object({ prompt: z.string().trim().min(1).max(4000) });

export function rewriteQuestion(
  instructions: Instructions,
  prompt: string,
  context: PromptContext,
  critique: PromptCritique | null,
  round: number,
): Omit<Question<{ prompt: string }>, 'mending'> {
  const described = requiredDescriptions(context).reduce((sum, text) => sum + countWords(text), 0);
  return {
    name: 'cinematographer',
    answer: rewriteSchema,
    system: [
      instructions.fill('studio'),
      instructions.fill('cinematographer', { words: String(Math.max(80, PROMPT_ROOF_WORDS - Math.min(100, described))) }),
    ].join('\n\n'),
    text: [
      ...sceneMaterial(context),
      material('prompt', prompt),
      ...(critique === null ? [] : [material('notes', { scores: scoresOf(critique), notes: critique.notes })]),
      `Round ${round}. Write the better prompt.`,
    ].join('\n\n'),
    maxOutputTokens: 1200,
    temperature: 0.6,
  };
}

/** The rewritten prompt with every description still in it. */
export function rewritten(answer: string, context: PromptContext): string {
  const { characterDescription, characterName, productName } = context.story.subject;
  const described = requiredDescriptions(context).map((text): Described => ({
    text,
    noun: nounOf(text, (text === characterDescription ? characterName : productName) ?? 'subject'),
    known: context.sceneNumber > 1,
  }));
  const bare = answer
    .trim()
    .replace(/^["“]([\s\S]*)["”]$/u, '$1')
    .trim();
  // Where all are there, the rewrite stands as it is: it may have moved them to a better place.
  const all = described.every(({ text }) => plainText(bare).includes(plainText(text)));
  return clipText(all ? bare : withDescriptions(bare, described, context.sceneNumber), 4000);
}

const score = z.number().int().min(0).max(100);
const critiqueSchema = z.object({
  completeness: score,
  specificity: score,
  professionalism: score,
  cinematography: score,
  brandAlignment: score,
  notes: z.array(z.string().trim().min(1).max(400)).max(8),
});
type ScoresAndNotes = z.infer<typeof critiqueSchema>;

const scoresOf = (critique: PromptCritique): Record<string, number> =>
  Object.fromEntries(critiqueDimensions.map((dimension) => [dimension, critique[dimension]]));

export function critiqueQuestion(
  instructions: Instructions,
  prompt: string,
  context: PromptContext,
): Omit<Question<ScoresAndNotes>, 'mending'> {
  return {
    name: 'prompt_critique',
    answer: critiqueSchema,
    system: [instructions.fill('studio'), instructions.fill('prompt-engineer')].join('\n\n'),
    text: [...sceneMaterial(context), material('prompt', prompt), 'Read this prompt and score it.'].join('\n\n'),
    maxOutputTokens: 900,
    temperature: 0,
  };
}

/** Scores with their weighted mean, which we compute ourselves: models add up badly and round in their own favour. */
export const critiqueFrom = (read: ScoresAndNotes): PromptCritique => ({ overall: overallOf(read), ...read });
