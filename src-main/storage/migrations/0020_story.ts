import type { Migration } from './migration.ts';

/** Story stages with all their versions, scenes with all theirs, and every prompt that was written. */
export const storyMigration: Migration = {
  version: 20,
  name: 'story',
  up: (sql) => {
    // `scenes.current_version_id` and `scene_versions.scene_id` point at each other, hence the deferred check.
    sql.exec(`
      CREATE TABLE story_stages (
        id          TEXT    PRIMARY KEY,
        stage       TEXT    NOT NULL CHECK (stage IN ('template', 'story', 'scenes', 'visuals')),
        version     INTEGER NOT NULL CHECK (version > 0),
        by          TEXT    NOT NULL CHECK (by IN ('machine', 'you')),
        made_by     TEXT    NOT NULL,
        batch       TEXT,
        content     TEXT    NOT NULL CHECK (json_valid(content)),
        fallback    INTEGER NOT NULL CHECK (fallback IN (0, 1)),
        inputs_hash TEXT    NOT NULL,
        look_hash   TEXT    NOT NULL,
        applied_at  INTEGER,
        created_at  INTEGER NOT NULL,
        UNIQUE (stage, version),
        UNIQUE (stage, batch)
      ) STRICT;

      CREATE TABLE story_current (
        stage          TEXT PRIMARY KEY,
        story_stage_id TEXT NOT NULL REFERENCES story_stages (id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE scenes (
        id                 TEXT    PRIMARY KEY,
        position           REAL    NOT NULL,
        current_version_id TEXT    NOT NULL REFERENCES scene_versions (id) DEFERRABLE INITIALLY DEFERRED,
        created_at         INTEGER NOT NULL,
        removed_at         INTEGER
      ) STRICT;
      CREATE INDEX scenes_in_order ON scenes (position, id) WHERE removed_at IS NULL;

      CREATE TABLE scene_versions (
        id             TEXT    PRIMARY KEY,
        scene_id       TEXT    NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
        number         INTEGER NOT NULL CHECK (number > 0),
        parent_id      TEXT    REFERENCES scene_versions (id) ON DELETE SET NULL,
        story_stage_id TEXT    REFERENCES story_stages (id),
        by             TEXT    NOT NULL CHECK (by IN ('machine', 'you')),
        changed        TEXT    NOT NULL,
        spec           TEXT    NOT NULL CHECK (json_valid(spec)),
        picture_hash   TEXT    NOT NULL,
        motion_hash    TEXT    NOT NULL,
        created_at     INTEGER NOT NULL,
        UNIQUE (scene_id, number)
      ) STRICT;
      CREATE INDEX scene_versions_by_parent ON scene_versions (parent_id);

      CREATE TABLE prompts (
        id          TEXT    PRIMARY KEY,
        scene_id    TEXT    NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
        slot        TEXT    NOT NULL CHECK (slot IN ('image', 'start', 'end', 'motion')),
        number      INTEGER NOT NULL CHECK (number > 0),
        batch       TEXT    NOT NULL,
        round       INTEGER NOT NULL CHECK (round >= 0),
        parent_id   TEXT    REFERENCES prompts (id) ON DELETE SET NULL,
        author      TEXT    NOT NULL CHECK (author IN ('writer', 'cinematographer', 'you')),
        text        TEXT    NOT NULL,
        negative    TEXT    NOT NULL,
        written_hash TEXT   NOT NULL,
        critique    TEXT    CHECK (critique IS NULL OR json_valid(critique)),
        inputs_hash TEXT    NOT NULL,
        created_at  INTEGER NOT NULL,
        UNIQUE (scene_id, slot, number),
        UNIQUE (scene_id, slot, batch, round)
      ) STRICT;
      CREATE INDEX prompts_by_parent ON prompts (parent_id);

      CREATE TABLE chosen_prompts (
        scene_id  TEXT NOT NULL REFERENCES scenes (id) ON DELETE CASCADE,
        slot      TEXT NOT NULL,
        prompt_id TEXT NOT NULL REFERENCES prompts (id) ON DELETE CASCADE,
        PRIMARY KEY (scene_id, slot)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX chosen_prompts_by_prompt ON chosen_prompts (prompt_id);
    `);
  },
};
