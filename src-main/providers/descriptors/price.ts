/** What a request costs by the model's price list, and the list in words. */
import type { Price } from '#contract/model/providers.ts';
import type { Measure } from './compile.ts';
import type { ModelDescriptor, PriceLine, Scalar } from './schema.ts';
import { sameValue } from './wire.ts';

export interface PriceBasis extends Measure {
  /** Effective parameters, as `compile` gives them. */
  params: Readonly<Record<string, Scalar>>;
  inputTokens?: number;
  outputTokens?: number;
}

type Unit = PriceLine['unit'];

const unknown: Price = { amount: 0, currency: 'USD', basis: 'unknown' };

const fits = (line: PriceLine, params: PriceBasis['params']): boolean =>
  Object.entries(line.when).every(([key, value]) => {
    const effective = params[key];
    return effective !== undefined && sameValue(effective, value);
  });

/** Megapixels that the parameters name ("2 MP"), else those of the size. */
function megapixels(basis: PriceBasis): number | null {
  for (const value of Object.values(basis.params)) {
    const named = /^\s*(\d+(?:\.\d+)?)\s*MP\s*$/iu.exec(String(value));
    if (named) return Number(named[1]);
  }
  return basis.width === null || basis.height === null ? null : (basis.width * basis.height) / 1_000_000;
}

function quantity(unit: Unit, basis: PriceBasis): number | null {
  switch (unit) {
    case 'picture':
    case 'clip':
      return 1;
    case 'megapixel':
      return megapixels(basis);
    case 'second':
      return basis.seconds;
    case 'character':
      return basis.characters;
    case 'input-token':
      return basis.inputTokens ?? null;
    case 'output-token':
      return basis.outputTokens ?? null;
  }
}

/**
 * Price of one request: of every unit the first line whose conditions hold, added up. `unknown` when the list is
 * empty, when no line fits, or when it needs a figure that nobody has.
 */
export function priceOf(descriptor: Pick<ModelDescriptor, 'price'>, basis: PriceBasis, where: 'cloud' | 'local'): Price {
  if (where === 'local') return { amount: 0, currency: 'USD', basis: 'free' };
  const lines = new Map<Unit, PriceLine>();
  for (const line of descriptor.price) if (!lines.has(line.unit) && fits(line, basis.params)) lines.set(line.unit, line);
  let amount = 0;
  let currency: string | null = null;
  for (const line of lines.values()) {
    const count = quantity(line.unit, basis);
    if (count === null || (currency !== null && currency !== line.currency)) return unknown;
    currency = line.currency;
    amount += line.amount * count;
  }
  // Sums of binary fractions would show as 0.30000000000000004.
  return currency === null ? unknown : { amount: Number(amount.toFixed(8)), currency, basis: 'listed' };
}

/** How a price list speaks of a unit, and how many of them: nobody counts single letters. */
const unitWords: Record<Unit, { words: string; times: number }> = {
  picture: { words: 'a picture', times: 1 },
  megapixel: { words: 'a megapixel', times: 1 },
  second: { words: 'a second', times: 1 },
  clip: { words: 'a clip', times: 1 },
  character: { words: 'a thousand characters', times: 1000 },
  'input-token': { words: 'a million tokens read', times: 1_000_000 },
  'output-token': { words: 'a million tokens written', times: 1_000_000 },
};

const symbols: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' };

/** At least two decimals, and as many more as three significant figures need: 0.07, 0.168, 0.003. */
function figure(amount: number): string {
  const digits = amount >= 1 || amount === 0 ? 2 : Math.min(8, Math.max(2, 2 - Math.floor(Math.log10(amount))));
  return amount.toFixed(digits).replace(/(\.\d\d\d*?)0+$/u, '$1');
}

export function moneyInWords(low: number, high: number, currency: string): string {
  const text = figure(low) === figure(high) ? figure(low) : `${figure(low)}–${figure(high)}`;
  const symbol = symbols[currency];
  return symbol === undefined ? `${text} ${currency}` : `${symbol}${text}`;
}

/** "about $0.07 a second", "about $0.17–0.34 a second", "free", "price unknown". */
export function priceInWords(descriptor: Pick<ModelDescriptor, 'price'>, where: 'cloud' | 'local'): string {
  if (where === 'local') return 'free';
  if (descriptor.price.length === 0) return 'price unknown';
  if (descriptor.price.every(({ amount }) => amount === 0)) return 'free';
  const parts: string[] = [];
  for (const unit of new Set(descriptor.price.map((line) => line.unit))) {
    const lines = descriptor.price.filter((line) => line.unit === unit);
    for (const currency of new Set(lines.map((line) => line.currency))) {
      const { words, times } = unitWords[unit];
      const amounts = lines.filter((line) => line.currency === currency).map(({ amount }) => amount * times);
      parts.push(`${moneyInWords(Math.min(...amounts), Math.max(...amounts), currency)} ${words}`);
    }
  }
  return `about ${parts.join(' and ')}`;
}
