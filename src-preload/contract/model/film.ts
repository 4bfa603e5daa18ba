/**
 * The film as it stands: scenes with their frames, variations and takes.
 *
 * Two sizes of view exist on purpose. `FilmView` holds every scene with what is
 * picked, which is all that boards, timelines and rails need even with 500
 * scenes; `SceneView` adds every candidate with its scores, for one scene.
 */
import { z } from 'zod';
import { briefSchema, referenceSchema } from './brief.ts';
import {
  assetRefSchema,
  cameraMovementSchema,
  decidedBySchema,
  frameRoleSchema,
  idSchema,
  moneySchema,
  timestampSchema,
} from './primitives.ts';
import { overallSchema, scoreSchema } from './quality.ts';
import { sceneSpecSchema, stageDocumentSchema, stageStateSchema } from './story.ts';

/** Why this one: made with every pick and shown with it. */
export const decisionSchema = z.object({
  id: idSchema,
  by: decidedBySchema,
  /** One sentence. */
  reason: z.string(),
  at: timestampSchema,
});
export type Decision = z.infer<typeof decisionSchema>;

export const promptVersionSchema = z.object({
  id: idSchema,
  number: z.number().int().positive(),
  parentId: idSchema.nullable(),
  /** `writer` wrote it from the story, `cinematographer` enhanced it, `you` edited it. */
  author: z.enum(['writer', 'cinematographer', 'you']),
  text: z.string(),
  negative: z.string(),
  /** The prompt engineer's scores of this text, when it was read by one. */
  critique: z
    .object({
      overall: z.number(),
      completeness: z.number(),
      specificity: z.number(),
      professionalism: z.number(),
      cinematography: z.number(),
      brandAlignment: z.number(),
      notes: z.array(z.string()),
    })
    .nullable(),
  createdAt: timestampSchema,
});
export type PromptVersion = z.infer<typeof promptVersionSchema>;

export const madeStatusValues = ['waiting', 'making', 'ready', 'failed'] as const;
export const madeStatusSchema = z.enum(madeStatusValues);
export type MadeStatus = z.infer<typeof madeStatusSchema>;

/** One candidate picture of a frame. */
export const variationSchema = z.object({
  id: idSchema,
  frameId: idSchema,
  number: z.number().int().positive(),
  status: madeStatusSchema,
  /** `own`: the person put their own picture here. */
  source: z.enum(['generated', 'own']),
  asset: assetRefSchema.nullable(),
  promptId: idSchema.nullable(),
  seed: z.number().int(),
  provider: z.string(),
  model: z.string(),
  cost: moneySchema,
  overall: overallSchema,
  /** Place among the frame's variations by overall score, from 1; null when unscored. */
  rank: z.number().int().positive().nullable(),
  scores: z.array(scoreSchema),
  error: z.string().nullable(),
  createdAt: timestampSchema,
});
export type Variation = z.infer<typeof variationSchema>;

export const takeSchema = z.object({
  id: idSchema,
  sceneId: idSchema,
  number: z.number().int().positive(),
  status: madeStatusSchema,
  asset: assetRefSchema.nullable(),
  /** A still of the middle of the take, for posters and timelines. */
  poster: assetRefSchema.nullable(),
  promptId: idSchema.nullable(),
  heroVariationId: idSchema.nullable(),
  movement: cameraMovementSchema,
  seconds: z.number(),
  seed: z.number().int(),
  provider: z.string(),
  model: z.string(),
  cost: moneySchema,
  overall: overallSchema,
  rank: z.number().int().positive().nullable(),
  scores: z.array(scoreSchema),
  /** Technical quality (0–100) of evenly spaced frames, for the strip under the player. */
  frameQuality: z.array(z.number().nullable()),
  /** One sentence about this take's strengths and weaknesses, from what was measured. */
  summary: z.string(),
  error: z.string().nullable(),
  createdAt: timestampSchema,
});
export type Take = z.infer<typeof takeSchema>;

/** A frame of the storyboard with what is picked for it. */
export const frameSummarySchema = z.object({
  id: idSchema,
  role: frameRoleSchema,
  state: stageStateSchema,
  status: madeStatusSchema,
  variations: z.number().int(),
  picked: z
    .object({ variationId: idSchema, number: z.number().int(), asset: assetRefSchema, overall: overallSchema, decision: decisionSchema })
    .nullable(),
  error: z.string().nullable(),
});
export type FrameSummary = z.infer<typeof frameSummarySchema>;

export const sceneSummarySchema = z.object({
  id: idSchema,
  /** Place in the film, from 1. */
  number: z.number().int().positive(),
  version: z.number().int().positive(),
  spec: sceneSpecSchema,
  startFrame: frameSummarySchema,
  endFrame: frameSummarySchema,
  /** The still the takes are shot from: the picked start frame unless a person chose another. */
  hero: z.object({ variationId: idSchema, asset: assetRefSchema, decision: decisionSchema }).nullable(),
  takes: z.number().int(),
  takesState: stageStateSchema,
  picked: z
    .object({
      takeId: idSchema,
      number: z.number().int(),
      asset: assetRefSchema,
      poster: assetRefSchema.nullable(),
      overall: overallSchema,
      decision: decisionSchema,
    })
    .nullable(),
  /** Plain sentence when something in this scene needs a person. */
  attention: z.string().nullable(),
});
export type SceneSummary = z.infer<typeof sceneSummarySchema>;

export const studioStageValues = ['story', 'board', 'frames', 'takes', 'cut', 'export'] as const;
export const studioStageSchema = z.enum(studioStageValues);
/** The checklist of the left rail. */
export type StudioStage = z.infer<typeof studioStageSchema>;

