/** Names of contract values as people read them. */
import type { Aspect, CameraMovement, Framing, Preset } from '#contract/model/primitives.ts';
import type { StoryStage } from '#contract/model/story.ts';
import type { StudioStage } from '#contract/model/film.ts';

export const movementWords: Record<CameraMovement, string> = {
  static: 'Static',
  'push-in': 'Push-in',
  'pull-out': 'Pull-out',
  'pan-left': 'Pan left',
  'pan-right': 'Pan right',
  'tilt-up': 'Tilt up',
  'tilt-down': 'Tilt down',
  'dolly-left': 'Dolly left',
  'dolly-right': 'Dolly right',
  tracking: 'Tracking',
  orbit: 'Orbit',
  'crane-up': 'Crane up',
  'crane-down': 'Crane down',
  handheld: 'Handheld',
};

export const framingWords: Record<Framing, string> = {
  'extreme-wide': 'Extreme wide',
  wide: 'Wide',
  'medium-wide': 'Medium wide',
  medium: 'Medium',
  'medium-close-up': 'Medium close-up',
  'close-up': 'Close-up',
  'extreme-close-up': 'Extreme close-up',
};

export const stageWords: Record<StudioStage, string> = {
  story: 'Story',
  board: 'Board',
  frames: 'Frames',
  takes: 'Takes',
  cut: 'Cut',
  export: 'Export',
};

export const storyStageWords: Record<StoryStage, string> = {
  template: 'Template',
  story: 'Story',
  scenes: 'Scenes',
  visuals: 'Look and prompts',
};

/** What each preset does, so that nobody has to guess. */
export const presetWords: Record<Preset, { label: string; detail: string }> = {
  simple: { label: 'Simple', detail: 'One picture per frame, no scoring' },
  fast: { label: 'Fast', detail: '2 variations, 2 prompt rounds' },
  balanced: { label: 'Balanced', detail: '4 variations, 4 prompt rounds' },
  maximum: { label: 'Maximum', detail: '6 variations, 4 prompt rounds, higher bar' },
};

export const aspectWords: Record<Aspect, string> = { '16:9': 'Wide', '9:16': 'Tall', '1:1': 'Square', '4:5': 'Portrait' };

/** Width divided by height. */
export function aspectRatio(aspect: Aspect): number {
  switch (aspect) {
    case '16:9':
      return 16 / 9;
    case '9:16':
      return 9 / 16;
    case '1:1':
      return 1;
    case '4:5':
      return 4 / 5;
  }
}
