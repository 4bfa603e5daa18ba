/** Claude through the Messages API. It gives no probabilities and takes neither a temperature nor a seed. */
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { ChatAnswer, ChatMessage, ChatModel, ChatPart, ChatRequest } from '../llm/chat.ts';
import { chatPicture } from '../llm/chat-picture.ts';
import { readJson } from '../llm/json-answer.ts';
import { strictSchema, withoutNulls } from '../llm/strict-schema.ts';
import { inputTokensOf } from '../llm/token-count.ts';
import { tokenPrice } from '../llm/token-price.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { isObject, textIn, type AnthropicApi, type Json } from './api.ts';

async function blockOf(part: ChatPart): Promise<Json> {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { mime, base64 } = await chatPicture(part.input, part.detail);
  return { type: 'image', source: { type: 'base64', media_type: mime, data: base64 } };
}

/** Empty blocks are refused, and so are messages without any. */
const spoken = (message: ChatMessage): ChatPart[] => message.parts.filter((part) => part.type === 'picture' || part.text.trim() !== '');

function finishOf(reason: string): ChatAnswer['finish'] {
  switch (reason) {
    case 'refusal':
      return 'refused';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    default:
      // end_turn, stop_sequence; and whatever is new, since there may be an answer all the same.
      return 'stop';
  }
}

function usageIn(body: Json): ChatAnswer['usage'] {
  const usage = body['usage'];
  if (!isObject(usage)) return null;
  const count = (key: string): number => (typeof usage[key] === 'number' ? usage[key] : 0);
  return {
    inputTokens: count('input_tokens') + count('cache_creation_input_tokens') + count('cache_read_input_tokens'),
    outputTokens: count('output_tokens'),
  };
}

/** Why the model refused: in its own words, else by the category that the service names. */
function refusalOf(body: Json, text: string): string {
  const details = isObject(body['stop_details']) ? body['stop_details'] : {};
  const explained = textIn(details['explanation']) || text.trim();
  const category = textIn(details['category']);
  return explained || (category === '' ? 'Claude refused without a reason.' : `Claude refused (${category}).`);
}

function wholeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answerOf(body: unknown, schema: ChatRequest['schema']): ChatAnswer {
  if (!isObject(body) || !Array.isArray(body['content']))
    throw new ProviderFailure(
      providerError('provider_failed', 'Anthropic answered in a form that is not known. It may have been charged.'),
    );
  const text = body['content']
    .filter(isObject)
    .filter((block) => block['type'] === 'text')
    .map((block) => textIn(block['text']))
    .join('');
  const finish = finishOf(textIn(body['stop_reason']));
  // What was cut off must not pass as whole after repair; a refusal in words must not pass as an answer.
  const json = schema === null || finish === 'refused' ? undefined : finish === 'length' ? wholeJson(text) : readJson(text);
  return {
    text,
    json: schema === null ? undefined : withoutNulls(json, schema.schema),
    finish,
    refusal: finish === 'refused' ? refusalOf(body, text) : null,
    usage: usageIn(body),
    cost: null,
    logprobs: null,
  };
}

export function anthropicChat(api: AnthropicApi, descriptor: ModelDescriptor): ChatModel {
  const limits = descriptor.text;
  const options = descriptor.job?.options ?? {};

  /** Thinking counts against the limit, so it gets room of its own beside the answer that was asked for. */
  const mostTokens = (request: ChatRequest): number =>
    Math.min(
      limits?.maxOutputTokens ?? Infinity,
      request.maxOutputTokens + (typeof options['thinkingTokens'] === 'number' ? options['thinkingTokens'] : 0),
    );

  async function bodyOf(request: ChatRequest): Promise<Json> {
    const said = request.messages.filter((message) => spoken(message).length > 0);
    const system = said.filter(({ role }) => role === 'system').flatMap((message) => spoken(message));
    const config = {
      ...(request.schema === null ? {} : { format: { type: 'json_schema', schema: strictSchema(request.schema.schema) } }),
      ...(typeof options['effort'] === 'string' ? { effort: options['effort'] } : {}),
    };
    return {
      model: descriptor.remoteId,
      max_tokens: mostTokens(request),
      ...(system.length === 0 ? {} : { system: await Promise.all(system.map(blockOf)) }),
      messages: await Promise.all(
        said
          .filter(({ role }) => role !== 'system')
          .map(async (message) => ({ role: message.role, content: await Promise.all(spoken(message).map(blockOf)) })),
      ),
      ...(Object.keys(config).length === 0 ? {} : { output_config: config }),
    };
  }

  return {
    id: 'anthropic',
    label: descriptor.name,
    model: descriptor.remoteId,
    price: (request) => tokenPrice(descriptor, { inputTokens: inputTokensOf(request), outputTokens: mostTokens(request) }, 'cloud'),
    costOf: (usage) => tokenPrice(descriptor, usage, 'cloud'),
    async complete(request, { signal }) {
      const { body } = await api.call({
        kind: 'paid-create',
        method: 'POST',
        path: '/v1/messages',
        body: await bodyOf(request),
        // Without streaming, nothing is heard until the last word is written.
        deadlineMs: 600_000,
        attempts: 4,
        signal,
      });
      return answerOf(body, request.schema);
    },
  };
}
