/** Finds results in a provider's answer. */
import type { RemoteOutput } from '../adapter.ts';
import { partsOfPath } from './wire.ts';

function at(json: unknown, parts: readonly (string | number)[]): unknown[] {
  const [part, ...rest] = parts;
  if (part === undefined) return [json];
  if (typeof json !== 'object' || json === null) return [];
  if (part === '[]') return Array.isArray(json) ? json.flatMap((item: unknown) => at(item, rest)) : [];
  if (!Object.hasOwn(json, part)) return [];
  return at((json as Record<string | number, unknown>)[part], rest);
}

const family = (mime: string): string => mime.split('/')[0] ?? '';

function outputsIn(value: unknown, mime: string): RemoteOutput[] {
  if (typeof value === 'string') {
    if (value.trim() === '') return [];
    const inside = /^data:([\w.+-]+\/[\w.+-]+)[;,]/u.exec(value)?.[1];
    return [{ mime: inside ?? mime, ref: value }];
  }
  if (Array.isArray(value)) return value.flatMap((item: unknown) => outputsIn(item, mime));
  if (typeof value !== 'object' || value === null || !('url' in value) || typeof value.url !== 'string') return [];
  // The provider knows better than the descriptor, unless it says something else altogether ("application/octet-stream").
  const said = 'content_type' in value && typeof value.content_type === 'string' ? value.content_type : mime;
  return outputsIn(value.url, family(said) === family(mime) ? said : mime);
}

/**
 * Results at the first selector that yields any. Selectors are dotted paths, `[]` goes through a list; a string or
 * an object with `url` counts, and a list where one value was expected is taken as several.
 *
 * @param mime what the results are unless the answer says better
 */
export function selectOutputs(json: unknown, selectors: readonly string[], mime: string): RemoteOutput[] {
  for (const selector of selectors) {
    const found = at(json, partsOfPath(selector)).flatMap((value) => outputsIn(value, mime));
    if (found.length > 0) return found;
  }
  return [];
}
