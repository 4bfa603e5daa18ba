/** Requests to the Gemini API with the person's key. */
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { TransportAnswer, TransportRequest } from '../transport/transport.ts';
import { asGoogleFailure } from './errors.ts';

export interface GeminiApi {
  /** @param request.path below the address, e.g. `/v1beta/models` */
  call(
    request: Pick<TransportRequest, 'kind' | 'deadlineMs' | 'attempts' | 'signal' | 'binary'> & {
      method: 'GET' | 'POST';
      path: string;
      body?: unknown;
    },
  ): Promise<TransportAnswer>;
  /** The key goes along only to the API's own address. */
  download(request: { url: string; file: string; maxBytes: number; accept: RegExp; signal: AbortSignal }): Promise<void>;
}

export function geminiApi(connection: ProviderConnection): GeminiApi {
  const keyed = async (): Promise<Record<string, string>> => {
    const key = await connection.key('key');
    if (key === null) throw new ProviderFailure(providerError('auth', 'There is no key for Google Gemini.'));
    return { 'x-goog-api-key': key };
  };
  return {
    async call({ path, body, ...request }) {
      const headers = { ...(await keyed()), ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      try {
        return await connection.transport.send({
          ...request,
          url: `${connection.address('api')}${path}`,
          headers,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      } catch (cause) {
        throw asGoogleFailure(cause);
      }
    },
    async download(request) {
      const own = URL.canParse(request.url) && new URL(request.url).origin === new URL(connection.address('api')).origin;
      await connection.transport.download({ ...request, ...(own ? { headers: await keyed() } : {}), deadlineMs: 600_000, attempts: 4 });
    },
  };
}

/** `models/gemini-x` in a path, whatever is written in a descriptor. */
export const modelPath = (remoteId: string): string => `/v1beta/models/${encodeURIComponent(remoteId)}`;
