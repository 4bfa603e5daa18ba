/** A real clip through ffmpeg and the worker threads. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StudioFailure } from '#contract/errors.ts';
import { locateTools } from '#media/locate.ts';
import { createScorer } from '#scoring/scorer.ts';

const scorer = createScorer();
let folder = '';

async function make(name: string, ...args: string[]): Promise<string> {
  const { ffmpeg } = await locateTools();
  const file = join(folder, name);
  const run = spawnSync(ffmpeg.path, ['-v', 'error', '-y', ...args, '-pix_fmt', 'yuv420p', file], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return file;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-scoring-'));
});

afterAll(async () => {
  await scorer.close();
  await rm(folder, { recursive: true, force: true });
});

test('a moving clip scores above the same clip with pulsing light', async () => {
  const source = ['-f', 'lavfi', '-i', 'mandelbrot=s=640x360:r=24', '-t', '2'];
  const calm = await scorer.scoreClip(await make('calm.mp4', ...source), { prompt: 'a fractal' });
  const pulsing = await scorer.scoreClip(await make('pulsing.mp4', ...source, '-vf', "eq=brightness='0.06*sin(2*PI*n/3)':eval=frame"), {
    prompt: 'a fractal',
  });
  expect(calm.seconds).toBeCloseTo(2, 1);
  expect(calm.flags).toEqual([]);
  expect(calm.motion?.value).toBeGreaterThan(0.02);
  expect(pulsing.overall.value ?? 100).toBeLessThan((calm.overall.value ?? 0) - 15);
});

test('heavy compression shows as blocks', async () => {
  const source = ['-f', 'lavfi', '-i', 'mandelbrot=s=640x360:r=24', '-t', '1'];
  const fine = await scorer.scoreClip(await make('fine.mp4', ...source), { prompt: '' });
  const coarse = await scorer.scoreClip(await make('coarse.avi', ...source, '-c:v', 'mjpeg', '-q:v', '31'), { prompt: '' });
  const blocks = (result: typeof fine): number => {
    const score = result.scores.find((one) => one.metric === 'blockiness');
    return score?.status === 'measured' ? score.value : Number.NaN;
  };
  expect(blocks(coarse)).toBeGreaterThan(blocks(fine) + 0.2);
});

test('a file that is no clip is a typed failure', async () => {
  const failure = await scorer.scoreClip(import.meta.filename, { prompt: '' }).then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(failure).toBeInstanceOf(StudioFailure);
  expect((failure as StudioFailure).error.code).toBe('ffmpeg-failed');
});
