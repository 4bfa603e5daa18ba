/** Which base URL is in force, and where it comes from. */
import { StudioFailure, fail } from '#contract/errors.ts';
import type { ProviderDefinition } from '#providers/provider.ts';
import { checkedAddress, shownAddress, type ProviderSettings } from './settings.ts';

export interface AddressInUse {
  value: string;
  from: 'standard' | 'settings' | 'environment';
  /** What is wrong with it, with what to do; null when nothing is. */
  problem: string | null;
}

/** @throws StudioFailure not-found when the provider has no such address */
export function addressInUse(
  definition: ProviderDefinition,
  addressId: string,
  { env, settings }: { env: Readonly<Record<string, string | undefined>>; settings: Pick<ProviderSettings, 'addresses'> },
): AddressInUse {
  const slot =
    definition.addresses.find((each) => each.id === addressId) ??
    fail(
      'not-found',
      `${definition.label} has no address called “${addressId}”.`,
      `Known: ${definition.addresses.map((each) => each.id).join(', ') || 'none'}.`,
    );
  // The environment wins, so that one start can be pointed elsewhere without changing what is stored.
  const given = env[slot.variable]?.trim() ?? '';
  const set = settings.addresses[`${definition.id}.${addressId}`];
  const [value, from] =
    given !== ''
      ? ([given, 'environment'] as const)
      : set === undefined
        ? ([slot.standard, 'standard'] as const)
        : ([set, 'settings'] as const);
  try {
    return { value: checkedAddress(definition, value), from, problem: null };
  } catch (cause) {
    if (!(cause instanceof StudioFailure)) throw cause;
    const origin = from === 'environment' ? ` It comes from ${slot.variable}.` : '';
    return { value: shownAddress(value), from, problem: `${cause.error.message} ${cause.error.hint}${origin}` };
  }
}
