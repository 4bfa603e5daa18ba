/** One model's jobs in fal's queue: submit, look, fetch the result, cancel. */
import type { JobHandle, PollResult } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { TransportAnswer } from '../transport/transport.ts';
import { failed, isObject, textIn } from './failures.ts';
import { falPrices } from './prices.ts';
import { fetchResult, resultOf } from './results.ts';
import { callFal, endpointUrl, queueUrl } from './session.ts';
import { uploadFile } from './uploads.ts';

const HANDLE_VERSION = 1;
const REQUEST_ID = /^[\w-]{1,120}$/;

export function falJobs(connection: ProviderConnection, descriptor: ModelDescriptor): JobProtocol {
  const options = descriptor.job?.options ?? {};
  const priceOf = falPrices(connection);

  return {
    upload: (file, { signal }) => uploadFile(connection, file, { signal }),

    async submit(job) {
      const answer = await callFal(connection, {
        kind: 'paid-create',
        method: 'POST',
        url: endpointUrl(connection, descriptor.remoteId),
        headers: submitHeaders(options),
        body: job.body,
        deadlineMs: 120_000,
        attempts: 4,
        signal: job.signal,
      });
      return handleOf(connection, descriptor.remoteId, answer);
    },

    async poll(handle, { signal }) {
      const { statusUrl, responseUrl } = addressesOf(connection, handle);
      let answer: TransportAnswer;
      try {
        answer = await callFal(connection, {
          kind: 'read',
          method: 'GET',
          url: `${statusUrl}?logs=1`,
          deadlineMs: 30_000,
          attempts: 4,
          signal,
        });
      } catch (cause) {
        if (isGone(cause)) return gone();
        throw cause;
      }
      const body = isObject(answer.body) ? answer.body : {};
      const status = textIn(body['status']).trim().toUpperCase();
      switch (status) {
        case 'IN_QUEUE':
          return { state: 'queued', progress: null, message: placeInQueue(body['queue_position']) };
        case 'IN_PROGRESS':
          return { state: 'running', progress: progressIn(body['logs']), message: null };
        case 'COMPLETED':
        case 'OK':
        case 'ERROR':
        case 'FAILED':
          // Also where the model failed: only the result tells.
          return await ending(responseUrl, signal);
        case 'CANCELED':
        case 'CANCELLED':
          return { state: 'canceled', error: providerError('canceled', 'The job was canceled at fal.ai.') };
        default:
          return {
            state: 'running',
            progress: progressIn(body['logs']),
            message: `fal.ai reports a state that is not known here (${status.slice(0, 40) || 'none'}); waiting`,
          };
      }
    },

    async cancel(handle) {
      const { cancelUrl } = addressesOf(connection, handle);
      try {
        // Asking twice does no harm, so it may be repeated like a read.
        await callFal(connection, {
          kind: 'read',
          method: 'PUT',
          url: cancelUrl,
          deadlineMs: 20_000,
          attempts: 3,
          signal: AbortSignal.timeout(60_000),
        });
        return 'canceled';
      } catch (cause) {
        // ALREADY_COMPLETED comes as 400, NOT_FOUND as 404.
        if (cause instanceof ProviderFailure && (cause.error.kind === 'invalid_input' || cause.error.kind === 'model_unavailable'))
          return 'too_late';
        throw cause;
      }
    },

    // The queue can be asked only about ids that it has given us, and this one was lost.
    reconcile: () => Promise.resolve('unknown'),

    fetchOutput: (output, file, { signal }) => fetchResult(connection, descriptor.kind, output, file, signal),
  };

  /** What became of a job that is over. */
  async function ending(responseUrl: string, signal: AbortSignal): Promise<PollResult> {
    let answer: TransportAnswer;
    try {
      answer = await callFal(connection, {
        kind: 'read',
        method: 'GET',
        url: responseUrl,
        deadlineMs: 60_000,
        attempts: 4,
        signal,
        stage: 'result',
      });
    } catch (cause) {
      if (!(cause instanceof ProviderFailure)) throw cause;
      const { error } = cause;
      const said = wordsIn(error.raw);
      if (/still in progress/i.test(said)) return { state: 'running', progress: null, message: 'fal.ai is storing the result' };
      if (/\bcancel/i.test(said))
        return { state: 'canceled', error: { ...error, kind: 'canceled', message: 'The job was canceled at fal.ai.' } };
      if (isGone(cause)) {
        // An endpoint that the app does not have is noticed by the app itself, after the queue.
        return /path .*not found/i.test(said)
          ? { state: 'failed', error: { ...error, message: `fal.ai has no model ${descriptor.remoteId}.` } }
          : gone();
      }
      if (endsJob(error)) return { state: 'failed', error };
      throw cause;
    }
    const result = await resultOf(connection, descriptor, answer.body);
    if (result.state !== 'succeeded') return result;
    return { ...result, cost: await priceOf.billed(descriptor.remoteId, answer.headers.get('x-fal-billable-units'), signal) };
  }
}

