/** The models that a server has right now, as descriptors. Models that only compare texts or transcribe are left out. */
import { z } from 'zod';
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import { askDirectly, rootOf, withOpenAi, type Endpoint } from '../openai/session.ts';

const LOOK = { kind: 'read', deadlineMs: 15_000, attempts: 2 } as const;
/** Used where a server does not say; small enough for any of today's models. Tokens. */
const CONTEXT_ASSUMED = 16_384;
/** Longer answers than this are never asked for. Tokens. */
const OUTPUT_AT_MOST = 16_384;
/** More context than this fills the memory of an ordinary computer. Tokens. */
const LOCAL_CONTEXT_AT_MOST = 32_768;

const NO_WRITER = /embed|\bbge[-_]|\be5-|\bgte-|rerank|whisper|\btts\b|moderation|clip-vit|stable-diffusion|flux/iu;
const SEES = /vision|llava|\bvl\b|-vl|minicpm-v|moondream|pixtral|gemma-?3|llama-?4|qwen.*vl|internvl/iu;

const modelSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  max_model_len: z.number().nullish(),
  context_length: z.number().nullish(),
  meta: z.looseObject({ n_ctx_train: z.number().nullish() }).nullish(),
  architecture: z
    .looseObject({ input_modalities: z.array(z.string()).nullish(), output_modalities: z.array(z.string()).nullish() })
    .nullish(),
  top_provider: z.looseObject({ max_completion_tokens: z.number().nullish() }).nullish(),
  supported_parameters: z.array(z.string()).nullish(),
  pricing: z.looseObject({ prompt: z.string().nullish(), completion: z.string().nullish() }).nullish(),
});
type ListedModel = z.infer<typeof modelSchema>;

/** What a server tells about a model beside its list. */
interface Facts {
  context: number | null;
  vision: boolean | null;
  name: string | null;
  thinking: boolean;
}

/**
 * Ids in the server's list.
 * @throws ProviderFailure
 */
export async function listModels(endpoint: Endpoint, signal: AbortSignal): Promise<ListedModel[]> {
  const page: unknown = await withOpenAi(endpoint, { ...LOOK, signal }, (client) => client.models.list({ signal }));
  const data = typeof page === 'object' && page !== null && 'data' in page && Array.isArray(page.data) ? page.data : [];
  // A model that is listed in a form we do not know hides none of the others.
  return data.flatMap((entry: unknown) => {
    const model = modelSchema.safeParse(entry);
    return model.success ? [model.data] : [];
  });
}

const usable = (text: { contextTokens: number }): number => Math.max(1024, Math.min(OUTPUT_AT_MOST, Math.floor(text.contextTokens / 2)));

/** Dollars per token in the list of a router; nothing where it says nothing or varies (-1). */
function pricesOf(model: ListedModel): Pick<ModelDescriptorFile, 'price'> {
  const read = Number(model.pricing?.prompt ?? Number.NaN);
  const written = Number(model.pricing?.completion ?? Number.NaN);
  if (!(read >= 0) || !(written >= 0)) return {};
  return {
    price: [
      { unit: 'input-token', amount: read },
      { unit: 'output-token', amount: written },
    ],
  };
}

function descriptorOf(
  provider: string,
  model: ListedModel,
  facts: Facts | null,
  where: 'cloud' | 'local',
  source: string,
  day: string,
): ModelDescriptorFile {
  const said = facts?.context ?? model.context_length ?? model.max_model_len ?? model.meta?.n_ctx_train ?? CONTEXT_ASSUMED;
  const contextTokens = Math.max(2048, where === 'local' ? Math.min(said, LOCAL_CONTEXT_AT_MOST) : said);
  const inputs = model.architecture?.input_modalities;
  const vision = facts?.vision ?? (inputs === null || inputs === undefined ? SEES.test(model.id) : inputs.includes('image'));
  const supported = model.supported_parameters;
  const prices = pricesOf(model);
  return {
    provider,
    remoteId: model.id,
    name: facts?.name ?? model.name ?? model.id,
    kind: 'text',
    modes: vision ? ['text', 'image'] : ['text'],
    text: {
      contextTokens,
      maxOutputTokens: Math.min(model.top_provider?.max_completion_tokens ?? Infinity, usable({ contextTokens })),
      vision,
      logprobs: supported === null || supported === undefined ? 'ask' : supported.includes('logprobs'),
      temperature: supported === null || supported === undefined || supported.includes('temperature'),
    },
    ...prices,
    ...(prices.price === undefined ? {} : { verifiedAt: day }),
    ...(facts?.thinking === true ? { job: { options: { thinking: true } } } : {}),
    source,
  };
}

const writes = (model: ListedModel): boolean => {
  const outputs = model.architecture?.output_modalities;
  return !NO_WRITER.test(model.id) && (outputs === null || outputs === undefined || outputs.includes('text'));
};

