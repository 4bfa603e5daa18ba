/** All described models: the built-in ones, and a person's own files that change them or add to them. */
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { ProviderDefinition } from '../provider.ts';
import { checkDescriptor } from './check.ts';
import { isRecord, mergeDescriptor } from './merge.ts';
import { modelDescriptorSchema, type ModelDescriptor } from './schema.ts';

/** `server`: found on a server that was asked; no file describes it. */
export type CatalogueModel = ModelDescriptor & { origin: 'built-in' | 'yours' | 'server' };

export interface CatalogueProblem {
  /** Name of the file in the folder of own models, or `<provider>/models.json` for built-in ones. */
  file: string;
  message: string;
}

export interface Catalogue {
  models: CatalogueModel[];
  problems: CatalogueProblem[];
}

/** Bytes. A description is a few kB; more is some other file. */
const LARGEST_FILE = 1024 * 1024;
/** More would only be a longer list of the same mistake. */
const PROBLEMS_SHOWN = 6;

/**
 * Reads everything that describes models.
 *
 * @param options.folder the person's own files, `*.json` with one description or a list of them; it need not exist.
 *   An own description of a built-in model (same provider and remoteId) may hold only what differs.
 * @returns every model that can be used, and a plain problem for everything that cannot; never throws for what is in a file
 */
export async function loadCatalogue(options: {
  providers: readonly Pick<ProviderDefinition, 'id' | 'models'>[];
  folder: string;
}): Promise<Catalogue> {
  const problems: CatalogueProblem[] = [];
  const models = new Map<string, CatalogueModel>();
  const raw = new Map<string, Record<string, unknown>>();

  for (const provider of options.providers) {
    const file = `${provider.id}/models.json`;
    for (const [index, model] of provider.models.entries()) {
      const entry: Record<string, unknown> = { ...model };
      const key = keyOf(entry);
      const problem =
        model.provider !== provider.id
          ? `${placeOf(index, true, entry)} says provider “${model.provider}”.`
          : models.has(key)
            ? `${placeOf(index, true, entry)} is described twice; the first description counts.`
            : null;
      if (problem !== null) {
        problems.push({ file, message: problem });
        continue;
      }
      const found = parsed(entry, placeOf(index, true, entry));
      if (found.problem !== null) problems.push({ file, message: found.problem });
      if (found.descriptor === null) continue;
      models.set(key, { ...found.descriptor, origin: 'built-in' });
      raw.set(key, entry);
    }
  }

  const describedIn = new Map<string, string>();
  for (const { file, entries, problem } of await readOwnFiles(options.folder)) {
    if (problem !== null) problems.push({ file, message: problem });
    for (const [index, entry] of entries.entries()) {
      const place = placeOf(index, entries.length > 1, entry);
      const read = readOwn(entry, place, options.providers, raw);
      if (read.model === null) {
        problems.push({ file, message: read.problem });
        continue;
      }
      const key = keyOf(read.model);
      const earlier = describedIn.get(key);
      if (earlier !== undefined) {
        problems.push({
          file,
          message: `${place} is already described in ${earlier === file ? 'this file' : earlier}; the first description counts.`,
        });
        continue;
      }
      describedIn.set(key, file);
      models.set(key, { ...read.model, origin: 'yours' });
    }
  }
  return { models: [...models.values()], problems };
}

const keyOf = (entry: { provider?: unknown; remoteId?: unknown }): string => JSON.stringify([entry.provider, entry.remoteId]);

/** How a description is called in a sentence: "Model 3 (kling-v3)". */
function placeOf(index: number, several: boolean, entry: unknown): string {
  const name =
    isRecord(entry) && typeof entry['remoteId'] === 'string' && entry['remoteId'] !== '' ? `“${entry['remoteId'].slice(0, 120)}”` : null;
  if (!several) return name === null ? 'The model' : `The model ${name}`;
  return name === null ? `Model ${index + 1} of the list` : `Model ${index + 1} of the list, ${name},`;
}

interface OwnFile {
  file: string;
  entries: unknown[];
  problem: string | null;
}

async function readOwnFiles(folder: string): Promise<OwnFile[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.json') && !name.startsWith('.'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    return [{ file: path.basename(folder), entries: [], problem: `The folder of your own models cannot be read (${reasonOf(error)}).` }];
  }
  // The order must not depend on the file system: the first description counts.
  names.sort();
  return Promise.all(names.map((name) => readOwnFile(folder, name)));
}

