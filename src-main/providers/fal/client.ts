/** Talks to fal.ai with the person's key. */
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure } from '../transport/errors.ts';
import { isObject } from './failures.ts';
import { falJobs } from './jobs.ts';
import { liveSchemaOf } from './live-schema.ts';
import { falPrices } from './prices.ts';
import { callFal } from './session.ts';
import { uploadFile } from './uploads.ts';

/** A job that nobody has: asking for it costs nothing and shows whether the key is accepted. */
const NO_JOB = '00000000-0000-4000-8000-000000000000';
const WELL_KNOWN = 'fal-ai/flux/schnell';

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  return Promise.resolve({
    async test({ signal }): Promise<ProviderTest> {
      try {
        await callFal(connection, {
          kind: 'read',
          method: 'GET',
          url: `${connection.address('queue')}/fal-ai/flux/requests/${NO_JOB}/status`,
          deadlineMs: 15_000,
          attempts: 2,
          signal,
        });
      } catch (cause) {
        // "No such job" is the answer hoped for; a refusal of the key or the account looks different.
        const about = cause instanceof ProviderFailure ? cause.error : null;
        if (!isObject(about?.raw) || (about.kind !== 'model_unavailable' && about.kind !== 'invalid_input')) throw cause;
      }
      const price = await falPrices(connection).unitPrice(WELL_KNOWN, signal);
      return {
        ok: true,
        message: 'fal.ai accepts the key.',
        hint: '',
        facts: [
          ...(price === null
            ? []
            : [{ label: 'FLUX.1 schnell costs now', value: `${price.amount} ${price.currency} for each ${price.unit || 'unit'}` }]),
          { label: 'Credit', value: 'fal.ai does not tell; see its billing page' },
        ],
      };
    },
    jobs: (descriptor) => falJobs(connection, descriptor),
    liveSchema: (remoteId, { signal }) => liveSchemaOf(connection, remoteId, signal),
    publicUpload: (file, { signal }) => uploadFile(connection, file, { signal }),
  });
}
