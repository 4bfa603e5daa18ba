/** Anthropic against its simulator. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import { sceneDivisionSchema, storySchema, templateChoiceSchema, visualSpecSchema } from '#contract/model/story.ts';
import { anthropicDefinition } from '#providers/anthropic/definition.ts';
import { modelDescriptorSchema } from '#providers/descriptors/schema.ts';
import { createLlmAgent } from '#providers/llm/agent.ts';
import { loadInstructions } from '#providers/llm/instructions.ts';
import { loadTemplates } from '#providers/offline-writer/template-library.ts';
import { createOfflineWriter } from '#providers/offline-writer/writer.ts';
import { checkDivision, checkStory, checkTemplateChoice, checkVisuals } from '#domain/story-rules.ts';
import type { ChatModel, ChatRequest } from '#providers/llm/chat.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { startAnthropic, type AnthropicSimulatorOptions } from '../../simulators/anthropic.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';

const models = anthropicDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const open: { simulator: RunningSimulator; connection: TestConnection }[] = [];
let folder: string;

async function bench(
  options: AnthropicSimulatorOptions = {},
  env: Record<string, string> = {},
): Promise<{ simulator: RunningSimulator; connection: TestConnection; client: ProviderClient; chat: (id?: string) => ChatModel }> {
  const simulator = await startAnthropic({ clock: scriptedClock(), ...options });
  const connection = await connectionTo(anthropicDefinition, simulator, env);
  open.push({ simulator, connection });
  const client = await anthropicDefinition.connect(connection);
  return {
    simulator,
    connection,
    client,
    chat(id = 'claude-sonnet-5-5') {
      const descriptor = models.find(({ remoteId }) => remoteId === id);
      const chat = descriptor === undefined ? undefined : client.chat?.(descriptor);
      if (chat === undefined) throw new Error(`There is no model ${id}.`);
      return chat;
    },
  };
}

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
  folder = await mkdtemp(join(tmpdir(), 'heroframe-anthropic-'));
});

afterEach(async () => {
  for (const { simulator, connection } of open.splice(0)) {
    await simulator.close();
    await connection.end();
  }
  await rm(folder, { recursive: true, force: true });
});

test.each(models.map(({ remoteId }) => remoteId))('%s writes a story in the shape that was asked for', async (id) => {
  const at = await bench();
  const answer = await at.chat(id).complete(question('Write a story about a red bicycle.', { schema: story, topLogprobs: 5 }), { signal });
  expect(answer).toMatchObject({ finish: 'stop', refusal: null, cost: null, logprobs: null });
  expect(storySchema.safeParse(answer.json).error).toBeUndefined();
  expect(answer.text).not.toContain('Let me think');
  expect(answer.usage?.inputTokens).toBeGreaterThan(5);
  const sent = at.simulator.charged[0]?.body;
  expect(sent).toMatchObject({ model: id, max_tokens: 4000 + 8192, system: [{ type: 'text', text: 'You write short films.' }] });
  for (const field of ['temperature', 'seed', 'top_p', 'logprobs']) expect(sent).not.toHaveProperty(field);
  expect(at.simulator.log[0]?.headers).toMatchObject({ 'anthropic-version': '2026-10-21' });
});

test.each([
  ['template', templateChoiceSchema],
  ['scenes', sceneDivisionSchema],
  ['visuals', visualSpecSchema],
])('the schema of the stage “%s” is one that the service takes', async (name, schema) => {
  const at = await bench();
  const answer = await at
    .chat()
    .complete(question('A 20 second film in 4 scenes about a bicycle.', { schema: { name, schema: z.toJSONSchema(schema) } }), { signal });
  expect(schema.safeParse(answer.json).error).toBeUndefined();
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

test('optional values come back left out, not as null', async () => {
  const wish = z.object({ name: z.string(), nick: z.string().optional() });
  const at = await bench({ reply: () => '{"name": "Ada", "nick": null}' });
  const answer = await at.chat().complete(question('Who?', { schema: { name: 'wish', schema: z.toJSONSchema(wish) } }), { signal });
  expect(answer.json).toEqual({ name: 'Ada' });
});

test('pictures and earlier answers are part of the question; empty words are not', async () => {
  const at = await bench();
  const picture = await pictureInput(folder, 'frame');
  const request = question('', {
    messages: [
      { role: 'system', parts: [{ type: 'text', text: '  ' }] },
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
          { type: 'text', text: '' },
        ],
      },
    ],
  });
  expect((await at.chat().complete(request, { signal })).finish).toBe('stop');
  const sent = at.simulator.charged[0]?.body as { messages: { role: string; content: { source?: { data: string } }[] }[] };
  expect(sent).not.toHaveProperty('system');
  expect(sent.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  expect(sent.messages[2]?.content).toHaveLength(1);
  expect(Buffer.from(sent.messages[0]?.content[0]?.source?.data ?? '', 'base64').equals(await readFile(picture.path))).toBe(true);
});

test('a picture that cannot be read is refused before anything is sent', async () => {
  const at = await bench();
  const picture = { ...(await pictureInput(folder, 'frame')), path: join(folder, 'missing.png') };
  const request = question('', { messages: [{ role: 'user', parts: [{ type: 'picture', input: picture, detail: 'high' }] }] });
  expect(await failureOf(at.chat().complete(request, { signal }))).toMatchObject({ kind: 'invalid_input' });
  expect(at.simulator.log).toHaveLength(0);
});

test.each([
  ['[refuse]', { finish: 'refused', json: undefined, refusal: 'This request asks for something that I will not describe.' }],
  ['[cut off]', { finish: 'length', json: undefined, refusal: null }],
  ['[too long]', { finish: 'length', json: undefined, refusal: null }],
])('an answer that is %s says so', async (word, expected) => {
  const at = await bench();
  expect(await at.chat().complete(question(`A story. ${word}`, { schema: story }), { signal })).toMatchObject(expected);
});

test('the price counts the words before sending and the tokens afterwards', async () => {
  const at = await bench();
  const chat = at.chat('claude-opus-5-5');
  expect(chat.costOf({ inputTokens: 1_000_000, outputTokens: 100_000 })).toEqual({ amount: 6, currency: 'USD', basis: 'listed' });
  const short = chat.price(question('Hello.'));
  expect(short.basis).toBe('listed');
  expect(short.amount).toBeGreaterThan((12_192 * 20) / 1e6);
  expect(chat.price(question('Hello. '.repeat(10_000))).amount).toBeGreaterThan(short.amount + 0.05);
});

const body = (type: string, message: string): object => ({ type: 'error', error: { type, message }, request_id: 'req_1' });

test.each([
  [400, 'invalid_request_error', 'max_tokens: Field required', 'invalid_input'],
  [400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.', 'insufficient_credit'],
  [401, 'authentication_error', 'invalid x-api-key', 'auth'],
  [402, 'billing_error', 'There is an issue with your billing.', 'insufficient_credit'],
  [403, 'permission_error', 'Your API key does not have permission.', 'forbidden'],
  [404, 'not_found_error', 'model: claude-9', 'model_unavailable'],
  [413, 'request_too_large', 'Request exceeds the maximum size.', 'invalid_input'],
  [429, 'rate_limit_error', 'This request would exceed your rate limit.', 'rate_limited'],
  [500, 'api_error', 'Internal server error', 'provider_failed'],
  [504, 'timeout_error', 'Request timed out.', 'timeout_queue'],
  [529, 'overloaded_error', 'Overloaded', 'provider_overloaded'],
])('status %i %s “%s” is %s', async (status, type, message, kind) => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'answer', status, body: body(type, message) }, 5);
  expect(await failureOf(at.chat().complete(question('Hello.'), { signal }))).toMatchObject({ kind });
});

test('a lost answer is not asked for again: it may have been charged', async () => {
  const at = await bench();
  at.simulator.faults.next('create', { type: 'reset-after' });
  expect(await failureOf(at.chat().complete(question('Hello.'), { signal }))).toMatchObject({ kind: 'network_after_send' });
  expect(at.simulator.charged).toHaveLength(1);
});

test('a limit a minute is waited for as long as was asked', async () => {
  const at = await bench({ limits: { createsPerMinute: 1 } });
  await at.chat().complete(question('One.'), { signal });
  await at.chat().complete(question('Two.'), { signal });
  expect(at.simulator.charged).toHaveLength(2);
  expect(at.connection.waited.every((wait) => wait >= 20_000)).toBe(true);
});

test('the test of the connection counts models and tells a wrong key from a right one', async () => {
  const right = await bench();
  expect(await right.client.test({ signal })).toMatchObject({
    ok: true,
    facts: [
      { label: 'Models', value: '3' },
      { label: 'Newest', value: 'Claude Opus 5.5' },
    ],
  });
  expect(right.simulator.charged).toHaveLength(0);
  const wrong = await bench({}, { ANTHROPIC_API_KEY: `${SECRET_MARK}-wrong` });
  expect(await failureOf(wrong.client.test({ signal }))).toMatchObject({ kind: 'auth' });
});

test('the simulator refuses what the service refuses', async () => {
  const at = await bench();
  const key = at.simulator.env['ANTHROPIC_API_KEY'] ?? '';
  const send = async (
    content: object,
    headers: Record<string, string> = { 'x-api-key': key, 'anthropic-version': '2026-10-21' },
  ): Promise<number> =>
    (await fetch(`${at.simulator.address}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(content) })).status;
  const good = { model: 'claude-opus-5-5', max_tokens: 10, messages: [{ role: 'user', content: 'Hello.' }] };
  expect(await send(good)).toBe(200);
  expect(await send(good, { authorization: `Bearer ${key}`, 'anthropic-version': '2026-10-21' })).toBe(200);
  expect(await send(good, { 'x-api-key': key })).toBe(400);
  expect(await send(good, { 'anthropic-version': '2026-10-21' })).toBe(401);
  expect(await send({ ...good, temperature: 1 })).toBe(400);
  expect(await send({ ...good, temperature: 1 }, { 'x-api-key': key, 'anthropic-version': '2023-06-01' })).toBe(200);
  expect(await send({ ...good, seed: 1 })).toBe(400);
  expect(await send({ ...good, model: 'gpt' })).toBe(404);
  expect(await send({ ...good, messages: [{ role: 'system', content: 'a' }] })).toBe(400);
  const format = (schema: object): object => ({ ...good, output_config: { format: { type: 'json_schema', schema } } });
  expect(await send(format({ type: 'object', properties: {}, required: [], additionalProperties: false }))).toBe(200);
  expect(await send(format({ type: 'object', properties: {} }))).toBe(400);
  expect(await send(format({ type: 'object', properties: { a: { type: 'string', maxLength: 3 } }, additionalProperties: false }))).toBe(
    400,
  );
});
