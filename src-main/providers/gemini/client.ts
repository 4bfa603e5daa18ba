/** The Gemini API, connected. */
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { geminiApi } from './api.ts';
import { geminiChat } from './chat.ts';
import { isObject, listIn, textIn } from './errors.ts';
import { omniClips } from './omni.ts';
import { geminiPictures } from './pictures.ts';
import { veoClips } from './veo.ts';

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const api = geminiApi(connection);
  return Promise.resolve({
    async test({ signal }): Promise<ProviderTest> {
      let count = 0;
      let clips = 0;
      let token = '';
      // A page holds at most a thousand; two are more than Google has ever had.
      for (let page = 0; page < 2; page++) {
        const query = token === '' ? '' : `&pageToken=${encodeURIComponent(token)}`;
        const { body } = await api.call({
          kind: 'read',
          method: 'GET',
          path: `/v1beta/models?pageSize=1000${query}`,
          deadlineMs: 15_000,
          attempts: 2,
          signal,
        });
        const models = isObject(body) ? listIn(body['models']).filter(isObject) : null;
        if (models === null) throw new ProviderFailure(providerError('provider_failed', 'Google answered in a form that is not known.'));
        count += models.length;
        clips += models.filter((model) => /\/(veo|gemini-omni)-/.test(textIn(model['name']))).length;
        token = isObject(body) ? textIn(body['nextPageToken']) : '';
        if (token === '') break;
      }
      return {
        ok: true,
        message: 'Google accepts the key.',
        hint: '',
        facts: [
          { label: 'Models', value: String(count) },
          { label: 'Of them for clips', value: String(clips) },
        ],
      };
    },
    jobs(descriptor) {
      if (descriptor.kind !== 'clip') return geminiPictures(api, connection, descriptor);
      return descriptor.job?.options['endpoint'] === 'interactions' ? omniClips(api, descriptor) : veoClips(api, descriptor);
    },
    chat: (descriptor) => geminiChat(api, connection, descriptor),
  });
}
