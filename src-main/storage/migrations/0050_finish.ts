import type { Migration } from './migration.ts';

/** What waits for a person, what people wrote, the cuts and what was exported. */
export const finishMigration: Migration = {
  version: 50,
  name: 'finish',
  up: (sql) => {
    sql.exec(`
      CREATE TABLE review_items (
        id          TEXT    PRIMARY KEY,
        scene_id    TEXT    NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
        subject_id  TEXT,
        kind        TEXT    NOT NULL,
        message     TEXT    NOT NULL,
        state       TEXT    NOT NULL CHECK (state IN ('open', 'resolved')),
        created_at  INTEGER NOT NULL,
        resolved_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX review_items_open ON review_items (scene_id, kind, coalesce(subject_id, '')) WHERE state = 'open';
      CREATE INDEX review_items_by_scene ON review_items (scene_id, created_at);

      CREATE TABLE notes (
        id         TEXT    PRIMARY KEY,
        scene_id   TEXT    REFERENCES scenes (id) ON DELETE CASCADE,
        subject_id TEXT,
        text       TEXT    NOT NULL,
        at_seconds REAL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX notes_by_scene ON notes (scene_id, created_at);

      CREATE TABLE cuts (
        id           TEXT    PRIMARY KEY,
        batch        TEXT    NOT NULL UNIQUE,
        asset_sha256 TEXT    NOT NULL REFERENCES assets (sha256),
        voiced       INTEGER NOT NULL CHECK (voiced IN (0, 1)),
        inputs_hash  TEXT    NOT NULL,
        created_at   INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX cuts_by_asset ON cuts (asset_sha256);
      CREATE INDEX cuts_by_time ON cuts (created_at);

      CREATE TABLE cut_shots (
        cut_id        TEXT    NOT NULL REFERENCES cuts (id) ON DELETE CASCADE,
        place         INTEGER NOT NULL CHECK (place > 0),
        scene_id      TEXT    NOT NULL,
        take_id       TEXT    NOT NULL,
        start_seconds REAL    NOT NULL CHECK (start_seconds >= 0),
        seconds       REAL    NOT NULL CHECK (seconds > 0),
        PRIMARY KEY (cut_id, place)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE exports (
        id         TEXT    PRIMARY KEY,
        format     TEXT    NOT NULL,
        file_name  TEXT    NOT NULL,
        bytes      INTEGER NOT NULL CHECK (bytes >= 0),
        cut_id     TEXT    REFERENCES cuts (id) ON DELETE SET NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX exports_by_cut ON exports (cut_id);
    `);
  },
};
