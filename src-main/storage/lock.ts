/**
 * The exclusive lock of a project folder.
 *
 * The file `lock` is a tiny SQLite database and holding the lock is holding an
 * open write transaction on it: an operating-system lock that ends with the
 * process, however it ends. There is no stale state to guess at, so a project
 * whose program was killed opens at once, and two live processes can never
 * both hold it. Beside it stands who holds it, readable by those who are
 * refused.
 *
 * Shared and synchronised folders may not carry such locks between computers.
 * The holder therefore also touches the file every few seconds; a lock taken
 * by another computer, not given back and touched lately is respected.
 */
import { hostname } from 'node:os';
import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { StudioFailure, studioError } from '#contract/errors.ts';
import { guarded } from './failures.ts';

export const LOCK_FILE = 'lock';

export interface LockHolder {
  pid: number;
  host: string;
  /** When that process took the lock, milliseconds since the epoch. */
  since: number;
}

export interface ProjectLock {
  readonly file: string;
  readonly holder: LockHolder;
  release: () => void;
}

/** How often the holder shows that it is alive, and after how long another computer no longer believes it. Milliseconds. */
const HEARTBEAT_MS = 10_000;
const SILENT_AFTER_MS = 45_000;
/** Milliseconds to wait out another process that is only writing its name. */
const NAME_TIMEOUT_MS = 250;

interface HolderRow extends LockHolder {
  token: string;
  released: number;
}

/**
 * Takes the lock of a project folder.
 * @param identity for tests; this process and computer otherwise.
 * @throws StudioFailure project-locked (says who), not-writable, disk-full, project-damaged
 */
export function takeLock(folder: string, now: () => number, identity: { pid?: number; host?: string } = {}): ProjectLock {
  const file = join(folder, LOCK_FILE);
  const token = randomUUID();
  const holder: LockHolder = { pid: identity.pid ?? process.pid, host: identity.host ?? hostname(), since: now() };
  return guarded(() => {
    const sql = new Database(file, { timeout: NAME_TIMEOUT_MS });
    try {
      hold(sql, { ...holder, token }, file, now);
      utimesSync(file, now() / 1000, now() / 1000);
    } catch (error) {
      sql.close();
      if (error instanceof Database.SqliteError && (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'))) {
        throw new StudioFailure(
          studioError(
            'project-damaged',
            'The project’s lock file is damaged. The project itself is not affected.',
            `Make sure nobody else has this project open, delete the file named ${LOCK_FILE} in its folder, and open it again.`,
          ),
          { cause: error },
        );
      }
      throw error;
    }
    const heartbeat = setInterval(() => beat(file, now), HEARTBEAT_MS);
    heartbeat.unref();
    return { file, holder, release: () => release(sql, heartbeat, token) };
  });
}

/** By path, not by handle: opening and closing the file in this process would drop its lock on POSIX systems. */
function beat(file: string, now: () => number): void {
  try {
    utimesSync(file, now() / 1000, now() / 1000);
  } catch {
    // The folder may be unreachable for a moment; the lock itself does not depend on this.
  }
}

function hold(sql: Database.Database, mine: LockHolder & { token: string }, file: string, now: () => number): void {
  for (;;) {
    begin(sql, file);
    const found = readHolder(sql);
    if (found?.token === mine.token) return;
    if (found !== null && found.released === 0 && found.host !== mine.host && now() - statSync(file).mtimeMs < SILENT_AFTER_MS) {
      sql.exec('ROLLBACK');
      throw lockedBy(found);
    }
    // Others can read who holds the lock only once it is committed, which gives the lock up for an instant: hence the loop.
    sql.exec(`CREATE TABLE IF NOT EXISTS holder (
      singleton INTEGER PRIMARY KEY CHECK (singleton = 1), pid INTEGER, host TEXT, since INTEGER, token TEXT, released INTEGER)`);
    sql
      .prepare('INSERT OR REPLACE INTO holder (singleton, pid, host, since, token, released) VALUES (1, ?, ?, ?, ?, 0)')
      .run(mine.pid, mine.host, mine.since, mine.token);
    sql.exec('COMMIT');
  }
}

function begin(sql: Database.Database, file: string): void {
  try {
    sql.exec('BEGIN IMMEDIATE');
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) throw lockedBy(holderOf(file));
    throw error;
  }
}

function readHolder(sql: Database.Database): HolderRow | null {
  const known = sql.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'holder'").get() !== undefined;
  if (!known) return null;
  return sql.prepare<[], HolderRow>('SELECT pid, host, since, token, released FROM holder').get() ?? null;
}

/** Who holds the lock, or held it last; null when nobody ever did or it cannot be read. */
export function holderOf(file: string): LockHolder | null {
  try {
    const sql = new Database(file, { readonly: true, fileMustExist: true, timeout: NAME_TIMEOUT_MS });
    try {
      const row = readHolder(sql);
      return row === null ? null : { pid: row.pid, host: row.host, since: row.since };
    } finally {
      sql.close();
    }
  } catch {
    return null;
  }
}

function lockedBy(holder: LockHolder | null): StudioFailure {
  const who =
    holder === null
      ? 'another window of Heroframe'
      : holder.host === hostname()
        ? `another Heroframe on this computer (process ${holder.pid})`
        : `Heroframe on the computer “${holder.host}” (process ${holder.pid})`;
  const since = holder === null ? '' : ` since ${new Date(holder.since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return new StudioFailure(
    studioError(
      'project-locked',
      `This project is open in ${who}${since}. Only one of them can change it at a time.`,
      'Close it there, then open it again here; or open it read-only.',
      { retryable: true },
    ),
  );
}

function release(sql: Database.Database, heartbeat: NodeJS.Timeout, token: string): void {
  clearInterval(heartbeat);
  if (!sql.open) return;
  try {
    sql.prepare('UPDATE holder SET released = 1 WHERE token = ?').run(token);
    sql.exec('COMMIT');
  } catch {
    // Closing gives the lock back in any case; on a vanished disk the mark cannot be written.
  }
  sql.close();
}
