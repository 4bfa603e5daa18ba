/** OpenAI against its simulator, with the real client library over real sockets: chat, decisions, pictures, speech. */
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import type { GenerationRequest, LostJob, MediaInput, PictureRequest, ProviderAdapter, SpeechRequest } from '#providers/adapter.ts';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor, type ModelDescriptorFile, type Scalar } from '#providers/descriptors/schema.ts';
import type { ChatModel, ChatRequest } from '#providers/llm/chat.ts';
import { createDecisionModel } from '#providers/openai/decisions.ts';
import { openAiDefinition } from '#providers/openai/definition.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleScene } from '../../fixtures/previz-scenes.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startOpenAi, type OpenAiOptions } from '../../simulators/openai.ts';

const models = openAiDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const { signal } = new AbortController();

interface Bench {
  simulator: RunningSimulator;
  connection: TestConnection;
  client: ProviderClient;
  picture: MediaInput;
  chat(model: string, changes?: Partial<ModelDescriptorFile>): ChatModel;
  adapter(model: string, changes?: Partial<ModelDescriptorFile>, overrides?: Record<string, Scalar>): ProviderAdapter;
}

const open: Bench[] = [];
afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    const leaks = simulator.log.filter((entry) => entry.path.includes(SECRET_MARK) || entry.bytes.includes(SECRET_MARK));
    await simulator.close();
    await connection.end();
    expect(leaks).toEqual([]);
  }
});

function described(model: string, changes: Partial<ModelDescriptorFile> = {}): ModelDescriptor {
  const found = models.find((each) => each.remoteId === model);
  if (found === undefined) throw new Error(`There is no model ${model}.`);
  return modelDescriptorSchema.parse({ ...found, ...changes });
}

async function bench(options: OpenAiOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startOpenAi({ clock: scriptedClock(), ...options });
  const connection = await connectionTo(openAiDefinition, simulator, env);
  const client = await openAiDefinition.connect(connection);
  const made: Bench = {
    simulator,
    connection,
    client,
    picture: await pictureInput(connection.folder, 'mug'),
    chat(model, changes) {
      const chat = client.chat?.(described(model, changes));
      if (chat === undefined) throw new Error('OpenAI has no chat.');
      return chat;
    },
    adapter(model, changes, overrides = {}) {
      const descriptor = described(model, changes);
      const jobs = client.jobs?.(descriptor);
      if (jobs === undefined) throw new Error('OpenAI has no jobs.');
      return createModelAdapter({
        definition: openAiDefinition,
        descriptor,
        connection,
        concurrency: 2,
        overrides,
        protocol: () => Promise.resolve(jobs),
      });
    },
  };
  open.push(made);
  return made;
}

const question = (text: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', parts: [{ type: 'text', text }] }],
  schema: null,
  maxOutputTokens: 500,
  temperature: null,
  seed: null,
  topLogprobs: null,
  ...more,
});
const SHAPE: ChatRequest['schema'] = {
  name: 'shape',
  schema: {
    type: 'object',
    properties: { word: { type: 'string', maxLength: 40 }, count: { type: 'integer' }, note: { type: 'string' } },
    required: ['word', 'count'],
    additionalProperties: false,
  },
};
const pictureOf = (prompt: string, extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt, negative: 'blur', width: 1280, height: 720, seed: 42, ...extra });
const line = (text: string, extra: Partial<SpeechRequest> = {}): SpeechRequest => ({
  kind: 'speech',
  text,
  voice: null,
  language: 'en',
  seconds: null,
  seed: 1,
  ...extra,
});

async function failure(promise: Promise<unknown>): Promise<ProviderFailure['error']> {
  const caught: unknown = await promise.then(
    () => new Error('expected a failure'),
    (error: unknown) => error,
  );
  if (!(caught instanceof ProviderFailure)) throw caught;
  expect(JSON.stringify([caught.error, caught.stack, String(caught.cause)])).not.toContain(SECRET_MARK);
  return caught.error;
}

