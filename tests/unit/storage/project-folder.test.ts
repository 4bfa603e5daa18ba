import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import {
  closeProject,
  createJob,
  createProject,
  folderNameFor,
  freeFolder,
  isProjectFolder,
  moveJob,
  openProject,
  openProjectReadOnly,
  putBrief,
  readBrief,
  readFilmView,
  readJob,
  readProject,
  readProjectCard,
  renameProject,
} from '#storage/index.ts';
import { migrate, migrations } from '../../../src-main/storage/migrations/index.ts';
import { brief, codeOf, layOut, newProject, temporaryFolder, testEnv } from './fixtures.ts';

/** Names and contents of everything in a folder, for showing that nothing was touched. */
function fingerprintOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
    })
    .sort();
}

test('a new project has its folders, its brief, and opens again as it was left', async () => {
  const env = testEnv();
  const project = await newProject(env);
  expect(readdirSync(project.folder).sort()).toEqual(expect.arrayContaining(['assets', 'exports', 'lock', 'project.sqlite', 'trash']));
  expect(readBrief(project.db)).toEqual(brief);
  const id = project.projectId;
  renameProject(project.db, 'Evening');
  closeProject(project);
  closeProject(project);
  expect(existsSync(join(project.folder, 'project.sqlite-wal'))).toBe(false);
  const again = await openProject(project.folder, env);
  expect(readProject(again.db)).toMatchObject({ id, name: 'Evening', revision: 2 });
  closeProject(again);
});

test('creating where something is leaves it untouched', async () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'Film.heroframe');
  mkdirSync(folder);
  writeFileSync(join(folder, 'precious.txt'), 'mine');
  const before = fingerprintOf(parent);
  expect(await codeOf(() => createProject(folder, { name: 'Film', brief }, testEnv()))).toBe('project-exists');
  writeFileSync(join(parent, 'File.heroframe'), 'a file');
  expect(await codeOf(() => createProject(join(parent, 'File.heroframe'), { name: 'Film', brief }, testEnv()))).toBe('project-exists');
  expect(fingerprintOf(folder)).toEqual(before);
  expect(readdirSync(parent).filter((name) => name.includes('creating'))).toEqual([]);
});

test('creating below a file, where no folder can be, says so', async () => {
  const parent = temporaryFolder();
  writeFileSync(join(parent, 'file'), '');
  const folder = join(parent, 'file', 'Film.heroframe');
  expect(await codeOf(() => createProject(folder, { name: 'Film', brief }, testEnv()))).toBe('not-writable');
  expect(await codeOf(() => createProject(join(parent, 'x'.repeat(300)), { name: 'Film', brief }, testEnv()))).toBe('not-writable');
  expect(readdirSync(parent)).toEqual(['file']);
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a parent without permission is not-writable', async () => {
  const parent = temporaryFolder();
  chmodSync(parent, 0o500);
  expect(await codeOf(() => createProject(join(parent, 'Film.heroframe'), { name: 'Film', brief }, testEnv()))).toBe('not-writable');
  chmodSync(parent, 0o700);
});

test('a folder that is no project is refused by name', async () => {
  const folder = temporaryFolder();
  expect(await isProjectFolder(folder)).toBe(false);
  expect(await codeOf(() => openProject(folder, testEnv()))).toBe('not-a-project');
  expect(await codeOf(() => openProjectReadOnly(join(folder, 'gone'), testEnv()))).toBe('not-a-project');
  const foreign = new Database(join(folder, 'project.sqlite'));
  foreign.exec('CREATE TABLE theirs (x)');
  foreign.close();
  expect(await codeOf(() => openProject(folder, testEnv()))).toBe('not-a-project');
});

