import { useCallback, useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { usePosition } from '../timeline/film-playback.ts';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import { frameAt, spokenTime, timecode } from '../timeline/timecode.ts';
import css from './cut.module.css';

/** The film's length under the picture, divided at its cuts. */
export function Scrubber({
  playback,
  totalSeconds,
  cuts,
}: {
  playback: SynchronisedPlayback;
  totalSeconds: number;
  cuts: readonly number[];
}) {
  const track = useRef<HTMLDivElement>(null);
  const draw = useCallback(
    (seconds: number) => {
      const element = track.current;
      if (element === null) return;
      element.style.setProperty('--at', String(totalSeconds > 0 ? Math.min(1, seconds / totalSeconds) : 0));
      if (playback.state.playing) return;
      element.setAttribute('aria-valuenow', String(frameAt(seconds)));
      element.setAttribute('aria-valuetext', `${spokenTime(seconds)}, ${timecode(seconds)}`);
    },
    [playback, totalSeconds],
  );
  usePosition(playback, draw);
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    playback.seek(((event.clientX - box.left) / box.width) * totalSeconds);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const frames = event.shiftKey ? 24 : 1;
    if (event.key === 'ArrowLeft') playback.step(-frames);
    else if (event.key === 'ArrowRight') playback.step(frames);
    else if (event.key === 'Home') playback.seek(0);
    else if (event.key === 'End') playback.seek(totalSeconds);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={track}
      className={css['scrubber']}
      // A range input cannot show the cuts, nor be moved without rendering sixty times a second.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="slider"
      tabIndex={0}
      aria-label="Position in the film, in frames"
      aria-valuemin={0}
      aria-valuemax={frameAt(totalSeconds)}
      aria-valuenow={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={seek}
    >
      <span className={css['scrubberTrack']}>
        <span className={css['scrubberDone']} />
        {cuts.map((cut) => (
          <span key={cut} className={css['scrubberCut']} style={{ left: `${(cut / totalSeconds) * 100}%` }} />
        ))}
      </span>
      <span className={css['scrubberKnob']} />
    </div>
  );
}
