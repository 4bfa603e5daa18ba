import { expect, test } from 'vitest';
import { createBridgeClient } from '../../../src-renderer/client/bridge.ts';
import { FIRST_WAIT_MS, LONGEST_WAIT_MS, waitBeforeAttempt } from '../../../src-renderer/client/reconnect.ts';
import { createSocketClient, readEvent, type SocketHandlers } from '../../../src-renderer/client/socket.ts';

function setUp(answer: () => Promise<Response> = async () => Response.json({ ok: true, value: { checks: [] } })) {
  const sockets: SocketHandlers[] = [];
  const timers: { run: () => void; milliseconds: number }[] = [];
  const requests: { url: string; init: RequestInit | undefined }[] = [];
  const client = createSocketClient({
    fetch: async (url, init) => {
      requests.push({ url: url instanceof Request ? url.url : String(url), init });
      return answer();
    },
    connect: (handlers) => void sockets.push(handlers),
    setTimer: (run, milliseconds) => void timers.push({ run, milliseconds }),
    random: () => 0.5,
  });
  return { client, sockets, timers, requests };
}

test('waits double up to the longest, spread by a quarter', () => {
  expect(waitBeforeAttempt(0, 0.5)).toBe(FIRST_WAIT_MS);
  expect(waitBeforeAttempt(1, 0.5)).toBe(FIRST_WAIT_MS * 2);
  expect(waitBeforeAttempt(99, 0.5)).toBe(LONGEST_WAIT_MS);
  expect(waitBeforeAttempt(99, 1)).toBe(LONGEST_WAIT_MS * 1.25);
  expect(waitBeforeAttempt(0, 0)).toBe(FIRST_WAIT_MS * 0.75);
});

test('a lost socket is opened again with growing waits, and a good one starts them over', () => {
  const { client, sockets, timers } = setUp();
  const seen: string[] = [];
  client.onConnection((state) => seen.push(state));
  expect(client.connection()).toBe('connecting');
  sockets[0]?.closed();
  timers[0]?.run();
  sockets[1]?.closed();
  expect(timers.map((timer) => timer.milliseconds)).toEqual([FIRST_WAIT_MS, FIRST_WAIT_MS * 2]);
  timers[1]?.run();
  sockets[2]?.opened();
  sockets[2]?.closed();
  expect(timers[2]?.milliseconds).toBe(FIRST_WAIT_MS);
  expect(seen).toEqual(['lost', 'open', 'lost']);
});

test('events reach every listener until it stops; what is not an event is dropped', () => {
  const { client, sockets } = setUp();
  const heard: string[] = [];
  const stop = client.subscribe((event) => heard.push(event.type));
  sockets[0]?.heard(JSON.stringify({ type: 'projects.changed' }));
  sockets[0]?.heard('not json');
  sockets[0]?.heard(JSON.stringify({ type: 'format.disk' }));
  stop();
  sockets[0]?.heard(JSON.stringify({ type: 'projects.changed' }));
  expect(heard).toEqual(['projects.changed']);
  expect(readEvent(new ArrayBuffer(1))).toBeNull();
});

test('a call is a same-origin POST of its input', async () => {
  const { client, requests } = setUp();
  const answer = await client.call('app.doctor', {});
  expect(answer).toEqual({ ok: true, value: { checks: [] } });
  expect(requests[0]).toMatchObject({ url: '/api/call/app.doctor', init: { method: 'POST', credentials: 'same-origin', body: '{}' } });
});

test('what goes wrong on the way is an error value that can be tried again', async () => {
  const down = await setUp(async () => {
    throw new TypeError('Failed to fetch');
  }).client.call('app.doctor', {});
  expect(down).toMatchObject({ ok: false, error: { code: 'unavailable', retryable: true } });
  const garbled = await setUp(async () => new Response('<html>', { status: 502 })).client.call('app.doctor', {});
  expect(garbled).toMatchObject({ ok: false, error: { code: 'unavailable' } });
  const stranger = await setUp(async () => new Response('', { status: 401 })).client.call('app.doctor', {});
  expect(stranger).toMatchObject({ ok: false, error: { code: 'unauthorised' } });
});

test('the bridge hands answers through, and a broken host becomes an error value', async () => {
  const good = createBridgeClient({ call: async () => ({ ok: true, value: { checks: [] } }), onEvent: () => () => {} });
  expect(await good.call('app.doctor', {})).toEqual({ ok: true, value: { checks: [] } });
  expect(good.openFolder).toBeUndefined();
  const odd = createBridgeClient({ call: async () => 'hello', onEvent: () => () => {} });
  expect(await odd.call('app.doctor', {})).toMatchObject({ ok: false, error: { code: 'unavailable' } });
});

test('media has an address in both hosts', () => {
  const { client } = setUp();
  expect(client.mediaUrl('p 1', 'abc', { width: 320.4 })).toBe('/media/p%201/abc?w=320');
  const bridge = createBridgeClient({ call: async () => null, onEvent: () => () => {} });
  expect(bridge.mediaUrl('prj_1', 'abc')).toBe('heroframe-media://prj_1/abc');
});
