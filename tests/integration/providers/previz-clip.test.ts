import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StudioFailure } from '#contract/errors.ts';
import { cameraMovementValues } from '#contract/model/primitives.ts';
import type { ClipRequest } from '#providers/adapter.ts';
import { createPrevizAdapter } from '#providers/previz/adapter.ts';
import { paintPlanned, planClip, renderClip } from '#providers/previz/clip.ts';
import { encode, frameFor, renderPicture } from '#providers/previz/render.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import type { SceneWords } from '../../fixtures/previz-scenes.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const ffmpeg = (require('@ffmpeg-installer/ffmpeg') as { path: string }).path;
const signal = new AbortController().signal;
const size = { width: 320, height: 180 };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'previz-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Red, green, blue bytes. */
async function rgb(png: Buffer): Promise<Buffer> {
  return await sharp(png).removeAlpha().raw().toBuffer();
}

/** Peak signal to noise of two pictures of one size, decibels. */
async function psnr(a: Buffer, b: Buffer): Promise<number> {
  const [x, y] = await Promise.all([rgb(a), rgb(b)]);
  let sum = 0;
  for (let index = 0; index < x.length; index++) sum += ((x[index] ?? 0) - (y[index] ?? 0)) ** 2;
  return 10 * Math.log10((255 * 255 * x.length) / Math.max(1e-9, sum));
}

async function painted(request: ClipRequest, share: number): Promise<Buffer> {
  const clip = await planClip(request, signal);
  return await encode(paintPlanned(clip, Math.round(share * (clip.frames.length - 1))), request.width, request.height);
}

async function ends(request: ClipRequest): Promise<{ start: number; end: number; parts: number }> {
  const clip = await planClip(request, signal);
  const frame = (index: number) => encode(paintPlanned(clip, index), request.width, request.height);
  const { startFrame, endFrame } = request;
  if (!startFrame.request || !endFrame?.request) throw new Error('Both ends must be drawn ones.');
  return {
    start: await psnr(await frame(0), await renderPicture(startFrame.request, signal)),
    end: await psnr(await frame(clip.frames.length - 1), await renderPicture(endFrame.request, signal)),
    parts: clip.plan.parts.length,
  };
}

describe('a clip starts on its start picture and ends on its end picture', () => {
  test.each(cameraMovementValues)('%s', async (movement) => {
    const { start, end } = await ends(sampleClip({ movement, seconds: 3 }, size));
    expect(start).toBeGreaterThan(30);
    expect(end).toBeGreaterThan(30);
  });

  test.each<[string, Partial<SceneWords>]>([
    ['a walk', { action: 'Maya walks along the pavement.', setting: 'City street by day', product: null, movement: 'tracking' }],
    ['reaching, then drinking', { action: 'Maya reaches for the mug. Then she takes a sip.', movement: 'push-in' }],
    ['a product alone', { person: null, setting: 'Studio, black background', movement: 'orbit', framing: 'Close-up' }],
    ['a change of shot size', { framing: 'Medium shot transitioning to close-up', movement: 'push-in' }],
    ['a late entrance', { productTiming: 'enters_at_2s', movement: 'static' }],
    ['rain', { setting: 'Night street in the rain', movement: 'crane-up', seconds: 3 }],
    ['a tilted camera', { angle: 'dutch', movement: 'pan-left' }],
  ])('%s', async (_name, words) => {
    const { start, end } = await ends(sampleClip({ seconds: 3, ...words }, size));
    expect(start).toBeGreaterThan(29);
    expect(end).toBeGreaterThan(29);
  });

  test('also between different variations', async () => {
    const request = sampleClip({ movement: 'push-in', seconds: 3 }, size);
    const end = sampleScene({ movement: 'push-in', seconds: 3 }, { ...size, role: 'end', seed: 12, variation: 4 });
    const result = await ends({ ...request, endFrame: { input: request.startFrame.input, request: end } });
    expect(result.parts).toBe(2);
    expect(result.start).toBeGreaterThan(30);
    expect(result.end).toBeGreaterThan(30);
  });
});

test('every movement but static changes the picture; static moves only the air', async () => {
  const words = { setting: 'Kitchen', action: 'Maya stands.', product: null, seconds: 3 } as const;
  for (const movement of cameraMovementValues) {
    const request = { ...sampleClip({ ...words, movement }, size), endFrame: null };
    const change = await psnr(await painted(request, 0), await painted(request, movement === 'handheld' ? 0.4 : 1));
    if (movement === 'static') expect(change).toBeGreaterThan(24);
    else expect(change, movement).toBeLessThan(26);
  }
});

