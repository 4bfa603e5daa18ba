/** Anthropic: the Claude language models. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const anthropicDefinition: ProviderDefinition = {
  id: 'anthropic',
  label: 'Anthropic',
  where: 'cloud',
  makes: ['text'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'ANTHROPIC_API_KEY' }],
  addresses: [{ id: 'api', label: 'API address', standard: 'https://api.anthropic.com', variable: 'ANTHROPIC_BASE_URL' }],
  limits: { atOnce: 4, createsPerMinute: null },
  account: 'https://platform.claude.com/settings/keys',
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
