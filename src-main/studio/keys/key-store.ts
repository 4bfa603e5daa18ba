/** Where keys come from. A key's value leaves a store only towards the provider it belongs to. */
export type KeyOrigin = 'environment' | 'safe-storage';

export interface KeyStore {
  /** The key's value; null when there is none, also when a stored one cannot be read any more. */
  get(providerId: string, keyId: string): Promise<string | null>;
  /**
   * Keeps a key.
   * @throws StudioFailure unavailable when nothing can be kept here (it says what to do instead), invalid-input,
   * not-found for a key that no provider has; errors of the file system as they are
   */
  set(providerId: string, keyId: string, value: string): Promise<void>;
  /** Forgets a kept key; one from the environment stays. @throws StudioFailure unavailable; errors of the file system as they are */
  remove(providerId: string, keyId: string): Promise<void>;
  /** Where `get` finds it; null when it finds none. */
  from(providerId: string, keyId: string): Promise<KeyOrigin | null>;
  /** What is wrong with a kept key, in a sentence with what to do; null when nothing is. */
  problem(providerId: string, keyId: string): Promise<string | null>;
  /** Whether `set` can work here. */
  readonly canStore: boolean;
  /** Why it cannot; empty when it can. */
  readonly why: string;
}

/**
 * A key as it is sent: without the spaces and line ends that come along when it is pasted.
 * @returns null when nothing is left
 */
export function trimmedKey(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
