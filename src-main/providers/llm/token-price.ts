/** What a language model's tokens cost by its price list. */
import type { Price } from '#contract/model/providers.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';

/**
 * Tokens times their prices.
 *
 * @returns `free` on this computer; `unknown` when the list lacks a price for tokens that are used
 */
export function tokenPrice(
  descriptor: Pick<ModelDescriptor, 'price'>,
  usage: { inputTokens: number; outputTokens: number },
  where: 'cloud' | 'local',
): Price {
  if (where === 'local') return { amount: 0, currency: 'USD', basis: 'free' };
  const read = descriptor.price.find((line) => line.unit === 'input-token');
  const written = descriptor.price.find((line) => line.unit === 'output-token');
  if (read === undefined || (written === undefined && usage.outputTokens > 0)) return { amount: 0, currency: 'USD', basis: 'unknown' };
  const amount = read.amount * usage.inputTokens + (written?.amount ?? 0) * usage.outputTokens;
  // Sums of binary fractions would show as 0.30000000000000004.
  return { amount: Number(amount.toFixed(8)), currency: read.currency, basis: 'listed' };
}
