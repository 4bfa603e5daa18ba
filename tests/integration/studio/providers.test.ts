/** Providers in the studio: settings, choices, previews, money, pauses and the questions only a person can answer. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProviderBench, type ProviderBench } from '../../fixtures/provider-bench.ts';
import { SECRET_MARK } from '../../simulators/kit/simulator.ts';
import { startOpenAi } from '../../simulators/openai.ts';
import { startReplicate } from '../../simulators/replicate.ts';
import { startRunway } from '../../simulators/runway.ts';

const PICTURE = 'replicate:black-forest-labs/flux-1.1-pro';

let bench: ProviderBench;
beforeEach(async () => {
  bench = await openProviderBench({ replicate: startReplicate, openai: startOpenAi, runway: startRunway });
});
afterEach(async () => {
  await bench.end();
});

const simulator = (name: string) => {
  const found = bench.simulators[name];
  if (found === undefined) throw new Error(`No simulator ${name}.`);
  return found;
};
const card = async (id: string) => {
  const found = (await bench.call('providers.list', {})).providers.find((each) => each.id === id);
  if (found === undefined) throw new Error(`No provider ${id}.`);
  return found;
};

test('what is connected is said, with where it comes from and never with the key', async () => {
  const listed = await bench.call('providers.list', {});
  expect(await card('replicate')).toMatchObject({ ready: true, keys: [{ from: 'environment', variable: 'REPLICATE_API_TOKEN' }] });
  expect(await card('fal')).toMatchObject({ ready: false, notReady: expect.stringContaining('FAL_KEY') });
  expect(await card('ollama')).toMatchObject({ ready: true, where: 'local' });
  expect(JSON.stringify(listed)).not.toContain(SECRET_MARK);
  for (const id of ['replicate', 'openai', 'runway']) {
    expect(await bench.call('providers.test', { providerId: id }), id).toMatchObject({ ok: true });
    expect(simulator(id).charged, id).toEqual([]);
  }
  expect(await bench.call('providers.test', { providerId: 'fal' })).toMatchObject({ ok: false });
});

test('addresses, limits and own servers are kept; nonsense and leaks are refused', async () => {
  await bench.call('providers.setAddress', { providerId: 'fal', addressId: 'queue', value: 'https://proxy.example/fal/' });
  await bench.call('providers.setLimits', { providerId: 'fal', atOnce: 7, createsPerMinute: null });
  const { providerId } = await bench.call('providers.addServer', { name: 'Studio box', address: 'http://192.168.1.20:8000/v1' });
  await bench.restart();
  expect((await card('fal')).addresses.find((each) => each.id === 'queue')).toMatchObject({
    value: 'https://proxy.example/fal',
    from: 'settings',
  });
  expect((await card('fal')).limits).toMatchObject({ atOnce: 7 });
  expect(await card(providerId)).toMatchObject({ id: 'server-studio-box', where: 'local', ready: true });
  // The environment is for one start and wins.
  expect((await card('replicate')).addresses[0]).toMatchObject({ from: 'environment' });
  expect(await bench.refused('providers.setAddress', { providerId: 'fal', addressId: 'queue', value: 'not an address' })).toMatchObject({
    code: 'invalid-input',
  });
  expect(
    await bench.refused('providers.setAddress', { providerId: 'fal', addressId: 'queue', value: 'http://proxy.example' }),
  ).toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining('unencrypted'),
  });
  expect(await bench.refused('keys.set', { providerId: 'fal', keyId: 'key', value: 'abc' })).toMatchObject({
    hint: expect.stringContaining('FAL_KEY'),
  });
  await bench.call('providers.removeServer', { providerId });
  await bench.call('providers.setAddress', { providerId: 'fal', addressId: 'queue', value: null });
  expect((await card('fal')).addresses.find((each) => each.id === 'queue')).toMatchObject({ from: 'standard' });
});

test('models: prices and dates, own files that override and that are wrong, choices per film and for new ones', async () => {
  const { models } = await bench.call('models.list', { kind: 'clip' });
  expect(models[0]).toMatchObject({ providerLabel: 'This computer', free: true });
  expect(models.find((each) => each.id === 'runway:gen4_turbo')).toMatchObject({ ready: true, takes: { startFrame: true } });
  await mkdir(join(bench.home, 'models'), { recursive: true });
  await writeFile(join(bench.home, 'models', 'broken.json'), '{ not json');
  expect((await bench.call('models.list', {})).problems).toEqual([{ file: 'broken.json', message: expect.any(String) }]);

  const projectId = await bench.create({ clip: 'runway:gen4_turbo' });
  await bench.call('models.choose', { projectId: null, kind: 'picture', modelId: PICTURE });
  expect((await bench.call('models.choices', { projectId })).inForce).toMatchObject({
    clip: 'runway:gen4_turbo',
    picture: PICTURE,
    text: null,
  });
  expect(await bench.refused('models.choose', { projectId, kind: 'clip', modelId: PICTURE })).toMatchObject({ code: 'invalid-input' });
  expect(await bench.refused('models.choose', { projectId, kind: 'clip', modelId: 'runway:gen99' })).toMatchObject({
    code: 'invalid-input',
  });
  expect(await bench.refused('models.choose', { projectId, kind: 'clip', modelId: 'heroframe:writer' })).toMatchObject({
    code: 'invalid-input',
  });
  await bench.call('models.choose', { projectId, kind: 'clip', modelId: null });
  expect((await bench.call('models.choices', { projectId })).inForce.clip).toBeNull();

  // Null follows what is set for new films; a film that names this computer's own stays with it.
  await bench.call('models.choose', { projectId, kind: 'picture', modelId: 'previz:previz-1' });
  await bench.call('models.choose', { projectId, kind: 'text', modelId: 'heroframe:writer' });
  expect(await bench.call('models.choices', { projectId })).toMatchObject({
    chosen: { picture: 'previz:previz-1', text: 'heroframe:writer', clip: null },
    inForce: { picture: null, text: null, clip: null },
  });
  expect((await bench.run(projectId, 'story')).status).toBe('done');
  expect((await bench.call('film.get', { projectId })).story.every((stage) => !stage.fallback)).toBe(true);
});

test("a ComfyUI workflow of one's own becomes a model; one in the wrong format is refused in words", async () => {
  const workflow = join(import.meta.dirname, '../../../resources/comfyui/txt2img-checkpoint.json');
  const made = await bench.call('host.importWorkflow', { file: workflow, name: 'My look' });
  expect(made).toMatchObject({ modelId: 'comfyui:my-look' });
  expect(made.places.some((place) => place.startsWith('prompt → node'))).toBe(true);
  const { models } = await bench.call('models.list', { kind: 'picture' });
  expect(models.find((each) => each.id === 'comfyui:my-look')).toMatchObject({
    origin: 'yours',
    free: true,
    takes: { negative: true, seed: true },
  });
  const wrong = join(bench.folder, 'ui.json');
  await writeFile(wrong, JSON.stringify({ nodes: [], links: [], version: 0.4 }));
  expect(await bench.refused('host.importWorkflow', { file: wrong, name: 'Wrong' })).toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(/API/i),
  });
});

test('the estimate speaks of the chosen models, and the preview of what is dropped, before anything is sent', async () => {
  const projectId = await bench.create({ picture: PICTURE, clip: 'replicate:kwaivgi/kling-v2.5-turbo-pro' });
  const { brief } = await bench.call('film.get', { projectId });
  const estimate = await bench.call('brief.estimate', { brief, projectId });
  expect(estimate.lines.find((line) => line.kind === 'picture')).toMatchObject({ each: 0.04, known: true });
  expect(estimate.cost.amount).toBeGreaterThan(0.04 * estimate.pictures);
  await bench.run(projectId, 'story');
  const [scene] = (await bench.call('film.get', { projectId })).scenes;
  const sceneId = scene?.id ?? '';
  const start = await bench.call('generation.preview', { projectId, sceneId, what: 'start' });
  // Flux has no field for what is to be avoided and does the opposite when it is told in words.
  expect(start).toMatchObject({ modelId: PICTURE, price: { amount: 0.04, basis: 'listed' }, negative: 'merged', problems: [] });
  expect(JSON.stringify(start.body)).toContain('Avoid:');
  const merged = await bench.call('generation.preview', { projectId, sceneId, what: 'start', modelId: 'openai:gpt-image-1.5' });
  expect(merged.negative).toBe('merged');
  expect(JSON.stringify(merged.body)).toContain('Avoid');
  expect(simulator('replicate').log.filter((entry) => entry.purpose === 'create')).toEqual([]);
});

test('no credit: the run waits, nothing fails, and it goes on as the same jobs when it is started again', async () => {
  const projectId = await bench.create({ picture: PICTURE });
  const noCredit = {
    type: 'answer',
    status: 402,
    body: { title: 'Insufficient credit', detail: 'You have insufficient credit.', status: 402 },
  } as const;
  simulator('replicate').faults.next('create', noCredit);
  const waiting = await bench.run(projectId, 'frames');
  expect(waiting).toMatchObject({ status: 'paused', error: expect.stringContaining('no credit left') });
  expect((await card('replicate')).paused).not.toBeNull();
  expect(simulator('replicate').charged.length).toBeLessThanOrEqual(1);
  const done = await bench.run(projectId, 'frames');
  expect(done).toMatchObject({ id: waiting.id, status: 'done' });
  expect((await card('replicate')).paused).toBeNull();
  const { jobs } = await bench.call('jobs.list', { projectId });
  expect(jobs.every((job) => job.state === 'succeeded')).toBe(true);
  expect(simulator('replicate').charged.length).toBe(jobs.length);
});

test('a cap stops before spending and says so; raising it lets the run go on', async () => {
  const projectId = await bench.create({ picture: PICTURE });
  await bench.call('money.setCaps', { projectId, caps: { perProject: 0.1, perDay: null } });
  const stopped = await bench.run(projectId, 'frames');
  expect(stopped).toMatchObject({ status: 'paused', error: expect.stringContaining("this film's limit of $0.10") });
  expect(simulator('replicate').charged.length).toBe(2);
  expect(await bench.call('money.get', { projectId })).toMatchObject({ actual: 0.08, caps: { perProject: 0.1 } });

  // The day's limit belongs to all films.
  await bench.call('money.setCaps', { projectId, caps: { perProject: null, perDay: 0.1 } });
  expect(await bench.run(projectId, 'frames')).toMatchObject({ status: 'paused', error: expect.stringContaining("today's limit") });
  const second = await bench.create({ picture: PICTURE });
  expect(await bench.run(second, 'frames')).toMatchObject({ status: 'paused' });
  expect(simulator('replicate').charged.length).toBe(2);

  await bench.call('money.setCaps', { projectId, caps: { perProject: null, perDay: null } });
  expect((await bench.run(projectId, 'frames')).status).toBe('done');
  const money = await bench.call('money.get', { projectId });
  expect(money.lines.filter((line) => line.state === 'void')).toEqual([]);
  expect(money.actual).toBeCloseTo(0.04 * simulator('replicate').charged.length, 6);
});

test('one run waits, the others go on; it goes on as itself and as nothing more', async () => {
  const projectId = await bench.create({ picture: PICTURE });
  await bench.run(projectId, 'frames');
  const [scene] = (await bench.call('film.get', { projectId })).scenes;
  const sceneId = scene?.id ?? '';
  const before = simulator('replicate').charged.length;
  await bench.call('money.setCaps', { projectId, caps: { perProject: 0.01, perDay: null } });
  const { runId } = await bench.call('frames.regenerate', { projectId, sceneId, role: 'start', variations: 1 });
  expect(await bench.ended(projectId, runId)).toMatchObject({ status: 'paused', error: expect.stringContaining('limit') });

  // Free work is not held up by it.
  const free = await bench.call('frames.regenerate', { projectId, sceneId, role: 'end', variations: 1, modelId: 'previz:previz-1' });
  expect(await bench.ended(projectId, free.runId)).toMatchObject({ status: 'done' });
  expect((await bench.call('runs.list', { projectId })).runs.find((run) => run.id === runId)).toMatchObject({ status: 'paused' });

  // It still waits after the film was closed and opened again.
  await bench.restart();
  const { key } = (await bench.call('projects.recent', {})).projects[0] ?? { key: '' };
  await bench.call('projects.open', { key });
  expect((await bench.call('runs.list', { projectId })).runs.find((run) => run.id === runId)).toMatchObject({ status: 'paused' });
  expect(simulator('replicate').charged.length).toBe(before);

  await bench.call('money.setCaps', { projectId, caps: { perProject: null, perDay: null } });
  await bench.call('runs.goOn', { projectId, runId });
  expect(await bench.ended(projectId, runId)).toMatchObject({ id: runId, status: 'done' });
  expect(simulator('replicate').charged.length).toBe(before + 1);
  expect((await bench.call('film.get', { projectId })).cut).toBeNull();
  expect(await bench.refused('runs.goOn', { projectId, runId })).toMatchObject({ code: 'not-found' });
});

test('a job nobody can know about: asked plainly, never sent again by itself; the answer decides', async () => {
  await bench.run(await bench.create({}), 'story');
  const projectId = await bench.create({ picture: 'runway:gen4_image' });
  simulator('runway').faults.next('create', { type: 'reset-after' });
  await bench.run(projectId, 'frames');
  const unclear = (await bench.call('jobs.list', { projectId })).jobs.filter((job) => job.state === 'unknown');
  expect(unclear).toHaveLength(1);
  const jobId = unclear[0]?.id ?? '';
  const { review } = await bench.call('film.get', { projectId });
  expect(review.find((item) => item.jobId === jobId)).toMatchObject({ kind: 'job-unknown', state: 'open' });
  // One question, not a question and the advice to try again.
  expect(review.filter((item) => item.state === 'open')).toHaveLength(1);
  const before = simulator('runway').charged.length;

  await bench.call('jobs.answer', { projectId, jobId, answer: 'leave' });
  expect((await bench.call('jobs.list', { projectId })).jobs.find((job) => job.id === jobId)?.state).toBe('canceled');
  expect((await bench.call('film.get', { projectId })).review.find((item) => item.jobId === jobId)?.state).toBe('resolved');
  expect((await bench.call('money.get', { projectId })).lines.some((line) => line.state === 'assumed')).toBe(true);
  expect(simulator('runway').charged.length).toBe(before);
  expect(await bench.refused('jobs.answer', { projectId, jobId, answer: 'send-again' })).toMatchObject({ code: 'invalid-input' });
});

test('an answer of the writer that was lost is not asked for again until the person says so, and both are in the ledger', async () => {
  const projectId = await bench.create({ text: 'openai:gpt-4.1' });
  simulator('openai').faults.next('create', { type: 'reset-after' });
  const waiting = await bench.run(projectId, 'story');
  expect(waiting).toMatchObject({ status: 'paused', error: expect.stringContaining('lost on the way') });
  expect(simulator('openai').charged).toHaveLength(1);
  await bench.restart();
  expect(simulator('openai').charged).toHaveLength(1);
  const { key } = (await bench.call('projects.recent', {})).projects[0] ?? { key: '' };
  await bench.call('projects.open', { key });
  // Opening the film again sends nothing: the run still waits, and still says why.
  expect((await bench.call('runs.list', { projectId })).runs).toMatchObject([{ id: waiting.id, status: 'paused', error: waiting.error }]);
  expect((await bench.run(projectId, 'story')).status).toBe('done');
  const { jobs } = await bench.call('jobs.list', { projectId });
  expect(jobs.filter((job) => job.state === 'canceled')).toHaveLength(1);
  expect(jobs.filter((job) => job.state === 'succeeded')).toHaveLength(simulator('openai').charged.length - 1);
});

test('a chosen model that is gone: looking and estimating go on, the run says which one and what to do, another choice helps', async () => {
  const file = join(bench.home, 'models', 'mine.json');
  const mine = 'replicate:me/my-model';
  await writeFile(
    file,
    JSON.stringify({
      provider: 'replicate',
      remoteId: 'me/my-model',
      name: 'Mine',
      kind: 'picture',
      modes: ['text'],
      roles: { prompt: { path: 'input.prompt' } },
      output: { select: ['output'], mime: 'image/png' },
      price: [{ unit: 'picture', amount: 0.5 }],
    }),
  );
  const projectId = await bench.create({ picture: mine });
  const { brief } = await bench.call('film.get', { projectId });
  const before = await bench.call('brief.estimate', { brief, projectId });
  expect(before.lines.find((line) => line.kind === 'picture')).toMatchObject({ each: 0.5, known: true });

  await rm(file);
  const after = await bench.call('brief.estimate', { brief, projectId });
  expect(after.lines.find((line) => line.kind === 'picture')).toMatchObject({ each: 0, known: false });
  expect((await bench.call('models.choices', { projectId })).inForce.picture).toBe(mine);
  const run = await bench.run(projectId, 'frames');
  const said = [run.error ?? '', ...(await bench.call('film.get', { projectId })).review.map((item) => item.message)].join(' ');
  expect(said).toContain(mine);
  expect(said).toContain('another model');
  expect(simulator('replicate').charged).toEqual([]);

  await bench.call('models.choose', { projectId, kind: 'picture', modelId: PICTURE });
  expect((await bench.run(projectId, 'frames')).status).toBe('done');
  expect((await bench.call('film.get', { projectId })).scenes.every((scene) => scene.startFrame.picked !== null)).toBe(true);
});

test('settings change while a run is under way: it finishes as it began, and what comes after has the new ones', async () => {
  const projectId = await bench.create({ picture: PICTURE });
  await bench.run(projectId, 'story');
  const { runId } = await bench.call('runs.start', { projectId, until: 'frames' });
  for (let round = 1; round <= 8; round++) {
    await bench.call('providers.setLimits', { providerId: 'replicate', atOnce: round });
    await writeFile(
      join(bench.home, 'models', 'other.json'),
      JSON.stringify({ provider: 'runway', remoteId: 'gen4_turbo', name: `Round ${round}` }),
    );
    const [{ providers }] = await Promise.all([
      bench.call('providers.list', {}),
      bench.call('models.list', {}),
      bench.call('providers.list', {}),
    ]);
    // Nobody ever sees a half-read state in which a key is missing.
    expect(providers.find((each) => each.id === 'replicate')).toMatchObject({ ready: true, limits: { atOnce: round } });
  }
  await expect
    .poll(async () => (await bench.call('runs.list', { projectId })).runs.find((each) => each.id === runId)?.status, { timeout: 30_000 })
    .toBe('done');
  const { jobs } = await bench.call('jobs.list', { projectId });
  expect(jobs.every((job) => job.state === 'succeeded')).toBe(true);
  expect(simulator('replicate').charged).toHaveLength(jobs.length);
  expect((await bench.call('models.list', { kind: 'clip' })).models.find((each) => each.id === 'runway:gen4_turbo')?.name).toBe('Round 8');
});
