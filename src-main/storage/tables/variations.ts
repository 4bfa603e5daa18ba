/** Candidate pictures of frames. None is ever deleted or overwritten. */
import { fail } from '#contract/errors.ts';
import type { Variation } from '#contract/model/film.ts';
import type { AssetRef, Money } from '#contract/model/primitives.ts';
import { all, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { frameInputs } from '../states.ts';
import { assetColumns, assetFrom } from './assets.ts';
import { readFrameById } from './frames.ts';
import { overallColumns, overallFrom, scoresBySubject } from './scores.ts';
import type { OverallColumns } from './scores.ts';

export interface VariationRow extends Variation {
  /** What asked for it, and its place in what was asked for, from 1. */
  batch: string;
  place: number;
  /** Perceptual hash for finding near-identical pictures; null when none was computed. */
  phash: string | null;
  /** What it was made from. */
  inputsHash: string;
}

interface VariationColumns extends OverallColumns {
  id: string;
  frame_id: string;
  batch: string;
  place: number;
  number: number;
  status: Variation['status'];
  source: Variation['source'];
  prompt_id: string | null;
  seed: number;
  provider: string;
  model: string;
  cost_amount: number;
  cost_currency: string;
  cost_estimated: number;
  phash: string | null;
  inputs_hash: string;
  error: string | null;
  created_at: number;
  rank: number | null;
}

/** Ranked among all of the frame's pictures; those without a score have no rank. */
const select = `
  SELECT v.id, v.frame_id, v.batch, v.place, v.number, v.status, v.source, v.prompt_id, v.seed, v.provider, v.model,
    v.cost_amount, v.cost_currency, v.cost_estimated, v.phash, v.inputs_hash, v.error, v.created_at,
    ${assetColumns('a', 'asset')}, ${overallColumns('o')},
    CASE WHEN o.value IS NULL OR v.status <> 'ready' THEN NULL
      ELSE rank() OVER (PARTITION BY v.frame_id, o.value IS NULL OR v.status <> 'ready' ORDER BY o.value DESC, v.number) END AS rank
  FROM variations AS v
  LEFT JOIN assets AS a ON a.sha256 = v.asset_sha256
  LEFT JOIN overall_scores AS o ON o.subject_id = v.id
  WHERE v.frame_id = ? ORDER BY v.number`;

/** Every picture of a frame by number, or those of one batch. */
export function readVariations(db: ReadDb, frameId: string, options: { batch?: string } = {}): VariationRow[] {
  const scores = scoresBySubject(db, 'SELECT id FROM variations WHERE frame_id = ?', frameId);
  return all<VariationColumns>(db, select, frameId)
    .filter((row) => options.batch === undefined || row.batch === options.batch)
    .map((row) => ({
      id: row.id,
      frameId: row.frame_id,
      number: row.number,
      status: row.status,
      source: row.source,
      asset: assetFrom(row, 'asset'),
      promptId: row.prompt_id,
      seed: row.seed,
      provider: row.provider,
      model: row.model,
      cost: { amount: row.cost_amount, currency: row.cost_currency, estimated: row.cost_estimated === 1 },
      overall: overallFrom(row),
      rank: row.rank,
      scores: scores.get(row.id) ?? [],
      error: row.error,
      createdAt: row.created_at,
      batch: row.batch,
      place: row.place,
      phash: row.phash,
      inputsHash: row.inputs_hash,
    }));
}

/** @throws StudioFailure not-found */
export function readVariation(db: ReadDb, id: string): VariationRow {
  const frame = one<{ frame_id: string }>(db, 'SELECT frame_id FROM variations WHERE id = ?', id);
  const row = frame === undefined ? undefined : readVariations(db, frame.frame_id).find((candidate) => candidate.id === id);
  return row ?? fail('not-found', 'That picture is not in the project.', 'Reload the project and look again.');
}

export interface PlannedVariation {
  frameId: string;
  batch: string;
  /** Place in the batch, from 1; with frame and batch the key under which planning again finds the same row. */
  place: number;
  promptId: string | null;
  seed: number;
  provider: string;
  model: string;
  cost: Money;
}

const nextNumber = (db: ReadDb, frameId: string): number =>
  (one<{ n: number }>(db, 'SELECT coalesce(max(number), 0) AS n FROM variations WHERE frame_id = ?', frameId)?.n ?? 0) + 1;

interface Insert extends PlannedVariation {
  source: Variation['source'];
  asset: AssetRef | null;
}

/** @returns the id of the row, new or already there. */
function insert(db: ProjectDb, planned: Insert): string {
  const frame = readFrameById(db, planned.frameId);
  run(
    db,
    `INSERT INTO variations (id, frame_id, batch, place, number, status, source, asset_sha256, prompt_id, seed, provider, model,
       cost_amount, cost_currency, cost_estimated, inputs_hash, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (frame_id, batch, place) DO NOTHING`,
    db.env.newId('var'),
    planned.frameId,
    planned.batch,
    planned.place,
    nextNumber(db, planned.frameId),
    planned.asset === null ? 'waiting' : 'ready',
    planned.source,
    planned.asset?.sha256 ?? null,
    planned.promptId,
    planned.seed,
    planned.provider,
    planned.model,
    planned.cost.amount,
    planned.cost.currency,
    planned.cost.estimated ? 1 : 0,
    frameInputs(db, frame.sceneId, frame.role),
    db.env.now(),
  );
  const row = one<{ id: string }>(
    db,
    'SELECT id FROM variations WHERE frame_id = ? AND batch = ? AND place = ?',
    planned.frameId,
    planned.batch,
    planned.place,
  );
  if (row === undefined) throw new Error('A variation was not stored.');
  return row.id;
}

/** Registers a picture that is going to be made, with what it will be made from. @throws StudioFailure not-found (the frame) */
export const planVariation = (db: ProjectDb, planned: PlannedVariation): VariationRow =>
  write(db, () => readVariation(db, insert(db, { ...planned, source: 'generated', asset: null })));

/** Puts a person's own picture among the candidates. @param own.name its file name, shown as where it came from. */
export const addOwnVariation = (db: ProjectDb, own: { frameId: string; asset: AssetRef; name: string }): VariationRow =>
  write(db, () =>
    readVariation(
      db,
      insert(db, {
        frameId: own.frameId,
        batch: db.env.newId('own'),
        place: 1,
        promptId: null,
        seed: 0,
        provider: 'own',
        model: own.name,
        cost: { amount: 0, currency: 'USD', estimated: false },
        source: 'own',
        asset: own.asset,
      }),
    ),
  );

const changed = (count: number): void => {
  if (count === 0) fail('not-found', 'That picture is not in the project.', 'Reload the project and look again.');
};

/** Marks work on it as begun. A picture that is ready stays so. */
export function startVariation(db: ProjectDb, id: string): void {
  write(db, () =>
    changed(
      run(db, "UPDATE variations SET status = CASE status WHEN 'ready' THEN status ELSE 'making' END, error = NULL WHERE id = ?", id),
    ),
  );
}

export function finishVariation(db: ProjectDb, id: string, made: { asset: AssetRef; cost?: Money; phash?: string | null }): void {
  write(db, () => {
    changed(run(db, "UPDATE variations SET status = 'ready', asset_sha256 = ?, error = NULL WHERE id = ?", made.asset.sha256, id));
    if (made.phash !== undefined) run(db, 'UPDATE variations SET phash = ? WHERE id = ?', made.phash, id);
    if (made.cost !== undefined) {
      const { amount, currency, estimated } = made.cost;
      run(
        db,
        'UPDATE variations SET cost_amount = ?, cost_currency = ?, cost_estimated = ? WHERE id = ?',
        amount,
        currency,
        estimated ? 1 : 0,
        id,
      );
    }
  });
}

/** Marks it failed, unless it has been finished meanwhile. @param error one sentence for people. */
export function failVariation(db: ProjectDb, id: string, error: string): void {
  write(db, () => {
    readVariation(db, id);
    run(db, "UPDATE variations SET status = 'failed', error = ? WHERE id = ? AND status <> 'ready'", error, id);
  });
}
