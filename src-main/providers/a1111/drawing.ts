/**
 * Drawings under way. The server knows no jobs: the picture is the answer to one long request, which is kept open here
 * while the job is followed by its progress. It dies with this process; what was drawn till then costs nothing.
 */
import { z } from 'zod';
import { putInInbox } from '../inbox.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { ProviderError } from '../adapter.ts';
import { DRAWING_DEADLINE, type A1111Api } from './api.ts';

export type DrawingState = { state: 'drawing' } | { state: 'done' } | { state: 'failed'; error: ProviderError } | { state: 'canceled' };

interface Drawing {
  state: DrawingState;
  /** Resolves when the request has ended, however it ended. */
  over: Promise<void>;
  canceled: boolean;
}

export interface Drawings {
  /** Sends the request; resolves as soon as it is surely under way, or throws what the server said at once. */
  start(order: { clientJobId: string; taskId: string; body: Record<string, unknown> }): Promise<void>;
  stateOf(clientJobId: string): DrawingState | null;
  /** The answer, when it comes, is not a result any more. */
  markCanceled(clientJobId: string): void;
  close(): void;
}

/** Milliseconds in which a server refuses what it does not understand. */
const REFUSES_WITHIN = 400;

const answerSchema = z.looseObject({ images: z.array(z.string().min(1)).min(1) });

export function drawings(api: A1111Api, inbox: string): Drawings {
  const known = new Map<string, Drawing>();
  const ending = new AbortController();

  async function draw(clientJobId: string, body: Record<string, unknown>): Promise<DrawingState> {
    const began = performance.now();
    try {
      const answer = answerSchema.safeParse(await api.draw('init_images' in body ? 'img2img' : 'txt2img', body, ending.signal));
      // A stopped drawing is answered with what there was of it.
      if (known.get(clientJobId)?.canceled === true) return { state: 'canceled' };
      const bytes = Buffer.from((answer.data?.images[0] ?? '').replace(/^data:[^,]*,/u, ''), 'base64');
      const format = formatOf(bytes);
      if (format === null) return { state: 'failed', error: providerError('provider_failed', 'The web UI answered without a picture.') };
      await putInInbox(inbox, clientJobId, { ...format, bytes, cost: null });
      return { state: 'done' };
    } catch (cause) {
      if (known.get(clientJobId)?.canceled === true) return { state: 'canceled' };
      if (!(cause instanceof ProviderFailure)) throw cause;
      if (cause.error.kind !== 'network_after_send') return { state: 'failed', error: cause.error };
      const tooLong = performance.now() - began > DRAWING_DEADLINE - 1000;
      if (tooLong) await api.interrupt(ending.signal).catch(() => undefined);
      return {
        state: 'failed',
        error: tooLong
          ? providerError(
              'timeout_run',
              'The picture was not drawn within five minutes, so drawing was stopped. Use fewer steps, a smaller size or a faster model.',
            )
          : providerError(
              'provider_failed',
              'The connection to the web UI broke while it was drawing; it was closed or it crashed. Nothing was paid.',
            ),
      };
    }
  }

  return {
    async start({ clientJobId, taskId, body }) {
      const drawing: Drawing = { state: { state: 'drawing' }, over: Promise.resolve(), canceled: false };
      known.set(clientJobId, drawing);
      drawing.over = draw(clientJobId, { ...body, force_task_id: taskId }).then(
        (state) => void (drawing.state = state),
        (cause: unknown) => {
          const why = cause instanceof Error ? cause.message : String(cause);
          drawing.state = { state: 'failed', error: providerError('provider_failed', `The picture could not be stored (${why}).`) };
        },
      );
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, REFUSES_WITHIN);
      await Promise.race([drawing.over, promise]);
      clearTimeout(timer);
      const { state } = drawing;
      if (state.state !== 'failed') return;
      known.delete(clientJobId);
      throw new ProviderFailure(state.error);
    },
    stateOf: (clientJobId) => known.get(clientJobId)?.state ?? null,
    markCanceled(clientJobId) {
      const drawing = known.get(clientJobId);
      if (drawing?.state.state === 'drawing') drawing.canceled = true;
    },
    close() {
      ending.abort();
    },
  };
}

/** What the bytes are; the server saves in the format that its settings say. */
function formatOf(bytes: Buffer): { mime: string; extension: string } | null {
  const head = bytes.toString('latin1', 0, 12);
  if (head.startsWith('\u0089PNG')) return { mime: 'image/png', extension: 'png' };
  if (head.startsWith('\u00ff\u00d8\u00ff')) return { mime: 'image/jpeg', extension: 'jpg' };
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? { mime: 'image/webp', extension: 'webp' } : null;
}
