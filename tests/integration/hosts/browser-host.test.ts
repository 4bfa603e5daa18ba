/** The loopback host over real sockets. */
import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StudioEvent } from '#contract/events.ts';
import { studioError } from '#contract/errors.ts';
import { startBrowserHost, type BrowserHost } from '#hosts/browser/server.ts';
import type { Studio } from '#studio/studio.ts';
import { discard } from '../../fixtures/leftovers.ts';

let folder: string;
let host: BrowserHost;
let cookie: string;
const listeners = new Set<(event: StudioEvent) => void>();
const calls: unknown[][] = [];
const sha = 'cd'.repeat(32);

/** A studio that answers from a table; the host must not care. */
const studio: Studio = {
  dispatch: (name, input, context) => {
    calls.push([name, input, context.caller]);
    return Promise.resolve(
      name === 'app.info' ? { ok: true, value: { version: '1' } } : { ok: false, error: studioError('not-found', 'No.', 'Try another.') },
    );
  },
  subscribe: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  media: (_project, asked, width) =>
    Promise.resolve(
      asked === sha
        ? { ok: true, value: { path: join(folder, 'clip.mp4'), mime: width === null ? 'video/mp4' : 'image/webp', size: 1000 } }
        : { ok: false, error: studioError('asset-missing', 'Gone.', '') },
    ),
  exportFile: () =>
    Promise.resolve({
      ok: true,
      value: { path: join(folder, 'clip.mp4'), mime: 'video/mp4', size: 1000, fileName: 'Mein Film – fertig.mp4' },
    }),
  close: () => Promise.resolve(),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-host-'));
  await mkdir(join(folder, 'pages', 'assets'), { recursive: true });
  await writeFile(join(folder, 'pages', 'index.html'), '<!doctype html><title>Heroframe</title>');
  await writeFile(join(folder, 'pages', 'assets', 'app.js'), 'export {}');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'clip.mp4'), Buffer.alloc(1000, 7));
  host = await startBrowserHost(studio, { port: 0, pages: join(folder, 'pages') });
  const first = await fetch(host.url, { redirect: 'manual' });
  expect(first.status).toBe(303);
  expect(first.headers.get('location')).toBe('/');
  cookie = first.headers.get('set-cookie')!.split(';')[0]!;
  expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
});
afterAll(async () => {
  await host.close();
  await discard(folder);
});
const at = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${host.port}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { cookie, ...(init.headers as Record<string, string>) },
  });

/** Sends a path as it is; fetch would tidy it up first. */
function raw(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port: host.port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('strangers are turned away', async () => {
  expect((await fetch(`http://127.0.0.1:${host.port}/`)).status).toBe(401);
  expect((await fetch(`http://127.0.0.1:${host.port}/?token=guess`)).status).toBe(401);
  expect((await at('/api/call/app.info', { method: 'POST', body: '{}', headers: { origin: 'https://evil.example' } })).status).toBe(403);
  expect(await raw('/', { cookie, host: `evil.example:${host.port}` })).toBe(403);
});

test('pages are served with a strict policy, and nothing outside their folder', async () => {
  const page = await at('/');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect((await at('/assets/app.js')).headers.get('content-type')).toContain('text/javascript');
  for (const path of ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/assets'])
    expect(await raw(path, { cookie, host: `127.0.0.1:${host.port}` }), path).toBe(404);
});

test('calls carry results and typed errors, as a renderer', async () => {
  const good = await at('/api/call/app.info', { method: 'POST', body: '{}' });
  expect(await good.json()).toEqual({ ok: true, value: { version: '1' } });
  const bad = await at('/api/call/host.openAt', { method: 'POST', body: '{"folder":"/etc"}' });
  expect(await bad.json()).toMatchObject({ ok: false, error: { code: 'not-found' } });
  expect(calls).toEqual([
    ['app.info', {}, 'renderer'],
    ['host.openAt', { folder: '/etc' }, 'renderer'],
  ]);
  expect((await at('/api/call/app.info', { method: 'POST', body: 'not json' })).status).toBe(400);
  expect((await at('/api/call/app.info')).status).toBe(404);
});

test('media can be sought', async () => {
  const whole = await at(`/media/p/${sha}`);
  expect([whole.status, whole.headers.get('accept-ranges'), (await whole.arrayBuffer()).byteLength]).toEqual([200, 'bytes', 1000]);
  const part = await at(`/media/p/${sha}`, { headers: { range: 'bytes=100-199' } });
  expect([part.status, part.headers.get('content-range'), (await part.arrayBuffer()).byteLength]).toEqual([206, 'bytes 100-199/1000', 100]);
  expect((await at(`/media/p/${sha}`, { headers: { range: 'bytes=1000-' } })).status).toBe(416);
  expect((await at(`/media/p/${sha}?w=320`)).headers.get('content-type')).toBe('image/webp');
  expect((await at('/media/p/unknown')).status).toBe(404);
});

test('an export is offered under its own name', async () => {
  const answer = await at('/exports/p/x');
  expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Mein%20Film%20%E2%80%93%20fertig.mp4");
});

test('events reach a signed-in page and stop when it leaves; others get none', async () => {
  const open = (headers: Record<string, string>): WebSocket => new WebSocket(`ws://127.0.0.1:${host.port}/api/events`, { headers });
  const refused = open({ cookie, origin: 'https://evil.example' });
  await expect(new Promise((resolve, reject) => refused.on('open', resolve).on('error', reject))).rejects.toThrow(/403/);
  const socket = open({ cookie, origin: `http://127.0.0.1:${host.port}` });
  await new Promise((resolve) => socket.on('open', resolve));
  const message = new Promise<string>((resolve) => socket.on('message', (data: Buffer) => resolve(data.toString())));
  for (const listener of listeners) listener({ type: 'projects.changed' });
  expect(JSON.parse(await message)).toEqual({ type: 'projects.changed' });
  socket.close();
  await new Promise((resolve) => socket.on('close', resolve));
  for (let tries = 0; tries < 50 && listeners.size > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(listeners.size).toBe(0);
});
