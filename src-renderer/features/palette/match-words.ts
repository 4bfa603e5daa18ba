/** How well typed words fit an entry of the palette. Pure. */

/**
 * 0 when one of the words is nowhere in the entry; otherwise up to 1, more for words at the start of the
 * entry or of one of its words. Letters are not matched one by one: what is found must be what was typed.
 */
export function matchWords(value: string, search: string, keywords: readonly string[] = []): number {
  const label = value.toLowerCase();
  const all = `${label} ${keywords.join(' ').toLowerCase()}`;
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return 1;
  let score = 0;
  for (const word of words) {
    const at = all.indexOf(word);
    if (at === -1) return 0;
    const startsWord = at === 0 || !/[a-z0-9]/.test(all.charAt(at - 1)) || new RegExp(`[^a-z0-9]${escapeSigns(word)}`).test(all);
    score += at === 0 ? 1 : at < label.length ? (startsWord ? 0.8 : 0.4) : 0.3;
  }
  return score / words.length;
}

const escapeSigns = (word: string) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
