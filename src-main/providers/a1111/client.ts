/** What can be done with an AUTOMATIC1111 or Forge server. */
import { z } from 'zod';
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { a1111Api } from './api.ts';
import { drawings } from './drawing.ts';
import { installedOn } from './installed.ts';
import { a1111Jobs } from './jobs.ts';

const optionsSchema = z.looseObject({ sd_model_checkpoint: z.string().nullish() });

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const api = a1111Api(connection);
  const installed = installedOn(api);
  const under = drawings(api, connection.inbox);
  return Promise.resolve({
    async test({ signal }): Promise<ProviderTest> {
      const files = await installed.checkpoints(signal);
      const options = optionsSchema.safeParse(await api.get('options', signal));
      return {
        ok: true,
        message: 'The web UI answers.',
        hint: files.length > 0 ? '' : 'It has no checkpoints yet. Put one into its folder models/Stable-diffusion.',
        facts: [
          { label: 'Checkpoints', value: files.length === 0 ? 'none' : String(files.length) },
          ...(options.data?.sd_model_checkpoint == null ? [] : [{ label: 'Loaded now', value: options.data.sd_model_checkpoint }]),
        ],
      };
    },
    jobs: () => a1111Jobs(api, under, installed, connection),
    installed: ({ signal }) => installed.models(signal),
    close() {
      under.close();
      return Promise.resolve();
    },
  });
}
