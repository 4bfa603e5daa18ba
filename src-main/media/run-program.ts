/**
 * Runs a small program to its end and keeps what it says. No shell is ever
 * involved: the arguments arrive as they are written here.
 */
import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  signal?: AbortSignal;
  /** Milliseconds after which the program is ended. */
  timeoutMs?: number;
  /** Given to the program on its standard input. */
  input?: string;
  /** Variables added to this process's environment. */
  env?: Record<string, string>;
}

/** What a program may say before we stop listening; lists of filters are about 40 kB. */
const OUTPUT_LIMIT = 8_000_000;

/**
 * Runs `program` without a shell.
 * @throws the signal's reason when aborted; the system's own error (`ENOENT`, `EACCES`) when it cannot be started.
 */
export async function runProgram(program: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  const { signal, timeoutMs = 30_000, input, env } = options;
  signal?.throwIfAborted();
  return await new Promise<ProgramResult>((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
      ...(env === undefined ? {} : { env: { ...process.env, ...env } }),
    });
    let stdout = '';
    let stderr = '';
    const stop = () => child.kill('SIGKILL');
    const timer = setTimeout(stop, timeoutMs);
    signal?.addEventListener('abort', stop, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      if (stdout.length < OUTPUT_LIMIT) stdout += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      if (stderr.length < OUTPUT_LIMIT) stderr += chunk;
    });
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      if (signal?.aborted === true) reject(signal.reason as Error);
      else resolve({ code, stdout, stderr });
    });
    if (input !== undefined && child.stdin !== null) {
      // A program that ends before it has read everything is judged by its exit code, not by the broken pipe.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    }
  });
}
