/** What a run will make, cost and take, before anything is spent. */
import type { Brief, Estimate } from '#contract/model/brief.ts';
import { presetSettings, type PresetSettings } from '#contract/model/presets.ts';
import { sceneCount } from './timing.ts';

/** Prices and paces of the providers that would be used. Amounts in `currency`'s main unit. */
export interface RunRates {
  currency: string;
  /** The whole story, once. */
  story: { price: number; seconds: number };
  /** One round of both agents on one prompt. */
  enhancement: { price: number; seconds: number };
  /** One picture. */
  picture: { price: number; seconds: number; atOnce: number };
  /** Measuring one picture; runs on this computer. */
  pictureScore: { seconds: number };
  /** One take; `pricePerSecond` is per second of film, `secondsPerSecond` wall-clock time per second of film. */
  take: { pricePerSecond: number; secondsPerSecond: number; atOnce: number };
  takeScore: { seconds: number };
}

/** Nothing costs anything on this computer; paces are those of a laptop with two free cores. */
export const OFFLINE_RATES: RunRates = {
  currency: 'USD',
  story: { price: 0, seconds: 0.2 },
  enhancement: { price: 0, seconds: 0.01 },
  picture: { price: 0, seconds: 0.7, atOnce: 2 },
  pictureScore: { seconds: 0.1 },
  take: { pricePerSecond: 0, secondsPerSecond: 3, atOnce: 2 },
  takeScore: { seconds: 0.6 },
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
  const lines = [
    { what: 'Story', count: 1, each: rates.story.price, amount: round(rates.story.price) },
    ...(rounds > 0
      ? [
          {
            what: 'Prompt enhancement rounds, at most',
            count: rounds,
            each: rates.enhancement.price,
            amount: round(rounds * rates.enhancement.price),
          },
        ]
      : []),
    { what: 'Storyboard pictures', count: pictures, each: rates.picture.price, amount: round(pictures * rates.picture.price) },
    {
      what: 'Takes',
      count: takes,
      each: round((rates.take.pricePerSecond * takeSeconds) / Math.max(1, takes)),
      amount: round(rates.take.pricePerSecond * takeSeconds),
    },
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
