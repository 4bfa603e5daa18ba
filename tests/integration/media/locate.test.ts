import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { locateFfmpeg, locateFfprobe, locateTools } from '#media/locate.ts';
import { failure } from './test-clips.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-locate-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A program that answers as ffmpeg does, and counts how often it is started. */
async function fakeTool(name: string, place: string, { encoder = 'libx264', xfade = true, mode = 0o755 } = {}): Promise<string> {
  const file = join(folder, place, name);
  await mkdir(join(folder, place), { recursive: true });
  const lines = [
    '#!/bin/sh',
    `echo "$1$2" >> "${file}.calls"`,
    `case "$*" in`,
    `  -version) echo "${name} version 9.9-${place} Copyright" ;;`,
    `  *-filters) echo " ... ${xfade ? 'xfade' : 'blend'}   VV->V   Fade" ;;`,
    `  *-encoders) echo " V....D ${encoder}   H.264" ;;`,
    'esac',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  await chmod(file, mode);
  return file;
}

test('the setting comes first, then the system, then the packages', async () => {
  const setting = await fakeTool('ffmpeg', 'setting');
  await fakeTool('ffmpeg', 'system', { xfade: false });
  const searchPath = join(folder, 'system');
  const chosen = await locateFfmpeg({ ffmpegPath: setting, searchPath });
  expect(chosen).toMatchObject({ path: setting, origin: 'setting', version: '9.9-setting', hasXfade: true, h264: 'libx264', rejected: [] });
  const system = await locateFfmpeg({ searchPath, packages: false });
  expect(system).toMatchObject({ origin: 'system', version: '9.9-system', hasXfade: false });
  expect((await locateFfmpeg({ searchPath: '' })).origin).toMatch(/installer|ffmpeg-static/);
});

test('what does not run is passed over with its reason', async () => {
  const broken = join(folder, 'broken-ffmpeg');
  await writeFile(broken, '#!/bin/sh\nexit 3\n');
  await chmod(broken, 0o755);
  const system = await fakeTool('ffmpeg', 'good');
  const found = await locateFfmpeg({ ffmpegPath: broken, searchPath: join(folder, 'good') });
  expect(found.path).toBe(system);
  expect(found.rejected).toEqual([{ origin: 'setting', path: broken, reason: expect.stringContaining('exit code 3') }]);
  const gone = await locateFfmpeg({ ffmpegPath: join(folder, 'nowhere'), searchPath: join(folder, 'good') });
  expect(gone.rejected[0]?.reason).toBe('There is no such file.');
});

test('a build without libx264 is used only when there is no better one', async () => {
  const poor = await fakeTool('ffmpeg', 'poor', { encoder: 'libopenh264' });
  const better = await locateFfmpeg({ ffmpegPath: poor, searchPath: '' });
  expect(better.h264).toBe('libx264');
  expect(better.path).not.toBe(poor);
  const alone = await locateFfmpeg({ ffmpegPath: poor, searchPath: '', packages: false });
  expect(alone).toMatchObject({ path: poor, h264: 'libopenh264' });
});

test('each candidate is run once and remembered; a failure is looked at again', async () => {
  const tool = await fakeTool('ffprobe', 'counted');
  const options = { ffprobePath: tool, searchPath: '', packages: false };
  await Promise.all([locateFfprobe(options), locateFfprobe(options)]);
  await locateFfprobe(options);
  const { readFile } = await import('node:fs/promises');
  expect((await readFile(`${tool}.calls`, 'utf8')).trim().split('\n')).toEqual(['-version']);
  const later = join(folder, 'later', 'ffprobe');
  expect((await failure(locateFfprobe({ ...options, ffprobePath: later }))).code).toBe('ffmpeg-missing');
  await fakeTool('ffprobe', 'later');
  expect((await locateFfprobe({ ...options, ffprobePath: later })).version).toBe('9.9-later');
});

test('none at all is an error that says what to do', async () => {
  const error = await failure(locateTools({ searchPath: '', packages: false, ffmpegPath: '/nowhere/ffmpeg' }));
  expect(error).toMatchObject({ code: 'ffmpeg-missing', retryable: true });
  expect(error.hint).toMatch(/nstall/);
  expect(error.detail).toContain('/nowhere/ffmpeg (setting)');
});
