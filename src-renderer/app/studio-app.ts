/** The studio on screen, put together: one client, five stores, one action registry. */
import type { Result } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import type { OperationInput, OperationName, OperationOutput } from '#contract/operations.ts';
import type { StudioStage } from '#contract/model/film.ts';
import { createActionRegistry, type ActionRegistry } from '../actions/registry.ts';
import type { StudioClient } from '../client/client.ts';
import { filmActions } from '../stores/film/actions.ts';
import { initialFilmState, type FilmState } from '../stores/film/state.ts';
import { createFilmSync, type FilmSync } from '../stores/film/sync.ts';
import { jobsActions } from '../stores/jobs/actions.ts';
import { isRunActive } from '../stores/jobs/selectors.ts';
import { initialJobsState, type JobsState } from '../stores/jobs/state.ts';
import { modelsActions } from '../stores/models/actions.ts';
import { initialModelsState, type ModelsState } from '../stores/models/state.ts';
import { createModelsSync, type ModelsSync } from '../stores/models/sync.ts';
import { sessionActions } from '../stores/session/actions.ts';
import { initialSessionState, type SessionState } from '../stores/session/state.ts';
import { makeStore, type Store } from '../stores/store.ts';
import { uiActions } from '../stores/ui/actions.ts';
import { initialUiState, type UiState } from '../stores/ui/state.ts';

export interface StudioApp {
  readonly client: StudioClient;
  readonly mac: boolean;
  readonly film: Store<FilmState, typeof filmActions>;
  readonly session: Store<SessionState, typeof sessionActions>;
  readonly jobs: Store<JobsState, typeof jobsActions>;
  readonly ui: Store<UiState, typeof uiActions>;
  readonly models: Store<ModelsState, typeof modelsActions>;
  readonly sync: FilmSync;
  readonly modelsSync: ModelsSync;
  readonly actions: ActionRegistry;
  /**
   * Runs an operation that changes something. An error becomes a toast unless `quiet`;
   * `done` is said in a toast, with Undo when `undoable`.
   */
  change: <N extends OperationName>(
    name: N,
    input: OperationInput<N>,
    options?: { done?: string; undoable?: boolean; quiet?: boolean },
  ) => Promise<Result<OperationOutput<N>>>;
  /** Shows an open project in the studio. */
  enter: (projectId: string, stage?: StudioStage) => Promise<void>;
  /** Back to the list of projects; the project stays open in the core so that its runs go on. */
  leave: () => void;
  undo: () => Promise<void>;
  redo: () => Promise<void>;
  /** Ends every subscription. */
  dispose: () => void;
}

export interface StudioAppOptions {
  client: StudioClient;
  /** Apple keyboard: ⌘ instead of Ctrl. */
  mac: boolean;
  wait?: (milliseconds: number) => Promise<void>;
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Makes the studio and starts listening to the core. */
export function createStudioApp(options: StudioAppOptions): StudioApp {
  const { client } = options;
  const film = makeStore(initialFilmState, filmActions);
  const session = makeStore(initialSessionState, sessionActions);
  const jobs = makeStore(initialJobsState, jobsActions);
  const ui = makeStore({ ...initialUiState, connection: client.connection() }, uiActions);
  const models = makeStore(initialModelsState, modelsActions);
  const modelsSync = createModelsSync(client, models);
  const sync = createFilmSync(client, film, options.wait ?? sleep);

  const hear = (event: StudioEvent): void => {
    switch (event.type) {
      case 'project.changed':
        sync.moved(event.projectId, event.revision, event.sceneIds);
        if (event.sceneIds.length === 0) modelsSync.filmChanged(event.projectId);
        return;
      case 'run.changed': {
        const before = jobs.get().runs[event.run.id];
        film.actions.receiveRun(event.projectId, event.run);
        jobs.actions.receiveRun(event.projectId, event.run);
        // What the stages say depends on what is running, and the end of a run alone moves no revision.
        const ended = !isRunActive(event.run) && (before === undefined || isRunActive(before));
        if (ended && film.get().projectId === event.projectId) sync.refetch();
        return;
      }
      case 'job.changed':
        jobs.actions.receiveJob(event.projectId, event.job);
        return;
      case 'run.log':
        jobs.actions.receiveLog(event.projectId, { runId: event.runId, level: event.level, message: event.message });
        return;
      case 'project.closed':
        if (film.get().projectId === event.projectId) app.leave();
        return;
      case 'job.preview':
        jobs.actions.receivePreview(event.jobId, { mime: event.mime, base64: event.base64 });
        return;
      case 'providers.changed':
        modelsSync.changed();
        return;
      case 'projects.changed':
        return;
    }
  };

  const stops = [
    client.subscribe(hear),
    client.onConnection((state) => {
      ui.actions.setConnection(state);
      if (state === 'open') {
        sync.refetch();
        modelsSync.changed();
      }
    }),
    film.api.subscribe((state, before) => {
      if (state.film === null || state.film === before.film) return;
      session.actions.keepSelectionValid(state.film.scenes.map((scene) => scene.id));
      jobs.actions.receiveRuns(state.film.projectId, state.film.runs);
    }),
  ];

  const stepHistory = async (name: 'history.undo' | 'history.redo', did: string, nothing: string): Promise<void> => {
    const projectId = film.get().projectId;
    if (projectId === null) return;
    const answer = await client.call(name, { projectId });
    if (!answer.ok) return ui.actions.showError(answer.error);
    ui.actions.dropUndoOffers();
    sync.moved(projectId, answer.value.revision, []);
    const { label } = answer.value;
    ui.actions.showToast({ message: label === null ? nothing : `${did}: ${label.charAt(0).toLowerCase()}${label.slice(1)}` });
  };

  const app: StudioApp = {
    client,
    mac: options.mac,
    film,
    session,
    jobs,
    ui,
    models,
    sync,
    modelsSync,
    actions: createActionRegistry(options.mac),
    async change(name, input, how = {}) {
      const answer = await client.call(name, input);
      if (!answer.ok) {
        if (how.quiet !== true) ui.actions.showError(answer.error);
        return answer;
      }
      const projectId = film.get().projectId;
      const value: unknown = answer.value;
      if (projectId !== null && typeof value === 'object' && value !== null && 'revision' in value && typeof value.revision === 'number') {
        ui.actions.dropUndoOffers();
        sync.moved(projectId, value.revision, []);
      }
      if (how.done !== undefined) {
        const undo = how.undoable === true ? { label: 'Undo', undo: true, perform: () => void app.undo() } : null;
        ui.actions.showToast({ message: how.done, action: undo });
      }
      return answer;
    },
    async enter(projectId, stage) {
      jobs.actions.openJobs(projectId);
      session.actions.enterStudio(stage ?? 'board');
      await sync.open(projectId);
      const answer = await client.call('jobs.list', { projectId });
      if (answer.ok) jobs.actions.receiveJobs(projectId, answer.value.jobs);
    },
    leave() {
      session.actions.showScreen('home');
      sync.close();
      jobs.actions.closeJobs();
    },
    undo: () => stepHistory('history.undo', 'Undone', 'Nothing to undo'),
    redo: () => stepHistory('history.redo', 'Redone', 'Nothing to redo'),
    dispose() {
      for (const stop of stops) stop();
    },
  };
  return app;
}
