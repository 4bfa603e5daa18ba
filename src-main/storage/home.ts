/**
 * What belongs to the person rather than to a project: settings and the list
 * of recent projects, as JSON files in a folder that is passed in. Files are
 * replaced whole; one that cannot be read is set aside, never overwritten.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { assetRefSchema, idSchema, timestampSchema } from '#contract/model/primitives.ts';
import { guardedAsync } from './failures.ts';
import { writeWhole } from './whole-files.ts';

export interface Home {
  readonly folder: string;
  /** Files that could not be read and where they were put, for telling the person. */
  readonly setAside: { file: string; movedTo: string }[];
  /** The tail of the queue of changes: each waits for the one before, so that none is lost. */
  readonly queue: { tail: Promise<unknown> };
}

const SETTINGS_FILE = 'settings.json';
const RECENT_FILE = 'recent-projects.json';
/** More are forgotten, oldest first. */
const MAX_RECENT = 100;

const settingsSchema = z.record(z.string(), z.unknown());

const recentSchema = z.object({
  /** Stable name of the folder for this installation. */
  key: z.string(),
  path: z.string(),
  name: z.string(),
  prompt: z.string(),
  poster: assetRefSchema.nullable(),
  projectId: idSchema.nullable(),
  /** Seconds; null before there are scenes. */
  seconds: z.number().nullable(),
  scenes: z.number().int(),
  openedAt: timestampSchema,
});
export type RecentProject = z.infer<typeof recentSchema>;

/** Opens the person's folder, creating it when missing. @throws StudioFailure not-writable, disk-full */
export async function openHome(folder: string): Promise<Home> {
  const path = resolve(folder);
  await guardedAsync(() => mkdir(path, { recursive: true }));
  return { folder: path, setAside: [], queue: { tail: Promise.resolve() } };
}

async function readJson<S extends z.ZodType>(home: Home, name: string, schema: S, empty: z.output<S>): Promise<z.output<S>> {
  const file = join(home.folder, name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return empty;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    const movedTo = `${file}.unreadable-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
    await rename(file, movedTo);
    home.setAside.push({ file, movedTo });
    return empty;
  }
}

/** Runs changes one after the other; a failed one does not stop the next. */
function inTurn<T>(home: Home, change: () => Promise<T>): Promise<T> {
  const result = home.queue.tail.then(() => guardedAsync(change));
  home.queue.tail = result.catch(() => null);
  return result;
}

const writeJson = (home: Home, name: string, value: unknown): Promise<void> =>
  writeWhole(join(home.folder, name), `${JSON.stringify(value, null, 2)}\n`);

/** All settings as they were stored; the caller parses what it needs. */
export const homeSettings = (home: Home): Promise<Record<string, unknown>> =>
  inTurn(home, () => readJson(home, SETTINGS_FILE, settingsSchema, {}));

/** Stores any JSON value; `undefined` removes the setting. Secrets never go here. */
export const putHomeSetting = (home: Home, key: string, value: unknown): Promise<void> =>
  inTurn(home, async () => {
    const settings = await readJson(home, SETTINGS_FILE, settingsSchema, {});
    const { [key]: _replaced, ...others } = settings;
    await writeJson(home, SETTINGS_FILE, value === undefined ? others : { ...others, [key]: value });
  });

/** Recent projects, the one opened last first. Whether their folders still exist is for the caller to see. */
export const recentProjects = (home: Home): Promise<RecentProject[]> => inTurn(home, () => readRecent(home));

async function readRecent(home: Home): Promise<RecentProject[]> {
  const entries = await readJson(home, RECENT_FILE, z.array(recentSchema), []);
  return entries.sort((a, b) => b.openedAt - a.openedAt);
}

/** Key of a project folder: the same for the same path, and no path can be read from it. */
export const projectKey = (path: string): string => createHash('sha256').update(resolve(path)).digest('hex').slice(0, 20);

/** Puts a project at the head of the list, or renews what is known of it. */
export const rememberProject = (
  home: Home,
  opened: { path: string; card: Omit<RecentProject, 'key' | 'path' | 'openedAt'>; openedAt: number },
): Promise<RecentProject> =>
  inTurn(home, async () => {
    const path = resolve(opened.path);
    const entry: RecentProject = {
      ...recentSchema.omit({ key: true, path: true, openedAt: true }).parse(opened.card),
      key: projectKey(path),
      path,
      openedAt: opened.openedAt,
    };
    const others = (await readRecent(home)).filter((known) => known.key !== entry.key);
    await writeJson(home, RECENT_FILE, [entry, ...others].slice(0, MAX_RECENT));
    return entry;
  });

/** Takes a project off the list; the project itself is not touched. */
export const forgetProject = (home: Home, key: string): Promise<void> =>
  inTurn(home, async () => {
    const entries = await readRecent(home);
    await writeJson(
      home,
      RECENT_FILE,
      entries.filter((known) => known.key !== key),
    );
  });
