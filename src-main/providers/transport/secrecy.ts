/** Keys travel in headers. What services and libraries say about a request must not carry them back out. */
import { ProviderFailure, providerError } from './errors.ts';

/** Headers whose value nobody else may see. */
const SECRET_HEADER = /authorization|key|token|secret|cookie/i;
/** Shorter values are no keys, and would be found everywhere. */
const SHORTEST = 8;

/**
 * Refuses headers that cannot be sent, in our words: fetch would quote a key with a line break in it (from copying too
 * much) in its error, and would not say that nothing was sent.
 * @throws ProviderFailure auth
 */
export function checkSendable(headers: Readonly<Record<string, string>>): void {
  try {
    void new Headers(headers);
  } catch {
    throw new ProviderFailure(
      providerError('auth', 'The key contains a character that cannot be sent, such as a line break. Copy it again. Nothing was sent.'),
    );
  }
}

/** An error answer without the keys that were sent with the request: some services repeat them. */
export function withoutSecrets(text: string, headers: Readonly<Record<string, string>>): string {
  let cleaned = text;
  for (const [name, value] of Object.entries(headers)) {
    if (!SECRET_HEADER.test(name)) continue;
    // `Bearer <key>`, `Key <key>`, `Basic <key>`: the scheme is no secret, and services quote the key without it.
    const key = value.trim().split(/\s+/).at(-1) ?? '';
    if (key.length < SHORTEST) continue;
    for (const form of new Set([key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)]))
      cleaned = cleaned.replaceAll(form, '(your key)');
  }
  return cleaned;
}
