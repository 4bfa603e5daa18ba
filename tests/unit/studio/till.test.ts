/** The caps at the till: nothing is let through that would go over, and nothing is counted that was not spent. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import { StudioFailure, type StudioError } from '#contract/errors.ts';
import type { Price } from '#contract/model/providers.ts';
import type { Till } from '#pipeline/jobs/till.ts';
import {
  closeProject,
  createJob,
  createProject,
  defaultEnv,
  moveJob,
  openSpending,
  putSetting,
  type OpenProject,
  type Spending,
} from '#storage/index.ts';
import { bookKey, createTill, dayOf, projectCap, putProjectCap } from '#studio/providers/till.ts';

let folder: string;
let project: OpenProject;
let book: Spending;
let perDay: number | null;
let till: Till;
const noon = new Date(2026, 10, 20, 12).getTime();
const today = dayOf(noon);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-till-'));
  project = await createProject(
    join(folder, 'A.heroframe'),
    { name: 'A', brief: { ...DEFAULT_BRIEF, prompt: 'A kite' } },
    defaultEnv('0.0.0'),
  );
  book = openSpending(folder);
  perDay = null;
  till = createTill({ project, spending: () => book, perDay: () => Promise.resolve(perDay), now: () => noon });
});
afterEach(async () => {
  book.close();
  closeProject(project);
  await rm(folder, { recursive: true, force: true });
});

const listed = (amount: number): Price => ({ amount, currency: 'USD', basis: 'listed' });
/** Sends a job through the till as the runner does. */
async function send(clientJobId: string, price: Price): Promise<void> {
  createJob(project.db, {
    clientJobId,
    title: clientJobId,
    kind: 'picture',
    provider: 'p',
    model: 'm',
    request: null,
    price,
    paid: true,
    sceneId: null,
    subjectId: null,
    runId: null,
  });
  await till.admit({ clientJobId, title: clientJobId, price }, () => moveJob(project.db, clientJobId, 'submitting'));
}
async function refused(clientJobId: string, price: Price): Promise<StudioError> {
  try {
    await send(clientJobId, price);
  } catch (cause) {
    if (cause instanceof StudioFailure) return cause.error;
    throw cause;
  }
  throw new Error(`${clientJobId} was let through.`);
}

test('a job that exactly fits goes, the next one waits for the person, with the figures in words', async () => {
  putProjectCap(project.db, 0.3);
  for (const id of ['a', 'b', 'c']) await send(id, listed(0.1));
  expect(await refused('d', listed(0.1))).toMatchObject({
    code: 'paused',
    message: expect.stringMatching(/“d” \(about \$0\.10\) would go over this film's limit of \$0\.30; \$0\.30 are spent or under way/),
    retryable: true,
  });
  putProjectCap(project.db, null);
  await send('d', listed(0.1));
  expect(book.spentOn(today, 'USD')).toBeCloseTo(0.4);
});

test('two jobs at the same moment cannot both take the last of the money', async () => {
  putProjectCap(project.db, 0.5);
  perDay = 0.5;
  const ends = await Promise.allSettled(['a', 'b', 'c', 'd'].map(async (id) => await send(id, listed(0.3))));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(book.spentOn(today, 'USD')).toBeCloseTo(0.3);
});

test('the day counts all films; what was not charged is free again, what cost less counts as what it cost', async () => {
  perDay = 1;
  book.reserve({ key: bookKey('prj_other', 'x'), day: today, amount: 0.7, currency: 'USD', cap: null });
  expect((await refused('a', listed(0.4))).message).toContain("today's limit of $1.00; $0.70 are spent or under way in all films");
  till.settle('a', 0);
  book.settle(bookKey('prj_other', 'x'), 0.6);
  await send('a', listed(0.4));
  till.settle('a', 0.05);
  await send('b', listed(0.35));
  expect(book.spentOn(today, 'USD')).toBeCloseTo(1);
});

test('where there is a limit, a price nobody knows or in another currency is not let through; without one it is', async () => {
  const unknown: Price = { amount: 0, currency: 'USD', basis: 'unknown' };
  await send('a', unknown);
  perDay = 100;
  expect((await refused('b', unknown)).message).toContain('its price is not known');
  expect((await refused('c', { amount: 1, currency: 'EUR', basis: 'listed' })).code).toBe('paused');
  perDay = null;
  putProjectCap(project.db, 100);
  expect((await refused('d', unknown)).hint).toContain('model file of your own');
});

test('a film’s limit that cannot be read allows nothing', async () => {
  putProjectCap(project.db, 2.5);
  expect(projectCap(project.db)).toBe(2.5);
  putSetting(project.db, 'money.cap', 'a lot');
  expect(projectCap(project.db)).toBe(0);
  expect((await refused('a', listed(0.01))).code).toBe('paused');
  putProjectCap(project.db, null);
  expect(projectCap(project.db)).toBeNull();
});

test('the day is the person’s, until their midnight', () => {
  expect(dayOf(new Date(2026, 0, 5, 0, 0, 0).getTime())).toBe('2026-01-05');
  expect(dayOf(new Date(2026, 11, 31, 23, 59, 59, 999).getTime())).toBe('2026-12-31');
});
