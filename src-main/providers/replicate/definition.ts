/** Replicate: pictures and clips by hundreds of public models, one prediction each. */
import type { ProviderDefinition } from '../provider.ts';
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import models from './models.json' with { type: 'json' };

export const replicateDefinition: ProviderDefinition = {
  id: 'replicate',
  label: 'Replicate',
  where: 'cloud',
  makes: ['picture', 'clip'],
  keys: [{ id: 'token', label: 'API token', required: true, variable: 'REPLICATE_API_TOKEN' }],
  addresses: [{ id: 'api', label: 'API address', standard: 'https://api.replicate.com/v1', variable: 'REPLICATE_BASE_URL' }],
  limits: { atOnce: 8, createsPerMinute: 600 },
  account: 'https://replicate.com/account',
  // JSON imports widen words to strings; the registry checks the file against the schema.
  models: models as ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
