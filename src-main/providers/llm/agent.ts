/** A language model as the writer, the cinematographer and the prompt engineer. */
import type { Reference } from '#contract/model/brief.ts';
import type { SceneSpec, SceneVisuals, VisualSpec } from '#contract/model/story.ts';
import { checkVisuals, inBatches } from '#domain/story-rules.ts';
import type { MediaInput } from '../adapter.ts';
import type { TextAgent, WritingRetry } from '../text-agent.ts';
import { ask, issuesInWords, UnusableAnswer, type Question } from './ask.ts';
import type { ChatModel } from './chat.ts';
import { keepDrafts } from './drafts.ts';
import type { Instructions } from './instructions.ts';
import { critiqueFrom, critiqueQuestion, rewriteQuestion, rewritten } from './stages/prompt-agents.ts';
import { finishedDivision, sceneBatches, scenePlan, scenesOf, scenesQuestion, withoutLongLines } from './stages/scenes.ts';
import { finishedStory, linesTooLong, storyQuestion } from './stages/story.ts';
import { templateQuestion } from './stages/template-choice.ts';
import { finishedPrompts, markersFrom, visualsQuestion, type NumberedPrompts } from './stages/visuals.ts';

export interface LlmAgentOptions {
  chat: ChatModel;
  instructions: Instructions;
  /** For what the model leaves out: scenes without usable prompts on the last try, a library without templates. */
  offline: TextAgent;
  /** Longest answer of the model in tokens; smaller ones get smaller batches. 16 384 when left out. */
  maxOutputTokens?: number;
  /** A reference's picture, for models that can see; left out or null, they are told of it in words. */
  pictureOf?: (reference: Reference) => MediaInput | null;
}

/** Scenes in one question at most, so that long stories are not cut off. */
const BATCH = 8;
/** Tokens that one scene's prompts may take; the largest answer of all. */
const TOKENS_PER_SCENE = 1100;
/** On this try what is still unusable is taken from the offline writer, scene by scene. */
const LAST_TRY = 3;

/** Issues that name one of these scenes, and with `general` those that name none. */
function issuesFor(retry: WritingRetry | undefined, from: number, size: number, general: boolean): WritingRetry['issues'] {
  return (retry?.issues ?? []).filter(({ path }) => {
    const scene = /^scenes\.(\d+)/u.exec(path)?.[1];
    return scene === undefined ? general : Number(scene) >= from && Number(scene) < from + size;
  });
}

const namesAScene = ({ path }: { path: string }): boolean => /^scenes\.\d+/u.test(path);

