import { useState } from 'react';
import type { Variation } from '#contract/model/film.ts';
import { useMediaUrl } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Picture } from '../../ui/picture.tsx';
import { ScoreBadge } from '../../ui/score-badge.tsx';
import { CompareStage } from './compare-stage.tsx';
import type { CompareMode, CompareSide } from './compare-stage.tsx';
import css from './frames.module.css';

interface FrameCompareProps {
  left: Variation;
  right: Variation;
  ratio: number;
  candidates: readonly Variation[];
  pickedId: string | null;
  onPair: (leftId: string, rightId: string) => void;
  onPick: (id: string) => void;
  onClose: () => void;
}

/** Two candidates against each other, with the others in a row to choose from. */
export function FrameCompare({ left, right, ratio, candidates, pickedId, onPair, onPick, onClose }: FrameCompareProps) {
  const mediaUrl = useMediaUrl();
  const [mode, setMode] = useState<CompareMode>('side');
  const side = (candidate: Variation): CompareSide => ({
    id: candidate.id,
    title: `${candidates.indexOf(candidate) + 1}`,
    content:
      candidate.asset === null ? null : (
        <img src={mediaUrl(candidate.asset.sha256)} alt={`Variation ${candidate.number}`} draggable={false} />
      ),
    caption: (
      <div className={css['compareCaption']}>
        <ScoreBadge overall={candidate.overall} scores={candidate.scores} size="large" />
        <strong>{candidate.source === 'own' ? 'Your picture' : `Variation ${candidate.number}`}</strong>
        <span className={css['compareMeta']}>
          {candidate.model} · seed {candidate.seed}
        </span>
        {candidate.id === pickedId ? (
          <Chip tone="outline">Picked</Chip>
        ) : (
          <Button size="small" onClick={() => onPick(candidate.id)} aria-label={`Use variation ${candidate.number}`}>
            Use
          </Button>
        )}
      </div>
    ),
  });
  return (
    <div className={css['compareView']}>
      <CompareStage
        left={side(left)}
        right={side(right)}
        shape={ratio}
        mode={mode}
        onMode={setMode}
        onSwap={() => onPair(right.id, left.id)}
        onClose={onClose}
      />
      {candidates.length > 2 ? (
        <ul className={css['others']} aria-label="Compare with">
          {candidates.map((candidate, index) => (
            <li key={candidate.id}>
              <button
                type="button"
                aria-label={`${index + 1}: compare with variation ${candidate.number}`}
                aria-pressed={candidate.id === left.id || candidate.id === right.id}
                disabled={candidate.id === left.id || candidate.id === right.id}
                onClick={() => onPair(left.id, candidate.id)}
              >
                <Picture asset={candidate.asset} alt="" ratio={ratio} width={96} />
                <span aria-hidden="true">{index + 1}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
