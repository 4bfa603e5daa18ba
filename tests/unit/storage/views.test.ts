/** FilmView and SceneView: shapes of the contract, states, and that the whole film stays fast. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { filmViewSchema, sceneViewSchema } from '#contract/model/film.ts';
import type { RunView } from '#contract/model/film.ts';
import { changedIngredients } from '#domain/staleness.ts';
import {
  addExport,
  addNote,
  addReference,
  cutInputs,
  cutState,
  decide,
  finishTake,
  finishVariation,
  frameInputs,
  frameState,
  openReview,
  planTake,
  planVariation,
  putBrief,
  putCut,
  putPrompt,
  putSceneVersion,
  putScores,
  putStage,
  readBrief,
  readFilmView,
  readSceneView,
  readStages,
  readVariation,
  recordEdit,
  removeScene,
  resolveReviewsOf,
  revisionOf,
  setCurrentStage,
  setFrameStatus,
  setSceneOrder,
  takesState,
  write,
  readStageVersions,
} from '#storage/index.ts';
import type { ProjectDb, SceneRow } from '#storage/index.ts';
import {
  brief,
  codeOf,
  layOut,
  newProject,
  overall,
  paperAsset,
  planned,
  plannedTake,
  spec,
  story,
  templateChoice,
  visuals,
} from './fixtures.ts';

const noRuns = { runs: [] };
const run = (kind: RunView['kind'], status: RunView['status'] = 'running'): RunView => ({
  id: 'run_1',
  kind,
  title: 'Film',
  status,
  progress: 0.5,
  message: '',
  secondsLeft: null,
  spent: { amount: 0, currency: 'USD', estimated: false },
  startedAt: 0,
  finishedAt: null,
  error: null,
  result: null,
});

/** Draws and picks both frames, shoots and picks a take. */
function finishScene(db: ProjectDb, scene: SceneRow, by: 'machine' | 'you' = 'machine'): { start: string; end: string; take: string } {
  const frame = (frameId: string, slot: 'start' | 'end') => {
    const row = planVariation(db, planned(frameId, 1));
    finishVariation(db, row.id, { asset: paperAsset(db, row.id) });
    putScores(db, { subjectId: row.id, kind: 'variation', scores: [], overall: overall(66) });
    setFrameStatus(db, frameId, 'ready');
    decide(db, { sceneId: scene.id, slot, subjectId: row.id, by, reason: 'Sharpest', batch: 'run 1' });
    return row.id;
  };
  const start = frame(scene.startFrameId, 'start');
  const end = frame(scene.endFrameId, 'end');
  const take = planTake(db, { ...plannedTake(scene.id, 1), heroVariationId: start });
  finishTake(db, take.id, { asset: paperAsset(db, take.id, 'video/mp4'), poster: paperAsset(db, `${take.id} poster`) });
  decide(db, { sceneId: scene.id, slot: 'take', subjectId: take.id, by, reason: 'Steadiest', batch: 'run 1' });
  return { start, end, take: take.id };
}

test('an empty project is a valid view in which everything is still to do', async () => {
  const { db } = await newProject();
  const film = filmViewSchema.parse(readFilmView(db, noRuns));
  expect(film).toMatchObject({
    name: 'Morning',
    scenes: [],
    captions: [],
    cut: null,
    ledger: { entries: 0 },
    history: { undo: null, redo: null },
  });
  expect(film.story.map((stage) => [stage.stage, stage.state])).toEqual([
    ['template', 'missing'],
    ['story', 'blocked'],
    ['scenes', 'blocked'],
    ['visuals', 'blocked'],
  ]);
  expect(film.stages.map((stage) => stage.state)).toEqual(['todo', 'todo', 'todo', 'todo', 'todo', 'todo']);
});

