/**
 * Finds ffmpeg and ffprobe on this machine and learns what they can do.
 *
 * A candidate counts only when it has really been run: a file that is there
 * but belongs to another processor, lost its executable bit or misses a
 * library is passed over, and the reason is kept for the doctor.
 */
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fail } from '#contract/errors.ts';
import { h264Encoders, type H264Encoder } from './encode-args.ts';
import { runProgram } from './run-program.ts';

// Not called `require`: the bundler puts a name like that at the top of its files.
const requirePackage = createRequire(import.meta.url);

export type ToolOrigin = 'setting' | 'ffmpeg-static' | 'system' | 'installer';

export interface FfmpegTool {
  path: string;
  /** As the build names itself, e.g. `5.1.9` or `N-47683-g0e8eb07980`. */
  version: string;
  origin: ToolOrigin;
  /** Whether the build has the `xfade` filter (ffmpeg 4.3 and later). */
  hasXfade: boolean;
  /** Names of all encoders in the build. */
  encoders: ReadonlySet<string>;
  /** The best H.264 encoder of the build. */
  h264: H264Encoder;
}

export interface FfprobeTool {
  path: string;
  version: string;
  origin: ToolOrigin;
}

export interface MediaTools {
  ffmpeg: FfmpegTool;
  ffprobe: FfprobeTool;
}

/** A place that was tried and why it was not used. */
export interface RejectedTool {
  origin: ToolOrigin;
  path: string;
  reason: string;
}

export interface LocateOptions {
  /** Paths from the settings; they are tried first. */
  ffmpegPath?: string | undefined;
  ffprobePath?: string | undefined;
  /** Search path in the form of the PATH variable; this process's own when left out. */
  searchPath?: string | undefined;
  /** Whether the builds inside node packages are tried; true when left out. */
  packages?: boolean;
  signal?: AbortSignal | undefined;
}

interface Candidate {
  origin: ToolOrigin;
  path: string;
}

/** What each path turned out to be. Only successes are kept: a person who installs ffmpeg and looks again must find it. */
const knownFfmpeg = new Map<string, Promise<Omit<FfmpegTool, 'origin'>>>();
const knownFfprobe = new Map<string, Promise<Omit<FfprobeTool, 'origin'>>>();

/**
 * Finds both programs.
 * @throws StudioFailure `ffmpeg-missing` with what to do.
 */
export async function locateTools(options: LocateOptions = {}): Promise<MediaTools> {
  const [ffmpeg, ffprobe] = await Promise.allSettled([locateFfmpeg(options), locateFfprobe(options)]);
  // When both are missing, ffmpeg is the one to be told about: its packages bring ffprobe along.
  if (ffmpeg.status === 'rejected') throw ffmpeg.reason;
  if (ffprobe.status === 'rejected') throw ffprobe.reason;
  return { ffmpeg: ffmpeg.value, ffprobe: ffprobe.value };
}

/**
 * Finds ffmpeg: the setting, ffmpeg-static, the system's, then the build inside
 * `@ffmpeg-installer/ffmpeg`. A build without libx264 is used only when no
 * other one can be had.
 * @throws StudioFailure `ffmpeg-missing`.
 */
export async function locateFfmpeg(options: LocateOptions = {}): Promise<FfmpegTool & { rejected: RejectedTool[] }> {
  const rejected: RejectedTool[] = [];
  let secondBest: FfmpegTool | null = null;
  for (const candidate of await ffmpegCandidates(options)) {
    try {
      const facts = await remembered(knownFfmpeg, candidate.path, () => inspectFfmpeg(candidate.path, options.signal));
      const tool = { ...facts, origin: candidate.origin };
      if (tool.h264 === 'libx264') return { ...tool, rejected };
      secondBest ??= tool;
      rejected.push({ ...candidate, reason: 'This build has no libx264 encoder.' });
    } catch (error) {
      options.signal?.throwIfAborted();
      rejected.push({ ...candidate, reason: reasonOf(error) });
    }
  }
  if (secondBest !== null) return { ...secondBest, rejected };
  return missing('ffmpeg', rejected);
}

/**
 * Finds ffprobe: the setting, the system's, then the build inside `@ffprobe-installer/ffprobe`.
 * @throws StudioFailure `ffmpeg-missing`.
 */
export async function locateFfprobe(options: LocateOptions = {}): Promise<FfprobeTool & { rejected: RejectedTool[] }> {
  const rejected: RejectedTool[] = [];
  for (const candidate of await ffprobeCandidates(options)) {
    try {
      const facts = await remembered(knownFfprobe, candidate.path, () => inspectFfprobe(candidate.path, options.signal));
      return { ...facts, origin: candidate.origin, rejected };
    } catch (error) {
      options.signal?.throwIfAborted();
      rejected.push({ ...candidate, reason: reasonOf(error) });
    }
  }
  return missing('ffprobe', rejected);
}

async function remembered<T>(known: Map<string, Promise<T>>, path: string, inspect: () => Promise<T>): Promise<T> {
  const earlier = known.get(path);
  if (earlier !== undefined) return await earlier;
  const now = inspect();
  known.set(path, now);
  try {
    return await now;
  } catch (error) {
    known.delete(path);
    throw error;
  }
}

