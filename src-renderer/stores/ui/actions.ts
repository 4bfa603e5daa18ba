/** Pure changes of the ui store. */
import type { StudioError } from '#contract/errors.ts';
import type { ConnectionState } from '../../client/client.ts';
import { TOAST_LIMIT, type Sheet, type Theme, type Toast, type UiState } from './state.ts';

export type NewToast = Pick<Toast, 'message'> & Partial<Omit<Toast, 'id' | 'message'>>;

/** Shows a toast. The same words twice in a row replace the first. */
function showToast(state: UiState, toast: NewToast): UiState {
  const made: Toast = { tone: 'plain', hint: null, detail: null, action: null, ...toast, id: state.nextToastId };
  const others = state.toasts.filter((known) => known.message !== made.message);
  return { ...state, nextToastId: state.nextToastId + 1, toasts: [...others, made].slice(-TOAST_LIMIT) };
}

/** Shows an error that has no better place of its own. */
function showError(state: UiState, error: StudioError): UiState {
  return showToast(state, { tone: 'problem', message: error.message, hint: error.hint, detail: error.detail ?? null });
}

/** The film moved on: an Undo offered before would now undo something else, so the offer goes. */
function dropUndoOffers(state: UiState): UiState {
  const toasts = state.toasts.filter((toast) => toast.action?.undo !== true);
  return toasts.length === state.toasts.length ? state : { ...state, toasts };
}

function dismissToast(state: UiState, id: number): UiState {
  return { ...state, toasts: state.toasts.filter((toast) => toast.id !== id) };
}

function openSheet(state: UiState, sheet: Sheet): UiState {
  return { ...state, sheet };
}

function closeSheet(state: UiState): UiState {
  return state.sheet === null ? state : { ...state, sheet: null };
}

function setTheme(state: UiState, theme: Theme): UiState {
  return { ...state, theme };
}

function setConnection(state: UiState, connection: ConnectionState): UiState {
  return state.connection === connection ? state : { ...state, connection };
}

function setFatal(state: UiState, fatal: StudioError | null): UiState {
  return { ...state, fatal };
}

function setDockOpen(state: UiState, dockOpen: boolean | null): UiState {
  return { ...state, dockOpen };
}

function setTourSeen(state: UiState, tourSeen: boolean): UiState {
  return { ...state, tourSeen };
}

/** Every change of this store; `makeStore` binds them. */
export const uiActions = {
  showToast,
  showError,
  dropUndoOffers,
  dismissToast,
  openSheet,
  closeSheet,
  setTheme,
  setConnection,
  setFatal,
  setDockOpen,
  setTourSeen,
};
