/** The scorer as the pipeline sees it, with and without threads. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StudioFailure } from '#contract/errors.ts';
import { metricIdValues, metricInfo, overallSchema, scoreSchema } from '#contract/model/quality.ts';
import { createScorer, type ReadFrames, type Scorer } from '#scoring/scorer.ts';
import { createWorkerAnalyst } from '#scoring/worker-analyst.ts';
import { raster, scene, texture } from './pictures.ts';

let folder = '';
let picture = '';
const threaded = createScorer({ workers: 1 });
const local = createScorer({ workers: 0 });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-scoring-'));
  picture = join(folder, 'picture.png');
  const { data, width, height } = scene();
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(picture);
});

afterAll(async () => {
  await Promise.all([threaded.close(), local.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** A pan of `frames` frames; what was asked for is kept. */
function panning(frames: number, asked: unknown[] = []): ReadFrames {
  return async function* read(_file, options) {
    asked.push({ count: options.count, longSide: options.longSide });
    const count = options.count ?? frames;
    for (let t = 0; t < count; t += 1) {
      const level = (x: number, y: number): number => texture(x - 2 * t, y);
      yield { ...raster(160, 96, (x, y) => [level(x, y), level(x, y) * 0.9, level(x, y) * 0.8]), timeSeconds: t / 24 };
    }
  };
}

test('a picture gets every image metric, measured or with the reason why not', async () => {
  const result = await threaded.scorePicture(picture, { prompt: 'a bowl of oranges' });
  const expected = metricIdValues.filter((metric) => metricInfo[metric].of !== 'video').toSorted();
  expect(result.scores.map((score) => score.metric).toSorted()).toEqual(expected);
  for (const score of result.scores) {
    expect(scoreSchema.parse(score)).toEqual(score);
    if (metricInfo[score.metric].kind === 'learned') {
      expect(score).toMatchObject({ status: 'unavailable' });
    } else {
      expect(score).toMatchObject({ status: 'measured', where: 'this computer' });
    }
  }
  expect(result.scores.find((score) => score.metric === 'pickscore')).toMatchObject({
    reason: 'PickScore needs its model, which is not installed.',
  });
  expect(overallSchema.parse(result.overall)).toMatchObject({ basis: 'technical' });
  expect(result.overall.missing).toEqual(['pickscore', 'clip_score', 'vqa_score', 'laion_aesthetic_v2']);
  expect(result.phash).toMatch(/^[0-9a-f]{100}$/);
});

test('a clip gets every video metric, a strip of sixteen and its motion', async () => {
  const asked: unknown[] = [];
  const result = await threaded.scoreClip('clip.mp4', { prompt: 'a slow pan', readFrames: panning(30, asked) });
  const expected = metricIdValues.filter((metric) => metricInfo[metric].of !== 'image').toSorted();
  expect(result.scores.map((score) => score.metric).toSorted()).toEqual(expected);
  expect(result.overall.basis).toBe('technical');
  expect(result.frameQuality).toHaveLength(16);
  expect(result.frameQuality.every((quality) => quality !== null && quality > 0)).toBe(true);
  expect(result.motion?.dynamic).toBe(true);
  expect(result.flags).toEqual([]);
  expect(result.seconds).toBeCloseTo(30 / 24, 6);
  expect(asked).toEqual([
    { count: undefined, longSide: 512 },
    { count: 3, longSide: undefined },
  ]);
});

test('with and without threads the figures are the same', async () => {
  const both = [threaded, local];
  const [a, b] = await Promise.all(both.map((scorer) => scorer.scorePicture(picture, { prompt: '' })));
  expect(a).toEqual(b);
  const [c, d] = await Promise.all(both.map((scorer) => scorer.scoreClip('clip', { prompt: '', readFrames: panning(12) })));
  expect(c).toEqual(d);
});

