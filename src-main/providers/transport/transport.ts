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
import type { ProviderError } from '../adapter.ts';
import { ProviderFailure, classifyStatus, classifyThrown, providerError } from './errors.ts';
import { backoffMs, mayRetry, retryAfterMs, type RequestKind } from './retry.ts';
import { checkSendable, withoutSecrets } from './secrecy.ts';

export interface TransportOptions {
  fetch?: typeof globalThis.fetch;
  now?: () => number;
  random?: () => number;
  /** Replaced in tests so that back-off does not take real time. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Waited for before every attempt of `send`, repeats included; what it throws ends the request, and nothing was sent. */
  beforeAttempt?: (request: TransportRequest, signal: AbortSignal) => Promise<void>;
  /**
   * Hears of every error answer (status ≥ 400) of `send`. True: `beforeAttempt` does the waiting, so that there is no
   * back-off here and a declined attempt does not count.
   */
  afterRefusal?: (error: ProviderError, request: TransportRequest) => boolean;
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
  /** The answer's exact bytes are wanted too, up to 64 MB, e.g. spoken audio. */
  binary?: boolean;
}

export interface TransportAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON, or the text when it is not JSON; null for sound, pictures and the like when `binary` was asked for. */
  body: unknown;
  /** The bytes as they came, decoded; only when `binary` was asked for. */
  bytes?: Uint8Array;
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
/** Answers that may hold a picture or a voice. Bytes. */
const MAX_BINARY_BYTES = 64 * 1024 * 1024;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 10;
/** A create that was declined this often is not going to be taken. */
const MAX_DECLINED = 40;
const BINARY_TYPE = /^(audio|image|video)\/|^application\/octet-stream/i;

