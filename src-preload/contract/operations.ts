/**
 * Every operation of the program: name → what goes in (parsed in main) and what
 * comes out. The three hosts and the renderer share this table; nothing else.
 *
 * Paths never come from the renderer. A host that may take a path (a dialog, a
 * drop, the command line) uses the operations under `host.`, which the
 * renderer-facing transports refuse.
 */
import { z } from 'zod';
import { studioErrorSchema } from './errors.ts';
import { briefSchema, estimateSchema, referenceSchema } from './model/brief.ts';
import {
  exportFormatSchema,
  exportSchema,
  filmViewSchema,
  jobSchema,
  noteSchema,
  runUntilSchema,
  runViewSchema,
  sceneViewSchema,
} from './model/film.ts';
import { assetRefSchema, cameraMovementSchema, frameRoleSchema, idSchema, timestampSchema } from './model/primitives.ts';
import {
  capsSchema,
  modelCardSchema,
  modelChoicesSchema,
  modelIdSchema,
  modelKindSchema,
  moneyReportSchema,
  providerCardSchema,
  providerTestSchema,
  requestPreviewSchema,
  schemaDifferenceSchema,
} from './model/providers.ts';
import { overallSchema, scoreSchema } from './model/quality.ts';
import { sceneSpecSchema, storyStageSchema, storyTemplateSchema } from './model/story.ts';

const project = z.object({ projectId: idSchema });
const scene = project.extend({ sceneId: idSchema });
const done = z.object({ revision: z.number().int() });

export const projectCardSchema = z.object({
  /** Stable name of the folder for this installation; the path itself is only for showing. */
  key: z.string(),
  name: z.string(),
  path: z.string(),
  prompt: z.string(),
  poster: assetRefSchema.nullable(),
  projectId: idSchema.nullable(),
  seconds: z.number().nullable(),
  scenes: z.number().int(),
  openedAt: timestampSchema,
  /** False when the folder is gone or cannot be read now. */
  available: z.boolean(),
});
export type ProjectCard = z.infer<typeof projectCardSchema>;

export const doctorCheckSchema = z.object({
  id: z.string(),
  label: z.string(),
  state: z.enum(['ok', 'warning', 'missing']),
  /** What was found. */
  message: z.string(),
  /** What to do about it; empty when fine. */
  fix: z.string(),
});
export type DoctorCheck = z.infer<typeof doctorCheckSchema>;

/** Bytes from a drop or a file field; base64 so that every transport can carry them. */
export const uploadSchema = z.object({ name: z.string().min(1).max(255), base64: z.string().max(80_000_000) });

export const scoredFileSchema = z.object({
  file: z.string(),
  kind: z.enum(['image', 'video']),
  overall: overallSchema,
  scores: z.array(scoreSchema),
});

