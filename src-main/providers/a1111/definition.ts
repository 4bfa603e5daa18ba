/** AUTOMATIC1111’s web UI and its relatives (Forge and others), started with `--api`: draws while one request is open. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const a1111Definition: ProviderDefinition = {
  id: 'a1111',
  label: 'AUTOMATIC1111 / Forge',
  where: 'local',
  makes: ['picture'],
  keys: [{ id: 'auth', label: 'User name and password, as user:password', required: false, variable: 'A1111_AUTH' }],
  addresses: [{ id: 'server', label: 'Server', standard: 'http://127.0.0.1:7860', variable: 'A1111_URL' }],
  limits: { atOnce: 1, createsPerMinute: null },
  account: '',
  listsInstalled: true,
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
