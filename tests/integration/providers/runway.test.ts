/** Runway against its simulator: through the adapter that the studio uses, over real sockets. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  ClipRequest,
  GenerationRequest,
  JobHandle,
  MediaInput,
  PictureRequest,
  PollResult,
  ProviderAdapter,
} from '#providers/adapter.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor } from '#providers/descriptors/schema.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { runwayDefinition } from '#providers/runway/definition.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startRunway, type RunwaySimulatorOptions } from '../../simulators/runway.ts';

const models = runwayDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const JOB = 10_000;
const DAY = 24 * 3600 * 1000;

let folder: string;
let start: MediaInput;
let end: MediaInput;
const open: { simulator: RunningSimulator; connection: TestConnection }[] = [];

interface Bench {
  simulator: RunningSimulator;
  connection: TestConnection;
  client: ProviderClient;
  adapter: (remoteId: string) => ProviderAdapter;
}

async function bench(options: RunwaySimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startRunway({ clock: scriptedClock(), jobMilliseconds: JOB, ...options });
  const connection = await connectionTo(runwayDefinition, simulator, env);
  open.push({ simulator, connection });
  const client = await runwayDefinition.connect(connection);
  const adapter = (remoteId: string): ProviderAdapter => adapterOf(model(remoteId));
  const adapterOf = (descriptor: ModelDescriptor): ProviderAdapter =>
    createModelAdapter({
      definition: runwayDefinition,
      descriptor,
      connection,
      concurrency: 2,
      protocol: () => Promise.resolve(client).then((each) => each.jobs?.(descriptor) ?? Promise.reject(new Error('no jobs'))),
    });
  return { simulator, connection, client, adapter };
}

function model(remoteId: string): ModelDescriptor {
  const found = models.find((each) => each.remoteId === remoteId);
  if (found === undefined) throw new Error(`There is no model ${remoteId}.`);
  return found;
}

const clip = (prompt = 'A red bicycle rolls through Lisbon.', extra: Partial<ClipRequest> = {}): ClipRequest =>
  sampleClip(
    {},
    { prompt, negative: 'blurry', width: 1280, height: 720, startFrame: { input: start, request: null }, endFrame: null, ...extra },
  );
const still = (prompt = 'A red bicycle in Lisbon.', extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt, negative: 'blurry', references: [], width: 1280, height: 720, ...extra });

async function send(adapter: ProviderAdapter, request: GenerationRequest): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId: 'job-1', signal })) ?? null;
  return adapter.submit(request, { clientJobId: 'job-1', prepared, signal });
}

async function finish(at: Bench, adapter: ProviderAdapter, handle: JobHandle): Promise<PollResult> {
  at.simulator.clock.advance(JOB + 1);
  return adapter.poll(handle, { signal });
}

const failureOf = async (work: Promise<unknown>): Promise<ProviderFailure['error']> => {
  const error: unknown = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ProviderFailure)) throw new Error(`Expected a ProviderFailure, got ${String(error)}.`);
  expect(JSON.stringify(error.error) + String(error.stack) + JSON.stringify(error.cause ?? null)).not.toContain(SECRET_MARK);
  return error.error;
};

const errorOf = (result: PollResult): ProviderFailure['error'] => {
  if (!('error' in result)) throw new Error(`Expected an error, got ${result.state}.`);
  return result.error;
};

const outputOf = (result: PollResult): { mime: string; ref: string } => {
  const output = result.state === 'succeeded' ? result.outputs[0] : undefined;
  if (output === undefined) throw new Error(`Expected an output, got ${JSON.stringify(result)}.`);
  return output;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-runway-'));
  start = await pictureInput(folder, 'start');
  end = await pictureInput(folder, 'end');
});

afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    await simulator.close();
    await connection.end();
  }
  await rm(folder, { recursive: true, force: true });
});

test('a clip: its start frame uploaded, one task, followed to its end, fetched without the key', async () => {
  const at = await bench();
  const adapter = at.adapter('gen4_turbo');
  const handle = await send(adapter, clip('A bicycle rolls.', { seconds: 4.4 }));
  expect(handle).toMatchObject({ version: 1, data: { estimatedCredits: 25 } });
  expect(JSON.stringify(handle)).not.toContain(SECRET_MARK);
  expect(at.simulator.charged).toHaveLength(1);
  expect(at.simulator.charged[0]?.body).toMatchObject({
    model: 'gen4_turbo',
    promptText: 'A bicycle rolls. Avoid: blurry.',
    duration: 5,
    ratio: '1280:720',
    promptImage: [{ uri: expect.stringMatching(/^runway:\/\//), position: 'first' }],
  });

  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'queued' });
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'running', progress: 0.5, message: null });
  const done = await finish(at, adapter, handle);
  expect(done).toMatchObject({ state: 'succeeded', cost: { amount: 0.25, currency: 'USD' } });
  const file = join(folder, 'clip.mp4');
  await adapter.fetchOutput(outputOf(done), file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');

  // The key and the version header go to the API and nowhere else.
  for (const request of at.simulator.log) {
    const toApi = request.path.startsWith('/v1/');
    expect(request.headers.authorization !== undefined, request.path).toBe(toApi);
    expect(request.headers['x-runway-version'], request.path).toBe(toApi ? '2024-11-06' : undefined);
  }
});

test('a picture with references: tagged, named before the prompt, one output only', async () => {
  const at = await bench();
  const adapter = at.adapter('gen4_image');
  const references = [
    { role: 'product' as const, input: start, seed: null },
    { role: 'character' as const, input: end, seed: null },
  ];
  const handle = await send(adapter, still('A bottle on a table.', { references, width: 1920, height: 1080, seed: 7 }));
  const body = at.simulator.charged[0]?.body as Record<string, unknown>;
  expect(body).toMatchObject({ ratio: '1920:1080', seed: 7 });
  expect(body['referenceImages']).toEqual([
    { uri: expect.stringMatching(/^runway:\/\//), tag: 'reference1' },
    { uri: expect.stringMatching(/^runway:\/\//), tag: 'reference2' },
  ]);
  expect(body['promptText']).toMatch(/^@reference1 is .+ @reference2 is .+ A bottle on a table\./);
  const done = await finish(at, adapter, handle);
  const file = join(folder, 'picture.png');
  await adapter.fetchOutput(outputOf(done), file, { signal });
  expect((await sharp(file).metadata()).format).toBe('png');
});

test('first and last frame go by position where the model knows both', async () => {
  const at = await bench();
  const request = clip('Morning turns to night.', { seconds: 6, endFrame: { input: end, request: null } });
  await send(at.adapter('veo3.1'), request);
  expect(at.simulator.charged[0]?.body).toMatchObject({
    duration: 6,
    audio: false,
    negativePrompt: 'blurry',
    promptImage: [{ position: 'first' }, { position: 'last' }],
  });
  const preview = at.adapter('gen4.5').preview?.(request);
  expect(preview).toMatchObject({ dropped: [{ field: 'end frame' }], negative: 'merged' });
});

test('every model: what its description compiles to is what the service takes', { timeout: 60_000 }, async () => {
  const at = await bench();
  const wrong: string[] = [];
  for (const descriptor of models) {
    const adapter = at.adapter(descriptor.remoteId);
    const requests: GenerationRequest[] =
      descriptor.kind === 'clip'
        ? [
            clip('A quiet street.', { seconds: 5, endFrame: { input: end, request: null } }),
            clip('A quiet street.', { seconds: 3.2, width: 720, height: 1280 }),
            clip('A quiet street. '.repeat(400), { seconds: 14, width: 1024, height: 1280 }),
          ]
        : [
            ...(descriptor.modes.includes('text')
              ? [still('A quiet street.'), still('A quiet street. '.repeat(3000), { width: 1024, height: 1280 })]
              : []),
            still('A quiet street.', { width: 1080, height: 1920, references: [{ role: 'product', input: start, seed: null }] }),
          ];
    for (const request of requests) {
      const price = adapter.price(request);
      expect(price.basis, descriptor.remoteId).toBe(descriptor.price.length > 0 ? 'listed' : 'unknown');
      await send(adapter, request).catch((cause: unknown) => {
        const error = cause instanceof ProviderFailure ? cause.error : { kind: 'other', message: String(cause), fields: [] };
        wrong.push(`${descriptor.remoteId}: ${error.message} ${JSON.stringify(error.fields)}`);
      });
    }
  }
  expect(wrong).toEqual([]);
  expect(at.adapter('gen4.5').price(clip('A street.', { seconds: 5 }))).toMatchObject({ amount: 0.6, basis: 'listed' });
  expect(at.adapter('gen4_turbo').price(clip('A street.', { seconds: 5 }))).toMatchObject({ amount: 0.25, basis: 'listed' });
});

test('the simulator refuses what the service would: so the test above means something', async () => {
  const at = await bench();
  const ask = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await fetch(at.simulator.address + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${at.simulator.env['RUNWAYML_API_SECRET'] ?? ''}`,
        'x-runway-version': '2024-11-06',
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const good = { model: 'gen4_turbo', promptImage: 'https://example.com/a.png', ratio: '1280:720' };
  expect((await ask('/v1/image_to_video', good)).status).toBe(200);
  expect((await ask('/v1/image_to_video', good, { 'x-runway-version': '2024-09-13' })).status).toBe(400);
  expect((await ask('/v1/image_to_video', { ...good, ratio: '1920:1080' })).status).toBe(400);
  expect((await ask('/v1/image_to_video', { ...good, duration: '5' })).status).toBe(400);
  expect((await ask('/v1/image_to_video', { ...good, promptImage: [{ uri: 'https://example.com/a.png', position: 'last' }] })).status).toBe(
    400,
  );
  expect((await ask('/v1/image_to_video', { ...good, promptImage: 'runway://gone' })).status).toBe(400);
  const unknown = await ask('/v1/image_to_video', { ...good, negativePrompt: 'blurry' });
  expect(unknown).toMatchObject({ status: 400, body: { issues: [{ code: 'unrecognized_keys', path: ['negativePrompt'] }] } });
  expect((await ask('/v1/text_to_video', good)).status).toBe(400);

  // A form whose file comes before the fields is refused by the store.
  const place = (await ask('/v1/uploads', { filename: 'a.png', type: 'ephemeral' })).body as {
    uploadUrl: string;
    fields: Record<string, string>;
  };
  const form = new FormData();
  form.append('file', new Blob([await readFile(start.path)]), 'a.png');
  for (const [name, value] of Object.entries(place.fields)) form.append(name, value);
  expect((await fetch(place.uploadUrl, { method: 'POST', body: form })).status).toBe(400);
});

test('more tasks than places: accepted, waiting, then made', async () => {
  const at = await bench({ limits: { atOnce: 1 } });
  const adapter = at.adapter('gen4_turbo');
  const first = await send(adapter, clip('One.'));
  const second = await send(adapter, clip('Two.'));
  expect(await adapter.poll(second, { signal })).toMatchObject({
    state: 'queued',
    message: expect.stringContaining('Waiting for a free place'),
  });
  expect(await finish(at, adapter, first)).toMatchObject({ state: 'succeeded' });
  expect(await adapter.poll(second, { signal })).toMatchObject({ state: 'queued', message: null });
  expect(await finish(at, adapter, second)).toMatchObject({ state: 'succeeded' });
});

test.each([
  ['SAFETY.INPUT.TEXT', 'moderated_input'],
  ['INPUT_PREPROCESSING.SAFETY.TEXT', 'moderated_input'],
  ['SAFETY.OUTPUT.VIDEO', 'moderated_output'],
  ['INTERNAL.BAD_OUTPUT.CODE01', 'provider_failed'],
  ['INPUT_PREPROCESSING.INTERNAL', 'provider_failed'],
  ['ASSET.INVALID', 'invalid_input'],
  ['THIRD_PARTY.UNAVAILABLE', 'provider_failed'],
  ['INTERNAL', 'provider_failed'],
] as const)('a task that fails with %s is %s', async (code, kind) => {
  const at = await bench();
  const adapter = at.adapter('gen4_turbo');
  const result = await finish(at, adapter, await send(adapter, clip(`A street [simulate ${code}]`)));
  expect(result.state).toBe('failed');
  expect(errorOf(result)).toMatchObject({ kind, raw: { failureCode: code, cost: { credits: expect.any(Number) } } });
});

test('states that nobody expected: a new word goes on, a success without a result is a failure', async () => {
  const at = await bench();
  const adapter = at.adapter('gen4_turbo');
  const odd = await send(adapter, clip('A street [simulate status DREAMY]'));
  expect(await finish(at, adapter, odd)).toMatchObject({ state: 'running', message: expect.stringContaining('DREAMY') });
  const empty = await send(adapter, clip('A street [simulate no output]'));
  expect(await finish(at, adapter, empty)).toMatchObject({ state: 'failed', error: { kind: 'provider_failed' } });
});

test('cancel: a task under way is canceled, a finished one is never deleted', async () => {
  const at = await bench({ limits: { atOnce: 1 } });
  const adapter = at.adapter('gen4_turbo');
  const running = await send(adapter, clip('One.'));
  const throttled = await send(adapter, clip('Two.'));
  expect(await adapter.cancel(throttled)).toBe('canceled');
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.cancel(running)).toBe('canceled');
  expect(await adapter.cancel(running)).toBe('canceled');
  expect(await adapter.poll(running, { signal })).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });

  const made = await send(adapter, clip('Three.'));
  const done = await finish(at, adapter, made);
  const deletes = (): number => at.simulator.log.filter(({ method }) => method === 'DELETE').length;
  const before = deletes();
  expect(await adapter.cancel(made)).toBe('too_late');
  expect(deletes()).toBe(before);
  await adapter.fetchOutput(outputOf(done), join(folder, 'kept.mp4'), { signal });

  // A DELETE whose answer was lost is repeated; the second one finds a canceled task or none.
  const lost = await send(adapter, clip('Four.'));
  at.simulator.faults.next('cancel', { type: 'answer', status: 404, body: { error: 'Task not found' } });
  expect(await adapter.cancel(lost)).toBe('canceled');
});

test('results whose address has closed are fetched from a fresh one; deleted ones are gone', async () => {
  const at = await bench();
  const adapter = at.adapter('gen4_turbo');
  const handle = await send(adapter, clip());
  const done = await finish(at, adapter, handle);
  at.simulator.clock.advance(2 * DAY);
  const file = join(folder, 'late.mp4');
  await adapter.fetchOutput(outputOf(done), file, { signal });
  expect((await readFile(file)).length).toBeGreaterThan(1000);

  // Fresh and closed all the same: it is gone, after exactly one second look.
  at.simulator.faults.next('file', { type: 'file', how: 'gone-404' }, 2);
  const looks = (): number => at.simulator.log.filter(({ purpose }) => purpose === 'status').length;
  const before = looks();
  expect(await failureOf(adapter.fetchOutput(outputOf(done), join(folder, 'gone.mp4'), { signal }))).toMatchObject({
    kind: 'output_expired',
  });
  expect(looks()).toBe(before + 1);

  at.simulator.clock.advance(2 * DAY);
  const { env } = at.simulator;
  await fetch(`${at.simulator.address}/v1/tasks/${handle.remoteId}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${env['RUNWAYML_API_SECRET'] ?? ''}`, 'x-runway-version': '2024-11-06' },
  });
  expect(await failureOf(adapter.fetchOutput(outputOf(done), join(folder, 'gone.mp4'), { signal }))).toMatchObject({
    kind: 'output_expired',
  });
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'expired', error: { kind: 'output_expired' } });
});

test('a lost answer: one task at most, and nobody claims to know', async () => {
  const at = await bench();
  const adapter = at.adapter('gen4_turbo');
  const request = clip();
  const prepared = (await adapter.prepare?.(request, { clientJobId: 'job-1', signal })) ?? null;
  at.simulator.faults.next('create', { type: 'reset-after' });
  expect(await failureOf(adapter.submit(request, { clientJobId: 'job-1', prepared, signal }))).toMatchObject({
    kind: 'network_after_send',
  });
  expect(at.simulator.charged).toHaveLength(1);
  const lost = { clientJobId: 'job-1', request, prepared, since: at.simulator.clock.now(), isClaimed: () => false };
  expect(await adapter.reconcile(lost, { signal })).toBe('unknown');

  at.simulator.faults.next('create', { type: 'answer', status: 200, body: { ok: true } });
  expect(await failureOf(send(adapter, clip('Another.')))).toMatchObject({
    kind: 'network_after_send',
    message: expect.stringContaining('without a task id'),
  });
  at.simulator.faults.next('create', { type: 'html', status: 502, after: true });
  expect(await failureOf(send(adapter, clip('A third.')))).toMatchObject({ kind: 'network_after_send' });
  expect(at.simulator.charged).toHaveLength(2);

  // Declined with JSON: nothing was made, so it is sent again.
  at.simulator.faults.next('create', { type: 'throttle', form: 'seconds', milliseconds: 4000 });
  await send(adapter, clip('A fourth.'));
  expect(at.simulator.charged).toHaveLength(3);
  expect(at.connection.waited.some((milliseconds) => milliseconds >= 4000)).toBe(true);
});

test.each([
  [401, { error: 'The API key is not valid.' }, 'auth'],
  [400, { error: 'You do not have enough credits to run this task.' }, 'insufficient_credit'],
  [
    400,
    { error: 'Validation of body failed', issues: [{ code: 'custom', path: ['promptImage', 0, 'uri'], message: 'Too small' }] },
    'invalid_input',
  ],
  [404, { error: 'Not found' }, 'model_unavailable'],
  [403, { error: 'This model is not available to your organization.' }, 'forbidden'],
  [500, { error: 'Internal' }, 'provider_failed'],
] as const)('refused with %d %j: %s', async (status, body, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body });
  const error = await failureOf(send(at.adapter('gen4_turbo'), clip()));
  expect(error.kind).toBe(kind);
  if ('issues' in body) expect(error.fields).toEqual([{ path: 'promptImage.0.uri', message: 'Too small' }]);
  expect(at.simulator.charged).toHaveLength(0);
});

test('limits: a day used up says so and asks for a long pause; credit that runs out is told apart', async () => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status: 429, body: { error: 'Your daily task limit has been reached.' } }, 9);
  expect(await failureOf(send(at.adapter('gen4_turbo'), clip()))).toMatchObject({
    kind: 'rate_limited',
    message: expect.stringContaining('for today'),
    retryAfterMs: 3_600_000,
  });
  const poor = await bench({ credits: 30 });
  await send(poor.adapter('gen4_turbo'), clip('One.', { seconds: 5 }));
  expect(await failureOf(send(poor.adapter('gen4_turbo'), clip('Two.', { seconds: 5 })))).toMatchObject({ kind: 'insufficient_credit' });
  const busy = await bench({ limits: { createsPerMinute: 1 } });
  await send(busy.adapter('gen4_turbo'), clip('One.'));
  await send(busy.adapter('gen4_turbo'), clip('Two.'));
  expect(busy.connection.waited.some((milliseconds) => milliseconds > 30_000)).toBe(true);
});

test('the account: credit and limits as facts, no credit as a hint, a wrong key without the key', async () => {
  const at = await bench({ credits: 1234, limits: { atOnce: 3 } });
  const told = await at.client.test({ signal });
  expect(told).toMatchObject({ ok: true, hint: '' });
  expect(told.facts).toEqual(
    expect.arrayContaining([
      { label: 'Credits', value: '1,234 (about $12.34)' },
      { label: 'Tasks at once', value: '3' },
      { label: 'gen4_turbo', value: '3 at once, 0 of 500 today' },
    ]),
  );
  const empty = await bench({ credits: 0 });
  expect(await empty.client.test({ signal })).toMatchObject({ ok: true, hint: expect.stringContaining('no credits') });

  // The simulator, like some services, quotes the key that it does not accept.
  const wrong = await bench({}, { RUNWAYML_API_SECRET: `${SECRET_MARK}-wrong` });
  expect(await failureOf(wrong.client.test({ signal }))).toMatchObject({ kind: 'auth' });
  const none = await bench({}, { RUNWAYML_API_SECRET: '' });
  expect(await failureOf(none.client.test({ signal }))).toMatchObject({ kind: 'auth' });
  expect(none.simulator.log).toHaveLength(0);
  at.simulator.faults.next('account', { type: 'answer', status: 200, body: { hello: 'world' } });
  expect(await failureOf(at.client.test({ signal }))).toMatchObject({
    kind: 'provider_failed',
    message: expect.stringContaining('Check the address'),
  });
});

test('uploads: too small a file is found before it is sent, a broken store is no paid failure', async () => {
  const at = await bench();
  const protocol = at.client.jobs?.(model('gen4_turbo'));
  const tiny = join(folder, 'tiny.png');
  await writeFile(tiny, Buffer.alloc(100));
  const upload = (file: MediaInput): Promise<string> =>
    protocol?.upload?.(file, { clientJobId: 'job-1', signal }) ?? Promise.reject(new Error('no upload'));
  expect(await failureOf(upload({ sha256: 'a'.repeat(64), mime: 'image/png', path: tiny }))).toMatchObject({ kind: 'invalid_input' });
  expect(at.simulator.log).toHaveLength(0);
  at.simulator.faults.next('upload', { type: 'reset-after' });
  expect(await upload(start)).toMatch(/^runway:\/\//);
  at.simulator.faults.next('upload', { type: 'answer', status: 200, body: {} });
  expect(await failureOf(upload(start))).toMatchObject({ kind: 'provider_failed' });
});

test('a handle of a newer version is refused in words', async () => {
  const at = await bench();
  const adapter = at.adapter('gen4_turbo');
  expect(await failureOf(adapter.poll({ version: 2, remoteId: 'x', data: {} }, { signal }))).toMatchObject({
    message: expect.stringContaining('newer version'),
  });
  expect(await failureOf(adapter.fetchOutput({ mime: 'video/mp4', ref: 'nonsense' }, join(folder, 'x'), { signal }))).toMatchObject({
    kind: 'provider_failed',
  });
});
