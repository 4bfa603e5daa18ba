/** Why running work was stopped. What was asked of a provider is only called back when a person cancels. */
export class StopReason extends Error {
  readonly why: 'canceled' | 'closed';
  constructor(why: 'canceled' | 'closed') {
    super(why === 'canceled' ? 'Canceled.' : 'The project was closed.');
    // The name that AbortSignal's own reasons carry, so that every layer treats it as an abort.
    this.name = 'AbortError';
    this.why = why;
  }
}

/** Whether an abort means "call it back" rather than "go on later". */
export function wasCanceled(reason: unknown): boolean {
  return reason instanceof StopReason && reason.why === 'canceled';
}
