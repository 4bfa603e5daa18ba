/** Servers that speak like OpenAI against their simulators: what they have, how strictly they can be held to JSON, and what is remembered. */
import { afterEach, expect, test } from 'vitest';
import { modelDescriptorSchema, type ModelDescriptor } from '#providers/descriptors/schema.ts';
import type { ChatModel, ChatRequest } from '#providers/llm/chat.ts';
import {
  compatibleDefinitions,
  lmStudioDefinition,
  ollamaDefinition,
  openAiCompatible,
  openRouterDefinition,
  ownServer,
  serverSlug,
  vllmDefinition,
} from '#providers/openai-compatible/definition.ts';
import { contextFor } from '#providers/openai-compatible/ollama-chat.ts';
import type { ProviderClient, ProviderDefinition } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startOllama, type OllamaOptions } from '../../simulators/ollama.ts';
import { startOpenAi } from '../../simulators/openai.ts';

const { signal } = new AbortController();

interface Bench {
  simulator: RunningSimulator;
  connection: TestConnection;
  client: ProviderClient;
  models: ModelDescriptor[];
  chat(model?: string): ChatModel;
}

const open: Bench[] = [];
afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    await simulator.close();
    await connection.end();
  }
});

async function connected(definition: ProviderDefinition, simulator: RunningSimulator, env: Record<string, string> = {}): Promise<Bench> {
  const connection = await connectionTo(definition, simulator, env);
  const client = await definition.connect(connection);
  const models = ((await client.installed?.({ signal })) ?? []).map((model) => modelDescriptorSchema.parse(model));
  const made: Bench = {
    simulator,
    connection,
    client,
    models,
    chat(name = 'llama3.2:3b') {
      const descriptor = models.find((model) => model.remoteId === name);
      const chat = descriptor === undefined ? undefined : client.chat?.(descriptor);
      if (chat === undefined) throw new Error(`There is no model ${name}.`);
      return chat;
    },
  };
  open.push(made);
  return made;
}

/** Ollama by its own paths. */
const onOllama = async (options: OllamaOptions = {}): Promise<Bench> =>
  connected(ollamaDefinition, await startOllama({ clock: scriptedClock(), ...options }));
/** Any server by OpenAI's paths. */
const onVllm = async (options: OllamaOptions = {}): Promise<Bench> => {
  const simulator = await startOllama({ clock: scriptedClock(), ...options });
  return connected(vllmDefinition, simulator, { VLLM_BASE_URL: `${simulator.address}/v1` });
};

const question = (text: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', parts: [{ type: 'text', text }] }],
  schema: {
    name: 'shape',
    schema: {
      type: 'object',
      properties: { word: { type: 'string' }, count: { type: 'integer' } },
      required: ['word', 'count'],
      additionalProperties: false,
    },
  },
  maxOutputTokens: 300,
  temperature: null,
  seed: null,
  topLogprobs: null,
  ...more,
});
const asks = (at: Bench) => at.simulator.log.filter((entry) => entry.purpose === 'create');
const bodies = (at: Bench) => asks(at).map((entry) => JSON.parse(entry.bytes.toString()) as Record<string, unknown>);
const formats = (at: Bench) =>
  bodies(at).map((body) => {
    const format = body['response_format'] ?? body['format'] ?? 'none';
    return typeof format === 'object'
      ? (format as { type?: string }).type === 'object'
        ? 'schema'
        : ((format as { type?: string }).type ?? 'schema')
      : format;
  });

async function failure(promise: Promise<unknown>): Promise<ProviderFailure['error']> {
  const caught: unknown = await promise.then(
    () => new Error('expected a failure'),
    (error: unknown) => error,
  );
  if (!(caught instanceof ProviderFailure)) throw caught;
  expect(JSON.stringify([caught.error, caught.stack])).not.toContain(SECRET_MARK);
  return caught.error;
}

