/** One field of a JSON Schema as Replicate and fal publish it, with references and alternatives resolved. */
import type { LiveSchema } from '../provider.ts';
import { isRecord } from './merge.ts';

type Scalar = string | number | boolean;

export interface LiveField {
  /** JSON Schema types without null; empty when the schema says nothing. */
  types: ReadonlySet<string>;
  /** Null when any value of the type goes. */
  values: Scalar[] | null;
  min: number | null;
  max: number | null;
  maxLength: number | null;
  maxItems: number | null;
  /** Undefined when there is none. */
  default: unknown;
  required: boolean;
  deprecated: boolean;
  /** Place in the provider's own form; fields without one come last. */
  order: number;
}

/** Nested references deeper than this go in circles. */
const DEEPEST = 12;

/** Follows `$ref` and `allOf` with one part; what stands beside a reference wins over what it refers to. */
function resolved(schema: unknown, definitions: Record<string, unknown>, depth = 0): Record<string, unknown> {
  if (!isRecord(schema) || depth > DEEPEST) return {};
  const { $ref, allOf, ...own } = schema;
  let base: Record<string, unknown> = {};
  if (typeof $ref === 'string') base = resolved(definitions[$ref.split('/').at(-1) ?? ''], definitions, depth + 1);
  for (const part of Array.isArray(allOf) ? allOf : []) {
    const found = resolved(part, definitions, depth + 1);
    const properties = {
      ...(isRecord(base['properties']) ? base['properties'] : {}),
      ...(isRecord(found['properties']) ? found['properties'] : {}),
    };
    base = { ...base, ...found, ...(Object.keys(properties).length > 0 ? { properties } : {}) };
  }
  return { ...base, ...own };
}

/** Alternatives of a schema (`anyOf`, `oneOf`) without null; itself when it has none. */
function alternatives(schema: unknown, definitions: Record<string, unknown>, depth = 0): Record<string, unknown>[] {
  const whole = resolved(schema, definitions);
  const { anyOf, oneOf, ...rest } = whole;
  const parts: unknown[] = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : [];
  if (parts.length === 0 || depth > DEEPEST) return [whole];
  return parts
    .flatMap((part) => alternatives(part, definitions, depth + 1))
    .filter((part) => part['type'] !== 'null')
    .map((part) => ({ ...part, ...(rest['default'] === undefined ? {} : { default: rest['default'] }) }));
}

const isScalar = (value: unknown): value is Scalar => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function typesOf(schema: Record<string, unknown>): string[] {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((each): each is string => typeof each === 'string' && each !== 'null');
  // Replicate leaves the type out beside an enumeration now and then.
  const listed: unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : [];
  if (listed.length > 0)
    return [
      ...new Set(
        listed
          .filter(isScalar)
          .map((value) => (typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value)),
      ),
    ];
  return isRecord(schema['properties']) ? ['object'] : [];
}

function valuesOfSchema(schema: Record<string, unknown>): Scalar[] | null {
  if (Array.isArray(schema['enum'])) return schema['enum'].filter(isScalar);
  return isScalar(schema['const']) ? [schema['const']] : null;
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

function fieldOf(schema: unknown, required: boolean, definitions: Record<string, unknown>): LiveField {
  const whole = resolved(schema, definitions);
  const parts = alternatives(schema, definitions);
  const values = parts.map(valuesOfSchema);
  const of = (key: string): number[] => parts.flatMap((part) => numberOf(part[key]) ?? []);
  const lowest = [...of('minimum'), ...of('exclusiveMinimum')];
  const highest = [...of('maximum'), ...of('exclusiveMaximum')];
  return {
    types: new Set(parts.flatMap(typesOf)),
    // A free alternative beside an enumeration ("a size, or one of these words") does not make the words free.
    values: values.every((each) => each === null) ? null : values.flatMap((each) => each ?? []),
    min: lowest.length > 0 ? Math.min(...lowest) : null,
    max: highest.length > 0 ? Math.max(...highest) : null,
    maxLength: of('maxLength')[0] ?? null,
    maxItems: of('maxItems')[0] ?? null,
    default: whole['default'],
    required,
    deprecated:
      whole['deprecated'] === true || /^\W*deprecated\b/iu.test(typeof whole['description'] === 'string' ? whole['description'] : ''),
    order: numberOf(whole['x-order']) ?? Infinity,
  };
}

const isRequired = (schema: Record<string, unknown>, name: string): boolean =>
  Array.isArray(schema['required']) && schema['required'].includes(name);

/** Fields at the top of the input, in the provider's order. */
export function liveFields(live: LiveSchema): Map<string, LiveField> {
  const input = resolved(live.input, live.definitions);
  const properties = isRecord(input['properties']) ? input['properties'] : {};
  const order = Array.isArray(input['x-fal-order-properties']) ? input['x-fal-order-properties'] : [];
  const place = (name: string, field: LiveField): number => (order.includes(name) ? order.indexOf(name) : field.order);
  const fields = Object.entries(properties).map(
    ([name, schema]) => [name, fieldOf(schema, isRequired(input, name), live.definitions)] as const,
  );
  return new Map(
    fields.sort(([a, one], [b, other]) => {
      const [left, right] = [place(a, one), place(b, other)];
      return left === right ? 0 : left - right;
    }),
  );
}

/**
 * The field at a place, e.g. `["video", "duration"]` or `["images", "[]"]`; null when it is gone, `unknown` when the
 * schema does not say what is inside.
 */
export function liveFieldAt(live: LiveSchema, parts: readonly (string | number)[]): LiveField | null | 'unknown' {
  let at: unknown = live.input;
  let required = true;
  for (const part of parts) {
    const options = alternatives(at, live.definitions);
    if (typeof part === 'number' || part === '[]') {
      const list = options.find((each) => typesOf(each).includes('array') || 'items' in each);
      if (list === undefined) return options.every((each) => typesOf(each).length === 0) ? 'unknown' : null;
      at = list['items'];
      if (at === undefined) return 'unknown';
      continue;
    }
    const holder = options.find((each) => isRecord(each['properties']) && Object.hasOwn(each['properties'], part));
    if (holder === undefined) {
      const open = options.some(
        (each) => !isRecord(each['properties']) && (typesOf(each).includes('object') || typesOf(each).length === 0),
      );
      return open ? 'unknown' : null;
    }
    required = required && isRequired(holder, part);
    at = isRecord(holder['properties']) ? holder['properties'][part] : undefined;
  }
  return fieldOf(at, required, live.definitions);
}
