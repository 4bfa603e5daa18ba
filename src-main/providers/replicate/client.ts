/** What can be done with a connected Replicate account. */
import { z } from 'zod';
import type { LiveSchema, ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { jobsOf } from './jobs.ts';
import { modelAddress, withReplicate } from './session.ts';

const accountSchema = z.looseObject({ type: z.string().optional(), username: z.string(), name: z.string().nullish() });
const schemasSchema = z.looseObject({ components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }) });

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  return Promise.resolve({
    async test({ signal }) {
      const answer: unknown = await withReplicate(connection, { kind: 'read', deadlineMs: 20_000, signal }, (client) =>
        client.accounts.current({ signal }),
      );
      const account = accountSchema.safeParse(answer);
      if (!account.success)
        throw new ProviderFailure(
          providerError('provider_failed', 'Something answered at this address, but it does not speak like Replicate.'),
        );
      return {
        ok: true,
        message: `Replicate accepted the key of ${account.data.username}.`,
        hint: '',
        facts: [
          { label: 'Account', value: account.data.username },
          ...(account.data.type === undefined ? [] : [{ label: 'Type', value: account.data.type }]),
        ],
      };
    },
    jobs: (descriptor) => jobsOf(connection, descriptor),
    liveSchema: (remoteId, { signal }) => liveSchema(connection, remoteId, signal),
  });
}

async function liveSchema(connection: ProviderConnection, remoteId: string, signal: AbortSignal): Promise<LiveSchema> {
  const { owner, name, version } = modelAddress(remoteId);
  const openapi = await withReplicate(connection, { kind: 'read', signal }, async (client): Promise<unknown> => {
    if (version !== null) return (await client.models.versions.get(owner, name, version, { signal })).openapi_schema;
    return (await client.models.get(owner, name, { signal })).latest_version?.openapi_schema;
  });
  const schemas = schemasSchema.safeParse(openapi).data?.components.schemas;
  const input = schemas?.['Input'];
  if (schemas === undefined || typeof input !== 'object' || input === null)
    throw new ProviderFailure(providerError('model_unavailable', `Replicate publishes no description of the inputs of ${owner}/${name}.`));
  return { input: input as Record<string, unknown>, definitions: schemas };
}
