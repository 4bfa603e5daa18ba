/** A lane on a scripted clock: limits, fairness, pauses, learning, and clocks that jump. */
import { expect, test } from 'vitest';
import { ProviderFailure, providerError } from '#providers/transport/errors.ts';
import { createLane, pacedTransport, type Lane, type LaneOptions } from '#providers/transport/lane.ts';
import type { Turn } from '#providers/transport/pace.ts';
import { virtualTime, type VirtualTime } from '../../fixtures/virtual-time.ts';

const never = new AbortController().signal;
const laneOn = (time: VirtualTime, limits: Partial<LaneOptions> = {}): Lane =>
  createLane({
    atOnce: 1000,
    createsPerMinute: null,
    now: time.now,
    sleep: time.sleep,
    wallClock: () => 5000,
    random: () => 0.5,
    ...limits,
  });

/** The most creates in any window of this length, milliseconds, its end excluded. */
function mostIn(window: number, starts: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (const [index, at] of starts.entries()) {
    while ((starts[first] ?? 0) <= at - window) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** Asks for so many turns at once and notes when each came. */
function ask(lane: Lane, count: number, signal = never): { starts: Turn[]; done: () => boolean } {
  const starts: Turn[] = [];
  for (let i = 0; i < count; i++) void lane.turn(signal).then((turn) => starts.push(turn));
  return { starts, done: () => starts.length === count };
}

test.each([6, 60, 600, 2400, 60_000])('a stated limit of %i a minute is kept in any minute, evenly', async (limit) => {
  const time = virtualTime();
  const { starts, done } = ask(laneOn(time, { createsPerMinute: limit }), Math.min(3 * limit, 1000) + 20);
  await time.until(done);
  const at = starts.map((turn) => turn.at);
  expect(mostIn(60_000, at)).toBeLessThanOrEqual(limit);
  // What is due in a tenth of a second, and no more, may come together.
  expect(mostIn(0.001, at)).toBeLessThanOrEqual(Math.max(1, Math.min(10, limit / 600)));
  const ideal = ((at.length - 1) * 60_000) / limit;
  expect((at.at(-1) ?? 0) / ideal).toBeLessThan(1.02);
});

test('a quiet time is not saved up', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 60 });
  await time.until(ask(lane, 3).done);
  await time.pass(600_000);
  const { starts, done } = ask(lane, 100);
  await time.until(done);
  expect(
    mostIn(
      60_000,
      starts.map((turn) => turn.at),
    ),
  ).toBeLessThanOrEqual(60);
  expect(
    mostIn(
      900,
      starts.map((turn) => turn.at),
    ),
  ).toBe(1);
});

test('places are given in the order in which they were asked for, and given back once', async () => {
  const lane = laneOn(virtualTime(), { atOnce: 2 });
  const order: number[] = [];
  const leaves: (() => void)[] = [];
  for (let i = 0; i < 5; i++)
    void lane.enter(never).then((leave) => {
      order.push(i);
      leaves.push(leave);
    });
  await Promise.resolve();
  expect(order).toEqual([0, 1]);
  leaves[0]?.();
  leaves[0]?.();
  await Promise.resolve();
  expect(order).toEqual([0, 1, 2]);
  expect(lane.stats()).toMatchObject({ running: 2, waitingForPlace: 2 });
  lane.setLimits({ atOnce: 4, createsPerMinute: null });
  await Promise.resolve();
  expect(order).toEqual([0, 1, 2, 3, 4]);
});

test('whoever aborts leaves the queue, and the others move up', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { atOnce: 1, createsPerMinute: 60 });
  const leave = await lane.enter(never);
  const stop = new AbortController();
  const given: string[] = [];
  const impatient = lane.enter(stop.signal);
  void lane.enter(never).then(() => given.push('third'));
  stop.abort();
  await expect(impatient).rejects.toMatchObject({ error: { kind: 'canceled' } });
  leave();
  await Promise.resolve();
  expect(given).toEqual(['third']);

  await lane.turn(never);
  const second = new AbortController();
  const turn = lane.turn(second.signal);
  await time.until(() => time.waits() === 1);
  second.abort();
  await expect(turn).rejects.toMatchObject({ error: { kind: 'canceled' } });
  await time.pass(0);
  // No timer is left that would keep the process alive.
  expect(time.waits()).toBe(0);
  await expect(lane.turn(AbortSignal.abort())).rejects.toMatchObject({ error: { kind: 'canceled' } });
  // The turn that was not taken is still there for the next one.
  const next = ask(lane, 1);
  await time.until(next.done);
  expect(next.starts[0]?.at).toBeLessThan(1100);
});

