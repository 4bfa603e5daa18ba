/**
 * A stand-in for the parts of Electron that the shell uses, so that the built bundle can be run in plain Node.
 * The test talks to it over the process channel: it calls what a renderer would call and reads what the shell did.
 */
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';

type Handler = (event: unknown, ...args: unknown[]) => unknown;
const handlers = new Map<string, Handler>();
const schemes = new Map<string, (request: Request) => Response | Promise<Response>>();
const privileged: string[] = [];
const contents = new EventEmitter() as EventEmitter & {
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void;
  openHandler?: (details: { url: string }) => { action: string };
};
contents.setWindowOpenHandler = (handler) => {
  contents.openHandler = handler;
};
const opened: string[] = [];
const sent: { channel: string; payload: unknown }[] = [];
const windows: BrowserWindow[] = [];
let chosenFolder: string | null = null;
let allowsPermission: boolean | null = null;

class App extends EventEmitter {
  requestSingleInstanceLock(): boolean {
    return true;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  getPath(name: string): string {
    return `${process.env['STAND_IN_HOME'] ?? tmpdir()}/${name}`;
  }
  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) process.exit(0);
  }
}
export const app = new App();

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return windows;
  }
  readonly options: { webPreferences: Record<string, unknown> };
  url = '';
  webContents = { send: (channel: string, payload: unknown): void => void sent.push({ channel, payload }) };
  constructor(options: { webPreferences: Record<string, unknown> }) {
    super();
    this.options = options;
    windows.push(this);
    app.emit('web-contents-created', {}, contents);
  }
  loadURL(url: string): Promise<void> {
    this.url = url;
    return Promise.resolve();
  }
  show(): void {}
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  isFocused(): boolean {
    return true;
  }
}
export const Menu = { setApplicationMenu: (): void => undefined, buildFromTemplate: (template: unknown): unknown => template };
export const Notification = { isSupported: (): boolean => false };
export const dialog = {
  showOpenDialog: () =>
    Promise.resolve(chosenFolder === null ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [chosenFolder] }),
  showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
};
export const ipcMain = { handle: (channel: string, handler: Handler): void => void handlers.set(channel, handler) };
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: (contents: unknown, permission: string, allow: (allowed: boolean) => void) => void): void =>
      handler(null, 'media', (allowed) => {
        allowsPermission = allowed;
      }),
    setPermissionCheckHandler: (): void => undefined,
  },
};
/** As little secret as rot13, but no plain text: enough to see that keys are kept through it. */
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
export const safeStorage = {
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(true),
  encryptStringAsync: (text: string): Promise<Buffer> => Promise.resolve(turned(Buffer.from(text))),
  decryptStringAsync: (bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> =>
    Promise.resolve({ result: turned(bytes).toString(), shouldReEncrypt: false }),
};
export const shell = {
  openExternal: (url: string): Promise<void> => Promise.resolve(void opened.push(url)),
  showItemInFolder: (path: string): void => void opened.push(path),
};
export const protocol = {
  registerSchemesAsPrivileged: (list: { scheme: string }[]): void => void privileged.push(...list.map((each) => each.scheme)),
  handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>): void => void schemes.set(scheme, handler),
};

interface Ask {
  id: number;
  do: 'invoke' | 'fetch' | 'navigate' | 'open' | 'facts' | 'quit';
  channel?: string;
  args?: unknown[];
  url?: string;
  range?: string;
  sender?: string;
  mainFrame?: boolean;
}

async function answer(ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case 'invoke': {
      chosenFolder = process.env['STAND_IN_FOLDER'] ?? null;
      const frame = { url: ask.sender ?? 'heroframe://app/index.html', parent: ask.mainFrame === false ? {} : null };
      return await handlers.get(ask.channel ?? '')?.({ senderFrame: frame }, ...(ask.args ?? []));
    }
    case 'fetch': {
      const url = ask.url ?? '';
      const handler = schemes.get(url.split(':')[0] ?? '');
      if (handler === undefined) return null;
      const response = await handler(new Request(url, { headers: ask.range === undefined ? {} : { range: ask.range } }));
      const body = Buffer.from(await response.arrayBuffer());
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        length: body.length,
        head: body.subarray(0, 64).toString('base64'),
      };
    }
    case 'navigate': {
      let prevented = false;
      contents.emit('will-navigate', { preventDefault: () => (prevented = true) }, ask.url);
      return { prevented };
    }
    case 'open':
      return { ...contents.openHandler?.({ url: ask.url ?? '' }), opened };
    case 'facts':
      return { privileged, sent, allowsPermission, window: { url: windows[0]?.url, webPreferences: windows[0]?.options.webPreferences } };
    case 'quit':
      app.quit();
      return null;
  }
}

process.on('message', (ask: Ask) => {
  answer(ask).then(
    (value) => process.send?.({ id: ask.id, value }),
    (error: unknown) => process.send?.({ id: ask.id, error: String(error) }),
  );
});
process.send?.({ id: 0, value: 'loaded' });