function submitHeaders(options: Record<string, unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  if (options['priority'] === 'low' || options['priority'] === 'normal') headers['x-fal-queue-priority'] = options['priority'];
  // Left out unless a person asks for it: a job that waits is cheaper than one that is ordered again.
  const patience = options['startTimeoutSeconds'];
  if (typeof patience === 'number' && patience > 0) headers['x-fal-request-timeout'] = String(patience);
  return headers;
}

/** The handle of a job that was taken. It holds the addresses that fal returned: they leave out parts of the model's name. */
function handleOf(connection: ProviderConnection, remoteId: string, answer: TransportAnswer): JobHandle {
  const body = isObject(answer.body) ? answer.body : {};
  const id = textIn(body['request_id']);
  if (!REQUEST_ID.test(id))
    throw failed('network_after_send', 'fal.ai took the request but answered without a job id, so nobody knows whether the job exists.');
  const [owner = '', app = ''] = remoteId.split('/');
  const usual = `${connection.address('queue')}/${owner}/${app}/requests/${id}`;
  return {
    version: HANDLE_VERSION,
    remoteId: id,
    data: {
      statusUrl: plainUrl(body['status_url']) ?? `${usual}/status`,
      responseUrl: plainUrl(body['response_url']) ?? usual,
      cancelUrl: plainUrl(body['cancel_url']) ?? `${usual}/cancel`,
    },
  };
}

/** Without a query or a name in it: nothing that could be a secret is stored. */
function plainUrl(value: unknown): string | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'https:' || url.protocol === 'http:' ? `${url.origin}${url.pathname}` : null;
}

function addressesOf(connection: ProviderConnection, handle: JobHandle): { statusUrl: string; responseUrl: string; cancelUrl: string } {
  if (handle.version > HANDLE_VERSION)
    throw failed('provider_failed', 'This job was started by a newer version of Heroframe, which has to finish it.');
  const at = (name: string): string => queueUrl(connection, textIn(handle.data[name]));
  return { statusUrl: at('statusUrl'), responseUrl: at('responseUrl'), cancelUrl: at('cancelUrl') };
}

/** Some proxy's page of "not found" says nothing about the job; fal's own JSON does. */
const isGone = (cause: unknown): cause is ProviderFailure =>
  cause instanceof ProviderFailure && cause.error.kind === 'model_unavailable' && isObject(cause.error.raw);

/** What the queue itself says; a model's own errors come as a list instead. */
const wordsIn = (raw: unknown): string =>
  isObject(raw) ? ['detail', 'status', 'error', 'message'].map((name) => textIn(raw[name])).join(' ') : '';

const gone = (): PollResult => ({
  state: 'expired',
  error: providerError('output_expired', 'fal.ai no longer knows this job, so its result cannot be fetched.'),
});

/** Whether an error answer of the result is the job's own end. Otherwise the question failed, not the job. */
function endsJob(error: ProviderFailure['error']): boolean {
  switch (error.kind) {
    case 'invalid_input':
    case 'moderated_input':
    case 'moderated_output':
    case 'provider_failed':
    case 'timeout_run':
      return true;
    case 'timeout_queue':
    case 'provider_overloaded':
      // Some gateway's page says nothing about the job; fal's own JSON does.
      return isObject(error.raw);
    case 'auth':
    case 'forbidden':
    case 'insufficient_credit':
    case 'rate_limited':
    case 'concurrency_limited':
    case 'model_unavailable':
    case 'network_before_send':
    case 'network_after_send':
    case 'output_expired':
    case 'canceled':
      return false;
  }
}

function placeInQueue(position: unknown): string {
  if (typeof position !== 'number' || !Number.isInteger(position) || position < 0) return 'Waiting at fal.ai';
  return position === 0 ? 'Next in line at fal.ai' : `Waiting at fal.ai, ${position} before you`;
}

/** Share done (0–1) from the last progress bar in the logs; null without one. */
function progressIn(logs: unknown): number | null {
  if (!Array.isArray(logs)) return null;
  const lines = logs.flatMap((entry: unknown) => (isObject(entry) ? textIn(entry['message']).split(/[\r\n]+/) : []));
  for (const line of lines.toReversed()) {
    const percent = /(?:^|[^\d.])(\d{1,3})(?:\.\d+)?\s*%/.exec(line)?.[1];
    if (percent !== undefined) return Math.min(1, Number(percent) / 100);
  }
  return null;
}
