/** Programs on this computer as a provider: small real programs, and the real espeak-ng where it is installed. */
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  ClipRequest,
  GenerationRequest,
  JobHandle,
  LostJob,
  MediaInput,
  PictureRequest,
  PollResult,
  ProviderAdapter,
  SpeechRequest,
} from '#providers/adapter.ts';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor, type ModelDescriptorFile, type Scalar } from '#providers/descriptors/schema.ts';
import { externalCommandDefinition } from '#providers/external-command/definition.ts';
import { findProgram } from '#providers/external-command/find-program.ts';
import { mediaTypeOf } from '#providers/external-command/media-type.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { realClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK } from '../../simulators/kit/simulator.ts';

const NODE = resolve('node_modules/.bin/node');
const signal = new AbortController().signal;
const PNG = "Buffer.from('89504e470d0a1a0a0000000d','hex')";
const MP4 = "Buffer.from('00000018667479706d703432','hex')";

let folder: string;
let connection: TestConnection;
let client: ProviderClient;
let picture: MediaInput;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-command-'));
  connection = await connectionTo(externalCommandDefinition, { env: {}, clock: realClock() });
  client = await externalCommandDefinition.connect(connection);
  picture = await pictureInput(folder, "a picture with 'quotes'");
});
afterEach(async () => {
  await client.close?.();
  await connection.end();
  await rm(folder, { recursive: true, force: true });
});

/** A model that is the given lines of JavaScript; `out` is where it writes, `args` what follows. */
function scripted(lines: string, options: Record<string, unknown> = {}, change: Partial<ModelDescriptorFile> = {}): ModelDescriptor {
  const args = (options['args'] as unknown[] | undefined) ?? ['{prompt}'];
  return modelDescriptorSchema.parse({
    provider: 'command',
    remoteId: 'mine',
    name: 'My program',
    kind: 'picture',
    modes: ['text'],
    roles: { prompt: { path: 'prompt' }, negative: { path: 'negative' }, seed: { path: 'seed' } },
    params: [
      { key: 'width', path: 'width', from: 'width', wireType: 'integer' },
      { key: 'height', path: 'height', from: 'height', wireType: 'integer' },
    ],
    output: { mime: 'image/png' },
    ...change,
    job: {
      pollMs: 20,
      cancel: 'any',
      options: {
        program: NODE,
        ...options,
        args: ['-e', `const fs=require('fs');const [out,...args]=process.argv.slice(1);${lines}`, '{out}', ...args],
      },
    },
  });
}

function adapterOf(descriptor: ModelDescriptor, overrides: Record<string, Scalar> = {}): ProviderAdapter {
  return createModelAdapter({
    definition: externalCommandDefinition,
    descriptor,
    connection,
    concurrency: 1,
    overrides,
    protocol: async () => (await Promise.resolve(client)).jobs?.(descriptor) ?? Promise.reject(new Error('no jobs')),
  });
}

const still = (prompt = 'A red bicycle.', extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt, negative: 'blurry', references: [], width: 640, height: 360, seed: 7, ...extra });
const line: SpeechRequest = { kind: 'speech', text: 'The road remembers us.', voice: null, language: 'en', seconds: null, seed: 1 };

async function start(adapter: ProviderAdapter, request: GenerationRequest, clientJobId = 'job-1'): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId, signal })) ?? null;
  return adapter.submit(request, { clientJobId, prepared, signal });
}

async function finished(adapter: ProviderAdapter, handle: JobHandle): Promise<PollResult> {
  for (let look = 0; look < 1000; look++) {
    const result = await adapter.poll(handle, { signal });
    if (result.state !== 'running' && result.state !== 'queued') return result;
    await sleep(15);
  }
  throw new Error('It never ended.');
}

async function made(descriptor: ModelDescriptor, request: GenerationRequest, overrides: Record<string, Scalar> = {}): Promise<PollResult> {
  const adapter = adapterOf(descriptor, overrides);
  return await finished(adapter, await start(adapter, request));
}

/** What the program wrote after the first bytes, as JSON. */
async function wrote(descriptor: ModelDescriptor, request: GenerationRequest): Promise<unknown> {
  const done = await made(descriptor, request);
  if (done.state !== 'succeeded') throw new Error(JSON.stringify(done));
  const file = join(folder, 'fetched');
  await adapterOf(descriptor).fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
  return JSON.parse((await readFile(file)).subarray(12).toString()) as unknown;
}

