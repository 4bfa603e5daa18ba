/** The time a simulator lives in: scripted by tests, or the real one (faster if wanted) for people who try the studio. */
export interface SimulatorClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Moves the clock; negative jumps back. */
  advance(milliseconds: number): void;
}

/** Stands still until it is told to move. With `perLook` it moves a little each time somebody looks, so that polling alone makes jobs go on. */
export function scriptedClock(options: { start?: number; perLook?: number } = {}): SimulatorClock {
  let time = options.start ?? 1_795_000_000_000;
  return {
    now() {
      time += options.perLook ?? 0;
      return time;
    },
    // Whole milliseconds, as clocks have them.
    advance: (milliseconds) => void (time += Math.round(milliseconds)),
  };
}

/** The real clock, `speed` times as fast. */
export function realClock(speed = 1): SimulatorClock {
  const began = Date.now();
  let jumped = 0;
  return {
    now: () => Math.round(began + (Date.now() - began) * speed + jumped),
    advance: (milliseconds) => void (jumped += milliseconds),
  };
}
