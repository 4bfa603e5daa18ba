/**
 * One operation with the OpenAI client library, made safe: it repeats nothing by itself, reads no variables of its
 * own, tells nothing about this computer, and reaches the network only through the guarded fetch.
 */
import { OpenAI } from 'openai';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { guardedFetch, unwrapFailure } from '../transport/guarded-fetch.ts';
import type { RequestKind } from '../transport/retry.ts';

/** A server that speaks like OpenAI. */
export interface Endpoint {
  connection: ProviderConnection;
  /** Ids of the address and the key in the provider's definition. */
  addressId: string;
  /** Null when the server knows no keys. */
  keyId: string | null;
  /** Nothing is asked without a key. */
  keyRequired: boolean;
  /** For messages. */
  label: string;
}

export interface Operation {
  kind: RequestKind;
  /** Milliseconds for one attempt. */
  deadlineMs: number;
  attempts: number;
  signal: AbortSignal;
}

/** The transport's deadline counts; the library's must never fire first, or a lost answer would look like a canceled one. */
const NEVER = 24 * 60 * 60 * 1000;
/** What the library says about this computer. */
const TELLING_HEADERS = [
  ...['lang', 'package-version', 'os', 'arch', 'runtime', 'runtime-version', 'retry-count', 'timeout'].map((name) => `x-stainless-${name}`),
  'openai-organization',
  'openai-project',
];

/**
 * Runs one operation. A client of its own per operation: the guarded fetch makes the outcome of its request final.
 *
 * @throws ProviderFailure
 */
export async function withOpenAi<T>(endpoint: Endpoint, operation: Operation, work: (client: OpenAI) => Promise<T>): Promise<T> {
  const { connection } = endpoint;
  const key = endpoint.keyId === null ? null : await connection.key(endpoint.keyId);
  if (key === null && endpoint.keyRequired)
    throw new ProviderFailure(providerError('auth', `There is no key for ${endpoint.label}, so nothing was sent.`));
  const guarded = guardedFetch(connection.transport, operation);
  try {
    const client = new OpenAI({
      // The library insists on one; servers without keys never see it.
      apiKey: key ?? 'none',
      baseURL: baseOf(endpoint),
      maxRetries: 0,
      timeout: NEVER,
      logLevel: 'off',
      // Undefined would make it read variables that were meant for other programs.
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      defaultHeaders: {
        ...Object.fromEntries(TELLING_HEADERS.map((name) => [name, null])),
        'user-agent': 'Heroframe',
        ...(key === null ? { authorization: null } : {}),
      },
      // Before a form the library tries the fetch on an empty data address, to see which `Response` it makes.
      fetch: (input, init) => (input === 'data:,' ? Promise.resolve(new Response('')) : guarded(input, init)),
    });
    return await work(client);
  } catch (error) {
    if (operation.signal.aborted) throw new ProviderFailure(providerError('canceled', 'Canceled.'));
    throw unwrapFailure(error, operation.kind);
  }
}

/**
 * The server's base URL; where people wrote only the machine and the port, the version that every such server has is
 * added. A name and a password in it are left out: they could not be sent, and must not be shown or remembered.
 */
export function baseOf(endpoint: Endpoint): string {
  const address = endpoint.connection.address(endpoint.addressId).replace(/^(https?:\/\/)[^/@]*@/iu, '$1');
  return /^https?:\/\/[^/]+$/iu.test(address) ? `${address}/v1` : address;
}

/** The address of the server without the version at its end, where its own paths begin. */
export const rootOf = (endpoint: Endpoint): string => baseOf(endpoint).replace(/\/v\d+$/u, '');

/**
 * One plain JSON request to a path that the library does not know.
 *
 * @param url full address at the same server; the key goes nowhere else
 */
export async function askDirectly(
  endpoint: Endpoint,
  operation: Operation,
  request: { method: 'GET' | 'POST'; url: string; body?: unknown },
): Promise<unknown> {
  const key = endpoint.keyId === null ? null : await endpoint.connection.key(endpoint.keyId);
  if (key === null && endpoint.keyRequired)
    throw new ProviderFailure(providerError('auth', `There is no key for ${endpoint.label}, so nothing was sent.`));
  const own = new URL(baseOf(endpoint)).origin;
  if (new URL(request.url).origin !== own)
    throw new ProviderFailure(providerError('provider_failed', `${endpoint.label} was to be asked at an address that is not its own.`));
  const answer = await endpoint.connection.transport.send({
    ...operation,
    method: request.method,
    url: request.url,
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  return answer.body;
}
