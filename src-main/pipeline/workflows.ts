/**
 * The durable workflows: which steps there are and in which order. Steps hold names and small JSON only; what
 * they make is in the project.
 *
 * Scenes are worked on in chapters of eight, each a workflow of its own, because the engine limits the steps of
 * one run and long films have thousands.
 */
import pLimit from 'p-limit';
import { z } from 'zod';
import { StudioFailure } from '#contract/errors.ts';
import { frameRoleSchema, cameraMovementSchema, type FrameRole } from '#contract/model/primitives.ts';
import { runUntilSchema } from '#contract/model/film.ts';
import { storyStageSchema, storyStageValues } from '#contract/model/story.ts';
import { presetSettings } from '#contract/model/presets.ts';
import { readBrief, readScenes } from '#storage/index.ts';
import type { Json, RunContext, WorkflowDefinition } from './durable/engine.ts';
import { cutFilm, cutNeedsWork } from './stages/film.ts';
import {
  adapterOfPlan,
  frameNeedsWork,
  makeVariation,
  markFrameFailed,
  pickFrame,
  planFrame,
  planRescue,
  type FramePlan,
  type FrameWish,
} from './stages/frames.ts';
import { followScenes, handOutPrompts, layOutScenes, writeStage } from './stages/story.ts';
import {
  makeTake,
  markTakesFailed,
  pickOfTakes,
  planTakes,
  takesNeedWork,
  type TakeResult,
  type TakesPlan,
  type TakesWish,
} from './stages/takes.ts';
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
  modelId: z.string().optional(),
});
const takesInput = z.object({
  sceneId: z.string(),
  count: z.number(),
  prompt: z.string().optional(),
  negative: z.string().optional(),
  movement: cameraMovementSchema.optional(),
  modelId: z.string().optional(),
});

export type FilmInput = z.infer<typeof filmInput>;

/** Work units of the parts of a run, for the progress bar: about the seconds they take offline. */
const UNITS = { stage: 0.2, plan: 0.1, picture: 0.8, pick: 0.1, take: 3, film: 6 };

