/** A person's changes to a built-in description, laid over it. */

type Json = Record<string, unknown>;

export const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(base: unknown, change: unknown, key: string, depth: number): unknown {
  if (depth === 1 && key === 'params' && Array.isArray(base) && Array.isArray(change)) return mergedParams(base, change);
  if (depth === 1 && key === 'price' && Array.isArray(base) && Array.isArray(change)) return mergedPrice(base, change);
  // What stands around a picture is one value: half of the old one inside the new would be an accident.
  if (key === 'wrap') return change;
  if (!isRecord(base) || !isRecord(change)) return change;
  const result = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(change)) {
    if (value === null) result.delete(name);
    else result.set(name, merged(result.get(name), value, name, depth + 1));
  }
  return Object.fromEntries(result);
}

/** Parameters with a known key are changed where they stand; new ones follow. */
function mergedParams(base: readonly unknown[], changes: readonly unknown[]): unknown[] {
  const keyOf = (param: unknown): unknown => (isRecord(param) ? param['key'] : undefined);
  const known = base.map((param) =>
    changes.filter((change) => keyOf(change) === keyOf(param)).reduce((now, change) => merged(now, change, '', 2), param),
  );
  const added = changes.filter((change) => !base.some((param) => keyOf(param) === keyOf(change)));
  return [...known, ...added];
}

/** A person's lines come first, since the first that fits counts; built-in lines for the same unit and condition go. */
function mergedPrice(base: readonly unknown[], changes: readonly unknown[]): unknown[] {
  const keyOf = (line: unknown): string =>
    isRecord(line)
      ? JSON.stringify([line['unit'], Object.entries(isRecord(line['when']) ? line['when'] : {}).sort(([a], [b]) => (a < b ? -1 : 1))])
      : '';
  const replaced = new Set(changes.map(keyOf));
  // An empty list says that nobody knows the price any more.
  return changes.length === 0 ? [] : [...changes, ...base.filter((line) => !replaced.has(keyOf(line)))];
}

/**
 * `change` laid over `base`: objects are merged, `params` by key, `price` by unit and condition, other lists are
 * replaced; null takes a field away. Neither is changed.
 */
export const mergeDescriptor = (base: Json, change: Json): Json => merged(structuredClone(base), structuredClone(change), '', 0) as Json;
