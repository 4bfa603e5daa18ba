/** Who may talk to the loopback host: pure rules, tested with hostile requests. */
import { timingSafeEqual } from 'node:crypto';

/** Cookies ignore ports, so each host's cookie carries its own: two open hosts must not sign each other out. */
export const cookieName = (port: number): string => `heroframe-${port}`;

export interface GuardedRequest {
  method: string;
  host: string | null;
  origin: string | null;
  cookie: string | null;
  /** `token` from the address, for the first visit. */
  queryToken: string | null;
}

export type GuardVerdict = 'allowed' | 'signed-in' | 'wrong-host' | 'wrong-origin' | 'no-token';

/**
 * Decides about a request.
 *
 * The Host check stops DNS rebinding, the Origin check stops other sites from posting, the token stops other
 * users of this computer. A token in the address is only good for a GET, which answers with the cookie.
 */
export function judge(request: GuardedRequest, secret: { token: string; port: number }): GuardVerdict {
  const hosts = [`127.0.0.1:${secret.port}`, `localhost:${secret.port}`, `[::1]:${secret.port}`];
  if (request.host === null || !hosts.includes(request.host.toLowerCase())) return 'wrong-host';
  if (request.origin !== null && !hosts.some((host) => request.origin === `http://${host}`)) return 'wrong-origin';
  if (same(cookieToken(request.cookie, cookieName(secret.port)), secret.token)) return 'allowed';
  return request.method === 'GET' && same(request.queryToken, secret.token) ? 'signed-in' : 'no-token';
}

function cookieToken(header: string | null, wanted: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === wanted && value !== undefined) return value;
  }
  return null;
}

function same(given: string | null, expected: string): boolean {
  if (given === null) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
