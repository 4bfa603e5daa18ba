/** Bad input and a bad day, from the command line: a clear error, the right exit code, and nothing lost. */
import Database from 'better-sqlite3';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, open, readFile, readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StudioError } from '#contract/errors.ts';
import { cli, cliJson, root, startCli } from '../fixtures/cli.ts';
import { discard } from '../fixtures/leftovers.ts';

let scratch: string;
let home: string;
/** A film that is finished up to its storyboard, made once and copied by each test that spoils one. */
let made: string;
let target: string;
let count = 0;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'heroframe-bad-'));
  home = join(scratch, 'home');
  made = join(scratch, 'made.heroframe');
  expect((await cli(['create', made, '--prompt', 'A mug of tea at dawn', '--duration', '6', '--preset', 'simple'], { home })).code).toBe(0);
  const run = await cli(['run', made], { home });
  expect(run.code, run.stderr).toBe(0);
}, 120_000);
afterAll(async () => {
  await discard(scratch);
});
beforeEach(() => {
  target = join(scratch, `film-${++count}.heroframe`);
});

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
const hashOf = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');

/** Every error says what happened and what to do, in words, without a stack. */
function isClear(error: StudioError): void {
  expect(error.message.length).toBeGreaterThan(10);
  expect(error.hint.length).toBeGreaterThan(5);
  expect(`${error.message} ${error.hint}`).not.toMatch(/undefined|\[object|Error:|at .*\.ts|ENOENT|EACCES|SQLITE_/);
}
const refused = async (args: string[]): Promise<{ code: number | null; error: StudioError }> => {
  const { code, json } = await cliJson<{ error: StudioError }>(args, { home });
  isClear(json.error);
  return { code, error: json.error };
};
const create = (...extra: string[]): string[] => ['create', target, '--prompt', 'A mug of tea', ...extra];

describe('brief', () => {
  test.each<[string, string[]]>([
    ['no prompt', []],
    ['an empty prompt', ['--prompt', '']],
    ['a blank prompt', ['--prompt', '   \n\t ']],
    ['a prompt of 100,000 characters', ['--prompt', 'tea '.repeat(25_000)]],
    ['duration 0', ['--prompt', 'Tea', '--duration', '0']],
    ['duration 2', ['--prompt', 'Tea', '--duration', '2']],
    ['duration 10,000', ['--prompt', 'Tea', '--duration', '10000']],
    ['duration NaN', ['--prompt', 'Tea', '--duration', 'NaN']],
    ['duration in words', ['--prompt', 'Tea', '--duration', 'long']],
    ['an unknown template', ['--prompt', 'Tea', '--template', 'soap-opera']],
    ['an unknown shape', ['--prompt', 'Tea', '--aspect', '2:1']],
    ['an unknown preset', ['--prompt', 'Tea', '--preset', 'best']],
  ])('%s is a usage error and makes nothing', async (_name, args) => {
    const { code } = await cliJson<{ error: StudioError }>(['create', target, ...args], { home });
    expect(code).toBe(2);
    expect(await exists(target)).toBe(false);
  });

  test('people get words, not JSON, on stderr', async () => {
    const result = await cli(['create', target, '--prompt', 'Tea', '--duration', '2'], { home });
    expect(result.stderr).toContain('at least 3 seconds');
    expect(result.stdout).toBe('');
  });
});

describe('references', () => {
  const refuses = async (file: string, words: RegExp): Promise<void> => {
    const { code, error } = await refused(create('--reference', file));
    expect(code).toBe(1);
    expect(`${error.message} ${error.hint}`).toMatch(words);
    expect(await exists(target)).toBe(false);
  };
  const file = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    const path = join(scratch, name);
    await writeFile(path, bytes);
    return path;
  };
  const png = (): Promise<Buffer> =>
    sharp({ create: { width: 300, height: 200, channels: 3, background: '#a03020' } })
      .png()
      .toBuffer();

  test('text is refused', async () => refuses(await file('notes.txt', 'Not a picture at all.'), /picture/i));
  test('text that calls itself PNG is refused', async () => refuses(await file('lying.png', 'Not a picture at all.'), /picture/i));
  test('an empty file is refused', async () => refuses(await file('empty.png', ''), /empty|picture/i));
  test('a corrupt picture is refused', async () => {
    const bytes = await png();
    await refuses(await file('corrupt.png', bytes.subarray(0, Math.floor(bytes.length / 2))), /damaged|incomplete|cut|read/i);
  });
  test('a file that is not there is refused', async () => refuses(join(scratch, 'nowhere.png'), /nowhere\.png|found|there/i));
  test('a picture 30,000 px wide is refused before it is opened', async () => {
    const wide = await sharp({ create: { width: 30_000, height: 4, channels: 3, background: '#fff' }, limitInputPixels: false })
      .png()
      .toBuffer();
    await refuses(await file('wide.png', wide), /30[,. ]?000|large|wide/i);
  });
  test('a JPEG that calls itself PNG is taken for what it is', async () => {
    const jpeg = await sharp(await png())
      .jpeg()
      .toBuffer();
    const result = await cli(create('--reference', await file('really.png', jpeg)), { home });
    expect(result.code, result.stderr).toBe(0);
  });
});

