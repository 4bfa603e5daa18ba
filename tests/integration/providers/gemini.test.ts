/** Google Gemini against its simulator: words, pictures and clips. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import { storySchema } from '#contract/model/story.ts';
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
import { geminiDefinition } from '#providers/gemini/definition.ts';
import { createLlmAgent } from '#providers/llm/agent.ts';
import { loadInstructions } from '#providers/llm/instructions.ts';
import { loadTemplates } from '#providers/offline-writer/template-library.ts';
import { createOfflineWriter } from '#providers/offline-writer/writer.ts';
import { checkDivision, checkStory, checkTemplateChoice, checkVisuals } from '#domain/story-rules.ts';
import type { ChatModel, ChatRequest } from '#providers/llm/chat.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { retryAfterMs } from '#providers/transport/retry.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { startGemini, type GeminiSimulatorOptions } from '../../simulators/gemini.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';

const models = geminiDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const JOB = 60_000;
const VEO = 'veo-3.1-generate-preview';
const OMNI = 'gemini-omni-1.1-flash';
const BANANA = 'gemini-3-pro-image';

let folder: string;
let picture: MediaInput;
const open: { simulator: RunningSimulator; connection: TestConnection }[] = [];
const servers: Server[] = [];

interface Bench {
  simulator: RunningSimulator;
  connection: TestConnection;
  client: ProviderClient;
  adapter: (remoteId: string) => ProviderAdapter;
  chat: (remoteId?: string) => ChatModel;
}

function model(remoteId: string): ModelDescriptor {
  const found = models.find((each) => each.remoteId === remoteId);
  if (found === undefined) throw new Error(`There is no model ${remoteId}.`);
  return found;
}

async function bench(options: GeminiSimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startGemini({ clock: scriptedClock(), jobMilliseconds: JOB, ...options });
  const connection = await connectionTo(geminiDefinition, simulator, env);
  open.push({ simulator, connection });
  const client = await geminiDefinition.connect(connection);
  return {
    simulator,
    connection,
    client,
    adapter(remoteId) {
      const descriptor = model(remoteId);
      const jobs = client.jobs?.(descriptor);
      if (jobs === undefined) throw new Error('no jobs');
      return createModelAdapter({
        definition: geminiDefinition,
        descriptor,
        connection,
        concurrency: 2,
        protocol: () => Promise.resolve(jobs),
      });
    },
    chat(remoteId = 'gemini-3.8-flash') {
      const chat = client.chat?.(model(remoteId));
      if (chat === undefined) throw new Error('no chat');
      return chat;
    },
  };
}

const clip = (prompt = 'A red bicycle rolls through Lisbon.', extra: Partial<ClipRequest> = {}): ClipRequest =>
  sampleClip({}, { prompt, negative: 'blurry', startFrame: { input: picture, request: null }, endFrame: null, ...extra });
const still = (prompt = 'A red bicycle in Lisbon.', extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt, references: [], width: 1280, height: 720, ...extra });
const question = (text: string, extra: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [
    { role: 'system', parts: [{ type: 'text', text: 'You write short films.' }] },
    { role: 'user', parts: [{ type: 'text', text }] },
  ],
  schema: null,
  maxOutputTokens: 4000,
  temperature: 0.7,
  seed: 7,
  topLogprobs: null,
  ...extra,
});
const story = { name: 'story', schema: z.toJSONSchema(storySchema) };

async function start(adapter: ProviderAdapter, request: GenerationRequest, clientJobId = 'job-1'): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId, signal })) ?? null;
  return adapter.submit(request, { clientJobId, prepared, signal });
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
  folder = await mkdtemp(join(tmpdir(), 'heroframe-gemini-'));
  picture = await pictureInput(folder, 'start');
});

afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    await simulator.close();
    await connection.end();
  }
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true, force: true });
});

test('a story in the shape that was asked for, with what it cost', async () => {
  const at = await bench();
  const chat = at.chat();
  const answer = await chat.complete(question('Write a story about a red bicycle.', { schema: story }), { signal });
  expect(answer.finish).toBe('stop');
  expect(storySchema.safeParse(answer.json).error).toBeUndefined();
  expect(answer.text).not.toContain('Let me think');
  expect(answer.usage?.outputTokens).toBeGreaterThan(20);
  const sent = at.simulator.charged[0]?.body as {
    systemInstruction: unknown;
    generationConfig: { maxOutputTokens: number; seed: number; temperature: number };
  };
  expect(sent.systemInstruction).toEqual({ parts: [{ text: 'You write short films.' }] });
  // The model's thinking has room of its own.
  expect(sent.generationConfig).toMatchObject({ maxOutputTokens: 4000 + 8192, seed: 7, temperature: 0.7 });
  expect(chat.costOf({ inputTokens: 1_000_000, outputTokens: 100_000 })).toEqual({ amount: 1.125, currency: 'USD', basis: 'listed' });
  expect(chat.price(question('Write.')).amount).toBeGreaterThan((12_192 * 3.75) / 1e6);
  expect(at.client.chat?.({ ...model('gemini-3.8-flash'), price: [] }).price(question('Write.')).basis).toBe('unknown');
});

test('a whole film is written, and every stage passes its checks', async () => {
  const root = join(import.meta.dirname, '../../..');
  const instructions = await loadInstructions(join(root, 'resources/instructions'));
  const { templates } = await loadTemplates(join(root, 'resources/templates'), null);
  const at = await bench();
  const agent = createLlmAgent({ chat: at.chat(), instructions, offline: createOfflineWriter() });
  const brief = { ...DEFAULT_BRIEF, prompt: 'Artisan coffee that starts your morning right', durationSeconds: 20 };
  const choice = await agent.chooseTemplate(brief, templates, [], signal);
  const template = templates.find(({ id }) => id === choice.selectedTemplate);
  if (template === undefined) throw new Error(`There is no template ${choice.selectedTemplate}.`);
  const written = await agent.writeStory(brief, template, choice, [], signal);
  const division = await agent.divideScenes(brief, template, written, signal);
  const visuals = await agent.specifyVisuals(brief, written, division, signal);
  expect([
    ...checkTemplateChoice(choice, templates),
    ...checkStory(written, template),
    ...checkDivision(division, brief, template, written),
    ...checkVisuals(visuals, written, division),
  ]).toEqual([]);
  expect(at.simulator.log.filter(({ status }) => status !== 200)).toEqual([]);
  expect(at.simulator.charged.length).toBeGreaterThanOrEqual(4);
});

test('pictures and earlier answers are part of the question', async () => {
  const at = await bench();
  const request = question('What is this?', {
    messages: [
      {
        role: 'user',
        parts: [
          { type: 'picture', input: picture, detail: 'high' },
          { type: 'text', text: 'What is this?' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'text', text: 'A colour.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Which?' },
          { type: 'picture', input: picture, detail: 'low' },
        ],
      },
    ],
  });
  await at.chat().complete(request, { signal });
  const [first] = at.simulator.charged as {
    body: { contents: { role: string; parts: { inlineData?: { mimeType: string; data: string } }[] }[] };
  }[];
  const contents = first?.body.contents ?? [];
  expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user']);
  expect(Buffer.from(contents[0]?.parts[0]?.inlineData?.data ?? '', 'base64').equals(await readFile(picture.path))).toBe(true);
  // A quick look is enough for a smaller copy.
  expect(contents[2]?.parts[1]?.inlineData?.mimeType).toBe('image/jpeg');
});

test('probabilities come where the model tells them', async () => {
  const at = await bench({ tellsProbabilities: () => true, reply: () => 'yes' });
  const answer = await at.chat().complete(question('Yes or no?', { topLogprobs: 3 }), { signal });
  expect(answer.logprobs).toEqual([
    {
      token: 'yes',
      logprob: -0.1,
      top: [
        { token: 'yes', logprob: -0.1 },
        { token: 't1', logprob: -1.1 },
        { token: 't2', logprob: -2.1 },
      ],
    },
  ]);
});

test('a model that refuses to tell probabilities is asked without, and not asked for them again', async () => {
  const at = await bench({ reply: () => 'yes' });
  const first = await at.chat().complete(question('Yes or no?', { topLogprobs: 3 }), { signal });
  expect(first).toMatchObject({ text: 'yes', logprobs: null });
  await at.chat().complete(question('And now?', { topLogprobs: 3 }), { signal });
  expect(at.simulator.charged).toHaveLength(2);
  expect(at.simulator.log.map(({ status }) => status)).toEqual([400, 200, 200]);
});

test.each([
  ['[blocked]', { finish: 'refused', json: undefined }],
  ['[filtered]', { finish: 'filtered', json: undefined }],
  ['[cut off]', { finish: 'length', json: undefined }],
])('an answer that is %s says so', async (word, expected) => {
  const at = await bench();
  const answer = await at.chat().complete(question(`A story. ${word}`, { schema: story }), { signal });
  expect(answer).toMatchObject(expected);
  expect(answer.refusal === null).toBe(expected.finish !== 'refused');
});

test('a picture comes with its answer and lies in the inbox until it is fetched', async () => {
  const at = await bench();
  const adapter = at.adapter(BANANA);
  const reference = { role: 'product' as const, input: picture, seed: null };
  const handle = await start(adapter, still('A bicycle.', { references: [reference] }));
  expect(JSON.stringify(handle).length).toBeLessThan(200);
  const sent = at.simulator.charged[0]?.body as {
    contents: { parts: { text?: string; inlineData?: { data: string } }[] }[];
    generationConfig: unknown;
  };
  expect(sent.generationConfig).toEqual({ responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9', imageSize: '2K' } });
  expect(sent.contents[0]?.parts[0]?.text).toContain('Picture 1 shows the product');
  expect(Buffer.from(sent.contents[0]?.parts[1]?.inlineData?.data ?? '', 'base64').equals(await readFile(picture.path))).toBe(true);
  expect(adapter.price(still()).amount).toBe(0.134);
  // Another process finds it by the job's own name.
  const lost = { clientJobId: 'job-1', request: still(), prepared: null, since: 0, isClaimed: () => false };
  expect(await adapter.reconcile(lost, { signal })).toEqual(handle);
  expect(await adapter.reconcile({ ...lost, isClaimed: () => true }, { signal })).toBe('unknown');
  expect(await adapter.reconcile({ ...lost, clientJobId: 'job-2' }, { signal })).toBe('unknown');
  const done = await adapter.poll(handle, { signal });
  if (done.state !== 'succeeded') throw new Error(`It ${done.state}.`);
  const file = join(folder, 'picture.png');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect(await sharp(file).metadata()).toMatchObject({ width: 320, height: 180 });
  expect(await readdir(at.connection.inbox)).toEqual([]);
  expect(await failureOf(adapter.fetchOutput({ mime: 'image/png', ref: handle.remoteId }, file, { signal }))).toMatchObject({
    kind: 'output_expired',
  });
  expect(await failureOf(adapter.fetchOutput({ mime: 'image/png', ref: '../secret.png' }, file, { signal }))).toMatchObject({
    kind: 'provider_failed',
  });
  expect(await adapter.cancel(handle)).toBe('too_late');
});

test.each([
  ['[blocked]', 'moderated_input'],
  ['[filtered]', 'moderated_output'],
  ['[no picture]', 'provider_failed'],
])('a picture that is %s fails with its reason', async (word, kind) => {
  const at = await bench();
  expect(await failureOf(start(at.adapter(BANANA), still(`A bicycle. ${word}`)))).toMatchObject({ kind });
});

test('a picture whose answer was lost is not made again', async () => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'cut-off' });
  const adapter = at.adapter(BANANA);
  expect(await failureOf(start(adapter, still()))).toMatchObject({ kind: 'network_after_send' });
  expect(at.simulator.charged).toHaveLength(1);
  expect(
    await adapter.reconcile({ clientJobId: 'job-1', request: still(), prepared: null, since: 0, isClaimed: () => false }, { signal }),
  ).toBe('unknown');
});

test('a clip of Veo: begun, followed, fetched over the redirect with the key', async () => {
  const at = await bench();
  const adapter = at.adapter(VEO);
  const handle = await start(adapter, clip('A bicycle rolls.', { endFrame: { input: picture, request: null }, seconds: 4 }));
  expect(handle.remoteId).toMatch(/^models\/veo-3\.1-generate-preview\/operations\//);
  expect(at.simulator.charged[0]?.body).toMatchObject({
    instances: [{ prompt: 'A bicycle rolls.', image: { mimeType: 'image/png' }, lastFrame: { mimeType: 'image/png' } }],
    parameters: { durationSeconds: 4, aspectRatio: '16:9', resolution: '720p', negativePrompt: 'blurry' },
  });
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'running', progress: null, message: null });
  const done = await finish(at, adapter, handle);
  if (done.state !== 'succeeded') throw new Error(`It ${done.state}.`);
  const file = join(folder, 'take.mp4');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  expect(adapter.price(clip('A bicycle rolls.', { seconds: 4 }))).toEqual({ amount: 1.6, currency: 'USD', basis: 'listed' });
  expect(await adapter.cancel(handle)).toBe('unsupported');
});

test('the key goes to no other host, neither by address nor by redirect', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = createServer((request, response) => {
    seen.push(String(request.headers['x-goog-api-key'] ?? 'none'));
    response.writeHead(200, { 'content-type': 'video/mp4' }).end('video');
  }).listen(0, '127.0.0.1');
  servers.push(elsewhere);
  await new Promise((resolve) => elsewhere.once('listening', resolve));
  const host = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const at = await bench({ clipsFrom: host });
  const adapter = at.adapter(VEO);
  const done = await finish(at, adapter, await start(adapter, clip()));
  if (done.state !== 'succeeded') throw new Error(`It ${done.state}.`);
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, join(folder, 'a.mp4'), { signal });
  at.simulator.faults.next('result', { type: 'answer', status: 302, body: {}, headers: { location: `${host}/b.mp4` } });
  await adapter.fetchOutput(
    { mime: 'video/mp4', ref: `${at.simulator.address}/v1beta/files/x:download?alt=media` },
    join(folder, 'b.mp4'),
    { signal },
  );
  expect(seen).toEqual(['none', 'none']);
});

test.each([
  ['[fail]', 'provider_failed'],
  ['[policy]', 'moderated_input'],
  ['[filtered]', 'moderated_output'],
  ['[empty]', 'provider_failed'],
])('a clip that ends with %s has failed for a reason', async (word, kind) => {
  const at = await bench();
  const adapter = at.adapter(VEO);
  const result = await finish(at, adapter, await start(adapter, clip(`A bicycle. ${word}`)));
  expect(result).toMatchObject({ state: 'failed', error: { kind } });
  if (result.state === 'failed' && word === '[filtered]') expect(result.error.message).toMatch(/not been charged/);
});

test('a clip without an operation leaves open whether it is made; a forgotten one is expired', async () => {
  const at = await bench();
  const adapter = at.adapter(VEO);
  expect(await failureOf(start(adapter, clip('A bicycle. [no name]')))).toMatchObject({ kind: 'network_after_send' });
  expect((await adapter.poll({ version: 1, remoteId: `models/${VEO}/operations/gone`, data: {} }, { signal })).state).toBe('expired');
  expect(await failureOf(adapter.poll({ version: 1, remoteId: '../../evil', data: {} }, { signal }))).toMatchObject({
    kind: 'provider_failed',
  });
  expect((await failureOf(adapter.poll({ version: 9, remoteId: 'x', data: {} }, { signal }))).message).toMatch(/newer version/);
  const lost = { clientJobId: 'job-1', request: clip(), prepared: null, since: 0, isClaimed: () => false };
  expect(await adapter.reconcile(lost, { signal })).toBe('unknown');
});

test('a clip of Omni: begun in the background, followed, fetched with the key', async () => {
  const at = await bench();
  const adapter = at.adapter(OMNI);
  const handle = await start(adapter, clip('A bicycle rolls.', { seconds: 4.4 }));
  const sent = at.simulator.charged[0]?.body as { input: { type: string; data?: string; text?: string }[] };
  expect(sent).toMatchObject({
    model: OMNI,
    background: true,
    response_format: {
      type: 'video',
      delivery: 'uri',
      duration: expect.stringMatching(/^[45]s$/) as string,
      aspect_ratio: '16:9',
      resolution: '720p',
    },
  });
  expect(sent.input.map(({ type }) => type)).toEqual(['image', 'text']);
  expect(Buffer.from(sent.input[0]?.data ?? '', 'base64').equals(await readFile(picture.path))).toBe(true);
  expect(sent.input[1]?.text).toContain('A bicycle rolls.');
  expect((await adapter.poll(handle, { signal })).state).toBe('queued');
  at.simulator.clock.advance(JOB / 2);
  expect((await adapter.poll(handle, { signal })).state).toBe('running');
  const done = await finish(at, adapter, handle);
  if (done.state !== 'succeeded') throw new Error(`It ${done.state}.`);
  const file = join(folder, 'take.mp4');
  await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
  expect(await adapter.cancel(handle)).toBe('too_late');
});

test.each([
  ['[fail]', 'failed', 'provider_failed'],
  ['[policy]', 'failed', 'moderated_output'],
  ['[filtered]', 'failed', 'moderated_output'],
  ['[empty]', 'failed', 'provider_failed'],
  ['[budget]', 'failed', 'insufficient_credit'],
])('an interaction that ends with %s has %s for a reason: %s', async (word, state, kind) => {
  const at = await bench();
  const adapter = at.adapter(OMNI);
  const result = await finish(at, adapter, await start(adapter, clip(`A bicycle. ${word}`)));
  expect(result).toMatchObject({ state, error: { kind } });
  if (result.state === 'failed' && word === '[filtered]') expect(result.error.message).toMatch(/cannot make that video/);
});

test('an interaction can be canceled, forgotten, strange, or lost', async () => {
  const at = await bench();
  const adapter = at.adapter(OMNI);
  const handle = await start(adapter, clip());
  expect(await adapter.cancel(handle)).toBe('canceled');
  expect((await adapter.poll(handle, { signal })).state).toBe('canceled');
  expect(await adapter.cancel({ version: 1, remoteId: 'gone', data: {} })).toBe('too_late');
  expect(await adapter.poll({ version: 1, remoteId: 'gone', data: {} }, { signal })).toMatchObject({
    state: 'expired',
    error: { kind: 'output_expired' },
  });
  expect(await finish(at, adapter, await start(adapter, clip('A bicycle. [strange]')))).toMatchObject({
    state: 'running',
    message: expect.stringMatching(/polishing/) as string,
  });
  expect(await failureOf(start(adapter, clip('A bicycle. [no name]')))).toMatchObject({ kind: 'network_after_send' });
  expect(await failureOf(adapter.poll({ version: 1, remoteId: '../../evil', data: {} }, { signal }))).toMatchObject({
    kind: 'provider_failed',
  });
  const lost = { clientJobId: 'job-1', request: clip(), prepared: null, since: 0, isClaimed: () => false };
  expect(await adapter.reconcile(lost, { signal })).toBe('unknown');
});

test.each([
  [400, { error: { code: 'invalid_request', message: 'Invalid duration' } }, 'invalid_input'],
  [401, [{ error: { code: 401, message: 'Request had invalid authentication credentials.', status: 'UNAUTHENTICATED' } }], 'auth'],
  [429, { error: { code: 'rate_limited', message: 'Slow down.' } }, 'rate_limited'],
])('interactions word their errors in their own way: %i %o is %s', async (status, body, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body }, 5);
  expect(await failureOf(start(at.adapter(OMNI), clip()))).toMatchObject({ kind });
});

test.each(models.filter(({ kind }) => kind !== 'text').map((descriptor) => [descriptor.remoteId, descriptor] as const))(
  '%s: the service takes what we send in every mode',
  async (id, descriptor) => {
    const at = await bench();
    const adapter = at.adapter(id);
    const reference = { role: 'character' as const, input: picture, seed: null };
    const requests: GenerationRequest[] =
      descriptor.kind === 'clip'
        ? [clip(), clip(undefined, { endFrame: { input: picture, request: null }, width: 720, height: 1280, seconds: 7 })]
        : [still(), still(undefined, { references: [reference, reference], width: 1080, height: 1920 })];
    for (const request of requests) {
      expect(adapter.validate(request)).toEqual([]);
      expect((await finish(at, adapter, await start(adapter, request))).state).toBe('succeeded');
    }
  },
);

test.each(models.filter(({ kind }) => kind === 'text').map(({ remoteId }) => remoteId))('%s answers', async (id) => {
  const at = await bench();
  expect((await at.chat(id).complete(question('Hello.'), { signal })).text).not.toBe('');
});

const details = (type: string, fields: object): object[] => [{ '@type': `type.googleapis.com/google.rpc.${type}`, ...fields }];

test.each([
  [400, 'INVALID_ARGUMENT', 'API key not valid.', details('ErrorInfo', { reason: 'API_KEY_INVALID' }), 'auth'],
  [401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.', [], 'auth'],
  [403, 'PERMISSION_DENIED', 'The caller does not have permission.', [], 'forbidden'],
  [404, 'NOT_FOUND', 'models/x is not found.', [], 'model_unavailable'],
  [400, 'FAILED_PRECONDITION', 'Please enable billing on your project.', [], 'insufficient_credit'],
  [400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.', [], 'forbidden'],
  [
    400,
    'INVALID_ARGUMENT',
    'Unknown name "x".',
    details('BadRequest', { fieldViolations: [{ field: 'x', description: 'Unknown.' }] }),
    'invalid_input',
  ],
  [400, 'INVALID_ARGUMENT', 'The prompt violates our usage guidelines.', [], 'moderated_input'],
  [429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.', [], 'insufficient_credit'],
  [
    429,
    'RESOURCE_EXHAUSTED',
    'You exceeded your current quota, please check your plan and billing details.',
    details('QuotaFailure', { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] }),
    'insufficient_credit',
  ],
  [503, 'UNAVAILABLE', 'The model is overloaded.', [], 'provider_overloaded'],
  [504, 'DEADLINE_EXCEEDED', 'Deadline expired.', [], 'timeout_run'],
  [500, 'INTERNAL', 'An internal error has occurred.', [], 'provider_failed'],
])('error %i %s “%s” %o is %s', async (code, status, message, extra, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status: code, body: { error: { code, message, status, details: extra } } }, 5);
  const error = await failureOf(at.chat().complete(question('Hello.'), { signal }));
  expect(error.kind).toBe(kind);
  if (kind === 'invalid_input') expect(error.fields).toEqual([{ path: 'x', message: 'Unknown.' }]);
});

test('a limit a minute is waited for as long as RetryInfo asks, even where the text speaks of billing', async () => {
  const at = await bench({ limits: { createsPerMinute: 1 } });
  await at.chat().complete(question('One.'), { signal });
  await at.chat().complete(question('Two.'), { signal });
  expect(at.simulator.charged).toHaveLength(2);
  expect(at.connection.waited.every((wait) => wait >= 37_000 && wait < 37_500)).toBe(true);
  expect(at.connection.waited.length).toBeGreaterThan(0);
});

test('RetryInfo is read in every form of seconds, and nothing else is', () => {
  const asked = (retryDelay: unknown): number | null =>
    retryAfterMs(new Headers(), { error: { details: [{ reason: 'x' }, { retryDelay }] } }, 0);
  expect([asked('37s'), asked('0.5s'), asked('99999s'), asked('soon'), asked(37)]).toEqual([37_000, 500, 3_600_000, null, null]);
  expect(retryAfterMs(new Headers({ 'retry-after': '2' }), { error: { details: 'none' } }, 0)).toBe(2000);
});

test('the test of the connection counts models and tells a wrong key from a right one', async () => {
  const right = await bench();
  expect(await right.client.test({ signal })).toMatchObject({
    ok: true,
    facts: [
      { label: 'Models', value: '10' },
      { label: 'Of them for clips', value: '3' },
    ],
  });
  expect(right.simulator.charged).toHaveLength(0);
  const wrong = await bench({}, { GEMINI_API_KEY: `${SECRET_MARK}-wrong` });
  expect(await failureOf(wrong.client.test({ signal }))).toMatchObject({ kind: 'auth' });
});

test('the simulator refuses what the service refuses', async () => {
  const at = await bench();
  const send = async (path: string, body: unknown): Promise<number> => {
    const response = await fetch(`${at.simulator.address}/v1beta/models/${path}`, {
      method: 'POST',
      headers: { 'x-goog-api-key': at.simulator.env['GEMINI_API_KEY'] ?? '' },
      body: JSON.stringify(body),
    });
    return response.status;
  };
  const contents = [{ role: 'user', parts: [{ text: 'Hello.' }] }];
  const talk = 'gemini-3.8-flash:generateContent';
  expect(await send(talk, { contents })).toBe(200);
  expect(await send(talk, { contents, generationConfig: { max_tokens: 5 } })).toBe(400);
  expect(await send(talk, { contents, generationConfig: { responseJsonSchema: {} } })).toBe(400);
  expect(await send(talk, { contents: [{ role: 'assistant', parts: [] }] })).toBe(400);
  expect(await send('no-such-model:generateContent', { contents })).toBe(404);
  const instances = [{ prompt: 'a' }];
  expect(await send(`${VEO}:predictLongRunning`, { instances, parameters: { durationSeconds: '8' } })).toBe(400);
  expect(await send(`${VEO}:predictLongRunning`, { instances, parameters: { seed: 1 } })).toBe(400);
  expect(await send(`${VEO}:predictLongRunning`, { instances })).toBe(200);
  const format = { type: 'video', delivery: 'uri', duration: '5s' };
  expect(await send('../interactions', { model: OMNI, input: 'a', background: true, response_format: format })).toBe(200);
  expect(await send('../interactions', { model: OMNI, input: 'a', response_format: { ...format, duration: 5 } })).toBe(400);
  expect(await send('../interactions', { model: OMNI, input: 'a', seed: 1, response_format: format })).toBe(400);
});
