/** Every prompt that was written, enhanced or edited, and which one a slot uses. */
import { fail } from '#contract/errors.ts';
import { promptVersionSchema } from '#contract/model/film.ts';
import type { PromptVersion } from '#contract/model/film.ts';
import { all, fromJson, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { hashOf } from '../hashes.ts';

/** `image` is the scene as a whole; `start` and `end` its frames; `motion` what moves. */
export type PromptSlot = 'image' | 'start' | 'end' | 'motion';

interface PromptRow {
  id: string;
  number: number;
  parent_id: string | null;
  author: PromptVersion['author'];
  text: string;
  negative: string;
  critique: string | null;
  created_at: number;
}

const columns = 'id, number, parent_id, author, text, negative, critique, created_at';

function toPrompt(row: PromptRow): PromptVersion {
  return {
    id: row.id,
    number: row.number,
    parentId: row.parent_id,
    author: row.author,
    text: row.text,
    negative: row.negative,
    critique: row.critique === null ? null : fromJson(promptVersionSchema.shape.critique, row.critique, 'prompts'),
    createdAt: row.created_at,
  };
}

export interface NewPrompt {
  sceneId: string;
  slot: PromptSlot;
  /** What asked for it; together with `round` it is the key under which writing again finds the same prompt. */
  batch: string;
  /** 0: as written or edited; 1 and up: rounds of enhancement. */
  round: number;
  author: PromptVersion['author'];
  text: string;
  negative: string;
  critique: PromptVersion['critique'];
  parentId: string | null;
  /** Whether the slot uses it from now on. Unless said otherwise a newly written or edited text (round 0) does. */
  choose?: boolean;
}

/** The hash of what a prompt of the slot (first parameter) describes, in a query over `scene_versions AS v`. */
const currentHash = "CASE ? WHEN 'motion' THEN v.motion_hash ELSE v.picture_hash END";

/** Adds a prompt; the same scene, slot, batch and round again returns the one that is there. */
export function putPrompt(db: ProjectDb, prompt: NewPrompt): PromptVersion {
  return write(db, () => {
    const id = db.env.newId('prm');
    const number =
      (one<{ n: number }>(
        db,
        'SELECT coalesce(max(number), 0) AS n FROM prompts WHERE scene_id = ? AND slot = ?',
        prompt.sceneId,
        prompt.slot,
      )?.n ?? 0) + 1;
    const added = run(
      db,
      `INSERT INTO prompts (id, scene_id, slot, number, batch, round, parent_id, author, text, negative, written_hash, critique, inputs_hash, created_at)
       SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${currentHash}, ? FROM scenes AS s JOIN scene_versions AS v ON v.id = s.current_version_id WHERE s.id = ?
       ON CONFLICT (scene_id, slot, batch, round) DO NOTHING`,
      id,
      prompt.sceneId,
      prompt.slot,
      number,
      prompt.batch,
      prompt.round,
      prompt.parentId,
      prompt.author,
      prompt.text,
      prompt.negative,
      writtenHash(db, prompt),
      prompt.critique === null ? null : JSON.stringify(prompt.critique),
      prompt.slot,
      db.env.now(),
      prompt.sceneId,
    );
    const row = one<PromptRow>(
      db,
      `SELECT ${columns} FROM prompts WHERE scene_id = ? AND slot = ? AND batch = ? AND round = ?`,
      prompt.sceneId,
      prompt.slot,
      prompt.batch,
      prompt.round,
    );
    if (row === undefined) return fail('not-found', 'That scene is not in the film any more.', 'Reload the project and look again.');
    if (prompt.choose ?? (added > 0 && prompt.round === 0)) choosePrompt(db, prompt.sceneId, prompt.slot, row.id);
    return toPrompt(row);
  });
}

/** Enhancing does not change what a picture is of: an enhanced prompt counts as made from the text it started with. */
function writtenHash(db: ReadDb, prompt: NewPrompt): string {
  if (prompt.author === 'cinematographer' && prompt.parentId !== null) {
    const parent = one<{ written_hash: string }>(db, 'SELECT written_hash FROM prompts WHERE id = ?', prompt.parentId);
    if (parent !== undefined) return parent.written_hash;
  }
  return hashOf([prompt.text, prompt.negative]);
}

/** Makes a slot use this prompt. @throws StudioFailure not-found when it is not one of the slot's. */
export function choosePrompt(db: ProjectDb, sceneId: string, slot: PromptSlot, promptId: string): void {
  write(db, () => {
    if (one(db, 'SELECT 1 FROM prompts WHERE id = ? AND scene_id = ? AND slot = ?', promptId, sceneId, slot) === undefined) {
      fail('not-found', 'That prompt does not belong to this scene.', 'Reload the project and choose a prompt again.');
    }
    run(
      db,
      `INSERT INTO chosen_prompts (scene_id, slot, prompt_id) VALUES (?, ?, ?)
       ON CONFLICT (scene_id, slot) DO UPDATE SET prompt_id = excluded.prompt_id WHERE prompt_id <> excluded.prompt_id`,
      sceneId,
      slot,
      promptId,
    );
  });
}

/** The prompt a slot uses, or null while none is written. */
export function chosenPrompt(db: ReadDb, sceneId: string, slot: PromptSlot): PromptVersion | null {
  const row = one<PromptRow>(
    db,
    `SELECT ${columns} FROM prompts WHERE id = (SELECT prompt_id FROM chosen_prompts WHERE scene_id = ? AND slot = ?)`,
    sceneId,
    slot,
  );
  return row === undefined ? null : toPrompt(row);
}

/** Whether the prompt a slot uses was written for the scene as it is now. A person's own words always count as current. */
export function promptState(db: ReadDb, sceneId: string, slot: PromptSlot): 'missing' | 'current' | 'stale' {
  const row = one<{ made_from: string; now: string; author: string }>(
    db,
    `SELECT p.inputs_hash AS made_from, ${currentHash} AS now, p.author
     FROM chosen_prompts AS c JOIN prompts AS p ON p.id = c.prompt_id
     JOIN scenes AS s ON s.id = c.scene_id JOIN scene_versions AS v ON v.id = s.current_version_id
     WHERE c.scene_id = ? AND c.slot = ?`,
    slot,
    sceneId,
    slot,
  );
  if (row === undefined) return 'missing';
  return row.made_from === row.now || row.author === 'you' ? 'current' : 'stale';
}

/** What the chosen prompt was enhanced from: the nearest ancestor that the writer or a person wrote. */
export function basePrompt(db: ReadDb, sceneId: string, slot: PromptSlot): PromptVersion | null {
  let prompt = chosenPrompt(db, sceneId, slot);
  while (prompt !== null && prompt.author === 'cinematographer' && prompt.parentId !== null) prompt = readPrompt(db, prompt.parentId);
  return prompt;
}

/** Every prompt of a slot, oldest first. */
export const readPrompts = (db: ReadDb, sceneId: string, slot: PromptSlot): PromptVersion[] =>
  all<PromptRow>(db, `SELECT ${columns} FROM prompts WHERE scene_id = ? AND slot = ? ORDER BY number`, sceneId, slot).map(toPrompt);

/** @throws StudioFailure not-found */
export function readPrompt(db: ReadDb, id: string): PromptVersion {
  const row = one<PromptRow>(db, `SELECT ${columns} FROM prompts WHERE id = ?`, id);
  return row === undefined ? fail('not-found', 'That prompt is not in the project.', 'Reload the project and look again.') : toPrompt(row);
}

/** Notes what the prompt engineer thought of a prompt. @throws StudioFailure not-found */
export function setPromptCritique(db: ProjectDb, id: string, critique: NonNullable<PromptVersion['critique']>): void {
  write(db, () => {
    if (run(db, 'UPDATE prompts SET critique = ? WHERE id = ?', JSON.stringify(critique), id) === 0) {
      fail('not-found', 'That prompt is not in the project.', 'Reload the project and look again.');
    }
  });
}
