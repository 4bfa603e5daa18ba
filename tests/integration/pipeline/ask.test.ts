/** Paid questions to language models: a row before the request, one answer per question, and no question asked twice unasked. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import { acceptLostAnswers, askThroughRows } from '#pipeline/jobs/ask.ts';
import { openTill } from '#pipeline/jobs/till.ts';
import { anthropicDefinition } from '#providers/anthropic/definition.ts';
import { modelDescriptorSchema } from '#providers/descriptors/schema.ts';
import { geminiDefinition } from '#providers/gemini/definition.ts';
import type { ChatModel, ChatRequest } from '#providers/llm/chat.ts';
import { openAiDefinition } from '#providers/openai/definition.ts';
import { closeProject, createProject, defaultEnv, ledgerSummary, openProject, readJobs, type OpenProject } from '#storage/index.ts';
import { connectionTo, type TestConnection } from '../../fixtures/connection.ts';
import { startAnthropic } from '../../simulators/anthropic.ts';
import { startGemini } from '../../simulators/gemini.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import type { Fault } from '../../simulators/kit/faults.ts';
import type { RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startOpenAi } from '../../simulators/openai.ts';
import { discard } from '../../fixtures/leftovers.ts';

const request: ChatRequest = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'One sentence about coffee.' }] }],
  schema: { name: 'sentence', schema: { type: 'object', properties: { sentence: { type: 'string' } }, required: ['sentence'] } },
  maxOutputTokens: 200,
  temperature: null,
  seed: 1,
  topLogprobs: null,
};
const { signal } = new AbortController();
const PATIENCE_MS = 400;

const writers = [
  ['OpenAI', openAiDefinition, startOpenAi, 'gpt-4.1'],
  ['Anthropic', anthropicDefinition, startAnthropic, 'claude-sonnet-5-5'],
  ['Gemini', geminiDefinition, startGemini, geminiDefinition.models.find((model) => model.kind === 'text')?.remoteId ?? ''],
] as const;

describe.each(writers)('%s', (_label, definition, start, remoteId) => {
  let folder: string;
  let project: OpenProject;
  let simulator: RunningSimulator;
  let connection: TestConnection;
  let chat: ChatModel;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heroframe-ask-'));
    project = await createProject(
      join(folder, 'Film.heroframe'),
      { name: 'Film', brief: { ...DEFAULT_BRIEF, prompt: 'Coffee' } },
      defaultEnv('0.0.0'),
    );
    simulator = await start({ clock: scriptedClock() });
    connection = await connectionTo(definition, simulator);
    const { transport } = connection;
    const client = await definition.connect({
      ...connection,
      transport: { ...transport, send: (order) => transport.send({ ...order, deadlineMs: Math.min(order.deadlineMs, PATIENCE_MS) }) },
    });
    const descriptor = modelDescriptorSchema.parse(definition.models.find((model) => model.remoteId === remoteId));
    const made = client.chat?.(descriptor);
    if (made === undefined) throw new Error('It does not write.');
    // Where no price is known it is paid all the same.
    chat = made;
  });
  afterEach(async () => {
    closeProject(project);
    await simulator.close();
    await connection.end();
    await discard(folder);
  });
  const ask = (runId = 'run_1') => askThroughRows(chat, { project, till: openTill, runId }).complete(request, { signal });
  const reopen = async (): Promise<void> => {
    closeProject(project);
    project = await openProject(join(folder, 'Film.heroframe'), defaultEnv('0.0.0'));
  };

  test('one question, one charge, one answer, also after a restart; another run asks anew', async () => {
    const first = await ask();
    expect(first.json).toMatchObject({ sentence: expect.any(String) });
    await reopen();
    expect(await ask()).toEqual(first);
    expect(simulator.charged).toHaveLength(1);
    expect(ledgerSummary(project.db).entries).toBe(1);
    await ask('run_2');
    expect(simulator.charged).toHaveLength(2);
  });

  test.each<[string, Fault]>([
    ['reset after the work was done', { type: 'reset-after' }],
    ['reset before anything was done', { type: 'reset-before' }],
    ['half of the JSON', { type: 'half-json' }],
    ['cut off', { type: 'cut-off' }],
    ['silence', { type: 'stall' }],
    ['HTML 502 behind which it was done', { type: 'html', status: 502, after: true }],
  ])('a lost answer (%s) waits for the person, over restarts, and is asked again only when they go on', async (_name, fault) => {
    simulator.faults.next('create', fault);
    for (let life = 0; life < 3; life++) {
      await expect(ask()).rejects.toMatchObject({ error: { code: 'paused', message: expect.stringContaining('lost on the way') } });
      await reopen();
    }
    expect(simulator.charged.length).toBeLessThanOrEqual(1);
    expect(readJobs(project.db).map((job) => job.state)).toEqual(['unknown']);
    const before = simulator.charged.length;
    expect(acceptLostAnswers(project.db)).toBe(1);
    await ask();
    expect(simulator.charged).toHaveLength(before + 1);
    expect(
      readJobs(project.db)
        .map((job) => job.state)
        .sort(),
    ).toEqual(['canceled', 'succeeded']);
  });

  test.each(['seconds', 'date', 'milliseconds', 'body', 'silent'] as const)('429 (%s) is waited out and charged once', async (form) => {
    simulator.faults.next('create', { type: 'throttle', form, milliseconds: 2000 });
    await ask();
    expect(simulator.charged).toHaveLength(1);
    expect(connection.waited.length).toBeGreaterThan(0);
  });

  test('the process dies before the answer is written down: nobody asks again by themselves', async () => {
    const died = new AbortController();
    simulator.faults.next('create', { type: 'call', before: () => died.abort() });
    await expect(
      askThroughRows(chat, { project, till: openTill, runId: 'run_1' }).complete(request, { signal: died.signal }),
    ).rejects.toThrow();
    await reopen();
    await expect(ask()).rejects.toMatchObject({ error: { code: 'paused' } });
    expect(simulator.charged).toHaveLength(1);
  });
});
