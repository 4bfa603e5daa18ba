/**
 * Film time: everything is counted in whole frames at 24 frames per second, so
 * that scenes, captions and the cut add up exactly, and said in seconds.
 */
import { countWords, wideCharacters } from './words.ts';

/** Frames per second of every film made here. */
export const FPS = 24;
/** Unhurried narration; audiobooks run near 2.5 words a second. */
const WORDS_PER_SECOND = 2.4;
/** Scenes written by a writer last this long; people may choose 1–15 s. */
export const SCENE_MIN_SECONDS = 3;
export const SCENE_MAX_SECONDS = 7;
/** A line starts a little after its cut and ends a little before the next one, seconds. */
export const LINE_LEAD_SECONDS = 0.25;
export const LINE_TAIL_SECONDS = 0.25;

/** Nearest whole number of frames. */
export const framesOf = (seconds: number): number => Math.round(seconds * FPS);
/** Seconds of a number of frames. */
export const secondsOf = (frames: number): number => frames / FPS;
/** Seconds moved to the nearest frame boundary. */
export const snapSeconds = (seconds: number): number => secondsOf(framesOf(seconds));

/** How long a line takes to say, seconds. Scripts without spaces are counted by character (about 4.5 a second). */
export function spokenSeconds(text: string): number {
  const wide = wideCharacters(text);
  const words = Math.max(0, countWords(text) - Math.ceil(wide / 2));
  return words / WORDS_PER_SECOND + wide / 4.5;
}

/** Whether a line can be spoken inside a scene of `seconds`, with air at both ends. */
export const fitsScene = (text: string, seconds: number): boolean =>
  spokenSeconds(text) <= seconds - LINE_LEAD_SECONDS - LINE_TAIL_SECONDS + 1e-9;

/**
 * How many scenes a film of `seconds` is cut into. Short films get quick scenes (about 3.75 s), long ones
 * breathe (up to 5.5 s); every beat gets a scene when 3 s each allow it. The answer can always be filled with
 * scenes of 3–7 s.
 */
export function sceneCount(seconds: number, beats: number): number {
  const fewest = Math.ceil(seconds / SCENE_MAX_SECONDS - 1e-9);
  const most = Math.max(1, Math.floor(seconds / SCENE_MIN_SECONDS + 1e-9));
  const pace = Math.min(5.5, 3.75 + Math.max(0, Math.log2(seconds / 15)) * 0.4);
  const wanted = Math.max(Math.round(seconds / pace), Math.min(beats, most));
  return Math.min(most, Math.max(fewest, wanted, 1));
}

/** Bounds of one part of a division, frames. */
export interface FrameBounds {
  min: number;
  max: number;
}

/**
 * Divides `total` frames by weight, keeping each part inside its bounds; the parts add up to `total` exactly.
 * Parts are whole multiples of `step` frames where the bounds allow, so that durations read well (6 frames = ¼ s).
 * Returns null when the bounds cannot hold the total.
 */
export function divideFrames(total: number, weights: readonly number[], bounds: readonly FrameBounds[], step = 6): number[] | null {
  const lowest = bounds.reduce((sum, b) => sum + b.min, 0);
  const highest = bounds.reduce((sum, b) => sum + b.max, 0);
  if (weights.length === 0 || weights.length !== bounds.length || total < lowest || total > highest) return null;
  const exact = fillByWeight(total, weights, bounds);
  const parts = exact.map((value, i) => clampTo(bounds[i], Math.round(value / step) * step));
  settle(parts, exact, bounds, total, step);
  settle(parts, exact, bounds, total, 1);
  return parts;
}

const clampTo = (bound: FrameBounds | undefined, value: number): number =>
  bound === undefined ? value : Math.min(bound.max, Math.max(bound.min, value));

