/** ElevenLabs against its simulator: through the adapter that the studio uses, over real sockets. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobHandle, LostJob, ProviderAdapter, SpeechRequest } from '#providers/adapter.ts';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor } from '#providers/descriptors/schema.ts';
import { elevenLabsDefinition } from '#providers/elevenlabs/definition.ts';
import { spokenWords } from '#providers/elevenlabs/spoken-words.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, type TestConnection } from '../../fixtures/connection.ts';
import { startElevenLabs, type ElevenLabsSimulator } from '../../simulators/elevenlabs.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type SimulatorOptions } from '../../simulators/kit/simulator.ts';

const models = elevenLabsDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;

let folder: string;
const open: { simulator: ElevenLabsSimulator; connection: TestConnection }[] = [];

interface Bench {
  simulator: ElevenLabsSimulator;
  connection: TestConnection;
  client: ProviderClient;
  adapter: (model?: string | ModelDescriptor) => ProviderAdapter;
}

async function bench(options: SimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startElevenLabs({ clock: scriptedClock(), ...options });
  const connection = await connectionTo(elevenLabsDefinition, simulator, env);
  const client = await elevenLabsDefinition.connect(connection);
  open.push({ simulator, connection });
  const adapter = (model: string | ModelDescriptor = 'eleven_multilingual_v2'): ProviderAdapter => {
    const descriptor = typeof model === 'string' ? modelOf(model) : model;
    return createModelAdapter({
      definition: elevenLabsDefinition,
      descriptor,
      connection,
      concurrency: 2,
      protocol: () => Promise.resolve(client.jobs?.(descriptor) ?? Promise.reject(new Error('no jobs'))),
    });
  };
  return { simulator, connection, client, adapter };
}

function modelOf(remoteId: string): ModelDescriptor {
  const found = models.find((each) => each.remoteId === remoteId);
  if (found === undefined) throw new Error(`There is no model ${remoteId}.`);
  return found;
}

const line = (extra: Partial<SpeechRequest> = {}): SpeechRequest => ({
  kind: 'speech',
  text: 'Every morning begins with light.',
  voice: null,
  language: 'en',
  seconds: null,
  seed: 11,
  ...extra,
});

async function say(adapter: ProviderAdapter, request: SpeechRequest, clientJobId = 'voice 1'): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId, signal })) ?? null;
  return adapter.submit(request, { clientJobId, prepared, signal });
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

const lost = (clientJobId: string): LostJob => ({ clientJobId, request: line(), prepared: null, since: 0, isClaimed: () => false });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-elevenlabs-'));
});

afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    await simulator.close();
    await connection.end();
  }
  await rm(folder, { recursive: true, force: true });
});

test('a line is spoken once, with the times of its words, and fetched from the inbox', async () => {
  const at = await bench();
  const adapter = at.adapter();
  const handle = await say(adapter, line());
  expect(at.simulator.charged.map(({ body }) => body)).toEqual([
    {
      text: 'Every morning begins with light.',
      model_id: 'eleven_multilingual_v2',
      seed: 11,
      voice: 'JBFqnCBsd6RMkjVDRZzb',
      voice_settings: { stability: 0.5, similarity_boost: 0.75, style: 0, use_speaker_boost: true, speed: 1 },
    },
  ]);
  const { words } = handle.data as { words: [string, number, number][] };
  expect(words.map(([word]) => word)).toEqual(['Every', 'morning', 'begins', 'with', 'light.']);
  expect(words.every(([, start, end], index) => start < end && start >= (words[index - 1]?.[2] ?? 0))).toBe(true);
  expect(JSON.stringify(handle)).not.toContain(SECRET_MARK);
  const done = await adapter.poll(handle, { signal });
  if (done.state !== 'succeeded') throw new Error(done.state);
  expect(done).toMatchObject({ cost: null, outputs: [{ mime: 'audio/mpeg' }] });
  const file = join(folder, 'line.mp3');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  const head = (await readFile(file)).subarray(0, 3);
  expect(head.toString('latin1') === 'ID3' || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0)).toBe(true);
  expect(await readdir(at.connection.inbox)).toEqual([]);
  expect(await adapter.cancel(handle)).toBe('too_late');
  expect(adapter.price(line()).basis).toBe('unknown');
});

test.each(models.map((descriptor) => [descriptor.remoteId, descriptor] as const))(
  '%s: described without contradiction, and accepted',
  async (id, descriptor) => {
    expect(checkDescriptor(descriptor)).toEqual([]);
    const at = await bench();
    const adapter = at.adapter(id);
    for (const [index, request] of [line(), line({ voice: 'sarah', language: 'de', seconds: 1 })].entries()) {
      expect(adapter.validate(request)).toEqual([]);
      expect(await adapter.poll(await say(adapter, request, `${id} ${index}`), { signal })).toMatchObject({ state: 'succeeded' });
    }
    expect(at.simulator.charged[1]?.body).toMatchObject({
      voice: 'EXAVITQu4vr4xnSDxMaL',
      ...(id === 'eleven_flash_v2_5' ? { language_code: 'de' } : {}),
      ...(id === 'eleven_v3' ? {} : { voice_settings: { speed: 1.2 } }),
    });
  },
);

test('the voices of the account, two of the same name told apart', async () => {
  const at = await bench();
  const own = ((await at.client.installed?.({ signal })) ?? []).map((file) => modelDescriptorSchema.parse(file));
  expect(own.map(({ remoteId }) => remoteId)).toEqual(models.map(({ remoteId }) => `${remoteId}:own-voices`));
  const [first] = own;
  if (first === undefined) throw new Error('no model');
  expect(checkDescriptor(first)).toEqual([]);
  expect(first.roles?.voice?.voices).toEqual(['Grandmother', 'Grandmother (ownVoice0000000000002)', 'George', 'Sarah']);
  await say(at.adapter(first), line({ voice: 'Grandmother (ownVoice0000000000002)' }));
  expect(at.simulator.charged[0]?.body).toMatchObject({ voice: 'ownVoice0000000000002', model_id: 'eleven_multilingual_v2' });
});

test('the account: what is left of it', async () => {
  const at = await bench();
  at.simulator.setCharactersLeft(1234);
  expect(await at.client.test({ signal })).toEqual({
    ok: true,
    message: 'ElevenLabs accepted the key.',
    hint: '',
    facts: [
      { label: 'Plan', value: 'creator' },
      { label: 'Characters left', value: '1,234 of 10,000' },
      { label: 'Renewed on', value: '2026-12-01' },
      { label: 'Voices', value: '4' },
    ],
  });
  at.simulator.setCharactersLeft(0);
  expect((await at.client.test({ signal })).hint).toMatch(/No characters are left/);
  at.simulator.faults.next('models', {
    type: 'answer',
    status: 401,
    body: { detail: { status: 'missing_permissions', message: 'The API key is missing voices_read.' } },
  });
  expect((await at.client.test({ signal })).facts.map(({ label }) => label)).not.toContain('Voices');
  at.simulator.faults.next('account', { type: 'answer', status: 200, body: ['hello'] });
  expect((await failureOf(at.client.test({ signal }))).message).toMatch(/does not speak like ElevenLabs/);
});

test('an empty account, though it answers 401, is not a wrong key', async () => {
  const at = await bench();
  at.simulator.setCharactersLeft(3);
  expect(await failureOf(say(at.adapter(), line()))).toMatchObject({
    kind: 'insufficient_credit',
    message: expect.stringContaining('3 credits remaining') as string,
  });
  const wrong = await bench({}, { ELEVENLABS_API_KEY: `wrong-${SECRET_MARK}` });
  expect(await failureOf(say(wrong.adapter(), line()))).toMatchObject({ kind: 'auth' });
  const none = await bench();
  none.connection.key = () => Promise.resolve(null);
  expect(await failureOf(say(none.adapter(), line()))).toMatchObject({ kind: 'auth', message: expect.stringMatching(/no key/) as string });
  expect(none.simulator.log).toHaveLength(0);
});

test.each([
  [429, 'too_many_concurrent_requests', 'concurrency_limited'],
  [429, 'system_busy', 'provider_overloaded'],
  [429, 'too_many_requests', 'rate_limited'],
  [401, 'missing_permissions', 'forbidden'],
  [401, 'detected_unusual_activity', 'forbidden'],
  [404, 'voice_not_found', 'model_unavailable'],
  [400, 'content_against_policy', 'moderated_input'],
  [400, 'max_character_limit_exceeded', 'invalid_input'],
  [400, 'something_new', 'invalid_input'],
  [500, 'internal', 'provider_failed'],
])('%i %s means %s', async (status, word, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body: { detail: { status: word, message: 'What it says.' } } }, 10);
  expect(await failureOf(say(at.adapter(), line()))).toMatchObject({ kind, message: expect.stringContaining('What it says.') as string });
  expect(at.simulator.charged).toHaveLength(0);
});

test('the limits of an account are waited out, and nothing is spoken twice', async () => {
  const at = await bench({ limits: { createsPerMinute: 1 } });
  const adapter = at.adapter();
  at.simulator.faults.next('create', { type: 'throttle', form: 'seconds', milliseconds: 2000 });
  await say(adapter, line(), 'one');
  expect(at.connection.waited.some((milliseconds) => milliseconds >= 2000)).toBe(true);
  expect(await failureOf(say(adapter, line(), 'two'))).toMatchObject({ kind: 'rate_limited' });
  at.simulator.clock.advance(60_000);
  await say(adapter, line(), 'two');
  expect(at.simulator.charged).toHaveLength(2);
});

test('wrong fields are named', async () => {
  const at = await bench();
  const base = modelOf('eleven_multilingual_v2');
  const error = await failureOf(say(at.adapter({ ...base, fixed: { ...base.fixed, volume: 11 } }), line()));
  expect(error).toMatchObject({ kind: 'invalid_input', fields: [{ path: 'body.volume', message: 'Extra inputs are not permitted' }] });
  const loud = { ...base, job: { pollMs: 500, cancel: 'none' as const, options: { ...base.job?.options, outputFormat: 'ulaw_8000' } } };
  expect((await failureOf(say(at.adapter(loud), line()))).message).toMatch(/no file type of its own/);
  expect(at.simulator.charged).toHaveLength(0);
});

test('a lost answer leaves it open; an answer that arrived is found after a restart', async () => {
  const at = await bench();
  const adapter = at.adapter();
  at.simulator.faults.next('create', { type: 'reset-after' });
  expect(await failureOf(say(adapter, line(), 'lost'))).toMatchObject({ kind: 'network_after_send' });
  expect(await adapter.reconcile(lost('lost'), { signal })).toBe('unknown');
  at.simulator.faults.next('create', { type: 'half-json' });
  expect(await failureOf(say(adapter, line(), 'half'))).toMatchObject({ kind: 'network_after_send' });
  expect(at.simulator.charged).toHaveLength(2);
  const handle = await say(adapter, line(), 'kept');
  const found = await adapter.reconcile(lost('kept'), { signal });
  expect(found).toMatchObject({ remoteId: handle.remoteId });
  expect(at.simulator.charged).toHaveLength(3);
  at.simulator.faults.next('create', { type: 'answer', status: 200, body: { alignment: null } });
  expect(await failureOf(say(adapter, line(), 'mute'))).toMatchObject({
    kind: 'network_after_send',
    message: expect.stringMatching(/without sound/) as string,
  });
});

test('words from the times of characters: directions are left out, odd times are not trusted', () => {
  const alignment = (text: string, times = Array.from(text).length) => ({
    characters: Array.from(text),
    character_start_times_seconds: Array.from({ length: times }, (_, index) => index / 10),
    character_end_times_seconds: Array.from({ length: times }, (_, index) => (index + 1) / 10),
  });
  expect(spokenWords(alignment('[whispers] Hi, you'))).toEqual([
    ['Hi,', 1.1, 1.4],
    ['you', 1.5, 1.8],
  ]);
  expect(spokenWords(alignment('Hi', 1))).toEqual([]);
  expect(spokenWords(null)).toEqual([]);
});
