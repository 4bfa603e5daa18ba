/** ComfyUI on this computer or in this house: a model is a workflow, told where its values go by a binding. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './models.json' with { type: 'json' };

export const comfyuiDefinition: ProviderDefinition = {
  id: 'comfyui',
  label: 'ComfyUI',
  where: 'local',
  makes: ['picture', 'clip'],
  keys: [],
  addresses: [{ id: 'server', label: 'Server', standard: 'http://127.0.0.1:8188', variable: 'COMFYUI_URL' }],
  limits: { atOnce: 2, createsPerMinute: null },
  account: '',
  listsInstalled: true,
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