/** Answers of paths that only some servers have; undefined where they do not. */
async function ifThere(endpoint: Endpoint, path: string, signal: AbortSignal, body?: unknown): Promise<unknown> {
  try {
    return await askDirectly(
      endpoint,
      { ...LOOK, attempts: 1, signal },
      { method: body === undefined ? 'GET' : 'POST', url: `${rootOf(endpoint)}${path}`, ...(body === undefined ? {} : { body }) },
    );
  } catch (cause) {
    if (signal.aborted) throw cause;
    return undefined;
  }
}

/** Models of any server that lists them at `/models`. */
export async function installedModels(
  endpoint: Endpoint,
  options: { provider: string; where: 'cloud' | 'local'; day: string; signal: AbortSignal },
): Promise<ModelDescriptorFile[]> {
  const { provider, where, day, signal } = options;
  const listed = (await listModels(endpoint, signal)).filter(writes);
  const facts = where === 'local' ? await factsBeside(endpoint, signal) : new Map<string, Facts | 'no-writer'>();
  const everywhere = facts.get('');
  return listed.flatMap((model) => {
    const known = facts.get(model.id) ?? everywhere ?? null;
    if (known === 'no-writer') return [];
    return [descriptorOf(provider, model, known, where, `${endpoint.label}, list of models`, day)];
  });
}

const lmStudioSchema = z.looseObject({
  models: z.array(
    z.looseObject({
      key: z.string(),
      type: z.string().nullish(),
      display_name: z.string().nullish(),
      max_context_length: z.number().nullish(),
      capabilities: z.looseObject({ vision: z.boolean().nullish() }).nullish(),
    }),
  ),
});
const llamaCppSchema = z.looseObject({
  default_generation_settings: z.looseObject({ n_ctx: z.number() }),
  modalities: z.looseObject({ vision: z.boolean().nullish() }).nullish(),
});

/** LM Studio and llama.cpp say more at paths of their own. By model id; '' is for every model of the server. */
async function factsBeside(endpoint: Endpoint, signal: AbortSignal): Promise<Map<string, Facts | 'no-writer'>> {
  const facts = new Map<string, Facts | 'no-writer'>();
  const studio = lmStudioSchema.safeParse(await ifThere(endpoint, '/api/v1/models', signal));
  if (studio.success) {
    for (const model of studio.data.models) {
      facts.set(
        model.key,
        model.type !== null && model.type !== undefined && /embed/iu.test(model.type)
          ? 'no-writer'
          : {
              context: model.max_context_length ?? null,
              vision: model.capabilities?.vision ?? null,
              name: model.display_name ?? null,
              thinking: false,
            },
      );
    }
    return facts;
  }
  const llama = llamaCppSchema.safeParse(await ifThere(endpoint, '/props', signal));
  if (llama.success)
    facts.set('', {
      context: llama.data.default_generation_settings.n_ctx,
      vision: llama.data.modalities?.vision ?? null,
      name: null,
      thinking: false,
    });
  return facts;
}

const tagsSchema = z.looseObject({
  models: z.array(
    z.looseObject({
      name: z.string(),
      details: z.looseObject({ parameter_size: z.string().nullish(), quantization_level: z.string().nullish() }).nullish(),
    }),
  ),
});
const showSchema = z.looseObject({ capabilities: z.array(z.string()).nullish(), model_info: z.record(z.string(), z.unknown()).nullish() });

/**
 * Models of Ollama with what each can do.
 * @throws ProviderFailure
 */
export async function ollamaModels(
  endpoint: Endpoint,
  options: { provider: string; day: string; signal: AbortSignal },
): Promise<ModelDescriptorFile[]> {
  const { provider, day, signal } = options;
  const tags = tagsSchema.safeParse(
    await askDirectly(endpoint, { ...LOOK, signal }, { method: 'GET', url: `${rootOf(endpoint)}/api/tags` }),
  );
  // Something else that speaks like OpenAI may live at this address.
  if (!tags.success) return await installedModels(endpoint, { provider, where: 'local', day, signal });
  const models: ModelDescriptorFile[] = [];
  for (const { name, details } of tags.data.models) {
    const shown = showSchema.safeParse(await ifThere(endpoint, '/api/show', signal, { model: name }));
    const can = shown.data?.capabilities ?? null;
    if (can === null ? NO_WRITER.test(name) : !can.includes('completion')) continue;
    const context = Object.entries(shown.data?.model_info ?? {}).find(([key]) => key.endsWith('.context_length'))?.[1];
    const size = [details?.parameter_size, details?.quantization_level]
      .filter((part) => typeof part === 'string' && part !== '')
      .join(', ');
    models.push(
      descriptorOf(
        provider,
        { id: name },
        {
          context: typeof context === 'number' ? context : null,
          vision: can === null ? null : can.includes('vision'),
          name: size === '' ? name : `${name} (${size})`,
          thinking: can?.includes('thinking') ?? false,
        },
        'local',
        'Ollama, list of models',
        day,
      ),
    );
  }
  return models;
}

/** Version of an Ollama server; null when it is none. */
export async function ollamaVersion(endpoint: Endpoint, signal: AbortSignal): Promise<string | null> {
  const answer = z.looseObject({ version: z.string() }).safeParse(await ifThere(endpoint, '/api/version', signal));
  return answer.success ? answer.data.version : null;
}
