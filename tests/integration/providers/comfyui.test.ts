/** ComfyUI against its simulator: through the adapter that the studio uses, over real sockets. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  ClipRequest,
  GenerationRequest,
  JobHandle,
  LostJob,
  MediaInput,
  PictureRequest,
  ProviderAdapter,
} from '#providers/adapter.ts';
import { comfyuiDefinition } from '#providers/comfyui/definition.ts';
import { previewIn } from '#providers/comfyui/live.ts';
import { describeWorkflow, descriptorFor } from '#providers/comfyui/import-workflow.ts';
import { promptIdFor } from '#providers/comfyui/prompt-id.ts';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor } from '#providers/descriptors/schema.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { startComfyUi, type ComfySimulator } from '../../simulators/comfyui.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import type { SimulatorOptions } from '../../simulators/kit/simulator.ts';

const models = comfyuiDefinition.models.map((file) => modelDescriptorSchema.parse(file));
const signal = new AbortController().signal;
const JOB = 10_000;

let folder: string;
let picture: MediaInput;
const open: { simulator: ComfySimulator; connection: TestConnection; client: ProviderClient }[] = [];

interface Bench {
  simulator: ComfySimulator;
  connection: TestConnection;
  client: ProviderClient;
  previews: { clientJobId: string; mime: string; bytes: Uint8Array }[];
  adapter: (model: string | ModelDescriptor) => ProviderAdapter;
}

async function connectTo(simulator: ComfySimulator): Promise<Bench> {
  const connection = await connectionTo(comfyuiDefinition, simulator);
  const previews: Bench['previews'] = [];
  connection.onPreview = (clientJobId, preview) => void previews.push({ clientJobId, ...preview });
  const client = await comfyuiDefinition.connect(connection);
  open.push({ simulator, connection, client });
  const adapter = (model: string | ModelDescriptor): ProviderAdapter => {
    const descriptor = typeof model === 'string' ? modelOf(model) : model;
    return createModelAdapter({
      definition: comfyuiDefinition,
      descriptor,
      connection,
      concurrency: 2,
      protocol: () => Promise.resolve(client.jobs?.(descriptor) ?? Promise.reject(new Error('no jobs'))),
    });
  };
  return { simulator, connection, client, previews, adapter };
}

const bench = async (options: SimulatorOptions = {}): Promise<Bench> =>
  connectTo(await startComfyUi({ clock: scriptedClock(), jobMilliseconds: JOB, ...options }));

function modelOf(remoteId: string): ModelDescriptor {
  const found = models.find((each) => each.remoteId === remoteId);
  if (found === undefined) throw new Error(`There is no model ${remoteId}.`);
  return found;
}

const still = (extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt: 'A red bicycle in Lisbon.', negative: 'blurry', references: [], width: 320, height: 176, ...extra });
const clip = (extra: Partial<ClipRequest> = {}): ClipRequest =>
  sampleClip(
    {},
    {
      prompt: 'A red bicycle rolls.',
      negative: 'blurry',
      width: 256,
      height: 144,
      seconds: 0.8,
      startFrame: { input: picture, request: null },
      endFrame: null,
      ...extra,
    },
  );
const withReference = (): PictureRequest => still({ references: [{ role: 'product', input: picture, seed: null }] });

async function start(adapter: ProviderAdapter, request: GenerationRequest, clientJobId = 'job 1'): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId, signal })) ?? null;
  return adapter.submit(request, { clientJobId, prepared, signal });
}

async function lostJob(adapter: ProviderAdapter, request: GenerationRequest, extra: Partial<LostJob> = {}): Promise<LostJob> {
  const prepared = (await adapter.prepare?.(request, { clientJobId: 'job 1', signal })) ?? null;
  return { clientJobId: 'job 1', request, prepared, since: 0, isClaimed: () => false, ...extra };
}

const failureOf = async (work: Promise<unknown>): Promise<ProviderFailure['error']> => {
  const error: unknown = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ProviderFailure)) throw new Error(`Expected a ProviderFailure, got ${String(error)}.`);
  return error.error;
};

async function result(adapter: ProviderAdapter, handle: JobHandle): Promise<{ file: string; mime: string }> {
  const done = await adapter.poll(handle, { signal });
  if (done.state !== 'succeeded') throw new Error(`It is ${done.state}: ${JSON.stringify(done)}`);
  const [output] = done.outputs;
  if (output === undefined) throw new Error('There is no output.');
  const file = join(folder, 'result');
  await adapter.fetchOutput(output, file, { signal });
  return { file, mime: output.mime };
}

const until = async (holds: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 200 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
};

interface SentNode {
  class_type: string;
  inputs: Record<string, unknown>;
}
const sentGraph = (at: Bench, index = 0): Record<string, SentNode> =>
  (at.simulator.charged[index]?.body as { prompt: Record<string, SentNode> } | undefined)?.prompt ?? {};
const inputsOf = (at: Bench, className: string): Record<string, unknown> =>
  Object.values(sentGraph(at)).find((node) => node.class_type === className)?.inputs ?? {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-comfyui-'));
  picture = await pictureInput(folder, 'start', { width: 320, height: 180 });
});

afterEach(async () => {
  for (const { simulator, connection, client } of open.splice(0)) {
    await client.close?.();
    await simulator.close();
    await connection.end();
  }
  await rm(folder, { recursive: true, force: true });
});

test.each(['new', 'old', 'very-old'])('a picture from words on a %s build: queued, drawn, fetched', async (variant) => {
  const at = await bench({ variant });
  const adapter = at.adapter('txt2img-checkpoint');
  expect(adapter.price(still()).basis).toBe('free');
  const handle = await start(adapter, still({ seed: 77 }));
  expect(inputsOf(at, 'KSampler')).toMatchObject({ seed: 77, steps: 28 });
  expect(inputsOf(at, 'EmptyLatentImage')).toMatchObject({ width: 320, height: 176, batch_size: 1 });
  expect(Object.values(sentGraph(at)).map((node) => node.inputs['text'])).toEqual(
    expect.arrayContaining(['A red bicycle in Lisbon.', 'blurry']),
  );
  const id = promptIdFor('job 1');
  if (variant === 'very-old') expect(handle.remoteId).not.toBe(id);
  else expect(handle.remoteId).toBe(id);
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'running' });
  at.simulator.clock.advance(JOB);
  const { file, mime } = await result(adapter, handle);
  expect(mime).toBe('image/png');
  expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 320, height: 176 });
  expect(at.simulator.charged).toHaveLength(1);
});

test('the name of a job is a canonical UUID and the same for ever', () => {
  expect(promptIdFor('job 1')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(promptIdFor('job 1')).toBe(promptIdFor('job 1'));
  expect(promptIdFor('job 1')).not.toBe(promptIdFor('job 2'));
});

test('a picture painted over another one is uploaded first', async () => {
  const at = await bench();
  const adapter = at.adapter('img2img-checkpoint');
  const handle = await start(adapter, withReference());
  expect(inputsOf(at, 'LoadImage')['image']).toBe(`heroframe/${picture.sha256.slice(0, 24)}.png`);
  expect(inputsOf(at, 'KSampler')).toMatchObject({ denoise: 0.65 });
  at.simulator.clock.advance(JOB + 1);
  expect((await sharp((await result(adapter, handle)).file).metadata()).width).toBe(320);
  // Without a picture nothing is sent.
  expect(adapter.validate(still())).toEqual([expect.objectContaining({ path: 'references' })]);
});

test('a clip from its start frame is a real film of the right length', async () => {
  const at = await bench();
  const adapter = at.adapter('wan22-image-to-video');
  const handle = await start(adapter, clip());
  // 0.8 s at the model's own 24 frames a second, on its grid of 4n + 1.
  expect(inputsOf(at, 'Wan22ImageToVideoLatent')).toMatchObject({ width: 256, length: 21, start_image: ['56', 0] });
  expect(inputsOf(at, 'CreateVideo')['fps']).toBe(24);
  at.simulator.clock.advance(JOB + 1);
  const { file, mime } = await result(adapter, handle);
  expect(mime).toBe('video/mp4');
  expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
});

test('a start and an end frame, or only a start frame: the place of a missing picture is taken out', async () => {
  const at = await bench();
  const adapter = at.adapter('wan22-frames-to-video');
  const last = await pictureInput(folder, 'end', { width: 320, height: 180 });
  await start(adapter, clip({ seed: 5, endFrame: { input: last, request: null } }), 'both');
  expect(inputsOf(at, 'WanFirstLastFrameToVideo')).toMatchObject({ start_image: ['62', 0], end_image: ['68', 0] });
  expect(sentGraph(at)['68']?.inputs['image']).toBe(`heroframe/${last.sha256.slice(0, 24)}.png`);
  expect(
    Object.values(sentGraph(at))
      .filter((node) => node.class_type === 'KSamplerAdvanced')
      .map((node) => node.inputs['noise_seed']),
  ).toEqual([5, 5]);
  await start(adapter, clip(), 'start only');
  expect(sentGraph(at, 1)['68']).toBeUndefined();
  expect(sentGraph(at, 1)['67']?.inputs).not.toHaveProperty('end_image');
});

test.each(models.map((descriptor) => [descriptor.remoteId, descriptor] as const))(
  '%s: its description agrees with itself, and the server takes what we send in every mode',
  async (id, descriptor) => {
    expect(checkDescriptor(descriptor)).toEqual([]);
    const at = await bench();
    const adapter = at.adapter(id);
    for (const mode of descriptor.modes) {
      const request = descriptor.kind === 'clip' ? clip() : mode === 'text' ? still() : withReference();
      expect(adapter.validate(request)).toEqual([]);
      await start(adapter, request, mode);
    }
    expect(at.simulator.charged).toHaveLength(descriptor.modes.length);
  },
);

test('progress and previews are heard while it draws', async () => {
  const at = await bench();
  const adapter = at.adapter('txt2img-checkpoint');
  const handle = await start(adapter, still());
  await until(() => at.simulator.sockets() === 1);
  at.simulator.clock.advance(JOB * 0.55);
  await until(() => at.previews.length === 2);
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'running', progress: 0.5, message: 'Step 2 of 4' });
  expect(at.previews[0]).toMatchObject({ clientJobId: 'job 1', mime: 'image/jpeg' });
  expect((await sharp(Buffer.from(at.previews[0]?.bytes ?? [])).metadata()).format).toBe('jpeg');
  at.simulator.clock.advance(JOB);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'succeeded' });
  // Nobody is listened to who has nothing to say.
  await until(() => at.simulator.sockets() === 0);
});

test('previews of older builds belong to the job that runs', async () => {
  const at = await bench({ variant: 'old' });
  await start(at.adapter('txt2img-checkpoint'), still(), 'old preview');
  await until(() => at.simulator.sockets() === 1);
  at.simulator.clock.advance(JOB * 0.3);
  await until(() => at.previews.length > 0);
  expect(at.previews[0]?.clientJobId).toBe('old preview');
});

test('a lost socket is opened again, and without any the job still ends', async () => {
  const at = await bench();
  const adapter = at.adapter('txt2img-checkpoint');
  at.simulator.refuseSockets(true);
  const handle = await start(adapter, still());
  at.simulator.clock.advance(JOB / 2);
  expect(await adapter.poll(handle, { signal })).toEqual({ state: 'running', progress: null, message: null });
  at.simulator.refuseSockets(false);
  await until(() => at.simulator.sockets() === 1);
  at.simulator.clock.advance(JOB);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'succeeded' });
});

test('binary messages that are no pictures are overlooked', () => {
  const text = Buffer.from([0, 0, 0, 3, 0, 0, 0, 1, 52, 104, 105]);
  expect(previewIn(text)).toBeNull();
  expect(previewIn(Buffer.from([0, 0, 0, 1]))).toBeNull();
  expect(previewIn(Buffer.from([0, 0, 0, 4, 0, 0, 9, 9, 1, 2, 3]))).toBeNull();
  expect(previewIn(Buffer.from([0, 0, 0, 1, 0, 0, 0, 2, 7]))).toMatchObject({ mime: 'image/png' });
});

test('an answer that was lost: the job is found by its name and never queued twice', async () => {
  for (const variant of ['new', 'old', 'very-old']) {
    const at = await bench({ variant });
    const adapter = at.adapter('txt2img-checkpoint');
    at.simulator.faults.next('create', { type: 'reset-after' });
    expect(await failureOf(start(adapter, still()))).toMatchObject({ kind: 'network_after_send' });
    const lost = await lostJob(adapter, still());
    const found = await adapter.reconcile(lost, { signal });
    if (typeof found === 'string') throw new Error(`${variant}: ${found}`);
    expect(found.remoteId).toBe(at.simulator.charged[0]?.id);
    // Even when it is sent again by mistake.
    expect((await adapter.submit(still(), { clientJobId: 'job 1', prepared: lost.prepared, signal })).remoteId).toBe(found.remoteId);
    expect(at.simulator.charged).toHaveLength(1);
    at.simulator.clock.advance(JOB + 1);
    expect(await adapter.poll(found, { signal })).toMatchObject({ state: 'succeeded' });
    expect(await adapter.reconcile(await lostJob(adapter, still()), { signal })).toMatchObject({ remoteId: found.remoteId });
    expect(await adapter.reconcile(await lostJob(adapter, still(), { isClaimed: () => true }), { signal })).toBe('unknown');
  }
});

test('what never arrived, and what a restart of the server forgot, is surely not there', async () => {
  for (const variant of ['new', 'old']) {
    const at = await bench({ variant });
    const adapter = at.adapter('txt2img-checkpoint');
    at.simulator.faults.next('create', { type: 'reset-before' });
    expect(await failureOf(start(adapter, still()))).toMatchObject({ kind: 'network_after_send' });
    const lost = await lostJob(adapter, still());
    expect(await adapter.reconcile(lost, { signal })).toBe('none');
    const handle = await start(adapter, still());
    at.simulator.restart();
    expect(await adapter.reconcile(lost, { signal })).toBe('none');
    // A job that ran is made again by the studio when it is told that it is gone.
    expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'expired', error: { kind: 'output_expired' } });
  }
});

test('a handle goes on in another session, and its progress is heard there', async () => {
  const at = await bench();
  const handle = JSON.parse(JSON.stringify(await start(at.adapter('txt2img-checkpoint'), still()))) as JobHandle;
  await at.client.close?.();
  await until(() => at.simulator.sockets() === 0);
  const later = await connectTo(at.simulator);
  const adapter = later.adapter('txt2img-checkpoint');
  await adapter.poll(handle, { signal });
  await until(() => at.simulator.sockets() === 1);
  at.simulator.clock.advance(JOB * 0.55);
  await until(() => later.previews.length > 0);
  at.simulator.clock.advance(JOB);
  expect((await result(adapter, handle)).mime).toBe('image/png');
  expect(await failureOf(adapter.poll({ ...handle, version: 2 }, { signal }))).toMatchObject({
    message: expect.stringMatching(/newer Heroframe/) as string,
  });
});

test.each(['new', 'old'])('%s build: canceling stops our job and nobody else’s', async (variant) => {
  const at = await bench({ variant });
  const adapter = at.adapter('txt2img-checkpoint');
  const first = await start(adapter, still(), 'first');
  const second = await start(adapter, still(), 'second');
  const third = await start(adapter, still(), 'third');
  expect(await adapter.poll(third, { signal })).toMatchObject({ state: 'queued', message: variant === 'old' ? '2 before it' : null });
  expect(await adapter.cancel(second)).toBe('canceled');
  expect(await adapter.poll(second, { signal })).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });
  expect(await adapter.poll(first, { signal })).toMatchObject({ state: 'running' });
  expect(await adapter.cancel(first)).toBe('canceled');
  expect(await adapter.poll(first, { signal })).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });
  expect(await adapter.cancel(first)).toBe('too_late');
  at.simulator.clock.advance(2 * JOB);
  expect(await adapter.poll(third, { signal })).toMatchObject({ state: 'succeeded' });
  expect(await adapter.cancel(third)).toBe('too_late');
});

test.each([
  ['[oom]', 'new', /ran out of memory in “KSampler”.*smaller size/],
  ['[oom]', 'old', /ran out of memory in “KSampler”.*smaller size/],
  ['[fail]', 'new', /failed in “KSampler”: mat1 and mat2/],
  ['[fail]', 'old', /failed in “KSampler”: mat1 and mat2/],
  ['[empty]', 'new', /saved no picture/],
])('a job that fails (%s, %s build) says why, without the folders of that computer', async (word, variant, message) => {
  const at = await bench({ variant });
  const adapter = at.adapter('txt2img-checkpoint');
  const handle = await start(adapter, still({ prompt: `A bicycle ${word}` }));
  at.simulator.clock.advance(JOB + 1);
  const ended = await adapter.poll(handle, { signal });
  if (ended.state !== 'failed') throw new Error(ended.state);
  expect(ended.error.kind).toBe('provider_failed');
  expect(ended.error.message).toMatch(message);
  expect(JSON.stringify(ended)).not.toContain('/home/');
});

test('a status that nobody knows is not the end', async () => {
  const at = await bench();
  const adapter = at.adapter('txt2img-checkpoint');
  const handle = await start(adapter, still({ prompt: 'A bicycle [strange]' }));
  expect(await adapter.poll(handle, { signal })).toMatchObject({
    state: 'running',
    message: expect.stringContaining('dreaming') as string,
  });
});

test('missing models and nodes are listed in plain words before anything is queued', async () => {
  const at = await bench();
  const params = modelOf('txt2img-checkpoint').params;
  const wrong = {
    ...modelOf('txt2img-checkpoint'),
    params: params.map((param) => (param.key === 'checkpoint' ? { ...param, default: 'nowhere.safetensors' } : param)),
  };
  const problem = await failureOf(start(at.adapter(wrong), still()));
  expect(problem.kind).toBe('invalid_input');
  expect(problem.message).toMatch(/model file “nowhere.safetensors”.*is not on this ComfyUI.*sd_xl_base_1.0.safetensors/);

  const graph = JSON.parse(
    JSON.stringify((await import('../../../resources/comfyui/txt2img-checkpoint.json', { with: { type: 'json' } })).default),
  ) as Record<string, SentNode>;
  const save = graph['9'];
  if (save === undefined) throw new Error('no save node');
  graph['20'] = { class_type: 'FilmGrainDeluxe', inputs: { images: ['8', 0] } };
  save.inputs['images'] = ['20', 0];
  const { adapter } = await own(at, graph);
  const missing = await failureOf(start(adapter, still()));
  expect(missing.message).toMatch(/no node “FilmGrainDeluxe”.*Install/);
  expect(at.simulator.charged).toHaveLength(0);
});

test('a refusal of the server names the inputs', async () => {
  const at = await bench();
  const adapter = at.adapter('txt2img-checkpoint');
  const prepared = (await adapter.prepare?.(still(), { clientJobId: 'job 1', signal })) ?? null;
  if (prepared === null) throw new Error('nothing prepared');
  prepared.body['checkpoint'] = 'gone.safetensors';
  prepared.body['width'] = 3;
  const error = await failureOf(adapter.submit(still(), { clientJobId: 'job 1', prepared, signal }));
  expect(error.kind).toBe('invalid_input');
  expect(error.fields).toHaveLength(2);
  expect(error.fields).toEqual(
    expect.arrayContaining([
      { path: '4.ckpt_name', message: expect.stringContaining("'gone.safetensors' not in") as string },
      { path: '5.width', message: expect.stringContaining('smaller than min') as string },
    ]),
  );
  expect(at.simulator.charged).toHaveLength(0);
});

test('a server that does not run, is something else, or stumbles', async () => {
  const at = await bench();
  expect(await at.client.test({ signal })).toMatchObject({
    ok: true,
    facts: expect.arrayContaining([{ label: 'Device', value: 'cuda:0 Simulated Card, 20.0 GB of 24.0 GB free' }]) as unknown,
  });
  at.simulator.faults.next('account', { type: 'answer', status: 200, body: { hello: 'world' } });
  expect((await failureOf(at.client.test({ signal }))).message).toMatch(/does not speak like ComfyUI/);
  at.simulator.faults.next('status', { type: 'html', status: 502, after: false }, 2);
  const adapter = at.adapter('txt2img-checkpoint');
  const handle = await start(adapter, still());
  at.simulator.clock.advance(JOB + 1);
  at.simulator.faults.next('file', { type: 'file', how: 'gone-404' });
  const done = await adapter.poll(handle, { signal });
  const output = done.state === 'succeeded' ? done.outputs[0] : undefined;
  if (output === undefined) throw new Error(done.state);
  expect(await failureOf(adapter.fetchOutput(output, join(folder, 'gone'), { signal }))).toMatchObject({ kind: 'output_expired' });
  await at.simulator.close();
  const down = await failureOf(start(adapter, still(), 'job 2'));
  expect(down.kind).toBe('network_before_send');
  expect(down.message).toMatch(/does not answer at 127\.0\.0\.1:\d+\. Start it/);
});

test('every checkpoint of the server is a model, for words and for pictures to paint over', async () => {
  const at = await bench();
  const installed = ((await at.client.installed?.({ signal })) ?? []).map((file) => modelDescriptorSchema.parse(file));
  expect(installed.map(({ remoteId, name }) => [remoteId, name])).toEqual([
    ['checkpoint:sd_xl_base_1.0.safetensors', 'sd_xl_base_1.0 (ComfyUI)'],
    ['checkpoint:film/grainy.safetensors', 'grainy (ComfyUI)'],
  ]);
  const [, grainy] = installed;
  if (grainy === undefined) throw new Error('no second checkpoint');
  expect(checkDescriptor(grainy)).toEqual([]);
  await start(at.adapter(grainy), still(), 'words');
  await start(at.adapter(grainy), withReference(), 'over');
  expect(sentGraph(at, 0)['4']?.inputs['ckpt_name']).toBe('film/grainy.safetensors');
  expect(sentGraph(at, 0)['10']).toBeUndefined();
  expect(sentGraph(at, 1)['10']?.class_type).toBe('LoadImage');
});

async function own(at: Bench, graph: unknown): Promise<{ adapter: ProviderAdapter; descriptor: ModelDescriptor }> {
  const { binding, problems } = describeWorkflow(graph);
  if (binding === null) throw new Error(JSON.stringify(problems));
  const files = { workflow: join(folder, 'own.json'), binding: join(folder, 'own.binding.json') };
  await writeFile(files.workflow, JSON.stringify(graph));
  await writeFile(files.binding, JSON.stringify(binding));
  const descriptor = modelDescriptorSchema.parse(descriptorFor('My Wörkflow 1', files, binding));
  expect(checkDescriptor(descriptor)).toEqual([]);
  return { adapter: at.adapter(descriptor), descriptor };
}

test('anybody’s workflow becomes a model: found by the graph alone, without titles', async () => {
  const at = await bench();
  const graph = {
    a: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd_xl_base_1.0.safetensors' } },
    good: { class_type: 'CLIPTextEncode', inputs: { text: 'old words', clip: ['a', 1] } },
    bad: { class_type: 'CLIPTextEncode', inputs: { text: 'old faults', clip: ['a', 1] } },
    size: { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 512, batch_size: 4 } },
    draw: {
      class_type: 'KSampler',
      inputs: {
        seed: 3,
        steps: 12,
        cfg: 5,
        sampler_name: 'euler',
        scheduler: 'normal',
        denoise: 1,
        model: ['a', 0],
        positive: ['good', 0],
        negative: ['bad', 0],
        latent_image: ['size', 0],
      },
    },
    decode: { class_type: 'VAEDecode', inputs: { samples: ['draw', 0], vae: ['a', 2] } },
    film: {
      class_type: 'VHS_VideoCombine',
      inputs: {
        images: ['decode', 0],
        frame_rate: 12,
        loop_count: 0,
        filename_prefix: 'x',
        format: 'video/h264-mp4',
        pingpong: false,
        save_output: true,
      },
    },
    shown: { class_type: 'PreviewImage', inputs: { images: ['decode', 0] } },
  };
  const { adapter, descriptor } = await own(at, graph);
  expect(descriptor).toMatchObject({ remoteId: 'my-workflow-1', kind: 'clip', modes: ['text'] });
  const handle = await start(adapter, clip({ seed: 9 }));
  expect(sentGraph(at)).toMatchObject({
    good: { inputs: { text: 'A red bicycle rolls.' } },
    bad: { inputs: { text: 'blurry' } },
    draw: { inputs: { seed: 9, steps: 12 } },
    size: { inputs: { width: 256, height: 144, batch_size: 1 } },
    film: { inputs: { filename_prefix: `heroframe/${handle.remoteId}`, frame_rate: 12 } },
  });
  at.simulator.clock.advance(JOB + 1);
  // Reported under "gifs", beside a preview picture.
  expect((await result(adapter, handle)).mime).toBe('video/mp4');
});

test('titles win over the graph, and any other title makes a setting', () => {
  const { binding, problems } = describeWorkflow({
    '1': { class_type: 'PrimitiveString', inputs: { value: 'words' }, _meta: { title: 'Heroframe prompt' } },
    '2': { class_type: 'PrimitiveInt', inputs: { value: 640 }, _meta: { title: 'HEROFRAME: width' } },
    '3': {
      class_type: 'LoraLoader',
      inputs: { strength_model: 0.7, lora_name: 'x', model: ['9', 0] },
      _meta: { title: 'Heroframe film grain' },
    },
    '4': { class_type: 'LoadImage', inputs: { image: 'a.png' }, _meta: { title: 'Heroframe reference 2' } },
    '5': { class_type: 'LoadImage', inputs: { image: 'b.png' }, _meta: { title: 'Heroframe reference' } },
    '6': { class_type: 'RandomNoise', inputs: { noise_seed: 1 } },
    '7': { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: 'a' } },
    '8': { class_type: 'KSampler', inputs: { positive: ['10', 0], latent_image: ['11', 0] } },
    '10': { class_type: 'CLIPTextEncode', inputs: { text: ['1', 0] } },
    '11': { class_type: 'ReferenceLatent', inputs: { first: ['4', 0], second: ['5', 0] } },
  });
  expect(binding?.slots.map(({ slot, node, input }) => `${slot} ${node}.${input}`)).toEqual([
    'prompt 1.value',
    'seed 6.noise_seed',
    'width 2.value',
    'reference 5.image',
    'reference 4.image',
    'filmGrain 3.strength_model',
  ]);
  expect(problems.every((problem) => !problem.blocking)).toBe(true);
  expect(
    modelDescriptorSchema.parse(
      descriptorFor('x', { workflow: '/w', binding: '/b' }, binding ?? { version: 1, kind: 'picture', slots: [], outputs: ['7'] }),
    ),
  ).toMatchObject({
    modes: ['reference'],
    roles: { references: { max: 2, path: 'reference[]' } },
    params: expect.arrayContaining([expect.objectContaining({ key: 'filmGrain', default: 0.7 })]) as unknown,
  });
});

test('a title on a node with a single value leaves no doubt, whatever that value is called', () => {
  const { binding } = describeWorkflow({
    '1': { class_type: 'PrimitiveString', inputs: { value: '' }, _meta: { title: 'Heroframe prompt' } },
    '2': { class_type: 'LoadImage', inputs: { image: 'a.png' }, _meta: { title: 'Heroframe start frame' } },
    '3': { class_type: 'RepeatImageBatch', inputs: { image: ['2', 0], amount: 8 }, _meta: { title: 'Heroframe frames' } },
    '4': { class_type: 'CreateVideo', inputs: { images: ['3', 0], fps: 12 } },
    '5': { class_type: 'SaveVideo', inputs: { video: ['4', 0], filename_prefix: 'x' } },
  });
  expect(binding).toMatchObject({ kind: 'clip', outputs: ['5'] });
  expect(binding?.slots.map(({ slot, node, input }) => `${slot} ${node}.${input}`)).toEqual([
    'prompt 1.value',
    'frames 3.amount',
    'fps 4.fps',
    'startFrame 2.image',
  ]);
});

test('what is no workflow for programs is refused with the way to make one', () => {
  expect(describeWorkflow({ nodes: [{ id: 1 }], links: [] })).toMatchObject({
    binding: null,
    problems: [{ message: expect.stringMatching(/Export \(API\)/) as string, blocking: true }],
  });
  expect(describeWorkflow([]).binding).toBeNull();
  expect(describeWorkflow({ '1': { inputs: {} } }).binding).toBeNull();
  const silent = describeWorkflow({ '1': { class_type: 'SaveImage', inputs: { images: ['2', 0] } } });
  expect(silent).toMatchObject({ binding: null });
  expect(silent.problems.map(({ message }) => message).join(' ')).toMatch(/Heroframe prompt/);
  const animated = describeWorkflow({
    '1': { class_type: 'CLIPTextEncode', inputs: { text: 'x' } },
    '2': { class_type: 'KSampler', inputs: { seed: 1, positive: ['1', 0], latent_image: ['3', 0] } },
    '3': { class_type: 'EmptyHunyuanLatentVideo', inputs: { width: 848, height: 480, length: 25, batch_size: 1 } },
    '4': { class_type: 'SaveAnimatedWEBP', inputs: { images: ['2', 0], fps: 16, filename_prefix: 'x' } },
  });
  expect(animated.problems).toEqual([
    expect.objectContaining({ node: '4', blocking: true, message: expect.stringMatching(/Save Video/) as string }),
  ]);
});

test('a model whose files are gone or do not fit together says so', async () => {
  const at = await bench();
  const base = modelOf('txt2img-checkpoint');
  const withOptions = (options: Record<string, unknown>): ProviderAdapter =>
    at.adapter({ ...base, job: { pollMs: 1000, cancel: 'any', options } });
  expect((await failureOf(start(withOptions({}), still()))).message).toMatch(/does not say which workflow/);
  expect((await failureOf(start(withOptions({ workflow: 'builtin:no', binding: 'builtin:no' }), still()))).message).toMatch(
    /no built-in workflow “no”/,
  );
  expect((await failureOf(start(withOptions({ workflow: 'here.json', binding: 'b' }), still()))).message).toMatch(/neither a full path/);
  expect(
    (await failureOf(start(withOptions({ workflow: join(folder, 'none.json'), binding: 'builtin:txt2img-checkpoint' }), still()))).message,
  ).toMatch(/cannot be read/);
  // The binding of another workflow.
  const mixed = await failureOf(
    start(withOptions({ workflow: 'builtin:wan22-image-to-video', binding: 'builtin:txt2img-checkpoint' }), still()),
  );
  expect(mixed.message).toMatch(/names node 5, which this workflow does not have/);
  expect(at.simulator.charged).toHaveLength(0);
});
