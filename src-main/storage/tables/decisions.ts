/**
 * Who chose what, and why. Decisions are added and never changed, except that a
 * person's can be withdrawn.
 */
import { fail } from '#contract/errors.ts';
import type { Decision } from '#contract/model/film.ts';
import type { DecidedBy } from '#contract/model/primitives.ts';
import { one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { frameInputs, takesInputs } from '../states.ts';
import { decisionColumns, standingDecisions, toDecision, toDecisionRow } from './standing-decisions.ts';
import type { DecisionColumns, DecisionSlot } from './standing-decisions.ts';

export interface NewDecision {
  sceneId: string;
  slot: DecisionSlot;
  subjectId: string;
  by: DecidedBy;
  /** One sentence. */
  reason: string;
  /** What the machine decided it for; needed for its decisions, of which there is one per scene, slot and batch. */
  batch?: string;
}

/** @throws StudioFailure not-found when the subject is not a finished candidate of that slot. */
export function decide(db: ProjectDb, made: NewDecision): Decision {
  return write(db, () => {
    requireCandidate(db, made);
    if (made.by === 'machine') {
      if (made.batch === undefined) throw new Error('A decision of the machine needs the batch it was made for.');
      const existing = one<DecisionColumns>(
        db,
        `SELECT ${decisionColumns} FROM decisions WHERE scene_id = ? AND slot = ? AND batch = ? AND by = 'machine'`,
        made.sceneId,
        made.slot,
        made.batch,
      );
      if (existing !== undefined) return toDecision(toDecisionRow(existing));
    }
    const id = db.env.newId('dec');
    const at = db.env.now();
    const over = standingDecisions(db, made.sceneId).get(made.sceneId)?.[made.slot];
    run(
      db,
      `INSERT INTO decisions (id, scene_id, slot, subject_id, by, reason, batch, over_id, inputs_hash, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      made.sceneId,
      made.slot,
      made.subjectId,
      made.by,
      made.reason,
      made.batch ?? null,
      over?.id ?? null,
      inputsOf(db, made),
      at,
    );
    return { id, by: made.by, reason: made.reason, at };
  });
}

function inputsOf(db: ReadDb, { sceneId, slot }: NewDecision): string {
  switch (slot) {
    case 'start':
    case 'end':
      return frameInputs(db, sceneId, slot);
    case 'take':
      return takesInputs(db, sceneId);
    case 'hero':
      return '';
  }
}

function requireCandidate(db: ReadDb, { sceneId, slot, subjectId }: NewDecision): void {
  const query = {
    start:
      "SELECT 1 FROM variations AS v JOIN frames AS f ON f.id = v.frame_id WHERE v.id = ? AND f.scene_id = ? AND f.role = 'start' AND v.status = 'ready'",
    end: "SELECT 1 FROM variations AS v JOIN frames AS f ON f.id = v.frame_id WHERE v.id = ? AND f.scene_id = ? AND f.role = 'end' AND v.status = 'ready'",
    hero: "SELECT 1 FROM variations AS v JOIN frames AS f ON f.id = v.frame_id WHERE v.id = ? AND f.scene_id = ? AND v.status = 'ready'",
    take: "SELECT 1 FROM takes WHERE id = ? AND scene_id = ? AND status = 'ready'",
  }[slot];
  if (one(db, query, subjectId, sceneId) !== undefined) return;
  fail(
    'not-found',
    slot === 'take' ? 'That take is not one of this scene’s finished takes.' : 'That picture is not one of this scene’s finished pictures.',
    'Reload the scene and choose again.',
  );
}

/** Withdraws every choice a person made for a slot, so that the machine's stands again. The record of them stays. */
export function withdrawDecision(db: ProjectDb, sceneId: string, slot: DecisionSlot): void {
  write(db, () =>
    run(
      db,
      "UPDATE decisions SET withdrawn_at = ? WHERE scene_id = ? AND slot = ? AND by = 'you' AND withdrawn_at IS NULL",
      db.env.now(),
      sceneId,
      slot,
    ),
  );
}
