import { expect, test } from 'vitest';
import type { MetricId, Score } from '#contract/model/quality.ts';
import { overallOf, type Judged } from '#domain/overall.ts';
import { presetSettings } from '#contract/model/presets.ts';
import { frameThreshold, orderOf, pickTake, pickVariation, ranksOf, takeSummary, takesThreshold, type Candidate } from '#domain/ranking.ts';

function candidate(number: number, scores: Partial<Record<MetricId, number>>, judged: Judged = 'picture'): Candidate {
  const list = (Object.entries(scores) as [MetricId, number][]).map(([metric, score]): Score => ({
    status: 'measured',
    metric,
    value: score,
    score,
    measuredBy: 'test',
    where: 'test',
  }));
  return { id: `var_${number}`, number, overall: overallOf(list, judged), scores: list };
}

const plain = { laplacian_variance: 70, exposure_clipping: 80, noise_sigma: 80, rms_contrast: 75, blockiness: 80 };

test('candidates are ordered by score, ties by number, unscored last', () => {
  const candidates = [candidate(4, {}), candidate(3, plain), candidate(2, { ...plain, rms_contrast: 90 }), candidate(1, plain)];
  expect(orderOf(candidates).map((one) => one.number)).toEqual([2, 1, 3, 4]);
  expect([...ranksOf(candidates)]).toEqual([
    ['var_2', 1],
    ['var_1', 2],
    ['var_3', 3],
    ['var_4', null],
  ]);
});

test('preference and technical scores are never compared: preference ranks first', () => {
  const technical = candidate(1, { laplacian_variance: 95 });
  const preference = candidate(2, { pickscore: 40 });
  expect(orderOf([technical, preference])[0]).toBe(preference);
  expect(pickVariation([technical, preference])?.reason).toBe('The only variation with a preference score.');
});

test('the reason names what the pick is best at, what it is good at, and the lead', () => {
  const pick = pickVariation([
    candidate(1, plain),
    candidate(2, { ...plain, laplacian_variance: 92, exposure_clipping: 90 }),
    candidate(3, { ...plain, exposure_clipping: 89 }),
    candidate(4, { ...plain, noise_sigma: 60 }),
  ]);
  expect(pick).toMatchObject({ id: 'var_2', number: 2, level: false });
  expect(pick?.reason).toBe('Sharpest of the four and cleanly exposed; 6 points above variation 3 on technical measures.');
});

test('with learned metrics the reason speaks of preference without the technical note', () => {
  const pick = pickVariation([candidate(1, { pickscore: 60, clip_score: 50 }), candidate(2, { pickscore: 64, clip_score: 80 })]);
  expect(pick?.reason).toBe('Closest to the prompt and most likely to be preferred of the two; 13 points above variation 1.');
});

test('a lead under a point is called level and asks for a look', () => {
  const pick = pickVariation([candidate(1, { ...plain, rms_contrast: 76 }), candidate(2, plain)]);
  expect(pick).toMatchObject({ number: 1, level: true });
  expect(pick?.reason).toBe('Level with variation 2 on technical measures, within a point; look at both.');
});

test('a lead without a standout is best on balance', () => {
  const better = Object.fromEntries(Object.entries(plain).map(([metric, score]) => [metric, score + 2])) as typeof plain;
  expect(pickVariation([candidate(1, plain), candidate(2, better)])?.reason).toBe(
    'Best on balance; 2 points above variation 1 on technical measures.',
  );
});

test('scoring that failed leaves the first, and says so', () => {
  expect(pickVariation([])).toBeNull();
  expect(pickVariation([candidate(2, {}), candidate(1, {})])).toMatchObject({
    number: 1,
    reason: 'The first variation: neither could be scored.',
  });
  expect(pickVariation([candidate(1, {})])?.reason).toBe('The only variation; it could not be scored.');
  expect(pickVariation([candidate(1, {}), candidate(2, plain)])?.reason).toBe('The only variation of two that could be scored.');
  expect(pickVariation([candidate(1, plain)])?.reason).toBe('The only variation; 76 of 100 on technical measures.');
});

const steady = { luma_flicker: 90, flow_smoothness: 88, flow_dynamic_degree: 60, laplacian_variance: 65, exposure_clipping: 80 };
const take = (number: number, scores: Partial<Record<MetricId, number>>): Candidate => candidate(number, scores, 'take');

test('a broken take ranks behind sound ones, whatever its score', () => {
  const jump = {
    kind: 'unexpected-cut',
    fromSeconds: 1.2,
    toSeconds: 1.2,
    message: 'The picture jumps at 1.2 s, as if it were cut.',
  } as const;
  const broken = { ...take(1, { ...steady, laplacian_variance: 95 }), flags: [jump], seconds: 4 };
  const pick = pickTake([broken, take(2, steady)], 30);
  expect(pick).toMatchObject({ number: 2, review: null });
  expect(pick?.reason).toBe('Steady in its light; take 1 has a fault.');
  expect(takeSummary(broken, [take(2, steady)])).toBe(
    'The picture jumps at 1.2 s, as if it were cut; otherwise sharpest of the two and steady in its light (technical measures only).',
  );
  expect(pickTake([broken], 30)?.review).toBe('Every take has a fault; in take 1: The picture jumps at 1.2 s, as if it were cut.');
});

test('takes all below the bar go to review', () => {
  const weak = [take(1, { luma_flicker: 20 }), take(2, { luma_flicker: 25 }), take(3, {})];
  expect(pickTake(weak, 30)).toMatchObject({
    number: 2,
    review: 'Both scored takes are below the bar of 30 (best 25 on technical measures); look at them before the cut.',
  });
  expect(pickTake([...weak, take(4, steady)], 30)?.review).toBeNull();
  expect(pickTake(weak, null)?.review).toBeNull();
});

test('a summary tells strengths and weaknesses beside the other takes', () => {
  const takes = [
    take(1, steady),
    take(2, { ...steady, flow_smoothness: 96, laplacian_variance: 35 }),
    take(3, { ...steady, luma_flicker: 30, flow_dynamic_degree: 20 }),
  ];
  expect(takes.map((one) => takeSummary(one, takes))).toEqual([
    'Steady in its light and smooth (technical measures only).',
    'Smoothest of the three and steady in its light, but soft (technical measures only).',
    'Smooth, but flickering and almost still (technical measures only).',
  ]);
  expect(takeSummary(take(4, {}), takes)).toBe('Nothing about this take could be measured.');
});

test('a take that trails the others says in what', () => {
  const takes = [take(1, { luma_flicker: 90, laplacian_variance: 80 }), take(2, { luma_flicker: 90, laplacian_variance: 60 })];
  expect(takeSummary(takes[1] as Candidate, takes)).toBe('Steady in its light, but less sharp than the other (technical measures only).');
});

test('thresholds and presets are those of the product', () => {
  expect((['fast', 'balanced', 'maximum', 'simple'] as const).map(frameThreshold)).toEqual([20, 30, 50, null]);
  expect(takesThreshold('balanced')).toBe(30);
  expect(presetSettings.fast).toMatchObject({ variations: 2, rounds: 2 });
  expect(presetSettings.balanced).toMatchObject({ variations: 4, rounds: 4 });
  expect(presetSettings.maximum).toMatchObject({ variations: 6, rounds: 4 });
  expect(presetSettings.simple).toMatchObject({ variations: 1, rounds: 0, scoring: false });
});
