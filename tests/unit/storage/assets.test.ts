import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  addReference,
  assetFile,
  assetKindOf,
  extensionFor,
  findOrphanAssets,
  readAsset,
  readReferences,
  recordEdit,
  removeReference,
  removeScene,
  purgeRemoved,
  storeAsset,
  trashOrphanAssets,
  emptyTrash,
  undoEdit,
  verifyAsset,
  readScenes,
  planVariation,
  finishVariation,
  putScores,
  decide,
  createJob,
  readJobs,
} from '#storage/index.ts';
import type { AssetStore, OpenProject } from '#storage/index.ts';
import { all } from '../../../src-main/storage/connection.ts';
import { codeOf, layOut, newProject, overall, planned, temporaryFolder } from './fixtures.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const png = { mime: 'image/png', width: 2, height: 1 };

const filesIn = (project: OpenProject) =>
  readdirSync(join(project.folder, 'assets'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();

async function* streamOf(...parts: string[]) {
  for (const part of parts) yield bytes(part);
}

test('bytes, a stream and a file of the same content are one asset, named by it', async () => {
  const project = await newProject();
  const file = join(temporaryFolder(), 'upload.PNG');
  writeFileSync(file, 'picture');
  const first = await storeAsset(project.db, project.assets, { bytes: bytes('picture') }, png);
  const second = await storeAsset(project.db, project.assets, { stream: streamOf('pic', 'ture') }, png);
  const third = await storeAsset(project.db, project.assets, { file }, png);
  expect(first).toEqual({ sha256: sha('picture'), mime: 'image/png', bytes: 7, width: 2, height: 1, seconds: null });
  expect([second, third]).toEqual([first, first]);
  expect(existsSync(file)).toBe(true);
  expect(filesIn(project)).toEqual([`${first.sha256}.png`]);
  expect(assetFile(project.db, first.sha256)).toBe(join(project.folder, 'assets', first.sha256.slice(0, 2), `${first.sha256}.png`));
  expect(readFileSync(assetFile(project.db, first.sha256), 'utf8')).toBe('picture');
});

test('a file that is handed over is moved, and given back when it cannot be stored', async () => {
  const project = await newProject();
  const file = join(project.scratchFolder, 'clip.part');
  writeFileSync(file, 'clip');
  const ref = await storeAsset(project.db, project.assets, { file, move: true }, { mime: 'video/mp4; codecs=avc1', seconds: 4 });
  expect(existsSync(file)).toBe(false);
  expect(readAsset(project.db, ref.sha256)).toMatchObject({ mime: 'video/mp4', seconds: 4 });

  const paid = join(project.scratchFolder, 'paid.part');
  writeFileSync(paid, 'paid for');
  project.db.sql.pragma('query_only = ON');
  expect(await codeOf(() => storeAsset(project.db, project.assets, { file: paid, move: true }, png))).toBe('not-writable');
  project.db.sql.pragma('query_only = OFF');
  expect(readFileSync(paid, 'utf8')).toBe('paid for');
  expect(filesIn(project)).toEqual(['paid.part', `${ref.sha256}.mp4`].sort());
});

test('a disk that fills up in the middle leaves nothing half and says so', async () => {
  const project = await newProject();
  let room = 10;
  const full: AssetStore = {
    folder: project.folder,
    writeChunk: async (handle, chunk) => {
      const part = chunk.subarray(0, room);
      room -= part.byteLength;
      await handle.write(part);
      if (part.byteLength < chunk.byteLength) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  };
  expect(await codeOf(() => storeAsset(project.db, full, { stream: streamOf('12345678', '12345678') }, png))).toBe('disk-full');
  expect(filesIn(project)).toEqual([]);
  expect(all(project.db, 'SELECT * FROM assets')).toEqual([]);
});

test('canceling stops between chunks and keeps nothing', async () => {
  const project = await newProject();
  const controller = new AbortController();
  async function* endless() {
    for (let i = 0; ; i += 1) {
      if (i === 3) controller.abort();
      yield bytes('more');
    }
  }
  expect(await codeOf(() => storeAsset(project.db, project.assets, { stream: endless() }, png, controller.signal))).toBe('canceled');
  expect(filesIn(project)).toEqual([]);
});

test('a missing or changed file is noticed', async () => {
  const project = await newProject();
  const ref = await storeAsset(project.db, project.assets, { bytes: bytes('whole') }, png);
  expect(await verifyAsset(project.db, ref.sha256)).toBe(true);
  writeFileSync(assetFile(project.db, ref.sha256), 'wrong');
  expect(await verifyAsset(project.db, ref.sha256)).toBe(false);
  rmSync(assetFile(project.db, ref.sha256));
  expect(await verifyAsset(project.db, ref.sha256)).toBe(false);
  expect(await codeOf(() => assetFile(project.db, ref.sha256))).toBe('asset-missing');
  expect(await codeOf(() => assetFile(project.db, sha('never stored')))).toBe('asset-missing');
  // Storing the bytes again repairs it, also where a file of another size stands in the place.
  await storeAsset(project.db, project.assets, { bytes: bytes('whole') }, png);
  expect(await verifyAsset(project.db, ref.sha256)).toBe(true);
  writeFileSync(assetFile(project.db, ref.sha256), 'who');
  await storeAsset(project.db, project.assets, { bytes: bytes('whole') }, png);
  expect(await verifyAsset(project.db, ref.sha256)).toBe(true);
});

test('only what nothing points at goes to the trash, and a removed reference can still come back', async () => {
  const project = await newProject();
  const { db, assets } = project;
  const kept = await storeAsset(db, assets, { bytes: bytes('kept') }, png);
  const orphan = await storeAsset(db, assets, { bytes: bytes('orphan') }, png);
  const reference = addReference(db, { role: 'product', name: 'Bag', asset: kept });
  recordEdit(db, 'Remove reference', () => removeReference(db, reference.id));
  // A crash between the file and its row leaves a file nobody knows.
  const stray = join(project.folder, 'assets', '00');
  mkdirSync(stray, { recursive: true });
  const strayName = `${'0'.repeat(64)}.png`;
  writeFileSync(join(stray, strayName), 'stray');
  utimesSync(join(stray, strayName), 1, 1);

  expect(findOrphanAssets(db)).toEqual([]);
  expect(findOrphanAssets(db, 0)).toEqual([orphan.sha256]);
  expect(await trashOrphanAssets(db, assets, 0)).toBe(2);
  expect(readdirSync(join(project.folder, 'trash')).sort()).toEqual([strayName, `${orphan.sha256}.png`].sort());
  undoEdit(db);
  expect(readReferences(db).map((row) => row.id)).toEqual([reference.id]);
  expect(await verifyAsset(db, kept.sha256)).toBe(true);
  expect(await emptyTrash(assets)).toEqual({ files: 2, bytes: 11 });
  expect(readdirSync(join(project.folder, 'trash'))).toEqual([]);
});

test('emptying what was removed deletes it with its pictures and scores, but not what was paid', async () => {
  const project = await newProject();
  const { db, assets } = project;
  const [scene] = layOut(db);
  if (scene === undefined) throw new Error('no scene');
  const asset = await storeAsset(db, assets, { bytes: bytes('picture of a removed scene') }, png);
  const picture = planVariation(db, planned(scene.startFrameId, 1));
  finishVariation(db, picture.id, { asset });
  putScores(db, {
    subjectId: picture.id,
    kind: 'variation',
    scores: [{ status: 'unavailable', metric: 'pickscore', reason: 'not installed' }],
    overall: overall(50),
  });
  decide(db, { sceneId: scene.id, slot: 'start', subjectId: picture.id, by: 'machine', reason: 'Only one', batch: 'b' });
  createJob(db, {
    clientJobId: 'job',
    title: 'Scene 1',
    kind: 'picture',
    provider: 'fal',
    model: 'flux',
    request: {},
    price: { amount: 0.1, currency: 'USD' },
    paid: true,
    sceneId: scene.id,
    subjectId: picture.id,
    runId: null,
  });
  recordEdit(db, 'Remove scene', () => removeScene(db, scene.id));
  const past = { ...db, env: { ...db.env, now: () => db.env.now() + 2 * 60 * 60 * 1000 } };
  utimesSync(assetFile(db, asset.sha256), 1, 1);
  expect(await purgeRemoved(past, assets)).toEqual({ scenes: 1, files: 1, bytes: 26 });
  expect(readScenes(db)).toHaveLength(2);
  for (const table of ['scores', 'overall_scores', 'variations', 'decisions', 'assets'])
    expect(all(db, `SELECT * FROM ${table}`)).toEqual([]);
  expect(readJobs(db)).toHaveLength(1);
  expect(undoEdit(db).label).toBe(null);
  expect(db.sql.pragma('foreign_key_check')).toEqual([]);
});

test.each([
  ['image/jpeg', 'jpg', 'picture'],
  ['video/mp4', 'mp4', 'clip'],
  ['audio/x-wav', 'wav', 'sound'],
  ['Image/PNG; charset=x', 'png', 'other'],
  ['application/x-unheard-of', 'bin', 'other'],
])('%s is kept as .%s', (mime, extension, kind) => {
  expect(extensionFor(mime)).toBe(extension);
  if (mime === mime.toLowerCase()) expect(assetKindOf(mime)).toBe(kind);
});
