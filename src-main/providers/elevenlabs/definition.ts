/** ElevenLabs: voices. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const elevenLabsDefinition: ProviderDefinition = {
  id: 'elevenlabs',
  label: 'ElevenLabs',
  where: 'cloud',
  makes: ['speech'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'ELEVENLABS_API_KEY' }],
  addresses: [{ id: 'api', label: 'API', standard: 'https://api.elevenlabs.io', variable: 'ELEVENLABS_BASE_URL' }],
  limits: { atOnce: 2, createsPerMinute: null },
  account: 'https://elevenlabs.io/app/settings/api-keys',
  listsInstalled: true,
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
