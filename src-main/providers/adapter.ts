/**
 * What every provider of pictures, clips and words looks like from outside
 * (offline or paid). A provider describes itself; the durable job runner
 * decides when it is asked, and never asks twice for what may have been paid.
 */
import type { Aspect, CameraMovement, FrameRole } from '#contract/model/primitives.ts';
import type { Price, RequestPreview } from '#contract/model/providers.ts';
import type { SceneSpec, Story, VisualSpec } from '#contract/model/story.ts';

/** Bytes that a request refers to; adapters read them when they need them. */
export interface MediaInput {
  sha256: string;
  mime: string;
  /** Absolute path of the stored asset. */
  path: string;
}

/** The scene behind a request, for providers that understand more than a prompt. */
export interface SceneContext {
  spec: SceneSpec;
  story: Story;
  markers: VisualSpec['markers'];
  /** Place in the film, from 1. */
  sceneNumber: number;
  aspect: Aspect;
  /** The words a person added to the written prompt; missing when nobody edited it. */
  emphasis?: string | undefined;
}

export interface PictureRequest {
  kind: 'picture';
  prompt: string;
  negative: string;
  seed: number;
  width: number;
  height: number;
  role: FrameRole;
  /** This picture's place among the variations of its frame, from 1. */
  variation: number;
  references: { role: 'product' | 'character' | 'style' | 'previous-frame' | 'start-frame'; input: MediaInput; seed: number | null }[];
  scene: SceneContext;
}

export interface ClipRequest {
  kind: 'clip';
  prompt: string;
  negative: string;
  seed: number;
  width: number;
  height: number;
  fps: number;
  seconds: number;
  movement: CameraMovement;
  /** This clip's place among the takes of its scene, from 1. */
  take: number;
  /** The picture the clip starts from; `seed` and `request` are known when we drew it ourselves. */
  startFrame: { input: MediaInput; request: PictureRequest | null };
  endFrame: { input: MediaInput; request: PictureRequest | null } | null;
  scene: SceneContext;
}

/** One line of the voice-over. */
export interface SpeechRequest {
  kind: 'speech';
  text: string;
  /** The provider's own name of a voice; null takes the model's first. */
  voice: string | null;
  /** BCP 47, e.g. `en`. */
  language: string;
  /** Seconds that the line should fit into; null when it does not matter. */
  seconds: number | null;
  seed: number;
}

/** What has a frame: pictures and clips. */
export type FramedRequest = PictureRequest | ClipRequest;
export type GenerationRequest = PictureRequest | ClipRequest | SpeechRequest;

/**
 * A request as it will be sent: plain JSON, stored in the job's row before it leaves, so that a lost job can be
 * looked up by what was asked. Pictures that were uploaded appear by their address, those that travel inside the
 * request as `{"$file": "<sha256>", "as": "data-uri" | "base64"}`.
 */
export interface PreparedRequest {
  version: 1;
  modelId: string;
  body: Record<string, unknown>;
  /** Parameters in force after coercion, e.g. `{duration: 5, resolution: "720p"}`. */
  params: Record<string, string | number | boolean>;
}

/** Versioned JSON that survives a restart and finds the job again at its provider. */
export interface JobHandle {
  version: number;
  remoteId: string;
  data: Record<string, unknown>;
}

export interface RemoteOutput {
  mime: string;
  /** Where the provider put it; adapters alone know what it means. */
  ref: string;
}

/** A create that nobody answered. */
export interface LostJob {
  clientJobId: string;
  request: GenerationRequest;
  prepared: PreparedRequest | null;
  /** When the row was moved to `submitting`, by this computer's clock (which may have been wrong). */
  since: number;
  /** Whether a remote id already belongs to another job of ours: identical requests must not share one. */
  isClaimed: (remoteId: string) => boolean;
}

export type PollResult =
  | { state: 'queued' | 'running'; progress: number | null; message: string | null }
  | { state: 'succeeded'; outputs: RemoteOutput[]; cost: { amount: number; currency: string } | null }
  | { state: 'failed' | 'canceled' | 'expired'; error: ProviderError };

export const providerErrorKinds = [
  'auth',
  'forbidden',
  'insufficient_credit',
  'rate_limited',
  'concurrency_limited',
  'invalid_input',
  'moderated_input',
  'moderated_output',
  'model_unavailable',
  'provider_overloaded',
  'provider_failed',
  'timeout_queue',
  'timeout_run',
  'network_before_send',
  'network_after_send',
  'output_expired',
  'canceled',
] as const;
export type ProviderErrorKind = (typeof providerErrorKinds)[number];

/** A provider's failure in our words. */
export interface ProviderError {
  kind: ProviderErrorKind;
  message: string;
  /** Milliseconds the provider asked us to wait, if it did. */
  retryAfterMs: number | null;
  fields: { path: string; message: string }[];
  raw: unknown;
  /** With `canceled`: it was called off before anything was sent, so there is surely no job. */
  nothingSent?: boolean;
}

export interface ProviderAdapter {
  /** The provider's id, as in `ProviderDefinition`. */
  id: string;
  /** For people. */
  label: string;
  /** The provider's own name of the model; `<id>:<model>` is the model's id everywhere. */
  model: string;
  /** At most this many jobs of this provider run at once. */
  concurrency: number;
  /** Milliseconds between two polls; left out, the toolbox decides. */
  pollMs?: number;
  /** Waits for a place among the provider's jobs under way; calling the result gives it back. Left out where nothing limits them. */
  enter?(signal: AbortSignal): Promise<() => void>;
  /** Nothing more is sent to this provider until the person acts; `enter` then refuses at once. */
  pause?(error: ProviderError): void;
  /** Price of one request before it is sent; `free` for what runs on this computer. */
  price(request: GenerationRequest): Price;
  /** Problems that would make the request fail, found without sending anything. */
  validate(request: GenerationRequest): { path: string; message: string }[];
  /** What would be sent, dropped and coerced; only for models that are told in their own words. */
  preview?(request: GenerationRequest): RequestPreview;
  /** Uploads pictures and builds the body; costs nothing and may be done again. Left out by providers without a body. */
  prepare?(request: GenerationRequest, options: { clientJobId: string; signal: AbortSignal }): Promise<PreparedRequest>;
  /**
   * Starts the job. Called at most once per client job id unless nothing was sent.
   * @param options.prepared what `prepare` made; null when the adapter has none
   * @throws ProviderFailure; `network_after_send` means that nobody knows whether the job exists
   */
  submit(
    request: GenerationRequest,
    options: { clientJobId: string; prepared: PreparedRequest | null; signal: AbortSignal },
  ): Promise<JobHandle>;
  poll(handle: JobHandle, options: { signal: AbortSignal }): Promise<PollResult>;
  cancel(handle: JobHandle): Promise<'canceled' | 'too_late' | 'unsupported'>;
  /**
   * Looks for a job whose answer was lost. `none`: surely not there. `unknown`: cannot be asked, or cannot be told.
   * @throws ProviderFailure when the provider cannot be reached now
   */
  reconcile(lost: LostJob, options: { signal: AbortSignal }): Promise<JobHandle | 'none' | 'unknown'>;
  /** Writes one output to `file`. */
  fetchOutput(output: RemoteOutput, file: string, options: { signal: AbortSignal }): Promise<void>;
}
