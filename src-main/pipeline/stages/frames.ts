/** One storyboard frame: enhance → variations → score → rank → pick (rows F1–F7, A1–A5). */
import { fail, isPause } from '#contract/errors.ts';
import type { FrameRole } from '#contract/model/primitives.ts';
import { frameThreshold, pickVariation } from '#domain/ranking.ts';
import { ENHANCEMENT_BAR, presetSettings } from '#contract/model/presets.ts';
import { enhanceIteratively } from '#domain/prompts.ts';
import type { ProviderAdapter } from '#providers/adapter.ts';
import {
  assetFile,
  basePrompt,
  choosePrompt,
  chosenPrompt,
  decide,
  failVariation,
  finishVariation,
  frameInputs,
  frameState,
  openJobs,
  openReview,
  planVariation,
  putPrompt,
  putScores,
  readBrief,
  readFrame,
  readPrompt,
  readScene,
  readVariation,
  readVariations,
  resolveReviewsOf,
  setFrameStatus,
  setPromptCritique,
  startVariation,
  write,
  type VariationRow,
} from '#storage/index.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Toolbox } from '../toolbox.ts';
import { fingerprint, seedOf } from './inputs.ts';
import { asksAboutJob, decisionBatch, messageOf, settled } from './outcomes.ts';
import { estimateOf, referencesOf, requestOf, storyOf, visualsOf } from './requests.ts';

/** What one frame is to be made from; plain JSON, decided once and remembered by the run. */
export type FramePlan = {
  sceneId: string;
  role: FrameRole;
  batch: string;
  promptId: string;
  variations: number;
  /** Seeds and row ids, in order. */
  variationIds: string[];
};

/** What a person asked for when it is not the usual run. */
export interface FrameWish {
  prompt?: string;
  negative?: string;
  variations?: number;
  modelId?: string;
  /** Distinguishes this wish from every other: a fresh batch is wanted even though nothing changed. */
  batch: string;
}

/** Whether the usual run has anything to do here. */
export function frameNeedsWork(tools: Toolbox, sceneId: string, role: FrameRole): boolean {
  const state = frameState(tools.project.db, sceneId, role);
  return state === 'missing' || state === 'stale';
}

/**
 * Enhances the prompt and lays out the variations (rows before requests). If the agents fail, the original
 * prompt is used and a single picture made (F5).
 */
export async function planFrame(
  tools: Toolbox,
  runId: string,
  sceneId: string,
  role: FrameRole,
  wish: FrameWish | null,
  signal: AbortSignal,
): Promise<FramePlan> {
  const { db } = tools.project;
  const scene = readScene(db, sceneId);
  const frame = readFrame(db, sceneId, role);
  const preset = presetSettings[readBrief(db).preset];
  const title = `Scene ${scene.number} · ${role} frame`;
  tools.report.doing(runId, `${title}: reading the prompt`, 0);
  setFrameStatus(db, frame.id, 'making');

  if (wish?.prompt !== undefined || wish?.negative !== undefined) {
    const parent = chosenPrompt(db, sceneId, role);
    const text = wish.prompt ?? parent?.text;
    if (text === undefined) fail('stage-missing', `${title} has no prompt yet.`, 'Run the story first.');
    putPrompt(db, {
      sceneId,
      slot: role,
      batch: wish.batch,
      round: 0,
      author: 'you',
      text,
      negative: wish.negative ?? parent?.negative ?? '',
      critique: null,
      parentId: parent?.id ?? null,
      choose: true,
    });
  }
  const base = basePrompt(db, sceneId, role) ?? fail('stage-missing', `${title} has no prompt yet.`, 'Run the story first.');
  const references = referencesOf(tools, sceneId, role).map((reference) => [reference.role, reference.input.sha256]);
  const adapter = wish?.modelId === undefined ? tools.picture() : tools.adapterOf(wish.modelId);
  // The same ingredients by which storage calls a frame stale, so that what is stale is a new batch.
  const batch =
    wish?.batch ?? `auto-${fingerprint([frameInputs(db, sceneId, role), references, preset.variations, adapter.id, adapter.model])}`;
  // Laid out before (a run that was cut off, or one that failed): only what is not ready is made, nobody is asked again.
  const standing = readVariations(db, frame.id, { batch });
  const asked = standing[0]?.promptId ?? null;
  if (asked !== null)
    return { sceneId, role, batch, promptId: asked, variations: standing.length, variationIds: standing.map((row) => row.id) };

  let promptId = base.id;
  let variations = wish?.variations ?? preset.variations;
  if (preset.rounds > 0 && wish?.prompt === undefined) {
    try {
      const result = await enhanceIteratively(base.text, await tools.agent(runId), {
        context: {
          role,
          scene: scene.spec,
          sceneNumber: scene.number,
          story: storyOf(tools),
          markers: visualsOf(tools).markers,
          brief: readBrief(db),
        },
        maxRounds: preset.rounds,
        bar: ENHANCEMENT_BAR,
        signal,
      });
      setPromptCritique(db, base.id, result.original.critique);
      let parentId = base.id;
      for (const round of result.rounds) {
        const stored = putPrompt(db, {
          sceneId,
          slot: role,
          batch,
          round: round.round,
          author: 'cinematographer',
          text: round.text,
          negative: base.negative,
          critique: round.critique,
          parentId,
        });
        parentId = stored.id;
        if (round.round === result.best.round) promptId = stored.id;
      }
      if (result.ended === 'failed') tools.report.log(runId, 'warning', `${title}: an agent failed; the best prompt so far is used.`);
    } catch (cause) {
      signal.throwIfAborted();
      if (isPause(cause)) throw cause;
      tools.report.log(
        runId,
        'warning',
        `${title}: the prompt could not be enhanced (${messageOf(cause)}); one picture is made from the original.`,
      );
      variations = 1;
    }
    choosePrompt(db, sceneId, role, promptId);
  }

  const cost = estimateOf(adapter, requestOf(tools, sceneId, role, promptId, 1, 1));
  // All or none: half a batch would later be taken for the whole.
  const variationIds = write(db, () =>
    Array.from(
      { length: variations },
      (_none, index) =>
        planVariation(db, {
          frameId: frame.id,
          batch,
          place: index + 1,
          promptId,
          seed: seedOf(sceneId, role, batch, index + 1),
          provider: adapter.id,
          model: adapter.model,
          cost,
        }).id,
    ),
  );
  tools.report.changed([sceneId]);
  return { sceneId, role, batch, promptId, variations, variationIds };
}

