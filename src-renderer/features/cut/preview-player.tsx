/**
 * Plays the picked takes one after another before they are stitched: two
 * players take turns, the one to come is loaded and stands on its first frame,
 * and the change happens with the picture, not with a render.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
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

  const show = useCallback(
    (seconds: number) => {
      const index = Math.max(0, shotIndexAt(shots, seconds));
      layers.current.forEach((layer, slot) => {
        if (layer !== null) layer.style.visibility = index % 2 === slot ? 'visible' : 'hidden';
      });
      setCurrent(index);
    },
    [shots],
  );
  useLayoutEffect(() => show(playback.position), [show, playback, current]);
  useEffect(() => playback.onPosition(show), [playback, show]);

  return (
    <>
      {slots.map((shot, slot) => (
        // The two players are the two players, whatever they hold.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={slot} ref={(element) => void (layers.current[slot] = element)} className={css['layer']}>
          {shot === null ? null : <ShotPlayer shot={shot} playback={playback} />}
        </div>
      ))}
    </>
  );
}

function ShotPlayer({ shot, playback }: { shot: Shot; playback: SynchronisedPlayback }) {
  const mediaUrl = useMediaUrl();
  const ref = useRef<HTMLVideoElement>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const { startSeconds, endSeconds } = shot;
  const sha256 = shot.video?.sha256 ?? null;
  const playable = sha256 !== null && broken !== sha256;
  useEffect(() => {
    const media = ref.current;
    if (media === null || !playable) return undefined;
    return playback.place(media, { media, startSeconds, endSeconds, sourceSeconds: 0, leads: false });
  }, [playback, startSeconds, endSeconds, sha256, playable]);
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
      ref={ref}
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
