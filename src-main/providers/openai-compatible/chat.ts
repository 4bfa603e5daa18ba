/** Chat with any server that speaks like OpenAI: as strict as it can be held to JSON, and no stricter. */
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { ChatModel } from '../llm/chat.ts';
import { inputTokensOf } from '../llm/token-count.ts';
import { tokenPrice } from '../llm/token-price.ts';
import { answerOf, completionBody } from '../openai/completions.ts';
import { baseOf, withOpenAi, type Endpoint } from '../openai/session.ts';
import { jsonLadder } from './ladder.ts';

/** Milliseconds. A local server may load the model first; Node gives up on a silent answer after five minutes. */
const DEADLINE = 295_000;
/** Tokens for thinking aloud, which servers without a schema cannot be kept from. */
const THINKING_TOKENS = 3000;

/**
 * @param where local servers cost nothing, so a lost answer is simply asked for again; elsewhere nothing is asked
 * twice unless it was surely declined
 */
export function compatibleChat(
  endpoint: Endpoint,
  descriptor: ModelDescriptor,
  where: 'cloud' | 'local',
  extra: Record<string, unknown> = {},
): ChatModel {
  const limits = descriptor.text;
  const server = baseOf(endpoint);
  const ladder = jsonLadder(endpoint.connection.memory, server, descriptor.remoteId);
  const kind = where === 'local' ? 'read' : 'paid-create';
  const mostTokens = (asked: number): number => Math.min(limits?.maxOutputTokens ?? Infinity, asked);
  return {
    id: descriptor.provider,
    label: descriptor.name,
    model: descriptor.remoteId,
    price: (request) =>
      tokenPrice(descriptor, { inputTokens: inputTokensOf(request), outputTokens: mostTokens(request.maxOutputTokens) }, where),
    costOf: (usage) => tokenPrice(descriptor, usage, where),
    complete: (request, { signal }) =>
      ladder.ask(request, async (level, logprobs) => {
        const thinking = level === 'schema' || where === 'cloud' ? 0 : THINKING_TOKENS;
        const body = await completionBody(
          descriptor.remoteId,
          { ...request, maxOutputTokens: mostTokens(request.maxOutputTokens + thinking) },
          level,
          {
            tokensField: 'max_tokens',
            temperature: limits?.temperature ?? true,
            logprobs: logprobs && limits?.logprobs !== false,
            extra,
          },
        );
        const completion: unknown = await withOpenAi(
          endpoint,
          { kind, deadlineMs: DEADLINE, attempts: where === 'local' ? 2 : 4, signal },
          (client) => client.chat.completions.create(body, { signal }),
        );
        return answerOf(completion, request, kind);
      }),
  };
}
