/** Keys from environment variables: the only place for them in the browser host and on the command line. */
import { fail } from '#contract/errors.ts';
import type { ProviderDefinition } from '#providers/provider.ts';
import { trimmedKey, type KeyStore } from './key-store.ts';

export type KeyOwner = Pick<ProviderDefinition, 'id' | 'label' | 'keys'>;

const WHY = 'Here keys come from environment variables only, so that none is kept in a file that others can read.';

/** Read-only. @param env as the process was started with it; read anew each time */
export function environmentKeys(env: Readonly<Record<string, string | undefined>>, definitions: readonly KeyOwner[]): KeyStore {
  const slotOf = (providerId: string, keyId: string) =>
    definitions.find((each) => each.id === providerId)?.keys.find((key) => key.id === keyId) ?? null;
  function value(providerId: string, keyId: string): string | null {
    const slot = slotOf(providerId, keyId);
    return slot === null ? null : trimmedKey(env[slot.variable]);
  }
  function refuse(providerId: string, keyId: string, what: 'kept' | 'removed'): never {
    const slot = slotOf(providerId, keyId);
    if (slot === null)
      return fail('not-found', `There is no key “${keyId}” of “${providerId}”.`, 'Look at the list of providers and their keys.');
    return what === 'kept'
      ? fail('unavailable', `The ${slot.label} was not kept. ${WHY}`, `Set ${slot.variable} to it and start Heroframe again.`)
      : fail(
          'unavailable',
          `The ${slot.label} comes from the environment variable ${slot.variable}.`,
          `Take ${slot.variable} away and start Heroframe again.`,
        );
  }
  return {
    get: (providerId, keyId) => Promise.resolve(value(providerId, keyId)),
    set: async (providerId, keyId) => refuse(providerId, keyId, 'kept'),
    remove: async (providerId, keyId) => refuse(providerId, keyId, 'removed'),
    from: (providerId, keyId) => Promise.resolve(value(providerId, keyId) === null ? null : 'environment'),
    problem: () => Promise.resolve(null),
    canStore: false,
    why: WHY,
  };
}
