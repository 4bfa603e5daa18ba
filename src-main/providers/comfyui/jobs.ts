/** Jobs of one workflow: filled in, queued under a name of our own, followed, fetched. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import type { JobHandle, LostJob, MediaInput, PollResult, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, OutgoingJob } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { notComfyUi, type ComfyApi } from './api.ts';
import { missingOnServer, type NodeCatalogue } from './check.ts';
import { MARK, type JobStates } from './job-state.ts';
import type { Live } from './live.ts';
import { promptIdFor } from './prompt-id.ts';
import { loadWorkflow } from './sources.ts';
import { fillWorkflow, samplersOf, titleOf, type Binding, type Graph } from './workflow.ts';

export interface ComfySession {
  api: ComfyApi;
  states: JobStates;
  catalogue: NodeCatalogue;
  live: Live;
  /** Jobs that we took out of the queue: the server forgets them at once. */
  taken: Set<string>;
  /** Under this name the server tells us about our jobs. */
  clientId: string;
}

/** Folder on the server for what we bring and what is made for us. */
const FOLDER = 'heroframe';

const handleSchema = z.object({
  version: z.literal(1),
  remoteId: z.string().min(1),
  data: z.object({
    clientJobId: z.string(),
    clientId: z.string(),
    /** Nodes whose files are the result, in order of preference. */
    outputs: z.array(z.string()),
    samplers: z.array(z.string()),
  }),
});
type Handle = z.infer<typeof handleSchema>;

const fileSchema = z.object({ filename: z.string().min(1), subfolder: z.string().default(''), type: z.string().default('output') });
const uploadSchema = z.looseObject({ name: z.string().min(1), subfolder: z.string().default('') });
const acceptedSchema = z.looseObject({ prompt_id: z.string().min(1), node_errors: z.unknown() });

const read = (handle: JobHandle): Handle => {
  const known = handleSchema.safeParse(handle);
  if (!known.success)
    throw new ProviderFailure(
      providerError('provider_failed', 'This job was started by a newer Heroframe and cannot be followed by this one.'),
    );
  return known.data;
};

