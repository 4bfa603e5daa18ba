/** Places in a request's body, and values in the form that a model wants them on the wire. */
import type { ModelParam, Scalar } from './schema.ts';

type Container = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;
const isPlainObject = (value: unknown): value is Record<string, unknown> => isContainer(value) && !Array.isArray(value);

/** Parts of a dotted path: `a.b[0].c[]` → `a`, `b`, 0, `c`, `[]`. Digits alone are a place in a list. */
export function partsOfPath(path: string): (string | number)[] {
  return path
    .replace(/\[(\d+)\]/gu, '.$1')
    .replace(/\[\]/gu, '.[]')
    .split('.')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/u.test(part) ? Number(part) : part));
}

const segment = /^[^.[\]]+(?:\[\d+\])*(?:\[\])?$/u;
/** A field of one of these names would change what an object is. */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** Whether `path` is written as places are: names joined by dots, with `[]` or `[0]` after them. */
export const usablePath = (path: string): boolean =>
  path.split('.').every((part) => segment.test(part) && !forbidden.has(part.replace(/\[.*$/u, '')));

/** The place in one spelling, so that two spellings of it are seen to be the same: `a[0].b` and `a.0.b`. */
export const fieldsOfPath = (path: string): string => partsOfPath(path).join('.');

function read(container: Container, part: string | number): unknown {
  if (Array.isArray(container)) return typeof part === 'number' ? container[part] : undefined;
  return Object.hasOwn(container, part) ? container[part] : undefined;
}

function write(container: Container, part: string | number, value: unknown): void {
  if (Array.isArray(container)) {
    if (part === '[]') container.push(value);
    else if (typeof part === 'number') container[part] = value;
    return;
  }
  // A descriptor is data from a file: it may name a field "__proto__", which must stay a field.
  Object.defineProperty(container, part, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * Puts `value` at `path`, making what is missing on the way. A path that ends in `[]` appends; an object that meets
 * an object is merged into it.
 */
export function putAt(body: Record<string, unknown>, path: string, value: unknown): void {
  const parts = partsOfPath(path);
  let at: Container = body;
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next === undefined) {
      const there = read(at, part);
      if (part !== '[]' && isPlainObject(there) && isPlainObject(value)) {
        for (const [key, inner] of Object.entries(value)) write(there, key, inner);
      } else write(at, part, value);
      return;
    }
    const inner: unknown = part === '[]' ? undefined : read(at, part);
    if (isContainer(inner)) at = inner;
    else {
      const made: Container = typeof next === 'number' || next === '[]' ? [] : {};
      write(at, part, made);
      at = made;
    }
  }
}

export interface Size {
  width: number;
  height: number;
}

/** "1280x720", "1280*720", "1280:720", "1280×720" → a size or a ratio; null for anything else. */
export function sizeIn(value: unknown): Size | null {
  if (typeof value !== 'string') return null;
  const found = /^\s*(\d+(?:\.\d+)?)\s*[x*:×/]\s*(\d+(?:\.\d+)?)\s*$/iu.exec(value);
  const width = Number(found?.[1]);
  const height = Number(found?.[2]);
  return width > 0 && height > 0 ? { width, height } : null;
}

/** The number in 5, "5" or "5s"; null for words such as "auto". */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  const found = /^\s*(-?\d+(?:\.\d+)?)\s*(?:s|sec|seconds)?\s*$/iu.exec(value);
  return found ? Number(found[1]) : null;
}

/** "5", 5 and "5s" mean the same when two values are compared. */
export const sameValue = (one: Scalar, other: Scalar): boolean => {
  if (one === other || String(one) === String(other)) return true;
  const [a, b] = [numberIn(one), numberIn(other)];
  return a !== null && a === b;
};

/** A value of ours as the model wants it: its own word where there is one, else in its wire type. */
export function onWire(param: ModelParam, value: Scalar): unknown {
  const words = param.words ?? {};
  const word = Object.keys(words).find((key) => key === String(value)) ?? Object.keys(words).find((key) => sameValue(key, value));
  if (word !== undefined) return words[word];
  const size = sizeIn(value);
  switch (param.wireType) {
    case 'integer': {
      const number = numberIn(value);
      return number === null ? value : Math.round(number);
    }
    case 'number':
      return numberIn(value) ?? value;
    case 'string':
      return String(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : value === 'true' || value === 1;
    case 'seconds-text':
      return numberIn(value) === null ? String(value) : `${numberIn(value)}s`;
    case 'size-x':
      return size ? `${size.width}x${size.height}` : String(value);
    case 'size-star':
      return size ? `${size.width}*${size.height}` : String(value);
    case 'size-colon':
      return size ? `${size.width}:${size.height}` : String(value);
    case 'size-object':
      return size ? { ...size } : value;
  }
}
