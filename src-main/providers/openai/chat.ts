/** OpenAI's chat models, held to a schema. */
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { ChatModel } from '../llm/chat.ts';
import { inputTokensOf } from '../llm/token-count.ts';
import { tokenPrice } from '../llm/token-price.ts';
import { answerOf, completionBody } from './completions.ts';
import { withOpenAi, type Endpoint } from './session.ts';

/** Milliseconds. Eight scenes of prompts take the slower models two or three minutes. */
const DEADLINE = 290_000;
/** Tokens that models which reason, known by taking no temperature, may think with before they write. */
const THINKING_TOKENS = 8000;

export function openAiChat(endpoint: Endpoint, descriptor: ModelDescriptor): ChatModel {
  const limits = descriptor.text;
  const mostTokens = (asked: number): number =>
    Math.min(limits?.maxOutputTokens ?? Infinity, asked + (limits?.temperature === false ? THINKING_TOKENS : 0));
  return {
    id: descriptor.provider,
    label: descriptor.name,
    model: descriptor.remoteId,
    price: (request) =>
      tokenPrice(descriptor, { inputTokens: inputTokensOf(request), outputTokens: mostTokens(request.maxOutputTokens) }, 'cloud'),
    costOf: (usage) => tokenPrice(descriptor, usage, 'cloud'),
    async complete(request, { signal }) {
      const asked = { ...request, maxOutputTokens: mostTokens(request.maxOutputTokens) };
      const body = await completionBody(descriptor.remoteId, asked, 'schema', {
        tokensField: 'max_completion_tokens',
        temperature: limits?.temperature ?? true,
        logprobs: limits?.logprobs !== false,
        extra: {},
      });
      const completion: unknown = await withOpenAi(endpoint, { kind: 'paid-create', deadlineMs: DEADLINE, attempts: 4, signal }, (client) =>
        client.chat.completions.create(body, { signal }),
      );
      return answerOf(completion, request, 'paid-create');
    },
  };
}
