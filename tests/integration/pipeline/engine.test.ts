/** Durable runs on a real file: checkpoints, crash recovery, cancel, chapters. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEngine, type DurableEngine, type WorkflowDefinition } from '#pipeline/durable/engine.ts';
import { checkRunsFile, releaseLeases } from '#storage/runs-file.ts';

let folder: string;
let file: string;
const engines: DurableEngine[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-engine-'));
  file = join(folder, 'runs.sqlite');
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close().catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});
async function open(...workflows: WorkflowDefinition[]): Promise<DurableEngine> {
  const engine = await openEngine({ file, workflows, concurrency: 4, resume: true });
  engines.push(engine);
  return engine;
}

test('steps run once, chapters are awaited, the output comes back', async () => {
  const done: string[] = [];
  const engine = await open(
    {
      name: 'film',
      run: async (input, { step, child }) => {
        const plan = await step('plan', () => Promise.resolve({ scenes: [1, 2], title: JSON.stringify(input) }));
        const parts = await Promise.all(plan.scenes.map((scene) => child<string>('chapter', `chapter ${scene}`, scene)));
        return { title: plan.title, parts };
      },
    },
    {
      name: 'chapter',
      run: async (input, { step }) =>
        await step(`draw ${JSON.stringify(input)}`, () => {
          done.push(JSON.stringify(input));
          return Promise.resolve(`scene ${JSON.stringify(input)}`);
        }),
    },
  );
  const run = await engine.start('film', 'Rain');
  const end = await engine.finished(run.id);
  expect(end).toMatchObject({ status: 'done', output: { title: '"Rain"', parts: ['scene 1', 'scene 2'] } });
  expect(done.sort()).toEqual(['1', '2']);
  expect(await engine.unfinished()).toEqual([]);
});

test('closing in the middle loses nothing: the next opening goes on after the last finished step', async () => {
  const calls: string[] = [];
  let reached: () => void = () => undefined;
  const inSecond = new Promise<void>((resolve) => (reached = resolve));
  const definition = (block: boolean): WorkflowDefinition => ({
    name: 'film',
    run: async (_input, { step, signal }) => {
      await step('first', () => Promise.resolve(calls.push('first')));
      await step('second', async () => {
        calls.push('second');
        if (!block) return null;
        reached();
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        return null;
      });
      return 'end';
    },
  });
  const before = await open(definition(true));
  const run = await before.start('film', null);
  await inSecond;
  await before.close();
  expect(releaseLeases(file, new Date())).toBe(1);

  const after = await open(definition(false));
  expect((await after.unfinished()).map((one) => one.id)).toEqual([run.id]);
  expect((await after.finished(run.id)).status).toBe('done');
  expect(calls).toEqual(['first', 'second', 'second']);
  expect(checkRunsFile(file)).toBe('ok');
});

test('cancel reaches a chapter in the middle of a step and the run stays canceled', async () => {
  let aborted = false;
  let reached: () => void = () => undefined;
  const inStep = new Promise<void>((resolve) => (reached = resolve));
  const engine = await open(
    { name: 'film', run: async (_input, { child }) => await child('chapter', 'chapter 1', 1) },
    {
      name: 'chapter',
      run: async (_input, { step, signal }) =>
        await step('slow', async () => {
          reached();
          await new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => {
              aborted = true;
              reject(signal.reason as Error);
            }),
          );
          return null;
        }),
    },
  );
  const run = await engine.start('film', null);
  await inStep;
  await engine.cancel(run.id);
  expect((await engine.finished(run.id)).status).toBe('canceled');
  expect(aborted).toBe(true);
  expect(await engine.unfinished()).toEqual([]);
});

test('a step that keeps throwing is tried three times and fails the run with its message', async () => {
  let calls = 0;
  const engine = await open({
    name: 'film',
    run: async (_input, { step }) =>
      await step('broken', () => {
        calls += 1;
        return Promise.reject(new Error('The lens fell off.'));
      }),
  });
  const run = await engine.start('film', null);
  expect(await engine.finished(run.id)).toMatchObject({ status: 'failed', error: 'The lens fell off.' });
  expect(calls).toBe(3);
});
