/**
 * Ollama, by its own paths and by those of OpenAI, and other servers that people run at home.
 *
 * Variants: `no-schema` knows JSON but no schema, `plain` neither; `chatty` takes every format, heeds none and talks
 * around its JSON; `lm-studio` has no paths of Ollama but its own list of models, and refuses `json_object`.
 */
import {
  answerTo,
  completionOf,
  isPicture,
  probabilitiesOf,
  readCompletion,
  schemaInText,
  tokensOf,
  type ChatQuestion,
  type Reply,
  type ReplyHook,
} from './kit/chat-brain.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export interface OllamaOptions extends SimulatorOptions {
  reply?: ReplyHook;
  variant?: 'no-schema' | 'plain' | 'chatty' | 'lm-studio' | (string & {});
}

const MODELS = [
  { name: 'llama3.2:3b', capabilities: ['completion', 'tools'], context: 131_072, size: '3.2B' },
  { name: 'qwen3-vl:8b', capabilities: ['completion', 'vision', 'thinking'], context: 262_144, size: '8.8B' },
  { name: 'nomic-embed-text:latest', capabilities: ['embedding'], context: 2048, size: '137M' },
];

const native = (status: number, error: string): never => {
  throw new SimRefusal({ status, json: { error } });
};
const compatible = (status: number, message: string): never => {
  throw new SimRefusal({ status, json: { error: { message, type: 'invalid_request_error', param: null, code: null } } });
};

/** An answer wrapped in everything that small models wrap answers in. */
const chattily = (text: string): string =>
  `<think>The person wants JSON. Perhaps {"not": "this"}? I will follow the form.</think>\nSure! Here is what you asked for:\n\n\`\`\`json\n${text.replace(/\}\s*$/u, ',}')}\n\`\`\`\n\nLet me know if you want any changes.`;

