/**
 * 200 jobs against a service that throttles, over real sockets and in real time: how close to the ideal schedule
 * they come, and how often the service had to refuse. 600 creates a minute with ten at once is what the larger
 * services state. The cases run side by side, each with a service and a lane of its own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLane, pacedTransport } from '#providers/transport/lane.ts';
import { realClock } from '../simulators/kit/clock.ts';
import { faultPlan } from '../simulators/kit/faults.ts';
import { startServer } from '../simulators/kit/server.ts';
import type { Figure } from './main.ts';

const JOBS = 200;

interface Case {
  name: string;
  /** Creates a second, and how many may come together. */
  rate: number;
  burst: number;
  known: boolean;
  /** Whether a 429 says how long to wait, in whole seconds as HTTP does. */
  hint: boolean;
}

const cases: Case[] = [
  { name: 'limit known', rate: 10, burst: 10, known: true, hint: true },
  { name: 'limit known, 2400 a minute', rate: 40, burst: 5, known: true, hint: true },
  { name: 'limit unknown, Retry-After', rate: 10, burst: 10, known: false, hint: true },
  { name: 'limit unknown, silent 429', rate: 10, burst: 10, known: false, hint: false },
];

interface Outcome {
  case: string;
  requests: number;
  refused: number;
  /** The most accepted creates in any window of a second, and what the service's rule allows in one. */
  mostInSecond: number;
  allowedInSecond: number;
  seconds: number;
  idealSeconds: number;
  ratio: number;
}

async function measure({ name, rate, burst, known, hint }: Case): Promise<Outcome> {
  let left = burst;
  let last = performance.now();
  const accepted: number[] = [];
  const service = await startServer({
    clock: realClock(),
    faults: faultPlan(),
    throttled: () => ({ json: { detail: 'Request was throttled.' } }),
    routes: [
      {
        method: 'POST',
        path: '/jobs',
        purpose: 'create',
        handle() {
          const now = performance.now();
          left = Math.min(burst, left + ((now - last) / 1000) * rate);
          last = now;
          if (left < 1) {
            const seconds = Math.ceil((1 - left) / rate);
            return {
              status: 429,
              json: { detail: 'Request was throttled.', status: 429 },
              ...(hint ? { headers: { 'retry-after': String(seconds) } } : {}),
            };
          }
          left -= 1;
          accepted.push(now);
          return { status: 201, json: { id: `job-${accepted.length}` } };
        },
      },
    ],
  });
  try {
    const lane = createLane({ atOnce: JOBS, createsPerMinute: known ? rate * 60 : null });
    const transport = pacedTransport({}, lane);
    const signal = new AbortController().signal;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: JOBS }, () =>
        transport.send({
          kind: 'paid-create',
          method: 'POST',
          url: `${service.address}/jobs`,
          headers: { 'content-type': 'application/json' },
          body: '{}',
          deadlineMs: 10_000,
          attempts: 4,
          signal,
        }),
      ),
    );
    const seconds = (performance.now() - began) / 1000;
    if (accepted.length !== JOBS) throw new Error(`${JOBS} jobs became ${accepted.length}.`);
    const idealSeconds = (JOBS - burst) / rate;
    return {
      case: name,
      requests: service.log.length,
      refused: service.log.filter((entry) => entry.status === 429).length,
      mostInSecond: mostWithin(accepted, 1000),
      allowedInSecond: burst + rate,
      seconds,
      idealSeconds,
      ratio: seconds / idealSeconds,
    };
  } finally {
    await service.close();
  }
}

/** The most of these moments in any window of this length. Milliseconds, in order. */
function mostWithin(moments: readonly number[], window: number): number {
  let first = 0;
  let most = 0;
  for (const [index, moment] of moments.entries()) {
    while ((moments[first] ?? 0) <= moment - window) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

export async function bench(): Promise<Figure[]> {
  // Modules are loaded and sockets have been opened once before anything is timed.
  await measure({ name: 'warm-up', rate: 1e6, burst: JOBS, known: true, hint: true });
  await sleep(50);
  const outcomes = await Promise.all(cases.map((each) => measure(each)));
  console.log(`  ${JSON.stringify({ bench: 'throttling', jobs: JOBS, cases: outcomes })}`);
  return outcomes.map((outcome) => ({
    name: outcome.case,
    median: outcome.ratio,
    unit: '× ideal',
    note: `aim under 1.2; ${outcome.seconds.toFixed(1)} of ${outcome.idealSeconds.toFixed(1)} s, ${outcome.requests} requests, ${outcome.refused} refused, most in a second ${outcome.mostInSecond} of ${outcome.allowedInSecond} allowed`,
  }));
}
