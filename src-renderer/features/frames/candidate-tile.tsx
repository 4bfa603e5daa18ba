import { Star } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import type { Decision, Variation } from '#contract/model/film.ts';
import { useJobs } from '../../app/studio-context.tsx';
import { selectPreview } from '../../stores/jobs/selectors.ts';
import { classNames } from '../../ui/class-names.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { LivePicture } from '../../ui/live-picture.tsx';
import { Picture } from '../../ui/picture.tsx';
import { ScoreBadge } from '../../ui/score-badge.tsx';
import { MadeWith } from '../models/made-with.tsx';
import css from './candidate-tile.module.css';

interface CandidateTileProps {
  candidate: Variation;
  /** Place in the grid from 1; the first nine have it as their key. */
  position: number;
  ratio: number;
  width: number;
  focused: boolean;
  /** The one that arrow keys start from is the only one in the tab order. */
  tabbable: boolean;
  picked: boolean;
  decision: Decision | null;
  hero: boolean;
  canBeHero: boolean;
  onFocus: (id: string) => void;
  onOpen: (id: string) => void;
  onPick: (id: string) => void;
  onHero: (id: string) => void;
}

/** One candidate: picture, score, where it came from, and whether it is the one. */
export const CandidateTile = memo(function CandidateTile(props: CandidateTileProps) {
  const { candidate, position, ratio, width, focused, tabbable, picked, decision, hero, canBeHero, onFocus, onOpen, onPick, onHero } =
    props;
  const { id } = candidate;
  const button = useRef<HTMLButtonElement>(null);
  const wasFocused = useRef(focused);
  useEffect(() => {
    // Follow the cursor keys with the real focus, but never take the focus from a field or another part of the window.
    if (focused && !wasFocused.current) {
      const active = document.activeElement;
      if (active === document.body || active?.closest('[data-candidates]') !== null) button.current?.focus({ preventScroll: true });
      button.current?.scrollIntoView({ block: 'nearest' });
    }
    wasFocused.current = focused;
  }, [focused]);

  const name = candidate.source === 'own' ? 'Your picture' : `Variation ${candidate.number}`;
  const scoreWords = candidate.overall.value === null ? 'no score' : `score ${Math.round(candidate.overall.value)}`;
  const rankWords = candidate.rank === null ? '' : `, rank ${candidate.rank}`;
  const label = `${name}${rankWords}, ${scoreWords}${picked ? ', picked' : ''}${hero ? ', hero frame' : ''}`;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === 'Enter') onOpen(id);
    else if (event.key === ' ') onPick(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <li className={classNames(css['tile'], picked && css['picked'], focused && css['focused'])} style={{ width }}>
      {candidate.status === 'ready' ? (
        <button
          ref={button}
          type="button"
          className={css['picture']}
          aria-label={label}
          aria-current={picked ? 'true' : undefined}
          tabIndex={tabbable ? 0 : -1}
          onClick={() => onFocus(id)}
          onDoubleClick={() => onOpen(id)}
          onKeyDown={onKeyDown}
        >
          <Picture asset={candidate.asset} alt="" ratio={ratio} width={width} />
        </button>
      ) : (
        <Unfinished candidate={candidate} ratio={ratio} width={width} />
      )}
      {candidate.status === 'ready' && position <= 9 ? (
        <kbd className={css['key']} aria-hidden="true">
          {position}
        </kbd>
      ) : null}
      {hero ? (
        <span className={css['hero']} aria-hidden="true">
          <Star /> Hero
        </span>
      ) : null}
      <div className={css['caption']}>
        {candidate.status === 'ready' ? <ScoreBadge overall={candidate.overall} scores={candidate.scores} size="large" /> : null}
        <div className={css['words']}>
          <p className={css['name']}>
            {name}
            {candidate.rank === null ? null : <span className={css['rank']}>rank {candidate.rank}</span>}
          </p>
          <p className={css['meta']}>{candidate.source === 'own' ? 'Put in by you' : <MadeWith item={candidate} />}</p>
        </div>
        {picked ? <Chip tone="outline">{decision?.by === 'machine' ? 'Auto-pick' : 'Your pick'}</Chip> : null}
        {!picked && candidate.status === 'ready' ? (
          <Button size="small" variant="quiet" className={css['use']} aria-label={`Use ${name.toLowerCase()}`} onClick={() => onPick(id)}>
            Use
          </Button>
        ) : null}
      </div>
      {picked && decision !== null ? <p className={css['reason']}>{decision.reason}</p> : null}
      {canBeHero && !hero && candidate.status === 'ready' && focused ? (
        <Button size="small" variant="quiet" className={css['makeHero']} keys="h" icon={<Star />} onClick={() => onHero(id)}>
          Shoot takes from this
        </Button>
      ) : null}
    </li>
  );
});

/** A candidate that is not a picture: waiting, being made, or failed. */
function Unfinished({ candidate, ratio, width }: { candidate: Variation; ratio: number; width: number }) {
  const preview = useJobs((state) => selectPreview(state, candidate.id));
  if (candidate.status === 'failed') {
    return (
      <div className={css['failed']} style={{ aspectRatio: String(ratio) }}>
        <p>Could not be made</p>
        <p className={css['failedReason']}>{candidate.error ?? 'No reason was given.'}</p>
      </div>
    );
  }
  return (
    <div className={css['pending']}>
      <LivePicture preview={preview} asset={null} ratio={ratio} width={width} busy={candidate.status === 'making'} />
      <span className={css['pendingWords']}>{candidate.status === 'making' ? 'Being made' : 'Waiting'}</span>
    </div>
  );
}