export async function startOllama(options: OllamaOptions = {}): Promise<RunningSimulator> {
  const { clock, faults } = settled(options);
  const { variant } = options;
  const charged: RunningSimulator['charged'] = [];
  let asked = 0;

  /** Declines a way of asking for JSON that this build does not know. */
  function checkFormat(format: ChatQuestion['format'], refuse: (status: number, message: string) => never, words: string): void {
    if (format === 'schema' && (variant === 'no-schema' || variant === 'plain'))
      refuse(400, `${words}: json_schema is not supported by this server`);
    if (format === 'object' && variant === 'plain') refuse(400, `${words} is not supported by this server`);
    if (format === 'object' && variant === 'lm-studio') refuse(400, "'response_format.type' must be 'json_schema' or 'text'");
  }

  async function reply(question: ChatQuestion): Promise<Exclude<Reply, string>> {
    charged.push({ id: `answer-${charged.length + 1}`, body: question.body, at: clock.now() });
    const given = await answerTo(question, options.reply, ++asked);
    const talks = variant === 'chatty' || (variant === 'plain' && question.schema !== null);
    return talks && given.text !== undefined ? { ...given, text: chattily(given.text) } : given;
  }

  const modelOf = (name: unknown): (typeof MODELS)[number] | undefined => MODELS.find((model) => model.name === name);

  async function completions(request: SimRequest): Promise<SimAnswer> {
    const body = request.json();
    const question = readCompletion(body);
    if ('fault' in question) return compatible(400, question.fault);
    const model = modelOf(body['model']);
    if (model === undefined) return compatible(404, `model "${String(body['model'])}" not found, try pulling it first`);
    if (question.pictures.length > 0 && !model.capabilities.includes('vision')) compatible(400, 'this model does not support image input');
    checkFormat(question.format, compatible, 'response_format');
    return {
      status: 200,
      json: completionOf(question, await reply(question), { id: `chatcmpl-${charged.length}`, created: Math.floor(clock.now() / 1000) }),
    };
  }

  async function chat(request: SimRequest): Promise<SimAnswer> {
    const body = request.json();
    const model = modelOf(body['model']);
    if (model === undefined) return native(404, `model '${String(body['model'])}' not found`);
    if (body['stream'] !== false) native(400, 'this simulator does not stream: send "stream": false');
    const given = Array.isArray(body['messages']) ? (body['messages'] as Json[]) : [];
    if (given.length === 0) native(400, 'messages are required');
    const pictures: Buffer[] = [];
    for (const message of given) {
      if (typeof message['content'] !== 'string')
        native(400, 'json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string');
      for (const image of Array.isArray(message['images']) ? (message['images'] as unknown[]) : []) {
        const bytes = Buffer.from(String(image), 'base64');
        if (String(image).startsWith('data:') || !isPicture(bytes)) native(400, 'illegal base64 data at input byte 4');
        pictures.push(bytes);
      }
    }
    if (pictures.length > 0 && !model.capabilities.includes('vision')) native(400, 'this model is missing data required for image input');
    if (body['think'] === true && !model.capabilities.includes('thinking')) native(400, `"${model.name}" does not support thinking`);
    const format = isObject(body['format']) ? 'schema' : body['format'] === 'json' ? 'object' : 'none';
    checkFormat(format, native, 'format');
    const settings = isObject(body['options']) ? body['options'] : {};
    const messages = given.map((message) => ({ role: String(message['role']), text: String(message['content']) }));
    let text = messages.map((message) => message.text).join('\n');
    // A server that was given too little room forgets the beginning, and says nothing about it.
    const room = (typeof settings['num_ctx'] === 'number' ? settings['num_ctx'] : 4096) * 4;
    if (text.length > room) text = text.slice(text.length - room);
    const limit = typeof settings['num_predict'] === 'number' ? settings['num_predict'] : null;
    const question: ChatQuestion = {
      model: model.name,
      schemaName: null,
      schema: isObject(body['format']) ? body['format'] : schemaInText(text),
      text,
      pictures,
      messages,
      format,
      maxTokens: limit,
      body,
    };
    const whole = (await reply(question)).text ?? '';
    const cut = limit !== null && tokensOf(whole) > limit;
    const said = cut ? whole.slice(0, limit * 4) : whole;
    return {
      status: 200,
      json: {
        model: model.name,
        created_at: new Date(clock.now()).toISOString(),
        message: { role: 'assistant', content: said },
        done: true,
        done_reason: cut ? 'length' : 'stop',
        total_duration: 5_000_000_000,
        load_duration: 1_000_000,
        prompt_eval_count: tokensOf(text),
        eval_count: tokensOf(said),
        ...(body['logprobs'] === true ? { logprobs: probabilitiesOf(said, Number(body['top_logprobs'] ?? 0)) } : {}),
      },
    };
  }

  const ownPaths: SimRoute[] = [
    { method: 'POST', path: '/api/chat', purpose: 'create', handle: chat },
    {
      method: 'GET',
      path: '/api/tags',
      purpose: 'models',
      handle: () => ({
        status: 200,
        json: {
          models: MODELS.map(({ name, size }) => ({
            name,
            model: name,
            size: 2_000_000_000,
            digest: 'sha256:0',
            details: { family: 'llama', parameter_size: size, quantization_level: 'Q4_K_M' },
          })),
        },
      }),
    },
    {
      method: 'POST',
      path: '/api/show',
      purpose: 'schema',
      handle: (request) => {
        const model = modelOf(request.json()['model']);
        if (model === undefined) return native(404, 'model not found');
        return {
          status: 200,
          json: {
            capabilities: model.capabilities,
            model_info: { 'general.architecture': 'llama', 'llama.context_length': model.context },
          },
        };
      },
    },
    { method: 'GET', path: '/api/version', purpose: 'account', handle: () => ({ status: 200, json: { version: '0.14.2' } }) },
  ];
  const studioPaths: SimRoute[] = [
    {
      method: 'GET',
      path: '/api/v1/models',
      purpose: 'models',
      handle: () => ({
        status: 200,
        json: {
          models: MODELS.map(({ name, capabilities, context }) => ({
            type: capabilities.includes('embedding') ? 'embedding' : 'llm',
            key: name,
            display_name: name.replace(':', ' '),
            max_context_length: context,
            capabilities: { vision: capabilities.includes('vision') },
          })),
        },
      }),
    },
  ];
  const server = await startServer({
    routes: [
      { method: 'POST', path: '/v1/chat/completions', purpose: 'create', handle: completions },
      {
        method: 'GET',
        path: '/v1/models',
        purpose: 'models',
        handle: () => ({
          status: 200,
          json: {
            object: 'list',
            data: MODELS.map(({ name }) => ({ id: name, object: 'model', created: 1_750_000_000, owned_by: 'library' })),
          },
        }),
      },
      ...(variant === 'lm-studio' ? studioPaths : ownPaths),
    ],
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: () => ({ status: 503, json: { error: 'server busy, please try again. maximum pending requests exceeded' } }),
    notFound: () => ({ status: 404, text: '404 page not found' }),
  });
  const variable = variant === 'lm-studio' ? 'LMSTUDIO_BASE_URL' : 'OLLAMA_BASE_URL';
  return {
    provider: variant === 'lm-studio' ? 'lm-studio' : 'ollama',
    address: server.address,
    env: { [variable]: `${server.address}/v1` },
    clock,
    faults,
    log: server.log,
    // What was answered; nothing here costs anything.
    charged,
    close: () => server.close(),
  };
}
