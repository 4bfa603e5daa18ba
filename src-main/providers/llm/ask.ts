/** One question with an answer in a given shape. */
import { z } from 'zod';
import type { MediaInput } from '../adapter.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { ChatAnswer, ChatMessage, ChatModel, ChatPart, ChatRequest } from './chat.ts';
import { fitAnswer } from './fit-answer.ts';

/** An answer that cannot be used. Its message is what the model is told when it is asked again. */
export class UnusableAnswer extends Error {
  /** Whether the answer was longer than the model may write. */
  readonly cutOff: boolean;
  constructor(message: string, cutOff = false) {
    super(message);
    this.name = 'UnusableAnswer';
    this.cutOff = cutOff;
  }
}

export interface Question<T> {
  /** Names the shape of the answer; providers and logs see it. */
  name: string;
  answer: z.ZodType<T>;
  system: string;
  /** What is asked, with its material. */
  text: string;
  pictures?: readonly MediaInput[];
  /** The answer before this one and what was wrong with it. */
  mending?: { answer: string | null; text: string };
  /** Tokens at most. */
  maxOutputTokens: number;
  temperature: number | null;
}

/**
 * Material for a model: JSON between marks. Angle brackets are escaped, so that no text can close its own mark and
 * speak as if it were an instruction.
 */
export const material = (name: string, value: unknown): string =>
  `<${name}>\n${JSON.stringify(value, null, 1).replaceAll('<', '\\u003c')}\n</${name}>`;

function messagesOf<T>(question: Question<T>): ChatMessage[] {
  const asked: ChatPart[] = [
    { type: 'text', text: question.text },
    ...(question.pictures ?? []).map((input): ChatPart => ({ type: 'picture', input, detail: 'high' })),
  ];
  const system: ChatMessage = { role: 'system', parts: [{ type: 'text', text: question.system }] };
  const { mending } = question;
  if (mending === undefined) return [system, { role: 'user', parts: asked }];
  if (mending.answer === null) return [system, { role: 'user', parts: [...asked, { type: 'text', text: mending.text }] }];
  return [
    system,
    { role: 'user', parts: asked },
    { role: 'assistant', parts: [{ type: 'text', text: mending.answer }] },
    { role: 'user', parts: [{ type: 'text', text: mending.text }] },
  ];
}

const beginning = (text: string): string => text.replace(/\s+/gu, ' ').trim().slice(0, 300);

function unlessRefused(answer: ChatAnswer): void {
  if (answer.finish === 'refused' || answer.finish === 'filtered')
    throw new ProviderFailure(
      providerError(
        'moderated_input',
        answer.refusal === null || answer.refusal.trim() === ''
          ? 'The model declined to answer this.'
          : `The model declined to answer this. It said: ${beginning(answer.refusal)}`,
      ),
    );
}

/** Issues as one text for the model. */
export const issuesInWords = (issues: readonly { path: string; message: string }[]): string =>
  issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n');

/**
 * Asks, reads, mends small faults of form, and checks the shape.
 *
 * @throws ProviderFailure from the provider as it is; `moderated_input` with the model's words when it refuses
 * @throws UnusableAnswer when the answer was cut off, is no JSON, or has another shape
 */
export async function ask<T>(chat: ChatModel, question: Question<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const schema = z.toJSONSchema(question.answer, { io: 'output' });
  const request: ChatRequest = {
    messages: messagesOf(question),
    schema: { name: question.name, schema },
    maxOutputTokens: question.maxOutputTokens,
    temperature: question.temperature,
    seed: null,
    topLogprobs: null,
  };
  const answer = await chat.complete(request, { signal });
  unlessRefused(answer);
  const checked = question.answer.safeParse(fitAnswer(answer.json, schema));
  if (checked.success) return checked.data;
  if (answer.finish === 'length')
    throw new UnusableAnswer(
      `The answer was cut off after ${answer.usage?.outputTokens ?? question.maxOutputTokens} tokens, so it is not whole. Say the same in fewer words.`,
      true,
    );
  if (answer.json === undefined)
    throw new UnusableAnswer(
      answer.text.trim() === ''
        ? 'The answer was empty. Answer with one JSON object.'
        : `The answer was not JSON. It began: “${beginning(answer.text).slice(0, 120)}”. Answer with one JSON object and nothing else.`,
    );
  throw new UnusableAnswer(
    issuesInWords(checked.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), message: issue.message }))),
  );
}
