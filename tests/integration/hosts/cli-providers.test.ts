/** Providers on the command line: real processes against simulated services. Nothing they print or write holds a key. */
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ModelCard, MoneyReport, ProviderCard, ProviderTest, RequestPreview, SchemaDifference } from '#contract/model/providers.ts';
import type { Job } from '#contract/model/film.ts';
import type { DoctorCheck } from '#contract/operations.ts';
import { cli, type Finished } from '../../fixtures/cli.ts';
import { scanForSecrets, scanText } from '../../fixtures/secret-scan.ts';
import { SECRET_MARK, type RunningSimulator } from '../../simulators/kit/simulator.ts';
import { startOllama } from '../../simulators/ollama.ts';
import { startOpenAi } from '../../simulators/openai.ts';
import { startReplicate } from '../../simulators/replicate.ts';
import { startRunway } from '../../simulators/runway.ts';

const PICTURE = 'replicate:black-forest-labs/flux-1.1-pro';
const CLIP = 'replicate:kwaivgi/kling-v2.5-turbo-pro';
/** Nobody listens here: port 9 is for throwing things away, and no test machine serves it. */
const NOBODY = 'http://127.0.0.1:9';
const nothingRuns = {
  OLLAMA_BASE_URL: `${NOBODY}/v1`,
  LMSTUDIO_BASE_URL: `${NOBODY}/v1`,
  LLAMACPP_BASE_URL: `${NOBODY}/v1`,
  VLLM_BASE_URL: `${NOBODY}/v1`,
  COMFYUI_URL: NOBODY,
  A1111_URL: NOBODY,
};

let folder: string;
/** Compiled code is shared between the tests' homes; it is nothing that was written about providers. */
let code: string;
let home: string;
let replicate: RunningSimulator;
let runway: RunningSimulator;
let openai: RunningSimulator;
let ollama: RunningSimulator;
let env: Record<string, string>;
const printed: string[] = [];
let homes = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-cli-providers-'));
  code = await mkdtemp(join(tmpdir(), 'heroframe-cli-code-'));
  [replicate, runway, openai, ollama] = await Promise.all([
    startReplicate({ jobMilliseconds: 50 }),
    startRunway({ jobMilliseconds: 50 }),
    startOpenAi({ jobMilliseconds: 50 }),
    startOllama({ jobMilliseconds: 50 }),
  ]);
  env = { NODE_COMPILE_CACHE: code, ...nothingRuns, ...replicate.env, ...runway.env, ...openai.env };
});
beforeEach(async () => {
  homes += 1;
  home = join(folder, `home-${homes}`);
  await mkdir(join(home, 'models'), { recursive: true });
  // Only asks more often than one asks the real services.
  const quick = [PICTURE, CLIP, 'runway:gen4_image'].map((id) => {
    const [provider = '', remoteId = ''] = id.split(/:(.*)/s);
    return { provider, remoteId, job: { pollMs: 40 } };
  });
  await writeFile(join(home, 'models', 'quick.json'), JSON.stringify(quick));
});
afterAll(async () => {
  await Promise.all([replicate, runway, openai, ollama].map((simulator) => simulator.close()));
  const scan = await scanForSecrets([folder], [SECRET_MARK]);
  for (const each of [folder, code]) await rm(each, { recursive: true, force: true });
  expect(scan.found).toEqual([]);
  expect(scan.files).toBeGreaterThan(20);
  expect(printed.flatMap((text) => scanText('printed', text, [SECRET_MARK]))).toEqual([]);
  expect(printed.join('').length).toBeGreaterThan(10_000);
});

async function heroframe(args: string[], more: Record<string, string> = {}): Promise<Finished> {
  const done = await cli(args, { home, env: { ...env, ...more }, cwd: folder });
  printed.push(done.stdout, done.stderr);
  return done;
}

