/** How numbers, times and money are written everywhere in the studio. */
import type { Money } from '#contract/model/primitives.ts';

/** "3.5 s", "15 s", "1 min 30 s"; rounds to a tenth below ten seconds. Input in seconds. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '—';
  const tenths = Math.round(seconds * 10) / 10;
  if (tenths < 60) return `${tenths % 1 === 0 ? tenths.toFixed(0) : tenths.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** Time left for people: "0:48 left", "12 min left", "2 h left"; empty while unknown. Input in seconds. */
export function formatTimeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '';
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 600) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} left`;
  if (whole < 5400) return `${Math.round(whole / 60)} min left`;
  return `${Math.round(whole / 3600)} h left`;
}

/** How long something will take: "about 40 s", "about 3 min". Input in seconds. */
export function formatAbout(seconds: number): string {
  if (seconds < 5) return 'a few seconds';
  if (seconds < 90) return `about ${Math.round(seconds / 5) * 5} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${(seconds / 3600).toFixed(1)} h`;
}

/** "free", "$1.05", "€0.20"; an unknown currency code is written after the amount. */
export function formatMoney(money: Pick<Money, 'amount' | 'currency'>): string {
  if (money.amount === 0) return 'free';
  return formatAmount(money);
}

/** An amount that somebody will be asked for. `known: false`: it is paid, but nobody knows how much; the amount is zero then. */
export interface Asked extends Pick<Money, 'amount' | 'currency'> {
  known?: boolean;
}

/** "free", "about $1.05", or "price unknown", which is never written as free. */
export function formatAsked(price: Asked): string {
  if (price.known === false) return 'price unknown';
  return price.amount === 0 ? 'free' : `about ${formatAmount(price)}`;
}

/** "20 Nov 2026" from an ISO 8601 day; the text itself when it is none. */
export function formatDay(day: string): string {
  const date = new Date(day);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(date);
}

/** Like `formatMoney`, but zero stays an amount ("$0.00"), for ledgers. */
export function formatAmount(money: Pick<Money, 'amount' | 'currency'>): string {
  const digits = money.amount !== 0 && money.amount < 0.1 ? 3 : 2;
  try {
    return new Intl.NumberFormat('en', {
      style: 'currency',
      currency: money.currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(money.amount);
  } catch {
    return `${money.amount.toFixed(digits)} ${money.currency}`;
  }
}

/** Timecode `00:00:02:11` at the given frame rate (frames per second). Input in seconds. */
export function formatTimecode(seconds: number, fps = 24): string {
  const total = Math.max(0, Math.round(seconds * fps));
  const frames = total % fps;
  const whole = Math.floor(total / fps);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60, frames];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** "812 kB", "4.2 MB". Input in bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

/** "just now", "5 min ago", "yesterday", "3 Nov". Both in milliseconds since the epoch. */
export function formatAgo(then: number, now: number): string {
  const seconds = Math.round((now - then) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 172_800) return 'yesterday';
  if (seconds < 6 * 86_400) return `${Math.floor(seconds / 86_400)} days ago`;
  const date = new Date(then);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(date);
}

/** "62 %". Input 0–1. */
export function formatPercent(part: number): string {
  return `${Math.round(Math.min(1, Math.max(0, part)) * 100)} %`;
}

/** "1 scene", "4 scenes". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
