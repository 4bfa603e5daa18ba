/** What can be done with a connected server that speaks like OpenAI. */
import { z } from 'zod';
import type { ProviderTest } from '#contract/model/providers.ts';
import { askDirectly, baseOf, type Endpoint } from '../openai/session.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { compatibleChat } from './chat.ts';
import type { CompatibleServer } from './definition.ts';
import { installedModels, listModels, ollamaModels, ollamaVersion } from './installed.ts';
import { ollamaChat } from './ollama-chat.ts';

/** What a router is told beside: only backends that know every field of the question, and what it cost. */
const ROUTER_FIELDS = { provider: { require_parameters: true }, usage: { include: true } };

const keySchema = z.looseObject({
  data: z.looseObject({ usage: z.number().nullish(), limit_remaining: z.number().nullish() }),
});

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

export function connect(server: CompatibleServer, connection: ProviderConnection): Promise<ProviderClient> {
  const endpoint: Endpoint = {
    connection,
    addressId: 'api',
    keyId: server.keyVariable === undefined ? null : 'key',
    keyRequired: server.keyRequired ?? false,
    label: server.label,
  };
  const day = (): string => new Date(connection.now()).toISOString().slice(0, 10);

  async function test(signal: AbortSignal): Promise<ProviderTest> {
    const facts: ProviderTest['facts'] = [];
    if (server.kind === 'openrouter') {
      // The list of models is open to everyone; only this tells whether the key is good.
      const key = keySchema.safeParse(
        await askDirectly(
          endpoint,
          { kind: 'read', deadlineMs: 15_000, attempts: 2, signal },
          { method: 'GET', url: `${baseOf(endpoint)}/key` },
        ),
      );
      const { usage, limit_remaining: left } = key.data?.data ?? {};
      if (typeof usage === 'number') facts.push({ label: 'Used so far', value: dollars(usage) });
      if (typeof left === 'number') facts.push({ label: 'Left on this key', value: dollars(left) });
    }
    const models = await listModels(endpoint, signal);
    const version = server.kind === 'ollama' ? await ollamaVersion(endpoint, signal) : null;
    if (version !== null) facts.unshift({ label: 'Version', value: version });
    facts.push({ label: 'Models', value: String(models.length) });
    return {
      ok: true,
      message: `${server.label} answers at ${baseOf(endpoint)}.`,
      hint:
        models.length > 0
          ? ''
          : server.kind === 'ollama'
            ? 'It has no model yet. Get one with “ollama pull”, for example “ollama pull llama3.2”.'
            : 'It has no model yet. Load one there first.',
      facts,
    };
  }

  return Promise.resolve({
    test: ({ signal }) => test(signal),
    chat: (descriptor) =>
      server.kind === 'ollama'
        ? ollamaChat(endpoint, descriptor)
        : compatibleChat(endpoint, descriptor, server.where, server.kind === 'openrouter' ? ROUTER_FIELDS : {}),
    installed: ({ signal }) =>
      server.kind === 'ollama'
        ? ollamaModels(endpoint, { provider: server.id, day: day(), signal })
        : installedModels(endpoint, { provider: server.id, where: server.where, day: day(), signal }),
  });
}
