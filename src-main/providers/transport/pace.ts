/**
 * How fast creates may follow one another at one account. Pure arithmetic on a clock that is passed in.
 *
 * A stated limit is kept by even spacing (the generic cell rate algorithm, ITU-T I.371). An unstated one is found:
 * the rate doubles every second until the service refuses, then every refusal narrows it between what the service
 * took and what it did not take, and between refusals it rises slowly, because limits rise too.
 */

/** One create that was allowed to start. */
export interface Turn {
  /** Counted from 1. */
  readonly number: number;
  /** Milliseconds of the lane's clock. */
  readonly at: number;
}

/** What a refusal was about: creates coming too fast, or too many jobs under way. */
export type RefusedFor = 'rate' | 'places';

export interface Pace {
  /** Milliseconds until the next create may start; 0 when it may start now. */
  wait(now: number): number;
  /** Starts one. `queued`: it had to wait for the pace, so that the rate may rise. */
  take(now: number, queued: boolean): Turn;
  refused(now: number, turn: Turn | null, retryAfterMs: number | null, why: RefusedFor): void;
  accepted(turn: Turn): void;
  /** Forgets what was learned when the limit is another one. */
  setLimit(createsPerMinute: number | null): void;
  /** Creates per minute in force. */
  rate(): number;
  /** Milliseconds for which nobody may start because the service said so. */
  heldFor(now: number): number;
}

const MINUTE = 60_000;
/**
 * Creates leave evenly spaced, and arrive less so. This much more than a minute is counted as one, so that a full
 * minute's worth stays within the service's minute although the first was slow on the way and the last was fast.
 */
const JITTER = 500;
/**
 * Timers and a busy process are late by some milliseconds each time; where creates follow each other so quickly that
 * it matters (more than 20 a second), so much lateness may be caught up. That is the only burst there is, never more
 * than ten. What services count is not known (Replicate allows small accounts a burst of one), and jobs that take
 * minutes gain nothing from being sent together.
 */
const CATCH_UP = 100;
const MAX_BURST = 10;

/** Where the search for an unstated limit begins: 600 a minute, the usual figure where one is stated. Creates per ms. */
const FIRST_RATE = 10 / 1000;
const FASTEST = 100 / 1000;
/** A limit of one in ten minutes is not kept by anybody. */
const SLOWEST = 1 / (10 * MINUTE);

/**
 * Parts of the rate after the last refusal by which it rises in the first busy second, and the busy seconds after
 * which it rises twice as fast: a limit that was met closely is approached gently, one that was underestimated is left
 * behind sooner and sooner.
 */
const RISE = { rough: { perSecond: 0.02, doublesAfter: 5 }, known: { perSecond: 0.002, doublesAfter: 20 } };

/** A refusal without a hint is answered by this wait, doubled as long as what follows it is refused too. */
const FIRST_HOLD = 200;
const LONGEST_HOLD = 30_000;
/** Refusals come quickly: a create that was not refused for this long was taken. */
const PROBE_ANSWER = 1000;

type Knowledge = 'searching' | 'rough' | 'known';

/** Lateness that may be caught up at this interval, milliseconds. */
const catchUp = (interval: number): number => Math.max(0, Math.min(CATCH_UP - 2 * interval, (MAX_BURST - 1) * interval));

/** Spacing that keeps a stated limit, milliseconds. */
function statedInterval(createsPerMinute: number): number {
  // At most ⌈(T + catchUp) / interval⌉ creates start in any time T; this makes it the limit for a minute and its jitter.
  const even = (MINUTE + JITTER) / createsPerMinute;
  return even + catchUp(even) / createsPerMinute;
}

