/**
 * The durable engine's own file, `runs.sqlite`.
 *
 * It belongs to openworkflow, which opens it with node's SQLite. better-sqlite3 never touches it: two SQLite
 * libraries in one process do not share POSIX locks, and closing one would release the other's.
 */
import { DatabaseSync } from 'node:sqlite';
import { existsSync } from 'node:fs';

/**
 * Frees runs that a dead process still seems to hold, so that they go on at once instead of when their
 * lease (30 s) ends.
 *
 * Only call while holding the project lock: it proves that no other process is working on them.
 * @returns how many runs were freed
 */
export function releaseLeases(file: string, now: Date): number {
  if (!existsSync(file)) return 0;
  const db = new DatabaseSync(file);
  try {
    const known = db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'workflow_runs'`).get();
    if (known === undefined) return 0;
    // A running run whose worker is gone becomes claimable; one that waits out a retry delay need not.
    // Parked runs (no worker, waiting for a child or a signal) keep their time: they are woken by it.
    const freed = db
      .prepare(
        `UPDATE workflow_runs SET worker_id = NULL, available_at = $now, updated_at = $now
         WHERE (status = 'running' AND worker_id IS NOT NULL) OR status = 'pending'`,
      )
      .run({ $now: now.toISOString() });
    return Number(freed.changes);
  } finally {
    db.close();
  }
}

/** Frees these runs alone, as `releaseLeases` does all; others may be at work meanwhile. */
export function releaseRuns(file: string, ids: readonly string[], now: Date): void {
  const db = new DatabaseSync(file, { timeout: 5000 });
  try {
    const free = db.prepare(
      `UPDATE workflow_runs SET worker_id = NULL, available_at = $now, updated_at = $now
       WHERE id = $id AND ((status = 'running' AND worker_id IS NOT NULL) OR status = 'pending')`,
    );
    for (const id of ids) free.run({ $id: id, $now: now.toISOString() });
  } finally {
    db.close();
  }
}

/** Result of SQLite's own check of the file, `ok` when sound. */
export function checkRunsFile(file: string): string {
  if (!existsSync(file)) return 'ok';
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const row = db.prepare('PRAGMA integrity_check').get();
    return String(row?.['integrity_check'] ?? 'ok');
  } finally {
    db.close();
  }
}