export const operations = {
  'app.info': {
    input: z.object({}),
    output: z.object({
      version: z.string(),
      platform: z.string(),
      host: z.enum(['electron', 'browser', 'cli']),
      /** What works offline right now, one line each (writer, renderer, voices, models). */
      installed: z.array(z.object({ id: z.string(), label: z.string(), detail: z.string(), state: z.enum(['ready', 'missing']) })),
    }),
  },
  'app.doctor': { input: z.object({}), output: z.object({ checks: z.array(doctorCheckSchema) }) },
  'settings.get': { input: z.object({}), output: z.object({ values: z.record(z.string(), z.unknown()) }) },
  'settings.set': { input: z.object({ key: z.string().min(1).max(100), value: z.unknown() }), output: z.object({}) },

  'providers.list': { input: z.object({}), output: z.object({ providers: z.array(providerCardSchema) }) },
  /** Asks the provider something that costs nothing; a success also ends a pause. */
  'providers.test': { input: z.object({ providerId: z.string() }), output: providerTestSchema },
  'providers.resume': { input: z.object({ providerId: z.string() }), output: z.object({}) },
  /** A base URL of one's own; null goes back to the standard one. */
  'providers.setAddress': {
    input: z.object({ providerId: z.string(), addressId: z.string(), value: z.string().trim().max(500).nullable() }),
    output: z.object({}),
  },
  'providers.setLimits': {
    input: z.object({
      providerId: z.string(),
      /** Null goes back to the standard; left out, it stays. */
      atOnce: z
        .number()
        .int('Jobs at once are a whole number.')
        .min(1, 'At least one job at once is needed.')
        .max(64, 'At most 64 jobs at once are possible.')
        .nullable()
        .optional(),
      createsPerMinute: z
        .number()
        .positive('A limit on new jobs is more than zero a minute.')
        .max(6000, 'At most 6000 new jobs a minute are possible.')
        .nullable()
        .optional(),
    }),
    output: z.object({}),
  },
  /** Adds an OpenAI-compatible server by its base URL. */
  'providers.addServer': {
    input: z.object({ name: z.string().trim().min(1).max(60), address: z.string().trim().min(1).max(500) }),
    output: z.object({ providerId: z.string() }),
  },
  'providers.removeServer': { input: z.object({ providerId: z.string() }), output: z.object({}) },
  /** Goes one way: a key is never given back. */
  'keys.set': {
    input: z.object({ providerId: z.string(), keyId: z.string(), value: z.string().trim().min(1).max(4000) }),
    output: z.object({}),
  },
  'keys.remove': { input: z.object({ providerId: z.string(), keyId: z.string() }), output: z.object({}) },

  'models.list': {
    /** `ask` also asks local servers what they have installed. */
    input: z.object({ kind: modelKindSchema.optional(), ask: z.boolean().default(false) }),
    output: z.object({
      models: z.array(modelCardSchema),
      /** Files of the person's own that could not be used. */
      problems: z.array(z.object({ file: z.string(), message: z.string() })),
    }),
  },
  /** Compares our description with what the provider publishes now. */
  'models.refresh': {
    input: z.object({ modelId: modelIdSchema }),
    output: z.object({ differences: z.array(schemaDifferenceSchema), checkedAt: timestampSchema }),
  },
  /** What is chosen for a film, or without one, for new films. */
  'models.choices': {
    input: z.object({ projectId: idSchema.nullable() }),
    output: z.object({ chosen: modelChoicesSchema, inForce: modelChoicesSchema }),
  },
  'models.choose': {
    input: z.object({ projectId: idSchema.nullable(), kind: modelKindSchema, modelId: modelIdSchema.nullable() }),
    output: z.object({}),
  },
  /** What would be sent for one frame or take of a scene, before anything is spent. */
  'generation.preview': {
    input: scene.extend({ what: z.enum(['start', 'end', 'take']), modelId: modelIdSchema.optional() }),
    output: requestPreviewSchema,
  },

  'money.get': { input: project, output: moneyReportSchema },
  /** The daily cap belongs to this computer, the other one to the film. */
  'money.setCaps': {
    input: project.extend({ caps: capsSchema.pick({ perProject: true, perDay: true }) }),
    output: z.object({}),
  },

  'templates.list': { input: z.object({}), output: z.object({ templates: z.array(storyTemplateSchema) }) },
  /** With the models of the film, or of new films. */
  'brief.estimate': { input: z.object({ brief: briefSchema, projectId: idSchema.optional() }), output: estimateSchema },

  'projects.recent': { input: z.object({}), output: z.object({ projects: z.array(projectCardSchema) }) },
  /** Creates in the default projects folder, named after the prompt. */
  'projects.create': {
    input: z.object({
      brief: briefSchema,
      references: z.array(uploadSchema.extend({ role: z.enum(['product', 'character', 'style']) })).max(20),
    }),
    output: project,
  },
  'projects.createSample': { input: z.object({}), output: project },
  'projects.open': { input: z.object({ key: z.string() }), output: project },
  'projects.close': { input: project, output: z.object({}) },
  'projects.forget': { input: z.object({ key: z.string() }), output: z.object({}) },
  'projects.rename': { input: project.extend({ name: z.string().trim().min(1).max(120) }), output: done },

  'film.get': { input: project, output: filmViewSchema },
  'scenes.get': { input: scene, output: sceneViewSchema },
  'jobs.list': { input: project, output: z.object({ jobs: z.array(jobSchema) }) },
  /** A person's answer to "did the provider start this job?": `send-again` when it is not there, `leave` when it is or may be. */
  'jobs.answer': { input: project.extend({ jobId: idSchema, answer: z.enum(['send-again', 'leave']) }), output: done },

  'brief.update': { input: project.extend({ brief: briefSchema }), output: done },
  'references.add': {
    input: project.extend({ upload: uploadSchema, role: z.enum(['product', 'character', 'style']) }),
    output: z.object({ reference: referenceSchema }),
  },
  'references.remove': { input: project.extend({ referenceId: idSchema }), output: done },

  'story.edit': { input: project.extend({ stage: storyStageSchema, content: z.unknown() }), output: done },
  /** Runs this stage and those after it again. */
  'story.rerun': { input: project.extend({ from: storyStageSchema }), output: z.object({ runId: idSchema }) },

  'scenes.update': { input: scene.extend({ spec: sceneSpecSchema }), output: done },
  'scenes.retime': { input: scene.extend({ seconds: z.number().min(1).max(15) }), output: done },
  /** All scene ids in their new order. */
  'scenes.reorder': { input: project.extend({ sceneIds: z.array(idSchema).min(1) }), output: done },
  'scenes.split': { input: scene.extend({ atSeconds: z.number().positive() }), output: done },
  /** Joins a scene with the one after it. */
  'scenes.merge': { input: scene, output: done },
  'scenes.duplicate': { input: scene, output: done },
  'scenes.remove': { input: scene, output: done },

  'frames.pick': { input: scene.extend({ variationId: idSchema }), output: done },
  'frames.setHero': { input: scene.extend({ variationId: idSchema }), output: done },
  /** A fresh batch of variations, optionally from an edited prompt; the old ones stay. */
  'frames.regenerate': {
    input: scene.extend({
      role: frameRoleSchema,
      prompt: z.string().trim().min(1).max(4000).optional(),
      negative: z.string().max(1000).optional(),
      variations: z.number().int().min(1).max(16).optional(),
      /** Another model than the film's, for this batch only. */
      modelId: modelIdSchema.optional(),
    }),
    output: z.object({ runId: idSchema }),
  },
  /** Puts a person's own picture in the frame and picks it. */
  'frames.replace': { input: scene.extend({ role: frameRoleSchema, upload: uploadSchema }), output: done },

  'takes.shoot': {
    input: scene.extend({
      count: z.number().int().min(1).max(8),
      prompt: z.string().trim().min(1).max(4000).optional(),
      negative: z.string().max(1000).optional(),
      movement: cameraMovementSchema.optional(),
      modelId: modelIdSchema.optional(),
    }),
    output: z.object({ runId: idSchema }),
  },
  'takes.pick': { input: scene.extend({ takeId: idSchema }), output: done },

  'notes.add': {
    input: project.extend({ sceneId: idSchema.nullable(), subjectId: idSchema.nullable(), text: z.string().trim().min(1).max(4000) }),
    output: z.object({ note: noteSchema }),
  },
  'review.flag': { input: scene.extend({ message: z.string().trim().min(1).max(500) }), output: done },
  'review.resolve': { input: project.extend({ reviewId: idSchema }), output: done },

  'runs.start': { input: project.extend({ until: runUntilSchema }), output: z.object({ runId: idSchema }) },
  /** Lets a run that waits for the person go on: the same one, no other. */
  'runs.goOn': { input: project.extend({ runId: idSchema }), output: z.object({}) },
  'runs.cancel': { input: project.extend({ runId: idSchema }), output: z.object({}) },
  'runs.list': { input: project, output: z.object({ runs: z.array(runViewSchema) }) },

  /** Writes into the project's exports folder; hosts with a save dialog copy it from there. */
  'exports.start': { input: project.extend({ format: exportFormatSchema }), output: z.object({ export: exportSchema }) },
  'exports.list': { input: project, output: z.object({ exports: z.array(exportSchema) }) },

  'history.undo': { input: project, output: done.extend({ label: z.string().nullable() }) },
  'history.redo': { input: project, output: done.extend({ label: z.string().nullable() }) },

  'host.createAt': {
    input: z.object({
      folder: z.string().min(1),
      brief: briefSchema,
      referencePaths: z.array(z.string()).max(20),
      /** Chosen for this film before it is made; what is left out follows what is set for new films. */
      models: modelChoicesSchema.partial().default({}),
    }),
    output: project.extend({ folder: z.string() }),
  },
  'host.openAt': {
    input: z.object({
      folder: z.string().min(1),
      readOnly: z.boolean().default(false),
      /** False leaves runs that were cut off, or wait for the person, where they are until something is started. */
      resume: z.boolean().default(true),
    }),
    output: project.extend({ folder: z.string() }),
  },
  'host.exportTo': {
    input: project.extend({ format: exportFormatSchema, file: z.string().min(1) }),
    output: z.object({ file: z.string(), bytes: z.number() }),
  },
  /** Makes a model of a ComfyUI workflow (API format); without a binding file the places are found in the workflow. */
  'host.importWorkflow': {
    input: z.object({ file: z.string().min(1), bindingFile: z.string().min(1).optional(), name: z.string().trim().min(1).max(80) }),
    output: z.object({
      modelId: modelIdSchema,
      /** Which part of a request goes where: "prompt → node 6, text". */
      places: z.array(z.string()),
      /** What was not found, with what to do; the model works without. */
      remarks: z.array(z.string()),
    }),
  },
  /** Makes the sample film in a folder of the caller's choice. */
  'host.createSampleAt': { input: z.object({ folder: z.string().min(1) }), output: project.extend({ folder: z.string() }) },
  /** One picture with every scene's frames and moments of its take. */
  'host.contactSheet': { input: project.extend({ file: z.string().min(1) }), output: z.object({ file: z.string(), bytes: z.number() }) },
  'host.score': {
    input: z.object({ files: z.array(z.string()).min(1).max(1000), prompt: z.string().max(8000) }),
    output: z.object({ results: z.array(scoredFileSchema.or(z.object({ file: z.string(), error: studioErrorSchema }))) }),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type OperationName = keyof typeof operations;
/** What a caller writes. */
export type OperationInput<N extends OperationName> = z.input<(typeof operations)[N]['input']>;
/** What a service receives after parsing. */
export type ParsedInput<N extends OperationName> = z.output<(typeof operations)[N]['input']>;
export type OperationOutput<N extends OperationName> = z.output<(typeof operations)[N]['output']>;
/** Operations that take paths, for the host's own use only. */
export const isHostOnly = (name: OperationName): boolean => name.startsWith('host.');
