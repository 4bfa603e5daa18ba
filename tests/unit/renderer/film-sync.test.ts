import { expect, test } from 'vitest';
import type { OperationName } from '#contract/operations.ts';
import { filmActions as actions } from '../../../src-renderer/stores/film/actions.ts';
import { initialFilmState } from '../../../src-renderer/stores/film/state.ts';
import { createFilmSync } from '../../../src-renderer/stores/film/sync.ts';
import { makeStore } from '../../../src-renderer/stores/store.ts';
import { createFakeClient, type FakeClientOptions } from '../../renderer/fake-client.ts';

const PROJECT = 'prj_fake';
/** Lets every promise and zero timer that is due run. */
const settle = async () => {
  for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
};

function setUp(options: FakeClientOptions = {}) {
  const client = createFakeClient(options);
  const store = makeStore(initialFilmState, actions);
  const sync = createFilmSync(client, store, async () => {});
  const count = (name: OperationName) => client.calls.filter((call) => call.name === name).length;
  return { client, store, sync, count };
}

test('an event that is not ahead fetches nothing', async () => {
  const { store, sync, count } = setUp();
  await sync.open(PROJECT);
  sync.moved(PROJECT, store.get().film?.revision ?? 0, []);
  await settle();
  expect(count('film.get')).toBe(1);
});

test('a burst of events becomes at most two fetches and ends with the newest film', async () => {
  const { client, store, sync, count } = setUp();
  await sync.open(PROJECT);
  client.subscribe((event) => {
    if (event.type === 'project.changed') sync.moved(event.projectId, event.revision, event.sceneIds);
  });
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => client.call('projects.rename', { projectId: PROJECT, name: `Name ${index}` })),
  );
  await settle();
  expect(count('film.get') - 1).toBeLessThanOrEqual(2);
  expect(store.get().film?.name).toBe('Name 19');
});

test('events of another project are not ours', async () => {
  const { sync, count } = setUp();
  await sync.open(PROJECT);
  sync.moved('prj_other', 99, []);
  await settle();
  expect(count('film.get')).toBe(1);
});

test('a core that announces more than it has is not asked for ever', async () => {
  const { sync, count } = setUp();
  await sync.open(PROJECT);
  sync.moved(PROJECT, 1000, []);
  await settle();
  expect(count('film.get')).toBe(2);
});

test('a scene is fetched while it is watched, again when it changed, and not after', async () => {
  const { store, sync, count } = setUp();
  await sync.open(PROJECT);
  const letGo = sync.watchScene('scn_2');
  await settle();
  expect(store.get().scenes['scn_2']?.view?.summary.id).toBe('scn_2');
  const before = count('scenes.get');
  sync.moved(PROJECT, 2, ['scn_1']);
  await settle();
  expect(count('scenes.get')).toBe(before);
  sync.moved(PROJECT, 3, ['scn_2']);
  await settle();
  expect(count('scenes.get')).toBe(before + 1);
  letGo();
  sync.moved(PROJECT, 4, ['scn_2']);
  await settle();
  expect(count('scenes.get')).toBe(before + 1);
});

test('an answer and the event that follows it fetch a scene once', async () => {
  const { sync, count } = setUp();
  await sync.open(PROJECT);
  sync.watchScene('scn_2');
  await settle();
  const before = count('scenes.get');
  sync.moved(PROJECT, 7, []);
  sync.moved(PROJECT, 7, ['scn_2']);
  await settle();
  expect(count('scenes.get')).toBe(before + 1);
});

test('after the connection came back everything shown is fetched again', async () => {
  const { sync, count } = setUp();
  await sync.open(PROJECT);
  sync.watchScene('scn_1');
  await settle();
  const before = count('scenes.get');
  sync.refetch();
  await settle();
  expect(count('film.get')).toBe(2);
  expect(count('scenes.get')).toBe(before + 1);
});

test('a film that cannot be read says so', async () => {
  const error = { code: 'project-damaged' as const, message: 'Damaged', hint: 'Repair', retryable: false };
  const { store, sync } = setUp({ broken: { 'film.get': error } });
  await sync.open(PROJECT);
  expect(store.get()).toMatchObject({ status: 'failed', error });
});
