/**
 * The four stages of a story, in the shapes that writers (offline or language
 * models) must produce and people may edit.
 *
 * Stage 0 template · stage 1 story · stage 2 scenes · stage 3 visuals.
 */
import { z } from 'zod';
import { cameraMovementSchema, decidedBySchema, idSchema, timestampSchema } from './primitives.ts';

export const storyStageValues = ['template', 'story', 'scenes', 'visuals'] as const;
export const storyStageSchema = z.enum(storyStageValues);
export type StoryStage = z.infer<typeof storyStageSchema>;

const text = (max: number) => z.string().trim().min(1).max(max);

/** A story structure: the beats it goes through and what it is good for. */
export const storyTemplateSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: text(60),
  tone: z.array(text(40)).min(1),
  bestFor: z.array(text(60)).min(1),
  example: text(200),
  beats: z
    .array(
      z.object({
        name: text(40),
        purpose: text(300),
        /** Share of the film's duration this beat likes to have; the shares of a template add up to 1. */
        share: z.number().positive().max(1),
        emotion: text(60),
      }),
    )
    .min(2)
    .max(12),
});
export type StoryTemplate = z.infer<typeof storyTemplateSchema>;

/** Stage 0. */
export const templateChoiceSchema = z.object({
  selectedTemplate: text(80),
  /** 0–1. */
  confidence: z.number().min(0).max(1),
  reasoning: text(1000),
  alternativeTemplate: text(80),
  narrativeFocus: text(300),
  emotionalGoal: text(200),
});
export type TemplateChoice = z.infer<typeof templateChoiceSchema>;

/** Stage 1. Descriptions are forensic: concrete enough that two artists would draw the same person and thing. */
export const storySchema = z.object({
  title: text(120),
  logline: text(400),
  narrative: z.object({ setup: text(1500), development: text(1500), climax: text(1500), resolution: text(1500) }),
  subject: z.object({
    type: z.enum(['character', 'product', 'both']),
    /** Null when no person appears. */
    characterName: text(60).nullable(),
    characterDescription: text(2000).nullable(),
    /** Null when no product appears. */
    productName: text(120).nullable(),
    productDescription: text(2000).nullable(),
    arc: text(300),
  }),
  voiceOver: z.array(z.object({ beat: text(40), text: text(400) })),
});
export type Story = z.infer<typeof storySchema>;

export const cameraWorkSchema = z.object({
  /** Free words, e.g. "Eye-level, slightly above". */
  angle: text(120),
  /** What the camera does; `movementNote` says it in words. */
  movement: cameraMovementSchema,
  movementNote: text(200),
  framing: text(120),
  lens: text(160),
});
export type CameraWork = z.infer<typeof cameraWorkSchema>;

export const lightingSchema = z.object({ setup: text(300), mood: text(120), colorTemperature: text(120) });
export type Lighting = z.infer<typeof lightingSchema>;

/** One scene as the scene divider writes it (stage 2). */
export const sceneSpecSchema = z.object({
  beat: text(40),
  /** Seconds; writers keep to 3–7, people may go to 1–15. */
  seconds: z.number().min(1).max(15),
  /** Where it happens, in a few words ("Sunlit kitchen, morning"). */
  setting: text(200),
  action: text(1500),
  presence: z.object({
    characterVisible: z.boolean(),
    characterTiming: text(60),
    productVisible: z.boolean(),
    productTiming: text(60),
  }),
  camera: cameraWorkSchema,
  lighting: lightingSchema,
  emotionalTone: text(120),
  /** Null when nobody speaks. Seconds count from the scene's start. */
  voiceOver: z.object({ text: text(400), startSeconds: z.number().min(0), endSeconds: z.number().positive() }).nullable(),
});
export type SceneSpec = z.infer<typeof sceneSpecSchema>;

/** Stage 2. */
export const sceneDivisionSchema = z.object({ totalSeconds: z.number().positive(), scenes: z.array(sceneSpecSchema).min(1).max(500) });
export type SceneDivision = z.infer<typeof sceneDivisionSchema>;

export const consistencyMarkersSchema = z.object({
  subjectDescription: text(3000),
  style: text(300),
  colorPalette: text(300),
  lighting: text(300),
  mood: text(300),
});
export type ConsistencyMarkers = z.infer<typeof consistencyMarkersSchema>;

/** The prompts of one scene (stage 3). */
export const sceneVisualsSchema = z.object({
  /** The scene as a whole; 80–150 words. */
  imagePrompt: text(4000),
  /** Its first instant. */
  startPrompt: text(4000),
  /** Its last instant. */
  endPrompt: text(4000),
  /** What moves: camera, subject, air. */
  motionPrompt: text(2000),
  negativePrompt: z.string().max(1000),
});
export type SceneVisuals = z.infer<typeof sceneVisualsSchema>;

/** Stage 3. `scenes` is in the order of stage 2. */
export const visualSpecSchema = z.object({ markers: consistencyMarkersSchema, scenes: z.array(sceneVisualsSchema).min(1).max(500) });
export type VisualSpec = z.infer<typeof visualSpecSchema>;

export const stageStateValues = ['missing', 'current', 'stale', 'blocked'] as const;
export const stageStateSchema = z.enum(stageStateValues);
/** `stale`: something upstream changed after this was made. `blocked`: upstream is missing. */
export type StageState = z.infer<typeof stageStateSchema>;

const documentOf = <S extends z.ZodType, N extends StoryStage>(stage: N, content: S) =>
  z.object({
    stage: z.literal(stage),
    id: idSchema.nullable(),
    version: z.number().int().nonnegative(),
    state: stageStateSchema,
    by: decidedBySchema,
    /** Who wrote it, e.g. "Offline writer 1" or "gpt-4o". */
    madeBy: z.string(),
    createdAt: timestampSchema.nullable(),
    content: content.nullable(),
    /** True when the single-stage fallback had to be used. */
    fallback: z.boolean(),
  });

export const stageDocumentSchema = z.discriminatedUnion('stage', [
  documentOf('template', templateChoiceSchema),
  documentOf('story', storySchema),
  documentOf('scenes', sceneDivisionSchema),
  documentOf('visuals', visualSpecSchema),
]);
/** One stage of the story with where it came from and whether it still holds. */
export type StageDocument = z.infer<typeof stageDocumentSchema>;
