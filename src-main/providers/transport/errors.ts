/** Turns what HTTP and sockets report into the provider errors of our own vocabulary (`adapter.ts`). */
import type { ProviderError, ProviderErrorKind } from '../adapter.ts';

/**
 * Socket and TLS failures that happen before a single byte of the request has
 * left: the provider cannot have seen it, so it may be sent again.
 *
 * `ECONNRESET` and undici's `UND_ERR_SOCKET` are deliberately absent: they also
 * occur after the provider has recorded a job.
 */
const BEFORE_SEND_CODES: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_INVALID_URL',
]);

/** Builds a ProviderError; everything optional defaults to "nothing known". */
export function providerError(kind: ProviderErrorKind, message: string, extra: Partial<ProviderError> = {}): ProviderError {
  return { kind, message, retryAfterMs: null, fields: [], raw: null, ...extra };
}

/** Carries a ProviderError out of adapters; the job runner turns it into a row's state. */
export class ProviderFailure extends Error {
  readonly error: ProviderError;
  constructor(error: ProviderError, options?: { cause?: unknown }) {
    super(error.message, options);
    this.name = 'ProviderFailure';
    this.error = error;
  }
}

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  // Happy-eyeballs connects report an AggregateError with one cause per address.
  const queue: unknown[] = [error];
  for (let steps = 0; queue.length > 0 && steps < 20; steps++) {
    const current = queue.shift();
    if (typeof current !== 'object' || current === null) continue;
    if ('code' in current && typeof current.code === 'string') codes.push(current.code);
    if ('cause' in current) queue.push(current.cause);
    if ('errors' in current && Array.isArray(current.errors)) queue.push(...current.errors);
  }
  return codes;
}

/** Whether a thrown fetch error proves that nothing was sent. Unknown errors count as sent. */
export function nothingWasSent(error: unknown): boolean {
  const codes = codesOf(error);
  return codes.length > 0 && codes.every((code) => BEFORE_SEND_CODES.has(code));
}

/** Classifies an exception thrown by `fetch` or while reading a body. */
export function classifyThrown(error: unknown): ProviderError {
  const codes = codesOf(error).join(', ') || (error instanceof Error ? error.message : String(error));
  return nothingWasSent(error)
    ? providerError('network_before_send', `The provider could not be reached (${codes}). Nothing was sent.`)
    : providerError('network_after_send', `The connection broke before an answer arrived (${codes}).`);
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null) return '';
  for (const key of ['detail', 'message', 'error', 'title']) {
    const value = (body as Record<string, unknown>)[key];
    if (typeof value === 'string' && value.length > 0) return value;
    if (typeof value === 'object' && value !== null) {
      const inner = textOf(value);
      if (inner.length > 0) return inner;
    }
  }
  return '';
}

function codeOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const record = body as Record<string, unknown>;
  const inner = record['error'];
  const source = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : record;
  return [source['code'], source['type']].filter((part) => typeof part === 'string').join(' ');
}

/** Field errors in the shapes FastAPI (`detail: [{loc, msg}]`) and RFC 7807 (`invalid_fields`) send. */
function fieldsOf(body: unknown): { path: string; message: string }[] {
  if (typeof body !== 'object' || body === null) return [];
  const record = body as Record<string, unknown>;
  const list = [record['detail'], record['invalid_fields'], record['issues']].find((candidate) => Array.isArray(candidate));
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const item = entry as Record<string, unknown>;
    const where = Array.isArray(item['loc']) ? item['loc'].join('.') : (item['field'] ?? item['path'] ?? '');
    const message = item['msg'] ?? item['description'] ?? item['message'];
    return [{ path: typeof where === 'string' ? where : '', message: typeof message === 'string' ? message : '' }];
  });
}

/**
 * Classifies an HTTP error answer.
 *
 * @param status HTTP status ≥ 400
 * @param body parsed JSON body, or the text when it was not JSON
 * @param retryAfterMs what the provider asked us to wait, or null
 */
export function classifyStatus(status: number, body: unknown, retryAfterMs: number | null): ProviderError {
  const text = textOf(body);
  const code = codeOf(body);
  const said = text.length > 0 ? ` It said: ${text.slice(0, 300)}` : '';
  const extra = { retryAfterMs, raw: body, fields: fieldsOf(body) };
  const of = (kind: ProviderErrorKind, message: string): ProviderError => providerError(kind, message + said, extra);
  if (
    /insufficient_quota|billing|\bcredits?\b|insufficient_credit|\blocked\b|\bpayment\b/i.test(
      // A 429 that says when to come back is no empty account, even where its text speaks of billing.
      `${code} ${status === 403 || (status === 429 && retryAfterMs === null) ? text : ''}`,
    ) ||
    status === 402
  )
    return of('insufficient_credit', 'The account at the provider has no credit left.');
  switch (status) {
    case 401:
      return of('auth', 'The provider did not accept the key.');
    case 403:
      return of('forbidden', 'The provider does not allow this account to do that.');
    case 404:
      return of('model_unavailable', 'The provider does not know this model or job.');
    case 408:
    case 504:
      return of('timeout_queue', 'The provider took too long to answer.');
    case 429:
      return of(/concurren/i.test(`${text} ${code}`) ? 'concurrency_limited' : 'rate_limited', 'The provider asks us to slow down.');
    case 400:
    case 413:
    case 415:
    case 422:
      return of(
        /moderat|safety|nsfw|policy|flagged/i.test(`${text} ${code}`) ? 'moderated_input' : 'invalid_input',
        'The provider refused the request as it stands.',
      );
    case 503:
    case 529:
      return of('provider_overloaded', 'The provider is overloaded.');
    default:
      return of('provider_failed', `The provider answered with status ${status}.`);
  }
}