test('takes of one scene differ in the middle, the same take does not', async () => {
  const request = sampleClip({ movement: 'push-in', seconds: 3 }, size);
  const middle = await Promise.all([1, 2, 3].map((take) => painted({ ...request, take }, 0.3)));
  const [a, b, c] = middle as [Buffer, Buffer, Buffer];
  expect(await psnr(a, b)).toBeLessThan(28);
  expect(await psnr(b, c)).toBeLessThan(28);
  expect((await painted({ ...request, take: 2 }, 0.3)).equals(b)).toBe(true);
});

describe("somebody's own photograph", () => {
  let photo = '';
  beforeAll(async () => {
    photo = path.join(folder, 'photo.png');
    const stripes = Array.from(
      { length: 20 },
      (_, index) =>
        `<rect x="${index * 32}" width="16" height="360" fill="#c84"/><rect y="${index * 18}" width="640" height="6" fill="#246"/>`,
    ).join('');
    await sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#8ab"/>${stripes}</svg>`,
      ),
    )
      .png()
      .toFile(photo);
  });
  const own = (words: Partial<SceneWords>) => {
    const input = { sha256: 'a'.repeat(64), mime: 'image/png', path: photo };
    return sampleClip({ seconds: 2, ...words }, { ...size, startFrame: { input, request: null }, endFrame: null });
  };

  test('is the first frame, untouched, and then moves', async () => {
    const shown = await sharp(photo).resize(320, 180).png().toBuffer();
    for (const movement of ['push-in', 'pan-left', 'orbit', 'pull-out'] as const) {
      expect(await psnr(await painted(own({ movement }), 0), shown)).toBeGreaterThan(40);
      expect(await psnr(await painted(own({ movement }), 1), shown)).toBeLessThan(22);
    }
  });

  test('leads to a drawn end frame', async () => {
    const request = {
      ...own({ movement: 'push-in' }),
      endFrame: {
        input: { sha256: 'b'.repeat(64), mime: 'image/png', path: photo },
        request: sampleScene({ movement: 'push-in', seconds: 2 }, { ...size, role: 'end' as const }),
      },
    };
    expect(await psnr(await painted(request, 1), await renderPicture(request.endFrame.request, signal))).toBeGreaterThan(29);
  });
});

async function probe(file: string): Promise<string> {
  // ffmpeg without an output tells about its input and exits with 1.
  const { stderr } = await run(ffmpeg, ['-hide_banner', '-i', file, '-f', 'null', '-']);
  return stderr;
}

describe('files', () => {
  test.each([0, 1, 2])('with %d painting threads: H.264, yuv420p, right length', async (workers) => {
    const file = path.join(folder, `clip-${workers}.mp4`);
    const seen: number[] = [];
    await renderClip(sampleClip({ movement: 'pan-right', seconds: 1 }, size), file, {
      signal,
      ffmpeg,
      workers,
      onProgress: (share) => seen.push(share),
    });
    const info = await probe(file);
    expect(info).toMatch(/Video: h264.*yuv420p.*320x180.*24 fps/);
    expect(info).toMatch(/frame=\s*24\b/);
    expect(seen.at(-1)).toBe(1);
    expect(seen.every((share, index) => index === 0 || share >= (seen[index - 1] ?? 0))).toBe(true);
  });

  test('threads change nothing about the result', async () => {
    const [a, b] = await Promise.all([readFile(path.join(folder, 'clip-0.mp4')), readFile(path.join(folder, 'clip-1.mp4'))]);
    expect(a.equals(b)).toBe(true);
  });

  test('the decoded first frame is the start picture', async () => {
    const request = sampleClip({ movement: 'pan-right', seconds: 1 }, size);
    const out = path.join(folder, 'first.png');
    await run(ffmpeg, ['-y', '-i', path.join(folder, 'clip-1.mp4'), '-frames:v', '1', out]);
    if (!request.startFrame.request) throw new Error('A drawn start.');
    expect(await psnr(await readFile(out), await renderPicture(request.startFrame.request, signal))).toBeGreaterThan(28);
  });

  test('canceling stops quickly and leaves nothing', async () => {
    const lonely = await mkdtemp(path.join(folder, 'cancel-'));
    const stop = new AbortController();
    const work = renderClip(sampleClip({ movement: 'orbit', seconds: 8 }, size), path.join(lonely, 'clip.mp4'), {
      signal: stop.signal,
      ffmpeg,
      workers: 1,
      onProgress: (share) => share > 0.3 && stop.abort(),
    });
    await expect(work).rejects.toThrow();
    expect(await readdir(lonely)).toEqual([]);
  });

  test('a missing ffmpeg is explained', async () => {
    const lonely = await mkdtemp(path.join(folder, 'missing-'));
    const work = renderClip(sampleClip({ seconds: 1 }, size), path.join(lonely, 'clip.mp4'), {
      signal,
      ffmpeg: path.join(lonely, 'no-ffmpeg'),
      onProgress: () => undefined,
    });
    const error = await work.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StudioFailure);
    expect(error instanceof StudioFailure && error.error.code).toBe('ffmpeg-missing');
    expect(await readdir(lonely)).toEqual([]);
  });
});

