/**
 * Channel names for the preload, free of zod so that the preload bundle stays
 * tiny. One channel carries every call, one every event, one what only a
 * desktop shell can do (dialogs, revealing files).
 */
export const CALL_CHANNEL = 'heroframe:call';
export const EVENT_CHANNEL = 'heroframe:event';
export const SHELL_CHANNEL = 'heroframe:shell';

/** Requests that only the desktop shell answers. */
export type ShellRequest = 'openFolder' | 'revealExport' | 'saveExport';