export function createTransport(options: TransportOptions = {}): Transport {
  const doFetch = options.fetch ?? globalThis.fetch;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const pause = options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal }).then(() => undefined));

  /** @param once calls what it is given when the first byte may leave */
  async function withRetries<T>(
    kind: RequestKind,
    attempts: number,
    signal: AbortSignal,
    once: (sending: () => void) => Promise<T>,
  ): Promise<T> {
    let declined = 0;
    for (let attempt = 1; ; attempt++) {
      // Attempts before this one were declined or never left, or there would be no further one.
      let sent = false;
      try {
        return await once(() => {
          sent = true;
        });
      } catch (cause) {
        if (signal.aborted) throw canceled(!sent);
        if (!(cause instanceof AttemptFailure)) throw cause;
        if (cause.waitsElsewhere && attempts > 1 && declined < MAX_DECLINED && mayRetry(kind, cause)) {
          declined += 1;
          attempt -= 1;
          continue;
        }
        if (attempt >= attempts || !mayRetry(kind, cause)) throw new ProviderFailure(cause.error, { cause });
        await pause(backoffMs(attempt, cause.error.retryAfterMs, random), signal).catch(() => {
          throw canceled(true);
        });
      }
    }
  }

  async function attempt(request: TransportRequest, deadline: AbortSignal, sending: () => void): Promise<Response> {
    const signal = AbortSignal.any([request.signal, deadline]);
    checkSendable(request.headers ?? {});
    sending();
    try {
      if (request.kind === 'read' && request.method === 'GET') return await followed(request, signal);
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

  /** Follows redirects by hand: `fetch` drops `Authorization` on the way to another host, but not keys in headers of other names. */
  async function followed(request: TransportRequest, signal: AbortSignal): Promise<Response> {
    let { url, headers = {} } = request;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const response = await doFetch(url, { method: 'GET', headers, signal, redirect: 'manual' });
      const target = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
      if (target === null) return response;
      await response.body?.cancel();
      const next = new URL(target, url);
      if (next.origin !== new URL(url).origin) headers = {};
      url = next.href;
    }
    throw new Error('too many redirects');
  }

  function thrown(error: unknown, outer: AbortSignal, deadline: AbortSignal): unknown {
    if (outer.aborted) return canceled(false);
    // Our own deadline fired while bytes were in flight: the provider may have them.
    if (deadline.aborted)
      return new AttemptFailure(providerError('network_after_send', 'The provider did not answer within the time allowed.'), null, false);
    return new AttemptFailure(classifyThrown(error), null, false);
  }

  return {
    send: (request) =>
      withRetries(request.kind, request.attempts, request.signal, async (sending) => {
        await options.beforeAttempt?.(request, request.signal);
        const deadline = AbortSignal.timeout(request.deadlineMs);
        const response = await attempt(request, deadline, sending);
        const bytes = await readBytes(response, request.binary === true ? MAX_BINARY_BYTES : MAX_JSON_BYTES).catch((error: unknown) => {
          throw thrown(error, request.signal, deadline);
        });
        const isMedia = request.binary === true && BINARY_TYPE.test(response.headers.get('content-type') ?? '');
        const said = isMedia ? '' : bytes.toString('utf8');
        const text = response.status >= 400 ? withoutSecrets(said, request.headers ?? {}) : said;
        const parsed = parseJson(text);
        const body = parsed.ok ? parsed.value : isMedia ? null : text;
        if (response.status >= 400) {
          const error = classifyStatus(response.status, body, retryAfterMs(response.headers, body, now()));
          // A gateway error without JSON after a paid create leaves open whether the job exists.
          const ambiguous = request.kind === 'paid-create' && response.status >= 500 && !parsed.ok;
          const told = ambiguous ? { ...error, kind: 'network_after_send' as const } : error;
          throw new AttemptFailure(told, response.status, parsed.ok, options.afterRefusal?.(told, request));
        }
        if (!parsed.ok && text.length > 0 && /json/i.test(response.headers.get('content-type') ?? ''))
          throw new AttemptFailure(providerError('network_after_send', 'The answer of the provider was cut off.'), null, false);
        return { status: response.status, headers: response.headers, body, ...(request.binary === true ? { bytes } : {}) };
      }),

    download: (request) =>
      withRetries('read', request.attempts, request.signal, async (sending) => {
        const deadline = AbortSignal.timeout(request.deadlineMs);
        const response = await attempt({ ...request, kind: 'read', method: 'GET' }, deadline, sending);
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
        // What announces itself as too large need not be begun.
        if (expected > request.maxBytes) {
          await response.body?.cancel();
          throw new ProviderFailure(tooLarge(request.maxBytes));
        }
        let bytes = 0;
        const guard = new Transform({
          transform(chunk: Buffer, _encoding, next) {
            bytes += chunk.length;
            next(bytes > request.maxBytes ? new ProviderFailure(tooLarge(request.maxBytes)) : null, chunk);
          },
        });
        try {
          if (response.body === null) throw new ProviderFailure(providerError('provider_failed', 'The provider sent an empty result.'));
          const source = Readable.from(response.body, { objectMode: false });
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

const tooLarge = (maxBytes: number): ReturnType<typeof providerError> =>
  providerError('provider_failed', `The result is larger than ${Math.round(maxBytes / 2 ** 20)} MB, so it was not fetched.`);

/** One failed attempt with what the retry rule needs to know about it. */
class AttemptFailure extends Error {
  readonly error: ReturnType<typeof providerError>;
  readonly status: number | null;
  readonly jsonBody: boolean;
  readonly waitsElsewhere: boolean;
  constructor(error: ReturnType<typeof providerError>, status: number | null, jsonBody: boolean, waitsElsewhere = false) {
    super(error.message);
    this.error = error;
    this.status = status;
    this.jsonBody = jsonBody;
    this.waitsElsewhere = waitsElsewhere;
  }
}

const isFileError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'ENOENT'].includes(String(error.code));

/** @param nothingSent surely no request of this call has reached the provider without being declined */
const canceled = (nothingSent: boolean): ProviderFailure =>
  new ProviderFailure(providerError('canceled', 'Canceled.', nothingSent ? { nothingSent } : {}));

async function readBytes(response: Response, maxBytes: number): Promise<Buffer> {
  if (response.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error('The answer is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