/** Real-valued shares: parts that hit a bound are fixed there and the rest is shared again. */
function fillByWeight(total: number, weights: readonly number[], bounds: readonly FrameBounds[]): number[] {
  const shares = (scale: number): number[] => weights.map((weight, i) => clampTo(bounds[i], Math.max(weight, 1e-6) * scale));
  let low = 0;
  let high = 1;
  const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
  while (sum(shares(high)) < total && high < 1e12) high *= 2;
  // The sum grows with the scale, so bisection finds the scale whose clamped shares fill the total.
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (sum(shares(middle)) < total) low = middle;
    else high = middle;
  }
  return shares(high);
}

/** Moves parts by `step` until they add up, each time the part that strays least from its exact share. */
function settle(parts: number[], exact: readonly number[], bounds: readonly FrameBounds[], total: number, step: number): void {
  let rest = total - parts.reduce((a, b) => a + b, 0);
  while (Math.abs(rest) >= step) {
    const sign = Math.sign(rest);
    let best = -1;
    let bestError = Infinity;
    for (let i = 0; i < parts.length; i++) {
      const next = (parts[i] ?? 0) + sign * step;
      if (clampTo(bounds[i], next) !== next) continue;
      const error = Math.abs(next - (exact[i] ?? 0));
      if (error < bestError) {
        best = i;
        bestError = error;
      }
    }
    if (best < 0) return;
    parts[best] = (parts[best] ?? 0) + sign * step;
    rest -= sign * step;
  }
}

/** What caption timing needs to know of a scene, in film order. */
export interface CaptionSource {
  sceneId: string;
  seconds: number;
  voiceOver: { text: string; startSeconds: number; endSeconds: number } | null;
}

/** A caption on the film's own clock, seconds. */
export interface TimedCaption {
  sceneId: string;
  text: string;
  startSeconds: number;
  endSeconds: number;
}

/** Two caption lines of 42 characters, the usual broadcast limit. */
const CAPTION_MAX_CHARACTERS = 84;

/**
 * Captions of the whole film from the scenes' voice-over. Long lines become several captions, each as long as its
 * share of the words; nothing reaches into the next scene; times are on frame boundaries.
 */
export function captionsOf(scenes: readonly CaptionSource[]): TimedCaption[] {
  const captions: TimedCaption[] = [];
  let sceneStart = 0;
  for (const scene of scenes) {
    const frames = framesOf(scene.seconds);
    if (scene.voiceOver !== null && scene.voiceOver.text.trim() !== '') {
      const first = Math.min(frames - 1, framesOf(scene.voiceOver.startSeconds));
      const last = Math.max(first + 1, Math.min(frames, framesOf(scene.voiceOver.endSeconds)));
      const parts = captionParts(scene.voiceOver.text.trim());
      const bounds = parts.map(() => ({ min: 1, max: last - first }));
      const lengths = divideFrames(last - first, parts.map(spokenSeconds), bounds, 1);
      const texts = lengths === null ? [parts.join(' ')] : parts;
      let at = sceneStart + first;
      for (const [i, text] of texts.entries()) {
        const length = lengths?.[i] ?? last - first;
        captions.push({ sceneId: scene.sceneId, text, startSeconds: secondsOf(at), endSeconds: secondsOf(at + length) });
        at += length;
      }
    }
    sceneStart += frames;
  }
  return captions;
}

/** Splits at the sentence, then at a comma, then at a space, until each part can be read at once. */
function captionParts(text: string): string[] {
  if (text.length <= CAPTION_MAX_CHARACTERS) return [text];
  const middle = text.length / 2;
  for (const pattern of [/[.?!…。！？]["”’)]?\s*/gu, /[,;:—、，]\s*/gu, /\s+/gu]) {
    const cuts = [...text.matchAll(pattern)].map((m) => m.index + m[0].length).filter((at) => at > 8 && at < text.length - 8);
    const best = cuts.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
    if (best !== undefined) return [...captionParts(text.slice(0, best).trim()), ...captionParts(text.slice(best).trim())];
  }
  const characters = Array.from(text);
  const half = Math.ceil(characters.length / 2);
  return [...captionParts(characters.slice(0, half).join('')), ...captionParts(characters.slice(half).join(''))];
}