async function failureOf(work: Promise<unknown>): Promise<ProviderFailure['error']> {
  try {
    await work;
  } catch (cause) {
    if (cause instanceof ProviderFailure) return cause.error;
    throw cause;
  }
  throw new Error('It should have failed.');
}

const failedWith = (result: PollResult): string =>
  result.state === 'failed' ? `${result.error.kind}: ${result.error.message}` : result.state;
const tell = (value: string): string => `fs.writeFileSync(out,Buffer.concat([${PNG},Buffer.from(JSON.stringify(${value}))]))`;
test('every built-in command agrees with itself and names a program', () => {
  for (const file of externalCommandDefinition.models) {
    const descriptor = modelDescriptorSchema.parse(file);
    expect(checkDescriptor(descriptor)).toEqual([]);
    expect(descriptor.provider).toBe(externalCommandDefinition.id);
    expect(descriptor.job?.options['program']).toMatch(/^[\w-]+$/);
  }
});

test('a value stays one argument, whatever is in it; nothing passes through a shell', async () => {
  const nasty = 'A $(touch pwned) `id`; rm -rf / && echo "hi" \'x\' {out} {seed} | cat\n--second line';
  const args = [
    '{prompt}',
    'seed={seed}',
    '{width}x{height}',
    '{"json":{"n":1}}',
    ['--avoid', '{negative}'],
    ['--voice', '{voice}'],
    '{end}',
  ];
  const seen = await wrote(scripted(tell('args'), { args }), still(nasty));
  expect(seen).toEqual([nasty, 'seed=7', '640x360', '{"json":{"n":1}}', '--avoid', 'blurry', '']);
});

test('words that look like an option are no option', async () => {
  expect(await wrote(scripted(tell('args')), still('--help me'))).toEqual([' --help me']);
});

test('words reach the standard input; the result is fetched once and then forgotten', async () => {
  const descriptor = scripted(tell("[fs.readFileSync(0,'utf8')]"), { args: [], stdin: 'say: {prompt}' });
  expect(await wrote(descriptor, still('Überall Licht.'))).toEqual(['say: Überall Licht.']);
  expect(await readdir(connection.inbox)).toEqual([]);
  const again = adapterOf(descriptor).fetchOutput({ mime: 'image/png', ref: 'job-1.png' }, join(folder, 'again'), { signal });
  expect((await failureOf(again)).kind).toBe('output_expired');
  const elsewhere = adapterOf(descriptor).fetchOutput({ mime: 'image/png', ref: '../../secret.png' }, join(folder, 'again'), { signal });
  expect((await failureOf(elsewhere)).kind).toBe('provider_failed');
});

test('a program sees the usual variables and those that the person names, and no key of ours', async () => {
  process.env['HEROFRAME_TEST_SECRET'] = `${SECRET_MARK}-ours`;
  process.env['HEROFRAME_TEST_NAMED'] = `${SECRET_MARK}-named`;
  try {
    const seen = await wrote(scripted(tell('Object.keys(process.env)'), { env: ['HEROFRAME_TEST_NAMED'] }), still());
    expect(seen).toContain('HEROFRAME_TEST_NAMED');
    expect((seen as string[]).filter((name) => !['PATH', 'HOME', 'LANG', 'TMPDIR', 'HEROFRAME_TEST_NAMED'].includes(name))).toEqual([]);
    const loud = scripted("console.error('the token is '+process.env.HEROFRAME_TEST_NAMED);process.exit(1)", {
      env: ['HEROFRAME_TEST_NAMED'],
    });
    const failed = failedWith(await made(loud, still()));
    expect(failed).toContain('the token is …');
    expect(failed).not.toContain(SECRET_MARK);
  } finally {
    delete process.env['HEROFRAME_TEST_SECRET'];
    delete process.env['HEROFRAME_TEST_NAMED'];
  }
});

