/**
 * What a model is told and how: data, not code (providers.md §11.2). Built-in descriptors are JSON beside their
 * provider; a person's own files override and add.
 *
 * Paths are dotted places in the request's body (`input.image`, `keyframes.frame0`); a path that ends in `[]`
 * appends to a list there.
 */
import { z } from 'zod';
import { modelKindSchema } from '#contract/model/providers.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof scalar>;

/** How a picture is put into the body. */
const fileSlotSchema = z.strictObject({
  path: z.string().min(1),
  /**
   * `upload`: through the provider's own upload, the address goes into the body. `data-uri`, `base64`: inside the
   * body. `public-url`: the provider has no upload; another connected provider's is used. `local-name`: the name
   * that a local server gave it.
   */
  encoding: z.enum(['upload', 'data-uri', 'base64', 'public-url', 'local-name']),
  /** What stands at `path`; every "$file" in it becomes the address or content, every "$mime" its type. Left out: just the address. */
  wrap: z.unknown().optional(),
  maxBytes: z.number().int().positive().optional(),
  /** Shorter side in pixels at least. */
  minPx: z.number().int().positive().optional(),
  mime: z.array(z.string()).default(['image/png', 'image/jpeg', 'image/webp']),
  /** Body field that is required or the model fails. */
  required: z.boolean().default(false),
});
export type FileSlot = z.infer<typeof fileSlotSchema>;

const rolesSchema = z.strictObject({
  prompt: z.strictObject({ path: z.string().min(1), maxCharacters: z.number().int().positive().optional() }),
  /** Left out: what is to be avoided is merged into the prompt. `false`: the model is not told at all (it ignores it or does the opposite). */
  negative: z
    .union([z.strictObject({ path: z.string().min(1), maxCharacters: z.number().int().positive().optional() }), z.literal(false)])
    .optional(),
  seed: z
    .strictObject({ path: z.string().min(1), min: z.number().int().default(0), max: z.number().int().default(2_147_483_647) })
    .optional(),
  firstFrame: fileSlotSchema.optional(),
  /** `requires` names roles without which it may not be sent. */
  lastFrame: fileSlotSchema.extend({ requires: z.array(z.enum(['firstFrame'])).default([]) }).optional(),
  references: fileSlotSchema
    .extend({
      max: z.number().int().positive(),
      /** Words put before the prompt so that the model knows what they are; "$n" is the reference's number from 1. */
      tag: z.string().optional(),
    })
    .optional(),
  /** Speech: the voice. */
  voice: z.strictObject({ path: z.string().min(1), voices: z.array(z.string()).min(1) }).optional(),
});

/**
 * A parameter of the body. `from` says what fills it: the request's seconds, aspect, width, height, size, frame rate,
 * or language; without it the default is sent, which a person may change in a file of their own.
 */
const paramSchema = z.strictObject({
  key: z.string().min(1),
  path: z.string().min(1),
  from: z.enum(['seconds', 'aspect', 'size', 'width', 'height', 'fps', 'frames', 'language', 'speed']).optional(),
  /** `seconds-text`: "5s". `size-x`: "1280x720". `size-star`: "1280*720". `size-colon`: "1280:720". */
  wireType: z.enum(['integer', 'number', 'string', 'boolean', 'seconds-text', 'size-x', 'size-star', 'size-colon', 'size-object']),
  values: z.array(scalar).min(1).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().positive().optional(),
  /** Sent when nothing fills it; null leaves the field out. */
  default: scalar.nullable().default(null),
  /** Our word → theirs, e.g. {"16:9": "landscape_16_9"}. `values` are ours then. */
  words: z.record(z.string(), scalar).optional(),
  unit: z.string().optional(),
});
export type ModelParam = z.infer<typeof paramSchema>;

const roleName = z.enum(['negative', 'seed', 'firstFrame', 'lastFrame', 'references']);
export type RoleName = z.infer<typeof roleName>;

/** All parts of `if` must hold. */
const constraintSchema = z.strictObject({
  if: z.strictObject({
    has: z.array(roleName).optional(),
    lacks: z.array(roleName).optional(),
    /** Parameter by key, and the values at which the rule applies. */
    param: z.string().optional(),
    in: z.array(scalar).optional(),
  }),
  // oxlint-disable-next-line unicorn/no-thenable -- an object of data, never a function: awaiting it is harmless
  then: z.strictObject({
    /** Roles or parameter keys that are not sent. */
    drop: z.array(z.string()).optional(),
    set: z.record(z.string(), scalar).optional(),
    refuse: z.boolean().optional(),
  }),
  /** Said to the person. */
  message: z.string().min(1),
});

const priceLineSchema = z.strictObject({
  unit: z.enum(['picture', 'megapixel', 'second', 'clip', 'character', 'input-token', 'output-token']),
  /** In the currency's main unit, for one unit. */
  amount: z.number().nonnegative(),
  currency: z.string().length(3).default('USD'),
  /** Effective parameters at which this price holds; the first line that fits counts, and every unit is added once. */
  when: z.record(z.string(), scalar).default({}),
});
export type PriceLine = z.infer<typeof priceLineSchema>;

export const modelDescriptorSchema = z.strictObject({
  provider: z.string().min(1),
  /** The provider's own name: `kwaivgi/kling-v2.5-turbo-pro`, `fal-ai/veo3.1/image-to-video`, `gen4_turbo`. */
  remoteId: z.string().min(1),
  name: z.string().min(1),
  kind: modelKindSchema,
  /** What it can make a picture or clip from. */
  modes: z.array(z.enum(['text', 'image', 'reference'])).min(1),
  roles: rolesSchema.optional(),
  params: z.array(paramSchema).default([]),
  /** Fields that are always sent as they are. */
  fixed: z.record(z.string(), z.unknown()).default({}),
  constraints: z.array(constraintSchema).default([]),
  /** Where the result is in the provider's answer, e.g. `output`, `output[]`, `images[].url`; the first that is there counts. */
  output: z.strictObject({ select: z.array(z.string()).default([]), mime: z.string() }).optional(),
  job: z
    .strictObject({
      pollMs: z.number().int().positive().default(3000),
      cancel: z.enum(['none', 'queued', 'any']).default('none'),
      /** What the adapter needs to know beside, e.g. `{"endpoint": "image_to_video"}`. */
      options: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
  /** Language models. */
  text: z
    .strictObject({
      contextTokens: z.number().int().positive(),
      maxOutputTokens: z.number().int().positive(),
      vision: z.boolean(),
      logprobs: z.union([z.boolean(), z.literal('ask')]),
      temperature: z.boolean().default(true),
    })
    .optional(),
  /** Empty: nobody knows. Local models have none either and are free by their provider. */
  price: z.array(priceLineSchema).default([]),
  verifiedAt: z.iso.date().nullable().default(null),
  source: z.string().default(''),
  /** Said when the model is chosen, e.g. that it is being retired. */
  note: z.string().optional(),
});
export type ModelDescriptor = z.infer<typeof modelDescriptorSchema>;
/** As it is written in files, with defaults left out. */
export type ModelDescriptorFile = z.input<typeof modelDescriptorSchema>;

export const modelIdOf = (descriptor: Pick<ModelDescriptor, 'provider' | 'remoteId'>): string =>
  `${descriptor.provider}:${descriptor.remoteId}`;
