/** Pure changes of the models store. */
import type { StudioError } from '#contract/errors.ts';
import type { ModelCard, ProviderCard } from '#contract/model/providers.ts';
import type { ChoicesOf, ModelsState } from './state.ts';

function receiveProviders(state: ModelsState, providers: readonly ProviderCard[]): ModelsState {
  return { ...state, providers, error: null };
}

function receiveModels(state: ModelsState, models: readonly ModelCard[], problems: ModelsState['problems']): ModelsState {
  return { ...state, models, problems };
}

function receiveChoices(state: ModelsState, projectId: string | null, choices: ChoicesOf): ModelsState {
  return projectId === null ? { ...state, newFilms: choices } : { ...state, film: { projectId, choices } };
}

/** What is known already stays on screen. */
function failModels(state: ModelsState, error: StudioError): ModelsState {
  return { ...state, error };
}

function setAsking(state: ModelsState, asking: boolean): ModelsState {
  return state.asking === asking ? state : { ...state, asking };
}

/** Every change of this store; `makeStore` binds them. */
export const modelsActions = { receiveProviders, receiveModels, receiveChoices, failModels, setAsking };
