/**
 * Durable runs on openworkflow's SQLite backend: every step is check-pointed, and a run that was cut off
 * (crash, power, Ctrl-C) goes on from its last finished step when the project is opened again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenWorkflow, type Worker } from 'openworkflow';
import { BackendSqlite } from 'openworkflow/sqlite';
import { StudioFailure, fail, isPause } from '#contract/errors.ts';
import { releaseLeases, releaseRuns } from '#storage/runs-file.ts';
import { StopReason } from './stop-reason.ts';

/** JSON that survives being stored between two steps. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What a workflow gets to work with. */
export interface RunContext {
  /** Id of the run at the top, shared by all its chapters. */
  runId: string;
  /** Aborted when the run is canceled or the project closes. */
  signal: AbortSignal;
  /**
   * Runs `work` once and remembers its answer. After a crash a finished step is not run again; one that was
   * cut off is, so `work` must be safe to repeat.
   */
  step: <T extends Json>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Runs another workflow as one step of this one and waits for it. */
  child: <T extends Json>(workflow: string, name: string, input: Json) => Promise<T>;
}

export interface WorkflowDefinition {
  name: string;
  run(input: Json, context: RunContext): Promise<Json>;
}

export interface EngineRun {
  id: string;
  workflow: string;
  input: Json;
  status: 'running' | 'done' | 'failed' | 'canceled';
  output: Json;
  error: string | null;
  startedAt: number;
}

export interface DurableEngine {
  /** Creates a run. It starts at once and goes on by itself until it is done. */
  start(workflow: string, input: Json): Promise<EngineRun>;
  /** Resolves when the run has ended, whichever way. */
  finished(runId: string): Promise<EngineRun>;
  /**
   * Ends a run for good; its finished steps stay. Resolves when the steps under way have stopped, so that a new run
   * over the same work does not meet them.
   * @throws StudioFailure not-found
   */
  cancel(runId: string): Promise<void>;
  /**
   * Goes on after the engine had to stop because nothing could be written any more (a full disk) or the work waited for
   * the person: `finished` of every run rejected then, and the runs wait where they were. Also picks up what was left
   * alone when the engine was opened without resuming.
   */
  resume(): void;
  /** Keeps a run standing still, as if one of its steps had met `cause`, until `goOn`. */
  park(runId: string, cause: unknown): void;
  /** Lets one run that waits for the person go on from where it stands. */
  goOn(runId: string): Promise<void>;
  /** Runs at the top (not chapters) that have not ended. */
  unfinished(): Promise<EngineRun[]>;
  /** Stops working without ending anything: unfinished runs go on when the project is opened again. */
  close(): Promise<void>;
}

/** Milliseconds that `cancel` waits for steps to stop; a provider that does not answer must not hold it up for long. */
const STOP_MS = 5000;

/** Milliseconds between two looks for work while something runs. Claiming costs about 0.1 ms. */
const POLL_MS = 25;

/**
 * Opens the engine on `file` (created when missing) and picks up every unfinished run.
 *
 * @param resume when false, unfinished runs stay as they are until something is started (used by readers)
 */
