/**
 * The two ways to the studio: Chromium over the loopback host, and the desktop app. The tests and the page objects
 * do not know which one they are in.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { _electron, type Browser, type Page } from 'playwright-core';
import { root, startCli, type RunningCli } from '../fixtures/cli.ts';
import { findBrowser, openBrowser } from './browser.ts';

export type DriverName = 'chromium' | 'electron';

export interface Driver {
  name: DriverName;
  /** Why it cannot be used on this computer; null when it can. */
  missing: string | null;
  /** For the title of a suite. */
  title: string;
}

export interface LaunchOptions {
  driver: DriverName;
  /** Settings folder of the studio. */
  home: string;
  /** Where new films go. */
  films: string;
  /** Port of the loopback host, 0 for any free one; the desktop app has none. */
  port?: number;
  /** More variables of the core, e.g. where providers are and their keys. */
  env?: Record<string, string>;
}

export interface LaunchedStudio {
  driver: DriverName;
  page: Page;
  /** Address of the loopback host with its token; null in the desktop app. */
  url: string | null;
  /** What went wrong in the page so far: faults, console errors, failed requests. */
  problems: readonly string[];
  /** Problems that match are expected from now on. */
  expectProblems(pattern: RegExp): void;
  /** Presses the button that takes a finished export away and waits for the file. */
  saveExport(press: () => Promise<void>, file: string): Promise<void>;
  /** Kills the core as a power cut would; only where the page lives on without it. */
  killHost(): Promise<void>;
  /** Starts the core again at the same address. */
  reviveHost(): Promise<void>;
  /** Closes page and core. @throws when there were problems nobody expected */
  close(): Promise<void>;
}

/** Window in CSS pixels, as design.md asks for. */
export const WINDOW = { width: 1600, height: 1000 };

/** Longest wait for a core to be there, milliseconds; two busy processors are slow to start one. */
const START_MS = 60_000;

/** Longest wait for something to press or to see, milliseconds. */
const ACTION_MS = 20_000;

/** Path of the Electron program, or the reason why it cannot be driven here. */
function findElectron(): { path: string } | { missing: string } {
  const folder = join(root, 'node_modules', 'electron');
  const file = join(folder, 'path.txt');
  if (!existsSync(file)) return { missing: 'the Electron runtime is not installed' };
  const path = join(folder, 'dist', readFileSync(file, 'utf8').trim());
  if (!existsSync(path)) return { missing: 'the Electron runtime is not installed' };
  const noScreen = process.platform === 'linux' && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined;
  return noScreen ? { missing: 'there is no screen' } : { path };
}

const driver = (name: DriverName, missing: string | null): Driver => ({
  name,
  missing,
  title: missing === null ? name : `${name} (skipped: ${missing})`,
});

/** Both drivers; a suite runs once with each and is skipped, with the reason in its title, where one is missing. */
export function drivers(): Driver[] {
  const electron = findElectron();
  return [
    driver('chromium', findBrowser() === null ? 'there is no Chromium' : null),
    driver('electron', 'missing' in electron ? electron.missing : null),
  ];
}

/** Starts the studio and shows its first screen. */
export async function launchStudio(options: LaunchOptions): Promise<LaunchedStudio> {
  return options.driver === 'chromium' ? await launchInBrowser(options) : await launchDesktop(options);
}

interface Host extends RunningCli {
  url: string;
  port: number;
}

/** Starts `serve --json` and reads the address it prints. */
async function startHost(options: LaunchOptions): Promise<Host> {
  const args = ['serve', '--json', '--port', String(options.port ?? 0)];
  const running = startCli(args, { home: options.home, env: { ...options.env, HEROFRAME_FILMS: options.films } });
  const address = new Promise<string>((resolve, reject) => {
    let printed = '';
    running.child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /"url": "([^"]+)"/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    void running.finished.then((end) => reject(new Error(`The host ended (${end.code ?? end.signal}):\n${end.stdout}${end.stderr}`)));
    setTimeout(() => reject(new Error('The host did not say where it is.')), START_MS).unref();
  });
  try {
    const url = await address;
    return { ...running, url, port: Number(new URL(url).port) };
  } catch (cause) {
    running.child.kill('SIGKILL');
    throw cause;
  }
}

/** Writes down everything that goes wrong in a page. */
function watchProblems(page: Page): { problems: string[]; expectProblems: (pattern: RegExp) => void } {
  const problems: string[] = [];
  const expected: RegExp[] = [];
  const note = (problem: string): void => {
    if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem);
  };
  page.on('pageerror', (error) => note(`fault in the page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) note(`answer ${response.status()}: ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'unknown';
    // A player that seeks, and a page that is left, drop what they were loading.
    if (reason !== 'net::ERR_ABORTED') note(`request failed (${reason}): ${request.url()}`);
  });
  return { problems, expectProblems: (pattern) => void expected.push(pattern) };
}

function complainAbout(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`The page had problems:\n${problems.join('\n')}`);
}

async function launchInBrowser(options: LaunchOptions): Promise<LaunchedStudio> {
  const port = options.port ?? (await freePort());
  let host = await startHost({ ...options, port });
  let browser: Browser | null = null;
  try {
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: WINDOW, deviceScaleFactor: 1, colorScheme: 'dark', acceptDownloads: true });
    const page = await context.newPage();
    page.setDefaultTimeout(ACTION_MS);
    const { problems, expectProblems } = watchProblems(page);
    await page.goto(host.url);
    const opened = browser;
    return {
      driver: 'chromium',
      page,
      url: host.url,
      problems,
      expectProblems,
      async saveExport(press, file) {
        const coming = page.waitForEvent('download');
        await press();
        await (await coming).saveAs(file);
      },
      async killHost() {
        host.child.kill('SIGKILL');
        await host.finished;
      },
      async reviveHost() {
        host = await startHost({ ...options, port });
      },
      async close() {
        await opened.close();
        host.child.kill('SIGTERM');
        await host.finished;
        complainAbout(problems);
      },
    };
  } catch (cause) {
    await browser?.close();
    host.child.kill('SIGKILL');
    throw cause;
  }
}

async function launchDesktop(options: LaunchOptions): Promise<LaunchedStudio> {
  const found = findElectron();
  if ('missing' in found) throw new Error(`The desktop app cannot be driven: ${found.missing}.`);
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  const app = await _electron.launch({
    executablePath: found.path,
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...(env as Record<string, string>), ...options.env, HEROFRAME_HOME: options.home, HEROFRAME_FILMS: options.films },
    colorScheme: 'dark',
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(ACTION_MS);
  const { problems, expectProblems } = watchProblems(page);
  const noHost = (): Promise<never> => Promise.reject(new Error('In the desktop app core and page end together.'));
  return {
    driver: 'electron',
    page,
    url: null,
    problems,
    expectProblems,
    async saveExport(press, file) {
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, file);
      await press();
      await page.getByText('Copy saved').waitFor();
    },
    killHost: noHost,
    reviveHost: noHost,
    async close() {
      await app.close();
      complainAbout(problems);
    },
  };
}

/** A port nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