async function make(at: Bench, adapter: ProviderAdapter, request: GenerationRequest, clientJobId = 'job-1') {
  const prepared = (await adapter.prepare?.(request, { clientJobId, signal })) ?? null;
  const handle = await adapter.submit(request, { clientJobId, prepared, signal });
  expect(JSON.stringify(handle).length).toBeLessThan(600);
  const done = await adapter.poll(handle, { signal });
  if (done.state !== 'succeeded') throw new Error(done.state);
  const [output] = done.outputs;
  if (output === undefined) throw new Error('no output');
  const file = join(at.connection.folder, `${clientJobId.replace(/\W/g, '')}.out`);
  await adapter.fetchOutput(output, file, { signal });
  return { handle, done, file };
}

test('an answer held to a schema: strict on the wire, ours when it arrives, priced by its tokens', async () => {
  const at = await bench({ reply: () => '{"word":"amber","count":3,"note":null}' });
  const chat = at.chat('gpt-4o', {
    price: [
      { unit: 'input-token', amount: 0.000002 },
      { unit: 'output-token', amount: 0.00001 },
    ],
  });
  const request = question('Count the amber.', { schema: SHAPE, temperature: 0.2, seed: 7 });
  const answer = await chat.complete(request, { signal });
  expect(answer).toMatchObject({ json: { word: 'amber', count: 3 }, finish: 'stop', refusal: null, cost: null, logprobs: null });
  expect(answer.json).not.toHaveProperty('note');
  const body = at.simulator.charged[0]?.body as Record<string, unknown>;
  expect(body).toMatchObject({ model: 'gpt-4o', max_completion_tokens: 500, temperature: 0.2, seed: 7 });
  expect(body['response_format']).toMatchObject({ json_schema: { strict: true, schema: { required: ['word', 'count', 'note'] } } });
  expect(chat.price(request)).toMatchObject({ basis: 'listed', currency: 'USD' });
  expect(chat.price(request).amount).toBeGreaterThan(0.005);
  expect(chat.costOf({ inputTokens: 1000, outputTokens: 100 })).toEqual({ amount: 0.003, currency: 'USD', basis: 'listed' });
  expect(at.chat('gpt-4o').price(request)).toEqual({ amount: 0, currency: 'USD', basis: 'unknown' });
});

test('the library tells nothing about this computer, and the key goes nowhere but to the API', async () => {
  const at = await bench();
  await at.chat('gpt-4o').complete(question('Hello?'), { signal });
  const headers = at.simulator.log[0]?.headers ?? {};
  expect(Object.keys(headers).filter((name) => /stainless|organization|project/.test(name))).toEqual([]);
  expect(headers['user-agent']).toBe('Heroframe');
  expect(headers.authorization).toContain(SECRET_MARK);
});

test('pictures travel inside the question, large ones made smaller', async () => {
  const seen: Buffer[] = [];
  const at = await bench({
    reply: (asked) => {
      seen.push(...asked.pictures);
      return 'A mug.';
    },
  });
  const large = await pictureInput(at.connection.folder, 'large', { width: 4000, height: 1000 });
  const parts = [at.picture, large].map((input) => ({ type: 'picture' as const, input, detail: 'high' as const }));
  await at
    .chat('gpt-4o')
    .complete(question('', { messages: [{ role: 'user', parts: [{ type: 'text', text: 'What is this?' }, ...parts] }] }), { signal });
  expect(seen).toHaveLength(2);
  expect(seen[0]?.equals(await readFile(at.picture.path))).toBe(true);
  expect(await sharp(seen[1]).metadata()).toMatchObject({ width: 1536, height: 384 });
});

test('probabilities come with the words they belong to', async () => {
  const at = await bench({ reply: () => 'Yes' });
  const answer = await at
    .chat('gpt-4.1')
    .complete(question('Is there a mug? Answer yes or no.', { topLogprobs: 5, maxOutputTokens: 1 }), { signal });
  const [first] = answer.logprobs ?? [];
  expect(first?.token).toBe('Yes');
  expect(Math.exp(first?.logprob ?? 0)).toBeCloseTo(0.8);
  expect(first?.top.map((each) => each.token)).toEqual(['Yes', 'No', '\n']);
});

test('a model that reasons is sent no temperature and given room to think', async () => {
  const at = await bench();
  await at.chat('gpt-6-luna').complete(question('Hello?', { temperature: 0.7 }), { signal });
  expect(at.simulator.charged[0]?.body).toMatchObject({ max_completion_tokens: 8500 });
  expect(at.simulator.charged[0]?.body).not.toHaveProperty('temperature');
});

