/**
 * From each metric's own value to 0–100, higher is better: straight lines
 * between anchors, flat beyond the ends. One table, so that what a score means
 * can be read in one place. The maps put metrics on a common scale for people
 * and for weighing; they do not turn a proxy into a measure of preference.
 */
import type { MetricId } from '#contract/model/quality.ts';

export interface MetricMap {
  /** Unit of the metric's own value. */
  unit: string;
  /** Points `[value, score]` with ascending values; scores rise or fall throughout. */
  anchors: readonly (readonly [value: number, score: number])[];
  /** Why these anchors. */
  reason: string;
}

/** VBench's own normalisation between the worst and best observed raw values (metric 0–1). */
const vbench = (min: number, max: number): Pick<MetricMap, 'unit' | 'anchors'> => ({
  unit: '0–1',
  anchors: [
    [min, 0],
    [max, 100],
  ],
});
const VBENCH_REASON = "VBench's minimum and maximum for this dimension, as its leaderboard normalises it.";

export const metricMaps: Readonly<Record<MetricId, MetricMap>> = {
  pickscore: {
    unit: 'logit',
    anchors: [
      [16, 0],
      [18, 20],
      [20, 45],
      [22, 75],
      [24, 100],
    ],
    reason: 'Typical pictures lie between 18 and 24; one unit is a 73 % preference. Comparable for one prompt only.',
  },
  clip_score: {
    unit: '2.5 · cosine',
    anchors: [
      [0.3, 0],
      [0.55, 30],
      [0.72, 55],
      [0.86, 80],
      [1, 100],
    ],
    reason: "The authors' own sets of bad and good captions average 0.715 and 0.858; typical values lie between 0.55 and 0.95.",
  },
  vqa_score: {
    unit: 'probability',
    anchors: [
      [0, 0],
      [0.5, 45],
      [0.8, 70],
      [0.95, 90],
      [1, 100],
    ],
    reason: 'Good pictures exceed 0.8 and the scale saturates, so the upper end is stretched.',
  },
  laion_aesthetic_v2: {
    unit: '1–10',
    anchors: [
      [3, 0],
      [4, 20],
      [5, 45],
      [6, 70],
      [7, 90],
      [8, 100],
    ],
    reason: 'Typical pictures lie between 4 and 7; above 8 is rare.',
  },
  vbench_subject_consistency: { ...vbench(0.1462, 1), reason: VBENCH_REASON },
  vbench_background_consistency: { ...vbench(0.2615, 1), reason: VBENCH_REASON },
  vbench_temporal_flickering: { ...vbench(0.6293, 1), reason: VBENCH_REASON },
  vbench_motion_smoothness: { ...vbench(0.706, 0.9975), reason: VBENCH_REASON },
  vbench_dynamic_degree: { ...vbench(0, 1), reason: VBENCH_REASON },
  vbench_aesthetic_quality: { ...vbench(0, 1), reason: VBENCH_REASON },
  vbench_imaging_quality: { ...vbench(0, 1), reason: VBENCH_REASON },
  vbench_overall_consistency: { ...vbench(0, 0.364), reason: VBENCH_REASON },
  laplacian_variance: {
    unit: 'grey levels²',
    anchors: [
      [0, 0],
      [4, 10],
      [15, 35],
      [40, 55],
      [100, 70],
      [300, 85],
      [800, 95],
      [2000, 100],
    ],
    reason:
      'At a long side of 512 px: defocused pictures stay under 10, drawings with a shallow focus reach 40–100, detailed photographs 300–1500. ' +
      'Read after taking off what the noise adds (see `sharpnessWithoutNoise`).',
  },
  exposure_clipping: {
    unit: 'share',
    anchors: [
      [0, 100],
      [0.005, 95],
      [0.02, 75],
      [0.1, 45],
      [0.3, 20],
      [0.6, 0],
    ],
    reason: 'Up to half a percent is a highlight; 2 % burnt out (or 10 % pure black, which counts a fifth) is where it starts to show.',
  },
  rms_contrast: {
    unit: '0–0.5',
    anchors: [
      [0, 0],
      [0.05, 25],
      [0.1, 55],
      [0.15, 78],
      [0.2, 92],
      [0.28, 100],
    ],
    reason: 'About 0.2 is normal; under 0.1 looks veiled. More than normal is a style, hence the flat top.',
  },
  colourfulness: {
    unit: 'Hasler–Süsstrunk M',
    anchors: [
      [0, 30],
      [15, 55],
      [33, 72],
      [45, 80],
      [59, 90],
      [82, 100],
    ],
    reason:
      "The authors' steps: 15 slightly, 33 moderately, 45 averagely, 59 quite, 82 highly colourful. Black and white is no fault, so it starts at 30.",
  },
  noise_sigma: {
    unit: 'grey levels',
    anchors: [
      [0, 100],
      [0.7, 97],
      [1.5, 88],
      [2.5, 72],
      [4, 45],
      [6, 20],
      [12, 0],
    ],
    reason: 'Under 1 is clean and above 5 noisy; fine texture alone reaches about 2.5, so the fall is gentle until there.',
  },
  blockiness: {
    unit: 'ratio',
    anchors: [
      [1.05, 100],
      [1.2, 85],
      [1.5, 60],
      [1.9, 35],
      [2.5, 15],
      [4, 0],
    ],
    reason: 'Clean pictures give 0.9–1.05, JPEG at quality 50 about 1.1–1.2 on photographs, at quality 10 about 1.9.',
  },
  entropy: {
    unit: 'bits',
    anchors: [
      [0, 0],
      [3, 25],
      [5, 55],
      [6.5, 80],
      [7.3, 95],
      [7.8, 100],
    ],
    reason: 'Finished pictures lie between 6.5 and 7.8 bits of the possible 8; flat graphics near 4–5.',
  },
  luma_flicker: {
    unit: 'grey levels',
    anchors: [
      [0, 100],
      [0.1, 96],
      [0.3, 85],
      [0.7, 65],
      [1.5, 40],
      [3, 15],
      [6, 0],
    ],
    reason: 'Changes of the mean under a third of a level are invisible; one level from frame to frame is seen as pulsing.',
  },
  flow_smoothness: {
    unit: '0–1',
    anchors: [
      [0.9, 0],
      [0.95, 25],
      [0.97, 45],
      [0.98, 62],
      [0.9875, 80],
      [0.994, 92],
      [0.999, 100],
    ],
    reason: "Current models' clips lie between 0.97 and 0.995 on VBench's form of this measure, so that range gets the room.",
  },
  flow_dynamic_degree: {
    unit: 'short sides per second',
    anchors: [
      [0, 0],
      [0.01, 20],
      [0.05, 50],
      [0.1, 65],
      [0.1875, 80],
      [0.5, 95],
      [1, 100],
    ],
    reason:
      'VBench calls a clip dynamic from 6/256 of the short side per eighth of a second, which is 0.1875; a slow push-in reaches about 0.05.',
  },
  temporal_information: {
    unit: 'grey levels',
    anchors: [
      [0, 0],
      [2, 30],
      [10, 65],
      [25, 90],
      [50, 100],
    ],
    reason: 'How much changes, not how well: shown beside the others and never weighed. ITU-T P.910 test scenes span about 2–50.',
  },
};

/** Score 0–100 of a metric's value. */
export function scoreOf(metric: MetricId, value: number): number {
  const { anchors } = metricMaps[metric];
  let [lowerValue, lowerScore] = anchors[0] ?? [0, 0];
  if (value <= lowerValue) return lowerScore;
  for (const [upperValue, upperScore] of anchors) {
    if (value <= upperValue) return lowerScore + ((value - lowerValue) / (upperValue - lowerValue)) * (upperScore - lowerScore);
    lowerValue = upperValue;
    lowerScore = upperScore;
  }
  return lowerScore;
}

/**
 * The part of the Laplacian's variance that detail accounts for: grain must not pass for sharpness. White noise of σ adds
 * 20σ²; reduced to 512 px it is no longer white and adds up to 32 times the square of what `noiseFloor` then reads (measured). That
 * floor is σ where the picture is calmest, so that texture is not taken for noise; clean pictures lose nothing to speak of.
 */
export function sharpnessWithoutNoise(laplacianVariance: number, noiseFloor: number): number {
  return Math.max(0, laplacianVariance - 32 * noiseFloor * noiseFloor);
}
