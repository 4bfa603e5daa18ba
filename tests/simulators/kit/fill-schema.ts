/**
 * What a simulated language model says when it is told to follow a schema: the same question gives the same answer,
 * the answer fits the schema and its limits, and it speaks of what was asked about.
 *
 * Limits are read from the schema's keywords and, where structured output forbids those, from the words in
 * `description` ("At most 120 characters.").
 */
import { createHash } from 'node:crypto';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Words that say nothing about the subject. */
const EMPTY = new Set(
  'about above after again also answer back been before being below between both brief could does down each every exactly film films first follow following form from given have here into item items json just know list more most must name names null only other over same scene scenes schema second seconds should shown some story such take tell than that their them then there these they this those three through time under until user very want well were what when where which while will with word words would write writer your'.split(
    ' ',
  ),
);

const MOMENTS = [
  'waits in the first light of the day',
  'turns towards the window as the rain stops',
  'comes close enough to touch',
  'stands still while everything around it moves',
  'catches a thin edge of gold',
  'is carried across the room without a word',
  'rests where the shadow ends',
  'begins to move, slowly at first',
];
const DETAILS = [
  'Dust drifts through a low beam of light.',
  'The background falls away into soft green and grey.',
  'A hand enters the frame from the left and stops.',
  'Every surface carries small marks of use.',
  'The colour of the sky is repeated in the glass.',
  'Nothing else in the picture is as bright.',
  'A breath of wind moves the cloth behind it.',
  'The lens stays at eye level, close and patient.',
];

const SHORT: Record<string, string[]> = {
  mood: ['hushed and expectant', 'warm and unhurried', 'bright with relief'],
  tone: ['quiet hope', 'restless curiosity', 'calm joy'],
  emotion: ['wonder', 'relief', 'longing'],
  lens: ['35mm, f/2.8, deep enough to read the room', '50mm, f/1.8, shallow', '85mm, f/2, the background melts'],
  framing: ['medium shot', 'close-up', 'wide shot, subject on the left third'],
  angle: ['eye level', 'slightly below eye level', 'high, looking down'],
  style: ['natural light, fine grain, restrained contrast', 'clean daylight photography'],
  palette: ['amber, slate blue, cream', 'moss green, rust, pale grey'],
  color: ['warm, about 3400 K', 'cool, about 6200 K'],
  light: ['soft window light from the left', 'low sun from behind', 'one lamp, deep shadows'],
  setting: ['a kitchen at dawn', 'an empty street after rain', 'a workshop in the afternoon'],
  timing: ['throughout', 'from the middle on', 'at the end'],
  beat: ['Opening', 'Turn', 'Climax', 'Rest'],
  negative: ['blurry, extra fingers, text, watermark'],
};

interface Asked {
  prompt: string;
  subject: string;
  /** Seconds that the prompt speaks of. */
  seconds: number | null;
  /** Scenes that the prompt speaks of. */
  scenes: number | null;
  root: Json;
}

const chance = (key: string): number => createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;

function subjectOf(prompt: string): string {
  const quoted = /[“"]([^”"{}:]{12,160})[”"]/.exec(prompt)?.[1] ?? prompt;
  const words = [...quoted.matchAll(/\p{L}{4,}/gu)].map((found) => found[0]).filter((word) => !EMPTY.has(word.toLowerCase()));
  const distinct = [...new Set(words)].slice(0, 3);
  return distinct.length === 0 ? 'the subject' : distinct.join(' ');
}

function scenesOf(prompt: string): number | null {
  const said = /(\d+) scenes\b/i.exec(prompt)?.[1];
  if (said !== undefined) return Number(said);
  const numbered = [...prompt.matchAll(/\bscene (\d+)\b/gi)].map((found) => Number(found[1]));
  if (numbered.length > 0) return Math.max(...numbered);
  const written = prompt.match(/"setting"\s*:/g)?.length ?? 0;
  return written === 0 ? null : written;
}

