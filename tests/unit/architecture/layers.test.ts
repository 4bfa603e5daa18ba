/** The layer rules really bite: each planted violation must be found, and the same file without it must pass. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
let house: string;
beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'heroframe-layers-'));
  await cp(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'));
});
afterAll(async () => {
  await rm(house, { recursive: true, force: true });
});

async function lint(files: Record<string, string>): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(house, name)), { recursive: true });
    await writeFile(join(house, name), text);
  }
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), ...Object.keys(files)], { cwd: house }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  for (const name of Object.keys(files)) await rm(join(house, name));
  return output;
}

test.each<[string, string]>([
  ['src-preload/contract/bad.ts', '#domain/picture.ts'],
  ['src-preload/contract/bad.ts', 'node:fs'],
  ['src-main/domain/bad.ts', '#storage/index.ts'],
  ['src-main/domain/bad.ts', 'node:fs'],
  ['src-main/storage/bad.ts', '#pipeline/workflows.ts'],
  ['src-main/media/bad.ts', '#providers/adapter.ts'],
  ['src-main/providers/bad.ts', '#storage/index.ts'],
  ['src-main/scoring/bad.ts', '#providers/adapter.ts'],
  ['src-main/pipeline/bad.ts', '#studio/studio.ts'],
  ['src-main/pipeline/bad.ts', 'better-sqlite3'],
  ['src-main/studio/bad.ts', '#hosts/cli/program.ts'],
  ['src-main/studio/bad.ts', 'electron'],
  ['src-main/hosts/cli/bad.ts', '#storage/index.ts'],
  ['src-main/hosts/browser/bad.ts', 'electron'],
  ['src-main/hosts/electron/bad.ts', '#hosts/cli/program.ts'],
  ['src-renderer/bad.ts', '#studio/studio.ts'],
  ['src-renderer/bad.ts', 'node:path'],
])('%s may not import %s', async (file, target) => {
  expect(await lint({ [file]: `import * as other from '${target}';\nexport const used = other;\n` })).toContain('no-restricted-imports');
  expect(await lint({ [file]: `export const used = 1;\n` })).not.toContain('no-restricted-imports');
});

test('cycles are found', async () => {
  const a = `import { b } from './b.ts';\nexport const a = (): number => b;\n`;
  const b = `import { a } from './a.ts';\nexport const b = a.length;\n`;
  expect(await lint({ 'src-main/domain/a.ts': a, 'src-main/domain/b.ts': b })).toContain('no-cycle');
});
