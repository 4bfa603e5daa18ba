/** What was measured, by what, and what it adds up to. A proxy never wears the name of the real metric. */
import { z } from 'zod';

export const metricIdValues = [
  // Learned metrics; `unavailable` until their model is installed.
  'pickscore',
  'clip_score',
  'vqa_score',
  'laion_aesthetic_v2',
  'vbench_subject_consistency',
  'vbench_background_consistency',
  'vbench_temporal_flickering',
  'vbench_motion_smoothness',
  'vbench_dynamic_degree',
  'vbench_aesthetic_quality',
  'vbench_imaging_quality',
  'vbench_overall_consistency',
  // Classical metrics, computed on this computer without any model.
  'laplacian_variance',
  'exposure_clipping',
  'rms_contrast',
  'colourfulness',
  'noise_sigma',
  'blockiness',
  'entropy',
  'luma_flicker',
  'flow_smoothness',
  'flow_dynamic_degree',
  'temporal_information',
] as const;
export const metricIdSchema = z.enum(metricIdValues);
export type MetricId = z.infer<typeof metricIdSchema>;

export const scoreSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('measured'),
    metric: metricIdSchema,
    /** The metric's own value in its own unit. */
    value: z.number(),
    /** The value put on 0–100, higher is better, by the mapping documented with the metric. */
    score: z.number().min(0).max(100),
    /** What computed it, e.g. "Immerkær 1996, in Heroframe 0.1". */
    measuredBy: z.string(),
    /** Where: "this computer", or a provider's name. */
    where: z.string(),
  }),
  z.object({ status: z.literal('unavailable'), metric: metricIdSchema, reason: z.string() }),
]);
export type Score = z.infer<typeof scoreSchema>;

export const overallSchema = z.object({
  /** 0–100, or null when nothing could be measured. */
  value: z.number().min(0).max(100).nullable(),
  /**
   * `preference`: weighted mean of the learned metrics. `technical`: weighted mean of the classical
   * metrics alone; it says whether a picture is technically sound, not whether people would like it.
   */
  basis: z.enum(['preference', 'technical', 'none']),
  measured: z.array(metricIdSchema),
  missing: z.array(metricIdSchema),
});
export type Overall = z.infer<typeof overallSchema>;

export const bandValues = ['good', 'fair', 'poor', 'unknown'] as const;
export type Band = (typeof bandValues)[number];
/** Score bands used for colour everywhere: ≥70 good, ≥50 fair, below poor. */
export function bandOf(value: number | null): Band {
  if (value === null) return 'unknown';
  if (value >= 70) return 'good';
  return value >= 50 ? 'fair' : 'poor';
}

/** Plain names and directions of the metrics, for people. */
export const metricInfo: Record<MetricId, { label: string; short: string; kind: 'learned' | 'classical'; of: 'image' | 'video' | 'both' }> =
  {
    pickscore: { label: 'PickScore', short: 'Pick', kind: 'learned', of: 'image' },
    clip_score: { label: 'CLIP-Score', short: 'CLIP', kind: 'learned', of: 'image' },
    vqa_score: { label: 'VQAScore', short: 'VQA', kind: 'learned', of: 'image' },
    laion_aesthetic_v2: { label: 'LAION aesthetic v2', short: 'Aesthetic', kind: 'learned', of: 'image' },
    vbench_subject_consistency: { label: 'Subject consistency (VBench)', short: 'Subject', kind: 'learned', of: 'video' },
    vbench_background_consistency: { label: 'Background consistency (VBench)', short: 'Background', kind: 'learned', of: 'video' },
    vbench_temporal_flickering: { label: 'Temporal flickering (VBench)', short: 'Flicker', kind: 'learned', of: 'video' },
    vbench_motion_smoothness: { label: 'Motion smoothness (VBench)', short: 'Smooth', kind: 'learned', of: 'video' },
    vbench_dynamic_degree: { label: 'Dynamic degree (VBench)', short: 'Motion', kind: 'learned', of: 'video' },
    vbench_aesthetic_quality: { label: 'Aesthetic quality (VBench)', short: 'Aesthetic', kind: 'learned', of: 'video' },
    vbench_imaging_quality: { label: 'Imaging quality (VBench)', short: 'Imaging', kind: 'learned', of: 'video' },
    vbench_overall_consistency: { label: 'Overall consistency (VBench)', short: 'Prompt', kind: 'learned', of: 'video' },
    laplacian_variance: { label: 'Sharpness (variance of Laplacian)', short: 'Sharp', kind: 'classical', of: 'both' },
    exposure_clipping: { label: 'Exposure (clipped pixels)', short: 'Exposure', kind: 'classical', of: 'both' },
    rms_contrast: { label: 'Contrast (RMS)', short: 'Contrast', kind: 'classical', of: 'both' },
    colourfulness: { label: 'Colourfulness (Hasler–Süsstrunk)', short: 'Colour', kind: 'classical', of: 'both' },
    noise_sigma: { label: 'Noise (Immerkær)', short: 'Noise', kind: 'classical', of: 'both' },
    blockiness: { label: 'Blockiness (edge ratio)', short: 'Blocks', kind: 'classical', of: 'both' },
    entropy: { label: 'Entropy', short: 'Entropy', kind: 'classical', of: 'both' },
    luma_flicker: { label: 'Flicker (luma)', short: 'Flicker', kind: 'classical', of: 'video' },
    flow_smoothness: { label: 'Motion smoothness (optical flow midpoint)', short: 'Smooth', kind: 'classical', of: 'video' },
    flow_dynamic_degree: { label: 'Dynamic degree (optical flow)', short: 'Motion', kind: 'classical', of: 'video' },
    temporal_information: { label: 'Temporal information (ITU-T P.910)', short: 'TI', kind: 'classical', of: 'video' },
  };