async function readOwnFile(folder: string, name: string): Promise<OwnFile> {
  const unusable = (problem: string): OwnFile => ({ file: name, entries: [], problem });
  let text: string;
  try {
    const facts = await stat(path.join(folder, name));
    if (!facts.isFile()) return unusable('This is not a file.');
    if (facts.size > LARGEST_FILE) return unusable(`The file is larger than ${LARGEST_FILE / 1024 / 1024} MB, so it was not read.`);
    text = (await readFile(path.join(folder, name), 'utf8')).replace(/^\uFEFF/u, '');
  } catch (error) {
    return unusable(`The file cannot be read (${reasonOf(error)}).`);
  }
  try {
    const json: unknown = JSON.parse(text);
    return { file: name, entries: Array.isArray(json) ? json : [json], problem: null };
  } catch (error) {
    return unusable(`The file is not valid JSON: ${reasonOf(error)}.`);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.$/u, '').slice(0, 200);

type Read = { model: ModelDescriptor; problem: null } | { model: null; problem: string };

function readOwn(
  entry: unknown,
  place: string,
  providers: readonly Pick<ProviderDefinition, 'id'>[],
  builtIn: ReadonlyMap<string, Record<string, unknown>>,
): Read {
  const refuse = (problem: string): Read => ({ model: null, problem });
  if (!isRecord(entry)) return refuse(`${place} is not an object in braces.`);
  const { provider, remoteId } = entry;
  if (typeof provider !== 'string' || typeof remoteId !== 'string' || remoteId === '') {
    return refuse(`${place} needs "provider" and "remoteId", both as text.`);
  }
  if (!providers.some(({ id }) => id === provider)) {
    return refuse(`${place} is of a provider “${provider}” that is not known here. Known: ${providers.map(({ id }) => id).join(', ')}.`);
  }
  const base = builtIn.get(keyOf({ provider, remoteId }));
  const found = parsed(base === undefined ? entry : mergeDescriptor(base, entry), place);
  if (found.descriptor !== null && found.problem === null) return { model: found.descriptor, problem: null };
  const hint =
    base === undefined && !('kind' in entry) ? ' No built-in model has this provider and remoteId, so it must be described in full.' : '';
  return refuse(`${found.problem ?? `${place} cannot be used.`}${hint}`);
}

/** Both a description and a problem: it can be used, but something in it is doubtful. */
function parsed(entry: unknown, place: string): { descriptor: ModelDescriptor | null; problem: string | null } {
  const result = modelDescriptorSchema.safeParse(entry);
  if (!result.success) {
    const issues = result.error.issues.flatMap((issue) => issueInWords(issue));
    return { descriptor: null, problem: `${place} cannot be used: ${shown(issues)}` };
  }
  const contradictions = checkDescriptor(result.data);
  return { descriptor: result.data, problem: contradictions.length === 0 ? null : `${place} contradicts itself: ${shown(contradictions)}` };
}

const shown = (sentences: readonly string[]): string => {
  const rest = sentences.length - PROBLEMS_SHOWN;
  return [...sentences.slice(0, PROBLEMS_SHOWN), ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' ');
};

const kindNames: Record<string, string> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object in braces',
  record: 'an object in braces',
  null: 'null',
};

const pathInWords = (at: readonly PropertyKey[]): string =>
  at
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./u, '');

function issueInWords(issue: z.core.$ZodIssue): string[] {
  const place = pathInWords(issue.path);
  const say = (what: string): string[] => [place === '' ? `It ${what}.` : `${place} ${what}.`];
  switch (issue.code) {
    case 'invalid_type':
      // Zod says what it received only in words.
      return say(/received undefined/u.test(issue.message) ? 'is missing' : `must be ${kindNames[issue.expected] ?? issue.expected}`);
    case 'invalid_value':
      return say(`must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`);
    case 'unrecognized_keys':
      return say(`has ${issue.keys.map((key) => `“${key}”`).join(' and ')}, which is not known here`);
    case 'too_small':
      return say(
        issue.origin === 'string' || issue.origin === 'array'
          ? issue.minimum === 1 || issue.inclusive !== true
            ? 'must not be empty'
            : `must have at least ${issue.minimum} entries`
          : `must be ${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}`,
      );
    case 'too_big':
      return say(issue.exact === true ? `must have exactly ${issue.maximum} characters` : `must be at most ${issue.maximum}`);
    case 'invalid_format':
      return say(issue.format === 'date' ? 'must be a day such as 2026-11-20' : 'is not in the expected form');
    case 'invalid_union':
      return say('is of a kind that is not allowed here');
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return say(`is not allowed (${issue.message})`);
  }
}
