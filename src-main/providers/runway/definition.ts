/** Runway: Gen-4.5, Gen-4 and the models of others that it hosts, paid by credits. */
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };
import type { ModelDescriptorFile } from '../descriptors/schema.ts';

export const runwayDefinition: ProviderDefinition = {
  id: 'runway',
  label: 'Runway',
  where: 'cloud',
  makes: ['picture', 'clip'],
  keys: [{ id: 'secret', label: 'API secret', required: true, variable: 'RUNWAYML_API_SECRET' }],
  addresses: [{ id: 'api', label: 'API address', standard: 'https://api.dev.runwayml.com', variable: 'RUNWAYML_BASE_URL' }],
  // The service itself queues what is over the limit of an account (THROTTLED), so a small number costs nothing.
  limits: { atOnce: 2, createsPerMinute: null },
  account: 'https://dev.runwayml.com',
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connectRunway(connection),
};
