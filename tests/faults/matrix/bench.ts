/** One job of one provider under one fault, over as many lives of the program as it needs. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import { openTill } from '#pipeline/jobs/till.ts';
import { runJob, type JobOutcome } from '#pipeline/jobs/run-job.ts';
import type { GenerationRequest, ProviderAdapter } from '#providers/adapter.ts';
import { createModelAdapter } from '#providers/descriptors/model-adapter.ts';
import { modelDescriptorSchema } from '#providers/descriptors/schema.ts';
import type { ProviderConnection, ProviderDefinition } from '#providers/provider.ts';
import {
  addScene,
  closeProject,
  createProject,
  defaultEnv,
  openProject,
  readJob,
  readReview,
  type OpenProject,
  type ProviderJob,
} from '#storage/index.ts';
import { connectionTo, pictureInput } from '../../fixtures/connection.ts';
import { discard } from '../../fixtures/leftovers.ts';
import { sampleClip, sampleScene } from '../../fixtures/previz-scenes.ts';
import { scriptedClock } from '../../simulators/kit/clock.ts';
import type { StartSimulator } from '../../simulators/kit/simulator.ts';
import type { MatrixFault } from './faults.ts';

export interface MatrixSubject {
  /** Column of the table. */
  label: string;
  definition: ProviderDefinition;
  start: StartSimulator;
  remoteId: string;
  /** Whether the provider can be asked for a job whose answer was lost. */
  canBeAsked: boolean;
  /** The answer to the create holds the result. */
  inAnswer?: true;
  /** Costs nothing: what is lost is simply made again. */
  free?: true;
}

export interface MatrixResult {
  outcome: JobOutcome | null;
  job: ProviderJob;
  /** Jobs that the provider has recorded in all. */
  recorded: number;
  /** Whether the person was asked. */
  asked: boolean;
  /** Lives of the program until the end. */
  lives: number;
}

class Died extends Error {}

/** Real milliseconds after which a silent connection is given up here; minutes in the program. */
const PATIENCE_MS = 400;
/** Where nothing is silent on purpose, a busy machine must not look like it. */
const CALM_MS = 20_000;
const MAX_LIVES = 4;

export interface MatrixBench {
  run(fault: MatrixFault): Promise<MatrixResult>;
  end(): Promise<void>;
}

