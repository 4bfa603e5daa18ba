/** Brief → four story stages → scenes with their prompts. Each function is one durable step. */
import type { z } from 'zod';
import { fail } from '#contract/errors.ts';
import {
  sceneDivisionSchema,
  storySchema,
  templateChoiceSchema,
  visualSpecSchema,
  type SceneDivision,
  type Story,
  type StoryStage,
  type StoryTemplate,
  type TemplateChoice,
  type VisualSpec,
} from '#contract/model/story.ts';
import {
  checkDivision,
  checkStory,
  checkTemplateChoice,
  checkVisuals,
  repairDivision,
  withThreeTries,
  type StageOutcome,
  type StoryIssue,
} from '#domain/story-rules.ts';
import { workingTitle } from '#domain/titles.ts';
import type { TextAgent, WritingRetry } from '#providers/text-agent.ts';
import {
  applySceneDivision,
  basePrompt,
  markApplied,
  promptState,
  putPrompt,
  putStage,
  readBrief,
  readProject,
  readReferences,
  readScenes,
  readStages,
  renameProject,
  write,
} from '#storage/index.ts';
import type { Toolbox } from '../toolbox.ts';

/** Contents of the stages that stand, by name. */
export interface StoryContents {
  template: TemplateChoice | null;
  story: Story | null;
  scenes: SceneDivision | null;
  visuals: VisualSpec | null;
}

export function storyContents(tools: Toolbox): StoryContents {
  const contents: StoryContents = { template: null, story: null, scenes: null, visuals: null };
  for (const document of readStages(tools.project.db)) {
    switch (document.stage) {
      case 'template':
        contents.template = document.content;
        break;
      case 'story':
        contents.story = document.content;
        break;
      case 'scenes':
        contents.scenes = document.content;
        break;
      case 'visuals':
        contents.visuals = document.content;
        break;
    }
  }
  return contents;
}

/**
 * Writes one stage unless a current version, or one that a person wrote, stands.
 *
 * @param batch names this attempt: repeating the step after a crash finds the version it already wrote
 * @param force writes a new version even when a current one stands ("run again from here")
 */
export async function writeStage(
  tools: Toolbox,
  stage: StoryStage,
  batch: string,
  force: boolean,
  signal: AbortSignal,
): Promise<{ id: string; written: boolean }> {
  const { db } = tools.project;
  const standing = readStages(db).find((document) => document.stage === stage);
  if (!force && standing !== undefined && standing.id !== null) {
    // What a person wrote is theirs: a run that fills gaps leaves it standing, marked stale, until they ask for a rewrite.
    if (standing.state === 'current' || standing.by === 'you') return { id: standing.id, written: false };
  }
  const made = await compose(tools, stage, batch, signal);
  if (made.fallback) {
    const why = made.attempts.at(-1)?.[0]?.message ?? 'no reason given';
    tools.report.log(
      batch,
      'warning',
      `${(await tools.agent(batch)).label} gave no usable ${stage} stage in ${made.attempts.length} tries (${why}); ${tools.fallbackAgent.label} wrote it.`,
    );
  }
  const document = putStage(db, {
    stage,
    content: made.value,
    by: 'machine',
    madeBy: made.fallback ? tools.fallbackAgent.label : (await tools.agent(batch)).label,
    fallback: made.fallback,
    batch,
  });
  if (document.stage === 'story' && document.content !== null) nameAfterStory(tools, document.content.title);
  tools.report.changed([]);
  if (document.id === null) throw new Error(`Stage ${stage} was stored without an id.`);
  return { id: document.id, written: true };
}

/** A film that nobody has named takes the title of its story. */
function nameAfterStory(tools: Toolbox, title: string): void {
  const { db } = tools.project;
  if (readProject(db).name === workingTitle(readBrief(db).prompt)) renameProject(db, title);
}

async function compose(tools: Toolbox, stage: StoryStage, runId: string, signal: AbortSignal): Promise<StageOutcome<unknown>> {
  const brief = readBrief(tools.project.db);
  const references = readReferences(tools.project.db);
  const templates = await tools.templates();
  const have = storyContents(tools);
  switch (stage) {
    case 'template':
      return await tried(tools, runId, templateChoiceSchema, signal, {
        write: (agent, retry) => agent.chooseTemplate(brief, templates, references, signal, retry),
        validate: (choice) => checkTemplateChoice(choice, templates),
      });
    case 'story': {
      const choice = have.template ?? missing('template');
      const template = templateOf(templates, choice.selectedTemplate);
      return await tried(tools, runId, storySchema, signal, {
        write: (agent, retry) => agent.writeStory(brief, template, choice, references, signal, retry),
        validate: (story) => checkStory(story, template),
      });
    }
    case 'scenes': {
      const template = templateOf(templates, (have.template ?? missing('template')).selectedTemplate);
      const story = have.story ?? missing('story');
      return await tried(tools, runId, sceneDivisionSchema, signal, {
        write: (agent, retry) => agent.divideScenes(brief, template, story, signal, retry),
        repair: (division) => repairDivision(division, brief.durationSeconds),
        validate: (division) => checkDivision(division, brief, template, story),
      });
    }
    case 'visuals': {
      const story = have.story ?? missing('story');
      const division = currentDivision(tools) ?? missing('scenes');
      return await tried(tools, runId, visualSpecSchema, signal, {
        write: (agent, retry) => agent.specifyVisuals(brief, story, division, signal, retry),
        validate: (visuals) => checkVisuals(visuals, story, division),
      });
    }
  }
}

