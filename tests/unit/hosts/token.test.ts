/** The token of the loopback host: the same after a restart, and nobody else's. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptToken } from '#hosts/browser/token.ts';

function newHome(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heroframe-token-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'home');
}

test('a second start has the token of the first', async () => {
  const home = newHome();
  const token = await keptToken(home);
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(await keptToken(home)).toBe(token);
  expect(await keptToken(newHome())).not.toBe(token);
});

test.skipIf(process.platform === 'win32')('only its owner can read it', async () => {
  const home = newHome();
  await keptToken(home);
  expect(statSync(join(home, 'browser-token')).mode & 0o777).toBe(0o600);
});

test('two hosts that start at once agree', async () => {
  const home = newHome();
  await keptToken(home);
  const tokens = await Promise.all([keptToken(home), keptToken(home)]);
  expect(new Set(tokens).size).toBe(1);
});

test('a file with something else in it is replaced, and a home that cannot be written still gets a token', async () => {
  const home = newHome();
  await keptToken(home);
  writeFileSync(join(home, 'browser-token'), 'short');
  const token = await keptToken(home);
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(await keptToken(home)).toBe(token);
  // A file stands where the folder would be.
  expect(await keptToken(join(home, 'browser-token'))).toMatch(/^[\w-]{32}$/);
});
