/** Compares our description of a model with the input schema that its provider publishes now. */
import type { SchemaDifference } from '#contract/model/providers.ts';
import type { LiveSchema } from '../provider.ts';
import { inWords, valuesOf } from './fitting.ts';
import { liveFieldAt, liveFields, type LiveField } from './live-field.ts';
import type { FileSlot, ModelDescriptor, ModelParam } from './schema.ts';
import { numberIn, onWire, partsOfPath, sizeIn } from './wire.ts';

type Change = SchemaDifference['change'];
type Scalar = string | number | boolean;

const NONE = 'nothing';
/** More values than this are shortened in words; they are still all compared. */
const VALUES_SHOWN = 14;

/** A field of ours, as far as a schema can speak about it. */
interface OurField {
  path: string;
  parts: (string | number)[];
  /** JSON types that we send there; null when anything may stand there. */
  types: readonly string[] | null;
  values: Scalar[] | null;
  /** Whether `values` are all we ever want to send, so that more of theirs are no news. */
  chosen: boolean;
  min: number | null;
  max: number | null;
  maxLength: number | null;
  maxItems: number | null;
  default: Scalar | null;
  /** Null where it makes no difference to us. */
  required: boolean | null;
}

const nothingKnown = {
  types: null,
  values: null,
  chosen: false,
  min: null,
  max: null,
  maxLength: null,
  maxItems: null,
  default: null,
  required: null,
} as const;

/**
 * Differences, our fields first and in the order of the description, then the provider's new ones in its own order.
 * Empty when the description is up to date.
 */
export function compareWithLive(descriptor: ModelDescriptor, live: LiveSchema): SchemaDifference[] {
  const theirs = liveFields(live);
  const ours = ourFields(descriptor, theirs);
  const found: SchemaDifference[] = [];
  for (const field of ours) {
    const there = liveFieldAt(live, field.parts);
    if (there === 'unknown') continue;
    if (there === null) found.push(difference(field.path, 'gone', typesInWords(field), NONE));
    else found.push(...compareField(field, there));
  }
  const sent = new Set(ours.map(({ parts }) => String(parts[0])));
  for (const [name, field] of theirs) {
    if (sent.has(name) || (field.deprecated && !field.required)) continue;
    found.push(difference(name, field.required ? 'required' : 'new', 'not sent', fieldInWords(field)));
  }
  return found;
}

const difference = (field: string, change: Change, ours: string, theirs: string): SchemaDifference => ({ field, change, ours, theirs });

