/**
 * The list of models: described ones, a person's own files, and what local servers said they have. It is asked for at
 * the beginning of every operation about providers, so nothing is read or checked again that has not changed.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCatalogue, type Catalogue, type CatalogueModel } from '#providers/descriptors/catalogue.ts';
import { modelDescriptorSchema, modelIdOf } from '#providers/descriptors/schema.ts';
import type { ProviderConnection, ProviderDefinition } from '#providers/provider.ts';

/** Under this name a provider's memory keeps what its server had when it was last asked. */
const INSTALLED = 'installed-models';

type Memory = ProviderConnection['memory'];

export interface ModelList {
  /** The same object as before while nothing has changed, so that callers can tell. */
  read(definitions: readonly ProviderDefinition[]): Promise<Catalogue>;
}

/** @param folder the person's own files; it need not exist */
export function modelList(folder: string, memoryOf: (providerId: string) => Memory): ModelList {
  let described: { key: string; catalogue: Catalogue } | null = null;
  let whole: { from: unknown[]; catalogue: Catalogue } | null = null;
  const checked = new WeakMap<object, CatalogueModel[]>();

  async function readDescribed(definitions: readonly ProviderDefinition[]): Promise<Catalogue> {
    const key = JSON.stringify([definitions.map((each) => each.id), await stampOf(folder)]);
    if (described?.key !== key) described = { key, catalogue: await loadCatalogue({ providers: definitions, folder }) };
    return described.catalogue;
  }

  /** What is stored was written by an earlier version, perhaps: what does not fit any more is left out. */
  function modelsIn(stored: unknown): CatalogueModel[] {
    if (!Array.isArray(stored)) return [];
    const known = checked.get(stored);
    if (known !== undefined) return known;
    const models = stored.flatMap((each): CatalogueModel[] => {
      const parsed = modelDescriptorSchema.safeParse(each);
      return parsed.success ? [{ ...parsed.data, origin: 'server' }] : [];
    });
    checked.set(stored, models);
    return models;
  }

  return {
    async read(definitions) {
      const own = await readDescribed(definitions);
      const installed = await Promise.all(definitions.map(async ({ id }) => await memoryOf(id).get(INSTALLED)));
      const from = [own, ...installed];
      if (whole === null || whole.from.length !== from.length || whole.from.some((each, index) => each !== from[index])) {
        const named = new Set(own.models.map(modelIdOf));
        const found = definitions.flatMap(({ id }, index) =>
          modelsIn(installed[index]).filter((model) => model.provider === id && !named.has(modelIdOf(model))),
        );
        whole = { from, catalogue: { models: [...own.models, ...found], problems: own.problems } };
      }
      return whole.catalogue;
    },
  };
}

/** Remembers what a server has; null forgets it. */
export async function keepInstalled(memory: Memory, models: readonly unknown[] | null): Promise<void> {
  const before = await memory.get(INSTALLED);
  // Most of the time a server has what it had; nothing is written then.
  if (JSON.stringify(before ?? null) !== JSON.stringify(models)) await memory.put(INSTALLED, models);
}

/** Names, sizes and times of a folder's files; empty when it is not there. */
async function stampOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return await Promise.all(
    names
      .filter((name) => name.toLowerCase().endsWith('.json'))
      .sort()
      .map(async (name) => {
        const facts = await stat(join(folder, name)).catch(() => null);
        return facts === null ? name : `${name} ${facts.size} ${facts.mtimeMs} ${facts.ctimeMs}`;
      }),
  );
}

/**
 * A model that nobody described, on a server that runs whatever is installed there: `ollama:llama3.2:3b`. The name
 * alone is enough; null when it is not one of this provider's, or the provider has only described ones.
 */
export function modelByName(definition: ProviderDefinition, modelId: string): CatalogueModel | null {
  const prefix = `${definition.id}:`;
  if (definition.anyTextModel !== true || !modelId.startsWith(prefix) || modelId === prefix) return null;
  const remoteId = modelId.slice(prefix.length);
  const descriptor = modelDescriptorSchema.parse({
    provider: definition.id,
    remoteId,
    name: remoteId,
    kind: 'text',
    modes: ['text'],
    text: { contextTokens: 16_384, maxOutputTokens: 8192, vision: false, logprobs: 'ask' },
    source: 'Named by you; what it can do is found out when it is asked.',
  });
  return { ...descriptor, origin: 'server' };
}
