/** Pure changes of the session store. */
import type { FrameRole } from '#contract/model/primitives.ts';
import type { StudioStage } from '#contract/model/film.ts';
import { initialSessionState, type InspectorPage, type Screen, type SessionState, type SettingsTab } from './state.ts';

function showScreen(state: SessionState, screen: Screen): SessionState {
  return state.screen === screen ? state : { ...state, screen, playing: false };
}

/** Enters the studio at a stage with nothing selected. */
function enterStudio(state: SessionState, stage: StudioStage): SessionState {
  return { ...initialSessionState, panels: state.panels, screen: 'studio', stage, inspectorPage: pageFor(stage) };
}

function showStage(state: SessionState, stage: StudioStage): SessionState {
  if (state.stage === stage && state.screen === 'studio') return state;
  const inspectorPage = stage === state.stage ? state.inspectorPage : pageFor(stage);
  return { ...state, screen: 'studio', stage, playing: false, inspectorPage };
}

/** Selects a scene; what was selected inside the one before is let go. */
function selectSceneById(state: SessionState, sceneId: string | null): SessionState {
  return state.sceneId === sceneId ? state : { ...state, sceneId, variationId: null, takeId: null };
}

function selectFrameRole(state: SessionState, frameRole: FrameRole): SessionState {
  return state.frameRole === frameRole ? state : { ...state, frameRole, variationId: null };
}

function selectVariation(state: SessionState, variationId: string | null): SessionState {
  return { ...state, variationId };
}

function selectTake(state: SessionState, takeId: string | null): SessionState {
  return { ...state, takeId };
}

/** Moves the playhead; seconds from the film's start, never below zero. */
function seek(state: SessionState, seconds: number): SessionState {
  const playhead = Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
  return playhead === state.playhead ? state : { ...state, playhead };
}

function setPlaying(state: SessionState, playing: boolean): SessionState {
  return { ...state, playing };
}

function setRate(state: SessionState, rate: number): SessionState {
  return { ...state, rate };
}

function togglePanel(state: SessionState, panel: keyof SessionState['panels']): SessionState {
  return { ...state, panels: { ...state.panels, [panel]: !state.panels[panel] } };
}

/** Lets go of a selection that no longer exists in the film. */
function keepSelectionValid(state: SessionState, sceneIds: readonly string[]): SessionState {
  if (state.sceneId !== null && sceneIds.includes(state.sceneId)) return state;
  const first = sceneIds[0] ?? null;
  return first === state.sceneId ? state : selectSceneById(state, first);
}

/** Opens the settings, remembering where one was; within them it only changes the tab. */
function showSettings(state: SessionState, tab?: SettingsTab, select: { providerId?: string; modelId?: string } = {}): SessionState {
  return {
    ...state,
    screen: 'settings',
    playing: false,
    settingsTab: tab ?? state.settingsTab,
    settingsProviderId: select.providerId ?? state.settingsProviderId,
    settingsModelId: select.modelId ?? state.settingsModelId,
    settingsFrom: state.screen === 'settings' ? state.settingsFrom : state.screen,
  };
}

/** Back to where one was before the settings. */
function leaveSettings(state: SessionState): SessionState {
  return state.screen === 'settings' ? { ...state, screen: state.settingsFrom } : state;
}

function showInspector(state: SessionState, inspectorPage: InspectorPage): SessionState {
  return { ...state, inspectorPage };
}

/** Frames and takes are about their prompts; the other stages are about the scene itself. */
const pageFor = (stage: StudioStage): InspectorPage => (stage === 'frames' || stage === 'takes' ? 'prompt' : 'scene');

/** Every change of this store; `makeStore` binds them. */
export const sessionActions = {
  showScreen,
  enterStudio,
  showStage,
  selectSceneById,
  selectFrameRole,
  selectVariation,
  selectTake,
  seek,
  setPlaying,
  setRate,
  togglePanel,
  keepSelectionValid,
  showSettings,
  leaveSettings,
  showInspector,
};
