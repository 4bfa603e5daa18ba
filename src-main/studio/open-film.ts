/** A project that is open: its storage, its durable runs, and what they work with. */
import { StudioFailure, fail, studioError } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import { openEngine, type DurableEngine, type EngineRun, type Json } from '#pipeline/durable/engine.ts';
import type { Toolbox } from '#pipeline/toolbox.ts';
import { defineWorkflows } from '#pipeline/workflows.ts';
import { closeProject, spentByRun, revisionOf, type OpenProject, type ReadOnlyProject } from '#storage/index.ts';
import { errorOf } from './dispatch.ts';
import { releaseLeases } from '#storage/runs-file.ts';
import { createQueue, type InTurn } from './in-turn.ts';
import { describeRun } from './run-titles.ts';
import { createRunTracker, type RunTracker } from './run-tracker.ts';
import { putWaiting, waitingRuns } from './waiting-runs.ts';

/** What starting a run does about one that is not over yet. */
export type Meeting = 'join' | 'refuse' | 'ignore';

export interface WritableFilm {
  mode: 'writable';
  projectId: string;
  folder: string;
  project: OpenProject;
  engine: DurableEngine;
  tools: Toolbox;
  tracker: RunTracker;
  /**
   * Starts a workflow and follows it in the job dock. Two callers at the same moment take turns, so that the second
   * one meets the first one's run.
   *
   * @param meets asked about every unfinished run: `join` answers with that run instead of a new one, `refuse` with a
   *   typed `busy`; either lets it go on where it waits (after a full disk)
   * @returns the run's id
   */
  start(workflow: string, input: Json, meets?: (run: EngineRun) => Meeting): Promise<string>;
  /** Lets one run that waits for the person go on. @throws StudioFailure not-found when it has ended */
  goOn(runId: string): Promise<void>;
  /** Resolves when the run has ended. */
  ended(runId: string): Promise<EngineRun>;
  /** One export after the other: each looks for a free name first. */
  exporting: InTurn;
}

export interface ReadOnlyFilm {
  mode: 'read-only';
  projectId: string;
  folder: string;
  project: ReadOnlyProject;
}

export type OpenFilm = WritableFilm | ReadOnlyFilm;

/**
 * Builds the film's working parts over an opened project and lets runs that were cut off go on. Runs that waited for
 * the person still do.
 * @param options.resume false: all of them wait until something is started
 */
export async function makeWritable(
  project: OpenProject,
  options: {
    emit: (event: StudioEvent) => void;
    now: () => number;
    tools: (tracker: RunTracker) => Promise<Toolbox>;
    resume: boolean;
  },
): Promise<WritableFilm> {
  const { db } = project;
  const tracker = createRunTracker({
    projectId: project.projectId,
    emit: options.emit,
    now: options.now,
    revision: () => revisionOf(db),
    spent: (runId) => spentByRun(db, runId),
  });
  const tools = await options.tools(tracker);
  // We hold the project lock, so whoever held these runs is dead.
  releaseLeases(project.runsFile, new Date(options.now()));
  const engine = await openEngine({ file: project.runsFile, workflows: defineWorkflows(tools), concurrency: 6, resume: false });
  const endings = new Map<string, Promise<EngineRun>>();
  const starting = createQueue();

  function follow(run: EngineRun): void {
    putWaiting(db, run.id, null);
    tracker.begin({ id: run.id, ...describeRun(db, run) });
    const ending = followed(run.id);
    endings.set(run.id, ending);
    const forget = (): boolean => endings.delete(run.id);
    ending.then(forget, forget);
  }

  async function followed(runId: string): Promise<EngineRun> {
    try {
      const end = await engine.finished(runId);
      if (end.status !== 'running') tracker.end(runId, { status: end.status, error: end.error });
      return end;
    } catch (cause) {
      // Closing the project ends the waiting with an abort: the run goes on next time.
      if (!(cause instanceof Error && cause.name === 'AbortError')) {
        const error = errorOf(cause, () => undefined);
        const said = `${error.message} ${error.hint}`;
        if (error.code === 'paused') putWaiting(db, runId, said);
        tracker.end(runId, { status: error.code === 'paused' ? 'paused' : 'failed', error: said });
      }
      throw cause;
    }
  }

  const unfinished = await engine.unfinished();
  const waiting = waitingRuns(db);
  /** Runs that opening did not touch; starting anything starts them too. */
  const leftAlone = new Set<string>();
  for (const run of unfinished) {
    const reason = waiting[run.id] ?? null;
    if (options.resume && reason === null) continue;
    if (reason === null) leftAlone.add(run.id);
    engine.park(run.id, new StudioFailure(studioError('paused', reason ?? 'It has not been started again yet.', '', { retryable: true })));
    tracker.begin({ id: run.id, ...describeRun(db, run) });
    tracker.end(run.id, { status: 'paused', error: reason });
  }
  if (options.resume) {
    engine.resume();
    for (const run of unfinished) if (waiting[run.id] === undefined) follow(run);
  }

  /** Lets a run that waits go on. */
  async function goOn(run: EngineRun): Promise<void> {
    if (tracker.get(run.id)?.status === 'running') return;
    engine.resume();
    // Shown as running at once; it really goes on when what is still under way of it has ended.
    const released = engine.goOn(run.id);
    follow(run);
    await released;
  }

  return {
    mode: 'writable',
    projectId: project.projectId,
    folder: project.folder,
    project,
    engine,
    tools,
    tracker,
    start: (workflow, input, meets = () => 'ignore') =>
      starting(async () => {
        for (const run of await engine.unfinished()) {
          const meeting = meets(run);
          if (meeting === 'ignore') continue;
          leftAlone.delete(run.id);
          await goOn(run);
          if (meeting === 'join') {
            for (const known of await engine.unfinished()) if (leftAlone.delete(known.id)) await goOn(known);
            return run.id;
          }
          const { title } = describeRun(db, run);
          fail('busy', `“${title}” is still at work on the same things.`, 'Wait until it is done, or cancel it first.', {
            retryable: true,
          });
        }
        for (const known of await engine.unfinished()) if (leftAlone.delete(known.id)) await goOn(known);
        const run = await engine.start(workflow, input);
        follow(run);
        return run.id;
      }),
    goOn: (runId) =>
      starting(async () => {
        const run = (await engine.unfinished()).find((each) => each.id === runId);
        if (run === undefined) fail('not-found', 'This run has ended.', 'Start it anew.');
        await goOn(run);
      }),
    ended: (runId) => endings.get(runId) ?? engine.finished(runId),
    exporting: createQueue(),
  };
}

/** Parks the runs and closes the files. */
export async function closeFilm(film: OpenFilm): Promise<void> {
  try {
    if (film.mode === 'writable') await film.engine.close();
  } finally {
    closeProject(film.project);
  }
}

/** The film for writing, or a clear refusal. */
export function writable(film: OpenFilm): WritableFilm {
  return film.mode === 'writable'
    ? film
    : fail('project-locked', 'This film is open for looking only.', 'Close it where it is being worked on, then open it again.');
}
