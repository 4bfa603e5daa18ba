/** Pure changes of the film store. */
import type { StudioError } from '#contract/errors.ts';
import type { FilmView, RunView, SceneView } from '#contract/model/film.ts';
import { initialFilmState, type FilmState } from './state.ts';

/** A project is being opened; what was shown before goes away at once. */
function openFilm(_state: FilmState, projectId: string): FilmState {
  return { ...initialFilmState, projectId, status: 'loading' };
}

function closeFilm(_state: FilmState): FilmState {
  return initialFilmState;
}

/** A film arrived. Older answers than what is shown are dropped, so that a slow reply never turns time back. */
function receiveFilm(state: FilmState, film: FilmView): FilmState {
  if (state.projectId !== film.projectId) return state;
  if (state.film !== null && film.revision < state.film.revision) return state;
  const ids = new Set(film.scenes.map((scene) => scene.id));
  const scenes = Object.fromEntries(Object.entries(state.scenes).filter(([id]) => ids.has(id)));
  return { ...state, film, status: 'ready', error: null, scenes, pendingPicks: confirmedPicks(state.pendingPicks, film) };
}

function failFilm(state: FilmState, projectId: string, error: StudioError): FilmState {
  if (state.projectId !== projectId) return state;
  // A film that is already on screen stays there; only the first load may fail to an empty screen.
  return state.film === null ? { ...state, status: 'failed', error } : { ...state, error };
}

/** A scene arrived in full; `revision` is that of the film when it was asked for. */
function receiveScene(state: FilmState, projectId: string, view: SceneView, revision: number): FilmState {
  if (state.projectId !== projectId) return state;
  const known = state.scenes[view.summary.id];
  if (known !== undefined && known.view !== null && known.revision > revision) return state;
  return { ...state, scenes: { ...state.scenes, [view.summary.id]: { view, error: null, revision } } };
}

function failScene(state: FilmState, projectId: string, sceneId: string, error: StudioError, revision: number): FilmState {
  if (state.projectId !== projectId) return state;
  const known = state.scenes[sceneId];
  return { ...state, scenes: { ...state.scenes, [sceneId]: { view: known?.view ?? null, error, revision } } };
}

/** Keeps the runs inside the film view as fresh as the job dock's. */
function receiveRun(state: FilmState, projectId: string, run: RunView): FilmState {
  if (state.projectId !== projectId || state.film === null) return state;
  const others = state.film.runs.filter((known) => known.id !== run.id);
  return { ...state, film: { ...state.film, runs: [...others, run] } };
}

/** Shows a pick before the core confirms it. `ownerId` is a frame (for variations) or a scene (for takes). */
function pickOptimistically(state: FilmState, ownerId: string, pickedId: string): FilmState {
  return { ...state, pendingPicks: { ...state.pendingPicks, [ownerId]: pickedId } };
}

/** Takes an optimistic pick back, because the core refused it. */
function dropPick(state: FilmState, ownerId: string): FilmState {
  const { [ownerId]: _dropped, ...pendingPicks } = state.pendingPicks;
  return { ...state, pendingPicks };
}

function confirmedPicks(pending: FilmState['pendingPicks'], film: FilmView): FilmState['pendingPicks'] {
  const entries = Object.entries(pending);
  if (entries.length === 0) return pending;
  const picked = new Map<string, string>();
  for (const scene of film.scenes) {
    for (const frame of [scene.startFrame, scene.endFrame]) if (frame.picked !== null) picked.set(frame.id, frame.picked.variationId);
    if (scene.picked !== null) picked.set(scene.id, scene.picked.takeId);
  }
  return Object.fromEntries(entries.filter(([owner, id]) => picked.get(owner) !== id));
}

/** Every change of this store; `makeStore` binds them. */
export const filmActions = {
  openFilm,
  closeFilm,
  receiveFilm,
  failFilm,
  receiveScene,
  failScene,
  receiveRun,
  pickOptimistically,
  dropPick,
};
