/** fal.ai: pictures, clips and voices by many models, each behind the same queue. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const falDefinition: ProviderDefinition = {
  id: 'fal',
  label: 'fal.ai',
  where: 'cloud',
  makes: ['picture', 'clip', 'speech'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'FAL_KEY' }],
  addresses: [
    { id: 'queue', label: 'Queue address', standard: 'https://queue.fal.run', variable: 'FAL_QUEUE_URL' },
    { id: 'rest', label: 'Upload address', standard: 'https://rest.fal.ai', variable: 'FAL_REST_URL' },
    { id: 'api', label: 'Price list address', standard: 'https://api.fal.ai/v1', variable: 'FAL_API_URL' },
    { id: 'site', label: 'Address of the model descriptions', standard: 'https://fal.ai', variable: 'FAL_SITE_URL' },
  ],
  // What a new account may do at once; more is not refused but waits in fal's queue.
  limits: { atOnce: 2, createsPerMinute: null },
  account: 'https://fal.ai/dashboard/billing',
  uploadsPublicly: true,
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
