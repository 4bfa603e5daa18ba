import type { Migration } from './migration.ts';

/** What was asked of providers, every state it went through, and what it cost. */
export const jobsMigration: Migration = {
  version: 40,
  name: 'jobs',
  up: (sql) => {
    // No foreign keys into scenes: what was paid stays on record when a scene is gone for good.
    sql.exec(`
      CREATE TABLE provider_jobs (
        client_job_id  TEXT    PRIMARY KEY,
        title          TEXT    NOT NULL,
        kind           TEXT    NOT NULL CHECK (kind IN ('picture', 'clip', 'text', 'voice', 'music', 'analysis')),
        provider       TEXT    NOT NULL,
        model          TEXT    NOT NULL,
        state          TEXT    NOT NULL CHECK (state IN
          ('draft', 'submitting', 'unknown', 'queued', 'running', 'downloading', 'succeeded', 'failed', 'canceled', 'expired')),
        paid           INTEGER NOT NULL CHECK (paid IN (0, 1)),
        request        TEXT    NOT NULL CHECK (json_valid(request)),
        handle         TEXT    CHECK (handle IS NULL OR json_valid(handle)),
        result         TEXT    CHECK (result IS NULL OR json_valid(result)),
        progress       REAL    CHECK (progress IS NULL OR (progress >= 0 AND progress <= 1)),
        price_amount   REAL    NOT NULL CHECK (price_amount >= 0),
        price_currency TEXT    NOT NULL,
        cost_amount    REAL    CHECK (cost_amount IS NULL OR cost_amount >= 0),
        cost_currency  TEXT,
        error          TEXT,
        error_kind     TEXT,
        scene_id       TEXT,
        subject_id     TEXT,
        run_id         TEXT,
        submissions    INTEGER NOT NULL DEFAULT 0,
        created_at     INTEGER NOT NULL,
        updated_at     INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX provider_jobs_open ON provider_jobs (state, updated_at)
        WHERE state NOT IN ('succeeded', 'failed', 'canceled', 'expired');
      CREATE INDEX provider_jobs_recent ON provider_jobs (updated_at);
      CREATE INDEX provider_jobs_by_subject ON provider_jobs (subject_id);

      CREATE TABLE job_transitions (
        id            INTEGER PRIMARY KEY AUTOINCREMENT,
        client_job_id TEXT    NOT NULL REFERENCES provider_jobs (client_job_id) ON DELETE CASCADE,
        from_state    TEXT    NOT NULL,
        to_state      TEXT    NOT NULL,
        note          TEXT,
        at            INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX job_transitions_by_job ON job_transitions (client_job_id, id);

      CREATE TABLE ledger (
        id               TEXT    PRIMARY KEY,
        client_job_id    TEXT    NOT NULL UNIQUE REFERENCES provider_jobs (client_job_id),
        what             TEXT    NOT NULL,
        provider         TEXT    NOT NULL,
        model            TEXT    NOT NULL,
        scene_id         TEXT,
        estimated_amount REAL    NOT NULL CHECK (estimated_amount >= 0),
        actual_amount    REAL    CHECK (actual_amount IS NULL OR actual_amount >= 0),
        currency         TEXT    NOT NULL,
        state            TEXT    NOT NULL CHECK (state IN ('open', 'billed', 'assumed', 'void')),
        created_at       INTEGER NOT NULL,
        settled_at       INTEGER
      ) STRICT;
    `);
  },
};
