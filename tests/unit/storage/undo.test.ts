import { expect, test } from 'vitest';
import {
  addNote,
  addReference,
  addScene,
  closeProject,
  decide,
  duplicateScene,
  finishVariation,
  historyLabels,
  openProject,
  openReview,
  planVariation,
  putBrief,
  putSceneVersion,
  putSetting,
  putStage,
  readBrief,
  readFilmView,
  readNotes,
  readProject,
  readReferences,
  readReview,
  readSceneVersions,
  readScenes,
  readSetting,
  readStages,
  readVariations,
  recordEdit,
  redoEdit,
  removeNote,
  removeReference,
  removeScene,
  renameProject,
  resolveReview,
  setFrameStatus,
  setSceneOrder,
  undoEdit,
  write,
  UNDO_LEVELS,
} from '#storage/index.ts';
import type { ProjectDb } from '#storage/index.ts';
import { all } from '../../../src-main/storage/connection.ts';
import { undoableTables } from '../../../src-main/storage/undo-triggers.ts';
import { brief, layOut, newProject, paperAsset, planned, spec, story, testEnv } from './fixtures.ts';

/** Everything undo answers for; rows marked removed count as gone. */
function document(db: ProjectDb): Record<string, unknown> {
  return Object.fromEntries(
    undoableTables.map(({ table, key, ignore, takeBackInsert }) => [
      table,
      all<Record<string, unknown>>(
        db,
        `SELECT * FROM "${table}" ${takeBackInsert === 'remove' ? 'WHERE removed_at IS NULL' : ''} ORDER BY ${key.join(', ')}`,
      ).map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !ignore.includes(column)))),
    ]),
  );
}

test('an edit is taken back and done again, with its label, across a restart', async () => {
  const env = testEnv();
  const project = await newProject(env);
  expect(historyLabels(project.db)).toEqual({ undo: null, redo: null });
  const edit = recordEdit(project.db, 'Rename film', () => renameProject(project.db, 'Evening'));
  expect(edit).toMatchObject({ changed: true, sceneIds: [] });
  expect(historyLabels(project.db)).toEqual({ undo: 'Rename film', redo: null });
  closeProject(project);

  const second = await openProject(project.folder, env);
  const undone = undoEdit(second.db);
  expect(undone.label).toBe('Rename film');
  expect(undone.revision).toBeGreaterThan(edit.revision);
  expect(readProject(second.db).name).toBe('Morning');
  expect(historyLabels(second.db)).toEqual({ undo: null, redo: 'Rename film' });
  closeProject(second);

  const third = await openProject(project.folder, env);
  expect(redoEdit(third.db).label).toBe('Rename film');
  expect(readProject(third.db).name).toBe('Evening');
  expect(redoEdit(third.db).label).toBe(null);
  closeProject(third);
});

test('a new edit forgets what was taken back; an edit that changes nothing does not', async () => {
  const { db } = await newProject();
  recordEdit(db, 'One', () => renameProject(db, 'One'));
  recordEdit(db, 'Two', () => renameProject(db, 'Two'));
  undoEdit(db);
  expect(recordEdit(db, 'Same name', () => renameProject(db, 'One'))).toMatchObject({ changed: false });
  expect(historyLabels(db)).toEqual({ undo: 'One', redo: 'Two' });
  recordEdit(db, 'Three', () => renameProject(db, 'Three'));
  expect(historyLabels(db)).toEqual({ undo: 'Three', redo: null });
});

