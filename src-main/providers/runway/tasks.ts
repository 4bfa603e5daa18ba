/** Runway's tasks: created once, followed by polling, fetched from addresses that are made anew at every look. */
import { z } from 'zod';
import type { JobHandle, PollResult, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { RunwayApi } from './api.ts';
import { failureOfTask } from './refusals.ts';
import { uploadPicture } from './uploads.ts';

const HANDLE_VERSION = 1;
/** One credit costs a cent. */
const DOLLARS_PER_CREDIT = 0.01;
/** Larger results than any model makes. Bytes. */
const MAX_RESULT = 2_000_000_000;

const taskSchema = z.object({
  id: z.string(),
  status: z.string(),
  progress: z.number().nullish(),
  output: z.array(z.string()).nullish(),
  failure: z.unknown().optional(),
  failureCode: z.unknown().optional(),
  cost: z.object({ credits: z.number() }).nullish().catch(null),
});
type Task = z.infer<typeof taskSchema>;

/** `ref` of an output: which result of which task, and where it was at the last look. */
const refSchema = z.object({ task: z.string(), index: z.number().int().nonnegative(), url: z.string() });

export function runwayTasks(connection: ProviderConnection, api: RunwayApi, descriptor: ModelDescriptor): JobProtocol {
  const endpoint = endpointOf(descriptor);
  const mime = descriptor.output?.mime ?? (descriptor.kind === 'picture' ? 'image/png' : 'video/mp4');

  async function read(id: string, signal: AbortSignal): Promise<Task | 'gone'> {
    try {
      const { body } = await api({ kind: 'read', method: 'GET', path: pathOf(id), deadlineMs: 30_000, attempts: 5, signal });
      return taskIn(body);
    } catch (cause) {
      if (isGone(cause)) return 'gone';
      throw cause;
    }
  }

  return {
    upload: (file, { signal }) => uploadPicture(api, connection.transport, file, signal),

    async submit({ body, signal }) {
      const answer = await api({
        kind: 'paid-create',
        method: 'POST',
        path: endpoint,
        json: body,
        deadlineMs: 120_000,
        attempts: 4,
        signal,
      });
      const created = z.object({ id: z.string().min(1), estimatedCost: z.unknown().optional() }).safeParse(answer.body);
      if (!created.success)
        throw new ProviderFailure(
          providerError('network_after_send', 'Runway answered without a task id, so nobody knows whether a task was made.'),
        );
      return {
        version: HANDLE_VERSION,
        remoteId: created.data.id,
        data: { estimatedCredits: creditsIn(created.data.estimatedCost) },
      };
    },

    async poll(handle, { signal }) {
      const id = idOf(handle);
      const task = await read(id, signal);
      if (task === 'gone')
        return {
          state: 'expired',
          error: providerError('output_expired', 'Runway no longer has this task: it was canceled or deleted there.'),
        };
      return stateOf(task, mime);
    },

    async cancel(handle) {
      const id = idOf(handle);
      const signal = AbortSignal.timeout(60_000);
      // DELETE cancels a task under way but destroys the result of a finished one, so it is looked at first.
      const task = await read(id, signal);
      if (task === 'gone') return 'canceled';
      const status = task.status.toUpperCase();
      if (status === 'CANCELLED' || status === 'CANCELED') return 'canceled';
      if (!['PENDING', 'THROTTLED', 'RUNNING'].includes(status)) return 'too_late';
      try {
        await api({ kind: 'read', method: 'DELETE', path: pathOf(id), deadlineMs: 30_000, attempts: 3, signal });
      } catch (cause) {
        // Somebody else, or our own first try whose answer was lost, was faster.
        if (!isGone(cause)) throw cause;
      }
      return 'canceled';
    },

    // Tasks cannot be listed and creates carry no id of ours.
    reconcile: () => Promise.resolve('unknown'),

    async fetchOutput(output, file, { signal }) {
      const { task: id, index, url } = refOf(output);
      const fetchFrom = (address: string): Promise<unknown> =>
        connection.transport.download({
          url: address,
          file,
          maxBytes: MAX_RESULT,
          accept: descriptor.kind === 'picture' ? /^image\// : /^(?:video\/|application\/octet-stream$)/,
          deadlineMs: 600_000,
          attempts: 4,
          signal,
        });
      try {
        await fetchFrom(url);
      } catch (cause) {
        if (!isClosed(cause)) throw cause;
        // Addresses close after a day or two; every look at the task opens new ones.
        const task = await read(id, signal);
        const fresh = task === 'gone' ? undefined : task.output?.[index];
        if (fresh === undefined) throw new ProviderFailure(providerError('output_expired', 'Runway no longer has this result.'));
        await fetchFrom(fresh).catch((second: unknown) => {
          if (isClosed(second)) throw new ProviderFailure(providerError('output_expired', 'Runway no longer has this result.'));
          throw second;
        });
      }
    },
  };
}

function stateOf(task: Task, mime: string): PollResult {
  switch (task.status.toUpperCase()) {
    case 'PENDING':
      return { state: 'queued', progress: null, message: null };
    case 'THROTTLED':
      return { state: 'queued', progress: null, message: 'Waiting for a free place: the account has as many tasks under way as it may.' };
    case 'RUNNING':
      return { state: 'running', progress: progressOf(task), message: null };
    case 'SUCCEEDED': {
      const outputs = (task.output ?? []).map((url, index): RemoteOutput => ({ mime, ref: JSON.stringify({ task: task.id, index, url }) }));
      if (outputs.length === 0)
        return {
          state: 'failed',
          error: providerError('provider_failed', 'Runway says that the task succeeded but gave no result.', {
            raw: { cost: task.cost ?? null },
          }),
        };
      const credits = task.cost?.credits;
      return {
        state: 'succeeded',
        outputs,
        // In whole hundredths of a cent, because 0.1 + 0.2 is not 0.3 in floating point.
        cost: credits === undefined ? null : { amount: Math.round(credits * DOLLARS_PER_CREDIT * 10_000) / 10_000, currency: 'USD' },
      };
    }
    case 'FAILED':
      return { state: 'failed', error: failureOfTask({ failure: task.failure, failureCode: task.failureCode, cost: task.cost }) };
    case 'CANCELLED':
    case 'CANCELED':
      return {
        state: 'canceled',
        error: providerError('canceled', 'The task was canceled at Runway.', { raw: { cost: task.cost ?? null } }),
      };
    default:
      return {
        state: 'running',
        progress: progressOf(task),
        message: `Runway calls its state “${task.status.slice(0, 40)}”, which is new to this program.`,
      };
  }
}

const progressOf = (task: Task): number | null => (typeof task.progress === 'number' ? Math.min(1, Math.max(0, task.progress)) : null);

const creditsIn = (cost: unknown): number | null =>
  typeof cost === 'object' && cost !== null && 'credits' in cost && typeof cost.credits === 'number' ? cost.credits : null;

const pathOf = (id: string): string => `/v1/tasks/${encodeURIComponent(id)}`;

function endpointOf(descriptor: ModelDescriptor): string {
  const endpoint = descriptor.job?.options['endpoint'];
  if (typeof endpoint === 'string' && /^[a-z_]+$/u.test(endpoint)) return `/v1/${endpoint}`;
  throw new ProviderFailure(
    providerError(
      'model_unavailable',
      `The description of ${descriptor.name} does not say which endpoint of Runway it belongs to (job.options.endpoint).`,
    ),
  );
}

function idOf(handle: JobHandle): string {
  if (handle.version > HANDLE_VERSION)
    throw new ProviderFailure(
      providerError('provider_failed', 'This task was started by a newer version of the program, which can follow it.'),
    );
  return handle.remoteId;
}

function taskIn(body: unknown): Task {
  const task = taskSchema.safeParse(body);
  if (task.success) return task.data;
  throw new ProviderFailure(providerError('provider_failed', 'Runway answered with something that is no task.'));
}

function refOf(output: RemoteOutput): z.infer<typeof refSchema> {
  try {
    return refSchema.parse(JSON.parse(output.ref));
  } catch {
    throw new ProviderFailure(providerError('provider_failed', 'The note of where this result is at Runway cannot be read.'));
  }
}

const isGone = (cause: unknown): boolean => cause instanceof ProviderFailure && cause.error.kind === 'model_unavailable';
const isClosed = (cause: unknown): boolean =>
  cause instanceof ProviderFailure &&
  (cause.error.kind === 'output_expired' || cause.error.kind === 'auth' || cause.error.kind === 'forbidden');
