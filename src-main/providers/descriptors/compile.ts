/** Neutral request → the body of one model, with what was dropped and coerced (providers.md §11.2). */
import type { Coerced, Dropped } from '#contract/model/providers.ts';
import { spokenSeconds } from '#domain/timing.ts';
import type { GenerationRequest } from '../adapter.ts';
import { fitSeed } from './fitting.ts';
import { fieldName, fillParams, frameRate, setParam, valueInWords, type FilledParams } from './params.ts';
import { placePictures, referenceTags, type PlacedPicture } from './pictures.ts';
import { fitWords, type NegativePlace } from './prompt-text.ts';
import type { ModelDescriptor, RoleName, Scalar } from './schema.ts';
import { numberIn, onWire, putAt, sameValue, sizeIn } from './wire.ts';

/** What the price of a request depends on beside its parameters. */
export interface Measure {
  /** Length of the clip as it will be made; null for pictures. */
  seconds: number | null;
  /** Pixels as they will be made, as far as that is known. */
  width: number | null;
  height: number | null;
  /** Letters that are read: of the line for speech, of the prompt otherwise. */
  characters: number;
}

export interface Compiled {
  /** Pictures appear as `{"$file": sha256, "as": encoding}`, their types as `{"$mime": sha256}`. */
  body: Record<string, unknown>;
  /** The same for people: pictures by name. */
  bodyInWords: Record<string, unknown>;
  files: PlacedPicture[];
  /** Effective values by key, in our words. */
  params: Record<string, Scalar>;
  measure: Measure;
  dropped: Dropped[];
  coerced: Coerced[];
  negative: NegativePlace;
  /** Reasons why it cannot be sent. */
  problems: { path: string; message: string }[];
}

const roleFields: Record<RoleName, string> = {
  negative: 'negative',
  seed: 'seed',
  firstFrame: 'start frame',
  lastFrame: 'end frame',
  references: 'reference',
};
const isRole = (name: string): name is RoleName => Object.hasOwn(roleFields, name);

const kindWords = { picture: 'pictures', clip: 'clips', speech: 'speech', text: 'text' } as const;

/** The request on its way to becoming a body. */
interface Draft {
  descriptor: ModelDescriptor;
  request: GenerationRequest;
  files: PlacedPicture[];
  seed: boolean;
  negative: boolean;
  params: FilledParams;
  dropped: Dropped[];
  coerced: Coerced[];
  problems: { path: string; message: string }[];
}

/**
 * Builds the body of `descriptor`'s model for a request. Pure: the same in, the same out, nothing read or sent.
 *
 * @param overrides values by parameter key that a person has set for this model; they win over the request's
 */
export function compile(
  descriptor: ModelDescriptor,
  request: GenerationRequest,
  overrides: Readonly<Record<string, Scalar>> = {},
): Compiled {
  const placement = placePictures(descriptor, request);
  const params = fillParams(descriptor, request, overrides);
  const draft: Draft = {
    descriptor,
    request,
    files: placement.placed,
    seed: descriptor.roles?.seed !== undefined,
    negative: request.kind !== 'speech' && request.negative.trim() !== '' && typeof descriptor.roles?.negative === 'object',
    params,
    dropped: [...placement.dropped, ...params.dropped],
    coerced: [...placement.coerced, ...params.coerced],
    problems: [...params.problems],
  };
  if (descriptor.kind !== request.kind) {
    draft.problems.push({
      path: 'kind',
      message: `${descriptor.name} makes ${kindWords[descriptor.kind]}, not ${kindWords[request.kind]}.`,
    });
  }
  for (const constraint of descriptor.constraints) {
    if (applies(draft, constraint.if)) apply(draft, constraint);
  }
  dropLonelyLastFrame(draft);
  findMissingPictures(draft);
  return write(draft);
}

function has(draft: Draft, role: RoleName): boolean {
  switch (role) {
    case 'negative':
      return draft.negative;
    case 'seed':
      return draft.seed;
    case 'firstFrame':
    case 'lastFrame':
    case 'references':
      return draft.files.some((file) => file.role === role);
  }
}

type Constraint = ModelDescriptor['constraints'][number];

function applies(draft: Draft, condition: Constraint['if']): boolean {
  if (!(condition.has ?? []).every((role) => has(draft, role))) return false;
  if ((condition.lacks ?? []).some((role) => has(draft, role))) return false;
  if (condition.param === undefined) return true;
  const value = draft.params.values.get(condition.param);
  if (value === undefined) return false;
  return condition.in === undefined || condition.in.some((each) => sameValue(each, value));
}

