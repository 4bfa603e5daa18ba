/**
 * How single scores add up: which metrics count for what, and what an overall
 * score is called when the metrics that predict preference were not measured.
 */
import type { MetricId, Overall, Score } from '#contract/model/quality.ts';

/** What is being judged. */
export type Judged = 'picture' | 'take';

type Weights = Readonly<Partial<Record<MetricId, number>>>;

/** Row A2: the four metrics of a picture. */
const picturePreference: Weights = { pickscore: 50, clip_score: 25, vqa_score: 15, laion_aesthetic_v2: 10 };

/** Row W10: a take's three groups. Within a group the weights are VBench's own (dynamic degree counts half). */
export const takeGroups = {
  temporal: {
    weight: 40,
    metrics: {
      vbench_subject_consistency: 1,
      vbench_background_consistency: 1,
      vbench_temporal_flickering: 1,
      vbench_motion_smoothness: 1,
      vbench_dynamic_degree: 0.5,
    },
  },
  aesthetic: { weight: 30, metrics: { vbench_aesthetic_quality: 1, vbench_imaging_quality: 1 } },
  alignment: { weight: 30, metrics: { vbench_overall_consistency: 1 } },
} as const satisfies Record<string, { weight: number; metrics: Weights }>;

/**
 * Classical metrics of a picture. Sharpness and light lead because a soft or burnt-out frame spoils every
 * take shot from it; noise weighs nearly as much, so that grain is never a way to look sharp; colour and
 * entropy say least about soundness (a restrained palette is a choice).
 */
const pictureTechnical: Weights = {
  laplacian_variance: 25,
  exposure_clipping: 20,
  noise_sigma: 20,
  rms_contrast: 15,
  blockiness: 10,
  colourfulness: 5,
  entropy: 5,
};

/**
 * Classical metrics of a take: half for what changes over time, half for the stills. Dynamic degree is in it
 * as a floor under motion: smoothness and steadiness alone would reward a clip that does not move.
 */
const takeTechnical: Weights = {
  luma_flicker: 20,
  flow_smoothness: 20,
  flow_dynamic_degree: 10,
  laplacian_variance: 15,
  exposure_clipping: 10,
  noise_sigma: 10,
  rms_contrast: 8,
  blockiness: 5,
  colourfulness: 2,
};

/** Metrics that ask for a take's group scores, as a name. */
export type TakeGroup = keyof typeof takeGroups;

type Scores = ReadonlyMap<MetricId, number>;

function measuredOf(scores: readonly Score[]): Scores {
  return new Map(scores.flatMap((score): [MetricId, number][] => (score.status === 'measured' ? [[score.metric, score.score]] : [])));
}

interface Mean {
  value: number | null;
  measured: MetricId[];
  missing: MetricId[];
}

/** Weighted mean over what was measured, weights renormalised. */
function weightedMean(weights: Weights, scores: Scores): Mean {
  let sum = 0;
  let total = 0;
  const measured: MetricId[] = [];
  const missing: MetricId[] = [];
  for (const [id, weight] of Object.entries(weights) as [MetricId, number][]) {
    const score = scores.get(id);
    if (score === undefined) missing.push(id);
    else {
      measured.push(id);
      sum += weight * score;
      total += weight;
    }
  }
  return { value: total === 0 ? null : sum / total, measured, missing };
}

/** The three groups of a take, 0–100 each or null where nothing of the group was measured. */
export function takeGroupScores(scores: readonly Score[]): Record<TakeGroup, number | null> {
  const measured = measuredOf(scores);
  return {
    temporal: weightedMean(takeGroups.temporal.metrics, measured).value,
    aesthetic: weightedMean(takeGroups.aesthetic.metrics, measured).value,
    alignment: weightedMean(takeGroups.alignment.metrics, measured).value,
  };
}

function takePreference(scores: Scores): Mean {
  let sum = 0;
  let total = 0;
  const measured: MetricId[] = [];
  const missing: MetricId[] = [];
  for (const group of Object.values(takeGroups)) {
    const mean = weightedMean(group.metrics, scores);
    measured.push(...mean.measured);
    missing.push(...mean.missing);
    if (mean.value === null) continue;
    sum += group.weight * mean.value;
    total += group.weight;
  }
  return { value: total === 0 ? null : sum / total, measured, missing };
}

/** Rounding noise must not push a mean out of its range. */
const clamp = (value: number): number => Math.min(100, Math.max(0, value));

/**
 * The overall score, 0–100. As soon as one learned metric was measured it is a `preference` score over the
 * learned ones alone; otherwise a `technical` score over the classical ones; otherwise there is none.
 * `missing` lists every metric that the fuller picture would have needed.
 */
export function overallOf(scores: readonly Score[], judged: Judged): Overall {
  const measured = measuredOf(scores);
  const preference = judged === 'picture' ? weightedMean(picturePreference, measured) : takePreference(measured);
  if (preference.value !== null) {
    return { value: clamp(preference.value), basis: 'preference', measured: preference.measured, missing: preference.missing };
  }
  const technical = weightedMean(judged === 'picture' ? pictureTechnical : takeTechnical, measured);
  const missing = [...preference.missing, ...technical.missing];
  if (technical.value === null) return { value: null, basis: 'none', measured: [], missing };
  return { value: clamp(technical.value), basis: 'technical', measured: technical.measured, missing };
}

/** Which metric counts for how much in a score of this basis; weights as they stand in the tables, not normalised. */
export function weightOf(metric: MetricId, judged: Judged, basis: Overall['basis']): number {
  switch (basis) {
    case 'none':
      return 0;
    case 'technical':
      return (judged === 'picture' ? pictureTechnical : takeTechnical)[metric] ?? 0;
    case 'preference': {
      if (judged === 'picture') return picturePreference[metric] ?? 0;
      for (const { weight, metrics } of Object.values(takeGroups) as { weight: number; metrics: Weights }[]) {
        const own = metrics[metric];
        if (own !== undefined) return (weight * own) / Object.values(metrics).reduce((a, b) => a + b, 0);
      }
      return 0;
    }
  }
}