test('a newer project is refused and left byte for byte as it was', async () => {
  const project = await newProject();
  closeProject(project);
  const sql = new Database(join(project.folder, 'project.sqlite'));
  sql.pragma('user_version = 9990');
  sql.close();
  const file = join(project.folder, 'project.sqlite');
  const before = readFileSync(file);
  expect(await codeOf(() => openProject(project.folder, testEnv()))).toBe('project-newer');
  expect(await codeOf(() => openProjectReadOnly(project.folder, testEnv()))).toBe('project-newer');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each([
  [
    'its first bytes overwritten',
    (file: string) => writeFileSync(file, Buffer.concat([Buffer.from('garbage'), readFileSync(file).subarray(7)])),
  ],
  ['cut in half', (file: string) => truncateSync(file, Math.floor(readFileSync(file).length / 2))],
  ['emptied', (file: string) => truncateSync(file, 0)],
  [
    'pages overwritten',
    (file: string) => {
      const bytes = readFileSync(file);
      bytes.fill(0xaa, 4096 * 3, 4096 * 20);
      writeFileSync(file, bytes);
    },
  ],
])('a damaged project (%s) is refused and left byte for byte as it was', async (how, damage) => {
  const damaged = await newProject();
  layOut(damaged.db);
  closeProject(damaged);
  const file = join(damaged.folder, 'project.sqlite');
  damage(file);
  const before = readFileSync(file);
  expect(await codeOf(() => openProject(damaged.folder, testEnv()))).toBe('project-damaged');
  expect(readFileSync(file).equals(before)).toBe(true);
  const looking = await codeOf(async () => {
    const project = await openProjectReadOnly(damaged.folder, testEnv());
    closeProject(project);
  });
  // A reader does not check every page; what it does notice it calls by the same name.
  expect(['project-damaged', 'no error']).toContain(looking);
  if (looking === 'no error') expect(how).toMatch(/half|pages/);
  expect(readFileSync(file).equals(before)).toBe(true);
  // The lock was given back: a second look gives the same answer.
  expect(await codeOf(() => openProject(damaged.folder, testEnv()))).toBe('project-damaged');
});

test('an older project is migrated when opened, after a copy was put into the trash', async () => {
  const env = testEnv();
  const folder = join(temporaryFolder(), 'Old.heroframe');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const sql = new Database(join(folder, 'project.sqlite'));
  sql.pragma('journal_mode = WAL');
  migrate(sql, migrations, 40);
  sql.exec("INSERT INTO project VALUES (1, 'prj_old', 'Old', 7, 0, '0.0.1')");
  sql.exec("INSERT INTO brief VALUES (1, 'A cat', 15, '16:9', 'auto', 'fast', '', '[]', '[]')");
  sql.close();

  const looking = await openProjectReadOnly(folder, env);
  expect(readFilmView(looking.db, { runs: [] })).toMatchObject({ name: 'Old', revision: 7, review: [] });
  closeProject(looking);
  const untouched = new Database(join(folder, 'project.sqlite'), { readonly: true });
  expect(untouched.pragma('user_version', { simple: true })).toBe(40);
  untouched.close();

  const project = await openProject(folder, env);
  expect(readFilmView(project.db, { runs: [] })).toMatchObject({ projectId: 'prj_old', name: 'Old', review: [] });
  closeProject(project);
  const copy = new Database(join(folder, 'trash', 'project-schema-40.sqlite'), { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(40);
  expect(copy.prepare('SELECT name FROM project').pluck().get()).toBe('Old');
  copy.close();
});

test('a project can be looked at while it is open for work, and sees what is written meanwhile', async () => {
  const env = testEnv();
  const project = await newProject(env);
  const looking = await openProjectReadOnly(project.folder, env);
  putBrief(project.db, { ...brief, prompt: 'Tea' });
  expect(readBrief(looking.db).prompt).toBe('Tea');
  // @ts-expect-error -- a read-only connection does not fit a function that writes
  expect(await codeOf(() => renameProject(looking.db, 'x'))).toBe('not-writable');
  // It is enforced by the connection, not only by the types.
  expect(() => looking.db.sql.exec("UPDATE project SET name = 'x'")).toThrow(/readonly|read-only|attempt to write/i);
  closeProject(looking);
});

test('opening marks requests that a dead process was sending as unknown, and sends nothing', async () => {
  const env = testEnv();
  const project = await newProject(env);
  const job = {
    title: 'Scene 1',
    kind: 'picture' as const,
    provider: 'fal',
    model: 'flux',
    request: {},
    price: { amount: 0.05, currency: 'USD' },
    paid: true,
    sceneId: null,
    subjectId: null,
    runId: null,
  };
  createJob(project.db, { ...job, clientJobId: 'sent' });
  createJob(project.db, { ...job, clientJobId: 'planned' });
  moveJob(project.db, 'sent', 'submitting');
  closeProject(project);
  const again = await openProject(project.folder, env);
  expect(readJob(again.db, 'sent')?.state).toBe('unknown');
  expect(readJob(again.db, 'planned')?.state).toBe('draft');
  closeProject(again);
});

test.each([
  ['My film: part 1?', 'My film part 1.heroframe'],
  ['a/b\\c', 'a b c.heroframe'],
  ['CON', 'CON film.heroframe'],
  ['com1.take', 'com1.take film.heroframe'],
  ['  ..hidden. ', 'hidden.heroframe'],
  ['...', 'Untitled film.heroframe'],
  ['Café ☕ Zürich', 'Café ☕ Zürich.heroframe'],
  ['Cafe\u0301', 'Café.heroframe'],
  ['Already.heroframe', 'Already.heroframe'],
  ['tab\tand\nline', 'tab and line.heroframe'],
  ['-rf ~', 'rf ~.heroframe'],
])('the folder of %j is named %j', (title, name) => {
  expect(folderNameFor(title)).toBe(name);
});

test('long titles are cut at whole characters and words to what file systems allow', () => {
  const name = folderNameFor('👩‍🚀 starts her morning '.repeat(60));
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(190);
  expect(name).toMatch(/(?:👩‍🚀|starts|her|morning)\.heroframe$/u);
});

test('a taken name gets a number', async () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, 'Tea.heroframe'));
  mkdirSync(join(parent, 'Tea 2.heroframe'));
  expect(await freeFolder(parent, 'Tea')).toBe(join(parent, 'Tea 3.heroframe'));
});

test('the card of a project shows its prompt, length and scenes', async () => {
  const project = await newProject();
  expect(readProjectCard(project.db)).toMatchObject({ prompt: brief.prompt, poster: null, seconds: null, scenes: 0 });
  layOut(project.db);
  expect(readProjectCard(project.db)).toMatchObject({ name: 'Morning', seconds: 12, scenes: 3 });
});

test('a half-made folder that a killed program left is swept up later, a fresh one is not', async () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, '.Film.creating-0123456789ab'));
  const later = { ...testEnv(), now: () => Date.now() + 2 * 60 * 60 * 1000 };
  const first = await createProject(join(parent, 'One.heroframe'), { name: 'One', brief }, { ...testEnv(), now: () => Date.now() });
  closeProject(first);
  expect(existsSync(join(parent, '.Film.creating-0123456789ab'))).toBe(true);
  const second = await createProject(join(parent, 'Two.heroframe'), { name: 'Two', brief }, later);
  closeProject(second);
  expect(existsSync(join(parent, '.Film.creating-0123456789ab'))).toBe(false);
});
