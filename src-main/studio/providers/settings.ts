/** What the person has set about providers, read from their settings; never a secret. */
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { fail } from '#contract/errors.ts';
import { modelChoicesSchema, modelKindValues, type ModelChoices, type ModelKind } from '#contract/model/providers.ts';
import type { ProviderDefinition } from '#providers/provider.ts';
import { homeSettings, putHomeSetting, type Home } from '#storage/index.ts';
import { createQueue, type InTurn } from '../in-turn.ts';
import { isOwnModel } from './own-models.ts';

const KEY = 'providers';
/** Where a film keeps its choice of models, in its own settings. */
export const CHOICES_SETTING = 'models.choices';

const limitsSchema = z.object({
  atOnce: z.number().int().min(1).max(64).nullable(),
  createsPerMinute: z.number().positive().max(6000).nullable(),
});
const serverSchema = z.object({ id: z.string().regex(/^server-[a-z0-9-]+$/), name: z.string().min(1), address: z.string().min(1) });

/** Entries of a list or record that are what they should be; a person may have edited the file by hand. */
const entriesOf = <S extends z.ZodType>(schema: S) =>
  z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((all) =>
      Object.fromEntries(
        Object.entries(all).flatMap(([key, value]): [string, z.output<S>][] => {
          const parsed = schema.safeParse(value);
          return parsed.success ? [[key, parsed.data]] : [];
        }),
      ),
    );
const listOf = <S extends z.ZodType>(schema: S) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) =>
      all.flatMap((value): z.output<S>[] => {
        const parsed = schema.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );

/**
 * A limit on spending in US dollars, null for none. One that cannot be read allows nothing: it was meant as a limit,
 * and the message that follows leads the person to it.
 */
export const limitSchema = z.number().nonnegative().nullable().catch(0);

const providerSettingsSchema = z.object({
  /** Base URLs by `<provider>.<address>`. */
  addresses: entriesOf(z.string()).default({}),
  limits: entriesOf(limitsSchema).default({}),
  /** OpenAI-compatible servers that the person added. */
  servers: listOf(serverSchema).default([]),
  /** Models for new films. */
  choices: z
    .unknown()
    .transform((stored) => choicesOf(stored))
    .default({}),
  /** Cap over all films and a calendar day, in US dollars. */
  perDay: limitSchema.default(null),
});
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;

/** A choice as it is stored: kinds that were never chosen are missing. */
export type StoredChoices = { [K in ModelKind]?: string | null | undefined };

/** Everything as it is stored now; parts that cannot be read count as not set. */
export async function readProviderSettings(home: Home): Promise<ProviderSettings> {
  const stored = (await homeSettings(home))[KEY];
  return providerSettingsSchema.parse(typeof stored === 'object' && stored !== null ? stored : {});
}

const turns = new WeakMap<Home, InTurn>();

/** Changes take turns: each starts from what the one before has stored, so that none is lost. */
export async function changeProviderSettings(home: Home, change: (settings: ProviderSettings) => ProviderSettings): Promise<void> {
  const inTurn = turns.get(home) ?? createQueue();
  turns.set(home, inTurn);
  await inTurn(async () => await putHomeSetting(home, KEY, change(await readProviderSettings(home))));
}

/** A choice parsed from where it is stored (a film's settings, the person's); kinds that cannot be read count as not chosen. */
export function choicesOf(stored: unknown): StoredChoices {
  const choices: StoredChoices = {};
  if (typeof stored !== 'object' || stored === null) return choices;
  for (const kind of modelKindValues) {
    const parsed = modelChoicesSchema.shape[kind].safeParse((stored as StoredChoices)[kind]);
    if (parsed.success) choices[kind] = parsed.data;
  }
  return choices;
}

/** The film's choice where it has one, else the person's; null where that is this computer. */
export function inForce(film: StoredChoices, person: StoredChoices): ModelChoices {
  const pick = (kind: ModelKind): string | null => {
    const chosen = film[kind] ?? person[kind] ?? null;
    return chosen === null || isOwnModel(chosen) ? null : chosen;
  };
  return { text: pick('text'), picture: pick('picture'), clip: pick('clip'), speech: pick('speech') };
}

/** What is chosen, this computer's own models by their names. */
export const chosenIn = (choices: StoredChoices): ModelChoices => ({
  text: choices.text ?? null,
  picture: choices.picture ?? null,
  clip: choices.clip ?? null,
  speech: choices.speech ?? null,
});

const EXAMPLE = 'An address looks like https://api.example.com/v1 or http://127.0.0.1:8188.';

/**
 * A base URL as it may be used, without its trailing slash.
 * @throws StudioFailure invalid-input when it is no http address, carries a password or a query, or would send a key
 * unencrypted over a network; the message never shows what may be secret
 */
export function checkedAddress(definition: Pick<ProviderDefinition, 'label' | 'where'>, value: string): string {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return fail('invalid-input', `“${shownAddress(value)}” is not an address for ${definition.label}.`, EXAMPLE);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return fail('invalid-input', `${definition.label} is reached over http or https, not ${url.protocol.replace(':', '')}.`, EXAMPLE);
  if (url.username !== '' || url.password !== '')
    return fail('invalid-input', 'An address must not contain a name or password.', 'Leave them out; keys have a place of their own.');
  if (url.search !== '' || url.hash !== '')
    return fail('invalid-input', 'A base address ends before any “?” or “#”.', 'Leave that part out; keys have a place of their own.');
  if (definition.where === 'cloud' && url.protocol === 'http:' && !isLoopback(url.hostname))
    return fail(
      'invalid-input',
      `What is sent to ${definition.label}, its key too, would travel unencrypted to ${url.hostname}.`,
      'Use an https address, or a server on this computer or in your own network.',
    );
  return value.trim().replace(/\/+$/, '');
}

/** An address for people: without a name, password or query that somebody put into it. */
export function shownAddress(value: string): string {
  return value
    .replace(/(\/\/)[^/@\s]*@/, '$1')
    .replace(/[?#].*$/s, '')
    .slice(0, 200);
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Loopback, private ranges (RFC 1918, RFC 4193, RFC 6598 as private networks over the internet use it) and names of the house. */
export function isNearby(address: string): boolean {
  let host: string;
  try {
    host = new URL(address).hostname.replace(/^\[|\]$/g, '');
  } catch {
    return false;
  }
  if (isIPv4(host)) return /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(host);
  if (isIPv6(host)) return host === '::1' || /^(f[cd][0-9a-f]{2}|fe80):/.test(host);
  return !host.includes('.') || /\.(local|lan|home|internal|localhost)$/.test(host);
}
