/** What listeners are told while a film is made: state, in order, never backwards. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { studioEventSchema } from '#contract/events.ts';
import { openBench, until, type Bench } from '../../fixtures/studio-bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await bench.end();
});

const revisions = (): number[] => bench.events.flatMap((event) => (event.type === 'project.changed' ? [event.revision] : []));
const runEvents = (runId: string) =>
  bench.events.flatMap((event) => (event.type === 'run.changed' && event.run.id === runId ? [event.run] : []));

test('a run tells its beginning, its way and its end; progress never goes back and follows the work', async () => {
  const projectId = await bench.create();
  await bench.run(projectId, 'story');
  bench.events.length = 0;
  bench.provider.hold = (asked) => asked.scene === 2 && asked.role === 'start';
  const { runId } = await bench.call('runs.start', { projectId, until: 'takes' });
  await until(() => bench.provider.asked.filter((asked) => asked.scene === 2).length === 2);
  const half = (await bench.call('runs.list', { projectId })).runs.find((run) => run.id === runId);
  // One scene of three has its frames; all takes are still to come.
  expect(half?.progress).toBeGreaterThan(0.05);
  expect(half?.progress).toBeLessThan(0.3);
  expect(half?.message).toContain('Scene 2');
  bench.provider.release();
  await bench.ended(projectId, runId);
  const told = runEvents(runId);
  expect(told[0]).toMatchObject({ status: 'running', progress: 0, finishedAt: null });
  expect(told.at(-1)).toMatchObject({ status: 'done', progress: 1, message: 'Done' });
  const progress = told.map((run) => run.progress);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(revisions()).toEqual(revisions().toSorted((a, b) => a - b));
  for (const event of bench.events) expect(studioEventSchema.safeParse(event).success).toBe(true);
  // Whoever fetches after the last event has everything.
  expect((await bench.film(projectId)).revision).toBe(revisions().at(-1));
});

test('an edit tells which scenes changed; one that changes nothing tells nothing', async () => {
  const projectId = await bench.create();
  await bench.run(projectId, 'story');
  const scene = (await bench.film(projectId)).scenes[1];
  const sceneId = scene?.id ?? '';
  bench.events.length = 0;
  const { revision } = await bench.call('scenes.retime', { projectId, sceneId, seconds: 6 });
  expect(bench.events).toEqual([{ type: 'project.changed', projectId, revision, sceneIds: [sceneId] }]);
  expect((await bench.film(projectId)).revision).toBe(revision);
  await bench.call('scenes.retime', { projectId, sceneId, seconds: 6 });
  expect(bench.events).toHaveLength(1);
  await bench.call('history.undo', { projectId });
  expect(bench.events.at(-1)).toMatchObject({ type: 'project.changed', sceneIds: [sceneId] });
});

test('opening, closing and forgetting are told; a listener that fails disturbs nobody', async () => {
  const stop = bench.studio.subscribe(() => {
    throw new Error('The window is gone.');
  });
  const projectId = await bench.create({ durationSeconds: 3, preset: 'simple' });
  expect(await bench.run(projectId, 'frames')).toMatchObject({ status: 'done' });
  expect(bench.bugs.length).toBeGreaterThan(0);
  stop();
  bench.events.length = 0;
  await bench.call('projects.close', { projectId });
  expect(bench.events.map((event) => event.type)).toEqual(['projects.changed', 'project.closed']);
  const key = (await bench.call('projects.recent', {})).projects[0]?.key ?? '';
  await bench.call('projects.forget', { key });
  expect(bench.events.at(-1)).toEqual({ type: 'projects.changed' });
});
