import { one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

/** A project setting as it was stored, or undefined; the caller parses it. Secrets never go here. */
export function readSetting(db: ReadDb, key: string): unknown {
  const row = one<{ value: string }>(db, 'SELECT value FROM settings WHERE key = ?', key);
  return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
}

/** Stores any JSON value; `undefined` removes the setting. */
export function putSetting(db: ProjectDb, key: string, value: unknown): void {
  write(db, () => {
    if (value === undefined) {
      run(db, 'DELETE FROM settings WHERE key = ?', key);
      return;
    }
    run(
      db,
      `INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at WHERE value <> excluded.value`,
      key,
      JSON.stringify(value),
      db.env.now(),
    );
  });
}
