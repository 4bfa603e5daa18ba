/**
 * The Gemini API as far as Heroframe uses it: generateContent for words and pictures, the list of models, and clips
 * (`gemini-clips.ts`).
 */
import { randomBytes } from 'node:crypto';
import { CLIP_MODELS, OMNI_MODEL, clipRoutes, isJson, list, words, type Json } from './gemini-clips.ts';
import { drawPicture } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';
import { replyTo } from './kit/story-replies.ts';

export interface GeminiSimulatorOptions extends SimulatorOptions {
  /** What a language model says; a plausible answer to the schema when left out. */
  reply?: (request: { prompt: string; body: Json }) => string;
  /** Models that tell probabilities; the others answer 400 to the question. */
  tellsProbabilities?: (model: string) => boolean;
  /** Another host that finished clips are served from. */
  clipsFrom?: string;
}

const TEXT_MODELS = ['gemini-3.8-flash', 'gemini-3.5-flash', 'gemini-3.5-flash-lite', 'gemini-3.1-pro-preview'];
const PICTURE_MODELS = ['gemini-3-pro-image', 'gemini-3.1-flash-image', 'gemini-2.5-flash-image'];
const RATIOS: Record<string, [number, number]> = {
  '16:9': [320, 180],
  '9:16': [180, 320],
  '1:1': [240, 240],
  '4:3': [280, 210],
  '3:4': [210, 280],
  '21:9': [420, 180],
};

const BODY = new Set('contents systemInstruction generationConfig safetySettings tools toolConfig cachedContent'.split(' '));
const CONFIG = new Set(
  `responseMimeType responseJsonSchema responseSchema responseModalities imageConfig temperature topP topK seed maxOutputTokens
  candidateCount stopSequences responseLogprobs logprobs mediaResolution thinkingConfig`.split(/\s+/),
);

