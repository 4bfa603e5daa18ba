/** Anthropic's Messages API in the version of 2026-10-21, and its list of models. */
import { randomBytes } from 'node:crypto';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';
import { replyTo } from './kit/story-replies.ts';

type Json = Record<string, unknown>;

export interface AnthropicSimulatorOptions extends SimulatorOptions {
  /** What the model says; a plausible answer to the schema when left out. */
  reply?: (request: { prompt: string; body: Json }) => string;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

const VERSIONS = ['2023-06-01', '2026-10-21'];
const MODELS: Record<string, string> = {
  'claude-opus-5-5': 'Claude Opus 5.5',
  'claude-sonnet-5-5': 'Claude Sonnet 5.5',
  'claude-haiku-5-5': 'Claude Haiku 5.5',
};
const FIELDS = new Set(
  `model max_tokens messages system tools tool_choice thinking output_config stop_sequences stream metadata service_tier cache_control
  container context_management`.split(/\s+/),
);
/** What structured output takes; `minItems` only as 0 or 1. */
const SCHEMA_WORDS = [
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'allOf',
  '$ref',
  '$defs',
  'description',
  'title',
  'format',
  'minItems',
  'default',
];

const MAX_BYTES = 32 * 2 ** 20;

export async function startAnthropic(options: AnthropicSimulatorOptions = {}): Promise<RunningSimulator> {
  const { clock, faults, limits } = settled(options);
  const key = secretFor('anthropic');
  const charged: RunningSimulator['charged'] = [];
  let serial = 0;

  const requestId = (): string => `req_${String(++serial).padStart(6, '0')}`;
  const wrong = (status: number, type: string, message: string, headers: Record<string, string> = {}): SimAnswer => {
    const id = requestId();
    return { status, json: { type: 'error', error: { type, message }, request_id: id }, headers: { 'request-id': id, ...headers } };
  };
  const refuse = (...args: Parameters<typeof wrong>): never => {
    throw new SimRefusal(wrong(...args));
  };
  const invalid = (message: string): never => refuse(400, 'invalid_request_error', message);

  /** @returns the version that was asked for */
  function admit(request: SimRequest): string {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const given = request.headers['x-api-key'] ?? bearer;
    if (given === undefined) refuse(401, 'authentication_error', 'x-api-key header is required');
    if (given !== key) refuse(401, 'authentication_error', 'invalid x-api-key');
    const version = words(request.headers['anthropic-version']);
    if (version === '') invalid('anthropic-version: header is required');
    if (!VERSIONS.includes(version)) invalid(`anthropic-version: "${version}" is not a valid version`);
    return version;
  }

  function checkSchema(schema: unknown, path: string): void {
    if (!isJson(schema)) return invalid(`output_config.format.schema${path}: must be an object`);
    for (const word of Object.keys(schema))
      if (!SCHEMA_WORDS.includes(word)) invalid(`output_config.format.schema${path}: ${word} is not supported`);
    if (typeof schema['minItems'] === 'number' && schema['minItems'] > 1)
      invalid(`output_config.format.schema${path}: minItems must be 0 or 1`);
    if (schema['type'] === 'object' && schema['additionalProperties'] !== false)
      invalid(`output_config.format.schema${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
    if (isJson(schema['properties'])) for (const [name, part] of Object.entries(schema['properties'])) checkSchema(part, `${path}.${name}`);
    if (schema['items'] !== undefined) checkSchema(schema['items'], `${path}[]`);
    if (Array.isArray(schema['anyOf'])) for (const part of schema['anyOf']) checkSchema(part, path);
  }

  /** Checks one content and gives back its words. */
  function readBlocks(content: unknown, path: string, pictures: boolean): string {
    if (typeof content === 'string') return content === '' ? invalid(`${path}: text content blocks must be non-empty`) : content;
    if (!Array.isArray(content) || content.length === 0) return invalid(`${path}: at least one content block is required`);
    return content
      .map((block: unknown, index) => {
        const at = `${path}.${index}`;
        if (!isJson(block)) return invalid(`${at}: must be an object`);
        if (block['type'] === 'text')
          return words(block['text']).trim() === '' ? invalid(`${at}: text content blocks must be non-empty`) : words(block['text']);
        if (block['type'] !== 'image' || !pictures) return invalid(`${at}.type: Input should be 'text'${pictures ? " or 'image'" : ''}`);
        const source = isJson(block['source']) ? block['source'] : {};
        if (source['type'] === 'base64') {
          if (!/^image\/(jpeg|png|gif|webp)$/.test(words(source['media_type'])))
            invalid(`${at}.source.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`);
          const bytes = Buffer.from(words(source['data']), 'base64');
          const png = bytes.subarray(1, 4).toString() === 'PNG';
          if (bytes.length === 0 || (source['media_type'] === 'image/png') !== png) invalid(`${at}.source: Could not process image`);
        } else if (!['url', 'file'].includes(words(source['type']))) invalid(`${at}.source.type: unknown`);
        return '';
      })
      .join('\n');
  }

  function checkBody(body: Json, version: string): string {
    const model = words(body['model']);
    if (model === '') invalid('model: Field required');
    if (MODELS[model] === undefined) refuse(404, 'not_found_error', `model: ${model}`);
    if (!Number.isInteger(body['max_tokens']) || Number(body['max_tokens']) < 1) invalid('max_tokens: Field required');
    if (Number(body['max_tokens']) > 128_000)
      invalid(`max_tokens: ${String(body['max_tokens'])} > 128000, which is the maximum allowed number of output tokens for ${model}`);
    for (const name of Object.keys(body)) {
      if (['temperature', 'top_p', 'top_k'].includes(name)) {
        if (version === '2026-10-21') invalid(`${name}: this parameter was removed in version 2026-10-21`);
      } else if (!FIELDS.has(name)) invalid(`${name}: Extra inputs are not permitted`);
    }
    if (!Array.isArray(body['messages']) || body['messages'].length === 0) return invalid('messages: at least one message is required');
    const said = body['system'] === undefined ? [] : [readBlocks(body['system'], 'system', false)];
    for (const [index, message] of body['messages'].entries()) {
      if (!isJson(message) || !['user', 'assistant'].includes(words(message['role'])))
        return invalid(`messages.${index}.role: Input should be 'user' or 'assistant'`);
      if (index === 0 && message['role'] !== 'user') invalid('messages: first message must use the "user" role');
      said.push(readBlocks(message['content'], `messages.${index}.content`, message['role'] === 'user'));
    }
    const config = isJson(body['output_config']) ? body['output_config'] : {};
    for (const name of Object.keys(config))
      if (!['format', 'effort'].includes(name)) invalid(`output_config.${name}: Extra inputs are not permitted`);
    if (config['effort'] !== undefined && !['low', 'medium', 'high', 'xhigh', 'max'].includes(words(config['effort'])))
      invalid('output_config.effort: unknown');
    if (config['format'] !== undefined) {
      const format = isJson(config['format']) ? config['format'] : {};
      if (format['type'] !== 'json_schema' || Object.keys(format).some((name) => !['type', 'schema'].includes(name)))
        invalid("output_config.format: Input tag should be 'json_schema'");
      checkSchema(format['schema'], '');
    }
    return said.join('\n');
  }

  function answer(body: Json, prompt: string): Json {
    const config = isJson(body['output_config']) ? body['output_config'] : {};
    const schema = isJson(config['format']) && isJson(config['format']['schema']) ? config['format']['schema'] : null;
    const refused = /\[refuse\]/.test(prompt);
    const cut = /\[cut off\]/.test(prompt);
    const full = /\[too long\]/.test(prompt);
    const whole = options.reply?.({ prompt, body }) ?? replyTo({ schemaName: null, schema, text: prompt });
    const text = refused ? '' : cut || full ? whole.slice(0, Math.floor(whole.length * 0.6)) : whole;
    return {
      id: `msg_${randomBytes(8).toString('hex')}`,
      type: 'message',
      role: 'assistant',
      model: body['model'],
      content: [
        { type: 'thinking', thinking: 'Let me think about this.', signature: 'c2ln' },
        ...(refused ? [] : [{ type: 'text', text }]),
      ],
      stop_reason: refused ? 'refusal' : cut ? 'max_tokens' : full ? 'model_context_window_exceeded' : 'end_turn',
      stop_sequence: null,
      stop_details: refused
        ? { type: 'refusal', category: 'violence', explanation: 'This request asks for something that I will not describe.' }
        : null,
      usage: {
        input_tokens: Math.ceil(prompt.length / 4),
        output_tokens: Math.ceil(text.length / 4) + 20,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 5,
        service_tier: 'standard',
      },
    };
  }

  const routes: SimRoute[] = [
    {
      method: 'GET',
      path: '/v1/models',
      purpose: 'models',
      handle(request) {
        admit(request);
        const data = Object.entries(MODELS).map(([id, name]) => ({
          type: 'model',
          id,
          display_name: name,
          created_at: '2026-10-07T00:00:00Z',
        }));
        return { status: 200, json: { data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id } };
      },
    },
    {
      method: 'POST',
      path: '/v1/messages',
      purpose: 'create',
      handle(request) {
        const version = admit(request);
        if (request.bytes.length > MAX_BYTES)
          return wrong(413, 'request_too_large', 'Request exceeds the maximum allowed number of bytes.');
        const body = request.json();
        const prompt = checkBody(body, version);
        const now = clock.now();
        if (charged.filter((each) => now - each.at < 60_000).length >= limits.createsPerMinute)
          return wrong(429, 'rate_limit_error', "This request would exceed your organization's rate limit.", { 'retry-after': '20' });
        const message = answer(body, prompt);
        charged.push({ id: words(message['id']), body, at: now });
        return { status: 200, json: message, headers: { 'request-id': requestId() } };
      },
    },
  ];

  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: (seconds, inBody) => ({
      json: {
        type: 'error',
        error: { type: 'rate_limit_error', message: "This request would exceed your organization's rate limit." },
        ...(inBody ? { retry_after: seconds } : {}),
      },
    }),
    notFound: () => wrong(404, 'not_found_error', 'Not found'),
  });
  return {
    provider: 'anthropic',
    address: server.address,
    env: { ANTHROPIC_BASE_URL: server.address, ANTHROPIC_API_KEY: key },
    clock,
    faults,
    log: server.log,
    charged,
    close: () => server.close(),
  };
}
