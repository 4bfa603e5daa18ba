import type { Database } from 'better-sqlite3';

/**
 * One step of the schema. Versions go up in tens, so that a fix for an older
 * release finds a free number between two. A migration that has shipped is
 * never edited; what it did wrong is put right by the next one.
 */
export interface Migration {
  version: number;
  name: string;
  /** Runs inside the transaction of all pending migrations. */
  up: (sql: Database) => void;
}
