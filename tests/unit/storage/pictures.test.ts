/** Frames, variations, takes, scores and decisions: what runs twice makes one row, and people outrank the machine. */
import { expect, test } from 'vitest';
import {
  addOwnVariation,
  applySceneDivision,
  basePrompt,
  choosePrompt,
  chosenPrompt,
  currentPick,
  decide,
  duplicateScene,
  failVariation,
  finishTake,
  finishVariation,
  planTake,
  planVariation,
  promptState,
  putPrompt,
  putSceneVersion,
  putScores,
  putStage,
  readDecisions,
  readScene,
  readSceneView,
  readScenes,
  readScores,
  readTakes,
  readVariations,
  removeScene,
  restoreScene,
  addScene,
  setSceneOrder,
  startVariation,
  withdrawDecision,
  setCurrentSceneVersion,
  readSceneVersions,
} from '#storage/index.ts';
import type { ProjectDb, SceneRow } from '#storage/index.ts';
import type { Score } from '#contract/model/quality.ts';
import { all } from '../../../src-main/storage/connection.ts';
import { codeOf, layOut, newProject, overall, paperAsset, planned, plannedTake, spec } from './fixtures.ts';

async function film(): Promise<{ db: ProjectDb; scenes: SceneRow[]; scene: SceneRow }> {
  const { db } = await newProject();
  const scenes = layOut(db);
  const scene = scenes[0];
  if (scene === undefined) throw new Error('no scene');
  return { db, scenes, scene };
}

function picture(db: ProjectDb, frameId: string, place: number, batch = 'run 1', value: number | null = null): string {
  const row = planVariation(db, planned(frameId, place, batch));
  finishVariation(db, row.id, { asset: paperAsset(db, `${frameId} ${batch} ${place}`) });
  if (value !== null) putScores(db, { subjectId: row.id, kind: 'variation', scores: [], overall: overall(value) });
  return row.id;
}

test('planning the same variation twice makes one row; a fresh batch goes on counting', async () => {
  const { db, scene } = await film();
  const first = planVariation(db, planned(scene.startFrameId, 1));
  const again = planVariation(db, { ...planned(scene.startFrameId, 1), seed: 99 });
  expect(again).toEqual(first);
  planVariation(db, planned(scene.startFrameId, 2));
  planVariation(db, planned(scene.startFrameId, 1, 'run 2'));
  expect(readVariations(db, scene.startFrameId).map((row) => [row.number, row.batch, row.place, row.status])).toEqual([
    [1, 'run 1', 1, 'waiting'],
    [2, 'run 1', 2, 'waiting'],
    [3, 'run 2', 1, 'waiting'],
  ]);
  expect(readVariations(db, scene.startFrameId, { batch: 'run 2' })).toHaveLength(1);
});

test('a finished picture is never undone by a late failure or a repeated start', async () => {
  const { db, scene } = await film();
  const id = picture(db, scene.startFrameId, 1);
  startVariation(db, id);
  failVariation(db, id, 'late');
  expect(readVariations(db, scene.startFrameId)[0]).toMatchObject({ status: 'ready', error: null });
  const other = planVariation(db, planned(scene.startFrameId, 2));
  startVariation(db, other.id);
  failVariation(db, other.id, 'The provider refused the words.');
  expect(readVariations(db, scene.startFrameId)[1]).toMatchObject({
    status: 'failed',
    error: 'The provider refused the words.',
    asset: null,
  });
  expect(await codeOf(() => startVariation(db, 'var_none'))).toBe('not-found');
});

test('ranks follow the overall score; unscored and failed ones have none, equal ones go by number', async () => {
  const { db, scene } = await film();
  const values = [60, null, 80, 60, 20];
  values.forEach((value, index) => picture(db, scene.startFrameId, index + 1, 'run 1', value));
  const failed = planVariation(db, planned(scene.startFrameId, 6));
  putScores(db, { subjectId: failed.id, kind: 'variation', scores: [], overall: overall(99) });
  failVariation(db, failed.id, 'x');
  expect(readVariations(db, scene.startFrameId).map((row) => row.rank)).toEqual([2, null, 1, 3, 4, null]);
});

