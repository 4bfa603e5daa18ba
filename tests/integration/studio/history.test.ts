/** Every edit can be taken back and done again, also after the film was closed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FilmView } from '#contract/model/film.ts';
import { openBench, testBrief, upload, type Bench } from '../../fixtures/studio-bench.ts';

let bench: Bench;
let projectId: string;
beforeEach(async () => {
  bench = await openBench();
  projectId = await bench.create();
  await bench.run(projectId, 'takes');
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

/** The film as a person sees it, without what only counts upwards. */
async function seen(): Promise<unknown> {
  const film = await bench.film(projectId);
  const notes = await Promise.all(
    film.scenes.map(async (scene) => (await bench.call('scenes.get', { projectId, sceneId: scene.id })).notes),
  );
  const { name, brief, references, story, scenes, captions, stages, review } = film;
  return {
    name,
    brief,
    references,
    story: story.map(({ id, version, state }) => ({ id, version, state })),
    scenes,
    captions,
    stages,
    review,
    notes,
  };
}

const sceneOf = (film: FilmView, number: number) => {
  const scene = film.scenes[number - 1];
  if (scene === undefined) throw new Error(`There is no scene ${number}.`);
  return scene;
};

type Edit = (film: FilmView) => Promise<unknown>;
const edits: Record<string, Edit> = {
  'brief.update': () => bench.call('brief.update', { projectId, brief: testBrief({ audience: 'Early risers' }) }),
  'projects.rename': () => bench.call('projects.rename', { projectId, name: 'Another name' }),
  'references.add': async () => bench.call('references.add', { projectId, upload: await upload('cup.png'), role: 'product' }),
  'story.edit': (film) =>
    bench.call('story.edit', { projectId, stage: 'story', content: { ...film.story[1]?.content, title: 'Another story' } }),
  'scenes.update': (film) => {
    const scene = sceneOf(film, 1);
    return bench.call('scenes.update', { projectId, sceneId: scene.id, spec: { ...scene.spec, action: 'Rain on the window.' } });
  },
  'scenes.retime': (film) => bench.call('scenes.retime', { projectId, sceneId: sceneOf(film, 1).id, seconds: 6 }),
  'scenes.reorder': (film) => bench.call('scenes.reorder', { projectId, sceneIds: film.scenes.map((scene) => scene.id).reverse() }),
  'scenes.split': (film) => bench.call('scenes.split', { projectId, sceneId: sceneOf(film, 1).id, atSeconds: 1.5 }),
  'scenes.merge': (film) => bench.call('scenes.merge', { projectId, sceneId: sceneOf(film, 1).id }),
  'scenes.duplicate': (film) => bench.call('scenes.duplicate', { projectId, sceneId: sceneOf(film, 2).id }),
  'scenes.remove': (film) => bench.call('scenes.remove', { projectId, sceneId: sceneOf(film, 2).id }),
  'frames.pick': async (film) => {
    const scene = await bench.scene(projectId, 1);
    const variationId = scene.startFrame.candidates.find((each) => each.id !== scene.startFrame.picked?.variationId)?.id ?? '';
    return bench.call('frames.pick', { projectId, sceneId: sceneOf(film, 1).id, variationId });
  },
  'frames.setHero': async (film) => {
    const { endFrame } = await bench.scene(projectId, 1);
    return bench.call('frames.setHero', { projectId, sceneId: sceneOf(film, 1).id, variationId: endFrame.candidates[0]?.id ?? '' });
  },
  'takes.pick': async (film) => {
    const scene = await bench.scene(projectId, 1);
    const takeId = scene.takes.find((take) => take.id !== scene.summary.picked?.takeId)?.id ?? '';
    return bench.call('takes.pick', { projectId, sceneId: sceneOf(film, 1).id, takeId });
  },
  'notes.add': (film) => bench.call('notes.add', { projectId, sceneId: sceneOf(film, 1).id, subjectId: null, text: 'Warmer' }),
  'review.flag': (film) => bench.call('review.flag', { projectId, sceneId: sceneOf(film, 1).id, message: 'Look at this.' }),
};

test('each edit has a name, is undone to what was before and redone to what was after', async () => {
  for (const [name, edit] of Object.entries(edits)) {
    const before = await seen();
    await edit(await bench.film(projectId));
    const after = await seen();
    expect(after, name).not.toEqual(before);
    const { undo } = (await bench.film(projectId)).history;
    expect(undo, name).toMatch(/^[A-Z][a-z]/);
    expect(await bench.call('history.undo', { projectId }), name).toMatchObject({ label: undo });
    expect(await seen(), `${name}, undone`).toEqual(before);
    expect((await bench.film(projectId)).history.redo, name).toBe(undo);
    expect(await bench.call('history.redo', { projectId }), name).toMatchObject({ label: undo });
    expect(await seen(), `${name}, redone`).toEqual(after);
    await bench.call('history.undo', { projectId });
  }
});