test('clips and pictures at the same time do not disturb each other', async () => {
  const scorer = createScorer({ workers: 2 });
  const alone = await local.scoreClip('clip', { prompt: '', readFrames: panning(10) });
  const [a, b] = await Promise.all([
    scorer.scoreClip('a', { prompt: '', readFrames: panning(10) }),
    scorer.scoreClip('b', { prompt: '', readFrames: panning(10) }),
    scorer.scorePicture(picture, { prompt: '' }),
  ]);
  expect(a).toEqual(alone);
  expect(b).toEqual(alone);
  await scorer.close();
});

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no failure',
    (cause: unknown) => cause,
  );
}

test('a picture that cannot be read is a typed failure', async () => {
  const damaged = join(folder, 'damaged.png');
  await writeFile(damaged, 'not a picture');
  for (const file of [damaged, join(folder, 'nowhere.png')]) {
    const failure = await failureOf(local.scorePicture(file, { prompt: '' }));
    expect(failure).toBeInstanceOf(StudioFailure);
    expect((failure as StudioFailure).error).toMatchObject({ code: 'asset-missing' });
  }
});

test('a clip without frames, and a reader that fails, are told as they are', async () => {
  const empty: ReadFrames = async function* read() {
    yield* [];
  };
  const none = await failureOf(threaded.scoreClip('clip', { prompt: '', readFrames: empty }));
  expect((none as StudioFailure).error.code).toBe('asset-missing');
  let stopped = false;
  const failing: ReadFrames = async function* read(_file, { count, signal }) {
    if (count !== undefined) throw new StudioFailure({ code: 'ffmpeg-failed', message: 'It broke.', hint: 'Try again.', retryable: true });
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    stopped = true;
    yield* [];
  };
  const broken = await failureOf(threaded.scoreClip('clip', { prompt: '', readFrames: failing }));
  expect((broken as StudioFailure).error.code).toBe('ffmpeg-failed');
  expect(stopped).toBe(true);
});

for (const [name, scorer] of [
  ['with threads', threaded],
  ['without threads', local],
] as const satisfies [string, Scorer][]) {
  test(`scoring stops when it is canceled, ${name}`, async () => {
    const stop = new AbortController();
    const endless: ReadFrames = async function* read(_file, { signal }) {
      const frame = raster(64, 48, (x, y) => [x, y, 9]);
      for (let t = 0; ; t += 1) {
        if (t === 5) stop.abort(new Error('enough'));
        signal?.throwIfAborted();
        yield { ...frame, data: frame.data.slice(), timeSeconds: t / 24 };
      }
    };
    expect(await failureOf(scorer.scoreClip('clip', { prompt: '', signal: stop.signal, readFrames: endless }))).toEqual(
      new Error('enough'),
    );
    expect(await failureOf(scorer.scorePicture(picture, { prompt: '', signal: stop.signal }))).toEqual(new Error('enough'));
  });
}

test('an idle thread is started once and can be ended', async () => {
  const analyst = await createWorkerAnalyst(1);
  const { measures } = await analyst.picture(scene(64, 48));
  expect(measures.laplacianVariance).toBeGreaterThan(0);
  await analyst.close();
  await expect(analyst.picture(scene(64, 48))).resolves.toMatchObject({ measures });
  await analyst.close();
});

test('grey pictures and pictures with alpha are scored like any other', async () => {
  const grey = join(folder, 'grey.png');
  const alpha = join(folder, 'alpha.png');
  await sharp(picture).greyscale().png().toFile(grey);
  await sharp(picture).ensureAlpha(0.5).png().toFile(alpha);
  const colour = (await local.scorePicture(grey, { prompt: '' })).scores.find((score) => score.metric === 'colourfulness');
  expect(colour).toMatchObject({ status: 'measured', value: 0 });
  expect((await local.scorePicture(alpha, { prompt: '' })).overall).toEqual((await local.scorePicture(picture, { prompt: '' })).overall);
});
