/** Luma Agents: Ray clips and Uni pictures. The older Dream Machine service is a provider of its own. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const lumaDefinition: ProviderDefinition = {
  id: 'luma',
  label: 'Luma',
  where: 'cloud',
  makes: ['picture', 'clip'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'LUMA_API_KEY' }],
  addresses: [{ id: 'api', label: 'API address', standard: 'https://agents.lumalabs.ai/v1', variable: 'LUMA_BASE_URL' }],
  // Limits differ from plan to plan and are not published; going over them is answered with 429 and waited for.
  limits: { atOnce: 2, createsPerMinute: null },
  account: 'https://platform.lumalabs.ai',
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connectLuma(connection),
};
