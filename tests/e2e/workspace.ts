/** A settings folder and a films folder of the test's own, films made ahead, and pictures of what failed. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterEach, beforeEach, type TestContext } from 'vitest';
import { cliJson } from '../fixtures/cli.ts';

export const COFFEE = 'Artisan coffee that starts your morning right';

export interface Workspace {
  /** Settings folder of the studio. */
  home: string;
  /** Where new films go. */
  films: string;
  /** For files of the test itself. */
  scratch: string;
  remove(): void;
}

export function newWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'heroframe-e2e-'));
  const at = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path);
    return path;
  };
  return {
    home: at('home'),
    films: at('films'),
    scratch: at('scratch'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Makes a film through the command line, so that it stands among the recent ones; returns its folder. */
export async function makeFilm(
  workspace: Workspace,
  options: { name: string; until: 'story' | 'frames' | 'takes' | 'film' | null; seconds?: number; preset?: string },
): Promise<string> {
  const folder = join(workspace.films, `${options.name}.heroframe`);
  const settings = { home: workspace.home, env: { HEROFRAME_FILMS: workspace.films } };
  const facts = ['--duration', String(options.seconds ?? 6), '--preset', options.preset ?? 'simple'];
  const made = await cliJson<{ project?: string }>(['create', folder, '--prompt', COFFEE, ...facts], settings);
  if (made.code !== 0) throw new Error(`The film could not be made:\n${made.stdout}`);
  if (options.until === null) return folder;
  const ran = await cliJson<{ status: string }>(['run', folder, '--until', options.until], settings);
  if (ran.code !== 0) throw new Error(`The film could not be run:\n${ran.stdout}\n${ran.stderr}`);
  return folder;
}

/** A red mug on a pale ground: a photo of a product, as PNG bytes. */
export async function productPhoto(): Promise<Buffer> {
  const mug = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="640">
    <rect width="640" height="640" fill="#ece7df"/>
    <ellipse cx="320" cy="520" rx="190" ry="34" fill="#cfc6b8"/>
    <path d="M190 210h250v250a60 60 0 0 1-60 60H250a60 60 0 0 1-60-60z" fill="#a8322a"/>
    <path d="M440 260h40a60 60 0 0 1 0 150h-40" fill="none" stroke="#a8322a" stroke-width="30"/>
    <ellipse cx="315" cy="210" rx="125" ry="26" fill="#3a1d12"/>
  </svg>`;
  return await sharp(Buffer.from(mug)).png().toBuffer();
}

/** Keeps a picture of the page when a test fails; its path is told with the failure. */
export function pictureOfFailures(pageNow: () => Page | null): void {
  afterEach(async (context: TestContext) => {
    const page = pageNow();
    if (context.task.result?.state !== 'fail' || page === null || page.isClosed()) return;
    const folder = join(tmpdir(), 'heroframe-e2e-failures');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${context.task.name.replaceAll(/[^\w]+/g, '-')}.png`);
    await page.screenshot({ path: file }).catch(() => null);
    process.stderr.write(`Picture of the failure: ${file}\n`);
  });
}

/** The tests of a journey are its steps: after one that failed the others would only fail for the same reason. */
export function stopAtFirstFailure(): void {
  let failed: string | null = null;
  beforeEach((context: TestContext) => {
    if (failed !== null) context.skip(`“${failed}” failed before`);
  });
  afterEach((context: TestContext) => {
    if (context.task.result?.state === 'fail') failed ??= context.task.name;
  });
}
