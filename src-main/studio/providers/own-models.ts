/** What works on this computer without any provider, as models that can be chosen. */
import type { ModelCard, ModelKind } from '#contract/model/providers.ts';

const kinds: Record<ModelKind, ModelCard> = {
  text: ownModel('heroframe:writer', 'text', 'Offline writer', 'Writes all story structures and improves prompts'),
  picture: ownModel('previz:previz-1', 'picture', 'Previz renderer', 'Draws storyboard frames'),
  clip: ownModel('previz:camera', 'clip', 'Previz camera', 'Films takes through the drawn scene'),
  speech: ownModel('heroframe:voices', 'speech', 'This computer’s voices', 'Speaks the voice-over'),
};

export const ownModels: readonly ModelCard[] = Object.values(kinds);
/** The one of this kind; a film that names it stays with this computer whatever is chosen for new films. */
export const ownModelOf = (kind: ModelKind): ModelCard => kinds[kind];
export const isOwnModel = (modelId: string): boolean => ownModels.some((model) => model.id === modelId);

function ownModel(id: string, kind: ModelKind, name: string, source: string): ModelCard {
  return {
    id,
    provider: 'heroframe',
    providerLabel: 'This computer',
    name,
    kind,
    free: true,
    price: 'free',
    priceVerifiedAt: null,
    takes: { negative: true, seed: true, startFrame: kind === 'clip', endFrame: kind === 'clip', references: kind === 'picture' ? 4 : 0 },
    lengths: kind === 'clip' ? 'any length' : '',
    ready: true,
    notReady: '',
    origin: 'built-in',
    source,
  };
}
