import { expect, test } from 'vitest';
import { metricIdValues, metricInfo } from '#contract/model/quality.ts';
import { metricMaps, scoreOf, sharpnessWithoutNoise } from '#scoring/mapping.ts';
import parity from './parity.json' with { type: 'json' };

/** Metrics for which less is better. */
const falling = new Set(['exposure_clipping', 'noise_sigma', 'blockiness', 'luma_flicker']);

for (const metric of metricIdValues) {
  test(`${metric} maps monotonely and continuously onto 0–100, in the right direction`, () => {
    const { anchors, unit, reason } = metricMaps[metric];
    expect(unit).not.toBe('');
    expect(reason).toMatch(/\.$/);
    const [low] = anchors[0] ?? [0];
    const [high] = anchors.at(-1) ?? [0];
    const scores = Array.from({ length: 401 }, (_, i) => scoreOf(metric, low + ((i - 100) / 200) * (high - low)));
    const sign = falling.has(metric) ? -1 : 1;
    scores.forEach((score, i) => {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100);
      if (i === 0) return;
      const step = sign * (score - (scores[i - 1] as number));
      expect(step).toBeGreaterThanOrEqual(0);
      expect(step).toBeLessThan(60);
    });
    expect(Math.abs((scores.at(-1) as number) - (scores[0] as number))).toBeGreaterThanOrEqual(metric === 'colourfulness' ? 70 : 100);
    for (const [value, score] of anchors) expect(scoreOf(metric, value)).toBeCloseTo(score, 9);
  });
}

test("VBench's published quality figures follow from the maps", () => {
  const quality = [
    'vbench_subject_consistency',
    'vbench_background_consistency',
    'vbench_temporal_flickering',
    'vbench_motion_smoothness',
    'vbench_dynamic_degree',
    'vbench_aesthetic_quality',
    'vbench_imaging_quality',
  ] as const;
  for (const row of Object.values(parity.vbenchRows)) {
    const sum = quality.reduce(
      (total, metric, i) => total + scoreOf(metric, (row.dims[i] as number) / 100) * (metric === 'vbench_dynamic_degree' ? 0.5 : 1),
      0,
    );
    // The figures are printed with two decimals and some means lie above VBench's maximum by a hair.
    expect(sum / 6.5).toBeCloseTo(row.total_quality_semantic[1] as number, 0);
    expect(Math.abs(sum / 6.5 - (row.total_quality_semantic[1] as number))).toBeLessThan(0.015);
  }
});

test('noise is taken off sharpness, never below nothing', () => {
  expect(sharpnessWithoutNoise(500, 0)).toBe(500);
  expect(sharpnessWithoutNoise(500, 2)).toBeLessThan(400);
  expect(sharpnessWithoutNoise(10, 3)).toBe(0);
});

test('every metric has a plain name', () => {
  for (const metric of metricIdValues) expect(metricInfo[metric].label).not.toBe('');
});
