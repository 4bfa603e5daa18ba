/** Named questions to the film store. Fallbacks are shared constants, so that a selector never makes a new value for nothing. */
import type { Caption, FilmView, FrameSummary, ReviewItem, SceneSummary, StageProgress } from '#contract/model/film.ts';
import type { Brief, Reference } from '#contract/model/brief.ts';
import type { StageDocument, StoryStage } from '#contract/model/story.ts';
import type { FilmState, SceneEntry } from './state.ts';

export const EMPTY_SCENES: readonly SceneSummary[] = [];
export const EMPTY_CAPTIONS: readonly Caption[] = [];
export const EMPTY_STAGES: readonly StageProgress[] = [];
export const EMPTY_REFERENCES: readonly Reference[] = [];
export const EMPTY_REVIEW: readonly ReviewItem[] = [];
export const NO_SCENE: SceneEntry = { view: null, error: null, revision: -1 };

export const selectFilm = (state: FilmState): FilmView | null => state.film;
export const selectBrief = (state: FilmState): Brief | null => state.film?.brief ?? null;
export const selectScenes = (state: FilmState): readonly SceneSummary[] => state.film?.scenes ?? EMPTY_SCENES;
export const selectCaptions = (state: FilmState): readonly Caption[] => state.film?.captions ?? EMPTY_CAPTIONS;
export const selectStages = (state: FilmState): readonly StageProgress[] => state.film?.stages ?? EMPTY_STAGES;
export const selectReferences = (state: FilmState): readonly Reference[] => state.film?.references ?? EMPTY_REFERENCES;
export const selectReview = (state: FilmState): readonly ReviewItem[] => state.film?.review ?? EMPTY_REVIEW;

export function selectStory<S extends StoryStage>(state: FilmState, stage: S): Extract<StageDocument, { stage: S }> | null {
  const found = state.film?.story.find((document) => document.stage === stage);
  return (found ?? null) as Extract<StageDocument, { stage: S }> | null;
}

export function selectScene(state: FilmState, sceneId: string | null): SceneSummary | null {
  if (sceneId === null) return null;
  return state.film?.scenes.find((scene) => scene.id === sceneId) ?? null;
}

/** The scene with every candidate, as far as it has been fetched. */
export function selectSceneEntry(state: FilmState, sceneId: string | null): SceneEntry {
  return sceneId === null ? NO_SCENE : (state.scenes[sceneId] ?? NO_SCENE);
}

/** Id of the variation that counts as picked now, a pick on its way included. */
export function selectPickedVariation(state: FilmState, frame: Pick<FrameSummary, 'id' | 'picked'>): string | null {
  return state.pendingPicks[frame.id] ?? frame.picked?.variationId ?? null;
}

/** Id of the take that counts as picked now, a pick on its way included. */
export function selectPickedTake(state: FilmState, scene: Pick<SceneSummary, 'id' | 'picked'>): string | null {
  return state.pendingPicks[scene.id] ?? scene.picked?.takeId ?? null;
}

/** Sum of the scenes' durations, seconds. */
export function selectFilmSeconds(state: FilmState): number {
  return selectScenes(state).reduce((sum, scene) => sum + scene.spec.seconds, 0);
}

/** Where a scene begins in the film, seconds. */
export function selectSceneStart(state: FilmState, sceneId: string): number {
  let start = 0;
  for (const scene of selectScenes(state)) {
    if (scene.id === sceneId) return start;
    start += scene.spec.seconds;
  }
  return 0;
}
