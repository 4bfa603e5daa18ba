/** How a measured strength or weakness reads in a sentence. */
import type { MetricId } from '#contract/model/quality.ts';

export interface MetricWords {
  /** Completes "… of the four". */
  most: string;
  /** Said of a high score by itself. */
  good: string;
  /** Said of a low score by itself. */
  weak: string;
}

/** Metrics without words (entropy, temporal information) say nothing a person could act on. */
export const metricWords: Readonly<Partial<Record<MetricId, MetricWords>>> = {
  pickscore: { most: 'most likely to be preferred', good: 'likely to be preferred', weak: 'unlikely to be preferred' },
  clip_score: { most: 'closest to the prompt', good: 'close to the prompt', weak: 'far from the prompt' },
  vqa_score: { most: 'truest to what was asked', good: 'true to what was asked', weak: 'missing things that were asked for' },
  laion_aesthetic_v2: { most: 'most pleasing', good: 'pleasing', weak: 'plain to look at' },
  vbench_subject_consistency: { most: 'steadiest in its subject', good: 'steady in its subject', weak: 'drifting in its subject' },
  vbench_background_consistency: {
    most: 'steadiest in its background',
    good: 'steady in its background',
    weak: 'drifting in its background',
  },
  vbench_temporal_flickering: { most: 'freest of flicker', good: 'free of flicker', weak: 'flickering' },
  vbench_motion_smoothness: { most: 'smoothest', good: 'smooth', weak: 'uneven in its motion' },
  vbench_dynamic_degree: { most: 'liveliest', good: 'lively', weak: 'almost still' },
  vbench_aesthetic_quality: { most: 'most pleasing', good: 'pleasing', weak: 'plain to look at' },
  vbench_imaging_quality: { most: 'cleanest', good: 'clean', weak: 'blurred or noisy' },
  vbench_overall_consistency: { most: 'closest to the prompt', good: 'close to the prompt', weak: 'far from the prompt' },
  laplacian_variance: { most: 'sharpest', good: 'sharp', weak: 'soft' },
  exposure_clipping: { most: 'best exposed', good: 'cleanly exposed', weak: 'clipped in its lights or shadows' },
  rms_contrast: { most: 'richest in contrast', good: 'rich in contrast', weak: 'low in contrast' },
  colourfulness: { most: 'most colourful', good: 'colourful', weak: 'pale' },
  noise_sigma: { most: 'least noisy', good: 'free of noise', weak: 'noisy' },
  blockiness: { most: 'freest of compression blocks', good: 'free of compression blocks', weak: 'blocky from compression' },
  luma_flicker: { most: 'steadiest in its light', good: 'steady in its light', weak: 'flickering' },
  flow_smoothness: { most: 'smoothest', good: 'smooth', weak: 'uneven in its motion' },
  flow_dynamic_degree: { most: 'liveliest', good: 'lively', weak: 'almost still' },
};

const counts = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** "four" for 4; figures beyond twelve. */
export function countInWords(count: number): string {
  return counts[count] ?? String(count);
}

/** "a", "a and b", "a, b and c". */
export function listInWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

export function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
