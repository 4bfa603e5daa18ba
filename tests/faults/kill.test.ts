/** kill -9 at twenty random moments of a run, then run again: nothing lost, nothing doubled. */
import Database from 'better-sqlite3';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkRunsFile } from '#storage/runs-file.ts';
import { cli, cliJson, startCli } from '../fixtures/cli.ts';
import { discard } from '../fixtures/leftovers.ts';

const KILLS = 20;

let folder: string;
let home: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-kill-'));
  home = join(folder, 'home');
});
afterAll(async () => {
  await discard(folder);
});

interface Status {
  story: { stage: string; content: unknown; version: number }[];
  scenes: {
    spec: unknown;
    startFrame: { picked: unknown; variations: { status: string; seed: number }[]; prompts: { text: string; author: string }[] };
    endFrame: { picked: unknown; variations: { status: string; seed: number }[]; prompts: { text: string; author: string }[] };
    takes: { status: string }[];
    picked: unknown;
  }[];
  cut: { state: string } | null;
  jobs: { id: string; state: string; title: string }[];
}

const create = async (name: string): Promise<string> => {
  const project = join(folder, name);
  const made = await cli(
    ['create', project, '--prompt', 'A lighthouse keeper shares tea with a lost sailor', '--duration', '6', '--preset', 'fast'],
    { home },
  );
  expect(made.stderr).toBe('');
  expect(made.code).toBe(0);
  return project;
};

/** Everything that must not depend on how often the run was cut off. */
const planOf = (status: Status): unknown => ({
  story: status.story.map(({ stage, content, version }) => ({ stage, content, version })),
  scenes: status.scenes.map((scene) => ({
    spec: scene.spec,
    start: scene.startFrame.variations.map((each) => each.status),
    startPrompts: scene.startFrame.prompts.map(({ text, author }) => ({ text, author })),
    end: scene.endFrame.variations.map((each) => each.status),
    endPrompts: scene.endFrame.prompts.map(({ text, author }) => ({ text, author })),
    takes: scene.takes.map((each) => each.status),
  })),
});

test(`${KILLS} kills change nothing about the film`, { timeout: 600_000 }, async () => {
  const calm = await create('calm.heroframe');
  const began = performance.now();
  const undisturbed = await cliJson<{ status: string }>(['run', calm], { home });
  expect(undisturbed.json.status, undisturbed.stderr.slice(-2000)).toBe('done');
  const whole = performance.now() - began;

  const stormy = await create('stormy.heroframe');
  let kills = 0;
  let lives = 0;
  // Seeded, so that a failure can be looked at again; spread so that about twenty lives make the film.
  let state = 20_261_120;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  while (kills < KILLS && lives < KILLS * 3) {
    lives += 1;
    const running = startCli(['run', stormy, '--json'], { home });
    const delay = 250 + random() * Math.max(1500, (whole / KILLS) * 2.2);
    const timer = setTimeout(() => running.child.kill('SIGKILL'), delay);
    const end = await running.finished;
    clearTimeout(timer);
    if (end.signal === 'SIGKILL') kills += 1;
    else expect(end.code, end.stderr.slice(-2000)).toBe(0);
    const db = new Database(join(stormy, 'project.sqlite'), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
    expect(checkRunsFile(join(stormy, 'runs.sqlite'))).toBe('ok');
  }
  expect(kills).toBe(KILLS);

  const last = await cliJson<{ status: string; film: string | null }>(['run', stormy], { home });
  expect(last.code, last.stderr.slice(-3000)).toBe(0);
  expect(last.json.film).not.toBeNull();

  const calmStatus = (await cliJson<Status>(['status', calm], { home })).json;
  const stormyStatus = (await cliJson<Status>(['status', stormy], { home })).json;
  expect(planOf(stormyStatus)).toEqual(planOf(calmStatus));
  expect(stormyStatus.cut?.state).toBe('current');

  const db = new Database(join(stormy, 'project.sqlite'), { readonly: true });
  const count = (sql: string): number => (db.prepare(sql).pluck().get() as number) ?? 0;
  expect(
    count(`SELECT count(*) FROM (SELECT subject_id FROM provider_jobs WHERE state = 'succeeded' GROUP BY subject_id HAVING count(*) > 1)`),
    'a picture or clip was made twice',
  ).toBe(0);
  expect(
    count(`SELECT count(*) FROM provider_jobs WHERE state IN ('draft','submitting','queued','running','downloading','unknown')`),
    'a job was left open',
  ).toBe(0);
  expect(
    count('SELECT count(*) FROM (SELECT client_job_id FROM ledger GROUP BY client_job_id HAVING count(*) > 1)'),
    'a job was charged twice',
  ).toBe(0);
  db.close();

  // Running it once more finds nothing to do.
  const again = await cliJson<{ status: string }>(['run', stormy], { home });
  expect(again.json.status).toBe('done');
  expect((await cliJson<Status>(['status', stormy], { home })).json.jobs.length).toBe(stormyStatus.jobs.length);
});
