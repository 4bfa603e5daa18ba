/**
 * Small faults of form in an answer, mended without asking again: a text a few words too long, a number in quotes, a
 * word of a list in other letters. What cannot be mended without guessing is left for the check.
 */

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Texts longer than this times their limit are not cut: too much of them would be lost. */
const CUT_AT_MOST = 1.5;

/** The text cut to `max` characters: after a sentence if most of it stays, else after a word. */
export function clipText(text: string, max: number): string {
  const trimmed = text.trim();
  if (trimmed.length <= max) return trimmed;
  const head = trimmed.slice(0, max);
  const sentence = Math.max(...['. ', '! ', '? ', '… '].map((end) => head.lastIndexOf(end)));
  if (sentence > max * 0.5) return head.slice(0, sentence + 1);
  const words = /\s/u.test(`${trimmed[max] ?? ' '}${head.slice(-1)}`) ? head : head.replace(/\s+\S*$/u, '');
  return words.replace(/[\s,;:–—-]+$/u, '');
}

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

function fitText(value: string, schema: Json): string {
  const max = schema['maxLength'];
  return typeof max === 'number' && value.length > max && value.length <= max * CUT_AT_MOST ? clipText(value, max) : value;
}

function fitNumber(value: unknown, schema: Json): unknown {
  // "4 s" and "80%" say what is meant.
  const said = typeof value === 'string' ? /^\s*(-?\d+(?:\.\d+)?)\s*(?:s|sec|seconds|%)?\s*$/iu.exec(value)?.[1] : undefined;
  const number = typeof value === 'number' ? value : said === undefined ? Number.NaN : Number(said);
  if (!Number.isFinite(number)) return value;
  // "87" where 0–1 is wanted is a percentage.
  const scaled = schema['maximum'] === 1 && number >= 2 && number <= 100 ? number / 100 : number;
  const whole = schema['type'] === 'integer' ? Math.round(scaled) : scaled;
  const { minimum, maximum } = schema;
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return whole;
  // A little over the edge is the edge; far out means something else.
  const margin = (maximum - minimum) / 4;
  return whole < minimum - margin || whole > maximum + margin ? whole : Math.min(maximum, Math.max(minimum, whole));
}

function fitChoice(value: unknown, values: readonly unknown[]): unknown {
  if (values.includes(value) || typeof value !== 'string') return value;
  const same = values.filter((each) => typeof each === 'string' && letters(each) === letters(value));
  return same.length === 1 ? same[0] : value;
}

function fit(value: unknown, given: unknown, root: Json): unknown {
  if (!isObject(given)) return value;
  const schema = typeof given['$ref'] === 'string' ? definition(given['$ref'], root) : given;
  if (schema === null) return value;
  const choices = listOf(schema['anyOf'] ?? schema['oneOf']).filter(isObject);
  if (choices.length > 0) {
    const nullable = choices.some((choice) => choice['type'] === 'null');
    const real = choices.filter((choice) => choice['type'] !== 'null');
    if (value === undefined && nullable) return null;
    // Models write "none" where nothing is meant.
    if (nullable && typeof value === 'string' && /^(?:none|null|n\/a|)$/iu.test(value.trim())) return null;
    return value === null || real.length !== 1 ? value : fit(value, real[0], root);
  }
  const values = listOf(schema['enum']);
  if (values.length > 0) return fitChoice(value, values);
  if (Array.isArray(value)) {
    const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : value.length;
    return value.slice(0, most).map((item) => fit(item, schema['items'], root));
  }
  if (isObject(value) && isObject(schema['properties'])) {
    const entries = Object.entries(schema['properties']).map(([key, part]): [string, unknown] => [key, fit(value[key], part, root)]);
    return { ...value, ...Object.fromEntries(entries.filter(([, part]) => part !== undefined)) };
  }
  if (schema['type'] === 'string' && typeof value === 'string') return fitText(value, schema);
  if (schema['type'] === 'number' || schema['type'] === 'integer') return fitNumber(value, schema);
  if (schema['type'] === 'boolean' && typeof value === 'string' && /^(?:true|false)$/iu.test(value)) return /^true$/iu.test(value);
  return value;
}

function definition(reference: string, root: Json): Json | null {
  let place: unknown = root;
  for (const name of reference.split('/').slice(1)) place = isObject(place) ? place[name] : undefined;
  return isObject(place) ? place : null;
}

/**
 * An answer fitted to its schema as far as that needs no guess. A list where an object with one list was asked for,
 * or the other way round, is put right too.
 *
 * @param schema JSON Schema of an object, as `z.toJSONSchema` makes it
 */
export function fitAnswer(answer: unknown, schema: Record<string, unknown>): unknown {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const keys = Object.keys(properties);
  let value = answer;
  if (Array.isArray(value)) {
    const list = keys.filter((key) => isObject(properties[key]) && properties[key]['type'] === 'array');
    if (keys.length === 1 && list.length === 1) value = { [list[0] ?? '']: value };
    else if (value.length === 1) value = (value as unknown[])[0];
  }
  // {"story": {…}}: the answer in an envelope of the model's own.
  if (isObject(value) && !keys.some((key) => key in (value as Json))) {
    const inner = Object.values(value);
    if (inner.length === 1 && isObject(inner[0])) value = inner[0];
  }
  return fit(value, schema, schema);
}
