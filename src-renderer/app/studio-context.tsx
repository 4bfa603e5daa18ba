/** Access to the studio from components. */
import { createContext, useContext, useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { StudioAction } from '../actions/registry.ts';
import { selectSceneEntry } from '../stores/film/selectors.ts';
import type { FilmState, SceneEntry } from '../stores/film/state.ts';
import type { JobsState } from '../stores/jobs/state.ts';
import type { ModelsState } from '../stores/models/state.ts';
import type { SessionState } from '../stores/session/state.ts';
import type { UiState } from '../stores/ui/state.ts';
import type { StudioApp } from './studio-app.ts';

const StudioContext = createContext<StudioApp | null>(null);

export function StudioProvider({ app, children }: { app: StudioApp; children: ReactNode }) {
  return <StudioContext.Provider value={app}>{children}</StudioContext.Provider>;
}

/** The studio around this component. Throws outside of one, which is a bug. */
export function useStudio(): StudioApp {
  const app = useContext(StudioContext);
  if (app === null) throw new Error('useStudio outside of StudioProvider');
  return app;
}

export const useFilm = <T,>(selector: (state: FilmState) => T): T => useStore(useStudio().film.api, selector);
export const useSession = <T,>(selector: (state: SessionState) => T): T => useStore(useStudio().session.api, selector);
export const useJobs = <T,>(selector: (state: JobsState) => T): T => useStore(useStudio().jobs.api, selector);
export const useModels = <T,>(selector: (state: ModelsState) => T): T => useStore(useStudio().models.api, selector);
export const useUi = <T,>(selector: (state: UiState) => T): T => useStore(useStudio().ui.api, selector);

/** A scene with every candidate; fetched when first asked for and kept fresh while this component is there. */
export function useSceneView(sceneId: string | null): SceneEntry {
  const app = useStudio();
  const entry = useFilm((state) => selectSceneEntry(state, sceneId));
  useEffect(() => (sceneId === null ? undefined : app.sync.watchScene(sceneId)), [app, sceneId]);
  return entry;
}

/** Keeps providers, models and choices there and fresh; of the open film too when there is one. Returns the film's id. */
export function useWantModels(): string | null {
  const { modelsSync } = useStudio();
  const projectId = useFilm((state) => state.projectId);
  useEffect(() => modelsSync.want(projectId), [modelsSync, projectId]);
  return projectId;
}

/** Address of an asset of the open project; empty when no project is open. `width` in CSS pixels, doubled for dense screens. */
export function useMediaUrl(): (sha256: string, width?: number) => string {
  const app = useStudio();
  const projectId = useFilm((state) => state.projectId);
  return (sha256, width) => {
    if (projectId === null) return '';
    return app.client.mediaUrl(projectId, sha256, width === undefined ? {} : { width: width * Math.min(2, window.devicePixelRatio || 1) });
  };
}

/** Registers actions while the component is mounted. Pass a memoised array. */
export function useRegisterActions(actions: readonly StudioAction[]): void {
  const app = useStudio();
  useEffect(() => app.actions.register(actions), [app, actions]);
}

/** Every registered action. */
export function useActionList(): readonly StudioAction[] {
  const { actions } = useStudio();
  return useSyncExternalStore(actions.subscribe, actions.list);
}

/** One action by id; null while it is not registered. */
export function useAction(id: string): StudioAction | null {
  return useActionList().find((action) => action.id === id) ?? null;
}

/** Runs an action if it exists and makes sense now. */
export function performAction(app: StudioApp, id: string): void {
  const action = app.actions.find(id);
  if (action === null || (action.when !== undefined && !action.when(app))) return;
  void action.perform(app);
}
