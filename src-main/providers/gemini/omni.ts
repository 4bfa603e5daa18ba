/**
 * Clips of Gemini Omni: an interaction that works in the background until its last step is the clip.
 *
 * Refusals come as a completed interaction that says why in words.
 */
import type { JobHandle, PollResult, ProviderError } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { GeminiApi } from './api.ts';
import { isObject, listIn, textIn, type Json } from './errors.ts';

const HANDLE_VERSION = 1;
const ID = /^[\w.~-]{1,200}$/;
const MAX_BYTES = 2 * 2 ** 30;
const UNKNOWN = /invalid interaction name|not found/i;
const BLOCKED = /safety|prohibited|blocklist|spii|blocked|policy|policies/i;

function pathOf(handle: JobHandle): string {
  if (handle.version !== HANDLE_VERSION)
    throw new ProviderFailure(
      providerError('provider_failed', `This job was started by a newer version of Heroframe (handle ${handle.version}).`),
    );
  if (!ID.test(handle.remoteId))
    throw new ProviderFailure(providerError('provider_failed', 'This job has no interaction at Google that could be asked for.'));
  return `/v1beta/interactions/${handle.remoteId}`;
}

/** Everything that the model gave as its answer, in order. */
const contentsOf = (interaction: Json): Json[] =>
  listIn(interaction['steps'])
    .filter(isObject)
    .filter((step) => step['type'] === 'model_output')
    .flatMap((step) => listIn(step['content']).filter(isObject));

function madeVideo(interaction: Json): boolean {
  const usage = isObject(interaction['usage']) ? interaction['usage'] : {};
  return listIn(usage['output_tokens_by_modality'])
    .filter(isObject)
    .some((line) => textIn(line['modality']).toLowerCase() === 'video' && Number(line['tokens']) > 0);
}

function completed(interaction: Json, mime: string): PollResult {
  const contents = contentsOf(interaction);
  const outputs = contents
    .filter((content) => content['type'] === 'video' && /^https?:\/\//i.test(textIn(content['uri'])))
    .map((content) => ({ mime: textIn(content['mime_type']) || mime, ref: textIn(content['uri']) }));
  if (outputs.length > 0) return { state: 'succeeded', outputs, cost: null };
  if (madeVideo(interaction))
    return {
      state: 'failed',
      error: providerError('provider_failed', 'Google made a clip but names no place where it lies.', { raw: interaction['steps'] }),
    };
  const said = contents
    .map((content) => textIn(content['text']))
    .join(' ')
    .trim();
  return {
    state: 'failed',
    error: providerError(
      'moderated_output',
      `Google answered without a clip. ${said === '' ? 'It gave no reason.' : `It said: ${said.slice(0, 400)}`}`,
    ),
  };
}

function failure(interaction: Json): ProviderError {
  const error = isObject(interaction['error']) ? interaction['error'] : {};
  const message = textIn(error['message']);
  const words = message === '' ? 'It gave no reason.' : `It said: ${message.slice(0, 300)}`;
  return BLOCKED.test(`${textIn(error['code'])} ${textIn(error['status'])} ${textIn(interaction['finish_reason'])} ${message}`)
    ? providerError('moderated_output', `Google's safety filter withheld the clip. ${words}`, { raw: error })
    : providerError('provider_failed', `The clip failed at Google. ${words}`, { raw: error });
}

function stateOf(interaction: Json, mime: string): PollResult {
  const status = textIn(interaction['status']).toLowerCase();
  switch (status) {
    case 'queued':
      return { state: 'queued', progress: null, message: null };
    case 'in_progress':
      return { state: 'running', progress: null, message: null };
    case 'completed':
      return completed(interaction, mime);
    case 'failed':
      return { state: 'failed', error: failure(interaction) };
    case 'cancelled':
    case 'canceled':
      return { state: 'canceled', error: providerError('canceled', 'The clip was canceled at Google.') };
    case 'budget_exceeded':
      return { state: 'failed', error: providerError('insufficient_credit', 'The budget of the account at Google is used up.') };
    case 'incomplete':
    case 'requires_action':
      return { state: 'failed', error: providerError('provider_failed', `Google stopped before the clip was done (${status}).`) };
    default:
      return { state: 'running', progress: null, message: `Google reports “${status}”, which is not known; waiting.` };
  }
}

export function omniClips(api: GeminiApi, descriptor: ModelDescriptor): JobProtocol {
  const mime = descriptor.output?.mime ?? 'video/mp4';
  return {
    async submit(job) {
      // Pictures first: the words speak about what was shown.
      const input = listIn(job.body['input']).filter(isObject);
      const { body } = await api.call({
        kind: 'paid-create',
        method: 'POST',
        path: '/v1beta/interactions',
        body: {
          ...job.body,
          model: descriptor.remoteId,
          input: [...input.filter((item) => item['type'] !== 'text'), ...input.filter((item) => item['type'] === 'text')],
        },
        deadlineMs: 120_000,
        attempts: 4,
        signal: job.signal,
      });
      const id = isObject(body) ? textIn(body['id']) : '';
      if (!ID.test(id))
        throw new ProviderFailure(
          providerError(
            'network_after_send',
            'Google took the request but named no interaction, so nobody knows whether the clip is being made.',
          ),
        );
      return { version: HANDLE_VERSION, remoteId: id, data: {} };
    },

    async poll(handle, { signal }) {
      let interaction: unknown;
      try {
        interaction = (
          await api.call({ kind: 'read', method: 'GET', path: pathOf(handle), deadlineMs: 30_000, attempts: 4, signal, binary: true })
        ).body;
      } catch (cause) {
        const error = cause instanceof ProviderFailure ? cause.error : null;
        if (error !== null && ['invalid_input', 'model_unavailable'].includes(error.kind) && UNKNOWN.test(error.message))
          return {
            state: 'expired',
            error: providerError('output_expired', 'Google no longer has this interaction, so its clip is gone.'),
          };
        throw cause;
      }
      if (!isObject(interaction))
        throw new ProviderFailure(providerError('provider_failed', 'Google answered in a form that is not known.'));
      return stateOf(interaction, mime);
    },

    async cancel(handle) {
      try {
        const path = `${pathOf(handle)}/cancel`;
        const { body } = await api.call({
          kind: 'read',
          method: 'POST',
          path,
          body: {},
          deadlineMs: 20_000,
          attempts: 3,
          signal: new AbortController().signal,
        });
        return isObject(body) && /^(completed|failed)$/i.test(textIn(body['status'])) ? 'too_late' : 'canceled';
      } catch (cause) {
        if (cause instanceof ProviderFailure && ['invalid_input', 'model_unavailable'].includes(cause.error.kind)) return 'too_late';
        throw cause;
      }
    },

    // Interactions carry no name of ours and cannot be listed.
    reconcile: () => Promise.resolve('unknown'),

    async fetchOutput(output, file, { signal }) {
      const url = new URL(output.ref);
      // Without it the file's description comes instead of the file.
      if (url.pathname.includes('/files/') && !url.searchParams.has('alt')) url.searchParams.set('alt', 'media');
      await api.download({ url: url.href, file, maxBytes: MAX_BYTES, accept: /^(video\/|application\/octet-stream)/, signal });
    },
  };
}
