import { expect, test } from 'vitest';
import {
  createJob,
  durably,
  ledgerByCurrency,
  ledgerSummary,
  moveJob,
  openJobs,
  readJob,
  readJobTransitions,
  readJobs,
  readLedger,
  write,
} from '#storage/index.ts';
import type { NewJob, ProjectDb } from '#storage/index.ts';
import { isFinishedJob, nextJobStates } from '#domain/job-states.ts';
import type { JobState } from '#domain/job-states.ts';
import { codeOf, newProject } from './fixtures.ts';

const job = (clientJobId: string, changes: Partial<NewJob> = {}): NewJob => ({
  clientJobId,
  title: 'Scene 2 · start frame · variation 3',
  kind: 'picture',
  provider: 'fal',
  model: 'flux',
  request: { prompt: 'coffee' },
  price: { amount: 0.05, currency: 'USD' },
  paid: true,
  sceneId: 'scn_1',
  subjectId: 'var_1',
  runId: 'run_1',
  ...changes,
});

const states = Object.keys(nextJobStates) as JobState[];

/** The shortest way from draft to a state. */
function wayTo(target: JobState): JobState[] {
  const ways = new Map<JobState, JobState[]>([['draft', []]]);
  for (const [from, way] of ways) for (const next of nextJobStates[from]) if (!ways.has(next)) ways.set(next, [...way, next]);
  return ways.get(target) ?? [];
}

function jobIn(db: ProjectDb, state: JobState, paid = false): string {
  const id = `${state} ${readJobs(db).length}`;
  createJob(db, job(id, { paid }));
  for (const step of wayTo(state)) moveJob(db, id, step);
  return id;
}

test('every pair of states moves exactly as the table says; a refused move changes nothing', async () => {
  const { db } = await newProject();
  for (const from of states) {
    for (const to of states) {
      const id = jobIn(db, from);
      const before = readJob(db, id);
      const allowed = from === to || nextJobStates[from].includes(to);
      expect(await codeOf(() => moveJob(db, id, to, { progress: 0.5 })), `${from} → ${to}`).toBe(allowed ? 'no error' : 'internal');
      if (allowed) expect(readJob(db, id)).toMatchObject({ state: to, progress: 0.5 });
      else expect(readJob(db, id)).toEqual(before);
    }
  }
});

test('a create can only be sent again where surely nothing was sent', () => {
  const intoDraft = states.filter((state) => nextJobStates[state].includes('draft'));
  const intoSubmitting = states.filter((state) => nextJobStates[state].includes('submitting'));
  expect(intoDraft).toEqual(['submitting', 'unknown']);
  expect(intoSubmitting).toEqual(['draft']);
  expect(states.filter(isFinishedJob)).toEqual(['succeeded', 'failed', 'canceled', 'expired']);
});

test('a job is created once, counts its submissions and keeps its handle, answer and trail', async () => {
  const { db } = await newProject();
  createJob(db, job('j1'));
  expect(createJob(db, job('j1', { title: 'Other', price: { amount: 9, currency: 'EUR' } }))).toMatchObject({
    title: job('j1').title,
    price: { amount: 0.05 },
  });
  moveJob(db, 'j1', 'submitting');
  moveJob(db, 'j1', 'draft', { error: 'No connection', errorKind: 'network_before_send' });
  moveJob(db, 'j1', 'submitting');
  const handle = { version: 1, remoteId: 'r-7', data: { url: 'https://queue.example/r-7' } };
  moveJob(db, 'j1', 'queued', { handle });
  moveJob(db, 'j1', 'queued', { progress: 0.2 });
  moveJob(db, 'j1', 'running', { progress: 3 });
  moveJob(db, 'j1', 'downloading', { result: { images: 1 } });
  const done = moveJob(db, 'j1', 'succeeded', { cost: { amount: 0.04, currency: 'USD' } });
  expect(done).toMatchObject({
    state: 'succeeded',
    submissions: 2,
    handle,
    result: { images: 1 },
    progress: 1,
    cost: { amount: 0.04, currency: 'USD' },
  });
  expect(readJobTransitions(db, 'j1').map(({ from, to }) => `${from} ${to}`)).toEqual([
    'draft submitting',
    'submitting draft',
    'draft submitting',
    'submitting queued',
    'queued running',
    'running downloading',
    'downloading succeeded',
  ]);
  expect(openJobs(db)).toEqual([]);
  expect(readJobs(db)).toMatchObject([{ id: 'j1', state: 'succeeded', cost: { amount: 0.04, currency: 'USD', estimated: false } }]);
  expect(await codeOf(() => moveJob(db, 'nobody', 'submitting'))).toBe('not-found');
});

