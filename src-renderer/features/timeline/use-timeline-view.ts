/** Zoom, scroll and which part of the film is in view. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { clampScale, fitScale, toPixels, toSeconds, zoomAround } from './geometry.ts';
import type { Scale } from './geometry.ts';
import type { SynchronisedPlayback } from './synchronised-playback.ts';

/** Room before the first and after the last scene, pixels; part of the viewport, not of the film. */
export const SIDE_ROOM = 20;
/** At first, scenes are no narrower than this zoom makes them, however long the film is, pixels per second. */
const FIRST_LOOK_MIN = 16;
/** The view is kept in steps of this many pixels, so that scrolling renders seldom. */
const VIEW_STEP = 240;
const OVERSCAN = 480;
/** One press of a zoom key. */
export const ZOOM_STEP = 1.35;

export interface TimelineView {
  scale: Scale;
  widthPixels: number;
  /** Part of the tracks to render, seconds. */
  fromSeconds: number;
  toSeconds: number;
  fitted: boolean;
  zoomBy: (factor: number) => void;
  zoomTo: (pixelsPerSecond: number) => void;
  fit: () => void;
  /** Keeps the zoom as it is from now on, instead of following the film's length. */
  hold: () => void;
  onScroll: () => void;
  /** Brings a stretch into view when it is not. */
  reveal: (startSeconds: number, endSeconds: number) => void;
}

export function useTimelineView(filmSeconds: number, playback: SynchronisedPlayback): [RefObject<HTMLDivElement | null>, TimelineView] {
  const viewport = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [zoom, setZoom] = useState<number | 'fit' | 'first'>('first');
  const [scrolled, setScrolled] = useState(0);
  const wantedScroll = useRef<number | null>(null);

  const fitted = fitScale(filmSeconds, width - 2 * SIDE_ROOM);
  const scale =
    zoom === 'fit' ? fitted : zoom === 'first' ? clampScale(Math.max(FIRST_LOOK_MIN, fitted.pixelsPerSecond)) : clampScale(zoom);
  const { pixelsPerSecond } = scale;

  useLayoutEffect(() => {
    const element = viewport.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    if (wantedScroll.current === null || viewport.current === null) return;
    viewport.current.scrollLeft = wantedScroll.current;
    wantedScroll.current = null;
  });

  const onScroll = useCallback(() => {
    const left = viewport.current?.scrollLeft ?? 0;
    setScrolled(Math.floor(left / VIEW_STEP) * VIEW_STEP);
  }, []);

  const zoomAt = useCallback(
    (factor: number, pointerPixels: number) => {
      const element = viewport.current;
      if (element === null) return;
      const next = zoomAround({ pixelsPerSecond }, element.scrollLeft, pointerPixels - SIDE_ROOM, factor);
      wantedScroll.current = next.scrollPixels;
      setZoom(next.scale.pixelsPerSecond);
    },
    [pixelsPerSecond],
  );

  // React listens to the wheel passively, which would let the page zoom instead.
  useEffect(() => {
    const element = viewport.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoomAt(Math.exp(-event.deltaY * 0.0022), event.clientX - element.getBoundingClientRect().left);
      } else if (Math.abs(event.deltaY) > Math.abs(event.deltaX)) {
        event.preventDefault();
        element.scrollLeft += event.deltaY;
      }
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [zoomAt]);

  /** Keys and buttons zoom around the playhead when it is in view, else around the middle. */
  const zoomBy = (factor: number): void => {
    const element = viewport.current;
    if (element === null) return;
    const playheadAt = toPixels(scale, playback.position) + SIDE_ROOM - element.scrollLeft;
    zoomAt(factor, playheadAt >= 0 && playheadAt <= element.clientWidth ? playheadAt : element.clientWidth / 2);
  };

  const reveal = useCallback(
    (startSeconds: number, endSeconds: number) => {
      const element = viewport.current;
      if (element === null) return;
      const left = startSeconds * pixelsPerSecond;
      const right = endSeconds * pixelsPerSecond + 2 * SIDE_ROOM;
      if (left < element.scrollLeft) element.scrollLeft = left;
      else if (right > element.scrollLeft + element.clientWidth) element.scrollLeft = Math.min(left, right - element.clientWidth);
    },
    [pixelsPerSecond],
  );

  const view: TimelineView = {
    scale,
    widthPixels: width,
    fromSeconds: Math.max(0, toSeconds(scale, scrolled - OVERSCAN)),
    toSeconds: toSeconds(scale, scrolled + VIEW_STEP + width + OVERSCAN),
    fitted: zoom === 'fit',
    zoomBy,
    zoomTo: (next) => zoomBy(next / pixelsPerSecond),
    fit: () => setZoom('fit'),
    hold: () => setZoom(pixelsPerSecond),
    onScroll,
    reveal,
  };
  return [viewport, view];
}
