/** The takes of one scene: shoot → measure → rank → pick with its reason (rows W4–W10). */
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { fail } from '#contract/errors.ts';
import type { ClipFlag } from '#domain/flags.ts';
import type { CameraMovement } from '#contract/model/primitives.ts';
import { presetSettings } from '#contract/model/presets.ts';
import { pickTake, takeSummary, takesThreshold } from '#domain/ranking.ts';
import { snapSeconds } from '#domain/timing.ts';
import { FILM_FPS, frameSize } from '#media/encode-args.ts';
import type { ClipRequest, PictureRequest, ProviderAdapter } from '#providers/adapter.ts';
import {
  assetFile,
  chosenPrompt,
  currentPick,
  decide,
  failTake,
  finishTake,
  openReview,
  planTake,
  putPrompt,
  putScores,
  readBrief,
  readFrameById,
  readPrompt,
  readScene,
  readTake,
  readTakes,
  readVariation,
  resolveReviewsOf,
  setTakeReport,
  startTake,
  storeAsset,
  takesInputs,
  takesState,
  write,
  type TakeRow,
} from '#storage/index.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Toolbox } from '../toolbox.ts';
import { asksAboutJob, decisionBatch, messageOf, settled } from './outcomes.ts';
import { estimateOf, requestOf, sceneContext } from './requests.ts';
import { fingerprint, seedOf } from './inputs.ts';

/** What a shot take is known by after measuring; kept by the run. */
export type TakeResult = { id: string; flags: Pick<ClipFlag, keyof ClipFlag>[] };

export type TakesPlan = { sceneId: string; batch: string; promptId: string; takeIds: string[] };

export interface TakesWish {
  count: number;
  prompt?: string;
  negative?: string;
  movement?: CameraMovement;
  modelId?: string;
  batch: string;
}

export function takesNeedWork(tools: Toolbox, sceneId: string): boolean {
  const state = takesState(tools.project.db, sceneId);
  return state === 'missing' || state === 'stale';
}