test('refused, cut-off and filtered answers say so', async () => {
  const at = await bench({
    reply: (_, count) =>
      [{ refusal: 'I will not.' }, { text: '{"word":"am', finish: 'length' as const }, { text: '', finish: 'content_filter' as const }][
        count - 1
      ] ?? null,
  });
  const ask = () => at.chat('gpt-4o').complete(question('Hello?', { schema: SHAPE }), { signal });
  expect(await ask()).toMatchObject({ finish: 'refused', refusal: 'I will not.', json: undefined });
  expect((await ask()).finish).toBe('length');
  expect((await ask()).finish).toBe('filtered');
});

test.each([
  [401, { message: 'Incorrect API key provided.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' }, 'auth', 1],
  [403, { message: 'Country not supported.', type: 'request_forbidden', param: null, code: 'unsupported_country' }, 'forbidden', 1],
  [
    404,
    { message: 'The model does not exist.', type: 'invalid_request_error', param: null, code: 'model_not_found' },
    'model_unavailable',
    1,
  ],
  [
    400,
    { message: 'Invalid type for messages.', type: 'invalid_request_error', param: 'messages', code: 'invalid_type' },
    'invalid_input',
    1,
  ],
  [
    400,
    { message: 'Rejected by our safety system.', type: 'invalid_request_error', param: null, code: 'content_policy_violation' },
    'moderated_input',
    1,
  ],
  [
    429,
    { message: 'You exceeded your current quota.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' },
    'insufficient_credit',
    1,
  ],
  [429, { message: 'Rate limit reached.', type: 'requests', param: null, code: 'rate_limit_exceeded' }, 'rate_limited', 4],
  [500, { message: 'The server had an error.', type: 'server_error', param: null, code: null }, 'provider_failed', 1],
  [503, { message: 'The engine is overloaded.', type: 'server_error', param: null, code: null }, 'provider_overloaded', 4],
])('status %i (%j) is %s and is asked %i times', async (status, error, kind, times) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body: { error } }, times);
  expect((await failure(at.chat('gpt-4o').complete(question('Hello?'), { signal }))).kind).toBe(kind);
  expect(at.simulator.log).toHaveLength(times);
  expect(at.simulator.charged).toHaveLength(0);
});

test('a lost answer is never asked for again; a request that was declined for now is', async () => {
  const at = await bench();
  for (const fault of [
    { type: 'reset-after' },
    { type: 'cut-off' },
    { type: 'half-json' },
    { type: 'html', status: 502, after: true },
  ] as const) {
    const before = at.simulator.log.length;
    at.simulator.faults.next('create', fault);
    expect((await failure(at.chat('gpt-4o').complete(question('Hello?'), { signal }))).kind, fault.type).toBe('network_after_send');
    expect(at.simulator.log.length - before, fault.type).toBe(1);
  }
  at.simulator.faults.next('create', { type: 'throttle', form: 'milliseconds', milliseconds: 1500 });
  await at.chat('gpt-4o').complete(question('Hello?'), { signal });
  expect(at.connection.waited.at(-1)).toBeGreaterThanOrEqual(1500);
  at.simulator.faults.next('create', { type: 'answer', status: 200, body: { id: 'x', choices: [] } });
  expect((await failure(at.chat('gpt-4o').complete(question('Hello?'), { signal }))).kind).toBe('network_after_send');
});

test('without a key nothing is sent; a canceled question is canceled', async () => {
  const at = await bench();
  const keyless = await openAiDefinition.connect({ ...at.connection, key: () => Promise.resolve(null) });
  expect((await failure(keyless.test({ signal }))).kind).toBe('auth');
  expect(at.simulator.log).toHaveLength(0);
  expect((await failure(at.chat('gpt-4o').complete(question('Hello?'), { signal: AbortSignal.abort() }))).kind).toBe('canceled');
  const stop = new AbortController();
  at.simulator.faults.next('create', { type: 'slow', milliseconds: 3000 });
  const asking = failure(at.chat('gpt-4o').complete(question('Hello?'), { signal: stop.signal }));
  setTimeout(() => stop.abort(), 40);
  expect((await asking).kind).toBe('canceled');
});

