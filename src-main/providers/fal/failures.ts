/** What fal says when it refuses or a model fails, in our words. */
import type { ProviderError } from '../adapter.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';

type Json = Record<string, unknown>;
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Detail {
  path: string;
  message: string;
  type: string;
}

/** Items of `detail: [{loc, msg, type}]`; what was sent (`input`) is left out, it may be a whole picture. */
function detailsOf(body: unknown): Detail[] {
  const list = isObject(body) ? body['detail'] : null;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    if (!isObject(item)) return [];
    const loc: unknown[] = Array.isArray(item['loc']) ? item['loc'] : [];
    // Where it stands in the body is what a descriptor calls a path.
    const path = loc.filter((part, index) => !(index === 0 && part === 'body')).join('.');
    return [{ path, message: textIn(item['msg']).slice(0, 300), type: textIn(item['type']) }];
  });
}

const kindOfType: Record<string, ProviderError['kind']> = {
  content_policy_violation: 'moderated_input',
  generation_timeout: 'timeout_run',
  downstream_service_unavailable: 'provider_overloaded',
  downstream_service_error: 'provider_failed',
  internal_server_error: 'provider_failed',
  no_media_generated: 'provider_failed',
  runner_scheduling_failure: 'provider_overloaded',
};

const sentenceOf: Partial<Record<ProviderError['kind'], string>> = {
  moderated_input: 'The model refused the request because of its content.',
  moderated_output: 'The model made something that its own filter held back.',
  timeout_run: 'The model took too long and was stopped.',
  provider_overloaded: 'The service behind the model is overloaded.',
  provider_failed: 'The model failed.',
};

const UNREADABLE = new Set(['image_load_error', 'file_download_error']);

/** The kind and words for a `detail` list; null when there is none. */
function fromDetails(details: readonly Detail[], status: number | null): Pick<ProviderError, 'kind' | 'message'> | null {
  const [first] = details;
  if (first === undefined) return null;
  // One refusal for content outweighs everything else in the list: it is what the person has to change.
  const telling = details.find(({ type }) => kindOfType[type] !== undefined) ?? first;
  let kind = kindOfType[telling.type] ?? (status !== null && status >= 500 ? 'provider_failed' : 'invalid_input');
  if (kind === 'moderated_input' && /\b(output|generated|result)\b/i.test(telling.message) && !/\b(input|prompt)\b/i.test(telling.message))
    kind = 'moderated_output';
  const said = telling.message === '' ? '' : ` It said: ${telling.message}`;
  if (UNREADABLE.has(telling.type))
    return { kind: 'invalid_input', message: `fal.ai could not read a picture of this request (${telling.path || 'input'}).${said}` };
  return { kind, message: `${sentenceOf[kind] ?? 'The model refused the request as it stands.'}${said}` };
}

/**
 * Makes a transport failure more exact by what fal wrote into its body.
 *
 * @param stage `result`: the answer tells how a job ended, so a timeout means that the job was never started
 */
export function falFailure(cause: unknown, key: string | null, stage: 'ask' | 'result' = 'ask'): unknown {
  if (!(cause instanceof ProviderFailure)) return cause;
  const { error } = cause;
  const details = detailsOf(error.raw);
  const status = statusIn(error);
  const told = fromDetails(details, status);
  const better: ProviderError = {
    ...error,
    ...told,
    fields: details.length > 0 ? details.map(({ path, message }) => ({ path, message })) : error.fields,
    raw: details.length > 0 ? { detail: details.map(({ path, message, type }) => ({ loc: path, msg: message, type })) } : error.raw,
  };
  if (told === null && stage === 'result' && error.kind === 'timeout_queue' && isObject(error.raw)) {
    better.message = 'fal.ai found no machine for this job within the time allowed, so it was never started and is not charged.';
  }
  return new ProviderFailure(withoutKey(better, key));
}

/** The transport names the status only in words; here it matters whether the fault is ours or theirs. */
const statusIn = (error: ProviderError): number | null => {
  const named = /status (\d{3})/.exec(error.message)?.[1];
  if (named !== undefined) return Number(named);
  return error.kind === 'provider_overloaded' ? 503 : error.kind === 'timeout_queue' ? 504 : null;
};

/** A service that repeats the key it was given must not make us store it. */
function withoutKey(error: ProviderError, key: string | null): ProviderError {
  if (key === null || key.length < 6) return error;
  const clean = (text: string): string => text.replaceAll(key, '…');
  const raw = JSON.stringify(error.raw ?? null);
  return {
    ...error,
    message: clean(error.message),
    fields: error.fields.map((field) => ({ path: clean(field.path), message: clean(field.message) })),
    raw: raw.includes(key) ? (JSON.parse(clean(raw)) as unknown) : error.raw,
  };
}

export const failed = (kind: ProviderError['kind'], message: string, raw: unknown = null): ProviderFailure =>
  new ProviderFailure(providerError(kind, message, { raw }));