async function json<T>(args: string[], more: Record<string, string> = {}): Promise<{ code: number | null; json: T }> {
  const { code, stdout, stderr } = await heroframe([...args, '--json'], more);
  try {
    return { code, json: JSON.parse(stdout) as T };
  } catch {
    throw new Error(`Not one JSON object (exit ${code}):\n${stdout}\n${stderr}`);
  }
}

interface Refusal {
  error: { code: string; message: string; hint: string };
}

test('list, test and models say what is connected, what it answers and what it can', { timeout: 120_000 }, async () => {
  await writeFile(join(home, 'models', 'broken.json'), '{ "provider": "replicate"');
  const [listed, text, fine, everybody, wrong, off, unknown, clips, local, typo] = await Promise.all([
    json<{ providers: ProviderCard[] }>(['providers', 'list']),
    heroframe(['providers', 'list']),
    json<{ results: ({ id: string } & ProviderTest)[] }>(['providers', 'test', 'replicate']),
    heroframe(['providers', 'test']),
    heroframe(['providers', 'test', 'replicate'], { REPLICATE_API_TOKEN: `${SECRET_MARK}-of-somebody-else` }),
    heroframe(['providers', 'test', 'ollama']),
    json<Refusal>(['providers', 'test', 'replicat']),
    json<{ models: ModelCard[]; problems: { file: string; message: string }[] }>(['providers', 'models', 'replicate', '--kind', 'clip']),
    heroframe(['providers', 'models', 'ollama'], ollama.env),
    heroframe(['providers', 'models', '--kind', 'film']),
  ]);

  expect(listed.code).toBe(0);
  expect(listed.json.providers.find(({ id }) => id === 'replicate')).toMatchObject({ ready: true, keys: [{ from: 'environment' }] });
  expect(text.stdout).toMatch(/^missing {2}fal\.ai \(fal\): picture, clip, speech$/m);
  expect(text.stdout).toContain('Set FAL_KEY to your API key.');
  expect(text.stdout).toContain(`${replicate.env['REPLICATE_BASE_URL']} (from the environment)`);

  expect(fine).toMatchObject({ code: 0, json: { results: [{ id: 'replicate', ok: true }] } });
  // Local servers that nobody started are no mistake as long as nobody asked for them.
  expect(everybody.code).toBe(0);
  expect(everybody.stdout).toMatch(/^ok {6}OpenAI: /m);
  expect(everybody.stdout).toMatch(/^off {5}Ollama: Ollama does not answer at /m);
  expect(everybody.stdout).not.toContain('fal.ai');
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toMatch(/^failed {2}Replicate: /);
  expect(wrong.stdout).toContain('Check that the key is complete and still valid.');
  expect(off.code).toBe(1);
  expect(off.stdout).toContain('Start the server, or correct its address.');
  expect(unknown).toMatchObject({ code: 2, json: { error: { message: 'There is no provider called “replicat”.' } } });
  for (const simulator of [replicate, openai, runway]) expect(simulator.charged).toEqual([]);

  const kling = clips.json.models.find(({ id }) => id === CLIP);
  expect(kling).toMatchObject({
    kind: 'clip',
    ready: true,
    origin: 'yours',
    takes: { startFrame: true },
    price: expect.stringContaining('$'),
  });
  expect(clips.json.models.every(({ kind, provider }) => kind === 'clip' && provider === 'replicate')).toBe(true);
  expect(clips.json.problems).toEqual([{ file: 'broken.json', message: expect.stringContaining('not valid JSON') }]);
  expect(local.stdout).toMatch(/^ {2}text {4}ollama:\S+ {2}free/m);
  expect(local.stderr).toContain('broken.json: ');
  expect(typo.code).toBe(2);
});

