/**
 * The person's keys in one file, each encrypted by the operating system for this person. Opened once per process:
 * all stores share it, so that two changes cannot overwrite each other.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { fail } from '#contract/errors.ts';

/** Encrypts for the person who is signed in to this computer. */
export interface KeyCipher {
  /** False where values would only look encrypted, such as on Linux without a keyring. */
  isAvailable(): Promise<boolean>;
  encrypt(text: string): Promise<Uint8Array>;
  /** `renew`: the system has changed its own key, so the text is to be encrypted again. Rejects when it cannot be read. */
  decrypt(bytes: Uint8Array): Promise<{ text: string; renew: boolean }>;
}

/** A kept key: its text, nothing, or something that cannot be read any more. */
export type KeptKey = { state: 'kept'; text: string } | { state: 'none' } | { state: 'unreadable' };

export interface KeyFile {
  /** Whether the system can encrypt here; it does not change while the process runs. */
  readonly available: boolean;
  read(name: string): Promise<KeptKey>;
  /** @param text null forgets it @throws StudioFailure unavailable when it cannot be encrypted; errors of the file system as they are */
  write(name: string, text: string | null): Promise<void>;
}

const fileSchema = z.object({ version: z.literal(1), keys: z.record(z.string(), z.base64()) });
type Contents = z.infer<typeof fileSchema>;

/** @param options.file its folder is made when missing; the file is readable by its owner alone (mode 0600) */
export async function openKeyFile(options: { file: string; cipher: KeyCipher }): Promise<KeyFile> {
  const { file, cipher } = options;
  // A keyring service that fails to answer is no place for keys.
  const available = await cipher.isAvailable().catch(() => false);
  let tail: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = tail.then(work);
    tail = result.catch(() => null);
    return result;
  }

  async function contents(): Promise<Contents> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { version: 1, keys: {} };
      throw error;
    }
    let parsed: unknown = null;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Handled below, like any other content that is not ours.
    }
    const known = fileSchema.safeParse(parsed);
    if (known.success) return known.data;
    // Set aside rather than overwritten: what is in it may still be worth something to the person.
    await rename(file, `${file}.unreadable-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`);
    return { version: 1, keys: {} };
  }

  async function sealed(text: string): Promise<string> {
    try {
      return Buffer.from(await cipher.encrypt(text)).toString('base64');
    } catch {
      // The cipher's own words are not passed on: nobody knows what they quote.
      return fail(
        'unavailable',
        'The system could not encrypt the key, so it was not kept.',
        'Unlock the keyring or sign in again, then enter the key once more.',
        {
          retryable: true,
        },
      );
    }
  }

  async function put(name: string, text: string | null): Promise<void> {
    const { keys } = await contents();
    const { [name]: before, ...others } = keys;
    if (text === null && before === undefined) return;
    const next = text === null ? others : { ...others, [name]: await sealed(text) };
    await replace(file, `${JSON.stringify({ version: 1, keys: next } satisfies Contents, null, 2)}\n`);
  }

  return {
    available,
    read: (name) =>
      inTurn(async () => {
        const kept = await contents().catch(() => null);
        if (kept === null) return { state: 'unreadable' };
        const bytes = kept.keys[name];
        if (bytes === undefined) return { state: 'none' };
        if (!available) return { state: 'unreadable' };
        try {
          const { text, renew } = await cipher.decrypt(Buffer.from(bytes, 'base64'));
          // The old form still opens, so a failure to renew it loses nothing.
          if (renew) await put(name, text).catch(() => undefined);
          return { state: 'kept', text };
        } catch {
          return { state: 'unreadable' };
        }
      }),
    write: (name, text) => inTurn(() => put(name, text)),
  };
}

/** There whole or not at all, and never readable by anybody else, not even for a moment. */
async function replace(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(draft, content, { mode: 0o600, flush: true });
    // The process's umask may have taken away the owner's own rights.
    await chmod(draft, 0o600);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