/** Draws one variation and measures it. Expected failures end up in the row, never in an exception. */
export async function makeVariation(tools: Toolbox, runId: string, plan: FramePlan, place: number, signal: AbortSignal): Promise<boolean> {
  const { db } = tools.project;
  const id = plan.variationIds[place - 1];
  if (id === undefined) throw new Error(`There is no variation ${place} in the plan.`);
  const row = readVariation(db, id);
  if (row.status !== 'ready' && !(await drawVariation(tools, runId, plan, place, row, signal))) return false;
  await scoreVariation(tools, runId, plan, id, signal);
  return true;
}

async function drawVariation(
  tools: Toolbox,
  runId: string,
  plan: FramePlan,
  place: number,
  row: VariationRow,
  signal: AbortSignal,
): Promise<boolean> {
  const { db } = tools.project;
  const scene = readScene(db, plan.sceneId);
  const title = `Scene ${scene.number} · ${plan.role} frame · variation ${row.number}`;
  startVariation(db, row.id);
  tools.report.changed([plan.sceneId]);
  const outcome = await settled(tools, runId, title, signal, () =>
    runJob(
      {
        project: tools.project,
        adapter: tools.adapterOf(`${row.provider}:${row.model}`),
        till: tools.till,
        signal,
        pollMs: tools.pollMs,
        inspect: tools.media.inspect,
        onProgress: (part) => tools.report.doing(runId, `${title}: drawing`, part),
      },
      {
        clientJobId: row.id,
        title,
        request: requestOf(tools, plan.sceneId, plan.role, plan.promptId, place, row.seed),
        sceneId: plan.sceneId,
        subjectId: row.id,
        runId,
      },
    ),
  );
  tools.report.doing(runId, `${title}: drawing`, 1);
  if (outcome.ok) finishVariation(db, row.id, { asset: outcome.asset, cost: { ...outcome.cost, estimated: outcome.estimated } });
  else failVariation(db, row.id, outcome.error.message);
  tools.report.changed([plan.sceneId]);
  return outcome.ok;
}

async function scoreVariation(tools: Toolbox, runId: string, plan: FramePlan, id: string, signal: AbortSignal): Promise<void> {
  const { db } = tools.project;
  const row = readVariation(db, id);
  if (row.asset === null || row.scores.length > 0 || !presetSettings[readBrief(db).preset].scoring) return;
  try {
    const measured = await tools.scorer.scorePicture(assetFile(db, row.asset.sha256), {
      prompt: readPrompt(db, plan.promptId).text,
      signal,
    });
    putScores(db, { subjectId: id, kind: 'variation', scores: measured.scores, overall: measured.overall });
    finishVariation(db, id, { asset: row.asset, phash: measured.phash });
  } catch (cause) {
    signal.throwIfAborted();
    tools.report.log(
      runId,
      'warning',
      `Scene ${readScene(db, plan.sceneId).number}: a picture could not be measured (${messageOf(cause)}).`,
    );
  }
  tools.report.changed([plan.sceneId]);
}

