import { describe, expect, test } from 'vitest';
import type { Estimate } from '#contract/model/brief.ts';
import type { PromptVersion, Take, Variation } from '#contract/model/film.ts';
import type { Score } from '#contract/model/quality.ts';
import { firstPair, groupCandidates, moveInRows, rowLengths } from '../../../src-renderer/features/frames/candidates.ts';
import { estimatedPrice, latestPrice, priceOfOne } from '../../../src-renderer/features/frames/price.ts';
import { showTake, takesToShow } from '../../../src-renderer/features/takes/take-operations.ts';
import { bestOf, dimensionsOf, metricValue, radarAxes } from '../../../src-renderer/features/takes/dimensions.ts';

const measured = (metric: Score['metric'], value: number, score: number): Score => ({
  status: 'measured',
  metric,
  value,
  score,
  measuredBy: 'a test',
  where: 'this computer',
});
const missing = (metric: Score['metric'], reason: string): Score => ({ status: 'unavailable', metric, reason });
const takeWith = (...scores: Score[]): Pick<Take, 'scores'> => ({ scores });

describe('dimensions of takes', () => {
  const dimensions = dimensionsOf([
    takeWith(measured('luma_flicker', 0.4, 90), measured('laplacian_variance', 812, 70), missing('vbench_subject_consistency', 'no model')),
    takeWith(
      measured('luma_flicker', 2.1, 40),
      missing('laplacian_variance', 'unreadable'),
      missing('vbench_subject_consistency', 'no model'),
    ),
  ]);

  test('what no take has is unavailable with its reason, what some have keeps a gap', () => {
    expect(dimensions.unavailable).toEqual([
      { metric: 'vbench_subject_consistency', label: 'Subject consistency (VBench)', reason: 'no model' },
    ]);
    const sharp = dimensions.measured.find((dimension) => dimension.metric === 'laplacian_variance');
    expect(sharp?.cells).toEqual([
      { value: 812, score: 70, reason: null },
      { value: null, score: null, reason: 'unreadable' },
    ]);
  });

  test('too few axes make no radar, and motion comes before pictures', () => {
    expect(radarAxes(dimensions.measured)).toEqual([]);
    const more = dimensionsOf([
      takeWith(
        measured('entropy', 7, 80),
        measured('flow_smoothness', 0.98, 95),
        measured('luma_flicker', 0.4, 90),
        measured('rms_contrast', 50, 60),
      ),
    ]);
    expect(radarAxes(more.measured).map((axis) => axis.metric)).toEqual(['luma_flicker', 'flow_smoothness', 'rms_contrast', 'entropy']);
  });

  test('the best take of a dimension, when there is one', () => {
    const flicker = dimensions.measured.find((dimension) => dimension.metric === 'luma_flicker');
    const sharp = dimensions.measured.find((dimension) => dimension.metric === 'laplacian_variance');
    expect(flicker && bestOf(flicker)).toBe(0);
    expect(sharp && bestOf(sharp)).toBeNull();
  });

  test('values keep three significant digits', () => {
    expect([0, 0.98765, 5.9134, 71.23, 812.4, 4096.2, 0.0000123].map(metricValue)).toEqual([
      '0',
      '0.988',
      '5.91',
      '71.2',
      '812',
      '4,096',
      '< 0.001',
    ]);
  });
});

const variation = (number: number, fields: Partial<Variation> = {}): Variation => ({
  id: `v${number}`,
  frameId: 'f',
  number,
  status: 'ready',
  source: 'generated',
  asset: { sha256: 'a'.repeat(64), mime: 'image/png', bytes: 1, width: 16, height: 9, seconds: null },
  promptId: 'p1',
  seed: number,
  provider: 'previz',
  model: 'previz-1',
  cost: { amount: 0, currency: 'USD', estimated: false },
  overall: { value: 50, basis: 'technical', measured: [], missing: [] },
  rank: null,
  scores: [],
  error: null,
  createdAt: number,
  ...fields,
});

const prompt = (id: string, number: number): PromptVersion => ({
  id,
  number,
  parentId: null,
  author: 'you',
  text: 'a mug',
  negative: '',
  critique: null,
  createdAt: number,
});

describe('candidates of a frame', () => {
  const all = [
    variation(1, { rank: 2 }),
    variation(2, { rank: 3 }),
    variation(3, { promptId: 'p2', rank: 1 }),
    variation(4, { promptId: 'p2', status: 'making', asset: null }),
  ];
  const prompts = [prompt('p1', 1), prompt('p2', 2)];

  test('the newest prompt comes first, in the order made', () => {
    const groups = groupCandidates(all, prompts, 'made');
    expect(groups.map((group) => [group.prompt?.number, group.candidates.map((each) => each.number)])).toEqual([
      [2, [3, 4]],
      [1, [1, 2]],
    ]);
  });

  test('own pictures are a group of their own', () => {
    const groups = groupCandidates([...all, variation(5, { source: 'own', promptId: null })], prompts, 'made');
    expect(groups[0]).toMatchObject({ key: 'own', prompt: null });
  });

  test('by rank is one list with the unscored last', () => {
    expect(groupCandidates(all, prompts, 'rank').flatMap((group) => group.candidates.map((each) => each.number))).toEqual([3, 1, 2, 4]);
  });

  test('arrows move through rows of unequal length', () => {
    const rows = rowLengths([2, 5], 3);
    expect(rows).toEqual([2, 3, 2]);
    expect(moveInRows(rows, 0, 'ArrowDown')).toBe(2);
    expect(moveInRows(rows, 4, 'ArrowDown')).toBe(6);
    expect(moveInRows(rows, 4, 'ArrowUp')).toBe(1);
    expect(moveInRows(rows, 6, 'ArrowUp')).toBe(3);
    expect(moveInRows(rows, 6, 'ArrowRight')).toBe(6);
    expect(moveInRows(rows, 0, 'ArrowUp')).toBe(0);
    expect(moveInRows(rows, 0, 'End')).toBe(6);
    expect(moveInRows([], 0, 'ArrowDown')).toBe(0);
  });

  test('a comparison starts with the picked one against the focused or next best', () => {
    expect(firstPair(all, 'v1', null)?.map((each) => each.id)).toEqual(['v1', 'v3']);
    expect(firstPair(all, 'v1', 'v2')?.map((each) => each.id)).toEqual(['v1', 'v2']);
    expect(firstPair(all, null, null)?.map((each) => each.id)).toEqual(['v3', 'v1']);
    expect(firstPair(all, 'v1', 'v4')?.map((each) => each.id)).toEqual(['v1', 'v3']);
    expect(firstPair(all.slice(0, 1), null, null)).toBeNull();
  });
});

