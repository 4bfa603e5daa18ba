/**
 * Connections to `project.sqlite`, transactions, and typed statements.
 *
 * A connection that may write is a `ProjectDb`; one that may only read is a
 * `ReadDb`. Every function that writes asks for the former, so handing it a
 * read-only connection does not compile.
 */
import { mkdtempSync, copyFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { z } from 'zod';
import { StudioFailure, fail, studioError } from '#contract/errors.ts';
import type { StorageEnv } from './environment.ts';
import { damagedHint, guarded } from './failures.ts';
import { APPLICATION_ID, SCHEMA_VERSION, migrate, schemaVersionOf } from './migrations/index.ts';
import { installUndoTriggers } from './undo-triggers.ts';

export interface ReadDb {
  readonly sql: Database.Database;
  /** Absolute path of the project folder. */
  readonly folder: string;
  readonly env: StorageEnv;
}

export interface ProjectDb extends ReadDb {
  readonly writable: true;
}

export const DATABASE_FILE = 'project.sqlite';
/** Milliseconds a statement waits for another connection before it gives up. */
const BUSY_TIMEOUT_MS = 5000;

type Param = string | number | null;

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** Compiles each SQL text once per connection. */
function prepared(db: ReadDb, text: string): Database.Statement {
  let known = statements.get(db.sql);
  if (known === undefined) {
    known = new Map();
    statements.set(db.sql, known);
  }
  let statement = known.get(text);
  if (statement === undefined) {
    statement = db.sql.prepare(text);
    known.set(text, statement);
  }
  return statement;
}

/** All rows of a query. `Row` describes the columns it selects; the schema's STRICT tables and CHECKs hold it to that. */
export const all = <Row>(db: ReadDb, text: string, ...params: Param[]): Row[] => guarded(() => prepared(db, text).all(...params) as Row[]);

/** The first row of a query, if there is one. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the columns its SQL selects; nothing else can
export const one = <Row>(db: ReadDb, text: string, ...params: Param[]): Row | undefined =>
  guarded(() => prepared(db, text).get(...params) as Row | undefined);

/** Runs a statement that changes rows; @returns how many it changed. Only inside `write`. */
export function run(db: ProjectDb, text: string, ...params: Param[]): number {
  if (!db.sql.inTransaction) throw new Error('Rows are changed inside write() only.');
  return prepared(db, text).run(...params).changes;
}

/** Parses a JSON column; content that does not fit its schema means that the file was tampered with or is damaged. */
export function fromJson<S extends z.ZodType>(schema: S, text: string, what: string): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StudioFailure(studioError('project-damaged', `The project’s ${what} cannot be read.`, damagedHint), { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  return fail('project-damaged', `The project’s ${what} does not have the form it should have.`, damagedHint, {
    detail: parsed.error.message,
  });
}

/**
 * Runs `fn` in a transaction and bumps the project's revision once if anything
 * changed. Inside another `write` it joins it as a savepoint, so that an error
 * caught in between leaves nothing half done.
 *
 * `fn` must be synchronous: a transaction is never held across a wait.
 * @throws StudioFailure disk-full, not-writable, busy, project-damaged
 */
export function write<T>(db: ProjectDb, fn: () => T): T {
  return guarded(() => (db.sql.inTransaction ? inSavepoint(db, fn) : inTransaction(db, fn)));
}

function inTransaction<T>(db: ProjectDb, fn: () => T): T {
  prepared(db, 'BEGIN IMMEDIATE').run();
  try {
    const before = totalChanges(db);
    const value = refusePromise(fn());
    if (totalChanges(db) !== before) prepared(db, 'UPDATE project SET revision = revision + 1').run();
    prepared(db, 'COMMIT').run();
    return value;
  } catch (error) {
    // SQLite has already rolled back by itself after some errors (a full disk, for one).
    if (db.sql.inTransaction) prepared(db, 'ROLLBACK').run();
    throw error;
  }
}

function inSavepoint<T>(db: ProjectDb, fn: () => T): T {
  prepared(db, 'SAVEPOINT inner_write').run();
  try {
    const value = refusePromise(fn());
    prepared(db, 'RELEASE inner_write').run();
    return value;
  } catch (error) {
    if (db.sql.inTransaction) {
      prepared(db, 'ROLLBACK TO inner_write').run();
      prepared(db, 'RELEASE inner_write').run();
    }
    throw error;
  }
}

function refusePromise<T>(value: T): T {
  if (value instanceof Promise) throw new Error('A transaction cannot wait: pass a synchronous function to write().');
  return value;
}

const totalChanges = (db: ProjectDb): number => one<{ n: number }>(db, 'SELECT total_changes() AS n')?.n ?? 0;

/**
 * As `write`, and on the platter before it returns: even a power cut keeps it.
 * For rows that say money is about to be spent. Costs an fsync, hence not the
 * default. Cannot be nested in `write`, because how a transaction is synced is
 * settled when it begins.
 */
export function durably<T>(db: ProjectDb, fn: () => T): T {
  if (db.sql.inTransaction) throw new Error('durably() must be the outermost transaction.');
  db.sql.pragma('synchronous = FULL');
  try {
    return write(db, fn);
  } finally {
    db.sql.pragma('synchronous = NORMAL');
  }
}

/** Grows with every transaction that changed something. */
export const revisionOf = (db: ReadDb): number => one<{ revision: number }>(db, 'SELECT revision FROM project')?.revision ?? 0;

const openingFlags = (sql: Database.Database): void => {
  sql.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  sql.pragma('foreign_keys = ON');
  sql.pragma('trusted_schema = OFF');
};

/**
 * Looks at a database through a read-only connection and refuses what must not be opened.
 * @throws StudioFailure project-newer, project-damaged, not-a-project
 */
function inspect(sql: Database.Database, thorough: boolean): number {
  const version = schemaVersionOf(sql);
  const application = Number(sql.pragma('application_id', { simple: true }));
  if (application === 0 && version === 0 && sql.prepare('SELECT 1 FROM sqlite_schema').get() === undefined) {
    fail('project-damaged', 'The project’s database is empty: its contents were lost.', damagedHint);
  }
  if (application !== APPLICATION_ID) {
    fail('not-a-project', 'This folder’s database was not made by Heroframe.', 'Choose a folder whose name ends in .heroframe.');
  }
  if (version > SCHEMA_VERSION) {
    fail(
      'project-newer',
      'This project was last saved by a newer version of Heroframe, so this version cannot open it. It was left as it is.',
      'Update Heroframe, then open the project again.',
      { detail: `schema ${version}, this program knows ${SCHEMA_VERSION}` },
    );
  }
  if (thorough) {
    const verdict = String(sql.pragma('quick_check(1)', { simple: true }));
    if (verdict !== 'ok') {
      fail('project-damaged', 'The project’s database is damaged.', damagedHint, { detail: verdict });
    }
  }
  return version;
}

/** Creates an empty database with the current schema. @throws StudioFailure disk-full, not-writable */
export function createDatabase(folder: string, env: StorageEnv): ProjectDb {
  return guarded(() => {
    const sql = new Database(join(folder, DATABASE_FILE));
    try {
      sql.pragma('journal_mode = WAL');
      return writer(sql, folder, env);
    } catch (error) {
      sql.close();
      throw error;
    }
  });
}

function writer(sql: Database.Database, folder: string, env: StorageEnv): ProjectDb {
  openingFlags(sql);
  sql.pragma('synchronous = NORMAL');
  migrate(sql);
  installUndoTriggers(sql);
  return { sql, folder, env, writable: true };
}

/**
 * Opens the database for writing and brings it to the current schema. The
 * caller holds the project's lock. An older file is copied to `backup` before
 * it is changed; a newer or damaged one is left untouched.
 * @throws StudioFailure project-newer, project-damaged, not-a-project, not-writable, disk-full
 */
export function openWritable(folder: string, env: StorageEnv, backup: (version: number) => string): ProjectDb {
  return guarded(() => {
    const file = join(folder, DATABASE_FILE);
    const looking = openReader(file);
    let version: number;
    try {
      version = inspect(looking, true);
      if (version < SCHEMA_VERSION && version > 0) {
        const copy = backup(version);
        if (!existsSync(copy)) looking.prepare('VACUUM INTO ?').run(copy);
      }
    } finally {
      looking.close();
    }
    const sql = new Database(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    try {
      sql.pragma('journal_mode = WAL');
      return writer(sql, folder, env);
    } catch (error) {
      sql.close();
      throw error;
    }
  });
}

const openReader = (file: string): Database.Database => {
  const sql = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    openingFlags(sql);
    // The first look at the file itself: opening alone does not read it yet.
    schemaVersionOf(sql);
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
};

/**
 * Opens the database for reading, also while another process writes. A project
 * on a medium that cannot be written, where SQLite may not put its wal index,
 * is read from a temporary copy; one with an older schema from a migrated copy
 * in memory. The file itself is not changed in any case.
 * @throws StudioFailure project-newer, project-damaged, not-a-project
 */
export function openReadable(folder: string, env: StorageEnv): ReadDb {
  return guarded(() => {
    const file = join(folder, DATABASE_FILE);
    let sql: Database.Database;
    try {
      sql = openReader(file);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      sql = copyInMemory(file);
    }
    try {
      const version = inspect(sql, false);
      if (version < SCHEMA_VERSION) {
        const older = sql;
        sql = inMemory(older.serialize());
        older.close();
        openingFlags(sql);
        migrate(sql);
      }
      sql.pragma('query_only = ON');
      return { sql, folder, env };
    } catch (error) {
      sql.close();
      throw error;
    }
  });
}

/** SQLite cannot reach the file the ordinary way, although it may be readable. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof Database.SqliteError && (error.code.startsWith('SQLITE_CANTOPEN') || error.code.startsWith('SQLITE_READONLY'));

function copyInMemory(file: string): Database.Database {
  const folder = mkdtempSync(join(tmpdir(), 'heroframe-read-'));
  try {
    const copy = join(folder, DATABASE_FILE);
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    const onDisk = new Database(copy);
    try {
      // A database in memory cannot be in WAL mode.
      onDisk.pragma('journal_mode = DELETE');
      return new Database(onDisk.serialize());
    } finally {
      onDisk.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A database in memory from serialised bytes, whose header may still ask for WAL. */
function inMemory(bytes: Buffer): Database.Database {
  // Bytes 18 and 19 are the file format versions: 2 asks for a write-ahead log, 1 does not.
  bytes[18] = 1;
  bytes[19] = 1;
  return new Database(bytes);
}

/** Folds the log into the database file and closes it; a reader is only closed. */
export function closeDatabase(db: ReadDb | ProjectDb): void {
  if (!db.sql.open) return;
  if ('writable' in db) {
    db.sql.pragma('optimize');
    db.sql.pragma('wal_checkpoint(TRUNCATE)');
  }
  statements.delete(db.sql);
  db.sql.close();
}
