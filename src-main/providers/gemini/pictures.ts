/**
 * Pictures of Gemini's models: the answer to the request is the picture. It is written to the inbox before the job
 * gets its handle, so that a crash after the answer loses nothing that was paid.
 */
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobHandle } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { modelPath, type GeminiApi } from './api.ts';
import { isObject, listIn, textIn, type Json } from './errors.ts';
import { finishOf, saidIn } from './finish.ts';

const HANDLE_VERSION = 1;
const ENDINGS: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };
const MIMES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' };

const safeName = (clientJobId: string): string => clientJobId.replace(/[^\w-]/g, '_').slice(0, 100);

function handleFor(name: string): JobHandle {
  const mime = MIMES[name.split('.').at(-1) ?? ''] ?? 'image/png';
  return { version: HANDLE_VERSION, remoteId: name, data: { file: name, mime } };
}

/** Why there is no picture in an answer that Google calls a success. */
function missing(body: Json, candidate: Json | null): ProviderFailure {
  const feedback = isObject(body['promptFeedback']) ? textIn(body['promptFeedback']['blockReason']) : '';
  if (feedback !== '')
    return new ProviderFailure(providerError('moderated_input', `Google's safety filter refused the prompt (${feedback}).`));
  const said = candidate === null ? '' : saidIn(candidate);
  const words = said === '' ? '' : ` It said: ${said.slice(0, 300)}`;
  const reason = candidate === null ? '' : textIn(candidate['finishReason']);
  if (finishOf(reason) === 'filtered')
    return new ProviderFailure(providerError('moderated_output', `Google's safety filter withheld the picture (${reason}).${words}`));
  return new ProviderFailure(
    providerError(
      'provider_failed',
      `Google answered without a picture${reason === '' ? '' : ` (${reason})`}. It may have been charged.${words}`,
    ),
  );
}

/** The first picture that is the answer and not one the model made while thinking. */
function pictureIn(candidate: Json | null): { mime: string; bytes: Buffer } | null {
  const content = candidate !== null && isObject(candidate['content']) ? candidate['content'] : {};
  for (const part of listIn(content['parts']).filter(isObject)) {
    const inline = part['inlineData'];
    if (part['thought'] === true || !isObject(inline)) continue;
    const mime = textIn(inline['mimeType']);
    const bytes = Buffer.from(textIn(inline['data']), 'base64');
    if (ENDINGS[mime] !== undefined && bytes.length > 0) return { mime, bytes };
  }
  return null;
}

export function geminiPictures(api: GeminiApi, connection: Pick<ProviderConnection, 'inbox'>, descriptor: ModelDescriptor): JobProtocol {
  return {
    async submit(job) {
      const { body } = await api.call({
        kind: 'paid-create',
        method: 'POST',
        path: `${modelPath(descriptor.remoteId)}:generateContent`,
        body: job.body,
        deadlineMs: 300_000,
        attempts: 4,
        // Large pictures come as text inside the JSON.
        binary: true,
        signal: job.signal,
      });
      const candidates = isObject(body) ? listIn(body['candidates']).filter(isObject) : [];
      const candidate = candidates[0] ?? null;
      const picture = pictureIn(candidate);
      if (picture === null) throw isObject(body) ? missing(body, candidate) : missing({}, null);
      const name = `${safeName(job.clientJobId)}.${ENDINGS[picture.mime] ?? 'png'}`;
      await mkdir(connection.inbox, { recursive: true });
      const part = join(connection.inbox, `${name}.part`);
      await writeFile(part, picture.bytes);
      await rename(part, join(connection.inbox, name));
      return handleFor(name);
    },

    poll(handle) {
      if (handle.version !== HANDLE_VERSION)
        return Promise.reject(
          new ProviderFailure(
            providerError('provider_failed', `This job was started by a newer version of Heroframe (handle ${handle.version}).`),
          ),
        );
      const { file, mime } = handle.data;
      return Promise.resolve({ state: 'succeeded', outputs: [{ mime: textIn(mime) || 'image/png', ref: textIn(file) }], cost: null });
    },

    // By the time there is a handle, there is a picture.
    cancel: () => Promise.resolve('too_late'),

    async reconcile(lost) {
      const wanted = safeName(lost.clientJobId);
      const names = await readdir(connection.inbox).catch(() => []);
      const found = names.find((name) => Object.values(ENDINGS).some((ending) => name === `${wanted}.${ending}`));
      return found !== undefined && !lost.isClaimed(found) ? handleFor(found) : 'unknown';
    },

    async fetchOutput(output, file, { signal }) {
      signal.throwIfAborted();
      if (!/^[\w-]+\.(png|jpg|webp)$/.test(output.ref))
        throw new ProviderFailure(providerError('provider_failed', 'This result has no file in the inbox.'));
      const kept = join(connection.inbox, output.ref);
      try {
        await copyFile(kept, file);
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' && 'path' in cause && cause.path === kept)) throw cause;
        throw new ProviderFailure(providerError('output_expired', 'The picture is no longer in the inbox; it was fetched before.'), {
          cause,
        });
      }
      await rm(kept, { force: true });
    },
  };
}
