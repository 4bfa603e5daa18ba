import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactSheet } from '#media/contact-sheet.ts';
import { extractFrame, readRgbFrames, type RgbFrame } from '#media/frames.ts';
import { builds, failure, ffprobe, make, plainClip, tools } from './test-clips.ts';

let folder = '';
/** Grey grows by 2 per frame: the level tells which frame it is. */
let ramp = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-frames-'));
  const source = 'color=black:s=160x90:r=24:d=4,format=gray,geq=lum=20+2*N,scale=out_range=tv';
  ramp = make(join(folder, 'ramp.mp4'), source, '-c:v', 'libx264', '-crf', '4', '-bf', '2', '-pix_fmt', 'yuv420p');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const level = (frame: RgbFrame) => frame.data.reduce((sum, value) => sum + value, 0) / frame.data.length;

test.each(builds)('the %s build gives exactly the chosen frames, in order', async (_, ffmpeg) => {
  const all = await Array.fromAsync(readRgbFrames(ramp, { tools: { ffmpeg, ffprobe } }));
  expect(all).toHaveLength(96);
  const levels = all.map(level);
  expect(levels.every((value, index) => index === 0 || value > levels[index - 1]!)).toBe(true);

  const some = await Array.fromAsync(readRgbFrames(ramp, { count: 5, longSide: 80, tools: { ffmpeg, ffprobe } }));
  expect(some.map((frame) => [frame.width, frame.height, frame.data.length])).toEqual(
    Array.from({ length: 5 }, () => [80, 45, 80 * 45 * 3]),
  );
  const numbers = [0, 24, 48, 71, 95];
  expect(some.map((frame) => Math.round(frame.timeSeconds * 24))).toEqual(numbers);
  for (const [index, number] of numbers.entries()) expect(Math.abs(level(some[index]!) - levels[number]!)).toBeLessThan(0.6);

  const slow = await Array.fromAsync(readRgbFrames(ramp, { fps: 6, tools: { ffmpeg, ffprobe } }));
  expect(slow).toHaveLength(24);
  expect(slow[4]!.timeSeconds).toBeCloseTo(4 / 6);
  expect(Math.abs(level(slow[4]!) - levels[16]!)).toBeLessThan(6);
});

test('hundreds of frames can be chosen', async () => {
  const long = plainClip(join(folder, 'hundreds.mp4'), 'gray', 30, { size: '64x36' });
  for (const count of [150, 431, 719]) {
    const frames = await Array.fromAsync(readRgbFrames(long, { count, tools }));
    expect(frames).toHaveLength(count);
    expect(frames.at(-1)!.timeSeconds).toBeCloseTo(719 / 24);
  }
});

test('colours come out true', async () => {
  const red = plainClip(join(folder, 'red.mp4'), '0xcc3311', 0.5);
  const [frame] = await Array.fromAsync(readRgbFrames(red, { count: 1, tools }));
  const middle = (90 * 320 + 160) * 3;
  const [r, g, b] = frame!.data.subarray(middle, middle + 3);
  expect(Math.abs(r! - 0xcc) + Math.abs(g! - 0x33) + Math.abs(b! - 0x11)).toBeLessThan(9);
});

test('leaving early ends ffmpeg', async () => {
  const long = plainClip(join(folder, 'long.mp4'), 'gray', 30, { size: '640x360' });
  for await (const frame of readRgbFrames(long, { tools })) {
    expect(frame.timeSeconds).toBe(0);
    break;
  }
  const left = spawnSync('ps', ['-o', 'args', '--ppid', String(process.pid)], { encoding: 'utf8' }).stdout ?? '';
  expect(left).not.toContain(long);
});

test('aborting stops the reading', async () => {
  const stop = new AbortController();
  const read = async () => {
    for await (const frame of readRgbFrames(ramp, { tools, signal: stop.signal })) {
      if (frame.timeSeconds > 0.2) stop.abort(new Error('enough'));
    }
  };
  await expect(read()).rejects.toThrow('enough');
});

test('stills: a poster, the last frame, a missing clip', async () => {
  const shown = async (file: string) => (await sharp(file).stats()).channels[0]!.mean;
  const files = ['first', 'last'].map((name) => join(folder, 'posters', `${name}.png`));
  expect(await extractFrame(ramp, 0, files[0]!, { tools })).toEqual({ width: 160, height: 90 });
  expect(await extractFrame(ramp, 'last', files[1]!, { tools, longSide: 80 })).toEqual({ width: 80, height: 45 });
  expect(await shown(files[0]!)).toBeLessThan(40);
  expect(await shown(files[1]!)).toBeGreaterThan(190);
  expect((await failure(extractFrame(join(folder, 'no.mp4'), 0, files[0]!, { tools }))).code).toBe('asset-missing');
});

test('a contact sheet shows every picture at its place and an empty place for one that is gone', async () => {
  const pictures = await Promise.all(
    ['#cc2222', '#22cc22', '#2222cc'].map(async (background, index) => {
      const file = join(folder, `p${index}.png`);
      await sharp({ create: { width: 320, height: 180, channels: 3, background } })
        .png()
        .toFile(file);
      return file;
    }),
  );
  const out = join(folder, 'sheets', 'sheet.png');
  const rows = [
    { label: 'Scene 1 · start frame', pictures },
    { label: 'Scene 2', pictures: [join(folder, 'gone.png'), pictures[2]!] },
  ];
  const size = await contactSheet(rows, out, { width: 1200, title: 'Artisan coffee that starts your morning right' });
  const { data, info } = await sharp(out).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([size.width, size.height]);
  const count = (test: (r: number, g: number, b: number) => boolean) => {
    let found = 0;
    for (let at = 0; at < data.length; at += 3) if (test(data[at]!, data[at + 1]!, data[at + 2]!)) found += 1;
    return found / (info.width * info.height);
  };
  const [red, blue] = [count((r, g) => r > 180 && g < 60), count((r, _, b) => b > 180 && r < 60)];
  expect(red).toBeGreaterThan(0.08);
  expect(blue / red).toBeCloseTo(2, 1);
  // The heading is there, in light letters.
  expect(count((r, g, b) => Math.min(r, g, b) > 200)).toBeGreaterThan(0.0005);
});
