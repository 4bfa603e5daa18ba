/** AUTOMATIC1111 against its simulator: through the adapter that the studio uses, over real sockets. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { a1111Definition } from '#providers/a1111/definition.ts';
import type { JobHandle, LostJob, MediaInput, PictureRequest, PollResult, ProviderAdapter } from '#providers/adapter.ts';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor } from '#providers/descriptors/schema.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleScene } from '../../fixtures/previz-scenes.ts';
import { startA1111 } from '../../simulators/a1111.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator, type SimulatorOptions } from '../../simulators/kit/simulator.ts';

const models = a1111Definition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const JOB = 10_000;

let folder: string;
let picture: MediaInput;
const open: { simulator: RunningSimulator; connection: TestConnection; client: ProviderClient }[] = [];

interface Bench {
  simulator: RunningSimulator;
  connection: TestConnection;
  client: ProviderClient;
  previews: { clientJobId: string; bytes: Uint8Array }[];
  adapter: (descriptor?: ModelDescriptor) => ProviderAdapter;
}

async function connectTo(simulator: RunningSimulator, env: Record<string, string> = {}): Promise<Bench> {
  const connection = await connectionTo(a1111Definition, simulator, env);
  const previews: Bench['previews'] = [];
  connection.onPreview = (clientJobId, { bytes }) => void previews.push({ clientJobId, bytes });
  const client = await a1111Definition.connect(connection);
  open.push({ simulator, connection, client });
  const adapter = (descriptor: ModelDescriptor = loadedModel()): ProviderAdapter =>
    createModelAdapter({
      definition: a1111Definition,
      descriptor,
      connection,
      concurrency: 1,
      protocol: () => Promise.resolve(client.jobs?.(descriptor) ?? Promise.reject(new Error('no jobs'))),
    });
  return { simulator, connection, client, previews, adapter };
}

const bench = async (options: SimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> =>
  connectTo(await startA1111({ clock: scriptedClock(), jobMilliseconds: JOB, ...options }), env);

function loadedModel(): ModelDescriptor {
  const [first] = models;
  if (first === undefined) throw new Error('no model');
  return first;
}

const still = (extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt: 'A red bicycle in Lisbon.', negative: 'blurry', references: [], width: 320, height: 176, seed: 7, ...extra });
const over = (): PictureRequest => still({ references: [{ role: 'product', input: picture, seed: null }] });

async function start(adapter: ProviderAdapter, request: PictureRequest, clientJobId = 'job 1'): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId, signal })) ?? null;
  return adapter.submit(request, { clientJobId, prepared, signal });
}

async function ended(adapter: ProviderAdapter, handle: JobHandle): Promise<PollResult> {
  for (let tries = 0; tries < 300; tries++) {
    const result = await adapter.poll(handle, { signal });
    if (result.state !== 'running' && result.state !== 'queued') return result;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It does not end.');
}

async function finish(at: Bench, adapter: ProviderAdapter, handle: JobHandle): Promise<PollResult> {
  at.simulator.clock.advance(JOB + 1);
  return ended(adapter, handle);
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

const lost = (clientJobId = 'job 1'): LostJob => ({ clientJobId, request: still(), prepared: null, since: 0, isClaimed: () => false });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-a1111-'));
  picture = await pictureInput(folder, 'start', { width: 320, height: 180 });
});

afterEach(async () => {
  for (const { simulator, connection, client } of open.splice(0)) {
    await client.close?.();
    await simulator.close();
    await connection.end();
  }
  await rm(folder, { recursive: true, force: true });
});

test('a picture from words: followed while the request is open, fetched from the inbox, cleared away', async () => {
  const at = await bench();
  const adapter = at.adapter();
  expect(adapter.price(still()).basis).toBe('free');
  const handle = await start(adapter, still());
  expect(JSON.stringify(handle).length).toBeLessThan(200);
  const sent = at.simulator.charged[0]?.body as Record<string, unknown>;
  expect(sent).toMatchObject({
    prompt: 'A red bicycle in Lisbon.',
    negative_prompt: 'blurry',
    seed: 7,
    width: 320,
    height: 176,
    steps: 28,
    sampler_name: 'DPM++ 2M',
    scheduler: 'Karras',
  });
  expect(sent).not.toHaveProperty('denoising_strength');
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'running', progress: 0.5, message: 'Step 15 of 28' });
  expect(at.previews[0]?.clientJobId).toBe('job 1');
  expect((await sharp(Buffer.from(at.previews[0]?.bytes ?? [])).metadata()).format).toBe('png');
  const done = await finish(at, adapter, handle);
  if (done.state !== 'succeeded') throw new Error(JSON.stringify(done));
  expect(done.cost).toBeNull();
  const file = join(folder, 'picture.png');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 320, height: 176 });
  expect(await readdir(at.connection.inbox)).toEqual([]);
  expect(at.simulator.charged).toHaveLength(1);
});

test('a picture painted over another one', async () => {
  const at = await bench();
  const adapter = at.adapter();
  const handle = await start(adapter, over());
  const sent = at.simulator.charged[0]?.body as { init_images: string[] };
  expect(sent).toMatchObject({ denoising_strength: 0.6, resize_mode: 1 });
  expect(
    Buffer.from(sent.init_images[0] ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(await finish(at, adapter, handle)).toMatchObject({ state: 'succeeded' });
});

test('every checkpoint of the server is a model of its own, with the samplers that are there', async () => {
  const at = await bench();
  const installed = ((await at.client.installed?.({ signal })) ?? []).map((file) => modelDescriptorSchema.parse(file));
  expect(installed.map(({ remoteId }) => remoteId)).toEqual(['checkpoint:dreamy-xl', 'checkpoint:film_grainy']);
  for (const descriptor of [...models, ...installed]) expect(checkDescriptor(descriptor)).toEqual([]);
  const [, grainy] = installed;
  if (grainy === undefined) throw new Error('no second checkpoint');
  expect(grainy.params.find(({ key }) => key === 'sampler_name')?.values).toEqual(['DPM++ 2M', 'Euler a', 'Euler']);
  for (const request of [still(), over()]) {
    const adapter = at.adapter(grainy);
    expect(await finish(at, adapter, await start(adapter, request, `${request.references.length}`))).toMatchObject({ state: 'succeeded' });
  }
  expect(at.simulator.charged[0]?.body).toMatchObject({
    override_settings: { sd_model_checkpoint: 'film/grainy.safetensors [1a2b3c4d5e]' },
  });
});

test('an old build without schedulers, which does not say whose drawing is under way', async () => {
  const at = await bench({ variant: 'old' });
  const installed = ((await at.client.installed?.({ signal })) ?? []).map((file) => modelDescriptorSchema.parse(file));
  expect(installed[0]?.params.map(({ key }) => key)).not.toContain('scheduler');
  const adapter = at.adapter(installed[0]);
  const handle = await start(adapter, still());
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'running', progress: 0.5 });
  expect(await adapter.cancel(handle)).toBe('canceled');
  expect(await ended(adapter, handle)).toMatchObject({ state: 'canceled' });
});

test('what the server does not have is said before anything is sent', async () => {
  const at = await bench();
  const base = loadedModel();
  const withDefault = (key: string, value: string): ModelDescriptor => ({
    ...base,
    params: base.params.map((param) => (param.key === key ? { ...param, default: value } : param)),
  });
  expect((await failureOf(start(at.adapter(withDefault('sampler_name', 'Magic')), still()))).message).toMatch(
    /no sampler “Magic”.*DPM\+\+ 2M/,
  );
  expect((await failureOf(start(at.adapter(withDefault('scheduler', 'Magic')), still()))).message).toMatch(/no scheduler “Magic”.*Karras/);
  const gone = { ...base, fixed: { ...base.fixed, override_settings: { sd_model_checkpoint: 'deleted.safetensors' } } };
  expect((await failureOf(start(at.adapter(gone), still()))).message).toMatch(
    /checkpoint “deleted.safetensors” is not on this server.*dreamy-xl/,
  );
  expect(at.simulator.charged).toHaveLength(0);
});

test('refusals and crashes in plain words, without the folders of that computer', async () => {
  const at = await bench();
  const base = loadedModel();
  const wild = await failureOf(start(at.adapter({ ...base, fixed: { ...base.fixed, wild: 1 } }), still()));
  expect(wild).toMatchObject({ kind: 'invalid_input', fields: [{ path: 'body.wild', message: 'extra fields not permitted' }] });
  const adapter = at.adapter();
  const cases = [
    ['[oom]', /ran out of memory.*smaller size/],
    ['[fail]', /RuntimeError: Sizes of tensors must match/],
    ['[nothing]', /without a picture/],
  ] as const;
  for (const [word, message] of cases) {
    const result = await finish(at, adapter, await start(adapter, still({ prompt: `A bicycle ${word}` }), word));
    expect(result).toMatchObject({
      state: 'failed',
      error: { kind: 'provider_failed', message: expect.stringMatching(message) as string },
    });
    expect(JSON.stringify(result)).not.toContain('/home/');
  }
});

test('a user name and a password where the server wants them, and nowhere in what we write', async () => {
  const at = await bench({ variant: 'auth' });
  const adapter = at.adapter();
  const handle = await start(adapter, still());
  expect(JSON.stringify(handle)).not.toContain(SECRET_MARK);
  expect(await finish(at, adapter, handle)).toMatchObject({ state: 'succeeded' });
  const wrong = await connectTo(at.simulator, { A1111_AUTH: `artist:wrong-${SECRET_MARK}` });
  const refused = await failureOf(start(wrong.adapter(), still()));
  expect(refused).toMatchObject({ kind: 'auth', message: expect.stringMatching(/user name and a password/) as string });
});

test('not running, started without its API, or something else', async () => {
  const none = await bench({ variant: 'no-api' });
  expect((await failureOf(none.client.test({ signal }))).message).toMatch(/Start it with --api/);
  const at = await bench();
  expect(await at.client.test({ signal })).toMatchObject({
    ok: true,
    facts: [
      { label: 'Checkpoints', value: '2' },
      { label: 'Loaded now', value: 'dreamy-xl.safetensors [0a2b3c4d5e]' },
    ],
  });
  at.simulator.faults.next('models', { type: 'answer', status: 200, body: { hello: 'world' } });
  expect((await failureOf(at.client.test({ signal }))).message).toMatch(/does not speak like AUTOMATIC1111/);
  await at.simulator.close();
  expect(await failureOf(start(at.adapter(), still()))).toMatchObject({
    kind: 'network_before_send',
    message: expect.stringMatching(/Start it with --api/) as string,
  });
});

test('canceling stops our drawing and nobody else’s', async () => {
  const at = await bench();
  const adapter = at.adapter();
  // Somebody draws in the browser.
  const theirs = fetch(`${at.simulator.address}/sdapi/v1/txt2img`, {
    method: 'POST',
    body: JSON.stringify({ prompt: 'theirs', steps: 5, sampler_name: 'Euler' }),
  });
  for (let tries = 0; tries < 200 && at.simulator.charged.length === 0; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  const handle = await start(adapter, still());
  expect(await adapter.poll(handle, { signal })).toMatchObject({
    state: 'queued',
    message: expect.stringMatching(/something else first/) as string,
  });
  expect(await adapter.cancel(handle)).toBe('unsupported');
  at.simulator.clock.advance(JOB + 1);
  expect((await theirs).status).toBe(200);
  for (let tries = 0; tries < 200 && (await adapter.poll(handle, { signal })).state !== 'running'; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await adapter.cancel(handle)).toBe('canceled');
  // The half picture that comes back is not a result.
  expect(await ended(adapter, handle)).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });
  expect(await readdir(at.connection.inbox).catch(() => [])).toEqual([]);
  expect(await adapter.cancel(handle)).toBe('too_late');
});

test('a finished picture outlives the process; one under way does not, and is made again', async () => {
  const at = await bench();
  const adapter = at.adapter();
  const done = await start(adapter, still(), 'done');
  expect(await adapter.reconcile(lost('done'), { signal })).toMatchObject({ remoteId: done.remoteId });
  await finish(at, adapter, done);
  const under = await start(adapter, still(), 'under way');

  const later = await a1111Definition.connect(at.connection);
  const again = later.jobs?.(loadedModel());
  expect(await again?.poll(done, { signal })).toMatchObject({ state: 'succeeded' });
  expect(await again?.reconcile(lost('done'), { signal })).toMatchObject({ remoteId: done.remoteId });
  expect(await again?.poll(under, { signal })).toMatchObject({ state: 'expired', error: { kind: 'output_expired' } });
  expect(await again?.reconcile(lost('under way'), { signal })).toBe('none');
  expect(await failureOf(adapter.poll({ ...done, version: 2 }, { signal }))).toMatchObject({
    message: expect.stringMatching(/newer Heroframe/) as string,
  });
});

test('a server that goes away in the middle ends the job; a stumble of its progress does not', async () => {
  const at = await bench();
  const adapter = at.adapter();
  const handle = await start(adapter, still());
  at.simulator.faults.next('status', { type: 'html', status: 502, after: false }, 2);
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'running', progress: null, message: null });
  await at.simulator.close();
  expect(await ended(adapter, handle)).toMatchObject({
    state: 'failed',
    error: { kind: 'provider_failed', message: expect.stringMatching(/broke while it was drawing/) as string },
  });
  expect(at.simulator.charged).toHaveLength(1);
});
