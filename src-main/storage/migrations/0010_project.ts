import type { Migration } from './migration.ts';

/** The project itself, what it is to be, the bytes it owns, and its settings. */
export const projectMigration: Migration = {
  version: 10,
  name: 'project',
  up: (sql) => {
    sql.exec(`
      CREATE TABLE project (
        singleton    INTEGER PRIMARY KEY CHECK (singleton = 1),
        id           TEXT    NOT NULL,
        name         TEXT    NOT NULL,
        revision     INTEGER NOT NULL DEFAULT 0,
        created_at   INTEGER NOT NULL,
        created_with TEXT    NOT NULL
      ) STRICT;

      CREATE TABLE brief (
        singleton        INTEGER PRIMARY KEY CHECK (singleton = 1),
        prompt           TEXT NOT NULL,
        duration_seconds REAL NOT NULL,
        aspect           TEXT NOT NULL,
        template         TEXT NOT NULL,
        preset           TEXT NOT NULL,
        audience         TEXT NOT NULL,
        brand_dos        TEXT NOT NULL CHECK (json_valid(brand_dos)),
        brand_donts      TEXT NOT NULL CHECK (json_valid(brand_donts))
      ) STRICT;

      CREATE TABLE assets (
        sha256     TEXT    PRIMARY KEY CHECK (length(sha256) = 64),
        mime       TEXT    NOT NULL,
        extension  TEXT    NOT NULL,
        bytes      INTEGER NOT NULL CHECK (bytes >= 0),
        width      INTEGER,
        height     INTEGER,
        seconds    REAL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE reference_pictures (
        id           TEXT    PRIMARY KEY,
        role         TEXT    NOT NULL CHECK (role IN ('product', 'character', 'style')),
        name         TEXT    NOT NULL,
        asset_sha256 TEXT    NOT NULL REFERENCES assets (sha256),
        created_at   INTEGER NOT NULL,
        removed_at   INTEGER
      ) STRICT;
      CREATE INDEX reference_pictures_by_asset ON reference_pictures (asset_sha256);

      CREATE TABLE settings (
        key        TEXT    PRIMARY KEY,
        value      TEXT    NOT NULL CHECK (json_valid(value)),
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
