/** Cancel, close, crash-like endings and callers in a hurry: nothing lost, nothing doubled. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fastProvider } from '../../fixtures/fast-provider.ts';
import { openBench, until, type Bench } from '../../fixtures/studio-bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

const recentKey = async (): Promise<string> => (await bench.call('projects.recent', {})).projects[0]?.key ?? '';

/** Numbers of every candidate of every scene: a gap or a repetition means doubled rows. */
async function candidateNumbers(projectId: string): Promise<number[][]> {
  const { scenes } = await bench.film(projectId);
  const all = await Promise.all(scenes.map((scene) => bench.scene(projectId, scene.number)));
  return all.flatMap((scene) => [
    scene.startFrame.candidates.map((each) => each.number),
    scene.endFrame.candidates.map((each) => each.number),
    scene.takes.map((each) => each.number),
  ]);
}

test('cancel in the middle keeps what is finished; running again makes only the rest', async () => {
  const projectId = await bench.create();
  bench.provider.hold = (asked) => asked.scene === 2 && asked.role === 'start';
  const { runId } = await bench.call('runs.start', { projectId, until: 'film' });
  await until(() => bench.provider.asked.some((asked) => asked.scene === 2));
  await bench.call('runs.cancel', { projectId, runId });
  const canceled = await bench.ended(projectId, runId);
  expect(canceled).toMatchObject({ status: 'canceled', message: 'Canceled', error: null });
  await until(() => bench.provider.canceled.length > 0);
  const before = await bench.film(projectId);
  expect(before.scenes[0]?.startFrame.picked).not.toBeNull();
  expect(before.scenes[1]?.startFrame).toMatchObject({ picked: null, status: 'waiting' });
  expect(before.review).toEqual([]);

  bench.provider.release();
  bench.provider.forget();
  const again = await bench.run(projectId, 'film');
  expect(again).toMatchObject({ status: 'done' });
  expect(again.id).not.toBe(runId);
  expect(bench.provider.pictures().some((asked) => asked.scene === 1)).toBe(false);
  expect((await bench.film(projectId)).cut?.state).toBe('current');
  for (const numbers of await candidateNumbers(projectId)) expect(numbers).toEqual(numbers.length === 3 ? [1, 2, 3] : [1, 2]);
});

test('run again the moment cancel has answered: the canceled work is out of the way', async () => {
  const projectId = await bench.create();
  bench.provider.hold = (asked) => asked.scene === 1;
  const { runId } = await bench.call('runs.start', { projectId, until: 'frames' });
  await until(() => bench.provider.asked.length === 2);
  await bench.call('runs.cancel', { projectId, runId });
  expect(bench.provider.canceled).toHaveLength(2);
  bench.provider.release();
  expect(await bench.run(projectId, 'frames')).toMatchObject({ status: 'done' });
  for (const scene of (await bench.film(projectId)).scenes)
    expect([scene.startFrame.status, scene.endFrame.status, scene.attention]).toEqual(['ready', 'ready', null]);
});

test.for([0, 0.25])('closed in the middle, the run goes on by itself when the film is opened again (price %d)', async (price) => {
  await bench.end();
  const provider = fastProvider({ price });
  bench = await openBench({ provider });
  const projectId = await bench.create();
  provider.hold = (asked) => asked.scene === 2 && asked.role === 'end';
  const { runId } = await bench.call('runs.start', { projectId, until: 'film' });
  await until(() => provider.asked.some((asked) => asked.scene === 2 && asked.role === 'end'));
  const key = await recentKey();
  await bench.restart();
  provider.release();
  expect(await bench.refused('film.get', { projectId })).toMatchObject({ code: 'not-found' });
  expect(await bench.call('projects.open', { key })).toEqual({ projectId });
  const [resumed] = (await bench.call('runs.list', { projectId })).runs;
  expect(resumed).toMatchObject({ id: runId, kind: 'film', title: 'Film' });
  expect(await bench.ended(projectId, runId)).toMatchObject({ status: 'done', progress: 1 });
  const film = await bench.film(projectId);
  expect(film.cut?.state).toBe('current');
  for (const numbers of await candidateNumbers(projectId)) expect(numbers).toEqual(numbers.length === 3 ? [1, 2, 3] : [1, 2]);
  // Paid work was left at the provider and fetched afterwards; work on this computer may have been made again.
  if (price > 0) {
    expect(provider.canceled).toEqual([]);
    expect(new Set(provider.asked.map((asked) => asked.id)).size).toBe(provider.asked.length);
    expect(provider.asked).toHaveLength(film.scenes.length * (2 * 2 + 3));
    expect(film.ledger.actual).toBeCloseTo(provider.asked.length * price, 6);
  }
});

test('closing does not wear a run out: cut off five times in the same step, it is finished all the same', async () => {
  const projectId = await bench.create({ durationSeconds: 3, preset: 'simple' });
  bench.provider.hold = () => true;
  const { runId } = await bench.call('runs.start', { projectId, until: 'film' });
  const key = await recentKey();
  for (let time = 1; time <= 5; time++) {
    await until(() => bench.provider.asked.length >= time);
    await bench.restart();
    await bench.call('projects.open', { key });
  }
  bench.provider.release();
  expect(await bench.ended(projectId, runId)).toMatchObject({ status: 'done', error: null });
});

