/** Pictures of one checkpoint: sent, followed by the server's progress, fetched from the inbox. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobHandle, PollResult } from '../adapter.ts';
import { fetchFromInbox, findInInbox, pollInbox } from '../inbox.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { notWebUi, type A1111Api } from './api.ts';
import type { Drawings } from './drawing.ts';
import type { Installed } from './installed.ts';

const handleSchema = z.object({ version: z.literal(1), remoteId: z.string(), data: z.object({ clientJobId: z.string() }) });

const progressSchema = z.looseObject({
  progress: z.number(),
  state: z
    .looseObject({ sampling_step: z.number().nullish(), sampling_steps: z.number().nullish(), job_count: z.number().nullish() })
    .nullish(),
  current_image: z.string().nullish(),
  /** Newer builds say whose drawing it is. */
  current_task: z.string().nullish(),
});
type Progress = z.infer<typeof progressSchema>;

const bodySchema = z.looseObject({
  sampler_name: z.string().optional(),
  scheduler: z.string().optional(),
  override_settings: z.looseObject({ sd_model_checkpoint: z.string().optional() }).optional(),
});

const taskIdFor = (clientJobId: string): string => `heroframe-${createHash('sha256').update(clientJobId).digest('hex').slice(0, 24)}`;

const read = (handle: JobHandle): z.infer<typeof handleSchema> => {
  const known = handleSchema.safeParse(handle);
  if (!known.success)
    throw new ProviderFailure(
      providerError('provider_failed', 'This job was started by a newer Heroframe and cannot be followed by this one.'),
    );
  return known.data;
};

const handleOf = (clientJobId: string): JobHandle => ({ version: 1, remoteId: taskIdFor(clientJobId), data: { clientJobId } });

export function a1111Jobs(
  api: A1111Api,
  under: Drawings,
  installed: Installed,
  connection: Pick<ProviderConnection, 'inbox' | 'onPreview'>,
): JobProtocol {
  const progress = async (signal: AbortSignal, withPicture: boolean): Promise<Progress> => {
    const answer = progressSchema.safeParse(await api.get(`progress?skip_current_image=${withPicture ? 'false' : 'true'}`, signal));
    if (!answer.success) throw notWebUi();
    return answer.data;
  };
  /** Null: the server does not say whose drawing it is. */
  const isOurs = ({ current_task: task }: Progress, clientJobId: string): boolean | null =>
    task == null || task === '' ? null : task === taskIdFor(clientJobId);

  async function follow(clientJobId: string, signal: AbortSignal): Promise<PollResult> {
    const seen = await progress(signal, connection.onPreview !== undefined);
    const { sampling_step: step = null, sampling_steps: steps = null, job_count: count = null } = seen.state ?? {};
    if (isOurs(seen, clientJobId) === false) return { state: 'queued', progress: null, message: 'It is drawing something else first' };
    if (count === 0) return { state: 'running', progress: null, message: 'Loading the model' };
    if (seen.current_image != null && seen.current_image !== '')
      connection.onPreview?.(clientJobId, { mime: 'image/png', bytes: Buffer.from(seen.current_image, 'base64') });
    const fraction = Math.min(0.99, Math.max(0, seen.progress));
    const message = step !== null && steps !== null && steps > 0 ? `Step ${Math.min(step + 1, steps)} of ${steps}` : null;
    return { state: 'running', progress: fraction, message };
  }

  return {
    async check({ body }, { signal }) {
      const asked = bodySchema.safeParse(body);
      return asked.success
        ? await installed.missing(
            {
              checkpoint: asked.data.override_settings?.sd_model_checkpoint ?? null,
              sampler: asked.data.sampler_name ?? null,
              scheduler: asked.data.scheduler ?? null,
            },
            signal,
          )
        : [];
    },

    async submit({ body, clientJobId, signal }) {
      // Found out before the long request: does it run, may we use it.
      await progress(signal, false);
      await under.start({ clientJobId, taskId: taskIdFor(clientJobId), body });
      return handleOf(clientJobId);
    },

    async poll(handle, { signal }): Promise<PollResult> {
      const { clientJobId } = read(handle).data;
      const state = under.stateOf(clientJobId);
      switch (state?.state) {
        case 'drawing':
          // The request itself will say what is wrong when the server is gone.
          return await follow(clientJobId, signal).catch((cause: unknown): PollResult => {
            if (signal.aborted) throw cause;
            return { state: 'running', progress: null, message: null };
          });
        case 'failed':
          return { state: 'failed', error: state.error };
        case 'canceled':
          return { state: 'canceled', error: providerError('canceled', 'Drawing was stopped.') };
        case 'done':
        case undefined: {
          const finished = await findInInbox(connection.inbox, clientJobId);
          if (finished !== null) return pollInbox(finished);
          const message =
            'The picture was being drawn when the studio ended, and this server keeps none. Nothing was paid; it can be drawn again.';
          return { state: 'expired', error: providerError('output_expired', message) };
        }
      }
    },

    async cancel(handle) {
      const { clientJobId } = read(handle).data;
      const signal = AbortSignal.timeout(15_000);
      if (under.stateOf(clientJobId)?.state !== 'drawing') return 'too_late';
      // There is one stop button for everybody: only when it stops ours.
      if (isOurs(await progress(signal, false), clientJobId) === false) return 'unsupported';
      under.markCanceled(clientJobId);
      await api.interrupt(signal);
      return 'canceled';
    },

    async reconcile({ clientJobId }) {
      const state = under.stateOf(clientJobId)?.state;
      if (state === 'drawing' || state === 'done') return handleOf(clientJobId);
      // A drawing whose process ended left nothing behind, and cost nothing.
      return (await findInInbox(connection.inbox, clientJobId)) === null ? 'none' : handleOf(clientJobId);
    },

    fetchOutput: (output, file) => fetchFromInbox(connection.inbox, output, file),
  };
}
