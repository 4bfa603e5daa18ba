import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probeVideo } from '#media/probe.ts';
import { readRgbFrames } from '#media/frames.ts';
import { stitchFilm, type FilmOrder } from '#media/stitch.ts';
import { builds, facts, failure, ffmpeg, ffprobe, make, plainClip, tools } from './test-clips.ts';

let folder = '';
const clips: Record<'red' | 'green' | 'blue' | 'tall', string> = { red: '', green: '', blue: '', tall: '' };
let voice = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-stitch-'));
  clips.red = plainClip(join(folder, 'red.mp4'), '0xb03030', 2);
  clips.green = plainClip(join(folder, 'green.mp4'), '0x30a030', 1, { fps: 30, size: '640x360' });
  clips.blue = plainClip(join(folder, 'blue.mp4'), '0x3040b0', 3, { fps: 16, size: '312x176' });
  clips.tall = plainClip(join(folder, 'tall.mp4'), '0xb0b030', 1, { size: '180x320' });
  voice = make(join(folder, 'voice.wav'), 'sine=f=330:d=0.8', '-af', 'volume=0.1', '-ar', '22050');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const order = (name: string, more: Partial<FilmOrder> = {}): FilmOrder => ({
  shots: [
    { file: clips.red, seconds: 1.25 },
    { file: clips.green, seconds: 1.5 },
    { file: clips.blue, seconds: 0.99 },
  ],
  captions: [],
  voice: [],
  width: 320,
  height: 180,
  out: join(folder, `${name}.mp4`),
  burnCaptions: false,
  preset: 'ultrafast',
  tools,
  ...more,
});

/** Mean colour of every frame of a film. */
async function colours(file: string): Promise<[number, number, number][]> {
  const frames = await Array.fromAsync(readRgbFrames(file, { tools, longSide: 64 }));
  return frames.map(({ data }) => {
    const sums: [number, number, number] = [0, 0, 0];
    for (let at = 0; at < data.length; at += 1) sums[(at % 3) as 0 | 1 | 2] += data[at]! / (data.length / 3);
    return sums;
  });
}

const near = (colour: [number, number, number], hex: number) =>
  Math.abs(colour[0] - (hex >> 16)) + Math.abs(colour[1] - ((hex >> 8) & 255)) + Math.abs(colour[2] - (hex & 255)) < 16;

test.each(builds)('the %s build joins clips of different sizes and rates, exact to the frame', async (name, build) => {
  const film = await stitchFilm(order(`cut ${name}`, { preset: 'veryfast', tools: { ffmpeg: build, ffprobe } }));
  expect(film).toMatchObject({ frames: 30 + 36 + 24, seconds: 3.75, captionFiles: null, voiced: false });
  expect(film.notes).toEqual(['Shot 2 is 0.5 s shorter than its place; its last frame is held.']);
  const seen = await colours(film.file);
  expect(seen).toHaveLength(90);
  const shown = seen.map((colour) => (near(colour, 0xb03030) ? 'r' : near(colour, 0x30a030) ? 'g' : near(colour, 0x3040b0) ? 'b' : '?'));
  expect(shown.join('')).toBe('r'.repeat(30) + 'g'.repeat(36) + 'b'.repeat(24));
  expect(await probeVideo(film.file, { tools })).toMatchObject({
    frames: 90,
    seconds: 3.75,
    fps: 24,
    codec: 'h264',
    pixelFormat: 'yuv420p',
    colorSpace: 'bt709',
    hasAudio: true,
    hasSubtitles: false,
    fastStart: true,
  });
  const raw = JSON.stringify(
    facts(film.file, 'stream=codec_name,profile,sample_rate,channels,color_range,color_transfer,color_primaries,duration'),
  );
  for (const part of [
    '"High"',
    '"aac"',
    '"48000"',
    '"channels":2',
    '"color_range":"tv"',
    '"color_transfer":"bt709"',
    '"color_primaries":"bt709"',
  ]) {
    expect(raw.replaceAll(' ', '')).toContain(part);
  }
  const audio = facts(film.file, 'stream=codec_type,duration')['streams'] as { codec_type: string; duration: string }[];
  expect(Math.abs(Number(audio.find((stream) => stream.codec_type === 'audio')?.duration) - 3.75)).toBeLessThan(0.03);
});

test.each(builds)('the %s build dissolves without changing the length', async (name, build) => {
  const film = await stitchFilm(
    order(`dissolve ${name}`, { transition: 'dissolve', dissolveSeconds: 0.25, tools: { ffmpeg: build, ffprobe } }),
  );
  const seen = await colours(film.file);
  expect(seen).toHaveLength(90);
  expect(near(seen[29]!, 0xb03030)).toBe(true);
  expect(near(seen[36]!, 0x30a030)).toBe(true);
  const red = seen.slice(29, 37).map((colour) => colour[0]);
  expect(red.every((value, index) => index === 0 || value < red[index - 1]!)).toBe(true);
});

