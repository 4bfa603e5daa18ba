/** Luma's older service: Ray 2 clips and Photon pictures, with a key of its own. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const lumaDreamMachineDefinition: ProviderDefinition = {
  id: 'luma-dream-machine',
  label: 'Luma Dream Machine',
  where: 'cloud',
  makes: ['picture', 'clip'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'LUMAAI_API_KEY' }],
  addresses: [{ id: 'api', label: 'API address', standard: 'https://api.lumalabs.ai/dream-machine/v1', variable: 'LUMAAI_BASE_URL' }],
  // Limits differ from account to account; going over them is answered with 429 and waited for.
  limits: { atOnce: 4, createsPerMinute: null },
  account: 'https://lumalabs.ai/dream-machine/api',
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connectDreamMachine(connection),
};
