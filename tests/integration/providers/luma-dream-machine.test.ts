/** Luma Dream Machine against its simulator: through the adapter that the studio uses, over real sockets. */
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
import { lumaDreamMachineDefinition } from '#providers/luma-dream-machine/definition.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startLumaDreamMachine, type DreamMachineSimulatorOptions } from '../../simulators/luma-dream-machine.ts';

const models = lumaDreamMachineDefinition.models.map((file) => modelDescriptorSchema.parse(file));
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

async function bench(options: DreamMachineSimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startLumaDreamMachine({ clock: scriptedClock(), jobMilliseconds: JOB, ...options });
  const connection = await connectionTo(lumaDreamMachineDefinition, simulator, env);
  connection.publicUpload = (file) => Promise.resolve(`https://elsewhere.example/${file.sha256}.png`);
  open.push({ simulator, connection });
  const client = await lumaDreamMachineDefinition.connect(connection);
  const adapter = (remoteId: string): ProviderAdapter => adapterOf(model(remoteId));
  const adapterOf = (descriptor: ModelDescriptor): ProviderAdapter =>
    createModelAdapter({
      definition: lumaDreamMachineDefinition,
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
  folder = await mkdtemp(join(tmpdir(), 'heroframe-luma-dream-machine-'));
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

/** A request whose answer got lost on the way back. */
async function lose(at: Bench, adapter: ProviderAdapter, request: GenerationRequest, how: 'after' | 'before' = 'after') {
  const prepared = (await adapter.prepare?.(request, { clientJobId: 'job-1', signal })) ?? null;
  at.simulator.faults.next('create', { type: how === 'after' ? 'reset-after' : 'reset-before' });
  const since = at.simulator.clock.now();
  expect(await failureOf(adapter.submit(request, { clientJobId: 'job-1', prepared, signal }))).toMatchObject({
    kind: 'network_after_send',
  });
  return { clientJobId: 'job-1', request, prepared, since, isClaimed: (_id: string) => false };
}

test('a clip: frames by public address, one generation, followed to its end, fetched without the key', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-2');
  const handle = await send(adapter, clip('A bicycle rolls.', { seconds: 7, endFrame: { input: end, request: null } }));
  expect(at.simulator.charged.map(({ body }) => body)).toEqual([
    {
      model: 'ray-2',
      prompt: 'A bicycle rolls. Avoid: blurry.',
      aspect_ratio: '16:9',
      duration: '9s',
      resolution: '720p',
      loop: false,
      keyframes: {
        frame0: { type: 'image', url: `https://elsewhere.example/${start.sha256}.png` },
        frame1: { type: 'image', url: `https://elsewhere.example/${end.sha256}.png` },
      },
    },
  ]);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'queued' });
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'running' });
  const done = await finish(at, adapter, handle);
  const file = join(folder, 'clip.mp4');
  await adapter.fetchOutput(outputOf(done), file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  for (const request of at.simulator.log)
    expect(request.headers.authorization !== undefined, request.path).toBe(request.path.startsWith('/dream-machine/'));
});

test('pictures: references by role, in the form that was asked for', async () => {
  const at = await bench();
  const references = [{ role: 'character' as const, input: start, seed: null }];
  const url = `https://elsewhere.example/${start.sha256}.png`;
  const handle = await send(at.adapter('photon-1'), still('A portrait.', { references }));
  await send(at.adapter('photon-1/style_ref'), still('A portrait.', { references }));
  await send(at.adapter('photon-1/character_ref'), still('A portrait.', { references }));
  expect(at.simulator.charged.map(({ body }) => body)).toMatchObject([
    { model: 'photon-1', format: 'png', image_ref: [{ url }] },
    { model: 'photon-1', style_ref: [{ url }] },
    { model: 'photon-1', character_ref: { identity0: { images: [url] } } },
  ]);
  const file = join(folder, 'picture.png');
  await at.adapter('photon-1').fetchOutput(outputOf(await finish(at, at.adapter('photon-1'), handle)), file, { signal });
  expect((await sharp(file).metadata()).format).toBe('png');
});

test('every model: what its description compiles to is what the service takes', async () => {
  const at = await bench();
  for (const descriptor of models) {
    const adapter = at.adapter(descriptor.remoteId);
    const requests: GenerationRequest[] =
      descriptor.kind === 'clip'
        ? [
            clip('A street.', { seconds: 3 }),
            clip('A street.', { seconds: 20, width: 1024, height: 1280, endFrame: { input: end, request: null } }),
          ]
        : [still('A street.'), still('A street.', { width: 1024, height: 1280, references: [{ role: 'style', input: end, seed: null }] })];
    for (const request of requests) await send(adapter, request);
  }
  expect(at.simulator.charged).toHaveLength(2 * models.length);
});

