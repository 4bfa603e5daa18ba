/**
 * Clips of Veo: a long-running operation that is asked for until it is done.
 *
 * An operation can be neither found again nor stopped: whoever goes away still pays.
 */
import type { JobHandle, PollResult } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { modelPath, type GeminiApi } from './api.ts';
import { googleError, isObject, listIn, textIn, type Json } from './errors.ts';

const HANDLE_VERSION = 1;
/** `models/<model>/operations/<id>` or `operations/<id>`; it becomes part of a path, so nothing else may be in it. */
const OPERATION = /^(?:models\/[\w.-]+\/)?operations\/[\w.-]+$/;
const MAX_BYTES = 2 * 2 ** 30;

function operationOf(handle: JobHandle): string {
  if (handle.version !== HANDLE_VERSION)
    throw new ProviderFailure(
      providerError('provider_failed', `This job was started by a newer version of Heroframe (handle ${handle.version}).`),
    );
  if (!OPERATION.test(handle.remoteId))
    throw new ProviderFailure(providerError('provider_failed', 'This job has no operation at Google that could be asked for.'));
  return handle.remoteId;
}

/** The answer's samples; the field's name has differed between versions. */
function resultOf(operation: Json, mime: string): PollResult {
  const response = isObject(operation['response']) ? operation['response'] : {};
  const inner = isObject(response['generateVideoResponse']) ? response['generateVideoResponse'] : response;
  const samples = [...listIn(inner['generatedSamples']), ...listIn(inner['generatedVideos'])].filter(isObject);
  const videos = samples.map((sample) => (isObject(sample['video']) ? sample['video'] : {}));
  const outputs = videos.map((video) => textIn(video['uri'])).filter((uri) => /^https?:\/\//i.test(uri));
  if (outputs.length > 0) return { state: 'succeeded', outputs: outputs.map((ref) => ({ mime, ref })), cost: null };
  const reasons = listIn(inner['raiMediaFilteredReasons']).map(textIn).filter(Boolean);
  if (reasons.length > 0 || Number(inner['raiMediaFilteredCount'] ?? 0) > 0)
    return {
      state: 'failed',
      error: providerError(
        'moderated_output',
        `Google's safety filter withheld the clip. ${reasons.length > 0 ? `It said: ${reasons.join(' ').slice(0, 400)}` : 'It gave no reason.'}`,
        { raw: inner },
      ),
    };
  return { state: 'failed', error: providerError('provider_failed', 'Google says the clip is done but names no result.', { raw: inner }) };
}

export function veoClips(api: GeminiApi, descriptor: ModelDescriptor): JobProtocol {
  const mime = descriptor.output?.mime ?? 'video/mp4';
  return {
    async submit(job) {
      const { body } = await api.call({
        kind: 'paid-create',
        method: 'POST',
        path: `${modelPath(descriptor.remoteId)}:predictLongRunning`,
        body: job.body,
        deadlineMs: 120_000,
        attempts: 4,
        signal: job.signal,
      });
      const name = isObject(body) ? textIn(body['name']) : '';
      if (!OPERATION.test(name))
        throw new ProviderFailure(
          providerError(
            'network_after_send',
            'Google took the request but named no operation, so nobody knows whether the clip is being made.',
          ),
        );
      return { version: HANDLE_VERSION, remoteId: name, data: {} };
    },

    async poll(handle, { signal }) {
      let operation: unknown;
      try {
        operation = (
          await api.call({ kind: 'read', method: 'GET', path: `/v1beta/${operationOf(handle)}`, deadlineMs: 30_000, attempts: 4, signal })
        ).body;
      } catch (cause) {
        if (cause instanceof ProviderFailure && cause.error.kind === 'model_unavailable')
          return { state: 'expired', error: providerError('output_expired', 'Google no longer has this operation, so its clip is gone.') };
        throw cause;
      }
      if (!isObject(operation)) throw new ProviderFailure(providerError('provider_failed', 'Google answered in a form that is not known.'));
      if (operation['done'] !== true) {
        const metadata = isObject(operation['metadata']) ? operation['metadata'] : {};
        const percent = metadata['progressPercent'];
        return {
          state: 'running',
          progress: typeof percent === 'number' && percent >= 0 && percent <= 100 ? percent / 100 : null,
          message: null,
        };
      }
      if (!isObject(operation['error'])) return resultOf(operation, mime);
      const error = googleError(operation['error']);
      return { state: error.kind === 'canceled' ? 'canceled' : 'failed', error };
    },

    cancel: () => Promise.resolve('unsupported'),

    reconcile: () => Promise.resolve('unknown'),

    async fetchOutput(output, file, { signal }) {
      // Clips are kept for two days; asking the operation again gives the same address.
      await api.download({ url: output.ref, file, maxBytes: MAX_BYTES, accept: /^(video\/|application\/octet-stream)/, signal });
    },
  };
}