test('measuring again replaces a metric with its new provenance and keeps the others', async () => {
  const { db, scene } = await film();
  const id = picture(db, scene.startFrameId, 1);
  expect(readScores(db, id)).toBe(null);
  const entropy: Score = {
    status: 'measured',
    metric: 'entropy',
    value: 7.2,
    score: 71,
    measuredBy: 'Heroframe 0.1',
    where: 'this computer',
  };
  putScores(db, {
    subjectId: id,
    kind: 'variation',
    scores: [entropy, { status: 'unavailable', metric: 'pickscore', reason: 'Its model is not installed' }],
    overall: overall(71),
  });
  const pick: Score = {
    status: 'measured',
    metric: 'pickscore',
    value: 21.4,
    score: 64,
    measuredBy: 'PickScore v1',
    where: 'this computer',
  };
  putScores(db, {
    subjectId: id,
    kind: 'variation',
    scores: [pick],
    overall: { value: 66, basis: 'preference', measured: ['pickscore', 'entropy'], missing: [] },
  });
  expect(readScores(db, id)).toEqual({
    scores: [entropy, pick],
    overall: { value: 66, basis: 'preference', measured: ['pickscore', 'entropy'], missing: [] },
  });
  expect(readVariations(db, scene.startFrameId)[0]?.scores).toEqual([entropy, pick]);
});

test('a choice by you outranks whatever the machine decides later, until it is withdrawn', async () => {
  const { db, scene } = await film();
  const [a, b, c] = [1, 2, 3].map((place) => picture(db, scene.startFrameId, place)) as [string, string, string];
  const machine = { sceneId: scene.id, slot: 'start' as const, by: 'machine' as const, reason: 'Sharpest' };
  const first = decide(db, { ...machine, subjectId: a, batch: 'run 1' });
  expect(decide(db, { ...machine, subjectId: b, batch: 'run 1' })).toEqual(first);
  const mine = decide(db, { sceneId: scene.id, slot: 'start', subjectId: b, by: 'you', reason: 'Her eyes' });
  decide(db, { ...machine, subjectId: c, batch: 'run 2' });
  expect(currentPick(db, scene.id, 'start')).toEqual({ subjectId: b, decision: mine });
  expect(readDecisions(db, scene.id).map((row) => [row.subjectId, row.by, row.current])).toEqual([
    [c, 'machine', false],
    [b, 'you', true],
    [a, 'machine', false],
  ]);
  expect(readDecisions(db, scene.id)[1]?.overId).toBe(first.id);
  withdrawDecision(db, scene.id, 'start');
  expect(currentPick(db, scene.id, 'start')?.subjectId).toBe(c);
  expect(readDecisions(db, scene.id)).toHaveLength(3);
});

test('the hero frame is the picked start frame unless a person chose another, and the newer choice of a person wins', async () => {
  const { db, scene } = await film();
  const [a, b] = [1, 2].map((place) => picture(db, scene.startFrameId, place)) as [string, string];
  const end = picture(db, scene.endFrameId, 1);
  const hero = () => currentPick(db, scene.id, 'hero')?.subjectId;
  expect(hero()).toBeUndefined();
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: a, by: 'machine', reason: 'Sharpest', batch: '1' });
  expect(hero()).toBe(a);
  decide(db, { sceneId: scene.id, slot: 'hero', subjectId: end, by: 'you', reason: 'Backwards' });
  expect(hero()).toBe(end);
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: b, by: 'machine', reason: 'Sharper', batch: '2' });
  expect(hero()).toBe(end);
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: b, by: 'you', reason: 'This one' });
  expect(hero()).toBe(b);
});

test('only a finished candidate of the very slot can be chosen', async () => {
  const { db, scene, scenes } = await film();
  const waiting = planVariation(db, planned(scene.startFrameId, 1));
  const foreign = picture(db, scenes[1]?.startFrameId ?? '', 1);
  const end = picture(db, scene.endFrameId, 1);
  for (const subjectId of [waiting.id, foreign, end, 'var_none']) {
    expect(await codeOf(() => decide(db, { sceneId: scene.id, slot: 'start', subjectId, by: 'you', reason: 'x' }))).toBe('not-found');
  }
  expect(readDecisions(db, scene.id)).toEqual([]);
});

test('a person’s own picture joins the candidates and can be picked', async () => {
  const { db, scene } = await film();
  picture(db, scene.startFrameId, 1);
  const own = addOwnVariation(db, { frameId: scene.startFrameId, asset: paperAsset(db, 'holiday'), name: 'holiday.jpg' });
  expect(own).toMatchObject({ number: 2, status: 'ready', source: 'own', model: 'holiday.jpg', cost: { amount: 0 } });
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: own.id, by: 'you', reason: 'My own' });
  expect(currentPick(db, scene.id, 'hero')?.subjectId).toBe(own.id);
});

