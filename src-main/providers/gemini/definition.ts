/** Google's Gemini API: language models, pictures of Gemini, clips of Veo. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const geminiDefinition: ProviderDefinition = {
  id: 'gemini',
  label: 'Google Gemini',
  where: 'cloud',
  makes: ['text', 'picture', 'clip'],
  keys: [{ id: 'key', label: 'API key', required: true, variable: 'GEMINI_API_KEY' }],
  addresses: [{ id: 'api', label: 'API address', standard: 'https://generativelanguage.googleapis.com', variable: 'GEMINI_BASE_URL' }],
  limits: { atOnce: 2, createsPerMinute: null },
  account: 'https://aistudio.google.com/apikey',
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
