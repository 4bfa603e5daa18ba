import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import {
  closeProject,
  createProject,
  defaultEnv,
  holderOf,
  openJobs,
  openProject,
  openProjectReadOnly,
  readLedger,
  readProject,
  takeLock,
} from '#storage/index.ts';
import type { OpenProject } from '#storage/index.ts';
import { codeOf } from '../../unit/storage/fixtures.ts';

const env = defaultEnv('0.1.0');

async function closedProject(): Promise<string> {
  const parent = mkdtempSync(join(tmpdir(), 'heroframe-two-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const project = await createProject(join(parent, 'Film.heroframe'), { name: 'Film', brief: { ...DEFAULT_BRIEF, prompt: 'A cat' } }, env);
  closeProject(project);
  return project.folder;
}

interface Other {
  child: ChildProcess;
  lines: string[];
  /** Waits until it has said a line that fits, and returns it. */
  said: (fits: (line: string) => boolean) => Promise<string>;
  /** kill -9, and waits until it is gone. */
  kill: () => Promise<void>;
}

function otherProcess(task: 'hold' | 'write' | 'try' | 'pay', folder: string): Other {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'other-process.ts'), task, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return {
    child,
    lines,
    kill,
    said: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find(fits);
          if (line === undefined) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        void gone.then(() => reject(new Error(`The other process ended; it said: ${lines.join(' | ')}`)));
        look();
      }),
  };
}

test('a project open elsewhere is refused with who has it, can be read, and opens at once after kill -9', async () => {
  const folder = await closedProject();
  const other = otherProcess('hold', folder);
  await other.said((line) => line === 'held');

  const failure = await openProject(folder, env).then(
    (project) => (closeProject(project), null),
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ error: { code: 'project-locked', message: expect.stringContaining(`process ${other.child.pid}`) } });
  expect(holderOf(join(folder, 'lock'))).toMatchObject({ pid: other.child.pid, host: hostname() });
  const looking = await openProjectReadOnly(folder, env);
  expect(readProject(looking.db).name).toBe('Film');
  closeProject(looking);

  await other.kill();
  const started = performance.now();
  const project = await openProject(folder, env);
  expect(performance.now() - started).toBeLessThan(2000);
  closeProject(project);
});

test('of many that try at once, never two hold it', async () => {
  const folder = await closedProject();
  for (let round = 0; round < 2; round += 1) {
    const others = Array.from({ length: 5 }, () => otherProcess('try', folder));
    let holding = 0;
    let most = 0;
    for (const other of others) {
      void other
        .said((line) => line === 'held')
        .then(
          () => (most = Math.max(most, (holding += 1))),
          () => undefined,
        );
      void other
        .said((line) => line === 'releasing')
        .then(
          () => (holding -= 1),
          () => undefined,
        );
    }
    await Promise.all(others.map((other) => new Promise((resolve) => other.child.once('close', resolve))));
    const outcomes = others.map((other) => other.lines[0]?.split(' ')[0]);
    expect(outcomes.filter((outcome) => outcome === 'held').length).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => outcome !== 'held').every((outcome) => outcome === 'project-locked')).toBe(true);
    expect(most).toBe(1);
  }
});

test('in one process too the second opening is refused, and the first keeps its lock', async () => {
  const folder = await closedProject();
  const project = await openProject(folder, env);
  expect(await codeOf(() => openProject(folder, env))).toBe('project-locked');
  const other = otherProcess('try', folder);
  expect(await other.said(() => true)).toMatch(/^project-locked .*process \d+/);
  closeProject(project);
  await new Promise((resolve) => other.child.once('close', resolve));
  const second = otherProcess('try', folder);
  expect(await second.said(() => true)).toBe('held');
});

test('a lock another computer took lately is respected, an abandoned one is not', async () => {
  const folder = await closedProject();
  const there = takeLock(folder, () => Date.now(), { host: 'edit-suite', pid: 7 });
  // What a shared folder without working locks looks like from here: the name is there, the lock is not felt.
  const copy = await closedProject();
  const { copyFileSync, utimesSync } = await import('node:fs');
  copyFileSync(join(folder, 'lock'), join(copy, 'lock'));
  there.release();
  const failure = await openProject(copy, env).then(
    (project: OpenProject) => (closeProject(project), null),
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ error: { code: 'project-locked', message: expect.stringContaining('edit-suite') } });
  utimesSync(join(copy, 'lock'), 1, 1);
  closeProject(await openProject(copy, env));
});

test('everything committed before kill -9 is there afterwards, and readers see it while it is written', async () => {
  const folder = await closedProject();
  const other = otherProcess('write', folder);
  await other.said((line) => line === 'Name 50');
  const looking = await openProjectReadOnly(folder, env);
  const seen = new Set<string>();
  for (let i = 0; i < 50; i += 1) {
    seen.add(readProject(looking.db).name);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  closeProject(looking);
  expect(seen.size).toBeGreaterThan(3);
  await other.said((line) => line === 'Name 400');
  await other.kill();
  const lastSaid = Number(other.lines.at(-1)?.split(' ')[1]);
  const project = await openProject(folder, env);
  expect(Number(readProject(project.db).name.split(' ')[1])).toBeGreaterThanOrEqual(lastSaid);
  expect(project.db.sql.pragma('integrity_check', { simple: true })).toBe('ok');
  closeProject(project);
});

test('killed while sending paid requests: each one that may have left is on record as unknown', async () => {
  const folder = await closedProject();
  const other = otherProcess('pay', folder);
  await other.said((line) => line === 'job 20');
  await other.kill();
  const sent = other.lines.filter((line) => line.startsWith('job '));
  const project = await openProject(folder, env);
  const unknown = openJobs(project.db).filter((job) => job.state === 'unknown');
  expect(unknown.map((job) => job.clientJobId)).toEqual(expect.arrayContaining(sent));
  expect(readLedger(project.db).length).toBe(unknown.length);
  expect(openJobs(project.db).filter((job) => job.state === 'submitting')).toEqual([]);
  closeProject(project);
});
