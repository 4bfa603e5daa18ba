/**
 * Programs on this computer: anything that a person can start by a command and that writes its result to a file.
 *
 * A person describes one in a file of their own:
 * `{"provider": "command", "remoteId": "my-voice", "name": "My voice", "kind": "speech", "modes": ["text"],
 *   "roles": {"prompt": {"path": "text"}}, "output": {"mime": "audio/wav"},
 *   "job": {"options": {"program": "my-voice", "args": ["--out", "{out}"], "stdin": "{text}"}}}`
 */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderDefinition } from '../provider.ts';
import models from './commands.json' with { type: 'json' };

export const externalCommandDefinition: ProviderDefinition = {
  id: 'command',
  label: 'Programs on this computer',
  where: 'local',
  makes: ['speech', 'picture', 'clip'],
  keys: [],
  addresses: [],
  // A program that makes pictures takes the whole graphics card; two of them would only be slower.
  limits: { atOnce: 1, createsPerMinute: null },
  account: '',
  models: models as readonly ModelDescriptorFile[],
  connect: async (connection) => (await import('./client.ts')).connect(connection),
};
