/** Replicate against its simulator: through the adapter that the studio uses, with the real client library, over real sockets. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import type { GenerationRequest, PictureRequest } from '#providers/adapter.ts';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { pictureInput } from '../../fixtures/connection.ts';
import { SECRET_MARK } from '../../simulators/kit/simulator.ts';
import {
  bench,
  clipOf,
  closeBenches,
  end,
  failure,
  FLUX,
  HOUR,
  JOB,
  KLING,
  lastBody,
  model,
  models,
  pictureOf,
  SCHNELL,
  signal,
  start,
} from './replicate-bench.ts';

afterEach(closeBenches);

test('a clip: uploads the frames, follows the progress and fetches a film without showing the key to the delivery host', async () => {
  const at = await bench();
  const adapter = at.adapter(KLING);
  const last = await pictureInput(at.connection.folder, 'end');
  const request = clipOf('A kettle boils', at.picture, { endFrame: { input: last, request: null } });
  const handle = await start(adapter, request);
  expect(handle.data).toEqual({ page: `https://replicate.com/p/${handle.remoteId}` });
  expect(at.simulator.charged).toHaveLength(1);
  expect(lastBody(at)).toEqual({
    model: KLING,
    input: {
      prompt: 'A kettle boils',
      negative_prompt: 'blur',
      start_image: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1\/files\/\w+$/) as string,
      end_image: expect.stringMatching(/\/v1\/files\/\w+$/) as string,
      duration: 5,
    },
  });
  const create = at.simulator.log.find(({ purpose }) => purpose === 'create');
  expect(create?.headers['prefer']).toBeUndefined();
  expect(create?.headers['user-agent']).toBe('heroframe');

  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'queued', progress: null });
  at.simulator.clock.advance(JOB * 0.625);
  const midway = await adapter.poll(handle, { signal });
  expect(midway.state).toBe('running');
  if (midway.state === 'running') expect(midway.progress).toBeCloseTo(0.5, 1);
  at.simulator.clock.advance(JOB);
  const done = await adapter.poll(handle, { signal });
  if (done.state !== 'succeeded') throw new Error(done.state);
  expect(done).toMatchObject({ cost: null, outputs: [{ mime: 'video/mp4' }] });
  const [output] = done.outputs;
  if (output === undefined) throw new Error('no output');
  const file = join(at.connection.folder, 'clip.mp4');
  await adapter.fetchOutput(output, file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  expect(at.simulator.log.filter(({ purpose }) => purpose === 'file').map(({ status }) => status)).toEqual([200]);
});

test('a picture with references: the answer may be one address or a list', async () => {
  const at = await bench();
  const product = await pictureInput(at.connection.folder, 'product');
  const references: PictureRequest['references'] = [{ role: 'product', input: product, seed: null }];
  const single = await end(at, at.adapter(FLUX), pictureOf('A red kettle', { references }));
  expect(lastBody(at)).toMatchObject({
    input: {
      prompt: 'Input image 1 is the product. A red kettle. Avoid: blur.',
      input_images: [expect.stringContaining('/v1/files/')],
      aspect_ratio: '16:9',
      resolution: '2 MP',
      seed: 42,
    },
  });
  const list = await end(at, at.adapter(SCHNELL), pictureOf('A red kettle'));
  for (const result of [single, list]) {
    if (result.state !== 'succeeded') throw new Error(result.state);
    expect(result.outputs).toMatchObject([{ mime: 'image/png' }]);
    const [output] = result.outputs;
    if (output === undefined) throw new Error('no output');
    const file = join(at.connection.folder, 'picture.png');
    await at.adapter(FLUX).fetchOutput(output, file, { signal });
    expect((await sharp(file).metadata()).format).toBe('png');
  }
});

test.each([
  [
    'an object with an address',
    { video: 'https://results.test/a.mp4', thumbnail: 'https://results.test/a.png' },
    ['https://results.test/a.mp4'],
  ],
  ['a list of objects', [{ url: 'https://results.test/b.webm' }], ['https://results.test/b.webm']],
  ['several addresses', ['https://results.test/1', 'https://results.test/2'], ['https://results.test/1', 'https://results.test/2']],
  ['an address without an ending', 'https://results.test/blob?x=1', ['https://results.test/blob?x=1']],
])('output that is %s', async (_name, output, refs) => {
  const at = await bench();
  const adapter = at.adapter(KLING);
  const handle = await start(adapter, clipOf('A kettle', at.picture));
  at.simulator.faults.next('status', { type: 'answer', status: 200, body: { id: handle.remoteId, status: 'succeeded', output } });
  const done = await adapter.poll(handle, { signal });
  if (done.state !== 'succeeded') throw new Error(done.state);
  expect(done.outputs.map(({ ref }) => ref)).toEqual(refs);
});

test('a model by version is created by version, a deployment at the deployment', async () => {
  const at = await bench();
  const versioned = await start(at.adapter('stability-ai/sdxl'), pictureOf('A kettle'));
  const inId = await start(
    at.adapter('stability-ai/sdxl', {
      remoteId: 'stability-ai/sdxl:7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc',
      job: {},
    }),
    pictureOf('A kettle'),
  );
  const deployed = await start(at.adapter(SCHNELL, { job: { options: { deployment: 'simulated/frames' } } }), pictureOf('A kettle'));
  expect(new Set([versioned.remoteId, inId.remoteId, deployed.remoteId]).size).toBe(3);
  expect(at.simulator.log.filter(({ purpose }) => purpose === 'create').map(({ path }) => path)).toEqual([
    '/v1/predictions',
    '/v1/predictions',
    '/v1/deployments/simulated/frames/predictions',
  ]);
  const error = await failure(
    start(at.adapter('stability-ai/sdxl', { job: { options: { version: 'a'.repeat(64) } } }), pictureOf('A kettle')),
  );
  expect(error).toMatchObject({ kind: 'model_unavailable', message: expect.stringContaining('version') as string });
  expect(await failure(start(at.adapter(FLUX, { remoteId: 'nobody/nothing' }), pictureOf('A kettle')))).toMatchObject({
    kind: 'model_unavailable',
  });
  const before = at.simulator.log.length;
  expect(await failure(start(at.adapter(FLUX, { remoteId: '../account' }), pictureOf('A kettle')))).toMatchObject({
    kind: 'invalid_input',
  });
  expect(at.simulator.log).toHaveLength(before);
});

test('money: only where the price of a second of work is known', async () => {
  const at = await bench();
  const priced = await end(
    at,
    at.adapter('stability-ai/sdxl', { job: { options: { ...model('stability-ai/sdxl').job?.options, usdPerSecond: 0.002 } } }),
    pictureOf('A'),
  );
  expect(priced).toMatchObject({ state: 'succeeded', cost: { amount: 0.015, currency: 'USD' } });
  expect(at.adapter('stability-ai/sdxl').price(pictureOf('A'))).toMatchObject({ basis: 'unknown' });
  expect(at.adapter(KLING).price(clipOf('A', at.picture))).toEqual({ amount: 0.35, currency: 'USD', basis: 'listed' });
  expect(at.adapter(FLUX).price(pictureOf('A'))).toEqual({ amount: 0.045, currency: 'USD', basis: 'listed' });
  expect(at.adapter('kwaivgi/kling-v3-video', {}, { generate_audio: true, mode: 'standard' }).price(clipOf('A', at.picture))).toMatchObject(
    { amount: 1.26 },
  );
});

test.each([
  ['nsfw', 'failed', 'moderated_output'],
  ['flagged', 'failed', 'moderated_input'],
  ['bad-prompt', 'failed', 'moderated_input'],
  ['memory', 'failed', 'provider_failed'],
  ['busy', 'failed', 'provider_overloaded'],
  ['timed-out', 'failed', 'timeout_run'],
  ['wrong-input', 'failed', 'invalid_input'],
  ['crash', 'failed', 'provider_failed'],
  ['canceled', 'canceled', 'canceled'],
  ['aborted', 'canceled', 'canceled'],
  ['empty', 'failed', 'provider_failed'],
])('a prediction that ends as %s: %s, %s', async (word, state, kind) => {
  const at = await bench();
  const result = await end(at, at.adapter(SCHNELL), pictureOf(`A kettle [[${word}]]`));
  if (!('error' in result)) throw new Error(result.state);
  expect([result.state, result.error.kind]).toEqual([state, kind]);
  if (word === 'memory') expect(result.error.message).toContain('memory');
  if (word === 'canceled') expect(result.error.message).toContain('is charged');
  if (word === 'aborted') expect(result.error.message).toContain('not charged');
});

test('a state that nobody knows counts as running, so that nothing paid is lost', async () => {
  const at = await bench();
  const result = await end(at, at.adapter(SCHNELL), pictureOf('A kettle [[strange]]'));
  expect(result).toMatchObject({ state: 'running', message: expect.stringContaining('hibernating') as string });
});

test('results are gone after an hour; a job that Replicate forgot is gone too', async () => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  const handle = await start(adapter, pictureOf('A kettle'));
  at.simulator.clock.advance(JOB + 1);
  const done = await adapter.poll(handle, { signal });
  if (done.state !== 'succeeded' || done.outputs[0] === undefined) throw new Error(done.state);
  at.simulator.clock.advance(HOUR + 1);
  const file = join(at.connection.folder, 'late.png');
  expect((await failure(adapter.fetchOutput(done.outputs[0], file, { signal }))).kind).toBe('output_expired');
  await expect(stat(file)).rejects.toThrow();
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'expired', error: { kind: 'output_expired' } });
  expect(await adapter.poll({ ...handle, remoteId: 'neverwas' }, { signal })).toMatchObject({
    state: 'expired',
    error: { kind: 'output_expired' },
  });
  expect((await failure(adapter.poll({ ...handle, version: 2 }, { signal }))).message).toContain('newer version');
  expect((await failure(adapter.poll({ ...handle, remoteId: '../account' }, { signal }))).kind).toBe('provider_failed');
});

test.each(['wrong-type', 'empty', 'cut-off', 'endless', 'gone-403', 'gone-404'] as const)(
  'a result that arrives %s leaves no file, and comes when it can',
  async (how) => {
    const at = await bench();
    const adapter = at.adapter(SCHNELL);
    const done = await end(at, adapter, pictureOf('A kettle'));
    if (done.state !== 'succeeded' || done.outputs[0] === undefined) throw new Error(done.state);
    const file = join(at.connection.folder, 'result.png');
    at.simulator.faults.next('file', { type: 'file', how }, how === 'empty' || how === 'cut-off' ? 4 : 1);
    await failure(adapter.fetchOutput(done.outputs[0], file, { signal }));
    await expect(stat(file)).rejects.toThrow();
    await adapter.fetchOutput(done.outputs[0], file, { signal });
    expect((await stat(file)).size).toBeGreaterThan(1000);
  },
);

test('a file of the API itself is fetched with the key', async () => {
  const at = await bench();
  const file = join(at.connection.folder, 'own.png');
  await failure(
    at.adapter(SCHNELL).fetchOutput({ ref: `${at.connection.address('api')}/files/none`, mime: 'image/png' }, file, { signal }),
  );
  expect(at.simulator.log.at(-1)).toMatchObject({ path: '/v1/files/none', status: 404 });
});

test('every model: its description is sound and the service takes what it makes, by words and by picture', async () => {
  const at = await bench();
  const product = await pictureInput(at.connection.folder, 'product', { width: 800, height: 800 });
  const last = await pictureInput(at.connection.folder, 'last');
  const taken: string[] = [];
  for (const descriptor of models) {
    expect([descriptor.remoteId, checkDescriptor(descriptor)]).toEqual([descriptor.remoteId, []]);
    const adapter = at.adapter(descriptor.remoteId);
    const requests: GenerationRequest[] =
      descriptor.kind === 'clip'
        ? [
            clipOf('A kettle', at.picture, { seconds: 3.2 }),
            clipOf('A kettle', at.picture, { seconds: 9, endFrame: { input: last, request: null }, width: 1080, height: 1920 }),
          ]
        : [
            pictureOf('A kettle'),
            pictureOf('A kettle', { references: [{ role: 'product', input: product, seed: null }], width: 1080, height: 1350 }),
          ];
    for (const request of requests) {
      expect([descriptor.remoteId, adapter.validate(request)]).toEqual([descriptor.remoteId, []]);
      const result = await end(at, adapter, request);
      // The models themselves object to combinations that the API lets through.
      expect([descriptor.remoteId, result.state]).toEqual([descriptor.remoteId, 'succeeded']);
      taken.push(descriptor.remoteId);
    }
  }
  expect(taken).toHaveLength(models.length * 2);
  expect(models.map(({ remoteId }) => remoteId).filter((id) => id.includes('sora'))).toEqual([]);
});

test('constraints: what a model cannot do together is set right and said', async () => {
  const at = await bench();
  const hailuo = at.adapter('minimax/hailuo-02', {}, { resolution: '1080p' }).preview?.(clipOf('A', at.picture, { seconds: 10 }));
  expect(hailuo?.body).toMatchObject({ input: { duration: 10, resolution: '768p' } });
  expect(hailuo?.coerced.map(({ reason }) => reason)).toContain('Hailuo makes 10 seconds only at 768p.');
  const kling = at.adapter(KLING).preview?.(clipOf('A', at.picture));
  expect(kling?.body).not.toHaveProperty('input.aspect_ratio');
  const pro = at.adapter('kwaivgi/kling-v2.1').preview?.(clipOf('A', at.picture, { endFrame: { input: at.picture, request: null } }));
  expect(pro?.body).toMatchObject({ input: { mode: 'pro' } });
  const flux = at.adapter(FLUX).preview?.(pictureOf('A'));
  expect([flux?.negative, JSON.stringify(flux?.body)]).toEqual(['merged', expect.stringContaining('A. Avoid: blur.')]);
});

test('cancel: while it runs, before it starts, and too late', async () => {
  const at = await bench();
  const adapter = at.adapter(SCHNELL);
  const [early, running, late] = [
    await start(adapter, pictureOf('a')),
    await start(adapter, pictureOf('b')),
    await start(adapter, pictureOf('c')),
  ];
  expect(await adapter.cancel(early)).toBe('canceled');
  expect(await adapter.poll(early, { signal })).toMatchObject({ state: 'canceled' });
  at.simulator.clock.advance(JOB / 2);
  at.simulator.faults.next('cancel', { type: 'reset-before' });
  expect(await adapter.cancel(running)).toBe('canceled');
  at.simulator.clock.advance(JOB);
  expect(await adapter.cancel(late)).toBe('too_late');
  expect(await adapter.cancel({ ...late, remoteId: 'neverwas' })).toBe('too_late');
});

test('the account, and what comes of a wrong or missing key', async () => {
  const at = await bench();
  expect(await at.client.test({ signal })).toEqual({
    ok: true,
    message: 'Replicate accepted the key of simulated.',
    hint: '',
    facts: [
      { label: 'Account', value: 'simulated' },
      { label: 'Type', value: 'user' },
    ],
  });
  at.simulator.faults.next('account', { type: 'answer', status: 200, body: { hello: 'router' } });
  expect((await failure(at.client.test({ signal }))).kind).toBe('provider_failed');
  const wrong = await bench({}, { REPLICATE_API_TOKEN: 'r8_wrong' });
  expect((await failure(wrong.client.test({ signal }))).kind).toBe('auth');
  expect((await failure(start(wrong.adapter(SCHNELL), pictureOf('A')))).kind).toBe('auth');
  const none = await bench({}, { REPLICATE_API_TOKEN: '' });
  process.env['REPLICATE_API_TOKEN'] = `${SECRET_MARK}-stray`;
  try {
    expect((await failure(none.client.test({ signal }))).kind).toBe('auth');
    expect(none.simulator.log).toEqual([]);
  } finally {
    delete process.env['REPLICATE_API_TOKEN'];
  }
});

test('the published schema of a model: inputs with what they refer to', async () => {
  const at = await bench();
  const schema = await at.client.liveSchema?.(KLING, { signal });
  const properties = schema?.input['properties'] as Record<string, unknown>;
  const ours = ['prompt', 'negative_prompt', 'start_image', 'end_image', 'aspect_ratio', 'duration'];
  expect(Object.keys(properties).toSorted()).toEqual([...ours, 'guidance_scale'].toSorted());
  expect(schema?.input['required']).toEqual(['prompt']);
  expect(schema?.definitions['duration']).toMatchObject({ type: 'integer', enum: [5, 10] });
  const pinned = await at.client.liveSchema?.(`stability-ai/sdxl:${String(model('stability-ai/sdxl').job?.options['version'])}`, {
    signal,
  });
  expect(pinned?.input['properties']).toHaveProperty('refine');
  expect((await failure(at.client.liveSchema?.('nobody/nothing', { signal }) ?? Promise.resolve())).kind).toBe('model_unavailable');
  at.simulator.faults.next('schema', { type: 'answer', status: 200, body: { latest_version: null } });
  expect((await failure(at.client.liveSchema?.(KLING, { signal }) ?? Promise.resolve())).kind).toBe('model_unavailable');
});
