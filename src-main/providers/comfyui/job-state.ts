/** Where a job stands, asked in the way that this build of ComfyUI understands. */
import { z } from 'zod';
import type { ProviderError } from '../adapter.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { notComfyUi, type ComfyApi } from './api.ts';

export type JobState =
  | { state: 'pending'; ahead: number | null }
  | { state: 'running' }
  /** `outputs`: by node, as ComfyUI reports them. */
  | { state: 'completed'; outputs: Record<string, unknown> }
  | { state: 'failed'; error: ProviderError }
  | { state: 'canceled' }
  /** A word that this version of Heroframe does not know. */
  | { state: 'unclear'; word: string };

const jobSchema = z.looseObject({
  status: z.string(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  execution_error: z.unknown().optional(),
});

const queueItem = z.tuple([z.number(), z.string()], z.unknown());
const queueSchema = z.looseObject({ queue_running: z.array(queueItem), queue_pending: z.array(queueItem) });

const historyItem = z.looseObject({
  prompt: z.array(z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).default({}),
  status: z
    .looseObject({
      status_str: z.string().optional(),
      completed: z.boolean().optional(),
      messages: z.array(z.unknown()).default([]),
    })
    .nullish(),
});
const historySchema = z.record(z.string(), historyItem);

/** What we write beside a job, so that builds which choose ids themselves can be asked for it too. */
export const MARK = 'heroframe_job';

export interface JobStates {
  /** Null: the server surely has no such job. */
  of(promptId: string, signal: AbortSignal): Promise<JobState | null>;
  /** The id that a build of its own mind gave to a job of ours; null when it has none. */
  idByMark(clientJobId: string, signal: AbortSignal): Promise<string | null>;
  /** Ends a job. False: it was over already, or never there. */
  cancel(promptId: string, signal: AbortSignal): Promise<boolean>;
}

export function jobStates(api: ComfyApi): JobStates {
  /** Builds before the jobs interface; found out once per session. */
  let old = false;

  const queue = async (signal: AbortSignal): Promise<z.infer<typeof queueSchema>> => {
    const answer = queueSchema.safeParse(await api.get('/queue', signal));
    if (!answer.success) throw notComfyUi();
    return answer.data;
  };
  const history = async (path: string, signal: AbortSignal): Promise<z.infer<typeof historySchema>> => {
    const answer = historySchema.safeParse(await api.get(path, signal));
    if (!answer.success) throw notComfyUi();
    return answer.data;
  };

  /** Undefined: this build has no jobs interface. */
  async function viaJobs(promptId: string, signal: AbortSignal): Promise<JobState | null | undefined> {
    if (old) return undefined;
    try {
      const job = jobSchema.safeParse(await api.get(`/api/jobs/${promptId}`, signal));
      if (!job.success) throw notComfyUi();
      return fromJob(job.data);
    } catch (cause) {
      if (!isNotFound(cause)) throw cause;
      // The interface says in JSON that it has no such job; a build without it has no such page.
      if (typeof cause.error.raw === 'object' && cause.error.raw !== null) return null;
      old = true;
      return undefined;
    }
  }

  return {
    async of(promptId, signal) {
      const known = await viaJobs(promptId, signal);
      if (known !== undefined) return known;
      // The queue first: a job that ends between the two questions is then in the history.
      const { queue_running, queue_pending } = await queue(signal);
      if (queue_running.some((item) => item[1] === promptId)) return { state: 'running' };
      const waiting = queue_pending.find((item) => item[1] === promptId);
      if (waiting !== undefined) {
        const ahead = queue_pending.filter((item) => item[0] < waiting[0]).length + queue_running.length;
        return { state: 'pending', ahead };
      }
      const item = (await history(`/history/${promptId}`, signal))[promptId];
      return item === undefined ? null : fromHistory(item);
    },

    async idByMark(clientJobId, signal) {
      if (!old) return null;
      const marked = (item: readonly unknown[]): boolean => {
        const extra = item[3];
        return typeof extra === 'object' && extra !== null && (extra as Record<string, unknown>)[MARK] === clientJobId;
      };
      const { queue_running, queue_pending } = await queue(signal);
      const waiting = [...queue_running, ...queue_pending].find(marked);
      if (waiting !== undefined) return waiting[1];
      const past = Object.entries(await history('/history?max_items=200', signal));
      return past.find(([, item]) => marked(item.prompt ?? []))?.[0] ?? null;
    },

    async cancel(promptId, signal) {
      if (!old) {
        try {
          const answer = await api.post(`/api/jobs/${promptId}/cancel`, {}, { kind: 'read', signal });
          return typeof answer === 'object' && answer !== null && 'cancelled' in answer && answer.cancelled === true;
        } catch (cause) {
          // Some builds list jobs but cannot cancel them this way: 404, or 405 where a page of that name exists.
          if (!isNotFound(cause) && !(cause instanceof ProviderFailure && /status 405/u.test(cause.error.message))) throw cause;
        }
      }
      const isIn = (items: readonly (readonly unknown[])[]): boolean => items.some((item) => item[1] === promptId);
      const before = await queue(signal);
      if (isIn(before.queue_pending)) await api.post('/queue', { delete: [promptId] }, { kind: 'read', signal });
      const after = isIn(before.queue_pending) ? await queue(signal) : before;
      // Old builds overlook the id and stop whatever runs: only when that is ours, and never twice.
      if (isIn(after.queue_running)) await api.post('/interrupt', { prompt_id: promptId }, { kind: 'paid-create', signal });
      return isIn(before.queue_pending) || isIn(after.queue_running);
    },
  };
}

const isNotFound = (cause: unknown): cause is ProviderFailure =>
  cause instanceof ProviderFailure && cause.error.kind === 'model_unavailable';

function fromJob({ status, outputs, execution_error: error }: z.infer<typeof jobSchema>): JobState {
  switch (status.toLowerCase()) {
    case 'pending':
      return { state: 'pending', ahead: null };
    case 'in_progress':
      return { state: 'running' };
    case 'completed':
      return { state: 'completed', outputs: outputs ?? {} };
    case 'failed':
      return { state: 'failed', error: executionError(error) };
    case 'cancelled':
    case 'canceled':
      return { state: 'canceled' };
    default:
      return { state: 'unclear', word: status };
  }
}

function fromHistory({ outputs, status }: z.infer<typeof historyItem>): JobState {
  const messages = (status?.messages ?? []).filter((each): each is unknown[] => Array.isArray(each));
  const failure = messages.find(([name]) => name === 'execution_error');
  if (failure !== undefined) return { state: 'failed', error: executionError(failure[1]) };
  if (messages.some(([name]) => name === 'execution_interrupted')) return { state: 'canceled' };
  if (status?.status_str === 'error') return { state: 'failed', error: executionError(null) };
  return { state: 'completed', outputs };
}

const executionSchema = z.looseObject({
  node_id: z.union([z.string(), z.number()]).nullish(),
  node_type: z.string().nullish(),
  exception_type: z.string().nullish(),
  exception_message: z.string().nullish(),
});

/** What broke, in plain words. Tracebacks and inputs stay there: they name folders of that computer. */
export function executionError(data: unknown): ProviderError {
  const parsed = executionSchema.safeParse(data);
  if (!parsed.success)
    return providerError('provider_failed', 'ComfyUI says that the job failed and gives no reason. Its own window or log may say more.');
  const { node_id, node_type, exception_type, exception_message } = parsed.data;
  const where = node_type ?? 'a node';
  const said = (exception_message ?? '').trim().split('\n')[0]?.slice(0, 300) ?? '';
  const raw = { node_id: node_id ?? null, node_type: node_type ?? null, exception_type: exception_type ?? null, exception_message: said };
  if (/out of memory|OutOfMemory|Allocation on device/iu.test(`${exception_type} ${exception_message}`))
    return providerError(
      'provider_failed',
      `The graphics card ran out of memory in “${where}”. Choose a smaller size or a shorter clip, use a smaller model, or close other programs that use the card.`,
      { raw },
    );
  return providerError('provider_failed', `ComfyUI failed in “${where}”${said === '' ? '.' : `: ${said}`}`, { raw });
}
