/**
 * JSON Schema as structured output takes it, made from the schemas that we check answers with.
 *
 * Services that force an answer into a schema know only a part of JSON Schema: every property is required, nothing
 * may be added, and most limits are refused. What they cannot enforce is said in words in `description` instead, and
 * whoever asked checks the answer with the full schema anyway.
 */

type Json = Record<string, unknown>;

/** Keywords that every service with structured output takes as they are. */
const KEPT: ReadonlySet<string> = new Set(['type', 'enum', 'items', 'anyOf', '$ref']);

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const numberIn = (schema: Json, key: string): number | null => (typeof schema[key] === 'number' ? schema[key] : null);

/** What the strict form leaves out, in words; safe-integer bounds are zod's way to say "an integer" and stay unsaid. */
function limitsInWords(schema: Json): string[] {
  const words: string[] = [];
  const say = (key: string, sentence: (value: number) => string): void => {
    const value = numberIn(schema, key);
    if (value !== null && Math.abs(value) < Number.MAX_SAFE_INTEGER) words.push(sentence(value));
  };
  say('minLength', (n) => `At least ${n} characters.`);
  say('maxLength', (n) => `At most ${n} characters.`);
  say('minimum', (n) => `At least ${n}.`);
  say('exclusiveMinimum', (n) => `More than ${n}.`);
  say('maximum', (n) => `At most ${n}.`);
  say('exclusiveMaximum', (n) => `Less than ${n}.`);
  say('multipleOf', (n) => `A multiple of ${n}.`);
  say('minItems', (n) => `At least ${n} ${n === 1 ? 'item' : 'items'}.`);
  say('maxItems', (n) => `At most ${n} ${n === 1 ? 'item' : 'items'}.`);
  if (schema['uniqueItems'] === true) words.push('No item twice.');
  if (typeof schema['pattern'] === 'string') words.push(`Matches the pattern ${schema['pattern']}.`);
  if (typeof schema['format'] === 'string') words.push(`Format: ${schema['format']}.`);
  if (schema['default'] !== undefined) words.push(`Usually ${JSON.stringify(schema['default'])}.`);
  return words;
}

const allowsNull = (schema: unknown): boolean =>
  isObject(schema) &&
  (schema['type'] === 'null' ||
    listOf(schema['type']).includes('null') ||
    schema['const'] === null ||
    listOf(schema['enum']).includes(null) ||
    [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])].some(allowsNull));

/** Objects joined by `allOf` become one object, since no service knows the keyword. */
function joined(schema: Json): Json {
  const parts = listOf(schema['allOf']).filter(isObject).map(joined);
  if (parts.length === 0) return schema;
  const { allOf: _, ...rest } = schema;
  let whole: Json = rest;
  for (const part of parts)
    whole = {
      ...whole,
      ...part,
      properties: {
        ...(isObject(whole['properties']) ? whole['properties'] : {}),
        ...(isObject(part['properties']) ? part['properties'] : {}),
      },
      required: [...listOf(whole['required']), ...listOf(part['required'])],
    };
  return whole;
}

/** Adds null to what is allowed; the description stays outside, where models look for it. */
function orNull(schema: Json): Json {
  if (allowsNull(schema)) return schema;
  const { description, ...rest } = schema;
  const said = { description: [description, 'Null when there is none.'].filter((part) => typeof part === 'string').join(' ') };
  return Array.isArray(rest['anyOf'])
    ? { ...rest, anyOf: [...(rest['anyOf'] as unknown[]), { type: 'null' }], ...said }
    : { anyOf: [rest, { type: 'null' }], ...said };
}

