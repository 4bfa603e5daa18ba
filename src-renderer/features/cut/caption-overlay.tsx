import { useCallback, useRef } from 'react';
import type { Caption } from '#contract/model/film.ts';
import { usePosition } from '../timeline/film-playback.ts';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import css from './cut.module.css';

/** The words of the moment over the picture, written straight into the page. */
export function CaptionOverlay({ captions, playback }: { captions: readonly Caption[]; playback: SynchronisedPlayback }) {
  const ref = useRef<HTMLParagraphElement>(null);
  const draw = useCallback(
    (seconds: number) => {
      const element = ref.current;
      if (element === null) return;
      const text = captions.find((caption) => seconds >= caption.startSeconds && seconds < caption.endSeconds)?.text ?? '';
      if (element.textContent === text) return;
      element.textContent = text;
      element.hidden = text === '';
    },
    [captions],
  );
  usePosition(playback, draw);
  return <p ref={ref} className={css['captions']} hidden />;
}
