import { expect, test } from 'vitest';
import { studioError } from '#contract/errors.ts';
import { filmActions as actions } from '../../../src-renderer/stores/film/actions.ts';
import {
  EMPTY_SCENES,
  selectFilmSeconds,
  selectPickedVariation,
  selectScene,
  selectSceneEntry,
  selectScenes,
  selectSceneStart,
  selectStory,
} from '../../../src-renderer/stores/film/selectors.ts';
import { initialFilmState } from '../../../src-renderer/stores/film/state.ts';
import { fakeFilm, fakeScene } from '../../renderer/fake-film.ts';

const options = { scenes: 4, made: 'frames' as const };
const { film } = fakeFilm('prj', options);
const opened = actions.receiveFilm(actions.openFilm(initialFilmState, 'prj'), film);

test('an empty store answers with shared constants', () => {
  expect(selectScenes(initialFilmState)).toBe(EMPTY_SCENES);
  expect(selectSceneEntry(initialFilmState, 'x')).toBe(selectSceneEntry(initialFilmState, 'y'));
});

test('a film for another project is ignored', () => {
  expect(actions.receiveFilm(actions.openFilm(initialFilmState, 'other'), film).film).toBeNull();
});

test('a slow reply never turns time back', () => {
  const newer = actions.receiveFilm(opened, { ...film, revision: 9, name: 'Newer' });
  expect(actions.receiveFilm(newer, { ...film, revision: 8, name: 'Older' }).film?.name).toBe('Newer');
});

test('a failed refetch keeps the film on screen; a failed first load does not', () => {
  const error = studioError('internal', 'No', 'Try');
  expect(actions.failFilm(opened, 'prj', error)).toMatchObject({ status: 'ready', error });
  expect(actions.failFilm(actions.openFilm(initialFilmState, 'prj'), 'prj', error).status).toBe('failed');
});

test('a pick shows at once, stays until the core confirms it, and can be taken back', () => {
  const scene = selectScene(opened, 'scn_1');
  const frame = scene?.startFrame;
  if (frame === undefined || frame.picked === null) throw new Error('the fake film has picks');
  const picking = actions.pickOptimistically(opened, frame.id, 'mine');
  expect(selectPickedVariation(picking, frame)).toBe('mine');

  const unconfirmed = actions.receiveFilm(picking, { ...film, revision: 2 });
  expect(selectPickedVariation(unconfirmed, frame)).toBe('mine');

  const confirmedFrame = { ...frame, picked: { ...frame.picked, variationId: 'mine' } };
  const scenes = film.scenes.map((known) => (known.id === 'scn_1' ? { ...known, startFrame: confirmedFrame } : known));
  const confirmed = actions.receiveFilm(unconfirmed, { ...film, revision: 3, scenes });
  expect(confirmed.pendingPicks).toEqual({});

  expect(selectPickedVariation(actions.dropPick(picking, frame.id), frame)).toBe(frame.picked.variationId);
});

test('scenes that left the film leave the cache', () => {
  const seen = actions.receiveScene(opened, 'prj', fakeScene(2, options), 1);
  expect(seen.scenes['scn_2']?.view?.summary.number).toBe(2);
  const without = actions.receiveFilm(seen, { ...film, revision: 2, scenes: film.scenes.filter((scene) => scene.id !== 'scn_2') });
  expect(without.scenes).toEqual({});
});

test('an older answer about a scene is dropped, and an error keeps what is shown', () => {
  const view = fakeScene(2, options);
  const seen = actions.receiveScene(opened, 'prj', view, 5);
  const older = actions.receiveScene(seen, 'prj', { ...view, notes: [] }, 4);
  expect(older).toBe(seen);
  const failed = actions.failScene(seen, 'prj', 'scn_2', studioError('internal', 'No', ''), 6);
  expect(failed.scenes['scn_2']?.view).toBe(view);
});

test('times add up along the film', () => {
  expect(selectFilmSeconds(opened)).toBe(15);
  expect(selectSceneStart(opened, 'scn_3')).toBe(7.5);
  expect(selectStory(opened, 'template')?.content?.selectedTemplate).toBe('emotional-arc');
});
