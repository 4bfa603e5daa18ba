/** What one more picture or take costs, so that money is seen before it is spent. */
import { useEffect, useState } from 'react';
import type { Estimate } from '#contract/model/brief.ts';
import type { Money } from '#contract/model/primitives.ts';
import { useFilm, useStudio } from '../../app/studio-context.tsx';
import { selectBrief } from '../../stores/film/selectors.ts';

type Price = Pick<Money, 'amount' | 'currency'>;
type Made = readonly { cost: Money; createdAt: number }[];

/** The price of the latest one made; null when nothing was made yet. */
export function latestPrice(made: Made): Price | null {
  const latest = made.reduce<Made[number] | null>(
    (newest, each) => (newest === null || each.createdAt > newest.createdAt ? each : newest),
    null,
  );
  return latest === null ? null : { amount: latest.cost.amount, currency: latest.cost.currency };
}

/** The price of one according to an estimate; null when the estimate does not speak of it. */
export function estimatedPrice(estimate: Estimate, kind: 'picture' | 'take'): Price | null {
  const { currency } = estimate.cost;
  if (estimate.cost.amount === 0) return { amount: 0, currency };
  const line = estimate.lines.find((each) => (kind === 'take' ? /take/i : /picture/i).test(each.what));
  return line === undefined ? null : { amount: line.each, currency };
}

/** What `count` more cost: at the latest price, else as the core estimates; undefined while unknown. */
export function usePrice(kind: 'picture' | 'take', made: Made, count: number): Price | undefined {
  const { client } = useStudio();
  const brief = useFilm(selectBrief);
  const latest = latestPrice(made);
  const unknown = latest === null;
  const [estimated, setEstimated] = useState<Price | null>(null);
  useEffect(() => {
    if (!unknown || brief === null) return undefined;
    let here = true;
    const ask = async (): Promise<void> => {
      const answer = await client.call('brief.estimate', { brief });
      if (here && answer.ok) setEstimated(estimatedPrice(answer.value, kind));
    };
    void ask();
    return () => {
      here = false;
    };
  }, [client, brief, kind, unknown]);
  const each = latest ?? estimated;
  return each === null ? undefined : { amount: each.amount * count, currency: each.currency };
}
