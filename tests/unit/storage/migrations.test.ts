/**
 * Guards of the schema. `schema-snapshot.json` holds every table and column
 * that may be in a released project; taking one away would break those files.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { APPLICATION_ID, SCHEMA_VERSION, migrate, migrations, schemaVersionOf } from '../../../src-main/storage/migrations/index.ts';
import type { Migration } from '../../../src-main/storage/migrations/index.ts';

const SNAPSHOT = join(import.meta.dirname, 'schema-snapshot.json');
const REFRESH = 'UPDATE_SCHEMA_SNAPSHOT=1 npx vitest run --project unit tests/unit/storage/migrations.test.ts';

type Schema = Record<string, Record<string, string>>;

function schemaOf(sql: Database.Database): Schema {
  const rows = sql
    .prepare<[], { name: string; type: string }>("SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .all();
  const schema: Schema = {};
  for (const { name, type } of rows) {
    const columns =
      type === 'index'
        ? sql.prepare<[string], { name: string | null; cid: number }>('SELECT name, cid FROM pragma_index_info(?)').all(name)
        : sql
            .prepare<[string], { name: string; type: string; notnull: number; pk: number }>(
              'SELECT name, type, "notnull", pk FROM pragma_table_info(?)',
            )
            .all(name);
    schema[`${type} ${name}`] = Object.fromEntries(
      columns.map((column) => [
        column.name ?? '(expression)',
        'type' in column
          ? `${column.type}${column.notnull === 1 ? ' not null' : ''}${column.pk > 0 ? ` key ${column.pk}` : ''}`
          : 'indexed',
      ]),
    );
  }
  return schema;
}

/** What a change of the schema takes away or turns into something else. */
function losses(before: Schema, after: Schema): string[] {
  return Object.entries(before).flatMap(([name, columns]) => {
    const now = after[name];
    if (now === undefined) return [`${name} is gone`];
    return Object.entries(columns).flatMap(([column, type]) =>
      now[column] === type ? [] : [`${name}.${column} was ${type}, is ${now[column] ?? 'gone'}`],
    );
  });
}

test('the schema only grows', () => {
  const sql = new Database(':memory:');
  migrate(sql);
  const schema = schemaOf(sql);
  if (process.env['UPDATE_SCHEMA_SNAPSHOT'] === '1' || !existsSync(SNAPSHOT))
    writeFileSync(SNAPSHOT, `${JSON.stringify(schema, null, 2)}\n`);
  const known = JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Schema;
  expect(losses(known, schema), 'Released projects hold these; migrate the data instead of dropping it').toEqual([]);
  expect(schema, `The schema has grown. Refresh its snapshot: ${REFRESH}`).toEqual(known);
});

test.each<[string, Schema, string[]]>([
  ['a dropped table', { 'table b': { x: 'TEXT' } }, ['table a is gone']],
  ['a dropped column', { 'table a': { y: 'TEXT' }, 'table b': { x: 'TEXT' } }, ['table a.x was TEXT, is gone']],
  ['a changed type', { 'table a': { x: 'REAL', y: 'TEXT' }, 'table b': { x: 'TEXT' } }, ['table a.x was TEXT, is REAL']],
  ['an added column', { 'table a': { x: 'TEXT', y: 'TEXT', z: 'TEXT' }, 'table b': { x: 'TEXT' } }, []],
])('the guard judges %s rightly', (_what, after, expected) => {
  expect(losses({ 'table a': { x: 'TEXT', y: 'TEXT' }, 'table b': { x: 'TEXT' } }, after)).toEqual(expected);
});

