/** The name under which ComfyUI keeps a job, known before anything is sent. */
import { createHash } from 'node:crypto';

/**
 * A UUID in canonical lower case (version 8: made from a hash), the same for the same job of ours for ever, so that a job
 * whose answer was lost can be asked for by name.
 */
export function promptIdFor(clientJobId: string): string {
  const bytes = createHash('sha256').update(`heroframe ${clientJobId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
