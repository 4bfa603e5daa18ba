/**
 * A provider as the studio knows it before anything of it is loaded, and what it can do once it is connected.
 * A new provider is one folder with a `definition.ts`; `registry.ts` lists them.
 */
import type { ModelKind, ProviderTest } from '#contract/model/providers.ts';
import type { JobHandle, LostJob, MediaInput, PollResult, PreparedRequest, RemoteOutput } from './adapter.ts';
import type { ModelDescriptor, ModelDescriptorFile } from './descriptors/schema.ts';
import type { ChatModel } from './llm/chat.ts';
import type { Transport } from './transport/transport.ts';

export interface ProviderDefinition {
  /** Lower case with dashes; part of every model id, so it never changes. */
  id: string;
  /** For people. */
  label: string;
  where: 'cloud' | 'local';
  makes: readonly ModelKind[];
  keys: readonly { id: string; label: string; required: boolean; variable: string }[];
  /** Base URLs without a trailing slash, which a setting or a variable may replace. */
  addresses: readonly { id: string; label: string; standard: string; variable: string }[];
  /** What a new account may do; people with more raise it. `createsPerMinute` null: not limited that way. */
  limits: { atOnce: number; createsPerMinute: number | null };
  /** Page on which a key is made or credit is bought; empty for local servers. */
  account: string;
  /** Its client has `publicUpload`. */
  uploadsPublicly?: true;
  /** Its client has `installed`: what can be used depends on the server. */
  listsInstalled?: true;
  /** Any name is a language model there, also one that nobody has described. */
  anyTextModel?: true;
  /** Built-in descriptors, as written in the provider's `models.json`. */
  models: readonly ModelDescriptorFile[];
  /** Loads what talks to it; only then is a client library read. */
  connect: (connection: ProviderConnection) => Promise<ProviderClient>;
}

/** What a provider is given to talk with. Nothing else reaches the outside. */
export interface ProviderConnection {
  /** Base URL by id, without a trailing slash. */
  address(id: string): string;
  /** A key, read when it is needed and never kept; null when there is none. */
  key(id: string): Promise<string | null>;
  /** Waits its turn: the provider's limits are built in. */
  transport: Transport;
  /** Folder (made when missing) for results that come inside an answer; it survives a restart. */
  inbox: string;
  now(): number;
  /** Lets time pass. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** What was learned about a server, e.g. how strict its JSON is. Plain JSON, no secrets. */
  memory: { get(key: string): Promise<unknown>; put(key: string, value: unknown): Promise<void> };
  /** Another provider's upload, for models that take pictures only by public address; null when none is connected. */
  publicUpload: ((file: MediaInput, options: { signal: AbortSignal }) => Promise<string>) | null;
  /** This provider's descriptors as they are now, a person's own included; left out where nobody keeps a list. */
  models?: () => readonly ModelDescriptor[];
  /** Hears of the preview picture of a job under way (JPEG or PNG bytes), where a server sends them. */
  onPreview?: (clientJobId: string, picture: { mime: string; bytes: Uint8Array }) => void;
}

export interface ProviderClient {
  /** Costs nothing: an account, a list of models, a version. Throws ProviderFailure; `describeTest` turns it into words. */
  test(options: { signal: AbortSignal }): Promise<ProviderTest>;
  /** Jobs of pictures, clips or speech with this model. */
  jobs?(descriptor: ModelDescriptor): JobProtocol;
  chat?(descriptor: ModelDescriptor): ChatModel;
  /** Models that the server has right now and no descriptor names. */
  installed?(options: { signal: AbortSignal }): Promise<ModelDescriptorFile[]>;
  /** The model's input schema as the provider publishes it now, as JSON Schema of the input object. */
  liveSchema?(remoteId: string, options: { signal: AbortSignal }): Promise<LiveSchema>;
  /** A picture's public address, for providers that have no upload of their own. */
  publicUpload?(file: MediaInput, options: { signal: AbortSignal }): Promise<string>;
  /** Ends sockets that were kept open. */
  close?(): Promise<void>;
}

/** JSON Schema of a model's input; `definitions` resolves its `$ref`s by their last part. */
export interface LiveSchema {
  input: Record<string, unknown>;
  definitions: Record<string, unknown>;
}

/** One request, ready for the wire. */
export interface OutgoingJob {
  clientJobId: string;
  prepared: PreparedRequest;
  /** The body with every file in it. */
  body: Record<string, unknown>;
  signal: AbortSignal;
}

/** How jobs of one model are sent, followed and fetched. `createModelAdapter` makes a ProviderAdapter of it. */
export interface JobProtocol {
  /** Puts a picture where the model can read it. Costs nothing. */
  upload?(file: MediaInput, options: { clientJobId: string; signal: AbortSignal }): Promise<string>;
  submit(job: OutgoingJob): Promise<JobHandle>;
  poll(handle: JobHandle, options: { signal: AbortSignal }): Promise<PollResult>;
  cancel(handle: JobHandle): Promise<'canceled' | 'too_late' | 'unsupported'>;
  reconcile(lost: LostJob, options: { signal: AbortSignal }): Promise<JobHandle | 'none' | 'unknown'>;
  fetchOutput(output: RemoteOutput, file: string, options: { signal: AbortSignal }): Promise<void>;
  /** Problems only the server knows (missing nodes, missing checkpoints); asked before spending. */
  check?(prepared: PreparedRequest, options: { signal: AbortSignal }): Promise<{ path: string; message: string }[]>;
}
