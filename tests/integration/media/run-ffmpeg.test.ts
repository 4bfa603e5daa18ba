import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inputFile } from '#media/ffmpeg-job.ts';
import { isFastStart, readMp4Boxes } from '#media/mp4-boxes.ts';
import { probeSoundSeconds, probeVideo } from '#media/probe.ts';
import type { FfmpegProgress } from '#media/progress.ts';
import { openFrameReader, openFrameWriter } from '#media/raw-frames.ts';
import { runFfmpeg } from '#media/run-ffmpeg.ts';
import { builds, failure, ffmpeg, make, plainClip, tools } from './test-clips.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe run '));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const toMp4 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-f', 'mp4'];
const job = (input: string, ...options: string[]) => ({ inputs: [inputFile(input)], graph: null, options: [...options, ...toMp4] });

test.each(builds)('the %s build converts a file, reports progress and leaves nothing else', async (name, build) => {
  const clip = plainClip(join(folder, `a clip ${name}.mp4`), 'teal', 2);
  const out = join(folder, `out ${name}.mp4`);
  const seen: FfmpegProgress[] = [];
  const graph = { ...job(clip), graph: '[0:v]scale=160:90[v]', options: ['-map', '[v]', ...toMp4, '-movflags', '+faststart'] };
  await runFfmpeg(graph, out, { ffmpeg: build.path, doing: 'testing', onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toMatchObject({ frames: 48, done: true });
  expect(await probeVideo(out, { tools })).toMatchObject({ width: 160, height: 90, frames: 48, fps: 24, codec: 'h264', fastStart: true });
  expect((await readdir(folder)).filter((file) => file.endsWith('.part'))).toEqual([]);
});

test('two builds at once do not get in each other’s way', async () => {
  const clip = plainClip(join(folder, 'both.mp4'), 'red', 1);
  const outs = Array.from({ length: 6 }, (_, index) => join(folder, `both-${index}.mp4`));
  await Promise.all(outs.map((out, index) => runFfmpeg(job(clip), out, { ffmpeg: builds[index % 2]![1].path, doing: 'testing' })));
  // Each build signs its work with its own library version.
  const signed = await Promise.all(outs.map(async (out) => /Lavf[\d.]+/.exec((await readFile(out)).toString('latin1'))?.[0]));
  expect([signed[2], signed[4]]).toEqual([signed[0], signed[0]]);
  expect([signed[3], signed[5]]).toEqual([signed[1], signed[1]]);
  if (builds[0]![1].path !== builds[1]![1].path) expect(signed[0]).not.toBe(signed[1]);
});

test('a failed run leaves the earlier file untouched and says why', async () => {
  const out = join(folder, 'kept.mp4');
  await writeFile(out, 'before');
  const text = join(folder, 'not-a-clip.mp4');
  await writeFile(text, 'these are only words');
  const error = await failure(runFfmpeg(job(text), out, { ffmpeg: ffmpeg.path, doing: 'joining the shots' }));
  expect(error.code).toBe('ffmpeg-failed');
  expect(error.message).toContain('joining the shots');
  expect(error.detail).toMatch(/Invalid data/);
  expect(await readFile(out, 'utf8')).toBe('before');
  expect(existsSync(`${out}.part`)).toBe(false);
});

test('a playlist that calls itself a clip cannot pull other files in', async () => {
  const secret = join(folder, 'secret.ts');
  make(secret, 'testsrc=s=64x64:d=1', '-c:v', 'mpeg2video', '-f', 'mpegts');
  const trap = join(folder, 'trap.mp4');
  await writeFile(trap, `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${secret}\n#EXT-X-ENDLIST\n`);
  for (const [, build] of builds) {
    const out = join(folder, 'trapped.mp4');
    expect((await failure(runFfmpeg(job(trap), out, { ffmpeg: build.path, doing: 'testing' }))).code).toBe('ffmpeg-failed');
    expect(existsSync(out)).toBe(false);
  }
  expect((await failure(probeVideo(trap, { tools }))).code).toBe('ffmpeg-failed');
});

test('cancelling ends ffmpeg at once and leaves no partial file', async () => {
  const clip = plainClip(join(folder, 'long.mp4'), 'blue', 20, { size: '1280x720' });
  const out = join(folder, 'cancelled.mp4');
  const stop = new AbortController();
  const slow = { ...job(clip), options: ['-c:v', 'libx264', '-preset', 'veryslow', '-f', 'mp4'] };
  const run = runFfmpeg(slow, out, {
    ffmpeg: ffmpeg.path,
    doing: 'testing',
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  });
  await expect(run).rejects.toThrow('enough');
  expect((await readdir(folder)).filter((file) => file.startsWith('cancelled'))).toEqual([]);
  await expect(runFfmpeg(job(clip), out, { ffmpeg: ffmpeg.path, doing: 'x', signal: stop.signal })).rejects.toThrow('enough');
});

test('a full disk is named', async () => {
  if (!existsSync('/dev/full')) return;
  const writer = openFrameWriter({
    ffmpeg: ffmpeg.path,
    args: ['-y', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-video_size', '64x64', '-i', 'pipe:0', '-f', 'rawvideo', '/dev/full'],
    doing: 'writing the film',
  });
  const send = async () => {
    for (let index = 0; index < 400; index += 1) await writer.write(new Uint8Array(6144));
    await writer.finish();
  };
  expect((await failure(send())).code).toBe('disk-full');
});

test('a reader can be left early, and a clip cut off in the middle is an error', async () => {
  const clip = plainClip(join(folder, 'read.mp4'), 'green', 3);
  const args = ['-i', clip, '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'];
  const reader = openFrameReader({ ffmpeg: ffmpeg.path, args, doing: 'testing' }, 320 * 180);
  expect((await reader.next())?.length).toBe(320 * 180);
  await reader.close();
  expect(await reader.next()).toBeNull();
  const missing = openFrameReader({ ffmpeg: join(folder, 'no-ffmpeg'), args, doing: 'testing' }, 10);
  expect((await failure(missing.next())).code).toBe('ffmpeg-failed');
});

test('probing: index behind, sound, WebM, missing and damaged files', async () => {
  const behind = join(folder, 'behind.mp4');
  make(
    behind,
    'testsrc2=s=128x72:r=25:d=2',
    '-f',
    'lavfi',
    '-i',
    'sine=d=2',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-shortest',
  );
  const facts = await probeVideo(behind, { tools });
  expect(facts).toMatchObject({ fps: 25, frames: 50, hasAudio: true, fastStart: false, pixelFormat: 'yuv420p' });
  expect(isFastStart(await readMp4Boxes(behind))).toBe(false);
  const webm = make(join(folder, 'a.webm'), 'testsrc2=s=128x72:r=25:d=1', '-c:v', 'libvpx', '-b:v', '200k');
  expect(await probeVideo(webm, { tools })).toMatchObject({ frames: 25, fastStart: null, codec: 'vp8' });
  const sound = make(join(folder, 'a.wav'), 'sine=d=1.5');
  expect(await probeSoundSeconds(sound, { tools })).toBeCloseTo(1.5, 2);
  expect((await failure(probeVideo(sound, { tools }))).code).toBe('ffmpeg-failed');
  expect((await failure(probeVideo(join(folder, 'nope.mp4'), { tools }))).code).toBe('asset-missing');
  const cut = join(folder, 'cut.mp4');
  await writeFile(cut, (await readFile(behind)).subarray(0, 2000));
  expect((await failure(probeVideo(cut, { tools }))).message).toContain('damaged');
});
