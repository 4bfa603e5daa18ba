/** PiAPI against its simulator: through the adapter that the studio uses, over real sockets. */
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
import { piapiDefinition } from '#providers/piapi/definition.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startPiapi, type PiapiSimulatorOptions } from '../../simulators/piapi.ts';

const models = piapiDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const JOB = 10_000;

let folder: string;
let picture: MediaInput;
const open: { simulator: RunningSimulator; connection: TestConnection }[] = [];

interface Bench {
  simulator: RunningSimulator;
  connection: TestConnection;
  client: ProviderClient;
  adapter: (remoteId: string) => ProviderAdapter;
}

async function bench(options: PiapiSimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startPiapi({ clock: scriptedClock(), jobMilliseconds: JOB, ...options });
  const connection = await connectionTo(piapiDefinition, simulator, env);
  connection.publicUpload = (file) => Promise.resolve(`https://elsewhere.example/${file.sha256}.png`);
  open.push({ simulator, connection });
  const client = await piapiDefinition.connect(connection);
  const adapter = (remoteId: string): ProviderAdapter => {
    const descriptor = model(remoteId);
    return createModelAdapter({
      definition: piapiDefinition,
      descriptor,
      connection,
      concurrency: 3,
      protocol: async () => (await Promise.resolve(client)).jobs?.(descriptor) ?? Promise.reject(new Error('no jobs')),
    });
  };
  return { simulator, connection, client, adapter };
}

function model(remoteId: string): ModelDescriptor {
  const found = models.find((each) => each.remoteId === remoteId);
  if (found === undefined) throw new Error(`There is no model ${remoteId}.`);
  return found;
}

const clip = (prompt = 'A red bicycle rolls through Lisbon.', extra: Partial<ClipRequest> = {}): ClipRequest =>
  sampleClip({}, { prompt, negative: 'blurry', startFrame: { input: picture, request: null }, endFrame: null, ...extra });
const still = (prompt = 'A red bicycle in Lisbon.', extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt, negative: 'blurry', references: [], width: 1280, height: 720, ...extra });

async function start(adapter: ProviderAdapter, request: GenerationRequest): Promise<JobHandle> {
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
  expect(JSON.stringify(error.error)).not.toContain(SECRET_MARK);
  return error.error;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-piapi-'));
  picture = await pictureInput(folder, 'start');
});

afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    await simulator.close();
    await connection.end();
  }
  await rm(folder, { recursive: true, force: true });
});

test('a clip of Kling: submitted once, followed through statuses in any case, fetched without a watermark and without the key', async () => {
  const at = await bench();
  const adapter = at.adapter('kling/2.6-pro');
  const handle = await start(adapter, clip('A bicycle rolls.', { endFrame: { input: picture, request: null }, seconds: 5 }));
  expect(handle.version).toBe(1);
  expect(JSON.stringify(handle)).not.toContain(SECRET_MARK);
  expect(at.simulator.charged).toHaveLength(1);
  expect(at.simulator.charged[0]?.body).toMatchObject({
    model: 'kling',
    task_type: 'video_generation',
    input: {
      version: '2.6',
      mode: 'pro',
      duration: 5,
      enable_audio: false,
      negative_prompt: 'blurry',
      image_url: `https://elsewhere.example/${picture.sha256}.png`,
    },
    config: { service_mode: 'public' },
  });
  // With a start frame the shape follows the picture.
  expect(at.simulator.charged[0]?.body).not.toHaveProperty('input.aspect_ratio');
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'queued', progress: null, message: null });
  at.simulator.clock.advance(JOB * 0.5);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'running' });
  const done = await finish(at, adapter, handle);
  if (done.state !== 'succeeded') throw new Error(`It ${done.state}.`);
  expect(done.cost).toBeNull();
  expect(done.outputs).toHaveLength(1);
  expect(done.outputs[0]?.ref).toMatch(/clean\.mp4$/);
  const file = join(folder, 'take.mp4');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  expect(at.simulator.log.filter(({ purpose }) => purpose === 'file').every(({ headers }) => headers['x-api-key'] === undefined)).toBe(
    true,
  );
});

