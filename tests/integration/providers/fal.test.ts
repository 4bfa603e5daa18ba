/** fal.ai against its simulator: through the adapter that the studio uses, over real sockets. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  ClipRequest,
  GenerationRequest,
  JobHandle,
  LostJob,
  MediaInput,
  PictureRequest,
  PollResult,
  ProviderAdapter,
  ProviderErrorKind,
  SpeechRequest,
} from '#providers/adapter.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor, type ModelDescriptorFile, type Scalar } from '#providers/descriptors/schema.ts';
import { falDefinition } from '#providers/fal/definition.ts';
import { uploadFile } from '#providers/fal/uploads.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { startFal, type FalSimulator, type falVariants } from '../../simulators/fal.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import type { Purpose } from '../../simulators/kit/faults.ts';
import { SECRET_MARK, type SimulatorOptions } from '../../simulators/kit/simulator.ts';

const models = falDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const JOB = 10_000;
const FLUX = 'fal-ai/flux/schnell';
const KLING = 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video';

let folder: string;
let picture: MediaInput;
let otherPicture: MediaInput;
const open: { simulator: FalSimulator; connection: TestConnection }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-fal-'));
  picture = await pictureInput(folder, 'start');
  otherPicture = await pictureInput(folder, 'end');
});

afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    const keyed = simulator.log.filter(({ headers }) => headers.authorization !== undefined).map(({ path }) => path);
    expect(keyed.filter((path) => !/^\/(queue|rest|api)\//.test(path))).toEqual([]);
    await simulator.close();
    await connection.end();
  }
  await rm(folder, { recursive: true, force: true });
});

interface Bench {
  simulator: FalSimulator;
  connection: TestConnection;
  client: ProviderClient;
  adapter: (remoteId: string, change?: Partial<ModelDescriptorFile>, overrides?: Record<string, Scalar>) => ProviderAdapter;
}

async function bench(
  options: SimulatorOptions & { variant?: (typeof falVariants)[number] } = {},
  env: Record<string, string> = {},
): Promise<Bench> {
  const simulator = await startFal({ clock: scriptedClock(), jobMilliseconds: JOB, ...options });
  const connection = await connectionTo(falDefinition, simulator, env);
  open.push({ simulator, connection });
  const client = await falDefinition.connect(connection);
  return {
    simulator,
    connection,
    client,
    adapter(remoteId, change = {}, overrides = {}) {
      const descriptor = modelDescriptorSchema.parse({ ...model(remoteId), ...change });
      return createModelAdapter({
        definition: falDefinition,
        descriptor,
        connection,
        concurrency: 2,
        overrides,
        protocol: async () => (await Promise.resolve(client)).jobs?.(descriptor) ?? Promise.reject(new Error('no jobs')),
      });
    },
  };
}

function model(remoteId: string): ModelDescriptor {
  const found = models.find((each) => each.remoteId === remoteId);
  if (found === undefined) throw new Error(`There is no model ${remoteId}.`);
  return found;
}

const clip = (prompt = 'A red bicycle rolls through Lisbon.', extra: Partial<ClipRequest> = {}): ClipRequest =>
  sampleClip({}, { prompt, negative: 'blurry', seconds: 4, startFrame: { input: picture, request: null }, endFrame: null, ...extra });
const still = (prompt = 'A red bicycle in Lisbon.', extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt, negative: 'blurry', references: [], width: 1280, height: 720, ...extra });
const line: SpeechRequest = { kind: 'speech', text: 'The road remembers us.', voice: null, language: 'en', seconds: 3, seed: 7 };

async function start(adapter: ProviderAdapter, request: GenerationRequest): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId: 'job-1', signal })) ?? null;
  return adapter.submit(request, { clientJobId: 'job-1', prepared, signal });
}

async function finish(at: Bench, adapter: ProviderAdapter, handle: JobHandle): Promise<PollResult> {
  at.simulator.clock.advance(JOB + 1);
  return adapter.poll(handle, { signal });
}

async function failureOf(work: Promise<unknown>): Promise<ProviderFailure['error']> {
  try {
    await work;
  } catch (cause) {
    if (!(cause instanceof ProviderFailure)) throw cause;
    expect(JSON.stringify([cause.error, cause.message])).not.toContain(SECRET_MARK);
    return cause.error;
  }
  throw new Error('It should have failed.');
}

const asked = (at: Bench, purpose: Purpose): string[] =>
  at.simulator.log.filter((each) => each.purpose === purpose).map(({ method, path }) => `${method} ${path}`);

test('a picture: queued with its place, running with progress, done, downloaded without the key, with what it cost', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  const handle = await start(adapter, still('A red bicycle in Lisbon.', { seed: 77 }));
  expect(at.simulator.charged).toHaveLength(1);
  expect(at.simulator.charged[0]?.body).toEqual({
    prompt: 'A red bicycle in Lisbon. Avoid: blurry.',
    image_size: { width: 1280, height: 720 },
    output_format: 'png',
    seed: 77,
  });
  expect(handle).toMatchObject({ version: 1, remoteId: at.simulator.charged[0]?.id });
  expect(JSON.stringify(handle)).not.toContain(SECRET_MARK);

  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'queued', progress: null, message: 'Next in line at fal.ai' });
  at.simulator.clock.advance(JOB * 0.6);
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'running', progress: 0.5, message: null });
  const done = await finish(at, adapter, handle);
  if (done.state !== 'succeeded') throw new Error(JSON.stringify(done));
  expect(done.outputs.map(({ mime }) => mime)).toEqual(['image/png']);
  expect(done.cost).toEqual({ amount: 0.07, currency: 'USD' });

  const file = join(folder, 'result.png');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 320, height: 180 });
  // The short address that fal returned, not the model's whole name.
  expect(asked(at, 'status')[0]).toBe(`GET /queue/fal-ai/flux/requests/${handle.remoteId}/status?logs=1`);
  // No deadline of ours: a job that waits is cheaper than one that is ordered again.
  expect(at.simulator.log.find(({ purpose }) => purpose === 'create')?.headers).not.toHaveProperty('x-fal-request-timeout');
});

test('a clip between two frames: both pictures are uploaded once and named as this model names them', async () => {
  const at = await bench();
  const adapter = at.adapter(KLING);
  const handle = await start(adapter, clip('It rolls.', { endFrame: { input: otherPicture, request: null } }));
  const body = at.simulator.charged[0]?.body as Record<string, string>;
  expect(Object.keys(body).toSorted()).toEqual(['duration', 'image_url', 'negative_prompt', 'prompt', 'tail_image_url']);
  expect(body['duration']).toBe('5');
  const uploaded = (url = ''): Buffer | undefined => at.simulator.uploads.get(url.split('/').at(-1) ?? '')?.bytes;
  expect(uploaded(body['image_url'])?.equals(await readFile(picture.path))).toBe(true);
  expect(uploaded(body['tail_image_url'])?.equals(await readFile(otherPicture.path))).toBe(true);
  // The file's own name stays here.
  expect(JSON.stringify(at.simulator.log.map(({ path }) => path))).not.toMatch(/start\.png|end\.png/);
  const puts = at.simulator.log.filter(({ method, path }) => method === 'PUT' && path.startsWith('/storage/'));
  expect(puts.map(({ headers }) => [headers.authorization, headers['content-type']])).toEqual([
    [undefined, 'image/png'],
    [undefined, 'image/png'],
  ]);
  const done = await finish(at, adapter, handle);
  if (done.state !== 'succeeded') throw new Error(JSON.stringify(done));
  const file = join(folder, 'clip.mp4');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
});

// The service itself checks every field against its published types, so a model's description is right or this fails.
test.each(models.map((descriptor) => [descriptor.remoteId, descriptor] as const))('%s takes what we send', async (_id, descriptor) => {
  const at = await bench({ variant: 'eager' });
  const adapter = at.adapter(descriptor.remoteId);
  const requests: GenerationRequest[] = [];
  const reference = (role: 'product' | 'style', input: MediaInput): PictureRequest['references'][number] => ({ role, input, seed: null });
  if (descriptor.kind === 'speech')
    requests.push(line, { ...line, text: 'Longer than there is time for, and so it is read a little faster.', seconds: 2 });
  if (descriptor.kind === 'picture') {
    const references = [reference('product', picture), reference('style', otherPicture)];
    if (descriptor.modes.includes('text')) requests.push(still(), still('A tall one.', { width: 720, height: 1280 }));
    if (!descriptor.modes.every((mode) => mode === 'text')) requests.push(still('With pictures.', { references }));
  }
  if (descriptor.kind === 'clip') {
    const endFrame = { input: otherPicture, request: null };
    if (!descriptor.roles?.lastFrame?.required) requests.push(clip(), clip('A tall one.', { width: 720, height: 1280, seconds: 7.5 }));
    requests.push(clip('To the end frame.', { endFrame, seconds: 40 }));
  }
  expect(requests.length).toBeGreaterThan(0);
  for (const request of requests) {
    expect(adapter.validate(request)).toEqual([]);
    await start(adapter, request);
  }
  expect(at.simulator.charged).toHaveLength(requests.length);
  for (const { body } of at.simulator.charged) expect(JSON.stringify(body)).not.toContain('$file');
  // And everything that a person may set.
  const settings = descriptor.params.filter((param) => param.from === undefined);
  for (const param of settings) {
    const value = param.values?.at(-1) ?? (param.wireType === 'boolean' ? true : (param.max ?? 1));
    const [request] = requests;
    if (request !== undefined) await start(at.adapter(descriptor.remoteId, {}, { [param.key]: value }), request);
  }
  expect(at.simulator.charged).toHaveLength(requests.length + settings.length);
});

test('lengths keep their wire type: text, text with a unit, or a number', async () => {
  const at = await bench({ variant: 'eager' });
  const lengths: unknown[] = [];
  for (const id of [
    'fal-ai/kling-video/v3/pro/image-to-video',
    'fal-ai/luma-dream-machine/ray-2/image-to-video',
    'fal-ai/pixverse/v6/image-to-video',
    'fal-ai/veo3.1/image-to-video',
  ]) {
    await start(at.adapter(id), clip('It rolls.', { seconds: 6 }));
    const body = at.simulator.charged.at(-1)?.body as Record<string, unknown> | undefined;
    lengths.push(body?.['duration']);
  }
  expect(lengths).toEqual(['6', '9s', 6, '6s']);
});

test('references are sent as a list, each named in the prompt', async () => {
  const at = await bench({ variant: 'eager' });
  const references = [
    { role: 'style', input: otherPicture, seed: null },
    { role: 'product', input: picture, seed: null },
  ] as const;
  await start(at.adapter('fal-ai/flux-2-pro/edit'), still('On a table.', { references: [...references] }));
  const body = at.simulator.charged[0]?.body as { prompt: string; image_urls: string[] };
  expect(body.image_urls).toHaveLength(2);
  expect(body.prompt).toBe('Image 1 shows the product. Image 2 shows the look. On a table. Avoid: blurry.');
});

test('wrong fields are refused with their names, and nothing is charged', async () => {
  const at = await bench({ variant: 'eager' });
  const wrong = at.adapter(FLUX, { fixed: { num_images: 'two', width: 512 } });
  const error = await failureOf(start(wrong, still()));
  expect(error.kind).toBe('invalid_input');
  expect(error.fields).toEqual([
    { path: 'num_images', message: 'Input should be a valid number' },
    { path: 'width', message: 'Extra inputs are not permitted' },
  ]);
  expect(at.simulator.charged).toEqual([]);
});

test.each<[string, ProviderErrorKind, RegExp]>([
  ['[policy]', 'moderated_input', /because of its content/],
  ['[policy-output]', 'moderated_output', /held back/],
  ['[image-load]', 'invalid_input', /could not read a picture.*image_url/],
  ['[no-media]', 'provider_failed', /model failed/],
  ['[timeout-user]', 'timeout_queue', /never started/],
  ['[model-timeout]', 'timeout_run', /too long/],
  ['[overloaded]', 'provider_overloaded', /overloaded/],
  ['[crash]', 'provider_failed', /500/],
  ['[nsfw]', 'moderated_output', /blacked out/],
  ['[empty]', 'provider_failed', /made nothing/],
  ['[path]', 'model_unavailable', /has no model/],
])('%s shows only in the result: %s', async (word, kind, words) => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  const handle = await start(adapter, still(`A bicycle ${word}`));
  const done = await finish(at, adapter, handle);
  if (done.state !== 'failed') throw new Error(JSON.stringify(done));
  expect(done.error.kind).toBe(kind);
  expect(done.error.message).toMatch(words);
  // What was sent is not kept a second time, and no request was repeated as a new job.
  expect(JSON.stringify(done.error.raw)).not.toContain('A bicycle');
  expect(at.simulator.charged).toHaveLength(1);
});

test('a wrong input that the queue took fails with its fields in the result', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX, { fixed: { num_images: 'two' } });
  const done = await finish(at, adapter, await start(adapter, still()));
  expect(done).toMatchObject({ state: 'failed', error: { kind: 'invalid_input', fields: [{ path: 'num_images' }] } });
});

test('a job that was canceled elsewhere, an unknown state, a result that is not stored yet', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  const canceled = await start(adapter, still('A bicycle [canceled]'));
  const strange = await start(adapter, still('A bicycle [strange]'));
  at.simulator.clock.advance(JOB * 0.5);
  expect(await adapter.poll(strange, { signal })).toMatchObject({
    state: 'running',
    message: expect.stringContaining('DREAMING') as string,
  });
  at.simulator.faults.next('status', { type: 'answer', status: 200, body: { status: 'completed' } });
  expect(await adapter.poll(strange, { signal })).toMatchObject({ state: 'running', message: 'fal.ai is storing the result' });
  expect(await finish(at, adapter, canceled)).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });
});

test('a job that fal has forgotten is expired; a gateway that is lost is asked again', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  const handle = await start(adapter, still());
  const url = String(handle.data['statusUrl']).replace(handle.remoteId, '11111111-0000-4000-8000-000000000000');
  expect(await adapter.poll({ ...handle, data: { ...handle.data, statusUrl: url } }, { signal })).toMatchObject({ state: 'expired' });
  at.simulator.faults.next('status', { type: 'html', status: 502, after: false }, 2);
  // Back-off takes time, in which the job may have begun.
  expect((await adapter.poll(handle, { signal })).state).toMatch(/^(queued|running)$/);
  at.simulator.clock.advance(JOB * 2);
  at.simulator.faults.next('result', { type: 'html', status: 504, after: false }, 4);
  // The question failed, not the job.
  expect((await failureOf(adapter.poll(handle, { signal }))).kind).toBe('timeout_queue');
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'succeeded' });
});

test('pictures that the filter blacked out are left out; pictures inside the answer are kept as files', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  const half = await finish(at, adapter, await start(adapter, still('A bicycle [half-nsfw]')));
  expect(half.state === 'succeeded' ? half.outputs.map(({ ref }) => ref.endsWith('?second')) : half).toEqual([true]);
  const inline = await finish(at, adapter, await start(adapter, still('A bicycle [inline]')));
  if (inline.state !== 'succeeded') throw new Error(JSON.stringify(inline));
  const output = inline.outputs[0] ?? { mime: '', ref: '' };
  expect(output.ref).toMatch(/^inbox:[\w-]+\.png$/);
  const file = join(folder, 'inline.png');
  await adapter.fetchOutput(output, file, { signal });
  expect(await sharp(file).metadata()).toMatchObject({ width: 64, height: 36 });
  expect(await readdir(at.connection.inbox)).toEqual([]);
  expect((await failureOf(adapter.fetchOutput(output, file, { signal }))).kind).toBe('output_expired');
});

test.each<[string, string, ProviderErrorKind]>([
  ['no credit', 'A bicycle [locked]', 'insufficient_credit'],
  ['not allowed', 'A bicycle [forbidden]', 'forbidden'],
  ['a refusal that repeats the key', 'A bicycle [repeats the key]', 'auth'],
])('refused when it is submitted: %s', async (_name, prompt, kind) => {
  const at = await bench();
  expect((await failureOf(start(at.adapter(FLUX), still(prompt)))).kind).toBe(kind);
  expect(at.simulator.charged).toEqual([]);
});

test('a wrong key, no key, an unknown model, a name that is none', async () => {
  const wrong = await bench({}, { FAL_KEY: `${SECRET_MARK}-but-wrong` });
  expect((await failureOf(start(wrong.adapter(FLUX), still()))).kind).toBe('auth');
  expect((await failureOf(wrong.client.test({ signal }))).kind).toBe('auth');
  const none = await bench({}, { FAL_KEY: '' });
  expect((await failureOf(start(none.adapter(FLUX), still()))).kind).toBe('auth');
  const at = await bench();
  expect((await failureOf(start(at.adapter(FLUX, { remoteId: 'fal-ai/nothing/here' }), still()))).kind).toBe('model_unavailable');
  const before = at.simulator.log.length;
  expect((await failureOf(start(at.adapter(FLUX, { remoteId: 'fal-ai/../admin' }), still()))).kind).toBe('invalid_input');
  expect(at.simulator.log).toHaveLength(before);
});

test('nothing is ordered twice: a lost answer is not known, a throttled one is repeated, a half one is not known', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  at.simulator.faults.next('create', { type: 'reset-after' });
  expect((await failureOf(start(adapter, still()))).kind).toBe('network_after_send');
  expect(at.simulator.charged).toHaveLength(1);
  at.simulator.faults.next('create', { type: 'answer', status: 200, body: { status: 'IN_QUEUE' } });
  expect((await failureOf(start(adapter, still()))).message).toContain('without a job id');
  at.simulator.faults.next('create', { type: 'half-json' });
  expect((await failureOf(start(adapter, still()))).kind).toBe('network_after_send');
  expect(at.simulator.charged).toHaveLength(2);
  at.simulator.faults.next('create', { type: 'throttle', form: 'seconds', milliseconds: 3000 });
  await start(adapter, still());
  expect(at.simulator.charged).toHaveLength(3);
  expect(at.connection.waited.some((ms) => ms >= 3000)).toBe(true);
});

test('a lost job cannot be looked up, so nobody knows', async () => {
  const at = await bench();
  const lost: LostJob = { clientJobId: 'job-1', request: still(), prepared: null, since: 0, isClaimed: () => false };
  expect(await at.adapter(FLUX).reconcile(lost, { signal })).toBe('unknown');
  expect(at.simulator.log).toEqual([]);
});

test('canceling: before it is done, too late, unknown; the job then says so', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  const handle = await start(adapter, still());
  expect(await adapter.cancel(handle)).toBe('canceled');
  expect(asked(at, 'cancel')).toEqual([`PUT /queue/fal-ai/flux/requests/${handle.remoteId}/cancel`]);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'canceled' });
  const other = await start(adapter, still());
  at.simulator.clock.advance(JOB + 1);
  expect(await adapter.cancel(other)).toBe('too_late');
  const nobody = {
    ...other,
    data: { ...other.data, cancelUrl: `${at.simulator.env['FAL_QUEUE_URL']}/fal-ai/flux/requests/nobody/cancel` },
  };
  expect(await adapter.cancel(nobody)).toBe('too_late');
});

test("behind a proxy fal's own host in the answer means the same path at the address in the settings", async () => {
  const at = await bench({ variant: 'standard-host' });
  const adapter = at.adapter(FLUX);
  const handle = await start(adapter, still());
  expect(String(handle.data['statusUrl'])).toMatch(/^https:\/\/queue\.fal\.run\/fal-ai\/flux\/requests\//);
  expect(await finish(at, adapter, handle)).toMatchObject({ state: 'succeeded' });
});

test("the key does not go to somebody else's server, and the job is kept", async () => {
  const at = await bench({ variant: 'foreign-host' });
  const adapter = at.adapter(FLUX);
  const handle = await start(adapter, still());
  const before = at.simulator.log.length;
  const error = await failureOf(adapter.poll(handle, { signal }));
  expect(error.kind).toBe('provider_failed');
  expect(error.message).toContain('queue.elsewhere.example');
  expect(at.simulator.log).toHaveLength(before);
});

test('without addresses in the answer the usual ones are used; a newer handle is not misread', async () => {
  const at = await bench({ variant: 'bare' });
  const adapter = at.adapter(KLING);
  const handle = await start(adapter, clip());
  expect(String(handle.data['responseUrl'])).toMatch(/\/queue\/fal-ai\/kling-video\/requests\/[\w-]+$/);
  expect(await finish(at, adapter, handle)).toMatchObject({ state: 'succeeded' });
  expect((await failureOf(adapter.poll({ ...handle, version: 2 }, { signal }))).message).toContain('newer version');
});

test('over the limit of the account jobs wait in line', async () => {
  const at = await bench({ limits: { atOnce: 1 } });
  const adapter = at.adapter(FLUX);
  const handles = [];
  for (let count = 0; count < 4; count++) handles.push(await start(adapter, still(`Picture ${count}`)));
  const last = handles.at(-1) ?? { version: 1, remoteId: '', data: {} };
  expect(await adapter.poll(last, { signal })).toMatchObject({ state: 'queued', message: 'Waiting at fal.ai, 3 before you' });
});

test('results: gone, of the wrong type, cut off', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  const done = await finish(at, adapter, await start(adapter, still()));
  const output = done.state === 'succeeded' ? (done.outputs[0] ?? { mime: '', ref: '' }) : { mime: '', ref: '' };
  const file = join(folder, 'result.png');
  at.simulator.faults.next('file', { type: 'file', how: 'gone-404' });
  expect((await failureOf(adapter.fetchOutput(output, file, { signal }))).kind).toBe('output_expired');
  at.simulator.faults.next('file', { type: 'file', how: 'wrong-type' });
  expect((await failureOf(adapter.fetchOutput(output, file, { signal }))).kind).toBe('provider_failed');
  at.simulator.faults.next('file', { type: 'file', how: 'cut-off' });
  await adapter.fetchOutput(output, file, { signal });
  expect((await readFile(file)).length).toBeGreaterThan(500);
});

test('speech is made and fetched', async () => {
  const at = await bench();
  const adapter = at.adapter('fal-ai/kokoro/american-english');
  const done = await finish(at, adapter, await start(adapter, line));
  if (done.state !== 'succeeded') throw new Error(JSON.stringify(done));
  const file = join(folder, 'line.wav');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect((await readFile(file)).subarray(0, 4).toString()).toBe('RIFF');
});

test('without a price list or billed units the cost stays open', async () => {
  const at = await bench({ variant: 'no-price-list' });
  const adapter = at.adapter(FLUX);
  expect(await finish(at, adapter, await start(adapter, still()))).toMatchObject({ state: 'succeeded', cost: null });
});

test('the price list is asked once for a model', async () => {
  const at = await bench();
  const adapter = at.adapter(FLUX);
  for (const prompt of ['One.', 'Two.']) {
    expect(await finish(at, adapter, await start(adapter, still(prompt)))).toMatchObject({ cost: { amount: 0.07 } });
  }
  expect(asked(at, 'account')).toHaveLength(1);
  expect(JSON.stringify([...at.connection.learned])).not.toContain(SECRET_MARK);
});

test('pictures for others get a public address; a failed upload orders nothing', async () => {
  const at = await bench();
  const url = await at.client.publicUpload?.(picture, { signal });
  const answer = await fetch(url ?? '');
  expect(Buffer.from(await answer.arrayBuffer()).equals(await readFile(picture.path))).toBe(true);
  at.simulator.faults.next('upload', { type: 'answer', status: 200, body: {} });
  expect((await failureOf(start(at.adapter(KLING), clip()))).message).toContain('did not say where');
  // The storage's "forbidden" is not the account's.
  at.simulator.faults.next('upload', { type: 'slow', milliseconds: 1 });
  at.simulator.faults.next('upload', { type: 'answer', status: 403, body: 'SignatureDoesNotMatch signature=abc' });
  const refused = await failureOf(start(at.adapter(KLING), clip()));
  expect(refused.kind).toBe('provider_failed');
  expect(JSON.stringify(refused)).not.toContain('signature');
  expect(at.simulator.charged).toEqual([]);
});

test('large files go in parts, each with its receipt', async () => {
  const at = await bench();
  const bytes = await readFile(picture.path);
  const url = await uploadFile(at.connection, picture, { signal, sizes: { partsFrom: 100, part: Math.ceil(bytes.length / 3) } });
  const stored = at.simulator.uploads.get(url.split('/').at(-1) ?? '');
  expect(stored?.complete).toBe(true);
  expect(
    createHash('sha256')
      .update(stored?.bytes ?? Buffer.alloc(0))
      .digest('hex'),
  ).toBe(picture.sha256);
  expect(at.simulator.log.filter(({ method }) => method === 'PUT')).toHaveLength(3);
});

test('the account test costs nothing and names the price of today', async () => {
  const at = await bench();
  const result = await at.client.test({ signal });
  expect(result).toMatchObject({ ok: true, message: 'fal.ai accepts the key.' });
  expect(result.facts[0]).toEqual({ label: 'FLUX.1 schnell costs now', value: '0.035 USD for each image' });
  expect(at.simulator.charged).toEqual([]);
  const silent = await bench({ variant: 'no-price-list' });
  expect((await silent.client.test({ signal })).ok).toBe(true);
  silent.simulator.faults.next('status', { type: 'answer', status: 404, body: 'not here' });
  silent.simulator.faults.next('status', { type: 'answer', status: 403, body: { detail: 'User is locked. Reason: Exhausted balance.' } });
  // Somebody's page of "not found" is no answer of fal's.
  expect((await failureOf(silent.client.test({ signal }))).kind).toBe('model_unavailable');
  expect((await failureOf(silent.client.test({ signal }))).kind).toBe('insufficient_credit');
});

test("a model's published description is read without a key", async () => {
  const at = await bench();
  const live = await at.client.liveSchema?.(KLING, { signal });
  expect(Object.keys(live?.input['properties'] ?? {}).toSorted()).toEqual(
    ['cfg_scale', 'duration', 'image_url', 'negative_prompt', 'prompt', 'tail_image_url'].toSorted(),
  );
  expect(live?.input['required']).toEqual(['image_url', 'prompt']);
  expect(live?.definitions).toHaveProperty('ImageSize');
  expect((await failureOf(at.client.liveSchema?.('fal-ai/nothing', { signal }) ?? Promise.resolve())).kind).toBe('model_unavailable');
});
