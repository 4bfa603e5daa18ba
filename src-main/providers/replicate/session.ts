/** One operation with Replicate's own client library, made safe. */
import Replicate from 'replicate';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { guardedFetch, unwrapFailure } from '../transport/guarded-fetch.ts';
import type { RequestKind } from '../transport/retry.ts';

interface Operation {
  kind: RequestKind;
  /** Milliseconds for one attempt; a minute when left out. */
  deadlineMs?: number;
  signal: AbortSignal;
}

/**
 * Runs one request of the client library.
 *
 * The library repeats paid creates after a broken connection, without a pause, and has no deadline; so every operation
 * gets a fresh client whose `fetch` sends once, by our rules. A fresh client also means that the key is not kept.
 *
 * @throws ProviderFailure
 */
export async function withReplicate<T>(
  connection: ProviderConnection,
  operation: Operation,
  ask: (client: Replicate) => Promise<T>,
): Promise<T> {
  const auth = await connection.key('token');
  // Without one, the library would look for a key in the environment by itself.
  if (auth === null || auth === '')
    throw new ProviderFailure(providerError('auth', 'There is no API token for Replicate, so nothing was sent.'));
  const send = guardedFetch(connection.transport, {
    kind: operation.kind,
    deadlineMs: operation.deadlineMs ?? 60_000,
    attempts: 4,
    signal: operation.signal,
  });
  try {
    return await ask(new Replicate({ auth, baseUrl: connection.address('api'), userAgent: 'heroframe', fetch: send }));
  } catch (error) {
    throw unwrapFailure(error, operation.kind, send);
  }
}

/** Ids come from answers and stored rows and go into paths. */
export function checkedId(id: string): string {
  if (!/^[\w-]{1,100}$/.test(id))
    throw new ProviderFailure(providerError('provider_failed', 'This is not the id of a prediction at Replicate.'));
  return id;
}

/** Where predictions of a model are made: `owner/name`, a fixed version of it, or a deployment. */
export interface ModelAddress {
  owner: string;
  name: string;
  /** 64 hexadecimal digits; null for the current one. */
  version: string | null;
  /** `owner/name` of a deployment; null without. */
  deployment: { owner: string; name: string } | null;
}

/**
 * Reads a model's address from its remote id (`owner/name` or `owner/name:version`) and its options.
 * @throws ProviderFailure `invalid_input` for anything else, because it goes into a path
 */
export function modelAddress(remoteId: string, options: Record<string, unknown> = {}): ModelAddress {
  const [model = '', pinned] = remoteId.split(':');
  const version = typeof options['version'] === 'string' ? (options['version'].split(':').at(-1) ?? '') : (pinned ?? null);
  const deployment = typeof options['deployment'] === 'string' ? ownerAndName(options['deployment']) : null;
  if (version !== null && !/^\w{1,64}$/.test(version))
    throw new ProviderFailure(providerError('invalid_input', `“${version.slice(0, 80)}” is not a version of a model at Replicate.`));
  return { ...ownerAndName(model), version, deployment };
}

function ownerAndName(text: string): { owner: string; name: string } {
  const match = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(text);
  const [, owner, name] = match ?? [];
  if (owner === undefined || name === undefined || /^\.+$/.test(owner) || /^\.+$/.test(name))
    throw new ProviderFailure(
      providerError('invalid_input', `“${text.slice(0, 80)}” is not a model at Replicate; it should look like “owner/name”.`),
    );
  return { owner, name };
}
