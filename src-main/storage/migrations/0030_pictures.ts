import type { Migration } from './migration.ts';

/** Frames with their variations, takes, what was measured of them, and who chose which. */
export const picturesMigration: Migration = {
  version: 30,
  name: 'pictures',
  up: (sql) => {
    sql.exec(`
      CREATE TABLE frames (
        id       TEXT PRIMARY KEY,
        scene_id TEXT NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
        role     TEXT NOT NULL CHECK (role IN ('start', 'end')),
        status   TEXT NOT NULL CHECK (status IN ('waiting', 'making', 'ready', 'failed')),
        error    TEXT,
        UNIQUE (scene_id, role)
      ) STRICT;

      CREATE TABLE variations (
        id             TEXT    PRIMARY KEY,
        frame_id       TEXT    NOT NULL REFERENCES frames (id) ON DELETE CASCADE,
        batch          TEXT    NOT NULL,
        place          INTEGER NOT NULL CHECK (place > 0),
        number         INTEGER NOT NULL CHECK (number > 0),
        status         TEXT    NOT NULL CHECK (status IN ('waiting', 'making', 'ready', 'failed')),
        source         TEXT    NOT NULL CHECK (source IN ('generated', 'own')),
        asset_sha256   TEXT    REFERENCES assets (sha256),
        prompt_id      TEXT    REFERENCES prompts (id) ON DELETE SET NULL,
        seed           INTEGER NOT NULL,
        provider       TEXT    NOT NULL,
        model          TEXT    NOT NULL,
        cost_amount    REAL    NOT NULL CHECK (cost_amount >= 0),
        cost_currency  TEXT    NOT NULL,
        cost_estimated INTEGER NOT NULL CHECK (cost_estimated IN (0, 1)),
        phash          TEXT,
        inputs_hash    TEXT    NOT NULL,
        error          TEXT,
        created_at     INTEGER NOT NULL,
        CHECK (status <> 'ready' OR asset_sha256 IS NOT NULL),
        UNIQUE (frame_id, batch, place),
        UNIQUE (frame_id, number)
      ) STRICT;
      CREATE INDEX variations_by_status ON variations (frame_id, status);
      CREATE INDEX variations_by_asset ON variations (asset_sha256);
      CREATE INDEX variations_by_prompt ON variations (prompt_id);

      CREATE TABLE takes (
        id                TEXT    PRIMARY KEY,
        scene_id          TEXT    NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
        batch             TEXT    NOT NULL,
        place             INTEGER NOT NULL CHECK (place > 0),
        number            INTEGER NOT NULL CHECK (number > 0),
        status            TEXT    NOT NULL CHECK (status IN ('waiting', 'making', 'ready', 'failed')),
        asset_sha256      TEXT    REFERENCES assets (sha256),
        poster_sha256     TEXT    REFERENCES assets (sha256),
        prompt_id         TEXT    REFERENCES prompts (id) ON DELETE SET NULL,
        hero_variation_id TEXT    REFERENCES variations (id) ON DELETE SET NULL,
        end_variation_id  TEXT    REFERENCES variations (id) ON DELETE SET NULL,
        movement          TEXT    NOT NULL,
        seconds           REAL    NOT NULL CHECK (seconds > 0),
        seed              INTEGER NOT NULL,
        provider          TEXT    NOT NULL,
        model             TEXT    NOT NULL,
        cost_amount       REAL    NOT NULL CHECK (cost_amount >= 0),
        cost_currency     TEXT    NOT NULL,
        cost_estimated    INTEGER NOT NULL CHECK (cost_estimated IN (0, 1)),
        frame_quality     TEXT    NOT NULL CHECK (json_valid(frame_quality)),
        summary           TEXT    NOT NULL,
        inputs_hash       TEXT    NOT NULL,
        error             TEXT,
        created_at        INTEGER NOT NULL,
        CHECK (status <> 'ready' OR asset_sha256 IS NOT NULL),
        UNIQUE (scene_id, batch, place),
        UNIQUE (scene_id, number)
      ) STRICT;
      CREATE INDEX takes_by_status ON takes (scene_id, status);
      CREATE INDEX takes_by_asset ON takes (asset_sha256);
      CREATE INDEX takes_by_poster ON takes (poster_sha256);
      CREATE INDEX takes_by_prompt ON takes (prompt_id);
      CREATE INDEX takes_by_hero ON takes (hero_variation_id);
      CREATE INDEX takes_by_end ON takes (end_variation_id);

      CREATE TABLE scores (
        subject_id     TEXT    NOT NULL,
        metric         TEXT    NOT NULL,
        status         TEXT    NOT NULL CHECK (status IN ('measured', 'unavailable')),
        value          REAL,
        score          REAL    CHECK (score IS NULL OR (score >= 0 AND score <= 100)),
        measured_by    TEXT,
        where_measured TEXT,
        reason         TEXT,
        created_at     INTEGER NOT NULL,
        CHECK (CASE status
          WHEN 'measured' THEN value IS NOT NULL AND score IS NOT NULL AND measured_by IS NOT NULL AND where_measured IS NOT NULL
          ELSE reason IS NOT NULL AND value IS NULL AND score IS NULL END),
        PRIMARY KEY (subject_id, metric)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE overall_scores (
        subject_id   TEXT    PRIMARY KEY,
        subject_kind TEXT    NOT NULL CHECK (subject_kind IN ('variation', 'take')),
        value        REAL    CHECK (value IS NULL OR (value >= 0 AND value <= 100)),
        basis        TEXT    NOT NULL CHECK (basis IN ('preference', 'technical', 'none')),
        measured     TEXT    NOT NULL CHECK (json_valid(measured)),
        missing      TEXT    NOT NULL CHECK (json_valid(missing)),
        created_at   INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE decisions (
        seq          INTEGER PRIMARY KEY AUTOINCREMENT,
        id           TEXT    NOT NULL UNIQUE,
        scene_id     TEXT    NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
        slot         TEXT    NOT NULL CHECK (slot IN ('start', 'end', 'hero', 'take')),
        subject_id   TEXT    NOT NULL,
        by           TEXT    NOT NULL CHECK (by IN ('machine', 'you')),
        reason       TEXT    NOT NULL,
        batch        TEXT,
        over_id      TEXT,
        inputs_hash  TEXT    NOT NULL,
        created_at   INTEGER NOT NULL,
        withdrawn_at INTEGER,
        CHECK (by = 'you' OR batch IS NOT NULL)
      ) STRICT;
      CREATE UNIQUE INDEX decisions_of_the_machine ON decisions (scene_id, slot, batch) WHERE by = 'machine';
      CREATE INDEX decisions_by_slot ON decisions (scene_id, slot, seq);

      -- A person's latest standing choice, else the machine's latest.
      CREATE VIEW current_decisions AS
        SELECT * FROM (
          SELECT d.*, row_number() OVER (PARTITION BY scene_id, slot ORDER BY (by = 'you') DESC, seq DESC) AS standing
          FROM decisions AS d WHERE withdrawn_at IS NULL
        ) WHERE standing = 1;
    `);
  },
};
