/**
 * The whole film as the contract shows it, from a fixed number of queries
 * whatever its length.
 */
import type { Caption, FilmView, FrameSummary, MadeStatus, RunView, SceneSummary } from '#contract/model/film.ts';
import type { AssetRef, FrameRole } from '#contract/model/primitives.ts';
import { stageProgress } from '#domain/staleness.ts';
import { all } from './connection.ts';
import type { ReadDb } from './connection.ts';
import { sceneIngredients } from './ingredients.ts';
import type { SceneIngredients } from './ingredients.ts';
import { shotBetween, stateOfPick } from './states.ts';
import { assetColumns, assetFrom } from './tables/assets.ts';
import { readBrief } from './tables/brief.ts';
import { cutInputs, latestCut } from './tables/cuts.ts';
import { readExports } from './tables/exports.ts';
import { ledgerSummary } from './tables/ledger.ts';
import { readProject } from './tables/project.ts';
import { readReferences } from './tables/reference-pictures.ts';
import { readReview } from './tables/review-items.ts';
import { readScene, readScenes } from './tables/scenes.ts';
import type { SceneRow } from './tables/scenes.ts';
import { overallColumns, overallFrom } from './tables/scores.ts';
import type { OverallColumns } from './tables/scores.ts';
import { heroDecision, standingDecisions, toDecision } from './tables/standing-decisions.ts';
import type { DecisionRow, DecisionSlot } from './tables/standing-decisions.ts';
import { readStages } from './tables/story-stages.ts';
import { historyLabels } from './undo.ts';

/** What storage does not know and the caller does. */
export interface Surroundings {
  /** Long work as it stands; a frame nobody is working on any more is not shown as being made. */
  runs: readonly RunView[];
}

export function readFilmView(db: ReadDb, { runs }: Surroundings): FilmView {
  // One snapshot for all queries: another process may be writing.
  return inSnapshot(db, () => {
    const project = readProject(db);
    const brief = readBrief(db);
    const rows = readScenes(db);
    const decisions = standingDecisions(db);
    const scenes = summaries(db, rows, decisions, isWorking(runs));
    const story = readStages(db);
    const review = readReview(db);
    const exports = readExports(db);
    const cut = latestCut(db, cutInputs(db, rows, decisions));
    const film = {
      story,
      scenes,
      cut: cut === null ? null : { asset: cut.asset, state: cut.state, createdAt: cut.createdAt, shots: cut.shots, voiced: cut.voiced },
      review,
      exports,
      runs: [...runs],
    };
    return {
      projectId: project.id,
      name: project.name,
      revision: project.revision,
      brief,
      references: readReferences(db),
      ...film,
      captions: captionsOf(rows),
      stages: stageProgress(film),
      ledger: ledgerSummary(db),
      history: historyLabels(db),
    };
  });
}

/** The summary of one scene, with its place in the film. @throws StudioFailure not-found, also for a removed scene. */
export function readSceneSummary(db: ReadDb, sceneId: string, { runs }: Surroundings): SceneSummary {
  const row = readScene(db, sceneId);
  const [summary] = summaries(db, [row], standingDecisions(db, sceneId), isWorking(runs), sceneId);
  if (summary === undefined) throw new Error('A scene has no summary.');
  return summary;
}

/** Runs `read` against one state of the database. */
export function inSnapshot<T>(db: ReadDb, read: () => T): T {
  return db.sql.inTransaction ? read() : db.sql.transaction(read).deferred();
}

const isWorking = (runs: readonly RunView[]): boolean => runs.some((run) => run.status === 'running' || run.status === 'queued');

type Slots = Partial<Record<DecisionSlot, DecisionRow>>;

interface FrameCounts {
  id: string;
  scene_id: string;
  role: FrameRole;
  status: MadeStatus;
  error: string | null;
  ready: number;
}

interface PickedVariation extends OverallColumns {
  id: string;
  number: number;
  inputs_hash: string;
}

type PickedTake = PickedVariation;

