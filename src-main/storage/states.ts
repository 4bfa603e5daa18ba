/** What a scene's frames and takes would be made from now, and whether what is picked still holds. */
import { fail } from '#contract/errors.ts';
import type { FrameRole } from '#contract/model/primitives.ts';
import type { StageState } from '#contract/model/story.ts';
import { pickState } from '#domain/staleness.ts';
import { one } from './connection.ts';
import type { ReadDb } from './connection.ts';
import { sceneIngredients } from './ingredients.ts';
import type { SceneIngredients, ShotBetween } from './ingredients.ts';
import { heroDecision, standingDecisions } from './tables/standing-decisions.ts';
import type { DecisionRow, DecisionSlot } from './tables/standing-decisions.ts';

type Slots = Partial<Record<DecisionSlot, DecisionRow>>;

/** The pictures a scene's takes are shot between as things stand. */
export const shotBetween = (slots: Slots): ShotBetween => ({
  heroVariationId: heroDecision(slots)?.subjectId ?? null,
  endVariationId: slots.end?.subjectId ?? null,
});

function ingredientsOf(db: ReadDb, sceneId: string, given: Partial<ShotBetween> = {}): SceneIngredients {
  const standing = shotBetween(standingDecisions(db, sceneId).get(sceneId) ?? {});
  const between: ShotBetween = {
    heroVariationId: given.heroVariationId ?? standing.heroVariationId,
    // A model that takes no end frame is given none; the take still belongs to the end that is picked.
    endVariationId: given.endVariationId ?? standing.endVariationId,
  };
  const found = sceneIngredients(db, () => between, sceneId).get(sceneId);
  return found ?? fail('not-found', 'That scene is not in the film any more.', 'Reload the project and look again.');
}

/** Fingerprint of what a frame's pictures would be made from now. @throws StudioFailure not-found */
export const frameInputs = (db: ReadDb, sceneId: string, role: FrameRole): string => ingredientsOf(db, sceneId)[role];

/** Fingerprint of what a scene's takes would be made from now, or from the given pictures. @throws StudioFailure not-found */
export const takesInputs = (db: ReadDb, sceneId: string, given?: Partial<ShotBetween>): string => ingredientsOf(db, sceneId, given).takes;

/** The state of a slot's pick, given what its subject was made from. */
export function stateOfPick(decision: DecisionRow | undefined, madeFrom: string | null, now: string, possible: boolean): StageState {
  if (decision === undefined || madeFrom === null) return pickState(null, now, possible);
  return pickState({ madeFrom, acceptedFrom: decision.by === 'you' ? decision.inputsHash : null }, now, possible);
}

/** Whether a frame's picked picture still holds. @throws StudioFailure not-found */
export function frameState(db: ReadDb, sceneId: string, role: FrameRole): StageState {
  const now = ingredientsOf(db, sceneId);
  const decision = standingDecisions(db, sceneId).get(sceneId)?.[role];
  const madeFrom = one<{ h: string }>(db, 'SELECT inputs_hash AS h FROM variations WHERE id = ?', decision?.subjectId ?? null)?.h ?? null;
  return stateOfPick(decision, madeFrom, now[role], role === 'start' ? now.startPossible : now.endPossible);
}

/** Whether a scene's picked take still holds. @throws StudioFailure not-found */
export function takesState(db: ReadDb, sceneId: string): StageState {
  const now = ingredientsOf(db, sceneId);
  const decision = standingDecisions(db, sceneId).get(sceneId)?.take;
  const madeFrom = one<{ h: string }>(db, 'SELECT inputs_hash AS h FROM takes WHERE id = ?', decision?.subjectId ?? null)?.h ?? null;
  return stateOfPick(decision, madeFrom, now.takes, now.takesPossible);
}
