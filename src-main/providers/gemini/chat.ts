/** Gemini's language models through generateContent. */
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { ChatAnswer, ChatModel, ChatPart, ChatRequest, TokenLogprob } from '../llm/chat.ts';
import { chatPicture } from '../llm/chat-picture.ts';
import { readJson } from '../llm/json-answer.ts';
import { strictSchema, withoutNulls } from '../llm/strict-schema.ts';
import { inputTokensOf } from '../llm/token-count.ts';
import { tokenPrice } from '../llm/token-price.ts';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { modelPath, type GeminiApi } from './api.ts';
import { isObject, listIn, textIn, type Json } from './errors.ts';
import { finishOf, saidIn } from './finish.ts';

async function partOf(part: ChatPart): Promise<Json> {
  if (part.type === 'text') return { text: part.text };
  const { mime, base64 } = await chatPicture(part.input, part.detail);
  return { inlineData: { mimeType: mime, data: base64 } };
}

/** Google's two parallel lists of chosen and possible tokens as one. */
function logprobsIn(candidate: Json): TokenLogprob[] | null {
  const result = candidate['logprobsResult'];
  if (!isObject(result)) return null;
  const of = (value: unknown): { token: string; logprob: number } => {
    const item = isObject(value) ? value : {};
    return { token: textIn(item['token']), logprob: typeof item['logProbability'] === 'number' ? item['logProbability'] : -Infinity };
  };
  const top = listIn(result['topCandidates']);
  return listIn(result['chosenCandidates']).map((chosen, index) => {
    const alternatives = top[index];
    return { ...of(chosen), top: isObject(alternatives) ? listIn(alternatives['candidates']).map(of) : [] };
  });
}

function usageIn(body: Json): ChatAnswer['usage'] {
  const usage = body['usageMetadata'];
  if (!isObject(usage)) return null;
  const count = (key: string): number => (typeof usage[key] === 'number' ? usage[key] : 0);
  // Thinking is charged as output.
  return { inputTokens: count('promptTokenCount'), outputTokens: count('candidatesTokenCount') + count('thoughtsTokenCount') };
}

function answerOf(body: unknown, schema: ChatRequest['schema']): ChatAnswer {
  if (!isObject(body)) throw new ProviderFailure(providerError('provider_failed', 'Google answered in a form that is not known.'));
  const usage = usageIn(body);
  const candidate = listIn(body['candidates']).find(isObject) ?? null;
  const feedback = isObject(body['promptFeedback']) ? body['promptFeedback'] : {};
  const blocked = textIn(feedback['blockReason']);
  if (candidate === null) {
    if (blocked === '')
      throw new ProviderFailure(providerError('provider_failed', 'Google answered without an answer. It may have been charged.'));
    const why = textIn(feedback['blockReasonMessage']) || `Google's safety filter refused the prompt (${blocked}).`;
    return { text: '', json: undefined, finish: 'refused', refusal: why, usage, cost: null, logprobs: null };
  }
  const text = saidIn(candidate);
  const finish = finishOf(textIn(candidate['finishReason']));
  return {
    text,
    // What was cut off must not pass as whole after repair.
    json: schema === null ? undefined : withoutNulls(finish === 'length' ? wholeJson(text) : readJson(text), schema.schema),
    finish,
    refusal: null,
    usage,
    cost: null,
    logprobs: logprobsIn(candidate),
  };
}

function wholeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function geminiChat(api: GeminiApi, connection: Pick<ProviderConnection, 'memory'>, descriptor: ModelDescriptor): ChatModel {
  const limits = descriptor.text;
  const thinking = descriptor.job?.options['thinkingTokens'];
  const withoutLogprobs = `no-logprobs:${descriptor.remoteId}`;

  /** Thinking counts against the limit, so it gets room of its own beside the answer that was asked for. */
  const mostTokens = (request: ChatRequest): number =>
    Math.min(limits?.maxOutputTokens ?? Infinity, request.maxOutputTokens + (typeof thinking === 'number' ? thinking : 0));

  async function bodyOf(request: ChatRequest, logprobs: boolean): Promise<Json> {
    const system = request.messages.filter(({ role }) => role === 'system').flatMap(({ parts }) => parts);
    const talk = request.messages.filter(({ role }) => role !== 'system');
    return {
      ...(system.length === 0 ? {} : { systemInstruction: { parts: await Promise.all(system.map(partOf)) } }),
      contents: await Promise.all(
        talk.map(async ({ role, parts }) => ({
          role: role === 'assistant' ? 'model' : 'user',
          parts: await Promise.all(parts.map(partOf)),
        })),
      ),
      generationConfig: {
        maxOutputTokens: mostTokens(request),
        ...(request.temperature === null || limits?.temperature === false ? {} : { temperature: request.temperature }),
        ...(request.seed === null ? {} : { seed: request.seed % 2_147_483_647 }),
        ...(request.schema === null
          ? {}
          : { responseMimeType: 'application/json', responseJsonSchema: strictSchema(request.schema.schema) }),
        ...(logprobs
          ? { responseLogprobs: true, ...((request.topLogprobs ?? 0) > 0 ? { logprobs: Math.min(20, request.topLogprobs ?? 0) } : {}) }
          : {}),
      },
    };
  }

  return {
    id: 'gemini',
    label: descriptor.name,
    model: descriptor.remoteId,
    price: (request) => tokenPrice(descriptor, { inputTokens: inputTokensOf(request), outputTokens: mostTokens(request) }, 'cloud'),
    costOf: (usage) => tokenPrice(descriptor, usage, 'cloud'),
    async complete(request, { signal }) {
      const ask = async (logprobs: boolean): Promise<ChatAnswer> => {
        const { body } = await api.call({
          kind: 'paid-create',
          method: 'POST',
          path: `${modelPath(descriptor.remoteId)}:generateContent`,
          body: await bodyOf(request, logprobs),
          deadlineMs: 300_000,
          attempts: 4,
          signal,
        });
        return answerOf(body, request.schema);
      };
      const wanted = request.topLogprobs !== null && limits?.logprobs !== false && (await connection.memory.get(withoutLogprobs)) !== true;
      try {
        return await ask(wanted);
      } catch (cause) {
        // Which models tell probabilities is written nowhere; a refusal is not charged, so it may be asked again without.
        const about = cause instanceof ProviderFailure && cause.error.kind === 'invalid_input' && /logprob/i.test(cause.error.message);
        if (!wanted || !about) throw cause;
        await connection.memory.put(withoutLogprobs, true);
        return await ask(false);
      }
    },
  };
}
