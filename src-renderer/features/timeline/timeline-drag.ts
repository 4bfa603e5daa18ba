/**
 * Dragging on the timeline. While a drag lasts, elements are moved directly and
 * nothing renders; when it ends, one change is committed and the film that
 * comes back settles everything.
 */
import { clampToFilm, moved, reorderIndex, retimeByEdge } from './edits.ts';
import type { Edge, RetimePreview } from './edits.ts';
import { hitTest, layOut, toPixels, toSeconds } from './geometry.ts';
import type { Scale, SceneSpan } from './geometry.ts';
import { snapToFrame } from './timecode.ts';

/** An element that belongs to a scene: it keeps its distance from the scene's start. */
export interface Placement {
  sceneId: string;
  /** Seconds from the scene's start. */
  offsetSeconds: number;
  /** Null: as long as the scene. */
  lengthSeconds: number | null;
  /** Scene blocks may be lifted out of the row. */
  block: boolean;
}

interface DragHost {
  /** The scrolling window onto the tracks. */
  viewport: HTMLElement;
  /** The tracks themselves; x = 0 is the start of the film. */
  content: HTMLElement;
  /** A label that says what the drag would do. */
  bubble: HTMLElement;
  /** A line at the moment an edge has jumped to. */
  snapLine: HTMLElement;
  spans: readonly SceneSpan[];
  scale: Scale;
  placements: ReadonlyMap<HTMLElement, Placement>;
  /** Moments worth stopping at, seconds. */
  snapTargets(): readonly number[];
  seek(seconds: number): void;
  select(sceneId: string): void;
  /** Resolve to false when it was refused; everything then goes back. */
  retime(sceneId: string, seconds: number): Promise<boolean>;
  reorder(sceneIds: readonly string[], movedId: string, toIndex: number): Promise<boolean>;
}

/** The pointer must travel this far before a press becomes a drag, pixels. */
const DRAG_THRESHOLD = 4;
/** Nearer than this to the side of the window, the tracks scroll along, pixels. */
const AUTOSCROLL_ZONE = 36;
const AUTOSCROLL_STEP = 14;

type Drag =
  | { kind: 'press'; index: number; startX: number }
  | { kind: 'retime'; index: number; edge: Edge; startX: number; preview: RetimePreview | null }
  | { kind: 'reorder'; index: number; startX: number; toIndex: number }
  | { kind: 'scrub' };