/** Rows an older program may have left, by the version that could first hold them. */
const samples: Record<number, string> = {
  10: `INSERT INTO project VALUES (1, 'prj', 'Film', 3, 0, '0.1');
       INSERT INTO brief VALUES (1, 'A cat', 15, '16:9', 'auto', 'fast', '', '["bright"]', '[]');
       INSERT INTO assets VALUES ('${'a'.repeat(64)}', 'image/png', 'png', 10, 1, 1, NULL, 0);
       INSERT INTO reference_pictures VALUES ('ref', 'product', 'Cat', '${'a'.repeat(64)}', 0, NULL);
       INSERT INTO settings VALUES ('cap', '3', 0);`,
  20: `INSERT INTO story_stages VALUES ('sty', 'template', 1, 'machine', 'Writer', NULL, '{}', 0, '', '', NULL, 0);
       INSERT INTO story_current VALUES ('template', 'sty');
       BEGIN; INSERT INTO scenes VALUES ('scn', 1, 'scv', 0, NULL);
       INSERT INTO scene_versions VALUES ('scv', 'scn', 1, NULL, NULL, 'machine', 'First', '{}', 'p', 'm', 0); COMMIT;
       INSERT INTO prompts VALUES ('prm', 'scn', 'start', 1, 'run', 0, NULL, 'writer', 'A cat', '', 'h', NULL, 'p', 0);
       INSERT INTO chosen_prompts VALUES ('scn', 'start', 'prm');`,
  30: `INSERT INTO frames VALUES ('frm', 'scn', 'start', 'ready', NULL);
       INSERT INTO variations VALUES ('var', 'frm', 'run', 1, 1, 'ready', 'generated', '${'a'.repeat(64)}', 'prm', 1, 'previz', 'previz-1', 0, 'USD', 0, NULL, '', NULL, 0);
       INSERT INTO scores VALUES ('var', 'entropy', 'measured', 7.1, 70, 'Heroframe', 'this computer', NULL, 0);
       INSERT INTO overall_scores VALUES ('var', 'variation', 70, 'technical', '["entropy"]', '[]', 0);
       INSERT INTO decisions (id, scene_id, slot, subject_id, by, reason, batch, inputs_hash, created_at) VALUES ('dec', 'scn', 'start', 'var', 'machine', 'Best', 'run', '', 0);`,
  40: `INSERT INTO provider_jobs (client_job_id, title, kind, provider, model, state, paid, request, price_amount, price_currency, created_at, updated_at)
         VALUES ('job', 'Scene 1', 'picture', 'fal', 'flux', 'unknown', 1, '{}', 0.05, 'USD', 0, 0);
       INSERT INTO ledger VALUES ('led', 'job', 'Scene 1', 'fal', 'flux', 'scn', 0.05, NULL, 'USD', 'open', 0, NULL);`,
  50: `INSERT INTO review_items VALUES ('rev', 'scn', NULL, 'flagged', 'Look', 'open', 0, NULL);
       INSERT INTO notes VALUES ('note', 'scn', NULL, 'Hm', NULL, 0);
       INSERT INTO cuts VALUES ('cut', 'run', '${'a'.repeat(64)}', 1, '', 0);`,
  60: `INSERT INTO undo_steps (label, state, created_at, touched_at) VALUES ('Rename', 'done', 0, 0);`,
  70: `UPDATE provider_jobs SET prepared = '{"version":1}', handle = '{"remoteId":"r"}' WHERE client_job_id = 'job';
       INSERT INTO review_items (id, scene_id, kind, message, state, created_at, job_id) VALUES ('ask', 'scn', 'job-unknown', 'Is it there?', 'open', 0, 'job');`,
};

const allRows = (sql: Database.Database): Record<string, unknown[]> =>
  Object.fromEntries(
    sql
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .pluck()
      .all()
      .map((table) => [table, sql.prepare(`SELECT * FROM "${table}"`).all()]),
  );

test.each(migrations.map((step, index): [number, Migration | undefined] => [step.version, migrations[index - 1]]))(
  'migration %i keeps every row its predecessor could hold',
  (version, previous) => {
    const sql = new Database(':memory:');
    sql.pragma('foreign_keys = ON');
    for (const step of migrations.filter((candidate) => previous !== undefined && candidate.version <= previous.version)) {
      migrate(sql, migrations, step.version);
      sql.exec(samples[step.version] ?? '');
    }
    const before = allRows(sql);
    expect(migrate(sql, migrations, version)).toEqual([version]);
    expect(schemaVersionOf(sql)).toBe(version);
    expect(allRows(sql)).toMatchObject(before);
    sql.exec(samples[version] ?? '');
    expect(sql.pragma('foreign_key_check')).toEqual([]);
    expect(sql.pragma('integrity_check', { simple: true })).toBe('ok');
  },
);

test('every migration has sample rows, so that the next one is tried on them', () => {
  expect(Object.keys(samples).map(Number)).toEqual(migrations.map((step) => step.version));
});

test('migrating is all or nothing', () => {
  const sql = new Database(':memory:');
  const broken: Migration = { version: SCHEMA_VERSION + 10, name: 'broken', up: (db) => db.exec('CREATE TABLE half (x); SELECT nonsense') };
  expect(() => migrate(sql, [...migrations, broken])).toThrow(/nonsense/);
  expect(schemaVersionOf(sql)).toBe(0);
  expect(schemaOf(sql)).toEqual({});
  migrate(sql);
  expect(schemaVersionOf(sql)).toBe(SCHEMA_VERSION);
  expect(sql.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  expect(migrate(sql)).toEqual([]);
});

test('steps that do not go up are a bug and refused', () => {
  const step = (version: number): Migration => ({ version, name: `step ${version}`, up: () => undefined });
  const sql = new Database(':memory:');
  expect(() => migrate(sql, [step(10), step(10)])).toThrow(/does not come after/);
  expect(() => migrate(sql, [step(20), step(10)])).toThrow(/does not come after/);
});
