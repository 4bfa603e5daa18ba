/** Keys that the person entered, encrypted by the operating system, with the environment's before them. */
import { fail } from '#contract/errors.ts';
import type { KeyFile } from './key-file.ts';
import { trimmedKey, type KeyStore } from './key-store.ts';

const WHY = 'This computer has no keyring that could keep keys safe, so they come from environment variables.';

/**
 * A key from the environment wins over a kept one: whoever starts the studio with a variable means this start, and a
 * test or a colleague's account must not end up on the kept one. Taking the variable away brings the kept one back.
 *
 * @param fallback `environmentKeys`
 */
export function safeStorageKeys(kept: KeyFile, fallback: KeyStore): KeyStore {
  const nameOf = (providerId: string, keyId: string): string => `${providerId}.${keyId}`;
  return {
    async get(providerId, keyId) {
      const given = await fallback.get(providerId, keyId);
      if (given !== null) return given;
      const found = await kept.read(nameOf(providerId, keyId));
      return found.state === 'kept' ? found.text : null;
    },
    async set(providerId, keyId, value) {
      if (!kept.available) return await fallback.set(providerId, keyId, value);
      const key = trimmedKey(value);
      if (key === null) fail('invalid-input', 'The key is empty.', 'Paste the key as the provider shows it.');
      // Such a character could not be sent in a header; it comes from copying too much.
      if (!/^[\u0021-\u007e]+$/.test(key))
        fail(
          'invalid-input',
          'A key has no spaces, line breaks or special characters; this one was not kept.',
          'Copy the key alone and paste it again.',
        );
      await kept.write(nameOf(providerId, keyId), key);
    },
    async remove(providerId, keyId) {
      const name = nameOf(providerId, keyId);
      if ((await kept.read(name)).state === 'none') {
        if ((await fallback.from(providerId, keyId)) !== null) await fallback.remove(providerId, keyId);
        return;
      }
      await kept.write(name, null);
    },
    async from(providerId, keyId) {
      const given = await fallback.from(providerId, keyId);
      if (given !== null) return given;
      return (await kept.read(nameOf(providerId, keyId))).state === 'kept' ? 'safe-storage' : null;
    },
    async problem(providerId, keyId) {
      // What is not used cannot be a problem.
      if ((await fallback.get(providerId, keyId)) !== null) return null;
      if ((await kept.read(nameOf(providerId, keyId))).state !== 'unreadable') return null;
      return kept.available
        ? 'The kept key cannot be read any more; it was kept by another user or before the system was set up anew. Enter it again.'
        : 'A key is kept, but the keyring that can open it is not there. Sign in with the keyring, or set the environment variable.';
    },
    canStore: kept.available,
    why: kept.available ? '' : WHY,
  };
}
