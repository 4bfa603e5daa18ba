/** The adapter made of a description and a protocol, with real pictures on disk. */
/* oxlint-disable unicorn/no-thenable -- constraints are plain data: their "then" is an object, never a function */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClipRequest, MediaInput, PreparedRequest } from '#providers/adapter.ts';
import { fitPicture } from '#providers/descriptors/files.ts';
import { createModelAdapter, type ModelAdapterOptions } from '#providers/descriptors/model-adapter.ts';
import type { ModelDescriptor } from '#providers/descriptors/schema.ts';
import type { JobProtocol, OutgoingJob } from '#providers/provider.ts';
import { ProviderFailure, providerError } from '#providers/transport/errors.ts';
import { clipModel, clipRequest, kling, pictureModel, pictureRequest, upload } from './descriptors-requests.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'heroframe-descriptors-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const { signal } = new AbortController();

async function stored(name: string, bytes: Buffer, mime: string): Promise<MediaInput> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), mime, path: file };
}

/** Noise, so that a picture has weight. */
function noise(width: number, height: number, channels: 3 | 4 = 3): Sharp {
  const data = Buffer.alloc(width * height * channels);
  let state = 12345;
  for (let index = 0; index < data.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[index] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels } });
}

const picture = async (name: string, width = 64, height = 36): Promise<MediaInput> =>
  stored(`${name}.png`, await noise(width, height).png().toBuffer(), 'image/png');

async function failureOf(work: Promise<unknown>): Promise<ProviderFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProviderFailure) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

interface Harness {
  uploads: MediaInput[];
  sent: OutgoingJob[];
  mostAtOnce: number;
  clock: number;
  protocol: JobProtocol;
}

function harness(changes: Partial<JobProtocol> = {}): Harness {
  let atOnce = 0;
  const made: Harness = {
    uploads: [],
    sent: [],
    mostAtOnce: 0,
    clock: 0,
    protocol: {
      async upload(file) {
        made.mostAtOnce = Math.max(made.mostAtOnce, ++atOnce);
        await sleep(10);
        atOnce--;
        made.uploads.push(file);
        return `https://uploads.example/${made.uploads.length}`;
      },
      submit(job) {
        made.sent.push(job);
        return Promise.resolve({ version: 1, remoteId: `job-${made.sent.length}`, data: {} });
      },
      poll: () => Promise.resolve({ state: 'running', progress: 0.5, message: null }),
      cancel: () => Promise.resolve('too_late'),
      reconcile: () => Promise.resolve('unknown'),
      fetchOutput: () => Promise.resolve(),
      ...changes,
    },
  };
  return made;
}

const adapterOf = (descriptor: ModelDescriptor, from: Harness, more: Partial<ModelAdapterOptions> = {}) =>
  createModelAdapter({
    definition: { id: 'somewhere', label: 'Somewhere', where: 'cloud' },
    descriptor,
    protocol: () => Promise.resolve(from.protocol),
    connection: { inbox: path.join(folder, 'inbox'), publicUpload: null },
    concurrency: 2,
    now: () => from.clock,
    ...more,
  });

async function shot(changes: Partial<ClipRequest> = {}): Promise<ClipRequest> {
  return clipRequest({ startFrame: { input: await picture('start'), request: null }, ...changes });
}

const prepareOf = async (adapter: ReturnType<typeof adapterOf>, request: ClipRequest, clientJobId = 'one'): Promise<PreparedRequest> => {
  const prepared = await adapter.prepare?.(request, { clientJobId, signal });
  if (prepared === undefined) throw new Error('There is no prepare.');
  return prepared;
};

