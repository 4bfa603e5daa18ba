/** From a sentence to an exported film, and again: what is there is never made twice. */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBench, testBrief, until, upload, type Bench } from '../../fixtures/studio-bench.ts';
import { fastProvider } from '../../fixtures/fast-provider.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

test('each stage of the run makes what is missing and nothing twice, down to an exported file', async () => {
  const projectId = await bench.create();

  expect(await bench.run(projectId, 'story')).toMatchObject({ status: 'done', progress: 1 });
  const written = await bench.film(projectId);
  expect(written.story.map((stage) => stage.state)).toEqual(['current', 'current', 'current', 'current']);
  expect(written.scenes.length).toBeGreaterThanOrEqual(2);
  expect(written.scenes.reduce((sum, scene) => sum + scene.spec.seconds, 0)).toBeCloseTo(9, 5);
  expect(bench.provider.asked).toEqual([]);
  const scenes = written.scenes.length;

  await bench.run(projectId, 'frames');
  expect(bench.provider.asked).toHaveLength(scenes * 2 * 2);
  const drawn = await bench.film(projectId);
  for (const scene of drawn.scenes) {
    for (const frame of [scene.startFrame, scene.endFrame]) {
      expect(frame).toMatchObject({ state: 'current', status: 'ready', variations: 2, picked: { decision: { by: 'machine' } } });
      expect(frame.picked?.decision.reason).not.toBe('');
    }
    expect(scene.hero?.variationId).toBe(scene.startFrame.picked?.variationId);
  }

  await bench.run(projectId, 'takes');
  expect(bench.provider.clips()).toHaveLength(scenes * 3);

  expect(await bench.run(projectId, 'film')).toMatchObject({ status: 'done', progress: 1, message: 'Done' });
  const finished = await bench.film(projectId);
  expect(finished.cut).toMatchObject({ state: 'current', voiced: false });
  expect(finished.cut?.shots.map((shot) => shot.sceneId)).toEqual(finished.scenes.map((scene) => scene.id));
  expect(finished.stages.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
    'story done',
    'board done',
    'frames done',
    'takes done',
    'cut done',
    'export todo',
  ]);
  expect(finished.ledger).toMatchObject({ estimated: 0, actual: 0 });

  const before = bench.provider.asked.length;
  await bench.run(projectId, 'film');
  expect(bench.provider.asked).toHaveLength(before);
  expect(bench.cuts.count).toBe(1);

  const first = await bench.call('exports.start', { projectId, format: 'mp4' });
  const second = await bench.call('exports.start', { projectId, format: 'mp4' });
  expect(first.export.fileName).toMatch(/\.mp4$/);
  expect(second.export.fileName).not.toBe(first.export.fileName);
  const file = await bench.studio.exportFile(projectId, second.export.id);
  expect(file).toMatchObject({ ok: true, value: { mime: 'video/mp4', size: second.export.bytes } });
  expect((await bench.call('exports.list', { projectId })).exports).toHaveLength(2);
  expect((await bench.film(projectId)).stages.at(-1)).toMatchObject({ stage: 'export', state: 'done' });
});

test('two exports at the same moment get two names and two whole files', async () => {
  const projectId = await bench.create({ durationSeconds: 3, preset: 'simple' });
  await bench.run(projectId, 'film');
  const [first, second] = await Promise.all([
    bench.call('exports.start', { projectId, format: 'mp4' }),
    bench.call('exports.start', { projectId, format: 'mp4' }),
  ]);
  expect(first.export.fileName).not.toBe(second.export.fileName);
  for (const { export: record } of [first, second])
    expect(await bench.studio.exportFile(projectId, record.id)).toMatchObject({ ok: true, value: { size: record.bytes } });
});

test('export and save-to are refused before there is a film', async () => {
  const projectId = await bench.create();
  expect(await bench.refused('exports.start', { projectId, format: 'mp4' })).toMatchObject({ code: 'stage-missing' });
  const target = join(bench.folder, 'out', 'film.mp4');
  expect(await bench.refused('host.exportTo', { projectId, format: 'mp4', file: target })).toMatchObject({ code: 'stage-missing' });
  await bench.call('brief.update', { projectId, brief: testBrief({ durationSeconds: 3, preset: 'simple' }) });
  await bench.run(projectId, 'film');
  const saved = await bench.call('host.exportTo', { projectId, format: 'mp4', file: target });
  expect((await readFile(target)).length).toBe(saved.bytes);
});

