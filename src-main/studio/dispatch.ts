/**
 * The one door into the core. Every host (Electron, browser, command line) and every test calls operations
 * through here: known name → parsed input → service → value or typed error.
 */
import { z } from 'zod';
import { StudioFailure, studioError, type Result, type StudioError } from '#contract/errors.ts';
import { isHostOnly, operations, type OperationName, type OperationOutput, type ParsedInput } from '#contract/operations.ts';

/** Who is calling. `renderer` may not use operations that take paths. */
export interface CallContext {
  caller: 'renderer' | 'host';
}

/** One function per operation of the contract; a missing one does not compile. */
export type Handlers = { [N in OperationName]: (input: ParsedInput<N>) => Promise<OperationOutput<N>> };

export interface DispatchLog {
  /** A bug: something threw that was not a typed failure. */
  error(message: string, cause: unknown): void;
}

export type Dispatch = (name: string, input: unknown, context: CallContext) => Promise<Result<unknown>>;

/** Builds `dispatch`. It never rejects: bugs become `internal` errors and go to the log with their cause. */
export function createDispatch(handlers: Handlers, log: DispatchLog): Dispatch {
  // Transports hand over whatever arrived; it need not even be a name.
  return async (name: unknown, input, context) => {
    if (!isOperation(name) || (isHostOnly(name) && context.caller !== 'host'))
      return refused(
        studioError(
          'not-found',
          `There is no operation called “${String(name).slice(0, 60)}”.`,
          'This is a fault in the program; please report it.',
        ),
      );
    const parsed = operations[name].input.safeParse(input);
    if (!parsed.success) return refused(invalidInput(parsed.error));
    try {
      // The pairing of name and input is what the line above established; TypeScript cannot follow it through the table.
      const handler = handlers[name] as (value: unknown) => Promise<unknown>;
      return { ok: true, value: await handler(parsed.data) };
    } catch (cause) {
      return refused(errorOf(cause, (message) => log.error(message, cause)));
    }
  };
}

const refused = (error: StudioError): Result<never> => ({ ok: false, error });

function isOperation(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(operations, name);
}

/** What was wrong with the input, field by field, in the words of the contract. */
export function invalidInput(error: z.ZodError): StudioError {
  const fields = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const first = fields[0];
  const message = first === undefined ? 'Something in this request is not valid.' : first.message;
  return studioError('invalid-input', message, 'Nothing was changed. Correct it and try again.', { fields });
}

/** The typed error inside an exception; a bug is reported to `onBug` and turned into `internal`. */
export function errorOf(cause: unknown, onBug: (message: string) => void): StudioError {
  if (cause instanceof StudioFailure) return cause.error;
  if (cause instanceof z.ZodError) return invalidInput(cause);
  if (cause instanceof Error && cause.name === 'AbortError')
    return studioError('canceled', 'Canceled.', 'Start it again when you like; what was finished is kept.', { retryable: true });
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOSPC' || code === 'SQLITE_FULL' || code === 'EDQUOT')
    return studioError('disk-full', 'The disk is full. What was finished before is safe.', 'Free some space and try again.', {
      retryable: true,
    });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'SQLITE_READONLY' || code === 'SQLITE_CANTOPEN')
    return studioError(
      'not-writable',
      'This folder cannot be written to. Nothing was changed.',
      'Check its permissions or choose another folder.',
      { detail: code },
    );
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return studioError(
      'project-damaged',
      'The database of this project is damaged.',
      'Restore the folder from a backup. The pictures and clips in its assets folder are still there.',
      { detail: code },
    );
  const message = cause instanceof Error ? cause.message : String(cause);
  onBug(message);
  return studioError(
    'internal',
    'Something in the program went wrong. What was finished is safe.',
    'Try again; if it comes back, report it with the technical part below.',
    {
      retryable: true,
      detail: message,
    },
  );
}