export function comfyJobs(session: ComfySession, descriptor: ModelDescriptor): JobProtocol {
  const { api, states, live } = session;
  const options = descriptor.job?.options ?? {};

  async function filled(body: Readonly<Record<string, unknown>>, prefix: string): Promise<{ graph: Graph; binding: Binding }> {
    const { workflow, binding } = await loadWorkflow(options, body);
    return { graph: fillWorkflow(workflow, binding, body, prefix), binding };
  }

  const handleOf = (promptId: string, clientJobId: string, { graph, binding }: { graph: Graph; binding: Binding }): JobHandle => {
    const handle: Handle = {
      version: 1,
      remoteId: promptId,
      data: { clientJobId, clientId: session.clientId, outputs: binding.outputs, samplers: samplersOf(graph) },
    };
    return handle;
  };

  const follow = ({ remoteId, data }: Handle): void => live.follow({ ...data, promptId: remoteId });

  /** The id under which the server knows a job of ours; null when it knows none. */
  async function known(clientJobId: string, signal: AbortSignal): Promise<string | null> {
    const promptId = promptIdFor(clientJobId);
    if ((await states.of(promptId, signal)) !== null) return promptId;
    return await states.idByMark(clientJobId, signal);
  }

  return {
    async upload(file: MediaInput, { signal }) {
      const bytes = await readFile(file.path);
      const extension = { 'image/jpeg': '.jpg', 'image/webp': '.webp', 'image/png': '.png' }[file.mime] ?? extname(file.path);
      const form = new FormData();
      // Named by its content: the same picture twice is the same file there.
      form.append('image', new Blob([bytes], { type: file.mime }), `${file.sha256.slice(0, 24)}${extension}`);
      form.append('type', 'input');
      form.append('subfolder', FOLDER);
      form.append('overwrite', 'true');
      const answer = uploadSchema.safeParse(await api.upload(form, signal));
      if (!answer.success) throw notComfyUi();
      return answer.data.subfolder === '' ? answer.data.name : `${answer.data.subfolder}/${answer.data.name}`;
    },

    async check(prepared, { signal }) {
      const { graph } = await filled(prepared.body, FOLDER);
      return await missingOnServer(graph, session.catalogue, signal);
    },

    async submit({ body, clientJobId, signal }: OutgoingJob) {
      const promptId = promptIdFor(clientJobId);
      const work = await filled(body, `${FOLDER}/${promptId}`);
      // The server queues the same id twice without a word, so it is asked first.
      const standing = await known(clientJobId, signal);
      const handle = handleOf(standing ?? promptId, clientJobId, work);
      // Before the job starts, so that its first steps are heard.
      follow(read(handle));
      if (standing !== null) return handle;
      let answer: unknown;
      try {
        answer = await api.post(
          '/prompt',
          { prompt: work.graph, prompt_id: promptId, client_id: session.clientId, extra_data: { [MARK]: clientJobId } },
          { kind: 'paid-create', signal },
        );
      } catch (cause) {
        live.forget(promptId);
        throw refusalOf(cause, work.graph);
      }
      const accepted = acceptedSchema.safeParse(answer);
      if (!accepted.success) {
        live.forget(promptId);
        throw new ProviderFailure(providerError('network_after_send', 'ComfyUI answered without naming the job. It will be asked for it.'));
      }
      const fields = fieldsOf(accepted.data.node_errors, work.graph);
      if (fields.length > 0) {
        // It would run the parts that are right, and the result may not be among them.
        await states.cancel(accepted.data.prompt_id, signal);
        live.forget(promptId);
        throw invalid(fields);
      }
      // Builds before client-chosen ids give one of their own.
      if (accepted.data.prompt_id === promptId) return handle;
      live.forget(promptId);
      const renamed = handleOf(accepted.data.prompt_id, clientJobId, work);
      follow(read(renamed));
      return renamed;
    },

    async poll(handle, { signal }): Promise<PollResult> {
      const job = read(handle);
      // After a restart nobody listens yet.
      follow(job);
      const found = await states.of(job.remoteId, signal);
      if (found === null) {
        live.forget(job.remoteId);
        if (session.taken.has(job.remoteId))
          return { state: 'canceled', error: providerError('canceled', 'The job was taken out of the queue of ComfyUI.') };
        const message =
          'ComfyUI no longer knows this job: it was restarted, or somebody cleared its queue or history. Nothing was paid; the job can be started again.';
        return { state: 'expired', error: providerError('output_expired', message) };
      }
      switch (found.state) {
        case 'pending':
          return {
            state: 'queued',
            progress: null,
            message: found.ahead === null || found.ahead === 0 ? null : `${found.ahead} before it`,
          };
        case 'running': {
          const { fraction, message } = live.progressOf(job.remoteId);
          return { state: 'running', progress: fraction, message };
        }
        case 'unclear':
          return { state: 'running', progress: null, message: `ComfyUI calls it “${found.word.slice(0, 60)}”` };
        case 'completed':
          live.forget(job.remoteId);
          return ended(found.outputs, job, descriptor.kind === 'clip');
        case 'failed':
          live.forget(job.remoteId);
          return { state: 'failed', error: found.error };
        case 'canceled':
          live.forget(job.remoteId);
          return { state: 'canceled', error: providerError('canceled', 'The job was stopped in ComfyUI.') };
      }
    },

    async cancel(handle) {
      const job = read(handle);
      const stopped = await states.cancel(job.remoteId, AbortSignal.timeout(30_000));
      live.forget(job.remoteId);
      if (stopped) session.taken.add(job.remoteId);
      return stopped ? 'canceled' : 'too_late';
    },

    async reconcile(lost: LostJob, { signal }) {
      const promptId = await known(lost.clientJobId, signal);
      // No longer there after a restart of the server: its queue and history live in its memory. Nothing was paid.
      if (promptId === null) return 'none';
      if (lost.isClaimed(promptId) || lost.prepared === null) return 'unknown';
      return handleOf(promptId, lost.clientJobId, await filled(lost.prepared.body, FOLDER));
    },

    async fetchOutput(output: RemoteOutput, file, { signal }) {
      let named: unknown = null;
      try {
        named = JSON.parse(output.ref);
      } catch {
        // Answered below.
      }
      const place = fileSchema.safeParse(named);
      if (!place.success)
        throw new ProviderFailure(providerError('provider_failed', 'This result does not say which file of ComfyUI it means.'));
      await api.download({
        path: `/view?${new URLSearchParams(place.data).toString()}`,
        file,
        accept: output.mime.startsWith('video/') ? /^video\/|^application\/octet-stream$/u : /^image\//u,
        signal,
      });
    },
  };
}