function limit(schema: Json, keyword: string, words: RegExp): number | null {
  if (typeof schema[keyword] === 'number') return schema[keyword];
  const said = words.exec(typeof schema['description'] === 'string' ? schema['description'] : '')?.[1];
  return said === undefined ? null : Number(said);
}

function sentence(asked: Asked, key: string, path: string): string {
  const draw = (list: string[], salt: string): string => list[Math.floor(chance(`${asked.prompt}|${path}|${salt}`) * list.length)] ?? '';
  const lower = key.toLowerCase();
  if (/title/.test(lower)) return `The ${asked.subject}`;
  const short = Object.entries(SHORT).find(([word]) => lower.includes(word));
  if (short !== undefined) return draw(short[1], 'short');
  if (lower.endsWith('name')) return asked.subject;
  if (/voice|^text$/.test(lower)) return `Some mornings, ${asked.subject} is all you need.`;
  return `${asked.subject} ${draw(MOMENTS, 'moment')}.`.replace(/^\p{L}/u, (first) => first.toUpperCase());
}

function textFor(schema: Json, asked: Asked, key: string, path: string): string {
  const least = limit(schema, 'minLength', /At least (\d+) characters/) ?? 0;
  const most = limit(schema, 'maxLength', /At most (\d+) characters/) ?? 400;
  if (/template$/i.test(key)) {
    // Answers that name one of several things can only name what they were shown.
    const ids = [...asked.prompt.matchAll(/"id"\s*:\s*"([a-z][a-z0-9-]*)"/g)].map((found) => found[1] ?? '');
    const id = ids[Math.floor(chance(`${asked.prompt}|${path}`) * ids.length)];
    if (id !== undefined && id.length <= most) return id;
  }
  const wanted = Math.min(most, Math.max(least, /prompt$|description$/i.test(key) && !/negative/i.test(key) ? 480 : 0));
  let text = sentence(asked, key, path);
  const shift = Math.floor(chance(`${asked.prompt}|${path}|detail`) * DETAILS.length);
  for (let index = 0; text.length < wanted && index < 500; index++) {
    const next = `${text} ${DETAILS[(index + shift) % DETAILS.length] ?? ''}`;
    if (next.length > most) break;
    text = next;
  }
  if (text.length > most)
    text =
      text
        .slice(0, most)
        .replace(/\s+\S*$/, '')
        .trim() || text.slice(0, most);
  return text.padEnd(least, '.');
}

function numberFor(schema: Json, asked: Asked, key: string, path: string, whole: boolean): number {
  if (/total.*seconds/i.test(key) && asked.seconds !== null) return asked.seconds;
  const least = limit(schema, 'minimum', /At least (-?[\d.]+)\./) ?? limit(schema, 'exclusiveMinimum', /More than (-?[\d.]+)\./) ?? 0;
  const most =
    limit(schema, 'maximum', /At most (-?[\d.]+)\./) ??
    limit(schema, 'exclusiveMaximum', /Less than (-?[\d.]+)\./) ??
    Math.max(least + 1, 10);
  const low = Math.max(least, -1e6);
  const high = Math.min(most, 1e6);
  if (/^start/i.test(key)) return low;
  // Away from the ends, so that open bounds hold too.
  const value = low + (high - low) * (0.3 + 0.5 * chance(`${asked.prompt}|${path}`));
  if (!whole) return Math.min(high, Math.max(low, Math.round(value * 100) / 100));
  return Math.min(Math.floor(high), Math.max(Math.ceil(low), Math.round(value)));
}

