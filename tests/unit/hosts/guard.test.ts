/** Who may talk to the loopback host. */
import { expect, test } from 'vitest';
import { cookieName, judge, type GuardedRequest } from '#hosts/browser/guard.ts';

const secret = { token: 'a-long-random-token', port: 4173 };
const cookie = `${cookieName(4173)}=a-long-random-token`;
const request = (changes: Partial<GuardedRequest>): GuardedRequest => ({
  method: 'GET',
  host: '127.0.0.1:4173',
  origin: null,
  cookie: null,
  queryToken: null,
  ...changes,
});

test.each<[string, Partial<GuardedRequest>, string]>([
  ['a signed-in page', { cookie }, 'allowed'],
  ['a signed-in page by its other name', { cookie, host: 'localhost:4173' }, 'allowed'],
  ['other cookies beside ours', { cookie: `theme=dark; ${cookie}; x=1` }, 'allowed'],
  ['the first visit with the token', { queryToken: secret.token }, 'signed-in'],
  ['a call from our own page', { cookie, method: 'POST', origin: 'http://127.0.0.1:4173' }, 'allowed'],
  ['no token', {}, 'no-token'],
  ['a wrong token of the same length', { queryToken: 'a-long-random-tokeX' }, 'no-token'],
  ['a shorter token', { queryToken: 'a-long' }, 'no-token'],
  ['a token in the address of a POST', { method: 'POST', queryToken: secret.token }, 'no-token'],
  ['the cookie of another port', { cookie: `${cookieName(9)}=${secret.token}` }, 'no-token'],
  ['another site that knows the port', { cookie, method: 'POST', origin: 'https://evil.example' }, 'wrong-origin'],
  ['another port of this computer', { cookie, method: 'POST', origin: 'http://127.0.0.1:8080' }, 'wrong-origin'],
  ['a sandboxed frame', { cookie, method: 'POST', origin: 'null' }, 'wrong-origin'],
  ['a rebound name', { cookie, host: 'evil.example:4173' }, 'wrong-host'],
  ['no host at all', { cookie, host: null }, 'wrong-host'],
])('%s', (_name, changes, verdict) => {
  expect(judge(request(changes), secret)).toBe(verdict);
});
