/** Money in words and shares. Pure. */
import type { Caps, LedgerLine, MoneyReport } from '#contract/model/providers.ts';
import { formatAmount } from '../../ui/format.ts';
import { readNumber } from '../settings/read-limits.ts';

/** What the state of a line in the ledger means. */
export const ledgerWords: Record<LedgerLine['state'], { label: string; detail: string }> = {
  open: { label: 'Under way', detail: 'Not finished; the estimate counts until it is.' },
  billed: { label: 'Billed', detail: 'The provider named this figure.' },
  assumed: { label: 'Estimate', detail: 'The provider named no figure, so the estimate stands.' },
  void: { label: 'Not charged', detail: 'It was not made, so it costs nothing.' },
};

/** Whether a line was paid at a price nobody knows; its figures mean nothing then. */
export const priceUnknown = (line: Pick<LedgerLine, 'unpriced'>): boolean => line.unpriced === true;

/** What a line counts for: the figure of the provider, else the estimate; nothing when it was not charged. */
export function countsFor(line: Pick<LedgerLine, 'state' | 'actual' | 'estimated'>): number {
  return line.state === 'void' ? 0 : (line.actual ?? line.estimated);
}

/** What is ordered and not finished. */
export const underWay = (lines: readonly LedgerLine[]): number =>
  lines.reduce((sum, line) => sum + (line.state === 'open' ? line.estimated : 0), 0);

export interface Share {
  name: string;
  amount: number;
  jobs: number;
  /** 0–1 of the largest of them, for the length of its bar. */
  part: number;
}

/** How long each bar is against the longest; largest first unless the order given means something. */
export function shares(
  entries: readonly { name: string; amount: number; jobs: number }[],
  order: 'largest' | 'given' = 'largest',
): Share[] {
  const largest = Math.max(0, ...entries.map((entry) => entry.amount));
  const all = entries.map(({ name, amount, jobs }) => ({ name, amount, jobs, part: largest === 0 ? 0 : amount / largest }));
  return order === 'given' ? all : all.sort((a, b) => b.amount - a.amount || b.jobs - a.jobs);
}

/** Whether anything was ever asked of someone who charges for it. */
export const nothingSpent = (report: Pick<MoneyReport, 'lines' | 'estimated' | 'actual'>): boolean =>
  report.estimated === 0 &&
  report.actual === 0 &&
  report.lines.every((line) => !priceUnknown(line) && line.estimated === 0 && (line.actual ?? 0) === 0);

/** How much of a cap is left, in a sentence; empty without a cap. */
export function capWords(cap: number | null, used: number, currency: string): string {
  if (cap === null) return '';
  const left = cap - used;
  return left <= 0
    ? 'Reached: paid work waits.'
    : `${formatAmount({ amount: left, currency })} left of ${formatAmount({ amount: cap, currency })}`;
}

export type ReadCap = { ok: true; cap: number | null } | { ok: false; problem: string };

/** A cap as it is typed; empty means none. A currency sign in front is left out. */
export function readCap(text: string): ReadCap {
  const number = readNumber(text.replace(/^\s*[$€£]/, ''));
  return number === null
    ? { ok: true, cap: null }
    : Number.isNaN(number)
      ? { ok: false, problem: 'An amount such as 20 or 7.50' }
      : { ok: true, cap: number };
}

/** What happens when a cap is reached, said where it is set. */
export function capEffect(caps: Pick<Caps, 'perProject' | 'perDay'>): string {
  return caps.perProject === null && caps.perDay === null
    ? 'Without a limit nothing is held back. Every button still says what it costs before you press it.'
    : 'A job that would go over a limit is not sent: the run waits for you and nothing made is lost. While a limit is set, models whose price is unknown are not used.';
}
