/** Decisions as they stand: a person's latest choice that was not withdrawn, else the machine's latest. */
import type { Decision } from '#contract/model/film.ts';
import type { DecidedBy } from '#contract/model/primitives.ts';
import { all } from '../connection.ts';
import type { ReadDb } from '../connection.ts';

/** `start` and `end` pick a frame's picture, `hero` the still the takes are shot from, `take` the take in the film. */
export type DecisionSlot = 'start' | 'end' | 'hero' | 'take';

export interface DecisionRow extends Decision {
  seq: number;
  sceneId: string;
  slot: DecisionSlot;
  subjectId: string;
  /** The decision that stood before this one; null when it was the first. */
  overId: string | null;
  withdrawn: boolean;
  /** What the slot's pictures or takes would have been made from at that moment. */
  inputsHash: string;
}

export interface DecisionColumns {
  seq: number;
  id: string;
  sceneId: string;
  slot: DecisionSlot;
  subjectId: string;
  by: DecidedBy;
  reason: string;
  overId: string | null;
  inputsHash: string;
  at: number;
  withdrawnAt: number | null;
}

export const decisionColumns = `seq, id, scene_id AS sceneId, slot, subject_id AS subjectId, by, reason, over_id AS overId,
  inputs_hash AS inputsHash, created_at AS at, withdrawn_at AS withdrawnAt`;

export const toDecisionRow = ({ withdrawnAt, ...row }: DecisionColumns): DecisionRow => ({ ...row, withdrawn: withdrawnAt !== null });

/** The part of a decision that the contract shows. */
export const toDecision = ({ id, by, reason, at }: DecisionRow): Decision => ({ id, by, reason, at });

/** Standing decisions of one scene or of all, by scene. */
export function standingDecisions(db: ReadDb, sceneId?: string): Map<string, Partial<Record<DecisionSlot, DecisionRow>>> {
  const rows =
    sceneId === undefined
      ? all<DecisionColumns>(db, `SELECT ${decisionColumns} FROM current_decisions`)
      : all<DecisionColumns>(db, `SELECT ${decisionColumns} FROM current_decisions WHERE scene_id = ?`, sceneId);
  const grouped = new Map<string, Partial<Record<DecisionSlot, DecisionRow>>>();
  for (const row of rows) {
    const slots = grouped.get(row.sceneId) ?? {};
    slots[row.slot] = toDecisionRow(row);
    grouped.set(row.sceneId, slots);
  }
  return grouped;
}

/**
 * The decision a scene's hero frame follows: what was chosen as hero, or the
 * picked start frame. Between the two a person's choice outranks the machine's
 * and the newer one the older.
 */
export function heroDecision(slots: Partial<Record<DecisionSlot, DecisionRow>>): DecisionRow | null {
  const { hero, start } = slots;
  if (hero === undefined || start === undefined) return hero ?? start ?? null;
  if (hero.by !== start.by) return hero.by === 'you' ? hero : start;
  return hero.seq > start.seq ? hero : start;
}

/** What stands for a slot; `hero` follows the start frame's pick where nobody chose another. */
export function currentPick(db: ReadDb, sceneId: string, slot: DecisionSlot): { subjectId: string; decision: Decision } | null {
  const slots = standingDecisions(db, sceneId).get(sceneId) ?? {};
  const row = slot === 'hero' ? heroDecision(slots) : slots[slot];
  return row === null || row === undefined ? null : { subjectId: row.subjectId, decision: toDecision(row) };
}

/** Every decision of a scene, newest first, superseded and withdrawn ones too. */
export function readDecisions(db: ReadDb, sceneId: string): (DecisionRow & { current: boolean })[] {
  const standing = standingDecisions(db, sceneId).get(sceneId) ?? {};
  return all<DecisionColumns>(db, `SELECT ${decisionColumns} FROM decisions WHERE scene_id = ? ORDER BY seq DESC`, sceneId).map((row) => ({
    ...toDecisionRow(row),
    current: standing[row.slot]?.id === row.id,
  }));
}
