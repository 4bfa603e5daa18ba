/** What storage needs from outside to be deterministic in tests: the time, new identifiers, who is writing. */
import { randomBytes } from 'node:crypto';

export interface StorageEnv {
  /** Milliseconds since the Unix epoch. */
  now: () => number;
  /** A fresh identifier that starts with `prefix_`. */
  newId: (prefix: string) => string;
  /** Written into projects this program creates, e.g. "0.1.0". */
  appVersion: string;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Crockford base32 of a non-negative integer, left-padded to `length` characters. */
function base32(value: number, length: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text = (ALPHABET[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/**
 * `scn_01jd…`: the prefix names the kind, then ten characters of time and
 * twelve of chance, so that ids sort by age and two computers never collide.
 */
export function makeId(prefix: string, now: number): string {
  let chance = '';
  for (const byte of randomBytes(12)) chance += ALPHABET[byte % 32] ?? '0';
  return `${prefix}_${base32(now, 10)}${chance}`;
}

/** The real clock and real chance. */
export function defaultEnv(appVersion: string): StorageEnv {
  return { now: () => Date.now(), newId: (prefix) => makeId(prefix, Date.now()), appVersion };
}
