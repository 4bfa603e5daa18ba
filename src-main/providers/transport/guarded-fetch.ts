/**
 * A `fetch` for client libraries that does not let them pay twice.
 *
 * Libraries repeat requests on their own after errors, some of them paid ones after a broken connection. This fetch
 * does one request through the transport, with our rules, and makes its outcome final: whoever calls again gets the
 * same answer or the same failure, and nothing is sent.
 */
import { ProviderFailure, providerError } from './errors.ts';
import type { RequestKind } from './retry.ts';
import type { Transport, TransportRequest } from './transport.ts';

export interface GuardedRequest {
  kind: RequestKind;
  /** Milliseconds for one attempt. */
  deadlineMs: number;
  /** How often the transport may try, by its own rules, including the first time. */
  attempts: number;
  signal: AbortSignal;
}

/** Headers that describe the bytes on the wire; the answer holds them decoded and whole. */
const WIRE_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding', 'connection'];

/**
 * One request's `fetch`. Make a new one for every operation of a library.
 *
 * Answers arrive whole (no streaming), with the exact bytes, up to 64 MB. Bodies may be text, bytes, a form or a blob.
 *
 * @returns a fetch that throws ProviderFailure for everything that is no 2xx or 3xx answer; libraries wrap it, so
 * catch with `unwrapFailure`
 */
export function guardedFetch(transport: Transport, guarded: GuardedRequest): typeof globalThis.fetch {
  let outcome: { what: string; answer: Promise<() => Response> } | null = null;
  const guard: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    const what = `${method} ${url}`;
    outcome ??= { what, answer: sendOnce(transport, guarded, { method, url, input, init }) };
    if (outcome.what !== what)
      throw new ProviderFailure(
        providerError('provider_failed', 'The client library asked for more than one thing in one step, which is not allowed.'),
      );
    try {
      const make = await outcome.answer;
      return make();
    } catch (error) {
      if (error instanceof ProviderFailure) failures.set(guard, error);
      throw error;
    }
  };
  return guard;
}

/** How each guarded fetch ended, for libraries that throw away the cause of their errors. */
const failures = new WeakMap<typeof globalThis.fetch, ProviderFailure>();

async function sendOnce(
  transport: Transport,
  guarded: GuardedRequest,
  asked: { method: string; url: string; input: Parameters<typeof fetch>[0]; init: RequestInit | undefined },
): Promise<() => Response> {
  const request = asked.input instanceof Request ? asked.input : null;
  const signals = [guarded.signal, asked.init?.signal, request?.signal].filter((signal) => signal !== null && signal !== undefined);
  const body = await bodyOf(asked.init?.body ?? null, request);
  const headers = new Headers(asked.init?.headers ?? request?.headers);
  // The boundary is only known when the form is written out.
  if (body instanceof FormData) headers.delete('content-type');
  else if (body instanceof Uint8Array && !headers.has('content-type') && asked.init?.body instanceof Blob && asked.init.body.type !== '')
    headers.set('content-type', asked.init.body.type);
  const answer = await transport.send({
    kind: guarded.kind,
    method: methodOf(asked.method),
    url: asked.url,
    headers: Object.fromEntries(headers),
    ...(body === null ? {} : { body }),
    deadlineMs: guarded.deadlineMs,
    attempts: guarded.attempts,
    signal: AbortSignal.any(signals),
    binary: true,
  });
  const kept = new Headers(answer.headers);
  for (const name of WIRE_HEADERS) kept.delete(name);
  // A Response's body can be read once; every caller gets its own.
  const bodiless = answer.status === 204 || answer.status === 205 || answer.status === 304;
  return () => new Response(bodiless ? null : new Uint8Array(answer.bytes ?? []), { status: answer.status, headers: new Headers(kept) });
}

function methodOf(method: string): TransportRequest['method'] {
  switch (method) {
    case 'GET':
    case 'POST':
    case 'PUT':
    case 'DELETE':
      return method;
    default:
      throw new ProviderFailure(
        providerError('provider_failed', `The client library used a method that is not allowed here (${method.slice(0, 12)}).`),
      );
  }
}

/** Only what can be sent a second time unchanged, because the transport may try again. */
async function bodyOf(body: RequestInit['body'] | null, request: Request | null): Promise<string | Uint8Array | FormData | null> {
  if (body === null || body === undefined) {
    if (request === null || request.body === null) return null;
    return new Uint8Array(await request.clone().arrayBuffer());
  }
  if (typeof body === 'string' || body instanceof FormData) return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof Blob) return new Uint8Array(await body.arrayBuffer());
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new ProviderFailure(providerError('provider_failed', 'The client library wanted to send a stream, which cannot be sent safely.'));
}

/**
 * The provider's failure inside a library's error.
 *
 * Errors that are not ours keep only their name: their message, request and response may hold keys.
 *
 * @param kind `paid-create`: an error that is not ours comes after the provider was asked, so nobody knows whether the
 * job exists (`network_after_send`); otherwise `provider_failed`
 * @param guard the guarded fetch that the library used: its failure counts when the library's error has lost it
 */
export function unwrapFailure(error: unknown, kind: RequestKind = 'read', guard?: typeof globalThis.fetch): ProviderFailure {
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  while (queue.length > 0 && seen.size < 20) {
    const current = queue.shift();
    if (typeof current !== 'object' || current === null || seen.has(current)) continue;
    seen.add(current);
    if (current instanceof ProviderFailure) return current;
    if ('cause' in current) queue.push(current.cause);
    if ('errors' in current && Array.isArray(current.errors)) queue.push(...(current.errors as unknown[]));
  }
  const kept = guard === undefined ? undefined : failures.get(guard);
  if (kept !== undefined) return kept;
  const name = error instanceof Error ? error.name.slice(0, 60) : 'an unknown error';
  if (name === 'AbortError') return new ProviderFailure(providerError('canceled', 'Canceled.'));
  return new ProviderFailure(
    kind === 'paid-create'
      ? providerError(
          'network_after_send',
          `The provider's answer could not be understood (${name}), so it is not known whether the job was started.`,
        )
      : providerError('provider_failed', `The provider's answer could not be understood (${name}).`),
  );
}
