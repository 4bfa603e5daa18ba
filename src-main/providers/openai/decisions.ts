/** Yes/no questions about pictures with their probability, as OpenAI's decisions answer them (public beta since 2026-10). */
import type { DecisionCreateParams } from 'openai/resources/decisions';
import { z } from 'zod';
import type { ProviderConnection } from '../provider.ts';
import type { DecisionModel } from '../llm/chat.ts';
import { chatPicture } from '../llm/chat-picture.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { openAiEndpoint } from './definition.ts';
import { withOpenAi } from './session.ts';

/** The only model that has them. */
export const DECISION_MODEL = 'gpt-6-luna';
/** Questions in one request at most. */
const QUESTIONS_AT_MOST = 400;

const decisionSchema = z.looseObject({
  answers: z.array(z.looseObject({ type: z.string(), probability: z.number().nullish() })),
});

/**
 * The decisions of the connected account. Probabilities come rounded to two decimals; a refused question is null.
 * @throws ProviderFailure from `decide`; `network_after_send` where it may have been charged
 */
export function createDecisionModel(connection: ProviderConnection): DecisionModel {
  const endpoint = openAiEndpoint(connection);
  return {
    id: 'openai',
    model: DECISION_MODEL,
    async decide({ pictures, text, questions }, { signal }) {
      const content: NonNullable<Extract<DecisionCreateParams.DecisionInputUserMessage['content'], unknown[]>> = [];
      if (text.trim() !== '') content.push({ type: 'input_text', text });
      for (const picture of pictures) {
        // Addresses are refused; the picture travels inside.
        const { mime, base64 } = await chatPicture(picture, 'high');
        content.push({ type: 'input_image', image_url: `data:${mime};base64,${base64}`, detail: 'high' });
      }
      const probabilities: (number | null)[] = [];
      for (let from = 0; from < questions.length; from += QUESTIONS_AT_MOST) {
        const batch = questions.slice(from, from + QUESTIONS_AT_MOST);
        const answer: unknown = await withOpenAi(endpoint, { kind: 'paid-create', deadlineMs: 60_000, attempts: 4, signal }, (client) =>
          client.decisions.create(
            {
              model: DECISION_MODEL,
              input: [{ role: 'user', content }],
              questions: batch.map((instructions, index) => ({ type: 'predicate' as const, name: `q${from + index + 1}`, instructions })),
            },
            { signal },
          ),
        );
        const read = decisionSchema.safeParse(answer);
        if (!read.success || read.data.answers.length !== batch.length)
          throw new ProviderFailure(providerError('network_after_send', 'The provider did not answer every question it was asked.'));
        probabilities.push(
          ...read.data.answers.map(({ type, probability }) =>
            type === 'predicate' && typeof probability === 'number' ? Math.min(1, Math.max(0, probability)) : null,
          ),
        );
      }
      return probabilities;
    },
  };
}
