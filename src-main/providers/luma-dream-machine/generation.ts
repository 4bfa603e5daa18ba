/** A generation as the Dream Machine service describes it. */
import { z } from 'zod';
import type { PollResult, ProviderError, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import { providerError } from '../transport/errors.ts';

export const generationSchema = z.object({
  id: z.string(),
  state: z.string(),
  created_at: z.string().nullish(),
  failure_reason: z.string().nullish(),
  assets: z.object({ video: z.string().nullish(), image: z.string().nullish() }).nullish(),
  /** What was asked for, as the service understood it. */
  request: z.record(z.string(), z.unknown()).nullish(),
});
export type Generation = z.infer<typeof generationSchema>;

/** Address of the result; null while there is none. */
export const resultOf = (generation: Generation, kind: ModelDescriptor['kind']): string | null =>
  (kind === 'picture' ? generation.assets?.image : generation.assets?.video) ?? null;

export function stateOf(generation: Generation, kind: ModelDescriptor['kind'], mime: string): PollResult {
  switch (generation.state.toLowerCase()) {
    case 'queued':
      return { state: 'queued', progress: null, message: null };
    case 'dreaming':
      return { state: 'running', progress: null, message: null };
    case 'completed': {
      const url = resultOf(generation, kind);
      if (url === null)
        return {
          state: 'failed',
          error: providerError('provider_failed', 'Luma says that the generation is complete but gave no result.'),
        };
      const output: RemoteOutput = { mime, ref: JSON.stringify({ generation: generation.id, url }) };
      return { state: 'succeeded', outputs: [output], cost: null };
    }
    case 'failed':
      return { state: 'failed', error: failureOf(generation.failure_reason ?? '') };
    default:
      return {
        state: 'running',
        progress: null,
        message: `Luma calls its state “${generation.state.slice(0, 40)}”, which is new to this program.`,
      };
  }
}

/** Failures come as a sentence only. */
function failureOf(reason: string): ProviderError {
  const said = reason === '' ? '' : ` Luma said: ${reason.slice(0, 300)}`;
  const raw = { failure_reason: reason };
  if (/moderat|content polic|safety|nsfw|inappropriate/iu.test(reason))
    return /\b(?:output|result|generated)\b/iu.test(reason)
      ? providerError('moderated_output', `Luma made it and then held it back because of its content rules.${said}`, { raw })
      : providerError(
          'moderated_input',
          `Luma refuses this prompt or picture because of its content rules. Change it before trying again.${said}`,
          { raw },
        );
  if (/credit|balance|budget/iu.test(reason))
    return providerError('insufficient_credit', `The Luma account ran out of credit.${said}`, { raw });
  if (
    /(?:image|keyframe|frame|url).*(?:invalid|unsupported|corrupt|too large|fetch|download|load|read)|(?:invalid|unsupported|corrupt|fetch|download|load).*(?:image|keyframe|frame|url)/iu.test(
      reason,
    )
  )
    return providerError('invalid_input', `Luma could not use one of the pictures.${said}`, {
      raw,
      fields: [{ path: 'picture', message: reason }],
    });
  return providerError('provider_failed', `Luma could not make it. It may work the next time.${said}`, { raw });
}
