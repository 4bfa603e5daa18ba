/** The built Electron bundle, run against the stand-in: what a renderer can do, and what it cannot. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const bundle = join(root, 'out/main/electron.js');
let home: string;
let child: ChildProcess;
let next = 1;
const waiting = new Map<number, (message: { value?: unknown; error?: string }) => void>();

function ask<T>(question: Record<string, unknown>): Promise<T> {
  const id = next++;
  return new Promise((resolve, reject) => {
    waiting.set(id, (message) => (message.error === undefined ? resolve(message.value as T) : reject(new Error(message.error))));
    child.send({ id, ...question });
  });
}
const call = <T>(name: string, input: unknown, extra = {}): Promise<{ ok: boolean; value: T; error: { code: string; message: string } }> =>
  ask({ do: 'invoke', channel: 'heroframe:call', args: [name, input], ...extra });

beforeAll(async () => {
  if (!existsSync(bundle)) throw new Error('Build first: npm run build');
  home = await mkdtemp(join(tmpdir(), 'heroframe-electron-'));
  child = fork(bundle, [], {
    execPath: join(root, 'node_modules/.bin/node'),
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    env: {
      ...process.env,
      REPLICATE_API_TOKEN: '',
      HEROFRAME_HOME: join(home, 'settings'),
      HEROFRAME_FILMS: join(home, 'films'),
      STAND_IN_HOME: home,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { id: number; value?: unknown; error?: string }) => {
      if (message.id === 0) resolve();
      else waiting.get(message.id)?.(message);
    });
    child.on('exit', (code) => reject(new Error(`The shell ended with ${code}.`)));
  });
  // Handlers are registered once the core has started.
  for (let tries = 0; tries < 100; tries++) {
    const info = await call('app.info', {}).catch(() => undefined);
    if (info?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The core did not start.');
});
afterAll(async () => {
  child?.kill();
  await rm(home, { recursive: true, force: true });
});

test('the window is locked down and loads our own page', async () => {
  const facts = await ask<{
    privileged: string[];
    allowsPermission: boolean;
    window: { url: string; webPreferences: Record<string, unknown> };
  }>({ do: 'facts' });
  expect(facts.window.url).toBe('heroframe://app/index.html');
  expect(facts.window.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
  expect(existsSync(String(facts.window.webPreferences['preload']))).toBe(true);
  expect(facts.privileged).toEqual(['heroframe', 'heroframe-media']);
  expect(facts.allowsPermission).toBe(false);
});

test('pages come with a strict policy and cannot leave their folder', async () => {
  const page = await ask<{ status: number; headers: Record<string, string>; length: number }>({ do: 'fetch', url: 'heroframe://app/' });
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  expect(page.length).toBeGreaterThan(100);
  expect(await ask({ do: 'fetch', url: 'heroframe://app/..%2f..%2fpackage.json' })).toMatchObject({ status: 404 });
});

test('a stranger, a frame inside our page, an unknown name and a path operation are refused', async () => {
  expect((await call('app.info', {}, { sender: 'https://evil.example/' })).error.code).toBe('unauthorised');
  expect((await call('app.info', {}, { mainFrame: false })).error.code).toBe('unauthorised');
  expect((await call('constructor', {})).error.code).toBe('not-found');
  expect((await call('host.openAt', { folder: '/etc' })).error.code).toBe('not-found');
});

test('a film is made, its picture is served with byte ranges, and events reach the window', async () => {
  const png = await readFile(join(root, 'resources/sample/product.png'));
  const brief = {
    prompt: 'A mug of coffee',
    durationSeconds: 15,
    aspect: '16:9',
    template: 'auto',
    preset: 'simple',
    audience: '',
    brandDos: [],
    brandDonts: [],
  };
  const made = await call<{ projectId: string }>('projects.create', {
    brief,
    references: [{ name: 'mug.png', role: 'product', base64: png.toString('base64') }],
  });
  expect(made.error).toBeUndefined();
  const film = await call<{ references: { asset: { sha256: string; bytes: number } }[] }>('film.get', { projectId: made.value.projectId });
  const asset = film.value.references[0]!.asset;
  const url = `heroframe-media://${made.value.projectId}/${asset.sha256}`;
  expect(await ask({ do: 'fetch', url })).toMatchObject({ status: 200, length: asset.bytes });
  expect(await ask({ do: 'fetch', url, range: 'bytes=10-19' })).toMatchObject({
    status: 206,
    length: 10,
    headers: { 'content-range': `bytes 10-19/${asset.bytes}` },
  });
  expect(await ask({ do: 'fetch', url, range: `bytes=${asset.bytes}-` })).toMatchObject({ status: 416 });
  expect(await ask({ do: 'fetch', url: `heroframe-media://${made.value.projectId}/${'0'.repeat(64)}` })).toMatchObject({ status: 404 });
  const { sent } = await ask<{ sent: { channel: string; payload: { type: string } }[] }>({ do: 'facts' });
  expect(sent.some((each) => each.channel === 'heroframe:event' && each.payload.type === 'projects.changed')).toBe(true);
});

test('a key typed into the studio is kept encrypted, said to be there, and never given back', async () => {
  const secret = 'r8_typed_into_the_studio';
  expect(await call('keys.set', { providerId: 'replicate', keyId: 'token', value: ` ${secret}\n` })).toMatchObject({ ok: true });
  const listed = await call<{ providers: { id: string; ready: boolean; keys: { from: string | null }[] }[] }>('providers.list', {});
  expect(listed.value.providers.find((each) => each.id === 'replicate')).toMatchObject({ ready: true, keys: [{ from: 'safe-storage' }] });
  expect(JSON.stringify(listed)).not.toContain(secret);
  const kept = await readFile(join(home, 'settings', 'keys.json'), 'utf8');
  expect(kept).not.toContain(secret);
  expect(kept).toContain('replicate');
  const { sent } = await ask<{ sent: unknown[] }>({ do: 'facts' });
  expect(JSON.stringify(sent)).not.toContain(secret);
  expect(await call('keys.remove', { providerId: 'replicate', keyId: 'token' })).toMatchObject({ ok: true });
});

test('navigation and new windows are blocked; links on the list open outside', async () => {
  expect(await ask({ do: 'navigate', url: 'https://evil.example/' })).toEqual({ prevented: true });
  expect(await ask({ do: 'navigate', url: 'heroframe://app/index.html' })).toEqual({ prevented: false });
  expect(await ask({ do: 'open', url: 'https://evil.example/' })).toEqual({ action: 'deny', opened: [] });
  expect(await ask({ do: 'open', url: 'https://ollama.com/download' })).toEqual({
    action: 'deny',
    opened: ['https://ollama.com/download'],
  });
});

test('the preload exposes plain functions and nothing of electron', async () => {
  const source = await readFile(join(root, 'out/preload/index.cjs'), 'utf8');
  expect(source.length).toBeLessThan(8000);
  const exposed: Record<string, Record<string, (...args: never[]) => unknown>> = {};
  const invoked: unknown[][] = [];
  const listeners = new Set<unknown>();
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: Record<string, () => unknown>) => (exposed[name] = api) },
    ipcRenderer: {
      invoke: (...args: unknown[]) => Promise.resolve(invoked.push(args)),
      on: (_channel: string, listener: unknown) => listeners.add(listener),
      removeListener: (_channel: string, listener: unknown) => listeners.delete(listener),
    },
  };
  const required: string[] = [];
  runInNewContext(source, {
    require: (name: string) => {
      required.push(name);
      return electron;
    },
    exports: {},
    module: { exports: {} },
  });
  expect(required).toEqual(['electron']);
  expect(Object.keys(exposed['heroframe']!).sort()).toEqual(['call', 'onEvent', 'openFolder', 'revealExport', 'saveExport']);
  await exposed['heroframe']!['call']!('app.info' as never, {} as never);
  expect(invoked).toEqual([['heroframe:call', 'app.info', {}]]);
  const stop = exposed['heroframe']!['onEvent']!((() => undefined) as never) as () => void;
  expect(listeners.size).toBe(1);
  stop();
  expect(listeners.size).toBe(0);
});

test('quitting closes the films first and then really quits', async () => {
  const ended = new Promise<number | null>((resolve) => {
    child.removeAllListeners('exit');
    child.on('exit', resolve);
  });
  void ask({ do: 'quit' }).catch(() => undefined);
  expect(await ended).toBe(0);
});
