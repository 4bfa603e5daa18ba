/**
 * Plays the picked takes one after another before they are stitched: two
 * players take turns, the one to come is loaded and stands on its first frame,
 * and the change happens with the picture, not with a render.
 */
import { useEffect, useRef, useState } from 'react';
import { useMediaUrl } from '../../app/studio-context.tsx';
import { usePlaybackState } from '../timeline/film-playback.ts';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import { shotIndexAt, slotsFor } from './shots.ts';
import type { Shot } from './shots.ts';
import css from './cut.module.css';

export function PreviewPlayer({ shots, playback }: { shots: readonly Shot[]; playback: SynchronisedPlayback }) {
  const [current, setCurrent] = useState(() => Math.max(0, shotIndexAt(shots, playback.position)));
  const { rate } = usePlaybackState(playback);
  const layers = useRef<(HTMLDivElement | null)[]>([null, null]);
  const slots = slotsFor(shots, current, rate < 0);

  useEffect(
    () =>
      playback.onPosition((seconds) => {
        const index = Math.max(0, shotIndexAt(shots, seconds));
        // At once, with the picture; the render that follows says the same.
        layers.current.forEach((layer, slot) => {
          if (layer !== null) layer.style.visibility = index % 2 === slot ? 'visible' : 'hidden';
        });
        setCurrent(index);
      }),
    [playback, shots],
  );

  return (
    <>
      {slots.map((shot, slot) => (
        // The two players are the two players, whatever they hold.
        // oxlint-disable-next-line react/no-array-index-key
        <div
          key={slot}
          ref={(element) => void (layers.current[slot] = element)}
          className={css['layer']}
          style={{ visibility: current % 2 === slot ? 'visible' : 'hidden' }}
        >
          {shot === null ? null : <ShotPlayer shot={shot} playback={playback} />}
        </div>
      ))}
    </>
  );
}

function ShotPlayer({ shot, playback }: { shot: Shot; playback: SynchronisedPlayback }) {
  const mediaUrl = useMediaUrl();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const { startSeconds, endSeconds } = shot;
  const sha256 = shot.video?.sha256 ?? null;
  const playable = sha256 !== null && broken !== sha256;
  useEffect(() => {
    if (element === null) return undefined;
    return playback.place(element, { media: element, startSeconds, endSeconds, sourceSeconds: 0, leads: false });
  }, [playback, element, startSeconds, endSeconds]);
  if (sha256 === null || !playable) {
    return (
      <div className={css['standIn']}>
        {shot.still === null ? null : <img src={mediaUrl(shot.still.sha256, 960)} alt={`Still of scene ${shot.number}`} />}
        <p>{sha256 === null ? `Scene ${shot.number} has no take yet` : `The take of scene ${shot.number} cannot be played`}</p>
      </div>
    );
  }
  return (
    <video
      ref={setElement}
      src={mediaUrl(sha256)}
      poster={shot.still === null ? undefined : mediaUrl(shot.still.sha256, 960)}
      aria-label={`Scene ${shot.number}, take ${shot.takeNumber ?? ''}`}
      muted
      playsInline
      disablePictureInPicture
      preload="auto"
      onError={() => setBroken(sha256)}
    />
  );
}