test('a clip: frames are given as paths of files that can be read', async () => {
  const descriptor = scripted(
    `fs.writeFileSync(out,Buffer.concat([${MP4},Buffer.from(JSON.stringify([require('path').extname(out),fs.readFileSync(args[0]).length,args[1]]))]))`,
    { args: ['{start}', '{seconds}', ['--end', '{end}']] },
    {
      kind: 'clip',
      modes: ['image'],
      roles: {
        prompt: { path: 'prompt' },
        firstFrame: { path: 'start', encoding: 'local-name', required: true },
        lastFrame: { path: 'end', encoding: 'local-name' },
      },
      params: [{ key: 'seconds', path: 'seconds', from: 'seconds', wireType: 'number', min: 0.5, max: 10 }],
      output: { mime: 'video/mp4' },
    },
  );
  const request: ClipRequest = sampleClip(
    {},
    { prompt: 'It turns.', seconds: 2.5, startFrame: { input: picture, request: null }, endFrame: null },
  );
  expect(await wrote(descriptor, request)).toEqual(['.mp4', (await readFile(picture.path)).length, '2.5']);
});

test('progress is read from percentages, and ends as the result', async () => {
  const go = join(folder, 'go');
  const script = `console.log('step 1, 12.5% of it');process.stderr.write(' 40%|####      | 20/50');const t=setInterval(()=>{if(fs.existsSync(args[0])){clearInterval(t);${tell('1')}}},10)`;
  const adapter = adapterOf(scripted(script, { args: [go] }));
  const handle = await start(adapter, still());
  const seen = new Set<number | null>();
  for (let look = 0; look < 400 && !seen.has(0.4); look++) {
    const result = await adapter.poll(handle, { signal });
    if (result.state === 'running') seen.add(result.progress);
    await sleep(10);
  }
  expect(seen).toContain(0.4);
  await writeFile(go, '');
  expect(await finished(adapter, handle)).toMatchObject({
    state: 'succeeded',
    outputs: [{ mime: 'image/png', ref: 'job-1.png' }],
    cost: null,
  });
});

test('what can go wrong is said in words, and leaves nothing behind', async () => {
  expect(failedWith(await made(scripted("for (const n of [1,2,3,4,5,6,7]) console.error('line '+n);process.exit(3)"), still()))).toBe(
    'provider_failed: My program ended with code 3. It said: line 3 / line 4 / line 5 / line 6 / line 7',
  );
  expect(failedWith(await made(scripted(''), still()))).toMatch(/wrote no file/);
  expect(failedWith(await made(scripted("fs.writeFileSync(out,'')"), still()))).toMatch(/empty file/);
  expect(failedWith(await made(scripted("fs.writeFileSync(out,'<html>')"), still()))).toMatch(/no picture, clip or sound/);
  expect(failedWith(await made(scripted(`fs.writeFileSync(out,${MP4})`), still()))).toMatch(/video\/mp4, where a picture was expected/);
  expect(failedWith(await made(scripted("process.kill(process.pid,'SIGKILL')"), still()))).toMatch(/ended from outside/);
  expect(failedWith(await made(scripted('setInterval(()=>{},1000)', { timeoutSeconds: 0.3 }), still()))).toMatch(
    /^timeout_run: .*0\.3 seconds/,
  );
  expect(await readdir(connection.inbox)).toEqual([]);
});

test('canceling ends everything that the program started, also what does not listen', async () => {
  const pulse = join(folder, 'pulse');
  const beats = async (): Promise<number> => (await readFile(pulse, 'utf8').catch(() => '')).length;
  const child = "process.on('SIGTERM',()=>{});setInterval(()=>require('fs').appendFileSync(process.argv[1],'.'),15)";
  const script =
    "process.on('SIGTERM',()=>{});require('child_process').spawn(process.execPath,['-e',args[1],args[0]]);setInterval(()=>{},1000)";
  const adapter = adapterOf(scripted(script, { args: [pulse, child] }));
  const handle = await start(adapter, still());
  for (let look = 0; look < 400 && (await beats()) < 3; look++) await sleep(15);
  expect(await beats()).toBeGreaterThanOrEqual(3);
  const began = Date.now();
  expect(await adapter.cancel(handle)).toBe('canceled');
  // It was asked first, and given its two seconds.
  expect(Date.now() - began).toBeGreaterThan(1500);
  const after = await beats();
  expect(after).toBeGreaterThan(20);
  await sleep(200);
  expect(await beats()).toBe(after);
  expect(await adapter.poll(handle, { signal })).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } });
  expect(await adapter.cancel(handle)).toBe('too_late');
  expect(await readdir(connection.inbox)).toEqual([]);
});

