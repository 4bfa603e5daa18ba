/** Talks to fal's own addresses with the person's key, and to nobody else with it. */
import type { ProviderConnection } from '../provider.ts';
import type { TransportAnswer, TransportRequest } from '../transport/transport.ts';
import { failed, falFailure } from './failures.ts';

/** fal's queue as it names itself in its answers, also when a person reaches it through another address. */
const STANDARD_QUEUE = 'https://queue.fal.run';

export type FalCall = Pick<TransportRequest, 'kind' | 'method' | 'deadlineMs' | 'attempts' | 'signal'> & {
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
  stage?: 'ask' | 'result';
};

/**
 * One call with the key.
 * @param call.url must be at one of the configured addresses; `queueUrl` makes sure of it for what the service returned
 */
export async function callFal(connection: ProviderConnection, call: FalCall): Promise<TransportAnswer> {
  const key = await connection.key('key');
  if (key === null || key.trim() === '') throw failed('auth', 'There is no key for fal.ai.');
  try {
    return await connection.transport.send({
      kind: call.kind,
      method: call.method,
      url: call.url,
      headers: {
        accept: 'application/json',
        ...call.headers,
        authorization: `Key ${key.trim()}`,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      deadlineMs: call.deadlineMs,
      attempts: call.attempts,
      signal: call.signal,
    });
  } catch (cause) {
    throw falFailure(cause, key.trim(), call.stage);
  }
}

/**
 * Where to ask about a job: the address that fal returned, if it is the queue's own.
 *
 * The key travels with every question, so an address elsewhere is not asked. fal names its standard host even when a
 * person reaches it through an address of their own; then the same path at that address is meant.
 *
 * @throws ProviderFailure provider_failed when the address belongs to somebody else
 */
export function queueUrl(connection: Pick<ProviderConnection, 'address'>, returned: string): string {
  const own = new URL(connection.address('queue'));
  let url: URL | null = null;
  try {
    url = new URL(returned);
  } catch {
    // Answered below.
  }
  if (url !== null && url.username === '' && url.password === '') {
    if (url.origin === own.origin) return `${url.origin}${url.pathname}`;
    if (url.origin === STANDARD_QUEUE) return `${own.origin}${own.pathname.replace(/\/+$/, '')}${url.pathname}`;
  }
  throw failed(
    'provider_failed',
    `fal.ai names another server for this job (${url === null ? 'no valid address' : url.host}) than the queue address in the settings (${own.host}). The key was not sent there. If fal.ai has moved, change the queue address and run the film again; the job is kept.`,
  );
}

/** `fal-ai/kling-video/v3/pro/image-to-video`: an owner, an app and the way into it. */
const ENDPOINT = /^[\w-]+\/[\w.-]+(\/[\w.-]+)*$/;

/** The endpoint's address at the queue. Only a person's own description can hold a name that is none. */
export function endpointUrl(connection: Pick<ProviderConnection, 'address'>, remoteId: string): string {
  if (!ENDPOINT.test(remoteId) || remoteId.split('/').includes('..'))
    throw failed('invalid_input', `“${remoteId.slice(0, 100)}” is not the name of a fal.ai model. Names look like fal-ai/flux/schnell.`);
  return `${connection.address('queue')}/${remoteId}`;
}
