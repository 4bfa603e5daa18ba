import { one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

export interface ProjectRow {
  id: string;
  name: string;
  revision: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export function readProject(db: ReadDb): ProjectRow {
  const row = one<ProjectRow>(db, 'SELECT id, name, revision, created_at AS createdAt FROM project');
  if (row === undefined) throw new Error('The project table is empty.');
  return row;
}

export function insertProject(db: ProjectDb, id: string, name: string): void {
  write(db, () =>
    run(
      db,
      'INSERT INTO project (singleton, id, name, created_at, created_with) VALUES (1, ?, ?, ?, ?)',
      id,
      name,
      db.env.now(),
      db.env.appVersion,
    ),
  );
}

export function renameProject(db: ProjectDb, name: string): void {
  write(db, () => run(db, 'UPDATE project SET name = ? WHERE name <> ?', name, name));
}
