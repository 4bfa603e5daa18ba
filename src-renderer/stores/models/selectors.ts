/** Named questions to the models store. */
import type { ModelCard, ModelKind, ProviderCard } from '#contract/model/providers.ts';
import type { ChoicesOf, ModelsState } from './state.ts';

export const selectProviders = (state: ModelsState): readonly ProviderCard[] | null => state.providers;
export const selectModels = (state: ModelsState): readonly ModelCard[] | null => state.models;
export const selectModelProblems = (state: ModelsState) => state.problems;
export const selectModelsError = (state: ModelsState) => state.error;
export const selectAsking = (state: ModelsState) => state.asking;

/** What is chosen for a film, or for new films when `projectId` is null; null until it is known. */
export function selectChoices(state: ModelsState, projectId: string | null): ChoicesOf | null {
  if (projectId === null) return state.newFilms;
  return state.film?.projectId === projectId ? state.film.choices : null;
}

/** Id of the model that will be used; null is this computer's own, undefined is not known yet. */
export function selectInForce(state: ModelsState, projectId: string | null, kind: ModelKind): string | null | undefined {
  return selectChoices(state, projectId)?.inForce[kind];
}

export function selectModel(state: ModelsState, modelId: string | null | undefined): ModelCard | null {
  return modelId === null || modelId === undefined ? null : (state.models?.find((model) => model.id === modelId) ?? null);
}