test('a pause turns everybody away at once, with its reason, until it is lifted', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { atOnce: 1, createsPerMinute: 6 });
  const leave = await lane.enter(never);
  await lane.turn(never);
  const waiting = [lane.enter(never), lane.turn(never), lane.turn(never, true)];
  lane.pause(providerError('insufficient_credit', 'No credit is left.'));
  for (const each of waiting) await expect(each).rejects.toMatchObject({ error: { kind: 'insufficient_credit' } });
  await expect(lane.enter(never)).rejects.toBeInstanceOf(ProviderFailure);
  await expect(lane.turn(never)).rejects.toMatchObject({ message: 'No credit is left.' });
  expect(lane.paused()).toEqual({ reason: 'No credit is left.', since: 5000 });
  await time.pass(0);
  expect(time.waits()).toBe(0);
  lane.resume();
  leave();
  expect(lane.paused()).toBeNull();
  await lane.enter(never);
  const { starts, done } = ask(lane, 1);
  await time.until(done);
  // The pause did not forget the limit.
  expect(starts[0]?.at).toBeGreaterThanOrEqual(10_000);
});

test('after a refusal everybody waits as long as was asked, then one goes first', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 6000 });
  const turn = await lane.turn(never);
  lane.throttled(30_000, turn);
  expect(lane.stats().heldForMs).toBeGreaterThanOrEqual(30_000);
  const { starts, done } = ask(lane, 10);
  await time.until(() => starts.length === 1);
  expect(starts[0]?.at).toBeGreaterThanOrEqual(30_000);
  await time.pass(500);
  expect(starts).toHaveLength(1);
  const [probe] = starts;
  if (probe !== undefined) lane.accepted(probe);
  await time.until(done);
  expect(starts.at(-1)?.at).toBeLessThan(32_000);
});

test('whoever was refused goes before those who only wait, and the others keep their order', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 60 });
  await lane.turn(never);
  const order: string[] = [];
  for (const name of ['first', 'second', 'third']) void lane.turn(never).then(() => order.push(name));
  void lane.turn(never, true).then(() => order.push('again'));
  // The wait that is under way is for whoever is first when it ends.
  await time.until(() => order.length === 4);
  expect(order).toEqual(['again', 'first', 'second', 'third']);
});

test('refusals without a hint are asked about less and less often', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 6000 });
  const asked: number[] = [];
  for (let i = 0; i < 10; i++) {
    const waiting = lane.turn(never, i > 0).then((turn) => {
      asked.push(turn.at);
      lane.throttled(null, turn);
    });
    await time.until(() => asked.length === i + 1);
    await waiting;
  }
  const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
  for (const [index, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(gaps[index - 1] ?? 0);
  expect(gaps[0]).toBeLessThan(500);
  expect(gaps.at(-1)).toBeGreaterThan(30_000);
  expect(gaps.at(-1)).toBeLessThan(40_000);
});

test('refusals of what was sent before the rate was lowered do not lower it again', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 6000 });
  const turns = ask(lane, 50);
  await time.until(turns.done);
  for (const turn of turns.starts) lane.throttled(1000, turn);
  expect(lane.stats().createsPerMinute).toBeGreaterThan(0.75 * 6000 * 0.9);
  expect(lane.stats().refused).toBe(50);
});

test('too many jobs under way is no reason to send slower afterwards', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 600 });
  const turn = await lane.turn(never);
  const before = lane.stats().createsPerMinute;
  lane.throttled(2000, turn, 'places');
  expect(lane.stats().createsPerMinute).toBe(before);
  expect(lane.stats().heldForMs).toBeGreaterThanOrEqual(2000);
});

test('a new limit from the person counts, the same one again forgets nothing', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 600 });
  lane.throttled(0, await lane.turn(never));
  const learned = lane.stats().createsPerMinute;
  expect(learned).toBeLessThan(500);
  lane.setLimits({ atOnce: 3, createsPerMinute: 600 });
  expect(lane.stats().createsPerMinute).toBe(learned);
  lane.setLimits({ atOnce: 3, createsPerMinute: 300 });
  expect(lane.stats().createsPerMinute).toBeCloseTo(297.5, 0);
  expect(lane.limits()).toEqual({ atOnce: 3, createsPerMinute: 300 });
  expect(() => lane.setLimits({ atOnce: 0, createsPerMinute: 300 })).toThrow(RangeError);
  expect(() => lane.setLimits({ atOnce: 1, createsPerMinute: Number.NaN })).toThrow(RangeError);
});

