/**
 * One lane per provider account, shared by all films of this process: how many jobs are under way there, how fast
 * new ones are created, and whether anything may be sent there at all.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProviderError } from '../adapter.ts';
import { ProviderFailure, providerError } from './errors.ts';
import { createPace, type RefusedFor, type Turn } from './pace.ts';
import { createTransport, type Transport, type TransportOptions, type TransportRequest } from './transport.ts';

export interface LaneLimits {
  /** Jobs under way at once, at least 1. */
  atOnce: number;
  /** Null when the service states none: then it is found. */
  createsPerMinute: number | null;
}

export interface LaneOptions extends LaneLimits {
  /**
   * Milliseconds of a clock that only counts on (`performance.now` when left out). The calendar's clock is set by
   * people and by time servers: hours back would freeze the lane, hours ahead would end every wait at once.
   */
  now?: () => number;
  /** Milliseconds since 1970, for telling people when a pause began. */
  wallClock?: () => number;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 … 1, spreads waits. */
  random?: () => number;
}

export interface LaneStats {
  /** Jobs that have a place, and jobs that wait for one. */
  running: number;
  waitingForPlace: number;
  waitingForTurn: number;
  /** Creates that were allowed to start, and refusals for coming too fast or being too many. */
  creates: number;
  refused: number;
  /** In force now, whether stated or learned. */
  createsPerMinute: number;
  /** Milliseconds for which nobody may start because the service said so. */
  heldForMs: number;
}

export interface Lane {
  /**
   * A place among the jobs under way; first come, first served. Call the result to give it back (once counts).
   * @throws ProviderFailure the pause's, at once; `canceled` when the signal fires, which leaves the queue
   */
  enter(signal: AbortSignal): Promise<() => void>;
  /**
   * A slot for one create, never before its time. @param again it was refused before, so it goes first
   * @throws as `enter`
   */
  turn(signal: AbortSignal, again?: boolean): Promise<Turn>;
  /**
   * A create was refused with 429: everybody waits, and the lane learns.
   * @param retryAfterMs what the service asked for; null when it only refused
   * @param turn which create it was; the latest when left out
   * @param why `places`: too many jobs under way, which says nothing about the rate
   */
  throttled(retryAfterMs: number | null, turn?: Turn, why?: RefusedFor): void;
  /** A create was not refused. Waits after a refusal end sooner where this is told. */
  accepted(turn: Turn): void;
  /** Nothing may be sent until `resume`; whoever waits is turned away with this error. */
  pause(error: ProviderError): void;
  resume(): void;
  paused(): { reason: string; since: number } | null;
  /** What was learned is kept unless the limit of creates is another one. @throws RangeError */
  setLimits(limits: LaneLimits): void;
  limits(): LaneLimits;
  stats(): LaneStats;
}

interface Waiter<T> {
  give: (value: T) => void;
  refuse: (failure: ProviderFailure) => void;
}

