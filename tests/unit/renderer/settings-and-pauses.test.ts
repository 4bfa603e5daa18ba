import { expect, test } from 'vitest';
import type { Job, RunView } from '#contract/model/film.ts';
import { readPlace, writePlace } from '../../../src-renderer/app/address.ts';
import { createStudioApp } from '../../../src-renderer/app/studio-app.ts';
import { pauseLeadsTo } from '../../../src-renderer/features/jobs/paused-run.ts';
import { jobsActions as jobs } from '../../../src-renderer/stores/jobs/actions.ts';
import { dockRuns, isRunActive, selectPreview } from '../../../src-renderer/stores/jobs/selectors.ts';
import { initialJobsState, PREVIEW_LIMIT } from '../../../src-renderer/stores/jobs/state.ts';
import { sessionActions as session } from '../../../src-renderer/stores/session/actions.ts';
import { initialSessionState } from '../../../src-renderer/stores/session/state.ts';
import { createFakeClient } from '../../renderer/fake-client.ts';

const run = (more: Partial<RunView> = {}): RunView => ({
  id: 'r',
  kind: 'film',
  title: 'The film',
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
const job = (id: string, state: Job['state']): Job => ({
  id,
  title: id,
  provider: 'fal',
  model: 'flux',
  sceneId: null,
  state,
  cost: { amount: 0, currency: 'USD', estimated: true },
  error: null,
  updatedAt: 1,
});
const open = jobs.openJobs(initialJobsState, 'p');
const picture = { mime: 'image/jpeg', base64: 'AAAA' };

test('the settings are a place of their own, and an unknown page of them is the first', () => {
  expect(writePlace({ screen: 'settings', projectId: 'prj', stage: 'takes', tab: 'models' })).toBe('#/settings/models');
  expect(readPlace('#/settings/models')).toMatchObject({ screen: 'settings', tab: 'models' });
  expect(readPlace('#/settings').tab).toBe('providers');
  expect(readPlace('#/settings/nonsense').tab).toBe('providers');
});

test('Back from the settings leads where one was, with the selection kept', () => {
  const inFilm = session.selectSceneById(session.enterStudio(initialSessionState, 'takes'), 'scn_2');
  const settings = session.showSettings(session.showSettings(inFilm), 'models', { modelId: 'fal:flux' });
  expect(settings).toMatchObject({ screen: 'settings', settingsTab: 'models', settingsModelId: 'fal:flux', settingsFrom: 'studio' });
  expect(session.leaveSettings(settings)).toMatchObject({ screen: 'studio', stage: 'takes', sceneId: 'scn_2' });
  expect(session.leaveSettings(inFilm)).toBe(inFilm);
});

test('a live picture stands for what is being made until that has ended', () => {
  const seen = jobs.receivePreview(open, 'var_1', picture);
  expect(selectPreview(seen, 'var_1')).toBe('data:image/jpeg;base64,AAAA');
  expect(selectPreview(jobs.receiveJob(seen, 'p', job('var_1', 'running')), 'var_1')).not.toBeNull();
  for (const state of ['succeeded', 'failed', 'canceled', 'expired'] as const) {
    expect(selectPreview(jobs.receiveJob(seen, 'p', job('var_1', state)), 'var_1')).toBeNull();
  }
  // A late one for something that is there already is not shown over it.
  const ended = jobs.receiveJob(open, 'p', job('var_1', 'succeeded'));
  expect(jobs.receivePreview(ended, 'var_1', picture)).toBe(ended);
});

test('a job that was begun anew shows the same picture or take', () => {
  const seen = jobs.receivePreview(open, 'tak_1~2', picture);
  expect(selectPreview(seen, 'tak_1')).not.toBeNull();
  expect(selectPreview(jobs.receiveJob(seen, 'p', job('tak_1~2', 'succeeded')), 'tak_1')).toBeNull();
});

test('live pictures are dropped with the last run, with the film, and the oldest when there are many', () => {
  const seen = jobs.receivePreview(jobs.receiveRun(open, 'p', run()), 'var_1', picture);
  expect(selectPreview(jobs.receiveRun(seen, 'p', run({ status: 'paused' })), 'var_1')).toBeNull();
  expect(jobs.closeJobs(seen).previews).toEqual({});
  expect(jobs.receivePreview(jobs.closeJobs(seen), 'var_1', picture).previews).toEqual({});
  let many = open;
  for (let index = 0; index <= PREVIEW_LIMIT; index += 1) many = jobs.receivePreview(many, `var_${index}x`, picture);
  expect(Object.keys(many.previews)).toHaveLength(PREVIEW_LIMIT);
  expect(selectPreview(many, 'var_0x')).toBeNull();
});

test('only a picture is shown as one', () => {
  expect(jobs.receivePreview(open, 'var_1', { mime: 'text/html', base64: 'AAAA' })).toBe(open);
});

test('a paused run is not at work, stands before what ended, and may go on under the same name', () => {
  const paused = run({ status: 'paused', finishedAt: 5 });
  expect(isRunActive(paused)).toBe(false);
  const shown = dockRuns({ a: run({ id: 'a', status: 'done', finishedAt: 9 }), b: paused, c: run({ id: 'c' }) }, []);
  expect(shown.map((each) => each.status)).toEqual(['running', 'paused', 'done']);
  const state = jobs.receiveRun(open, 'p', paused);
  expect(jobs.receiveRun(state, 'p', run()).runs['r']?.status).toBe('running');
  const done = jobs.receiveRun(open, 'p', run({ status: 'done' }));
  expect(jobs.receiveRun(done, 'p', run()).runs['r']?.status).toBe('done');
  // Put away while it waited, seen again once it goes on.
  expect(jobs.receiveRun(jobs.dismissRun(state, 'r'), 'p', run()).dismissed).toEqual([]);
});

test('the reason of a pause leads where it can be put right', () => {
  expect(pauseLeadsTo('fal did not accept the key, so nothing more is sent there.')).toBe('providers');
  expect(pauseLeadsTo('The account at fal has no credit left, so nothing more is sent there.')).toBe('providers');
  expect(pauseLeadsTo('“Scene 1” (about $0.35) would go over this film’s limit of $5.00. Raise the limit under Money.')).toBe('money');
  expect(pauseLeadsTo('It waits.')).toBeNull();
});

test('nothing about models is asked before someone looks; then a change of providers asks again', async () => {
  const client = createFakeClient();
  const app = createStudioApp({ client, mac: false, wait: () => Promise.resolve() });
  const asked = (name: string): number => client.calls.filter((call) => call.name === name).length;
  client.emit({ type: 'providers.changed' });
  expect(asked('models.list')).toBe(0);
  app.modelsSync.want(null);
  app.modelsSync.want(null);
  await expect.poll(() => app.models.get().models?.length ?? 0).toBeGreaterThan(20);
  expect(asked('models.list')).toBe(1);
  client.emit({ type: 'providers.changed' });
  client.emit({ type: 'providers.changed' });
  client.emit({ type: 'providers.changed' });
  await expect.poll(() => asked('models.list')).toBe(3);
  app.dispose();
});

test('a model chosen for the film is in force there and nowhere else', async () => {
  const client = createFakeClient({ choices: { clip: 'fal:fal-ai/wan/v2.2-a14b' } });
  const app = createStudioApp({ client, mac: false, wait: () => Promise.resolve() });
  app.modelsSync.want('prj_fake');
  await expect.poll(() => app.models.get().film?.choices.inForce.clip).toBe('fal:fal-ai/wan/v2.2-a14b');
  await app.change('models.choose', { projectId: 'prj_fake', kind: 'clip', modelId: 'runway:gen4.5' });
  await expect.poll(() => app.models.get().film?.choices.inForce.clip).toBe('runway:gen4.5');
  expect(app.models.get().newFilms?.inForce.clip).toBe('fal:fal-ai/wan/v2.2-a14b');
  app.dispose();
});
