/** The operating system's own encryption (Keychain, DPAPI, the desktop's keyring), as Electron offers it. */
import { safeStorage } from 'electron';
import type { KeyCipher } from '#studio/keys/key-file.ts';

/** Usable once the app is ready. */
export const electronCipher: KeyCipher = {
  async isAvailable() {
    // Without a keyring Electron falls back to a password that is in its source; that only looks like encryption.
    if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return false;
    return await safeStorage.isAsyncEncryptionAvailable();
  },
  encrypt: (text) => safeStorage.encryptStringAsync(text),
  async decrypt(bytes) {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(bytes));
    return { text: result, renew: shouldReEncrypt };
  },
};
