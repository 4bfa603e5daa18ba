/**
 * The desktop shell: a window, a menu, dialogs and the rules around them. Everything else is the core, which
 * does not know that Electron exists.
 */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BrowserWindow, Menu, Notification, app, dialog, ipcMain, session, shell, type IpcMainInvokeEvent } from 'electron';
import { studioError, type Result } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import { CALL_CHANNEL, EVENT_CHANNEL, SHELL_CHANNEL, type ShellRequest } from '#contract/names.ts';
import { createStudio, type StudioOptions } from '#studio/create-studio.ts';
import { errorOf } from '#studio/dispatch.ts';
import { environmentKeys } from '#studio/keys/environment-keys.ts';
import { openKeyFile } from '#studio/keys/key-file.ts';
import { safeStorageKeys } from '#studio/keys/safe-storage-keys.ts';
import type { Studio } from '#studio/studio.ts';
import { menuTemplate } from './menu.ts';
import { handleProtocols, registerSchemes } from './protocols.ts';
import { electronCipher } from './safe-storage.ts';
import { APP_ORIGIN, isOwnPage, isTrustedSender, mayOpenExternally } from './rules.ts';

const devServer = process.env['ELECTRON_RENDERER_URL'] ?? null;
const pages = join(import.meta.dirname, '../renderer');

registerSchemes();
if (!app.requestSingleInstanceLock()) app.quit();

/** The core, or the reason why it could not start: then every call is answered with it and the window says so. */
type Core = { studio: Studio } | { failure: Result<never> };

async function startCore(): Promise<Core> {
  try {
    const home = process.env['HEROFRAME_HOME'] ?? join(app.getPath('home'), '.heroframe');
    const kept = await openKeyFile({ file: join(home, 'keys.json'), cipher: electronCipher });
    const keys: NonNullable<StudioOptions['keys']> = (definitions) => safeStorageKeys(kept, environmentKeys(process.env, definitions));
    return { studio: await createStudio({ home, documents: app.getPath('documents'), host: 'electron', env: process.env, keys }) };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    return {
      failure: {
        ok: false,
        error: studioError(
          'internal',
          'Heroframe could not start.',
          'Restart it. If that does not help, move the settings folder aside and report the technical part below.',
          { detail },
        ),
      },
    };
  }
}

function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1600,
    height: 1000,
    minWidth: 1024,
    minHeight: 680,
    backgroundColor: '#161616',
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: true,
    },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(devServer ?? `${APP_ORIGIN}/index.html`);
  return window;
}

app.on('web-contents-created', (_event, contents) => {
  const block = (event: { preventDefault(): void }, address: string): void => {
    if (!isOwnPage(address, devServer)) event.preventDefault();
  };
  contents.on('will-navigate', (event, address) => block(event, address));
  contents.on('will-redirect', (event, address) => block(event, address));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenExternally(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
});

app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

await app.whenReady();
session.defaultSession.setPermissionRequestHandler((_contents, _permission, allow) => allow(false));
session.defaultSession.setPermissionCheckHandler(() => false);

const core = await startCore();
if ('studio' in core) handleProtocols(core.studio, pages);
let window = openWindow();
Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)));
app.on('activate', () => {
  if (BrowserWindow.getAllWindows().length === 0) window = openWindow();
});
app.on('second-instance', () => {
  const [standing] = BrowserWindow.getAllWindows();
  // On macOS the program goes on without a window.
  if (standing === undefined) {
    window = openWindow();
    return;
  }
  if (standing.isMinimized()) standing.restore();
  standing.focus();
});

const refusal = (): Result<never> => ({
  ok: false,
  error: studioError('unauthorised', 'This page may not use Heroframe.', 'Close it and open Heroframe again.'),
});
const trusted = (event: IpcMainInvokeEvent): boolean =>
  isTrustedSender(
    event.senderFrame === null ? null : { url: event.senderFrame.url, isMainFrame: event.senderFrame.parent === null },
    devServer,
  );

ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown): Promise<Result<unknown>> => {
  if (!trusted(event)) return refusal();
  return 'failure' in core ? core.failure : await core.studio.dispatch(String(name), input, { caller: 'renderer' });
});

ipcMain.handle(SHELL_CHANNEL, async (event, request: unknown, input: unknown): Promise<Result<unknown>> => {
  if (!trusted(event)) return refusal();
  if ('failure' in core) return core.failure;
  try {
    return await answerShell(core.studio, String(request), input);
  } catch (cause) {
    return { ok: false, error: errorOf(cause, () => undefined) };
  }
});

async function answerShell(studio: Studio, request: string, input: unknown): Promise<Result<unknown>> {
  const field = (name: string): string => {
    const value = typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
  switch (request as ShellRequest) {
    case 'openFolder': {
      const chosen = await dialog.showOpenDialog(window, { title: 'Open a film folder', properties: ['openDirectory'] });
      const folder = chosen.filePaths[0];
      if (chosen.canceled || folder === undefined) return { ok: true, value: null };
      return await studio.dispatch('host.openAt', { folder }, { caller: 'host' });
    }
    case 'revealExport': {
      const found = await studio.exportFile(field('projectId'), field('exportId'));
      if (found.ok) shell.showItemInFolder(found.value.path);
      return found.ok ? { ok: true, value: {} } : found;
    }
    case 'saveExport': {
      const found = await studio.exportFile(field('projectId'), field('exportId'));
      if (!found.ok) return found;
      const chosen = await dialog.showSaveDialog(window, {
        title: 'Save the film',
        defaultPath: join(app.getPath('videos'), found.value.fileName),
      });
      if (chosen.canceled || chosen.filePath === '') return { ok: true, value: null };
      await copyFile(found.value.path, chosen.filePath);
      return { ok: true, value: {} };
    }
    default:
      return {
        ok: false,
        error: studioError(
          'not-found',
          'The desktop shell does not know this request.',
          'This is a fault in the program; please report it.',
        ),
      };
  }
}

/** Tells the person that something is finished when they are looking elsewhere. */
function notifyWhenAway(event: StudioEvent): void {
  if (event.type !== 'run.changed' || event.run.finishedAt === null || event.run.status === 'canceled') return;
  if (BrowserWindow.getAllWindows().some((each) => each.isFocused()) || !Notification.isSupported()) return;
  const body = event.run.status === 'done' ? 'It is ready to look at.' : (event.run.error ?? 'It could not be finished.');
  new Notification({ title: event.run.title, body }).show();
}

if ('studio' in core) {
  const { studio } = core;
  studio.subscribe((event) => {
    for (const each of BrowserWindow.getAllWindows()) each.webContents.send(EVENT_CHANNEL, event);
    notifyWhenAway(event);
  });
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    // Runs are parked and databases closed first; then the app quits for real.
    event.preventDefault();
    closed = true;
    void studio.close().finally(() => app.quit());
  });
}
