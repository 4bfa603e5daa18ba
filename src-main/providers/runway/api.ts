/** Requests to Runway's API address: key, version header, and its refusals in our words. Keys go nowhere else. */
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { RequestKind } from '../transport/retry.ts';
import type { TransportAnswer } from '../transport/transport.ts';
import { inRunwaysWords } from './refusals.ts';

/** The version of the API that the bodies in this folder are written for; Runway refuses requests without it. */
const API_VERSION = '2024-11-06';

interface RunwayCall {
  kind: RequestKind;
  method: 'GET' | 'POST' | 'DELETE';
  /** Starts with a slash. */
  path: string;
  json?: Record<string, unknown>;
  /** Milliseconds for one attempt. */
  deadlineMs: number;
  attempts: number;
  signal: AbortSignal;
}

export type RunwayApi = (call: RunwayCall) => Promise<TransportAnswer>;

/** @returns a function that throws ProviderFailure for everything that is no 2xx or 3xx answer */
export function runwayApi(connection: ProviderConnection): RunwayApi {
  return async ({ path, json, ...call }) => {
    const key = await connection.key('secret');
    if (key === null || key.trim() === '')
      throw new ProviderFailure(
        providerError('auth', 'There is no API secret for Runway. Enter one under Settings, Providers; nothing was sent.'),
      );
    try {
      return await connection.transport.send({
        ...call,
        url: connection.address('api') + path,
        headers: {
          authorization: `Bearer ${key.trim()}`,
          'x-runway-version': API_VERSION,
          accept: 'application/json',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
    } catch (cause) {
      if (cause instanceof ProviderFailure) throw new ProviderFailure(inRunwaysWords(cause.error));
      throw cause;
    }
  };
}
