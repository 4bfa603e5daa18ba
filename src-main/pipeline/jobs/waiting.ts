/** When work has to wait for the person: what happened at the provider, in words they can act on. */
import { StudioFailure, studioError } from '#contract/errors.ts';
import type { ProviderError, ProviderErrorKind } from '#providers/adapter.ts';

/** After these nothing was made and nothing charged, and every other request there would end the same way. */
const everyoneWaits: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'insufficient_credit',
  'auth',
  'network_before_send',
  'model_unavailable',
]);

/** These concern the whole account there, not just one model or one moment. */
export const pausesProvider = (error: ProviderError): boolean => error.kind === 'insufficient_credit' || error.kind === 'auth';

export const waitsForPerson = (error: ProviderError): boolean => everyoneWaits.has(error.kind);

/** A pause in words. @param provider its label */
export function pausedBy(provider: string, error: ProviderError): StudioFailure {
  const { message, hint } = words(provider, error.kind);
  return new StudioFailure(studioError('paused', message, hint, { retryable: true, detail: error.message }));
}

function words(provider: string, kind: ProviderErrorKind): { message: string; hint: string } {
  const known: Partial<Record<ProviderErrorKind, { message: string; hint: string }>> = {
    insufficient_credit: {
      message: `The account at ${provider} has no credit left, so nothing more is sent there. What was made is kept.`,
      hint: 'Buy credit there or choose another model, then start the run again.',
    },
    auth: {
      message: `${provider} did not accept the key, so nothing more is sent there.`,
      hint: 'Check the key in the settings (or its environment variable), then start the run again.',
    },
    model_unavailable: {
      message: `${provider} does not have the chosen model (any more). Nothing was made and nothing charged.`,
      hint: 'Install it there or choose another model, then start the run again.',
    },
  };
  return (
    known[kind] ?? {
      message: `${provider} cannot be reached. Nothing was sent and nothing was charged.`,
      hint: 'Check the network, or that the server is running, then start the run again.',
    }
  );
}
