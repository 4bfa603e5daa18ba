/** Luma Agents against its simulator: through the adapter that the studio uses, over real sockets. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
import { lumaDefinition } from '#providers/luma/definition.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startLuma, type LumaSimulatorOptions } from '../../simulators/luma.ts';

const models = lumaDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const JOB = 10_000;
const HOUR = 3600 * 1000;

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

async function bench(options: LumaSimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startLuma({ clock: scriptedClock(), jobMilliseconds: JOB, ...options });
  const connection = await connectionTo(lumaDefinition, simulator, env);
  open.push({ simulator, connection });
  const client = await lumaDefinition.connect(connection);
  const adapter = (remoteId: string): ProviderAdapter => adapterOf(model(remoteId));
  const adapterOf = (descriptor: ModelDescriptor): ProviderAdapter =>
    createModelAdapter({
      definition: lumaDefinition,
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
  folder = await mkdtemp(join(tmpdir(), 'heroframe-luma-'));
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

test('a clip: its frame inside the request, one generation, followed to its end, fetched without the key', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-3.2');
  const handle = await send(adapter, clip('A bicycle rolls.', { seconds: 4.4 }));
  expect(handle).toMatchObject({ version: 1, data: {} });
  expect(at.simulator.charged).toHaveLength(1);
  expect(at.simulator.charged[0]?.body).toEqual({
    model: 'ray-3.2',
    type: 'video',
    prompt: 'A bicycle rolls. Avoid: blurry.',
    aspect_ratio: '16:9',
    video: {
      duration: '5s',
      resolution: '720p',
      hdr: false,
      start_frame: { data: (await readFile(start.path)).toString('base64'), media_type: 'image/png' },
    },
  });
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'queued' });
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'running' });
  const done = await finish(at, adapter, handle);
  const file = join(folder, 'clip.mp4');
  await adapter.fetchOutput(outputOf(done), file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  for (const request of at.simulator.log)
    expect(request.headers.authorization !== undefined, request.path).toBe(request.path.startsWith('/v1/'));
});

test('start and end frame: by name at five seconds, as keyframes at ten', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-3.2');
  const between = { endFrame: { input: end, request: null } };
  await send(adapter, clip('Morning turns to night.', { seconds: 5, ...between }));
  expect(at.simulator.charged[0]?.body).toMatchObject({
    video: { start_frame: { media_type: 'image/png' }, end_frame: { media_type: 'image/png' } },
  });
  expect(at.simulator.charged[0]?.body).not.toHaveProperty('video.keyframes');

  await send(adapter, clip('Morning turns to night.', { seconds: 8, ...between }));
  const first = { data: (await readFile(start.path)).toString('base64'), media_type: 'image/png' };
  const last = { data: (await readFile(end.path)).toString('base64'), media_type: 'image/png' };
  expect(at.simulator.charged[1]?.body).toMatchObject({ video: { duration: '10s', keyframes: [first, last], keyframe_indexes: [0, 240] } });
  expect(at.simulator.charged[1]?.body).not.toHaveProperty('video.start_frame');

  await send(adapter, clip('A street.', { seconds: 10 }));
  expect(at.simulator.charged[2]?.body).toMatchObject({ video: { keyframes: [first], keyframe_indexes: [0] } });
});

test('a picture with references: inside the request, said before the prompt', async () => {
  const at = await bench();
  const adapter = at.adapter('uni-1');
  const references = [{ role: 'product' as const, input: start, seed: null }];
  const handle = await send(adapter, still('A bottle on a table.', { references, width: 1080, height: 1920 }));
  expect(at.simulator.charged[0]?.body).toMatchObject({
    model: 'uni-1',
    type: 'image',
    aspect_ratio: '9:16',
    output_format: 'png',
    prompt: expect.stringMatching(/^Image 1 shows .+\. A bottle on a table\./),
    image_ref: [{ data: expect.any(String), media_type: 'image/png' }],
  });
  const file = join(folder, 'picture.png');
  await adapter.fetchOutput(outputOf(await finish(at, adapter, handle)), file, { signal });
  expect((await sharp(file).metadata()).format).toBe('png');
});

test('every model: what its description compiles to is what the service takes, at the listed price', async () => {
  const at = await bench();
  for (const descriptor of models) {
    const adapter = at.adapter(descriptor.remoteId);
    const requests: GenerationRequest[] =
      descriptor.kind === 'clip'
        ? [clip('A street.', { seconds: 3 }), clip('A street. '.repeat(900), { seconds: 9, width: 1024, height: 1280 })]
        : [
            still('A street.'),
            still('A street. '.repeat(900), { width: 1024, height: 1280, references: [{ role: 'style', input: end, seed: null }] }),
          ];
    for (const request of requests) await send(adapter, request);
  }
  expect(at.simulator.charged).toHaveLength(2 * models.length);
  const ray = at.adapter('ray-3.2');
  expect(ray.price(clip('A street.', { seconds: 5 }))).toMatchObject({ amount: 0.3, basis: 'listed' });
  expect(ray.price(clip('A street.', { seconds: 8 }))).toMatchObject({ amount: 0.9, basis: 'listed' });
  expect(at.adapter('uni-1').price(still())).toMatchObject({ basis: 'unknown' });
  expect(ray.preview?.(clip())).toMatchObject({ dropped: [{ field: 'seed' }], negative: 'merged' });
});

test('the simulator refuses what the service would: so the test above means something', async () => {
  const at = await bench();
  const ask = async (body: unknown, key = at.simulator.env['LUMA_API_KEY'] ?? ''): Promise<number> =>
    (
      await fetch(`${at.simulator.address}/v1/generations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      })
    ).status;
  const good = { model: 'ray-3.2', type: 'video', prompt: 'A street.', video: { duration: '5s' } };
  const frame = { url: 'https://example.com/a.png' };
  expect(await ask(good)).toBe(201);
  expect(await ask(good, 'wrong')).toBe(401);
  expect(await ask({ ...good, seed: 1 })).toBe(400);
  expect(await ask({ ...good, video: { duration: 5 } })).toBe(400);
  expect(await ask({ ...good, video: { duration: '10s', start_frame: frame, end_frame: frame } })).toBe(422);
  expect(await ask({ ...good, video: { start_frame: { ...frame, data: 'AAAA', media_type: 'image/png' } } })).toBe(400);
  expect(await ask({ ...good, video: { start_frame: { data: 'AAAA', media_type: 'image/png' } } })).toBe(422);
  expect(await ask({ ...good, video: { keyframes: [frame], keyframe_indexes: [121] } })).toBe(422);
  expect(await ask({ ...good, type: 'image' })).toBe(400);
});

test.each([
  ['content_moderated', 'moderated_input'],
  ['generation_failed', 'provider_failed'],
  ['budget_exhausted', 'insufficient_credit'],
  ['output_not_found', 'output_expired'],
  ['image_too_large', 'invalid_input'],
  ['unsupported_format', 'invalid_input'],
  ['corrupt_input', 'invalid_input'],
  ['invalid_request', 'invalid_input'],
  ['rate_limited', 'rate_limited'],
  ['something_new', 'provider_failed'],
] as const)('a generation that fails with %s is %s', async (code, kind) => {
  const at = await bench();
  const adapter = at.adapter('ray-3.2');
  const result = await finish(at, adapter, await send(adapter, clip(`A street [simulate ${code}]`)));
  expect(result.state).toBe('failed');
  expect(errorOf(result)).toMatchObject({ kind, raw: { failure_code: code } });
});

test('states that nobody expected, and generations that are not there', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-3.2');
  const odd = await send(adapter, clip('A street [simulate state napping]'));
  expect(await finish(at, adapter, odd)).toMatchObject({ state: 'running', message: expect.stringContaining('napping') });
  const empty = await send(adapter, clip('A street [simulate no output]'));
  expect(await finish(at, adapter, empty)).toMatchObject({ state: 'failed', error: { kind: 'provider_failed' } });
  expect(await adapter.poll({ version: 1, remoteId: 'nobody', data: {} }, { signal })).toMatchObject({ state: 'expired' });
  expect(await failureOf(adapter.poll({ version: 9, remoteId: 'x', data: {} }, { signal }))).toMatchObject({
    message: expect.stringContaining('newer version'),
  });
  expect(await adapter.cancel(odd)).toBe('unsupported');
});

test('results live an hour; after it a second look opens a new address', async () => {
  const at = await bench();
  const adapter = at.adapter('uni-1');
  const done = await finish(at, adapter, await send(adapter, still()));
  at.simulator.clock.advance(2 * HOUR);
  const file = join(folder, 'late.png');
  await adapter.fetchOutput(outputOf(done), file, { signal });
  expect((await sharp(file).metadata()).width).toBeGreaterThan(0);
  at.simulator.faults.next('file', { type: 'file', how: 'gone-403' }, 2);
  expect(await failureOf(adapter.fetchOutput(outputOf(done), join(folder, 'gone.png'), { signal }))).toMatchObject({
    kind: 'output_expired',
  });
});

test('a lost answer: one generation at most, and nobody claims to know', async () => {
  const at = await bench();
  const adapter = at.adapter('uni-1');
  const request = still();
  const prepared = (await adapter.prepare?.(request, { clientJobId: 'job-1', signal })) ?? null;
  at.simulator.faults.next('create', { type: 'reset-after' });
  expect(await failureOf(adapter.submit(request, { clientJobId: 'job-1', prepared, signal }))).toMatchObject({
    kind: 'network_after_send',
  });
  expect(at.simulator.charged).toHaveLength(1);
  const lost = { clientJobId: 'job-1', request, prepared, since: at.simulator.clock.now(), isClaimed: () => false };
  expect(await adapter.reconcile(lost, { signal })).toBe('unknown');
  at.simulator.faults.next('create', { type: 'answer', status: 201, body: {} });
  expect(await failureOf(send(adapter, request))).toMatchObject({ kind: 'network_after_send' });
});

test.each([
  [401, { detail: 'Invalid API key' }, 'auth'],
  [402, { detail: 'Insufficient balance' }, 'insufficient_credit'],
  [403, { detail: 'budget_exhausted' }, 'insufficient_credit'],
  [403, { detail: 'Client is suspended' }, 'forbidden'],
  [400, { detail: [{ loc: ['body', 'prompt'], msg: 'Field required' }] }, 'invalid_input'],
  [413, { detail: 'Image exceeds 50 MB' }, 'invalid_input'],
  [422, { detail: 'bad image data' }, 'invalid_input'],
  [502, { detail: 'Upstream service unavailable' }, 'provider_failed'],
] as const)('refused with %d %j: %s', async (status, body, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body });
  expect((await failureOf(send(at.adapter('uni-1'), still()))).kind).toBe(kind);
  expect(at.simulator.charged).toHaveLength(0);
});

test('limits: too many at once and too many a minute are told apart; both are waited for', async () => {
  const at = await bench({ limits: { atOnce: 1 } });
  await send(at.adapter('uni-1'), still('One.'));
  await send(at.adapter('uni-1'), still('Two.'));
  expect(at.connection.waited.some((milliseconds) => milliseconds >= 5000)).toBe(true);
  at.simulator.faults.next('create', { type: 'answer', status: 429, body: { detail: 'Too many concurrent generations' } }, 9);
  expect(await failureOf(send(at.adapter('uni-1'), still('Three.')))).toMatchObject({ kind: 'concurrency_limited' });
  at.simulator.faults.clear();
  at.simulator.faults.next('create', { type: 'answer', status: 429, body: { detail: 'Rate limit exceeded' } }, 9);
  expect(await failureOf(send(at.adapter('uni-1'), still('Four.')))).toMatchObject({ kind: 'rate_limited' });
});

test('the key: tried without cost, refused in words, never written anywhere', async () => {
  const at = await bench();
  expect(await at.client.test({ signal })).toMatchObject({ ok: true });
  expect(at.simulator.charged).toHaveLength(0);
  // The simulator, like some services, quotes the key that it does not accept.
  const wrong = await bench({}, { LUMA_API_KEY: `${SECRET_MARK}-wrong` });
  expect(await failureOf(wrong.client.test({ signal }))).toMatchObject({ kind: 'auth' });
  const none = await bench({}, { LUMA_API_KEY: ' ' });
  expect(await failureOf(none.client.test({ signal }))).toMatchObject({ kind: 'auth' });
  at.simulator.faults.next('status', { type: 'html', status: 503, after: false }, 9);
  expect((await failureOf(at.client.test({ signal }))).kind).toBe('provider_overloaded');
});