function apply(draft: Draft, { if: condition, then, message }: Constraint): void {
  if (then.refuse === true) {
    draft.problems.push({
      path: condition.param === undefined ? (condition.has?.[0] ?? condition.lacks?.[0] ?? 'request') : `params.${condition.param}`,
      message,
    });
  }
  for (const name of then.drop ?? []) {
    if (isRole(name)) dropRole(draft, name, message);
    else dropParam(draft, name, message);
  }
  for (const [key, value] of Object.entries(then.set ?? {})) {
    const param = draft.descriptor.params.find((each) => each.key === key);
    if (param === undefined) continue;
    const told = setParam(param, draft.params.values, value, message);
    if (told === null) continue;
    // What was said about the first fit no longer holds.
    const earlier = draft.coerced.find((each) => each.field === told.field);
    draft.coerced = draft.coerced.filter((each) => each !== earlier);
    draft.coerced.push(earlier === undefined ? told : { ...told, from: earlier.from });
  }
}

function dropRole(draft: Draft, role: RoleName, message: string): void {
  switch (role) {
    case 'negative':
      // It still goes into the prompt (W6).
      draft.negative = false;
      return;
    case 'seed':
      if (draft.seed && draft.request.seed !== undefined) {
        draft.seed = false;
        draft.dropped.push({ field: 'seed', value: String(draft.request.seed), reason: message });
      }
      return;
    case 'firstFrame':
    case 'lastFrame':
    case 'references':
      for (const file of draft.files.filter((each) => each.role === role)) {
        draft.dropped.push({ field: roleFields[role], value: role === 'references' ? file.shows : `the ${file.label}`, reason: message });
        draft.coerced = draft.coerced.filter(
          (each) => !(each.field === file.label || (each.field === 'reference' && each.from === file.shows)),
        );
      }
      draft.files = draft.files.filter((each) => each.role !== role);
  }
}

function dropParam(draft: Draft, key: string, message: string): void {
  const param = draft.descriptor.params.find((each) => each.key === key);
  const value = draft.params.values.get(key);
  if (param === undefined || value === undefined) return;
  draft.params.values.delete(key);
  // A default that nobody asked for goes without a word.
  if (!draft.params.asked.has(key)) return;
  const earlier = draft.coerced.find((each) => each.field === fieldName(param));
  draft.coerced = draft.coerced.filter((each) => each !== earlier);
  draft.dropped.push({ field: fieldName(param), value: earlier?.from ?? valueInWords(param, value), reason: message });
}

function dropLonelyLastFrame(draft: Draft): void {
  const lonely = (draft.descriptor.roles?.lastFrame?.requires ?? []).some((role) => !has(draft, role));
  if (lonely && has(draft, 'lastFrame'))
    dropRole(draft, 'lastFrame', `${draft.descriptor.name} takes an end frame only together with a start frame.`);
}

function findMissingPictures(draft: Draft): void {
  const { descriptor, request } = draft;
  if (request.kind === 'speech') return;
  const { roles, name, modes } = descriptor;
  const missing = (role: 'firstFrame' | 'lastFrame' | 'references', path: string, message: string): void => {
    if (roles?.[role]?.required === true && !has(draft, role)) draft.problems.push({ path, message });
  };
  missing('firstFrame', request.kind === 'clip' ? 'startFrame' : 'references', `${name} needs a picture to start from.`);
  missing('lastFrame', 'endFrame', `${name} needs a picture to end on as well. Make an end frame for this scene or choose another model.`);
  missing('references', 'references', `${name} needs at least one reference picture.`);
  if (
    !modes.includes('text') &&
    draft.files.length === 0 &&
    !draft.problems.some(({ path }) => path === 'startFrame' || path === 'references')
  ) {
    draft.problems.push({
      path: request.kind === 'clip' ? 'startFrame' : 'references',
      message: `${name} cannot work from words alone; it needs a picture.`,
    });
  }
}

function write(draft: Draft): Compiled {
  const { descriptor, request, files, dropped, coerced, problems } = draft;
  const { roles } = descriptor;
  const words = fitWords(
    descriptor,
    request.kind === 'speech'
      ? { prompt: request.text, negative: '', prefix: '' }
      : { prompt: request.prompt, negative: request.negative, prefix: referenceTags(descriptor, files) },
    draft.negative,
  );
  dropped.push(...words.dropped);
  if (request.kind === 'speech') problems.push(...tooLong(descriptor, request.text));
  else coerced.push(...words.coerced);
  if (words.prompt.trim() === '')
    problems.push({ path: request.kind === 'speech' ? 'text' : 'prompt', message: 'There are no words to send.' });

  const body: Record<string, unknown> = {};
  const bodyInWords: Record<string, unknown> = {};
  const put = (path: string, value: unknown): void => {
    putAt(body, path, structuredClone(value));
    putAt(bodyInWords, path, structuredClone(value));
  };
  for (const [path, value] of Object.entries(descriptor.fixed)) put(path, value);
  if (roles !== undefined) put(roles.prompt.path, words.prompt);
  if (words.negative !== null && typeof roles?.negative === 'object') put(roles.negative.path, words.negative);
  for (const file of files) {
    const path = file.slot.path.replaceAll('$n', String(file.number));
    putAt(body, path, wrapped(file, { $file: file.sha256, as: file.slot.encoding }, { $mime: file.sha256 }));
    putAt(bodyInWords, path, wrapped(file, `‹${file.label}›`, file.input.mime));
  }
  if (request.kind === 'speech') writeVoice(draft, put);
  for (const param of descriptor.params) {
    const value = draft.params.values.get(param.key);
    if (value !== undefined) put(param.path, onWire(param, value));
  }
  writeSeed(draft, put);
  return {
    body,
    bodyInWords,
    files,
    params: Object.fromEntries(draft.params.values),
    measure: measureOf(draft, words.prompt.length),
    dropped,
    coerced,
    negative: words.place,
    problems,
  };
}