test('a template that is named is taken; one that does not exist makes nothing', async () => {
  const { templates } = await bench.call('templates.list', {});
  expect(templates.length).toBeGreaterThanOrEqual(8);
  const named = templates.at(-1)?.id ?? '';
  const projectId = await bench.create({ template: named });
  await bench.run(projectId, 'story');
  expect((await bench.film(projectId)).story[0]).toMatchObject({ stage: 'template', content: { selectedTemplate: named } });

  const folder = join(bench.folder, 'other.heroframe');
  const brief = testBrief({ template: 'no-such' });
  expect(await bench.refused('host.createAt', { folder, brief, referencePaths: [] })).toMatchObject({ code: 'unknown-template' });
  await expect(access(folder)).rejects.toThrow();
  expect(await bench.refused('brief.update', { projectId, brief })).toMatchObject({ code: 'unknown-template' });
});

test('a folder that is taken is refused and left alone; the default folder finds a free name, also twice at once', async () => {
  const folder = join(bench.folder, 'mine.heroframe');
  await bench.call('host.createAt', { folder, brief: testBrief(), referencePaths: [] });
  expect(await bench.refused('host.createAt', { folder, brief: testBrief(), referencePaths: [] })).toMatchObject({
    code: 'project-exists',
  });
  const [first, second] = await Promise.all([bench.create(), bench.create()]);
  expect(first).not.toBe(second);
  expect((await bench.call('projects.recent', {})).projects).toHaveLength(3);
});

test('a reference that is no picture is refused before anything is made', async () => {
  const bad = { name: 'notes.png', base64: Buffer.from('not a picture').toString('base64'), role: 'product' as const };
  const good = { ...(await upload('product.png')), role: 'product' as const };
  expect(await bench.refused('projects.create', { brief: testBrief(), references: [good, bad] })).toMatchObject({ code: 'bad-reference' });
  expect((await bench.call('projects.recent', {})).projects).toEqual([]);
});

test('the chain: the person’s picture first, then the frame before, then the shot’s own start', async () => {
  const { projectId } = await bench.call('projects.create', {
    brief: testBrief(),
    references: [{ ...(await upload('product.png')), role: 'product' }],
  });
  await bench.run(projectId, 'takes');
  const film = await bench.film(projectId);
  const product = `product:${film.references[0]?.asset.sha256 ?? ''}`;
  const of = (scene: number, role: 'start' | 'end') =>
    bench.provider
      .pictures()
      .filter((asked) => asked.scene === scene && asked.role === role)
      .map((asked) => asked.references);
  for (const [index, scene] of film.scenes.entries()) {
    const before = film.scenes[index - 1];
    const start = before === undefined ? [product] : [product, `previous-frame:${before.endFrame.picked?.asset.sha256 ?? ''}`];
    expect(of(scene.number, 'start')).toEqual([start, start]);
    const end = [product, `start-frame:${scene.startFrame.picked?.asset.sha256 ?? ''}`];
    expect(of(scene.number, 'end')).toEqual([end, end]);
  }
  for (const clip of bench.provider.clips()) {
    const scene = film.scenes[clip.scene - 1];
    expect(clip).toMatchObject({
      startFrame: scene?.hero?.asset.sha256,
      endFrame: scene?.endFrame.picked?.asset.sha256,
      movement: scene?.spec.camera.movement,
      seconds: scene?.spec.seconds,
    });
  }
});

test('what is paid is estimated in rows before it is asked for, and is in the ledger once', async () => {
  await bench.end();
  bench = await openBench({ provider: fastProvider({ price: 0.25 }) });
  const projectId = await bench.create({ durationSeconds: 3, preset: 'simple' });
  const end = await bench.run(projectId, 'film');
  const film = await bench.film(projectId);
  const paid = bench.provider.asked.length * 0.25;
  expect(bench.provider.asked).toHaveLength(3);
  expect(film.ledger).toMatchObject({ actual: paid, currency: 'USD', entries: 3 });
  expect(end.spent).toMatchObject({ amount: paid, currency: 'USD' });
  const { jobs } = await bench.call('jobs.list', { projectId });
  expect(jobs.map((job) => job.state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
});

test('asking for more while a shorter run is under way joins it and goes on afterwards', async () => {
  const projectId = await bench.create();
  const { runId } = await bench.call('runs.start', { projectId, until: 'story' });
  expect((await bench.call('runs.start', { projectId, until: 'frames' })).runId).toBe(runId);
  await until(
    async () =>
      (await bench.film(projectId)).scenes.length > 0 &&
      (await bench.film(projectId)).scenes.every((scene) => scene.endFrame.picked !== null),
  );
});
