/** A model's description and its provider's protocol, joined into the adapter that the job runner asks. */
import path from 'node:path';
import pLimit from 'p-limit';
import { StudioFailure } from '#contract/errors.ts';
import type { RequestPreview } from '#contract/model/providers.ts';
import type { GenerationRequest, MediaInput, PreparedRequest, ProviderAdapter } from '../adapter.ts';
import type { JobProtocol, ProviderConnection, ProviderDefinition } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { compile, type Compiled } from './compile.ts';
import { fitPicture, inlineFiles, replaceFiles } from './files.ts';
import type { PlacedPicture } from './pictures.ts';
import { priceOf } from './price.ts';
import { modelIdOf, type FileSlot, type ModelDescriptor, type Scalar } from './schema.ts';

export interface ModelAdapterOptions {
  definition: Pick<ProviderDefinition, 'id' | 'label' | 'where'>;
  descriptor: ModelDescriptor;
  /** Loads what talks to the provider; asked when it is first needed. */
  protocol: () => Promise<JobProtocol>;
  connection: Pick<ProviderConnection, 'inbox' | 'publicUpload'>;
  /** At most this many jobs at once. */
  concurrency: number;
  /** Values by parameter key that a person has set for this model. */
  overrides?: Readonly<Record<string, Scalar>>;
  /** Milliseconds; the real clock when left out. */
  now?: () => number;
}

/** Every provider keeps an uploaded picture for longer than this. Milliseconds. */
const UPLOAD_KEPT = 20 * 60 * 1000;
const UPLOADS_AT_ONCE = 3;

const NO_PUBLIC_UPLOAD =
  'This model takes pictures only by public web address and its provider has no upload of its own. Connect a provider that has one, such as fal.ai; the pictures go through it.';

const isInside = (encoding: FileSlot['encoding']): boolean => encoding === 'data-uri' || encoding === 'base64';

function refused(descriptor: ModelDescriptor, fields: { path: string; message: string }[]): ProviderFailure {
  const message = `${descriptor.name} cannot make this: ${fields.map((field) => field.message).join(' ')} Nothing was sent.`;
  return new ProviderFailure(providerError('invalid_input', message, { fields }));
}