test('takes are planned once, keep their report, and rank among each other', async () => {
  const { db, scene } = await film();
  const one = planTake(db, plannedTake(scene.id, 1));
  expect(planTake(db, plannedTake(scene.id, 1)).id).toBe(one.id);
  const two = planTake(db, plannedTake(scene.id, 2));
  for (const [row, value] of [
    [one, 40],
    [two, 55],
  ] as const) {
    finishTake(db, row.id, {
      asset: paperAsset(db, row.id, 'video/mp4'),
      poster: paperAsset(db, `${row.id} poster`),
      frameQuality: [80, null, 70.5],
      summary: 'Steady but soft.',
      cost: { amount: 0.25, currency: 'USD', estimated: true },
    });
    putScores(db, { subjectId: row.id, kind: 'take', scores: [], overall: overall(value) });
  }
  expect(readTakes(db, scene.id).map((take) => [take.number, take.rank])).toEqual([
    [1, 2],
    [2, 1],
  ]);
  expect(readTakes(db, scene.id)[0]).toMatchObject({
    frameQuality: [80, null, 70.5],
    summary: 'Steady but soft.',
    cost: { amount: 0.25, currency: 'USD', estimated: true },
    asset: { seconds: 4 },
    poster: { mime: 'image/png' },
  });
});

test('enhancement rounds are kept with their critique and the best one is used; the written text stays the base', async () => {
  const { db, scene } = await film();
  const base = chosenPrompt(db, scene.id, 'start');
  if (base === null) throw new Error('no prompt');
  const critique = {
    overall: 88,
    completeness: 90,
    specificity: 85,
    professionalism: 88,
    cinematography: 90,
    brandAlignment: 80,
    notes: ['good'],
  };
  const round = (n: number, choose: boolean) =>
    putPrompt(db, {
      sceneId: scene.id,
      slot: 'start',
      batch: 'run 1',
      round: n,
      author: 'cinematographer',
      text: `round ${n}`,
      negative: '',
      critique: n === 2 ? critique : null,
      parentId: base.id,
      choose,
    });
  round(1, false);
  const best = round(2, true);
  expect(round(2, false)).toEqual(best);
  expect(chosenPrompt(db, scene.id, 'start')).toMatchObject({ text: 'round 2', critique, number: 3 });
  expect(basePrompt(db, scene.id, 'start')?.id).toBe(base.id);
  expect(await codeOf(() => choosePrompt(db, scene.id, 'end', best.id))).toBe('not-found');
});

test('a prompt is stale once the scene it describes changes, for the part it describes, unless a person wrote it', async () => {
  const { db, scene } = await film();
  const states = () => (['start', 'end', 'motion', 'image'] as const).map((slot) => promptState(db, scene.id, slot));
  expect(states()).toEqual(['current', 'current', 'current', 'missing']);
  putSceneVersion(db, scene.id, { spec: spec('She wakes', 5), changed: 'Longer', by: 'you' });
  expect(states()).toEqual(['current', 'current', 'stale', 'missing']);
  putSceneVersion(db, scene.id, { spec: spec('She sleeps', 5), changed: 'Action', by: 'you' });
  expect(states()).toEqual(['stale', 'stale', 'stale', 'missing']);
  putPrompt(db, {
    sceneId: scene.id,
    slot: 'start',
    batch: 'edit',
    round: 0,
    author: 'you',
    text: 'Mine',
    negative: '',
    critique: null,
    parentId: null,
  });
  putSceneVersion(db, scene.id, { spec: spec('She runs', 5), changed: 'Action', by: 'you' });
  expect(states()).toEqual(['current', 'stale', 'stale', 'missing']);
});

test('laying out a division keeps scenes by place, changes what differs, removes the surplus and happens once', async () => {
  const { db, scenes } = await film();
  const specs = [spec('She wakes'), spec('She hears rain')];
  const stage = putStage(db, {
    stage: 'scenes',
    content: { totalSeconds: 8, scenes: specs },
    by: 'machine',
    madeBy: 'Writer',
    batch: 'run 2',
  });
  const after = applySceneDivision(db, { storyStageId: stage.id ?? '', scenes: specs });
  expect(after.map((scene) => [scene.id, scene.version, scene.spec.action])).toEqual([
    [scenes[0]?.id, 1, 'She wakes'],
    [scenes[1]?.id, 2, 'She hears rain'],
  ]);
  putSceneVersion(db, scenes[0]?.id ?? '', { spec: spec('My edit'), changed: 'Action', by: 'you' });
  expect(applySceneDivision(db, { storyStageId: stage.id ?? '', scenes: specs })[0]?.spec.action).toBe('My edit');
  restoreScene(db, scenes[2]?.id ?? '');
  expect(readScenes(db)).toHaveLength(3);
});

