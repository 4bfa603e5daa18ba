/**
 * Undo and redo of edits, kept in the project so that they survive a restart.
 *
 * An edit is everything written while `recordEdit` runs. What the machine
 * writes outside of it is neither recorded nor overwritten: taking an edit
 * back touches only columns it changed, and only where they still hold what it
 * left there.
 */
import { all, one, revisionOf, run, write } from './connection.ts';
import type { ProjectDb, ReadDb } from './connection.ts';
import { isConstraint } from './failures.ts';
import { undoableTables } from './undo-triggers.ts';
import type { UndoableTable } from './undo-triggers.ts';

/** Levels kept; the oldest are forgotten first. */
export const UNDO_LEVELS = 200;
/** Edits with the same merge key within this many milliseconds become one (typing in a field). */
const MERGE_WINDOW_MS = 3000;

type Cell = string | number | null;
type Row = Record<string, Cell>;
interface RowChange {
  id: number;
  table_name: string;
  op: 'insert' | 'update' | 'delete';
  before: string | null;
  after: string | null;
}

export interface EditResult<T> {
  value: T;
  revision: number;
  /** Scenes the edit touched; empty when it concerned the film as a whole. */
  sceneIds: string[];
  /** False when the edit left everything as it was; then it is not in the history either. */
  changed: boolean;
}

export interface HistoryStep {
  /** What was taken back or done again; null when there was nothing. */
  label: string | null;
  revision: number;
  sceneIds: string[];
}

/**
 * Runs a person's edit as one transaction that can be taken back.
 *
 * @param label names the edit in the menu, as a verb phrase ("Reorder scenes").
 * @param options.merge edits in a row with the same key within three seconds become one step.
 */
export function recordEdit<T>(db: ProjectDb, label: string, fn: () => T, options: { merge?: string } = {}): EditResult<T> {
  if (one(db, 'SELECT step_id FROM undo_recording') !== undefined) {
    // Part of a larger edit: that one's label and step stand for both.
    return { value: fn(), revision: revisionOf(db), sceneIds: [], changed: true };
  }
  const outcome = write(db, () => {
    const now = db.env.now();
    const step = mergeTarget(db, options.merge, now) ?? newStep(db, label, options.merge, now);
    const mark = one<{ id: number | null }>(db, 'SELECT max(id) AS id FROM undo_rows')?.id ?? 0;
    run(db, 'INSERT INTO undo_recording (step_id) VALUES (?)', step.id);
    let value: T;
    try {
      value = fn();
    } finally {
      if (db.sql.inTransaction) run(db, 'DELETE FROM undo_recording');
    }
    const rows = all<RowChange>(
      db,
      'SELECT id, table_name, op, before, after FROM undo_rows WHERE step_id = ? AND id > ? ORDER BY id',
      step.id,
      mark,
    );
    if (rows.length === 0) {
      if (!step.merged) run(db, 'DELETE FROM undo_steps WHERE id = ?', step.id);
    } else {
      run(db, 'UPDATE undo_steps SET touched_at = ? WHERE id = ?', now, step.id);
      // Forgets levels beyond the limit, and what was taken back before: a new edit begins a new branch.
      run(
        db,
        "DELETE FROM undo_steps WHERE id NOT IN (SELECT id FROM undo_steps WHERE state = 'done' ORDER BY id DESC LIMIT ?)",
        UNDO_LEVELS,
      );
    }
    return { value, rows };
  });
  return { value: outcome.value, revision: revisionOf(db), sceneIds: scenesOf(outcome.rows), changed: outcome.rows.length > 0 };
}

function mergeTarget(db: ReadDb, key: string | undefined, now: number): { id: number; merged: true } | null {
  if (key === undefined) return null;
  const last = one<{ id: number; merge_key: string | null; state: string; touched_at: number }>(
    db,
    'SELECT id, merge_key, state, touched_at FROM undo_steps ORDER BY id DESC LIMIT 1',
  );
  const joins = last !== undefined && last.state === 'done' && last.merge_key === key && now - last.touched_at <= MERGE_WINDOW_MS;
  return joins ? { id: last.id, merged: true } : null;
}

function newStep(db: ProjectDb, label: string, key: string | undefined, now: number): { id: number; merged: false } {
  run(
    db,
    "INSERT INTO undo_steps (label, merge_key, state, created_at, touched_at) VALUES (?, ?, 'done', ?, ?)",
    label,
    key ?? null,
    now,
    now,
  );
  return { id: one<{ id: number }>(db, 'SELECT last_insert_rowid() AS id')?.id ?? 0, merged: false };
}

/** Labels for the menu; null when there is nothing to take back or do again. */
export function historyLabels(db: ReadDb): { undo: string | null; redo: string | null } {
  return { undo: lastDone(db)?.label ?? null, redo: firstUndone(db)?.label ?? null };
}

