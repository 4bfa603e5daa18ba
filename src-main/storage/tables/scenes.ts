/** Scenes and their versions, in the order of the film. */
import { fail } from '#contract/errors.ts';
import type { SceneView } from '#contract/model/film.ts';
import type { DecidedBy } from '#contract/model/primitives.ts';
import { sceneSpecSchema } from '#contract/model/story.ts';
import type { SceneSpec } from '#contract/model/story.ts';
import { motionIngredients, pictureIngredients } from '#domain/staleness.ts';
import { all, fromJson, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { canonicalJson, hashOf } from '../hashes.ts';
import { remembered } from '../memory.ts';
import { markApplied } from './story-stages.ts';

export interface SceneRow {
  id: string;
  /** Place in the film, from 1. */
  number: number;
  /** Number of the version in force, from 1. */
  version: number;
  versionId: string;
  spec: SceneSpec;
  startFrameId: string;
  endFrameId: string;
  /** The motion prompt in force, or null while none is written. */
  motionPromptId: string | null;
}

interface SceneColumns {
  id: string;
  version: number;
  versionId: string;
  spec: string;
  startFrameId: string;
  endFrameId: string;
  motionPromptId: string | null;
}

const missingScene = (): never => fail('not-found', 'That scene is not in the film any more.', 'Reload the project and look again.');

const select = `
  SELECT s.id, v.number AS version, v.id AS versionId, v.spec,
    (SELECT id FROM frames WHERE scene_id = s.id AND role = 'start') AS startFrameId,
    (SELECT id FROM frames WHERE scene_id = s.id AND role = 'end') AS endFrameId,
    (SELECT prompt_id FROM chosen_prompts WHERE scene_id = s.id AND slot = 'motion') AS motionPromptId
  FROM scenes AS s JOIN scene_versions AS v ON v.id = s.current_version_id WHERE s.removed_at IS NULL`;

const toScene = (db: ReadDb, row: SceneColumns, number: number): SceneRow => ({
  ...row,
  number,
  spec: specOf(db, row.versionId, row.spec),
});

/** Every scene of the film in order, without removed ones. */
export const readScenes = (db: ReadDb): SceneRow[] =>
  all<SceneColumns>(db, `${select} ORDER BY s.position, s.id`).map((row, index) => toScene(db, row, index + 1));

/** @throws StudioFailure not-found, also for a removed scene. */
export function readScene(db: ReadDb, id: string): SceneRow {
  const row = one<SceneColumns>(db, `${select} AND s.id = ?`, id);
  if (row === undefined) return missingScene();
  const before = one<{ n: number }>(
    db,
    `SELECT count(*) AS n FROM scenes AS s, (SELECT position, id FROM scenes WHERE id = ?) AS here
     WHERE s.removed_at IS NULL AND (s.position, s.id) < (here.position, here.id)`,
    id,
  );
  return toScene(db, row, (before?.n ?? 0) + 1);
}

/** The parsed specification of a version; versions never change, so each is parsed once. */
export const specOf = (db: ReadDb, versionId: string, text: string): SceneSpec =>
  remembered(db, `spec ${versionId}`, () => fromJson(sceneSpecSchema, text, 'scenes'));

/** All versions of a scene, oldest first. */
export const readSceneVersions = (db: ReadDb, sceneId: string): SceneView['versions'] =>
  all<SceneView['versions'][number]>(
    db,
    `SELECT id, number, parent_id AS parentId, changed, created_at AS createdAt FROM scene_versions WHERE scene_id = ? ORDER BY number`,
    sceneId,
  );

interface NewVersion {
  spec: SceneSpec;
  /** What changed, in a few words ("Shorter, 5 → 4 s"). */
  changed: string;
  by: DecidedBy;
}

interface Lineage {
  id: string;
  sceneId: string;
  parentId: string | null;
  storyStageId: string | null;
}

function insertVersion(db: ProjectDb, version: NewVersion, { id, sceneId, parentId, storyStageId }: Lineage): void {
  const spec = sceneSpecSchema.parse(version.spec);
  const number =
    (one<{ n: number }>(db, 'SELECT coalesce(max(number), 0) AS n FROM scene_versions WHERE scene_id = ?', sceneId)?.n ?? 0) + 1;
  run(
    db,
    `INSERT INTO scene_versions (id, scene_id, number, parent_id, story_stage_id, by, changed, spec, picture_hash, motion_hash, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    sceneId,
    number,
    parentId,
    storyStageId,
    version.by,
    version.changed,
    JSON.stringify(spec),
    hashOf(pictureIngredients(spec)),
    hashOf(motionIngredients(spec)),
    db.env.now(),
  );
}

function insertScene(db: ProjectDb, position: number, version: NewVersion, storyStageId: string | null): string {
  const id = db.env.newId('scn');
  const versionId = db.env.newId('scv');
  // The scene comes first although its version does not exist yet: that reference is checked at the commit.
  run(db, 'INSERT INTO scenes (id, position, current_version_id, created_at) VALUES (?, ?, ?, ?)', id, position, versionId, db.env.now());
  insertVersion(db, version, { id: versionId, sceneId: id, parentId: null, storyStageId });
  for (const role of ['start', 'end']) {
    run(db, "INSERT INTO frames (id, scene_id, role, status) VALUES (?, ?, ?, 'waiting')", db.env.newId('frm'), id, role);
  }
  return id;
}

/**
 * Lays out the scenes of a division. Scenes keep their identity by place, with
 * a new version where they changed; surplus ones are removed (and can be
 * restored), missing ones added. Doing it again for the same stage does
 * nothing, so edits made since are safe.
 */
export function applySceneDivision(db: ProjectDb, division: { storyStageId: string; scenes: readonly SceneSpec[] }): SceneRow[] {
  return write(db, () => {
    if (!markApplied(db, division.storyStageId)) return readScenes(db);
    const before = readScenes(db);
    division.scenes.forEach((spec, index) => {
      const scene = before[index];
      const version: NewVersion = { spec, changed: scene === undefined ? 'First version' : 'Written again from the story', by: 'machine' };
      if (scene === undefined) insertScene(db, endPosition(db) + 1, version, division.storyStageId);
      else changeScene(db, scene, version, division.storyStageId);
    });
    for (const scene of before.slice(division.scenes.length)) removeScene(db, scene.id);
    return readScenes(db);
  });
}

function changeScene(db: ProjectDb, scene: SceneRow, version: NewVersion, storyStageId: string | null): void {
  if (canonicalJson(sceneSpecSchema.parse(version.spec)) === canonicalJson(scene.spec)) return;
  const id = db.env.newId('scv');
  insertVersion(db, version, { id, sceneId: scene.id, parentId: scene.versionId, storyStageId });
  run(db, 'UPDATE scenes SET current_version_id = ? WHERE id = ?', id, scene.id);
}

const endPosition = (db: ReadDb): number =>
  one<{ n: number | null }>(db, 'SELECT max(position) AS n FROM scenes WHERE removed_at IS NULL')?.n ?? 0;

/** Positions closer together than this are spread out again before something is put between them. */
const SMALLEST_GAP = 1e-6;

/** Adds a scene after another, or first when `afterSceneId` is null. @throws StudioFailure not-found */
export function addScene(db: ProjectDb, added: NewVersion & { afterSceneId: string | null }): SceneRow {
  return write(db, () => readScene(db, insertScene(db, positionAfter(db, added.afterSceneId), added, null)));
}

function positionAfter(db: ProjectDb, afterSceneId: string | null): number {
  const [low, high] = gapAfter(db, afterSceneId);
  if (high - low > SMALLEST_GAP) return (low + high) / 2;
  setSceneOrder(
    db,
    readScenes(db).map((scene) => scene.id),
  );
  const [spreadLow, spreadHigh] = gapAfter(db, afterSceneId);
  return (spreadLow + spreadHigh) / 2;
}

function gapAfter(db: ReadDb, afterSceneId: string | null): [number, number] {
  const places = all<{ id: string; position: number }>(
    db,
    'SELECT id, position FROM scenes WHERE removed_at IS NULL ORDER BY position, id',
  );
  const index = afterSceneId === null ? -1 : places.findIndex((place) => place.id === afterSceneId);
  if (afterSceneId !== null && index < 0) missingScene();
  const next = places[index + 1]?.position;
  const low = places[index]?.position ?? (next ?? 2) - 2;
  return [low, next ?? low + 2];
}

/** Gives a scene a new version; a specification equal to the one in force changes nothing. @throws StudioFailure not-found */
export function putSceneVersion(db: ProjectDb, sceneId: string, version: NewVersion): SceneRow {
  return write(db, () => {
    changeScene(db, readScene(db, sceneId), version, null);
    return readScene(db, sceneId);
  });
}

/** Rolls a scene back (or forward) to one of its versions. @throws StudioFailure not-found */
export function setCurrentSceneVersion(db: ProjectDb, sceneId: string, versionId: string): void {
  write(db, () => {
    if (one(db, 'SELECT 1 FROM scene_versions WHERE id = ? AND scene_id = ?', versionId, sceneId) === undefined) {
      fail('not-found', 'That version of the scene is not in the project.', 'Choose another version.');
    }
    run(db, 'UPDATE scenes SET current_version_id = ? WHERE id = ? AND current_version_id <> ?', versionId, sceneId, versionId);
  });
}

/** Puts the scenes in this order. @throws StudioFailure invalid-input unless every scene is named exactly once. */
export function setSceneOrder(db: ProjectDb, sceneIds: readonly string[]): void {
  write(db, () => {
    const present = new Set(all<{ id: string }>(db, 'SELECT id FROM scenes WHERE removed_at IS NULL').map((row) => row.id));
    const complete = sceneIds.length === present.size && new Set(sceneIds).size === present.size && sceneIds.every((id) => present.has(id));
    if (!complete) {
      fail('invalid-input', 'The new order does not name every scene exactly once.', 'The film may have changed meanwhile; try again.');
    }
    sceneIds.forEach((id, index) => run(db, 'UPDATE scenes SET position = ? WHERE id = ? AND position <> ?', index + 1, id, index + 1));
  });
}

/** Takes a scene out of the film; its pictures and takes are kept. @throws StudioFailure not-found */
export function removeScene(db: ProjectDb, id: string): void {
  write(db, () => {
    if (run(db, 'UPDATE scenes SET removed_at = ? WHERE id = ? AND removed_at IS NULL', db.env.now(), id) === 0) missingScene();
  });
}

/** Puts a removed scene back in its place. @throws StudioFailure not-found */
export function restoreScene(db: ProjectDb, id: string): void {
  write(db, () => {
    if (run(db, 'UPDATE scenes SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL', id) === 0) missingScene();
  });
}
