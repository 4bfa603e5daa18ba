/** What every simulator gives: an address, the variables that point Heroframe at it, its log and what it charged. */
import { realClock, type SimulatorClock } from './clock.ts';
import { faultPlan, type FaultPlan } from './faults.ts';
import type { LoggedRequest } from './server.ts';

export interface SimulatorOptions {
  /** The real clock when left out. */
  clock?: SimulatorClock;
  port?: number;
  /** How long a job takes, in milliseconds of the simulator's clock; 1200 when left out. */
  jobMilliseconds?: number;
  /** Creates per minute and jobs at once that the account may have; beyond them the service throttles or queues as the real one does. */
  limits?: { createsPerMinute?: number; atOnce?: number };
  /** Behaves as another build of the same server, e.g. `old`. */
  variant?: string;
}

export interface RunningSimulator {
  /** The provider's id. */
  provider: string;
  address: string;
  /** Base URLs and keys as environment variables. The key is made up and unmistakable, for the scan for secrets. */
  env: Record<string, string>;
  clock: SimulatorClock;
  faults: FaultPlan;
  log: LoggedRequest[];
  /** What would be on the bill, in order: every job that the service recorded. */
  charged: { id: string; body: unknown; at: number }[];
  close(): Promise<void>;
}

export type StartSimulator = (options?: SimulatorOptions) => Promise<RunningSimulator>;

/** Every made-up key contains this, so that a scan of everything we write finds a leak. */
export const SECRET_MARK = 'hf-simulated-secret';
export const secretFor = (provider: string): string => `${SECRET_MARK}-${provider}-0123456789abcdef`;

/** Options with their defaults. */
export function settled(options: SimulatorOptions = {}): Required<Omit<SimulatorOptions, 'port' | 'variant' | 'limits'>> & {
  faults: FaultPlan;
  limits: { createsPerMinute: number; atOnce: number };
} {
  return {
    clock: options.clock ?? realClock(),
    jobMilliseconds: options.jobMilliseconds ?? 1200,
    faults: faultPlan(),
    limits: { createsPerMinute: options.limits?.createsPerMinute ?? Infinity, atOnce: options.limits?.atOnce ?? Infinity },
  };
}
