/** Nothing is paid twice: a charging provider, real storage, and every way a job can be cut off. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fail } from '#contract/errors.ts';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import type { SceneSpec, Story, VisualSpec } from '#contract/model/story.ts';
import { StopReason } from '#pipeline/durable/stop-reason.ts';
import { openTill, type Till } from '#pipeline/jobs/till.ts';
import { runJob, type JobOrder, type JobOutcome } from '#pipeline/jobs/run-job.ts';
import type { JobHandle, LostJob, PictureRequest } from '#providers/adapter.ts';
import { ProviderFailure, providerError } from '#providers/transport/errors.ts';
import { createLane, pacedTransport } from '#providers/transport/lane.ts';
import {
  addScene,
  closeProject,
  createProject,
  defaultEnv,
  ledgerSummary,
  openProject,
  readJob,
  readReview,
  type OpenProject,
} from '#storage/index.ts';
import { Died, scriptedProvider, type ScriptedProvider } from '../../fixtures/scripted-provider.ts';

let folder: string;
let project: OpenProject;
let sceneId: string;
const env = defaultEnv('0.0.0');
const spec: SceneSpec = {
  beat: 'Quiet moment',
  seconds: 4,
  setting: 'Kitchen',
  action: 'She reaches for the mug.',
  presence: { characterVisible: true, characterTiming: 'full scene', productVisible: true, productTiming: 'full scene' },
  camera: { angle: 'Eye level', movement: 'push-in', movementNote: 'Slow', framing: 'Medium', lens: '35 mm' },
  lighting: { setup: 'Window left', mood: 'Calm', colorTemperature: '3200 K' },
  emotionalTone: 'Calm',
  voiceOver: null,
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-job-'));
  project = await createProject(join(folder, 'Film.heroframe'), { name: 'Film', brief: { ...DEFAULT_BRIEF, prompt: 'Coffee' } }, env);
  sceneId = addScene(project.db, { spec, afterSceneId: null, changed: 'Made', by: 'you' }).id;
});
afterEach(async () => {
  closeProject(project);
  await rm(folder, { recursive: true, force: true });
});

const order = (runId = 'run_1'): JobOrder => ({
  clientJobId: 'var_1',
  title: 'Scene 1 · start frame · variation 1',
  sceneId,
  subjectId: 'var_1',
  runId,
  request: {
    kind: 'picture',
    prompt: 'A mug',
    negative: '',
    seed: 1,
    width: 64,
    height: 36,
    role: 'start',
    variation: 1,
    references: [],
    scene: { spec, story: {} as Story, markers: {} as VisualSpec['markers'], sceneNumber: 1, aspect: '16:9' },
  } satisfies PictureRequest,
});
async function go(adapter: ScriptedProvider, changes: { runId?: string; signal?: AbortSignal } = {}): Promise<JobOutcome> {
  return await runJob(
    {
      project,
      adapter,
      till: openTill,
      signal: changes.signal ?? new AbortController().signal,
      pollMs: 1,
      onProgress: () => undefined,
      inspect: () => Promise.resolve({ width: 64, height: 36, seconds: null }),
    },
    order(changes.runId),
  );
}
async function reopen(): Promise<void> {
  closeProject(project);
  project = await openProject(join(folder, 'Film.heroframe'), env);
}

test('the usual way: one request, one charge, the bytes at home, and repeating it asks for nothing', async () => {
  const provider = scriptedProvider({ polls: ['queued', 'running', 'queued', 'succeeded'] });
  const outcome = await go(provider);
  expect(outcome).toMatchObject({ ok: true, cost: { amount: 0.4 }, estimated: false });
  expect(await go(provider)).toEqual(outcome);
  expect(provider.submits).toBe(1);
  expect(ledgerSummary(project.db)).toMatchObject({ estimated: 0.35, actual: 0.4, entries: 1 });
});

test('a reset after the provider recorded the job: it is found again, not sent again', async () => {
  const provider = scriptedProvider({ submit: ['reset-after-record'] });
  expect((await go(provider)).ok).toBe(true);
  expect(provider.recorded).toEqual(['var_1']);
  expect(provider.submits).toBe(1);
});

test('a reset before the provider recorded it, and it can be asked: sent once more, charged once', async () => {
  const provider = scriptedProvider({ submit: ['reset-before-record', 'accept'] });
  expect((await go(provider)).ok).toBe(true);
  expect(provider.recorded).toEqual(['var_1']);
});

test('a lost answer of a provider that cannot be asked: never sent again, and the person is asked plainly', async () => {
  const provider = scriptedProvider({ submit: ['reset-after-record'], canReconcile: false });
  for (let tries = 0; tries < 3; tries++) expect((await go(provider)).ok).toBe(false);
  await reopen();
  expect((await go(provider)).ok).toBe(false);
  expect(provider.submits).toBe(1);
  expect(readJob(project.db, 'var_1')?.state).toBe('unknown');
  expect(readReview(project.db).map((item) => [item.kind, item.state])).toEqual([['job-unknown', 'open']]);
});

test('the process dies between request and answer: the next life finds the job at the provider', async () => {
  const first = scriptedProvider({ submit: ['die-after-record'] });
  await expect(go(first)).rejects.toBeInstanceOf(Died);
  await reopen();
  expect(readJob(project.db, 'var_1')?.state).toBe('unknown');
  const second = scriptedProvider({ recorded: first.recorded });
  expect((await go(second)).ok).toBe(true);
  expect(second.submits).toBe(0);
  expect(second.recorded).toEqual(['var_1']);
});

test('a download that is cut off leaves the paid result waiting; the next run fetches it without paying again', async () => {
  const provider = scriptedProvider({ fetch: ['cut-off', 'deliver'] });
  expect((await go(provider)).ok).toBe(false);
  expect(readJob(project.db, 'var_1')?.state).toBe('downloading');
  await reopen();
  expect((await go(provider, { runId: 'run_2' })).ok).toBe(true);
  expect(provider.recorded).toEqual(['var_1']);
});

test('no credit: nothing is lost, the job waits as a draft, and goes on as the same job', async () => {
  const provider = scriptedProvider({ submit: ['out-of-credit', 'accept'] });
  await expect(go(provider)).rejects.toMatchObject({ error: { code: 'paused' } });
  expect(readJob(project.db, 'var_1')?.state).toBe('draft');
  expect(ledgerSummary(project.db)).toMatchObject({ estimated: 0, actual: 0 });
  expect((await go(provider)).ok).toBe(true);
  expect(provider.recorded).toEqual(['var_1']);
});

test('a failure stays a failure within its run; a later run tries again as a new job', async () => {
  const provider = scriptedProvider({ submit: ['refuse-input'] });
  expect(await go(provider)).toMatchObject({ ok: false });
  expect(await go(provider)).toMatchObject({ ok: false });
  expect(provider.submits).toBe(1);
  expect((await go(provider, { runId: 'run_2' })).ok).toBe(true);
  expect(provider.recorded).toEqual(['var_1~2']);
  expect(readJob(project.db, 'var_1')?.state).toBe('failed');
});

test('canceling calls the job back; closing the project leaves it at work and goes on next time', async () => {
  const stopWhileRunning = async (why: 'canceled' | 'closed'): Promise<ScriptedProvider> => {
    const abort = new AbortController();
    const provider = scriptedProvider({ polls: Array.from({ length: 500 }, () => 'running' as const) });
    setTimeout(() => abort.abort(new StopReason(why)), 30);
    await expect(go(provider, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
    return provider;
  };
  const closed = await stopWhileRunning('closed');
  expect(closed.canceled).toEqual([]);
  expect(readJob(project.db, 'var_1')?.state).toBe('running');
  const next = scriptedProvider({ recorded: closed.recorded });
  expect((await go(next)).ok).toBe(true);
  expect(next.submits).toBe(0);
});

test('canceling marks the job canceled', async () => {
  const abort = new AbortController();
  const provider = scriptedProvider({ polls: Array.from({ length: 500 }, () => 'running' as const) });
  setTimeout(() => abort.abort(new StopReason('canceled')), 30);
  await expect(go(provider, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(provider.canceled).toEqual(['var_1']);
  expect(readJob(project.db, 'var_1')?.state).toBe('canceled');
});

test('free work lost with its process is simply made again', async () => {
  const provider = scriptedProvider({ price: 0, polls: ['running', 'expired', 'succeeded'] });
  const lost = {
    ...provider,
    poll: async (handle: never, options: never) => {
      const result = await provider.poll(handle, options);
      return 'error' in result ? { ...result, error: { ...result.error, kind: 'output_expired' as const } } : result;
    },
  };
  expect((await go(lost as ScriptedProvider)).ok).toBe(true);
  expect(provider.recorded).toEqual(['var_1', 'var_1~2']);
});

test('identical requests whose answers were all lost: each finds a job of its own, none is sent again', async () => {
  // As a provider without idempotency keys: it lists what it has, and only the input tells jobs apart.
  const made: string[] = [];
  const provider = scriptedProvider({});
  const byInput: ScriptedProvider = Object.assign(provider, {
    prepare: () => Promise.resolve({ version: 1 as const, modelId: 'scripted:scripted-1', body: { prompt: 'A mug' }, params: {} }),
    submit: async (): Promise<never> => {
      made.push(`remote_${made.length + 1}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new ProviderFailure(providerError('network_after_send', 'The connection broke before an answer arrived.'));
    },
    reconcile: async ({ isClaimed }: LostJob): Promise<JobHandle | 'none'> => {
      const free = made.find((id) => !isClaimed(id));
      await new Promise((resolve) => setTimeout(resolve, 5));
      return free === undefined ? 'none' : { version: 1, remoteId: free, data: {} };
    },
  });
  const desk = {
    project,
    adapter: byInput,
    till: openTill,
    signal: new AbortController().signal,
    pollMs: 1,
    onProgress: () => undefined,
    inspect: () => Promise.resolve({ width: 64, height: 36, seconds: null }),
  };
  const outcomes = await Promise.all([1, 2, 3].map((n) => runJob(desk, { ...order(), clientJobId: `var_${n}`, subjectId: `var_${n}` })));
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
  expect(made).toHaveLength(3);
  expect(new Set([1, 2, 3].map((n) => readJob(project.db, `var_${n}`)?.handle?.remoteId))).toEqual(new Set(made));
});

test('a cap that is reached stops before anything is sent; the job waits as it is', async () => {
  const provider = scriptedProvider({});
  const closed: Till = {
    admit: () => fail('paused', 'The limit of this film is reached.', 'Raise it.'),
    settle: () => undefined,
  };
  const desk = {
    project,
    adapter: provider,
    till: closed,
    signal: new AbortController().signal,
    pollMs: 1,
    onProgress: () => undefined,
    inspect: () => Promise.resolve({ width: 64, height: 36, seconds: null }),
  };
  await expect(runJob(desk, order())).rejects.toMatchObject({ error: { code: 'paused' } });
  expect(provider.submits).toBe(0);
  expect(readJob(project.db, 'var_1')?.state).toBe('draft');
  expect((await go(provider)).ok).toBe(true);
});

test('called off while it waits for its turn: nothing was sent, so nobody has to be asked; it goes on as the same job', async () => {
  const lane = createLane({ atOnce: 1, createsPerMinute: 1 });
  const transport = pacedTransport({}, lane);
  const provider = scriptedProvider({ canReconcile: false });
  const paced: ScriptedProvider = Object.assign(scriptedProvider({ canReconcile: false }), {
    async submit(...[, { signal }]: Parameters<ScriptedProvider['submit']>): Promise<never> {
      // The lane's only slot of this minute is taken, so this one waits.
      await transport.send({ kind: 'paid-create', method: 'POST', url: 'http://127.0.0.1:9/', deadlineMs: 500, attempts: 1, signal });
      throw new Error('It was sent.');
    },
  });
  await lane.turn(new AbortController().signal);
  const stop = new AbortController();
  setTimeout(() => stop.abort(new StopReason('closed')), 30);
  await expect(go(paced, { signal: stop.signal })).rejects.toBeInstanceOf(StopReason);
  expect(readJob(project.db, 'var_1')?.state).toBe('draft');
  await reopen();
  expect((await go(provider)).ok).toBe(true);
  expect(provider.recorded).toEqual(['var_1']);
  expect(readReview(project.db)).toEqual([]);
});
