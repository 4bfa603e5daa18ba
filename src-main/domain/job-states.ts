/** The states of a request to a provider, and which may follow which. */
import type { Job } from '#contract/model/film.ts';

export type JobState = Job['state'];

/**
 * `submitting` leads back to `draft` only when surely nothing was sent (no
 * connection, or a 429/503 that said so), and `unknown` only when the provider
 * was asked and surely has no such job: these are the two ways a create may be
 * sent again, and there is no third.
 */
export const nextJobStates: Readonly<Record<JobState, readonly JobState[]>> = {
  draft: ['submitting', 'failed', 'canceled'],
  submitting: ['draft', 'unknown', 'queued', 'running', 'downloading', 'failed', 'canceled'],
  unknown: ['draft', 'queued', 'running', 'downloading', 'failed', 'canceled', 'expired'],
  queued: ['running', 'downloading', 'failed', 'canceled', 'expired'],
  running: ['downloading', 'failed', 'canceled', 'expired'],
  downloading: ['succeeded', 'failed', 'canceled', 'expired'],
  succeeded: [],
  failed: [],
  canceled: [],
  expired: [],
};

export const isFinishedJob = (state: JobState): boolean => nextJobStates[state].length === 0;

export const mayFollow = (from: JobState, to: JobState): boolean => nextJobStates[from].includes(to);