test('a picture of Flux, in the size that the model allows', async () => {
  const at = await bench();
  const adapter = at.adapter('Qubico/flux1-schnell');
  const handle = await start(adapter, still());
  const input = (at.simulator.charged[0] as { body: { input: { width: number; height: number } } }).body.input;
  expect(input.width * input.height).toBeLessThanOrEqual(1_048_576);
  expect(input.width / input.height).toBeCloseTo(16 / 9, 1);
  const done = await finish(at, adapter, handle);
  if (done.state !== 'succeeded') throw new Error(`It ${done.state}.`);
  const file = join(folder, 'picture.png');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect((await sharp(file).metadata()).width).toBe(input.width);
  expect(adapter.price(still())).toEqual({ amount: 0.0015, currency: 'USD', basis: 'listed' });
});

test.each(models.map((descriptor) => [descriptor.remoteId, descriptor] as const))(
  '%s: the service takes what we send in every mode',
  async (id, descriptor) => {
    const at = await bench();
    const adapter = at.adapter(id);
    const reference = { role: 'product' as const, input: picture, seed: null };
    for (const mode of descriptor.modes) {
      const request =
        descriptor.kind === 'clip'
          ? clip(undefined, { endFrame: mode === 'image' ? { input: picture, request: null } : null })
          : still(undefined, { references: mode === 'reference' ? [reference] : [] });
      expect(adapter.validate(request)).toEqual([]);
      const done = await finish(at, adapter, await start(adapter, request));
      expect(done.state).toBe('succeeded');
    }
    expect(at.simulator.charged).toHaveLength(descriptor.modes.length);
  },
);

test('what is billed is known where the descriptor knows what a point is worth', async () => {
  const at = await bench();
  const descriptor = model('hailuo/i2v-01');
  const worth = modelDescriptorSchema.parse({
    ...descriptor,
    job: { ...descriptor.job, options: { ...descriptor.job?.options, usdPerPoint: 1e-7 } },
  });
  const jobs = at.client.jobs?.(worth);
  const handle = await start(at.adapter('hailuo/i2v-01'), clip());
  at.simulator.clock.advance(JOB + 1);
  expect(await jobs?.poll(handle, { signal })).toMatchObject({ state: 'succeeded', cost: { amount: 0.2, currency: 'USD' } });
});

test.each([
  ['[staged]', 'running', /until a place is free/],
  ['[retry]', 'running', /again/],
  ['[strange]', 'running', /rendering-on-the-moon/],
])('a task that is %s is not over', async (word, state, message) => {
  const at = await bench();
  const adapter = at.adapter('luma/ray-v2');
  const handle = await start(adapter, clip(`A bicycle. ${word}`));
  at.simulator.clock.advance(JOB * 0.5);
  const result = await adapter.poll(handle, { signal });
  expect(result).toMatchObject({ state, message: expect.stringMatching(message) as string });
});

test.each([
  ['[fail]', 'provider_failed'],
  ['[sensitive]', 'moderated_input'],
  ['[empty]', 'provider_failed'],
])('a task that ends with %s has failed for a reason', async (word, kind) => {
  const at = await bench();
  const adapter = at.adapter('kling/2.5-std');
  const result = await finish(at, adapter, await start(adapter, clip(`A bicycle. ${word}`)));
  expect(result).toMatchObject({ state: 'failed', error: { kind } });
});

test('without a clean copy the marked one is taken', async () => {
  const at = await bench();
  const adapter = at.adapter('kling/1.6-std');
  const result = await finish(at, adapter, await start(adapter, clip('A bicycle. [no-watermark-copy]')));
  expect(result).toMatchObject({ state: 'succeeded', outputs: [{ ref: expect.stringMatching(/marked\.mp4$/) as string }] });
});

