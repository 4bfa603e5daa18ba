/**
 * The durable workflows: which steps there are and in which order. Steps hold names and small JSON only; what
 * they make is in the project.
 *
 * Scenes are worked on in chapters of eight, each a workflow of its own, because the engine limits the steps of
 * one run and long films have thousands.
 */
import pLimit from 'p-limit';
import { z } from 'zod';
import { frameRoleSchema, cameraMovementSchema, type FrameRole } from '#contract/model/primitives.ts';
import { runUntilSchema } from '#contract/model/film.ts';
import { storyStageSchema, storyStageValues } from '#contract/model/story.ts';
import { presetSettings } from '#contract/model/presets.ts';
import { readBrief, readScenes } from '#storage/index.ts';
import type { Json, RunContext, WorkflowDefinition } from './durable/engine.ts';
import { cutFilm, cutNeedsWork } from './stages/film.ts';
import { frameNeedsWork, makeVariation, pickFrame, planFrame, planRescue, type FramePlan, type FrameWish } from './stages/frames.ts';
import { handOutPrompts, layOutScenes, writeStage } from './stages/story.ts';
import { makeTake, pickOfTakes, planTakes, takesNeedWork, type TakesWish } from './stages/takes.ts';
import type { Toolbox } from './toolbox.ts';

/** Scenes per chapter. */
const CHAPTER = 8;

const filmInput = z.object({ until: runUntilSchema });
const storyInput = z.object({ from: storyStageSchema });
const chapterInput = z.object({ sceneIds: z.array(z.string()) });
const frameInput = z.object({
  sceneId: z.string(),
  role: frameRoleSchema,
  prompt: z.string().optional(),
  negative: z.string().optional(),
  variations: z.number().optional(),
});
const takesInput = z.object({
  sceneId: z.string(),
  count: z.number(),
  prompt: z.string().optional(),
  negative: z.string().optional(),
  movement: cameraMovementSchema.optional(),
});

export type FilmInput = z.infer<typeof filmInput>;
export type FrameInput = z.infer<typeof frameInput>;
export type TakesInput = z.infer<typeof takesInput>;

/** Work units of the parts of a run, for the progress bar: about the seconds they take offline. */
const UNITS = { stage: 0.2, plan: 0.1, picture: 0.8, pick: 0.1, take: 3, film: 6 };