test('a run of a part, cut off and gone on with, keeps its name', async () => {
  const projectId = await bench.create();
  await bench.run(projectId, 'frames');
  const { summary } = await bench.scene(projectId, 2);
  bench.provider.hold = () => true;
  const { runId } = await bench.call('takes.shoot', { projectId, sceneId: summary.id, count: 2 });
  const first = (await bench.call('runs.list', { projectId })).runs.find((run) => run.id === runId);
  await until(() => bench.provider.clips().length === 2);
  const key = await recentKey();
  await bench.restart();
  await bench.call('projects.open', { key });
  const [resumed] = (await bench.call('runs.list', { projectId })).runs;
  expect(resumed).toMatchObject({ id: runId, kind: 'takes', title: first?.title, result: first?.result });
  bench.provider.release();
  await bench.ended(projectId, runId);
  expect((await bench.scene(projectId, 2)).takes).toHaveLength(2);
});

test('two starts at the same moment are one run', async () => {
  const projectId = await bench.create();
  const [first, second] = await Promise.all([
    bench.call('runs.start', { projectId, until: 'frames' }),
    bench.call('runs.start', { projectId, until: 'frames' }),
  ]);
  expect(second.runId).toBe(first.runId);
  await bench.ended(projectId, first.runId);
  expect(bench.provider.asked).toHaveLength((await bench.film(projectId)).scenes.length * 4);
});

test('the story is not written twice at once: a second request joins the first', async () => {
  const projectId = await bench.create();
  const [first, second] = await Promise.all([
    bench.call('story.rerun', { projectId, from: 'template' }),
    bench.call('story.rerun', { projectId, from: 'template' }),
  ]);
  expect(second.runId).toBe(first.runId);
  await bench.ended(projectId, first.runId);
  expect((await bench.film(projectId)).story.map((stage) => stage.version)).toEqual([1, 1, 1, 1]);
});

test('canceling what is over or never was', async () => {
  const projectId = await bench.create();
  const run = await bench.run(projectId, 'story');
  await bench.call('runs.cancel', { projectId, runId: run.id });
  expect((await bench.call('runs.list', { projectId })).runs[0]).toMatchObject({ id: run.id, status: 'done' });
  expect(await bench.refused('runs.cancel', { projectId, runId: 'nothing' })).toMatchObject({ code: 'not-found' });
});

test('a scene removed while the film is being made is left out, and the rest is finished', async () => {
  const projectId = await bench.create();
  bench.provider.hold = (asked) => asked.scene === 1 && asked.role === 'start';
  const { runId } = await bench.call('runs.start', { projectId, until: 'film' });
  await until(() => bench.provider.asked.length > 0);
  const { scenes } = await bench.film(projectId);
  await bench.call('scenes.remove', { projectId, sceneId: scenes[0]?.id ?? '' });
  bench.provider.release();
  expect(await bench.ended(projectId, runId)).toMatchObject({ status: 'done' });
  const film = await bench.film(projectId);
  expect(film.scenes).toHaveLength(scenes.length - 1);
  expect(film.cut).toMatchObject({ state: 'current' });
});

test('closing while a run starts, opening while it closes, and closing twice', async () => {
  const projectId = await bench.create();
  const key = await recentKey();
  const starting = bench.studio.dispatch('runs.start', { projectId, until: 'frames' }, { caller: 'host' });
  const closing = [bench.call('projects.close', { projectId }), bench.call('projects.close', { projectId })];
  const opening = bench.call('projects.open', { key });
  await starting;
  await Promise.all(closing);
  expect(await opening).toEqual({ projectId });
  expect(await bench.run(projectId, 'frames')).toMatchObject({ status: 'done' });
});

test('an edit while the film is being stitched leaves the cut stale, not current', async () => {
  await bench.end();
  let edit: () => Promise<void> = () => Promise.resolve();
  bench = await openBench({
    tools: (fast) => ({
      ...fast,
      media: {
        ...fast.media,
        stitch: async (order) => {
          const made = await fast.media.stitch(order);
          await edit();
          return made;
        },
      },
    }),
  });
  const projectId = await bench.create();
  await bench.run(projectId, 'takes');
  const { summary, takes } = await bench.scene(projectId, 1);
  edit = async () => {
    const takeId = takes.find((take) => take.id !== summary.picked?.takeId)?.id ?? '';
    await bench.call('takes.pick', { projectId, sceneId: summary.id, takeId });
    edit = () => Promise.resolve();
  };
  await bench.run(projectId, 'film');
  const { cut } = await bench.film(projectId);
  expect([cut?.state, cut?.shots[0]?.takeId]).toEqual(['stale', summary.picked?.takeId]);
  await bench.run(projectId, 'film');
  expect((await bench.film(projectId)).cut?.state).toBe('current');
});
