import { useCallback, useRef } from 'react';
import type { PointerEvent } from 'react';
import { bandOf } from '#contract/model/quality.ts';
import type { Band } from '#contract/model/quality.ts';
import { usePosition } from '../timeline/film-playback.ts';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import css from './takes.module.css';

const bandNames: Record<Band, string> = { good: 'good', fair: 'fair', poor: 'poor', unknown: 'not measured' };

/** Technical quality of evenly spaced frames under a player; a press goes to that moment. */
export function QualityStrip({
  quality,
  seconds,
  playback,
}: {
  quality: readonly (number | null)[];
  seconds: number;
  playback: SynchronisedPlayback;
}) {
  const line = useRef<HTMLSpanElement>(null);
  const draw = useCallback(
    (at: number) => {
      if (line.current !== null) line.current.style.left = `${Math.min(1, seconds > 0 ? at / seconds : 0) * 100}%`;
    },
    [seconds],
  );
  usePosition(playback, draw);
  if (quality.length === 0) return <div className={css['strip']} aria-hidden="true" />;
  const counts = new Map<Band, number>();
  for (const value of quality) counts.set(bandOf(value), (counts.get(bandOf(value)) ?? 0) + 1);
  const words = [...counts].map(([band, count]) => `${count} ${bandNames[band]}`).join(', ');
  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    playback.seek(((event.clientX - box.left) / box.width) * seconds);
  };
  return (
    <div
      className={css['strip']}
      // A drawing made of elements, with one name; there is no picture file to point an <img> at.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="img"
      aria-label={`Quality of ${quality.length} frames: ${words}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={seek}
    >
      {quality.map((value, index) => (
        // Evenly spaced frames have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} data-band={bandOf(value)} title={value === null ? 'Not measured' : `${Math.round(value)} of 100`} />
      ))}
      <span ref={line} className={css['stripLine']} />
    </div>
  );
}
