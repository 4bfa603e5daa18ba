import { fail } from '#contract/errors.ts';
import type { Note } from '#contract/model/film.ts';
import { all, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

const columns = 'id, scene_id AS sceneId, subject_id AS subjectId, text, created_at AS createdAt';

/** Notes of one scene, or of the whole film when no scene is given, oldest first. */
export const readNotes = (db: ReadDb, sceneId?: string): Note[] =>
  sceneId === undefined
    ? all<Note>(db, `SELECT ${columns} FROM notes ORDER BY created_at, id`)
    : all<Note>(db, `SELECT ${columns} FROM notes WHERE scene_id = ? ORDER BY created_at, id`, sceneId);

/** @param note.atSeconds pins the note to a moment of a take. */
export function addNote(
  db: ProjectDb,
  note: { sceneId: string | null; subjectId: string | null; text: string; atSeconds?: number | null },
): Note {
  const added: Note = {
    id: db.env.newId('note'),
    sceneId: note.sceneId,
    subjectId: note.subjectId,
    text: note.text,
    createdAt: db.env.now(),
  };
  write(db, () =>
    run(
      db,
      'INSERT INTO notes (id, scene_id, subject_id, text, at_seconds, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      added.id,
      added.sceneId,
      added.subjectId,
      added.text,
      note.atSeconds ?? null,
      added.createdAt,
    ),
  );
  return added;
}

/** @throws StudioFailure not-found */
export function removeNote(db: ProjectDb, id: string): void {
  write(db, () => {
    if (run(db, 'DELETE FROM notes WHERE id = ?', id) === 0) {
      fail('not-found', 'That note is not in the project any more.', 'Reload the project and look again.');
    }
  });
}
