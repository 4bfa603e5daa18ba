/**
 * The bytes of a project, named by what they are: `assets/ab/<sha256>.<ext>`.
 *
 * Putting the same bytes twice stores them once. A file appears under its name
 * only when it is complete and flushed, and its row only after the file, so no
 * row ever points at half an asset.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '#contract/errors.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import { write } from './connection.ts';
import type { ProjectDb, ReadDb } from './connection.ts';
import { guardedAsync } from './failures.ts';
import { assetRow, deleteAssetRow, insertAsset, orphanRows } from './tables/assets.ts';

export interface AssetStore {
  /** Absolute path of the project folder. */
  readonly folder: string;
  /** Writes one chunk; replaced only by tests that need a disk to fail. */
  readonly writeChunk: (handle: FileHandle, chunk: Uint8Array) => Promise<void>;
}

export type AssetSource =
  | { bytes: Uint8Array }
  | { stream: AsyncIterable<Uint8Array> }
  /** `move` consumes the file when it lies on the same disk. */
  | { file: string; move?: boolean };

export interface AssetFacts {
  mime: string;
  width?: number | null;
  height?: number | null;
  /** Seconds, for video and audio. */
  seconds?: number | null;
}

const extensions: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'image/svg+xml': 'svg',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
  'video/quicktime': 'mov',
  'video/x-matroska': 'mkv',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'application/json': 'json',
  'text/plain': 'txt',
  'text/vtt': 'vtt',
};

/** What an asset is for people and players; `other` is kept but never shown. */
export type AssetKind = 'picture' | 'clip' | 'sound' | 'other';

export function assetKindOf(mime: string): AssetKind {
  if (mime.startsWith('image/')) return 'picture';
  if (mime.startsWith('video/')) return 'clip';
  return mime.startsWith('audio/') ? 'sound' : 'other';
}

const bareMime = (mime: string): string => (mime.split(';')[0] ?? '').trim().toLowerCase();
/** File name extension for a MIME type, `bin` when unknown. */
export const extensionFor = (mime: string): string => extensions[bareMime(mime)] ?? 'bin';

export const openAssets = (folder: string): AssetStore => ({
  folder,
  writeChunk: async (handle, chunk) => {
    let from = 0;
    while (from < chunk.byteLength) from += (await handle.write(chunk, from)).bytesWritten;
  },
});

export const incomingFolder = (folder: string): string => join(folder, 'assets', '.incoming');
const trashFolder = (folder: string): string => join(folder, 'trash');
const placeOf = (folder: string, sha256: string, extension: string): string =>
  join(folder, 'assets', sha256.slice(0, 2), `${sha256}.${extension}`);

/** Where a stored asset of a project lies, for one whose project is not open; nothing is looked up. */
export const assetPlace = (folder: string, asset: { sha256: string; mime: string }): string =>
  placeOf(folder, asset.sha256, extensionFor(asset.mime));

/**
 * Stores bytes and registers them. Storing what is already there only checks it in.
 * @throws StudioFailure disk-full (nothing half is left), not-writable, canceled
 */
export async function storeAsset(
  db: ProjectDb,
  store: AssetStore,
  source: AssetSource,
  facts: AssetFacts,
  signal?: AbortSignal,
): Promise<AssetRef> {
  const mime = bareMime(facts.mime);
  const incoming = incomingFolder(store.folder);
  return guardedAsync(async () => {
    await mkdir(incoming, { recursive: true });
    const draft = join(incoming, randomBytes(12).toString('hex'));
    const moved = 'file' in source && source.move === true && (await moveTo(source.file, draft));
    let whereItIs = draft;
    try {
      const { sha256, bytes } = moved ? await hashAndFlush(draft, signal) : await copyIn(store, source, draft, signal);
      const place = placeOf(store.folder, sha256, assetRow(db, sha256)?.extension ?? extensionFor(mime));
      if (await isWhole(place, bytes)) {
        await rm(draft, { force: true });
      } else {
        await mkdir(join(store.folder, 'assets', sha256.slice(0, 2)), { recursive: true });
        await rename(draft, place);
        whereItIs = place;
      }
      const ref: AssetRef = {
        sha256,
        mime,
        bytes,
        width: facts.width ?? null,
        height: facts.height ?? null,
        seconds: facts.seconds ?? null,
      };
      return write(db, () => insertAsset(db, ref, extensionFor(mime)));
    } catch (error) {
      // A file that was handed over may be the only copy of something paid for: it goes back where it was.
      if (moved && existsSync(whereItIs)) await rename(whereItIs, source.file);
      else await rm(draft, { force: true });
      throw error;
    }
  });
}

/** @returns false when the file lies on another disk and has to be copied. */
async function moveTo(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EXDEV') return false;
    throw error;
  }
}

