/** What can go wrong between us and a provider, on purpose. */

/** What a route is for; faults are aimed at purposes, so that one script fits every protocol. */
export type Purpose = 'create' | 'status' | 'result' | 'cancel' | 'list' | 'upload' | 'file' | 'account' | 'schema' | 'models' | 'other';

export type Fault =
  /** The socket is destroyed before the server has done anything. */
  | { type: 'reset-before' }
  /** The server does its work (records, charges), then destroys the socket without an answer. */
  | { type: 'reset-after' }
  /** The answer comes late, by real time. */
  | { type: 'slow'; milliseconds: number }
  /** Works, sends the head and half of the body, then nothing until the caller gives up. */
  | { type: 'stall' }
  /** Works, promises the whole length, sends half, destroys the socket. */
  | { type: 'cut-off' }
  /** Works, sends half of the JSON as if it were all. */
  | { type: 'half-json' }
  /** A page of some proxy; `after` says whether the server had done its work behind it. */
  | { type: 'html'; status: 502 | 503 | 504; after: boolean }
  /** 429 before any work, in each form in which services say how long to wait. */
  | { type: 'throttle'; form: 'seconds' | 'date' | 'milliseconds' | 'body' | 'silent'; milliseconds: number }
  /** Any other answer instead of working. */
  | { type: 'answer'; status: number; body: unknown; headers?: Record<string, string> }
  /** Results: other bytes than promised. `endless` announces 5 GB and goes on sending. */
  | { type: 'file'; how: 'wrong-type' | 'empty' | 'cut-off' | 'endless' | 'gone-403' | 'gone-404' }
  /** Works, then calls `before` its answer leaves: where tests end the process. */
  | { type: 'call'; before: () => void };

export interface FaultPlan {
  /** The next `times` requests for this purpose go wrong in this way, in the order in which they were planned. */
  next(purpose: Purpose, fault: Fault, times?: number): void;
  take(purpose: Purpose): Fault | null;
  /** Planned and not met yet. */
  left(): number;
  clear(): void;
}

export function faultPlan(): FaultPlan {
  let planned: { purpose: Purpose; fault: Fault }[] = [];
  return {
    next(purpose, fault, times = 1) {
      for (let count = 0; count < times; count++) planned.push({ purpose, fault });
    },
    take(purpose) {
      const index = planned.findIndex((each) => each.purpose === purpose);
      if (index < 0) return null;
      return planned.splice(index, 1)[0]?.fault ?? null;
    },
    left: () => planned.length,
    clear: () => {
      planned = [];
    },
  };
}
