/** Puts pictures where fal's models (and, by public address, others' models) can read them. Costs nothing. */
import { open, stat } from 'node:fs/promises';
import type { MediaInput } from '../adapter.ts';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure } from '../transport/errors.ts';
import { failed, isObject, textIn } from './failures.ts';
import { callFal } from './session.ts';

/** Bytes. Larger files go in parts, as fal's own client sends them. */
export interface UploadSizes {
  partsFrom: number;
  part: number;
}
const STANDARD_SIZES: UploadSizes = { partsFrom: 90 * 1024 * 1024, part: 10 * 1024 * 1024 };

/** Neither the upload target nor the stored file is fal's API: no key goes there. */
interface Place {
  target: string;
  file: string;
}

/**
 * Uploads a file and returns its public address.
 *
 * fal keeps it for as long as the account's settings say. The name sent along is our content hash, so that no file
 * name of a person leaves the computer.
 */
export async function uploadFile(
  connection: ProviderConnection,
  file: MediaInput,
  options: { signal: AbortSignal; sizes?: UploadSizes },
): Promise<string> {
  const { signal, sizes = STANDARD_SIZES } = options;
  const size = (await stat(file.path)).size;
  const inParts = size > sizes.partsFrom;
  const place = await begin(connection, file, inParts, signal);
  const handle = await open(file.path, 'r');
  try {
    const read = async (from: number, bytes: number): Promise<Uint8Array> => {
      const buffer = Buffer.alloc(Math.min(bytes, size - from));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled);
        if (bytesRead === 0) throw failed('invalid_input', 'The picture changed while it was read, so nothing was sent.');
        filled += bytesRead;
      }
      return buffer;
    };
    if (!inParts) {
      await put(connection, place.target, file.mime, await read(0, size), signal);
      return place.file;
    }
    const target = new URL(place.target);
    const beside = (end: string): string => `${target.origin}${target.pathname.replace(/\/+$/, '')}/${end}${target.search}`;
    const parts: { partNumber: number; etag: string }[] = [];
    for (let number = 1; (number - 1) * sizes.part < size; number++) {
      const etag = await put(connection, beside(String(number)), file.mime, await read((number - 1) * sizes.part, sizes.part), signal);
      if (etag === '') throw failed('provider_failed', 'fal.ai took a part of the file without a receipt, so the upload was given up.');
      parts.push({ partNumber: number, etag });
    }
    await connection.transport
      .send({
        kind: 'read',
        method: 'POST',
        url: beside('complete'),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ parts }),
        deadlineMs: 60_000,
        attempts: 3,
        signal,
      })
      .catch(asStorageFailure);
    return place.file;
  } finally {
    await handle.close();
  }
}

async function begin(connection: ProviderConnection, file: MediaInput, inParts: boolean, signal: AbortSignal): Promise<Place> {
  const ending = file.mime === 'image/jpeg' ? 'jpg' : (/^\w+\/([a-z0-9]+)/.exec(file.mime)?.[1] ?? 'bin');
  const answer = await callFal(connection, {
    // An address that is asked for twice and used once costs nothing.
    kind: 'read',
    method: 'POST',
    url: `${connection.address('rest')}/storage/upload/${inParts ? 'initiate-multipart' : 'initiate'}?storage_type=fal-cdn-v3`,
    body: { content_type: file.mime, file_name: `${file.sha256.slice(0, 32)}.${ending}` },
    deadlineMs: 30_000,
    attempts: 4,
    signal,
  });
  const target = isObject(answer.body) ? textIn(answer.body['upload_url']) : '';
  const stored = isObject(answer.body) ? textIn(answer.body['file_url']) : '';
  if (!URL.canParse(target) || !/^https?:\/\//.test(stored))
    throw failed('provider_failed', 'fal.ai did not say where the picture is to be put.');
  return { target, file: stored };
}

/** A refusal of the storage says nothing about the key or the account, and its text may repeat the signed address. */
function asStorageFailure(cause: unknown): never {
  if (!(cause instanceof ProviderFailure)) throw cause;
  switch (cause.error.kind) {
    case 'canceled':
    case 'network_before_send':
    case 'network_after_send':
    case 'rate_limited':
    case 'provider_overloaded':
    case 'timeout_queue':
      throw new ProviderFailure({ ...cause.error, raw: null });
    case 'auth':
    case 'forbidden':
    case 'insufficient_credit':
    case 'concurrency_limited':
    case 'invalid_input':
    case 'moderated_input':
    case 'moderated_output':
    case 'model_unavailable':
    case 'provider_failed':
    case 'timeout_run':
    case 'output_expired':
      throw failed('provider_failed', 'The storage of fal.ai did not take the picture, so nothing was ordered. Trying again may help.');
  }
}

/** @returns the receipt of the part; empty when the storage gave none */
async function put(connection: ProviderConnection, url: string, mime: string, body: Uint8Array, signal: AbortSignal): Promise<string> {
  const answer = await connection.transport
    .send({ kind: 'read', method: 'PUT', url, headers: { 'content-type': mime }, body, deadlineMs: 180_000, attempts: 3, signal })
    .catch(asStorageFailure);
  return answer.headers.get('etag') ?? '';
}