test('a program that listens is gone at once', async () => {
  const adapter = adapterOf(scripted('setInterval(()=>{},1000)'));
  const handle = await start(adapter, still());
  const began = Date.now();
  expect(await adapter.cancel(handle)).toBe('canceled');
  expect(Date.now() - began).toBeLessThan(1500);
});

test('closing ends what is running', async () => {
  const adapter = adapterOf(scripted('setInterval(()=>{},1000)'));
  const handle = await start(adapter, still());
  await client.close?.();
  expect((await adapter.poll(handle, { signal })).state).toBe('canceled');
});

test('after a restart a finished result is found, anything else is made again', async () => {
  const descriptor = scripted(tell('1'));
  const adapter = adapterOf(descriptor);
  const handle = await start(adapter, still(), 'film:scene 1~2');
  await finished(adapter, handle);
  expect(JSON.stringify(handle).length).toBeLessThan(200);
  // Another process, the same inbox.
  client = await externalCommandDefinition.connect(connection);
  const later = adapterOf(descriptor);
  const lost: LostJob = { clientJobId: 'film:scene 1~2', request: still(), prepared: null, since: 0, isClaimed: () => false };
  expect(await later.reconcile(lost, { signal })).toEqual(handle);
  expect(await later.poll(handle, { signal })).toMatchObject({ state: 'succeeded', outputs: [{ mime: 'image/png' }] });
  expect(await later.reconcile({ ...lost, isClaimed: () => true }, { signal })).toBe('none');
  // Names that differ only in signs that files cannot have are not the same job.
  expect(await later.reconcile({ ...lost, clientJobId: 'film_scene_1~2' }, { signal })).toBe('none');
  expect(await later.poll({ ...handle, remoteId: 'never-finished' }, { signal })).toMatchObject({
    state: 'expired',
    error: { kind: 'output_expired' },
  });
  expect((await failureOf(later.poll({ ...handle, version: 2 }, { signal }))).message).toContain('newer version');
});

test('a half written file is no result', async () => {
  const adapter = adapterOf(scripted(tell('1')));
  await mkdir(join(connection.inbox, 'job-1.work'), { recursive: true });
  await writeFile(join(connection.inbox, 'job-1.work', 'out.png'), Buffer.from('89504e470d0a1a0a', 'hex'));
  const lost: LostJob = { clientJobId: 'job-1', request: still(), prepared: null, since: 0, isClaimed: () => false };
  expect(await adapter.reconcile(lost, { signal })).toBe('none');
});

test('a program that is not there is found out before anything starts', async () => {
  const error = await failureOf(start(adapterOf(scripted('', { program: 'there-is-no-such-program' })), still()));
  expect(error.kind).toBe('invalid_input');
  expect(error.message).toContain('there-is-no-such-program is not installed');
  expect((await failureOf(start(adapterOf(scripted('', { program: './here' })), still()))).message).toContain('full path');
  expect((await failureOf(start(adapterOf(scripted('', { program: '', shell: true })), still()))).message).toContain('job.options');
});

test('programs are looked for without starting them', async () => {
  const program = join(folder, 'tool');
  await writeFile(program, '#!/bin/sh\n');
  expect(await findProgram('tool', { PATH: folder })).toBeNull();
  await chmod(program, 0o755);
  expect(await findProgram('tool', { PATH: `relative:${folder}` })).toBe(program);
  expect(await findProgram(program, {})).toBe(program);
  expect(await findProgram('tool', { PATH: '' })).toBeNull();
  expect(await findProgram('sub/tool', { PATH: folder })).toBeNull();
});

test("the account test says which programs are there, a person's own included", async () => {
  const own = scripted('', {});
  const known = externalCommandDefinition.models.map((file) => modelDescriptorSchema.parse(file));
  connection.models = () => [
    ...known,
    own,
    { ...own, name: 'Gone', job: { pollMs: 1, cancel: 'any', options: { program: '/nowhere/at-all' } } },
  ];
  const result = await client.test({ signal });
  expect(result.ok).toBe(true);
  expect(result.facts).toContainEqual({ label: 'My program', value: NODE });
  expect(result.facts).toContainEqual({ label: 'Gone', value: 'not found' });
  expect(result.hint).not.toBe('');
});

