/** What a finished model gave back, and how it reaches the disk. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PollResult, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import { selectOutputs } from '../descriptors/select.ts';
import type { ProviderConnection } from '../provider.ts';
import { providerError } from '../transport/errors.ts';
import { failed, isObject } from './failures.ts';

const MIB = 1024 * 1024;
const limits = {
  picture: { maxBytes: 100 * MIB, accept: /^(image\/|(application|binary)\/octet-stream)/, deadlineMs: 180_000, mime: 'image/png' },
  clip: { maxBytes: 2048 * MIB, accept: /^(video\/|(application|binary)\/octet-stream)/, deadlineMs: 600_000, mime: 'video/mp4' },
  speech: { maxBytes: 100 * MIB, accept: /^(audio\/|(application|binary)\/octet-stream)/, deadlineMs: 180_000, mime: 'audio/mpeg' },
};
const limitsOf = (kind: ModelDescriptor['kind']): (typeof limits)['clip'] => limits[kind === 'text' ? 'picture' : kind];

/** Marks a result that came inside the answer and lies in the inbox. */
const INBOX = 'inbox:';
const INBOX_NAME = /^[\w-]+\.\w+$/;

/** Outputs of a result, with what the model's own filter blacked out left out. */
export async function resultOf(connection: ProviderConnection, descriptor: ModelDescriptor, body: unknown): Promise<PollResult> {
  const usual = descriptor.kind === 'clip' ? ['video'] : descriptor.kind === 'speech' ? ['audio'] : ['images[]', 'image'];
  const select = descriptor.output?.select ?? [];
  const all = selectOutputs(body, select.length > 0 ? select : usual, descriptor.output?.mime ?? limitsOf(descriptor.kind).mime);
  const flags: unknown[] = isObject(body) && Array.isArray(body['has_nsfw_concepts']) ? body['has_nsfw_concepts'] : [];
  // One flag for each picture, in their order. Flagged pictures are black.
  const kept = flags.length === all.length ? all.filter((_, index) => flags[index] !== true) : all;
  if ((all.length > 0 && kept.length === 0) || (flags.length > 0 && flags.every((flag) => flag === true)))
    return {
      state: 'failed',
      error: providerError('moderated_output', "The model's own filter blacked out everything that it made."),
    };
  const outputs: RemoteOutput[] = [];
  for (const output of kept) {
    const stored = /^https?:\/\//i.test(output.ref) ? output : await intoInbox(connection, output);
    if (stored !== null) outputs.push(stored);
  }
  if (outputs.length === 0)
    return { state: 'failed', error: providerError('provider_failed', 'fal.ai says that the job is done, but the model made nothing.') };
  return { state: 'succeeded', outputs, cost: null };
}

/** Keeps what came inside the answer (`sync_mode`) as a file: a job's row must stay small. */
async function intoInbox(connection: ProviderConnection, output: RemoteOutput): Promise<RemoteOutput | null> {
  const found = /^data:([\w.+-]+\/[\w.+-]+)(?:;[^,;]*)*;base64,/i.exec(output.ref);
  if (found === null) return null;
  const bytes = Buffer.from(output.ref.slice(found[0].length), 'base64');
  if (bytes.length === 0) return null;
  const mime = found[1]?.toLowerCase() ?? output.mime;
  const name = `${randomUUID()}.${(mime.split('/')[1] ?? 'bin').replaceAll(/\W/g, '')}`;
  await mkdir(connection.inbox, { recursive: true });
  const file = path.join(connection.inbox, name);
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
  return { mime, ref: INBOX + name };
}

/** Writes a result to `file`. Results lie on fal's media host, which never sees the key. */
export async function fetchResult(
  connection: ProviderConnection,
  kind: ModelDescriptor['kind'],
  output: RemoteOutput,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  if (output.ref.startsWith(INBOX)) {
    const name = output.ref.slice(INBOX.length);
    if (!INBOX_NAME.test(name)) throw failed('provider_failed', 'This result has no name that could be a file of ours.');
    const stored = path.join(connection.inbox, name);
    await copyFile(stored, file).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
        throw failed('output_expired', 'The result was fetched before and is no longer kept.');
      throw error;
    });
    await rm(stored, { force: true });
    return;
  }
  const { maxBytes, accept, deadlineMs } = limitsOf(kind);
  await connection.transport.download({ url: output.ref, file, maxBytes, accept, deadlineMs, attempts: 4, signal });
}
