/**
 * `npm start`: the desktop app, fetching Electron's runtime the first time; where that cannot be had, one sentence
 * and the browser host instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findInstall } from '#studio/install-root.ts';
import { runProgram } from './cli/program.ts';

const { root } = findInstall();
const electron = join(root, 'node_modules', 'electron');

/** Longest wait for the download of the runtime (about 110 MB). Milliseconds. */
const DOWNLOAD_MS = 10 * 60_000;

/** Path of the Electron program, or the reason why there is none. */
function findElectron(): { path: string } | { reason: string } {
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined)
    return { reason: 'This computer has no screen for a desktop window' };
  if (!existsSync(join(electron, 'install.js'))) return { reason: 'The Electron package is not installed' };
  const path = runtimePath();
  if (path !== null) return { path };
  process.stderr.write('Fetching the Electron runtime, once …\n');
  const fetched = spawnSync(process.execPath, [join(electron, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DOWNLOAD_MS,
  });
  const now = runtimePath();
  if (now !== null && fetched.status === 0) return { path: now };
  return { reason: 'The Electron runtime could not be fetched (is there a network?)' };
}

function runtimePath(): string | null {
  const file = join(electron, 'path.txt');
  if (!existsSync(file)) return null;
  const path = join(electron, 'dist', readFileSync(file, 'utf8').trim());
  return existsSync(path) ? path : null;
}

function build(): void {
  if (existsSync(join(root, 'out', 'main', 'electron.js')) && process.env['HEROFRAME_SKIP_BUILD'] !== undefined) return;
  const done = spawnSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  // A read-only checkout that was built before still starts.
  if (done.status !== 0 && !existsSync(join(root, 'out', 'main', 'electron.js'))) process.exit(done.status ?? 1);
}

build();
const found = findElectron();
if ('path' in found) {
  // ELECTRON_RUN_AS_NODE, left over from some editors' terminals, would start it as plain Node.
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  const app = spawn(found.path, [root], { stdio: 'inherit', env });
  app.on('exit', (code) => process.exit(code ?? 0));
} else {
  process.stderr.write(`${found.reason}, so Heroframe opens in the browser instead.\n`);
  process.exitCode = await runProgram(['serve', '--open', ...process.argv.slice(2)]);
}
