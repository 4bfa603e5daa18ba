/** fal's own price list: what a job was billed, in money. */
import type { ProviderConnection } from '../provider.ts';
import { isObject } from './failures.ts';
import { callFal } from './session.ts';

export interface UnitPrice {
  amount: number;
  currency: string;
  /** In fal's word: image, megapixel, second, video, unit … */
  unit: string;
  /** When it was looked up; milliseconds since the epoch. */
  at: number;
}

/** Prices change a few times a year. Milliseconds. */
const FRESH = 12 * 3_600_000;

export interface FalPrices {
  /** What one unit costs now; null when fal does not say. */
  unitPrice(remoteId: string, signal: AbortSignal): Promise<UnitPrice | null>;
  /**
   * Money for the units that fal billed for a job.
   * @param units the answer's `x-fal-billable-units`; null when it named none
   * @returns null when either figure is missing: an assumed cost is the caller's business
   */
  billed(remoteId: string, units: string | null, signal: AbortSignal): Promise<{ amount: number; currency: string } | null>;
}

export function falPrices(connection: ProviderConnection): FalPrices {
  async function unitPrice(remoteId: string, signal: AbortSignal): Promise<UnitPrice | null> {
    const key = `price ${remoteId}`;
    const known = readPrice(await connection.memory.get(key));
    const age = known === null ? Infinity : connection.now() - known.at;
    if (known !== null && age >= 0 && age < FRESH) return known;
    try {
      const answer = await callFal(connection, {
        kind: 'read',
        method: 'GET',
        url: `${connection.address('api')}/models/pricing?endpoint_id=${encodeURIComponent(remoteId)}`,
        deadlineMs: 8000,
        attempts: 1,
        signal,
      });
      const price = priceIn(answer.body, remoteId, connection.now());
      if (price !== null) await connection.memory.put(key, price);
      return price;
    } catch {
      // A film must not wait for a price list.
      signal.throwIfAborted();
      return null;
    }
  }

  return {
    unitPrice,
    async billed(remoteId, units, signal) {
      const count = units === null || units.trim() === '' ? Number.NaN : Number(units);
      if (!Number.isFinite(count) || count < 0) return null;
      const price = await unitPrice(remoteId, signal);
      // Products of binary fractions would show as 0.19999999999999998.
      return price === null ? null : { amount: Number((price.amount * count).toFixed(6)), currency: price.currency };
    },
  };
}

function priceIn(body: unknown, remoteId: string, at: number): UnitPrice | null {
  const list: unknown[] = isObject(body) && Array.isArray(body['prices']) ? body['prices'] : [];
  const line = list.find((each) => isObject(each) && each['endpoint_id'] === remoteId);
  if (!isObject(line)) return null;
  return readPrice({ amount: Number(line['unit_price']), currency: line['currency'] ?? 'USD', unit: line['unit'] ?? '', at });
}

function readPrice(value: unknown): UnitPrice | null {
  if (!isObject(value)) return null;
  const { amount, currency, unit, at } = value;
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) return null;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency) || typeof unit !== 'string' || typeof at !== 'number') return null;
  return { amount, currency, unit, at };
}
