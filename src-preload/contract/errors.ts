/**
 * Errors that may cross the boundary: plain, clone-safe values in words a
 * person can act on. Bugs are exceptions; what can be expected is one of these.
 */
import { z } from 'zod';

export const errorCodeValues = [
  'invalid-input',
  'not-found',
  'project-exists',
  'project-locked',
  'project-newer',
  'project-damaged',
  'not-a-project',
  'not-writable',
  'disk-full',
  'asset-missing',
  'bad-reference',
  'unknown-template',
  'ffmpeg-missing',
  'ffmpeg-failed',
  'stage-missing',
  'busy',
  'canceled',
  'provider',
  /** Waits for the person: no credit, a key that is not accepted, a spending cap, an answer that was lost. */
  'paused',
  'unauthorised',
  'unavailable',
  'internal',
] as const;
export const errorCodeSchema = z.enum(errorCodeValues);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

export const studioErrorSchema = z.object({
  code: errorCodeSchema,
  /** What happened, and what it means for the work. */
  message: z.string(),
  /** What to do. */
  hint: z.string(),
  /** Whether doing the same again may help. */
  retryable: z.boolean(),
  /** Technical part, folded away by default. */
  detail: z.string().optional(),
  /** For `invalid-input`: which fields, and what is wrong with each. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type StudioError = z.infer<typeof studioErrorSchema>;

export type Result<T> = { ok: true; value: T } | { ok: false; error: StudioError };

/** Builds a typed error value; every caller says what happened and what to do. */
export function studioError(
  code: ErrorCode,
  message: string,
  hint: string,
  extra: { retryable?: boolean; detail?: string; fields?: { path: string; message: string }[] } = {},
): StudioError {
  return {
    code,
    message,
    hint,
    retryable: extra.retryable ?? false,
    ...(extra.detail === undefined ? {} : { detail: extra.detail }),
    ...(extra.fields === undefined ? {} : { fields: extra.fields }),
  };
}

/** Carries a StudioError through code that throws; caught once, in `dispatch`. */
export class StudioFailure extends Error {
  readonly error: StudioError;
  constructor(error: StudioError, options?: { cause?: unknown }) {
    super(error.message, options);
    this.name = 'StudioFailure';
    this.error = error;
  }
}

/** Whether a failure means that the work waits for the person and goes on afterwards. */
export const isPause = (cause: unknown): boolean => cause instanceof StudioFailure && cause.error.code === 'paused';

/** Shorthand for throwing a typed failure. */
export function fail(...args: Parameters<typeof studioError>): never {
  throw new StudioFailure(studioError(...args));
}
