/** One undoable edit: recorded in the project's history and told to every listener. */
import { recordEdit } from '#storage/index.ts';
import type { WritableFilm } from './open-film.ts';

export interface EditResult {
  revision: number;
}

/**
 * Runs `change` as one undoable edit.
 *
 * @param merge edits with the same key in quick succession become one step of the history (dragging an edge)
 */
export function recordChange(film: WritableFilm, label: string, change: () => unknown, merge?: string): EditResult {
  const recorded = recordEdit(film.project.db, label, change, merge === undefined ? {} : { merge });
  if (recorded.changed) film.tracker.changed(recorded.sceneIds);
  return { revision: recorded.revision };
}

/** Adds something as one undoable edit and answers with what was added. */
export function recordAddition<T>(film: WritableFilm, label: string, add: () => T): T {
  const recorded = recordEdit(film.project.db, label, add);
  film.tracker.changed(recorded.sceneIds);
  return recorded.value;
}
