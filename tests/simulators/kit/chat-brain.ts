/** What simulated chat servers have in common: reading the messages, checking pictures and schemas, and answering. */
import { replyTo, type Asked } from './story-replies.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A question as a test sees it. */
export interface ChatQuestion extends Asked {
  model: string;
  /** Pictures by their data, in order. */
  pictures: Buffer[];
  /** Messages by role, texts joined. */
  messages: { role: string; text: string }[];
  /** How JSON was asked for. */
  format: 'schema' | 'object' | 'none';
  maxTokens: number | null;
  body: Json;
}

/** What the model does; a string is its text. */
export type Reply = string | { text?: string; refusal?: string; finish?: 'stop' | 'length' | 'content_filter' };
/** Null leaves the answer to the simulator. */
export type ReplyHook = (question: ChatQuestion, count: number) => Reply | null | Promise<Reply | null>;

/** The schema that a question tells in words, as one asks who cannot be held to it. */
export function schemaInText(text: string): Json | null {
  for (const line of text.split('\n').toReversed()) {
    if (!line.startsWith('{') || !line.includes('"properties"')) continue;
    try {
      const value: unknown = JSON.parse(line);
      if (isObject(value)) return value;
    } catch {
      // Another line that begins like one.
    }
  }
  return null;
}

export const answerTo = async (question: ChatQuestion, hook: ReplyHook | undefined, count: number): Promise<Exclude<Reply, string>> => {
  const given = (await hook?.(question, count)) ?? replyTo(question);
  return typeof given === 'string' ? { text: given } : given;
};

/** About four characters a token. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

const PICTURE_STARTS = ['\u0089PNG', '\u00ff\u00d8\u00ff', 'RIFF', 'GIF8'];
export const isPicture = (bytes: Buffer): boolean =>
  PICTURE_STARTS.some((start) => bytes.subarray(0, 4).toString('latin1').startsWith(start));

/** Bytes of a data URI; null when it is none. */
export function bytesOfDataUri(uri: unknown): Buffer | null {
  const found = typeof uri === 'string' ? /^data:image\/[\w.+-]+;base64,([\w+/]+=*)$/u.exec(uri)?.[1] : undefined;
  return found === undefined ? null : Buffer.from(found, 'base64');
}

