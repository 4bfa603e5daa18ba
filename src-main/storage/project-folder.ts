/** Creating, recognising, opening and closing the folder that is a project. */
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { constants, existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { fail } from '#contract/errors.ts';
import type { Brief } from '#contract/model/brief.ts';
import { incomingFolder, openAssets } from './assets.ts';
import type { AssetStore } from './assets.ts';
import { DATABASE_FILE, closeDatabase, createDatabase, openReadable, openWritable, write } from './connection.ts';
import type { ProjectDb, ReadDb } from './connection.ts';
import type { StorageEnv } from './environment.ts';
import { guardedAsync } from './failures.ts';
import { takeLock } from './lock.ts';
import type { ProjectLock } from './lock.ts';
import { SCHEMA_VERSION } from './migrations/index.ts';
import { putBrief } from './tables/brief.ts';
import { insertProject, readProject } from './tables/project.ts';
import { markLostJobs } from './tables/provider-jobs.ts';

export interface OpenProject {
  readonly folder: string;
  readonly projectId: string;
  readonly db: ProjectDb;
  readonly assets: AssetStore;
  /** The workflow engine's own database; never opened by this room. */
  readonly runsFile: string;
  readonly exportsFolder: string;
  /** For files on their way into the asset store; on the same disk, emptied when the project is opened. */
  readonly scratchFolder: string;
  readonly lock: ProjectLock;
}

export interface ReadOnlyProject {
  readonly folder: string;
  readonly projectId: string;
  readonly db: ReadDb;
  readonly assets: AssetStore;
  readonly exportsFolder: string;
}

const RUNS_FILE = 'runs.sqlite';
const EXPORTS_FOLDER = 'exports';
const TRASH_FOLDER = 'trash';
/** Half-made folders of a program that was killed are swept up after this many milliseconds. */
const ABANDONED_MS = 60 * 60 * 1000;

/**
 * Makes a new project folder and opens it. It is built beside its place and
 * moved there when complete, so a crash or a full disk leaves no half project.
 * @param folder absolute path; its parent is created when missing.
 * @throws StudioFailure project-exists (what is there stays untouched), not-writable, disk-full
 */
export async function createProject(folder: string, start: { name: string; brief: Brief }, env: StorageEnv): Promise<OpenProject> {
  const target = resolve(folder);
  const parent = dirname(target);
  const draft = join(parent, `.${shortName(target)}.creating-${randomBytes(6).toString('hex')}`);
  await guardedAsync(async () => {
    if (existsSync(target)) refuseExisting(target);
    // Asked first, because making folders on a read-only disk would only answer that they do not exist.
    await access(nearestFolder(parent), constants.W_OK);
    await mkdir(parent, { recursive: true });
    await sweepAbandoned(parent, env.now());
    try {
      await mkdir(draft);
      await mkdir(join(draft, 'assets'));
      await mkdir(join(draft, EXPORTS_FOLDER));
      await mkdir(join(draft, TRASH_FOLDER));
      const db = createDatabase(draft, env);
      try {
        write(db, () => {
          insertProject(db, env.newId('prj'), start.name);
          putBrief(db, start.brief);
        });
      } finally {
        closeDatabase(db);
      }
      await syncToDisk(join(draft, DATABASE_FILE));
      if (existsSync(target)) refuseExisting(target);
      await renameIntoPlace(draft, target);
      await syncToDisk(parent);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
  });
  return openProject(target, env);
}

/** The folder itself, or the nearest one above it that exists. */
function nearestFolder(folder: string): string {
  let path = folder;
  while (!existsSync(path) && dirname(path) !== path) path = dirname(path);
  return path;
}

/** Enough of the name to recognise the draft by, short enough for every file system. */
const shortName = (folder: string): string => Array.from(basename(folder)).slice(0, 40).join('');

function refuseExisting(folder: string): never {
  return fail(
    'project-exists',
    `There already is something named “${basename(folder)}” in that place. It was left as it is.`,
    'Choose another name or another place, or open the project that is there.',
  );
}

async function renameIntoPlace(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') refuseExisting(target);
    throw error;
  }
}

async function sweepAbandoned(parent: string, now: number): Promise<void> {
  const names = await readdir(parent);
  for (const name of names) {
    if (!/^\..+\.creating-[0-9a-f]{12}$/.test(name)) continue;
    const path = join(parent, name);
    const age = now - (await stat(path)).mtimeMs;
    if (age > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Flushes a file, or a folder's list of names, to the disk. Windows cannot flush folders and does not need it. */
async function syncToDisk(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EISDIR' && code !== 'EPERM' && code !== 'EINVAL') throw error;
  }
}

/** Whether a folder looks like a project, without opening anything in it. */
export async function isProjectFolder(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, DATABASE_FILE))).isFile();
  } catch {
    return false;
  }
}

