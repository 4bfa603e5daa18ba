/** The model for one kind of work, in the open film or in new films, and how to choose another. */
import type { ModelCard, ModelKind } from '#contract/model/providers.ts';
import { useModels, useStudio, useWantModels } from '../../app/studio-context.tsx';
import { selectChoices, selectModels } from '../../stores/models/selectors.ts';
import { isOwn, modelInForce } from './model-list.ts';

export interface ModelChoice {
  /** What will be used; null while it is not known, or when what is chosen is not there any more. */
  model: ModelCard | null;
  /** Id in force; null is this computer, undefined is not known yet. */
  inForce: string | null | undefined;
  /** The film goes with what is set for new films. Always false for new films themselves. */
  follows: boolean;
  /** What new films use. */
  standard: ModelCard | null;
  /** Null follows what is set for new films. */
  choose: (model: ModelCard | null) => Promise<boolean>;
}

/** @param scope `film` needs an open film; without one it is the same as `new-films` */
export function useModelChoice(kind: ModelKind, scope: 'film' | 'new-films'): ModelChoice {
  const app = useStudio();
  const opened = useWantModels();
  const projectId = scope === 'film' ? opened : null;
  const models = useModels(selectModels);
  const choices = useModels((state) => selectChoices(state, projectId));
  const standard = useModels((state) => selectChoices(state, null));
  const inForce = choices?.inForce[kind];
  return {
    model: modelInForce(models, kind, inForce),
    inForce,
    follows: projectId !== null && choices !== null && choices.chosen[kind] === null,
    standard: modelInForce(models, kind, standard?.inForce[kind]),
    async choose(model) {
      // New films need no name for "this computer"; a film does, because null would follow the new films.
      const modelId = model === null || (projectId === null && isOwn(model)) ? null : model.id;
      const answer = await app.change('models.choose', { projectId, kind, modelId });
      if (!answer.ok) return false;
      if (projectId === null) app.modelsSync.changed();
      else app.modelsSync.filmChanged(projectId);
      return true;
    },
  };
}