test('canceling works while a task waits and is too late afterwards', async () => {
  const at = await bench();
  const adapter = at.adapter('kling/2.5-std');
  const waiting = await start(adapter, clip());
  expect(await adapter.cancel(waiting)).toBe('canceled');
  expect(await adapter.poll(waiting, { signal })).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });
  const running = await start(adapter, clip());
  at.simulator.clock.advance(JOB * 0.4);
  expect(await adapter.cancel(running)).toBe('too_late');
  expect(await adapter.cancel({ version: 1, remoteId: 'no-such-task', data: {} })).toBe('too_late');
});

test('a task that PiAPI has cleared away is expired, not failed', async () => {
  const at = await bench();
  const result = await at
    .adapter('kling/2.5-std')
    .poll({ version: 1, remoteId: '6f6b9d0e-0000-4000-8000-000000000000', data: {} }, { signal });
  expect(result).toMatchObject({ state: 'expired', error: { kind: 'output_expired' } });
});

test('a lost answer is never sent again, and nobody can be asked for it', async () => {
  const at = await bench();
  const adapter = at.adapter('kling/2.5-std');
  at.simulator.faults.next('create', { type: 'reset-after' });
  expect(await failureOf(start(adapter, clip()))).toMatchObject({ kind: 'network_after_send' });
  expect(at.simulator.charged).toHaveLength(1);
  const lost = { clientJobId: 'job-1', request: clip(), prepared: null, since: 0, isClaimed: () => false };
  expect(await adapter.reconcile(lost, { signal })).toBe('unknown');
});

test.each([
  ['a success without a task id', { type: 'answer', status: 200, body: { code: 200, data: {}, message: 'success' } } as const],
  ['a success that is no envelope', { type: 'answer', status: 200, body: { hello: 'there' } } as const],
  ['a page of a gateway', { type: 'html', status: 502, after: true } as const],
  ['half an answer', { type: 'half-json' } as const],
])('%s leaves open whether the task exists', async (_, fault) => {
  const at = await bench();
  at.simulator.faults.next('create', fault);
  expect(await failureOf(start(at.adapter('kling/2.5-std'), clip()))).toMatchObject({ kind: 'network_after_send' });
  expect(at.simulator.log.filter(({ purpose }) => purpose === 'create')).toHaveLength(1);
});

test.each([
  ['over HTTP', {}],
  ['in the body of a success', { refuseInBody: true }],
])('refusals %s have their reason', async (_, options) => {
  const at = await bench(options);
  const adapter = at.adapter('kling/2.5-std');
  expect(await failureOf(start(adapter, clip('A bicycle. [no credit]')))).toMatchObject({ kind: 'insufficient_credit' });
  expect(at.simulator.charged).toHaveLength(0);
  expect((await adapter.poll({ version: 1, remoteId: 'gone', data: {} }, { signal })).state).toBe('expired');
});

test.each([
  [400, 'invalid request: duration', 'invalid_input'],
  [401, 'Invalid API key', 'auth'],
  [402, 'payment required', 'insufficient_credit'],
  [403, 'your plan does not include this', 'forbidden'],
  [404, 'model not found', 'model_unavailable'],
  [400, 'prompt violates our content policy', 'moderated_input'],
  [500, 'freeze credit failed: insufficient credits', 'insufficient_credit'],
  [500, 'internal error', 'provider_failed'],
])('status %i “%s” is %s, whether HTTP says it or the body', async (code, message, kind) => {
  const at = await bench();
  for (const status of [code, 200]) {
    at.simulator.faults.next('create', { type: 'answer', status, body: { code, data: null, message } });
    expect(await failureOf(start(at.adapter('kling/2.5-std'), clip()))).toMatchObject({ kind });
  }
});

