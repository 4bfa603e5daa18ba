/**
 * Answers of earlier tries, kept while one writer is at work: what was good is not written again, and what was not is
 * given back with what was wrong with it.
 */
import type { WritingRetry } from '../text-agent.ts';
import type { ChatModel } from './chat.ts';
import { ask, UnusableAnswer, type Question } from './ask.ts';
import type { Instructions } from './instructions.ts';

export interface Drafts {
  /**
   * @param issues of the try before that concern this question; none leaves a draft standing
   */
  write<T>(
    question: Omit<Question<T>, 'mending'>,
    retry: WritingRetry | undefined,
    issues: WritingRetry['issues'],
    signal: AbortSignal,
  ): Promise<T>;
  /** Whether there is an answer to this question already. */
  has(question: Pick<Question<unknown>, 'name' | 'text'>): boolean;
  /** The answer to this question is not whole: the next try asks it again, and lets the others stand. */
  drop(question: Pick<Question<unknown>, 'name' | 'text'>): void;
  /** Whether the try before ended at one question, so that what was wrong concerns only that one. Asking forgets it. */
  endedEarly(): boolean;
}

export function keepDrafts(chat: ChatModel, instructions: Instructions): Drafts {
  const answers = new Map<string, unknown>();
  let ended = false;
  const keyOf = (question: Pick<Question<unknown>, 'name' | 'text'>): string => `${question.name}\n${question.text}`;

  return {
    has: (question) => answers.has(keyOf(question)),
    drop(question) {
      answers.delete(keyOf(question));
      ended = true;
    },
    endedEarly() {
      const was = ended;
      ended = false;
      return was;
    },
    async write(question, retry, issues, signal) {
      const key = keyOf(question);
      const draft = answers.get(key);
      if (retry !== undefined && draft !== undefined && issues.length === 0) return question.answer.parse(draft);
      const mending =
        retry === undefined
          ? {}
          : {
              mending: {
                answer: draft === undefined ? null : JSON.stringify(draft),
                text: instructions.fill('mending', { attempt: String(retry.attempt), issues: inWords(issues) }),
              },
            };
      try {
        const answer = await ask(chat, { ...question, ...mending }, signal);
        answers.set(key, answer);
        return answer;
      } catch (cause) {
        // An answer without a shape is worth nothing as a draft.
        if (cause instanceof UnusableAnswer) {
          answers.delete(key);
          ended = true;
        }
        throw cause;
      }
    },
  };
}

const inWords = (issues: WritingRetry['issues']): string =>
  issues.length === 0
    ? '- It could not be used. Follow the form exactly.'
    : issues
        .slice(0, 40)
        .map(({ path, message }) => `- ${path === '' ? '' : `\`${path}\`: `}${message}`)
        .join('\n');
