/** What Runway means by its refusals: HTTP error bodies `{error, issues?, docUrl?}` and the failure codes of tasks. */
import type { ProviderError, ProviderErrorKind } from '../adapter.ts';
import { providerError } from '../transport/errors.ts';

/** A day's limit opens again bit by bit as the day passes; asking more often than this is pointless. Milliseconds. */
const DAILY_LIMIT_PAUSE = 60 * 60 * 1000;

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Kinds that a status alone tells too roughly. */
const ROUGH: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'invalid_input',
  'forbidden',
  'rate_limited',
  'concurrency_limited',
  'insufficient_credit',
]);

/** An HTTP refusal, told apart further than its status can. */
export function inRunwaysWords(error: ProviderError): ProviderError {
  if (!ROUGH.has(error.kind)) return error;
  const body = record(error.raw);
  const said = words(body['error']);
  // Runway answers 400 when the credits do not cover a task.
  if (/\b(?:enough|insufficient|out of|no)\b.*\bcredits?\b/iu.test(said))
    return { ...error, kind: 'insufficient_credit', message: 'The Runway account has not enough credits for this. Nothing was made.' };
  if (/\bdaily\b/iu.test(said))
    return {
      ...error,
      kind: 'rate_limited',
      message: 'The Runway account has used up its tasks of this model for today. It opens again as the 24 hours pass.',
      retryAfterMs: error.retryAfterMs ?? DAILY_LIMIT_PAUSE,
    };
  const fields = issuesOf(body);
  return fields.length === 0 ? error : { ...error, fields, message: `${error.message} ${inOneLine(fields)}`.trim() };
}

/** `issues: [{code, path: ["promptImage", 0, "uri"], message}]`. */
function issuesOf(body: Record<string, unknown>): { path: string; message: string }[] {
  if (!Array.isArray(body['issues'])) return [];
  return body['issues'].map((issue: unknown) => {
    const { path, message } = record(issue);
    return { path: Array.isArray(path) ? path.map(String).join('.') : words(path), message: words(message) };
  });
}

const inOneLine = (fields: { path: string; message: string }[]): string =>
  fields
    .slice(0, 5)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join(' · ');

/** A task that FAILED: `failure` is for people, `failureCode` says where it failed. */
export function failureOfTask(task: { failure: unknown; failureCode: unknown; cost: unknown }): ProviderError {
  const code = words(task.failureCode).toUpperCase();
  const said = words(task.failure);
  const raw = { failureCode: task.failureCode ?? null, failure: task.failure ?? null, cost: task.cost ?? null };
  const [kind, meaning] = meaningOf(code);
  return providerError(kind, [meaning, said === '' ? '' : `Runway said: ${said.slice(0, 300)}`].filter(Boolean).join(' '), {
    raw,
    fields: kind === 'invalid_input' ? [{ path: code.startsWith('ASSET') ? 'picture' : '', message: said || meaning }] : [],
  });
}

function meaningOf(code: string): [ProviderErrorKind, string] {
  // "INPUT_PREPROCESSING.SAFETY.TEXT" is about the input too.
  if (/(?:^|\.)SAFETY(?:\.|$)/u.test(code)) {
    return code.startsWith('SAFETY.OUTPUT')
      ? [
          'moderated_output',
          'Runway made it and then held it back because of its content rules. The same request may be held back again and may be charged.',
        ]
      : ['moderated_input', 'Runway refuses this prompt or picture because of its content rules. Change it before trying again.'];
  }
  if (code.startsWith('ASSET'))
    return ['invalid_input', 'Runway could not use one of the pictures: its format, size or shape does not fit this model.'];
  if (code.startsWith('INPUT_PREPROCESSING.INTERNAL'))
    return ['provider_failed', 'Runway failed while it read the pictures. It may work the next time.'];
  if (code.startsWith('INPUT_PREPROCESSING')) return ['invalid_input', 'Runway could not read what it was given.'];
  if (code.startsWith('INTERNAL.BAD_OUTPUT'))
    return [
      'provider_failed',
      'Runway threw its own result away as not good enough. Pictures with writing on them are a frequent cause; it may work the next time.',
    ];
  if (code.startsWith('THIRD_PARTY'))
    return ['provider_failed', 'The company behind this model failed, not Runway itself. It may work later.'];
  return ['provider_failed', 'Runway could not make it. It may work the next time.'];
}