/** Result files of a finished job, those of the preferred node first, saved ones before those only shown. */
function ended(outputs: Readonly<Record<string, unknown>>, job: Handle, clip: boolean): PollResult {
  const wanted = clip ? /\.(?:mp4|webm|mov|mkv|m4v)$/iu : /\.(?:png|jpe?g|webp)$/iu;
  const nodes = [...new Set([...job.data.outputs, ...Object.keys(outputs)])];
  const files = nodes
    .flatMap((node) => filesIn(outputs[node]))
    .filter(({ filename }) => wanted.test(filename))
    .toSorted((a, b) => Number(a.type !== 'output') - Number(b.type !== 'output'));
  if (files.length === 0)
    return {
      state: 'failed',
      error: providerError(
        'provider_failed',
        `ComfyUI finished, but the workflow saved no ${clip ? 'video' : 'picture'}. Check its last nodes.`,
      ),
    };
  return { state: 'succeeded', outputs: files.map((file) => ({ mime: mimeOf(file.filename), ref: JSON.stringify(file) })), cost: null };
}

/** Nodes report under `images`, `gifs`, `video` or a name of their own; only the files matter. */
function filesIn(output: unknown): z.infer<typeof fileSchema>[] {
  if (typeof output !== 'object' || output === null) return [];
  return Object.values(output).flatMap((list: unknown) =>
    (Array.isArray(list) ? (list as unknown[]) : []).flatMap((item) => {
      const file = fileSchema.safeParse(item);
      return file.success ? [file.data] : [];
    }),
  );
}

const mimes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  webm: 'video/webm',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
};
const mimeOf = (name: string): string => mimes[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'video/mp4';

const nodeErrorsSchema = z.record(
  z.string(),
  z.looseObject({
    class_type: z.string().optional(),
    errors: z
      .array(
        z.looseObject({
          message: z.string().default(''),
          details: z.string().default(''),
          extra_info: z.looseObject({ input_name: z.string().optional() }).nullish(),
        }),
      )
      .default([]),
  }),
);

function fieldsOf(nodeErrors: unknown, graph: Graph): { path: string; message: string }[] {
  const known = nodeErrorsSchema.safeParse(nodeErrors);
  if (!known.success) return [];
  return Object.entries(known.data).flatMap(([id, { class_type, errors }]) => {
    const node = graph[id];
    const name = node === undefined ? (class_type ?? id) : titleOf(node);
    return errors.map(({ message, details, extra_info }) => ({
      path: `${id}.${extra_info?.input_name ?? ''}`.replace(/\.$/u, ''),
      message: `“${name}”: ${[message, details].filter((part) => part !== '').join(': ')}`,
    }));
  });
}

const invalid = (fields: { path: string; message: string }[], said = ''): ProviderFailure => {
  const reasons = fields.length > 0 ? fields.map((field) => field.message).join('; ') : said;
  return new ProviderFailure(providerError('invalid_input', `ComfyUI refused the workflow. ${reasons}`.trim(), { fields }));
};

const refusalSchema = z.looseObject({
  error: z.union([
    z.string(),
    z.looseObject({ type: z.string().default(''), message: z.string().default(''), details: z.string().default('') }),
  ]),
  node_errors: z.unknown(),
});

/** ComfyUI's answer to a workflow that it does not take, with the inputs that are wrong. */
function refusalOf(cause: unknown, graph: Graph): unknown {
  if (!(cause instanceof ProviderFailure)) return cause;
  const refusal = refusalSchema.safeParse(cause.error.raw);
  if (!refusal.success || !['invalid_input', 'moderated_input'].includes(cause.error.kind)) return cause;
  const { error, node_errors } = refusal.data;
  const said = typeof error === 'string' ? error : [error.message, error.details].filter((part) => part !== '').join(': ');
  return invalid(fieldsOf(node_errors, graph), said.slice(0, 400));
}
