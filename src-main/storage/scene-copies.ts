/** Duplicating a scene with what is picked in it. Bytes are shared: assets are named by content. */
import type { FrameRole } from '#contract/model/primitives.ts';
import { run, write } from './connection.ts';
import type { ProjectDb } from './connection.ts';
import { decide } from './tables/decisions.ts';
import { setFrameStatus } from './tables/frames.ts';
import { chosenPrompt, putPrompt } from './tables/prompts.ts';
import type { PromptSlot } from './tables/prompts.ts';
import { addScene, readScene } from './tables/scenes.ts';
import type { SceneRow } from './tables/scenes.ts';
import { putScores } from './tables/scores.ts';
import { standingDecisions } from './tables/standing-decisions.ts';
import type { DecisionSlot } from './tables/standing-decisions.ts';
import { finishTake, planTake, readTake } from './tables/takes.ts';
import { readVariation } from './tables/variations.ts';

/**
 * Adds a copy right after a scene: its specification, the prompts in use, and the picked pictures and take with
 * their scores. Candidates that were not picked stay with the original.
 * @throws StudioFailure not-found
 */
export function duplicateScene(db: ProjectDb, sceneId: string): SceneRow {
  return write(db, () => {
    const original = readScene(db, sceneId);
    const copy = addScene(db, { spec: original.spec, afterSceneId: sceneId, changed: `Copy of scene ${original.number}`, by: 'you' });
    const batch = `copy ${copy.id}`;
    const prompts = copyPrompts(db, sceneId, copy.id, batch);
    copyPicks(db, original, copy, batch, prompts);
    return readScene(db, copy.id);
  });
}

const slots: readonly PromptSlot[] = ['image', 'start', 'end', 'motion'];

function copyPrompts(db: ProjectDb, from: string, to: string, batch: string): Map<string, string> {
  const copied = new Map<string, string>();
  for (const slot of slots) {
    const prompt = chosenPrompt(db, from, slot);
    if (prompt === null) continue;
    const { author, text, negative, critique } = prompt;
    const added = putPrompt(db, { sceneId: to, slot, batch, round: 0, author, text, negative, critique, parentId: null, choose: true });
    copied.set(prompt.id, added.id);
  }
  return copied;
}

/** A copy of something costs nothing again. */
const free = { amount: 0, currency: 'USD', estimated: false };

function copyPicks(db: ProjectDb, original: SceneRow, copy: SceneRow, batch: string, prompts: ReadonlyMap<string, string>): void {
  const picks = standingDecisions(db, original.id).get(original.id) ?? {};
  const pictures = new Map<string, string>();
  const pick = (slot: DecisionSlot, subjectId: string) => {
    const decision = picks[slot];
    if (decision === undefined) return;
    const { by, reason } = decision;
    decide(db, { sceneId: copy.id, slot, subjectId, by, reason, ...(by === 'machine' ? { batch } : {}) });
  };

  for (const slot of ['start', 'end', 'hero'] as const) {
    const decision = picks[slot];
    if (decision === undefined) continue;
    const picture = readVariation(db, decision.subjectId);
    let id = pictures.get(picture.id);
    if (id === undefined) {
      const role: FrameRole = picture.frameId === original.endFrameId ? 'end' : 'start';
      id = copyVariation(db, picture.id, role === 'end' ? copy.endFrameId : copy.startFrameId, batch, pictures.size + 1, prompts);
      pictures.set(picture.id, id);
    }
    pick(slot, id);
  }

  if (picks.take === undefined) return;
  const take = readTake(db, picks.take.subjectId);
  if (take.asset === null) return;
  const planned = planTake(db, {
    ...take,
    sceneId: copy.id,
    batch,
    place: 1,
    promptId: take.promptId === null ? null : (prompts.get(take.promptId) ?? null),
    heroVariationId: take.heroVariationId === null ? null : (pictures.get(take.heroVariationId) ?? null),
    endVariationId: take.endVariationId === null ? null : (pictures.get(take.endVariationId) ?? null),
    cost: free,
  });
  finishTake(db, planned.id, { asset: take.asset, poster: take.poster, frameQuality: take.frameQuality, summary: take.summary });
  putScores(db, { subjectId: planned.id, kind: 'take', scores: take.scores, overall: take.overall });
  pick('take', planned.id);
}

function copyVariation(
  db: ProjectDb,
  fromId: string,
  frameId: string,
  batch: string,
  place: number,
  prompts: ReadonlyMap<string, string>,
): string {
  const picture = readVariation(db, fromId);
  const id = db.env.newId('var');
  const promptId = picture.promptId === null ? null : (prompts.get(picture.promptId) ?? null);
  run(
    db,
    `INSERT INTO variations (id, frame_id, batch, place, number, status, source, asset_sha256, prompt_id, seed, provider, model,
       cost_amount, cost_currency, cost_estimated, phash, inputs_hash, created_at)
     SELECT ?, ?, ?, ?, (SELECT coalesce(max(number), 0) + 1 FROM variations WHERE frame_id = ?), status, source, asset_sha256, ?, seed,
       provider, model, 0, cost_currency, 0, phash, inputs_hash, ? FROM variations WHERE id = ?`,
    id,
    frameId,
    batch,
    place,
    frameId,
    promptId,
    db.env.now(),
    fromId,
  );
  putScores(db, { subjectId: id, kind: 'variation', scores: picture.scores, overall: picture.overall });
  setFrameStatus(db, frameId, 'ready');
  return id;
}