describe('a job from end to end', () => {
  test('uploads, sends addresses, and says what it costs', async () => {
    const from = harness();
    const adapter = adapterOf(kling(), from, { overrides: { mode: 'pro' } });
    const request = await shot({ seconds: 7 });
    expect(adapter).toMatchObject({ id: 'somewhere', label: 'Somewhere', model: 'maker/model', concurrency: 2 });
    expect(adapter.validate(request)).toEqual([]);
    expect(adapter.price(request)).toEqual({ amount: 2.24, currency: 'USD', basis: 'listed' });
    const prepared = await prepareOf(adapter, request);
    expect(prepared).toEqual({
      version: 1,
      modelId: 'somewhere:maker/model',
      body: { prompt: request.prompt, start_image: 'https://uploads.example/1', duration: 10, mode: 'pro' },
      params: { duration: 10, mode: 'pro' },
    });
    const handle = await adapter.submit(request, { clientJobId: 'one', prepared, signal });
    expect(handle.remoteId).toBe('job-1');
    expect(from.sent[0]).toMatchObject({ clientJobId: 'one', prepared, body: prepared.body });
  });

  test('a preview names pictures and shows nothing of their content', async () => {
    const preview = adapterOf(kling(), harness()).preview?.(await shot());
    expect(preview).toMatchObject({
      modelId: 'somewhere:maker/model',
      modelName: 'Kling',
      providerLabel: 'Somewhere',
      body: { start_image: '‹start frame›', duration: 5 },
      price: { amount: 0.84, basis: 'listed' },
      problems: [],
    });
    expect(JSON.stringify(preview)).not.toContain('$file');
    expect(JSON.stringify(preview)).not.toContain(folder);
  });

  test('what cannot be sent is refused before anything is uploaded', async () => {
    const from = harness();
    const model = kling({ constraints: [{ if: { has: ['firstFrame'] }, then: { refuse: true }, message: 'Not today.' }] });
    const { error } = await failureOf(prepareOf(adapterOf(model, from), await shot()));
    expect(error).toMatchObject({ kind: 'invalid_input', fields: [{ path: 'firstFrame', message: 'Not today.' }] });
    expect(from.uploads).toEqual([]);
  });

  test('what only the server knows is refused too', async () => {
    const problem = { path: 'workflow', message: 'A node is missing.' };
    const from = harness({ check: () => Promise.resolve([problem]) });
    expect((await failureOf(prepareOf(adapterOf(kling(), from), await shot()))).error).toMatchObject({
      kind: 'invalid_input',
      fields: [problem],
    });
  });

  test('runs on this computer: free', async () => {
    const adapter = adapterOf(kling(), harness(), { definition: { id: 'here', label: 'Here', where: 'local' } });
    expect(adapter.price(await shot())).toEqual({ amount: 0, currency: 'USD', basis: 'free' });
  });

  test('a failure before anything was sent says so, whatever it is', async () => {
    const from = harness();
    const adapter = adapterOf(kling(), from, { protocol: () => Promise.reject(new Error('The key is gone.')) });
    const prepared = { version: 1 as const, modelId: 'somewhere:maker/model', body: {}, params: {} };
    const { error } = await failureOf(adapter.submit(await shot(), { clientJobId: 'one', prepared, signal }));
    expect(error.kind).toBe('network_before_send');
    expect(error.message).toBe('The request for Kling could not be made ready, and nothing was sent. The key is gone.');
  });

  test('what the protocol throws while sending is handed on as it is', async () => {
    const lost = new ProviderFailure(providerError('network_after_send', 'Lost.'));
    const adapter = adapterOf(kling(), harness({ submit: () => Promise.reject(lost) }));
    expect(await failureOf(adapter.submit(await shot(), { clientJobId: 'one', prepared: null, signal }))).toBe(lost);
  });

  test('a protocol that could not be loaded is asked for again', async () => {
    const from = harness();
    let asked = 0;
    const adapter = adapterOf(kling(), from, {
      protocol: () => (++asked === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve(from.protocol)),
    });
    const handle = { version: 1, remoteId: 'x', data: {} };
    await expect(adapter.poll(handle, { signal })).rejects.toThrow('not yet');
    await expect(adapter.poll(handle, { signal })).resolves.toMatchObject({ state: 'running' });
    await adapter.poll(handle, { signal });
    expect(asked).toBe(2);
  });
});