test('a finished film is valid, current and done to the end', async () => {
  const { db } = await newProject();
  const scenes = layOut(db);
  expect(readFilmView(db, noRuns).scenes.map((scene) => [scene.startFrame.state, scene.takesState])).toEqual(
    scenes.map(() => ['missing', 'blocked']),
  );
  expect(cutState(db)).toBe('blocked');
  const shots = scenes.map((scene, index) => ({
    sceneId: scene.id,
    takeId: finishScene(db, scene).take,
    startSeconds: index * 4,
    seconds: 4,
  }));
  expect(cutState(db)).toBe('missing');
  const cut = putCut(db, { batch: 'run 1', asset: paperAsset(db, 'film', 'video/mp4'), shots, voiced: true, inputsHash: cutInputs(db) });
  expect(putCut(db, { batch: 'run 1', asset: paperAsset(db, 'other', 'video/mp4'), shots: [], voiced: false }).id).toBe(cut.id);
  addExport(db, { format: 'mp4', fileName: 'Morning.mp4', bytes: 10, cutId: cut.id });
  addReference(db, { role: 'style', name: 'Mood', asset: paperAsset(db, 'mood') });
  const film = filmViewSchema.parse(readFilmView(db, noRuns));
  expect(film.cut).toMatchObject({ state: 'current', voiced: true, shots });
  expect(film.captions).toEqual(
    scenes.map((scene, index) => ({
      sceneId: scene.id,
      text: scene.spec.voiceOver?.text,
      startSeconds: index * 4 + 0.5,
      endSeconds: index * 4 + 3,
    })),
  );
  expect(film.references).toHaveLength(1);
  expect(film.exports).toHaveLength(1);
  expect(film.scenes[1]).toMatchObject({ number: 2, takes: 1, attention: null, hero: { decision: { by: 'machine', reason: 'Sharpest' } } });
});

test('the checklist goes from to-do over running and needs-you to done', async () => {
  const { db } = await newProject();
  const stages = (runs: RunView[] = []) => Object.fromEntries(readFilmView(db, { runs }).stages.map((stage) => [stage.stage, stage.state]));
  expect(stages([run('film')])).toMatchObject({ story: 'running', frames: 'todo' });
  const scenes = layOut(db);
  expect(stages([run('film')])).toMatchObject({ story: 'done', frames: 'running', takes: 'todo' });
  expect(stages([run('film', 'failed')])).toMatchObject({ frames: 'todo' });
  const [first, second, third] = scenes as [SceneRow, SceneRow, SceneRow];
  finishScene(db, first);
  finishScene(db, second);
  openReview(db, { sceneId: third.id, kind: 'frame-below-threshold', message: 'Both frames stayed below 30. Pick one or draw more.' });
  openReview(db, { sceneId: third.id, kind: 'frame-below-threshold', message: 'Both frames stayed below 30. Pick one or draw more.' });
  expect(readFilmView(db, noRuns).review).toHaveLength(1);
  expect(readFilmView(db, noRuns).scenes[2]?.attention).toMatch(/below 30/);
  expect(stages()).toMatchObject({ board: 'todo', frames: 'needs-you' });
  finishScene(db, third);
  expect(resolveReviewsOf(db, { sceneId: third.id, kind: 'frame-below-threshold' })).toBe(1);
  expect(stages()).toMatchObject({ story: 'done', board: 'done', frames: 'done', takes: 'done', cut: 'todo' });
  expect(readFilmView(db, noRuns).stages.find((stage) => stage.stage === 'frames')).toMatchObject({ done: 6, total: 6 });
});

test('changing one scene marks its own frames and takes stale, no others; undoing makes them current', async () => {
  const { db } = await newProject();
  const scenes = layOut(db);
  for (const scene of scenes) finishScene(db, scene);
  const states = () =>
    readFilmView(db, noRuns).scenes.map((scene) => `${scene.startFrame.state} ${scene.endFrame.state} ${scene.takesState}`);
  const fine = 'current current current';
  expect(states()).toEqual([fine, fine, fine]);
  const id = scenes[1]?.id ?? '';
  recordEdit(db, 'Edit', () => putSceneVersion(db, id, { spec: spec('She burns it'), changed: 'Action', by: 'you' }));
  expect(states()).toEqual([fine, 'stale stale stale', fine]);
  recordEdit(db, 'Undo by hand', () => putSceneVersion(db, id, { spec: spec('She smells coffee'), changed: 'Action', by: 'you' }));
  expect(states()).toEqual([fine, fine, fine]);
  // Length matters to takes, not to pictures; order matters to neither, but to the cut.
  recordEdit(db, 'Retime', () => putSceneVersion(db, id, { spec: spec('She smells coffee', 6), changed: 'Longer', by: 'you' }));
  expect(states()).toEqual([fine, 'current current stale', fine]);
  putBrief(db, { ...readBrief(db), aspect: '9:16' });
  expect(states().every((state) => state.startsWith('stale stale'))).toBe(true);
});