/**
 * When nothing came out: once more with the original prompt, one picture (F5). Returns the plan of that attempt,
 * or null when the frame has at least one picture, or may still get one: a job that is perhaps paid and not over
 * (nobody knows whether it arrived, its result could not be fetched yet) is not made up for by another one.
 */
export function planRescue(tools: Toolbox, plan: FramePlan): FramePlan | null {
  const { db } = tools.project;
  const frame = readFrame(db, plan.sceneId, plan.role);
  const rows = readVariations(db, frame.id, { batch: plan.batch });
  if (rows.some((row) => row.status === 'ready')) return null;
  if (openJobs(db).some((job) => rows.some((row) => row.id === job.subjectId))) return null;
  const base = basePrompt(db, plan.sceneId, plan.role);
  if (base === null) return null;
  const batch = `${plan.batch}-rescue`;
  const adapter = adapterOfPlan(tools, plan);
  const row = planVariation(db, {
    frameId: frame.id,
    batch,
    place: 1,
    promptId: base.id,
    seed: seedOf(plan.sceneId, plan.role, batch, 1),
    provider: adapter.id,
    model: adapter.model,
    cost: estimateOf(adapter, requestOf(tools, plan.sceneId, plan.role, base.id, 1, 1)),
  });
  return { ...plan, batch, promptId: base.id, variations: 1, variationIds: [row.id] };
}

/** The model that a batch was laid out with. */
export function adapterOfPlan(tools: Toolbox, plan: FramePlan): ProviderAdapter {
  const first = plan.variationIds[0];
  if (first === undefined) return tools.picture();
  const { provider, model } = readVariation(tools.project.db, first);
  return tools.adapterOf(`${provider}:${model}`);
}

/** Ranks what there is and picks the best, unless a person has chosen. Warns below the threshold (F4). */
export function pickFrame(tools: Toolbox, runId: string, plan: FramePlan): { picked: string | null } {
  const { db } = tools.project;
  const scene = readScene(db, plan.sceneId);
  const frame = readFrame(db, plan.sceneId, plan.role);
  const title = `Scene ${scene.number} · ${plan.role} frame`;
  const candidates = readVariations(db, frame.id, { batch: plan.batch });
  const ready = candidates.filter((row) => row.status === 'ready');
  if (ready.length === 0) {
    const error = candidates.find((row) => row.error !== null)?.error ?? 'No picture could be made.';
    markFrameFailed(tools, runId, plan.sceneId, plan.role, error);
    return { picked: null };
  }
  setFrameStatus(db, frame.id, 'ready');
  resolveReviewsOf(db, { sceneId: plan.sceneId, kind: 'generation-failed', subjectId: frame.id });
  const choice = pickVariation(
    ready.map((row) => ({ id: row.id, number: row.number, overall: row.overall, scores: row.scores, phash: row.phash })),
  );
  if (choice === null) return { picked: null };
  decide(db, {
    sceneId: plan.sceneId,
    slot: plan.role,
    subjectId: choice.id,
    by: 'machine',
    reason: choice.reason,
    batch: decisionBatch(plan.batch, runId),
  });
  const threshold = frameThreshold(readBrief(db).preset);
  const best = ready.find((row) => row.id === choice.id)?.overall.value ?? null;
  if (threshold !== null && best !== null && best < threshold) {
    const message = `${title}: the best picture has ${Math.round(best)} of 100, below the bar of ${threshold}. Look at it before you shoot.`;
    openReview(db, { sceneId: plan.sceneId, kind: 'frame-below-threshold', subjectId: frame.id, message });
    tools.report.log(runId, 'warning', message);
  } else resolveReviewsOf(db, { sceneId: plan.sceneId, kind: 'frame-below-threshold', subjectId: frame.id });
  tools.report.changed([plan.sceneId]);
  return { picked: choice.id };
}

/** The frame could not be made: it says so and waits for a person; the run goes on (F7). */
export function markFrameFailed(tools: Toolbox, runId: string, sceneId: string, role: FrameRole, error: string): void {
  const { db } = tools.project;
  const frame = readFrame(db, sceneId, role);
  const title = `Scene ${readScene(db, sceneId).number} · ${role} frame`;
  setFrameStatus(db, frame.id, 'failed', error);
  if (!asksAboutJob(tools, sceneId))
    openReview(db, {
      sceneId,
      kind: 'generation-failed',
      subjectId: frame.id,
      message: `${title}: ${error} Try again, change the prompt, or put your own picture here.`,
    });
  tools.report.log(runId, 'warning', `${title} failed: ${error}`);
  tools.report.changed([sceneId]);
}