async function ffmpegCandidates(options: LocateOptions): Promise<Candidate[]> {
  const packages = options.packages ?? true;
  return compact([
    { origin: 'setting', path: options.ffmpegPath },
    { origin: 'ffmpeg-static', path: packages ? packagePath(() => requirePackage('ffmpeg-static') as unknown) : null },
    { origin: 'system', path: await onSearchPath('ffmpeg', options.searchPath) },
    { origin: 'installer', path: packages ? packagePath(() => requirePackage('@ffmpeg-installer/ffmpeg') as unknown) : null },
  ]);
}

async function ffprobeCandidates(options: LocateOptions): Promise<Candidate[]> {
  const packages = options.packages ?? true;
  return compact([
    { origin: 'setting', path: options.ffprobePath },
    { origin: 'system', path: await onSearchPath('ffprobe', options.searchPath) },
    { origin: 'installer', path: packages ? packagePath(() => requirePackage('@ffprobe-installer/ffprobe') as unknown) : null },
  ]);
}

function compact(candidates: { origin: ToolOrigin; path: string | null | undefined }[]): Candidate[] {
  return candidates.flatMap(({ origin, path }) => (path === null || path === undefined || path === '' ? [] : [{ origin, path }]));
}

/** Path a package offers, or null. These packages throw (even strings) on platforms they lack, and an optional one may not be there. */
function packagePath(load: () => unknown): string | null {
  try {
    const offered = load();
    const path = typeof offered === 'string' ? offered : pathField(offered);
    // A program cannot be started from inside an application archive; the packager leaves a copy beside it.
    return path === null ? null : path.replace(/([\\/]app\.asar)([\\/])/, '$1.unpacked$2');
  } catch {
    return null;
  }
}

function pathField(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('path' in value)) return null;
  return typeof value.path === 'string' ? value.path : null;
}

/** First executable of this name on the search path, or null. */
export async function onSearchPath(name: string, searchPath: string = process.env['PATH'] ?? ''): Promise<string | null> {
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name];
  for (const folder of searchPath.split(delimiter)) {
    if (folder === '') continue;
    for (const file of names) {
      const path = join(folder, file);
      try {
        await access(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder; the next one may have it.
      }
    }
  }
  return null;
}

async function inspectFfmpeg(path: string, signal: AbortSignal | undefined): Promise<Omit<FfmpegTool, 'origin'>> {
  const version = await versionOf(path, 'ffmpeg', signal);
  const [filters, encoders] = await Promise.all([listing(path, '-filters', signal), listing(path, '-encoders', signal)]);
  const h264 = h264Encoders.find((encoder) => encoders.has(encoder));
  if (h264 === undefined) throw new Error('This build cannot write H.264.');
  return { path, version, hasXfade: filters.has('xfade'), encoders, h264 };
}

async function inspectFfprobe(path: string, signal: AbortSignal | undefined): Promise<Omit<FfprobeTool, 'origin'>> {
  return { path, version: await versionOf(path, 'ffprobe', signal) };
}

async function versionOf(path: string, name: string, signal: AbortSignal | undefined): Promise<string> {
  const result = await runProgram(path, ['-version'], { timeoutMs: 15_000, ...(signal === undefined ? {} : { signal }) });
  const version = parseVersion(result.stdout, name);
  if (result.code !== 0 || version === null) {
    throw new Error(`It does not answer like ${name} (exit code ${result.code ?? 'none'}). ${lastLine(result.stderr)}`.trim());
  }
  return version;
}

/** Reads the version out of the first line of `-version`; null when it is some other program's. */
export function parseVersion(text: string, name: string): string | null {
  const match = new RegExp(String.raw`^${name} version (\S+)`).exec(text);
  return match?.[1] ?? null;
}

async function listing(path: string, flag: '-filters' | '-encoders', signal: AbortSignal | undefined): Promise<ReadonlySet<string>> {
  const result = await runProgram(path, ['-hide_banner', flag], { timeoutMs: 15_000, ...(signal === undefined ? {} : { signal }) });
  return parseListing(result.stdout);
}

/** Names in the table that `-filters` or `-encoders` prints: flags, name, description. */
export function parseListing(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    const match = /^\s[A-Z.|]{2,6}\s+([A-Za-z0-9_]+)\s/.exec(line);
    if (match?.[1] !== undefined) names.add(match[1]);
  }
  return names;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'EACCES') return 'The file may not be executed by this user.';
  return error instanceof Error ? error.message : String(error);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function missing(name: 'ffmpeg' | 'ffprobe', rejected: RejectedTool[]): never {
  const install =
    process.platform === 'darwin'
      ? 'run "brew install ffmpeg"'
      : process.platform === 'win32'
        ? 'run "winget install ffmpeg"'
        : 'install the package "ffmpeg" with your package manager';
  fail(
    'ffmpeg-missing',
    `No working ${name} was found, so clips cannot be filmed, read or joined.`,
    `Install ffmpeg (${install}), or name the path of ${name} in the settings, then try again.`,
    {
      retryable: true,
      ...(rejected.length === 0 ? {} : { detail: rejected.map((one) => `${one.path} (${one.origin}): ${one.reason}`).join('\n') }),
    },
  );
}