test.each([-3, -0.5, 3, 48])('a clock that jumps by %d hours neither stops the lane nor lets a burst through', async (hours) => {
  const time = virtualTime();
  const lane = laneOn(time, { createsPerMinute: 60 });
  const real: number[] = [];
  let seen = 0;
  const note = (): void => {
    // Real time, without the jump.
    real.push(time.now() - (seen === 0 ? 0 : hours * 3_600_000));
  };
  for (let i = 0; i < 40; i++) void lane.turn(never).then(note);
  await time.until(() => real.length === 20);
  time.jump(hours * 3_600_000);
  seen = 1;
  const before = real.at(-1) ?? 0;
  await time.until(() => real.length === 40);
  const after = real.slice(20);
  // At most the one create that was due anyway comes early, and at most one wait is begun again.
  expect(mostIn(900, after)).toBe(1);
  expect((after.at(-1) ?? 0) - before).toBeGreaterThan(18_000);
  expect((after.at(-1) ?? 0) - before).toBeLessThan(23_000);
});

test('a thousand jobs that wait cost one timer, and as many aborts no more', async () => {
  const time = virtualTime();
  const lane = laneOn(time, { atOnce: 1, createsPerMinute: 60 });
  await lane.enter(never);
  const stop = new AbortController();
  const began = performance.now();
  const refused = Array.from({ length: 1000 }, () => [lane.enter(stop.signal), lane.turn(stop.signal)])
    .flat()
    .map((waiting) => waiting.catch(() => 'left'));
  await time.until(() => time.waits() === 1);
  expect(lane.stats()).toMatchObject({ waitingForPlace: 1000, waitingForTurn: 999 });
  expect(time.waits()).toBe(1);
  stop.abort();
  expect((await Promise.all(refused)).filter((each) => each === 'left')).toHaveLength(1999);
  expect(performance.now() - began).toBeLessThan(1000);
});

/** What a service grants: null, or the milliseconds after which to ask again. */
type Limiter = (now: number) => number | null;

function bucket(perSecond: number, burst: number): Limiter {
  let left = burst;
  let last = 0;
  return (now) => {
    left = Math.min(burst, left + ((now - last) / 1000) * perSecond);
    last = now;
    if (left >= 1 - 1e-9) {
      left -= 1;
      return null;
    }
    return ((1 - left) / perSecond) * 1000;
  };
}

function calendarMinute(limit: number): Limiter {
  let minute = -1;
  let count = 0;
  return (now) => {
    const current = Math.floor(now / 60_000);
    if (current !== minute) [minute, count] = [current, 0];
    count += 1;
    return count <= limit ? null : (current + 1) * 60_000 - now;
  };
}

/** 200 jobs against a limiter; its answers take `trip` milliseconds there and back, more or less. */
async function finish(limiter: Limiter, options: { known: number | null; hint: 'seconds' | 'none'; trip: number }) {
  const time = virtualTime();
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const lane = laneOn(time, { createsPerMinute: options.known, random });
  let accepted = 0;
  let last = 0;
  async function job(): Promise<void> {
    for (let again = false; ; again = true) {
      const turn = await lane.turn(never, again);
      await time.sleep((options.trip / 2) * (0.5 + random()));
      const wait = limiter(time.now());
      const at = time.now();
      await time.sleep((options.trip / 2) * (0.5 + random()));
      if (wait !== null) {
        lane.throttled(options.hint === 'none' ? null : Math.ceil(wait / 1000) * 1000, turn);
        continue;
      }
      lane.accepted(turn);
      accepted += 1;
      last = at;
      return;
    }
  }
  for (let i = 0; i < 200; i++) void job();
  await time.until(() => accepted === 200);
  return { seconds: last / 1000, ...lane.stats() };
}

test.each<[string, () => Limiter, number]>([
  ['600 a minute, ten together', () => bucket(10, 10), 190 / 10],
  ['600 a minute, sixty together', () => bucket(10, 60), 140 / 10],
  ['60 a minute, sixty together', () => bucket(1, 60), 140],
  ['60 a minute, one at a time', () => bucket(1, 1), 199],
  ['6 a minute, one at a time', () => bucket(0.1, 1), 1990],
  ['60 in each minute of the clock', () => calendarMinute(60), 180],
])('an unstated limit is found and kept: %s', async (_name, limiter, ideal) => {
  for (const hint of ['seconds', 'none'] as const) {
    for (const trip of [10, 300]) {
      const result = await finish(limiter(), { known: null, hint, trip });
      // The doubt is dear only where the limit is low and nothing tells how long to wait.
      expect(result.seconds / ideal, `${hint}, ${trip} ms`).toBeLessThan(hint === 'seconds' ? 1.21 : 1.3);
      expect(result.refused, `${hint}, ${trip} ms`).toBeLessThan(60);
    }
  }
});

