/** One model's jobs as PiAPI tasks: create, look, cancel, fetch. */
import type { JobHandle, PollResult } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import { selectOutputs } from '../descriptors/select.ts';
import type { JobProtocol } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { PiapiApi } from './api.ts';
import { dataOf, isObject, isRefusal, taskError, textIn, type Json } from './envelope.ts';

const HANDLE_VERSION = 1;
const TASK_ID = /^[\w-]{1,100}$/;

/** Bytes; larger is not a result. */
const MAX_BYTES = { picture: 100 * 2 ** 20, clip: 2 * 2 ** 30 };
const ACCEPT = { picture: /^(image\/|(application|binary)\/octet-stream)/, clip: /^(video\/|(application|binary)\/octet-stream)/ };

function taskIdOf(handle: JobHandle): string {
  if (handle.version !== HANDLE_VERSION)
    throw new ProviderFailure(
      providerError('provider_failed', `This job was started by a newer version of Heroframe (handle ${handle.version}).`),
    );
  if (!TASK_ID.test(handle.remoteId))
    throw new ProviderFailure(providerError('provider_failed', 'This job has no PiAPI task id that could be asked for.'));
  return handle.remoteId;
}

/** What PiAPI billed, if its points can be turned into money by what the descriptor knows. */
function costOf(data: Json, usdPerPoint: unknown): { amount: number; currency: string } | null {
  const meta = isObject(data['meta']) ? data['meta'] : {};
  const usage = isObject(meta['usage']) ? meta['usage'] : {};
  const consumed = usage['consume'];
  if (typeof usdPerPoint !== 'number' || usage['type'] !== 'point' || typeof consumed !== 'number' || consumed <= 0) return null;
  // Sums of binary fractions would show as 0.19999999999999998.
  return { amount: Number((consumed * usdPerPoint).toFixed(8)), currency: 'USD' };
}

function progressOf(data: Json): number | null {
  const output = isObject(data['output']) ? data['output'] : {};
  const progress = output['progress'];
  return typeof progress === 'number' && progress >= 0 && progress <= 100 ? progress / 100 : null;
}

export function piapiTasks(api: PiapiApi, descriptor: ModelDescriptor): JobProtocol {
  const options = descriptor.job?.options ?? {};
  const mime = descriptor.output?.mime ?? (descriptor.kind === 'clip' ? 'video/mp4' : 'image/png');
  const kind = descriptor.kind === 'clip' ? 'clip' : 'picture';

  function stateOf(data: Json): PollResult {
    // Families write their statuses in different cases ("Completed", "PROCESSING").
    const status = textIn(data['status']).trim().toLowerCase();
    switch (status) {
      case 'pending':
      case 'queued':
      case '':
        return { state: 'queued', progress: null, message: null };
      case 'starting':
      case 'processing':
      case 'running':
        return { state: 'running', progress: progressOf(data), message: null };
      case 'staged':
        return { state: 'running', progress: progressOf(data), message: 'PiAPI holds the task until a place is free.' };
      case 'retry':
        return { state: 'running', progress: null, message: 'PiAPI tries the task again.' };
      case 'completed':
      case 'success':
      case 'succeeded':
      case 'finished': {
        // Every field of a family is always there, mostly empty or null; only addresses count.
        const outputs = selectOutputs(data['output'], descriptor.output?.select ?? [], mime).filter(({ ref }) => /^https?:\/\//i.test(ref));
        if (outputs.length === 0)
          return {
            state: 'failed',
            error: providerError('provider_failed', 'PiAPI says the task is done but names no result.', { raw: data['output'] }),
          };
        return { state: 'succeeded', outputs, cost: costOf(data, options['usdPerPoint']) };
      }
      case 'failed':
      case 'error':
        return { state: 'failed', error: taskError(data) };
      case 'canceled':
      case 'cancelled':
        return { state: 'canceled', error: providerError('canceled', 'The task was canceled at PiAPI.') };
      default:
        return { state: 'running', progress: null, message: `PiAPI reports “${status}”, which is not known; waiting.` };
    }
  }

  return {
    async submit(job) {
      const answer = await api.call({
        kind: 'paid-create',
        method: 'POST',
        path: '/api/v1/task',
        body: {
          model: options['model'],
          task_type: options['taskType'],
          ...job.body,
          // `public` is pay as you go; `private` would use an account that the person lends to PiAPI.
          config: { service_mode: typeof options['serviceMode'] === 'string' ? options['serviceMode'] : 'public' },
        },
        deadlineMs: 60_000,
        attempts: 4,
        signal: job.signal,
      });
      // Anything but an envelope leaves open what happened behind it.
      const known = isObject(answer.body) && typeof answer.body['code'] === 'number';
      const id = known ? textIn(dataOf(answer)['task_id']) : '';
      if (!TASK_ID.test(id))
        throw new ProviderFailure(
          providerError(
            'network_after_send',
            'PiAPI took the request but answered without a task id, so nobody knows whether the task exists.',
          ),
        );
      return { version: HANDLE_VERSION, remoteId: id, data: {} };
    },

    async poll(handle, { signal }) {
      try {
        const answer = await api.call({
          kind: 'read',
          method: 'GET',
          path: `/api/v1/task/${taskIdOf(handle)}`,
          deadlineMs: 30_000,
          attempts: 4,
          signal,
        });
        return stateOf(dataOf(answer));
      } catch (cause) {
        // Tasks are cleared away after a while; then the result is gone as well.
        if (cause instanceof ProviderFailure && cause.error.kind === 'model_unavailable')
          return { state: 'expired', error: providerError('output_expired', 'PiAPI no longer has this task, so its result is gone.') };
        throw cause;
      }
    },

    async cancel(handle) {
      try {
        dataOf(
          await api.call({
            kind: 'read',
            method: 'DELETE',
            path: `/api/v1/task/${taskIdOf(handle)}`,
            deadlineMs: 20_000,
            attempts: 3,
            signal: new AbortController().signal,
          }),
        );
        return 'canceled';
      } catch (cause) {
        // Only tasks that wait can be taken back; PiAPI refuses for the others and for those it has forgotten.
        if (isRefusal(cause, ['invalid_input', 'model_unavailable', 'provider_failed', 'forbidden'])) return 'too_late';
        throw cause;
      }
    },

    // There is neither a list of tasks nor a name of ours on them.
    reconcile: () => Promise.resolve('unknown'),

    async fetchOutput(output, file, { signal }) {
      // The result lies on somebody's storage, which must not see the key.
      await api.download({ url: output.ref, file, maxBytes: MAX_BYTES[kind], accept: ACCEPT[kind], signal });
    },
  };
}
