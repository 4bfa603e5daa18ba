/** A prediction as Replicate tells it, and what it means for a job. */
import { z } from 'zod';
import type { PollResult, ProviderError, RemoteOutput } from '../adapter.ts';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import { selectOutputs } from '../descriptors/select.ts';
import { providerError } from '../transport/errors.ts';

/** Only what is used; everything that may be missing is. */
export const predictionSchema = z.looseObject({
  id: z.string().min(1),
  model: z.string().nullish(),
  version: z.string().nullish(),
  deployment: z.string().nullish(),
  status: z.string(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  logs: z.string().nullish(),
  metrics: z.looseObject({ predict_time: z.number().nullish() }).nullish(),
  created_at: z.string().nullish(),
  data_removed: z.boolean().nullish(),
  source: z.string().nullish(),
  urls: z.looseObject({ web: z.string().nullish() }).nullish(),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** A job's state from a prediction. Unknown states count as running, so that a new one does not lose a paid job. */
export function readPrediction(prediction: Prediction, descriptor: ModelDescriptor): PollResult {
  switch (prediction.status.toLowerCase()) {
    case 'starting':
    case 'queued':
      return { state: 'queued', progress: null, message: 'Waiting for a free machine at Replicate' };
    case 'processing':
      return { state: 'running', progress: progressOf(prediction.logs ?? ''), message: null };
    case 'succeeded':
      return succeeded(prediction, descriptor);
    case 'failed':
      return { state: 'failed', error: modelFailure(errorText(prediction.error), prediction.error ?? null) };
    case 'canceled':
    case 'cancelled':
      return {
        state: 'canceled',
        error: providerError('canceled', 'The job was canceled at Replicate. Time that the model had already worked is charged.'),
      };
    case 'aborted':
      return {
        state: 'canceled',
        error: providerError('canceled', 'The job was ended at Replicate before it started. It is not charged.'),
      };
    default:
      return {
        state: 'running',
        progress: null,
        message: `Replicate reports a state that is not known here (${prediction.status.slice(0, 40)})`,
      };
  }
}

function succeeded(prediction: Prediction, descriptor: ModelDescriptor): PollResult {
  const outputs = outputsOf(prediction.output, descriptor);
  if (outputs.length > 0) return { state: 'succeeded', outputs, cost: costOf(prediction, descriptor) };
  return prediction.data_removed === true
    ? {
        state: 'expired',
        error: providerError('output_expired', 'The job was done, but Replicate has removed its result: it keeps results for an hour.'),
      }
    : { state: 'failed', error: providerError('provider_failed', 'Replicate says that the job is done, but it made nothing.') };
}

/**
 * Money, only where the model's price per second of work is known.
 *
 * Replicate names no price; `predict_time` is the machine's time, which is money only for models billed by hardware.
 */
function costOf(prediction: Prediction, descriptor: ModelDescriptor): { amount: number; currency: string } | null {
  const rate = descriptor.job?.options['usdPerSecond'];
  const seconds = prediction.metrics?.predict_time;
  if (typeof rate !== 'number' || !(rate > 0) || typeof seconds !== 'number' || !(seconds >= 0)) return null;
  return { amount: Math.round(seconds * rate * 1e6) / 1e6, currency: 'USD' };
}

/** Share done (0–1) from the last progress bar in the logs, e.g. ` 40%|████      | 20/50 [00:04<00:06]`; null without one. */
function progressOf(logs: string): number | null {
  // Progress bars return to the start of their line instead of beginning a new one.
  for (const line of logs.split(/[\r\n]+/).toReversed()) {
    const [, percent] = /(\d{1,3})%\|[^|]*\|/.exec(line) ?? [];
    if (percent !== undefined) return Math.min(1, Number(percent) / 100);
  }
  return null;
}

const CLIP_END = /\.(mp4|webm|mov|mkv|m4v)(\?|$)/i;
const PICTURE_END = /\.(png|jpe?g|webp|avif)(\?|$)/i;

/**
 * Addresses of results: the output is one address, a list, or an object that holds them, depending on the model. Where
 * the description does not say where to look, every address counts, but beside a clip an object may hold a thumbnail.
 */
function outputsOf(output: unknown, descriptor: ModelDescriptor): RemoteOutput[] {
  const standard = descriptor.output?.mime ?? (descriptor.kind === 'clip' ? 'video/mp4' : 'image/png');
  const selected = selectOutputs({ output }, descriptor.output?.select ?? [], standard).map(({ ref }) => ref);
  const found = selected.length > 0 ? selected : addressesIn(output);
  const end = descriptor.kind === 'clip' ? CLIP_END : PICTURE_END;
  const fitting = selected.length > 0 ? [] : found.filter((address) => end.test(address));
  return (fitting.length > 0 ? fitting : found)
    .filter((ref) => /^https?:\/\//i.test(ref))
    .map((ref) => ({ ref, mime: mimeByEnd[/\.(\w{2,5})(?:\?|$)/.exec(ref)?.[1]?.toLowerCase() ?? ''] ?? standard }));
}

function addressesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(addressesIn);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(addressesIn);
  return [];
}

const mimeByEnd: Record<string, string> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
};

function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null) {
    const record = error as Record<string, unknown>;
    const text = record['detail'] ?? record['message'] ?? record['title'];
    return typeof text === 'string' ? text : JSON.stringify(error);
  }
  return '';
}

/**
 * What a failed prediction's text means. Models report in prose, some with a code (`E1001`, `E005`), and moderation
 * shows only as text.
 */
function modelFailure(text: string, raw: unknown): ProviderError {
  const said = text.length > 0 ? ` The model said: ${text.slice(0, 300)}` : '';
  const of = (kind: ProviderError['kind'], message: string): ProviderError => providerError(kind, message + said, { raw });
  if (/\bE1001\b|out of memory|\bOOM\b/i.test(text))
    return of('provider_failed', 'The model ran out of memory. A smaller picture or a shorter clip may work.');
  if (
    /\bE005\b|flagged|sensitive|nsfw|moderat|safety (?:filter|checker|system)|content polic|prohibited|violat|not allowed content/i.test(
      text,
    )
  ) {
    // "The input or output was flagged" tells nothing; sending the same again would cost again, so it counts as the input.
    // Advice ("try a different prompt") is not part of what happened.
    const fact = text.replaceAll(/\b(?:please|try)\b[^.]*/gi, '');
    const aboutInput = /\b(?:input|prompt|request|first frame|start image|your image|uploaded)/i.test(fact);
    const aboutOutput = /\b(?:output|generated|result|nsfw content detected)/i.test(fact);
    return aboutOutput && !aboutInput
      ? of('moderated_output', "The model's own filter held the result back.")
      : of('moderated_input', 'The model refused the request because of its content.');
  }
  if (/\bE00[34]\b|high demand|overloaded|at capacity|temporarily unavailable|queue is full|too many requests|rate limit/i.test(text))
    return of('provider_overloaded', 'The model is overloaded.');
  if (/timed? ?out|took too long|deadline exceeded/i.test(text)) return of('timeout_run', 'The model took too long and was stopped.');
  if (
    /\bE006\b|invalid input|input (?:was|is) invalid|validation error|unsupported (?:image|format|aspect)|must be (?:at least|between|one of|less)|too (?:small|large|long|short)\b/i.test(
      text,
    )
  )
    return of('invalid_input', 'The model could not work with the request as it stands.');
  return of('provider_failed', 'The model failed.');
}
