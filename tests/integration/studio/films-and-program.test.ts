/** Films as folders, the program around them, and the one door everything goes through. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStudio } from '#studio/create-studio.ts';
import { openBench, testBrief, until, upload, type Bench } from '../../fixtures/studio-bench.ts';
import { tinyClip, tinyPicture } from '../../fixtures/fast-provider.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => {
  await bench.end();
  expect(bench.bugs).toEqual([]);
});

const recent = async () => (await bench.call('projects.recent', {})).projects;
const short = { durationSeconds: 3, preset: 'simple' } as const;

test('recent films: newest first, with poster and length; a missing folder is said to be missing and can be forgotten', async () => {
  const first = await bench.create(short);
  await bench.run(first, 'frames');
  await bench.call('projects.close', { projectId: first });
  const folder = join(bench.folder, 'second.heroframe');
  const second = await bench.call('host.createAt', { folder, brief: testBrief({ prompt: 'A quiet watch' }), referencePaths: [] });
  expect((await recent()).map((card) => card.projectId)).toEqual([second.projectId, first]);
  const card = (await recent())[1];
  expect(card).toMatchObject({ scenes: 1, seconds: 3, available: true });
  // The poster of a film that is not open can be shown; nothing else of it is served.
  expect(await bench.studio.media(first, card?.poster?.sha256 ?? '', 160)).toMatchObject({ ok: true, value: { mime: 'image/webp' } });
  expect(await bench.studio.media(first, '0'.repeat(64), null)).toMatchObject({ ok: false });

  await bench.call('projects.close', { projectId: second.projectId });
  await rm(folder, { recursive: true });
  const gone = (await recent()).find((each) => each.projectId === second.projectId);
  expect(gone?.available).toBe(false);
  expect(await bench.refused('projects.open', { key: gone?.key })).toMatchObject({ code: 'not-a-project' });
  await bench.call('projects.forget', { key: gone?.key ?? '' });
  expect((await recent()).map((each) => each.projectId)).toEqual([first]);
  expect(await bench.refused('projects.open', { key: gone?.key })).toMatchObject({ code: 'not-found' });
});

test('a film that is forgotten while it is open stays forgotten when it is closed, and its run is not disturbed', async () => {
  const projectId = await bench.create(short);
  bench.provider.hold = () => true;
  const { runId } = await bench.call('runs.start', { projectId, until: 'frames' });
  await until(() => bench.provider.asked.length > 0);
  await bench.call('projects.forget', { key: (await recent())[0]?.key ?? '' });
  bench.provider.release();
  expect(await bench.ended(projectId, runId)).toMatchObject({ status: 'done' });
  await bench.call('projects.rename', { projectId, name: 'Renamed' });
  await bench.call('projects.close', { projectId });
  expect(await recent()).toEqual([]);
});

test('a new name is in the film and in the list', async () => {
  const projectId = await bench.create(short);
  const { revision } = await bench.call('projects.rename', { projectId, name: '  Slow mornings ' });
  expect(await bench.film(projectId)).toMatchObject({ name: 'Slow mornings', revision });
  expect((await recent())[0]?.name).toBe('Slow mornings');
  expect(await bench.refused('projects.rename', { projectId, name: '   ' })).toMatchObject({ code: 'invalid-input' });
  // A name that a person gave is not replaced by the title of the story.
  await bench.run(projectId, 'story');
  expect((await bench.film(projectId)).name).toBe('Slow mornings');
});

test('two callers that open one folder share one film; a copy of the folder must wait', async () => {
  const folder = join(bench.folder, 'mine.heroframe');
  const { projectId } = await bench.call('host.createAt', { folder, brief: testBrief(short), referencePaths: [] });
  await bench.call('projects.close', { projectId });
  const copy = join(bench.folder, 'copy.heroframe');
  await cp(folder, copy, { recursive: true });
  const opened = await Promise.all([
    bench.call('host.openAt', { folder }),
    bench.call('host.openAt', { folder }),
    bench.call('host.openAt', { folder: join(folder, '..', 'mine.heroframe') }),
  ]);
  expect(new Set(opened.map((each) => each.projectId))).toEqual(new Set([projectId]));
  expect(await bench.refused('host.openAt', { folder: copy })).toMatchObject({ code: 'project-locked' });
  await bench.call('projects.close', { projectId });
  expect(await bench.call('host.openAt', { folder: copy })).toMatchObject({ projectId, folder: copy });
});

test('another studio may look while this one writes, sees the progress, and may write when this one has closed', async () => {
  const folder = join(bench.folder, 'mine.heroframe');
  const { projectId } = await bench.call('host.createAt', { folder, brief: testBrief(), referencePaths: [] });
  const other = await createStudio({ home: join(bench.folder, 'home-2'), documents: bench.folder, host: 'cli', env: {} });
  const ask = (name: string, input: unknown) => other.dispatch(name, input, { caller: 'host' });
  try {
    expect(await ask('host.openAt', { folder })).toMatchObject({ ok: false, error: { code: 'project-locked' } });
    expect(await ask('host.openAt', { folder, readOnly: true })).toMatchObject({ ok: true, value: { projectId } });
    bench.provider.hold = (asked) => asked.scene === 2;
    const { runId } = await bench.call('runs.start', { projectId, until: 'frames' });
    await until(() => bench.provider.asked.some((asked) => asked.scene === 2));
    const view = (await ask('film.get', { projectId })) as { value: Awaited<ReturnType<Bench['film']>> };
    expect(view.value.scenes[0]?.endFrame.picked).not.toBeNull();
    expect(view.value.runs).toEqual([]);
    for (const [name, input] of [
      ['runs.start', { until: 'film' }],
      ['projects.rename', { name: 'Mine' }],
      ['history.undo', {}],
    ] as const)
      expect(await ask(name, { projectId, ...input })).toMatchObject({ ok: false, error: { code: 'project-locked' } });
    expect(await ask('runs.list', { projectId })).toMatchObject({ ok: true, value: { runs: [] } });
    bench.provider.release();
    await bench.ended(projectId, runId);
    await bench.call('projects.close', { projectId });
    // What was open for looking is opened again for writing.
    expect(await ask('host.openAt', { folder })).toMatchObject({ ok: true });
    expect(await ask('projects.rename', { projectId, name: 'Theirs now' })).toMatchObject({ ok: true });
  } finally {
    await other.close();
  }
});

test('pictures: the original, thumbnails in a few widths, and what is not there', async () => {
  const { projectId } = await bench.call('projects.create', {
    brief: testBrief(short),
    references: [{ ...(await upload('product.png')), role: 'product' }],
  });
  await bench.run(projectId, 'takes');
  const film = await bench.film(projectId);
  const { sha256, bytes } = film.references[0]?.asset ?? { sha256: '', bytes: 0 };
  expect(await bench.studio.media(projectId, sha256, null)).toMatchObject({ ok: true, value: { mime: 'image/png', size: bytes } });
  const thumbnails = await Promise.all([90, 120, 160].map((width) => bench.studio.media(projectId, sha256, width)));
  expect(new Set(thumbnails.map((each) => (each.ok ? each.value.path : each.error.code))).size).toBe(1);
  expect(thumbnails[0]).toMatchObject({ ok: true, value: { mime: 'image/webp' } });
  const clip = film.scenes[0]?.picked?.asset;
  expect(await bench.studio.media(projectId, clip?.sha256 ?? '', 320)).toMatchObject({
    ok: true,
    value: { mime: 'video/mp4', size: clip?.bytes },
  });
  for (const wrong of ['f'.repeat(64), '../../etc/passwd', ''])
    expect(await bench.studio.media(projectId, wrong, null)).toMatchObject({ ok: false, error: { code: 'asset-missing' } });
  expect(await bench.studio.media('prj_none', sha256, null)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  expect(await bench.studio.exportFile(projectId, 'exp_none')).toMatchObject({ ok: false, error: { code: 'not-found' } });
});

test('scores of files: a picture, a clip, and what cannot be measured, each in its place', async () => {
  const picture = join(bench.folder, 'cup.png');
  await writeFile(picture, await tinyPicture('cup'));
  const bad = join(bench.folder, 'bad.png');
  await writeFile(bad, 'not a picture');
  const files = [picture, await tinyClip(), bad, join(bench.folder, 'none.mp4')];
  const { results } = await bench.call('host.score', { files, prompt: 'a cup' });
  expect(results.map((result) => result.file)).toEqual(files);
  const [first, second, third, fourth] = results;
  expect(first).toMatchObject({ kind: 'image', overall: { basis: 'technical' } });
  expect(second).toMatchObject({ kind: 'video', overall: { basis: 'technical' } });
  for (const measured of [first, second]) {
    if (measured === undefined || !('scores' in measured)) throw new Error('It was not measured.');
    expect(measured.scores.find((score) => score.metric === 'laplacian_variance')).toMatchObject({ status: 'measured' });
    expect(measured.overall.value).toBeGreaterThan(0);
  }
  expect(third).toMatchObject({ error: { code: 'asset-missing' } });
  expect(fourth).toMatchObject({ error: { code: 'not-found' } });
});

test('what the program says about itself: info, doctor, settings, templates, estimate', async () => {
  const info = await bench.call('app.info', {});
  expect(info).toMatchObject({ host: 'cli', platform: process.platform });
  expect(info.installed.map((line) => line.id)).toEqual(['writer', 'previz', 'metrics', 'voices', 'ffmpeg']);
  const { checks } = await bench.call('app.doctor', {});
  expect(checks.find((check) => check.id === 'home')).toMatchObject({ state: 'ok', message: bench.home });
  for (const check of checks) if (check.state !== 'ok') expect(check.fix).not.toBe('');

  await bench.call('settings.set', { key: 'theme', value: { dark: true } });
  await bench.restart();
  expect(await bench.call('settings.get', {})).toEqual({ values: { theme: { dark: true } } });
  await writeFile(join(bench.home, 'settings.json'), '{ broken');
  expect(await bench.call('settings.get', {})).toEqual({ values: {} });

  const estimate = await bench.call('brief.estimate', { brief: testBrief({ preset: 'fast', durationSeconds: 9 }) });
  const projectId = await bench.create();
  await bench.run(projectId, 'takes');
  const { scenes } = await bench.film(projectId);
  expect(estimate).toMatchObject({ frames: estimate.scenes * 2, cost: { amount: 0 } });
  expect(estimate.scenes).toBe(scenes.length);
  expect([estimate.pictures, estimate.takes]).toEqual([bench.provider.pictures().length, bench.provider.clips().length]);
  expect(estimate.seconds).toBeGreaterThan(0);
});

test('the sample film can be made in the default folder and anywhere', async () => {
  const { projectId } = await bench.call('projects.createSample', {});
  expect((await bench.film(projectId)).references).toHaveLength(1);
  const folder = join(bench.folder, 'sample.heroframe');
  expect(await bench.call('host.createSampleAt', { folder })).toMatchObject({ folder });
});

test('the door: unknown names, wrong input with its fields, and what pages may not call', async () => {
  for (const name of ['nothing.here', 'constructor', '__proto__', ''])
    expect(await bench.refused(name, {})).toMatchObject({ code: 'not-found' });
  const invalid = await bench.refused('projects.create', { brief: { ...testBrief(), prompt: ' ', durationSeconds: 9000 }, references: [] });
  expect(invalid.code).toBe('invalid-input');
  expect(invalid.fields?.map((field) => field.path)).toEqual(['brief.prompt', 'brief.durationSeconds']);
  expect(invalid.message).toBe('Type one sentence that says what the film is about.');
  for (const input of [null, undefined, 7, [], 'text'])
    expect(await bench.refused('film.get', input)).toMatchObject({ code: 'invalid-input' });
  for (const name of ['host.createAt', 'host.openAt', 'host.exportTo', 'host.score', 'host.contactSheet', 'host.createSampleAt'])
    expect(await bench.refused(name, { folder: '/', files: ['/etc/passwd'], prompt: '' }, 'renderer')).toMatchObject({ code: 'not-found' });
  expect(await bench.refused('film.get', { projectId: 'prj_none' })).toMatchObject({ code: 'not-found', hint: 'Open it again.' });
  expect(await bench.studio.dispatch(undefined as unknown as string, {}, { caller: 'renderer' })).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
});

test('a contact sheet shows every scene; without scenes it says what to do', async () => {
  const projectId = await bench.create(short);
  const file = join(bench.folder, 'sheet.png');
  expect(await bench.refused('host.contactSheet', { projectId, file })).toMatchObject({ code: 'stage-missing' });
  await bench.run(projectId, 'takes');
  const sheet = await bench.call('host.contactSheet', { projectId, file });
  const { width } = await sharp(file).metadata();
  expect([sheet.file, width]).toEqual([file, 2000]);
});