test('a stated limit is kept without a refusal', async () => {
  for (const [limiter, known] of [[bucket(40, 5), 2400] as const, [bucket(10, 2), 600] as const, [calendarMinute(60), 60] as const])
    expect(await finish(limiter, { known, hint: 'seconds', trip: 10 })).toMatchObject({ refused: 0 });
});

test('a limit that is lower than was stated is found too', async () => {
  const result = await finish(bucket(0.1, 1), { known: 600, hint: 'seconds', trip: 50 });
  expect(result.createsPerMinute).toBeLessThan(12);
  expect(result.seconds / 1990).toBeLessThan(1.2);
  expect(result.refused).toBeLessThan(40);
});

/** A service without a network: answers the n-th request with the n-th of these. */
function answering(...script: (() => Response)[]): { fetch: typeof globalThis.fetch; sent: number[]; time: VirtualTime } {
  const time = virtualTime();
  const sent: number[] = [];
  return {
    time,
    sent,
    fetch: () => {
      sent.push(time.now());
      return Promise.resolve((script[sent.length - 1] ?? (() => Response.json({ id: 'job-1' })))());
    },
  };
}
const tooFast = (headers: Record<string, string> = {}): Response =>
  Response.json({ detail: 'Request was throttled.' }, { status: 429, headers });
const create = { kind: 'paid-create', method: 'POST', url: 'http://127.0.0.1/jobs', deadlineMs: 1000, attempts: 2, signal: never } as const;

test('every attempt of a paid create waits for its turn; a refusal is no attempt and the lane does the waiting', async () => {
  const service = answering(
    () => tooFast({ 'retry-after': '20' }),
    () => tooFast(),
    () => tooFast(),
  );
  const lane = laneOn(service.time, { createsPerMinute: 60 });
  const backoff: number[] = [];
  const transport = pacedTransport({ fetch: service.fetch, sleep: (ms) => Promise.resolve(void backoff.push(ms)) }, lane);
  let answer: unknown;
  void transport.send(create).then(({ body }) => (answer = body));
  await service.time.until(() => answer !== undefined);
  expect(answer).toEqual({ id: 'job-1' });
  expect(backoff).toEqual([]);
  expect(service.sent).toHaveLength(4);
  expect(service.sent[1]).toBeGreaterThanOrEqual(20_000);
  expect(lane.stats()).toMatchObject({ creates: 4, refused: 3 });
});

test('status questions pass straight through, and their refusals are their own', async () => {
  const service = answering(() => tooFast());
  const lane = laneOn(service.time, { createsPerMinute: 6 });
  lane.pause(providerError('insufficient_credit', 'No credit is left.'));
  const transport = pacedTransport({ fetch: service.fetch, sleep: () => Promise.resolve() }, lane);
  expect((await transport.send({ ...create, kind: 'read', method: 'GET' })).body).toEqual({ id: 'job-1' });
  expect(lane.stats()).toMatchObject({ creates: 0, refused: 0 });
  await expect(transport.send(create)).rejects.toMatchObject({ error: { kind: 'insufficient_credit' } });
  expect(service.sent).toHaveLength(2);
});

test('no credit is not a matter of pace', async () => {
  const service = answering(() => Response.json({ error: { code: 'insufficient_quota', message: 'No quota.' } }, { status: 429 }));
  const lane = laneOn(service.time, { createsPerMinute: 600 });
  const transport = pacedTransport({ fetch: service.fetch }, lane);
  await expect(transport.send(create)).rejects.toMatchObject({ error: { kind: 'insufficient_credit' } });
  expect(lane.stats()).toMatchObject({ creates: 1, refused: 0, heldForMs: 0 });
});

test('a create that is declined for ever ends', async () => {
  const service = answering(...Array.from({ length: 100 }, () => () => tooFast()));
  const transport = pacedTransport({ fetch: service.fetch, sleep: () => Promise.resolve() }, laneOn(service.time));
  let failed: unknown;
  transport.send(create).catch((error: unknown) => (failed = error));
  await service.time.until(() => failed !== undefined);
  expect(failed).toMatchObject({ error: { kind: 'rate_limited' } });
  expect(service.sent.length).toBeLessThan(50);
});

test('a canceled create waits for nothing and sends nothing', async () => {
  const service = answering();
  const lane = laneOn(service.time, { createsPerMinute: 1 });
  await lane.turn(never);
  const stop = new AbortController();
  const sending = pacedTransport({ fetch: service.fetch }, lane).send({ ...create, signal: stop.signal });
  stop.abort();
  await expect(sending).rejects.toMatchObject({ error: { kind: 'canceled' } });
  expect(service.sent).toEqual([]);
});