/** All workflows over one open project. */
export function defineWorkflows(tools: Toolbox): WorkflowDefinition[] {
  const { report, project } = tools;
  const sceneIds = (): string[] => readScenes(project.db).map((scene) => scene.id);

  async function writeStory(context: RunContext, force: (index: number) => boolean): Promise<void> {
    for (const [index, stage] of storyStageValues.entries()) {
      const result = await context.step(`story · ${stage}`, async () => {
        report.doing(context.runId, storyMessage[stage], 0);
        return await writeStage(tools, stage, context.runId, force(index), context.signal);
      });
      if (stage === 'scenes') await context.step('story · lay out scenes', () => Promise.resolve(layOutScenes(tools, result.id)));
      if (stage === 'visuals')
        await context.step('story · hand out prompts', () => {
          handOutPrompts(tools, result.id);
          return Promise.resolve(null);
        });
      report.done(context.runId, `story · ${stage}`, UNITS.stage);
    }
  }

  /**
   * A step of one scene. A scene that was removed meanwhile is left as it is; something that is missing for this
   * scene marks it through `mark` and the run goes on (F7).
   */
  async function sceneStep<T extends Json>(
    context: RunContext,
    sceneId: string,
    name: string,
    otherwise: T,
    mark: (message: string) => void,
    work: () => Promise<T>,
  ): Promise<T> {
    return await context.step(name, async () => {
      try {
        return await work();
      } catch (cause) {
        context.signal.throwIfAborted();
        const code = cause instanceof StudioFailure ? cause.error.code : null;
        if (code === 'not-found' && !sceneIds().includes(sceneId)) return otherwise;
        if (!(cause instanceof StudioFailure) || (code !== 'asset-missing' && code !== 'stage-missing')) throw cause;
        mark(`${cause.error.message} ${cause.error.hint}`);
        return otherwise;
      }
    });
  }

  async function makeFrame(context: RunContext, sceneId: string, role: FrameRole, wish: Omit<FrameWish, 'batch'> | null): Promise<void> {
    const name = `${sceneId} ${role}`;
    const mark = (message: string): void => markFrameFailed(tools, context.runId, sceneId, role, message);
    const plan = await sceneStep<FramePlan | null>(context, sceneId, `${name} · plan`, null, mark, async () => {
      if (wish === null && !frameNeedsWork(tools, sceneId, role)) return null;
      return await planFrame(tools, context.runId, sceneId, role, wish === null ? null : { ...wish, batch: context.runId }, context.signal);
    });
    report.done(context.runId, `${name} · plan`, UNITS.plan);
    if (plan === null) {
      report.done(context.runId, name, UNITS.pick + UNITS.picture * presetSettings[readBrief(project.db).preset].variations);
      return;
    }
    const made = await makeVariations(context, name, plan, mark);
    const rescue = made
      ? null
      : await sceneStep<FramePlan | null>(context, sceneId, `${name} · rescue`, null, mark, () => Promise.resolve(planRescue(tools, plan)));
    if (rescue !== null) await makeVariations(context, `${name} rescue`, rescue, mark);
    await sceneStep<{ picked: string | null } | null>(context, sceneId, `${name} · pick`, null, mark, () =>
      Promise.resolve(pickFrame(tools, context.runId, rescue ?? plan)),
    );
    report.done(context.runId, name, UNITS.pick);
  }

  async function makeVariations(context: RunContext, name: string, plan: FramePlan, mark: (message: string) => void): Promise<boolean> {
    const limit = pLimit(adapterOfPlan(tools, plan).concurrency);
    const made = await together(
      plan.variationIds.map((_id, index) =>
        limit(async () => {
          const ready = await sceneStep(context, plan.sceneId, `${name} · variation ${index + 1}`, false, mark, () =>
            makeVariation(tools, context.runId, plan, index + 1, context.signal),
          );
          report.done(context.runId, `${name} · variation ${index + 1}`, UNITS.picture);
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
    const mark = (message: string): void => markTakesFailed(tools, context.runId, sceneId, message);
    const plan = await sceneStep<TakesPlan | null>(context, sceneId, `${sceneId} takes · plan`, null, mark, () =>
      Promise.resolve(
        wish === null && !takesNeedWork(tools, sceneId)
          ? null
          : planTakes(tools, context.runId, sceneId, wish === null ? null : { ...wish, batch: context.runId }),
      ),
    );
    if (plan === null) {
      report.done(context.runId, `${sceneId} takes`, UNITS.take * presetSettings[readBrief(project.db).preset].takes);
      return;
    }
    const results = await together(
      plan.takeIds.map((id, index) =>
        limit(async () => {
          const result = await sceneStep<TakeResult>(context, sceneId, `${sceneId} · take ${index + 1}`, { id, flags: [] }, mark, () =>
            makeTake(tools, context.runId, plan, index + 1, context.signal),
          );
          report.done(context.runId, `${sceneId} · take ${index + 1}`, UNITS.take);
          return result;
        }),
      ),
    );
    await sceneStep<{ picked: string | null } | null>(context, sceneId, `${sceneId} takes · pick`, null, mark, () =>
      Promise.resolve(pickOfTakes(tools, context.runId, plan, results)),
    );
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
        await context.step('story · prompts of edited scenes', () => followScenes(tools, context.runId, context.signal));
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
        report.done(context.runId, 'film', UNITS.film);
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
        const limit = pLimit(tools.clip().concurrency);
        await together(chapterInput.parse(input).sceneIds.map((sceneId) => shootTakes(context, sceneId, null, limit)));
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
        const adapter = wish.modelId === undefined ? tools.clip() : tools.adapterOf(wish.modelId);
        await shootTakes(context, sceneId, defined(wish), pLimit(adapter.concurrency));
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

/** Waits for all of it before it fails: a run that is tried again must not meet steps that are still at work. */
async function together<T>(work: Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(work);
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

/** Drops keys whose value is undefined, as exact optional properties want it. */
function defined<T extends Record<string, unknown>>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
