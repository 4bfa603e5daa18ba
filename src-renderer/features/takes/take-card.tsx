import { memo, useCallback, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import type { AssetRef } from '#contract/model/primitives.ts';
import type { Decision, Take } from '#contract/model/film.ts';
import { useJobs } from '../../app/studio-context.tsx';
import { selectPreview } from '../../stores/jobs/selectors.ts';
import { classNames } from '../../ui/class-names.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { LivePicture } from '../../ui/live-picture.tsx';
import { ScoreBadge } from '../../ui/score-badge.tsx';
import { movementWords } from '../../ui/words.ts';
import { Cost } from '../models/made-with.tsx';
import { usePosition } from '../timeline/film-playback.ts';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import { FRAME_SECONDS, timecode } from '../timeline/timecode.ts';
import { QualityStrip } from './quality-strip.tsx';
import { SynchronisedVideo } from './synchronised-video.tsx';
import css from './takes.module.css';

interface TakeCardProps {
  take: Take;
  /** Its key, from 1. */
  position: number;
  playback: SynchronisedPlayback;
  ratio: number;
  hero: AssetRef | null;
  focused: boolean;
  picked: boolean;
  decision: Decision | null;
  onFocus: (id: string) => void;
  onPick: (id: string) => void;
}

/** One take: its player, how good each frame is, and what is to be said about it. */
export const TakeCard = memo(function TakeCard({
  take,
  position,
  playback,
  ratio,
  hero,
  focused,
  picked,
  decision,
  onFocus,
  onPick,
}: TakeCardProps) {
  const name = `Take ${take.number}`;
  const scoreWords = take.overall.value === null ? 'no score' : `score ${Math.round(take.overall.value)}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onPick(take.id);
  };
  return (
    <li className={classNames(css['card'], picked && css['picked'], focused && css['focused'])}>
      {take.asset !== null && take.status === 'ready' ? (
        <>
          <div className={css['player']} style={{ aspectRatio: String(ratio) }}>
            <SynchronisedVideo playback={playback} asset={take.asset} poster={take.poster} label={`${name}, ${scoreWords}`} />
            <button
              type="button"
              className={css['hit']}
              aria-label={`Select ${name.toLowerCase()}, ${scoreWords}${picked ? ', picked' : ''}. Enter uses it.`}
              onClick={() => onFocus(take.id)}
              onDoubleClick={() => onPick(take.id)}
              onKeyDown={onKeyDown}
            />
            <kbd className={css['key']} aria-hidden="true">
              {position}
            </kbd>
            <PlayerTimecode playback={playback} seconds={take.seconds} />
          </div>
          <QualityStrip quality={take.frameQuality} seconds={take.seconds} playback={playback} />
        </>
      ) : (
        <Unfinished take={take} ratio={ratio} hero={hero} />
      )}
      <div className={css['caption']}>
        <div className={css['captionRow']}>
          {take.status === 'ready' ? <ScoreBadge overall={take.overall} scores={take.scores} size="large" /> : null}
          <strong className={css['name']}>{name}</strong>
          <span className={css['meta']} title={`${take.provider} · ${take.model} · seed ${take.seed}`}>
            {movementWords[take.movement].toLowerCase()} · <Cost item={take} /> · seed {take.seed}
          </span>
          {picked ? <Chip tone="outline">{decision?.by === 'machine' ? 'Auto-pick' : 'Your pick'}</Chip> : null}
          {!picked && take.status === 'ready' ? (
            <Button
              size="small"
              variant="quiet"
              className={css['use']}
              aria-label={`Use ${name.toLowerCase()}`}
              onClick={() => onPick(take.id)}
            >
              Use
            </Button>
          ) : null}
        </div>
        <p className={css['summary']}>{picked && decision !== null ? decision.reason : take.summary}</p>
      </div>
    </li>
  );
});

function PlayerTimecode({ playback, seconds }: { playback: SynchronisedPlayback; seconds: number }) {
  const ref = useRef<HTMLSpanElement>(null);
  const draw = useCallback(
    (at: number) => {
      if (ref.current !== null) ref.current.textContent = timecode(Math.min(at, Math.max(0, seconds - FRAME_SECONDS)));
    },
    [seconds],
  );
  usePosition(playback, draw);
  return <span ref={ref} className={css['playerTime']} aria-hidden="true" />;
}

/** A take that cannot be played yet, or that failed. */
function Unfinished({ take, ratio, hero }: { take: Take; ratio: number; hero: AssetRef | null }) {
  const preview = useJobs((state) => selectPreview(state, take.id));
  if (take.status === 'failed') {
    return (
      <div className={css['failed']} style={{ aspectRatio: String(ratio) }}>
        <p>This take could not be shot</p>
        <p>{take.error ?? 'No reason was given.'}</p>
      </div>
    );
  }
  const making = take.status === 'making';
  return (
    <div className={css['pending']}>
      <LivePicture
        preview={preview}
        asset={hero}
        ratio={ratio}
        width={480}
        busy={making}
        className={preview === null ? css['pendingPicture'] : undefined}
      />
      <span className={css['pendingWords']} data-making={making || undefined}>
        {making ? (preview === null ? 'Being shot from this frame' : 'Being shot') : 'Waiting'}
      </span>
    </div>
  );
}
