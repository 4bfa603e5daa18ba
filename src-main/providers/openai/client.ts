/** What can be done with a connected OpenAI account. */
import { z } from 'zod';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { openAiChat } from './chat.ts';
import { openAiDefinition, openAiEndpoint } from './definition.ts';
import { openAiImages } from './images.ts';
import { withOpenAi } from './session.ts';
import { openAiSpeech } from './speech.ts';

const modelsSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const endpoint = openAiEndpoint(connection);
  return Promise.resolve({
    async test({ signal }) {
      const page: unknown = await withOpenAi(endpoint, { kind: 'read', deadlineMs: 20_000, attempts: 2, signal }, (client) =>
        client.models.list({ signal }),
      );
      const list = modelsSchema.safeParse(page);
      if (!list.success)
        throw new ProviderFailure(
          providerError('provider_failed', 'Something answered at this address, but it does not speak like OpenAI.'),
        );
      const known = new Set(list.data.data.map((model) => model.id));
      const ours = openAiDefinition.models.filter((model) => known.has(model.remoteId));
      return {
        ok: true,
        message: 'OpenAI accepted the key.',
        hint:
          ours.length > 0
            ? ''
            : 'None of the models that Heroframe knows is open to this account. Check which models the key and its project may use.',
        facts: [
          { label: 'Models of this account', value: String(known.size) },
          { label: 'Of those known here', value: ours.length === 0 ? 'none' : ours.map((model) => model.name).join(', ') },
        ],
      };
    },
    jobs(descriptor) {
      switch (descriptor.kind) {
        case 'picture':
          return openAiImages(connection, endpoint, descriptor);
        case 'speech':
          return openAiSpeech(connection, endpoint, descriptor);
        case 'clip':
        case 'text':
          throw new ProviderFailure(providerError('model_unavailable', `${descriptor.name} makes neither pictures nor speech.`));
      }
    },
    chat: (descriptor) => openAiChat(endpoint, descriptor),
  });
}
