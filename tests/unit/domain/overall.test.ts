import { expect, test } from 'vitest';
import { metricIdValues, overallSchema, type MetricId, type Score } from '#contract/model/quality.ts';
import { overallOf, takeGroupScores, weightOf } from '#domain/overall.ts';

function measured(scores: Partial<Record<MetricId, number>>): Score[] {
  return (Object.entries(scores) as [MetricId, number][]).map(([metric, score]) => ({
    status: 'measured',
    metric,
    value: score,
    score,
    measuredBy: 'test',
    where: 'test',
  }));
}

test('all four picture metrics weigh 50, 25, 15 and 10', () => {
  const overall = overallOf(
    measured({ pickscore: 80, clip_score: 60, vqa_score: 40, laion_aesthetic_v2: 20, laplacian_variance: 0 }),
    'picture',
  );
  expect(overall).toEqual({
    value: 63,
    basis: 'preference',
    measured: ['pickscore', 'clip_score', 'vqa_score', 'laion_aesthetic_v2'],
    missing: [],
  });
});

test('weights are renormalised over what was measured, and the rest is named', () => {
  const overall = overallOf(measured({ clip_score: 60, laion_aesthetic_v2: 25 }), 'picture');
  expect(overall.value).toBeCloseTo((25 * 60 + 10 * 25) / 35, 10);
  expect(overall.missing).toEqual(['pickscore', 'vqa_score']);
});

test('a take weighs its groups 40, 30 and 30, dynamic degree half within its group', () => {
  const scores = measured({
    vbench_subject_consistency: 90,
    vbench_background_consistency: 90,
    vbench_temporal_flickering: 90,
    vbench_motion_smoothness: 90,
    vbench_dynamic_degree: 0,
    vbench_aesthetic_quality: 50,
    vbench_imaging_quality: 70,
    vbench_overall_consistency: 40,
  });
  expect(takeGroupScores(scores)).toEqual({ temporal: 80, aesthetic: 60, alignment: 40 });
  expect(overallOf(scores, 'take').value).toBeCloseTo(0.4 * 80 + 0.3 * 60 + 0.3 * 40, 10);
  const total = metricIdValues.reduce((sum, metric) => sum + weightOf(metric, 'take', 'preference'), 0);
  expect(total).toBeCloseTo(100, 10);
});

test('a group that was not measured leaves its weight to the others', () => {
  const overall = overallOf(measured({ vbench_motion_smoothness: 90, vbench_overall_consistency: 30 }), 'take');
  expect(overall.value).toBeCloseTo((40 * 90 + 30 * 30) / 70, 10);
  expect(overall.basis).toBe('preference');
});

test('without learned metrics the score is called technical and says what is missing', () => {
  const overall = overallOf(measured({ laplacian_variance: 90, exposure_clipping: 60 }), 'picture');
  expect(overall.basis).toBe('technical');
  expect(overall.value).toBeCloseTo((25 * 90 + 20 * 60) / 45, 10);
  expect(overall.missing).toContain('pickscore');
  expect(overall.missing).toContain('blockiness');
  expect(overall.missing).not.toContain('laplacian_variance');
  for (const judged of ['picture', 'take'] as const) {
    expect(metricIdValues.reduce((sum, metric) => sum + weightOf(metric, judged, 'technical'), 0)).toBe(100);
  }
});

test('nothing measured is no score, and unavailable metrics are not measured', () => {
  const none = overallOf([{ status: 'unavailable', metric: 'pickscore', reason: 'no model' }], 'picture');
  expect(none).toMatchObject({ value: null, basis: 'none', measured: [] });
  expect(overallSchema.parse(none)).toEqual(none);
  // Temporal information is shown, never weighed.
  expect(overallOf(measured({ temporal_information: 90 }), 'take').basis).toBe('none');
});