test.each([
  ['image/png', '89504e470d0a1a0a0000000d49484452'],
  ['image/jpeg', 'ffd8ffe000104a464946000101000001'],
  ['image/webp', '524946460000000057454250565038'],
  ['audio/wav', '524946460000000057415645666d74'],
  ['video/mp4', '000000206674797069736f6d00000200'],
  ['video/webm', '1a45dfa39f4286810142f7810142f281'],
  ['audio/flac', '664c6143000000221000100000000000'],
  ['audio/ogg', '4f676753000200000000000000000000'],
  ['audio/mpeg', '49443304000000000000000000000000'],
  ['audio/mpeg', 'fffb9064000000000000000000000000'],
  [null, '0000002066747970617669660000000'],
  [null, '3c68746d6c3e'],
  [null, 'ff'],
])('first bytes of %s are known', async (mime, hex) => {
  const file = join(folder, 'file');
  await writeFile(file, Buffer.from(hex, 'hex'));
  expect((await mediaTypeOf(file))?.mime ?? null).toBe(mime);
});

const espeak = await findProgram('espeak-ng');
const builtIn = (remoteId: string): ModelDescriptor => {
  const found = externalCommandDefinition.models.find((each) => each.remoteId === remoteId);
  return modelDescriptorSchema.parse(found);
};

test.skipIf(espeak === null)(
  'espeak-ng speaks a line, the same each time, faster when there is little time, in other languages',
  async () => {
    const sound = async (request: SpeechRequest, overrides: Record<string, Scalar> = {}): Promise<Buffer> => {
      const adapter = adapterOf(builtIn('espeak-ng'), overrides);
      const done = await finished(adapter, await start(adapter, request));
      if (done.state !== 'succeeded') throw new Error(JSON.stringify(done));
      expect(done.outputs).toEqual([{ mime: 'audio/wav', ref: 'job-1.wav' }]);
      const file = join(folder, 'line.wav');
      await adapter.fetchOutput(done.outputs[0] ?? { mime: '', ref: '' }, file, { signal });
      return await readFile(file);
    };
    const text = 'The road remembers us, and every turn of it is a promise that somebody kept.';
    const first = await sound({ ...line, text });
    // A second of sound is 44 100 bytes.
    expect(first.length).toBeGreaterThan(44_100 * 3);
    expect((await sound({ ...line, text })).equals(first)).toBe(true);
    expect((await sound({ ...line, text: text.replace(', ', ',\n') })).equals(first)).toBe(true);
    expect((await sound({ ...line, text, seconds: 3 })).length).toBeLessThan(first.length);
    const german = await sound({ ...line, text, language: 'de-DE' });
    expect(german.equals(first)).toBe(false);
    expect((await sound({ ...line, text, voice: 'f2' })).equals(first)).toBe(false);
    expect((await sound({ ...line, text }, { pitch: 90 })).equals(first)).toBe(false);
  },
);

test.skipIf(espeak === null)('espeak-ng reads a line that begins with a dash', async () => {
  const done = await made(builtIn('espeak-ng'), { ...line, text: '-w /tmp/other.wav' });
  expect(done.state).toBe('succeeded');
});

test('Piper is told its voice and its line as its command line wants them', async () => {
  const log = join(folder, 'log');
  const fake = join(folder, 'piper');
  await writeFile(
    fake,
    `#!${NODE}\nconst fs=require('fs');const a=process.argv.slice(2);fs.writeFileSync(${JSON.stringify(log)},JSON.stringify([a.slice(0,3),fs.readFileSync(0,'utf8')]));fs.writeFileSync(a[3],Buffer.from('524946460000000057415645666d7420','hex'));`,
  );
  await chmod(fake, 0o755);
  const descriptor = builtIn('piper');
  const here = { ...descriptor, job: { pollMs: 20, cancel: 'any' as const, options: { ...descriptor.job?.options, program: fake } } };
  expect((await made(here, line)).state).toBe('succeeded');
  expect(JSON.parse(await readFile(log, 'utf8'))).toEqual([['--model', 'en_US-lessac-medium', '--output_file'], line.text]);
});
