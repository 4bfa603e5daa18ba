/** What a run that waits for the person means. Pure. */
/**
 * Where the reason of a pause can be put right. The core sends the reason as a sentence without a code, so this reads
 * its words; not finding any only leaves out a short cut.
 */
export function pauseLeadsTo(reason: string): 'providers' | 'money' | 'review' | null {
  if (/\b(limit|price)\b/i.test(reason)) return 'money';
  if (/\b(key|credit|address|settings|server|reached|balance)\b/i.test(reason)) return 'providers';
  if (/\b(answer|is the job there)\b/i.test(reason)) return 'review';
  return null;
}
