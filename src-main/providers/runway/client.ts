/** Runway, connected. Hand-written over the transport: its own client repeats paid creates after broken connections. */
import { z } from 'zod';
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { runwayApi, type RunwayApi } from './api.ts';
import { runwayTasks } from './tasks.ts';

export function connectRunway(connection: ProviderConnection): Promise<ProviderClient> {
  const api = runwayApi(connection);
  return Promise.resolve({
    test: ({ signal }) => lookAtAccount(api, signal),
    jobs: (descriptor) => runwayTasks(connection, api, descriptor),
  });
}

const organizationSchema = z.object({
  creditBalance: z.number(),
  tier: z
    .object({
      models: z.record(z.string(), z.object({ maxConcurrentGenerations: z.number().nullish(), maxDailyGenerations: z.number().nullish() })),
    })
    .nullish()
    .catch(null),
  usage: z
    .object({ models: z.record(z.string(), z.object({ dailyGenerations: z.number().nullish() })) })
    .nullish()
    .catch(null),
});

/** The account's credit and limits; costs nothing. */
async function lookAtAccount(api: RunwayApi, signal: AbortSignal): Promise<ProviderTest> {
  const { body } = await api({ kind: 'read', method: 'GET', path: '/v1/organization', deadlineMs: 20_000, attempts: 2, signal });
  const organization = organizationSchema.safeParse(body);
  if (!organization.success)
    throw new ProviderFailure(
      providerError('provider_failed', 'What answered at this address does not speak like Runway. Check the address.'),
    );
  const { creditBalance, tier, usage } = organization.data;
  const limits = Object.entries(tier?.models ?? {}).sort(([one], [other]) => one.localeCompare(other));
  const places = limits.flatMap(([, { maxConcurrentGenerations: most }]) => (typeof most === 'number' ? [most] : []));
  return {
    ok: true,
    message: 'Runway accepted the API secret.',
    hint: creditBalance > 0 ? '' : 'The account has no credits. Buy some at dev.runwayml.com before you make anything.',
    facts: [
      { label: 'Credits', value: `${creditBalance.toLocaleString('en-US')} (about $${(creditBalance / 100).toFixed(2)})` },
      ...(places.length === 0 ? [] : [{ label: 'Tasks at once', value: rangeInWords(Math.min(...places), Math.max(...places)) }]),
      ...limits.map(([model, limit]) => ({
        label: model,
        value: [
          typeof limit.maxConcurrentGenerations === 'number' ? `${limit.maxConcurrentGenerations} at once` : '',
          typeof limit.maxDailyGenerations === 'number'
            ? `${usage?.models[model]?.dailyGenerations ?? 0} of ${limit.maxDailyGenerations} today`
            : '',
        ]
          .filter(Boolean)
          .join(', '),
      })),
    ],
  };
}

const rangeInWords = (low: number, high: number): string => (low === high ? String(low) : `${low} to ${high}, by model`);
