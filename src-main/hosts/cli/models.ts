/** Models named on the command line. */
import type { ModelKind } from '#contract/model/providers.ts';
import { ownModelOf } from '#studio/providers/own-models.ts';
import type { Session } from './session.ts';

export interface ModelOptions {
  writer?: string;
  picture?: string;
  clip?: string;
  voice?: string;
}

export const modelRoles = { writer: 'text', picture: 'picture', clip: 'clip', voice: 'speech' } as const satisfies Record<
  keyof ModelOptions,
  ModelKind
>;

/** `own` is this computer's, `standard` (null) what is set for new films. What is not named is left out. */
export function namedModels(options: ModelOptions): { [K in ModelKind]?: string | null } {
  const named: { [K in ModelKind]?: string | null } = {};
  for (const [role, kind] of Object.entries(modelRoles) as [keyof ModelOptions, ModelKind][]) {
    const name = options[role];
    if (name !== undefined) named[kind] = name === 'own' ? ownModelOf(kind).id : name === 'standard' ? null : name;
  }
  return named;
}

/** @param projectId null: for new films */
export async function chooseModels(session: Pick<Session, 'call'>, projectId: string | null, options: ModelOptions): Promise<void> {
  for (const [kind, modelId] of Object.entries(namedModels(options)) as [ModelKind, string | null][])
    await session.call('models.choose', { projectId, kind, modelId });
}
