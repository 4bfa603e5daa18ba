import type { Migration } from './migration.ts';

/** Edits that can be taken back, with the rows they changed. */
export const undoMigration: Migration = {
  version: 60,
  name: 'undo',
  up: (sql) => {
    sql.exec(`
      CREATE TABLE undo_steps (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        label      TEXT    NOT NULL,
        merge_key  TEXT,
        state      TEXT    NOT NULL CHECK (state IN ('done', 'undone')),
        created_at INTEGER NOT NULL,
        touched_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX undo_steps_by_state ON undo_steps (state, id);

      CREATE TABLE undo_rows (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        step_id    INTEGER NOT NULL REFERENCES undo_steps (id) ON DELETE CASCADE,
        table_name TEXT    NOT NULL,
        op         TEXT    NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
        before     TEXT    CHECK (before IS NULL OR json_valid(before)),
        after      TEXT    CHECK (after IS NULL OR json_valid(after))
      ) STRICT;
      CREATE INDEX undo_rows_by_step ON undo_rows (step_id, id);
    `);
  },
};
