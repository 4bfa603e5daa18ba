/** Luma Agents' generations: created once, followed by polling, fetched from addresses that live an hour. */
import { z } from 'zod';
import type { JobHandle, PollResult, ProviderError, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { isClosed, isGone, type LumaApi } from './api.ts';
import { withKeyframes } from './keyframes.ts';

const HANDLE_VERSION = 1;
/** Larger results than any model makes. Bytes. */
const MAX_RESULT = 2_000_000_000;

const generationSchema = z.object({
  id: z.string(),
  state: z.string(),
  output: z.array(z.object({ type: z.string().nullish(), url: z.string() })).nullish(),
  failure_code: z.string().nullish(),
  failure_reason: z.string().nullish(),
});
type Generation = z.infer<typeof generationSchema>;

const refSchema = z.object({ generation: z.string(), index: z.number().int().nonnegative(), url: z.string() });

export function lumaGenerations(connection: ProviderConnection, api: LumaApi, descriptor: ModelDescriptor): JobProtocol {
  const mime = descriptor.output?.mime ?? (descriptor.kind === 'picture' ? 'image/png' : 'video/mp4');

  async function read(id: string, signal: AbortSignal): Promise<Generation | 'gone'> {
    try {
      const path = `/generations/${encodeURIComponent(id)}`;
      const { body } = await api({ kind: 'read', method: 'GET', path, deadlineMs: 30_000, attempts: 5, signal });
      return generationIn(body);
    } catch (cause) {
      if (isGone(cause)) return 'gone';
      throw cause;
    }
  }

  return {
    async submit({ body, signal }) {
      const answer = await api({
        kind: 'paid-create',
        method: 'POST',
        path: '/generations',
        json: withKeyframes(body),
        // Pictures travel inside the request.
        deadlineMs: 180_000,
        attempts: 4,
        signal,
      });
      const created = z.object({ id: z.string().min(1) }).safeParse(answer.body);
      if (!created.success)
        throw new ProviderFailure(
          providerError('network_after_send', 'Luma answered without a generation id, so nobody knows whether a generation was started.'),
        );
      return { version: HANDLE_VERSION, remoteId: created.data.id, data: {} };
    },

    async poll(handle, { signal }) {
      const generation = await read(idOf(handle), signal);
      if (generation === 'gone')
        return { state: 'expired', error: providerError('output_expired', 'Luma no longer knows this generation.') };
      return stateOf(generation, mime, descriptor.kind);
    },

    // Luma has no way to cancel: what was started is made and charged.
    cancel: () => Promise.resolve('unsupported'),

    // Generations cannot be listed and creates carry no id of ours.
    reconcile: () => Promise.resolve('unknown'),

    async fetchOutput(output, file, { signal }) {
      const { generation: id, index, url } = refOf(output);
      const fetchFrom = (address: string): Promise<unknown> =>
        connection.transport.download({
          url: address,
          file,
          maxBytes: MAX_RESULT,
          accept: descriptor.kind === 'picture' ? /^image\// : /^(?:video\/|application\/octet-stream$)/,
          deadlineMs: 600_000,
          attempts: 4,
          signal,
        });
      try {
        await fetchFrom(url);
      } catch (cause) {
        if (!isClosed(cause)) throw cause;
        // The address was signed for an hour; every look at the generation signs a new one.
        const generation = await read(id, signal);
        const fresh = generation === 'gone' ? undefined : resultsOf(generation, descriptor.kind)[index]?.url;
        if (fresh === undefined) throw expired();
        await fetchFrom(fresh).catch((second: unknown) => {
          throw isClosed(second) ? expired() : second;
        });
      }
    },
  };
}

const expired = (): ProviderFailure => new ProviderFailure(providerError('output_expired', 'Luma no longer has this result.'));

/** Results of the kind that was asked for: an EXR beside the clip is not one. */
function resultsOf(generation: Generation, kind: ModelDescriptor['kind']): { url: string }[] {
  const wanted = kind === 'picture' ? 'image' : 'video';
  const all = generation.output ?? [];
  const typed = all.filter(({ type }) => type?.toLowerCase().startsWith(wanted) === true);
  return typed.length > 0 ? typed : all.filter(({ type }) => type === null || type === undefined || type === '');
}

function stateOf(generation: Generation, mime: string, kind: ModelDescriptor['kind']): PollResult {
  switch (generation.state.toLowerCase()) {
    case 'queued':
      return { state: 'queued', progress: null, message: null };
    case 'processing':
      return { state: 'running', progress: null, message: null };
    case 'completed': {
      const outputs = resultsOf(generation, kind).map(({ url }, index): RemoteOutput => ({
        mime,
        ref: JSON.stringify({ generation: generation.id, index, url }),
      }));
      if (outputs.length === 0)
        return {
          state: 'failed',
          error: providerError('provider_failed', 'Luma says that the generation is complete but gave no result.'),
        };
      return { state: 'succeeded', outputs, cost: null };
    }
    case 'failed':
      return { state: 'failed', error: failureOf(generation) };
    default:
      return {
        state: 'running',
        progress: null,
        message: `Luma calls its state “${generation.state.slice(0, 40)}”, which is new to this program.`,
      };
  }
}

/** Why a generation failed, by Luma's failure codes. */
function failureOf(generation: Generation): ProviderError {
  const code = generation.failure_code ?? '';
  const reason = generation.failure_reason ?? '';
  const said = reason === '' ? '' : ` Luma said: ${reason.slice(0, 300)}`;
  const raw = { failure_code: code, failure_reason: reason };
  switch (code) {
    case 'content_moderated':
      // The code does not say which side was held back; the reason sometimes does.
      return /\b(?:output|result|generated)\b/iu.test(reason)
        ? providerError('moderated_output', `Luma made it and then held it back because of its content rules.${said}`, { raw })
        : providerError(
            'moderated_input',
            `Luma refuses this prompt or picture because of its content rules. Change it before trying again.${said}`,
            { raw },
          );
    case 'budget_exhausted':
      return providerError('insufficient_credit', `The Luma account ran out of credit while this was made.${said}`, { raw });
    case 'image_too_large':
    case 'unsupported_format':
    case 'corrupt_input':
      return providerError('invalid_input', `Luma could not use one of the pictures.${said}`, {
        raw,
        fields: [{ path: 'picture', message: reason || code.replaceAll('_', ' ') }],
      });
    case 'invalid_request':
      return providerError('invalid_input', `Luma refused the request as it stands.${said}`, { raw });
    case 'rate_limited':
      return providerError('rate_limited', `Luma asks us to slow down.${said}`, { raw });
    case 'output_not_found':
      return providerError('output_expired', `Luma made it but can no longer find the result.${said}`, { raw });
    default:
      return providerError('provider_failed', `Luma could not make it. It may work the next time.${said}`, { raw });
  }
}

function idOf(handle: JobHandle): string {
  if (handle.version > HANDLE_VERSION)
    throw new ProviderFailure(
      providerError('provider_failed', 'This generation was started by a newer version of the program, which can follow it.'),
    );
  return handle.remoteId;
}

function generationIn(body: unknown): Generation {
  const generation = generationSchema.safeParse(body);
  if (generation.success) return generation.data;
  throw new ProviderFailure(providerError('provider_failed', 'Luma answered with something that is no generation.'));
}

function refOf(output: RemoteOutput): z.infer<typeof refSchema> {
  try {
    return refSchema.parse(JSON.parse(output.ref));
  } catch {
    throw new ProviderFailure(providerError('provider_failed', 'The note of where this result is at Luma cannot be read.'));
  }
}
