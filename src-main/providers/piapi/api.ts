/** Requests to PiAPI with the person's key. */
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { TransportAnswer, TransportRequest } from '../transport/transport.ts';
import { asPiapiFailure } from './envelope.ts';

export interface PiapiApi {
  call(
    request: Pick<TransportRequest, 'kind' | 'deadlineMs' | 'attempts' | 'signal'> & {
      method: 'GET' | 'POST' | 'DELETE';
      path: string;
      body?: unknown;
    },
  ): Promise<TransportAnswer>;
  /** From wherever the result lies, without the key. */
  download(request: { url: string; file: string; maxBytes: number; accept: RegExp; signal: AbortSignal }): Promise<void>;
}

export function piapiApi(connection: ProviderConnection): PiapiApi {
  return {
    async call(request) {
      const key = await connection.key('key');
      if (key === null) throw new ProviderFailure(providerError('auth', 'There is no key for PiAPI.'));
      try {
        return await connection.transport.send({
          kind: request.kind,
          method: request.method,
          url: `${connection.address('api')}${request.path}`,
          headers: { 'x-api-key': key, ...(request.body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
          deadlineMs: request.deadlineMs,
          attempts: request.attempts,
          signal: request.signal,
        });
      } catch (cause) {
        throw asPiapiFailure(cause);
      }
    },
    async download(request) {
      await connection.transport.download({ ...request, deadlineMs: 600_000, attempts: 4 });
    },
  };
}
