/** Requests to ElevenLabs with the person's key, and its refusals in our words. */
import { z } from 'zod';
import type { ProviderErrorKind } from '../adapter.ts';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';

export interface ElevenLabsApi {
  get(path: string, signal: AbortSignal): Promise<unknown>;
  /** One paid request, whose answer is the result. */
  speak(path: string, body: Record<string, unknown>, signal: AbortSignal): Promise<unknown>;
}

/** Milliseconds. A line of a film takes seconds, the longest text a minute or two. */
const SPEAKING_DEADLINE = 180_000;
const DEADLINE = 20_000;

export function elevenLabsApi(connection: ProviderConnection): ElevenLabsApi {
  async function send(request: { paid: boolean; path: string; body?: Record<string, unknown>; signal: AbortSignal }): Promise<unknown> {
    const key = await connection.key('key');
    if (key === null) throw new ProviderFailure(providerError('auth', 'There is no key for ElevenLabs, so nothing was sent.'));
    try {
      const answer = await connection.transport.send({
        kind: request.paid ? 'paid-create' : 'read',
        method: request.body === undefined ? 'GET' : 'POST',
        url: `${connection.address('api')}${request.path}`,
        headers: {
          'xi-api-key': key,
          accept: 'application/json',
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        deadlineMs: request.paid ? SPEAKING_DEADLINE : DEADLINE,
        attempts: request.paid ? 4 : 3,
        signal: request.signal,
        // The sound comes inside the JSON, and a long text is many megabytes of it.
        binary: true,
      });
      return answer.body;
    } catch (cause) {
      throw refusalOf(cause);
    }
  }
  return {
    get: (path, signal) => send({ paid: false, path, signal }),
    speak: (path, body, signal) => send({ paid: true, path, body, signal }),
  };
}

const refusalSchema = z.looseObject({
  detail: z.union([z.string(), z.looseObject({ status: z.string().default(''), message: z.string().default('') })]),
});

/** ElevenLabs says what is meant in `detail.status`; the HTTP status alone would mislead (an empty account is a 401). */
const meanings: readonly { of: RegExp; kind: ProviderErrorKind; words: string }[] = [
  {
    of: /quota_exceeded|insufficient_credits|payment_required|subscription_required/u,
    kind: 'insufficient_credit',
    words: 'The account at ElevenLabs has no credit left for this line.',
  },
  { of: /concurrent/u, kind: 'concurrency_limited', words: 'ElevenLabs speaks no more lines at once for this account.' },
  { of: /system_busy/u, kind: 'provider_overloaded', words: 'ElevenLabs is overloaded.' },
  { of: /invalid_api_key|needs_authorization/u, kind: 'auth', words: 'ElevenLabs did not accept the key.' },
  {
    of: /missing_permissions|only_for_creator|voice_access_denied|detected_unusual_activity|feature_unavailable/u,
    kind: 'forbidden',
    words: 'ElevenLabs does not allow this key or account to do that.',
  },
  {
    of: /voice_not_found|model_not_found|invalid_voice|voice_does_not_exist|model_can_not_do/u,
    kind: 'model_unavailable',
    words: 'ElevenLabs does not have this voice or model for the account.',
  },
  {
    of: /content_(?:policy|against)|moderation|unsafe|blocked_content|tos_violation/u,
    kind: 'moderated_input',
    words: 'ElevenLabs refuses to speak this text.',
  },
  { of: /max_character_limit|text_too_long/u, kind: 'invalid_input', words: 'The line is too long for this model.' },
];

function refusalOf(cause: unknown): unknown {
  if (!(cause instanceof ProviderFailure)) return cause;
  const refusal = refusalSchema.safeParse(cause.error.raw);
  if (!refusal.success || typeof refusal.data.detail === 'string') return cause;
  const { status, message } = refusal.data.detail;
  const meaning = meanings.find(({ of }) => of.test(status));
  const said = message === '' ? '' : ` It said: ${message.slice(0, 300)}`;
  if (meaning === undefined) return cause;
  return new ProviderFailure({ ...cause.error, kind: meaning.kind, message: meaning.words + said }, { cause });
}

/** Something answered, and it is not ElevenLabs. */
export const notElevenLabs = (): ProviderFailure =>
  new ProviderFailure(
    providerError('provider_failed', 'Something answers at this address, but it does not speak like ElevenLabs. Check the address.'),
  );