test('refresh shows where our description and what the provider publishes differ', { timeout: 180_000 }, async () => {
  const [differs, inWords, none, unknown] = await Promise.all([
    json<{ differences: SchemaDifference[] }>(['providers', 'refresh', CLIP]),
    heroframe(['providers', 'refresh', CLIP]),
    json<Refusal>(['providers', 'refresh', 'runway:gen4_turbo']),
    json<Refusal>(['providers', 'refresh', 'runway:gen99']),
  ]);
  expect(differs.code).toBe(0);
  const [first] = differs.json.differences;
  expect(first).toMatchObject({ field: expect.stringMatching(/./), ours: expect.any(String), theirs: expect.any(String) });
  expect(inWords.stdout).toContain(`${first?.field}: ${first?.change}; here `);
  expect(none).toMatchObject({ code: 1, json: { error: { code: 'unavailable' } } });
  expect(unknown).toMatchObject({ code: 1, json: { error: { message: expect.stringContaining('runway:gen99') } } });
});

test(
  'addresses, limits, own servers and models for new films are set and reset; nonsense and leaks change nothing',
  { timeout: 180_000 },
  async () => {
    const card = async (id: string, more?: Record<string, string>): Promise<ProviderCard | undefined> =>
      (await json<{ providers: ProviderCard[] }>(['providers', 'list'], more)).json.providers.find((each) => each.id === id);
    const set = await json<ProviderCard>([
      'providers',
      'set',
      'fal',
      '--address',
      'https://proxy.example/fal/',
      '--address-id',
      'rest',
      '--at-once',
      '7',
    ]);
    expect(set.json.addresses.find(({ id }) => id === 'rest')).toMatchObject({ value: 'https://proxy.example/fal', from: 'settings' });
    // The other limit stays as it was.
    await heroframe(['providers', 'set', 'fal', '--per-minute', '30']);
    expect((await card('fal'))?.limits).toEqual({ atOnce: 7, createsPerMinute: 30 });
    const back = await json<ProviderCard>([
      'providers',
      'set',
      'fal',
      '--address',
      'standard',
      '--address-id',
      'rest',
      '--at-once',
      'standard',
      '--per-minute',
      'standard',
    ]);
    expect(back.json.limits).toEqual({ atOnce: 2, createsPerMinute: null });
    expect(back.json.addresses.every(({ from }) => from === 'standard')).toBe(true);

    const added = await json<{ providerId: string }>(['providers', 'add-server', 'Studio box', ollama.env['OLLAMA_BASE_URL'] ?? '']);
    expect(added).toEqual({ code: 0, json: { providerId: 'server-studio-box' } });
    const refused = await Promise.all([
      heroframe(['providers', 'add-server', 'Studio box', 'http://127.0.0.1:8000/v1']),
      heroframe(['providers', 'add-server', 'Far', 'http://203.0.113.7:8000/v1']),
      heroframe(['providers', 'set', 'fal', '--address', 'http://proxy.example', '--address-id', 'queue']),
      heroframe(['providers', 'set', 'fal', '--address', 'https://proxy.example', '--address-id', 'nope']),
      heroframe(['providers', 'set', 'fal', '--at-once', '2.5']),
      heroframe(['providers', 'set', 'fal', '--at-once', 'many']),
      heroframe(['providers', 'choose', '--clip', PICTURE]),
      heroframe(['providers', 'remove-server', 'fal']),
    ]);
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2, 2, 1]);
    for (const { stdout, stderr } of refused) {
      expect(stdout).toBe('');
      expect(stderr).toMatch(/\.\n/);
      expect(stderr).not.toMatch(/Invalid input|expected|undefined|\bat .*\.ts/);
    }
    expect(refused[1]?.stderr).toContain('unencrypted');
    expect((await card('fal'))?.addresses.every(({ from }) => from === 'standard')).toBe(true);

    // A password in an address is neither used nor shown.
    const leaky = await card('openai', { OPENAI_BASE_URL: `https://me:${SECRET_MARK}@proxy.example/v1` });
    expect(leaky).toMatchObject({ ready: false, notReady: expect.stringContaining('must not contain a name or password') });

    expect((await heroframe(['providers', 'remove-server', 'server-studio-box'])).code).toBe(0);
    expect(await card('server-studio-box')).toBeUndefined();

    const chosen = await json(['providers', 'choose', '--picture', PICTURE, '--writer', 'own']);
    expect(chosen.json).toEqual({ text: null, picture: PICTURE, clip: null, speech: null });
    const doctor = await json<{ checks: DoctorCheck[] }>(['doctor'], { REPLICATE_API_TOKEN: '' });
    const check = (id: string): DoctorCheck | undefined => doctor.json.checks.find((each) => each.id === id);
    expect(check('providers')).toMatchObject({ state: 'ok', message: expect.stringContaining('Runway, OpenAI connected') });
    expect(check('servers')).toMatchObject({ state: 'ok', message: 'None running' });
    expect(check('models')).toMatchObject({ state: 'ok', message: expect.stringContaining('3 of them by you') });
    expect(check(`choice-${PICTURE}`)).toMatchObject({ state: 'warning', fix: 'Set REPLICATE_API_TOKEN to your API token.' });
    await writeFile(join(home, 'models', 'broken.json'), '[]]');
    const inWords = await heroframe(['doctor'], { ...ollama.env, FAL_QUEUE_URL: 'ftp://fal' });
    expect(inWords.stdout).toMatch(/^warning {2}Providers: fal\.ai: .*FAL_QUEUE_URL/m);
    expect(inWords.stdout).toMatch(/^warning {2}Models: broken\.json: /m);
    expect(inWords.stdout).toMatch(/^ok {7}Local servers: .*Ollama/m);
  },
);