describe('the adapter', () => {
  const adapter = () => createPrevizAdapter({ ffmpeg: () => Promise.resolve(ffmpeg), scratch: path.join(folder, 'scratch') });
  const settle = async (made: ReturnType<typeof adapter>, handle: Parameters<ReturnType<typeof adapter>['poll']>[0]) => {
    for (;;) {
      const result = await made.poll(handle, { signal });
      if (result.state !== 'running' && result.state !== 'queued') return result;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  test('draws a picture: submit, poll, fetch', async () => {
    const made = adapter();
    const request = sampleScene({}, size);
    expect(made.price(request)).toEqual({ amount: 0, currency: 'USD', basis: 'free' });
    expect(made.validate(request)).toEqual([]);
    const handle = await made.submit(request, { clientJobId: 'job-1', prepared: null, signal });
    const result = await settle(made, handle);
    if (result.state !== 'succeeded') throw new Error('The picture failed.');
    const file = path.join(folder, 'fetched', 'picture.png');
    await made.fetchOutput(result.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
    expect((await readFile(file)).equals(await renderPicture(request, signal))).toBe(true);
    expect(await made.cancel(handle)).toBe('too_late');
  });

  test('films a clip and reports how far it is', async () => {
    const made = adapter();
    const handle = await made.submit(sampleClip({ seconds: 1, movement: 'push-in' }, size), {
      clientJobId: 'job-2',
      prepared: null,
      signal,
    });
    const first = await made.poll(handle, { signal });
    expect(first.state).toBe('running');
    const result = await settle(made, handle);
    expect(result).toMatchObject({ state: 'succeeded', outputs: [{ mime: 'video/mp4' }], cost: { amount: 0 } });
  });

  test('cancels, forgets lost work, and refuses what cannot be drawn', async () => {
    const made = adapter();
    const handle = await made.submit(sampleClip({ seconds: 8 }, size), { clientJobId: 'job-3', prepared: null, signal });
    expect(await made.cancel(handle)).toBe('canceled');
    expect(await made.poll(handle, { signal })).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });
    expect((await readdir(path.join(folder, 'scratch'))).filter((name) => name.startsWith('job-3'))).toEqual([]);
    expect(
      await made.reconcile({ clientJobId: 'job-9', request: sampleScene(), prepared: null, since: 0, isClaimed: () => false }, { signal }),
    ).toBe('none');
    expect(await made.poll({ version: 1, remoteId: 'lost', data: {} }, { signal })).toMatchObject({ state: 'expired' });
    expect(made.validate(sampleScene({}, { width: 0, height: 10.5 })).map((problem) => problem.path)).toEqual(['width', 'height']);
  });

  test('a reference that cannot be read fails the job in words', async () => {
    const made = adapter();
    const bad = path.join(folder, 'bad.png');
    await writeFile(bad, 'not a picture');
    const request = sampleScene(
      {},
      { ...size, references: [{ role: 'product', input: { sha256: 'c'.repeat(64), mime: 'image/png', path: bad }, seed: null }] },
    );
    const result = await settle(made, await made.submit(request, { clientJobId: 'job-4', prepared: null, signal }));
    expect(result).toMatchObject({ state: 'failed', error: { kind: 'provider_failed' } });
  });
});

test('an end frame continues the start frame it refers to', async () => {
  const file = path.join(folder, 'start.png');
  const start = sampleScene({}, { ...size, variation: 3, seed: 41 });
  await writeFile(file, await renderPicture(start, signal));
  const input = { sha256: 'e'.repeat(64), mime: 'image/png', path: file };
  const end = (variation: number, referred: boolean) =>
    sampleScene(
      {},
      { ...size, role: 'end', variation, seed: 50 + variation, references: referred ? [{ role: 'start-frame', input, seed: 41 }] : [] },
    );
  const continued = await frameFor(end(1, true));
  expect(continued.staging).toEqual((await frameFor(start)).staging);
  expect((await frameFor(end(1, false))).staging.idea).not.toBe(continued.staging.idea);
  const others = await Promise.all([2, 3, 4, 5, 6].map((variation) => frameFor(end(variation, true))));
  expect(new Set(others.map((frame) => frame.staging.idea)).size).toBe(5);
  expect(new Set(others.map((frame) => frame.staging.warmth)).size).toBe(1);
  // A photograph says nothing about staging, and is no obstacle.
  const photo = path.join(folder, 'plain.png');
  await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .png()
    .toFile(photo);
  const after = sampleScene(
    {},
    { ...size, role: 'end', references: [{ role: 'start-frame', input: { ...input, path: photo }, seed: null }] },
  );
  expect((await frameFor(after)).staging.idea).toBe((await frameFor({ ...after, references: [] })).staging.idea);
});

describe('a clip to an end frame that follows from the start frame', () => {
  async function followed(words: Partial<SceneWords>, startVariation: number, variation: number): Promise<ClipRequest> {
    const start = sampleScene(words, { ...size, variation: startVariation, seed: 61 });
    const file = path.join(folder, `followed-${startVariation}-${variation}.png`);
    await writeFile(file, await renderPicture(start, signal));
    const input = { sha256: 'e'.repeat(64), mime: 'image/png', path: file };
    const references = [{ role: 'start-frame' as const, input, seed: 61 }];
    const end = sampleScene(words, { ...size, role: 'end', variation, seed: 70 + variation, references });
    return { ...sampleClip(words, size), startFrame: { input, request: start }, endFrame: { input, request: end } };
  }

  test.each<[string, Partial<SceneWords>]>([
    ['push-in', { movement: 'push-in' }],
    ['pull-out, taking a sip', { movement: 'pull-out', action: 'Maya reaches for the mug. Then she takes a sip.' }],
    [
      'tracking a walk',
      { movement: 'tracking', action: 'Maya walks along, then stands still.', setting: 'City street by day', product: null },
    ],
    ['orbit with company', { movement: 'orbit', action: 'Maya stands with a friend.', setting: 'Café' }],
  ])('%s: one shot, both ends exact, nobody dissolves', async (_name, words) => {
    for (const variation of [1, 3]) {
      const request = await followed({ seconds: 3, ...words }, 2, variation);
      const { start, end, parts } = await ends(request);
      expect(parts).toBe(1);
      expect(start).toBeGreaterThan(30);
      expect(end).toBeGreaterThan(30);
      const clip = await planClip(request, signal);
      const part = clip.plan.parts[0];
      if (part?.kind !== 'reel') throw new Error('The clip has no reel.');
      const people = part.reel.motion.flatMap((motion, index) => (motion.animated ? [index] : []));
      expect(people.length).toBeGreaterThan(0);
      const shown = new Set<number>();
      for (const frame of clip.frames) {
        expect(frame.mix).toBe(0);
        const view = frame.views[0];
        if (!('shot' in view)) throw new Error('The clip shows a photograph.');
        for (const index of people) {
          expect(view.shot.state.layers[index]?.mix).toBe(0);
          shown.add(view.shot.state.layers[index]?.first ?? 0);
        }
      }
      // In-between drawings, not just the two ends.
      expect(shown.size).toBeGreaterThan(4);
    }
  });

  test('an end made from another start frame takes over late and shortly', async () => {
    const request = await followed({ seconds: 3, movement: 'push-in' }, 2, 1);
    const other = sampleScene({ seconds: 3, movement: 'push-in' }, { ...size, variation: 3, seed: 61 });
    const clip = await planClip({ ...request, startFrame: { ...request.startFrame, request: other } }, signal);
    const clean = clip.frames.filter((frame) => frame.mix === 0 || frame.mix === 256).length;
    expect(clip.plan.parts.length).toBe(2);
    expect(clean / clip.frames.length).toBeGreaterThan(0.84);
    expect(clip.frames.findIndex((frame) => frame.mix > 0) / clip.frames.length).toBeGreaterThan(0.75);
    expect(clip.frames.at(-1)?.mix).toBe(256);
  });
});

test("the person's own product picture takes the thing's place", async () => {
  const file = path.join(folder, 'product.png');
  await sharp({ create: { width: 300, height: 400, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .composite([
      {
        input: Buffer.from(
          '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"><rect x="50" y="50" width="200" height="340" rx="30" fill="#00e05a"/></svg>',
        ),
      },
    ])
    .png()
    .toFile(file);
  await stat(file);
  const words = { person: null, framing: 'Close-up of the product', setting: 'Kitchen' } as const;
  const green = async (references: ReturnType<typeof sampleScene>['references']) => {
    const bytes = await rgb(await renderPicture(sampleScene(words, { ...size, references }), signal));
    let count = 0;
    for (let index = 0; index < bytes.length; index += 3)
      if ((bytes[index + 1] ?? 0) > (bytes[index] ?? 0) + 50 && (bytes[index + 1] ?? 0) > (bytes[index + 2] ?? 0) + 40) count++;
    return count / (bytes.length / 3);
  };
  expect(await green([])).toBeLessThan(0.001);
  expect(await green([{ role: 'product', input: { sha256: 'd'.repeat(64), mime: 'image/png', path: file }, seed: null }])).toBeGreaterThan(
    0.05,
  );
});
