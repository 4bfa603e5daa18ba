import { fail } from '#contract/errors.ts';
import type { ReviewItem } from '#contract/model/film.ts';
import { all, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

const columns = 'id, scene_id AS sceneId, kind, message, job_id AS jobId, state, created_at AS createdAt';

/** Everything that needed a person, open ones first, then by age; items of removed scenes are left out. */
export const readReview = (db: ReadDb): ReviewItem[] =>
  all<ReviewItem>(
    db,
    `SELECT ${columns} FROM review_items WHERE scene_id IN (SELECT id FROM scenes WHERE removed_at IS NULL)
     ORDER BY state = 'resolved', created_at, id`,
  );

/** Opens an item, or renews the message of the one that is open for the same scene, kind and subject. */
export function openReview(
  db: ProjectDb,
  item: { sceneId: string; kind: ReviewItem['kind']; message: string; subjectId?: string | null; jobId?: string | null },
): ReviewItem {
  return write(db, () => {
    const subjectId = item.subjectId ?? null;
    run(
      db,
      `INSERT INTO review_items (id, scene_id, subject_id, kind, message, job_id, state, created_at) VALUES (?, ?, ?, ?, ?, ?, 'open', ?)
       ON CONFLICT (scene_id, kind, coalesce(subject_id, '')) WHERE state = 'open'
       DO UPDATE SET message = excluded.message, job_id = excluded.job_id
       WHERE message <> excluded.message OR job_id IS NOT excluded.job_id`,
      db.env.newId('rev'),
      item.sceneId,
      subjectId,
      item.kind,
      item.message,
      item.jobId ?? null,
      db.env.now(),
    );
    const row = one<ReviewItem>(
      db,
      `SELECT ${columns} FROM review_items WHERE scene_id = ? AND kind = ? AND coalesce(subject_id, '') = ? AND state = 'open'`,
      item.sceneId,
      item.kind,
      subjectId ?? '',
    );
    if (row === undefined) throw new Error('A review item was not stored.');
    return row;
  });
}

/** @throws StudioFailure not-found */
export function resolveReview(db: ProjectDb, id: string): void {
  write(db, () => {
    if (one(db, 'SELECT 1 FROM review_items WHERE id = ?', id) === undefined) {
      fail('not-found', 'That review item is not in the project any more.', 'Reload the project and look again.');
    }
    run(db, "UPDATE review_items SET state = 'resolved', resolved_at = ? WHERE id = ? AND state = 'open'", db.env.now(), id);
  });
}

/** Resolves what a later success has settled. With a subject, that subject's item only; else all of the kind. @returns how many. */
export function resolveReviewsOf(db: ProjectDb, which: { sceneId: string; kind: ReviewItem['kind']; subjectId?: string | null }): number {
  return write(db, () =>
    run(
      db,
      `UPDATE review_items SET state = 'resolved', resolved_at = ?
       WHERE scene_id = ? AND kind = ? AND state = 'open' AND (? IS NULL OR subject_id = ?)`,
      db.env.now(),
      which.sceneId,
      which.kind,
      which.subjectId ?? null,
      which.subjectId ?? null,
    ),
  );
}
