/**
 * Requests to Luma: a bearer key, refusals as `{detail: string | [{loc, msg}]}`. Both of its services, Agents and the
 * older Dream Machine, are spoken to in this way.
 */
import type { ProviderError, ProviderErrorKind } from '../adapter.ts';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { RequestKind } from '../transport/retry.ts';
import type { TransportAnswer } from '../transport/transport.ts';

interface LumaCall {
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

export type LumaApi = (call: LumaCall) => Promise<TransportAnswer>;

/**
 * @param service its name for people, in failures
 * @returns a function that throws ProviderFailure for everything that is no 2xx or 3xx answer
 */
export function lumaApi(connection: ProviderConnection, service: string): LumaApi {
  return async ({ path, json, ...call }) => {
    const key = await connection.key('key');
    if (key === null || key.trim() === '')
      throw new ProviderFailure(
        providerError('auth', `There is no API key for ${service}. Enter one under Settings, Providers; nothing was sent.`),
      );
    try {
      return await connection.transport.send({
        ...call,
        url: connection.address('api') + path,
        headers: {
          authorization: `Bearer ${key.trim()}`,
          accept: 'application/json',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
    } catch (cause) {
      if (cause instanceof ProviderFailure) throw new ProviderFailure(toldApart(cause.error, service));
      throw cause;
    }
  };
}

/** Kinds that a status alone tells too roughly. */
const ROUGH: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'invalid_input',
  'forbidden',
  'rate_limited',
  'insufficient_credit',
]);

function toldApart(error: ProviderError, service: string): ProviderError {
  if (!ROUGH.has(error.kind)) return error;
  const said = JSON.stringify(error.raw ?? '').toLowerCase();
  if (/budget_exhausted|insufficient (?:credit|balance|fund)|not enough credit|no credits/u.test(said))
    return { ...error, kind: 'insufficient_credit', message: `The ${service} account has no credit left. Nothing was made.` };
  if (error.kind === 'rate_limited' && /active generation|in progress/u.test(said))
    return { ...error, kind: 'concurrency_limited', message: `The ${service} account has as many generations under way as it may.` };
  return error;
}

/** Whether a failure means that this generation is not there. */
export const isGone = (cause: unknown): boolean => cause instanceof ProviderFailure && cause.error.kind === 'model_unavailable';

/** Whether a failure means that an address of a result is closed. */
export const isClosed = (cause: unknown): boolean =>
  cause instanceof ProviderFailure &&
  (cause.error.kind === 'output_expired' || cause.error.kind === 'auth' || cause.error.kind === 'forbidden');
