import type { ExportRecord } from '#contract/model/film.ts';
import { all, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

/** Finished exports, newest first. */
export const readExports = (db: ReadDb): ExportRecord[] =>
  all<ExportRecord>(
    db,
    'SELECT id, format, file_name AS fileName, bytes, created_at AS createdAt FROM exports ORDER BY created_at DESC, id DESC',
  );

/** @param record.fileName name inside the project's exports folder. */
export function addExport(
  db: ProjectDb,
  record: { format: ExportRecord['format']; fileName: string; bytes: number; cutId: string | null },
): ExportRecord {
  const added: ExportRecord = {
    id: db.env.newId('exp'),
    format: record.format,
    fileName: record.fileName,
    bytes: record.bytes,
    createdAt: db.env.now(),
  };
  write(db, () =>
    run(
      db,
      'INSERT INTO exports (id, format, file_name, bytes, cut_id, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      added.id,
      added.format,
      added.fileName,
      added.bytes,
      record.cutId,
      added.createdAt,
    ),
  );
  return added;
}
