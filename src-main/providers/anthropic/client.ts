/** Anthropic, connected. */
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { anthropicApi, isObject, textIn } from './api.ts';
import { anthropicChat } from './chat.ts';

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const api = anthropicApi(connection);
  return Promise.resolve({
    async test({ signal }): Promise<ProviderTest> {
      const { body } = await api.call({
        kind: 'read',
        method: 'GET',
        path: '/v1/models?limit=1000',
        deadlineMs: 15_000,
        attempts: 2,
        signal,
      });
      const models = isObject(body) && Array.isArray(body['data']) ? body['data'].filter(isObject) : null;
      if (models === null) throw new ProviderFailure(providerError('provider_failed', 'Anthropic answered in a form that is not known.'));
      const newest = models[0];
      return {
        ok: true,
        message: 'Anthropic accepts the key.',
        hint: '',
        facts: [
          { label: 'Models', value: String(models.length) },
          ...(newest === undefined ? [] : [{ label: 'Newest', value: textIn(newest['display_name']) || textIn(newest['id']) }]),
        ],
      };
    },
    chat: (descriptor) => anthropicChat(api, descriptor),
  });
}
