/** Providers, their models, and what is chosen: one copy for the settings, the pickers and the prices. */
import type { StudioError } from '#contract/errors.ts';
import type { ModelCard, ModelChoices, ProviderCard } from '#contract/model/providers.ts';

/** `null` as a scope means new films. */
export interface ChoicesOf {
  chosen: ModelChoices;
  inForce: ModelChoices;
}

export interface ModelsState {
  /** Null until the core has answered once. */
  providers: readonly ProviderCard[] | null;
  models: readonly ModelCard[] | null;
  problems: readonly { file: string; message: string }[];
  error: StudioError | null;
  /** Local servers are being asked what they have. */
  asking: boolean;
  newFilms: ChoicesOf | null;
  /** Of the open film. */
  film: { projectId: string; choices: ChoicesOf } | null;
}

export const initialModelsState: ModelsState = {
  providers: null,
  models: null,
  problems: [],
  error: null,
  asking: false,
  newFilms: null,
  film: null,
};