test('Ollama: its models with what each can do, those that only compare texts left out', async () => {
  const { models, client } = await onOllama();
  expect(models.map((model) => [model.remoteId, model.name, model.text?.vision, model.text?.contextTokens])).toEqual([
    ['llama3.2:3b', 'llama3.2:3b (3.2B, Q4_K_M)', false, 32_768],
    ['qwen3-vl:8b', 'qwen3-vl:8b (8.8B, Q4_K_M)', true, 32_768],
  ]);
  expect(await client.test({ signal })).toMatchObject({
    ok: true,
    facts: [
      { label: 'Version', value: '0.14.2' },
      { label: 'Models', value: '3' },
    ],
  });
});

test('Ollama is asked by its own path, with room for the whole question, and costs nothing', async () => {
  const at = await onOllama();
  const chat = at.chat();
  const long = `The word is at the beginning: amber. ${'Filler. '.repeat(6000)}`;
  const request = question(long, { temperature: 0.3, seed: 5 });
  const answer = await chat.complete(request, { signal });
  expect(answer.json).toMatchObject({ word: expect.any(String) as string });
  expect(asks(at)[0]?.path).toBe('/api/chat');
  expect(bodies(at)[0]).toMatchObject({
    stream: false,
    format: { type: 'object', additionalProperties: false },
    options: { num_ctx: 24_576, num_predict: 300, temperature: 0.3, seed: 5 },
  });
  expect(answer.usage?.inputTokens).toBeGreaterThan(10_000);
  expect(chat.price(request)).toEqual({ amount: 0, currency: 'USD', basis: 'free' });
  expect(contextFor(question('short'), 32_768)).toBe(8192);
  expect(contextFor(question(long.repeat(10)), 32_768)).toBe(32_768);
});

test('Ollama: pictures as bare base64 for models that see, thinking switched off for those that think, probabilities', async () => {
  const at = await onOllama({ reply: () => 'Yes' });
  const picture = await pictureInput(at.connection.folder, 'mug');
  const seeing: ChatRequest = question('', {
    schema: null,
    topLogprobs: 3,
    messages: [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Is there a mug?' },
          { type: 'picture', input: picture, detail: 'high' },
        ],
      },
    ],
  });
  const answer = await at.chat('qwen3-vl:8b').complete(seeing, { signal });
  expect(answer.logprobs?.[0]?.top.map((each) => each.token)).toEqual(['Yes', 'No', '\n']);
  expect(bodies(at)[0]).toMatchObject({ think: false, messages: [{ images: [expect.stringMatching(/^iVBOR/) as string] }] });
  expect((await failure(at.chat().complete(seeing, { signal }))).kind).toBe('invalid_input');
});

test.each([
  ['Ollama', onOllama, 'no-schema', ['schema', 'json']],
  ['Ollama', onOllama, 'plain', ['schema', 'json', 'none']],
  ['vLLM', onVllm, 'no-schema', ['json_schema', 'json_object']],
  ['vLLM', onVllm, 'plain', ['json_schema', 'json_object', 'none']],
])('%s of the kind “%s %s”: goes down the ladder once and remembers the rung', async (_name, start, variant, ladder) => {
  const at = await start({ variant, reply: () => '{"word":"amber","count":3}' });
  const first = await at.chat().complete(question('A word.'), { signal });
  expect(first.json).toEqual({ word: 'amber', count: 3 });
  expect(formats(at)).toEqual(ladder);
  await at.chat().complete(question('Another word.'), { signal });
  expect(formats(at)).toEqual([...ladder, ladder.at(-1)]);

  // Another model of the same server starts from the top.
  await at.chat('qwen3-vl:8b').complete(question('A word.'), { signal });
  expect(formats(at).at(ladder.length + 1)).toBe(ladder[0]);
  // Below the schema, the schema is told in words.
  const told = JSON.stringify(bodies(at)[ladder.length]?.['messages']);
  expect(told).toContain('additionalProperties');
  expect([...at.connection.learned.keys()].join()).not.toContain(SECRET_MARK);
});

