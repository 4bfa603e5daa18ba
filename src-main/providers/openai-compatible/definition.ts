/**
 * Servers that speak like OpenAI: on this computer, in the house, or a router in the cloud. One function makes a
 * provider of any of them, a person's own servers included.
 */
import type { ProviderDefinition } from '../provider.ts';

export interface CompatibleServer {
  /** Lower case with dashes; never changes. */
  id: string;
  /** For people. */
  label: string;
  /** Base URL with its version, without a trailing slash: `http://localhost:1234/v1`. */
  standard: string;
  /** Variable that replaces the base URL. */
  variable: string;
  /** `local` costs nothing; `cloud` may. */
  where: 'cloud' | 'local';
  /** Variable of the key; left out, the server knows no keys. */
  keyVariable?: string;
  /** Whether nothing works without a key. */
  keyRequired?: boolean;
  /** Questions at once; most local servers answer one after the other. */
  atOnce?: number;
  /** Page on which a key is made. */
  account?: string;
  /** What is known beyond the common ground. */
  kind?: 'ollama' | 'openrouter';
}

export function openAiCompatible(server: CompatibleServer): ProviderDefinition {
  return {
    id: server.id,
    label: server.label,
    where: server.where,
    makes: ['text'],
    keys:
      server.keyVariable === undefined
        ? []
        : [{ id: 'key', label: 'API key', required: server.keyRequired ?? false, variable: server.keyVariable }],
    addresses: [{ id: 'api', label: 'Address', standard: server.standard, variable: server.variable }],
    limits: { atOnce: server.atOnce ?? (server.where === 'local' ? 1 : 4), createsPerMinute: null },
    account: server.account ?? '',
    listsInstalled: true,
    anyTextModel: true,
    // Which models there are, only the server knows.
    models: [],
    connect: async (connection) => (await import('./client.ts')).connect(server, connection),
  };
}

/** The part of variables and ids that names a person's own server: "Big box #2" → `big-box-2`. Empty when nothing is left. */
export const serverSlug = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 40);

/** A server that a person has added; its key is optional and lives under a variable of its own. */
export function ownServer(own: { slug: string; label: string; address: string; where: 'cloud' | 'local' }): ProviderDefinition {
  const variable = `HEROFRAME_SERVER_${own.slug.toUpperCase().replaceAll('-', '_')}`;
  return openAiCompatible({
    id: `server-${own.slug}`,
    label: own.label,
    standard: own.address.replace(/\/+$/u, ''),
    variable: `${variable}_URL`,
    where: own.where,
    keyVariable: `${variable}_KEY`,
  });
}

export const ollamaDefinition = openAiCompatible({
  id: 'ollama',
  label: 'Ollama',
  standard: 'http://localhost:11434/v1',
  variable: 'OLLAMA_BASE_URL',
  where: 'local',
  kind: 'ollama',
});

export const lmStudioDefinition = openAiCompatible({
  id: 'lm-studio',
  label: 'LM Studio',
  standard: 'http://localhost:1234/v1',
  variable: 'LMSTUDIO_BASE_URL',
  where: 'local',
  keyVariable: 'LMSTUDIO_API_TOKEN',
});

export const llamaCppDefinition = openAiCompatible({
  id: 'llama-cpp',
  label: 'llama.cpp server',
  standard: 'http://localhost:8080/v1',
  variable: 'LLAMACPP_BASE_URL',
  where: 'local',
  keyVariable: 'LLAMACPP_API_KEY',
});

export const vllmDefinition = openAiCompatible({
  id: 'vllm',
  label: 'vLLM',
  standard: 'http://localhost:8000/v1',
  variable: 'VLLM_BASE_URL',
  where: 'local',
  keyVariable: 'VLLM_API_KEY',
  atOnce: 8,
});

export const openRouterDefinition = openAiCompatible({
  id: 'openrouter',
  label: 'OpenRouter',
  standard: 'https://openrouter.ai/api/v1',
  variable: 'OPENROUTER_BASE_URL',
  where: 'cloud',
  keyVariable: 'OPENROUTER_API_KEY',
  keyRequired: true,
  account: 'https://openrouter.ai/settings/keys',
  kind: 'openrouter',
});

export const compatibleDefinitions: readonly ProviderDefinition[] = [
  ollamaDefinition,
  lmStudioDefinition,
  llamaCppDefinition,
  vllmDefinition,
  openRouterDefinition,
];