/** Lays the takes out as rows. Returns null when the scene has no hero frame to shoot from. */
export function planTakes(tools: Toolbox, runId: string, sceneId: string, wish: TakesWish | null): TakesPlan | null {
  const { db } = tools.project;
  const scene = readScene(db, sceneId);
  const hero = currentPick(db, sceneId, 'hero');
  if (hero === null) {
    markTakesFailed(
      tools,
      runId,
      sceneId,
      `Scene ${scene.number} has no start frame, so no take could be shot. Make or choose a frame first.`,
    );
    return null;
  }
  const movement = wish?.movement ?? scene.spec.camera.movement;
  if (wish?.prompt !== undefined || wish?.negative !== undefined) {
    const parent = chosenPrompt(db, sceneId, 'motion');
    const text = wish.prompt ?? parent?.text;
    if (text === undefined) fail('stage-missing', `Scene ${scene.number} has no motion prompt yet.`, 'Run the story first.');
    putPrompt(db, {
      sceneId,
      slot: 'motion',
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
  const prompt =
    chosenPrompt(db, sceneId, 'motion') ?? fail('stage-missing', `Scene ${scene.number} has no motion prompt yet.`, 'Run the story first.');
  const end = currentPick(db, sceneId, 'end');
  const seconds = snapSeconds(scene.spec.seconds);
  const count = wish?.count ?? presetSettings[readBrief(db).preset].takes;
  const adapter = wish?.modelId === undefined ? tools.clip() : tools.adapterOf(wish.modelId);
  const batch =
    wish?.batch ??
    // The same ingredients by which storage calls takes stale, so that what is stale is a new batch.
    `auto-${fingerprint([takesInputs(db, sceneId), count, adapter.id, adapter.model])}`;
  const shot = {
    sceneId,
    promptId: prompt.id,
    heroVariationId: hero.subjectId,
    endVariationId: end?.subjectId ?? null,
    movement,
    seconds,
  };
  const cost = estimateOf(adapter, clipRequest(tools, { ...shot, seed: 1 }, 1, adapter));
  const takeIds = write(db, () =>
    Array.from(
      { length: count },
      (_none, index) =>
        planTake(db, {
          ...shot,
          batch,
          place: index + 1,
          seed: seedOf(sceneId, 'take', batch, index + 1),
          provider: adapter.id,
          model: adapter.model,
          cost,
        }).id,
    ),
  );
  tools.report.changed([sceneId]);
  return { sceneId, batch, promptId: prompt.id, takeIds };
}

/** Shoots one take and measures it. Expected failures end up in the row. */
export async function makeTake(tools: Toolbox, runId: string, plan: TakesPlan, place: number, signal: AbortSignal): Promise<TakeResult> {
  const { db } = tools.project;
  const id = plan.takeIds[place - 1];
  if (id === undefined) throw new Error(`There is no take ${place} in the plan.`);
  if (readTake(db, id).status !== 'ready' && !(await shoot(tools, runId, id, place, signal))) return { id, flags: [] };
  return { id, flags: await measureTake(tools, runId, id, signal) };
}

async function shoot(tools: Toolbox, runId: string, id: string, place: number, signal: AbortSignal): Promise<boolean> {
  const { db } = tools.project;
  const row = readTake(db, id);
  const title = `Scene ${readScene(db, row.sceneId).number} · take ${row.number}`;
  const adapter = tools.adapterOf(`${row.provider}:${row.model}`);
  startTake(db, id);
  tools.report.changed([row.sceneId]);
  const outcome = await settled(tools, runId, title, signal, () =>
    runJob(
      {
        project: tools.project,
        adapter,
        till: tools.till,
        signal,
        pollMs: tools.pollMs,
        inspect: tools.media.inspect,
        onProgress: (part) => tools.report.doing(runId, `${title}: shooting`, part),
      },
      { clientJobId: id, title, request: clipRequest(tools, row, place, adapter), sceneId: row.sceneId, subjectId: id, runId },
    ),
  );
  tools.report.doing(runId, `${title}: shooting`, 1);
  if (!outcome.ok) {
    failTake(db, id, outcome.error.message);
    tools.report.changed([row.sceneId]);
    return false;
  }
  const still = join(tools.project.scratchFolder, `${id}-poster.png`);
  try {
    await tools.media.poster(assetFile(db, outcome.asset.sha256), still, signal);
    const poster = await storeAsset(
      db,
      tools.project.assets,
      { file: still, move: true },
      { mime: 'image/png', ...(await tools.media.inspect(still, 'image/png')) },
      signal,
    );
    finishTake(db, id, { asset: outcome.asset, poster, cost: { ...outcome.cost, estimated: outcome.estimated } });
  } catch (cause) {
    await rm(still, { force: true });
    signal.throwIfAborted();
    // A clip without a poster is still a clip that was paid for.
    tools.report.log(runId, 'warning', `${title}: no still could be taken from the clip (${messageOf(cause)}).`);
    finishTake(db, id, { asset: outcome.asset, poster: null, cost: { ...outcome.cost, estimated: outcome.estimated } });
  }
  tools.report.changed([row.sceneId]);
  return true;
}

async function measureTake(tools: Toolbox, runId: string, id: string, signal: AbortSignal): Promise<ClipFlag[]> {
  const { db } = tools.project;
  const row = readTake(db, id);
  if (row.asset === null || row.scores.length > 0 || !presetSettings[readBrief(db).preset].scoring) return [];
  const prompt = row.promptId === null ? '' : readPrompt(db, row.promptId).text;
  try {
    const measured = await tools.scorer.scoreClip(assetFile(db, row.asset.sha256), { prompt, signal });
    putScores(db, { subjectId: id, kind: 'take', scores: measured.scores, overall: measured.overall });
    setTakeReport(db, id, { frameQuality: measured.frameQuality, summary: '' });
    tools.report.changed([row.sceneId]);
    return measured.flags;
  } catch (cause) {
    signal.throwIfAborted();
    tools.report.log(runId, 'warning', `Scene ${readScene(db, row.sceneId).number}: a take could not be measured (${messageOf(cause)}).`);
    return [];
  }
}

/** Ranks the takes, writes a sentence about each and picks the best, unless a person has chosen (W10). */
export function pickOfTakes(tools: Toolbox, runId: string, plan: TakesPlan, results: TakeResult[]): { picked: string | null } {
  const { db } = tools.project;
  const scene = readScene(db, plan.sceneId);
  const takes = readTakes(db, plan.sceneId, { batch: plan.batch });
  const ready = takes.filter((take) => take.status === 'ready');
  if (ready.length === 0) {
    const error = takes.find((take) => take.error !== null)?.error ?? 'No take could be shot.';
    markTakesFailed(tools, runId, plan.sceneId, `Scene ${scene.number}: ${error} Shoot again, or change the motion prompt.`);
    return { picked: null };
  }
  resolveReviewsOf(db, { sceneId: plan.sceneId, kind: 'generation-failed', subjectId: plan.sceneId });
  const candidates = ready.map((take) => ({
    id: take.id,
    number: take.number,
    overall: take.overall,
    scores: take.scores,
    seconds: take.seconds,
    flags: results.find((result) => result.id === take.id)?.flags ?? [],
  }));
  for (const take of ready) {
    const self = candidates.find((candidate) => candidate.id === take.id);
    if (self !== undefined) setTakeReport(db, take.id, { frameQuality: take.frameQuality, summary: takeSummary(self, candidates) });
  }
  const choice = pickTake(candidates, takesThreshold(readBrief(db).preset));
  if (choice === null) return { picked: null };
  decide(db, {
    sceneId: plan.sceneId,
    slot: 'take',
    subjectId: choice.id,
    by: 'machine',
    reason: choice.reason,
    batch: decisionBatch(plan.batch, runId),
  });
  if (choice.review !== null)
    openReview(db, { sceneId: plan.sceneId, kind: 'takes-below-threshold', message: `Scene ${scene.number}: ${choice.review}` });
  else resolveReviewsOf(db, { sceneId: plan.sceneId, kind: 'takes-below-threshold' });
  tools.report.changed([plan.sceneId]);
  return { picked: choice.id };
}

/** No take could be shot: the scene says so and waits for a person; the run goes on (F7). */
export function markTakesFailed(tools: Toolbox, runId: string, sceneId: string, message: string): void {
  // One item for the takes of a scene, whatever the attempt: it is settled when a take is there.
  if (!asksAboutJob(tools, sceneId)) openReview(tools.project.db, { sceneId, kind: 'generation-failed', subjectId: sceneId, message });
  tools.report.log(runId, 'warning', message);
  tools.report.changed([sceneId]);
}

type Shot = Pick<TakeRow, 'sceneId' | 'promptId' | 'heroVariationId' | 'endVariationId' | 'movement' | 'seconds' | 'seed'>;

export function clipRequest(tools: Toolbox, shot: Shot, place: number, adapter: ProviderAdapter): ClipRequest {
  const { db } = tools.project;
  const prompt = shot.promptId === null ? null : readPrompt(db, shot.promptId);
  if (shot.heroVariationId === null) throw new Error(`A take of scene ${shot.sceneId} has no hero frame.`);
  const start = frameInput(tools, shot.heroVariationId, adapter);
  if (start === null) return fail('asset-missing', 'The hero frame of this scene is missing.', 'Choose another frame and shoot again.');
  return {
    kind: 'clip',
    prompt: prompt?.text ?? '',
    negative: prompt?.negative ?? '',
    seed: shot.seed,
    ...frameSize(readBrief(db).aspect),
    fps: FILM_FPS,
    seconds: shot.seconds,
    movement: shot.movement,
    take: place,
    startFrame: start,
    endFrame: shot.endVariationId === null ? null : frameInput(tools, shot.endVariationId, adapter),
    scene: sceneContext(tools, shot.sceneId),
  };
}

/** A chosen picture with the request it was drawn from, when it was drawn here. */
function frameInput(tools: Toolbox, variationId: string, adapter: ProviderAdapter): ClipRequest['startFrame'] | null {
  const { db } = tools.project;
  const row = readVariation(db, variationId);
  if (row.asset === null) return null;
  const input = { sha256: row.asset.sha256, mime: row.asset.mime, path: assetFile(db, row.asset.sha256) };
  const frame = readFrameById(db, row.frameId);
  const drawnHere = row.source === 'generated' && row.provider === adapter.id && row.promptId !== null;
  const request: PictureRequest | null =
    drawnHere && row.promptId !== null ? requestOf(tools, frame.sceneId, frame.role, row.promptId, row.place, row.seed) : null;
  return { input, request };
}
