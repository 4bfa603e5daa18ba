/** The two frames a scene is held between, and how the work on them stands. */
import { fail } from '#contract/errors.ts';
import type { MadeStatus } from '#contract/model/film.ts';
import type { FrameRole } from '#contract/model/primitives.ts';
import { one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

export interface FrameRow {
  id: string;
  sceneId: string;
  role: FrameRole;
  status: MadeStatus;
  /** Why it failed, in a sentence. */
  error: string | null;
}

const columns = 'id, scene_id AS sceneId, role, status, error';
const missingFrame = (): never => fail('not-found', 'That frame is not in the film any more.', 'Reload the project and look again.');

/** @throws StudioFailure not-found */
export const readFrame = (db: ReadDb, sceneId: string, role: FrameRole): FrameRow =>
  one<FrameRow>(db, `SELECT ${columns} FROM frames WHERE scene_id = ? AND role = ?`, sceneId, role) ?? missingFrame();

/** @throws StudioFailure not-found */
export const readFrameById = (db: ReadDb, id: string): FrameRow =>
  one<FrameRow>(db, `SELECT ${columns} FROM frames WHERE id = ?`, id) ?? missingFrame();

/** @throws StudioFailure not-found */
export function setFrameStatus(db: ProjectDb, frameId: string, status: MadeStatus, error: string | null = null): void {
  write(db, () => {
    readFrameById(db, frameId);
    run(
      db,
      'UPDATE frames SET status = ?, error = ? WHERE id = ? AND (status <> ? OR error IS NOT ?)',
      status,
      error,
      frameId,
      status,
      error,
    );
  });
}