function tooLong(descriptor: ModelDescriptor, text: string): { path: string; message: string }[] {
  const limit = descriptor.roles?.prompt.maxCharacters ?? Infinity;
  if (text.trim().length <= limit) return [];
  // Half a line spoken is worse than none: nobody would notice before the film is shown.
  return [
    {
      path: 'text',
      message: `${descriptor.name} speaks at most ${limit} characters at once; this line has ${text.trim().length}. Shorten it.`,
    },
  ];
}

/** The slot's template with every "$file", "$mime", "$n" and "$shows" filled in. */
function wrapped(file: PlacedPicture, content: unknown, mime: unknown): unknown {
  const fill = (template: unknown): unknown => {
    if (template === '$file') return structuredClone(content);
    if (template === '$mime') return structuredClone(mime);
    if (typeof template === 'string') return template.replaceAll('$n', String(file.number)).replaceAll('$shows', file.shows);
    if (Array.isArray(template)) return template.map(fill);
    if (typeof template === 'object' && template !== null)
      return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value)]));
    return template;
  };
  return fill(file.slot.wrap ?? '$file');
}

function writeSeed(draft: Draft, put: (path: string, value: unknown) => void): void {
  const { descriptor, request } = draft;
  const slot = descriptor.roles?.seed;
  if (slot === undefined) {
    draft.dropped.push({
      field: 'seed',
      value: String(request.seed),
      reason: `${descriptor.name} takes no seed; the same request may ${request.kind === 'speech' ? 'sound' : 'look'} different the next time.`,
    });
    return;
  }
  if (!draft.seed) return;
  const seed = fitSeed(request.seed, slot.min, slot.max);
  put(slot.path, seed);
  if (seed !== request.seed) {
    draft.coerced.push({
      field: 'seed',
      from: String(request.seed),
      to: String(seed),
      reason: `${descriptor.name} takes seeds from ${slot.min} to ${slot.max}.`,
    });
  }
}

function writeVoice(draft: Draft, put: (path: string, value: unknown) => void): void {
  const { descriptor, request } = draft;
  const slot = descriptor.roles?.voice;
  if (request.kind !== 'speech') return;
  if (slot === undefined) {
    if (request.voice !== null)
      draft.dropped.push({ field: 'voice', value: request.voice, reason: `${descriptor.name} has one voice only.` });
    return;
  }
  const wanted = request.voice;
  const known = slot.voices.find((voice) => voice === wanted) ?? slot.voices.find((voice) => voice.toLowerCase() === wanted?.toLowerCase());
  const voice = known ?? slot.voices[0];
  if (voice === undefined) return;
  put(slot.path, voice);
  if (known === undefined && wanted !== null) {
    draft.coerced.push({ field: 'voice', from: wanted, to: voice, reason: `${descriptor.name} has no voice called ${wanted}.` });
  }
}

function measureOf(draft: Draft, characters: number): Measure {
  const { descriptor, request } = draft;
  const { values } = draft.params;
  const of = (from: NonNullable<ModelDescriptor['params'][number]['from']>): Scalar | undefined => {
    const param = descriptor.params.find((each) => each.from === from);
    return param === undefined ? undefined : values.get(param.key);
  };
  if (request.kind === 'speech')
    return { seconds: spokenSeconds(request.text), width: null, height: null, characters: request.text.trim().length };
  const size = sizeIn(of('size'));
  const width = size?.width ?? numberIn(of('width')) ?? request.width;
  const height = size?.height ?? numberIn(of('height')) ?? request.height;
  if (request.kind === 'picture') return { seconds: null, width, height, characters };
  const frames = numberIn(of('frames'));
  const seconds = numberIn(of('seconds')) ?? (frames === null ? null : frames / (frameRate(descriptor, values) ?? request.fps));
  return { seconds: seconds ?? request.seconds, width, height, characters };
}
