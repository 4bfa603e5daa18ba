/** Dream Machine's generations: created once, followed by polling, found again by what was asked. */
import { z } from 'zod';
import type { JobHandle, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import { isClosed, isGone, type LumaApi } from '../luma/api.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { generationSchema, resultOf, stateOf, type Generation } from './generation.ts';
import { findLost } from './lost.ts';

const HANDLE_VERSION = 1;
/** Larger results than any model makes. Bytes. */
const MAX_RESULT = 2_000_000_000;

const refSchema = z.object({ generation: z.string(), url: z.string() });

export function dreamMachineGenerations(connection: ProviderConnection, api: LumaApi, descriptor: ModelDescriptor): JobProtocol {
  const { kind } = descriptor;
  const mime = descriptor.output?.mime ?? (kind === 'picture' ? 'image/jpeg' : 'video/mp4');
  const endpoint = kind === 'picture' ? '/generations/image' : '/generations/video';

  async function read(id: string, signal: AbortSignal): Promise<Generation | 'gone'> {
    try {
      const { body } = await api({ kind: 'read', method: 'GET', path: pathOf(id), deadlineMs: 30_000, attempts: 5, signal });
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
        path: endpoint,
        json: body,
        deadlineMs: 120_000,
        attempts: 4,
        signal,
      });
      const created = z.object({ id: z.string().min(1) }).safeParse(answer.body);
      if (!created.success)
        throw new ProviderFailure(
          providerError('network_after_send', 'Luma answered without a generation id, so nobody knows whether a generation was started.'),
        );
      return handleOf(created.data.id);
    },

    async poll(handle, { signal }) {
      const generation = await read(idOf(handle), signal);
      if (generation === 'gone')
        return {
          state: 'expired',
          error: providerError('output_expired', 'Luma no longer has this generation: it was canceled or deleted there.'),
        };
      return stateOf(generation, kind, mime);
    },

    async cancel(handle) {
      const id = idOf(handle);
      const signal = AbortSignal.timeout(60_000);
      // DELETE stops a generation under way but destroys the result of a finished one, so it is looked at first.
      const generation = await read(id, signal);
      if (generation === 'gone') return 'canceled';
      if (!['queued', 'dreaming'].includes(generation.state.toLowerCase())) return 'too_late';
      try {
        await api({ kind: 'read', method: 'DELETE', path: pathOf(id), deadlineMs: 30_000, attempts: 3, signal });
      } catch (cause) {
        // Somebody else, or our own first try whose answer was lost, was faster.
        if (!isGone(cause)) throw cause;
      }
      return 'canceled';
    },

    async reconcile(lost, { signal }) {
      const found = await findLost(api, lost, connection.now(), signal);
      return typeof found === 'string' ? found : handleOf(found.id);
    },

    async fetchOutput(output, file, { signal }) {
      const { generation: id, url } = refOf(output);
      const fetchFrom = (address: string): Promise<unknown> =>
        connection.transport.download({
          url: address,
          file,
          maxBytes: MAX_RESULT,
          accept: kind === 'picture' ? /^image\// : /^(?:video\/|application\/octet-stream$)/,
          deadlineMs: 600_000,
          attempts: 4,
          signal,
        });
      try {
        await fetchFrom(url);
      } catch (cause) {
        if (!isClosed(cause)) throw cause;
        // How long addresses live is not stated; a second look is free and may open a new one.
        const generation = await read(id, signal);
        const fresh = generation === 'gone' ? null : resultOf(generation, kind);
        if (fresh === null) throw expired();
        await fetchFrom(fresh).catch((second: unknown) => {
          throw isClosed(second) ? expired() : second;
        });
      }
    },
  };
}

const expired = (): ProviderFailure => new ProviderFailure(providerError('output_expired', 'Luma no longer has this result.'));
const handleOf = (id: string): JobHandle => ({ version: HANDLE_VERSION, remoteId: id, data: {} });
const pathOf = (id: string): string => `/generations/${encodeURIComponent(id)}`;

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