describe('folders', () => {
  test('one that exists is left alone', async () => {
    await mkdir(target);
    await writeFile(join(target, 'mine.txt'), 'precious');
    const { code, error } = await refused(create());
    expect([code, error.code]).toEqual([1, 'project-exists']);
    expect(await readdir(target)).toEqual(['mine.txt']);
  });
  test('one that cannot be written', async () => {
    await writeFile(target, 'a file where a folder should be');
    const { code, error } = await refused(['create', join(target, 'inside.heroframe'), '--prompt', 'Tea']);
    expect(code).toBe(1);
    expect(['not-writable', 'project-exists']).toContain(error.code);
    expect(await readFile(target, 'utf8')).toBe('a file where a folder should be');
  });
  test('one that is no film', async () => {
    await mkdir(target);
    const { code, error } = await refused(['run', target]);
    expect([code, error.code]).toEqual([1, 'not-a-project']);
    expect(await readdir(target)).toEqual([]);
  });
  test('one that is not there', async () => {
    const { code, error } = await refused(['status', join(scratch, 'nowhere')]);
    expect([code, error.code]).toEqual([1, 'not-a-project']);
  });

  test('one that is open elsewhere: writing waits, looking works', async () => {
    await cp(made, target, { recursive: true });
    const other = startCli(['serve', target, '--json'], { home });
    await new Promise((resolve) => other.child.stdout?.once('data', resolve));
    const { code, error } = await refused(['run', target]);
    expect([code, error.code]).toEqual([1, 'project-locked']);
    expect((await cliJson<{ scenes: unknown[] }>(['status', target], { home })).json.scenes.length).toBeGreaterThan(0);
    other.child.kill('SIGKILL');
    await other.finished;
    // The lock dies with its holder.
    expect((await cli(['run', target], { home })).code).toBe(0);
  });

  test('one from a newer version is refused and left byte for byte', async () => {
    await cp(made, target, { recursive: true });
    const file = join(target, 'project.sqlite');
    const db = new Database(file);
    db.pragma('user_version = 999990');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = await hashOf(file);
    for (const command of ['run', 'status']) {
      const { code, error } = await refused([command, target]);
      expect([code, error.code]).toEqual([1, 'project-newer']);
    }
    expect(await hashOf(file)).toBe(before);
  });

  test.each([0, 40_000])('one whose database is damaged at byte %i', async (at) => {
    await cp(made, target, { recursive: true });
    const file = join(target, 'project.sqlite');
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(20_000, 0x5a), 0, 20_000, at);
    await handle.close();
    const before = await hashOf(file);
    const { code, error } = await refused(['run', target]);
    expect([code, error.code]).toEqual([1, 'project-damaged']);
    expect(await hashOf(file)).toBe(before);
  });

  test('one with a missing clip says which work it means', async () => {
    await cp(made, target, { recursive: true });
    const { json } = await cliJson<{ scenes: { take: string }[] }>(['run', target], { home });
    await unlink(json.scenes[0]!.take);
    const db = new Database(join(target, 'project.sqlite'));
    db.exec('DELETE FROM cuts');
    db.close();
    const again = await cliJson<{ status: string; film: string | null }>(['run', target], { home });
    expect(again.code).toBe(1);
    expect(again.json.status).toBe('failed');
    const words = await cli(['run', target], { home });
    expect(words.stderr).toMatch(/missing|gone/i);
    // Looking at what is left still works.
    expect((await cli(['status', target], { home })).code).toBe(0);
  });
});

