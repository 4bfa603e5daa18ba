/** The guarded transport against real sockets on loopback: every way an answer can fail to arrive. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { createTransport, type TransportRequest } from '#providers/transport/transport.ts';

const servers: Server[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Serves `script[n]` for the n-th request (the last one for all later) and counts requests. */
async function serve(...script: RequestListener[]): Promise<{ url: string; count: () => number }> {
  let served = 0;
  const server = createServer((request, response) => {
    const listener = script[Math.min(served, script.length - 1)]!;
    served += 1;
    request.resume();
    request.on('end', () => listener(request, response));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, count: () => served };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const html =
  (status: number): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<html>bad gateway</html>');
  };
const reset: RequestListener = (request) => request.socket.destroy();

const waits: number[] = [];
const transport = createTransport({
  random: () => 0.5,
  now: () => Date.parse('2026-11-20T10:00:00Z'),
  sleep: (ms) => {
    waits.push(ms);
    return Promise.resolve();
  },
});
function request(url: string, changes: Partial<TransportRequest> = {}): TransportRequest {
  waits.length = 0;
  return {
    kind: 'paid-create',
    method: 'POST',
    url,
    body: '{}',
    deadlineMs: 5000,
    attempts: 4,
    signal: new AbortController().signal,
    ...changes,
  };
}
async function failureOf(promise: Promise<unknown>): Promise<ProviderFailure['error']> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderFailure)) throw new Error(`expected a ProviderFailure, got ${String(error)}`);
  return error.error;
}

test('a paid create is sent once when the connection resets after sending', async () => {
  const server = await serve(reset);
  expect((await failureOf(transport.send(request(server.url)))).kind).toBe('network_after_send');
  expect(server.count()).toBe(1);
});

test('a read is tried again after a reset', async () => {
  const server = await serve(reset, json(200, { ok: true }));
  const answer = await transport.send(request(server.url, { kind: 'read', method: 'GET', body: undefined } as never));
  expect(answer.body).toEqual({ ok: true });
  expect(server.count()).toBe(2);
});

test('a paid create is sent again when the port refuses, because nothing was sent', async () => {
  const gone = await serve(json(200, {}));
  servers.splice(0).forEach((server) => server.close());
  const error = await failureOf(transport.send(request(gone.url, { attempts: 3 })));
  expect(error.kind).toBe('network_before_send');
  expect(waits).toHaveLength(2);
});

test.each([
  ['JSON 429 with retry_after in the body', json(429, { detail: 'throttled', retry_after: 7 }), 7000],
  ['JSON 429 with Retry-After seconds', json(429, { detail: 'slow' }, { 'retry-after': '3' }), 3000],
  ['JSON 429 with Retry-After as a date', json(429, { detail: 'slow' }, { 'retry-after': 'Fri, 20 Nov 2026 10:00:05 GMT' }), 5000],
  ['JSON 503 with retry-after-ms', json(503, { error: 'busy' }, { 'retry-after-ms': '250' }), 250],
])('%s: a paid create waits as asked and is sent again', async (_name, first, wait) => {
  const server = await serve(first, json(201, { id: 'p1' }));
  const answer = await transport.send(request(server.url));
  expect(answer.status).toBe(201);
  expect(waits).toEqual([wait + 125]);
  expect(server.count()).toBe(2);
});

test.each([502, 503, 504, 500])('an HTML %i after a paid create is ambiguous and never sent again', async (status) => {
  const server = await serve(html(status));
  expect((await failureOf(transport.send(request(server.url)))).kind).toBe('network_after_send');
  expect(server.count()).toBe(1);
});

test('truncated JSON after a paid create is ambiguous, not a failure', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"id": "p');
    response.socket?.destroySoon();
  });
  expect((await failureOf(transport.send(request(server.url)))).kind).toBe('network_after_send');
  expect(server.count()).toBe(1);
});

test('our own deadline on a paid create counts as sent', async () => {
  const server = await serve(() => undefined);
  expect((await failureOf(transport.send(request(server.url, { deadlineMs: 80 })))).kind).toBe('network_after_send');
  expect(server.count()).toBe(1);
});

test.each([
  [401, { detail: 'bad token' }, 'auth'],
  [402, { detail: 'pay first' }, 'insufficient_credit'],
  [403, { detail: 'User is locked. Reason: Exhausted balance.' }, 'insufficient_credit'],
  [429, { error: { code: 'insufficient_quota', message: 'You exceeded your current quota' } }, 'insufficient_credit'],
  [422, { detail: [{ loc: ['body', 'prompt'], msg: 'field required' }] }, 'invalid_input'],
  [400, { error: { message: 'rejected by the safety system', code: 'moderation_blocked' } }, 'moderated_input'],
])('status %i %j is terminal: %s', async (status, body, kind) => {
  const server = await serve(json(status, body));
  const error = await failureOf(transport.send(request(server.url)));
  expect(error.kind).toBe(kind);
  expect(server.count()).toBe(1);
  if (status === 422) expect(error.fields).toEqual([{ path: 'body.prompt', message: 'field required' }]);
});

test('no error carries the key that was sent', async () => {
  const server = await serve(json(401, { detail: 'no' }));
  const error = await failureOf(transport.send(request(server.url, { headers: { authorization: 'Bearer sk-secret-123' } })));
  expect(JSON.stringify(error)).not.toContain('sk-secret-123');
});

test('cancel while waiting to retry ends at once', async () => {
  const server = await serve(json(429, { retry_after: 3000 }));
  const abort = new AbortController();
  const slow = createTransport();
  setTimeout(() => abort.abort(), 50);
  expect((await failureOf(slow.send(request(server.url, { signal: abort.signal })))).kind).toBe('canceled');
});

async function target(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'heroframe-transport-'));
  folders.push(folder);
  return join(folder, 'out.png');
}
const downloadOf = (url: string, file: string, changes = {}) =>
  transport.download({
    url,
    file,
    maxBytes: 1000,
    accept: /^image\//,
    deadlineMs: 5000,
    attempts: 3,
    signal: new AbortController().signal,
    ...changes,
  });

test('a download arrives whole; a cut-off one is fetched again', async () => {
  const file = await target();
  const server = await serve(
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': '10' });
      response.write('12345');
      response.socket?.destroySoon();
    },
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.end('1234567890');
    },
  );
  expect(await downloadOf(server.url, file)).toEqual({ bytes: 10, mime: 'image/png' });
  expect(await readFile(file, 'utf8')).toBe('1234567890');
  expect(server.count()).toBe(2);
});

test.each([
  ['wrong type', (_q, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), 'provider_failed'],
  ['zero bytes', (_q, r) => r.writeHead(200, { 'content-type': 'image/png', 'content-length': '0' }).end(), 'network_after_send'],
  ['too large', (_q, r) => r.writeHead(200, { 'content-type': 'image/png' }).end('x'.repeat(5000)), 'provider_failed'],
  ['expired', (_q, r) => r.writeHead(403, { 'content-type': 'application/xml' }).end('<Error/>'), 'output_expired'],
] satisfies [string, RequestListener, string][])('a download of %s is refused and leaves no file', async (_name, listener, kind) => {
  const file = await target();
  const server = await serve(listener);
  expect((await failureOf(downloadOf(server.url, file))).kind).toBe(kind);
  expect(await readdir(join(file, '..'))).toEqual([]);
});
