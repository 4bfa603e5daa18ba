import { useCallback, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { usePlaybackState, usePosition } from './film-playback.ts';
import type { SynchronisedPlayback } from './synchronised-playback.ts';
import { FRAME_SECONDS, frameAt, spokenTime, timecode } from './timecode.ts';
import css from './timeline.module.css';

interface PlayheadProps {
  playback: SynchronisedPlayback;
  pixelsPerSecond: number;
  totalSeconds: number;
  /** Called while playing, so that the view can follow. */
  follow: (seconds: number) => void;
}

/** The red line. A slider for the keyboard: one frame by arrow, one second with Shift. */
export function Playhead({ playback, pixelsPerSecond, totalSeconds, follow }: PlayheadProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { playing } = usePlaybackState(playback);
  const draw = useCallback(
    (seconds: number) => {
      const element = ref.current;
      if (element === null) return;
      element.style.transform = `translateX(${seconds * pixelsPerSecond}px)`;
      if (playing) follow(seconds);
      else {
        // Sixty announcements a second help nobody; the value is told when it rests.
        element.setAttribute('aria-valuenow', String(frameAt(seconds)));
        element.setAttribute('aria-valuetext', `${spokenTime(seconds)}, ${timecode(seconds)}`);
      }
    },
    [pixelsPerSecond, playing, follow],
  );
  usePosition(playback, draw);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 1 / FRAME_SECONDS : 1;
    if (event.key === 'ArrowLeft') playback.step(-step);
    else if (event.key === 'ArrowRight') playback.step(step);
    else if (event.key === 'Home') playback.seek(0);
    else if (event.key === 'End') playback.seek(totalSeconds);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={ref}
      className={css['playhead']}
      // A range input cannot be a line across the tracks.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="slider"
      tabIndex={0}
      aria-label="Playhead, in frames"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={frameAt(totalSeconds)}
      aria-valuenow={0}
      onKeyDown={onKeyDown}
    />
  );
}