export async function openEngine(options: {
  file: string;
  workflows: WorkflowDefinition[];
  concurrency: number;
  resume: boolean;
}): Promise<DurableEngine> {
  const backend = BackendSqlite.connect(options.file);
  const aborts = new Map<string, AbortController>();
  const closing = new AbortController();
  /** Runs that wait for the person, and why: they stand still where they are, the others go on. */
  const waiting = new Map<string, { cause: unknown }>();
  /** Chapters → the run at the top. */
  const roots = new Map<string, string>();
  const rootOf = (runId: string): string => roots.get(runId) ?? runId;
  /** Set when nothing can be written: neither results nor the checkpoints that would say so. */
  let halted: { cause: unknown } | null = null;
  const halt = (cause: unknown): void => {
    halted ??= { cause };
  };
  parkInsteadOfFailing(backend, (runId) => closing.signal.aborted || halted !== null || waiting.has(rootOf(runId)));
  const client = new OpenWorkflow({ backend });
  /** Steps under way, by the run at the top. */
  const underWay = new Map<string, Set<Promise<unknown>>>();

  async function tracked<T>(runId: string, work: Promise<T>): Promise<T> {
    const steps = underWay.get(runId) ?? new Set();
    underWay.set(runId, steps.add(work));
    try {
      return await work;
    } finally {
      steps.delete(work);
      if (steps.size === 0) underWay.delete(runId);
    }
  }

  const abortOf = (runId: string): AbortController => {
    const known = aborts.get(runId);
    if (known !== undefined) return known;
    const fresh = new AbortController();
    aborts.set(runId, fresh);
    return fresh;
  };

  for (const definition of options.workflows) {
    client.implementWorkflow<Envelope, Json>(
      { name: definition.name, retryPolicy: { maximumAttempts: 3 } },
      async ({ input, step, run }) => {
        const runId = input.root ?? run.id;
        roots.set(run.id, runId);
        const signal = AbortSignal.any([abortOf(runId).signal, closing.signal]);
        return await definition.run(input.input, contextOf(step, runId, signal));
      },
    );
  }

  function contextOf(step: StepApi, runId: string, signal: AbortSignal): RunContext {
    return {
      runId,
      signal,
      step: (name, work) =>
        step.run({ name, retryPolicy: { maximumAttempts: 3, initialInterval: '100ms' } }, async () => {
          signal.throwIfAborted();
          if (halted !== null) throw halted.cause;
          const waits = waiting.get(runId);
          if (waits !== undefined) throw waits.cause;
          try {
            return await tracked(runId, work());
          } catch (cause) {
            if (cannotWrite(cause)) halt(cause);
            else if (isPause(cause)) waiting.set(runId, { cause });
            throw cause;
          }
        }),
      child: async (workflow, name, input) => {
        signal.throwIfAborted();
        // A chapter takes as long as it takes: the engine's default wait would end it after a year anyway.
        return await step.runWorkflow<Envelope, never>({ name: workflow }, { root: runId, input }, { name });
      },
    };
  }

  const worker: Worker = client.newWorker({ concurrency: options.concurrency });
  let looking: Promise<void> | null = null;
  let open = options.resume ? (await unfinishedRuns()).length > 0 : false;

  /** Looks for work until nothing is left, instead of the library's own loop, which waits up to a second between looks. */
  async function look(): Promise<void> {
    while (!closing.signal.aborted && halted === null) {
      await worker.tick();
      const counts = await backend.countWorkflowRuns();
      if (counts.pending + counts.running === 0 || (await onlyWaitingLeft())) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
  function wake(): void {
    if (looking !== null || closing.signal.aborted) return;
    looking = look().finally(() => {
      looking = null;
      if (open) {
        open = false;
        wake();
      }
    });
    // The loop's own failure (a full disk, a removed folder) surfaces where runs are awaited.
    looking.catch(halt);
  }
  if (open) {
    open = false;
    wake();
  }

  async function onlyWaitingLeft(): Promise<boolean> {
    if (waiting.size === 0 || underWay.size > 0) return false;
    return (await unfinishedRuns()).every((run) => waiting.has(run.id));
  }

  async function get(runId: string): Promise<EngineRun> {
    const row = await backend.getWorkflowRun({ workflowRunId: runId });
    if (row === null) return fail('not-found', 'This run is not known any more.', 'Start it again.');
    return runOf(row);
  }

  async function unfinishedRuns(): Promise<EngineRun[]> {
    const found: EngineRun[] = [];
    for (const status of ['pending', 'running', 'sleeping'] as const) {
      const page = await backend.listWorkflowRuns({ status, limit: 1000 });
      for (const row of page.data) if (row.parentStepAttemptId === null) found.push(runOf(row));
    }
    return found;
  }

  return {
    async start(workflow, input) {
      const handle = await client.runWorkflow<Envelope, Json>(
        { name: workflow, retryPolicy: { maximumAttempts: 3 } },
        { root: null, input },
      );
      open = looking !== null;
      wake();
      return runOf(handle.workflowRun);
    },
    async finished(runId) {
      for (;;) {
        const run = await get(runId);
        if (run.status !== 'running') {
          aborts.delete(runId);
          return run;
        }
        closing.signal.throwIfAborted();
        if (halted !== null) throw halted.cause;
        const waits = waiting.get(runId);
        // What is under way at providers is followed to its end first.
        if (waits !== undefined && !underWay.has(runId)) throw waits.cause;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    resume() {
      if (halted !== null) {
        halted = null;
        releaseLeases(options.file, new Date());
      }
      wake();
    },
    park(runId, cause) {
      waiting.set(runId, { cause });
    },
    async goOn(runId) {
      waiting.delete(runId);
      // The parts still at work from before must not meet their own repetition.
      await Promise.allSettled(underWay.get(runId) ?? new Set<Promise<unknown>>());
      if (closing.signal.aborted) return;
      releaseRuns(options.file, [runId, ...(await childrenOf(runId))], new Date());
      wake();
    },
    async cancel(runId) {
      waiting.delete(runId);
      const run = await get(runId);
      if (run.status !== 'running') return;
      // Marked first, so that a step that ends because of the abort cannot schedule the run again.
      for (const child of await childrenOf(runId)) await client.cancelWorkflowRun(child).catch(() => undefined);
      // It may have ended between the two looks.
      await client.cancelWorkflowRun(runId).catch(() => undefined);
      abortOf(runId).abort(new StopReason('canceled'));
      const given = new AbortController();
      const steps = Promise.allSettled(underWay.get(runId) ?? new Set<Promise<unknown>>());
      await Promise.race([steps, sleep(STOP_MS, undefined, { signal: given.signal }).catch(() => undefined)]);
      given.abort();
    },
    unfinished: unfinishedRuns,
    async close() {
      closing.abort(new StopReason('closed'));
      await looking?.catch(() => undefined);
      await worker.stop();
      // A workflow ends with the first of its parallel steps that stops; the others may still be writing.
      await Promise.allSettled([...underWay.values()].flatMap((steps) => [...steps]));
      await backend.stop();
    },
  };

  async function childrenOf(runId: string): Promise<string[]> {
    const steps = await backend.listStepAttempts({ workflowRunId: runId, limit: 1000 });
    return steps.data.flatMap((attempt) => (attempt.childWorkflowRunId === null ? [] : [attempt.childWorkflowRunId]));
  }
}

/**
 * While the engine closes or cannot write, or a run waits for the person, what is cut off leaves no mark in the file, as if the process had died.
 * Otherwise it would count as a failed attempt, and a run that was closed three times in one step would be over.
 */
function parkInsteadOfFailing(backend: BackendSqlite, stopping: (runId: string) => boolean): void {
  const failStep = backend.failStepAttempt.bind(backend);
  const failRun = backend.failWorkflowRun.bind(backend);
  backend.failStepAttempt = async (params) => {
    if (stopping(params.workflowRunId)) throw new StopReason('closed');
    return await failStep(params);
  };
  backend.failWorkflowRun = async (params) => {
    const standing = stopping(params.workflowRunId) ? await backend.getWorkflowRun({ workflowRunId: params.workflowRunId }) : null;
    return standing ?? (await failRun(params));
  };
}

/** Whether an error means that the disk or the folder no longer takes anything. */
export function cannotWrite(cause: unknown): boolean {
  if (cause instanceof StudioFailure) return cause.error.code === 'disk-full' || cause.error.code === 'not-writable';
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'SQLITE_FULL', 'SQLITE_READONLY'].includes(code);
}

/** openworkflow does not export this type by name. */
type StepApi = Parameters<Parameters<OpenWorkflow['implementWorkflow']>[1]>[0]['step'];

/** Input as stored: chapters know the run they belong to, so that one cancel reaches all of them. */
interface Envelope {
  root: string | null;
  input: Json;
}

function runOf(row: {
  id: string;
  workflowName: string;
  status: string;
  input: unknown;
  output: unknown;
  error: unknown;
  createdAt: Date;
}): EngineRun {
  return {
    id: row.id,
    workflow: row.workflowName,
    // Written by `start` above, so the shape is ours.
    input: (row.input as Envelope).input,
    status: statusOf(row.status),
    output: (row.output ?? null) as Json,
    error: messageOf(row.error),
    startedAt: row.createdAt.getTime(),
  };
}

function statusOf(status: string): EngineRun['status'] {
  if (status === 'completed' || status === 'succeeded') return 'done';
  return status === 'failed' || status === 'canceled' ? status : 'running';
}

function messageOf(error: unknown): string | null {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') return error.message;
  return typeof error === 'string' ? error : null;
}
