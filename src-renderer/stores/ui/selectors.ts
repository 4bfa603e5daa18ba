/** Named questions to the ui store. */
import type { UiState } from './state.ts';

export const selectToasts = (state: UiState) => state.toasts;
export const selectSheet = (state: UiState) => state.sheet;
export const selectTheme = (state: UiState) => state.theme;
export const selectConnection = (state: UiState) => state.connection;
export const selectFatal = (state: UiState) => state.fatal;
export const selectDockOpen = (state: UiState) => state.dockOpen;
export const selectTourSeen = (state: UiState) => state.tourSeen;
