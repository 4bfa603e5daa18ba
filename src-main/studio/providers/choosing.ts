/** Choosing models for a film: what may be chosen, and where it is kept. */
import { fail } from '#contract/errors.ts';
import { modelKindValues, type ModelKind } from '#contract/model/providers.ts';
import { putSetting, readSetting, write, type ProjectDb } from '#storage/index.ts';
import type { ProviderDesk } from './desk.ts';
import { isOwnModel, ownModelOf } from './own-models.ts';
import { CHOICES_SETTING, choicesOf, type StoredChoices } from './settings.ts';

const made = { text: 'words', picture: 'pictures', clip: 'clips', speech: 'voices' } as const;

/** @throws StudioFailure invalid-input when there is no such model, or it makes something else */
export function mustBeChoosable(desk: ProviderDesk, kind: ModelKind, modelId: string): void {
  if (isOwnModel(modelId)) {
    if (ownModelOf(kind).id === modelId) return;
    fail('invalid-input', `“${modelId}” does not make ${made[kind]}.`, `This computer makes ${made[kind]} with “${ownModelOf(kind).id}”.`);
  }
  const model = desk.find(modelId);
  if (model === null)
    fail('invalid-input', `There is no model “${modelId}”.`, 'Nothing was changed. `heroframe providers models` lists what there is.');
  if (model.kind !== kind)
    fail('invalid-input', `${model.name} makes ${made[model.kind]}, not ${made[kind]}.`, `Choose a model that makes ${made[kind]}.`);
}

/** As `mustBeChoosable`, for several at once. */
export function mustAllBeChoosable(desk: ProviderDesk, choices: StoredChoices): void {
  for (const kind of modelKindValues) {
    const modelId = choices[kind] ?? null;
    if (modelId !== null) mustBeChoosable(desk, kind, modelId);
  }
}

/** Changes a film's choice; kinds that are left out stay as they were, null follows what is set for new films. */
export function putChoices(db: ProjectDb, choices: StoredChoices): void {
  write(db, () => putSetting(db, CHOICES_SETTING, { ...choicesOf(readSetting(db, CHOICES_SETTING)), ...choices }));
}
