/**
 * Keeps the models store in step with the core. Nothing is asked before someone looks; from then on a change of
 * providers, or of the open film, fetches again. Many wishes while a fetch is on its way become one more fetch.
 */
import type { StudioClient } from '../../client/client.ts';
import type { Store } from '../store.ts';
import type { modelsActions } from './actions.ts';
import type { ModelsState } from './state.ts';

type ModelsStore = Store<ModelsState, typeof modelsActions>;

export interface ModelsSync {
  /** Someone looks: fetches what is not there yet. `projectId` for the choices of a film. */
  want(projectId: string | null): void;
  /** Keys, addresses, pauses or choices changed. */
  changed(): void;
  /** A film changed as a whole: its choices may have. */
  filmChanged(projectId: string): void;
  /** Asks local servers what they have installed. */
  ask(): Promise<void>;
}

export function createModelsSync(client: StudioClient, store: ModelsStore): ModelsSync {
  let wanted = false;
  let wantedFilm: string | null = null;

  const catalogue = coalesced(async () => {
    const [providers, models] = await Promise.all([client.call('providers.list', {}), client.call('models.list', {})]);
    if (models.ok) store.actions.receiveModels(models.value.models, models.value.problems);
    else store.actions.failModels(models.error);
    if (providers.ok) store.actions.receiveProviders(providers.value.providers);
    else store.actions.failModels(providers.error);
  });
  const newFilms = coalesced(async () => {
    const answer = await client.call('models.choices', { projectId: null });
    if (answer.ok) store.actions.receiveChoices(null, answer.value);
  });
  const film = coalesced(async () => {
    const projectId = wantedFilm;
    if (projectId === null) return;
    const answer = await client.call('models.choices', { projectId });
    if (answer.ok && wantedFilm === projectId) store.actions.receiveChoices(projectId, answer.value);
  });

  return {
    want(projectId) {
      if (!wanted) {
        wanted = true;
        catalogue();
        newFilms();
      }
      if (projectId !== null && wantedFilm !== projectId) {
        wantedFilm = projectId;
        film();
      }
    },
    changed() {
      if (!wanted) return;
      catalogue();
      newFilms();
      film();
    },
    filmChanged(projectId) {
      if (wantedFilm === projectId) film();
    },
    async ask() {
      if (store.get().asking) return;
      store.actions.setAsking(true);
      const answer = await client.call('models.list', { ask: true });
      if (answer.ok) store.actions.receiveModels(answer.value.models, answer.value.problems);
      else store.actions.failModels(answer.error);
      store.actions.setAsking(false);
    },
  };
}

/** At most one at a time; a wish meanwhile means once more afterwards. */
function coalesced(work: () => Promise<void>): () => void {
  let busy = false;
  let again = false;
  return () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const turn = async (): Promise<void> => {
      do {
        again = false;
        await work();
      } while (again);
      busy = false;
    };
    void turn();
  };
}