test('an own picture is undone as a choice; the picture stays among the candidates', async () => {
  const before = await bench.scene(projectId, 1);
  await bench.call('frames.replace', { projectId, sceneId: before.summary.id, role: 'start', upload: await upload('mine.png') });
  const own = (await bench.scene(projectId, 1)).startFrame.picked?.variationId;
  await bench.call('history.undo', { projectId });
  const undone = await bench.scene(projectId, 1);
  expect(undone.startFrame.picked).toEqual(before.startFrame.picked);
  expect(undone.startFrame.candidates.map((candidate) => candidate.id)).toContain(own);
  await bench.call('history.redo', { projectId });
  expect((await bench.scene(projectId, 1)).startFrame.picked?.variationId).toBe(own);
});

test('the history survives closing: all edits undone in turn after reopening give back the first film', async () => {
  const before = await seen();
  const labels: (string | null)[] = [];
  for (const name of ['scenes.retime', 'scenes.reorder', 'scenes.split', 'frames.pick', 'scenes.remove', 'projects.rename']) {
    await edits[name]?.(await bench.film(projectId));
    labels.push((await bench.film(projectId)).history.undo);
  }
  const after = await seen();
  const key = (await bench.call('projects.recent', {})).projects[0]?.key ?? '';
  await bench.restart();
  await bench.call('projects.open', { key });
  expect(await seen()).toEqual(after);
  for (const label of labels.toReversed()) expect(await bench.call('history.undo', { projectId })).toMatchObject({ label });
  expect(await seen()).toEqual(before);
  for (const label of labels) expect(await bench.call('history.redo', { projectId })).toMatchObject({ label });
  expect(await seen()).toEqual(after);
});

test('nothing to undo is said, not failed; a new edit forgets what was undone', async () => {
  expect(await bench.call('history.undo', { projectId })).toMatchObject({ label: null });
  const sceneId = (await bench.film(projectId)).scenes[0]?.id ?? '';
  await bench.call('scenes.retime', { projectId, sceneId, seconds: 4 });
  await bench.call('history.undo', { projectId });
  await bench.call('scenes.retime', { projectId, sceneId, seconds: 6 });
  expect(await bench.call('history.redo', { projectId })).toMatchObject({ label: null });
  expect((await bench.film(projectId)).scenes[0]?.spec.seconds).toBe(6);
});

test('undo leaves alone what the machine made since', async () => {
  const sceneId = (await bench.film(projectId)).scenes[0]?.id ?? '';
  await bench.call('scenes.retime', { projectId, sceneId, seconds: 6 });
  await bench.run(projectId, 'takes');
  const shot = (await bench.scene(projectId, 1)).takes.length;
  expect(shot).toBe(6);
  await bench.call('history.undo', { projectId });
  const scene = await bench.scene(projectId, 1);
  expect(scene.takes).toHaveLength(6);
  expect(scene.summary.takesState).toBe('stale');
  bench.provider.forget();
  await bench.run(projectId, 'takes');
  expect(bench.provider.asked).toEqual([]);
  expect((await bench.scene(projectId, 1)).summary).toMatchObject({ takesState: 'current', takes: 6 });
});

test('edits that cannot be are refused and leave no trace in the history', async () => {
  const film = await bench.film(projectId);
  const last = film.scenes.at(-1)?.id ?? '';
  const first = film.scenes[0]?.id ?? '';
  const refusals = [
    await bench.refused('scenes.merge', { projectId, sceneId: last }),
    await bench.refused('scenes.split', { projectId, sceneId: first, atSeconds: 0.2 }),
    await bench.refused('scenes.reorder', { projectId, sceneIds: [first] }),
    await bench.refused('scenes.reorder', { projectId, sceneIds: film.scenes.map(() => first) }),
    await bench.refused('scenes.retime', { projectId, sceneId: first, seconds: 40 }),
  ];
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'invalid-input' });
  expect(await bench.refused('scenes.retime', { projectId, sceneId: 'scn_none', seconds: 4 })).toMatchObject({ code: 'not-found' });
  for (const scene of film.scenes.slice(1)) await bench.call('scenes.remove', { projectId, sceneId: scene.id });
  expect(await bench.refused('scenes.remove', { projectId, sceneId: first })).toMatchObject({ code: 'invalid-input' });
  for (let removed = film.scenes.length - 1; removed > 0; removed--)
    expect(await bench.call('history.undo', { projectId })).toMatchObject({ label: 'Remove scene 2' });
  expect(await bench.call('history.undo', { projectId })).toMatchObject({ label: null });
});
