/** Habits that no linter knows. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
function files(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
const source = ['src-main', 'src-preload', 'src-renderer'].flatMap((room) => files(room, /\.tsx?$/));

test('no mocking: services have real and fake forms with the same interface', () => {
  // The word is put together here so that this file does not find itself.
  const forbidden = new RegExp(['vi', '\\.(mock|spyOn|stubGlobal|fn)\\('].join(''));
  expect(files('tests', /\.tsx?$/).filter((file) => forbidden.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('electron is imported only by its host and the preload', () => {
  const importers = source
    .filter((file) => /from 'electron'/.test(readFileSync(join(root, file), 'utf8')))
    .map((file) => file.replaceAll('\\', '/'));
  expect(importers.filter((file) => !file.startsWith('src-main/hosts/electron/') && file !== 'src-preload/index.ts')).toEqual([]);
});

test('rooms are named for what they hold', () => {
  expect(source.filter((file) => /(^|[/\\])(utils?|helpers?|common|misc)([/\\.]|$)/.test(file))).toEqual([]);
});

test('relative imports stay inside their room', () => {
  const leaving = source.flatMap((file) => {
    const [top, room] = file.split(/[/\\]/);
    if (top !== 'src-main') return [];
    const depth = file.split(/[/\\]/).length - 3;
    const escapes = new RegExp(`from '(\\.\\./){${depth + 1},}`);
    return escapes.test(readFileSync(join(root, file), 'utf8')) ? [`${file} (${room})`] : [];
  });
  expect(leaving).toEqual([]);
});
