/** What a quality preset means (row A5), in one table. */
import type { Preset } from './primitives.ts';

export interface PresetSettings {
  /** Pictures drawn per frame. */
  variations: number;
  /** Most enhancement rounds per frame; 0 leaves the writer's prompt as it is. */
  rounds: number;
  /** Overall score (0–100) below which a frame or all takes of a scene are flagged; null flags nothing. */
  threshold: number | null;
  /** Takes shot per scene without asking. */
  takes: number;
  /** Whether pictures and takes are measured and ranked. */
  scoring: boolean;
}

/** Takes shot per scene without asking (row W8). */
export const TAKES_PER_SCENE = 3;

/** The prompt engineer's score (0–100) at which enhancement stops (row A1). */
export const ENHANCEMENT_BAR = 85;

export const presetSettings: Readonly<Record<Preset, PresetSettings>> = {
  fast: { variations: 2, rounds: 2, threshold: 20, takes: TAKES_PER_SCENE, scoring: true },
  balanced: { variations: 4, rounds: 4, threshold: 30, takes: TAKES_PER_SCENE, scoring: true },
  maximum: { variations: 6, rounds: 4, threshold: 50, takes: TAKES_PER_SCENE, scoring: true },
  simple: { variations: 1, rounds: 0, threshold: null, takes: 1, scoring: false },
};
