/** Google's errors, `{error: {code, message, status, details}}`, in our words. */
import type { ProviderError, ProviderErrorKind } from '../adapter.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
export const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const MODERATED = /safety|policy|policies|responsible ai|sensitive|prohibited|celebrit|violat|usage guidelines/i;

/** Canonical names of Google's numeric codes, for operations that give only the number. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'CANCELLED',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED',
};

function kindOf(status: string, message: string, details: readonly Json[]): [ProviderErrorKind, string] | null {
  const reasons = details.map((detail) => textIn(detail['reason']));
  const quotas = details
    .flatMap((detail) => listIn(detail['violations']).filter(isObject))
    .map((violation) => textIn(violation['quotaId']));
  if (reasons.includes('API_KEY_INVALID') || status === 'UNAUTHENTICATED') return ['auth', 'Google did not accept the key.'];
  switch (status) {
    case 'RESOURCE_EXHAUSTED':
      if (quotas.some((quota) => /PerDay/i.test(quota)))
        return ['insufficient_credit', "Today's quota at Google is used up; it is filled again at midnight Pacific time."];
      if (details.some((detail) => 'retryDelay' in detail)) return ['rate_limited', 'Google asks us to slow down.'];
      return /billing|credit|prepay/i.test(message)
        ? ['insufficient_credit', 'The account at Google has no quota or credit left.']
        : ['rate_limited', 'Google asks us to slow down.'];
    case 'FAILED_PRECONDITION':
      return /billing/i.test(message)
        ? ['insufficient_credit', 'Google wants billing to be set up for this key.']
        : ['forbidden', 'Google does not allow this with this account or from this place.'];
    case 'PERMISSION_DENIED':
      return ['forbidden', 'Google does not allow this key to do that.'];
    case 'NOT_FOUND':
      return ['model_unavailable', 'Google does not know this model or operation.'];
    case 'INVALID_ARGUMENT':
      return MODERATED.test(message)
        ? ['moderated_input', "Google's safety filter refused the request."]
        : ['invalid_input', 'Google refused the request as it stands.'];
    case 'UNAVAILABLE':
      return ['provider_overloaded', 'Google is overloaded.'];
    case 'DEADLINE_EXCEEDED':
      return ['timeout_run', 'Google did not finish in time.'];
    case 'CANCELLED':
      return ['canceled', 'Google stopped the operation.'];
    case 'INTERNAL':
      return ['provider_failed', 'Google had an error of its own.'];
    default:
      return null;
  }
}

/** One of Google's status objects as a ProviderError. */
export function googleError(status: Json, retryAfterMs: number | null = null): ProviderError {
  const details = listIn(status['details']).filter(isObject);
  const message = textIn(status['message']);
  const code = typeof status['code'] === 'number' ? status['code'] : 0;
  const found = kindOf(textIn(status['status']) || (NAMES[code] ?? ''), message, details);
  const fields = details
    .flatMap((detail) => listIn(detail['fieldViolations']).filter(isObject))
    .map((violation) => ({ path: textIn(violation['field']), message: textIn(violation['description']) }));
  const [kind, words] = found ?? ['provider_failed', 'Google failed.'];
  return providerError(kind, message === '' ? words : `${words} It said: ${message.slice(0, 300)}`, { retryAfterMs, fields, raw: status });
}

/** A failure of the transport, with what Google's own error object adds to it. */
export function asGoogleFailure(cause: unknown): unknown {
  if (!(cause instanceof ProviderFailure)) return cause;
  const { error } = cause;
  // Google's front end wraps its errors in a list.
  const raw = Array.isArray(error.raw) ? (error.raw as unknown[])[0] : error.raw;
  const status = isObject(raw) && isObject(raw['error']) ? raw['error'] : null;
  // What we know about the sending is worth more than what an error page says; without a canonical status HTTP's says most.
  if (status === null || textIn(status['status']) === '' || error.kind === 'network_after_send' || error.kind === 'network_before_send')
    return cause;
  return new ProviderFailure(googleError(status, error.retryAfterMs), { cause });
}