export async function startGemini(options: GeminiSimulatorOptions = {}): Promise<RunningSimulator> {
  const { clock, jobMilliseconds, faults, limits } = settled(options);
  const key = secretFor('gemini');
  const charged: RunningSimulator['charged'] = [];
  let serial = 0;

  const wrong = (code: number, status: string, message: string, details: unknown[] = []): SimAnswer => ({
    status: code,
    json: { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } },
  });
  const refuse = (...args: Parameters<typeof wrong>): never => {
    throw new SimRefusal(wrong(...args));
  };
  const invalid = (field: string, message: string): never =>
    refuse(400, 'INVALID_ARGUMENT', message, [
      { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: message }] },
    ]);
  const known = (where: string, value: Json, fields: Iterable<string>): void => {
    for (const name of Object.keys(value))
      if (![...fields].includes(name))
        invalid(where, `Invalid JSON payload received. Unknown name "${name}" at '${where}': Cannot find field.`);
  };

  function admit(request: SimRequest): void {
    const given = request.headers['x-goog-api-key'];
    if (given === undefined)
      refuse(
        403,
        'PERMISSION_DENIED',
        "Method doesn't allow unregistered callers. Please use API Key or other form of API consumer identity.",
      );
    if (given !== key)
      refuse(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
      ]);
  }

  function charge(body: unknown): string {
    const now = clock.now();
    if (charged.filter((each) => now - each.at < 60_000).length >= limits.createsPerMinute)
      refuse(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your plan and billing details.', [
        {
          '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
          violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }],
        },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' },
      ]);
    const id = `r${++serial}-${randomBytes(4).toString('hex')}`;
    charged.push({ id, body, at: now });
    return id;
  }

  /** Checks the contents and gives back everything that was said in them. */
  function readContents(body: Json): { prompt: string; pictures: Buffer[] } {
    const contents = [...list(body['contents']), ...(isJson(body['systemInstruction']) ? [body['systemInstruction']] : [])];
    if (list(body['contents']).length === 0) invalid('contents', 'contents is not specified');
    const pictures: Buffer[] = [];
    const said: string[] = [];
    for (const content of contents) {
      known('contents', content, ['role', 'parts']);
      if (!['user', 'model', undefined].includes(content['role'] as string | undefined))
        invalid('contents', 'Please use a valid role: user, model.');
      for (const part of list(content['parts'])) {
        known('contents.parts', part, ['text', 'inlineData', 'fileData', 'thought', 'videoMetadata']);
        if (typeof part['text'] === 'string') said.push(part['text']);
        if (!isJson(part['inlineData'])) continue;
        const { mimeType, data } = part['inlineData'];
        if (!/^image\/(png|jpeg|webp|heic|heif)$/.test(words(mimeType)))
          invalid('contents.parts.inlineData', `Unsupported MIME type: ${words(mimeType)}`);
        const bytes = Buffer.from(words(data), 'base64');
        if (bytes.length === 0) invalid('contents.parts.inlineData', 'Unable to process input image.');
        pictures.push(bytes);
      }
    }
    return { prompt: said.join('\n'), pictures };
  }

  function checkConfig(config: Json, model: string): void {
    known('generation_config', config, CONFIG);
    if (config['seed'] !== undefined && (!Number.isInteger(config['seed']) || Math.abs(Number(config['seed'])) > 2_147_483_647))
      invalid('generation_config.seed', "Invalid value at 'generation_config.seed' (TYPE_INT32)");
    if (config['maxOutputTokens'] !== undefined && !Number.isInteger(config['maxOutputTokens']))
      invalid('generation_config', 'Invalid value (TYPE_INT32)');
    if (config['responseJsonSchema'] !== undefined && config['responseMimeType'] !== 'application/json')
      invalid('generation_config', 'response_json_schema requires response_mime_type application/json');
    if (config['logprobs'] !== undefined && config['responseLogprobs'] !== true)
      invalid('generation_config', 'logprobs requires response_logprobs');
    if (config['responseLogprobs'] === true && options.tellsProbabilities?.(model) !== true)
      invalid('generation_config', `Logprobs is not enabled for models/${model}`);
  }

  const candidate = (parts: unknown[], finishReason: string, extra: Json = {}): Json => ({
    content: { role: 'model', parts },
    finishReason,
    index: 0,
    ...extra,
  });

  function textAnswer(model: string, body: Json, config: Json, prompt: string): Json {
    if (/\[blocked\]/.test(prompt))
      return {
        promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
        usageMetadata: { promptTokenCount: 12, totalTokenCount: 12 },
        modelVersion: model,
      };
    const schema = isJson(config['responseJsonSchema']) ? config['responseJsonSchema'] : null;
    const whole = options.reply?.({ prompt, body }) ?? replyTo({ schemaName: null, schema, text: prompt });
    const cut = /\[cut off\]/.test(prompt);
    const text = cut ? whole.slice(0, Math.floor(whole.length * 0.6)) : whole;
    const usage = {
      promptTokenCount: Math.ceil(prompt.length / 4),
      candidatesTokenCount: Math.ceil(text.length / 4),
      thoughtsTokenCount: 20,
      totalTokenCount: 0,
    };
    usage.totalTokenCount = usage.promptTokenCount + usage.candidatesTokenCount + usage.thoughtsTokenCount;
    if (/\[filtered\]/.test(prompt))
      return { candidates: [{ finishReason: 'SAFETY', index: 0, safetyRatings: [] }], usageMetadata: usage, modelVersion: model };
    const top = Number(config['logprobs'] ?? 0);
    const logprobsResult = {
      chosenCandidates: [{ token: text.slice(0, 3), tokenId: 1, logProbability: -0.1 }],
      topCandidates: [
        {
          candidates: Array.from({ length: top }, (_, index) => ({
            token: index === 0 ? text.slice(0, 3) : `t${index}`,
            tokenId: index,
            logProbability: -0.1 - index,
          })),
        },
      ],
    };
    return {
      candidates: [
        candidate(
          [{ text: 'Let me think about this.', thought: true }, { text }],
          cut ? 'MAX_TOKENS' : 'STOP',
          config['responseLogprobs'] === true ? { avgLogprobs: -0.1, logprobsResult } : {},
        ),
      ],
      usageMetadata: usage,
      modelVersion: model,
    };
  }

  async function pictureAnswer(model: string, config: Json, prompt: string, id: string): Promise<Json> {
    const image = isJson(config['imageConfig']) ? config['imageConfig'] : {};
    known('generation_config.image_config', image, ['aspectRatio', 'imageSize']);
    if (image['imageSize'] !== undefined && (model === 'gemini-2.5-flash-image' || !['1K', '2K', '4K'].includes(words(image['imageSize']))))
      invalid('generation_config.image_config', 'Invalid value at image_size');
    if (/\[blocked\]/.test(prompt)) return { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } };
    if (/\[filtered\]/.test(prompt)) return { candidates: [{ finishReason: 'IMAGE_SAFETY', index: 0 }] };
    if (/\[no picture\]/.test(prompt)) return { candidates: [candidate([{ text: 'I would rather describe it.' }], 'STOP')] };
    const [width, height] = RATIOS[words(image['aspectRatio'])] ?? [240, 240];
    const data = (await drawPicture({ prompt, seed: id, width, height })).toString('base64');
    return {
      candidates: [candidate([{ text: 'Here it is.' }, { inlineData: { mimeType: 'image/png', data } }], 'STOP')],
      modelVersion: model,
    };
  }

  const routes: SimRoute[] = [
    {
      method: 'GET',
      path: '/v1beta/models',
      purpose: 'models',
      handle(request) {
        admit(request);
        const all = [...TEXT_MODELS, ...PICTURE_MODELS, ...CLIP_MODELS, OMNI_MODEL];
        return {
          status: 200,
          json: {
            models: all.map((name) => ({
              name: `models/${name}`,
              displayName: name,
              supportedGenerationMethods: CLIP_MODELS.includes(name) ? ['predictLongRunning'] : ['generateContent', 'countTokens'],
            })),
          },
        };
      },
    },
    {
      method: 'POST',
      path: '/v1beta/models/:model:generateContent',
      purpose: 'create',
      async handle(request) {
        admit(request);
        const model = request.params['model'] ?? '';
        const draws = PICTURE_MODELS.includes(model);
        if (!draws && !TEXT_MODELS.includes(model))
          return wrong(404, 'NOT_FOUND', `models/${model} is not found for API version v1beta, or is not supported for generateContent.`);
        const body = request.json();
        known('request', body, BODY);
        const config = isJson(body['generationConfig']) ? body['generationConfig'] : {};
        checkConfig(config, model);
        const { prompt } = readContents(body);
        const id = charge(body);
        return {
          status: 200,
          json: { ...(draws ? await pictureAnswer(model, config, prompt, id) : textAnswer(model, body, config, prompt)), responseId: id },
        };
      },
    },
    ...clipRoutes({ clock, jobMilliseconds, admit, charge, refuse, invalid, known, clipsFrom: () => options.clipsFrom ?? server.address }),
  ];

  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: (seconds, inBody) => ({
      json: {
        error: {
          code: 429,
          message: 'Resource has been exhausted (e.g. check quota).',
          status: 'RESOURCE_EXHAUSTED',
          ...(inBody ? { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` }] } : {}),
        },
      },
    }),
    notFound: () => wrong(404, 'NOT_FOUND', 'Requested entity was not found.'),
  });
  return {
    provider: 'gemini',
    address: server.address,
    env: { GEMINI_BASE_URL: server.address, GEMINI_API_KEY: key },
    clock,
    faults,
    log: server.log,
    charged,
    close: () => server.close(),
  };
}