test('an edit that throws leaves nothing behind and does not listen on', async () => {
  const { db } = await newProject();
  expect(() =>
    recordEdit(db, 'Broken', () => {
      renameProject(db, 'Half');
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(readProject(db).name).toBe('Morning');
  renameProject(db, 'By the machine');
  expect(historyLabels(db)).toEqual({ undo: null, redo: null });
});

test('edits in a row with one merge key are one step, until too much time passes', async () => {
  const env = testEnv();
  const { db } = await newProject(env);
  const type = (prompt: string) => recordEdit(db, 'Edit brief', () => putBrief(db, { ...brief, prompt }), { merge: 'brief' });
  type('T');
  type('Te');
  type('Tea');
  env.advance(60_000);
  type('Tea time');
  undoEdit(db);
  expect(readBrief(db).prompt).toBe('Tea');
  undoEdit(db);
  expect(readBrief(db).prompt).toBe(brief.prompt);
  expect(historyLabels(db).undo).toBe(null);
  redoEdit(db);
  expect(readBrief(db).prompt).toBe('Tea');
});

test('what the machine wrote meanwhile stays when an edit is taken back', async () => {
  const { db } = await newProject();
  const [first, second] = layOut(db);
  if (first === undefined || second === undefined) throw new Error('no scenes');
  recordEdit(db, 'Edit scene', () => putSceneVersion(db, first.id, { spec: spec('She sleeps on'), changed: 'Action', by: 'you' }));
  // The machine draws a picture, picks it, fails another frame and lays the scene out anew.
  const picture = planVariation(db, planned(first.startFrameId, 1));
  finishVariation(db, picture.id, { asset: paperAsset(db, 'p') });
  decide(db, { sceneId: first.id, slot: 'start', subjectId: picture.id, by: 'machine', reason: 'Sharpest', batch: 'run 1' });
  setFrameStatus(db, second.startFrameId, 'failed', 'No network');
  openReview(db, { sceneId: second.id, kind: 'generation-failed', message: 'No network' });
  undoEdit(db);
  const film = readFilmView(db, { runs: [] });
  expect(film.scenes[0]?.spec.action).toBe('She wakes');
  expect(film.scenes[0]?.startFrame.picked?.variationId).toBe(picture.id);
  expect(film.scenes[1]?.startFrame.status).toBe('failed');
  expect(film.review).toHaveLength(1);
});

test('a column the machine changed after the edit is not set back', async () => {
  const { db } = await newProject();
  const [scene] = layOut(db);
  if (scene === undefined) throw new Error('no scene');
  recordEdit(db, 'Edit scene', () => putSceneVersion(db, scene.id, { spec: spec('Mine'), changed: 'Action', by: 'you' }));
  putSceneVersion(db, scene.id, { spec: spec('The machine’s later one'), changed: 'Written again', by: 'machine' });
  undoEdit(db);
  expect(readScenes(db)[0]?.spec.action).toBe('The machine’s later one');
});

test('taking back an added scene keeps the pictures made for it, and doing it again shows them', async () => {
  const { db } = await newProject();
  layOut(db);
  const { value: added, sceneIds } = recordEdit(db, 'Add scene', () =>
    addScene(db, { spec: spec('A pause'), afterSceneId: null, changed: 'New', by: 'you' }),
  );
  expect(sceneIds).toEqual([added.id]);
  const picture = planVariation(db, planned(added.startFrameId, 1));
  finishVariation(db, picture.id, { asset: paperAsset(db, 'paid for') });
  expect(undoEdit(db).sceneIds).toEqual([added.id]);
  expect(readScenes(db).map((scene) => scene.id)).not.toContain(added.id);
  expect(readVariations(db, added.startFrameId)).toHaveLength(1);
  redoEdit(db);
  expect(readScenes(db)[0]?.id).toBe(added.id);
  expect(readFilmView(db, { runs: [] }).scenes[0]?.startFrame.variations).toBe(1);
});

test('a person’s pick taken back gives way to the machine’s', async () => {
  const { db } = await newProject();
  const [scene] = layOut(db);
  if (scene === undefined) throw new Error('no scene');
  const pictures = [1, 2].map((place) => {
    const row = planVariation(db, planned(scene.startFrameId, place));
    finishVariation(db, row.id, { asset: paperAsset(db, `picture ${place}`) });
    return row.id;
  });
  const [first = '', second = ''] = pictures;
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: first, by: 'machine', reason: 'Sharpest', batch: 'run 1' });
  recordEdit(db, 'Pick variation 2', () =>
    decide(db, { sceneId: scene.id, slot: 'start', subjectId: second, by: 'you', reason: 'I like it' }),
  );
  const picked = () => readFilmView(db, { runs: [] }).scenes[0]?.startFrame.picked?.variationId;
  expect(picked()).toBe(second);
  undoEdit(db);
  expect(picked()).toBe(first);
  redoEdit(db);
  expect(picked()).toBe(second);
});

test('only so many levels are kept, the newest ones', async () => {
  const { db } = await newProject();
  write(db, () => {
    for (let i = 1; i <= UNDO_LEVELS + 20; i += 1) recordEdit(db, `Name ${i}`, () => renameProject(db, `Name ${i}`));
  });
  let levels = 0;
  while (undoEdit(db).label !== null) levels += 1;
  expect(levels).toBe(UNDO_LEVELS);
  expect(readProject(db).name).toBe('Name 20');
});

test('deleted rows come back whole', async () => {
  const { db } = await newProject();
  const [scene] = layOut(db);
  const note = addNote(db, { sceneId: scene?.id ?? null, subjectId: null, text: 'Warmer', atSeconds: 1.25 });
  recordEdit(db, 'Delete note', () => removeNote(db, note.id));
  expect(readNotes(db)).toEqual([]);
  undoEdit(db);
  expect(readNotes(db)).toEqual([note]);
});

/** Numbers that repeat, so that a failure can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** One random edit of any kind. */
function randomEdit(db: ProjectDb, roll: (sides: number) => number, round: number): void {
  const scenes = readScenes(db);
  const scene = scenes[roll(scenes.length)];
  const action = roll(12);
  switch (action) {
    case 0:
      return renameProject(db, `Name ${roll(5)}`);
    case 1:
      return putBrief(db, { ...brief, prompt: `Prompt ${roll(4)}`, durationSeconds: 10 + 0.1 + roll(30) / 7 });
    case 2:
      return setSceneOrder(
        db,
        scenes.map((row) => row.id).sort(() => roll(3) - 1),
      );
    case 3:
      if (scenes.length > 1 && scene !== undefined) removeScene(db, scene.id);
      return undefined;
    case 4:
      addScene(db, { spec: spec(`Added ${round}`, 1 + roll(9) / 3), afterSceneId: scene?.id ?? null, changed: 'New', by: 'you' });
      return undefined;
    case 5:
      if (scene !== undefined) putSceneVersion(db, scene.id, { spec: spec(`Edit ${roll(6)}`), changed: 'Action', by: 'you' });
      return undefined;
    case 6:
      return putSetting(db, `key ${roll(3)}`, roll(4) === 0 ? undefined : { value: roll(100) / 3 });
    case 7:
      addNote(db, { sceneId: scene?.id ?? null, subjectId: null, text: `Note ${round}` });
      return undefined;
    case 8: {
      const note = readNotes(db)[0];
      return note === undefined ? undefined : removeNote(db, note.id);
    }
    case 9: {
      const references = readReferences(db);
      const last = references.at(-1);
      if (last !== undefined && roll(2) === 0) return removeReference(db, last.id);
      addReference(db, { role: 'product', name: `Ref ${round}`, asset: paperAsset(db, `ref ${roll(3)}`) });
      return undefined;
    }
    case 10: {
      const open = readReview(db).find((item) => item.state === 'open');
      if (open !== undefined) return resolveReview(db, open.id);
      if (scene !== undefined) openReview(db, { sceneId: scene.id, kind: 'flagged', message: `Look ${round}` });
      return undefined;
    }
    default:
      if (roll(2) === 0 && scene !== undefined) duplicateScene(db, scene.id);
      else putStage(db, { stage: 'story', content: story(`Title ${roll(5)}`), by: 'you', madeBy: 'You' });
      return undefined;
  }
}

test.each([1, 2, 3, 4, 5, 6])('random edits (seed %i) come back exactly, step by step, and forward again', async (seed) => {
  const { db } = await newProject();
  layOut(db);
  const roll = dice(seed * 7919);
  const states = [document(db)];
  for (let round = 0; round < 60; round += 1) {
    const { changed } = recordEdit(db, `Edit ${round}`, () => {
      for (let i = 0; i <= roll(3); i += 1) randomEdit(db, roll, round);
    });
    if (changed) states.push(document(db));
    else expect(document(db)).toEqual(states.at(-1));
  }
  expect(states.length).toBeGreaterThan(40);
  for (let step = states.length - 2; step >= 0; step -= 1) {
    expect(undoEdit(db).label).not.toBe(null);
    expect(document(db), `after undoing step ${step}`).toEqual(states[step]);
  }
  expect(undoEdit(db).label).toBe(null);
  for (let step = 1; step < states.length; step += 1) {
    redoEdit(db);
    expect(document(db), `after redoing step ${step}`).toEqual(states[step]);
  }
  expect(db.sql.pragma('foreign_key_check')).toEqual([]);
});

test('story edits are versions; taking one back puts the earlier in force and keeps both', async () => {
  const { db } = await newProject();
  layOut(db);
  recordEdit(db, 'Edit story', () => putStage(db, { stage: 'story', content: story('Mine'), by: 'you', madeBy: 'You' }));
  const title = () => {
    const stage = readStages(db)[1];
    return stage?.stage === 'story' ? stage.content?.title : undefined;
  };
  expect(title()).toBe('Mine');
  undoEdit(db);
  expect(title()).toBe('First light');
  expect(readStages(db).map((stage) => stage.state)).toEqual(['current', 'current', 'current', 'current']);
  redoEdit(db);
  expect(title()).toBe('Mine');
});

test('a branch starts where undo went back to', async () => {
  const { db } = await newProject();
  const [scene] = layOut(db);
  if (scene === undefined) throw new Error('no scene');
  recordEdit(db, 'Edit', () => putSceneVersion(db, scene.id, { spec: spec('A'), changed: 'A', by: 'you' }));
  undoEdit(db);
  recordEdit(db, 'Edit', () => putSceneVersion(db, scene.id, { spec: spec('B'), changed: 'B', by: 'you' }));
  const versions = readSceneVersions(db, scene.id);
  expect(versions.map((version) => version.number)).toEqual([1, 2, 3]);
  expect(versions[2]?.parentId).toBe(versions[0]?.id);
  expect(readSetting(db, 'nothing')).toBeUndefined();
});