test('the connection test names the models of the account, and a wrong key', async () => {
  const at = await bench();
  expect(await at.client.test({ signal })).toMatchObject({ ok: true, hint: '' });
  const wrong = await bench({}, { OPENAI_API_KEY: 'sk-wrong' });
  expect((await failure(wrong.client.test({ signal }))).kind).toBe('auth');
});

test('decisions: a probability per question, null where it refused, pictures inside', async () => {
  const at = await bench();
  const decisions = createDecisionModel(at.connection);
  const answered = await decisions.decide(
    { pictures: [at.picture], text: 'A frame.', questions: ['Is there a mug?', 'Please refuse.', 'Is there no mug?'] },
    { signal },
  );
  expect(answered).toEqual([0.93, null, 0.04]);
  expect(at.simulator.charged[0]?.body).toMatchObject({
    model: 'gpt-6-luna',
    questions: [{ type: 'predicate', name: 'q1' }, { name: 'q2' }, { name: 'q3' }],
    input: [
      {
        role: 'user',
        content: [{ type: 'input_text' }, { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,/) as string }],
      },
    ],
  });
  const many = await decisions.decide(
    { pictures: [], text: 'x', questions: Array.from({ length: 401 }, (_, index) => `Is it ${index}?`) },
    { signal },
  );
  expect(many).toHaveLength(401);
  expect(at.simulator.charged).toHaveLength(3);
  at.simulator.faults.next('create', { type: 'answer', status: 200, body: { answers: [] } });
  expect((await failure(decisions.decide({ pictures: [], text: 'x', questions: ['Is it?'] }, { signal }))).kind).toBe('network_after_send');
});

test('a picture from words, kept in the inbox before anybody hears of it', async () => {
  const at = await bench();
  const adapter = at.adapter('gpt-image-2', {
    price: [
      { unit: 'input-token', amount: 0.00001 },
      { unit: 'output-token', amount: 0.00004 },
    ],
  });
  const request = pictureOf('A white mug on a counter');
  expect(adapter.preview?.(request)).toMatchObject({ negative: 'merged', problems: [] });
  const { handle, done, file } = await make(at, adapter, request, 'job:1/a');
  expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 1280, height: 720 });
  expect(at.simulator.charged[0]?.body).toEqual({
    model: 'gpt-image-2',
    prompt: 'A white mug on a counter. Avoid: blur.',
    n: 1,
    size: '1280x720',
    quality: 'auto',
    background: 'opaque',
    output_format: 'png',
    references: 0,
  });
  expect(done).toMatchObject({ cost: { currency: 'USD' } });
  expect(await adapter.cancel(handle)).toBe('too_late');
  expect(await readdir(at.connection.inbox)).toEqual([]);
  expect((await failure(adapter.fetchOutput({ mime: 'image/png', ref: 'gone.png' }, file, { signal }))).kind).toBe('output_expired');
});

