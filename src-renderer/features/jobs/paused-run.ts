/** What a run that waits for the person means, and how it goes on. Pure. */
import type { RunUntil, RunView } from '#contract/model/film.ts';

/** How far the film has to be made for this run's work to be done. */
export function goesOnUntil(run: Pick<RunView, 'kind' | 'result'>): RunUntil {
  switch (run.kind) {
    case 'story':
      return 'story';
    case 'frame':
      return 'frames';
    case 'takes':
      return 'takes';
    case 'export':
      return 'film';
    case 'film':
      break;
  }
  switch (run.result?.stage) {
    case 'story':
      return 'story';
    case 'board':
    case 'frames':
      return 'frames';
    case 'takes':
      return 'takes';
    case 'cut':
    case 'export':
    case undefined:
      return 'film';
  }
}

/**
 * Where the reason of a pause can be put right. The core sends the reason as a sentence without a code, so this reads
 * its words; not finding any only leaves out a short cut.
 */
export function pauseLeadsTo(reason: string): 'providers' | 'money' | 'review' | null {
  if (/\b(limit|price)\b/i.test(reason)) return 'money';
  if (/\b(key|credit|address|settings|server|reached|balance)\b/i.test(reason)) return 'providers';
  if (/\b(answer|is the job there)\b/i.test(reason)) return 'review';
  return null;
}
