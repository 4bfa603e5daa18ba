/** Raw measures turned into scores with their origin, and the learned metrics that are not there named as missing. */
import { metricInfo, metricIdValues, type MetricId, type Score } from '#contract/model/quality.ts';
import { overallOf } from '#domain/overall.ts';
import type { Clipping } from './image/exposure.ts';
import type { StillMeasures } from './image/measure.ts';
import { scoreOf, sharpnessWithoutNoise } from './mapping.ts';
import type { ClipMeasures } from './video/clip-meter.ts';

/** Version of the definitions and maps in this room; part of every score's origin, to be raised when any of them changes. */
const DEFINITION = 'Heroframe definition 1';
const HERE = 'this computer';

const methods: Readonly<Partial<Record<MetricId, string>>> = {
  laplacian_variance: 'Variance of the Laplacian at 512 px',
  exposure_clipping: 'Share of burnt-out pixels, pure black counted a fifth',
  rms_contrast: 'RMS contrast of BT.601 luma, Peli 1990',
  colourfulness: 'Hasler and Süsstrunk 2003',
  noise_sigma: 'Immerkær 1996 at 512 px',
  blockiness: 'Edge ratio on the 8 px grid',
  entropy: 'Shannon entropy of BT.601 luma',
  luma_flicker: 'Median-filtered change of mean luma, every frame',
  flow_smoothness: 'Flow midpoint against the true frame on luma, DIS after Kroeger 2016, sampled',
  flow_dynamic_degree: 'Fastest 5 % of flow, DIS after Kroeger 2016, 8 pairs a second',
  temporal_information: 'ITU-T P.910, mean over time',
};

function measured(metric: MetricId, value: number, score = scoreOf(metric, value)): Score {
  return { status: 'measured', metric, value, score, measuredBy: `${methods[metric] ?? metric}, ${DEFINITION}`, where: HERE };
}

/** Why these learned metrics have no value, where a missing model is not the whole reason. */
const reasons: Readonly<Partial<Record<MetricId, string>>> = {
  vqa_score: 'VQAScore needs a vision-language model, and none is installed.',
  vbench_temporal_flickering:
    "VBench scores flickering only for clips that its static filter lets through, and that filter's model (RAFT) is not installed.",
  vbench_motion_smoothness:
    "VBench's motion smoothness needs its interpolation model (AMT), which is not installed; the optical-flow form is measured instead.",
  vbench_dynamic_degree:
    "VBench's dynamic degree needs its flow model (RAFT), which is not installed; the optical-flow form is measured instead.",
};

function reasonFor(metric: MetricId): string {
  return reasons[metric] ?? `${metricInfo[metric].label} needs its model, which is not installed.`;
}

function unavailable(of: 'image' | 'video'): Score[] {
  return metricIdValues
    .filter((metric) => metricInfo[metric].kind === 'learned' && metricInfo[metric].of === of)
    .map((metric) => ({ status: 'unavailable', metric, reason: reasonFor(metric) }));
}

/** Clipped share: burnt-out highlights in full, pure black a fifth (2 % of the one is as bad as 10 % of the other). */
export function clippedShare(clipping: Clipping): number {
  return clipping.blown + clipping.crushed / 5;
}

function stillScores(still: StillMeasures): Score[] {
  const sharpness = scoreOf('laplacian_variance', sharpnessWithoutNoise(still.laplacianVariance, still.noiseFloor));
  return [
    measured('laplacian_variance', still.laplacianVariance, sharpness),
    measured('exposure_clipping', clippedShare(still.clipping)),
    measured('rms_contrast', still.tone.rmsContrast),
    measured('colourfulness', still.colourfulness),
    measured('noise_sigma', still.noiseSigma),
    measured('entropy', still.tone.entropy),
  ];
}

/** Scores of a picture, learned ones first. */
export function pictureScores(measures: StillMeasures & { blockEdgeRatio: number }): Score[] {
  return [...unavailable('image'), ...stillScores(measures), measured('blockiness', measures.blockEdgeRatio)];
}

/** Technical quality 0–100 of one frame of a clip; null when it is pure black and so says nothing. */
export function frameScore(still: StillMeasures): number | null {
  if (still.tone.black >= 0.98) return null;
  return overallOf(stillScores(still), 'picture').value;
}

function meanStill(stills: readonly StillMeasures[]): StillMeasures {
  const mean = (pick: (still: StillMeasures) => number): number => stills.reduce((sum, still) => sum + pick(still), 0) / stills.length;
  return {
    laplacianVariance: mean((still) => still.laplacianVariance),
    noiseSigma: mean((still) => still.noiseSigma),
    noiseFloor: mean((still) => still.noiseFloor),
    clipping: { blown: mean((still) => still.clipping.blown), crushed: mean((still) => still.clipping.crushed) },
    tone: {
      mean: mean((still) => still.tone.mean),
      p1: mean((still) => still.tone.p1),
      p99: mean((still) => still.tone.p99),
      rmsContrast: mean((still) => still.tone.rmsContrast),
      black: mean((still) => still.tone.black),
      entropy: mean((still) => still.tone.entropy),
    },
    colourfulness: mean((still) => still.colourfulness),
  };
}

/** Scores of a clip, learned ones first; what the clip is too short for is `unavailable` with the reason. */
export function clipScores(measures: ClipMeasures): Score[] {
  const orShort = (metric: MetricId, value: number | null): Score =>
    value === null
      ? { status: 'unavailable', metric, reason: 'The clip is too short or too small for this measure.' }
      : measured(metric, value);
  return [
    ...unavailable('video'),
    orShort('luma_flicker', measures.lumaFlicker),
    orShort('flow_smoothness', measures.smoothness),
    orShort('flow_dynamic_degree', measures.dynamic?.value ?? null),
    orShort('temporal_information', measures.temporalInformation?.mean ?? null),
    ...stillScores(meanStill(measures.strip)),
    orShort('blockiness', measures.blockEdgeRatio),
  ];
}
