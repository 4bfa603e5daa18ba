/** Creates at Replicate that go wrong: what is paid, what is known, and that nothing is ever sent twice. */
import Replicate from 'replicate';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { guardedFetch, unwrapFailure } from '#providers/transport/guarded-fetch.ts';
import { SECRET_MARK } from '../../simulators/kit/simulator.ts';
import {
  bench,
  clipOf,
  closeBenches,
  creates,
  failure,
  FLUX,
  JOB,
  KLING,
  model,
  pictureOf,
  SCHNELL,
  signal,
  start,
} from './replicate-bench.ts';

afterEach(closeBenches);

test.each([
  [401, { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 }, 'auth'],
  [402, { title: 'Insufficient credit', detail: 'You have insufficient credit to run this model.', status: 402 }, 'insufficient_credit'],
  [403, { title: 'Forbidden', detail: 'No.', status: 403 }, 'forbidden'],
  [
    422,
    {
      title: 'Input validation failed',
      detail: '- input.prompt: is required\n',
      status: 422,
      invalid_fields: [{ type: 'required', field: 'input.prompt', description: 'prompt is required' }],
    },
    'invalid_input',
  ],
  [422, { title: 'Invalid version or not permitted', detail: 'The specified version does not exist', status: 422 }, 'model_unavailable'],
  [500, { title: 'Internal server error', detail: 'Something went wrong', status: 500 }, 'provider_failed'],
])('a create answered with %i %j is %s and is sent once', async (status, body, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body }, 6);
  const error = await failure(start(at.adapter(SCHNELL), pictureOf('A kettle')));
  expect(error.kind).toBe(kind);
  expect(creates(at)).toBe(1);
  if (status === 422 && kind === 'invalid_input') expect(error.fields).toEqual([{ path: 'input.prompt', message: 'prompt is required' }]);
});

test.each([
  ['a reset after the job was recorded', { type: 'reset-after' }],
  ['a reset before', { type: 'reset-before' }],
  ['an HTML 502', { type: 'html', status: 502, after: true }],
  ['an HTML 503', { type: 'html', status: 503, after: false }],
  ['an HTML 500', { type: 'answer', status: 500, body: undefined }],
  ['an answer that is cut off', { type: 'cut-off' }],
  ['half an answer', { type: 'half-json' }],
  ['an answer without an id', { type: 'answer', status: 201, body: { status: 'starting' } }],
  ['an answer that is no object', { type: 'answer', status: 201, body: 'thanks' }],
] as const)('after %s the create is not repeated by anybody: nobody knows', async (_name, fault) => {
  const at = await bench();
  at.simulator.faults.next('create', fault);
  const error = await failure(start(at.adapter(SCHNELL), pictureOf('A kettle')));
  expect(error.kind).toBe('network_after_send');
  expect(creates(at)).toBe(1);
  expect(at.simulator.charged.length).toBeLessThanOrEqual(1);
});

test('the bare client library would have created six: the guard is what holds it back', async () => {
  const at = await bench();
  const { REPLICATE_API_TOKEN: auth = '', REPLICATE_BASE_URL: baseUrl = '' } = at.simulator.env;
  at.simulator.faults.next('create', { type: 'reset-after' }, 6);
  const input = { prompt: 'A kettle' };
  await expect(new Replicate({ auth, baseUrl }).predictions.create({ model: SCHNELL, input })).rejects.toThrow();
  expect(at.simulator.charged).toHaveLength(6);
  const fetch = guardedFetch(at.connection.transport, { kind: 'paid-create', deadlineMs: 5000, attempts: 4, signal });
  at.simulator.faults.next('create', { type: 'reset-after' }, 6);
  const thrown: unknown = await new Replicate({ auth, baseUrl, fetch }).predictions
    .create({ model: SCHNELL, input })
    .catch((error: unknown) => error);
  expect(unwrapFailure(new Error('wrapped', { cause: thrown })).error.kind).toBe('network_after_send');
  expect(at.simulator.charged).toHaveLength(7);
});

