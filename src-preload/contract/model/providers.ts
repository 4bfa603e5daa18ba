/** Providers, their models, keys and addresses, as people see them. A key's value is never part of any of these. */
import { z } from 'zod';
import { timestampSchema } from './primitives.ts';

/** What a model makes. A film needs one of each of the first three; speech falls back to this computer's voices. */
export const modelKindValues = ['text', 'picture', 'clip', 'speech'] as const;
export const modelKindSchema = z.enum(modelKindValues);
export type ModelKind = z.infer<typeof modelKindSchema>;

/** `<provider>:<the provider's own name of the model>`. */
export const modelIdSchema = z.string().min(3).max(200);

/**
 * What one request costs. `free`: runs on this computer. `listed`: from a price list that may be out of date.
 * `unknown`: paid, but nobody knows how much; `amount` is zero then.
 */
export const priceSchema = z.object({
  amount: z.number().nonnegative(),
  currency: z.string().length(3),
  basis: z.enum(['free', 'listed', 'unknown']),
});
export type Price = z.infer<typeof priceSchema>;

/** Something that was asked for and will not be sent. */
export const droppedSchema = z.object({ field: z.string(), value: z.string(), reason: z.string() });
/** Something that will be sent otherwise than it was asked for. */
export const coercedSchema = z.object({ field: z.string(), from: z.string(), to: z.string(), reason: z.string() });
export type Dropped = z.infer<typeof droppedSchema>;
export type Coerced = z.infer<typeof coercedSchema>;

/** What will be sent for one picture, clip or line, shown before anything is spent. */
export const requestPreviewSchema = z.object({
  modelId: modelIdSchema,
  modelName: z.string(),
  providerLabel: z.string(),
  /** As it will be sent; pictures by name instead of by content. */
  body: z.unknown(),
  dropped: z.array(droppedSchema),
  coerced: z.array(coercedSchema),
  /** Where the negative prompt goes (W6). */
  negative: z.enum(['own-field', 'merged', 'not-sent', 'none']),
  price: priceSchema,
  /** Reasons why it cannot be sent as it is. */
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type RequestPreview = z.infer<typeof requestPreviewSchema>;

export const modelCardSchema = z.object({
  id: modelIdSchema,
  provider: z.string(),
  providerLabel: z.string(),
  name: z.string(),
  kind: modelKindSchema,
  free: z.boolean(),
  /** In words: "about $0.07 a second", "free", "price unknown". */
  price: z.string(),
  /** Day on which the price was last looked up, ISO 8601; null when there is none. */
  priceVerifiedAt: z.string().nullable(),
  /** What it understands beside the prompt. */
  takes: z.object({
    negative: z.boolean(),
    seed: z.boolean(),
    startFrame: z.boolean(),
    endFrame: z.boolean(),
    references: z.number().int(),
  }),
  /** Allowed lengths of a clip in seconds, as words; empty for other kinds. */
  lengths: z.string(),
  ready: z.boolean(),
  /** Why it cannot be used now, with what to do; empty when ready. */
  notReady: z.string(),
  origin: z.enum(['built-in', 'yours', 'server']),
  /** Where its facts come from. */
  source: z.string(),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

export const providerCardSchema = z.object({
  id: z.string(),
  label: z.string(),
  where: z.enum(['cloud', 'local']),
  makes: z.array(modelKindSchema),
  keys: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      required: z.boolean(),
      /** Where the key was found; null when there is none. */
      from: z.enum(['environment', 'safe-storage']).nullable(),
      variable: z.string(),
    }),
  ),
  addresses: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      value: z.string(),
      standard: z.string(),
      from: z.enum(['standard', 'settings', 'environment']),
      variable: z.string(),
    }),
  ),
  limits: z.object({ atOnce: z.number().int().positive(), createsPerMinute: z.number().positive().nullable() }),
  /** Set while nothing is sent there until the person acts, e.g. because the credit is used up. */
  paused: z.object({ reason: z.string(), since: timestampSchema }).nullable(),
  ready: z.boolean(),
  notReady: z.string(),
  models: z.number().int(),
  /** Page on which a key is made or credit is bought; empty for local servers. */
  account: z.string(),
});
export type ProviderCard = z.infer<typeof providerCardSchema>;

export const providerTestSchema = z.object({
  ok: z.boolean(),
  /** A server of this computer or house that is not running. */
  off: z.literal(true).optional(),
  /** What happened, in a sentence. */
  message: z.string(),
  /** What to do; empty when it works. */
  hint: z.string(),
  /** What the provider said about the account or the server: credit, limits, version. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
});
export type ProviderTest = z.infer<typeof providerTestSchema>;

/** Chosen models by kind; null means this computer's own. */
export const modelChoicesSchema = z.object({
  text: modelIdSchema.nullable(),
  picture: modelIdSchema.nullable(),
  clip: modelIdSchema.nullable(),
  speech: modelIdSchema.nullable(),
});
export type ModelChoices = z.infer<typeof modelChoicesSchema>;

/** One difference between our description of a model and what the provider publishes now. */
export const schemaDifferenceSchema = z.object({
  field: z.string(),
  change: z.enum(['new', 'gone', 'type', 'values', 'range', 'required', 'default']),
  ours: z.string(),
  theirs: z.string(),
});
export type SchemaDifference = z.infer<typeof schemaDifferenceSchema>;

/** Limits on spending, in `currency`; null means no limit. */
export const capsSchema = z.object({
  perProject: z.number().nonnegative().nullable(),
  perDay: z.number().nonnegative().nullable(),
  currency: z.string().length(3),
});
export type Caps = z.infer<typeof capsSchema>;

export const ledgerLineSchema = z.object({
  what: z.string(),
  provider: z.string(),
  model: z.string(),
  sceneId: z.string().nullable(),
  sceneNumber: z.number().int().nullable(),
  estimated: z.number(),
  /** Null while it is under way. */
  actual: z.number().nullable(),
  currency: z.string(),
  /** `billed`: the provider named the figure. `assumed`: it named none, so the estimate stands. */
  state: z.enum(['open', 'billed', 'assumed', 'void']),
  /** Paid at a price that nobody knows: the figures are zero and mean nothing. */
  unpriced: z.literal(true).optional(),
  at: timestampSchema,
});
export type LedgerLine = z.infer<typeof ledgerLineSchema>;

export const moneyReportSchema = z.object({
  currency: z.string(),
  estimated: z.number(),
  actual: z.number(),
  /** What is spent or under way, per provider, model and scene. */
  byProvider: z.array(z.object({ name: z.string(), amount: z.number(), jobs: z.number().int() })),
  byModel: z.array(z.object({ name: z.string(), amount: z.number(), jobs: z.number().int() })),
  byScene: z.array(z.object({ sceneId: z.string(), number: z.number().int(), amount: z.number(), jobs: z.number().int() })),
  /** Shots with a picked take, and what everything so far comes to for each of them (N6); null without any. */
  acceptedShots: z.number().int(),
  perAcceptedShot: z.number().nullable(),
  lines: z.array(ledgerLineSchema),
  caps: capsSchema,
  /** Spent today over all films on this computer, in the cap's currency. */
  spentToday: z.number(),
});
export type MoneyReport = z.infer<typeof moneyReportSchema>;