export async function openMatrixBench(subject: MatrixSubject): Promise<MatrixBench> {
  const folder = await mkdtemp(join(tmpdir(), 'heroframe-matrix-'));
  const filmFolder = join(folder, 'Film.heroframe');
  const clock = scriptedClock({ perLook: 40 });
  let wrongBy = 0;
  const env = { ...defaultEnv('0.0.0'), now: () => clock.now() + wrongBy };
  let project: OpenProject = await createProject(filmFolder, { name: 'Film', brief: { ...DEFAULT_BRIEF, prompt: 'Coffee' } }, env);
  const sceneId = addScene(project.db, { spec: sampleClip().scene.spec, afterSceneId: null, changed: 'Made', by: 'you' }).id;
  const still = await pictureInput(folder, 'start');
  const written = subject.definition.models.find((model) => model.remoteId === subject.remoteId);
  if (written === undefined) throw new Error(`${subject.definition.id} has no model ${subject.remoteId}.`);
  const descriptor = modelDescriptorSchema.parse(written);
  // One for all faults: a provider knows jobs of earlier faults too, as a real account does.
  const simulator = await subject.start({ clock, jobMilliseconds: 100 });
  let count = 0;

  function requestOf(): GenerationRequest {
    switch (descriptor.kind) {
      case 'picture':
        return sampleScene({}, { prompt: `A mug on a table, number ${count}`, seed: count, references: [] });
      case 'clip':
        return {
          ...sampleClip({}, { prompt: `Slow push in on the mug, number ${count}`, seed: count, seconds: 5 }),
          startFrame: { input: still, request: null },
          endFrame: null,
        };
      case 'speech':
        return { kind: 'speech', text: `Good morning number ${count}.`, voice: null, language: 'en', seconds: 3, seed: count };
      case 'text':
        throw new Error('Words are asked for elsewhere.');
    }
  }

  /** The order's newest job: free work that was lost is made again under an id of its own. */
  function latestOf(clientJobId: string): ProviderJob | null {
    let latest = readJob(project.db, clientJobId);
    for (let start = 2; ; start++) {
      const next = readJob(project.db, `${clientJobId}~${start}`);
      if (next === null) return latest;
      latest = next;
    }
  }

  return {
    async run(fault) {
      count += 1;
      const before = simulator.charged.length;
      simulator.faults.clear();
      const connection = await connectionTo(subject.definition, simulator);
      const patience = fault.id === 'stall' ? PATIENCE_MS : CALM_MS;
      const impatient: ProviderConnection = {
        ...connection,
        transport: {
          send: (request) => connection.transport.send({ ...request, deadlineMs: Math.min(request.deadlineMs, patience) }),
          download: (request) => connection.transport.download({ ...request, deadlineMs: Math.min(request.deadlineMs, patience * 5) }),
        },
        publicUpload: (input) => Promise.resolve(`https://files.example/${input.sha256}.png`),
      };
      const clientJobId = `job_${count}`;
      const request = requestOf();
      if (fault.plan !== undefined) simulator.faults.next(fault.plan.purpose, fault.plan.fault, fault.plan.times);
      wrongBy = (fault.clockWrongBy ?? 0) * 3_600_000;
      let outcome: JobOutcome | null = null;
      let lives = 0;
      try {
        while (lives < MAX_LIVES) {
          lives += 1;
          const { adapter, died } = await adapterFor(lives === 1 ? fault : {}, simulator.faults);
          outcome = await Promise.race([live(adapter, request, clientJobId), died]).catch((cause: unknown) => {
            if (cause instanceof Died) return null;
            throw cause;
          });
          wrongBy = 0;
          const job = latestOf(clientJobId);
          const settled = job?.state === 'succeeded' || job?.state === 'failed' || job?.state === 'expired';
          if (settled) break;
          // The next life of the program.
          closeProject(project);
          project = await openProject(filmFolder, env);
        }
        const job = latestOf(clientJobId);
        if (job === null) throw new Error('There is no row.');
        return {
          outcome,
          job,
          recorded: simulator.charged.length - before,
          asked: readReview(project.db).some((item) => item.kind === 'job-unknown' && item.state === 'open' && item.jobId === clientJobId),
          lives,
        };
      } finally {
        await connection.end();
      }

      /** The provider as this life of the program has it. */
      async function adapterFor(
        given: Partial<MatrixFault>,
        faults: typeof simulator.faults,
      ): Promise<{ adapter: ProviderAdapter; died: Promise<never> }> {
        const client = await subject.definition.connect(impatient);
        const made = createModelAdapter({
          definition: subject.definition,
          descriptor,
          protocol: () => {
            const jobs = client.jobs?.(descriptor);
            return jobs === undefined ? Promise.reject(new Error('It makes nothing.')) : Promise.resolve(jobs);
          },
          connection: impatient,
          concurrency: 4,
        });
        const { promise: died, reject } = Promise.withResolvers<never>();
        died.catch(() => undefined);
        if (given.death === 'before-answer') faults.next('create', { type: 'call', before: () => reject(new Died()) });
        const adapter: ProviderAdapter = {
          ...made,
          pollMs: 1,
          async submit(...order) {
            if (given.death === 'before-request') throw new Died();
            const handle = await made.submit(...order);
            // A dead process writes nothing, however the answer came.
            if (given.death !== undefined) throw new Died();
            return handle;
          },
        };
        return { adapter, died };
      }
    },
    async end() {
      await simulator.close();
      closeProject(project);
      await discard(folder);
    },
  };

  async function live(adapter: ProviderAdapter, request: GenerationRequest, clientJobId: string): Promise<JobOutcome> {
    return await runJob(
      {
        project,
        adapter,
        till: openTill,
        signal: new AbortController().signal,
        pollMs: 1,
        onProgress: () => undefined,
        async inspect(file, mime) {
          // Pictures are read for real; the few clips and sounds are only named.
          if (!mime.startsWith('image/')) return { width: null, height: null, seconds: null };
          const { width, height } = await sharp(file).metadata();
          return { width, height, seconds: null };
        },
      },
      { clientJobId, title: `Job ${count}`, request, sceneId, subjectId: clientJobId, runId: 'run_1' },
    );
  }
}
