/** The four stages of the story: every version, and which one is in force. */
import type { z } from 'zod';
import { fail } from '#contract/errors.ts';
import type { DecidedBy } from '#contract/model/primitives.ts';
import { sceneDivisionSchema, storySchema, storyStageValues, templateChoiceSchema, visualSpecSchema } from '#contract/model/story.ts';
import type { StageDocument, StageState, StoryStage } from '#contract/model/story.ts';
import { storyStates } from '#domain/staleness.ts';
import { all, fromJson, one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { hashOf } from '../hashes.ts';
import { storyIngredients } from '../ingredients.ts';
import { remembered } from '../memory.ts';

interface StageRow {
  id: string;
  stage: StoryStage;
  version: number;
  by: DecidedBy;
  made_by: string;
  fallback: number;
  inputs_hash: string;
  created_at: number;
}

const columns = 'id, stage, version, by, made_by, fallback, inputs_hash, created_at';

const contentSchemas = {
  template: templateChoiceSchema,
  story: storySchema,
  scenes: sceneDivisionSchema,
  visuals: visualSpecSchema,
} as const;

export interface NewStage {
  stage: StoryStage;
  content: unknown;
  by: DecidedBy;
  /** Who wrote it, e.g. "Offline writer 1". */
  madeBy: string;
  /** True when the single-stage fallback had to be used. */
  fallback?: boolean;
  /** What asked for it; writing the same stage for the same batch again returns the version that is there. */
  batch?: string;
}

/**
 * Adds a version of a stage and puts it in force.
 * @throws StudioFailure invalid-input when the content does not have the stage's form.
 */
export function putStage(db: ProjectDb, made: NewStage): StageDocument {
  const parsed = contentSchemas[made.stage].safeParse(made.content);
  if (!parsed.success) {
    fail('invalid-input', `This is not a valid “${made.stage}” stage of a story.`, 'Correct the fields named below.', {
      fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    });
  }
  return write(db, () => {
    const existing =
      made.batch === undefined
        ? undefined
        : one<{ id: string }>(db, 'SELECT id FROM story_stages WHERE stage = ? AND batch = ?', made.stage, made.batch);
    if (existing !== undefined) return readStageById(db, existing.id);
    const id = db.env.newId('sty');
    const version =
      (one<{ n: number }>(db, 'SELECT coalesce(max(version), 0) AS n FROM story_stages WHERE stage = ?', made.stage)?.n ?? 0) + 1;
    run(
      db,
      `INSERT INTO story_stages (id, stage, version, by, made_by, batch, content, fallback, inputs_hash, look_hash, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      made.stage,
      version,
      made.by,
      made.madeBy,
      made.batch ?? null,
      JSON.stringify(parsed.data),
      made.fallback === true ? 1 : 0,
      storyIngredients(db)[made.stage],
      lookOf(parsed.data),
      db.env.now(),
    );
    point(db, made.stage, id);
    return readStageById(db, id);
  });
}

function lookOf(content: object): string {
  if ('subject' in content) return hashOf(content.subject);
  return 'markers' in content ? hashOf(content.markers) : '';
}

function point(db: ProjectDb, stage: StoryStage, id: string): void {
  run(
    db,
    `INSERT INTO story_current (stage, story_stage_id) VALUES (?, ?)
     ON CONFLICT (stage) DO UPDATE SET story_stage_id = excluded.story_stage_id WHERE story_stage_id <> excluded.story_stage_id`,
    stage,
    id,
  );
}

/** Rolls a stage back (or forward) to one of its versions. @throws StudioFailure not-found */
export function setCurrentStage(db: ProjectDb, stage: StoryStage, id: string): void {
  write(db, () => {
    if (one(db, 'SELECT 1 FROM story_stages WHERE id = ? AND stage = ?', id, stage) === undefined) {
      fail('not-found', 'That version of the story is not in the project.', 'Reload the project and choose a version again.');
    }
    point(db, stage, id);
  });
}

/** All four stages in order, in the version that is in force; one that was never written has version 0 and no content. */
export function readStages(db: ReadDb): StageDocument[] {
  const rows = all<StageRow>(db, `SELECT ${columns} FROM story_stages WHERE id IN (SELECT story_stage_id FROM story_current)`);
  const states = statesOf(db, rows);
  return storyStageValues.map((stage) => {
    const row = rows.find((candidate) => candidate.stage === stage);
    return row === undefined ? unwritten(stage, states[stage]) : toDocument(db, row, states[stage]);
  });
}

/** Every version of one stage, newest first. States are those of the version as if it were in force. */
export function readStageVersions(db: ReadDb, stage: StoryStage): StageDocument[] {
  const now = storyIngredients(db)[stage];
  return all<StageRow>(db, `SELECT ${columns} FROM story_stages WHERE stage = ? ORDER BY version DESC`, stage).map((row) =>
    toDocument(db, row, row.inputs_hash === now ? 'current' : 'stale'),
  );
}

function readStageById(db: ReadDb, id: string): StageDocument {
  const row = one<StageRow>(db, `SELECT ${columns} FROM story_stages WHERE id = ?`, id);
  if (row === undefined) return fail('not-found', 'That version of the story is not in the project.', 'Reload the project and look again.');
  return toDocument(db, row, row.inputs_hash === storyIngredients(db)[row.stage] ? 'current' : 'stale');
}

function statesOf(db: ReadDb, rows: readonly StageRow[]): Record<StoryStage, StageState> {
  const now = storyIngredients(db);
  const of = (stage: StoryStage) => ({
    madeFrom: rows.find((row) => row.stage === stage)?.inputs_hash ?? null,
    now: now[stage],
  });
  return storyStates({ template: of('template'), story: of('story'), scenes: of('scenes'), visuals: of('visuals') });
}

function unwritten(stage: StoryStage, state: StageState): StageDocument {
  return { stage, id: null, version: 0, state, by: 'machine', madeBy: '', createdAt: null, content: null, fallback: false };
}

function toDocument(db: ReadDb, row: StageRow, state: StageState): StageDocument {
  const base = {
    id: row.id,
    version: row.version,
    state,
    by: row.by,
    madeBy: row.made_by,
    createdAt: row.created_at,
    fallback: row.fallback === 1,
  };
  switch (row.stage) {
    case 'template':
      return { ...base, stage: 'template', content: contentOf(db, row.id, templateChoiceSchema) };
    case 'story':
      return { ...base, stage: 'story', content: contentOf(db, row.id, storySchema) };
    case 'scenes':
      return { ...base, stage: 'scenes', content: contentOf(db, row.id, sceneDivisionSchema) };
    case 'visuals':
      return { ...base, stage: 'visuals', content: contentOf(db, row.id, visualSpecSchema) };
  }
}

const contentOf = <T extends object>(db: ReadDb, id: string, schema: z.ZodType<T>): T =>
  remembered(db, `stage ${id}`, (): T => {
    const row = one<{ content: string }>(db, 'SELECT content FROM story_stages WHERE id = ?', id);
    return fromJson(schema, row?.content ?? 'null', 'story');
  });

/** Remembers that a division's scenes were laid out, so that laying them out again does nothing. @returns false when they were already. */
export function markApplied(db: ProjectDb, storyStageId: string): boolean {
  return run(db, 'UPDATE story_stages SET applied_at = ? WHERE id = ? AND applied_at IS NULL', db.env.now(), storyStageId) > 0;
}