test('LM Studio refuses json_object: from the schema straight to words', async () => {
  const simulator = await startOllama({ clock: scriptedClock(), variant: 'lm-studio', reply: () => '{"word":"amber","count":3}' });
  const at = await connected(lmStudioDefinition, simulator);
  expect(at.models.map((model) => [model.name, model.text?.vision])).toEqual([
    ['llama3.2 3b', false],
    ['qwen3-vl 8b', true],
  ]);
  simulator.faults.next('create', { type: 'answer', status: 400, body: { error: 'response_format is not supported by this engine' } });
  await at.chat().complete(question('A word.'), { signal });
  expect(formats(at)).toEqual(['json_schema', 'json_object', 'none']);
});

test('a server that takes every format and heeds none: two useless answers and the next rung is used', async () => {
  let told = '';
  const at = await onVllm({
    reply: ({ format, text }) => {
      told = text;
      return format === 'none' ? '{"word":"amber","count":3}' : 'The word is amber, and there are three.';
    },
  });
  const ask = () => at.chat().complete(question('A word.'), { signal });
  for (let count = 1; count <= 4; count++) expect((await ask()).json).toBeUndefined();
  expect((await ask()).json).toEqual({ word: 'amber', count: 3 });
  expect(formats(at)).toEqual(['json_schema', 'json_schema', 'json_object', 'json_object', 'none']);
  expect(told).toContain('JSON Schema');
});

test('a good answer clears the count, and a cut-off one does not add to it', async () => {
  const answers = [
    'nothing',
    '{"word":"a","count":1}',
    'nothing',
    { text: '{"word":"a', finish: 'length' as const },
    '{"word":"b","count":1}',
  ];
  const at = await onVllm({ reply: (_, count) => answers[count - 1] ?? null });
  for (const _ of answers) await at.chat().complete(question('A word.'), { signal });
  expect(formats(at)).toEqual(answers.map(() => 'json_schema'));
});

test('thinking, fences and prose around JSON are taken off, and small faults mended', async () => {
  const at = await onOllama({ variant: 'chatty', reply: () => '{"word":"amber","count":3}' });
  expect((await at.chat().complete(question('A word.'), { signal })).json).toEqual({ word: 'amber', count: 3 });
});

test('other refusals stay what they are, and nothing is learned from them', async () => {
  const at = await onVllm();
  at.simulator.faults.next('create', {
    type: 'answer',
    status: 400,
    body: { error: { message: "This model's maximum context length is 4096 tokens." } },
  });
  expect((await failure(at.chat().complete(question('A word.'), { signal }))).kind).toBe('invalid_input');
  expect(at.connection.learned.size).toBe(0);
  at.simulator.faults.next('create', { type: 'answer', status: 400, body: { error: { message: 'logprobs are not supported' } } });
  expect((await at.chat().complete(question('A word.', { topLogprobs: 5 }), { signal })).logprobs).toBeNull();
  expect(bodies(at).map((body) => body['logprobs'])).toEqual([undefined, true, undefined]);
});

test('on this computer a lost answer is simply asked for again; in the cloud it is not', async () => {
  const local = await onVllm();
  local.simulator.faults.next('create', { type: 'reset-after' });
  expect((await local.chat().complete(question('A word.'), { signal })).finish).toBe('stop');
  expect(local.simulator.charged).toHaveLength(2);

  const cloud = await connected(openRouterDefinition, await startOpenAi({ clock: scriptedClock(), variant: 'router' }));
  cloud.simulator.faults.next('create', { type: 'reset-after' });
  expect((await failure(cloud.chat('meta/llama-4').complete(question('A word.'), { signal }))).kind).toBe('network_after_send');
  expect(cloud.simulator.charged).toHaveLength(1);
});

