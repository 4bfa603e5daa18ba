/**
 * Parsed contents of rows that never change (versions of scenes and story
 * stages), kept per connection so that a view of 500 scenes does not parse
 * and check the same texts on every call.
 */
import type { ReadDb } from './connection.ts';

/** Beyond this many entries all are dropped; a film of 500 scenes needs about 504. */
const MAX_ENTRIES = 4000;

const memories = new WeakMap<object, Map<string, unknown>>();

/**
 * The remembered value under `key`, made on first use.
 * Values are frozen, because every caller gets the same one.
 */
export function remembered<T>(db: ReadDb, key: string, make: () => T): T {
  let memory = memories.get(db.sql);
  if (memory === undefined) {
    memory = new Map();
    memories.set(db.sql, memory);
  }
  if (memory.has(key)) return memory.get(key) as T;
  const value = deepFreeze(make());
  if (memory.size >= MAX_ENTRIES) memory.clear();
  memory.set(key, value);
  return value;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}
