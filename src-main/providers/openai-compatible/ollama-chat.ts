/**
 * Ollama by its own way of asking. Over `/v1` a server keeps the context length it was started with, often 4096
 * tokens, and silently forgets the beginning of a longer question; here every question brings the length it needs.
 */
import { z } from 'zod';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { ChatAnswer, ChatMessage, ChatModel, ChatRequest } from '../llm/chat.ts';
import { chatPicture } from '../llm/chat-picture.ts';
import { readJson, withoutThinking } from '../llm/json-answer.ts';
import { strictSchema, withoutNulls } from '../llm/strict-schema.ts';
import { inputTokensOf } from '../llm/token-count.ts';
import { tokenPrice } from '../llm/token-price.ts';
import { messagesTold, type JsonLevel } from '../openai/completions.ts';
import { askDirectly, baseOf, rootOf, type Endpoint } from '../openai/session.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { jsonLadder } from './ladder.ts';

/** Milliseconds, as for any local server. */
const DEADLINE = 295_000;
/** Context lengths are asked for in these steps, so that the model is not loaded anew for every question. */
const CONTEXT_STEP = 8192;

const answerSchema = z.looseObject({
  message: z.looseObject({ content: z.string() }),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().nullish(),
  eval_count: z.number().nullish(),
  logprobs: z
    .array(
      z.looseObject({
        token: z.string(),
        logprob: z.number(),
        top_logprobs: z.array(z.looseObject({ token: z.string(), logprob: z.number() })).nullish(),
      }),
    )
    .nullish(),
});

async function messageOf(message: ChatMessage): Promise<Record<string, unknown>> {
  const images: string[] = [];
  for (const part of message.parts) if (part.type === 'picture') images.push((await chatPicture(part.input, part.detail)).base64);
  return {
    role: message.role,
    content: message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n'),
    ...(images.length === 0 ? {} : { images }),
  };
}

function formatOf(request: ChatRequest, level: JsonLevel): Record<string, unknown> {
  if (request.schema === null) return {};
  switch (level) {
    case 'schema':
      return { format: strictSchema(request.schema.schema) };
    case 'object':
      return { format: 'json' };
    case 'plain':
      return {};
  }
}

/** Room for the question and the answer, in whole steps, within what the model was trained for. */
export function contextFor(request: ChatRequest, most: number): number {
  const needed = Math.ceil((inputTokensOf(request) * 1.2 + request.maxOutputTokens + 256) / CONTEXT_STEP) * CONTEXT_STEP;
  return Math.min(Math.max(needed, CONTEXT_STEP), Math.max(most, 2048));
}

async function bodyOf(
  request: ChatRequest,
  descriptor: ModelDescriptor,
  level: JsonLevel,
  logprobs: boolean,
): Promise<Record<string, unknown>> {
  const messages: Record<string, unknown>[] = [];
  for (const message of messagesTold(request, level)) messages.push(await messageOf(message));
  return {
    model: descriptor.remoteId,
    messages,
    stream: false,
    // Thinking is not wanted where the form is fixed: it takes minutes and the tokens of the answer.
    ...(descriptor.job?.options['thinking'] === true ? { think: false } : {}),
    ...formatOf(request, level),
    options: {
      num_ctx: contextFor(request, descriptor.text?.contextTokens ?? 32_768),
      num_predict: request.maxOutputTokens,
      ...(request.temperature === null ? {} : { temperature: request.temperature }),
      ...(request.seed === null ? {} : { seed: request.seed }),
    },
    ...(request.topLogprobs === null || !logprobs ? {} : { logprobs: true, top_logprobs: request.topLogprobs }),
  };
}

function answerFrom(given: unknown, request: ChatRequest): ChatAnswer {
  const read = answerSchema.safeParse(given);
  if (!read.success) throw new ProviderFailure(providerError('provider_failed', 'Ollama answered without a text.'));
  const { message, done_reason: reason, prompt_eval_count: inputTokens, eval_count: outputTokens, logprobs } = read.data;
  const json = request.schema === null ? undefined : readJson(message.content);
  return {
    text: request.schema === null ? withoutThinking(message.content) : message.content,
    json: request.schema === null || json === undefined ? undefined : withoutNulls(json, request.schema.schema),
    finish: reason === 'length' ? 'length' : 'stop',
    refusal: null,
    usage: typeof inputTokens === 'number' ? { inputTokens, outputTokens: outputTokens ?? 0 } : null,
    cost: null,
    logprobs:
      logprobs?.map((each) => ({
        token: each.token,
        logprob: each.logprob,
        top: (each.top_logprobs ?? []).map(({ token, logprob }) => ({ token, logprob })),
      })) ?? null,
  };
}

export function ollamaChat(endpoint: Endpoint, descriptor: ModelDescriptor): ChatModel {
  const ladder = jsonLadder(endpoint.connection.memory, baseOf(endpoint), descriptor.remoteId);
  const free = tokenPrice(descriptor, { inputTokens: 0, outputTokens: 0 }, 'local');
  return {
    id: descriptor.provider,
    label: descriptor.name,
    model: descriptor.remoteId,
    price: () => free,
    costOf: () => free,
    complete: (request, { signal }) =>
      ladder.ask(request, async (level, logprobs) => {
        const body = await bodyOf(request, descriptor, level, logprobs);
        // Nothing is paid here: a lost answer is simply asked for again.
        const given = await askDirectly(
          endpoint,
          { kind: 'read', deadlineMs: DEADLINE, attempts: 2, signal },
          { method: 'POST', url: `${rootOf(endpoint)}/api/chat`, body },
        );
        return answerFrom(given, request);
      }),
  };
}