test('a guarded fetch gives its one answer as often as asked, and does nothing else', async () => {
  const at = await bench();
  const guard = (kind: 'read' | 'paid-create' = 'read') =>
    guardedFetch(at.connection.transport, { kind, deadlineMs: 5000, attempts: 2, signal });
  const headers = { authorization: `Bearer ${at.simulator.env['REPLICATE_API_TOKEN']}` };
  const api = at.connection.address('api');
  const account = guard();
  const first = await account(`${api}/account`, { headers });
  const second = await account(new Request(`${api}/account`, { headers }));
  expect(await first.json()).toEqual(await second.json());
  expect(first.headers.get('content-type')).toBe('application/json');
  expect(at.simulator.log).toHaveLength(1);
  expect((await failure(account(`${api}/predictions`, { headers }))).kind).toBe('provider_failed');
  expect(at.simulator.log).toHaveLength(1);

  const form = new FormData();
  form.append('content', new Blob(['abc'], { type: 'text/plain' }), 'a.txt');
  const made = await guard()(`${api}/files`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'multipart/form-data' },
    body: form,
  });
  const { id, size } = (await made.json()) as { id: string; size: number };
  expect([made.status, size]).toEqual([201, 3]);
  const removed = await guard()(`${api}/files/${id}`, { method: 'DELETE', headers });
  expect([removed.status, await removed.text()]).toEqual([204, '']);

  const body = new TextEncoder().encode(JSON.stringify({ input: { prompt: 'bytes' } }));
  const created = await guard('paid-create')(`${api}/models/${SCHNELL}/predictions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  });
  const { id: prediction } = (await created.json()) as { id: string };
  at.simulator.clock.advance(JOB + 1);
  const bytes = await (await guard()(`${at.simulator.address}/delivery/${prediction}/0/out-0.png`)).arrayBuffer();
  expect((await sharp(Buffer.from(bytes)).metadata()).format).toBe('png');

  const stream = new ReadableStream({ start: (controller) => controller.close() });
  const before = at.simulator.log.length;
  expect((await failure(guard()(`${api}/files`, { method: 'POST', body: stream, duplex: 'half' }))).message).toContain('stream');
  expect((await failure(guard()(`${api}/files`, { method: 'PATCH' }))).message).toContain('PATCH');
  expect(at.simulator.log).toHaveLength(before);

  const strange = Object.assign(new Error(`Bearer ${SECRET_MARK}`), { request: { headers } });
  expect((await failure(Promise.reject(unwrapFailure(strange)))).kind).toBe('provider_failed');
  expect((await failure(Promise.reject(unwrapFailure(strange, 'paid-create')))).kind).toBe('network_after_send');
  expect(unwrapFailure(new DOMException('stop', 'AbortError')).error.kind).toBe('canceled');

  // Some libraries make an error of their own and drop the cause.
  at.simulator.faults.next('account', { type: 'answer', status: 402, body: { detail: 'Request timed out' } });
  const careless = guard();
  await failure(careless(`${api}/account`, { headers }));
  expect(unwrapFailure(new Error('Request timed out.'), 'read', careless).error.kind).toBe('insufficient_credit');
});

test.each([
  ['body', 7000],
  ['seconds', 7000],
  ['milliseconds', 7000],
] as const)('a throttled create (%s) waits as long as it is told, then goes through once', async (form, milliseconds) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'throttle', form, milliseconds });
  await start(at.adapter(SCHNELL), pictureOf('A kettle'));
  expect(at.connection.waited).toHaveLength(1);
  expect(at.connection.waited[0]).toBeGreaterThanOrEqual(milliseconds);
  expect(at.connection.waited[0]).toBeLessThan(milliseconds + 300);
  expect(at.simulator.charged).toHaveLength(1);
});

test("the account's own limit of creates a minute is waited out", async () => {
  const at = await bench({ limits: { createsPerMinute: 2 } });
  for (const name of ['a', 'b', 'c']) await start(at.adapter(SCHNELL), pictureOf(name));
  expect(at.simulator.charged).toHaveLength(3);
  expect(at.connection.waited).toHaveLength(1);
  expect(at.connection.waited[0]).toBeGreaterThan(50_000);
});

test('reads are repeated: a status after resets and a 502, an upload after a reset', async () => {
  // Long enough for the pauses between the attempts.
  const at = await bench({ jobMilliseconds: 10 * JOB });
  at.simulator.faults.next('upload', { type: 'reset-before' });
  const adapter = at.adapter(KLING);
  const handle = await start(adapter, clipOf('A kettle', at.picture));
  at.simulator.faults.next('status', { type: 'reset-before' });
  at.simulator.faults.next('status', { type: 'html', status: 502, after: false });
  expect((await adapter.poll(handle, { signal })).state).toBe('queued');
  expect(at.simulator.log.filter(({ purpose }) => purpose === 'status')).toHaveLength(3);
});

test('what the models do not take is refused, and what we send is taken', async () => {
  const at = await bench();
  for (const [remoteId, input, field] of [
    [KLING, { prompt: 'A', duration: '5' }, 'input.duration'],
    [KLING, { prompt: 'A', seed: 5 }, 'input.seed'],
    [KLING, { duration: 5 }, 'input.prompt'],
    ['minimax/hailuo-02', { prompt: 'A', duration: 5 }, 'input.duration'],
    ['minimax/hailuo-02', { prompt: 'A', negative_prompt: 'B' }, 'input.negative_prompt'],
    ['wan-video/wan-2.5-i2v', { prompt: 'A' }, 'input.image'],
    [FLUX, { prompt: 'A', resolution: '3 MP' }, 'input.resolution'],
    [FLUX, { prompt: 'A', image_input: ['https://a.test/a.png'] }, 'input.image_input'],
  ] as const) {
    const jobs = at.client.jobs?.(model(remoteId));
    const error = await failure(
      jobs?.submit({
        clientJobId: 'x',
        prepared: { version: 1, modelId: `replicate:${remoteId}`, body: { input }, params: {} },
        body: { input },
        signal,
      }) ?? Promise.resolve(),
    );
    expect([remoteId, error.kind, error.fields.map(({ path }) => path)]).toEqual([remoteId, 'invalid_input', [field]]);
  }
  expect(at.simulator.charged).toEqual([]);
});

test('an upload that is refused or answered strangely ends before anything is paid', async () => {
  const at = await bench();
  at.simulator.faults.next('upload', { type: 'answer', status: 413, body: { title: 'Too large', detail: 'File too large', status: 413 } });
  expect((await failure(start(at.adapter(KLING), clipOf('A', at.picture)))).kind).toBe('invalid_input');
  at.simulator.faults.next('upload', { type: 'answer', status: 201, body: { id: 'f' } });
  expect((await failure(start(at.adapter(KLING), clipOf('A', at.picture)))).kind).toBe('provider_failed');
  expect(creates(at)).toBe(0);
});

test('stopping ends a create and a poll at once', async () => {
  const at = await bench();
  const stop = new AbortController();
  at.simulator.faults.next('status', { type: 'slow', milliseconds: 400 });
  const adapter = at.adapter(SCHNELL);
  const handle = await start(adapter, pictureOf('A kettle'));
  setTimeout(() => stop.abort(), 30);
  const began = performance.now();
  expect((await failure(adapter.poll(handle, { signal: stop.signal }))).kind).toBe('canceled');
  expect(performance.now() - began).toBeLessThan(300);
});
