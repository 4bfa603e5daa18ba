/** What a person chooses stands: picks, hero frames, own pictures, more variations, other takes. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FrameView, Variation } from '#contract/model/film.ts';
import { openBench, testBrief, upload, type Bench } from '../../fixtures/studio-bench.ts';

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

const notPicked = (frame: FrameView): Variation => {
  const found = frame.candidates.find((candidate) => candidate.id !== frame.picked?.variationId);
  if (found === undefined) throw new Error('Every candidate is picked.');
  return found;
};

test('a person’s pick changes what comes after and is never overruled, not even by a run after the brief changed', async () => {
  await bench.run(projectId, 'frames');
  const before = await bench.scene(projectId, 1);
  const chosen = notPicked(before.startFrame);
  await bench.call('frames.pick', { projectId, sceneId: before.summary.id, variationId: chosen.id });
  const picked = await bench.scene(projectId, 1);
  expect(picked.startFrame.picked).toMatchObject({ variationId: chosen.id, decision: { by: 'you' } });
  expect(picked.summary.hero?.variationId).toBe(chosen.id);

  await bench.run(projectId, 'takes');
  expect(
    bench.provider
      .clips()
      .filter((clip) => clip.scene === 1)
      .map((clip) => clip.startFrame),
  ).toEqual(Array(3).fill(chosen.asset?.sha256));
  expect((await bench.scene(projectId, 1)).startFrame.picked?.variationId).toBe(chosen.id);

  await bench.call('brief.update', { projectId, brief: testBrief({ aspect: '9:16' }) });
  await bench.run(projectId, 'takes');
  const after = await bench.scene(projectId, 1);
  expect(after.startFrame.picked).toMatchObject({ variationId: chosen.id, decision: { by: 'you' } });
  expect(after.startFrame.candidates.length).toBeGreaterThan(before.startFrame.candidates.length);
});

test('a hero frame that a person chose is what takes are shot from, also one of the end frame’s pictures', async () => {
  await bench.run(projectId, 'takes');
  const before = await bench.scene(projectId, 2);
  const hero = notPicked(before.endFrame);
  bench.provider.forget();
  await bench.call('frames.setHero', { projectId, sceneId: before.summary.id, variationId: hero.id });
  const stale = await bench.film(projectId);
  expect(stale.scenes[1]).toMatchObject({ takesState: 'stale', hero: { variationId: hero.id, decision: { by: 'you' } } });
  expect(stale.scenes[1]?.startFrame.picked?.variationId).toBe(before.startFrame.picked?.variationId);
  await bench.run(projectId, 'takes');
  expect(bench.provider.asked.map((asked) => [asked.kind, asked.scene, asked.startFrame])).toEqual(
    [1, 2, 3].map(() => ['clip', 2, hero.asset?.sha256]),
  );
  const after = await bench.scene(projectId, 2);
  expect(after.takes).toHaveLength(6);
  expect(after.takes.filter((take) => take.heroVariationId === hero.id)).toHaveLength(3);
  expect(after.summary.takesState).toBe('current');
});

test('a picture of one’s own becomes the frame, and the frames after it refer to it', async () => {
  await bench.run(projectId, 'story');
  const { scenes } = await bench.film(projectId);
  const sceneId = scenes[0]?.id ?? '';
  await bench.call('frames.replace', { projectId, sceneId, role: 'start', upload: await upload('mine.png') });
  await bench.run(projectId, 'takes');
  const scene = await bench.scene(projectId, 1);
  expect(scene.startFrame.candidates).toHaveLength(1);
  expect(scene.startFrame.picked).toMatchObject({ decision: { by: 'you', reason: 'You put your own picture here (mine.png).' } });
  expect(scene.startFrame.candidates[0]).toMatchObject({ source: 'own', status: 'ready', cost: { amount: 0 } });
  const own = scene.startFrame.picked?.asset.sha256 ?? '';
  expect(
    bench.provider
      .pictures()
      .filter((asked) => asked.scene === 1)
      .map((asked) => asked.references),
  ).toEqual([1, 2].map(() => [`start-frame:${own}`]));
  expect(
    bench.provider
      .clips()
      .filter((clip) => clip.scene === 1)
      .every((clip) => clip.startFrame === own),
  ).toBe(true);
  const bad = { name: 'x.png', base64: Buffer.from('nothing').toString('base64') };
  expect(await bench.refused('frames.replace', { projectId, sceneId, role: 'end', upload: bad })).toMatchObject({ code: 'bad-reference' });
});

test('more variations from an edited prompt: a new version with its parent, old candidates kept, the person’s pick too', async () => {
  await bench.run(projectId, 'frames');
  const before = await bench.scene(projectId, 1);
  const parent = before.startFrame.candidates[0]?.promptId;
  await bench.call('frames.pick', { projectId, sceneId: before.summary.id, variationId: notPicked(before.startFrame).id });
  bench.provider.forget();
  const { runId } = await bench.call('frames.regenerate', {
    projectId,
    sceneId: before.summary.id,
    role: 'start',
    prompt: 'A cup of coffee in the morning sun',
    negative: 'people, text',
    variations: 3,
  });
  expect(await bench.ended(projectId, runId)).toMatchObject({
    status: 'done',
    kind: 'frame',
    result: { stage: 'frames', sceneId: before.summary.id },
  });
  expect(bench.provider.asked.map(({ scene, role, place, prompt, negative }) => ({ scene, role, place, prompt, negative }))).toEqual(
    [1, 2, 3].map((place) => ({ scene: 1, role: 'start', place, prompt: 'A cup of coffee in the morning sun', negative: 'people, text' })),
  );
  const after = await bench.scene(projectId, 1);
  expect(after.startFrame.candidates.map((candidate) => candidate.number)).toEqual([1, 2, 3, 4, 5]);
  expect(after.startFrame.candidates.slice(0, 2).map((candidate) => candidate.asset)).toEqual(
    before.startFrame.candidates.map((candidate) => candidate.asset),
  );
  const edited = after.startFrame.prompts.find((prompt) => prompt.author === 'you');
  expect(edited).toMatchObject({ text: 'A cup of coffee in the morning sun', parentId: parent });
  expect(after.startFrame.picked).toMatchObject({ variationId: notPicked(before.startFrame).id, decision: { by: 'you' } });
});

test('more variations without an edit: another batch of the same prompt, and the best of it is picked', async () => {
  await bench.run(projectId, 'frames');
  const before = await bench.scene(projectId, 1);
  bench.provider.forget();
  bench.scorer.rate = () => 95;
  const { runId } = await bench.call('frames.regenerate', { projectId, sceneId: before.summary.id, role: 'end' });
  await bench.ended(projectId, runId);
  const after = await bench.scene(projectId, 1);
  expect(bench.provider.asked).toHaveLength(2);
  expect(after.endFrame.candidates).toHaveLength(4);
  expect(after.endFrame.picked?.number).toBe(3);
  expect(after.endFrame.state).toBe('current');
});

test('takes with another movement and prompt are added, and the person’s choice of take stands', async () => {
  await bench.run(projectId, 'takes');
  const before = await bench.scene(projectId, 1);
  bench.provider.forget();
  const { runId } = await bench.call('takes.shoot', {
    projectId,
    sceneId: before.summary.id,
    count: 2,
    movement: 'orbit',
    prompt: 'The camera circles the cup',
  });
  expect(await bench.ended(projectId, runId)).toMatchObject({ status: 'done', kind: 'takes' });
  expect(bench.provider.asked.map(({ movement, prompt, place }) => ({ movement, prompt, place }))).toEqual(
    [1, 2].map((place) => ({ movement: 'orbit', prompt: 'The camera circles the cup', place })),
  );
  const after = await bench.scene(projectId, 1);
  expect(after.takes.map((take) => [take.number, take.movement])).toEqual([
    ...before.takes.map((take) => [take.number, take.movement]),
    [4, 'orbit'],
    [5, 'orbit'],
  ]);
  expect(after.summary.takesState).toBe('current');
  expect(after.motionPrompts.at(-1)).toMatchObject({ author: 'you', parentId: after.motionPrompts[0]?.id });
  const mine = after.takes[1]?.id ?? '';
  await bench.call('takes.pick', { projectId, sceneId: before.summary.id, takeId: mine });
  await bench.run(projectId, 'film');
  expect((await bench.film(projectId)).cut?.shots[0]?.takeId).toBe(mine);
});

test('the film must be cut again after a choice; going back to the first choice makes it current again in one more run', async () => {
  await bench.run(projectId, 'film');
  const scene = await bench.scene(projectId, 1);
  const sceneId = scene.summary.id;
  const other = scene.takes.find((take) => take.id !== scene.summary.picked?.takeId)?.id ?? '';
  await bench.call('takes.pick', { projectId, sceneId, takeId: other });
  expect((await bench.film(projectId)).cut?.state).toBe('stale');
  expect(await bench.refused('exports.start', { projectId, format: 'mp4' })).toMatchObject({ code: 'stage-missing' });
  await bench.run(projectId, 'film');
  expect((await bench.film(projectId)).cut?.state).toBe('current');
  await bench.call('takes.pick', { projectId, sceneId, takeId: scene.summary.picked?.takeId ?? '' });
  await bench.run(projectId, 'film');
  const { cut } = await bench.film(projectId);
  expect([cut?.state, cut?.shots[0]?.takeId]).toEqual(['current', scene.summary.picked?.takeId]);
  await bench.call('exports.start', { projectId, format: 'mp4' });
});

test('only what is ready and of this scene can be chosen', async () => {
  await bench.run(projectId, 'takes');
  const [first, second] = [await bench.scene(projectId, 1), await bench.scene(projectId, 2)];
  const sceneId = first.summary.id;
  const variationId = second.startFrame.candidates[0]?.id ?? '';
  expect(await bench.refused('frames.pick', { projectId, sceneId, variationId })).toMatchObject({ code: 'not-found' });
  expect(await bench.refused('frames.setHero', { projectId, sceneId, variationId })).toMatchObject({ code: 'not-found' });
  expect(await bench.refused('frames.pick', { projectId, sceneId, variationId: 'var_none' })).toMatchObject({ code: 'not-found' });
  expect(await bench.refused('takes.pick', { projectId, sceneId, takeId: second.takes[0]?.id })).toMatchObject({ code: 'not-found' });
  expect(await bench.refused('frames.regenerate', { projectId, sceneId: 'scn_none', role: 'start' })).toMatchObject({ code: 'not-found' });
  expect(await bench.refused('takes.shoot', { projectId, sceneId: 'scn_none', count: 1 })).toMatchObject({ code: 'not-found' });
});

test('takes cannot be shot from nothing: the scene says what is missing', async () => {
  await bench.run(projectId, 'story');
  const scene = await bench.scene(projectId, 1);
  const { runId } = await bench.call('takes.shoot', { projectId, sceneId: scene.summary.id, count: 1 });
  await bench.ended(projectId, runId);
  expect((await bench.scene(projectId, 1)).summary.attention).toContain('has no start frame');
  await bench.run(projectId, 'takes');
  expect((await bench.scene(projectId, 1)).summary.attention).toBeNull();
});

test('flags and notes: a flag asks for attention until it is resolved; notes stay with what they are about', async () => {
  await bench.run(projectId, 'frames');
  const { summary, startFrame } = await bench.scene(projectId, 1);
  await bench.call('review.flag', { projectId, sceneId: summary.id, message: 'The cup is too small.' });
  const flagged = await bench.film(projectId);
  const item = flagged.review.find((each) => each.kind === 'flagged');
  expect(item).toMatchObject({ sceneId: summary.id, state: 'open', message: 'The cup is too small.' });
  expect(flagged.scenes[0]?.attention).toBe('The cup is too small.');
  await bench.call('review.resolve', { projectId, reviewId: item?.id ?? '' });
  expect((await bench.film(projectId)).scenes[0]?.attention).toBeNull();
  expect(await bench.refused('review.resolve', { projectId, reviewId: 'rev_none' })).toMatchObject({ code: 'not-found' });

  const subjectId = startFrame.candidates[0]?.id ?? '';
  const { note } = await bench.call('notes.add', { projectId, sceneId: summary.id, subjectId, text: 'Warmer light here' });
  await bench.call('notes.add', { projectId, sceneId: null, subjectId: null, text: 'For the whole film' });
  expect((await bench.scene(projectId, 1)).notes).toEqual([note]);
});

test('a brief that is changed and changed back: the first pictures are the film again, and nothing is drawn for it', async () => {
  const wide = testBrief({ aspect: '16:9' });
  await bench.run(projectId, 'frames');
  const before = await bench.film(projectId);
  await bench.call('brief.update', { projectId, brief: { ...wide, aspect: '9:16' } });
  expect((await bench.film(projectId)).scenes.map((scene) => scene.startFrame.state)).toEqual(before.scenes.map(() => 'stale'));
  await bench.run(projectId, 'frames');
  const tall = await bench.film(projectId);
  expect(tall.scenes.map((scene) => scene.startFrame.state)).toEqual(before.scenes.map(() => 'current'));
  expect(tall.scenes[0]?.startFrame.picked?.variationId).not.toBe(before.scenes[0]?.startFrame.picked?.variationId);
  bench.provider.forget();
  await bench.call('brief.update', { projectId, brief: wide });
  await bench.run(projectId, 'frames');
  const again = await bench.film(projectId);
  expect(again.scenes.map((scene) => scene.startFrame.picked?.variationId)).toEqual(
    before.scenes.map((scene) => scene.startFrame.picked?.variationId),
  );
  expect(again.scenes.map((scene) => scene.endFrame.state)).toEqual(before.scenes.map(() => 'current'));
  expect(bench.provider.asked).toEqual([]);
});

test('a person’s picture settles a frame that could not be made', async () => {
  bench.provider.refuse = (asked) => (asked.scene === 1 && asked.role === 'start' ? 'Refused.' : null);
  await bench.run(projectId, 'frames');
  const { summary } = await bench.scene(projectId, 1);
  expect(summary.startFrame.status).toBe('failed');
  await bench.call('frames.replace', { projectId, sceneId: summary.id, role: 'start', upload: await upload('mine.png') });
  const settled = await bench.scene(projectId, 1);
  expect(settled.summary).toMatchObject({ startFrame: { status: 'ready', error: null }, attention: null });
});
