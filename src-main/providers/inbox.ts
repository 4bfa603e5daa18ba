/**
 * Results that come inside an answer. They are on disk before anybody hears of them, so that a crash between the
 * answer and the job's row loses nothing and nothing is paid twice.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { JobHandle, PollResult, RemoteOutput } from './adapter.ts';
import { ProviderFailure, providerError } from './transport/errors.ts';

const factsSchema = z.object({
  mime: z.string(),
  cost: z.object({ amount: z.number(), currency: z.string() }).nullable(),
});
export type InboxFacts = z.infer<typeof factsSchema>;

const handleSchema = z.object({ version: z.literal(1), remoteId: z.string(), data: factsSchema.extend({ file: z.string() }) });

/** The job's name in the inbox: readable, unique, and safe as a file name. */
function nameOf(clientJobId: string): string {
  const safe = clientJobId.replace(/[^\w.-]/gu, '_').slice(0, 80);
  return safe === clientJobId ? safe : `${safe}-${createHash('sha256').update(clientJobId).digest('hex').slice(0, 8)}`;
}

/** Writes a result and what is known about it. */
export async function putInInbox(
  inbox: string,
  clientJobId: string,
  result: InboxFacts & { bytes: Uint8Array; extension: string },
): Promise<JobHandle> {
  const name = nameOf(clientJobId);
  const file = `${name}.${result.extension}`;
  await mkdir(inbox, { recursive: true });
  await writeFile(join(inbox, `${file}.part`), result.bytes);
  const handle: JobHandle = { version: 1, remoteId: name, data: { file, mime: result.mime, cost: result.cost } };
  await rename(join(inbox, `${file}.part`), join(inbox, file));
  // Last: where the handle is, the result is whole.
  await writeFile(join(inbox, `${name}.handle.part`), JSON.stringify(handle));
  await rename(join(inbox, `${name}.handle.part`), join(inbox, `${name}.handle`));
  return handle;
}

const mimes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
};

/** The handle of a job whose answer arrived; null when none did. */
export async function findInInbox(inbox: string, clientJobId: string): Promise<JobHandle | null> {
  const name = nameOf(clientJobId);
  try {
    return read(JSON.parse(await readFile(join(inbox, `${name}.handle`), 'utf8')) as JobHandle);
  } catch {
    // The program may have ended between the two files: the result is there, only what it cost is forgotten.
    for (const [extension, mime] of Object.entries(mimes)) {
      const file = `${name}.${extension}`;
      const there = await stat(join(inbox, file)).catch(() => null);
      if (there !== null && there.size > 0) return { version: 1, remoteId: name, data: { file, mime, cost: null } };
    }
    return null;
  }
}

function read(handle: JobHandle): z.infer<typeof handleSchema> {
  const known = handleSchema.safeParse(handle);
  if (!known.success)
    throw new ProviderFailure(
      providerError('provider_failed', 'This job was started by a newer Heroframe and cannot be followed by this one.'),
    );
  return known.data;
}

/** A job that was answered is done: its result is in the inbox. */
export function pollInbox(handle: JobHandle): PollResult {
  const { data } = read(handle);
  return { state: 'succeeded', outputs: [{ mime: data.mime, ref: data.file }], cost: data.cost };
}

/** Copies a result out of the inbox and clears it away. */
export async function fetchFromInbox(inbox: string, output: RemoteOutput, file: string): Promise<void> {
  // A reference is a name, never a path.
  const source = join(inbox, basename(output.ref));
  const there = await stat(source).catch(() => null);
  if (there === null || there.size === 0)
    throw new ProviderFailure(
      providerError('output_expired', 'The result is no longer on this computer, and the provider does not keep it.'),
    );
  await copyFile(source, file);
  await rm(source, { force: true });
  await rm(source.replace(/\.\w+$/u, '.handle'), { force: true });
}
