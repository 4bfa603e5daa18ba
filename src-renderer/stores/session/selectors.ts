/** Named questions to the session store. */
import type { SessionState } from './state.ts';

export const selectScreen = (state: SessionState) => state.screen;
export const selectStage = (state: SessionState) => state.stage;
export const selectSelectedSceneId = (state: SessionState) => state.sceneId;
export const selectFrameRoleShown = (state: SessionState) => state.frameRole;
export const selectSelectedVariationId = (state: SessionState) => state.variationId;
export const selectSelectedTakeId = (state: SessionState) => state.takeId;
export const selectPanels = (state: SessionState) => state.panels;
export const selectInspectorPage = (state: SessionState) => state.inspectorPage;
export const selectSettingsTab = (state: SessionState) => state.settingsTab;
export const selectSettingsProviderId = (state: SessionState) => state.settingsProviderId;
export const selectSettingsModelId = (state: SessionState) => state.settingsModelId;
