/** Luma Dream Machine, connected. Hand-written over the transport: its own client repeats paid creates. */
import { z } from 'zod';
import type { ProviderTest } from '#contract/model/providers.ts';
import { lumaApi, type LumaApi } from '../luma/api.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { dreamMachineGenerations } from './generations.ts';

export function connectDreamMachine(connection: ProviderConnection): Promise<ProviderClient> {
  const api = lumaApi(connection, 'Luma Dream Machine');
  return Promise.resolve({
    test: ({ signal }) => lookAtCredit(api, signal),
    jobs: (descriptor) => dreamMachineGenerations(connection, api, descriptor),
  });
}

/** The account's credit, which the service counts in US cents; costs nothing. */
async function lookAtCredit(api: LumaApi, signal: AbortSignal): Promise<ProviderTest> {
  const { body } = await api({ kind: 'read', method: 'GET', path: '/credits', deadlineMs: 20_000, attempts: 2, signal });
  const credits = z.object({ credit_balance: z.number() }).safeParse(body);
  if (!credits.success)
    throw new ProviderFailure(
      providerError('provider_failed', 'What answered at this address does not speak like Luma Dream Machine. Check the address.'),
    );
  const balance = credits.data.credit_balance;
  return {
    ok: true,
    message: 'Luma Dream Machine accepted the API key.',
    hint: balance > 0 ? '' : 'The account has no credit. Add some at lumalabs.ai before you make anything.',
    facts: [{ label: 'Credit', value: `$${(balance / 100).toFixed(2)}` }],
  };
}
