import css from './progress-bar.module.css';

/** How far something is, 0–1; null while that is unknown. The label is for screen readers. */
export function ProgressBar({ value, label, tone = 'accent' }: { value: number | null; label: string; tone?: 'accent' | 'good' | 'poor' }) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      className={css['track']}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- <progress> cannot be drawn alike in all browsers
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
    >
      <div className={css[percent === null ? 'unknown' : tone]} style={percent === null ? undefined : { width: `${percent}%` }} />
    </div>
  );
}