test('without a public upload the person is told before anything is sent', async () => {
  const at = await bench();
  at.connection.publicUpload = null;
  expect(await failureOf(send(at.adapter('ray-2'), clip()))).toMatchObject({ kind: 'invalid_input' });
  expect(at.simulator.log).toHaveLength(0);
});

test('the simulator refuses what the service would: so the tests above mean something', async () => {
  const at = await bench();
  const ask = async (kind: string, body: unknown, key = at.simulator.env['LUMAAI_API_KEY'] ?? ''): Promise<number> =>
    (
      await fetch(`${at.simulator.address}/dream-machine/v1/generations/${kind}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      })
    ).status;
  const good = { model: 'ray-2', prompt: 'A street.' };
  expect(await ask('video', good)).toBe(201);
  expect(await ask('video', good, 'wrong')).toBe(401);
  expect(await ask('video', { ...good, seed: 3 })).toBe(422);
  expect(await ask('video', { ...good, duration: '10s' })).toBe(422);
  expect(await ask('video', { ...good, keyframes: { frame0: { type: 'image', url: 'data:image/png;base64,AAAA' } } })).toBe(422);
  expect(await ask('image', good)).toBe(422);
});

test('a lost answer is found again by what was asked', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-2');
  await send(adapter, clip('Another film.'));
  const lost = await lose(at, adapter, clip('A bicycle rolls.'));
  await send(adapter, clip('A third film.'));
  const found = await adapter.reconcile(lost, { signal });
  expect(found).toEqual({ version: 1, remoteId: at.simulator.charged[1]?.id, data: {} });
  expect(at.simulator.charged).toHaveLength(3);
});

test('what never arrived is surely not there; what another job has is not taken', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-2');
  const first = await send(adapter, clip('A bicycle rolls.'));
  const lost = await lose(at, adapter, clip('A bicycle rolls.'), 'before');
  expect(await adapter.reconcile({ ...lost, isClaimed: (id) => id === first.remoteId }, { signal })).toBe('none');
  // Nobody has it: then it may as well be this one.
  expect(await adapter.reconcile(lost, { signal })).toMatchObject({ remoteId: first.remoteId });
});

test('three identical requests lost at once find three different generations', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-2');
  const claimed = new Set<string>();
  const jobs = [];
  for (let take = 0; take < 3; take++) jobs.push(await lose(at, adapter, clip('A bicycle rolls.')));
  for (const lost of jobs) {
    const found = await adapter.reconcile({ ...lost, isClaimed: (id) => claimed.has(id) }, { signal });
    if (typeof found === 'string') throw new Error(`Expected a handle, got ${found}.`);
    claimed.add(found.remoteId);
  }
  expect([...claimed].sort()).toEqual(at.simulator.charged.map(({ id }) => id).sort());
});

test('settings and pictures that differ make another request', async () => {
  const at = await bench();
  const adapter = at.adapter('ray-2');
  await send(adapter, clip('A bicycle rolls.', { seconds: 9 }));
  await send(adapter, clip('A bicycle rolls.', { seconds: 5, endFrame: { input: end, request: null } }));
  await send(at.adapter('ray-flash-2'), clip('A bicycle rolls.', { seconds: 5 }));
  const lost = await lose(at, adapter, clip('A bicycle rolls.', { seconds: 5 }), 'before');
  expect(await adapter.reconcile(lost, { signal })).toBe('none');
});

test.each(['quiet', 'rehosting'])('a service that is %s about what was asked leaves it open', async (variant) => {
  const at = await bench({ variant });
  const adapter = at.adapter('ray-2');
  const lost = await lose(at, adapter, clip('A bicycle rolls.'));
  expect(await adapter.reconcile(lost, { signal })).toBe('unknown');
  const other = await lose(at, adapter, clip('Something else.'), 'before');
  expect(await adapter.reconcile(other, { signal })).toBe('none');
});

test('a long history: read page by page, as far back as it can matter, whatever our clock says', { timeout: 60_000 }, async () => {
  const at = await bench();
  const adapter = at.adapter('ray-2');
  const key = at.simulator.env['LUMAAI_API_KEY'] ?? '';
  const fill = async (count: number): Promise<void> => {
    for (let made = 0; made < count; made++)
      await fetch(`${at.simulator.address}/dream-machine/v1/generations/video`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: 'ray-2', prompt: `Old ${made}` }),
      });
  };
  await fill(230);
  at.simulator.clock.advance(3 * 24 * HOUR);
  const lost = await lose(at, adapter, clip('A bicycle rolls.'));
  const id = at.simulator.charged.at(-1)?.id;
  await fill(120);
  const pages = (): number => at.simulator.log.filter(({ purpose }) => purpose === 'list').length;
  expect(await adapter.reconcile(lost, { signal })).toMatchObject({ remoteId: id });
  // 351 in all, 130 of them old: the third page is wholly before the day before, the fourth is not asked for.
  expect(pages()).toBe(3);
  // This computer's clock was five days ahead when the request left, and has been set right since.
  expect(await adapter.reconcile({ ...lost, since: lost.since + 5 * 24 * HOUR }, { signal })).toMatchObject({ remoteId: id });
  expect(await adapter.reconcile({ ...lost, isClaimed: (each) => each === id }, { signal })).toBe('none');
});

test('cancel: what is under way is deleted, what is finished is kept', async () => {
  const at = await bench();
  const adapter = at.adapter('photon-flash-1');
  const queued = await send(adapter, still('One.'));
  expect(await adapter.cancel(queued)).toBe('canceled');
  expect(await adapter.cancel(queued)).toBe('canceled');
  expect(await adapter.poll(queued, { signal })).toMatchObject({ state: 'expired' });
  const made = await send(adapter, still('Two.'));
  const done = await finish(at, adapter, made);
  expect(await adapter.cancel(made)).toBe('too_late');
  await adapter.fetchOutput(outputOf(done), join(folder, 'kept.png'), { signal });
});

test.each([
  ['Content moderation: the prompt was flagged', 'moderated_input'],
  ['Moderation of the generated output', 'moderated_output'],
  ['Could not download image from url', 'invalid_input'],
  ['Not enough credits', 'insufficient_credit'],
  ['Internal error', 'provider_failed'],
] as const)('a generation that fails with “%s” is %s', async (reason, kind) => {
  const at = await bench();
  const adapter = at.adapter('ray-2');
  const result = await finish(at, adapter, await send(adapter, clip(`A street [simulate fail ${reason}]`)));
  expect(result.state).toBe('failed');
  expect(errorOf(result)).toMatchObject({ kind, message: expect.stringContaining(reason) });
});

test('states that nobody expected, closed addresses, newer handles', async () => {
  const at = await bench();
  const adapter = at.adapter('photon-1');
  expect(await finish(at, adapter, await send(adapter, still('A [simulate state napping]')))).toMatchObject({
    state: 'running',
    message: expect.stringContaining('napping'),
  });
  expect(await finish(at, adapter, await send(adapter, still('A [simulate no output]')))).toMatchObject({
    state: 'failed',
    error: { kind: 'provider_failed' },
  });
  const done = await finish(at, adapter, await send(adapter, still('A street.')));
  at.simulator.clock.advance(2 * HOUR);
  await adapter.fetchOutput(outputOf(done), join(folder, 'late.png'), { signal });
  at.simulator.faults.next('file', { type: 'file', how: 'gone-404' }, 2);
  expect(await failureOf(adapter.fetchOutput(outputOf(done), join(folder, 'gone.png'), { signal }))).toMatchObject({
    kind: 'output_expired',
  });
  expect(await failureOf(adapter.poll({ version: 3, remoteId: 'x', data: {} }, { signal }))).toMatchObject({
    message: expect.stringContaining('newer version'),
  });
});

test.each([
  [401, { detail: 'Not authenticated' }, 'auth'],
  [400, { detail: 'Insufficient credits' }, 'insufficient_credit'],
  [403, { detail: 'Forbidden' }, 'forbidden'],
  [422, { detail: [{ loc: ['body', 'prompt'], msg: 'Field required' }] }, 'invalid_input'],
  [400, { detail: 'Prompt was flagged by moderation' }, 'moderated_input'],
  [500, { detail: 'Internal' }, 'provider_failed'],
] as const)('refused with %d %j: %s', async (status, body, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body });
  expect((await failureOf(send(at.adapter('photon-1'), still()))).kind).toBe(kind);
});

test('the account: its credit in dollars, none as a hint, a wrong key without the key', async () => {
  const at = await bench({ cents: 1234 });
  expect(await at.client.test({ signal })).toMatchObject({ ok: true, hint: '', facts: [{ label: 'Credit', value: '$12.34' }] });
  expect(await (await bench({ cents: 0 })).client.test({ signal })).toMatchObject({ ok: true, hint: expect.stringContaining('no credit') });
  const wrong = await bench({}, { LUMAAI_API_KEY: `${SECRET_MARK}-wrong` });
  expect(await failureOf(wrong.client.test({ signal }))).toMatchObject({ kind: 'auth' });
  const poor = await bench({ cents: 50 });
  await send(poor.adapter('ray-2'), clip('One.'));
  expect(await failureOf(send(poor.adapter('ray-2'), clip('Two.')))).toMatchObject({ kind: 'insufficient_credit' });
});