test('being asked to slow down is obeyed, for as long as was asked', async () => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'throttle', form: 'seconds', milliseconds: 7000 });
  await start(at.adapter('kling/2.5-std'), clip());
  expect(at.simulator.charged).toHaveLength(1);
  expect(at.connection.waited[0]).toBeGreaterThanOrEqual(7000);
});

test('too many tasks at once is a limit of its own', async () => {
  const at = await bench({ limits: { atOnce: 1 }, jobMilliseconds: 10_000_000 });
  await start(at.adapter('kling/2.5-std'), clip());
  expect(await failureOf(start(at.adapter('kling/2.5-std'), clip()))).toMatchObject({ kind: 'concurrency_limited' });
});

test.each([
  ['gone-403', 'output_expired'],
  ['gone-404', 'output_expired'],
  ['wrong-type', 'provider_failed'],
] as const)('a result that is %s is %s', async (how, kind) => {
  const at = await bench();
  const adapter = at.adapter('Qubico/flux1-dev');
  const done = await finish(at, adapter, await start(adapter, still()));
  if (done.state !== 'succeeded') throw new Error(`It ${done.state}.`);
  at.simulator.faults.next('file', { type: 'file', how });
  const file = join(folder, 'picture.png');
  expect(await failureOf(adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal }))).toMatchObject({ kind });
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('the test of the connection costs nothing and tells a wrong key from a right one', async () => {
  const right = await bench();
  expect(await right.client.test({ signal })).toMatchObject({ ok: true });
  expect(right.simulator.charged).toHaveLength(0);
  const wrong = await bench({}, { PIAPI_API_KEY: `${SECRET_MARK}-wrong` });
  expect(await failureOf(wrong.client.test({ signal }))).toMatchObject({ kind: 'auth' });
  const down = await bench();
  down.simulator.faults.next('status', { type: 'html', status: 502, after: false }, 5);
  expect(await failureOf(down.client.test({ signal }))).toMatchObject({ kind: 'provider_failed' });
  down.simulator.faults.clear();
  down.simulator.faults.next('status', { type: 'answer', status: 500, body: { code: 500, data: null, message: 'internal error' } }, 5);
  expect(await failureOf(down.client.test({ signal }))).toMatchObject({ kind: 'provider_failed' });
  down.simulator.faults.clear();
  down.simulator.faults.next('cancel', { type: 'html', status: 502, after: false }, 5);
  expect(await failureOf(down.adapter('kling/2.5-std').cancel({ version: 1, remoteId: 'x', data: {} }))).toMatchObject({
    kind: 'provider_failed',
  });
});

test('the simulator refuses what the service refuses', async () => {
  const at = await bench();
  const send = async (body: unknown): Promise<number> => {
    const response = await fetch(`${at.simulator.address}/api/v1/task`, {
      method: 'POST',
      headers: { 'x-api-key': at.simulator.env['PIAPI_API_KEY'] ?? '' },
      body: JSON.stringify(body),
    });
    return response.status;
  };
  const good = {
    model: 'kling',
    task_type: 'video_generation',
    input: { prompt: 'a', version: '2.6', mode: 'std', duration: 5, aspect_ratio: '1:1' },
  };
  expect(await send(good)).toBe(200);
  expect(await send({ ...good, input: { ...good.input, duration: '5' } })).toBe(400);
  expect(await send({ ...good, input: { ...good.input, seed: 1 } })).toBe(400);
  expect(await send({ ...good, input: { ...good.input, version: '9' } })).toBe(400);
  expect(await send({ ...good, prompt: 'a' })).toBe(400);
  expect(await send({ model: 'kling', input: {} })).toBe(400);
});

test('a job of a newer version is refused in words', async () => {
  const at = await bench();
  const error = await failureOf(at.adapter('kling/2.5-std').poll({ version: 2, remoteId: 'x', data: {} }, { signal }));
  expect(error.message).toMatch(/newer version/);
});
