import type { AssetRef } from '#contract/model/primitives.ts';
import { classNames } from './class-names.ts';
import { Picture } from './picture.tsx';
import css from './picture.module.css';

export interface LivePictureProps {
  /** What it looks like so far, as a data address; null shows `asset`, or the skeleton without one. */
  preview: string | null;
  asset: AssetRef | null;
  ratio: number;
  width: number;
  busy: boolean;
  className?: string | undefined;
}

/** Something being made, as far as it can be seen already. */
export function LivePicture({ preview, asset, ratio, width, busy, className }: LivePictureProps) {
  if (preview === null) return <Picture asset={asset} alt="" ratio={ratio} width={width} busy={busy} className={className} />;
  return (
    <span className={classNames(css['picture'], className)} style={{ aspectRatio: String(ratio) }}>
      <img className={css['fill']} src={preview} alt="" draggable={false} />
    </span>
  );
}
