/** What goes wrong marks its frame or its scene and says so; the run goes on (rows F4–F7). */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TextAgent } from '#providers/text-agent.ts';
import { openBench, type Bench } from '../../fixtures/studio-bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await bench.end();
});

const warnings = (): string[] =>
  bench.events.flatMap((event) => (event.type === 'run.log' && event.level === 'warning' ? [event.message] : []));

/** The real agent with one of its methods broken. */
async function withAgent(broken: Partial<TextAgent>): Promise<void> {
  await bench.end();
  bench = await openBench({
    tools: (fast) => ({ ...fast, agent: async (runId) => Object.assign(Object.create(await fast.agent(runId)) as TextAgent, broken) }),
  });
}

test('agents that fail leave the writer’s prompt and one picture per frame', async () => {
  await withAgent({ critique: () => Promise.reject(new Error('the model is overloaded')) });
  const projectId = await bench.create();
  expect(await bench.run(projectId, 'frames')).toMatchObject({ status: 'done' });
  const { scenes } = await bench.film(projectId);
  expect(bench.provider.asked).toHaveLength(scenes.length * 2);
  for (const { number } of scenes) {
    const { startFrame } = await bench.scene(projectId, number);
    const written = startFrame.prompts.find((prompt) => prompt.author === 'writer');
    expect(startFrame.candidates.map((candidate) => candidate.promptId)).toEqual([written?.id]);
    expect(startFrame.picked?.variationId).toBe(startFrame.candidates[0]?.id);
  }
  expect(warnings().some((message) => message.includes('could not be enhanced (the model is overloaded)'))).toBe(true);
});

test('when every variation fails, the writer’s own prompt is tried once more', async () => {
  bench.provider.refuse = (asked) =>
    asked.scene === 1 && asked.role === 'end' && !asked.id.includes('~') && failures++ < 2 ? 'Too busy.' : null;
  let failures = 0;
  const projectId = await bench.create();
  await bench.run(projectId, 'frames');
  const { endFrame } = await bench.scene(projectId, 1);
  expect(endFrame.candidates.map((candidate) => candidate.status)).toEqual(['failed', 'failed', 'ready']);
  const written = endFrame.prompts.find((prompt) => prompt.author === 'writer');
  expect(endFrame.candidates[2]?.promptId).toBe(written?.id);
  expect(endFrame).toMatchObject({ status: 'ready', error: null, picked: { variationId: endFrame.candidates[2]?.id } });
});

test('a frame that cannot be made is in review and the run goes on; the next run retries only that one', async () => {
  bench.provider.refuse = (asked) => (asked.scene === 2 && asked.role === 'start' ? 'The prompt was refused.' : null);
  const projectId = await bench.create();
  expect(await bench.run(projectId, 'film')).toMatchObject({ status: 'done' });
  const film = await bench.film(projectId);
  expect(film.scenes[1]).toMatchObject({ startFrame: { status: 'failed', picked: null, error: 'The prompt was refused.' }, picked: null });
  expect(film.scenes[1]?.attention).toContain('The prompt was refused.');
  expect(
    film.review.some((item) => item.kind === 'generation-failed' && item.sceneId === film.scenes[1]?.id && item.state === 'open'),
  ).toBe(true);
  for (const scene of [film.scenes[0], ...film.scenes.slice(2)]) expect(scene?.picked).not.toBeNull();
  // The film is cut from what there is.
  expect(film.cut?.shots.map((shot) => shot.sceneId)).toEqual(film.scenes.filter((scene) => scene.number !== 2).map((scene) => scene.id));
  // The scene after the gap refers to the latest frame before it: the chain does not break.
  const third = bench.provider.pictures().find((asked) => asked.scene === 3 && asked.role === 'start');
  expect(third?.references.at(-1)).toBe(`previous-frame:${film.scenes[1]?.endFrame.picked?.asset.sha256 ?? ''}`);

  bench.provider.refuse = () => null;
  bench.provider.forget();
  await bench.run(projectId, 'film');
  const whole = await bench.film(projectId);
  expect(bench.provider.pictures().every((asked) => asked.scene === 2 && asked.role === 'start')).toBe(true);
  expect(bench.provider.clips().every((asked) => asked.scene === 2)).toBe(true);
  expect(whole.scenes[1]).toMatchObject({ startFrame: { status: 'ready', error: null }, attention: null });
  expect(whole.review.filter((item) => item.state === 'open')).toEqual([]);
  expect(whole.cut?.shots).toHaveLength(whole.scenes.length);
  expect(whole.cut?.state).toBe('current');
});