function strictPart(given: unknown, path: string): Json {
  if (!isObject(given)) throw new TypeError(`“${path}” may be anything; structured output needs a type there.`);
  const schema = joined(given);
  const strict: Json = {};
  for (const [key, value] of Object.entries(schema)) if (KEPT.has(key)) strict[key] = value;
  const words = limitsInWords(schema);

  if (schema['const'] !== undefined) {
    if (schema['const'] === null) strict['type'] = 'null';
    else strict['enum'] = [schema['const']];
  }
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) strict['anyOf'] = choices.map((choice, index) => strictPart(choice, `${path}/${index}`));
  // One item at least is the only limit on lists that every service enforces.
  if (schema['minItems'] === 1) strict['minItems'] = 1;
  if (Array.isArray(schema['prefixItems'])) {
    const places = schema['prefixItems'].map((item, index) => strictPart(item, `${path}/${index}`));
    strict['items'] = places.length === 1 ? places[0] : { anyOf: places };
    words.push(`Exactly ${places.length} items, in this order.`);
  } else if (schema['items'] !== undefined) strict['items'] = strictPart(schema['items'], `${path}/items`);

  if (schema['type'] === 'object' || isObject(schema['properties'])) {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    if (isObject(schema['additionalProperties']) || isObject(schema['propertyNames']))
      throw new TypeError(`“${path}” has keys of any name; structured output has no form for that. Ask for a list of entries.`);
    const required = new Set(listOf(schema['required']));
    strict['properties'] = Object.fromEntries(
      Object.entries(properties).map(([key, value]) => {
        const part = strictPart(value, `${path}/${key}`);
        return [key, required.has(key) ? part : orNull(part)];
      }),
    );
    strict['required'] = Object.keys(properties);
    strict['additionalProperties'] = false;
  }
  if (isObject(schema['$defs']))
    strict['$defs'] = Object.fromEntries(
      Object.entries(schema['$defs']).map(([key, value]) => [key, strictPart(value, `${path}/$defs/${key}`)]),
    );

  const description = [schema['description'], ...words].filter((part) => typeof part === 'string' && part !== '').join(' ');
  if (description !== '') strict['description'] = description;
  return strict;
}

/**
 * The strict form of a schema: every property required, `additionalProperties: false`, optional properties a union
 * with null, limits only in words.
 *
 * @param schema JSON Schema of an object, as `z.toJSONSchema` makes it; not changed
 * @throws TypeError where there is no strict form (a root that is no object, records, values of any type): a fault of
 *   the schema, not of an answer
 */
export function strictSchema(schema: Record<string, unknown>): Record<string, unknown> {
  if (schema['type'] !== 'object' && !isObject(schema['properties']) && schema['allOf'] === undefined)
    throw new TypeError('Structured output needs an object at the root.');
  return strictPart(schema, '');
}

function resolved(schema: unknown, root: Json): Json | null {
  let current: unknown = schema;
  for (let steps = 0; steps < 20; steps++) {
    if (!isObject(current)) return null;
    const reference = current['$ref'];
    if (typeof reference !== 'string') return joined(current);
    let place: unknown = root;
    for (const name of reference.split('/').slice(1)) place = isObject(place) ? place[name] : undefined;
    current = place;
  }
  return null;
}

/** Whether an object could be meant by this branch of a union: what tells branches apart has the right value. */
function couldBe(value: unknown, schema: Json): boolean {
  if (Array.isArray(value)) return schema['type'] === 'array';
  if (!isObject(value)) return schema['type'] !== 'object' && schema['type'] !== 'array';
  if (!isObject(schema['properties'])) return schema['type'] === 'object';
  const properties = schema['properties'];
  if (Object.keys(value).some((key) => !(key in properties))) return false;
  return Object.entries(properties).every(([key, part]) => {
    if (!isObject(part)) return true;
    if (part['const'] !== undefined) return value[key] === part['const'];
    return !Array.isArray(part['enum']) || !listOf(schema['required']).includes(key) || part['enum'].includes(value[key]);
  });
}

function clean(value: unknown, schema: unknown, root: Json): unknown {
  const known = resolved(schema, root);
  if (known === null) return value;
  const choices = known['anyOf'] ?? known['oneOf'];
  if (Array.isArray(choices)) {
    const branch = choices.map((choice) => resolved(choice, root)).find((choice) => choice !== null && couldBe(value, choice));
    return branch === undefined ? value : clean(value, branch, root);
  }
  if (Array.isArray(value)) {
    const places = listOf(known['prefixItems']);
    return value.map((item, index) => clean(item, places[index] ?? known['items'], root));
  }
  if (!isObject(value) || !isObject(known['properties'])) return value;
  const properties = known['properties'];
  const required = new Set(listOf(known['required']));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]): [string, unknown][] => {
      const own = properties[key];
      // Where null is a value of its own it stays: left out and null are then both right.
      if (part === null && own !== undefined && !required.has(key) && !allowsNull(resolved(own, root))) return [];
      return [[key, own === undefined ? part : clean(part, own, root)]];
    }),
  );
}

/**
 * An answer to the strict form, back in the form of the schema it was made from: the nulls that stand for left-out
 * optional properties are gone, those that the schema itself allows stay. Anything that does not fit is left as it
 * is for whoever checks it.
 *
 * @param schema the one that was given to `strictSchema`
 */
export function withoutNulls(value: unknown, schema: Record<string, unknown>): unknown {
  return clean(value, schema, schema);
}
