/**
 * Which rows an edit is remembered by, and the triggers that remember them.
 *
 * The triggers are temporary: they live in the connection that writes, are
 * made from the schema as it stands, and leave nothing in the file. They speak
 * only while `temp.undo_recording` holds the step of an edit.
 */
import type { Database } from 'better-sqlite3';

export interface UndoableTable {
  table: string;
  key: readonly string[];
  /** Columns the machine keeps to itself; never compared, never written back. */
  ignore: readonly string[];
  /**
   * What taking back an added row does. `remove` marks it removed and keeps
   * it, because other rows (pictures made since) may hang on it.
   */
  takeBackInsert: 'delete' | 'remove';
}

export const undoableTables: readonly UndoableTable[] = [
  { table: 'project', key: ['singleton'], ignore: ['revision'], takeBackInsert: 'delete' },
  { table: 'brief', key: ['singleton'], ignore: [], takeBackInsert: 'delete' },
  { table: 'reference_pictures', key: ['id'], ignore: [], takeBackInsert: 'remove' },
  { table: 'settings', key: ['key'], ignore: ['updated_at'], takeBackInsert: 'delete' },
  { table: 'story_current', key: ['stage'], ignore: [], takeBackInsert: 'delete' },
  { table: 'scenes', key: ['id'], ignore: [], takeBackInsert: 'remove' },
  { table: 'chosen_prompts', key: ['scene_id', 'slot'], ignore: [], takeBackInsert: 'delete' },
  { table: 'decisions', key: ['id'], ignore: [], takeBackInsert: 'delete' },
  { table: 'review_items', key: ['id'], ignore: [], takeBackInsert: 'delete' },
  { table: 'notes', key: ['id'], ignore: [], takeBackInsert: 'delete' },
];

/** Column names of a table, in order. */
export const columnsOf = (sql: Database, table: string): string[] =>
  sql
    .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map((row) => row.name);

/** Prepares a writing connection for `recordEdit`. */
export function installUndoTriggers(sql: Database): void {
  const statements = ['CREATE TEMP TABLE undo_recording (step_id INTEGER NOT NULL)'];
  for (const { table, ignore } of undoableTables) {
    const columns = columnsOf(sql, table);
    const row = (side: 'OLD' | 'NEW') => `json_object(${columns.map((column) => `'${column}', ${side}."${column}"`).join(', ')})`;
    const changed = columns
      .filter((column) => !ignore.includes(column))
      .map((column) => `OLD."${column}" IS NOT NEW."${column}"`)
      .join(' OR ');
    const remember = (op: string, before: string, after: string) =>
      `INSERT INTO undo_rows (step_id, table_name, op, before, after) SELECT step_id, '${table}', '${op}', ${before}, ${after} FROM undo_recording;`;
    const recording = 'EXISTS (SELECT 1 FROM undo_recording)';
    statements.push(
      `CREATE TEMP TRIGGER undo_insert_${table} AFTER INSERT ON main.${table} WHEN ${recording} BEGIN ${remember('insert', 'NULL', row('NEW'))} END`,
      `CREATE TEMP TRIGGER undo_update_${table} AFTER UPDATE ON main.${table} WHEN ${recording} AND (${changed}) BEGIN ${remember('update', row('OLD'), row('NEW'))} END`,
      `CREATE TEMP TRIGGER undo_delete_${table} AFTER DELETE ON main.${table} WHEN ${recording} BEGIN ${remember('delete', row('OLD'), 'NULL')} END`,
    );
  }
  for (const statement of statements) sql.exec(statement);
}
