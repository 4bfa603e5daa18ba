/** Limits as they are typed. Pure. */

export type ReadLimits =
  | { ok: true; limits: { atOnce: number | null; createsPerMinute: number | null } }
  | { ok: false; atOnce: string | null; perMinute: string | null };

/** Empty means the standard. Jobs at once: 1–64, whole; new jobs a minute: above 0 and up to 6000. */
export function readLimits(atOnceText: string, perMinuteText: string): ReadLimits {
  const atOnce = readNumber(atOnceText);
  const perMinute = readNumber(perMinuteText);
  const atOnceWrong = atOnce !== null && !(Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= 64);
  const perMinuteWrong = perMinute !== null && !(perMinute > 0 && perMinute <= 6000);
  if (atOnceWrong || perMinuteWrong) {
    return {
      ok: false,
      atOnce: atOnceWrong ? 'A whole number from 1 to 64' : null,
      perMinute: perMinuteWrong ? 'A number up to 6000' : null,
    };
  }
  return { ok: true, limits: { atOnce, createsPerMinute: perMinute } };
}

/** Null when nothing is typed, NaN when it is no number. A comma counts as a decimal point. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return null;
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}