test('scenes go in between, are put in order, removed and restored in their place', async () => {
  const { db, scenes } = await film();
  const ids = scenes.map((scene) => scene.id);
  const [a = '', b = '', c = ''] = ids;
  const between = addScene(db, { spec: spec('Between'), afterSceneId: a, changed: 'New', by: 'you' });
  const first = addScene(db, { spec: spec('First'), afterSceneId: null, changed: 'New', by: 'you' });
  const last = addScene(db, { spec: spec('Last'), afterSceneId: c, changed: 'New', by: 'you' });
  expect(readScenes(db).map((scene) => scene.id)).toEqual([first.id, a, between.id, b, c, last.id]);
  expect(between.number).toBe(2);
  removeScene(db, b);
  expect(await codeOf(() => readScene(db, b))).toBe('not-found');
  expect(await codeOf(() => setSceneOrder(db, [a, b, c]))).toBe('invalid-input');
  expect(await codeOf(() => setSceneOrder(db, [a, a, first.id, between.id, last.id]))).toBe('invalid-input');
  restoreScene(db, b);
  expect(readScenes(db).map((scene) => scene.number)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(readScenes(db)[3]?.id).toBe(b);
  setSceneOrder(db, [last.id, c, b, between.id, a, first.id]);
  expect(readScenes(db).map((scene) => scene.id)).toEqual([last.id, c, b, between.id, a, first.id]);
});

test('putting a hundred scenes into the same gap keeps their order', async () => {
  const { db, scenes } = await film();
  const added: string[] = [];
  for (let i = 0; i < 100; i += 1) {
    added.unshift(addScene(db, { spec: spec(`Gap ${i}`), afterSceneId: scenes[0]?.id ?? null, changed: 'New', by: 'you' }).id);
  }
  expect(readScenes(db).map((scene) => scene.id)).toEqual([scenes[0]?.id, ...added, scenes[1]?.id, scenes[2]?.id]);
});

test('an equal specification makes no version; going back to one makes none either', async () => {
  const { db, scene } = await film();
  const { beat, ...rest } = spec('She wakes');
  expect(putSceneVersion(db, scene.id, { spec: { ...rest, beat }, changed: 'Nothing', by: 'you' }).version).toBe(1);
  putSceneVersion(db, scene.id, { spec: spec('Other'), changed: 'Action', by: 'you' });
  setCurrentSceneVersion(db, scene.id, scene.versionId);
  expect(readScene(db, scene.id)).toMatchObject({ version: 1, spec: { action: 'She wakes' } });
  expect(readSceneVersions(db, scene.id)).toHaveLength(2);
});

test('a duplicate has the picks of its original, costs nothing again and goes its own way', async () => {
  const { db, scene } = await film();
  const start = picture(db, scene.startFrameId, 1, 'run 1', 70);
  picture(db, scene.startFrameId, 2);
  const end = picture(db, scene.endFrameId, 1);
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: start, by: 'machine', reason: 'Sharpest', batch: 'run 1' });
  decide(db, { sceneId: scene.id, slot: 'end', subjectId: end, by: 'you', reason: 'Mine' });
  const take = planTake(db, {
    ...plannedTake(scene.id, 1),
    heroVariationId: start,
    cost: { amount: 1, currency: 'USD', estimated: false },
  });
  finishTake(db, take.id, { asset: paperAsset(db, 'clip', 'video/mp4'), poster: null });
  decide(db, { sceneId: scene.id, slot: 'take', subjectId: take.id, by: 'machine', reason: 'Steadiest', batch: 'run 1' });

  const copy = duplicateScene(db, scene.id);
  expect(copy).toMatchObject({ number: 2, spec: scene.spec });
  const view = readSceneView(db, copy.id, { runs: [] });
  const original = readSceneView(db, scene.id, { runs: [] });
  expect(view.summary.startFrame).toMatchObject({
    status: 'ready',
    state: 'current',
    variations: 1,
    picked: { overall: { value: 70 }, decision: { by: 'machine' } },
  });
  expect(view.summary.endFrame).toMatchObject({ state: 'current', picked: { decision: { by: 'you' } } });
  expect(view.summary.picked?.asset).toEqual(original.summary.picked?.asset);
  expect(view.takes[0]?.cost.amount).toBe(0);
  expect(view.summary.takesState).toBe('current');
  putSceneVersion(db, copy.id, { spec: spec('Changed'), changed: 'Action', by: 'you' });
  expect(readScene(db, scene.id).spec.action).toBe('She wakes');
  expect(all(db, 'SELECT sha256 FROM assets')).toHaveLength(4);
});
