/** Choices that look free and are not: the same brief always makes the same film. */

/** 32-bit FNV-1a hash of a text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** One item, decided by `key`; the same key always gives the same item. Throws on an empty list. */
export function pick<T>(items: readonly T[], key: string): T {
  const item = items[mix(hashText(key)) % items.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}

/** All items in an order decided by `key`. */
export const shuffled = <T>(items: readonly T[], key: string): T[] =>
  items
    .map((item, i) => ({ item, order: mix(hashText(`${key}#${i}`)) }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);

/** FNV's low bits are weak; a final avalanche makes neighbouring keys differ. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