test(
  'a film with other people’s models: chosen, previewed before anything is sent, limited, paid and gone on with',
  { timeout: 180_000 },
  async () => {
    const dir = join(folder, 'Paid.heroframe');
    const create = (models: string[]) =>
      heroframe(['create', dir, '--prompt', 'A lighthouse keeper and her cat', '--duration', '6', '--preset', 'simple', ...models]);
    const wrong = await Promise.all([create(['--picture', 'replicate:nobody/nothing']), create(['--clip', PICTURE])]);
    expect(wrong.map(({ code }) => code)).toEqual([2, 2]);
    expect(wrong[0]?.stderr).toContain('There is no model “replicate:nobody/nothing”.');
    await expect(access(dir)).rejects.toThrow('ENOENT');
    expect((await create(['--writer', 'openai:gpt-4.1', '--picture', PICTURE, '--clip', 'own', '--voice', 'own'])).code).toBe(0);

    expect(await json(['run', dir, '--until', 'story'])).toMatchObject({ code: 0, json: { status: 'done', ledger: { currency: 'USD' } } });
    expect(openai.charged.length).toBeGreaterThanOrEqual(4);
    // One process at a time may hold the film.
    const start = await json<RequestPreview>(['preview', dir, '--scene', '1', '--what', 'start']);
    const merged = await heroframe(['preview', dir, '--scene', '1', '--what', 'start', '--model', 'openai:gpt-image-1.5']);
    const tooEarly = await heroframe(['preview', dir, '--scene', '1', '--what', 'take']);
    const noScene = await heroframe(['preview', dir, '--scene', '9']);
    expect(start.json).toMatchObject({ modelId: PICTURE, negative: 'merged', price: { amount: 0.04, basis: 'listed' } });
    expect(merged.stdout).toContain('negative prompt: merged into the prompt');
    expect(tooEarly).toMatchObject({ code: 1, stderr: expect.stringContaining('no start frame yet') });
    expect(noScene.code).toBe(2);
    expect(replicate.charged).toEqual([]);

    // The limit stops before it is passed.
    const { json: before } = await json<MoneyReport>(['money', dir]);
    const slip = await heroframe(['money', dir, '--cap', 'ten']);
    expect(slip).toMatchObject({ code: 2, stderr: expect.stringContaining('“ten” is not an amount.') });
    const limited = await json<MoneyReport>(['money', dir, '--cap', String(before.actual + 0.05), '--daily-cap', '$25']);
    expect(limited.json.caps).toMatchObject({ perDay: 25 });
    const stopped = await heroframe(['run', dir, '--until', 'frames']);
    expect(stopped.code).toBe(1);
    expect(stopped.stdout).toContain(' · paused in ');
    expect(stopped.stderr).toContain('would go over this film');
    expect(replicate.charged).toHaveLength(1);

    // Looking and changing settings start nothing, although a run waits.
    const inWords = await heroframe(['money', dir]);
    expect(inWords.stdout).toMatch(/Not in these sums: \d+ jobs at a price that is not known here/);
    expect(inWords.stdout).toMatch(/Limits: this film \$0\.\d+, a day \$25\.00/);
    expect(inWords.stdout).toContain('Replicate: $0.04 for 1 job');
    expect((await json<MoneyReport>(['money', dir, '--cap', 'none'])).json.caps).toMatchObject({ perProject: null, perDay: 25 });
    expect(replicate.charged).toHaveLength(1);

    // The waiting run goes on with what is chosen now, in the same command.
    const done = await json<{ status: string; ledger: { actual: number } }>(['run', dir, '--until', 'takes', '--clip', CLIP]);
    expect(done).toMatchObject({ code: 0, json: { status: 'done' } });
    expect(replicate.charged.length).toBeGreaterThan(1);
    const { json: after } = await json<MoneyReport>(['money', dir]);
    expect(after.lines.filter(({ provider }) => provider === 'Replicate')).toHaveLength(replicate.charged.length);
    expect(after.byModel.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['black-forest-labs/flux-1.1-pro', 'kwaivgi/kling-v2.5-turbo-pro']),
    );
    expect(after.actual).toBeGreaterThan(before.actual + 0.04 * replicate.charged.length);
    expect(after).toMatchObject({ acceptedShots: expect.any(Number), perAcceptedShot: expect.any(Number) });
    const take = await heroframe(['preview', dir, '--scene', '1', '--model', CLIP]);
    expect(take.stdout).toMatch(/^Kling .* · Replicate · about \$\d/);
    expect(take.stdout).toMatch(/^ {2}(changed|not sent) /m);
  },
);

