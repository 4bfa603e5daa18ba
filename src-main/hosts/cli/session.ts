/** One command's time with the core: opened, used, closed again whatever happens. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { StudioError } from '#contract/errors.ts';
import type { OperationInput, OperationName, OperationOutput } from '#contract/operations.ts';
import type { Studio } from '#studio/studio.ts';

/** An operation answered with an error; the program prints it and sets the exit code. */
export class OperationFailed extends Error {
  readonly error: StudioError;
  constructor(error: StudioError) {
    super(error.message);
    this.error = error;
  }
}

/** Ctrl-C or a termination signal arrived; what was finished is kept. */
export class Interrupted extends Error {}

export interface Session {
  studio: Studio;
  call: <N extends OperationName>(name: N, input: OperationInput<N>) => Promise<OperationOutput<N>>;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

export const heroframeHome = (): string => process.env['HEROFRAME_HOME'] ?? join(homedir(), '.heroframe');

export async function withSession<T>(work: (session: Session) => Promise<T>, host: 'cli' | 'browser' = 'cli'): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    // A second Ctrl-C means now; the databases survive that too.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // Not before it is needed: asking for help or the version must not load the whole core.
  const { createStudio } = await import('#studio/create-studio.ts');
  const studio = await createStudio({ home: heroframeHome(), documents: join(homedir(), 'Documents'), host, env: process.env });
  try {
    return await work({
      studio,
      signal: interrupt.signal,
      call: async (name, input) => {
        const result = await studio.dispatch(name, input, { caller: 'host' });
        if (!result.ok) throw new OperationFailed(result.error);
        // dispatch parsed the input by the same table this type comes from.
        return result.value as OperationOutput<typeof name>;
      },
    });
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    await studio.close();
  }
}