/** Takes over the pointer from its press; ends itself on release, cancel or Escape. */
export function startTimelineDrag(event: PointerEvent, where: 'ruler' | 'picture', host: DragHost): void {
  const contentX = (clientX: number): number => clientX - host.content.getBoundingClientRect().left;
  const grab = contentX(event.clientX);
  let drag = firstDrag(where, grab, host);
  if (drag === null) return;
  if (drag.kind === 'press' || drag.kind === 'retime') {
    const span = host.spans[drag.index];
    if (span !== undefined) host.select(span.id);
  }
  const { pointerId } = event;
  let lastClientX = event.clientX;
  let frame = 0;

  const update = (): void => {
    const x = contentX(lastClientX);
    if (drag?.kind === 'press' && Math.abs(x - drag.startX) >= DRAG_THRESHOLD) {
      drag = { kind: 'reorder', index: drag.index, startX: drag.startX, toIndex: drag.index };
      host.content.dataset['dragging'] = 'reorder';
    }
    switch (drag?.kind) {
      case 'scrub':
        host.seek(clampToFilm(host.spans, snapToFrame(toSeconds(host.scale, x))));
        return;
      case 'retime':
        drag.preview = showRetime(host, drag.index, drag.edge, toSeconds(host.scale, x - drag.startX));
        return;
      case 'reorder':
        drag.toIndex = showReorder(host, drag.index, x - drag.startX);
        return;
      case 'press':
      case undefined:
    }
  };

  const scrollAlong = (): void => {
    frame = requestAnimationFrame(scrollAlong);
    if (drag === null || drag.kind === 'press') return;
    const box = host.viewport.getBoundingClientRect();
    const direction = lastClientX < box.left + AUTOSCROLL_ZONE ? -1 : lastClientX > box.right - AUTOSCROLL_ZONE ? 1 : 0;
    const before = host.viewport.scrollLeft;
    if (direction !== 0) host.viewport.scrollLeft += direction * AUTOSCROLL_STEP;
    if (host.viewport.scrollLeft !== before) update();
  };

  const onMove = (move: PointerEvent): void => {
    if (move.pointerId !== pointerId) return;
    lastClientX = move.clientX;
    update();
  };
  const finish = (commit: boolean): void => {
    cancelAnimationFrame(frame);
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', onCancel);
    window.removeEventListener('keydown', onKey, true);
    delete host.content.dataset['dragging'];
    host.bubble.hidden = true;
    host.snapLine.hidden = true;
    const ended = drag;
    drag = null;
    if (ended !== null) void settle(host, ended, commit);
  };
  const onUp = (up: PointerEvent): void => {
    if (up.pointerId === pointerId) finish(true);
  };
  const onCancel = (): void => finish(false);
  const onKey = (key: KeyboardEvent): void => {
    if (key.key !== 'Escape') return;
    key.preventDefault();
    key.stopPropagation();
    finish(false);
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', onCancel);
  window.addEventListener('keydown', onKey, true);
  if (drag.kind === 'retime') host.content.dataset['dragging'] = 'retime';
  if (drag.kind === 'scrub') update();
  frame = requestAnimationFrame(scrollAlong);
}

function firstDrag(where: 'ruler' | 'picture', x: number, host: DragHost): Drag | null {
  if (where === 'ruler') return { kind: 'scrub' };
  const hit = hitTest(host.spans, host.scale, x);
  if (hit === null) return { kind: 'scrub' };
  if (hit.part === 'body') return { kind: 'press', index: hit.span.index, startX: x };
  return { kind: 'retime', index: hit.span.index, edge: hit.part === 'end-edge' ? 'end' : 'start', startX: x, preview: null };
}

/** Puts every element of the tracks where a layout says. */
function placeAll(host: Pick<DragHost, 'placements' | 'scale'>, spans: readonly SceneSpan[], originSeconds = 0): void {
  const byId = new Map(spans.map((span) => [span.id, span]));
  for (const [element, placement] of host.placements) {
    const span = byId.get(placement.sceneId);
    if (span === undefined) continue;
    const length = placement.lengthSeconds ?? span.endSeconds - span.startSeconds;
    element.style.left = `${toPixels(host.scale, span.startSeconds + originSeconds + placement.offsetSeconds)}px`;
    element.style.width = `${toPixels(host.scale, length)}px`;
  }
}

function showRetime(host: DragHost, index: number, edge: Edge, deltaSeconds: number): RetimePreview | null {
  const preview = retimeByEdge(host.spans, index, edge, deltaSeconds, { scale: host.scale, targets: host.snapTargets() });
  const span = host.spans[index];
  if (preview === null || span === undefined) return preview;
  placeAll(host, preview.spans, preview.originSeconds);
  const change = preview.seconds - (span.endSeconds - span.startSeconds);
  const edgeSpan = preview.spans[index];
  const at = (edge === 'end' ? edgeSpan?.endSeconds : edgeSpan?.startSeconds) ?? 0;
  showBubble(host, at + preview.originSeconds, `${preview.seconds.toFixed(2)} s  ${change >= 0 ? '+' : '−'}${Math.abs(change).toFixed(2)}`);
  host.snapLine.hidden = preview.snappedTo === null;
  if (preview.snappedTo !== null) host.snapLine.style.left = `${toPixels(host.scale, preview.snappedTo)}px`;
  return preview;
}

function showReorder(host: DragHost, index: number, deltaPixels: number): number {
  const span = host.spans[index];
  if (span === undefined) return index;
  const middle = (span.startSeconds + span.endSeconds) / 2 + toSeconds(host.scale, deltaPixels);
  const toIndex = reorderIndex(host.spans, index, middle);
  placeAll(host, reordered(host.spans, index, toIndex));
  for (const [element, placement] of host.placements) {
    if (placement.sceneId !== span.id || !placement.block) continue;
    element.dataset['lifted'] = '';
    element.style.left = `${toPixels(host.scale, span.startSeconds) + deltaPixels}px`;
  }
  showBubble(host, middle, toIndex === index ? 'Stays here' : `Becomes scene ${toIndex + 1}`);
  return toIndex;
}

function reordered(spans: readonly SceneSpan[], from: number, to: number): SceneSpan[] {
  return layOut(moved(spans, from, to).map((span) => ({ id: span.id, seconds: span.endSeconds - span.startSeconds })));
}

function showBubble(host: DragHost, atSeconds: number, words: string): void {
  host.bubble.hidden = false;
  host.bubble.textContent = words;
  host.bubble.style.left = `${toPixels(host.scale, atSeconds)}px`;
}

async function settle(host: DragHost, drag: Drag, commit: boolean): Promise<void> {
  for (const element of host.placements.keys()) delete element.dataset['lifted'];
  let kept = true;
  switch (drag.kind) {
    case 'scrub':
    case 'press':
      return;
    case 'retime': {
      const span = host.spans[drag.index];
      const { preview } = drag;
      const changed = span !== undefined && preview !== null && Math.abs(preview.seconds - (span.endSeconds - span.startSeconds)) > 1e-6;
      if (!commit || !changed) kept = false;
      else {
        placeAll(host, preview.spans);
        kept = await host.retime(preview.sceneId, preview.seconds);
      }
      break;
    }
    case 'reorder': {
      const span = host.spans[drag.index];
      if (!commit || span === undefined || drag.toIndex === drag.index) kept = false;
      else {
        const after = reordered(host.spans, drag.index, drag.toIndex);
        placeAll(host, after);
        kept = await host.reorder(
          after.map((each) => each.id),
          span.id,
          drag.toIndex,
        );
      }
      break;
    }
  }
  if (!kept) placeAll(host, host.spans);
}
