/** What a drag on the timeline would do, worked out while it happens and committed once at the end. */
import { layOut, toPixels, totalSeconds } from './geometry.ts';
import type { Scale, SceneSpan } from './geometry.ts';
import { FRAME_SECONDS, snapToFrame } from './timecode.ts';

/** People may hold a scene this long, seconds; the same limits as `scenes.retime`. */
const SCENE_MIN_SECONDS = 1;
const SCENE_MAX_SECONDS = 15;
/** How near a target an edge jumps to it, pixels. */
const SNAP_PIXELS = 6;

export type Edge = 'start' | 'end';

export interface RetimePreview {
  sceneId: string;
  /** The scene's new duration, seconds: a whole number of frames within the limits. */
  seconds: number;
  /** The film as it would be. */
  spans: SceneSpan[];
  /**
   * How far the film's start moves while the start edge is dragged, seconds. Dragging a start edge keeps the scene's end where it is, so
   * what comes before slides; after the drop the film starts at zero again.
   */
  originSeconds: number;
  /** The moment the edge jumped to, when it did. */
  snappedTo: number | null;
}

/** The nearest target within `SNAP_PIXELS`, or null. */
function snapTarget(scale: Scale, seconds: number, targets: readonly number[]): number | null {
  let best: number | null = null;
  for (const target of targets) {
    const distance = Math.abs(toPixels(scale, target - seconds));
    if (distance <= SNAP_PIXELS && (best === null || distance < Math.abs(toPixels(scale, best - seconds)))) best = target;
  }
  return best;
}

/**
 * A scene's duration while one of its edges is dragged.
 * @param deltaSeconds how far the pointer has moved since it took hold of the edge
 * @param targets moments worth stopping at (playhead, the brief's length), seconds
 */
export function retimeByEdge(
  spans: readonly SceneSpan[],
  index: number,
  edge: Edge,
  deltaSeconds: number,
  snapping: { scale: Scale; targets: readonly number[] } | null,
): RetimePreview | null {
  const span = spans[index];
  if (span === undefined) return null;
  const original = span.endSeconds - span.startSeconds;
  const edgeAt = (edge === 'end' ? span.endSeconds : span.startSeconds) + deltaSeconds;
  const target = snapping === null ? null : snapTarget(snapping.scale, edgeAt, snapping.targets);
  const landed = target ?? edgeAt;
  const wanted = edge === 'end' ? landed - span.startSeconds : span.endSeconds - landed;
  const seconds = clampSceneSeconds(wanted);
  const changed = layOut(
    spans.map((each) => ({ id: each.id, seconds: each.index === index ? seconds : each.endSeconds - each.startSeconds })),
  );
  return {
    sceneId: span.id,
    seconds,
    spans: changed,
    originSeconds: edge === 'start' ? original - seconds : 0,
    snappedTo: target !== null && Math.abs(wanted - seconds) < FRAME_SECONDS / 2 ? target : null,
  };
}

/** A duration on a whole frame within the limits, seconds. */
export function clampSceneSeconds(seconds: number): number {
  return Math.min(SCENE_MAX_SECONDS, Math.max(SCENE_MIN_SECONDS, snapToFrame(seconds)));
}

/**
 * Where a dragged scene would land: the index it would have afterwards. A
 * neighbour gives way once the dragged block's middle has passed the
 * neighbour's middle, which keeps long and short blocks from trading places
 * back and forth.
 * @param middleSeconds middle of the dragged block, on the film as it was
 */
export function reorderIndex(spans: readonly SceneSpan[], fromIndex: number, middleSeconds: number): number {
  let index = fromIndex;
  while (index > 0) {
    const before = spans[index - 1];
    if (before === undefined || middleSeconds >= (before.startSeconds + before.endSeconds) / 2) break;
    index -= 1;
  }
  while (index < spans.length - 1) {
    const after = spans[index + 1];
    if (after === undefined || middleSeconds <= (after.startSeconds + after.endSeconds) / 2) break;
    index += 1;
  }
  return index;
}

/** The list with one item moved; returns the same list when nothing moves. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  if (from === to || from < 0 || to < 0 || from >= items.length || to >= items.length) return items;
  const rest = items.filter((_, index) => index !== from);
  const item = items[from];
  return item === undefined ? items : [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** Whether a scene may be cut at a moment: both halves must be long enough. Gives the seconds into the scene, on a whole frame. */
export function splitPoint(span: SceneSpan, filmSeconds: number): { ok: true; atSeconds: number } | { ok: false; why: string } {
  const atSeconds = snapToFrame(filmSeconds - span.startSeconds);
  const length = span.endSeconds - span.startSeconds;
  if (length < 2 * SCENE_MIN_SECONDS) return { ok: false, why: 'This scene is too short to split: each half needs at least one second.' };
  if (atSeconds < SCENE_MIN_SECONDS || length - atSeconds < SCENE_MIN_SECONDS - 1e-6)
    return { ok: false, why: 'Move the playhead at least one second away from both ends of the scene to split it.' };
  return { ok: true, atSeconds };
}

/** Whether a scene can be joined with the next one without passing the longest duration. */
export function canMerge(spans: readonly SceneSpan[], index: number): { ok: true } | { ok: false; why: string } {
  const span = spans[index];
  const next = spans[index + 1];
  if (span === undefined || next === undefined) return { ok: false, why: 'There is no scene after this one to join it with.' };
  if (next.endSeconds - span.startSeconds > SCENE_MAX_SECONDS + 1e-6)
    return { ok: false, why: `Together the two scenes would be longer than ${SCENE_MAX_SECONDS} seconds. Shorten one first.` };
  return { ok: true };
}

/** Whether a moment is inside the film, and the closest that is. */
export function clampToFilm(spans: readonly SceneSpan[], seconds: number): number {
  return Math.min(totalSeconds(spans), Math.max(0, seconds));
}
