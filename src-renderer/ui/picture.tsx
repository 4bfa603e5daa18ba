import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { AssetRef } from '#contract/model/primitives.ts';
import { useMediaUrl } from '../app/studio-context.tsx';
import { classNames } from './class-names.ts';
import { Skeleton } from './skeleton.tsx';
import css from './picture.module.css';

export interface PictureProps {
  /** Null while there is no picture: a skeleton stands in its place. */
  asset: AssetRef | null;
  alt: string;
  /** Width over height of the film. */
  ratio: number;
  /** Widest it is shown, CSS pixels; a copy of about that size is loaded. */
  width: number;
  /** Whether a picture is being made right now (the skeleton moves). */
  busy?: boolean;
  className?: string | undefined;
}

/** A picture of the film in its own shape: skeleton, then picture, or plain words when its file cannot be read. */
export function Picture({ asset, alt, ratio, width, busy = false, className }: PictureProps) {
  const mediaUrl = useMediaUrl();
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span className={classNames(css['picture'], className)} style={{ aspectRatio: String(ratio) }}>
      {asset === null ? (
        <Skeleton busy={busy} className={css['fill']} />
      ) : broken === asset.sha256 ? (
        <span className={css['broken']}>
          <ImageOff aria-hidden="true" />
          Picture cannot be read
          <span className="visually-hidden">: {alt}</span>
        </span>
      ) : (
        <img
          className={css['fill']}
          src={mediaUrl(asset.sha256, width)}
          alt={alt}
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setBroken(asset.sha256)}
        />
      )}
    </span>
  );
}