/** All workflows over one open project. */
export function defineWorkflows(tools: Toolbox): WorkflowDefinition[] {
  const { report, project } = tools;
  const sceneIds = (): string[] => readScenes(project.db).map((scene) => scene.id);

  async function writeStory(context: RunContext, force: (index: number) => boolean): Promise<void> {
    let changed = false;
    for (const [index, stage] of storyStageValues.entries()) {
      const result = await context.step(`story · ${stage}`, async () => {
        report.doing(context.runId, storyMessage[stage], 0);
        return await writeStage(tools, stage, context.runId, force(index) || changed, context.signal);
      });
      // Whatever follows a stage that was just rewritten is rewritten too: the person asked for this run.
      changed ||= result.written;
      if (stage === 'scenes') await context.step('story · lay out scenes', () => Promise.resolve(layOutScenes(tools, result.id)));
      if (stage === 'visuals')
        await context.step('story · hand out prompts', () => {
          handOutPrompts(tools, result.id);
          return Promise.resolve(null);
        });
      report.done(context.runId, UNITS.stage);
    }
  }

  async function makeFrame(context: RunContext, sceneId: string, role: FrameRole, wish: Omit<FrameWish, 'batch'> | null): Promise<void> {
    const name = `${sceneId} ${role}`;
    const plan = await context.step(`${name} · plan`, async () => {
      if (wish === null && !frameNeedsWork(tools, sceneId, role)) return null;
      return await planFrame(tools, context.runId, sceneId, role, wish === null ? null : { ...wish, batch: context.runId }, context.signal);
    });
    report.done(context.runId, UNITS.plan);
    if (plan === null) {
      report.done(context.runId, UNITS.pick + UNITS.picture * presetSettings[readBrief(project.db).preset].variations);
      return;
    }
    const made = await makeVariations(context, name, plan);
    const rescue = made ? null : await context.step(`${name} · rescue`, () => Promise.resolve(planRescue(tools, plan)));
    if (rescue !== null) await makeVariations(context, `${name} rescue`, rescue);
    await context.step(`${name} · pick`, () => Promise.resolve(pickFrame(tools, context.runId, rescue ?? plan)));
    report.done(context.runId, UNITS.pick);
  }

  async function makeVariations(context: RunContext, name: string, plan: FramePlan): Promise<boolean> {
    const limit = pLimit(tools.picture.concurrency);
    const made = await Promise.all(
      plan.variationIds.map((_id, index) =>
        limit(async () => {
          const ready = await context.step(`${name} · variation ${index + 1}`, () =>
            makeVariation(tools, context.runId, plan, index + 1, context.signal),
          );
          report.done(context.runId, UNITS.picture);
          return ready;
        }),
      ),
    );
    return made.some(Boolean);
  }

  async function shootTakes(
    context: RunContext,
    sceneId: string,
    wish: Omit<TakesWish, 'batch'> | null,
    limit: ReturnType<typeof pLimit>,
  ): Promise<void> {
    const plan = await context.step(`${sceneId} takes · plan`, () =>
      Promise.resolve(
        wish === null && !takesNeedWork(tools, sceneId)
          ? null
          : planTakes(tools, sceneId, wish === null ? null : { ...wish, batch: context.runId }),
      ),
    );
    if (plan === null) {
      report.done(context.runId, UNITS.take * presetSettings[readBrief(project.db).preset].takes);
      return;
    }
    const results = await Promise.all(
      plan.takeIds.map((_id, index) =>
        limit(async () => {
          const result = await context.step(`${sceneId} · take ${index + 1}`, () =>
            makeTake(tools, context.runId, plan, index + 1, context.signal),
          );
          report.done(context.runId, UNITS.take);
          return result;
        }),
      ),
    );
    await context.step(`${sceneId} takes · pick`, () => Promise.resolve(pickOfTakes(tools, context.runId, plan, results)));
  }

  async function inChapters(context: RunContext, workflow: 'frames' | 'takes', ids: string[]): Promise<void> {
    for (let first = 0; first < ids.length; first += CHAPTER) {
      await context.child(workflow, `${workflow} · scenes ${first + 1}–${Math.min(first + CHAPTER, ids.length)}`, {
        sceneIds: ids.slice(first, first + CHAPTER),
      });
    }
  }

  function planUnits(runId: string, until: FilmInput['until'], scenes: number): void {
    const preset = presetSettings[readBrief(project.db).preset];
    const frames = scenes * 2 * (UNITS.plan + UNITS.pick + preset.variations * UNITS.picture);
    const takes = scenes * preset.takes * UNITS.take;
    const after = { story: 0, frames, takes: frames + takes, film: frames + takes + UNITS.film };
    report.plan(runId, UNITS.stage * storyStageValues.length + after[until]);
  }

  return [
    {
      name: 'film',
      run: async (input, context) => {
        const { until } = filmInput.parse(input);
        // Before there are scenes, four is what fifteen seconds usually have.
        planUnits(context.runId, until, sceneIds().length || Math.max(1, Math.round(readBrief(project.db).durationSeconds / 4)));
        await writeStory(context, () => false);
        const ids = await context.step('scenes', () => Promise.resolve(sceneIds()));
        planUnits(context.runId, until, ids.length);
        if (until === 'story') return null;
        await inChapters(context, 'frames', ids);
        if (until === 'frames') return null;
        await inChapters(context, 'takes', ids);
        if (until === 'takes') return null;
        const film = await context.step('film', async () =>
          cutNeedsWork(tools) ? await cutFilm(tools, context.runId, context.signal) : null,
        );
        report.done(context.runId, UNITS.film);
        return film;
      },
    },
    {
      name: 'frames',
      run: async (input, context) => {
        // One after the other: each frame may refer to the one before it (F2).
        for (const sceneId of chapterInput.parse(input).sceneIds) {
          await makeFrame(context, sceneId, 'start', null);
          await makeFrame(context, sceneId, 'end', null);
        }
        return null;
      },
    },
    {
      name: 'takes',
      run: async (input, context) => {
        const limit = pLimit(tools.clip.concurrency);
        await Promise.all(chapterInput.parse(input).sceneIds.map((sceneId) => shootTakes(context, sceneId, null, limit)));
        return null;
      },
    },
    {
      name: 'story',
      run: async (input, context) => {
        const from = storyStageValues.indexOf(storyInput.parse(input).from);
        report.plan(context.runId, UNITS.stage * storyStageValues.length);
        await writeStory(context, (index) => index >= from);
        return null;
      },
    },
    {
      name: 'frame',
      run: async (input, context) => {
        const { sceneId, role, ...wish } = frameInput.parse(input);
        const count = wish.variations ?? presetSettings[readBrief(project.db).preset].variations;
        report.plan(context.runId, UNITS.plan + UNITS.pick + count * UNITS.picture);
        await makeFrame(context, sceneId, role, defined(wish));
        return null;
      },
    },
    {
      name: 'shoot',
      run: async (input, context) => {
        const { sceneId, ...wish } = takesInput.parse(input);
        report.plan(context.runId, wish.count * UNITS.take);
        await shootTakes(context, sceneId, defined(wish), pLimit(tools.clip.concurrency));
        return null;
      },
    },
  ];
}

const storyMessage: Record<(typeof storyStageValues)[number], string> = {
  template: 'Choosing a story structure',
  story: 'Writing the story',
  scenes: 'Dividing it into scenes',
  visuals: 'Writing the prompts',
};

/** Drops keys whose value is undefined, as exact optional properties want it. */
function defined<T extends Record<string, unknown>>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

export type { Json };