export function createModelAdapter(options: ModelAdapterOptions): ProviderAdapter {
  const { definition, descriptor, connection, overrides = {}, now = Date.now } = options;
  const uploads = new Map<string, { address: Promise<string>; until: number }>();
  const turn = pLimit(UPLOADS_AT_ONCE);
  const pollMs = descriptor.job?.pollMs;
  let loading: Promise<JobProtocol> | null = null;

  const protocol = (): Promise<JobProtocol> => {
    loading ??= options.protocol().catch((error: unknown) => {
      // A provider that could not be loaded once may be there the next time.
      loading = null;
      throw error;
    });
    return loading;
  };

  const compiled = (request: GenerationRequest): Compiled => {
    const result = compile(descriptor, request, overrides);
    if (connection.publicUpload === null && result.files.some(({ slot }) => slot.encoding === 'public-url')) {
      result.problems.push({ path: 'pictures', message: NO_PUBLIC_UPLOAD });
    }
    return result;
  };

  const priceOfCompiled = ({ params, measure }: Compiled) => priceOf(descriptor, { params, ...measure }, definition.where);

  const fittedFolder = path.join(path.dirname(connection.inbox), `${path.basename(connection.inbox)}-fitted`);
  const fitted = (file: PlacedPicture, signal: AbortSignal): Promise<MediaInput> =>
    fitPicture(file.input, file.slot, fittedFolder, file.label, signal);

  /** The picture that a placeholder means. The same picture in two slots obeys the stricter one. */
  const fileOf = (files: readonly PlacedPicture[], sha256: string, as: FileSlot['encoding'] | null): PlacedPicture => {
    const meant = files.filter((file) => file.sha256 === sha256 && (as === null || file.slot.encoding === as));
    const [first, ...others] = meant;
    if (first === undefined)
      throw refused(descriptor, [{ path: 'pictures', message: 'A picture of this request is no longer part of it.' }]);
    return others.reduce((strictest, file) => ({ ...strictest, slot: stricter(strictest.slot, file.slot) }), first);
  };

  async function place(file: PlacedPicture, input: MediaInput, clientJobId: string, signal: AbortSignal): Promise<string> {
    if (file.slot.encoding === 'public-url') {
      if (connection.publicUpload === null) throw refused(descriptor, [{ path: 'pictures', message: NO_PUBLIC_UPLOAD }]);
      return connection.publicUpload(input, { signal });
    }
    const jobs = await protocol();
    if (jobs.upload === undefined) {
      throw refused(descriptor, [{ path: 'pictures', message: `${definition.label} has no upload for pictures, which this model needs.` }]);
    }
    return jobs.upload(input, { clientJobId, signal });
  }

  async function uploaded(file: PlacedPicture, clientJobId: string, signal: AbortSignal): Promise<string> {
    const input = await fitted(file, signal);
    const key = `${file.slot.encoding} ${input.sha256}`;
    for (;;) {
      signal.throwIfAborted();
      for (const [known, entry] of uploads) if (entry.until <= now()) uploads.delete(known);
      const shared = uploads.get(key);
      if (shared === undefined) {
        const address = turn(() => place(file, input, clientJobId, signal));
        uploads.set(key, { address, until: now() + UPLOAD_KEPT });
        // A failed upload must not fail the next job too.
        address.catch(() => {
          if (uploads.get(key)?.address === address) uploads.delete(key);
        });
        return address;
      }
      try {
        return await unlessAborted(shared.address, signal);
      } catch {
        signal.throwIfAborted();
        // Another job's upload, perhaps ended with that job: try on our own account.
        if (uploads.get(key) === shared) uploads.delete(key);
      }
    }
  }

  async function prepare(
    request: GenerationRequest,
    { clientJobId, signal }: { clientJobId: string; signal: AbortSignal },
  ): Promise<PreparedRequest> {
    const result = compiled(request);
    if (result.problems.length > 0) throw refused(descriptor, result.problems);
    const body = await replaceFiles(result.body, {
      async file(sha256, as) {
        const file = fileOf(result.files, sha256, as);
        if (!isInside(as)) return uploaded(file, clientJobId, signal);
        // An unreadable picture is better found before the job's row says "submitting".
        await fitted(file, signal);
        return { $file: sha256, as };
      },
      mime: async (sha256) => (await fitted(fileOf(result.files, sha256, null), signal)).mime,
    });
    const prepared: PreparedRequest = {
      version: 1,
      modelId: modelIdOf(descriptor),
      body: body as Record<string, unknown>,
      params: result.params,
    };
    const found = (await (await protocol()).check?.(prepared, { signal })) ?? [];
    if (found.length > 0) throw refused(descriptor, found);
    return prepared;
  }

  return {
    id: definition.id,
    label: definition.label,
    model: descriptor.remoteId,
    concurrency: options.concurrency,
    ...(pollMs === undefined ? {} : { pollMs }),
    price: (request) => priceOfCompiled(compile(descriptor, request, overrides)),
    validate: (request) => compiled(request).problems,
    preview(request): RequestPreview {
      const result = compiled(request);
      return {
        modelId: modelIdOf(descriptor),
        modelName: descriptor.name,
        providerLabel: definition.label,
        body: result.bodyInWords,
        dropped: result.dropped,
        coerced: result.coerced,
        negative: result.negative,
        price: priceOfCompiled(result),
        problems: result.problems,
      };
    },
    prepare,
    async submit(request, { clientJobId, prepared, signal }) {
      const job = await beforeSending(descriptor, signal, async () => {
        const ready = prepared ?? (await prepare(request, { clientJobId, signal }));
        const { files } = compile(descriptor, request, overrides);
        const body = await inlineFiles(ready.body, (sha256, as) => fitted(fileOf(files, sha256, as), signal));
        const jobs = await protocol();
        signal.throwIfAborted();
        return { jobs, ready, body };
      });
      return job.jobs.submit({ clientJobId, prepared: job.ready, body: job.body, signal });
    },
    poll: async (handle, { signal }) => (await protocol()).poll(handle, { signal }),
    cancel: async (handle) => (await protocol()).cancel(handle),
    reconcile: async (lost, { signal }) => (await protocol()).reconcile(lost, { signal }),
    fetchOutput: async (output, file, { signal }) => (await protocol()).fetchOutput(output, file, { signal }),
  };
}

/** Whatever goes wrong here, nothing was sent; the job's row, which already says otherwise, must learn of it. */
async function beforeSending<T>(descriptor: ModelDescriptor, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ProviderFailure || signal.aborted) throw cause;
    const said =
      cause instanceof StudioFailure
        ? `${cause.error.message} ${cause.error.hint}`
        : cause instanceof Error
          ? cause.message
          : String(cause);
    const message = `The request for ${descriptor.name} could not be made ready, and nothing was sent. ${said}`;
    throw new ProviderFailure(providerError('network_before_send', message), { cause });
  }
}

/** Stops waiting for someone else's work when the signal says so; that work goes on. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function stricter(one: FileSlot, other: FileSlot): FileSlot {
  const maxBytes = Math.min(one.maxBytes ?? Infinity, other.maxBytes ?? Infinity);
  const minPx = Math.max(one.minPx ?? 0, other.minPx ?? 0);
  return {
    ...one,
    mime: one.mime.filter((mime) => other.mime.includes(mime)),
    ...(maxBytes === Infinity ? {} : { maxBytes }),
    ...(minPx === 0 ? {} : { minPx }),
  };
}