describe('uploads', () => {
  test('three takes upload one hero frame once, for twenty minutes', async () => {
    const from = harness();
    const adapter = adapterOf(kling(), from);
    const request = await shot();
    const [first, second] = await Promise.all([prepareOf(adapter, request, 'a'), prepareOf(adapter, { ...request, take: 2 }, 'b')]);
    from.clock += 19 * 60_000;
    const third = await prepareOf(adapter, { ...request, take: 3 }, 'c');
    expect(from.uploads).toHaveLength(1);
    expect(new Set([first, second, third].map(({ body }) => body['start_image']))).toEqual(new Set(['https://uploads.example/1']));
    from.clock += 2 * 60_000;
    expect((await prepareOf(adapter, request, 'd')).body['start_image']).toBe('https://uploads.example/2');
  });

  test('at most three at once', async () => {
    const from = harness();
    const model = pictureModel({
      modes: ['text', 'reference'],
      roles: { prompt: { path: 'prompt' }, references: { ...upload('images[]'), max: 8 } },
    });
    const references = await Promise.all(
      [1, 2, 3, 4, 5, 6].map(async (n) => ({ role: 'style' as const, input: await picture(`style-${n}`, 20 + n, 20), seed: null })),
    );
    await adapterOf(model, from).prepare?.(pictureRequest({ references }), { clientJobId: 'one', signal });
    expect(from.uploads).toHaveLength(6);
    expect(from.mostAtOnce).toBe(3);
  });

  test('a failed upload is not remembered, and does not fail the job that waited for it', async () => {
    let tries = 0;
    const from = harness({
      upload: () =>
        ++tries === 1 ? Promise.reject(new ProviderFailure(providerError('provider_overloaded', 'Busy.'))) : Promise.resolve('https://ok'),
    });
    const adapter = adapterOf(kling(), from);
    const request = await shot();
    const [one, other] = await Promise.allSettled([prepareOf(adapter, request, 'a'), prepareOf(adapter, request, 'b')]);
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect((await prepareOf(adapter, request, 'c')).body['start_image']).toBe('https://ok');
    expect(tries).toBe(2);
  });

  test('a job that is canceled stops waiting for another job’s upload', async () => {
    const { promise: never } = Promise.withResolvers<string>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const adapter = adapterOf(
      kling(),
      harness({
        upload: () => {
          begin();
          return never;
        },
      }),
    );
    const request = await shot();
    void adapter.prepare?.(request, { clientJobId: 'a', signal }).catch(() => undefined);
    // The other one's upload, or there is nothing to wait for.
    await begun;
    const stop = new AbortController();
    const waiting = adapter.prepare?.(request, { clientJobId: 'b', signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(waiting).rejects.toThrow(/abort/iu);
  });

  const publicModel = clipModel({
    modes: ['image'],
    roles: { prompt: { path: 'prompt' }, firstFrame: { path: 'image', encoding: 'public-url' } },
  });

  test('without a public upload it is said which provider to connect', async () => {
    const adapter = adapterOf(publicModel, harness());
    const request = await shot();
    expect(adapter.validate(request)[0]?.message).toMatch(/Connect a provider that has one/u);
    expect(adapter.preview?.(request).problems).toHaveLength(1);
    expect((await failureOf(prepareOf(adapter, request))).error).toMatchObject({ kind: 'invalid_input', fields: [{ path: 'pictures' }] });
  });

  test('with one, the picture goes there and not to the provider', async () => {
    const from = harness();
    const publicUpload = () => Promise.resolve('https://public.example/start.png');
    const adapter = adapterOf(publicModel, from, { connection: { inbox: path.join(folder, 'inbox'), publicUpload } });
    expect(adapter.validate(await shot())).toEqual([]);
    expect((await prepareOf(adapter, await shot())).body['image']).toBe('https://public.example/start.png');
    expect(from.uploads).toEqual([]);
  });

  test('a provider without an upload says so', async () => {
    const from = harness();
    delete from.protocol.upload;
    expect((await failureOf(prepareOf(adapterOf(kling(), from), await shot()))).error.message).toContain(
      'Somewhere has no upload for pictures',
    );
  });
});

describe('pictures inside the request', () => {
  const inside = (encoding: 'data-uri' | 'base64', more: Record<string, unknown> = {}) =>
    clipModel({ modes: ['image'], roles: { prompt: { path: 'prompt' }, firstFrame: { path: 'image', encoding, ...more } } });

  test('stay out of what is stored and are put in when it is sent', async () => {
    const from = harness();
    const adapter = adapterOf(inside('data-uri'), from);
    const request = await shot();
    const prepared = await prepareOf(adapter, request);
    const { input } = request.startFrame;
    expect(prepared.body['image']).toEqual({ $file: input.sha256, as: 'data-uri' });
    // As after a restart: the stored row alone, and another adapter.
    await adapterOf(inside('data-uri'), from).submit(request, {
      clientJobId: 'one',
      prepared: JSON.parse(JSON.stringify(prepared)) as PreparedRequest,
      signal,
    });
    expect(from.sent[0]?.body['image']).toBe(`data:image/png;base64,${(await readFile(input.path)).toString('base64')}`);
    expect(from.uploads).toEqual([]);
  });

  test('in a wrap, with the type that is really sent', async () => {
    const from = harness();
    const model = inside('base64', { mime: ['image/jpeg'], wrap: { data: '$file', media_type: '$mime' } });
    const adapter = adapterOf(model, from);
    const request = await shot();
    const prepared = await prepareOf(adapter, request);
    expect(prepared.body['image']).toEqual({ data: { $file: request.startFrame.input.sha256, as: 'base64' }, media_type: 'image/jpeg' });
    await adapter.submit(request, { clientJobId: 'one', prepared, signal });
    const sent = from.sent[0]?.body['image'] as { data: string; media_type: string };
    expect((await sharp(Buffer.from(sent.data, 'base64')).metadata()).format).toBe('jpeg');
  });

  test('an unreadable picture is found before anything is sent', async () => {
    const from = harness();
    const input = await stored('broken.png', Buffer.from('this is no picture'), 'image/png');
    const { error } = await failureOf(
      prepareOf(adapterOf(inside('data-uri'), from), clipRequest({ startFrame: { input, request: null } })),
    );
    expect(error.kind).toBe('invalid_input');
    expect(error.message).toContain('The picture for the start frame could not be read');
    expect(from.sent).toEqual([]);
  });
});

describe('fitting a picture', () => {
  const png = ['image/png', 'image/jpeg', 'image/webp'];

  test('one that fits is left alone', async () => {
    const input = await picture('fits', 400, 300);
    expect(await fitPicture(input, { mime: png, minPx: 300, maxBytes: 10_000_000 }, path.join(folder, 'none'), 'start frame', signal)).toBe(
      input,
    );
    await expect(stat(path.join(folder, 'none'))).rejects.toThrow();
  });

  test('too small: enlarged with its shape', async () => {
    const fitted = await fitPicture(
      await picture('small', 160, 90),
      { mime: png, minPx: 300 },
      path.join(folder, 'fit'),
      'start frame',
      signal,
    );
    const { width, height } = await sharp(fitted.path).metadata();
    expect(height).toBe(300);
    expect(width / height).toBeCloseTo(160 / 90, 2);
  });

  test.each([
    { name: 'jpeg', mime: png, maxBytes: 40_000 },
    { name: 'png alone', mime: ['image/png'], maxBytes: 60_000 },
    { name: 'not below the smallest side', mime: ['image/jpeg'], maxBytes: 60_000, minPx: 200 },
  ])('too heavy: $name', async ({ mime, maxBytes, minPx }) => {
    const input = await picture('heavy', 480, 270);
    expect((await stat(input.path)).size).toBeGreaterThan(maxBytes);
    const fitted = await fitPicture(
      input,
      { mime, maxBytes, ...(minPx === undefined ? {} : { minPx }) },
      path.join(folder, 'fit'),
      'start frame',
      signal,
    );
    const { width, height } = await sharp(fitted.path).metadata();
    expect((await stat(fitted.path)).size).toBeLessThanOrEqual(maxBytes);
    expect(width / height).toBeCloseTo(480 / 270, 1);
    expect(height).toBeGreaterThanOrEqual(minPx ?? 1);
    expect(mime).toContain(fitted.mime);
  });

  test('what cannot be made light enough is a problem and not an endless loop', async () => {
    const input = await picture('impossible', 480, 270);
    const work = fitPicture(input, { mime: ['image/png'], maxBytes: 1000, minPx: 200 }, path.join(folder, 'fit'), 'end frame', signal);
    expect((await failureOf(work)).error.message).toBe(
      'The picture for the end frame could not be made small enough for this model (at most 1 kB).',
    );
  });

  test('transparency is kept where it can be', async () => {
    const input = await stored('alpha.webp', await noise(64, 64, 4).webp({ lossless: true }).toBuffer(), 'image/webp');
    const both = await fitPicture(input, { mime: ['image/png', 'image/jpeg'] }, path.join(folder, 'fit'), 'reference', signal);
    expect(both.mime).toBe('image/png');
    expect((await sharp(both.path).metadata()).hasAlpha).toBe(true);
    expect((await fitPicture(input, { mime: ['image/jpeg'] }, path.join(folder, 'fit'), 'reference', signal)).mime).toBe('image/jpeg');
  });

  test('a turned photo is sent upright', async () => {
    const input = await stored('turned.jpg', await noise(64, 36).jpeg().withMetadata({ orientation: 6 }).toBuffer(), 'image/jpeg');
    const fitted = await fitPicture(input, { mime: png }, path.join(folder, 'fit'), 'start frame', signal);
    expect(await sharp(fitted.path).metadata()).toMatchObject({ width: 36, height: 64 });
  });

  test('the type is the one inside, whatever the name says', async () => {
    const input = await stored('jpeg-called.png', await noise(32, 32).jpeg().toBuffer(), 'image/png');
    expect(await fitPicture(input, { mime: png }, path.join(folder, 'fit'), 'start frame', signal)).toEqual({
      ...input,
      mime: 'image/jpeg',
    });
    const fitted = await fitPicture(input, { mime: ['image/png'] }, path.join(folder, 'fit'), 'start frame', signal);
    expect((await sharp(fitted.path).metadata()).format).toBe('png');
  });

  test('made once, and found again', async () => {
    const place = path.join(folder, 'once');
    const input = await picture('once', 160, 90);
    const limits = { mime: ['image/jpeg'] };
    const [one, two] = await Promise.all([1, 2].map(() => fitPicture(input, limits, place, 'start frame', signal)));
    const [name = '', ...others] = await readdir(place);
    expect(others).toEqual([]);
    const { mtimeMs } = await stat(path.join(place, name));
    const again = await fitPicture(input, limits, place, 'start frame', signal);
    expect(again).toEqual(one);
    expect(again).toEqual(two);
    expect((await stat(path.join(place, name))).mtimeMs).toBe(mtimeMs);
    expect(again.sha256).toBe(
      createHash('sha256')
        .update(await readFile(again.path))
        .digest('hex'),
    );
  });
});