function listFor(schema: Json, asked: Asked, key: string, path: string): unknown[] {
  const item = schema['items'];
  const exact = limit(schema, '', /Exactly (\d+) items/);
  const least = limit(schema, 'minItems', /At least (\d+) items?/) ?? 0;
  const most = limit(schema, 'maxItems', /At most (\d+) items?/) ?? 1000;
  const known = deref(item, asked.root);
  const properties = known !== null && isObject(known['properties']) ? known['properties'] : {};
  const timed = 'seconds' in properties && asked.seconds !== null;
  const guess = /scenes$/i.test(key) ? (timed ? Math.round((asked.seconds ?? 0) / 5) : (asked.scenes ?? 3)) : 2;
  const count = exact ?? Math.max(1, least, Math.min(most, guess));
  const places = listOf(schema['prefixItems']);
  const list = Array.from({ length: places.length > 0 ? places.length : count }, (_, index) =>
    fill(places[index] ?? item, asked, key, `${path}/${index}`),
  );
  if (!timed || asked.seconds === null) return list;
  const each = Math.round((asked.seconds / list.length) * 100) / 100;
  const total = asked.seconds;
  return list.map((entry, index) =>
    isObject(entry) ? { ...entry, seconds: index === list.length - 1 ? Math.round((total - each * index) * 100) / 100 : each } : entry,
  );
}

function deref(schema: unknown, root: Json): Json | null {
  if (!isObject(schema)) return null;
  if (typeof schema['$ref'] !== 'string') return schema;
  let place: unknown = root;
  for (const name of schema['$ref'].split('/').slice(1)) place = isObject(place) ? place[name] : undefined;
  return isObject(place) ? place : null;
}

function fill(given: unknown, asked: Asked, key: string, path: string): unknown {
  const schema = deref(given, asked.root);
  if (schema === null) return null;
  if (schema['const'] !== undefined) return schema['const'];
  const values = listOf(schema['enum']);
  if (values.length > 0) {
    const named = values.filter((value) => typeof value === 'string' && value.length > 3 && asked.prompt.includes(`"${value}"`));
    const from = named.length > 0 ? named : values;
    return from[Math.floor(chance(`${asked.prompt}|${path}`) * from.length)];
  }
  const choices = listOf(schema['anyOf'] ?? schema['oneOf']);
  if (choices.length > 0) {
    // Nested deeply enough, or optional and not drawn: nothing.
    const optional = (typeof schema['description'] === 'string' ? schema['description'] : '').includes('Null when there is none.');
    const empty = choices.some((choice) => isObject(choice) && choice['type'] === 'null');
    if (empty && (path.split('/').length > 12 || (optional && chance(`${asked.prompt}|${path}|null`) < 0.5))) return null;
    const real = choices.filter((choice) => !isObject(choice) || choice['type'] !== 'null');
    const chosen = real[Math.floor(chance(`${asked.prompt}|${path}|branch`) * real.length)];
    return fill(
      isObject(chosen) && chosen['description'] === undefined ? { ...chosen, description: schema['description'] } : chosen,
      asked,
      key,
      path,
    );
  }
  const type = Array.isArray(schema['type']) ? schema['type'].find((each) => each !== 'null') : schema['type'];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(isObject(schema['properties']) ? schema['properties'] : {})
          .filter(([name]) => listOf(schema['required']).includes(name))
          .map(([name, part]) => [name, fill(part, asked, name, `${path}/${name}`)]),
      );
    case 'array':
      // Trees have to end somewhere.
      return path.split('/').length > 8 ? [] : listFor(schema, asked, key, path);
    case 'string':
      return textFor(schema, asked, key, path);
    case 'number':
      return numberFor(schema, asked, key, path, false);
    case 'integer':
      return numberFor(schema, asked, key, path, true);
    case 'boolean':
      return chance(`${asked.prompt}|${path}`) < 0.6;
    default:
      return null;
  }
}

/**
 * A value that fits the schema, drawn from the prompt's words.
 *
 * @param schema JSON Schema as it was sent for structured output
 * @param prompt everything that was said to the model, in one text
 */
export function fillSchema(schema: Record<string, unknown>, prompt: string): unknown {
  const seconds = /(\d+(?:\.\d+)?)[\s-]*(?:s|sec|secs|seconds?)\b/i.exec(prompt)?.[1];
  return fill(
    schema,
    { prompt, subject: subjectOf(prompt), seconds: seconds === undefined ? null : Number(seconds), scenes: scenesOf(prompt), root: schema },
    '',
    '',
  );
}
