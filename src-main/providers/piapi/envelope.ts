/**
 * PiAPI's envelope: every answer is `{code, data, message}`, and `code` may refuse what HTTP calls a success.
 * Here both become one: a data object, or a failure in our words.
 */
import type { ProviderError } from '../adapter.ts';
import { ProviderFailure, classifyStatus, providerError } from '../transport/errors.ts';
import type { TransportAnswer } from '../transport/transport.ts';

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const NO_CREDIT = /insufficient|not enough|out of|freeze|recharge|top[ -]?up|balance/i;
const CREDIT = /credit|point|quota|balance|fund|freeze/i;

const saysNoCredit = (text: string): boolean => NO_CREDIT.test(text) && CREDIT.test(text);

/** Credit runs out under several HTTP statuses; only the words tell. */
function reread(error: ProviderError): ProviderError {
  const said = isObject(error.raw) ? textIn(error.raw['message']) : '';
  if (error.kind !== 'auth' && error.kind !== 'insufficient_credit' && saysNoCredit(said))
    return { ...error, kind: 'insufficient_credit', message: `The account at PiAPI has no credit left. It said: ${said.slice(0, 300)}` };
  return error;
}

/** The same failure, with what PiAPI's message adds to it. */
export function asPiapiFailure(cause: unknown): unknown {
  return cause instanceof ProviderFailure ? new ProviderFailure(reread(cause.error), { cause }) : cause;
}

/**
 * The data of an answer.
 * @throws ProviderFailure for a code other than 200, and for an answer that is no envelope
 */
export function dataOf(answer: TransportAnswer): Json {
  const { body } = answer;
  if (!isObject(body) || typeof body['code'] !== 'number')
    throw new ProviderFailure(providerError('provider_failed', 'PiAPI answered in a form that is not known.', { raw: body }));
  const code = body['code'];
  if (code === 200) return isObject(body['data']) ? body['data'] : {};
  const error =
    code >= 400 && code <= 599
      ? classifyStatus(code, body, null)
      : providerError('provider_failed', `PiAPI refused with code ${code}. It said: ${textIn(body['message']).slice(0, 300)}`, {
          raw: body,
        });
  throw new ProviderFailure(reread(error));
}

/** Whether PiAPI itself, in its own form, refused for one of these reasons; pages of gateways are none. */
export function isRefusal(cause: unknown, kinds: readonly ProviderError['kind'][]): cause is ProviderFailure {
  return (
    cause instanceof ProviderFailure &&
    kinds.includes(cause.error.kind) &&
    isObject(cause.error.raw) &&
    typeof cause.error.raw['code'] === 'number'
  );
}

/** Words with which the houses behind PiAPI say why a task failed. Order matters: the first that fits counts. */
const REASONS: readonly [RegExp, ProviderError['kind'], string][] = [
  [/freeze|insufficient|not enough.*(credit|point|balance)/i, 'insufficient_credit', 'The account at PiAPI has no credit left.'],
  [
    /(output|result|generated|returned).*(sensitive|moderat|nsfw|unsafe|risk)/i,
    'moderated_output',
    'The result was withheld by the content filter.',
  ],
  [
    /sensitive|moderat|nsfw|risk control|safety|policy|violat|prohibit|inappropriate/i,
    'moderated_input',
    'The content filter refused the prompt or the picture.',
  ],
  [/timed? ?out|time ?limit|deadline/i, 'timeout_run', 'The model did not finish in time.'],
  [/concurren|too many (tasks|requests)|queue is full/i, 'concurrency_limited', 'Too many tasks were under way at once.'],
  [
    /invalid|unsupported|not support|required|resolution|aspect|format|download|fetch (the )?image|image.*(size|url)|face/i,
    'invalid_input',
    'The model refused the request as it stands.',
  ],
];

/** A failed task's reason. `error.code` has no published list, so the words decide. */
export function taskError(data: Json): ProviderError {
  const error = isObject(data['error']) ? data['error'] : {};
  const said = [error['message'], error['raw_message'], typeof error['detail'] === 'string' ? error['detail'] : '']
    .map(textIn)
    .filter((part) => part !== '')
    .filter((part, index, all) => all.indexOf(part) === index)
    .join(' – ')
    .slice(0, 300);
  const found = REASONS.find(([words]) => words.test(said));
  const words = said === '' ? 'It gave no reason.' : `It said: ${said}`;
  return found === undefined
    ? providerError('provider_failed', `The task failed at PiAPI. ${words}`, { raw: error })
    : providerError(found[1], `${found[2]} ${words}`, { raw: error });
}
