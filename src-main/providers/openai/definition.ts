/** OpenAI: writers, pictures and voices. */
import type { ProviderConnection, ProviderDefinition } from '../provider.ts';
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import models from './models.json' with { type: 'json' };
import type { Endpoint } from './session.ts';

export const openAiDefinition: ProviderDefinition = {
  id: 'openai',
  label: 'OpenAI',
  where: 'cloud',
  makes: ['text', 'picture', 'speech'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'OPENAI_API_KEY' }],
  addresses: [{ id: 'api', label: 'API', standard: 'https://api.openai.com/v1', variable: 'OPENAI_BASE_URL' }],
  limits: { atOnce: 4, createsPerMinute: null },
  account: 'https://platform.openai.com/api-keys',
  models: models as ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};

/** The connected account as an endpoint. */
export const openAiEndpoint = (connection: ProviderConnection): Endpoint => ({
  connection,
  addressId: 'api',
  keyId: 'key',
  keyRequired: true,
  label: 'OpenAI',
});
