/** One started program with everything that it starts itself: followed to its end, or ended as a whole. */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a program may tidy up after it was asked to end. Milliseconds. */
const PATIENCE = 2000;
/** What is kept of what it says on its error output. Characters. */
const KEPT = 8000;

export interface ProgramEnd {
  /** Null when a signal ended it. */
  code: number | null;
  /** The last of what it said on its error output. */
  said: string;
  timedOut: boolean;
}

export interface RunningProgram {
  ended: Promise<ProgramEnd>;
  /** Asks it to end, and makes it end two seconds later. Resolves when nothing of it is left. */
  stop: () => Promise<void>;
}

const alive = new Set<ChildProcess>();

// Programs must not go on when the studio is gone: nobody would fetch what they make.
process.on('exit', () => {
  for (const child of alive) signalGroup(child, 'SIGKILL');
});

/**
 * Starts a program without a shell, in a process group of its own.
 *
 * @param options.onProgress hears of the share done (0–1) from lines such as "40%"
 * @throws the system's own error (`ENOENT`, `EACCES`, `E2BIG`) when it cannot be started
 */
export async function startProgram(options: {
  program: string;
  args: readonly string[];
  env: Record<string, string>;
  folder: string;
  stdin: string | null;
  timeoutMs: number;
  onProgress: (share: number) => void;
}): Promise<RunningProgram> {
  const child = spawn(options.program, options.args, {
    cwd: options.folder,
    env: options.env,
    stdio: [options.stdin === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // Its own group, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
  });
  let said = '';
  let timedOut = false;
  const { promise: ended, resolve } = Promise.withResolvers<ProgramEnd>();
  const listen = (chunk: string): void => {
    const percents = [...chunk.matchAll(/(?:^|[^\d.])(\d{1,3})(?:\.\d+)?\s?%/g)];
    const last = Number(percents.at(-1)?.[1] ?? Number.NaN);
    if (last >= 0 && last <= 100) options.onProgress(last / 100);
  };
  child.stdout?.setEncoding('utf8').on('data', listen);
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-KEPT);
    // Progress bars are commonly drawn there.
    listen(chunk);
  });
  // A program that ends before it has read everything is judged by its exit code, not by the broken pipe.
  child.stdin?.on('error', () => undefined);

  const stop = async (): Promise<void> => {
    signalGroup(child, 'SIGTERM');
    for (let waited = 0; waited < PATIENCE && groupLives(child); waited += 25) await sleep(25);
    if (groupLives(child)) signalGroup(child, 'SIGKILL');
    await ended;
  };
  const timer = setTimeout(() => {
    timedOut = true;
    void stop();
  }, options.timeoutMs);
  timer.unref();

  await new Promise<void>((started, refused) => {
    child.once('spawn', started);
    child.once('error', (error) => {
      clearTimeout(timer);
      refused(error);
    });
  });
  alive.add(child);
  child.on('error', () => undefined);
  child.once('exit', (code) => {
    clearTimeout(timer);
    const end = (): void => {
      alive.delete(child);
      resolve({ code, said, timedOut });
    };
    // Its last words may still be in the pipe; something that it left behind may hold that pipe open for ever.
    const late = setTimeout(end, 500);
    child.once('close', () => {
      clearTimeout(late);
      end();
    });
  });
  if (options.stdin !== null) child.stdin?.end(options.stdin);
  return { ended, stop };
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    // There are no groups of processes; taskkill ends the tree.
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on('error', () => child.kill());
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}

function groupLives(child: ChildProcess): boolean {
  if (child.pid === undefined) return false;
  if (process.platform === 'win32') return child.exitCode === null && child.signalCode === null;
  try {
    process.kill(-child.pid, 0);
    return true;
  } catch {
    return false;
  }
}
