import { HoverCard } from 'radix-ui';
import { bandOf, metricInfo, type Overall, type Score } from '#contract/model/quality.ts';
import { classNames } from './class-names.ts';
import css from './score-badge.module.css';

const basisWords: Record<Overall['basis'], string> = {
  preference: 'How well people are likely to like it, from learned metrics',
  technical: 'Technical soundness only: sharpness, exposure, noise and the like',
  none: 'Nothing could be measured',
};

const bandWords = { good: 'good', fair: 'fair', poor: 'poor', unknown: 'not measured' };

export interface ScoreBadgeProps {
  overall: Overall;
  /** What it is made of; shown on hover and focus. */
  scores?: readonly Score[];
  size?: 'normal' | 'large' | 'small';
}

/** The overall score, 0–100, in its band's colour; what it is made of on hover or focus. Unknown is a grey dash, never zero. */
export function ScoreBadge({ overall, scores = [], size = 'normal' }: ScoreBadgeProps) {
  const band = bandOf(overall.value);
  const shown = overall.value === null ? '–' : String(Math.round(overall.value));
  const spoken = overall.value === null ? 'No score' : `Score ${shown}, ${bandWords[band]}`;
  return (
    <HoverCard.Root openDelay={250} closeDelay={80}>
      <HoverCard.Trigger asChild>
        <button
          type="button"
          className={classNames(css['badge'], css[band], css[size])}
          aria-label={`${spoken}. ${basisWords[overall.basis]}.`}
        >
          {shown}
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content className={css['card']} side="bottom" align="start" sideOffset={6} collisionPadding={8}>
          <ScoreBreakdown overall={overall} scores={scores} />
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}

/** The table behind a score: measured values with who measured them, missing ones with their reason. */
export function ScoreBreakdown({ overall, scores }: { overall: Overall; scores: readonly Score[] }) {
  return (
    <div className={css['breakdown']}>
      <p className={css['basis']}>{basisWords[overall.basis]}.</p>
      <ul>
        {scores.map((score) => (
          <li key={score.metric} className={css['row']}>
            <span>{metricInfo[score.metric].label}</span>
            {score.status === 'measured' ? (
              <>
                <span className={css['meter']} aria-hidden="true">
                  <span className={css[`${bandOf(score.score)}Fill`]} style={{ width: `${score.score}%` }} />
                </span>
                <span className={classNames(css['value'], css[bandOf(score.score)])}>{Math.round(score.score)}</span>
                <span className={css['by']}>
                  {score.measuredBy} · {score.where}
                </span>
              </>
            ) : (
              <span className={css['reason']}>{score.reason}</span>
            )}
          </li>
        ))}
      </ul>
      {scores.length === 0 && overall.measured.length > 0 ? (
        <p className={css['by']}>From {overall.measured.map((metric) => metricInfo[metric].short.toLowerCase()).join(', ')}.</p>
      ) : null}
      {scores.length === 0 && overall.missing.length > 0 ? (
        <p className={css['by']}>Not measured: {overall.missing.map((metric) => metricInfo[metric].short).join(', ')}.</p>
      ) : null}
    </div>
  );
}
