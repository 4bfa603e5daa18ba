/** Names for batches of work: the same inputs give the same name, so that what is done is recognised. */
import { createHash } from 'node:crypto';

/**
 * A short stable fingerprint of what something is made from. Batches named by it make the pipeline safe to run
 * again: unchanged inputs find their finished rows, changed inputs start a fresh batch beside the old one.
 */
export function fingerprint(inputs: unknown): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}

/** A seed in 1 … 2³¹−1 from words and numbers; the same for the same place in the same film. */
export function seedOf(...parts: (string | number)[]): number {
  const digest = createHash('sha256').update(parts.join('|')).digest();
  return (digest.readUInt32BE(0) % 2_147_483_646) + 1;
}
