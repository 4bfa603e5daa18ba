import { useState } from 'react';
import type { Take } from '#contract/model/film.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ScoreBadge } from '../../ui/score-badge.tsx';
import { CompareStage } from '../frames/compare-stage.tsx';
import type { CompareMode, CompareSide } from '../frames/compare-stage.tsx';
import frames from '../frames/frames.module.css';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import { QualityStrip } from './quality-strip.tsx';
import { SynchronisedVideo } from './synchronised-video.tsx';
import css from './takes.module.css';

interface TakeCompareProps {
  left: Take;
  right: Take;
  ratio: number;
  playback: SynchronisedPlayback;
  takes: readonly Take[];
  pickedId: string | null;
  onPair: (leftId: string, rightId: string) => void;
  onPick: (id: string) => void;
  onClose: () => void;
}

/** Two takes, big, in step. */
export function TakeCompare({ left, right, ratio, playback, takes, pickedId, onPair, onPick, onClose }: TakeCompareProps) {
  const [mode, setMode] = useState<CompareMode>('side');
  const side = (take: Take, other: Take, isLeft: boolean): CompareSide => ({
    id: take.id,
    title: `Take ${take.number}`,
    content:
      take.asset === null ? null : (
        <SynchronisedVideo key={take.id} playback={playback} asset={take.asset} poster={take.poster} label={`Take ${take.number}`} />
      ),
    caption: (
      <div>
        <QualityStrip quality={take.frameQuality} seconds={take.seconds} playback={playback} />
        <div className={frames['compareCaption']}>
          <ScoreBadge overall={take.overall} scores={take.scores} size="large" />
          {takes.length > 2 ? (
            <select
              className={css['choose']}
              aria-label={isLeft ? 'Take on the left' : 'Take on the right'}
              value={take.id}
              onChange={(event) => (isLeft ? onPair(event.target.value, other.id) : onPair(other.id, event.target.value))}
            >
              {takes
                .filter((each) => each.id !== other.id)
                .map((each) => (
                  <option key={each.id} value={each.id}>
                    Take {each.number}
                  </option>
                ))}
            </select>
          ) : (
            <strong>Take {take.number}</strong>
          )}
          <span className={frames['compareMeta']} title={take.summary}>
            {take.summary}
          </span>
          {take.id === pickedId ? (
            <Chip tone="outline">Picked</Chip>
          ) : (
            <Button size="small" aria-label={`Use take ${take.number}`} onClick={() => onPick(take.id)}>
              Use
            </Button>
          )}
        </div>
      </div>
    ),
  });
  return (
    <div className={frames['compareView']}>
      <CompareStage
        left={side(left, right, true)}
        right={side(right, left, false)}
        shape={ratio}
        mode={mode}
        onMode={setMode}
        onSwap={() => onPair(right.id, left.id)}
        onClose={onClose}
      />
    </div>
  );
}
