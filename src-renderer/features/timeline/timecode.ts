/** Frames of the film: every edit and every step lands on one of these. */
export const FRAMES_PER_SECOND = 24;
export const FRAME_SECONDS = 1 / FRAMES_PER_SECOND;

/** The nearest whole frame, seconds. */
export function snapToFrame(seconds: number): number {
  return Math.round(seconds * FRAMES_PER_SECOND) / FRAMES_PER_SECOND;
}

/** Index of the frame on screen at a time; a hair before a frame's start counts as that frame, so that sums of 1/24 do not fall one short. */
export function frameAt(seconds: number): number {
  return Math.max(0, Math.floor(seconds * FRAMES_PER_SECOND + 1e-4));
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `mm:ss:ff` (hours in front from one hour on), as cameras and editors write it; `ff` counts frames of 1/24 s. */
export function timecode(seconds: number): string {
  const frames = frameAt(seconds);
  const wholeSeconds = Math.floor(frames / FRAMES_PER_SECOND);
  const hours = Math.floor(wholeSeconds / 3600);
  const minutes = Math.floor(wholeSeconds / 60) % 60;
  const parts = [two(minutes), two(wholeSeconds % 60), two(frames % FRAMES_PER_SECOND)];
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':');
}

/** A time for reading aloud: "1 minute 3.5 seconds". */
export function spokenTime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round((seconds - minutes * 60) * 10) / 10;
  const spokenRest = `${rest} ${rest === 1 ? 'second' : 'seconds'}`;
  return minutes === 0 ? spokenRest : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${spokenRest}`;
}
