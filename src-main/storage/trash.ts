/** Emptying what was removed, for good. */
import type { AssetStore } from './assets.ts';
import { emptyTrash, trashOrphanAssets } from './assets.ts';
import { run, write } from './connection.ts';
import type { ProjectDb } from './connection.ts';
import { clearHistory } from './undo.ts';

/**
 * Deletes removed scenes and references with all that hangs on them, moves the
 * bytes nothing points at any more to the trash, and empties it. Jobs and the
 * ledger stay. Clears the undo history, which could otherwise bring back rows
 * whose bytes are gone.
 * @returns how many scenes and files were deleted, and the bytes freed.
 */
export async function purgeRemoved(db: ProjectDb, store: AssetStore): Promise<{ scenes: number; files: number; bytes: number }> {
  const scenes = write(db, () => {
    const gone = 'SELECT id FROM scenes WHERE removed_at IS NOT NULL';
    const pictures = `SELECT v.id FROM variations AS v JOIN frames AS f ON f.id = v.frame_id WHERE f.scene_id IN (${gone})`;
    for (const table of ['scores', 'overall_scores']) {
      run(db, `DELETE FROM ${table} WHERE subject_id IN (${pictures}) OR subject_id IN (SELECT id FROM takes WHERE scene_id IN (${gone}))`);
    }
    const count = run(db, 'DELETE FROM scenes WHERE removed_at IS NOT NULL');
    run(db, 'DELETE FROM reference_pictures WHERE removed_at IS NOT NULL');
    clearHistory(db);
    return count;
  });
  await trashOrphanAssets(db, store);
  return { scenes, ...(await emptyTrash(store)) };
}