test('a picture from references is an edit with files', async () => {
  const at = await bench();
  const other = await pictureInput(at.connection.folder, 'person');
  const references: PictureRequest['references'] = [
    { role: 'product', input: at.picture, seed: null },
    { role: 'character', input: other, seed: null },
  ];
  const { file } = await make(at, at.adapter('gpt-image-1.5'), pictureOf('She lifts the mug', { references }));
  expect((await sharp(file).metadata()).format).toBe('png');
  const sent = at.simulator.log.find((entry) => entry.path === '/v1/images/edits');
  expect(sent?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(sent?.bytes.toString('latin1').match(/name="image\[\]"; filename="reference-\d\.png"/g)).toHaveLength(2);
  expect(at.simulator.charged[0]?.body).toMatchObject({ references: 2, size: '1536x1024', model: 'gpt-image-1.5' });
});

test('a picture whose answer was lost: found when it arrived, unknown when it did not, and never made twice', async () => {
  const at = await bench();
  const adapter = at.adapter('gpt-image-2');
  const request = pictureOf('A mug');
  const lost = (clientJobId: string): LostJob => ({
    clientJobId,
    request,
    prepared: null,
    since: at.simulator.clock.now(),
    isClaimed: () => false,
  });
  const handle = await adapter.submit(request, { clientJobId: 'kept', prepared: null, signal });
  expect(await adapter.reconcile(lost('kept'), { signal })).toEqual(handle);
  // The program ended before it had noted what the picture cost.
  await rm(join(at.connection.inbox, 'kept.handle'));
  expect(await adapter.reconcile(lost('kept'), { signal })).toEqual({ ...handle, data: { ...handle.data, cost: null } });
  at.simulator.faults.next('create', { type: 'reset-after' });
  expect((await failure(adapter.submit(request, { clientJobId: 'gone', prepared: null, signal }))).kind).toBe('network_after_send');
  expect(await adapter.reconcile(lost('gone'), { signal })).toBe('unknown');
  at.simulator.faults.next('create', { type: 'answer', status: 200, body: { created: 1, data: [{ b64_json: 'bm90IGEgcGljdHVyZQ==' }] } });
  expect((await failure(adapter.submit(request, { clientJobId: 'odd', prepared: null, signal }))).kind).toBe('network_after_send');
  expect(at.simulator.log).toHaveLength(3);
  expect((await failure(adapter.poll({ ...handle, version: 2 }, { signal }))).message).toContain('newer Heroframe');
});

test('a prompt that the service does not allow, and sizes and qualities that it does not have', async () => {
  const at = await bench();
  const moderated = await failure(make(at, at.adapter('gpt-image-2'), pictureOf('moderation-test')));
  expect(moderated.kind).toBe('moderated_input');
  const strange = at.adapter('gpt-image-2', { fixed: { n: 1, seed: 4 } });
  expect((await failure(make(at, strange, pictureOf('A mug')))).message).toContain("Unknown parameter: 'seed'");
  expect(at.adapter('gpt-image-2', {}, { quality: 'max' }).validate(pictureOf('A mug'))).toHaveLength(1);
});

test.each(models.filter((model) => model.kind === 'picture').map((model) => model.remoteId))(
  '%s takes what we send for words and for references',
  async (id) => {
    const at = await bench();
    const adapter = at.adapter(id);
    for (const [width, height] of [
      [1920, 1080],
      [1080, 1920],
      [1080, 1350],
    ] as const)
      await make(at, adapter, pictureOf('A mug', { width, height }), `words-${width}x${height}`);
    await make(at, adapter, pictureOf('A mug', { references: [{ role: 'product', input: at.picture, seed: null }] }), 'reference');
    expect(at.simulator.charged).toHaveLength(4);
    expect(checkDescriptor(described(id))).toEqual([]);
  },
);

test.each(models.filter((model) => model.kind === 'speech').map((model) => model.remoteId))(
  '%s speaks a line, in each of its voices',
  async (id) => {
    const at = await bench();
    const { file, done } = await make(at, at.adapter(id), line('Mornings used to be chaos.'));
    expect((await readFile(file)).subarray(0, 4).toString()).toBe('RIFF');
    expect(done.outputs[0]?.mime).toBe('audio/wav');
    const quick = await make(at, at.adapter(id), line('Mornings used to be chaos, all of them.', { seconds: 2.5 }), 'quick');
    expect(quick.done.cost).toBeNull();
    for (const voice of described(id).roles?.voice?.voices ?? []) await make(at, at.adapter(id), line('Yes.', { voice }), `voice-${voice}`);
    expect(at.simulator.charged.at(-1)?.body).toMatchObject({ model: id, response_format: 'wav' });
  },
);

test('speech: a line too long is refused before anything is sent; mp3 is known by its type', async () => {
  const at = await bench();
  expect(at.adapter('tts-1').validate(line('word '.repeat(1000)))).not.toEqual([]);
  const { done } = await make(at, at.adapter('tts-1', {}, { response_format: 'mp3' }), line('Hello there.'));
  expect(done.outputs[0]?.mime).toBe('audio/mpeg');
});

test.each(models.filter((model) => model.kind === 'text').map((model) => model.remoteId))('%s answers in a schema and sees', async (id) => {
  const at = await bench();
  const answer = await at.chat(id).complete(
    question('', {
      schema: SHAPE,
      temperature: 0.5,
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'Describe it.' },
            { type: 'picture', input: at.picture, detail: 'low' },
          ],
        },
      ],
    }),
    { signal },
  );
  expect(answer.json).toMatchObject({ word: expect.any(String) as string, count: expect.any(Number) as number });
});
