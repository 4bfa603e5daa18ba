/** The secret of the loopback host, kept so that a page that was left open is still signed in after a restart. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const TOKEN_FILE = 'browser-token';
/** What `randomBytes(24)` looks like in base64url. */
const TOKEN = /^[\w-]{32}$/;

/**
 * The token of this installation, made when there is none. The file is for its owner only: whoever can read it can
 * read the films too. Where it can be neither read nor written, the token lasts as long as this host.
 */
export async function keptToken(home: string): Promise<string> {
  const file = join(home, TOKEN_FILE);
  const known = await readFile(file, 'utf8').catch(() => '');
  if (TOKEN.test(known)) return known;
  const token = randomBytes(24).toString('base64url');
  try {
    await mkdir(home, { recursive: true });
    // A file with something else in it is replaced; one that another host has just made is taken as it is.
    const handle = await open(file, known === '' ? 'wx' : 'w', 0o600);
    try {
      await handle.writeFile(token);
    } finally {
      await handle.close();
    }
    return token;
  } catch {
    const made = await readFile(file, 'utf8').catch(() => '');
    return TOKEN.test(made) ? made : token;
  }
}
