import type { Database } from 'better-sqlite3';
import { projectMigration } from './0010_project.ts';
import { storyMigration } from './0020_story.ts';
import { picturesMigration } from './0030_pictures.ts';
import { jobsMigration } from './0040_jobs.ts';
import { finishMigration } from './0050_finish.ts';
import { undoMigration } from './0060_undo.ts';
import { providersMigration } from './0070_providers.ts';
import type { Migration } from './migration.ts';

export type { Migration } from './migration.ts';

/** Every step of the schema, oldest first. */
export const migrations: readonly Migration[] = [
  projectMigration,
  storyMigration,
  picturesMigration,
  jobsMigration,
  finishMigration,
  undoMigration,
  providersMigration,
];

/** `PRAGMA application_id` of our databases ("HFRM"), by which a stranger's file is told from ours. */
export const APPLICATION_ID = 0x4846524d;

/** The schema this program writes. */
export const SCHEMA_VERSION = migrations.at(-1)?.version ?? 0;

/** `PRAGMA user_version` of an open database. */
export const schemaVersionOf = (sql: Database): number => Number(sql.pragma('user_version', { simple: true }));

/**
 * Brings an open database up to `target` in one transaction: all pending steps
 * or none. Steps must go up in tens; anything else is a bug and throws.
 *
 * @returns the versions that were applied, oldest first.
 */
export function migrate(sql: Database, steps: readonly Migration[] = migrations, target = Number.POSITIVE_INFINITY): number[] {
  let last = 0;
  for (const step of steps) {
    if (step.version <= last || !Number.isInteger(step.version)) {
      throw new Error(`Migration ${step.version} (${step.name}) does not come after ${last}.`);
    }
    last = step.version;
  }
  const from = schemaVersionOf(sql);
  const pending = steps.filter((step) => step.version > from && step.version <= target);
  if (pending.length === 0) return [];
  sql.transaction(() => {
    for (const step of pending) {
      step.up(sql);
      // Read back rather than trusted: a step that meddles with the version would make the next start skip or repeat one.
      if (schemaVersionOf(sql) >= step.version) throw new Error(`Migration ${step.version} (${step.name}) set the version itself.`);
      sql.pragma(`user_version = ${step.version}`);
    }
    sql.pragma(`application_id = ${APPLICATION_ID}`);
  })();
  return pending.map((step) => step.version);
}
