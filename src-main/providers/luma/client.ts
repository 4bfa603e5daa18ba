/** Luma Agents, connected. */
import { randomUUID } from 'node:crypto';
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { isGone, lumaApi, type LumaApi } from './api.ts';
import { lumaGenerations } from './generations.ts';

export function connectLuma(connection: ProviderConnection): Promise<ProviderClient> {
  const api = lumaApi(connection, 'Luma');
  return Promise.resolve({
    test: ({ signal }) => tryKey(api, signal),
    jobs: (descriptor) => lumaGenerations(connection, api, descriptor),
  });
}

/**
 * The service has no page about the account. Asking for a generation that cannot exist costs nothing and still shows
 * whether the key is accepted: "not found" comes only after it.
 */
async function tryKey(api: LumaApi, signal: AbortSignal): Promise<ProviderTest> {
  try {
    await api({ kind: 'read', method: 'GET', path: `/generations/${randomUUID()}`, deadlineMs: 20_000, attempts: 2, signal });
  } catch (cause) {
    if (!isGone(cause)) throw cause;
    if (!saysWhatIsMissing(cause))
      throw new ProviderFailure(
        providerError('provider_failed', 'What answered at this address does not speak like Luma. Check the address.'),
      );
  }
  return {
    ok: true,
    message: 'Luma accepted the API key.',
    hint: '',
    facts: [{ label: 'Credit', value: 'Luma does not tell; see platform.lumalabs.ai' }],
  };
}

/** A page of some other server answers "not found" too, but not in JSON. */
const saysWhatIsMissing = (cause: unknown): boolean =>
  cause instanceof ProviderFailure && typeof cause.error.raw === 'object' && cause.error.raw !== null;
