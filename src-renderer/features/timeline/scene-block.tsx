import { AlertTriangle, CircleAlert, History } from 'lucide-react';
import { memo, useCallback } from 'react';
import type { SceneSummary } from '#contract/model/film.ts';
import { bandOf } from '#contract/model/quality.ts';
import { useMediaUrl } from '../../app/studio-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { tilesInView } from './filmstrip.ts';
import { blockScore, blockState, blockStateWords, stillsOf } from './scene-blocks.ts';
import type { Placement } from './timeline-drag.ts';
import { spokenTime } from './timecode.ts';
import css from './scene-block.module.css';

/** A narrower block shows only its colour, pixels. */
const PICTURE_MIN_PIXELS = 10;
const WORDS_MIN_PIXELS = 44;
const SECONDS_MIN_PIXELS = 96;

interface SceneBlockProps {
  scene: SceneSummary;
  leftPixels: number;
  widthPixels: number;
  /** Part of the block that is in view, from its left edge. */
  viewFrom: number;
  viewTo: number;
  tilePixels: number;
  selected: boolean;
  total: number;
  startSeconds: number;
  place: (element: HTMLElement, placement: Placement) => () => void;
}

/** One scene on the picture track. */
export const SceneBlock = memo(function SceneBlock(props: SceneBlockProps) {
  const { scene, leftPixels, widthPixels, viewFrom, viewTo, tilePixels, selected, total, startSeconds, place } = props;
  const mediaUrl = useMediaUrl();
  const stills = stillsOf(scene);
  const state = blockState(scene);
  const score = blockScore(scene);
  const pictured = widthPixels >= PICTURE_MIN_PIXELS;
  const tiles = pictured ? tilesInView(stills, widthPixels, tilePixels, viewFrom, viewTo) : [];
  // Under the tiles: a block that is being stretched goes on showing pictures, not black.
  const last = tiles.at(-1);
  const backdrop =
    last === undefined
      ? {}
      : { backgroundImage: `url("${mediaUrl(last.sha256, Math.ceil(tilePixels))}")`, backgroundSize: `${tilePixels}px 100%` };
  const { id } = scene;
  const ref = useCallback(
    (element: HTMLDivElement | null) =>
      element === null ? undefined : place(element, { sceneId: id, offsetSeconds: 0, lengthSeconds: null, block: true }),
    [place, id],
  );
  const scoreWords = score === null || score.value === null ? 'no score' : `score ${Math.round(score.value)}`;
  // The words on the block come first, so that speech control can call it by what is seen.
  const label = `${scene.number} ${scene.spec.beat} ${scene.spec.seconds.toFixed(1)} s, scene ${scene.number} of ${total}, starts at ${spokenTime(startSeconds)}, ${blockStateWords[state]}, ${scoreWords}`;
  return (
    <div
      ref={ref}
      id={`timeline-${id}`}
      // A <select> cannot hold blocks at their true length.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="option"
      aria-selected={selected}
      aria-label={label}
      aria-posinset={scene.number}
      aria-setsize={total}
      tabIndex={-1}
      className={classNames(css['block'], selected && css['selected'])}
      data-state-of={state}
      data-narrow={pictured ? undefined : ''}
      style={{ left: leftPixels, width: widthPixels }}
    >
      <div className={css['strip']} style={backdrop}>
        {tiles.map((tile) => (
          <img
            key={tile.index}
            src={mediaUrl(tile.sha256, Math.ceil(tilePixels))}
            alt=""
            draggable={false}
            loading="lazy"
            decoding="async"
            style={{ left: tile.leftPixels, width: tilePixels }}
          />
        ))}
        {pictured && stills.length === 0 ? <Skeleton className={css['stripSkeleton']} busy={state === 'making'} /> : null}
        <StateMark state={state} wide={widthPixels >= WORDS_MIN_PIXELS} />
      </div>
      <div className={css['score']} data-band={score === null ? 'unknown' : bandOf(score.value)} />
      {widthPixels >= WORDS_MIN_PIXELS ? (
        <div className={css['caption']}>
          <span className={css['captionName']}>
            {scene.number} {scene.spec.beat}
          </span>{' '}
          {widthPixels >= SECONDS_MIN_PIXELS ? <span className={css['captionSeconds']}>{scene.spec.seconds.toFixed(1)} s</span> : null}
        </div>
      ) : (
        <div className={css['caption']}>{widthPixels >= 18 ? <span className={css['captionName']}>{scene.number}</span> : null}</div>
      )}
    </div>
  );
});

function StateMark({ state, wide }: { state: ReturnType<typeof blockState>; wide: boolean }) {
  if (!wide) return null;
  switch (state) {
    case 'failed':
      return (
        <span className={css['mark']} data-tone="poor">
          <AlertTriangle aria-hidden="true" />
        </span>
      );
    case 'attention':
      return (
        <span className={css['mark']} data-tone="accent">
          <CircleAlert aria-hidden="true" />
        </span>
      );
    case 'stale':
      return (
        <span className={css['mark']}>
          <History aria-hidden="true" />
        </span>
      );
    case 'making':
      return (
        <span className={css['mark']} data-tone="accent">
          <span className={css['makingDot']} />
        </span>
      );
    case 'empty':
    case 'ready':
      return null;
  }
}
