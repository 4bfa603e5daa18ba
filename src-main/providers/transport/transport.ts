/**
 * The one way out to the network for anything that may cost money.
 *
 * `fetch` with a deadline, an AbortSignal, classified errors, and retries that can never pay twice.
 * Headers (which hold keys) are never part of an error, a log line or a stored row.
 */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderFailure, classifyStatus, classifyThrown, providerError } from './errors.ts';
import { backoffMs, mayRetry, retryAfterMs, type RequestKind } from './retry.ts';

export interface TransportOptions {
  fetch?: typeof globalThis.fetch;
  now?: () => number;
  random?: () => number;
  /** Replaced in tests so that back-off does not take real time. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface TransportRequest {
  kind: RequestKind;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FormData;
  /** Milliseconds for one attempt, from sending to the last byte of the answer. */
  deadlineMs: number;
  /** How often it may be tried in all, including the first time. */
  attempts: number;
  signal: AbortSignal;
}

export interface TransportAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON, or the text when it is not JSON. */
  body: unknown;
}

export interface Transport {
  /** Sends a request. Throws ProviderFailure; `network_after_send` on a paid create means "ask before sending again". */
  send(request: TransportRequest): Promise<TransportAnswer>;
  /** Downloads to `file`; refuses empty, truncated, oversized and wrongly typed answers and leaves nothing half written. */
  download(request: {
    url: string;
    headers?: Record<string, string>;
    file: string;
    maxBytes: number;
    accept: RegExp;
    deadlineMs: number;
    attempts: number;
    signal: AbortSignal;
  }): Promise<{ bytes: number; mime: string }>;
}

/** JSON answers larger than this are not answers. Bytes. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

export function createTransport(options: TransportOptions = {}): Transport {
  const doFetch = options.fetch ?? globalThis.fetch;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const pause = options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal }).then(() => undefined));

  async function withRetries<T>(kind: RequestKind, attempts: number, signal: AbortSignal, once: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once();
      } catch (cause) {
        if (signal.aborted) throw canceled();
        if (!(cause instanceof AttemptFailure)) throw cause;
        if (attempt >= attempts || !mayRetry(kind, cause)) throw new ProviderFailure(cause.error, { cause });
        await pause(backoffMs(attempt, cause.error.retryAfterMs, random), signal).catch(() => {
          throw canceled();
        });
      }
    }
  }

  async function attempt(request: TransportRequest, deadline: AbortSignal): Promise<Response> {
    const signal = AbortSignal.any([request.signal, deadline]);
    try {
      return await doFetch(request.url, {
        method: request.method,
        headers: request.headers ?? {},
        signal,
        redirect: request.kind === 'paid-create' ? 'error' : 'follow',
        ...(request.body === undefined ? {} : { body: request.body as NonNullable<RequestInit['body']> }),
      });
    } catch (error) {
      throw thrown(error, request.signal, deadline);
    }
  }

  function thrown(error: unknown, outer: AbortSignal, deadline: AbortSignal): unknown {
    if (outer.aborted) return canceled();
    // Our own deadline fired while bytes were in flight: the provider may have them.
    if (deadline.aborted)
      return new AttemptFailure(providerError('network_after_send', 'The provider did not answer within the time allowed.'), null, false);
    return new AttemptFailure(classifyThrown(error), null, false);
  }

  return {
    send: (request) =>
      withRetries(request.kind, request.attempts, request.signal, async () => {
        const deadline = AbortSignal.timeout(request.deadlineMs);
        const response = await attempt(request, deadline);
        const text = await readText(response).catch((error: unknown) => {
          throw thrown(error, request.signal, deadline);
        });
        const parsed = parseJson(text);
        const body = parsed.ok ? parsed.value : text;
        if (response.status >= 400) {
          const error = classifyStatus(response.status, body, retryAfterMs(response.headers, body, now()));
          // A gateway error without JSON after a paid create leaves open whether the job exists.
          const ambiguous = request.kind === 'paid-create' && response.status >= 500 && !parsed.ok;
          throw new AttemptFailure(ambiguous ? { ...error, kind: 'network_after_send' } : error, response.status, parsed.ok);
        }
        if (!parsed.ok && text.length > 0 && /json/i.test(response.headers.get('content-type') ?? ''))
          throw new AttemptFailure(providerError('network_after_send', 'The answer of the provider was cut off.'), null, false);
        return { status: response.status, headers: response.headers, body };
      }),

    download: (request) =>
      withRetries('read', request.attempts, request.signal, async () => {
        const deadline = AbortSignal.timeout(request.deadlineMs);
        const response = await attempt({ ...request, kind: 'read', method: 'GET' }, deadline);
        if (response.status >= 400) {
          await response.body?.cancel();
          const gone = response.status === 403 || response.status === 404 || response.status === 410;
          throw new AttemptFailure(
            gone
              ? providerError('output_expired', 'The provider no longer has this result.')
              : classifyStatus(response.status, null, retryAfterMs(response.headers, null, now())),
            response.status,
            false,
          );
        }
        const mime = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
        if (!request.accept.test(mime)) {
          await response.body?.cancel();
          throw new ProviderFailure(
            providerError(
              'provider_failed',
              `The provider sent “${mime || 'something without a type'}” where a picture or clip was expected.`,
            ),
          );
        }
        const expected = Number(response.headers.get('content-length') ?? Number.NaN);
        let bytes = 0;
        const guard = new Transform({
          transform(chunk: Buffer, _encoding, next) {
            bytes += chunk.length;
            next(
              bytes > request.maxBytes
                ? new ProviderFailure(providerError('provider_failed', `The result is larger than ${request.maxBytes} bytes.`))
                : null,
              chunk,
            );
          },
        });
        try {
          if (response.body === null) throw new ProviderFailure(providerError('provider_failed', 'The provider sent an empty result.'));
          const source = Readable.fromWeb(response.body);
          await pipeline(source, guard, createWriteStream(request.file), { signal: AbortSignal.any([request.signal, deadline]) });
        } catch (error) {
          await rm(request.file, { force: true });
          // A full disk is ours to report, not the network's.
          if (error instanceof ProviderFailure || isFileError(error)) throw error;
          throw thrown(error, request.signal, deadline);
        }
        if (bytes === 0 || (Number.isFinite(expected) && response.headers.get('content-encoding') === null && bytes !== expected)) {
          await rm(request.file, { force: true });
          throw new AttemptFailure(
            providerError('network_after_send', bytes === 0 ? 'The provider sent an empty result.' : 'The result was cut off on the way.'),
            null,
            false,
          );
        }
        return { bytes, mime };
      }),
  };
}

/** One failed attempt with what the retry rule needs to know about it. */
class AttemptFailure extends Error {
  readonly error: ReturnType<typeof providerError>;
  readonly status: number | null;
  readonly jsonBody: boolean;
  constructor(error: ReturnType<typeof providerError>, status: number | null, jsonBody: boolean) {
    super(error.message);
    this.error = error;
    this.status = status;
    this.jsonBody = jsonBody;
  }
}

const isFileError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'ENOENT'].includes(String(error.code));

const canceled = (): ProviderFailure => new ProviderFailure(providerError('canceled', 'Canceled.'));

async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MAX_JSON_BYTES) throw new Error('The answer is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
