/** When a request may be sent again, and after how long. Pure rules (providers.md §0.2). */
import type { ProviderError } from '../adapter.ts';

export type RequestKind = 'read' | 'paid-create';

/**
 * Milliseconds an answer asks us to wait, whichever way it says so.
 *
 * Order of trust: a JSON `retry_after` in the body (seconds), Google's `RetryInfo` ("37s"), the header
 * `retry-after-ms`, then `Retry-After` in seconds or as an HTTP date. Negative and absurd values (over an hour)
 * are clamped so that a wrong clock can neither hammer the provider nor stall the film.
 */
export function retryAfterMs(headers: Headers, body: unknown, now: number): number | null {
  const clamp = (ms: number): number | null => (Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : null);
  if (typeof body === 'object' && body !== null && 'retry_after' in body) {
    const seconds = Number(body.retry_after);
    if (Number.isFinite(seconds)) return clamp(seconds * 1000);
  }
  const inDetails = retryDelay(body);
  if (inDetails !== null) return clamp(inDetails);
  const precise = headers.get('retry-after-ms');
  if (precise !== null && precise.trim() !== '' && Number.isFinite(Number(precise))) return clamp(Number(precise));
  const header = headers.get('retry-after');
  if (header === null || header.trim() === '') return null;
  if (Number.isFinite(Number(header))) return clamp(Number(header) * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : clamp(date - now);
}

/** Milliseconds in `error.details[].retryDelay`, as Google's services write it: "37s", "0.5s". */
function retryDelay(body: unknown): number | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('details' in error) || !Array.isArray(error.details)) return null;
  for (const detail of error.details as unknown[]) {
    if (typeof detail !== 'object' || detail === null || !('retryDelay' in detail) || typeof detail.retryDelay !== 'string') continue;
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(detail.retryDelay)?.[1];
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return null;
}

/**
 * Whether this failure of this kind of request may be tried again.
 *
 * A paid create is repeated only when nothing was sent, or when the provider answered 429, 503 or 529 with a
 * JSON body, which proves that it read the request and declined it. An HTML 503 comes from a proxy that
 * may already have passed the request on.
 */
export function mayRetry(kind: RequestKind, failure: { error: ProviderError; status: number | null; jsonBody: boolean }): boolean {
  const { error, status, jsonBody } = failure;
  if (error.kind === 'network_before_send') return true;
  if (error.kind === 'insufficient_credit') return false;
  switch (kind) {
    case 'paid-create':
      return (status === 429 || status === 503 || status === 529) && jsonBody;
    case 'read':
      return (
        error.kind === 'network_after_send' || status === 408 || status === 425 || status === 429 || (status !== null && status >= 500)
      );
  }
}

/** Exponential back-off 1 s … 30 s with full-range jitter (50–100 %), or what the provider asked for, plus a little jitter. */
export function backoffMs(attempt: number, asked: number | null, random: () => number): number {
  if (asked !== null) return asked + random() * 250;
  return Math.min(30_000, 1000 * 2 ** (attempt - 1)) * (0.5 + random() / 2);
}