test('a person’s pick after the change counts as current; the machine’s old one does not', async () => {
  const { db } = await newProject();
  const [scene] = layOut(db) as [SceneRow];
  const made = finishScene(db, scene);
  const before = readVariation(db, made.start).inputsHash;
  putSceneVersion(db, scene.id, { spec: spec('She burns it'), changed: 'Action', by: 'you' });
  expect(frameState(db, scene.id, 'start')).toBe('stale');
  expect(changedIngredients(before, frameInputs(db, scene.id, 'start'))).toEqual(['picture']);
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: made.start, by: 'you', reason: 'Still right' });
  expect(frameState(db, scene.id, 'start')).toBe('current');
  expect(frameState(db, scene.id, 'end')).toBe('stale');
  putPrompt(db, {
    sceneId: scene.id,
    slot: 'start',
    batch: 'edit',
    round: 0,
    author: 'you',
    text: 'New words',
    negative: '',
    critique: null,
    parentId: null,
  });
  expect(frameState(db, scene.id, 'start')).toBe('stale');
});

test('another hero frame makes the takes stale, and a new cut is due when a pick or the order changes', async () => {
  const { db } = await newProject();
  const scenes = layOut(db) as [SceneRow, SceneRow, SceneRow];
  const shots = scenes.map((scene, index) => ({
    sceneId: scene.id,
    takeId: finishScene(db, scene).take,
    startSeconds: index * 4,
    seconds: 4,
  }));
  putCut(db, { batch: 'run 1', asset: paperAsset(db, 'film', 'video/mp4'), shots, voiced: false });
  expect(cutState(db)).toBe('current');
  setSceneOrder(db, [scenes[1].id, scenes[0].id, scenes[2].id]);
  expect(cutState(db)).toBe('stale');
  setSceneOrder(
    db,
    scenes.map((scene) => scene.id),
  );
  expect(cutState(db)).toBe('current');
  const other = planVariation(db, planned(scenes[0].startFrameId, 2));
  finishVariation(db, other.id, { asset: paperAsset(db, 'other hero') });
  decide(db, { sceneId: scenes[0].id, slot: 'hero', subjectId: other.id, by: 'you', reason: 'Braver' });
  expect([takesState(db, scenes[0].id), takesState(db, scenes[1].id)]).toEqual(['stale', 'current']);
  expect(readFilmView(db, noRuns).scenes[0]?.startFrame.state).toBe('current');
});

test('story states pass downstream, and rolling back restores them', async () => {
  const { db } = await newProject();
  layOut(db);
  const states = () => readStages(db).map((stage) => stage.state);
  expect(states()).toEqual(['current', 'current', 'current', 'current']);
  const old = readStages(db)[1]?.id ?? '';
  putStage(db, { stage: 'story', content: story('Another'), by: 'you', madeBy: 'You' });
  expect(states()).toEqual(['current', 'current', 'stale', 'stale']);
  expect(readStageVersions(db, 'story').map((stage) => [stage.version, stage.by])).toEqual([
    [2, 'you'],
    [1, 'machine'],
  ]);
  setCurrentStage(db, 'story', old);
  expect(states()).toEqual(['current', 'current', 'current', 'current']);
  putBrief(db, { ...brief, prompt: 'Tea instead' });
  expect(states()).toEqual(['stale', 'stale', 'stale', 'stale']);
  putBrief(db, { ...brief, durationSeconds: 30 });
  expect(states()).toEqual(['current', 'current', 'stale', 'stale']);
  putBrief(db, { ...brief, preset: 'maximum' });
  expect(states()).toEqual(['current', 'current', 'current', 'current']);
});

test('writing a stage for the same batch again returns it; content of the wrong form is refused with its fields', async () => {
  const { db } = await newProject();
  const made = { stage: 'template' as const, content: templateChoice, by: 'machine' as const, madeBy: 'W', batch: 'b' };
  expect(putStage(db, made).id).toBe(putStage(db, { ...made, content: { ...templateChoice, confidence: 0.1 } }).id);
  expect(await codeOf(() => putStage(db, { ...made, content: { ...templateChoice, confidence: 7 }, batch: 'c' }))).toBe('invalid-input');
  expect(await codeOf(() => putStage(db, { ...made, stage: 'visuals', content: { ...visuals(1), scenes: [] }, batch: 'c' }))).toBe(
    'invalid-input',
  );
});

