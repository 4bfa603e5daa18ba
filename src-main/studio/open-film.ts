/** A project that is open: its storage, its durable runs, and what they work with. */
import { fail } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import type { RunView } from '#contract/model/film.ts';
import { openEngine, type DurableEngine, type EngineRun, type Json } from '#pipeline/durable/engine.ts';
import type { Toolbox } from '#pipeline/toolbox.ts';
import { defineWorkflows } from '#pipeline/workflows.ts';
import { closeProject, readScenes, spentByRun, revisionOf, type OpenProject, type ReadDb, type ReadOnlyProject } from '#storage/index.ts';
import { errorOf } from './dispatch.ts';
import { releaseLeases } from '#storage/runs-file.ts';
import { createRunTracker, type RunTracker } from './run-tracker.ts';

export interface WritableFilm {
  mode: 'writable';
  projectId: string;
  folder: string;
  project: OpenProject;
  engine: DurableEngine;
  tools: Toolbox;
  tracker: RunTracker;
  /** Starts a workflow and follows it in the job dock. */
  start(workflow: string, input: Json, about: Pick<RunView, 'kind' | 'title' | 'result'>): Promise<string>;
  /** Lets a run that waits (after a full disk) go on. */
  goOn(run: EngineRun): void;
  /** Resolves when the run has ended. */
  ended(runId: string): Promise<EngineRun>;
}

export interface ReadOnlyFilm {
  mode: 'read-only';
  projectId: string;
  folder: string;
  project: ReadOnlyProject;
}

export type OpenFilm = WritableFilm | ReadOnlyFilm;

/** Builds the film's working parts over an opened project and lets its unfinished runs go on. */
export async function makeWritable(
  project: OpenProject,
  options: { emit: (event: StudioEvent) => void; now: () => number; tools: (tracker: RunTracker) => Promise<Toolbox> },
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
  const engine = await openEngine({ file: project.runsFile, workflows: defineWorkflows(tools), concurrency: 6, resume: true });
  const endings = new Map<string, Promise<EngineRun>>();

  function follow(run: EngineRun, about: Pick<RunView, 'kind' | 'title' | 'result'>): void {
    tracker.begin({ id: run.id, ...about });
    const ending = engine.finished(run.id).then((end) => {
      if (end.status !== 'running') tracker.end(run.id, { status: end.status, error: end.error });
      return end;
    });
    ending.catch((cause: unknown) => {
      // Closing the project ends the waiting with an abort: the run goes on next time.
      if (cause instanceof Error && cause.name === 'AbortError') return;
      const error = errorOf(cause, () => undefined);
      tracker.end(run.id, { status: 'failed', error: `${error.message} ${error.hint}` });
    });
    endings.set(run.id, ending);
  }
  for (const run of await engine.unfinished()) follow(run, describe(db, run));

  return {
    mode: 'writable',
    projectId: project.projectId,
    folder: project.folder,
    project,
    engine,
    tools,
    tracker,
    async start(workflow, input, about) {
      const run = await engine.start(workflow, input);
      follow(run, about);
      return run.id;
    },
    goOn(run) {
      engine.resume();
      follow(run, describe(db, run));
    },
    ended: (runId) => endings.get(runId) ?? engine.finished(runId),
  };
}

/** Parks the runs and closes the files. */
export async function closeFilm(film: OpenFilm): Promise<void> {
  if (film.mode === 'writable') await film.engine.close();
  closeProject(film.project);
}

/** Words for a run that was picked up again: what it is can be read from its input. */
function describe(db: ReadDb, run: EngineRun): Pick<RunView, 'kind' | 'title' | 'result'> {
  const input = typeof run.input === 'object' && run.input !== null && !Array.isArray(run.input) ? run.input : {};
  const sceneId = typeof input['sceneId'] === 'string' ? input['sceneId'] : null;
  const number = readScenes(db).find((scene) => scene.id === sceneId)?.number ?? '?';
  switch (run.workflow) {
    case 'frame':
      return { kind: 'frame', title: `Scene ${number} · new variations`, result: { stage: 'frames', sceneId } };
    case 'shoot':
      return { kind: 'takes', title: `Scene ${number} · takes`, result: { stage: 'takes', sceneId } };
    case 'story':
      return { kind: 'story', title: 'Story', result: { stage: 'story', sceneId: null } };
    default:
      return { kind: 'film', title: 'Film', result: { stage: 'cut', sceneId: null } };
  }
}

/** The film for writing, or a clear refusal. */
export function writable(film: OpenFilm): WritableFilm {
  return film.mode === 'writable'
    ? film
    : fail('project-locked', 'This film is open for looking only.', 'Close it where it is being worked on, then open it again.');
}