test('takes that cannot be shot are in review until they are', async () => {
  bench.provider.refuse = (asked) => (asked.kind === 'clip' && asked.scene === 1 ? 'No camera is free.' : null);
  const projectId = await bench.create();
  expect(await bench.run(projectId, 'takes')).toMatchObject({ status: 'done' });
  const film = await bench.film(projectId);
  expect(film.scenes[0]?.picked).toBeNull();
  expect(film.scenes[0]?.attention).toContain('No camera is free.');
  expect(film.scenes[1]?.picked).not.toBeNull();
  bench.provider.refuse = () => null;
  await bench.run(projectId, 'film');
  const whole = await bench.film(projectId);
  expect(whole.scenes[0]).toMatchObject({ attention: null, picked: { decision: { by: 'machine' } } });
  expect(whole.review.filter((item) => item.state === 'open')).toEqual([]);
});

test('an adapter that breaks fails its frame, never the run, and the log says why', async () => {
  bench.provider.breaks = (asked) => asked.scene === 1 && asked.role === 'start';
  const projectId = await bench.create();
  expect(await bench.run(projectId, 'frames')).toMatchObject({ status: 'done' });
  const film = await bench.film(projectId);
  expect(film.scenes[0]?.startFrame).toMatchObject({ status: 'failed', picked: null });
  expect(film.scenes[1]?.startFrame.picked).not.toBeNull();
  expect(warnings().some((message) => message.includes('frames.map is not a function'))).toBe(true);
});

test('a film of which nothing could be shot is not called done', async () => {
  bench.provider.refuse = (asked) => (asked.kind === 'clip' ? 'No camera is free.' : null);
  const projectId = await bench.create({ durationSeconds: 3, preset: 'simple' });
  const end = await bench.run(projectId, 'film');
  expect(end.status).toBe('failed');
  expect(end.error).toContain('There is no take to cut a film from.');
});

test('a picture that disappeared from the disk fails what needs it, not the run', async () => {
  const projectId = await bench.create();
  await bench.run(projectId, 'frames');
  const { scenes } = await bench.film(projectId);
  const lost = scenes[0]?.startFrame.picked?.asset.sha256 ?? '';
  const file = await bench.studio.media(projectId, lost, null);
  if (file.ok) await rm(file.value.path);
  expect(await bench.studio.media(projectId, lost, null)).toMatchObject({ ok: false, error: { code: 'asset-missing' } });
  expect(await bench.run(projectId, 'takes')).toMatchObject({ status: 'done' });
  const film = await bench.film(projectId);
  expect(film.scenes[0]?.picked).toBeNull();
  expect(film.scenes[0]?.attention).toBeTruthy();
  expect(film.scenes[1]?.picked).not.toBeNull();
});

test('measuring that fails leaves the first picture', async () => {
  bench.scorer.rate = () => {
    throw new Error('no memory');
  };
  const projectId = await bench.create();
  expect(await bench.run(projectId, 'takes')).toMatchObject({ status: 'done' });
  for (const { number } of (await bench.film(projectId)).scenes) {
    const scene = await bench.scene(projectId, number);
    expect(scene.startFrame.picked?.variationId).toBe(scene.startFrame.candidates[0]?.id);
    expect(scene.summary.picked?.takeId).toBe(scene.takes[0]?.id);
    expect(scene.summary.picked?.overall).toMatchObject({ value: null, basis: 'none' });
  }
  expect(warnings().some((message) => message.includes('could not be measured (no memory)'))).toBe(true);
});

test('the best of the measured pictures is picked; below the bar it is flagged and the film is made all the same', async () => {
  bench.scorer.rate = (call, kind) => (kind === 'picture' ? 5 + (call % 2) : 7);
  const projectId = await bench.create();
  expect(await bench.run(projectId, 'film')).toMatchObject({ status: 'done' });
  const film = await bench.film(projectId);
  for (const { number, id, attention } of film.scenes) {
    const { startFrame } = await bench.scene(projectId, number);
    const values = startFrame.candidates.map((candidate) => candidate.overall.value ?? 0);
    expect(startFrame.picked?.overall.value).toBe(Math.max(...values));
    expect(startFrame.candidates.find((candidate) => candidate.id === startFrame.picked?.variationId)?.rank).toBe(1);
    const kinds = film.review.filter((item) => item.sceneId === id).map((item) => item.kind);
    expect(kinds.filter((kind) => kind === 'frame-below-threshold')).toHaveLength(2);
    expect(kinds).toContain('takes-below-threshold');
    expect(attention).toContain('below the bar of 20');
  }
  expect(film.cut).not.toBeNull();
});

test('a writer that answers nonsense three times is replaced by the offline one, and the stage says so', async () => {
  let tries = 0;
  await withAgent({
    writeStory: () => {
      tries += 1;
      return Promise.reject(new Error('not JSON'));
    },
  });
  const projectId = await bench.create();
  expect(await bench.run(projectId, 'story')).toMatchObject({ status: 'done' });
  expect(tries).toBe(3);
  expect((await bench.film(projectId)).story.map((stage) => stage.fallback)).toEqual([false, true, false, false]);
});
