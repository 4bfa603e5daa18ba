/** Real full and read-only disks. Needs the right to mount a small file system in memory; says so where it has none. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import {
  addNote,
  closeProject,
  createProject,
  defaultEnv,
  openProject,
  openProjectReadOnly,
  readAsset,
  readFilmView,
  readNotes,
  readProject,
  renameProject,
  storeAsset,
} from '#storage/index.ts';
import { codeOf } from '../../unit/storage/fixtures.ts';

const env = defaultEnv('0.1.0');
const start = { name: 'Film', brief: { ...DEFAULT_BRIEF, prompt: 'A cat' } };

function mount(size: string): { folder: string; remount: (how: 'ro' | 'rw') => void } | null {
  const folder = mkdtempSync(join(tmpdir(), 'heroframe-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, remount: (how) => void execFileSync('mount', ['-o', `remount,${how}`, folder]) };
}

const mountable = (() => {
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'heroframe-try-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

/** Takes all the room that is left, down to `leave` bytes. */
function fill(folder: string, leave = 0): string {
  const file = join(folder, 'filler');
  const blocks: Buffer[] = [];
  let size = 0;
  try {
    for (;;) {
      writeFileSync(file, Buffer.alloc(4096), { flag: 'a' });
      size += 4096;
    }
  } catch {
    // Full, as meant.
  }
  blocks.push(Buffer.alloc(Math.max(0, size - leave)));
  writeFileSync(file, blocks[0] ?? Buffer.alloc(0));
  return file;
}

test.skipIf(!mountable)('no room for a project: disk-full, and nothing is left behind', async () => {
  const disk = mount('64k');
  if (disk === null) throw new Error('mount failed');
  expect(await codeOf(() => createProject(join(disk.folder, 'Film.heroframe'), start, env))).toBe('disk-full');
  expect(readdirSync(disk.folder)).toEqual([]);
});

test.skipIf(!mountable)(
  'a disk that fills up while working: each write says so, what was there stays, and it goes on once there is room',
  async () => {
    const disk = mount('4m');
    if (disk === null) throw new Error('mount failed');
    const project = await createProject(join(disk.folder, 'Film.heroframe'), start, env);
    const asset = await storeAsset(project.db, project.assets, { bytes: new Uint8Array(10_000).fill(1) }, { mime: 'image/png' });
    const filler = fill(disk.folder);
    const codes = new Set<string>();
    for (let i = 0; i < 60; i += 1)
      codes.add(await codeOf(() => addNote(project.db, { sceneId: null, subjectId: null, text: 'x'.repeat(3000) })));
    codes.delete('no error');
    expect([...codes]).toEqual(['disk-full']);
    const notes = readNotes(project.db).length;
    expect(
      await codeOf(() => storeAsset(project.db, project.assets, { bytes: new Uint8Array(200_000).fill(2) }, { mime: 'image/png' })),
    ).toBe('disk-full');
    expect(readdirSync(join(project.folder, 'assets', '.incoming'))).toEqual([]);
    expect(readAsset(project.db, asset.sha256)).toEqual(asset);

    rmSync(filler);
    addNote(project.db, { sceneId: null, subjectId: null, text: 'room again' });
    closeProject(project);
    const again = await openProject(project.folder, env);
    expect(readNotes(again.db)).toHaveLength(notes + 1);
    expect(again.db.sql.pragma('integrity_check', { simple: true })).toBe('ok');
    closeProject(again);
  },
);

test.skipIf(!mountable)('closing on a full disk loses nothing', async () => {
  const disk = mount('4m');
  if (disk === null) throw new Error('mount failed');
  const project = await createProject(join(disk.folder, 'Film.heroframe'), start, env);
  renameProject(project.db, 'Before');
  const filler = fill(disk.folder);
  closeProject(project);
  rmSync(filler);
  const again = await openProject(project.folder, env);
  expect(readProject(again.db).name).toBe('Before');
  closeProject(again);
});

test.skipIf(!mountable)(
  'a project on a read-only disk can be looked at but not worked on, also when it was not closed properly',
  async () => {
    const disk = mount('4m');
    if (disk === null) throw new Error('mount failed');
    const folder = join(disk.folder, 'Film.heroframe');
    const project = await createProject(folder, start, env);
    renameProject(project.db, 'In the log');
    // A copy made while the project was open: the newest change is still in the write-ahead log.
    const copy = join(disk.folder, 'Copy.heroframe');
    execFileSync('cp', ['-r', folder, copy]);
    closeProject(project);
    expect(existsSync(join(copy, 'project.sqlite-wal'))).toBe(true);
    rmSync(join(copy, 'project.sqlite-shm'), { force: true });
    disk.remount('ro');
    for (const path of [folder, copy]) {
      const looking = await openProjectReadOnly(path, env);
      expect(readFilmView(looking.db, { runs: [] }).name).toBe('In the log');
      closeProject(looking);
      expect(await codeOf(() => openProject(path, env))).toBe('not-writable');
    }
    expect(await codeOf(() => createProject(join(disk.folder, 'New.heroframe'), start, env))).toBe('not-writable');
    disk.remount('rw');
  },
);
