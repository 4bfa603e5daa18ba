/** Requests to Anthropic with the person's key, and its errors in our words. */
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { TransportAnswer, TransportRequest } from '../transport/transport.ts';

export type Json = Record<string, unknown>;
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Pins the form of requests and answers; newer versions refuse or rename things. */
const VERSION = '2026-10-21';

export interface AnthropicApi {
  call(
    request: Pick<TransportRequest, 'kind' | 'deadlineMs' | 'attempts' | 'signal'> & {
      method: 'GET' | 'POST';
      path: string;
      body?: unknown;
    },
  ): Promise<TransportAnswer>;
}

/** An account without credit is reported as a wrong request; only the words tell. */
function asAnthropicFailure(cause: unknown): unknown {
  if (!(cause instanceof ProviderFailure) || !isObject(cause.error.raw) || !isObject(cause.error.raw['error'])) return cause;
  const { error } = cause;
  const said = textIn(cause.error.raw['error']['message']);
  if (error.kind === 'invalid_input' && /credit balance|billing/i.test(said))
    return new ProviderFailure(
      { ...error, kind: 'insufficient_credit', message: `The account at Anthropic has no credit left. It said: ${said.slice(0, 300)}` },
      { cause },
    );
  return cause;
}

export function anthropicApi(connection: ProviderConnection): AnthropicApi {
  return {
    async call({ path, body, ...request }) {
      const key = await connection.key('key');
      if (key === null) throw new ProviderFailure(providerError('auth', 'There is no key for Anthropic.'));
      try {
        return await connection.transport.send({
          ...request,
          url: `${connection.address('api')}${path}`,
          headers: {
            'x-api-key': key,
            'anthropic-version': VERSION,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      } catch (cause) {
        throw asAnthropicFailure(cause);
      }
    },
  };
}
