/** Chat Completions on the wire: our question → the body, the answer → ours. Every server that speaks like OpenAI has them. */
import type { ChatCompletionContentPart, ChatCompletionCreateParamsNonStreaming, ChatCompletionMessageParam } from 'openai/resources';
import { z } from 'zod';
import type { ChatAnswer, ChatMessage, ChatRequest } from '../llm/chat.ts';
import { chatPicture } from '../llm/chat-picture.ts';
import { readJson } from '../llm/json-answer.ts';
import { strictSchema, withoutNulls } from '../llm/strict-schema.ts';
import { ProviderFailure, classifyStatus, providerError } from '../transport/errors.ts';
import type { RequestKind } from '../transport/retry.ts';

/** How JSON is asked for: held to the schema, held to JSON, or only told. */
export const jsonLevels = ['schema', 'object', 'plain'] as const;
export type JsonLevel = (typeof jsonLevels)[number];

/** In what way servers differ. */
export interface Dialect {
  tokensField: 'max_completion_tokens' | 'max_tokens';
  /** Whether the model may be told a temperature. */
  temperature: boolean;
  logprobs: boolean;
  /** Fields that are sent beside. */
  extra: Record<string, unknown>;
}

/** The rules of a schema in words, for servers that cannot enforce it. */
export function schemaInWords(schema: { name: string; schema: Record<string, unknown> }): string {
  return [
    'Answer with one JSON object and nothing else: no explanation before or after it, no code fence.',
    'It follows this JSON Schema, with every property that the schema requires and no other:',
    JSON.stringify(strictSchema(schema.schema)),
  ].join('\n');
}

/** The question's messages; below the schema level the schema is told at the end, where it is remembered best. */
export function messagesTold(request: ChatRequest, level: JsonLevel): ChatMessage[] {
  if (request.schema === null || level === 'schema') return request.messages;
  const words = schemaInWords(request.schema);
  const last = request.messages.findLastIndex((message) => message.role === 'user');
  if (last < 0) return [...request.messages, { role: 'user', parts: [{ type: 'text', text: words }] }];
  return request.messages.map((message, index) =>
    index === last ? { ...message, parts: [...message.parts, { type: 'text', text: words }] } : message,
  );
}

async function messageParam(message: ChatMessage): Promise<ChatCompletionMessageParam> {
  const text = message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
  if (message.role !== 'user') return { role: message.role, content: text };
  if (message.parts.every((part) => part.type === 'text')) return { role: 'user', content: text };
  const content: ChatCompletionContentPart[] = [];
  for (const part of message.parts) {
    if (part.type === 'text') content.push({ type: 'text', text: part.text });
    else {
      const { mime, base64 } = await chatPicture(part.input, part.detail);
      content.push({ type: 'image_url', image_url: { url: `data:${mime};base64,${base64}`, detail: part.detail } });
    }
  }
  return { role: 'user', content };
}

function responseFormat(
  schema: NonNullable<ChatRequest['schema']>,
  level: JsonLevel,
): Pick<ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  switch (level) {
    case 'schema':
      return {
        response_format: {
          type: 'json_schema',
          json_schema: { name: schema.name.replace(/[^\w-]/gu, '_').slice(0, 64), schema: strictSchema(schema.schema), strict: true },
        },
      };
    case 'object':
      return { response_format: { type: 'json_object' } };
    case 'plain':
      return {};
  }
}

/** @throws ProviderFailure `invalid_input` when a picture cannot be read */
export async function completionBody(
  model: string,
  request: ChatRequest,
  level: JsonLevel,
  dialect: Dialect,
): Promise<ChatCompletionCreateParamsNonStreaming> {
  const messages: ChatCompletionMessageParam[] = [];
  for (const message of messagesTold(request, level)) messages.push(await messageParam(message));
  return {
    model,
    messages,
    ...(dialect.tokensField === 'max_tokens'
      ? { max_tokens: request.maxOutputTokens }
      : { max_completion_tokens: request.maxOutputTokens }),
    ...(request.temperature === null || !dialect.temperature ? {} : { temperature: request.temperature }),
    ...(request.seed === null ? {} : { seed: request.seed }),
    ...(request.topLogprobs === null || !dialect.logprobs ? {} : { logprobs: true, top_logprobs: request.topLogprobs }),
    ...(request.schema === null ? {} : responseFormat(request.schema, level)),
    ...dialect.extra,
  };
}

const answerSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]).nullish(),
          refusal: z.string().nullish(),
        }),
        logprobs: z
          .looseObject({
            content: z
              .array(
                z.looseObject({
                  token: z.string(),
                  logprob: z.number(),
                  top_logprobs: z.array(z.looseObject({ token: z.string(), logprob: z.number() })).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .min(1),
  usage: z
    .looseObject({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish(), cost: z.number().nullish() })
    .nullish(),
});

/** Routers report what went wrong behind them with status 200. */
const errorInside = z.looseObject({
  error: z.looseObject({ code: z.union([z.number(), z.string()]).nullish(), message: z.string().nullish() }),
});

function finishOf(reason: string | null | undefined, refusal: string | null): ChatAnswer['finish'] {
  if (refusal !== null) return 'refused';
  if (reason === 'length') return 'length';
  return reason === 'content_filter' ? 'filtered' : 'stop';
}

/**
 * The server's answer as ours.
 *
 * @throws ProviderFailure when it is no answer: `network_after_send` where it may have been charged
 */
export function answerOf(completion: unknown, request: ChatRequest, kind: RequestKind): ChatAnswer {
  const failed = errorInside.safeParse(completion);
  if (failed.success) {
    const code = Number(failed.data.error.code);
    throw new ProviderFailure(classifyStatus(code >= 400 && code < 600 ? code : 500, completion, null));
  }
  const read = answerSchema.safeParse(completion);
  const choice = read.data?.choices[0];
  if (read.data === undefined || choice === undefined)
    throw new ProviderFailure(
      providerError(kind === 'paid-create' ? 'network_after_send' : 'provider_failed', 'The provider answered without a text.'),
    );
  const { content } = choice.message;
  const text = typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');
  const refusal = choice.message.refusal ?? null;
  const { usage } = read.data;
  const json = request.schema === null || refusal !== null ? undefined : readJson(text);
  return {
    text,
    json: request.schema === null || json === undefined ? undefined : withoutNulls(json, request.schema.schema),
    finish: finishOf(choice.finish_reason, refusal),
    refusal,
    usage:
      usage?.prompt_tokens === undefined || usage.prompt_tokens === null
        ? null
        : { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens ?? 0 },
    cost: typeof usage?.cost === 'number' ? { amount: usage.cost, currency: 'USD' } : null,
    logprobs:
      choice.logprobs?.content?.map(({ token, logprob, top_logprobs: top }) => ({
        token,
        logprob,
        top: (top ?? []).map((each) => ({ token: each.token, logprob: each.logprob })),
      })) ?? null,
  };
}
