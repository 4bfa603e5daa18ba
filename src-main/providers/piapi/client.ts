/** PiAPI, connected. */
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { piapiApi } from './api.ts';
import { dataOf, isRefusal } from './envelope.ts';
import { piapiTasks } from './tasks.ts';

/** A task that nobody has: asking for it costs nothing and shows whether the key is accepted. */
const NO_TASK = '00000000-0000-4000-8000-000000000000';

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const api = piapiApi(connection);
  return Promise.resolve({
    async test({ signal }): Promise<ProviderTest> {
      try {
        dataOf(await api.call({ kind: 'read', method: 'GET', path: `/api/v1/task/${NO_TASK}`, deadlineMs: 15_000, attempts: 2, signal }));
      } catch (cause) {
        // A refusal that is about the task and not about the key is the answer hoped for.
        const about = isRefusal(cause, ['model_unavailable', 'invalid_input', 'provider_failed']) ? cause.error : null;
        if (about === null || (about.kind !== 'model_unavailable' && !/not (found|exist)|no (such|rows)/i.test(about.message))) throw cause;
      }
      return {
        ok: true,
        message: 'PiAPI accepts the key.',
        hint: '',
        facts: [{ label: 'Credit', value: 'PiAPI does not tell; see its workspace page' }],
      };
    },
    jobs: (descriptor) => piapiTasks(api, descriptor),
  });
}