describe('a bad day', () => {
  test('ffmpeg that fails: the pictures stay, the takes say what happened, and it goes on when ffmpeg works again', async () => {
    const fake = join(scratch, 'ffmpeg-that-fails');
    const real = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim();
    await writeFile(
      fake,
      `#!/bin/sh\ncase "$*" in *-version*|*-encoders*|*-filters*) exec ${real} "$@";; esac\necho "Conversion failed!" >&2\nexit 1\n`,
    );
    await chmod(fake, 0o755);
    expect((await cli(create('--duration', '4', '--preset', 'simple'), { home })).code).toBe(0);
    const broken = await cliJson<{
      status: string;
      scenes: { startFrame: string | null; take: string | null }[];
      failed: { error: string }[];
    }>(['run', target], { home, env: { HEROFRAME_FFMPEG: fake } });
    expect(broken.code).toBe(1);
    expect(broken.json.scenes[0]).toMatchObject({ take: null });
    expect(broken.json.scenes[0]!.startFrame).not.toBeNull();
    expect(broken.json.failed.length).toBeGreaterThan(0);
    const mended = await cliJson<{ status: string; film: string | null }>(['run', target], { home });
    expect(mended.json, mended.stderr.slice(-1500)).toMatchObject({ status: 'done' });
    expect(mended.json.film).not.toBeNull();
  });

  test('Ctrl-C parks the run: exit 130, nothing half made, and the next run goes on', async () => {
    expect((await cli(create('--duration', '4', '--preset', 'fast'), { home })).code).toBe(0);
    const running = startCli(['run', target, '--json'], { home });
    let events = 0;
    await new Promise<void>((resolve) =>
      running.child.stderr?.on('data', (chunk: Buffer) => {
        events += chunk.toString().split('\n').length;
        if (events > 25) resolve();
      }),
    );
    running.child.kill('SIGINT');
    const end = await running.finished;
    expect(end.code).toBe(130);
    expect((JSON.parse(end.stdout) as { status: string }).status).toBe('cancelled');
    expect((await readdir(join(target, 'assets'), { recursive: true })).filter((name) => name.endsWith('.part'))).toEqual([]);
    const next = await cliJson<{ status: string }>(['run', target], { home });
    expect(next.json.status).toBe('done');
  });

  test('a full disk: a clear error, what was there is untouched, and it goes on when there is room', async (context) => {
    const disk = join(scratch, 'disk');
    await mkdir(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]).status === 0;
    context.skip(!mounted, 'This computer does not let the test make a small disk.');
    try {
      const film = join(disk, 'film.heroframe');
      expect((await cli(['create', film, '--prompt', 'Tea', '--duration', '4', '--preset', 'simple'], { home })).code).toBe(0);
      const full = await cli(['run', film], { home });
      expect(full.code).toBe(1);
      expect(full.stdout + full.stderr).toMatch(/disk is full|free some space/i);
      const db = new Database(join(film, 'project.sqlite'), { readonly: true });
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
      expect(spawnSync('mount', ['-o', 'remount,size=200m', disk]).status).toBe(0);
      const roomy = await cliJson<{ status: string }>(['run', film], { home });
      expect(roomy.json.status, roomy.stderr.slice(-1500)).toBe('done');
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  test('a read-only source tree and a home of its own are enough', async () => {
    // Everything above ran with HEROFRAME_HOME elsewhere; nothing may have been written beside the sources.
    const changed = execFileSync(
      'git',
      ['status', '--porcelain', '--ignored', '--untracked-files=all', 'src-main', 'src-preload', 'src-renderer', 'resources'],
      { cwd: root, encoding: 'utf8' },
    );
    expect(changed.split('\n').filter((line) => line.startsWith('!!'))).toEqual([]);
  });
});
