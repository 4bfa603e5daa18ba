/** What a run will make, cost and take, before anything is spent. */
import type { Brief, Estimate } from '#contract/model/brief.ts';
import { presetSettings, type PresetSettings } from '#contract/model/presets.ts';
import { sceneCount } from './timing.ts';

/** Prices and paces of the providers that would be used. Amounts in `currency`'s main unit; `known` false means paid at a price nobody knows. */
export interface RunRates {
  currency: string;
  /** The whole story, once. */
  story: { price: number; known: boolean; seconds: number };
  /** One round of both agents on one prompt. */
  enhancement: { price: number; known: boolean; seconds: number };
  /** One picture. */
  picture: { price: number; known: boolean; seconds: number; atOnce: number };
  /** Measuring one picture; runs on this computer. */
  pictureScore: { seconds: number };
  /** One take of so many seconds, as the model would make it; `secondsPerSecond` is wall-clock time per second of film. */
  take: { priceOf: (seconds: number) => number; known: boolean; secondsPerSecond: number; atOnce: number };
  takeScore: { seconds: number };
  /** One line of the voice-over. */
  speech: { price: number; known: boolean; seconds: number };
}

/** Nothing costs anything on this computer; paces are those of a laptop with two free cores. */
export const OFFLINE_RATES: RunRates = {
  currency: 'USD',
  story: { price: 0, known: true, seconds: 0.2 },
  enhancement: { price: 0, known: true, seconds: 0.01 },
  picture: { price: 0, known: true, seconds: 0.7, atOnce: 2 },
  pictureScore: { seconds: 0.1 },
  take: { priceOf: () => 0, known: true, secondsPerSecond: 3, atOnce: 2 },
  takeScore: { seconds: 0.6 },
  speech: { price: 0, known: true, seconds: 0.3 },
};

/** How the run will really go, where it is known better than from the brief alone. */
export interface RunFacts {
  /** Scenes already written; without them the count follows from the duration and the template's beats. */
  scenes?: number;
  /** Beats of the chosen template; four when it is not chosen yet. */
  beats?: number;
  /** Frames that are a person's own picture and will not be drawn. */
  ownFrames?: number;
  settings?: Partial<PresetSettings>;
}

type EstimateLine = Estimate['lines'][number];

const round = (amount: number): number => Math.round(amount * 10_000) / 10_000;

/** Counts, cost and wall-clock time of a whole run. Pure: the same brief and rates give the same estimate. */
export function estimateRun(brief: Pick<Brief, 'durationSeconds' | 'preset'>, rates: RunRates, facts: RunFacts = {}): Estimate {
  const settings = { ...presetSettings[brief.preset], ...facts.settings };
  const scenes = facts.scenes ?? sceneCount(brief.durationSeconds, facts.beats ?? 4);
  const frames = Math.max(0, scenes * 2 - (facts.ownFrames ?? 0));
  const pictures = frames * settings.variations;
  const takes = scenes * settings.takes;
  const rounds = frames * settings.rounds;
  const takeSeconds = brief.durationSeconds * settings.takes;
  // Before the scenes are written they are taken to be equally long.
  const takePrice = rates.take.priceOf(brief.durationSeconds / Math.max(1, scenes));
  const line = (kind: EstimateLine['kind'], what: string, count: number, each: number, known: boolean): EstimateLine => ({
    kind,
    what,
    count,
    each: round(each),
    amount: round(count * each),
    known,
  });
  const lines = [
    line('story', 'Story', 1, rates.story.price, rates.story.known),
    ...(rounds > 0
      ? [line('enhancement', 'Prompt enhancement rounds, at most', rounds, rates.enhancement.price, rates.enhancement.known)]
      : []),
    line('picture', 'Storyboard pictures', pictures, rates.picture.price, rates.picture.known),
    line('take', 'Takes', takes, takePrice, rates.take.known),
    // Speaking is only a line of its own where it is paid for.
    ...(rates.speech.price > 0 || !rates.speech.known
      ? [line('speech', 'Voice-over lines', scenes, rates.speech.price, rates.speech.known)]
      : []),
  ];
  const wall =
    rates.story.seconds +
    rounds * rates.enhancement.seconds +
    (pictures * rates.picture.seconds) / Math.max(1, Math.min(rates.picture.atOnce, settings.variations)) +
    (settings.scoring ? pictures * rates.pictureScore.seconds + takes * rates.takeScore.seconds : 0) +
    (takeSeconds * rates.take.secondsPerSecond) / Math.max(1, rates.take.atOnce);
  return {
    scenes,
    frames: scenes * 2,
    pictures,
    takes,
    cost: { amount: round(lines.reduce((sum, line) => sum + line.amount, 0)), currency: rates.currency },
    seconds: Math.ceil(wall),
    lines,
  };
}
