/** Where a program is, without starting anything. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** What Windows starts without a shell. */
const WINDOWS_ENDINGS = ['.exe', '.com'];

/**
 * Absolute path of `program`; null when it is not there or may not be started.
 *
 * @param program a full path, `~/…` or a bare name; a path from nowhere in particular (`./tool`) is never found, since
 * it would depend on where the studio was started
 */
export async function findProgram(program: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const expanded = program.startsWith('~/') ? path.join(homedir(), program.slice(2)) : program;
  if (path.isAbsolute(expanded)) return await startable(expanded);
  if (/[/\\]/.test(expanded)) return null;
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const found = await startable(path.join(folder, expanded));
    if (found !== null) return found;
  }
  return null;
}

async function startable(file: string): Promise<string | null> {
  const candidates = process.platform === 'win32' && path.extname(file) === '' ? WINDOWS_ENDINGS.map((ending) => file + ending) : [file];
  for (const candidate of candidates) {
    try {
      if (!(await stat(candidate)).isFile()) continue;
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // The next one, then.
    }
  }
  return null;
}
