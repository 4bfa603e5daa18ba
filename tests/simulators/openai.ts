/** OpenAI as it answers in 2026-11: chat, decisions, pictures and speech, strict about what the real one is strict about. */
import { answerTo, bytesOfDataUri, completionOf, isPicture, readCompletion, tokensOf, type ReplyHook } from './kit/chat-brain.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';
import { IMAGE_MODELS, mediaRoutes } from './openai-media.ts';
import { checkChat, failure, known, refuse } from './openai-rules.ts';

type Json = Record<string, unknown>;

const CHAT_MODELS = new Set(['gpt-4.1', 'gpt-4.1-mini', 'gpt-4o', 'gpt-4o-mini', 'gpt-6-luna', 'meta/llama-4', 'text-embedding-3-small']);
const CHAT_FIELDS = new Set(
  'model messages max_completion_tokens max_tokens temperature top_p seed logprobs top_logprobs response_format n stop stream user'.split(
    ' ',
  ),
);

export interface OpenAiOptions extends SimulatorOptions {
  /** What the model answers; null leaves it to the simulator. `count` is the number of the question, from 1. */
  reply?: ReplyHook;
  /** `router`: a router such as OpenRouter, with prices in its list and the cost in its answers. */
  variant?: 'router' | (string & {});
}

export async function startOpenAi(options: OpenAiOptions = {}): Promise<RunningSimulator> {
  const { clock, faults, limits } = settled(options);
  const router = options.variant === 'router';
  const secret = secretFor(router ? 'openrouter' : 'openai');
  const charged: RunningSimulator['charged'] = [];
  let asked = 0;

  const charge = (body: unknown): string => {
    const id = `sim-${charged.length + 1}`;
    charged.push({ id, body, at: clock.now() });
    return id;
  };
  const allowed = (request: SimRequest): void => {
    const header = request.headers.authorization ?? '';
    if (header === '') refuse(401, "You didn't provide an API key.", null);
    if (header !== `Bearer ${secret}`)
      refuse(401, 'Incorrect API key provided: sk-…. You can find your API key in your account.', 'invalid_api_key');
  };
  const throttled = (seconds: number): { json: unknown } => ({
    json: {
      error: {
        message: `Rate limit reached for requests. Please try again in ${seconds}s.`,
        type: 'requests',
        param: null,
        code: 'rate_limit_exceeded',
      },
    },
  });
  const withinRate = (): void => {
    const recent = charged.filter((each) => each.at > clock.now() - 60_000).length;
    if (recent >= limits.createsPerMinute) throw new SimRefusal({ status: 429, ...throttled(20), headers: { 'retry-after': '20' } });
  };

  async function chat(request: SimRequest): Promise<SimAnswer> {
    allowed(request);
    const body = request.json();
    known(new Set([...CHAT_FIELDS, ...(router ? ['provider', 'usage'] : [])]), Object.keys(body), true);
    if (typeof body['model'] === 'string' && !CHAT_MODELS.has(body['model']))
      refuse(404, `The model \`${body['model']}\` does not exist or you do not have access to it.`, 'model_not_found');
    checkChat(body);
    const question = readCompletion(body);
    if ('fault' in question) return failure(400, question.fault, question.code, question.param);
    withinRate();
    const id = charge(body);
    const reply = await answerTo(question, options.reply, ++asked);
    const created = Math.floor(clock.now() / 1000);
    return {
      status: 200,
      json: completionOf(question, reply, {
        id: `chatcmpl-${id}`,
        created,
        beside: { service_tier: 'default' },
        ...(router ? { usage: { cost: 0.0123 } } : {}),
      }),
      headers: { 'x-request-id': `req_${id}` },
    };
  }

  function decide(request: SimRequest): SimAnswer {
    allowed(request);
    const body = request.json();
    known(
      new Set(['model', 'input', 'questions', 'prompt_cache_key', 'prompt_cache_options', 'safety_identifier']),
      Object.keys(body),
      false,
    );
    if (body['model'] !== 'gpt-6-luna') refuse(400, 'Only gpt-6-luna is supported.', 'unsupported_value', 'model');
    const questions = Array.isArray(body['questions']) ? (body['questions'] as unknown[]) : [];
    if (questions.length < 1 || questions.length > 400) refuse(400, "Invalid 'questions': 1 to 400.", 'invalid_value', 'questions');
    for (const message of Array.isArray(body['input']) ? (body['input'] as Json[]) : [])
      for (const part of Array.isArray(message['content']) ? (message['content'] as Json[]) : []) {
        if (part['type'] === 'input_text' && typeof part['text'] === 'string') continue;
        const bytes = part['type'] === 'input_image' ? bytesOfDataUri(part['image_url']) : null;
        if (bytes === null || !isPicture(bytes)) refuse(400, 'Only inline pictures are supported.', 'invalid_image_url', 'input');
      }
    withinRate();
    charge(body);
    const answers = questions.map((question) => {
      const { type, name = null, instructions } = question as { type?: string; name?: string | null; instructions?: string };
      if (type !== 'predicate' || typeof instructions !== 'string')
        return refuse(400, "Invalid 'questions'.", 'invalid_value', 'questions');
      if (/refuse/i.test(instructions)) return { type: 'refusal', name };
      return { type: 'predicate', name, probability: /\bno\b|not/i.test(instructions) ? 0.04 : 0.93 };
    });
    const input = tokensOf(JSON.stringify(body));
    return { status: 200, json: { model: 'gpt-6-luna', answers, usage: { input_tokens: input, output_tokens: 0, total_tokens: input } } };
  }

  const listed = (): SimAnswer => ({
    status: 200,
    json: {
      object: 'list',
      data: [...CHAT_MODELS, ...(router ? [] : [...IMAGE_MODELS, 'gpt-4o-mini-tts', 'tts-1', 'tts-1-hd'])].map((id) => ({
        id,
        object: 'model',
        created: 1_750_000_000,
        owned_by: 'system',
        ...(router
          ? {
              name: `${id} (routed)`,
              context_length: 200_000,
              architecture: {
                input_modalities: ['text', 'image'],
                output_modalities: id.includes('embedding') ? ['embeddings'] : ['text'],
              },
              pricing: { prompt: '0.000002', completion: '0.000008' },
              top_provider: { max_completion_tokens: 8192 },
              supported_parameters: ['temperature', 'response_format', 'structured_outputs'],
            }
          : {}),
      })),
    },
  });

  const at = router ? '/api/v1' : '/v1';
  const route = (method: SimRoute['method'], path: string, purpose: SimRoute['purpose'], handle: SimRoute['handle']): SimRoute => ({
    method,
    path: `${at}${path}`,
    purpose,
    handle,
  });
  const routes: SimRoute[] = [
    route('POST', '/chat/completions', 'create', chat),
    route('GET', '/models', 'models', (request) => {
      if (!router) allowed(request);
      return listed();
    }),
    ...(router
      ? [
          route('GET', '/key', 'account', (request) => {
            allowed(request);
            return {
              status: 200,
              json: { data: { label: 'sk-or-…', usage: 1.25, limit: 10, limit_remaining: 8.75, is_free_tier: false } },
            };
          }),
        ]
      : [route('POST', '/decisions', 'create', decide), ...mediaRoutes({ clock, allowed, withinRate, charge })]),
  ];
  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled,
    notFound: (request) => failure(404, `Invalid URL (${request.method} ${request.path})`, null),
  });
  const variable = router ? 'OPENROUTER' : 'OPENAI';
  return {
    provider: router ? 'openrouter' : 'openai',
    address: server.address,
    env: { [`${variable}_BASE_URL`]: `${server.address}${at}`, [`${variable}_API_KEY`]: secret },
    clock,
    faults,
    log: server.log,
    charged,
    close: () => server.close(),
  };
}
