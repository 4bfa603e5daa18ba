import { expect, test } from 'vitest';
import { createActionRegistry, oneLinePerLabel, type StudioAction } from '../../../src-renderer/actions/registry.ts';
import { studioActions } from '../../../src-renderer/actions/studio-actions.ts';
import { createStudioApp } from '../../../src-renderer/app/studio-app.ts';
import { createFakeClient } from '../../renderer/fake-client.ts';

const app = () => createStudioApp({ client: createFakeClient(), mac: false, wait: async () => {} });
const action = (id: string, more: Partial<StudioAction> = {}): StudioAction => ({
  id,
  label: id,
  section: 'View',
  perform: () => {},
  ...more,
});
const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false });

test('what was registered last owns a key, and gives it back', () => {
  const registry = createActionRegistry(false);
  const studio = app();
  registry.register([action('a', { keys: ['r'] })]);
  const takeBack = registry.register([action('b', { keys: ['r'] })]);
  expect(registry.match(press('r'), false, studio)?.id).toBe('b');
  takeBack();
  expect(registry.match(press('r'), false, studio)?.id).toBe('a');
});

test('keys that make no sense now fall through to the one below', () => {
  const registry = createActionRegistry(false);
  registry.register([action('a', { keys: ['r'] })]);
  registry.register([action('b', { keys: ['r'], when: () => false })]);
  expect(registry.match(press('r'), false, app())?.id).toBe('a');
});

test('nothing fires while typing unless it says so', () => {
  const registry = createActionRegistry(false);
  registry.register([action('a', { keys: ['r'] }), action('b', { keys: ['t'], inFields: true })]);
  expect(registry.match(press('r'), true, app())).toBeNull();
  expect(registry.match(press('t'), true, app())?.id).toBe('b');
});

test('the list changes identity only when something was registered', () => {
  const registry = createActionRegistry(false);
  registry.register([action('a')]);
  const first = registry.list();
  expect(registry.list()).toBe(first);
  registry.register([action('a', { label: 'Again' })]);
  expect(registry.list()).not.toBe(first);
  expect(registry.list().map((known) => known.label)).toEqual(['Again']);
});

test('no two studio-wide actions share an id or a key', () => {
  const ids = studioActions.map((known) => known.id);
  const keys = studioActions.flatMap((known) => known.keys ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('one thing under one label is one line with all its keys', () => {
  const lines = oneLinePerLabel([
    action('scene.remove', { label: 'Remove scene', section: 'Scene', keys: ['delete'] }),
    action('timeline.remove', { label: 'Remove scene', section: 'Timeline', keys: ['delete', 'backspace'] }),
    action('other', { keys: ['o'] }),
  ]);
  expect(lines.map((line) => [line.label, line.section, line.keys])).toEqual([
    ['Remove scene', 'Scene', ['delete', 'backspace']],
    ['other', 'View', ['o']],
  ]);
});
