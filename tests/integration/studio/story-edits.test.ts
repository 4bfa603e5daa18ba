/** Every stage of the story can be edited and run again; what follows from it is marked, never silently redone (row S7). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoryStage } from '#contract/model/story.ts';
import { openBench, testBrief, type Bench } from '../../fixtures/studio-bench.ts';

let bench: Bench;
let projectId: string;
beforeEach(async () => {
  bench = await openBench();
  projectId = await bench.create();
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

const states = async (): Promise<string[]> => (await bench.film(projectId)).story.map((stage) => stage.state);
const versions = async (): Promise<number[]> => (await bench.film(projectId)).story.map((stage) => stage.version);

async function contentOf<S extends StoryStage>(stage: S) {
  const document = (await bench.film(projectId)).story.find((each) => each.stage === stage);
  if (document?.content == null) throw new Error(`${stage} is not written.`);
  return structuredClone(document.content) as Record<string, unknown>;
}

test('an edit of each stage marks what follows from it, and only that', async () => {
  await bench.run(projectId, 'frames');
  bench.provider.forget();
  const template = await contentOf('template');
  await bench.call('story.edit', { projectId, stage: 'template', content: { ...template, narrativeFocus: 'The first sip' } });
  expect(await states()).toEqual(['current', 'stale', 'stale', 'stale']);
  await bench.call('history.undo', { projectId });
  expect(await states()).toEqual(['current', 'current', 'current', 'current']);

  await bench.call('story.edit', { projectId, stage: 'story', content: { ...(await contentOf('story')), logline: 'One cup.' } });
  expect(await states()).toEqual(['current', 'current', 'stale', 'stale']);
  expect((await bench.film(projectId)).story[1]).toMatchObject({ by: 'you', madeBy: 'You', version: 2 });
  await bench.call('history.undo', { projectId });

  const division = await contentOf('scenes');
  const [first, ...others] = division['scenes'] as { action: string }[];
  const content = { ...division, scenes: [{ ...first, action: 'A hand lifts the cup.' }, ...others] };
  await bench.call('story.edit', { projectId, stage: 'scenes', content });
  expect(await states()).toEqual(['current', 'current', 'current', 'stale']);
  const board = await bench.film(projectId);
  expect(board.scenes[0]).toMatchObject({ spec: { action: 'A hand lifts the cup.' }, startFrame: { state: 'stale' } });
  expect(board.scenes[1]?.startFrame.state).toBe('current');
  expect(board.scenes[0]?.startFrame.picked).not.toBeNull();
  await bench.call('history.undo', { projectId });

  const visuals = await contentOf('visuals');
  const [prompts, ...rest] = visuals['scenes'] as { startPrompt: string }[];
  await bench.call('story.edit', {
    projectId,
    stage: 'visuals',
    content: { ...visuals, scenes: [{ ...prompts, startPrompt: 'A white cup.' }, ...rest] },
  });
  expect(await states()).toEqual(['current', 'current', 'current', 'current']);
  expect((await bench.film(projectId)).scenes.map((scene) => [scene.startFrame.state, scene.endFrame.state])).toEqual(
    board.scenes.map((scene) => [scene.number === 1 ? 'stale' : 'current', 'current']),
  );
  // Nothing of all this asked for a picture.
  expect(bench.provider.asked).toEqual([]);
  await bench.run(projectId, 'frames');
  expect(new Set(bench.provider.asked.map((asked) => `${asked.scene} ${asked.role}`))).toEqual(new Set(['1 start']));
});

test.for(['template', 'story', 'scenes', 'visuals'] as const)(
  'running the story again from “%s” rewrites it and what follows',
  async (from) => {
    await bench.run(projectId, 'story');
    const before = await versions();
    const { runId } = await bench.call('story.rerun', { projectId, from });
    expect(await bench.ended(projectId, runId)).toMatchObject({ status: 'done', kind: 'story', progress: 1 });
    const index = ['template', 'story', 'scenes', 'visuals'].indexOf(from);
    expect(await versions()).toEqual(before.map((version, place) => (place >= index ? version + 1 : version)));
    expect(await states()).toEqual(['current', 'current', 'current', 'current']);
  },
);

test('a changed brief marks the story; the next run writes it again and draws what changed', async () => {
  await bench.run(projectId, 'frames');
  await bench.call('brief.update', { projectId, brief: testBrief({ prompt: 'A bicycle that folds into a backpack' }) });
  expect(await states()).toEqual(['stale', 'stale', 'stale', 'stale']);
  const named = (await bench.film(projectId)).name;
  await bench.run(projectId, 'frames');
  const film = await bench.film(projectId);
  expect(film.story.map((stage) => [stage.state, stage.version])).toEqual([1, 2, 3, 4].map(() => ['current', 2]));
  expect(film.scenes.every((scene) => scene.startFrame.state === 'current')).toBe(true);
  expect(JSON.stringify(film.story[1]?.content)).toMatch(/bicycle/i);
  expect(film.name).toBe(named);
});

test('content that does not fit its stage is refused field by field and changes nothing', async () => {
  await bench.run(projectId, 'story');
  const story = await contentOf('story');
  const refused = await bench.refused('story.edit', { projectId, stage: 'story', content: { ...story, title: '', logline: 7 } });
  expect(refused.code).toBe('invalid-input');
  expect(refused.fields?.map((field) => field.path)).toEqual(['title', 'logline']);
  const template = await contentOf('template');
  const unknown = { ...template, selectedTemplate: 'no-such' };
  expect(await bench.refused('story.edit', { projectId, stage: 'template', content: unknown })).toMatchObject({ code: 'unknown-template' });
  expect(await versions()).toEqual([1, 1, 1, 1]);
});

test('an edited scene gets new prompts before its frames are drawn again; a person’s own prompt stays', async () => {
  await bench.run(projectId, 'frames');
  const before = await bench.scene(projectId, 1);
  const other = await bench.scene(projectId, 2);
  const mine = 'The cup from above, exactly like this';
  const { runId } = await bench.call('frames.regenerate', { projectId, sceneId: before.summary.id, role: 'end', prompt: mine });
  await bench.ended(projectId, runId);
  const spec = { ...before.summary.spec, setting: 'A rooftop garden at dusk', action: 'Steam rises from a blue cup on the wall.' };
  await bench.call('scenes.update', { projectId, sceneId: before.summary.id, spec });
  bench.provider.forget();
  await bench.run(projectId, 'frames');
  const after = await bench.scene(projectId, 1);
  const written = after.startFrame.prompts.filter((prompt) => prompt.author === 'writer');
  expect(written).toHaveLength(2);
  expect(written[1]?.text).not.toBe(written[0]?.text);
  expect(written[1]?.text).toMatch(/rooftop garden/i);
  const asked = bench.provider.pictures().filter((each) => each.role === 'start');
  expect(asked.length).toBeGreaterThan(0);
  for (const each of asked) expect(each.prompt).toMatch(/rooftop garden/i);
  expect(after.endFrame.prompts.filter((prompt) => prompt.author === 'writer')).toHaveLength(1);
  for (const each of bench.provider.pictures().filter((one) => one.role === 'end')) expect(each.prompt).toContain(mine);
  expect(after.summary.startFrame.state).toBe('current');
  expect((await bench.scene(projectId, 2)).startFrame.prompts).toEqual(other.startFrame.prompts);

  bench.provider.forget();
  await bench.run(projectId, 'frames');
  expect(bench.provider.asked).toEqual([]);
});

test('a retimed scene keeps its pictures and is shot again at its new length', async () => {
  await bench.run(projectId, 'takes');
  const { summary } = await bench.scene(projectId, 1);
  bench.provider.forget();
  await bench.call('scenes.retime', { projectId, sceneId: summary.id, seconds: 5 });
  expect((await bench.film(projectId)).scenes[0]).toMatchObject({
    spec: { seconds: 5 },
    startFrame: { state: 'current' },
    takesState: 'stale',
  });
  await bench.run(projectId, 'takes');
  expect(bench.provider.asked.map(({ kind, scene, seconds }) => ({ kind, scene, seconds }))).toEqual(
    [1, 2, 3].map(() => ({ kind: 'clip', scene: 1, seconds: 5 })),
  );
  expect((await bench.film(projectId)).scenes[0]?.takesState).toBe('current');
});

test('an edited scene is shot again even where its pictures are a person’s own', async () => {
  await bench.run(projectId, 'takes');
  const { summary } = await bench.scene(projectId, 1);
  const { camera } = summary.spec;
  await bench.call('scenes.update', {
    projectId,
    sceneId: summary.id,
    spec: { ...summary.spec, camera: { ...camera, movementNote: 'Very slowly, then still' } },
  });
  expect((await bench.film(projectId)).scenes[0]?.takesState).toBe('stale');
  bench.provider.forget();
  await bench.run(projectId, 'takes');
  expect(bench.provider.clips()).toHaveLength(3);
  expect((await bench.film(projectId)).scenes[0]?.takesState).toBe('current');
});

test('the story is not rewritten while the film is being made', async () => {
  bench.provider.hold = () => true;
  const { runId } = await bench.call('runs.start', { projectId, until: 'frames' });
  expect(await bench.refused('story.rerun', { projectId, from: 'story' })).toMatchObject({ code: 'busy', retryable: true });
  await bench.call('runs.cancel', { projectId, runId });
  const again = await bench.call('story.rerun', { projectId, from: 'template' });
  expect(await bench.ended(projectId, again.runId)).toMatchObject({ status: 'done' });
});

test('a stage that a person wrote is kept by a run even when it is stale, and rewritten only when they ask', async () => {
  await bench.run(projectId, 'story');
  const story = await contentOf('story');
  await bench.call('story.edit', { projectId, stage: 'story', content: { ...story, logline: 'My own line.' } });
  const template = await contentOf('template');
  await bench.call('story.edit', { projectId, stage: 'template', content: { ...template, narrativeFocus: 'The first sip' } });
  expect(await states()).toEqual(['current', 'stale', 'stale', 'stale']);
  await bench.run(projectId, 'story');
  expect(await contentOf('story')).toMatchObject({ logline: 'My own line.' });
  expect((await states())[1]).toBe('stale');
  const { runId } = await bench.call('story.rerun', { projectId, from: 'story' });
  await bench.ended(projectId, runId);
  expect((await contentOf('story'))['logline']).not.toBe('My own line.');
  expect(await states()).toEqual(['current', 'current', 'current', 'current']);
});
