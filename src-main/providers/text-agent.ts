/**
 * Whoever writes: the offline writer and its two agents, or a language model.
 * Everyone gives back the contract's shapes; the pipeline checks them.
 */
import type { Brief, Reference } from '#contract/model/brief.ts';
import type { SceneDivision, Story, StoryTemplate, TemplateChoice, VisualSpec } from '#contract/model/story.ts';
import type { PromptAgents } from '#domain/prompts.ts';

/** What was wrong with the answer before, given back word for word so that the next one can mend it. */
export interface WritingRetry {
  /** From 2. */
  attempt: number;
  issues: readonly { path: string; message: string }[];
}

export interface TextAgent extends PromptAgents {
  id: string;
  /** For people. */
  label: string;
  model: string;
  /** Stage 0. A template named in the brief is taken; `auto` lets the writer choose among `templates`. */
  chooseTemplate(
    brief: Brief,
    templates: readonly StoryTemplate[],
    references: readonly Reference[],
    signal: AbortSignal,
    retry?: WritingRetry,
  ): Promise<TemplateChoice>;
  /** Stage 1. */
  writeStory(
    brief: Brief,
    template: StoryTemplate,
    choice: TemplateChoice,
    references: readonly Reference[],
    signal: AbortSignal,
    retry?: WritingRetry,
  ): Promise<Story>;
  /** Stage 2. The seconds of the scenes add up to the brief's duration, to the frame. */
  divideScenes(brief: Brief, template: StoryTemplate, story: Story, signal: AbortSignal, retry?: WritingRetry): Promise<SceneDivision>;
  /** Stage 3. Descriptions are copied word for word from the story. */
  specifyVisuals(brief: Brief, story: Story, division: SceneDivision, signal: AbortSignal, retry?: WritingRetry): Promise<VisualSpec>;
}
