/** When two pictures count as the same, from their perceptual fingerprints. */

/** Hex digits of a fingerprint: 256 bits of structure, then Cb and Cr of nine cells. */
const STRUCTURE_DIGITS = 64;
const CHROMA_DIGITS = 36;
/**
 * At most this share of the structure's bits may differ. Recompressing, scaling or blurring a picture
 * changes up to 10 of 256; moving its framing by one hundredth changes more.
 */
const SAME_STRUCTURE = 10 / 256;
/** Mean chroma difference in levels up to which two pictures have one palette. */
const SAME_CHROMA = 4;

export interface FingerprintDistance {
  /** Share of differing structure bits, 0 (same) to about 0.5 (unrelated). */
  structure: number;
  /** Mean absolute difference of the chroma cells, levels of 0–255. */
  chroma: number;
}

/** Distance of two fingerprints; null when either is not one (an older project, a picture that was not measured). */
export function fingerprintDistance(a: string, b: string): FingerprintDistance | null {
  const shape = /^[0-9a-f]+$/;
  const digits = STRUCTURE_DIGITS + CHROMA_DIGITS;
  if (a.length !== digits || b.length !== digits || !shape.test(a) || !shape.test(b)) return null;
  let bits = 0;
  for (let i = 0; i < STRUCTURE_DIGITS; i += 1) {
    let differing = Number.parseInt(a.charAt(i), 16) ^ Number.parseInt(b.charAt(i), 16);
    while (differing > 0) {
      bits += differing & 1;
      differing >>= 1;
    }
  }
  let chroma = 0;
  for (let i = STRUCTURE_DIGITS; i < digits; i += 2) {
    chroma += Math.abs(Number.parseInt(a.slice(i, i + 2), 16) - Number.parseInt(b.slice(i, i + 2), 16));
  }
  return { structure: bits / (STRUCTURE_DIGITS * 4), chroma: chroma / (CHROMA_DIGITS / 2) };
}

/** Whether a person would call the two pictures the same. */
export function nearIdentical(a: string, b: string): boolean {
  const distance = fingerprintDistance(a, b);
  return distance !== null && distance.structure <= SAME_STRUCTURE && distance.chroma <= SAME_CHROMA;
}

/** Groups of two or more candidates that look the same, by number; candidates without a fingerprint are in none. */
export function lookAlikes(candidates: readonly { number: number; phash?: string | null }[]): number[][] {
  const groups: { phash: string; numbers: number[] }[] = [];
  for (const { number, phash } of candidates.toSorted((a, b) => a.number - b.number)) {
    if (phash === undefined || phash === null) continue;
    const group = groups.find((known) => nearIdentical(known.phash, phash));
    if (group === undefined) groups.push({ phash, numbers: [number] });
    else group.numbers.push(number);
  }
  return groups.filter((group) => group.numbers.length > 1).map((group) => group.numbers);
}