test.each(builds)('the %s build carries captions as a track and as files beside the film', async (name, build) => {
  const captions = [{ text: 'The morning starts slowly, with light on the counter.', startSeconds: 0.5, endSeconds: 2.5 }];
  const film = await stitchFilm(order(`soft ${name}`, { captions, tools: { ffmpeg: build, ffprobe } }));
  expect((await probeVideo(film.file, { tools })).hasSubtitles).toBe(true);
  const srt = await readFile(film.captionFiles!.srt, 'utf8');
  expect(srt).toContain('00:00:00,500 --> 00:00:02,500\nThe morning starts slowly,\nwith light on the counter.');
  expect(await readFile(film.captionFiles!.vtt, 'utf8')).toMatch(/^WEBVTT/);
  const back = spawnSync(ffmpeg.path, ['-v', 'error', '-i', film.file, '-map', '0:s:0', '-f', 'srt', '-'], { encoding: 'utf8' }).stdout;
  // The old build gives its style back as tags, and both write a carriage return between the lines.
  expect(back.replace(/<[^>]+>|\r/g, '')).toContain('The morning starts slowly,\nwith light on the counter.');
  const seen = await colours(film.file);
  expect(near(seen[20]!, 0xb03030)).toBe(true);
});

test.each(builds)('the %s build shows burned captions while they are spoken, and only then', async (name, build) => {
  const captions = [{ text: 'Light on the counter', startSeconds: 0.5, endSeconds: 1.1 }];
  const film = await stitchFilm(
    order(`burned ${name}`, { captions, burnCaptions: true, width: 640, height: 360, crf: 12, tools: { ffmpeg: build, ffprobe } }),
  );
  expect((await probeVideo(film.file, { tools })).hasSubtitles).toBe(false);
  const frames = await Array.fromAsync(readRgbFrames(film.file, { tools }));
  const white = frames.map(({ data }) => {
    let count = 0;
    for (let at = 0; at < data.length; at += 3) if (data[at]! > 225 && data[at + 1]! > 225 && data[at + 2]! > 225) count += 1;
    return count;
  });
  const shown = white.flatMap((count, number) => (count > 100 ? [number] : []));
  expect([shown[0], shown.at(-1)]).toEqual([14, 33]);
  expect(white.slice(36, 66).every((count) => count === 0)).toBe(true);
});

test('captions in a script our font lacks become a track, and that is said', async () => {
  const captions = [{ text: '朝の光', startSeconds: 0, endSeconds: 2 }];
  const film = await stitchFilm(order('script', { captions, burnCaptions: true }));
  expect((await probeVideo(film.file, { tools })).hasSubtitles).toBe(true);
  expect(film.notes.join(' ')).toContain('track that players can switch on');
});

test.each(builds)('the %s build plays each voice at its place, at a common loudness', async (name, build) => {
  const film = await stitchFilm(
    order(`voiced ${name}`, {
      voice: [
        { file: voice, atSeconds: 1 },
        { file: voice, atSeconds: 3.4 },
      ],
      tools: { ffmpeg: build, ffprobe },
    }),
  );
  expect(film.voiced).toBe(true);
  expect(film.notes).toContain('Voice line 2 was longer than the film and fades out at its end.');
  const raw = spawnSync(ffmpeg.path, ['-v', 'error', '-i', film.file, '-ac', '1', '-ar', '48000', '-f', 'f32le', '-'], {
    maxBuffer: 1e8,
  }).stdout;
  const samples = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + (raw.length & ~3)));
  const power = (from: number, to: number) => {
    const part = samples.subarray(from * 48_000, to * 48_000);
    return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length);
  };
  expect(power(0, 0.95)).toBeLessThan(0.002);
  expect(power(1.05, 1.75)).toBeGreaterThan(0.08);
  expect(power(1.9, 3.3)).toBeLessThan(0.002);
  expect(power(3.45, 3.6)).toBeGreaterThan(0.08);
});

test('a long line measures −16 LUFS, by ffmpeg’s own meter', async () => {
  const speech = make(
    join(folder, 'speech.wav'),
    'anoisesrc=c=pink:d=5:a=0.5:seed=3',
    '-af',
    'tremolo=f=4:d=0.7,bandpass=f=900:width_type=h:w=900',
  );
  const film = await stitchFilm(order('loud', { shots: [{ file: clips.blue, seconds: 5 }], voice: [{ file: speech, atSeconds: 0 }] }));
  const meter = spawnSync(ffmpeg.path, ['-hide_banner', '-i', film.file, '-af', 'ebur128=peak=true', '-f', 'null', '-'], {
    encoding: 'utf8',
  }).stderr;
  const summary = meter.slice(meter.lastIndexOf('Summary'));
  expect(Math.abs(Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]) + 16)).toBeLessThan(0.4);
  expect(Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1])).toBeLessThan(-0.5);
});