export function createLane(options: LaneOptions): Lane {
  const clock = options.now ?? (() => performance.now());
  const wallClock = options.wallClock ?? Date.now;
  const nap = options.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal }).then(() => undefined));
  let limits = checked(options);
  let pausedBy: { error: ProviderError; since: number } | null = null;
  const pace = createPace(limits.createsPerMinute, options.random);

  // Sets keep the order of arrival and forget in constant time, so that a thousand waiting jobs cost nothing.
  const forPlace = new Set<Waiter<() => void>>();
  const forTurn = new Set<Waiter<Turn>>();
  const forTurnAgain = new Set<Waiter<Turn>>();
  let running = 0;
  let creates = 0;
  let refused = 0;

  // Even a clock that was set back must only stand still here, or everything that is due would be hours away.
  let time = 0;
  let seen = clock();
  function now(): number {
    const read = clock();
    time += Math.max(0, read - seen);
    seen = read;
    return time;
  }

  function wait<T>(queue: Set<Waiter<T>>, signal: AbortSignal, begin: () => void): Promise<T> {
    if (pausedBy !== null) return Promise.reject(new ProviderFailure(pausedBy.error));
    if (signal.aborted) return Promise.reject(canceled());
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        queue.delete(waiter);
        signal.removeEventListener('abort', stop);
      };
      const waiter: Waiter<T> = {
        give(value) {
          leave();
          resolve(value);
        },
        refuse(failure) {
          leave();
          reject(failure);
        },
      };
      const stop = (): void => {
        waiter.refuse(canceled());
        // Nobody is left to keep a timer, and with it the process, alive for.
        if (forTurn.size + forTurnAgain.size === 0) woken.abort();
      };
      signal.addEventListener('abort', stop, { once: true });
      queue.add(waiter);
      begin();
    });
  }

  function fillPlaces(): void {
    for (const waiter of forPlace) {
      if (running >= limits.atOnce) return;
      running += 1;
      let given = true;
      waiter.give(() => {
        if (!given) return;
        given = false;
        running -= 1;
        fillPlaces();
      });
    }
  }

  let pumping = false;
  let woken = new AbortController();
  /** One timer for everybody who waits. */
  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    let queued = false;
    for (;;) {
      const [next] = forTurnAgain.size > 0 ? forTurnAgain : forTurn;
      if (next === undefined) break;
      const milliseconds = pace.wait(now());
      if (milliseconds <= 0) {
        creates += 1;
        next.give(pace.take(now(), queued));
        queued = true;
        continue;
      }
      queued = true;
      woken = new AbortController();
      await nap(Math.ceil(milliseconds), woken.signal).catch(() => undefined);
    }
    pumping = false;
  }
  const startPump = (): void => void pump();

  return {
    enter: (signal) => wait(forPlace, signal, fillPlaces),
    turn: (signal, again = false) => wait(again ? forTurnAgain : forTurn, signal, startPump),
    throttled(retryAfterMs, turn, why = 'rate') {
      refused += 1;
      pace.refused(now(), turn ?? null, retryAfterMs, why);
      woken.abort();
    },
    accepted(turn) {
      pace.accepted(turn);
      woken.abort();
    },
    pause(error) {
      pausedBy = { error, since: wallClock() };
      const failure = (): ProviderFailure => new ProviderFailure(error);
      for (const queue of [forPlace, forTurn, forTurnAgain]) for (const waiter of queue) waiter.refuse(failure());
      woken.abort();
    },
    resume() {
      pausedBy = null;
    },
    paused: () => (pausedBy === null ? null : { reason: pausedBy.error.message, since: pausedBy.since }),
    setLimits(next) {
      limits = checked(next);
      pace.setLimit(limits.createsPerMinute);
      fillPlaces();
      woken.abort();
    },
    limits: () => ({ ...limits }),
    stats: () => ({
      running,
      waitingForPlace: forPlace.size,
      waitingForTurn: forTurn.size + forTurnAgain.size,
      creates,
      refused,
      createsPerMinute: pace.rate(),
      heldForMs: pace.heldFor(now()),
    }),
  };
}

function checked({ atOnce, createsPerMinute }: LaneLimits): LaneLimits {
  if (!(atOnce >= 1)) throw new RangeError(`A lane needs room for at least one job, not ${atOnce}.`);
  if (createsPerMinute !== null && !(createsPerMinute > 0)) throw new RangeError(`${createsPerMinute} creates a minute is no limit.`);
  return { atOnce, createsPerMinute };
}

/** Whoever waits here has sent nothing. */
const canceled = (): ProviderFailure => new ProviderFailure(providerError('canceled', 'Canceled.', { nothingSent: true }));

/**
 * A transport whose paid creates go through the lane: every attempt waits for its turn, the transport's own repeats
 * too, and every 429 is told to the lane, which then does the waiting. Other requests pass straight through.
 */
export function pacedTransport(options: TransportOptions, lane: Lane): Transport {
  /** Attempts under way by their request, which is the same object for all attempts. */
  const turns = new WeakMap<TransportRequest, Turn>();
  const transport = createTransport({
    ...options,
    async beforeAttempt(request, signal) {
      await options.beforeAttempt?.(request, signal);
      if (request.kind === 'paid-create') turns.set(request, await lane.turn(signal, turns.has(request)));
    },
    afterRefusal(error, request) {
      const others = options.afterRefusal?.(error, request) ?? false;
      if (request.kind !== 'paid-create') return others;
      if (error.kind !== 'rate_limited' && error.kind !== 'concurrency_limited') return others;
      lane.throttled(error.retryAfterMs, turns.get(request), error.kind === 'rate_limited' ? 'rate' : 'places');
      return true;
    },
  });
  return {
    async send(request) {
      // Callers may send the same request object twice; each sending is its own.
      const own = { ...request };
      try {
        return await transport.send(own);
      } finally {
        const turn = turns.get(own);
        // Refused ones were told already, and then this changes nothing.
        if (turn !== undefined) lane.accepted(turn);
      }
    },
    download: (request) => transport.download(request),
  };
}