/** Providers that put the input under one field publish the schema of what is inside. */
function withoutEnvelope(paths: readonly string[], theirs: ReadonlyMap<string, LiveField>): (path: string) => string {
  const first = paths[0]?.split('.')[0] ?? '';
  const enveloped =
    paths.length > 0 &&
    !theirs.has(first) &&
    paths.some((path) => path.startsWith(`${first}.`) && theirs.has(path.slice(first.length + 1).split(/[.[]/u)[0] ?? ''));
  return (path) => (enveloped && path.startsWith(`${first}.`) ? path.slice(first.length + 1) : path);
}

function ourFields(descriptor: ModelDescriptor, theirs: ReadonlyMap<string, LiveField>): OurField[] {
  const { roles } = descriptor;
  const fields: Omit<OurField, 'parts'>[] = [];
  if (roles !== undefined) {
    // Everything has a prompt, but whether it must be there is the provider's business and always the case with us.
    fields.push({ ...nothingKnown, path: roles.prompt.path, types: ['string'], maxLength: roles.prompt.maxCharacters ?? null });
    if (typeof roles.negative === 'object')
      fields.push({ ...nothingKnown, path: roles.negative.path, types: ['string'], maxLength: roles.negative.maxCharacters ?? null });
    if (roles.firstFrame !== undefined) fields.push(slotField(roles.firstFrame, 1));
    if (roles.lastFrame !== undefined) fields.push(slotField(roles.lastFrame, 1));
    if (roles.references !== undefined) fields.push(slotField(roles.references, roles.references.max));
    if (roles.voice !== undefined) fields.push({ ...nothingKnown, path: roles.voice.path, types: ['string'], values: roles.voice.voices });
    if (roles.seed !== undefined)
      fields.push({ ...nothingKnown, path: roles.seed.path, types: ['integer'], min: roles.seed.min, max: roles.seed.max });
  }
  for (const param of descriptor.params) fields.push(paramField(param));
  for (const [path, value] of Object.entries(descriptor.fixed)) {
    fields.push({ ...nothingKnown, path, types: typeOfValue(value), values: isScalar(value) ? [value] : null, chosen: true });
  }
  const inside = withoutEnvelope(
    fields.map(({ path }) => path),
    theirs,
  );
  return fields.map((field) => {
    const path = inside(field.path.replaceAll('$n', '1'));
    return { ...field, path, parts: partsOfPath(path) };
  });
}

function slotField(slot: FileSlot, most: number): Omit<OurField, 'parts'> {
  // What stands at a numbered or plain path is one picture; a list is compared as a list.
  const path = slot.path.replace(/\[\]$/u, '');
  const isList = path !== slot.path;
  return {
    ...nothingKnown,
    path,
    types: isList ? ['array'] : slot.wrap === undefined || typeof slot.wrap === 'string' ? ['string'] : ['object', 'array'],
    maxItems: isList && most > 1 ? most : null,
    required: slot.required,
  };
}

function typeOfValue(value: unknown): string[] | null {
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  if (typeof value === 'string' || typeof value === 'boolean') return [typeof value];
  if (Array.isArray(value)) return ['array'];
  return typeof value === 'object' && value !== null ? ['object'] : null;
}

const isScalar = (value: unknown): value is Scalar => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function paramField(param: ModelParam): Omit<OurField, 'parts'> {
  const listed = valuesOf(param);
  const wire = listed.map((value) => onWire(param, value));
  const worded = param.words !== undefined;
  const sent = param.default === null ? null : onWire(param, param.default);
  return {
    ...nothingKnown,
    path: param.path,
    types: worded ? [...new Set(wire.flatMap((value) => typeOfValue(value) ?? []))] : wireTypes[param.wireType],
    values: wire.length > 0 && wire.every(isScalar) ? wire : null,
    chosen: worded,
    min: param.min ?? null,
    max: param.max ?? null,
    // What the request fills has no use for a default of its own.
    default: param.from === undefined && isScalar(sent) ? sent : null,
  };
}

const wireTypes: Record<ModelParam['wireType'], readonly string[]> = {
  integer: ['integer'],
  number: ['number'],
  string: ['string'],
  boolean: ['boolean'],
  'seconds-text': ['string'],
  'size-x': ['string'],
  'size-star': ['string'],
  'size-colon': ['string'],
  'size-object': ['object'],
};

/** Whole numbers may be sent where any number goes. */
const accepts = (theirs: ReadonlySet<string>, type: string): boolean => theirs.has(type) || (type === 'integer' && theirs.has('number'));

function compareField(ours: OurField, theirs: LiveField): SchemaDifference[] {
  const found: SchemaDifference[] = [];
  const say = (change: Change, mine: string, other: string): void => {
    found.push(difference(ours.path, change, mine, other));
  };
  if (ours.types !== null && theirs.types.size > 0 && !ours.types.some((type) => accepts(theirs.types, type))) {
    say('type', typesInWords(ours), inWords([...theirs.types].map(typeInWords)));
    // Values of another type differ all the same; one line says enough.
    return found;
  }
  if (ours.required === true && !theirs.required) say('required', 'required', 'may be left out');
  if (ours.required === false && theirs.required) say('required', 'may be left out', 'required');
  compareValues(ours, theirs, say);
  if (theirs.maxLength !== null && theirs.maxLength !== ours.maxLength)
    say('range', ours.maxLength === null ? 'any length' : `at most ${ours.maxLength} characters`, `at most ${theirs.maxLength} characters`);
  if (theirs.maxItems !== null && ours.maxItems !== null && theirs.maxItems !== ours.maxItems)
    say('range', `at most ${ours.maxItems}`, `at most ${theirs.maxItems}`);
  if (ours.default !== null && isScalar(theirs.default) && ours.default !== theirs.default)
    say('default', wordOf(ours.default), wordOf(theirs.default));
  return found;
}

function compareValues(ours: OurField, theirs: LiveField, say: (change: Change, mine: string, other: string) => void): void {
  if (theirs.values !== null) {
    const mine = ours.values ?? wholeNumbers(ours.min, ours.max);
    if (mine === null) {
      // A free field of ours that must now be one of a few words.
      if (ours.types?.some((type) => type !== 'object') !== false) say('values', 'anything', valuesInWords(theirs.values));
      return;
    }
    const known = mine.every((value) => theirs.values?.includes(value));
    if (!known || (!ours.chosen && mine.length !== theirs.values.length)) say('values', valuesInWords(mine), valuesInWords(theirs.values));
    return;
  }
  if (theirs.min === null && theirs.max === null) return;
  const numbers = (ours.values ?? []).flatMap((value) => (typeof value === 'number' ? [value] : []));
  if (ours.values !== null && numbers.length === 0) return;
  const least = numbers.length > 0 ? Math.min(...numbers) : ours.min;
  const most = numbers.length > 0 ? Math.max(...numbers) : ours.max;
  if (ours.chosen && numbers.every((value) => value >= (theirs.min ?? -Infinity) && value <= (theirs.max ?? Infinity))) return;
  const differs = (mine: number | null, other: number | null): boolean => other !== null && mine !== other;
  if (differs(least, theirs.min) || differs(most, theirs.max))
    say('range', ours.values === null ? rangeInWords(least, most) : valuesInWords(ours.values), rangeInWords(theirs.min, theirs.max));
}

/** 3 to 15 as a list, to compare with an enumeration; null when it is no short range of whole numbers. */
function wholeNumbers(min: number | null, max: number | null): number[] | null {
  if (min === null || max === null || max - min > 60) return null;
  return Array.from({ length: Math.floor(max - min) + 1 }, (_, index) => min + index);
}

const typeWords: Record<string, string> = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: 'on or off',
  array: 'list',
  object: 'group of fields',
};
const typeInWords = (type: string): string => typeWords[type] ?? type;
const typesInWords = ({ types }: Pick<OurField, 'types'>): string =>
  types === null || types.length === 0 ? 'anything' : inWords(types.map(typeInWords));

/** Texts in quotes, so that "5" and 5 can be told apart. */
const wordOf = (value: Scalar): string => (typeof value === 'string' ? `“${value}”` : String(value));

function valuesInWords(values: readonly Scalar[]): string {
  const sorted = values.every((value) => numberIn(value) !== null && sizeIn(value) === null)
    ? [...values].sort((a, b) => (numberIn(a) ?? 0) - (numberIn(b) ?? 0))
    : values;
  const words = sorted.map(wordOf);
  return words.length > VALUES_SHOWN
    ? `${words.slice(0, VALUES_SHOWN).join(', ')} and ${words.length - VALUES_SHOWN} more`
    : words.join(', ');
}

function rangeInWords(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `${min} to ${max}`;
  if (min !== null) return `at least ${min}`;
  return max === null ? 'any' : `at most ${max}`;
}

function fieldInWords(field: LiveField): string {
  const parts = [
    inWords([...field.types].map(typeInWords)),
    field.values === null
      ? field.min === null && field.max === null
        ? ''
        : rangeInWords(field.min, field.max)
      : valuesInWords(field.values),
    isScalar(field.default) ? `${wordOf(field.default)} when left out` : '',
  ];
  return parts.filter((part) => part !== '').join('; ') || 'anything';
}
