/** Puts a picture into Runway's short-lived store; requests name it by its `runway://` address for 24 hours. */
import { readFile, stat } from 'node:fs/promises';
import type { MediaInput } from '../adapter.ts';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { RunwayApi } from './api.ts';

/** What the store takes. Bytes. */
const SMALLEST = 512;
const LARGEST = 200_000_000;

const ENDINGS: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };

/**
 * Costs nothing and may be done again.
 *
 * @returns the `runway://` address
 * @throws ProviderFailure; `invalid_input` for a file that the store does not take
 */
export async function uploadPicture(
  api: RunwayApi,
  transport: ProviderConnection['transport'],
  file: MediaInput,
  signal: AbortSignal,
): Promise<string> {
  const { size } = await stat(file.path);
  if (size < SMALLEST || size > LARGEST)
    throw new ProviderFailure(
      providerError(
        'invalid_input',
        size < SMALLEST
          ? `Runway takes pictures of ${SMALLEST} bytes and more; this one has ${size}.`
          : 'Runway takes pictures of up to 200 MB; this one is larger.',
        { fields: [{ path: 'picture', message: `It has ${size} bytes.` }] },
      ),
    );
  // The store tells the kind of a file by its name's ending.
  const filename = `${file.sha256.slice(0, 24)}.${ENDINGS[file.mime] ?? 'png'}`;
  const answer = await api({
    kind: 'read',
    method: 'POST',
    path: '/v1/uploads',
    json: { filename, type: 'ephemeral' },
    deadlineMs: 30_000,
    attempts: 4,
    signal,
  });
  const place = placeIn(answer.body);
  const form = new FormData();
  // The store reads the form as it comes in and must know the fields before it meets the file.
  for (const [name, value] of place.fields) form.append(name, value);
  form.append('file', new Blob([await readFile(file.path)], { type: file.mime }), filename);
  // Another host: it is told what the fields say, and never the key.
  await transport.send({ kind: 'read', method: 'POST', url: place.uploadUrl, body: form, deadlineMs: 180_000, attempts: 3, signal });
  return place.runwayUri;
}

function placeIn(body: unknown): { uploadUrl: string; fields: [string, string][]; runwayUri: string } {
  if (typeof body === 'object' && body !== null && 'uploadUrl' in body && 'runwayUri' in body) {
    const { uploadUrl, runwayUri } = body;
    const fields = 'fields' in body && typeof body.fields === 'object' && body.fields !== null ? Object.entries(body.fields) : [];
    if (typeof uploadUrl === 'string' && typeof runwayUri === 'string')
      return { uploadUrl, runwayUri, fields: fields.map(([name, value]) => [name, String(value)]) };
  }
  throw new ProviderFailure(providerError('provider_failed', 'Runway did not say where to put the picture.'));
}
