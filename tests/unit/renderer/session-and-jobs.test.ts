import { expect, test } from 'vitest';
import type { RunView } from '#contract/model/film.ts';
import { endedRuns, windowTitle } from '../../../src-renderer/app/background.ts';
import { jobsActions as jobs } from '../../../src-renderer/stores/jobs/actions.ts';
import { dockRuns, selectAnyActive } from '../../../src-renderer/stores/jobs/selectors.ts';
import { initialJobsState } from '../../../src-renderer/stores/jobs/state.ts';
import { sessionActions as session } from '../../../src-renderer/stores/session/actions.ts';
import { initialSessionState } from '../../../src-renderer/stores/session/state.ts';
import { uiActions as ui } from '../../../src-renderer/stores/ui/actions.ts';
import { initialUiState, TOAST_LIMIT } from '../../../src-renderer/stores/ui/state.ts';

const run = (id: string, more: Partial<RunView> = {}): RunView => ({
  id,
  kind: 'takes',
  title: id,
  status: 'running',
  progress: 0.5,
  message: '',
  secondsLeft: null,
  spent: { amount: 0, currency: 'USD', estimated: false },
  startedAt: 1,
  finishedAt: null,
  error: null,
  result: null,
  ...more,
});
const open = jobs.openJobs(initialJobsState, 'p');

test('a selection that left the film moves to the first scene; an emptied film lets go', () => {
  const chosen = session.selectSceneById(initialSessionState, 'b');
  expect(session.keepSelectionValid(chosen, ['a', 'b'])).toBe(chosen);
  expect(session.keepSelectionValid(chosen, ['a', 'c']).sceneId).toBe('a');
  expect(session.keepSelectionValid(chosen, []).sceneId).toBeNull();
});

test('another scene lets go of the candidate of the one before', () => {
  const state = session.selectTake(session.selectVariation(session.selectSceneById(initialSessionState, 'a'), 'v'), 't');
  expect(session.selectSceneById(state, 'b')).toMatchObject({ variationId: null, takeId: null });
});

test('the playhead never goes before the start and survives nonsense', () => {
  expect(session.seek(initialSessionState, -3).playhead).toBe(0);
  expect(session.seek({ ...initialSessionState, playhead: 4 }, Number.NaN).playhead).toBe(0);
});

test('changing stage stops playback and brings up the page of the inspector that belongs there', () => {
  const playing = session.setPlaying(session.enterStudio(initialSessionState, 'board'), true);
  expect(session.showStage(playing, 'takes')).toMatchObject({ playing: false, inspectorPage: 'prompt' });
});

test('progress never goes back, and an ended run does not start again by a late event', () => {
  const at60 = jobs.receiveRun(open, 'p', run('a', { progress: 0.6 }));
  expect(jobs.receiveRun(at60, 'p', run('a', { progress: 0.4 })).runs['a']?.progress).toBe(0.6);
  const done = jobs.receiveRun(at60, 'p', run('a', { status: 'done', progress: 1 }));
  expect(jobs.receiveRun(done, 'p', run('a', { progress: 0.9 })).runs['a']?.status).toBe('done');
});

test('the dock shows work first, then the queue, then what ended newest first, without what was put away', () => {
  let state = open;
  for (const entry of [
    run('queued', { status: 'queued' }),
    run('old', { status: 'done', finishedAt: 5 }),
    run('running'),
    run('new', { status: 'failed', finishedAt: 9 }),
    run('away', { status: 'done', finishedAt: 7 }),
  ])
    state = jobs.receiveRun(state, 'p', entry);
  state = jobs.dismissRun(state, 'away');
  expect(dockRuns(state.runs, state.dismissed).map((entry) => entry.id)).toEqual(['running', 'queued', 'new', 'old']);
  expect(selectAnyActive(state)).toBe(true);
});

test('only runs that ended by themselves are announced', () => {
  const before = [run('a'), run('b'), run('c')].reduce((state, entry) => jobs.receiveRun(state, 'p', entry), open);
  const after = [run('a', { status: 'done' }), run('b', { status: 'canceled' }), run('c', { status: 'failed' })].reduce(
    (state, entry) => jobs.receiveRun(state, 'p', entry),
    before,
  );
  expect(endedRuns(before, after).map((entry) => entry.id)).toEqual(['a', 'c']);
  expect(windowTitle('Morning', before.runs)).toBe('50 % · Morning – Heroframe');
  expect(windowTitle('Morning', after.runs)).toBe('Morning – Heroframe');
});

test('toasts: the same words replace each other, and old ones give way', () => {
  const twice = ui.showToast(ui.showToast(initialUiState, { message: 'Saved' }), { message: 'Saved' });
  expect(twice.toasts).toHaveLength(1);
  const many = ['a', 'b', 'c', 'd', 'e'].reduce((state, message) => ui.showToast(state, { message }), initialUiState);
  expect(many.toasts.map((toast) => toast.message)).toEqual(['c', 'd', 'e']);
  expect(many.toasts).toHaveLength(TOAST_LIMIT);
});

test('an offer to undo goes when the film moved on; other toasts stay', () => {
  const offered = ui.showToast(initialUiState, { message: 'Scene 1 removed', action: { label: 'Undo', undo: true, perform: () => {} } });
  const both = ui.showToast(offered, { message: 'Done', action: { label: 'Show', perform: () => {} } });
  expect(ui.dropUndoOffers(both).toasts.map((toast) => toast.message)).toEqual(['Done']);
});
