/** What the core tells its listeners. Events broadcast state; they never give orders. */
import { z } from 'zod';
import { jobSchema, runViewSchema } from './model/film.ts';
import { idSchema } from './model/primitives.ts';

export const studioEventSchema = z.discriminatedUnion('type', [
  /** Something in the project changed; fetch again when `revision` is ahead of yours. `sceneIds` is empty when the film as a whole changed. */
  z.object({ type: z.literal('project.changed'), projectId: idSchema, revision: z.number().int(), sceneIds: z.array(idSchema) }),
  z.object({ type: z.literal('run.changed'), projectId: idSchema, run: runViewSchema }),
  z.object({ type: z.literal('job.changed'), projectId: idSchema, job: jobSchema }),
  /** A sentence for the log of a run, e.g. a warning that a frame stayed below its threshold. */
  z.object({ type: z.literal('run.log'), projectId: idSchema, runId: idSchema, level: z.enum(['info', 'warning']), message: z.string() }),
  z.object({ type: z.literal('project.closed'), projectId: idSchema }),
  z.object({ type: z.literal('projects.changed') }),
  /** Keys, addresses, limits, pauses or chosen models of new films changed. */
  z.object({ type: z.literal('providers.changed') }),
  /** What a job under way looks like so far, where a server shows it; never stored. */
  z.object({ type: z.literal('job.preview'), jobId: idSchema, mime: z.string(), base64: z.string() }),
]);
export type StudioEvent = z.infer<typeof studioEventSchema>;
