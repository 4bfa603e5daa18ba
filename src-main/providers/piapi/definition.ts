/** PiAPI: one key for models of several houses (Kling, Luma, Hailuo, Flux), by the task. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const piapiDefinition: ProviderDefinition = {
  id: 'piapi',
  label: 'PiAPI',
  where: 'cloud',
  makes: ['picture', 'clip'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'PIAPI_API_KEY' }],
  addresses: [{ id: 'api', label: 'API address', standard: 'https://api.piapi.ai', variable: 'PIAPI_BASE_URL' }],
  limits: { atOnce: 3, createsPerMinute: null },
  account: 'https://piapi.ai/workspace/key',
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
