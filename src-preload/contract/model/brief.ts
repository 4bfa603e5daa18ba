/** What the film is to be: the person's own words and the frame around them. */
import { z } from 'zod';
import { aspectSchema, assetRefSchema, idSchema, presetSchema, timestampSchema } from './primitives.ts';

/** Prompts longer than this are refused; the limit keeps every later prompt within what models accept. */
export const PROMPT_MAX_CHARACTERS = 8000;
/** Seconds. Scenes last 3–7 s, so nothing shorter than one scene or longer than ten minutes makes a film here. */
export const DURATION_MIN_SECONDS = 3;
export const DURATION_MAX_SECONDS = 600;

export const briefSchema = z.object({
  prompt: z
    .string()
    .trim()
    .min(1, 'Type one sentence that says what the film is about.')
    .max(PROMPT_MAX_CHARACTERS, `A prompt may have up to ${PROMPT_MAX_CHARACTERS.toLocaleString('en')} characters.`),
  durationSeconds: z
    .number({ error: 'The duration must be a number of seconds.' })
    .min(DURATION_MIN_SECONDS, `A film lasts at least ${DURATION_MIN_SECONDS} seconds.`)
    .max(DURATION_MAX_SECONDS, `A film lasts at most ${DURATION_MAX_SECONDS} seconds.`),
  aspect: aspectSchema,
  /** Template id, or `auto` to let the writer choose. */
  template: z.string().min(1).max(80),
  preset: presetSchema,
  audience: z.string().max(500),
  brandDos: z.array(z.string().min(1).max(300)).max(30),
  brandDonts: z.array(z.string().min(1).max(300)).max(30),
});
export type Brief = z.infer<typeof briefSchema>;

export const DEFAULT_BRIEF: Omit<Brief, 'prompt'> = {
  durationSeconds: 15,
  aspect: '16:9',
  template: 'auto',
  preset: 'balanced',
  audience: '',
  brandDos: [],
  brandDonts: [],
};

/** A picture the person brought along: the product, a person, or a style to follow. */
export const referenceSchema = z.object({
  id: idSchema,
  role: z.enum(['product', 'character', 'style']),
  name: z.string(),
  asset: assetRefSchema,
  createdAt: timestampSchema,
});
export type Reference = z.infer<typeof referenceSchema>;

/** What a run would cost and take, known before anything is spent. */
export const estimateSchema = z.object({
  scenes: z.number().int(),
  frames: z.number().int(),
  pictures: z.number().int(),
  takes: z.number().int(),
  /** Zero when everything runs on this computer. */
  cost: z.object({ amount: z.number(), currency: z.string() }),
  /** Wall-clock estimate, seconds. */
  seconds: z.number(),
  lines: z.array(
    z.object({
      /** What these are: the renderer finds prices by it. */
      kind: z.enum(['story', 'enhancement', 'picture', 'take', 'speech']),
      what: z.string(),
      count: z.number(),
      each: z.number(),
      amount: z.number(),
      /** False when it is paid but nobody knows the price; the amounts are zero then. */
      known: z.boolean(),
    }),
  ),
});
export type Estimate = z.infer<typeof estimateSchema>;
