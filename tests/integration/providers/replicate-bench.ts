/** Replicate connected to its simulator, as its tests use it. */
import { expect } from 'vitest';
import type {
  ClipRequest,
  GenerationRequest,
  JobHandle,
  LostJob,
  MediaInput,
  PictureRequest,
  PollResult,
  ProviderAdapter,
} from '#providers/adapter.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor, type ModelDescriptorFile } from '#providers/descriptors/schema.ts';
import type { ProviderClient } from '#providers/provider.ts';
import { replicateDefinition } from '#providers/replicate/definition.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { connectionTo, pictureInput, type TestConnection } from '../../fixtures/connection.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import { SECRET_MARK, type RunningSimulator, type SimulatorOptions } from '../../simulators/kit/simulator.ts';
import { startReplicate } from '../../simulators/replicate.ts';

export const models = replicateDefinition.models.map((file) => modelDescriptorSchema.parse(file));
export const signal = new AbortController().signal;
export const JOB = 10_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const KLING = 'kwaivgi/kling-v2.5-turbo-pro';
export const FLUX = 'black-forest-labs/flux-2-pro';
export const SCHNELL = 'black-forest-labs/flux-schnell';

const open: { simulator: RunningSimulator; connection: TestConnection }[] = [];

interface Bench {
  simulator: RunningSimulator;
  connection: TestConnection;
  client: ProviderClient;
  picture: MediaInput;
  /** @param changes replaces parts of the description */
  adapter: (
    remoteId: string,
    changes?: Partial<ModelDescriptorFile>,
    overrides?: Record<string, string | number | boolean>,
  ) => ProviderAdapter;
}

export async function bench(options: SimulatorOptions = {}, env: Record<string, string> = {}): Promise<Bench> {
  const simulator = await startReplicate({ clock: scriptedClock(), jobMilliseconds: JOB, ...options });
  const connection = await connectionTo(replicateDefinition, simulator, env);
  open.push({ simulator, connection });
  const client = await replicateDefinition.connect(connection);
  const adapter: Bench['adapter'] = (remoteId, changes = {}, overrides = {}) => {
    const descriptor = modelDescriptorSchema.parse({ ...model(remoteId), ...changes });
    return createModelAdapter({
      definition: replicateDefinition,
      descriptor,
      connection,
      concurrency: 3,
      overrides,
      protocol: async () => (await Promise.resolve(client)).jobs?.(descriptor) ?? Promise.reject(new Error('no jobs')),
      now: () => simulator.clock.now(),
    });
  };
  return { simulator, connection, client, picture: await pictureInput(connection.folder, 'start'), adapter };
}

export function model(remoteId: string): ModelDescriptor {
  const found = models.find((each) => each.remoteId === remoteId);
  if (found === undefined) throw new Error(`There is no model ${remoteId}.`);
  return found;
}

/** Ends everything that a test opened, and finds places where its key went that must not know it. */
export async function closeBenches(): Promise<void> {
  const leaks: string[] = [];
  for (const { simulator, connection } of open.splice(0)) {
    for (const entry of simulator.log)
      if (
        entry.path.includes(SECRET_MARK) ||
        entry.bytes.includes(SECRET_MARK) ||
        (entry.purpose === 'file' && entry.headers.authorization !== undefined)
      )
        leaks.push(`${entry.method} ${entry.path}`);
    await simulator.close();
    await connection.end();
  }
  expect(leaks).toEqual([]);
}

export const pictureOf = (prompt: string, extra: Partial<PictureRequest> = {}): PictureRequest =>
  sampleScene({}, { prompt, negative: 'blur', width: 1920, height: 1080, seed: 42, ...extra });
export const clipOf = (prompt: string, start: MediaInput, extra: Partial<ClipRequest> = {}): ClipRequest =>
  sampleClip(
    {},
    {
      prompt,
      negative: 'blur',
      width: 1920,
      height: 1080,
      seconds: 5,
      startFrame: { input: start, request: null },
      endFrame: null,
      ...extra,
    },
  );

export async function failure(promise: Promise<unknown>): Promise<ProviderFailure['error']> {
  const caught: unknown = await promise.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(caught instanceof ProviderFailure)) throw caught;
  expect(JSON.stringify([caught.error, caught.stack])).not.toContain(SECRET_MARK);
  return caught.error;
}

export async function start(adapter: ProviderAdapter, request: GenerationRequest, clientJobId = 'job-1'): Promise<JobHandle> {
  const prepared = (await adapter.prepare?.(request, { clientJobId, signal })) ?? null;
  const handle = await adapter.submit(request, { clientJobId, prepared, signal });
  expect(JSON.stringify(handle)).not.toContain(SECRET_MARK);
  return handle;
}

export async function end(at: Bench, adapter: ProviderAdapter, request: GenerationRequest): Promise<PollResult> {
  const handle = await start(adapter, request);
  at.simulator.clock.advance(JOB + 1);
  return await adapter.poll(handle, { signal });
}

/** The row of a create whose answer was lost. */
export async function lose(
  at: Bench,
  adapter: ProviderAdapter,
  request: GenerationRequest,
  extra: Partial<LostJob> = {},
): Promise<LostJob> {
  const prepared = (await adapter.prepare?.(request, { clientJobId: 'lost', signal })) ?? null;
  const since = at.simulator.clock.now();
  const error = await failure(adapter.submit(request, { clientJobId: 'lost', prepared, signal }));
  expect(error.kind).toBe('network_after_send');
  return { clientJobId: 'lost', request, prepared, since, isClaimed: () => false, ...extra };
}

export const creates = ({ simulator }: Bench): number => simulator.log.filter(({ purpose }) => purpose === 'create').length;
export const lastBody = ({ simulator }: Bench): unknown => simulator.charged.at(-1)?.body;
