/** What a run costs in words: an unknown price is said, never counted as free. Pure. */
import type { Estimate } from '#contract/model/brief.ts';
import { runUntilValues, type RunUntil } from '#contract/model/film.ts';
import { formatAmount } from '../../ui/format.ts';

/** Whether some of what will be asked for is paid at a price nobody knows. */
export const someUnknown = (estimate: Pick<Estimate, 'lines'>): boolean => estimate.lines.some((line) => !line.known && line.count > 0);

/** "free", "about $1.20", "at least $1.20", "price unknown". @param about word for a total that is wholly known */
export function totalWords(estimate: Pick<Estimate, 'lines' | 'cost'>, about: 'about' | 'up to'): string {
  if (someUnknown(estimate)) return estimate.cost.amount === 0 ? 'price unknown' : `at least ${formatAmount(estimate.cost)}`;
  return estimate.cost.amount === 0 ? 'free' : `${about} ${formatAmount(estimate.cost)}`;
}

/** The lines that cost something or may: what, and its price as written beside it. */
export function paidLines(estimate: Pick<Estimate, 'lines' | 'cost'>): { what: string; price: string }[] {
  return estimate.lines
    .filter((line) => line.count > 0 && (line.amount > 0 || !line.known))
    .map((line) => ({
      what: line.what,
      price: `${line.count} × ${line.known ? formatAmount({ amount: line.each, currency: estimate.cost.currency }) : 'price unknown'}`,
    }));
}

/** The furthest stage that asks for each kind of thing. */
const askedForBy: Record<Estimate['lines'][number]['kind'], RunUntil> = {
  story: 'story',
  enhancement: 'frames',
  picture: 'frames',
  take: 'takes',
  speech: 'film',
};

/** What of an estimate is spent by a run that goes only so far: a storyboard shoots nothing and says nothing aloud. */
export function estimateUntil(estimate: Pick<Estimate, 'lines' | 'cost'>, until: RunUntil): Pick<Estimate, 'lines' | 'cost'> {
  if (until === 'film') return estimate;
  const far = runUntilValues.indexOf(until);
  const lines = estimate.lines.filter((line) => runUntilValues.indexOf(askedForBy[line.kind]) <= far);
  return { lines, cost: { amount: lines.reduce((sum, line) => sum + line.amount, 0), currency: estimate.cost.currency } };
}