test.each<[string, JobState[], { amount: number; currency: string } | null, string, number | null]>([
  ['waiting', ['submitting', 'queued'], null, 'open', null],
  [
    'done, the provider named the price',
    ['submitting', 'queued', 'running', 'downloading', 'succeeded'],
    { amount: 0.07, currency: 'USD' },
    'billed',
    0.07,
  ],
  ['done, no price named', ['submitting', 'queued', 'running', 'downloading', 'succeeded'], null, 'assumed', 0.05],
  ['failed', ['submitting', 'queued', 'running', 'failed'], null, 'void', 0],
  ['failed but billed', ['submitting', 'queued', 'running', 'failed'], { amount: 0.01, currency: 'USD' }, 'billed', 0.01],
  ['canceled in the queue', ['submitting', 'queued', 'canceled'], null, 'void', 0],
  ['canceled while running', ['submitting', 'queued', 'running', 'canceled'], null, 'assumed', 0.05],
  ['never arrived', ['submitting', 'unknown', 'draft'], null, 'void', 0],
  ['nobody knows', ['submitting', 'unknown'], null, 'open', null],
  ['made, but gone before it was fetched', ['submitting', 'running', 'downloading', 'expired'], null, 'assumed', 0.05],
])('the ledger of a paid job: %s', async (_what, way, cost, state, actual) => {
  const { db } = await newProject();
  createJob(db, job('j'));
  expect(readLedger(db)).toEqual([]);
  way.forEach((step, index) => moveJob(db, 'j', step, cost !== null && index === way.length - 1 ? { cost } : {}));
  expect(readLedger(db)).toMatchObject([{ clientJobId: 'j', state, estimatedAmount: 0.05, actualAmount: actual, currency: 'USD' }]);
});

test('sending again opens the same entry again: one entry per job', async () => {
  const { db } = await newProject();
  createJob(db, job('j'));
  for (const step of ['submitting', 'draft', 'submitting', 'running', 'downloading', 'succeeded'] as const) moveJob(db, 'j', step);
  expect(readLedger(db)).toMatchObject([{ state: 'assumed', actualAmount: 0.05 }]);
});

test('free jobs leave no entry, and sums are kept per currency', async () => {
  const { db } = await newProject();
  expect(ledgerSummary(db)).toEqual({ estimated: 0, actual: 0, currency: 'USD', entries: 0 });
  jobIn(db, 'succeeded', false);
  const run = (id: string, currency: string, amount: number) => {
    createJob(db, job(id, { price: { amount, currency } }));
    for (const step of ['submitting', 'running', 'downloading', 'succeeded'] as const) moveJob(db, id, step);
  };
  run('a', 'USD', 0.5);
  run('b', 'USD', 0.25);
  run('c', 'EUR', 3);
  expect(ledgerByCurrency(db)).toEqual([
    { currency: 'USD', estimated: 0.75, actual: 0.75, entries: 2 },
    { currency: 'EUR', estimated: 3, actual: 3, entries: 1 },
  ]);
  expect(ledgerSummary(db).currency).toBe('USD');
});

test('a paid job refuses to hide inside another transaction, where it would not be on the disk in time', async () => {
  const { db } = await newProject();
  expect(() => write(db, () => createJob(db, job('j')))).toThrow(/outermost/);
  expect(readJobs(db)).toEqual([]);
  durably(db, () => expect(db.sql.pragma('synchronous', { simple: true })).toBe(2));
  createJob(db, job('j'));
  expect(db.sql.pragma('synchronous', { simple: true })).toBe(1);
});
