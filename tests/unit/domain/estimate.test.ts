import { expect, test } from 'vitest';
import { estimateSchema } from '#contract/model/brief.ts';
import { estimateRun, OFFLINE_RATES, type RunRates } from '#domain/estimate.ts';

const paid: RunRates = {
  ...OFFLINE_RATES,
  story: { price: 0.02, known: true, seconds: 40 },
  enhancement: { price: 0.001, known: true, seconds: 4 },
  picture: { price: 0.04, known: true, seconds: 12, atOnce: 4 },
  take: { priceOf: (seconds) => 0.07 * seconds, known: true, secondsPerSecond: 20, atOnce: 3 },
};

test('a 15 s film in the balanced preset: 4 scenes, 8 frames, 32 pictures, 12 takes', () => {
  const estimate = estimateRun({ durationSeconds: 15, preset: 'balanced' }, paid);
  expect(estimateSchema.safeParse(estimate).success).toBe(true);
  expect(estimate).toMatchObject({ scenes: 4, frames: 8, pictures: 32, takes: 12 });
  expect(estimate.cost.amount).toBeCloseTo(0.02 + 32 * 0.001 + 32 * 0.04 + 45 * 0.07, 6);
  expect(estimate.lines.reduce((sum, line) => sum + line.amount, 0)).toBeCloseTo(estimate.cost.amount, 6);
});

test('offline is free, presets grow, simple mode makes one picture per frame', () => {
  const at = (preset: 'fast' | 'balanced' | 'maximum' | 'simple') => estimateRun({ durationSeconds: 30, preset }, OFFLINE_RATES);
  expect(at('balanced').cost.amount).toBe(0);
  expect(at('fast').pictures).toBeLessThan(at('balanced').pictures);
  expect(at('balanced').pictures).toBeLessThan(at('maximum').pictures);
  expect(at('simple').pictures).toBe(at('simple').frames);
  expect(at('simple').seconds).toBeLessThan(at('fast').seconds);
});

test('what is known is used: scenes that exist, a person’s own frames, changed settings', () => {
  const estimate = estimateRun({ durationSeconds: 15, preset: 'balanced' }, paid, { scenes: 6, ownFrames: 2, settings: { variations: 1 } });
  expect(estimate).toMatchObject({ scenes: 6, frames: 12, pictures: 10, takes: 18 });
});