test('in points, upright clips with bars, and a still held', async () => {
  const still = join(folder, 'still.png');
  await sharp({ create: { width: 640, height: 360, channels: 3, background: '#808080' } })
    .png()
    .toFile(still);
  const half = make(
    join(folder, 'half.mp4'),
    'color=black:s=320x180:r=24:d=1,format=yuv420p,geq=lum=if(lt(N\\,12)\\,16\\,235):cb=128:cr=128',
    '-c:v',
    'libx264',
  );
  const film = await stitchFilm(
    order('mixed', {
      shots: [
        { file: half, seconds: 0.5, fromSeconds: 0.5 },
        { file: clips.tall, seconds: 0.5 },
        { file: still, seconds: 1 },
      ],
    }),
  );
  expect(film.notes).toEqual([]);
  const frames = await Array.fromAsync(readRgbFrames(film.file, { tools }));
  expect(frames).toHaveLength(48);
  const at = (number: number, x: number) => [...frames[number]!.data.subarray((90 * 320 + x) * 3, (90 * 320 + x) * 3 + 3)];
  expect(Math.min(...at(0, 160))).toBeGreaterThan(245);
  expect(Math.max(...at(18, 20))).toBeLessThan(8);
  expect(at(18, 160)[0]).toBeGreaterThan(150);
  for (const number of [24, 47]) expect(Math.abs(at(number, 160)[1]! - 128)).toBeLessThan(4);
});

test('progress only grows, from the first moment to 1', async () => {
  const seen: number[] = [];
  await stitchFilm(order('progress', { voice: [{ file: voice, atSeconds: 0 }], onProgress: (done) => seen.push(done) }));
  expect(seen[0]).toBe(0);
  expect(seen.at(-1)).toBe(1);
  expect(seen.length).toBeGreaterThan(8);
  expect(seen.every((value, index) => index === 0 || value >= seen[index - 1]!)).toBe(true);
});

test('cancelling in the middle leaves neither film nor processes nor scratch files', async () => {
  const stop = new AbortController();
  const scratchBefore = (await readdir(tmpdir())).filter((name) => name.startsWith('heroframe-cut-'));
  const run = stitchFilm(order('stopped', { signal: stop.signal, onProgress: (done) => done > 0.4 && stop.abort(new Error('enough')) }));
  await expect(run).rejects.toThrow('enough');
  expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
  const left = spawnSync('ps', ['-o', 'comm', '--ppid', String(process.pid)], { encoding: 'utf8' }).stdout ?? '';
  expect(left).not.toContain('ffmpeg');
  const scratchAfter = (await readdir(tmpdir())).filter((name) => name.startsWith('heroframe-cut-'));
  expect(scratchAfter.filter((name) => !scratchBefore.includes(name))).toEqual([]);
});

test('a missing or damaged shot, no shots and odd sizes are told apart; an earlier film stays', async () => {
  const film = order('kept');
  await writeFile(film.out, 'earlier film');
  const damaged = join(folder, 'damaged.mp4');
  await writeFile(damaged, (await readFile(clips.red)).subarray(0, 900));
  expect((await failure(stitchFilm({ ...film, shots: [{ file: join(folder, 'none.mp4'), seconds: 1 }] }))).code).toBe('asset-missing');
  expect((await failure(stitchFilm({ ...film, shots: [{ file: damaged, seconds: 1 }] }))).code).toBe('ffmpeg-failed');
  expect((await failure(stitchFilm({ ...film, shots: [{ file: clips.red, seconds: 1, fromSeconds: 60 }] }))).message).toContain('Shot 1');
  expect((await failure(stitchFilm({ ...film, shots: [] }))).code).toBe('invalid-input');
  expect((await failure(stitchFilm({ ...film, width: 321 }))).code).toBe('invalid-input');
  expect((await failure(stitchFilm({ ...film, voice: [{ file: damaged, atSeconds: 0 }] }))).code).toBe('ffmpeg-failed');
  expect(await readFile(film.out, 'utf8')).toBe('earlier film');
});

test('a film of sixty shots never has more than three ffmpeg at work', async () => {
  let most = 0;
  const count = () => {
    const ps = spawn('ps', ['-o', 'comm', '--ppid', String(process.pid)]);
    let text = '';
    ps.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    ps.on('close', () => (most = Math.max(most, text.split('\n').filter((line) => line.includes('ffmpeg')).length)));
  };
  const timer = setInterval(count, 150);
  const shots = Array.from({ length: 60 }, (_, index) => ({ file: index % 2 === 0 ? clips.red : clips.blue, seconds: 0.25 }));
  const film = await stitchFilm(order('many', { shots }));
  clearInterval(timer);
  expect(film.frames).toBe(360);
  expect(most).toBeLessThanOrEqual(3);
});
