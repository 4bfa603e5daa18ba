import { spawn } from 'node:child_process';
import { startBrowserHost } from '#hosts/browser/server.ts';
import { findPages } from '#hosts/browser/pages.ts';
import { keptToken } from '#hosts/browser/token.ts';
import { printJson, printLine } from '../output.ts';
import { Interrupted, heroframeHome, withSession } from '../session.ts';

/** `heroframe serve [DIR]`: the studio in a browser on this computer, until Ctrl-C. */
export async function serve(dir: string | undefined, options: { port: number; open?: boolean; json?: boolean }): Promise<number> {
  return await withSession(async ({ studio, call, signal }) => {
    const opened = dir === undefined ? null : await call('host.openAt', { folder: dir });
    const pages = await findPages(heroframeHome());
    const host = await startBrowserHost(studio, { port: options.port, pages, token: await keptToken(heroframeHome()) });
    const url = opened === null ? host.url : `${host.url}#/film/${opened.projectId}/story`;
    if (options.json === true) printJson({ url });
    else printLine(`Heroframe is at ${url}\nCtrl-C ends it; films that are being made go on next time.`);
    if (options.open === true) openInBrowser(url);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await host.close();
    throw new Interrupted();
  }, 'browser');
}

/** The operating system's own way to open an address; when there is none, the printed address is enough. */
function openInBrowser(url: string): void {
  const [program, args]: [string, string[]] =
    process.platform === 'darwin' ? ['open', [url]] : process.platform === 'win32' ? ['explorer.exe', [url]] : ['xdg-open', [url]];
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