/** The agent keeps what it wrote until the stage is through: make one per run. */
export function createLlmAgent(options: LlmAgentOptions): TextAgent {
  const { chat, instructions, offline } = options;
  const drafts = keepDrafts(chat, instructions);
  let batchSize = Math.max(1, Math.min(BATCH, Math.floor(((options.maxOutputTokens ?? 16_384) - 600) / TOKENS_PER_SCENE)));

  /** Whatever the model was said to hold: when its answer was cut off, the next try asks for half as many scenes. */
  async function inBatchesThatFit<T>(work: (size: number) => Promise<T>): Promise<T> {
    try {
      return await work(batchSize);
    } catch (cause) {
      if (cause instanceof UnusableAnswer && cause.cutOff) batchSize = Math.max(1, Math.floor(batchSize / 2));
      throw cause;
    }
  }

  /** Rounds of the prompt loop are many and small: an answer without a form is asked for once more at once. */
  async function askTwice<T>(question: Omit<Question<T>, 'mending'>, signal: AbortSignal): Promise<T> {
    try {
      return await ask(chat, question, signal);
    } catch (cause) {
      if (!(cause instanceof UnusableAnswer)) throw cause;
      const text = instructions.fill('mending', { attempt: '2', issues: `- ${cause.message}` });
      return await ask(chat, { ...question, mending: { answer: null, text } }, signal);
    }
  }

  return {
    id: `${chat.id}:${chat.model}`,
    label: chat.label,
    model: chat.model,

    async chooseTemplate(brief, templates, references, signal, retry) {
      const [first, ...rest] = templates;
      if (first === undefined) return await offline.chooseTemplate(brief, templates, references, signal);
      const question = templateQuestion(instructions, brief, [first, ...rest], references);
      return await drafts.write(question, retry, retry?.issues ?? [], signal);
    },

    async writeStory(brief, template, choice, references, signal, retry) {
      const seen = references.flatMap((reference) => {
        const input = options.pictureOf?.(reference) ?? null;
        return input === null ? [] : [{ reference, input }];
      });
      const unseen = references.filter((reference) => !seen.some((each) => each.reference === reference));
      // Pictures follow the list in its order, so those that can be shown come first.
      const ordered = [...seen.map(({ reference }) => reference), ...unseen];
      const question = storyQuestion(
        instructions,
        brief,
        template,
        choice,
        ordered,
        seen.map(({ input }) => input),
      );
      const story = finishedStory(await drafts.write(question, retry, retry?.issues ?? [], signal));
      const tooLong = linesTooLong(story, template, brief.durationSeconds);
      // On the last try a story with a long line is better than another story.
      if (tooLong.length > 0 && (retry?.attempt ?? 1) < LAST_TRY) throw new UnusableAnswer(issuesInWords(tooLong));
      return story;
    },

    divideScenes: (brief, template, story, signal, retry) =>
      inBatchesThatFit(async (size) => {
        const plan = scenePlan(template, story, brief.durationSeconds);
        const general = !drafts.endedEarly() && !(retry?.issues ?? []).some(namesAScene);
        const scenes: SceneSpec[] = [];
        for (const { from, items } of sceneBatches(plan, size)) {
          const question = scenesQuestion(instructions, brief, template, story, { slots: items, count: plan.length, earlier: scenes });
          const issues = issuesFor(retry, from, items.length, general || !drafts.has(question));
          const answer = await drafts.write(question, retry, issues, signal);
          scenes.push(...scenesOf(answer.scenes, items, story));
        }
        const division = finishedDivision(scenes, brief.durationSeconds, story);
        return (retry?.attempt ?? 1) < LAST_TRY ? division : withoutLongLines(division);
      }),

    specifyVisuals: (brief, story, division, signal, retry) =>
      inBatchesThatFit(async (size) => {
        const general = !drafts.endedEarly() && !(retry?.issues ?? []).some(namesAScene);
        const written = new Map<number, NumberedPrompts>();
        let look: Omit<VisualSpec['markers'], 'subjectDescription'> | null = null;
        for (const { from, items } of inBatches(division.scenes, size)) {
          const question = visualsQuestion(instructions, brief, story, division, { from, size: items.length, look });
          const issues = issuesFor(retry, from, items.length, general || !drafts.has(question));
          const answer = await drafts.write(question, retry, issues, signal);
          look ??= answer.markers ?? null;
          for (const [index, prompts] of answer.scenes.entries()) {
            const number = numberOf(prompts, index, from, items.length, answer.scenes.length);
            if (number !== null && !written.has(number)) written.set(number, prompts);
          }
          if (items.some((_, index) => !written.has(from + index))) drafts.drop(question);
        }
        if (look === null) throw new UnusableAnswer('markers: The look of the film is missing.');
        const markers = markersFrom(look, story);
        const finished = division.scenes.map((_, index): SceneVisuals | null => {
          const prompts = written.get(index);
          if (prompts === undefined) return null;
          const { number: _number, ...visuals } = prompts;
          return finishedPrompts(visuals, { brief, story, division, markers, index });
        });
        const missing = finished.flatMap((prompts, index) => (prompts === null ? [index + 1] : []));
        if (missing.length > 0 && (retry?.attempt ?? 1) < LAST_TRY)
          throw new UnusableAnswer(`There are no prompts for scene ${missing.join(', scene ')}. Every scene needs its prompts.`);
        if (missing.length === 0 && (retry?.attempt ?? 1) < LAST_TRY) return { markers, scenes: finished.filter((each) => each !== null) };
        const spare = await offline.specifyVisuals(brief, story, division, signal);
        const scenes = finished.flatMap((prompts, index) => {
          const own = spare.scenes[index];
          return prompts === null ? (own === undefined ? [] : [own]) : [prompts];
        });
        const bad = new Set(
          checkVisuals({ markers, scenes }, story, division).map(({ path }) => Number(/^scenes\.(\d+)/u.exec(path)?.[1] ?? -1)),
        );
        return { markers, scenes: scenes.map((prompts, index) => (bad.has(index) ? (spare.scenes[index] ?? prompts) : prompts)) };
      }),

    async enhance(prompt, context, critique, round, signal) {
      const answer = await askTwice(rewriteQuestion(instructions, prompt, context, critique, round), signal);
      return rewritten(answer.prompt, context);
    },

    async critique(prompt, context, signal) {
      return critiqueFrom(await askTwice(critiqueQuestion(instructions, prompt, context), signal));
    },
  };
}

/** Place of a scene in the film, from 0, whether the model counted through the film or through its own answer. */
function numberOf(prompts: NumberedPrompts, index: number, from: number, size: number, answered: number): number | null {
  const place = prompts.number - 1;
  if (place >= from && place < from + size) return place;
  return answered === size ? from + index : null;
}