function summaries(
  db: ReadDb,
  rows: readonly SceneRow[],
  decisions: ReadonlyMap<string, Slots>,
  working: boolean,
  sceneId?: string,
): SceneSummary[] {
  const only = sceneId === undefined ? '' : 'AND scene_id = ?';
  const params = sceneId === undefined ? [] : [sceneId];
  /** Ids of what stands for some slots, as JSON for one query. */
  const chosen = (of: (slots: Slots) => (DecisionRow | undefined)[]) =>
    JSON.stringify([...decisions.values()].flatMap((slots) => of(slots).flatMap((decision) => decision?.subjectId ?? [])));
  const frames = new Map(
    all<FrameCounts>(
      db,
      `SELECT id, scene_id, role, status, error,
         (SELECT count(*) FROM variations AS v WHERE v.frame_id = frames.id AND v.status = 'ready') AS ready
       FROM frames WHERE true ${only}`,
      ...params,
    ).map((frame) => [frame.id, frame]),
  );
  const pictures = new Map(
    all<PickedVariation>(
      db,
      `SELECT v.id, v.number, v.inputs_hash, ${assetColumns('a', 'asset')}, ${overallColumns('o')}
       FROM json_each(?) AS d JOIN variations AS v ON v.id = d.value JOIN assets AS a ON a.sha256 = v.asset_sha256
       LEFT JOIN overall_scores AS o ON o.subject_id = v.id`,
      chosen((slots) => [slots.start, slots.end, slots.hero]),
    ).map((picture) => [picture.id, picture]),
  );
  const clips = new Map(
    all<PickedTake>(
      db,
      `SELECT t.id, t.number, t.inputs_hash, ${assetColumns('a', 'asset')}, ${assetColumns('p', 'poster')}, ${overallColumns('o')}
       FROM json_each(?) AS d JOIN takes AS t ON t.id = d.value JOIN assets AS a ON a.sha256 = t.asset_sha256
       LEFT JOIN assets AS p ON p.sha256 = t.poster_sha256 LEFT JOIN overall_scores AS o ON o.subject_id = t.id`,
      chosen((slots) => [slots.take]),
    ).map((clip) => [clip.id, clip]),
  );
  const takeCounts = new Map(
    all<{ scene_id: string; n: number }>(
      db,
      `SELECT scene_id, count(*) AS n FROM takes WHERE status = 'ready' ${only} GROUP BY scene_id`,
      ...params,
    ).map((row) => [row.scene_id, row.n]),
  );
  const attention = new Map<string, string>();
  for (const item of readReview(db)) {
    if (item.state === 'open' && !attention.has(item.sceneId)) attention.set(item.sceneId, item.message);
  }
  const ingredients = sceneIngredients(db, (id) => shotBetween(decisions.get(id) ?? {}), sceneId);

  return rows.map((row) => {
    const slots = decisions.get(row.id) ?? {};
    const made = ingredients.get(row.id) ?? NOTHING;
    const startFrame = frameSummary('start', row.startFrameId, made.start, made.startPossible);
    const endFrame = frameSummary('end', row.endFrameId, made.end, made.endPossible);
    const hero = heroDecision(slots);
    const heroAsset = hero === null ? null : assetOf(pictures.get(hero.subjectId), 'asset');
    const take = slots.take === undefined ? undefined : clips.get(slots.take.subjectId);
    const takeAsset = assetOf(take, 'asset');
    return {
      id: row.id,
      number: row.number,
      version: row.version,
      spec: row.spec,
      startFrame,
      endFrame,
      hero: hero === null || heroAsset === null ? null : { variationId: hero.subjectId, asset: heroAsset, decision: toDecision(hero) },
      takes: takeCounts.get(row.id) ?? 0,
      takesState: stateOfPick(slots.take, take?.inputs_hash ?? null, made.takes, made.takesPossible),
      picked:
        slots.take === undefined || take === undefined || takeAsset === null
          ? null
          : {
              takeId: take.id,
              number: take.number,
              asset: takeAsset,
              poster: assetOf(take, 'poster'),
              overall: overallFrom(take),
              decision: toDecision(slots.take),
            },
      attention: attention.get(row.id) ?? startFrame.error ?? endFrame.error,
    };

    function frameSummary(role: FrameRole, frameId: string, now: string, possible: boolean): FrameSummary {
      const frame = frames.get(frameId);
      const decision = slots[role];
      const picture = decision === undefined ? undefined : pictures.get(decision.subjectId);
      const asset = assetOf(picture, 'asset');
      return {
        id: frameId,
        role,
        state: stateOfPick(decision, picture?.inputs_hash ?? null, now, possible),
        status: statusOf(frame, working),
        variations: frame?.ready ?? 0,
        picked:
          decision === undefined || picture === undefined || asset === null
            ? null
            : { variationId: picture.id, number: picture.number, asset, overall: overallFrom(picture), decision: toDecision(decision) },
        error: frame?.error ?? null,
      };
    }
  });
}

const NOTHING: SceneIngredients = { start: '', end: '', takes: '', startPossible: false, endPossible: false, takesPossible: false };

const assetOf = (row: object | undefined, name: string): AssetRef | null => (row === undefined ? null : assetFrom(row, name));

/** A frame left `making` by work that is over is what its pictures say it is. */
function statusOf(frame: FrameCounts | undefined, working: boolean): MadeStatus {
  if (frame === undefined) return 'waiting';
  if (frame.status !== 'making' || working) return frame.status;
  return frame.ready > 0 ? 'ready' : 'waiting';
}

/** Voice-over lines at their place in the film, never past the end of their scene. Seconds from the film's start. */
function captionsOf(rows: readonly SceneRow[]): Caption[] {
  const captions: Caption[] = [];
  let start = 0;
  for (const { id, spec } of rows) {
    if (spec.voiceOver !== null && spec.voiceOver.startSeconds < spec.seconds) {
      captions.push({
        sceneId: id,
        text: spec.voiceOver.text,
        startSeconds: start + spec.voiceOver.startSeconds,
        endSeconds: start + Math.min(spec.voiceOver.endSeconds, spec.seconds),
      });
    }
    start += spec.seconds;
  }
  return captions;
}

/** What the list of recent projects shows of a project. */
export function readProjectCard(db: ReadDb): {
  projectId: string;
  name: string;
  prompt: string;
  poster: AssetRef | null;
  /** Length of the film as laid out, seconds; null before there are scenes. */
  seconds: number | null;
  scenes: number;
} {
  return inSnapshot(db, () => {
    const project = readProject(db);
    const rows = readScenes(db);
    const decisions = standingDecisions(db);
    const pictured = rows.find((row) => heroDecision(decisions.get(row.id) ?? {}) !== null);
    const hero = pictured === undefined ? null : heroDecision(decisions.get(pictured.id) ?? {});
    const poster = all<object>(
      db,
      `SELECT ${assetColumns('a', 'asset')} FROM variations AS v JOIN assets AS a ON a.sha256 = v.asset_sha256 WHERE v.id = ?`,
      hero?.subjectId ?? null,
    )[0];
    return {
      projectId: project.id,
      name: project.name,
      prompt: readBrief(db).prompt,
      poster: assetOf(poster, 'asset'),
      seconds: rows.length === 0 ? null : rows.reduce((sum, row) => sum + row.spec.seconds, 0),
      scenes: rows.length,
    };
  });
}
