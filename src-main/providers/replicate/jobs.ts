/** How predictions are sent, followed and fetched at Replicate. */
import { readFile } from 'node:fs/promises';
import type Replicate from 'replicate';
import type { JobHandle, MediaInput, PollResult } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, OutgoingJob, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { findLostPrediction } from './lost-prediction.ts';
import { predictionSchema, readPrediction, type Prediction } from './prediction.ts';
import { checkedId, modelAddress, withReplicate } from './session.ts';

const HANDLE_VERSION = 1;
const MIB = 1024 * 1024;
/** Replicate keeps uploads up to this size. Bytes. */
const MAX_UPLOAD_BYTES = 100 * MIB;

export function jobsOf(connection: ProviderConnection, descriptor: ModelDescriptor): JobProtocol {
  const isClip = descriptor.kind === 'clip';

  /** A prediction from an answer; null when the answer is none. */
  const read = (answer: unknown): Prediction | null => predictionSchema.safeParse(answer).data ?? null;

  return {
    upload: (file, { signal }) => upload(connection, file, signal),

    async submit(job) {
      const answer = await withReplicate(connection, { kind: 'paid-create', signal: job.signal }, (client) =>
        create(client, descriptor, job),
      ).catch((error: unknown) => {
        throw refused(error);
      });
      const id = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : null;
      if (typeof id !== 'string' || id === '')
        throw new ProviderFailure(
          providerError('network_after_send', 'Replicate answered without a job id, so it is not known whether the job was started.'),
        );
      const web = read(answer)?.urls?.web;
      return { version: HANDLE_VERSION, remoteId: id, data: typeof web === 'string' ? { page: web } : {} };
    },

    async poll(handle, { signal }) {
      const id = idOf(handle);
      let answer: unknown;
      try {
        answer = await withReplicate(connection, { kind: 'read', signal }, (client) => client.predictions.get(id, { signal }));
      } catch (error) {
        if (error instanceof ProviderFailure && error.error.kind === 'model_unavailable') return gone();
        throw error;
      }
      const prediction = read(answer);
      if (prediction === null)
        throw new ProviderFailure(providerError('provider_failed', 'Replicate answered with something that is no prediction.'));
      return readPrediction(prediction, descriptor);
    },

    async cancel(handle) {
      const id = idOf(handle);
      const signal = AbortSignal.timeout(60_000);
      try {
        // Canceling twice does no harm, so it may be repeated like a read.
        const answer = await withReplicate(connection, { kind: 'read', deadlineMs: 20_000, signal }, (client) =>
          client.predictions.cancel(id, { signal }),
        );
        return /^(succeeded|failed)$/i.test(read(answer)?.status ?? '') ? 'too_late' : 'canceled';
      } catch (error) {
        // Unknown by now, or finished and not to be canceled any more.
        if (error instanceof ProviderFailure && (error.error.kind === 'model_unavailable' || error.error.kind === 'invalid_input'))
          return 'too_late';
        throw error;
      }
    },

    reconcile: (lost, options) => findLostPrediction(connection, descriptor, lost, options),

    async fetchOutput(output, file, { signal }) {
      // Results lie on another host, which must not see the key; only files of the API itself ask for it.
      const isOwn = output.ref.startsWith(`${connection.address('api')}/`);
      const key = isOwn ? await connection.key('token') : null;
      await connection.transport.download({
        url: output.ref,
        ...(key === null ? {} : { headers: { authorization: `Bearer ${key}` } }),
        file,
        maxBytes: (isClip ? 512 : 64) * MIB,
        accept: isClip ? /^(video\/|(application|binary)\/octet-stream$)/ : /^(image\/|(application|binary)\/octet-stream$)/,
        deadlineMs: isClip ? 600_000 : 180_000,
        attempts: 4,
        signal,
      });
    },
  };
}

async function create(client: Replicate, descriptor: ModelDescriptor, job: OutgoingJob): Promise<unknown> {
  const { owner, name, version, deployment } = modelAddress(descriptor.remoteId, descriptor.job?.options ?? {});
  const input = job.body['input'];
  if (typeof input !== 'object' || input === null)
    throw new ProviderFailure(providerError('invalid_input', 'The model description puts nothing into “input”, which Replicate needs.'));
  const order = { input, signal: job.signal };
  if (deployment !== null) return await client.deployments.predictions.create(deployment.owner, deployment.name, order);
  return await client.predictions.create(version === null ? { model: `${owner}/${name}`, ...order } : { version, ...order });
}

/** Tells a version or model that is not to be had from an input that is wrong; both come as 422. */
function refused(error: unknown): unknown {
  if (!(error instanceof ProviderFailure) || error.error.kind !== 'invalid_input') return error;
  const raw = error.error.raw;
  const title = typeof raw === 'object' && raw !== null && 'title' in raw ? String(raw.title) : '';
  if (!/invalid version|not permitted/i.test(title)) return error;
  return new ProviderFailure({
    ...error.error,
    kind: 'model_unavailable',
    message: 'Replicate does not have this version of the model, or this account may not use it.',
  });
}

/** @returns the address that models read the picture from; it lasts for a day or so */
async function upload(connection: ProviderConnection, file: MediaInput, signal: AbortSignal): Promise<string> {
  const bytes = await readFile(file.path);
  if (bytes.length > MAX_UPLOAD_BYTES)
    throw new ProviderFailure(providerError('invalid_input', 'The picture is larger than the 100 MB that Replicate takes.'));
  // The name is our content hash, so that no name of a person's file leaves the computer.
  const content = new File([new Uint8Array(bytes)], `${file.sha256.slice(0, 32)}.${endingOf(file.mime)}`, { type: file.mime });
  const answer: unknown = await withReplicate(connection, { kind: 'read', deadlineMs: 180_000, signal }, (client) =>
    client.files.create(content, {}, { signal }),
  );
  const urls = typeof answer === 'object' && answer !== null && 'urls' in answer ? answer.urls : null;
  const address = typeof urls === 'object' && urls !== null && 'get' in urls ? urls.get : null;
  if (typeof address !== 'string' || !/^https?:\/\//.test(address))
    throw new ProviderFailure(providerError('provider_failed', 'Replicate took the picture but did not say where it is.'));
  return address;
}

const endingOf = (mime: string): string => (mime === 'image/jpeg' ? 'jpg' : (/^\w+\/([a-z0-9]+)/.exec(mime)?.[1] ?? 'bin'));

function idOf(handle: JobHandle): string {
  if (handle.version > HANDLE_VERSION)
    throw new ProviderFailure(
      providerError('provider_failed', 'This job was started by a newer version of Heroframe, which has to finish it.'),
    );
  return checkedId(handle.remoteId);
}

const gone = (): PollResult => ({
  state: 'expired',
  error: providerError('output_expired', 'Replicate no longer knows this job, so its result cannot be fetched.'),
});