const take = (number: number, fields: Partial<Take> = {}): Take => ({
  id: `t${number}`,
  sceneId: 's',
  number,
  status: 'ready',
  asset: null,
  poster: null,
  promptId: null,
  heroVariationId: null,
  movement: 'static',
  seconds: 4,
  seed: number,
  provider: 'previz',
  model: 'previz-1',
  cost: { amount: 0, currency: 'USD', estimated: false },
  overall: { value: 50, basis: 'technical', measured: [], missing: [] },
  rank: null,
  scores: [],
  frameQuality: [],
  summary: '',
  error: null,
  createdAt: number,
  ...fields,
});

describe('takes that get a player', () => {
  const numbers = (shown: readonly Take[]): number[] => shown.map((each) => each.number);

  test('at most four, the picked one always among them, in the order shot', () => {
    const takes = [1, 2, 3, 4, 5, 6].map((number) => take(number));
    expect(numbers(takesToShow(takes, 't1', []))).toEqual([1, 4, 5, 6]);
    expect(numbers(takesToShow(takes, null, []))).toEqual([3, 4, 5, 6]);
  });

  test('what can be watched goes before what is being shot, and that before what failed', () => {
    const takes = [take(1), take(2), take(3), take(4, { status: 'failed' }), take(5, { status: 'making' }), take(6, { status: 'waiting' })];
    expect(numbers(takesToShow(takes, 't1', []))).toEqual([1, 2, 3, 5]);
  });

  test('a chosen take comes in for the longest standing one, never for the picked one', () => {
    expect(showTake(['t1', 't4', 't5', 't6'], 't2', 't1')).toEqual(['t1', 't5', 't6', 't2']);
    expect(showTake(['t1', 't2'], 't3', null)).toEqual(['t1', 't2', 't3']);
    expect(showTake(['t1', 't2'], 't2', null)).toEqual(['t1', 't2']);
    const takes = [1, 2, 3].map((number) => take(number));
    // A choice that is gone is forgotten.
    expect(numbers(takesToShow(takes, null, ['t9', 't2']))).toEqual([2]);
  });
});

describe('prices before spending', () => {
  const estimate = (amount: number, lines: Estimate['lines']): Estimate => ({
    scenes: 4,
    frames: 8,
    pictures: 32,
    takes: 12,
    cost: { amount, currency: 'USD' },
    seconds: 60,
    lines,
  });

  const made = (amount: number, createdAt: number, model = 'fal:flux') => ({
    cost: { amount, currency: 'USD', estimated: false },
    createdAt,
    provider: model.split(':')[0] ?? '',
    model: model.split(':')[1] ?? '',
  });
  const lines: Estimate['lines'] = [
    { kind: 'picture', what: 'Bilder', count: 32, each: 0.03, amount: 0.96, known: true },
    { kind: 'take', what: 'Shots', count: 12, each: 0.35, amount: 4.2, known: true },
  ];

  test('the latest one made with the model sets the price; what another model cost does not', () => {
    expect(latestPrice([made(0.35, 2), made(0.1, 1), made(9, 3, 'luma:uni')], 'fal:flux')?.amount).toBe(0.35);
    expect(latestPrice([], 'fal:flux')).toBeNull();
    // A bill that named no figure says nothing about the next one.
    expect(latestPrice([made(0, 1)], 'fal:flux')).toBeNull();
  });

  test('lines of an estimate are found by their kind, and a price nobody knows is not zero', () => {
    expect(estimatedPrice(estimate(5.16, lines), 'take')).toEqual({ amount: 0.35, currency: 'USD', known: true });
    expect(estimatedPrice(estimate(5.16, lines), 'picture')?.amount).toBe(0.03);
    expect(estimatedPrice(estimate(5.16, []), 'take')).toBeNull();
    const unknown: Estimate['lines'] = [{ kind: 'take', what: 'Takes', count: 12, each: 0, amount: 0, known: false }];
    expect(estimatedPrice(estimate(0, unknown), 'take')).toMatchObject({ known: false });
  });

  test('once another model is chosen the estimate wins over what the last one cost', () => {
    const items = [made(0.5, 5)];
    expect(priceOfOne('picture', items, 'fal:flux', estimate(5.16, lines))?.amount).toBe(0.5);
    expect(priceOfOne('picture', items, 'luma:uni', estimate(5.16, lines))?.amount).toBe(0.03);
    expect(priceOfOne('picture', items, undefined, null)).toBeNull();
  });
});