async function requireProject(folder: string): Promise<void> {
  if (await isProjectFolder(folder)) return;
  fail(
    'not-a-project',
    existsSync(folder) ? `“${basename(folder)}” is not a Heroframe project.` : `There is no folder “${basename(folder)}” any more.`,
    'Choose a folder whose name ends in .heroframe.',
  );
}

/**
 * Opens a project to work on it: takes the lock, brings the database to the
 * current schema, marks requests a dead process left in mid-air as `unknown`.
 * @throws StudioFailure not-a-project, not-writable, disk-full, project-locked, project-newer, project-damaged
 */
export async function openProject(folder: string, env: StorageEnv): Promise<OpenProject> {
  const path = resolve(folder);
  await requireProject(path);
  return guardedAsync(async () => {
    await access(path, constants.W_OK);
    const lock = takeLock(path, env.now);
    try {
      await refuseForeignBytes(path);
      const trash = join(path, TRASH_FOLDER);
      await mkdir(trash, { recursive: true });
      const db = openWritable(path, env, (version) => join(trash, `project-schema-${version}.sqlite`));
      try {
        markLostJobs(db);
        const scratchFolder = incomingFolder(path);
        await rm(scratchFolder, { recursive: true, force: true });
        await mkdir(scratchFolder, { recursive: true });
        const exportsFolder = join(path, EXPORTS_FOLDER);
        await mkdir(exportsFolder, { recursive: true });
        return {
          folder: path,
          projectId: readProject(db).id,
          db,
          assets: openAssets(path),
          runsFile: join(path, RUNS_FILE),
          exportsFolder,
          scratchFolder,
          lock,
        };
      } catch (error) {
        closeDatabase(db);
        throw error;
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

/** SQLite header fields, big-endian; see "The Database Header" in SQLite's file format. */
const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\u0000';
const USER_VERSION_OFFSET = 60;

/**
 * Looks at the first bytes before SQLite does, because even a look by SQLite
 * leaves side files next to a file in WAL mode. Only for a database nobody in
 * this process has open: closing a second handle drops POSIX locks.
 */
async function refuseForeignBytes(folder: string): Promise<void> {
  const handle = await open(join(folder, DATABASE_FILE), 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
      fail(
        'project-damaged',
        'The project’s database is damaged: its first bytes are not those of a database.',
        'Nothing was changed. Put back project.sqlite from a backup, or from the project’s trash folder if there is a copy there, and open it again.',
      );
    }
    const version = header.readUInt32BE(USER_VERSION_OFFSET);
    if (version > SCHEMA_VERSION) {
      fail(
        'project-newer',
        'This project was last saved by a newer version of Heroframe, so this version cannot open it. It was left as it is.',
        'Update Heroframe, then open the project again.',
        { detail: `schema ${version}, this program knows ${SCHEMA_VERSION}` },
      );
    }
  } finally {
    await handle.close();
  }
}

/**
 * Opens a project for looking only. Needs no lock, works while another process
 * writes to it and on media that cannot be written.
 * @throws StudioFailure not-a-project, project-newer, project-damaged
 */
export async function openProjectReadOnly(folder: string, env: StorageEnv): Promise<ReadOnlyProject> {
  const path = resolve(folder);
  await requireProject(path);
  const db = openReadable(path, env);
  try {
    return { folder: path, projectId: readProject(db).id, db, assets: openAssets(path), exportsFolder: join(path, EXPORTS_FOLDER) };
  } catch (error) {
    closeDatabase(db);
    throw error;
  }
}

/** Folds the log into the database, closes it and gives the lock back. Closing twice does nothing. */
export function closeProject(project: OpenProject | ReadOnlyProject): void {
  closeDatabase(project.db);
  if ('lock' in project) project.lock.release();
}
