/** The offline writer: every stage of a story without a key, a model or a network, and the same every time. */
import { critiquePrompt } from '../offline-agents/prompt-engineer.ts';
import { enhancePrompt } from '../offline-agents/cinematographer.ts';
import type { TextAgent } from '../text-agent.ts';
import { fail } from '#contract/errors.ts';
import type { Brief, Reference } from '#contract/model/brief.ts';
import type { SceneDivision, Story, StoryTemplate, TemplateChoice, VisualSpec } from '#contract/model/story.ts';
import { readBrief } from './reading.ts';
import { divideScenesFor } from './scene-writing.ts';
import { writeStoryFor } from './story-writing.ts';
import { chooseFor } from './template-choice.ts';
import { specifyVisualsFor } from './visuals.ts';

/** Runs a pure step as a promise that honours its signal and never throws synchronously. */
function step<T>(signal: AbortSignal, work: () => T): Promise<T> {
  return Promise.resolve().then(() => {
    signal.throwIfAborted();
    return work();
  });
}

/** The writer with its cinematographer and its prompt engineer, as one text agent. */
export function createOfflineWriter(): TextAgent {
  return {
    id: 'offline-writer',
    label: 'Offline writer 1',
    model: 'offline-writer-1',
    chooseTemplate: (brief, templates, _references, signal) =>
      step(signal, () => {
        if (templates.length === 0) {
          fail(
            'unknown-template',
            'There are no story templates, so no story can be written.',
            'Put at least one template into the templates folder.',
          );
        }
        return chooseFor(brief, readBrief(brief), templates);
      }),
    writeStory: (brief, template, _choice, references, signal) => step(signal, () => writeStoryFor(brief, template, references)),
    divideScenes: (brief, template, story, signal) => step(signal, () => divideScenesFor(brief, template, story)),
    specifyVisuals: (brief, story, division, signal) => step(signal, () => specifyVisualsFor(brief, story, division)),
    enhance: (prompt, context, critique, round, signal) => step(signal, () => enhancePrompt(prompt, context, critique, round)),
    critique: (prompt, context, signal) => step(signal, () => critiquePrompt(prompt, context)),
  };
}

/** All four stages at once: what a run falls back to when a language model gives nothing usable in three tries. */
export function writeEverything(
  brief: Brief,
  templates: readonly StoryTemplate[],
  references: readonly Reference[],
): { template: StoryTemplate; choice: TemplateChoice; story: Story; division: SceneDivision; visuals: VisualSpec } {
  const choice = chooseFor(brief, readBrief(brief), templates);
  const template = templates.find((t) => t.id === choice.selectedTemplate);
  if (template === undefined) {
    return fail('unknown-template', `The template “${choice.selectedTemplate}” does not exist.`, 'Choose another template for this film.');
  }
  const story = writeStoryFor(brief, template, references);
  const division = divideScenesFor(brief, template, story);
  return { template, choice, story, division, visuals: specifyVisualsFor(brief, story, division) };
}
