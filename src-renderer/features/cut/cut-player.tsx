import { useEffect, useRef, useState } from 'react';
import type { FilmCut } from '#contract/model/film.ts';
import { useFilm, useMediaUrl } from '../../app/studio-context.tsx';
import { selectFilmSeconds } from '../../stores/film/selectors.ts';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import css from './cut.module.css';

/** The finished film as one file, with its sound; the transport follows it. Give it the file's hash as its key. */
export function CutPlayer({
  cut,
  playback,
  muted,
  volume,
}: {
  cut: FilmCut;
  playback: SynchronisedPlayback;
  muted: boolean;
  volume: number;
}) {
  const mediaUrl = useMediaUrl();
  const ref = useRef<HTMLVideoElement>(null);
  const [broken, setBroken] = useState(false);
  const filmSeconds = useFilm(selectFilmSeconds);
  const { seconds, sha256 } = cut.asset;

  useEffect(() => {
    const media = ref.current;
    if (media === null) return undefined;
    return playback.place(media, { media, startSeconds: 0, endSeconds: Infinity, sourceSeconds: 0, leads: true });
  }, [playback]);

  // A cut that is out of date may be longer or shorter than the film is now.
  useEffect(() => {
    playback.setDuration(seconds ?? filmSeconds);
    return () => playback.setDuration(filmSeconds);
  }, [playback, seconds, filmSeconds]);

  useEffect(() => {
    if (ref.current !== null) ref.current.volume = volume;
  }, [volume]);

  if (broken) {
    return (
      <div className={css['standIn']} role="alert">
        <p>The finished film cannot be played: its file is missing or damaged. Your takes are untouched; make the film again.</p>
      </div>
    );
  }
  return (
    // Captions are drawn over the picture by the studio itself, from the film's own list.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <video
      ref={ref}
      src={mediaUrl(sha256)}
      aria-label="The finished film"
      muted={muted}
      playsInline
      preload="auto"
      onError={() => setBroken(true)}
    />
  );
}
