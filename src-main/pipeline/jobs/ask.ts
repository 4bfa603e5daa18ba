/**
 * A paid question to a language model is a row before it is a request, and its answer is kept in the row: a run that
 * is played through again after a crash reads the answer instead of paying for another one.
 */
import { z } from 'zod';
import { StudioFailure, studioError } from '#contract/errors.ts';
import { isFinishedJob } from '#domain/job-states.ts';
import type { ChatAnswer, ChatModel, ChatRequest } from '#providers/llm/chat.ts';
import { ProviderFailure } from '#providers/transport/errors.ts';
import { createJob, ledgerAmount, moveJob, openJobs, type OpenProject, type ProjectDb, type ProviderJob } from '#storage/index.ts';
import { fingerprint } from '../stages/inputs.ts';
import type { Till } from './till.ts';
import { pausedBy, pausesProvider, waitsForPerson } from './waiting.ts';

export interface AskDesk {
  project: OpenProject;
  till: Till;
  /** The run on whose behalf it is asked: another run asks anew. */
  runId: string;
  /** Told when the provider declines everything for now. */
  pause?: (failure: ProviderFailure) => void;
}

/** Lost answers and repeats of one question in one run; more is a fault. */
const MAX_QUESTIONS = 20;

const storedAnswer = z.object({ answer: z.custom<ChatAnswer>((value) => typeof value === 'object' && value !== null && 'text' in value) });

/** The same model, asked through rows. Free models are asked directly: nothing can be paid twice. */
export function askThroughRows(chat: ChatModel, desk: AskDesk): ChatModel {
  return {
    ...chat,
    async complete(request, options) {
      try {
        const price = chat.price(request);
        if (price.basis === 'free') return await chat.complete(request, options);
        return await askOnce(chat, desk, request, options.signal);
      } catch (cause) {
        if (!(cause instanceof ProviderFailure) || !waitsForPerson(cause.error)) throw cause;
        if (pausesProvider(cause.error)) desk.pause?.(cause);
        throw pausedBy(chat.label, cause.error);
      }
    },
  };
}

async function askOnce(chat: ChatModel, desk: AskDesk, request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer> {
  const { db } = desk.project;
  const price = chat.price(request);
  const base = `txt_${fingerprint([desk.runId, chat.id, chat.model, keptRequest(request)])}`;
  for (let start = 1; start <= MAX_QUESTIONS; start++) {
    const clientJobId = start === 1 ? base : `${base}~${start}`;
    const job = createJob(db, {
      clientJobId,
      title: titleOf(request),
      kind: 'text',
      provider: chat.id,
      model: chat.model,
      request: keptRequest(request),
      price,
      paid: true,
      sceneId: null,
      subjectId: null,
      runId: desk.runId,
    });
    if (job.state === 'succeeded') return answerOf(job);
    if (isFinishedJob(job.state)) continue;
    if (job.state !== 'draft') throw lost(chat, job);
    signal.throwIfAborted();
    await desk.till.admit({ clientJobId, title: job.title, price }, () => moveJob(db, clientJobId, 'submitting'));
    try {
      return await send(chat, db, clientJobId, request, signal);
    } finally {
      desk.till.settle(clientJobId, ledgerAmount(db, clientJobId) ?? 0);
    }
  }
  throw new Error(`The same question was asked ${MAX_QUESTIONS} times in one run.`);
}

async function send(chat: ChatModel, db: ProjectDb, clientJobId: string, request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer> {
  try {
    const answer = await chat.complete(request, { signal });
    const counted = answer.usage === null ? null : chat.costOf(answer.usage);
    moveJob(db, clientJobId, 'downloading', {
      result: { answer },
      ...(answer.cost === null ? {} : { cost: answer.cost }),
      ...(counted?.basis === 'listed' && answer.cost === null ? { counted: { amount: counted.amount, currency: counted.currency } } : {}),
    });
    moveJob(db, clientJobId, 'succeeded');
    return answer;
  } catch (cause) {
    const error = cause instanceof ProviderFailure ? cause.error : null;
    if (error?.nothingSent === true) {
      moveJob(db, clientJobId, 'draft');
      throw cause;
    }
    if (signal.aborted || error?.kind === 'network_after_send') {
      const job = moveJob(db, clientJobId, 'unknown', {
        error: error?.message ?? 'Interrupted while waiting for the answer.',
        errorKind: 'network_after_send',
      });
      signal.throwIfAborted();
      throw lost(chat, job);
    }
    if (error !== null && waitsForPerson(error)) moveJob(db, clientJobId, 'draft', { error: error.message, errorKind: error.kind });
    else if (error !== null) moveJob(db, clientJobId, 'failed', { error: error.message, errorKind: error.kind });
    throw cause;
  }
}

/** Nobody asks again by themselves: the person decides by starting the run again (`acceptLostAnswers`). */
function lost(chat: ChatModel, job: ProviderJob): StudioFailure {
  const about = job.price.amount > 0 ? ` (about ${job.price.currency} ${job.price.amount.toFixed(3)})` : '';
  return new StudioFailure(
    studioError(
      'paused',
      `The answer of ${chat.label} to “${job.title}” was lost on the way. It may have been charged${about}, so it was not asked again.`,
      'Start the run again to ask once more, or choose another writer first.',
      { retryable: true },
    ),
  );
}

/**
 * The person has started a run again: answers that were lost are given up, counted as charged, and may be asked for anew.
 * @returns how many there were
 */
export function acceptLostAnswers(db: ProjectDb): number {
  const lostOnes = openJobs(db).filter((job) => job.kind === 'text' && job.state === 'unknown');
  for (const job of lostOnes) moveJob(db, job.clientJobId, 'canceled', { error: 'The answer was lost; it was asked again.' });
  return lostOnes.length;
}

function answerOf(job: ProviderJob): ChatAnswer {
  return storedAnswer.parse(job.result).answer;
}

/** What is asked for, in people's words, by the name of the answer's form. */
const WORDS: Readonly<Record<string, string>> = {
  template_choice: 'story structure',
  story: 'story',
  scene_division: 'scenes',
  visual_prompts: 'prompts',
  prompt_critique: 'reading a prompt',
  cinematographer: 'improving a prompt',
};
const titleOf = ({ schema }: ChatRequest): string =>
  schema === null ? 'Question to the writer' : `Writer · ${WORDS[schema.name] ?? schema.name.replaceAll('_', ' ')}`;

/** What is kept of a question: its words, and pictures by their hash. */
function keptRequest(request: ChatRequest): unknown {
  return {
    ...request,
    messages: request.messages.map(({ role, parts }) => ({
      role,
      parts: parts.map((part) => (part.type === 'text' ? part : { type: part.type, sha256: part.input.sha256, detail: part.detail })),
    })),
  };
}