test('OpenRouter: prices from its list, the cost from its answer, credit in its test', async () => {
  const at = await connected(openRouterDefinition, await startOpenAi({ clock: scriptedClock(), variant: 'router' }));
  const model = at.models.find((each) => each.remoteId === 'meta/llama-4');
  expect(model).toMatchObject({
    name: 'meta/llama-4 (routed)',
    price: [
      { unit: 'input-token', amount: 0.000002, currency: 'USD' },
      { unit: 'output-token', amount: 0.000008, currency: 'USD' },
    ],
    text: { contextTokens: 200_000, maxOutputTokens: 8192, vision: true, logprobs: false },
    verifiedAt: new Date(at.simulator.clock.now()).toISOString().slice(0, 10),
  });
  expect(at.models.map((each) => each.remoteId)).not.toContain('text-embedding-3-small');
  const chat = at.chat('meta/llama-4');
  expect(chat.costOf({ inputTokens: 1000, outputTokens: 1000 })).toEqual({ amount: 0.01, currency: 'USD', basis: 'listed' });
  const answer = await chat.complete(question('A word.'), { signal });
  expect(answer.cost).toEqual({ amount: 0.0123, currency: 'USD' });
  expect(bodies(at)[0]).toMatchObject({ provider: { require_parameters: true }, usage: { include: true } });
  expect(await at.client.test({ signal })).toMatchObject({
    ok: true,
    facts: [{ value: '$1.25' }, { value: '$8.75' }, { label: 'Models' }],
  });

  at.simulator.faults.next('create', {
    type: 'answer',
    status: 404,
    body: { error: { message: 'No endpoints found that can handle the requested parameters.', code: 404 } },
  });
  await chat.complete(question('A word.'), { signal });
  expect(formats(at)).toEqual(['json_schema', 'json_schema', 'json_object']);
  at.simulator.faults.next('create', { type: 'answer', status: 200, body: { error: { code: 429, message: 'Rate limited upstream' } } });
  expect((await failure(chat.complete(question('A word.'), { signal }))).kind).toBe('rate_limited');
});

test('a server that is not there says so; one without a key is sent none', async () => {
  const at = await onVllm();
  await at.chat().complete(question('A word.'), { signal });
  expect(asks(at)[0]?.headers.authorization).toBeUndefined();
  await at.simulator.close();
  const error = await failure(at.client.test({ signal }));
  expect(error.kind).toBe('network_before_send');
});

test('a server of one’s own: its id, its variables, its key', async () => {
  expect(serverSlug('  Büro-Rechner #2 ')).toBe('buro-rechner-2');
  const definition = ownServer({ slug: 'big-box', label: 'Big box', address: 'http://127.0.0.1:1/v1/', where: 'local' });
  expect(definition).toMatchObject({
    id: 'server-big-box',
    where: 'local',
    addresses: [{ standard: 'http://127.0.0.1:1/v1', variable: 'HEROFRAME_SERVER_BIG_BOX_URL' }],
    keys: [{ required: false, variable: 'HEROFRAME_SERVER_BIG_BOX_KEY' }],
  });
  const simulator = await startOllama({ clock: scriptedClock() });
  const at = await connected(definition, simulator, {
    HEROFRAME_SERVER_BIG_BOX_URL: `${simulator.address}/v1`,
    HEROFRAME_SERVER_BIG_BOX_KEY: `${SECRET_MARK}-own`,
  });
  expect(at.models.map((model) => model.provider)).toEqual(['server-big-box', 'server-big-box']);
  await at.chat().complete(question('A word.'), { signal });
  expect(asks(at)[0]?.headers.authorization).toBe(`Bearer ${SECRET_MARK}-own`);
  expect(asks(at)[0]?.path).toBe('/v1/chat/completions');
});

test('an address without a path is given the one that every such server has', async () => {
  const simulator = await startOllama({ clock: scriptedClock() });
  for (const definition of [vllmDefinition, ollamaDefinition]) {
    const variable = definition.addresses[0]?.variable ?? '';
    const at = await connected(definition, simulator, { [variable]: `${simulator.address}/` });
    expect((await at.chat().complete(question('A word.'), { signal })).finish).toBe('stop');
    expect((await at.client.test({ signal })).message).toContain('/v1.');
  }
});

test('every built-in server is a provider of its own', () => {
  expect(compatibleDefinitions.map(({ id, where }) => `${id} ${where}`)).toEqual([
    'ollama local',
    'lm-studio local',
    'llama-cpp local',
    'vllm local',
    'openrouter cloud',
  ]);
  expect(new Set(compatibleDefinitions.map((definition) => definition.addresses[0]?.variable)).size).toBe(5);
  expect(openAiCompatible({ id: 'x', label: 'X', standard: 'http://x/v1', variable: 'X_URL', where: 'cloud' }).keys).toEqual([]);
});