/** What is wrong with a schema by the rules of strict structured output; null when nothing is. */
export function strictFault(schema: unknown, path: string[] = []): string | null {
  if (!isObject(schema)) return `In context=(${path.join(', ')}), the schema must be an object.`;
  const known = new Set([
    'type',
    'enum',
    'items',
    'anyOf',
    '$ref',
    '$defs',
    'properties',
    'required',
    'additionalProperties',
    'description',
    'minItems',
    'maxItems',
    'pattern',
    'format',
    'minimum',
    'maximum',
    'multipleOf',
  ]);
  const strange = Object.keys(schema).find((key) => !known.has(key));
  if (strange !== undefined) return `In context=(${path.join(', ')}), '${strange}' is not permitted.`;
  if (schema['type'] === 'object') {
    const names = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
    if (schema['additionalProperties'] !== false)
      return `In context=(${path.join(', ')}), 'additionalProperties' is required to be supplied and to be false.`;
    const missing = names.find((name) => !listOf(schema['required']).includes(name));
    if (missing !== undefined)
      return `In context=(${path.join(', ')}), 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
  } else if (path.length === 0) return `schema must be a JSON Schema of 'type: "object"', got 'type: "${JSON.stringify(schema['type'])}"'.`;
  for (const [name, part] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    const fault = strictFault(part, [...path, "'properties'", `'${name}'`]);
    if (fault !== null) return fault;
  }
  for (const [index, part] of listOf(schema['anyOf']).entries()) {
    const fault = strictFault(part, [...path, "'anyOf'", `'${index}'`]);
    if (fault !== null) return fault;
  }
  return schema['items'] === undefined ? null : strictFault(schema['items'], [...path, "'items'"]);
}

/** The request of Chat Completions, read; a word about what is wrong with it instead when it cannot be. */
export function readCompletion(body: Json): ChatQuestion | { fault: string; param: string; code: string | null } {
  if (typeof body['model'] !== 'string') return { fault: 'you must provide a model parameter', param: 'model', code: null };
  if (listOf(body['messages']).length === 0) return { fault: "[] is too short - 'messages'", param: 'messages', code: null };
  const messages: ChatQuestion['messages'] = [];
  const pictures: Buffer[] = [];
  for (const [index, message] of listOf(body['messages']).entries()) {
    if (!isObject(message) || !['system', 'developer', 'user', 'assistant'].includes(String(message['role'])))
      return { fault: `Invalid value for messages[${index}].role.`, param: `messages[${index}].role`, code: 'invalid_value' };
    const texts: string[] = [];
    const parts = typeof message['content'] === 'string' ? [{ type: 'text', text: message['content'] }] : listOf(message['content']);
    if (parts.length === 0)
      return { fault: `Invalid content in messages[${index}].`, param: `messages[${index}].content`, code: 'invalid_type' };
    for (const part of parts) {
      if (!isObject(part)) return { fault: 'Invalid content part.', param: `messages[${index}].content`, code: 'invalid_type' };
      if (part['type'] === 'text' && typeof part['text'] === 'string') texts.push(part['text']);
      else if (part['type'] === 'image_url' && isObject(part['image_url']) && message['role'] === 'user') {
        const bytes = bytesOfDataUri(part['image_url']['url']);
        if (bytes === null)
          return { fault: 'Invalid base64 image_url.', param: `messages[${index}].content`, code: 'invalid_base64_image' };
        if (!isPicture(bytes))
          return { fault: 'You uploaded an unsupported image.', param: `messages[${index}].content`, code: 'invalid_image_format' };
        if (!['auto', 'low', 'high', 'original', undefined].includes(part['image_url']['detail'] as string | undefined))
          return { fault: 'Invalid detail.', param: `messages[${index}].content`, code: 'invalid_value' };
        pictures.push(bytes);
      } else
        return { fault: `Invalid content part type in messages[${index}].`, param: `messages[${index}].content`, code: 'invalid_value' };
    }
    messages.push({ role: String(message['role']), text: texts.join('\n') });
  }
  const text = messages.map((message) => message.text).join('\n');
  const format = isObject(body['response_format']) ? body['response_format'] : {};
  const told = isObject(format['json_schema']) ? format['json_schema'] : {};
  const schema = isObject(told['schema']) ? told['schema'] : schemaInText(text);
  const maxTokens = body['max_completion_tokens'] ?? body['max_tokens'];
  return {
    model: body['model'],
    schemaName: typeof told['name'] === 'string' ? told['name'] : null,
    schema,
    text,
    pictures,
    messages,
    format: format['type'] === 'json_schema' ? 'schema' : format['type'] === 'json_object' ? 'object' : 'none',
    maxTokens: typeof maxTokens === 'number' ? maxTokens : null,
    body,
  };
}

/** The answer of Chat Completions: cut at the most tokens, with made-up but steady probabilities when asked for. */
export function completionOf(
  question: ChatQuestion,
  reply: Exclude<Reply, string>,
  about: { id: string; created: number; beside?: Json; usage?: Json },
): Json {
  const whole = reply.text ?? '';
  const cut = question.maxTokens !== null && tokensOf(whole) > question.maxTokens;
  const text = cut ? whole.slice(0, (question.maxTokens ?? 0) * 4) : whole;
  const top = typeof question.body['top_logprobs'] === 'number' ? question.body['top_logprobs'] : 0;
  const input = tokensOf(question.text) + question.pictures.length * 765;
  const output = tokensOf(text);
  return {
    id: about.id,
    object: 'chat.completion',
    created: about.created,
    model: question.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: reply.refusal === undefined ? text : null, refusal: reply.refusal ?? null },
        finish_reason: reply.finish ?? (cut ? 'length' : 'stop'),
        logprobs: question.body['logprobs'] === true ? { content: probabilitiesOf(text, top), refusal: null } : null,
      },
    ],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output, ...about.usage },
    ...about.beside,
  };
}

/** One entry per word; the first prefers itself with 0.8 and its opposite with 0.15. */
export function probabilitiesOf(text: string, top: number): Json[] {
  const words = text.split(/(?<=\s)/u).slice(0, 200);
  return words.map((token, index) => {
    const other = /^yes/iu.test(token) ? 'No' : /^no/iu.test(token) ? 'Yes' : ' a';
    const entries = [
      { token, logprob: index === 0 ? Math.log(0.8) : -0.05, bytes: [...Buffer.from(token)] },
      { token: other, logprob: index === 0 ? Math.log(0.15) : -4, bytes: [...Buffer.from(other)] },
      { token: '\n', logprob: Math.log(0.01), bytes: [10] },
    ];
    return { ...entries[0], top_logprobs: entries.slice(0, top) };
  });
}
