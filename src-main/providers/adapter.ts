/**
 * What every provider of pictures, clips and words looks like from outside
 * (offline or paid). A provider describes itself; the durable job runner
 * decides when it is asked, and never asks twice for what may have been paid.
 */
import type { Aspect, CameraMovement, FrameRole } from '#contract/model/primitives.ts';
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

export type GenerationRequest = PictureRequest | ClipRequest;

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
}

export interface ProviderAdapter {
  id: string;
  /** For people. */
  label: string;
  model: string;
  /** At most this many jobs of this provider run at once. */
  concurrency: number;
  /** Price of one request before it is sent; zero for what runs on this computer. */
  price(request: GenerationRequest): { amount: number; currency: string };
  /** Problems that would make the request fail, found without sending anything. */
  validate(request: GenerationRequest): { path: string; message: string }[];
  /** Starts the job. Called at most once per client job id unless nothing was sent. */
  submit(request: GenerationRequest, options: { clientJobId: string; signal: AbortSignal }): Promise<JobHandle>;
  poll(handle: JobHandle, options: { signal: AbortSignal }): Promise<PollResult>;
  cancel(handle: JobHandle): Promise<'canceled' | 'too_late' | 'unsupported'>;
  /** Looks for a job whose answer was lost. `none`: surely not there. `unknown`: cannot be asked. */
  reconcile(clientJobId: string, request: GenerationRequest, since: number): Promise<JobHandle | 'none' | 'unknown'>;
  /** Writes one output to `file`. */
  fetchOutput(output: RemoteOutput, file: string, options: { signal: AbortSignal }): Promise<void>;
}
