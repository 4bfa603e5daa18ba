/**
 * Where scenes are on the timeline. Time is in seconds from the start of the
 * film, space in CSS pixels from the left edge of the tracks' content (before
 * scrolling). Scenes follow each other without gaps, so a change of one
 * duration moves everything after it.
 */
import { FRAME_SECONDS } from './timecode.ts';

/** Horizontal zoom. */
export interface Scale {
  pixelsPerSecond: number;
}

/** From a whole ten-minute film in a narrow window to single frames one can aim at. */
const MIN_PIXELS_PER_SECOND = 0.5;
export const MAX_PIXELS_PER_SECOND = 480;
/** How near an edge the pointer must be to take hold of it, pixels. */
const EDGE_GRIP_PIXELS = 7;

interface TimedScene {
  id: string;
  seconds: number;
}

/** One scene's place in the film. */
export interface SceneSpan {
  id: string;
  index: number;
  startSeconds: number;
  endSeconds: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export function clampScale(pixelsPerSecond: number): Scale {
  return { pixelsPerSecond: clamp(pixelsPerSecond, MIN_PIXELS_PER_SECOND, MAX_PIXELS_PER_SECOND) };
}

export const toPixels = (scale: Scale, seconds: number): number => seconds * scale.pixelsPerSecond;
export const toSeconds = (scale: Scale, pixels: number): number => pixels / scale.pixelsPerSecond;

/** Lays scenes end to end from zero. */
export function layOut(scenes: readonly TimedScene[]): SceneSpan[] {
  let at = 0;
  return scenes.map((scene, index) => {
    const startSeconds = at;
    at += scene.seconds;
    return { id: scene.id, index, startSeconds, endSeconds: at };
  });
}

export function totalSeconds(spans: readonly SceneSpan[]): number {
  return spans.at(-1)?.endSeconds ?? 0;
}

/** The zoom at which a film just fills a width. An empty film gets a quiet default. */
export function fitScale(filmSeconds: number, widthPixels: number): Scale {
  return filmSeconds <= 0 || widthPixels <= 0 ? { pixelsPerSecond: 80 } : clampScale(widthPixels / filmSeconds);
}

/**
 * Zooms by a factor around a point of the view: the moment under the pointer
 * stays under the pointer.
 * @param pointerPixels distance of the pointer from the left edge of the view
 */
export function zoomAround(
  scale: Scale,
  scrollPixels: number,
  pointerPixels: number,
  factor: number,
): { scale: Scale; scrollPixels: number } {
  const moment = toSeconds(scale, scrollPixels + pointerPixels);
  const zoomed = clampScale(scale.pixelsPerSecond * factor);
  return { scale: zoomed, scrollPixels: Math.max(0, toPixels(zoomed, moment) - pointerPixels) };
}

/** Index of the span that holds a moment; the end of the film belongs to its last scene. -1 when there are no scenes. */
export function spanIndexAt(spans: readonly SceneSpan[], seconds: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    // A millionth of a second of tolerance: sums of frame lengths are not exact.
    if ((spans[middle]?.endSeconds ?? 0) <= seconds + 1e-6) low = middle + 1;
    else high = middle;
  }
  return high;
}

/** Spans that touch a stretch of time, as a half-open index range; found by bisection so that 500 scenes cost what 5 do. */
export function visibleSpans(spans: readonly SceneSpan[], fromSeconds: number, toSeconds: number): { first: number; end: number } {
  if (spans.length === 0 || toSeconds < 0 || fromSeconds > totalSeconds(spans)) return { first: 0, end: 0 };
  const first = spanIndexAt(spans, Math.max(0, fromSeconds));
  return { first, end: spanIndexAt(spans, Math.max(0, toSeconds)) + 1 };
}

type HitPart = 'start-edge' | 'end-edge' | 'body';

/** What is under a point of the picture track; null beyond the last scene. */
export function hitTest(spans: readonly SceneSpan[], scale: Scale, pixels: number): { span: SceneSpan; part: HitPart } | null {
  const total = totalSeconds(spans);
  const moment = toSeconds(scale, pixels);
  if (spans.length === 0 || moment < 0) return null;
  const span = spans[spanIndexAt(spans, moment)];
  if (span === undefined) return null;
  const beyond = pixels - toPixels(scale, total);
  if (beyond > EDGE_GRIP_PIXELS) return null;
  const width = toPixels(scale, span.endSeconds - span.startSeconds);
  // On a very narrow block the grips must leave something to pick the block up by.
  const grip = Math.min(EDGE_GRIP_PIXELS, width / 4);
  const fromStart = pixels - toPixels(scale, span.startSeconds);
  if (width - fromStart <= grip) return { span, part: 'end-edge' };
  return { span, part: fromStart <= grip && span.index > 0 ? 'start-edge' : 'body' };
}

/** Ticks of the ruler for a visible stretch: labelled ones at least `labelPixels` apart, with a few plain ones between. */
interface RulerTick {
  seconds: number;
  label: string | null;
}

const RULER_STEPS: readonly { major: number; parts: number }[] = [
  { major: FRAME_SECONDS, parts: 1 },
  { major: FRAME_SECONDS * 2, parts: 2 },
  { major: FRAME_SECONDS * 6, parts: 6 },
  { major: FRAME_SECONDS * 12, parts: 12 },
  { major: 1, parts: 4 },
  { major: 2, parts: 4 },
  { major: 3, parts: 3 },
  { major: 5, parts: 5 },
  { major: 10, parts: 5 },
  { major: 15, parts: 3 },
  { major: 30, parts: 6 },
  { major: 60, parts: 6 },
  { major: 120, parts: 4 },
  { major: 300, parts: 5 },
  { major: 600, parts: 5 },
];

export function rulerTicks(scale: Scale, fromSeconds: number, toSecondsAt: number, labelPixels = 72): RulerTick[] {
  const coarsest = { major: 600, parts: 5 };
  const step = RULER_STEPS.find((candidate) => toPixels(scale, candidate.major) >= labelPixels) ?? coarsest;
  const minor = step.major / step.parts;
  const ticks: RulerTick[] = [];
  const firstIndex = Math.max(0, Math.floor(fromSeconds / minor));
  for (let index = firstIndex; index * minor <= toSecondsAt + 1e-9; index += 1) {
    const seconds = index * minor;
    ticks.push({ seconds, label: index % step.parts === 0 ? rulerLabel(seconds, step.major) : null });
  }
  return ticks;
}

function rulerLabel(seconds: number, major: number): string {
  const rounded = Math.round(seconds * 1000) / 1000;
  const minutes = Math.floor(rounded / 60);
  const rest = rounded - minutes * 60;
  if (major < 1) {
    const whole = Math.floor(rest + 1e-6);
    const frame = Math.round((rest - whole) / FRAME_SECONDS);
    return frame === 0 ? `${minutes > 0 ? `${minutes}:${String(whole).padStart(2, '0')}` : whole} s` : `+${frame} f`;
  }
  if (minutes > 0) return `${minutes}:${String(Math.round(rest)).padStart(2, '0')}`;
  return rounded === 0 ? '0 s' : String(Math.round(rest));
}
