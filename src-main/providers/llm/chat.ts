/** What every language model looks like from outside, whoever serves it. */
import type { Price } from '#contract/model/providers.ts';
import type { MediaInput } from '../adapter.ts';

export type ChatPart = { type: 'text'; text: string } | { type: 'picture'; input: MediaInput; detail: 'low' | 'high' };

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  parts: ChatPart[];
}

export interface ChatRequest {
  messages: ChatMessage[];
  /** JSON Schema that the answer must follow, with a name for it; null for free text. */
  schema: { name: string; schema: Record<string, unknown> } | null;
  /** Tokens at most. */
  maxOutputTokens: number;
  /** 0–2; null leaves it to the model. Left out where a model refuses it. */
  temperature: number | null;
  /** Sent where the server has such a field. */
  seed: number | null;
  /** Alternatives per token of the answer (0–20); null when not wanted. */
  topLogprobs: number | null;
}

export interface TokenLogprob {
  token: string;
  /** Natural logarithm of the probability. */
  logprob: number;
  top: { token: string; logprob: number }[];
}

export interface ChatAnswer {
  text: string;
  /** Parsed when a schema was asked for; the caller validates. Undefined when it is no JSON even after repair. */
  json: unknown;
  finish: 'stop' | 'length' | 'refused' | 'filtered';
  /** Why the model refused, in its words; null when it did not. */
  refusal: string | null;
  usage: { inputTokens: number; outputTokens: number } | null;
  /** What the provider says it cost; null when it says nothing. */
  cost: { amount: number; currency: string } | null;
  logprobs: TokenLogprob[] | null;
}

export interface ChatModel {
  /** The provider's id. */
  id: string;
  /** For people. */
  label: string;
  model: string;
  /** Before sending: the input as counted, the output at its maximum. `free` for this computer. */
  price(request: ChatRequest): Price;
  /** After: by the tokens that were used. */
  costOf(usage: { inputTokens: number; outputTokens: number }): Price;
  /**
   * Asks once. What is retried here was surely not charged.
   * @throws ProviderFailure; `network_after_send` means that it may have been charged and the answer is lost
   */
  complete(request: ChatRequest, options: { signal: AbortSignal }): Promise<ChatAnswer>;
}

/** A yes/no question with its probability. */
export interface DecisionModel {
  id: string;
  model: string;
  /** @returns probability of "yes" (0–1) per question, in order; null where the model refused */
  decide(
    order: { pictures: MediaInput[]; text: string; questions: string[] },
    options: { signal: AbortSignal },
  ): Promise<(number | null)[]>;
}