export const stageProgressSchema = z.object({
  stage: studioStageSchema,
  state: z.enum(['todo', 'running', 'done', 'needs-you', 'stale']),
  done: z.number().int(),
  total: z.number().int(),
});
export type StageProgress = z.infer<typeof stageProgressSchema>;

export const filmCutSchema = z.object({
  asset: assetRefSchema,
  state: stageStateSchema,
  createdAt: timestampSchema,
  /** Which take of which scene is in it. */
  shots: z.array(z.object({ sceneId: idSchema, takeId: idSchema, startSeconds: z.number(), seconds: z.number() })),
  voiced: z.boolean(),
});
export type FilmCut = z.infer<typeof filmCutSchema>;

export const captionSchema = z.object({ sceneId: idSchema, text: z.string(), startSeconds: z.number(), endSeconds: z.number() });
export type Caption = z.infer<typeof captionSchema>;

export const reviewItemSchema = z.object({
  id: idSchema,
  sceneId: idSchema,
  kind: z.enum(['frame-below-threshold', 'takes-below-threshold', 'generation-failed', 'job-unknown', 'flagged']),
  /** What happened and what to do, in a sentence. */
  message: z.string(),
  /** The job that a `job-unknown` question is about; answered with `jobs.answer`. */
  jobId: idSchema.nullable(),
  state: z.enum(['open', 'resolved']),
  createdAt: timestampSchema,
});
export type ReviewItem = z.infer<typeof reviewItemSchema>;

export const noteSchema = z.object({
  id: idSchema,
  sceneId: idSchema.nullable(),
  subjectId: idSchema.nullable(),
  text: z.string(),
  createdAt: timestampSchema,
});
export type Note = z.infer<typeof noteSchema>;

export const jobSchema = z.object({
  id: idSchema,
  /** What it makes, in words ("Scene 2 · start frame · variation 3"). */
  title: z.string(),
  provider: z.string(),
  model: z.string(),
  sceneId: idSchema.nullable(),
  state: z.enum(['draft', 'submitting', 'unknown', 'queued', 'running', 'downloading', 'succeeded', 'failed', 'canceled', 'expired']),
  cost: moneySchema,
  error: z.string().nullable(),
  updatedAt: timestampSchema,
});
export type Job = z.infer<typeof jobSchema>;

export const runUntilValues = ['story', 'frames', 'takes', 'film'] as const;
export const runUntilSchema = z.enum(runUntilValues);
export type RunUntil = z.infer<typeof runUntilSchema>;

/** One piece of long work as the job dock shows it. */
export const runViewSchema = z.object({
  id: idSchema,
  kind: z.enum(['film', 'frame', 'takes', 'story', 'export']),
  title: z.string(),
  /** `paused`: waits for the person (no credit, a cap, a lost answer) and goes on when it is started again. */
  status: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'canceled']),
  /** 0–1. */
  progress: z.number().min(0).max(1),
  /** What is happening now, in a sentence. */
  message: z.string(),
  /** Seconds left by the pace so far; null while unknown. */
  secondsLeft: z.number().nullable(),
  spent: moneySchema,
  startedAt: timestampSchema,
  finishedAt: timestampSchema.nullable(),
  error: z.string().nullable(),
  /** Where a click on the finished job leads. */
  result: z.object({ stage: studioStageSchema, sceneId: idSchema.nullable() }).nullable(),
});
export type RunView = z.infer<typeof runViewSchema>;

export const ledgerSummarySchema = z.object({
  estimated: z.number(),
  actual: z.number(),
  currency: z.string(),
  entries: z.number().int(),
});
export type LedgerSummary = z.infer<typeof ledgerSummarySchema>;

export const exportFormatValues = ['mp4'] as const;
export const exportFormatSchema = z.enum(exportFormatValues);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const exportSchema = z.object({
  id: idSchema,
  format: exportFormatSchema,
  /** File name for people; the path itself stays in main. */
  fileName: z.string(),
  bytes: z.number().int(),
  createdAt: timestampSchema,
});
export type ExportRecord = z.infer<typeof exportSchema>;

/** The whole film, without the candidates that were not picked. */
export const filmViewSchema = z.object({
  projectId: idSchema,
  name: z.string(),
  /** Grows with every change; listeners fetch again when it is behind. */
  revision: z.number().int().nonnegative(),
  brief: briefSchema,
  references: z.array(referenceSchema),
  story: z.array(stageDocumentSchema),
  scenes: z.array(sceneSummarySchema),
  captions: z.array(captionSchema),
  cut: filmCutSchema.nullable(),
  stages: z.array(stageProgressSchema),
  runs: z.array(runViewSchema),
  review: z.array(reviewItemSchema),
  ledger: ledgerSummarySchema,
  exports: z.array(exportSchema),
  history: z.object({ undo: z.string().nullable(), redo: z.string().nullable() }),
});
export type FilmView = z.infer<typeof filmViewSchema>;

export const frameViewSchema = frameSummarySchema.extend({ candidates: z.array(variationSchema), prompts: z.array(promptVersionSchema) });
export type FrameView = z.infer<typeof frameViewSchema>;

/** One scene with every candidate. */
export const sceneViewSchema = z.object({
  summary: sceneSummarySchema,
  startFrame: frameViewSchema,
  endFrame: frameViewSchema,
  takes: z.array(takeSchema),
  motionPrompts: z.array(promptVersionSchema),
  versions: z.array(
    z.object({ id: idSchema, number: z.number().int(), parentId: idSchema.nullable(), changed: z.string(), createdAt: timestampSchema }),
  ),
  notes: z.array(noteSchema),
});
export type SceneView = z.infer<typeof sceneViewSchema>;
