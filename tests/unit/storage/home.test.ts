import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetProject, homeSettings, openHome, projectKey, putHomeSetting, recentProjects, rememberProject } from '#storage/index.ts';
import { codeOf, temporaryFolder } from './fixtures.ts';

const card = (name: string) => ({ projectId: `prj_${name}`, name, prompt: 'A cat', poster: null, seconds: 15, scenes: 4 });

test('settings are kept across openings, changed one by one and removed', async () => {
  const folder = join(temporaryFolder(), 'deep', 'home');
  const home = await openHome(folder);
  expect(await homeSettings(home)).toEqual({});
  await Promise.all([putHomeSetting(home, 'theme', 'dark'), putHomeSetting(home, 'cap', { amount: 5 }), putHomeSetting(home, 'zoom', 1.5)]);
  await putHomeSetting(home, 'theme', undefined);
  expect(await homeSettings(await openHome(folder))).toEqual({ cap: { amount: 5 }, zoom: 1.5 });
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

test.each([
  ['cut off', '{"theme": "da'],
  ['of another form', '[1, 2]'],
])('a settings file that is %s is set aside, not lost', async (_how, text) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'settings.json'), text);
  const home = await openHome(folder);
  expect(await homeSettings(home)).toEqual({});
  await putHomeSetting(home, 'theme', 'light');
  expect(home.setAside).toHaveLength(1);
  expect(readFileSync(home.setAside[0]?.movedTo ?? '', 'utf8')).toBe(text);
  expect(await homeSettings(home)).toEqual({ theme: 'light' });
});

test('recent projects: the last opened first, once each, until forgotten', async () => {
  const folder = temporaryFolder();
  const home = await openHome(folder);
  const one = await rememberProject(home, { path: '/films/One.heroframe', card: card('One'), openedAt: 1 });
  await rememberProject(home, { path: '/films/Two.heroframe', card: card('Two'), openedAt: 2 });
  await rememberProject(home, { path: '/films/x/../One.heroframe', card: card('One renamed'), openedAt: 3 });
  const list = await recentProjects(await openHome(folder));
  expect(list.map((entry) => [entry.name, entry.openedAt])).toEqual([
    ['One renamed', 3],
    ['Two', 2],
  ]);
  expect(list[0]?.key).toBe(one.key);
  expect(projectKey('/films/One.heroframe')).toBe(one.key);
  await forgetProject(home, one.key);
  expect((await recentProjects(home)).map((entry) => entry.name)).toEqual(['Two']);
});

test('a home that cannot be a folder is said so', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(await codeOf(() => openHome(join(folder, 'file')))).toBe('not-writable');
  mkdirSync(join(folder, 'ok'));
  expect(await codeOf(() => openHome(join(folder, 'ok')))).toBe('no error');
});
