/** When to try a lost connection again. Pure, so that it can be tested without waiting. */

/** First wait in milliseconds; each further attempt doubles it up to the longest. */
export const FIRST_WAIT_MS = 400;
export const LONGEST_WAIT_MS = 8000;

/**
 * Milliseconds to wait before attempt number `attempt` (from 0).
 * `random` (0–1) spreads the waits by ±25 %, so that many windows do not knock at once.
 */
export function waitBeforeAttempt(attempt: number, random: number): number {
  const base = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, Math.min(attempt, 16)));
  return Math.round(base * (0.75 + 0.5 * random));
}
