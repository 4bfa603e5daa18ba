/** What was learned about providers and their servers, kept between starts: one JSON file per provider, no secrets. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProviderConnection } from '#providers/provider.ts';
import { writeWhole } from '#storage/index.ts';

type Memory = ProviderConnection['memory'];

/** @param folder made when something is stored for the first time */
export function learnedMemory(folder: string, providerId: string): Memory {
  const file = join(folder, `${providerId.replaceAll(/[^\w-]/g, '_')}.json`);
  let known: Promise<Map<string, unknown>> | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  const read = (): Promise<Map<string, unknown>> =>
    (known ??= readFile(file, 'utf8')
      .then((text) => new Map(Object.entries(JSON.parse(text) as Record<string, unknown>)))
      // Missing or unreadable: it is learned again.
      .catch(() => new Map<string, unknown>()));
  return {
    get: async (key) => (await read()).get(key),
    put(key, value) {
      const change = async (): Promise<void> => {
        const all = await read();
        all.set(key, value);
        await mkdir(folder, { recursive: true });
        await writeWhole(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
      };
      const mine = tail.then(change, change);
      tail = mine.catch(() => undefined);
      return mine;
    },
  };
}
