import { useEffect, useState } from 'react';
import type { AssetRef } from '#contract/model/primitives.ts';
import { useMediaUrl } from '../../app/studio-context.tsx';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import css from './takes.module.css';

interface SynchronisedVideoProps {
  playback: SynchronisedPlayback;
  asset: AssetRef;
  poster: AssetRef | null;
  /** What is played, for screen readers. */
  label: string;
}

/** A silent video that follows a shared clock. It has no controls of its own: the transport beside it has them. */
export function SynchronisedVideo({ playback, asset, poster, label }: SynchronisedVideoProps) {
  const mediaUrl = useMediaUrl();
  const [element, setElement] = useState<HTMLVideoElement | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (element === null) return undefined;
    return playback.place(element, { media: element, startSeconds: 0, endSeconds: Infinity, sourceSeconds: 0, leads: false });
    // The element is made anew for another file and for a file that can be played again.
  }, [playback, element]);
  if (broken) {
    return (
      <div className={css['broken']}>
        <p>{label.split(',')[0]} cannot be played.</p>
        <p>Its file is missing or damaged. Shoot it again, or use another take.</p>
      </div>
    );
  }
  return (
    <video
      key={asset.sha256}
      ref={setElement}
      src={mediaUrl(asset.sha256)}
      poster={poster === null ? undefined : mediaUrl(poster.sha256, 640)}
      aria-label={label}
      muted
      playsInline
      disablePictureInPicture
      preload="auto"
      onError={() => setBroken(true)}
    />
  );
}
