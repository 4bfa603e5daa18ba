/** What floats above the screens: toasts, sheets, theme, connection. */
import type { StudioError } from '#contract/errors.ts';
import type { ConnectionState } from '../../client/client.ts';

export type Theme = 'system' | 'dark' | 'light' | 'contrast';
export type Sheet = 'palette' | 'keys' | 'doctor' | 'tour' | 'review' | 'brief' | 'money';

export interface Toast {
  id: number;
  tone: 'plain' | 'good' | 'problem';
  message: string;
  hint: string | null;
  detail: string | null;
  /** `undo`: offers to take back the newest change of the film. */
  action: { label: string; perform: () => void; undo?: boolean } | null;
}

export interface UiState {
  toasts: readonly Toast[];
  nextToastId: number;
  sheet: Sheet | null;
  theme: Theme;
  connection: ConnectionState;
  /** The core could not start; nothing else can be shown. */
  fatal: StudioError | null;
  /** Null: open while there is something to watch or to fix. */
  dockOpen: boolean | null;
  /** The person has seen the tour or put it away. */
  tourSeen: boolean;
}

/** Older toasts give way to new ones beyond this many. */
export const TOAST_LIMIT = 3;

export const initialUiState: UiState = {
  toasts: [],
  nextToastId: 1,
  sheet: null,
  theme: 'system',
  connection: 'connecting',
  fatal: null,
  dockOpen: null,
  tourSeen: false,
};
