/**
 * Channel names for the preload, free of zod so that the preload bundle stays
 * tiny. One channel carries every call, one every event.
 */
export const CALL_CHANNEL = 'heroframe:call';
export const EVENT_CHANNEL = 'heroframe:event';
/** Absolute paths of dropped files go to main through this channel, never through an operation. */
export const DROP_CHANNEL = 'heroframe:drop';