test(
  'a request of which nobody knows whether it arrived waits for an answer, and only then is sent again',
  { timeout: 180_000 },
  async () => {
    const dir = join(folder, 'Lost.heroframe');
    await heroframe([
      'create',
      dir,
      '--prompt',
      'A kite over the dunes',
      '--duration',
      '3',
      '--preset',
      'simple',
      '--picture',
      'runway:gen4_image',
    ]);
    runway.faults.next('create', { type: 'reset-after' });
    const run = await heroframe(['run', dir, '--until', 'frames']);
    expect(run.stderr).toContain('`heroframe jobs ');
    const there = runway.charged.length;
    const { json: listed } = await json<{ jobs: Job[] }>(['jobs', dir]);
    const unclear = listed.jobs.filter(({ state }) => state === 'unknown');
    expect(unclear).toHaveLength(1);
    const id = unclear[0]?.id ?? '';
    expect((await heroframe(['jobs', dir])).stdout).toContain(`--send-again ${id}; else --leave ${id}`);

    const answered = await json<{ jobs: Job[] }>(['jobs', dir, '--send-again', id]);
    expect(answered.json.jobs.find((job) => job.id === id)?.state).toBe('draft');
    expect(runway.charged).toHaveLength(there);
    expect(await heroframe(['jobs', dir, '--leave', id])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not waiting for an answer'),
    });
    expect(await heroframe(['jobs', dir, '--leave', 'nope'])).toMatchObject({ code: 1 });
    expect((await heroframe(['run', dir, '--until', 'frames'])).code).toBe(0);
    const { json: again } = await json<{ jobs: Job[] }>(['jobs', dir]);
    expect(again.jobs.find((job) => job.id === id)?.state).toBe('succeeded');
  },
);