const stopIfCanceled = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) fail('canceled', 'Saving was canceled; nothing was kept.', 'Start it again when you want it.');
};

async function copyIn(
  store: AssetStore,
  source: AssetSource,
  draft: string,
  signal: AbortSignal | undefined,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(draft, 'wx');
  try {
    for await (const chunk of chunksOf(source)) {
      stopIfCanceled(signal);
      hash.update(chunk);
      bytes += chunk.byteLength;
      await store.writeChunk(handle, chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if ('file' in source && source.move === true) await rm(source.file, { force: true });
  return { sha256: hash.digest('hex'), bytes };
}

async function* chunksOf(source: AssetSource): AsyncGenerator<Uint8Array> {
  if ('bytes' in source) yield source.bytes;
  else if ('stream' in source) yield* source.stream;
  else yield* createReadStream(source.file) as AsyncIterable<Uint8Array>;
}

async function hashAndFlush(file: string, signal: AbortSignal | undefined): Promise<{ sha256: string; bytes: number }> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hashFile(file, signal);
}

async function hashFile(file: string, signal?: AbortSignal): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    stopIfCanceled(signal);
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function isWhole(file: string, bytes: number): Promise<boolean> {
  try {
    return (await stat(file)).size === bytes;
  } catch {
    return false;
  }
}

/** The reference of a stored asset, or null when the project has none of that name. */
export const readAsset = (db: ReadDb, sha256: string): AssetRef | null => assetRow(db, sha256)?.ref ?? null;

/** Absolute path of an asset's file. @throws StudioFailure asset-missing */
export function assetFile(db: ReadDb, sha256: string): string {
  const row = assetRow(db, sha256);
  const file = row === null ? null : placeOf(db.folder, sha256, row.extension);
  if (file !== null && existsSync(file)) return file;
  return fail(
    'asset-missing',
    'A picture or clip of this project is missing from its assets folder.',
    'If the project was copied or synchronised, copy its assets folder again; otherwise make the picture or clip again.',
    { detail: sha256 },
  );
}

/** Whether an asset's file is there and holds exactly the bytes it is named after. */
export async function verifyAsset(db: ReadDb, sha256: string, signal?: AbortSignal): Promise<boolean> {
  const row = assetRow(db, sha256);
  if (row === null) return false;
  const file = placeOf(db.folder, sha256, row.extension);
  if (!existsSync(file)) return false;
  return (await hashFile(file, signal)).sha256 === sha256;
}

/** Younger assets are left alone: they may be on their way into a row. Milliseconds. */
export const ORPHAN_AGE_MS = 60 * 60 * 1000;

/** Hashes of assets nothing in the project points at (removed scenes and references still count as pointing). */
export const findOrphanAssets = (db: ReadDb, olderThanMs = ORPHAN_AGE_MS): string[] =>
  orphanRows(db, db.env.now() - olderThanMs).map((row) => row.sha256);

/**
 * Moves assets nothing points at to the project's trash, and files a crash left without a row.
 * @returns how many files were moved.
 */
export async function trashOrphanAssets(db: ProjectDb, store: AssetStore, olderThanMs = ORPHAN_AGE_MS): Promise<number> {
  return guardedAsync(async () => {
    await mkdir(trashFolder(store.folder), { recursive: true });
    // Rows first: a file without a row is found again by the next sweep, a row without a file would be a broken picture.
    write(db, () => {
      for (const row of orphanRows(db, db.env.now() - olderThanMs)) deleteAssetRow(db, row.sha256);
    });
    let moved = 0;
    for (const name of await storedNames(store)) {
      const sha256 = name.split('.')[0] ?? '';
      if (assetRow(db, sha256) !== null) continue;
      const file = join(store.folder, 'assets', name.slice(0, 2), name);
      const age = db.env.now() - (await stat(file)).mtimeMs;
      if (olderThanMs > 0 && age < olderThanMs) continue;
      await rename(file, join(trashFolder(store.folder), name));
      moved += 1;
    }
    return moved;
  });
}

async function storedNames(store: AssetStore): Promise<string[]> {
  const root = join(store.folder, 'assets');
  const names: string[] = [];
  for (const shelf of await readdir(root)) {
    if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
    for (const name of await readdir(join(root, shelf))) {
      if (/^[0-9a-f]{64}\./.test(name)) names.push(name);
    }
  }
  return names;
}

/** Deletes what is in the project's trash for good. */
export async function emptyTrash(store: AssetStore): Promise<{ files: number; bytes: number }> {
  return guardedAsync(async () => {
    const folder = trashFolder(store.folder);
    await mkdir(folder, { recursive: true });
    let files = 0;
    let bytes = 0;
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      bytes += (await stat(path)).size;
      files += 1;
      await rm(path, { recursive: true, force: true });
    }
    return { files, bytes };
  });
}
