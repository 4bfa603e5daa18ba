/** Where the person is and what they have selected. Never saved, never undone. */
import type { FrameRole } from '#contract/model/primitives.ts';
import type { StudioStage } from '#contract/model/film.ts';

export type Screen = 'home' | 'brief' | 'studio' | 'settings';

export const settingsTabValues = ['providers', 'models', 'computer'] as const;
export type SettingsTab = (typeof settingsTabValues)[number];

/** The pages of the inspector. */
export type InspectorPage = 'scene' | 'prompt' | 'history' | 'notes';

export interface SessionState {
  screen: Screen;
  stage: StudioStage;
  /** The scene the centre, the inspector and the timeline agree on. */
  sceneId: string | null;
  /** Which frame of the scene is looked at. */
  frameRole: FrameRole;
  /** Candidate under the cursor keys, not necessarily the picked one. */
  variationId: string | null;
  takeId: string | null;
  /** Seconds from the film's start. */
  playhead: number;
  playing: boolean;
  /** Playback speed; negative plays backwards. */
  rate: number;
  panels: { inspector: boolean; timeline: boolean; rail: boolean };
  inspectorPage: InspectorPage;
  settingsTab: SettingsTab;
  /** The provider or model whose detail is shown in the settings; null lets the list choose. */
  settingsProviderId: string | null;
  settingsModelId: string | null;
  /** Where Back in the settings leads. */
  settingsFrom: Exclude<Screen, 'settings'>;
}

export const initialSessionState: SessionState = {
  screen: 'home',
  stage: 'story',
  sceneId: null,
  frameRole: 'start',
  variationId: null,
  takeId: null,
  playhead: 0,
  playing: false,
  rate: 1,
  panels: { inspector: true, timeline: true, rail: true },
  inspectorPage: 'scene',
  settingsTab: 'providers',
  settingsProviderId: null,
  settingsModelId: null,
  settingsFrom: 'home',
};