test('a frame left in the making by work that is over is not shown as being made', async () => {
  const { db } = await newProject();
  const [scene] = layOut(db) as [SceneRow];
  setFrameStatus(db, scene.startFrameId, 'making');
  const status = (runs: RunView[]) => readFilmView(db, { runs }).scenes[0]?.startFrame.status;
  expect(status([run('film')])).toBe('making');
  expect(status([])).toBe('waiting');
  setFrameStatus(db, scene.startFrameId, 'failed', 'The provider refused the words.');
  expect(readFilmView(db, noRuns).scenes[0]).toMatchObject({
    attention: 'The provider refused the words.',
    startFrame: { status: 'failed' },
  });
});

test('a scene’s view has every candidate, prompt, version and note, and agrees with the film’s', async () => {
  const { db } = await newProject();
  const scenes = layOut(db);
  for (const scene of scenes) finishScene(db, scene);
  const second = scenes[1] as SceneRow;
  planVariation(db, planned(second.endFrameId, 2));
  putSceneVersion(db, second.id, { spec: spec('Edited'), changed: 'Action', by: 'you' });
  addNote(db, { sceneId: second.id, subjectId: null, text: 'Warmer' });
  openReview(db, { sceneId: second.id, kind: 'flagged', message: 'Look at the hands' });
  const view = sceneViewSchema.strict().parse(readSceneView(db, second.id, noRuns));
  const film = readFilmView(db, noRuns);
  expect(view.summary).toEqual(film.scenes[1]);
  expect(view.summary.number).toBe(2);
  expect(view.startFrame.candidates).toHaveLength(1);
  expect(view.endFrame.candidates.map((candidate) => candidate.status)).toEqual(['ready', 'waiting']);
  expect(view.endFrame.prompts.map((prompt) => prompt.text)).toEqual(['end 2']);
  expect(view.motionPrompts).toHaveLength(1);
  expect(view.versions.map((version) => version.changed)).toEqual(['First version', 'Action']);
  expect(view.notes.map((note) => note.text)).toEqual(['Warmer']);
  expect(Object.keys(view.takes[0] ?? {})).not.toContain('inputsHash');
  removeScene(db, second.id);
  expect(await codeOf(() => readSceneView(db, second.id, noRuns))).toBe('not-found');
  expect(readFilmView(db, noRuns).review).toEqual([]);
});

test('the revision grows once per transaction, and only when something changed', async () => {
  const { db } = await newProject();
  const before = revisionOf(db);
  write(db, () => {
    putBrief(db, { ...brief, prompt: 'One' });
    putBrief(db, { ...brief, prompt: 'Two' });
  });
  expect(revisionOf(db)).toBe(before + 1);
  write(db, () => undefined);
  expect(revisionOf(db)).toBe(before + 1);
  expect(() => write(db, () => Promise.resolve())).toThrow(/cannot wait/);
});

test('an error caught inside a transaction leaves only its own part out', async () => {
  const { db } = await newProject();
  const [scene] = layOut(db) as [SceneRow];
  write(db, () => {
    putBrief(db, { ...brief, prompt: 'Kept' });
    try {
      write(db, () => {
        removeScene(db, scene.id);
        throw new Error('part');
      });
    } catch {
      // Expected.
    }
  });
  expect(readBrief(db).prompt).toBe('Kept');
  expect(readFilmView(db, noRuns).scenes).toHaveLength(3);
});

test('the number of queries of a view does not grow with the film', async () => {
  const counts: number[] = [];
  for (const length of [2, 30]) {
    const { db } = await newProject();
    for (const scene of layOut(
      db,
      Array.from({ length }, (_, index) => `Action ${index}`),
    ))
      finishScene(db, scene);
    let queries = 0;
    const traced = new Database(join(db.folder, 'project.sqlite'), { readonly: true, verbose: () => (queries += 1) });
    readFilmView({ sql: traced, folder: db.folder, env: db.env }, noRuns);
    traced.close();
    counts.push(queries);
  }
  expect(counts[1]).toBe(counts[0]);
  expect(counts[0]).toBeLessThan(45);
});
