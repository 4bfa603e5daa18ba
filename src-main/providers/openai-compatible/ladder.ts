/**
 * How strictly a server can be held to JSON, found out by asking: to the schema, to JSON, or only by words. What was
 * learned is remembered per server and model, so that the next question goes straight to the rung that works.
 */
import { z } from 'zod';
import type { ChatAnswer, ChatRequest } from '../llm/chat.ts';
import { jsonLevels, type JsonLevel } from '../openai/completions.ts';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure } from '../transport/errors.ts';

const learnedSchema = z.object({
  level: z.enum(jsonLevels),
  /** Answers on this rung that were no JSON even after repair. */
  bad: z.number().int().nonnegative(),
  logprobs: z.boolean(),
});
export type Learned = z.infer<typeof learnedSchema>;

const NOTHING_LEARNED: Learned = { level: 'schema', bad: 0, logprobs: true };
/** So many useless answers on one rung and the next one is used. */
const BAD_AT_MOST = 2;

const nextOf = (level: JsonLevel): JsonLevel | null => jsonLevels[jsonLevels.indexOf(level) + 1] ?? null;

/** What the server said about its refusal, in one text. */
function saidBy(failure: ProviderFailure): string {
  const { raw, message } = failure.error;
  return `${message} ${typeof raw === 'string' ? raw : JSON.stringify(raw ?? '')}`;
}

/** Declined because of what was asked, not because of the account, the queue or the line. */
const isDeclined = (failure: ProviderFailure): boolean =>
  ['invalid_input', 'provider_failed', 'model_unavailable'].includes(failure.error.kind);

/** Whether the server declined because it cannot be held to JSON in this way. */
export const refusesFormat = (failure: ProviderFailure): boolean =>
  isDeclined(failure) &&
  /response_format|json_?schema|json_?object|json mode|\bgrammar\b|structured output|guided|\bformat\b|requested parameters/iu.test(
    saidBy(failure),
  );

/** Whether the server declined because it gives no probabilities. */
export const refusesLogprobs = (failure: ProviderFailure): boolean => isDeclined(failure) && /logprobs?/iu.test(saidBy(failure));

export interface Ladder {
  /** @param server base URL, as the key of what is remembered */
  ask(request: ChatRequest, once: (level: JsonLevel, logprobs: boolean) => Promise<ChatAnswer>): Promise<ChatAnswer>;
}

export function jsonLadder(memory: ProviderConnection['memory'], server: string, model: string): Ladder {
  const key = `json ${server} ${model}`;

  async function learned(): Promise<Learned> {
    const known = learnedSchema.safeParse(await memory.get(key).catch(() => undefined));
    return known.success ? known.data : NOTHING_LEARNED;
  }

  return {
    async ask(request, once) {
      let now = await learned();
      const learn = async (change: Partial<Learned>): Promise<void> => {
        now = { ...now, ...change };
        // A forgotten lesson costs one more question, never the answer.
        await memory.put(key, now).catch(() => undefined);
      };
      // Every turn either answers, throws, or takes a step that is taken once.
      for (;;) {
        const { level } = now;
        try {
          const answer = await once(level, now.logprobs);
          await judge(request, answer, now, learn);
          return answer;
        } catch (cause) {
          if (!(cause instanceof ProviderFailure)) throw cause;
          const next = nextOf(level);
          if (request.topLogprobs !== null && now.logprobs && refusesLogprobs(cause)) await learn({ logprobs: false });
          else if (request.schema !== null && next !== null && refusesFormat(cause)) await learn({ level: next, bad: 0 });
          else throw cause;
        }
      }
    },
  };
}

/** An answer that should have been JSON and is none counts against its rung; a good one clears the count. */
async function judge(
  request: ChatRequest,
  answer: ChatAnswer,
  now: Learned,
  learn: (change: Partial<Learned>) => Promise<void>,
): Promise<void> {
  // Cut-off and refused answers say nothing about the rung.
  if (request.schema === null || answer.finish !== 'stop') return;
  if (answer.json !== undefined) {
    if (now.bad > 0) await learn({ bad: 0 });
    return;
  }
  const next = nextOf(now.level);
  if (now.bad + 1 >= BAD_AT_MOST && next !== null) await learn({ level: next, bad: 0 });
  else await learn({ bad: Math.min(now.bad + 1, BAD_AT_MOST) });
}