/** Three schema-checked tries of the chosen writer, then the offline writer, which always has an answer (S6). */
async function tried<T>(
  tools: Toolbox,
  runId: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
  stage: { write: (agent: TextAgent, retry?: WritingRetry) => Promise<T>; repair?: (value: T) => T; validate: (value: T) => StoryIssue[] },
): Promise<StageOutcome<unknown>> {
  const agent = await tools.agent(runId);
  return await withThreeTries<T>({
    write: (attempt, issues) => stage.write(agent, attempt === 1 ? undefined : { attempt, issues }),
    read: (answer) => {
      const parsed = schema.safeParse(answer);
      return parsed.success
        ? { value: parsed.data }
        : { issues: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })) };
    },
    ...(stage.repair === undefined ? {} : { repair: stage.repair }),
    validate: stage.validate,
    fallback: () => stage.write(tools.fallbackAgent),
    signal,
  });
}

function templateOf(templates: readonly StoryTemplate[], id: string): StoryTemplate {
  return (
    templates.find((template) => template.id === id) ??
    fail(
      'unknown-template',
      `There is no story template called “${id}”.`,
      `Choose one of: ${templates.map((template) => template.id).join(', ')}.`,
    )
  );
}

function missing(stage: StoryStage): never {
  return fail(
    'stage-missing',
    `The ${stage} stage has not been written yet, so the next one cannot be.`,
    'Run the story from the beginning.',
  );
}

/** The scenes as they stand now, with what people changed, in the shape of stage 2. */
export function currentDivision(tools: Toolbox): SceneDivision | null {
  const scenes = readScenes(tools.project.db);
  if (scenes.length === 0) return null;
  return { totalSeconds: scenes.reduce((sum, scene) => sum + scene.spec.seconds, 0), scenes: scenes.map((scene) => scene.spec) };
}

/** Lays the scenes out as stage 2 says. Repeating it changes nothing. */
export function layOutScenes(tools: Toolbox, stageId: string): string[] {
  const division = storyContents(tools).scenes ?? missing('scenes');
  const scenes = applySceneDivision(tools.project.db, { storyStageId: stageId, scenes: division.scenes });
  tools.report.changed([]);
  return scenes.map((scene) => scene.id);
}

const promptSlots = ['image', 'start', 'end', 'motion'] as const;

/**
 * Writes new prompts for scenes that were edited, split or merged since theirs were written; otherwise their frames
 * would be drawn again from what the scene used to be. A person's own prompts stay.
 */
export async function followScenes(tools: Toolbox, runId: string, signal: AbortSignal): Promise<null> {
  const { db } = tools.project;
  const outdated = readScenes(db).flatMap((scene, index) =>
    promptSlots.flatMap((slot) => {
      const isCurrent = promptState(db, scene.id, slot) === 'current' || basePrompt(db, scene.id, slot)?.author === 'you';
      return isCurrent ? [] : [{ scene, index, slot }];
    }),
  );
  const { story } = storyContents(tools);
  const division = currentDivision(tools);
  if (outdated.length === 0 || story === null || division === null) return null;
  const made = await tried(tools, runId, visualSpecSchema, signal, {
    write: (agent, retry) => agent.specifyVisuals(readBrief(db), story, division, signal, retry),
    validate: (visuals) => checkVisuals(visuals, story, division),
  });
  const written = visualSpecSchema.parse(made.value);
  write(db, () => {
    for (const { scene, index, slot } of outdated) {
      const prompts = written.scenes[index];
      // A scene that was changed or moved while the writer was at work waits for the next run.
      if (prompts === undefined || !readScenes(db).some((now) => now.versionId === scene.versionId)) continue;
      putPrompt(db, {
        sceneId: scene.id,
        slot,
        batch: `scene-${scene.versionId}`,
        round: 0,
        author: 'writer',
        text: promptFor(prompts, slot),
        negative: prompts.negativePrompt,
        critique: null,
        parentId: basePrompt(db, scene.id, slot)?.id ?? null,
        choose: true,
      });
    }
  });
  const numbers = [...new Set(outdated.map(({ scene }) => scene.number))];
  tools.report.log(runId, 'info', `New prompts for ${numbers.map((number) => `scene ${number}`).join(', ')}.`);
  tools.report.changed([...new Set(outdated.map(({ scene }) => scene.id))]);
  return null;
}

function promptFor(prompts: VisualSpec['scenes'][number], slot: (typeof promptSlots)[number]): string {
  switch (slot) {
    case 'image':
      return prompts.imagePrompt;
    case 'start':
      return prompts.startPrompt;
    case 'end':
      return prompts.endPrompt;
    case 'motion':
      return prompts.motionPrompt;
  }
}

/**
 * Hands the prompts of stage 3 to the scenes, once: what was edited on a scene since then stands. A prompt that reads
 * the same as before stays the same version.
 */
export function handOutPrompts(tools: Toolbox, stageId: string): void {
  const { db } = tools.project;
  const visuals = storyContents(tools).visuals ?? missing('visuals');
  write(db, () => {
    if (!markApplied(db, stageId)) return;
    for (const [index, scene] of readScenes(db).entries()) {
      const prompts = visuals.scenes[index];
      if (prompts === undefined) continue;
      for (const slot of promptSlots) {
        const standing = basePrompt(db, scene.id, slot);
        const text = promptFor(prompts, slot);
        const same = standing !== null && standing.text === text && standing.negative === prompts.negativePrompt;
        if (same && promptState(db, scene.id, slot) === 'current') continue;
        putPrompt(db, {
          sceneId: scene.id,
          slot,
          batch: stageId,
          round: 0,
          author: 'writer',
          text,
          negative: prompts.negativePrompt,
          critique: null,
          parentId: standing?.id ?? null,
          choose: true,
        });
      }
    }
  });
  tools.report.changed([]);
}