export function createPace(createsPerMinute: number | null, random: () => number = Math.random): Pace {
  let limit = createsPerMinute;
  let learned: number | null = limit === null ? FIRST_RATE : null;
  let knowledge: Knowledge = limit === null ? 'searching' : 'known';
  /** The rate after the last refusal, and the busy seconds since; the rise is measured by them. */
  let base = FIRST_RATE;
  let climbed = 0;
  let count = 0;
  /** When the next create is due, if they follow each other evenly. */
  let due = -Infinity;
  let lastTake = -Infinity;
  let holdUntil = -Infinity;
  /** The first create after a hold goes alone, to find out whether the others may follow. */
  let probe: { number: number | null; until: number } | null = null;
  let silentRow = 0;
  /** Since the last refusal that taught something. */
  let since: { number: number; at: number; refused: number; idle: number } | null = null;
  /** Creates up to this number were sent before the rate was lowered: their refusal is no news. */
  let judged = 0;

  const interval = (): number => {
    const kept = limit === null ? 0 : statedInterval(limit);
    return Math.max(kept, learned === null ? 0 : 1 / learned);
  };
  const currentRate = (): number => 1 / interval();

  function rise(now: number, queued: boolean): void {
    // A clock that leapt ahead must not look like an hour of being accepted.
    const elapsed = Math.min(Math.max(now - lastTake, 0), 1000);
    if (learned === null || !queued) return;
    if (knowledge === 'searching') learned *= 2 ** (elapsed / 1000);
    else {
      const { perSecond, doublesAfter } = RISE[knowledge];
      climbed += elapsed / 1000;
      learned = base * (1 + perSecond * climbed * (1 + climbed / (2 * doublesAfter)));
    }
    // Nothing is left to learn once it is above what the service states.
    if (limit !== null && 1 / learned < statedInterval(limit)) learned = null;
    else learned = Math.min(FASTEST, learned);
  }

  /** Lowers the rate after a create that was sent at this rate was refused. */
  function lower(turn: Turn): void {
    const high = currentRate();
    const before = since;
    since = { number: turn.number, at: turn.at, refused: 0, idle: 0 };
    judged = count;
    const elapsed = before === null ? 0 : turn.at - before.at;
    if (before === null || elapsed <= 0) {
      // The rate of the last second was lower than the present one while it doubled, and part of it was the service's burst.
      learned = high * (knowledge === 'searching' ? 0.5 : 0.8);
      knowledge = 'rough';
    } else {
      // Nothing was left at either end, so this is what the service gives at least, whatever it counts.
      const low = Math.max(0, turn.number - before.number - 1 - before.refused) / elapsed;
      const wasBusy = before.idle < elapsed / 10;
      if (!wasBusy) learned = Math.max(low, high / 2);
      else if (low > high / 1.2) learned = Math.min(low, high * 0.98);
      else if (low > high / 2) learned = (low + high) / 2;
      else learned = Math.max(Math.sqrt(low * high), high * (limit === null ? 0.4 : 0.7));
      knowledge = wasBusy && low > high / 2 ? 'known' : 'rough';
    }
    learned = Math.max(SLOWEST, learned);
    base = learned;
    climbed = 0;
  }

  return {
    wait(now) {
      let until = Math.max(holdUntil, due - catchUp(interval()));
      if (probe !== null && probe.number !== null) until = Math.max(until, probe.until);
      return Math.max(0, until - now);
    },
    take(now, queued) {
      if (probe !== null && probe.number !== null && now >= probe.until) probe = null;
      if (since !== null) since.idle += queued ? 0 : Math.max(0, now - Math.max(due, holdUntil, lastTake));
      rise(now, queued);
      count += 1;
      due = Math.max(now, due, holdUntil) + interval();
      lastTake = now;
      if (probe !== null) probe = { number: count, until: now + PROBE_ANSWER };
      return { number: count, at: now };
    },
    refused(now, given, retryAfterMs, why) {
      const turn = given ?? { number: count, at: lastTake === -Infinity ? now : lastTake };
      const wasProbe = probe?.number === turn.number;
      const isNews = turn.number > judged;
      if (wasProbe) judged = Math.max(judged, turn.number);
      if (isNews && !wasProbe && why === 'rate') lower(turn);
      else if (since !== null && turn.number > since.number) since.refused += 1;

      if (retryAfterMs !== null) {
        silentRow = 0;
        // A little later than asked, and not everybody at the same instant.
        holdUntil = Math.max(holdUntil, now + retryAfterMs + random() * 50);
      } else if (isNews || wasProbe) {
        silentRow = wasProbe ? silentRow + 1 : 0;
        const first = Math.max(FIRST_HOLD, 2 * interval());
        holdUntil = Math.max(holdUntil, now + Math.min(LONGEST_HOLD, first * 2 ** silentRow) * (1 + random() / 4));
      }
      if (why === 'places' && isNews) judged = count;
      if (holdUntil > now && (wasProbe || isNews || retryAfterMs !== null)) probe = { number: null, until: 0 };
    },
    accepted(turn) {
      if (probe?.number !== turn.number) return;
      probe = null;
      silentRow = 0;
    },
    setLimit(next) {
      if (next === limit) return;
      limit = next;
      learned = next === null ? FIRST_RATE : null;
      knowledge = next === null ? 'searching' : 'known';
      base = FIRST_RATE;
      climbed = 0;
      since = null;
      // What is due was reckoned by the old limit.
      due = Math.min(due, lastTake + interval());
    },
    rate: () => currentRate() * MINUTE,
    heldFor: (now) => Math.max(0, holdUntil - now),
  };
}
