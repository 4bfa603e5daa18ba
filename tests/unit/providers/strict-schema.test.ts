/** Structured output: the strict form of our schemas, and the way back. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sceneDivisionSchema, storySchema, templateChoiceSchema, visualSpecSchema } from '#contract/model/story.ts';
import { strictSchema, withoutNulls } from '#providers/llm/strict-schema.ts';
import { fillSchema } from '../../simulators/kit/fill-schema.ts';

type Json = Record<string, unknown>;
const jsonSchema = (schema: z.ZodType): Json => z.toJSONSchema(schema);
const stages = { templateChoiceSchema, storySchema, sceneDivisionSchema, visualSpecSchema };

/** Every schema object in a schema, wherever it stands. */
function parts(schema: unknown): Json[] {
  if (Array.isArray(schema)) return schema.flatMap(parts);
  if (typeof schema !== 'object' || schema === null) return [];
  const own = schema as Json;
  const inner = [
    ...Object.values((own['properties'] as Json | undefined) ?? {}),
    ...Object.values((own['$defs'] as Json | undefined) ?? {}),
    own['items'],
    ...((own['anyOf'] as unknown[] | undefined) ?? []),
  ];
  return [own, ...inner.flatMap(parts)];
}

const STRICT = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'anyOf',
  '$ref',
  '$defs',
  'description',
  'minItems',
]);

test.each(Object.entries(stages))('%s has a strict form of which every object is closed and complete', (_, stage) => {
  const before = JSON.stringify(jsonSchema(stage));
  const given = jsonSchema(stage);
  const strict = strictSchema(given);
  expect(JSON.stringify(given)).toBe(before);
  for (const part of parts(strict)) {
    expect(Object.keys(part).filter((key) => !STRICT.has(key))).toEqual([]);
    if (part['minItems'] !== undefined) expect(part['minItems']).toBe(1);
    if (part['type'] !== 'object') continue;
    expect(part['additionalProperties']).toBe(false);
    expect(part['required']).toEqual(Object.keys(part['properties'] as Json));
  }
});

test.each(Object.entries(stages))('what fills the strict form of %s passes the full schema again', (_, stage) => {
  const given = jsonSchema(stage);
  const filled = fillSchema(strictSchema(given), 'A 30 second film about a red bicycle in Lisbon.');
  expect(stage.safeParse(withoutNulls(filled, given)).error).toBeUndefined();
});

test('limits that cannot be enforced are said in words', () => {
  const strict = strictSchema(jsonSchema(storySchema));
  const title = (strict['properties'] as Record<string, Json>)['title'];
  expect(title).toEqual({ type: 'string', description: 'At least 1 characters. At most 120 characters.' });
});

const sample = z.object({
  name: z.string().describe('Who it is.'),
  nick: z.string().min(2).optional(),
  age: z.number().int().nullable(),
  note: z.string().nullish(),
  homes: z.array(z.object({ city: z.string(), since: z.number().optional() })).min(2),
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('cat'), lives: z.number().optional() }),
    z.object({ kind: z.literal('dog'), tricks: z.array(z.string()).optional() }),
  ]),
});

test('an optional property becomes a union with null and keeps its words', () => {
  const properties = strictSchema(jsonSchema(sample))['properties'] as Record<string, Json>;
  expect(properties['name']).toEqual({ type: 'string', description: 'Who it is.' });
  expect(properties['nick']).toEqual({
    anyOf: [{ type: 'string' }, { type: 'null' }],
    description: 'At least 2 characters. Null when there is none.',
  });
  expect(properties['homes']?.['minItems']).toBeUndefined();
  expect(properties['homes']?.['description']).toBe('At least 2 items.');
  expect(JSON.stringify(properties['what'])).not.toContain('oneOf');
});

test('the way back drops only the nulls that stand for something left out', () => {
  const answer = {
    name: 'Ada',
    nick: null,
    age: null,
    note: null,
    homes: [
      { city: 'Lisbon', since: null },
      { city: 'Porto', since: 2020 },
    ],
    what: { kind: 'dog', tricks: null },
  };
  const back = withoutNulls(answer, jsonSchema(sample));
  expect(back).toEqual({
    name: 'Ada',
    age: null,
    note: null,
    homes: [{ city: 'Lisbon' }, { city: 'Porto', since: 2020 }],
    what: { kind: 'dog' },
  });
  expect(sample.safeParse(back).success).toBe(true);
});

test('recursive schemas keep their references and are followed on the way back', () => {
  const tree = z.object({
    name: z.string(),
    note: z.string().optional(),
    get children() {
      return z.array(tree);
    },
  });
  const given = jsonSchema(tree);
  expect(parts(strictSchema(given)).some((part) => typeof part['$ref'] === 'string')).toBe(true);
  expect(withoutNulls({ name: 'a', note: null, children: [{ name: 'b', note: null, children: [] }] }, given)).toEqual({
    name: 'a',
    children: [{ name: 'b', children: [] }],
  });
});

test('joined objects become one; what has no strict form is refused at once', () => {
  const both = strictSchema(jsonSchema(z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() }))));
  expect(both['required']).toEqual(['a', 'b']);
  expect(() => strictSchema(jsonSchema(z.object({ map: z.record(z.string(), z.number()) })))).toThrow(/keys of any name/);
  expect(() => strictSchema(jsonSchema(z.array(z.string())))).toThrow(/object at the root/);
});

test('a value that fits nowhere is left for the one who checks it', () => {
  expect(withoutNulls({ name: 1, extra: null, what: 'cat' }, jsonSchema(sample))).toEqual({ name: 1, extra: null, what: 'cat' });
});

test('filling is deterministic and follows the words of the prompt', () => {
  const schema = strictSchema(jsonSchema(storySchema));
  const once = fillSchema(schema, 'A red bicycle in Lisbon.');
  expect(fillSchema(schema, 'A red bicycle in Lisbon.')).toEqual(once);
  expect(fillSchema(schema, 'A lighthouse keeper and her storm.')).not.toEqual(once);
  expect(JSON.stringify(once)).toMatch(/bicycle|Lisbon/);
});
