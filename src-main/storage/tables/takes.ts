/** Shot clips of scenes. None is ever deleted or overwritten. */
import { z } from 'zod';
import { fail } from '#contract/errors.ts';
import type { Take } from '#contract/model/film.ts';
import { cameraMovementSchema } from '#contract/model/primitives.ts';
import type { AssetRef, CameraMovement, Money } from '#contract/model/primitives.ts';
import { all, fromJson, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { takesInputs } from '../states.ts';
import { assetColumns, assetFrom } from './assets.ts';
import { overallColumns, overallFrom, scoresBySubject } from './scores.ts';
import type { OverallColumns } from './scores.ts';

export interface TakeRow extends Take {
  /** What asked for it, and its place in what was asked for, from 1. */
  batch: string;
  place: number;
  /** The picture it ends on, when the model was given one. */
  endVariationId: string | null;
  /** What it was made from. */
  inputsHash: string;
}

interface TakeColumns extends OverallColumns {
  id: string;
  scene_id: string;
  batch: string;
  place: number;
  number: number;
  status: Take['status'];
  prompt_id: string | null;
  hero_variation_id: string | null;
  end_variation_id: string | null;
  movement: string;
  seconds: number;
  seed: number;
  provider: string;
  model: string;
  cost_amount: number;
  cost_currency: string;
  cost_estimated: number;
  frame_quality: string;
  summary: string;
  inputs_hash: string;
  error: string | null;
  created_at: number;
  rank: number | null;
}

const qualitySchema = z.array(z.number().nullable());

/** Ranked among all of the scene's takes; those without a score have no rank. */
const select = `
  SELECT t.id, t.scene_id, t.batch, t.place, t.number, t.status, t.prompt_id, t.hero_variation_id, t.end_variation_id, t.movement,
    t.seconds, t.seed, t.provider, t.model, t.cost_amount, t.cost_currency, t.cost_estimated, t.frame_quality, t.summary,
    t.inputs_hash, t.error, t.created_at, ${assetColumns('a', 'asset')}, ${assetColumns('p', 'poster')}, ${overallColumns('o')},
    CASE WHEN o.value IS NULL OR t.status <> 'ready' THEN NULL
      ELSE rank() OVER (PARTITION BY t.scene_id, o.value IS NULL OR t.status <> 'ready' ORDER BY o.value DESC, t.number) END AS rank
  FROM takes AS t
  LEFT JOIN assets AS a ON a.sha256 = t.asset_sha256
  LEFT JOIN assets AS p ON p.sha256 = t.poster_sha256
  LEFT JOIN overall_scores AS o ON o.subject_id = t.id
  WHERE t.scene_id = ? ORDER BY t.number`;

/** Every take of a scene by number, or those of one batch. */
export function readTakes(db: ReadDb, sceneId: string, options: { batch?: string } = {}): TakeRow[] {
  const scores = scoresBySubject(db, 'SELECT id FROM takes WHERE scene_id = ?', sceneId);
  return all<TakeColumns>(db, select, sceneId)
    .filter((row) => options.batch === undefined || row.batch === options.batch)
    .map((row) => ({
      id: row.id,
      sceneId: row.scene_id,
      number: row.number,
      status: row.status,
      asset: assetFrom(row, 'asset'),
      poster: assetFrom(row, 'poster'),
      promptId: row.prompt_id,
      heroVariationId: row.hero_variation_id,
      movement: cameraMovementSchema.parse(row.movement),
      seconds: row.seconds,
      seed: row.seed,
      provider: row.provider,
      model: row.model,
      cost: { amount: row.cost_amount, currency: row.cost_currency, estimated: row.cost_estimated === 1 },
      overall: overallFrom(row),
      rank: row.rank,
      scores: scores.get(row.id) ?? [],
      frameQuality: fromJson(qualitySchema, row.frame_quality, 'takes'),
      summary: row.summary,
      error: row.error,
      createdAt: row.created_at,
      batch: row.batch,
      place: row.place,
      endVariationId: row.end_variation_id,
      inputsHash: row.inputs_hash,
    }));
}

/** @throws StudioFailure not-found */
export function readTake(db: ReadDb, id: string): TakeRow {
  const scene = one<{ scene_id: string }>(db, 'SELECT scene_id FROM takes WHERE id = ?', id);
  const row = scene === undefined ? undefined : readTakes(db, scene.scene_id).find((candidate) => candidate.id === id);
  return row ?? fail('not-found', 'That take is not in the project.', 'Reload the project and look again.');
}

export interface PlannedTake {
  sceneId: string;
  batch: string;
  /** Place in the batch, from 1; with scene and batch the key under which planning again finds the same row. */
  place: number;
  promptId: string | null;
  heroVariationId: string | null;
  endVariationId: string | null;
  movement: CameraMovement;
  seconds: number;
  seed: number;
  provider: string;
  model: string;
  cost: Money;
}

/** Registers a take that is going to be shot, with what it will be shot from. @throws StudioFailure not-found (the scene) */
export function planTake(db: ProjectDb, planned: PlannedTake): TakeRow {
  return write(db, () => {
    const number =
      (one<{ n: number }>(db, 'SELECT coalesce(max(number), 0) AS n FROM takes WHERE scene_id = ?', planned.sceneId)?.n ?? 0) + 1;
    run(
      db,
      `INSERT INTO takes (id, scene_id, batch, place, number, status, prompt_id, hero_variation_id, end_variation_id, movement, seconds,
         seed, provider, model, cost_amount, cost_currency, cost_estimated, frame_quality, summary, inputs_hash, created_at)
       VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', '', ?, ?)
       ON CONFLICT (scene_id, batch, place) DO NOTHING`,
      db.env.newId('tke'),
      planned.sceneId,
      planned.batch,
      planned.place,
      number,
      planned.promptId,
      planned.heroVariationId,
      planned.endVariationId,
      planned.movement,
      planned.seconds,
      planned.seed,
      planned.provider,
      planned.model,
      planned.cost.amount,
      planned.cost.currency,
      planned.cost.estimated ? 1 : 0,
      takesInputs(db, planned.sceneId, { heroVariationId: planned.heroVariationId, endVariationId: planned.endVariationId }),
      db.env.now(),
    );
    const row = one<{ id: string }>(
      db,
      'SELECT id FROM takes WHERE scene_id = ? AND batch = ? AND place = ?',
      planned.sceneId,
      planned.batch,
      planned.place,
    );
    if (row === undefined) throw new Error('A take was not stored.');
    return readTake(db, row.id);
  });
}

const changed = (count: number): void => {
  if (count === 0) fail('not-found', 'That take is not in the project.', 'Reload the project and look again.');
};

/** Marks work on it as begun. A take that is ready stays so. */
export function startTake(db: ProjectDb, id: string): void {
  write(db, () =>
    changed(run(db, "UPDATE takes SET status = CASE status WHEN 'ready' THEN status ELSE 'making' END, error = NULL WHERE id = ?", id)),
  );
}

export interface TakeReport {
  /** 0–100 for evenly spaced frames, null where nothing could be measured. */
  frameQuality?: readonly (number | null)[];
  summary?: string;
}

export function finishTake(db: ProjectDb, id: string, made: TakeReport & { asset: AssetRef; poster: AssetRef | null; cost?: Money }): void {
  write(db, () => {
    changed(
      run(
        db,
        "UPDATE takes SET status = 'ready', asset_sha256 = ?, poster_sha256 = ?, error = NULL WHERE id = ?",
        made.asset.sha256,
        made.poster?.sha256 ?? null,
        id,
      ),
    );
    if (made.cost !== undefined) {
      const { amount, currency, estimated } = made.cost;
      run(
        db,
        'UPDATE takes SET cost_amount = ?, cost_currency = ?, cost_estimated = ? WHERE id = ?',
        amount,
        currency,
        estimated ? 1 : 0,
        id,
      );
    }
    setTakeReport(db, id, made);
  });
}

/** Adds what was measured along the take, and its strengths and weaknesses in a sentence. */
export function setTakeReport(db: ProjectDb, id: string, report: TakeReport): void {
  write(db, () => {
    if (report.frameQuality !== undefined) {
      changed(run(db, 'UPDATE takes SET frame_quality = ? WHERE id = ?', JSON.stringify(report.frameQuality), id));
    }
    if (report.summary !== undefined) changed(run(db, 'UPDATE takes SET summary = ? WHERE id = ?', report.summary, id));
  });
}

/** Marks it failed, unless it has been finished meanwhile. @param error one sentence for people. */
export function failTake(db: ProjectDb, id: string, error: string): void {
  write(db, () => {
    readTake(db, id);
    run(db, "UPDATE takes SET status = 'failed', error = ? WHERE id = ? AND status <> 'ready'", error, id);
  });
}
