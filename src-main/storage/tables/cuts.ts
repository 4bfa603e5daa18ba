/** Assembled films, the shots in them, and whether the newest still is the film. */
import type { FilmCut } from '#contract/model/film.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import type { StageState } from '#contract/model/story.ts';
import { all, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { hashOf } from '../hashes.ts';
import { assetColumns, assetFrom } from './assets.ts';
import { standingDecisions } from './standing-decisions.ts';
import { readScenes } from './scenes.ts';
import type { SceneRow } from './scenes.ts';

type Shot = FilmCut['shots'][number];
type Picked = ReadonlyMap<string, { take?: { subjectId: string } }>;

/** Fingerprint of the film as it would be cut now: order, picked takes, lengths and what is said. */
export function cutInputs(db: ReadDb, scenes: readonly SceneRow[] = readScenes(db), picked: Picked = standingDecisions(db)): string {
  return hashOf(scenes.map((scene) => [scene.id, picked.get(scene.id)?.take?.subjectId ?? null, scene.spec.seconds, scene.spec.voiceOver]));
}

export interface NewCut {
  /** What asked for it; putting a cut for the same batch again returns the one that is there. */
  batch: string;
  asset: AssetRef;
  shots: readonly Shot[];
  voiced: boolean;
  /** `cutInputs` as it was when the shots were read; now, when left out. */
  inputsHash?: string;
}

export function putCut(db: ProjectDb, cut: NewCut): FilmCut & { id: string } {
  return write(db, () => {
    const id = db.env.newId('cut');
    const added = run(
      db,
      'INSERT INTO cuts (id, batch, asset_sha256, voiced, inputs_hash, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (batch) DO NOTHING',
      id,
      cut.batch,
      cut.asset.sha256,
      cut.voiced ? 1 : 0,
      cut.inputsHash ?? cutInputs(db),
      db.env.now(),
    );
    if (added > 0) {
      cut.shots.forEach((shot, index) =>
        run(
          db,
          'INSERT INTO cut_shots (cut_id, place, scene_id, take_id, start_seconds, seconds) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          index + 1,
          shot.sceneId,
          shot.takeId,
          shot.startSeconds,
          shot.seconds,
        ),
      );
    }
    const stored = readCut(db, 'c.batch = ?', cut.batch, cutInputs(db));
    if (stored === null) throw new Error('A cut was not stored.');
    return stored;
  });
}

/** The newest cut, or null when the film was never cut. @param now `cutInputs`, when the caller has it already. */
export function latestCut(db: ReadDb, now?: string): (FilmCut & { id: string }) | null {
  const newest = one<{ id: string }>(db, 'SELECT id FROM cuts ORDER BY created_at DESC, id DESC LIMIT 1');
  return newest === undefined ? null : readCut(db, 'c.id = ?', newest.id, now ?? cutInputs(db));
}

function readCut(db: ReadDb, where: string, param: string, now: string): (FilmCut & { id: string }) | null {
  const row = one<{ id: string; voiced: number; inputs_hash: string; created_at: number }>(
    db,
    `SELECT c.id, c.voiced, c.inputs_hash, c.created_at, ${assetColumns('a', 'asset')}
     FROM cuts AS c JOIN assets AS a ON a.sha256 = c.asset_sha256 WHERE ${where}`,
    param,
  );
  const asset = row === undefined ? null : assetFrom(row, 'asset');
  if (row === undefined || asset === null) return null;
  const shots = all<Shot>(
    db,
    'SELECT scene_id AS sceneId, take_id AS takeId, start_seconds AS startSeconds, seconds FROM cut_shots WHERE cut_id = ? ORDER BY place',
    row.id,
  );
  return {
    id: row.id,
    asset,
    state: row.inputs_hash === now ? 'current' : 'stale',
    createdAt: row.created_at,
    shots,
    voiced: row.voiced === 1,
  };
}

/** Whether the newest cut still is the film. `blocked` while a scene has no picked take. */
export function cutState(db: ReadDb): StageState {
  const cut = latestCut(db);
  if (cut !== null) return cut.state;
  const picked = standingDecisions(db);
  const scenes = readScenes(db);
  return scenes.length > 0 && scenes.every((scene) => picked.get(scene.id)?.take !== undefined) ? 'missing' : 'blocked';
}