const lastDone = (db: ReadDb) =>
  one<{ id: number; label: string }>(db, "SELECT id, label FROM undo_steps WHERE state = 'done' ORDER BY id DESC LIMIT 1");
const firstUndone = (db: ReadDb) =>
  one<{ id: number; label: string }>(db, "SELECT id, label FROM undo_steps WHERE state = 'undone' ORDER BY id ASC LIMIT 1");

/** Takes the last edit back. */
export function undoEdit(db: ProjectDb): HistoryStep {
  return replay(db, 'undone');
}

/** Does the last edit that was taken back again. */
export function redoEdit(db: ProjectDb): HistoryStep {
  return replay(db, 'done');
}

function replay(db: ProjectDb, to: 'done' | 'undone'): HistoryStep {
  const result = write(db, () => {
    const step = to === 'undone' ? lastDone(db) : firstUndone(db);
    if (step === undefined) return { label: null, rows: [] };
    // Rows come back in whatever order the edit needed; foreign keys are checked once all are in place.
    db.sql.pragma('defer_foreign_keys = ON');
    const rows = all<RowChange>(
      db,
      `SELECT id, table_name, op, before, after FROM undo_rows WHERE step_id = ? ORDER BY id ${to === 'undone' ? 'DESC' : 'ASC'}`,
      step.id,
    );
    for (const row of rows) applyChange(db, row, to);
    run(db, 'UPDATE undo_steps SET state = ?, merge_key = NULL WHERE id = ?', to, step.id);
    return { label: step.label, rows };
  });
  return { label: result.label, revision: revisionOf(db), sceneIds: scenesOf(result.rows) };
}

const parseRow = (text: string | null): Row | null => (text === null ? null : (JSON.parse(text) as Row));

/** Moves one row from what it was on one side of the edit to the other. */
function applyChange(db: ProjectDb, change: RowChange, to: 'done' | 'undone'): void {
  const table = undoableTables.find((known) => known.table === change.table_name);
  if (table === undefined) return;
  const [from, into] =
    to === 'undone' ? [parseRow(change.after), parseRow(change.before)] : [parseRow(change.before), parseRow(change.after)];
  if (from !== null && into !== null) updateRow(db, table, from, into);
  else if (from !== null) takeAway(db, table, from);
  else if (into !== null) putBack(db, table, into);
}

const keyMatch = (table: UndoableTable): string => table.key.map((column) => `"${column}" = ?`).join(' AND ');
const keyOf = (table: UndoableTable, row: Row): Cell[] => table.key.map((column) => row[column] ?? null);

function updateRow(db: ProjectDb, table: UndoableTable, from: Row, into: Row): void {
  for (const [column, value] of Object.entries(into)) {
    const left = from[column] ?? null;
    if (value === left || table.ignore.includes(column)) continue;
    // Only where the edit's own value still stands: what the machine wrote since is not overwritten.
    run(
      db,
      `UPDATE "${table.table}" SET "${column}" = ? WHERE ${keyMatch(table)} AND "${column}" IS ?`,
      value,
      ...keyOf(table, into),
      left,
    );
  }
}

function takeAway(db: ProjectDb, table: UndoableTable, row: Row): void {
  if (table.takeBackInsert === 'remove') {
    run(
      db,
      `UPDATE "${table.table}" SET removed_at = ? WHERE ${keyMatch(table)} AND removed_at IS NULL`,
      db.env.now(),
      ...keyOf(table, row),
    );
  } else {
    run(db, `DELETE FROM "${table.table}" WHERE ${keyMatch(table)}`, ...keyOf(table, row));
  }
}

function putBack(db: ProjectDb, table: UndoableTable, row: Row): void {
  if (table.takeBackInsert === 'remove') {
    const revived = run(db, `UPDATE "${table.table}" SET removed_at = NULL WHERE ${keyMatch(table)}`, ...keyOf(table, row));
    if (revived > 0) return;
  }
  const columns = Object.keys(row);
  try {
    run(
      db,
      `INSERT INTO "${table.table}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ...columns.map((column) => row[column] ?? null),
    );
  } catch (error) {
    // The machine has put a row in its place since (an open review item, say); that one stands.
    if (!isConstraint(error)) throw error;
  }
}

/** Scenes named by the changed rows, without repetition. */
function scenesOf(rows: readonly RowChange[]): string[] {
  const ids = new Set<string>();
  for (const change of rows) {
    const row = parseRow(change.after) ?? parseRow(change.before);
    const id = change.table_name === 'scenes' ? row?.['id'] : row?.['scene_id'];
    if (typeof id === 'string') ids.add(id);
  }
  return [...ids];
}

/** Forgets all edits, for when what they refer to is gone for good. */
export function clearHistory(db: ProjectDb): void {
  write(db, () => run(db, 'DELETE FROM undo_steps'));
}
