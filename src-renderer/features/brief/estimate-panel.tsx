import type { Brief } from '#contract/model/brief.ts';
import { Button } from '../../ui/button.tsx';
import { countOf, formatAbout } from '../../ui/format.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { estimateUntil, paidLines, totalWords } from './estimate-words.ts';
import { useEstimate } from './use-estimate.ts';
import css from './brief.module.css';

/** What the film will be, cost and take, and the button that begins it. */
export function EstimatePanel({ brief, creating }: { brief: Brief; creating: boolean }) {
  const { estimate, error } = useEstimate(brief);
  const total = estimate === null ? '' : totalWords(estimate, 'about');
  // The button stops at the frames, so it costs less than the film.
  const storyboard = estimate === null ? '' : totalWords(estimateUntil(estimate, 'frames'), 'about');
  return (
    <div className={css['estimate']}>
      <h2>This film</h2>
      {estimate === null ? (
        error === null ? (
          <output aria-label="Estimating" className={css['estimateSkeleton']}>
            <Skeleton />
            <Skeleton />
            <Skeleton />
          </output>
        ) : (
          <p className={css['error']}>No estimate right now. {error.hint}</p>
        )
      ) : (
        <dl aria-live="polite">
          <div>
            <dt>Scenes</dt>
            <dd>{estimate.scenes}</dd>
          </div>
          <div>
            <dt>Frames</dt>
            <dd>
              {estimate.frames} · {countOf(estimate.pictures, 'picture')}
            </dd>
          </div>
          <div>
            <dt>Takes</dt>
            <dd>{estimate.takes}</dd>
          </div>
          <div>
            <dt>Time</dt>
            <dd>{formatAbout(estimate.seconds)}</dd>
          </div>
          {paidLines(estimate).map((line) => (
            <div key={line.what}>
              <dt>{line.what}</dt>
              <dd>{line.price}</dd>
            </div>
          ))}
          <div className={css['total']}>
            <dt>Cost</dt>
            <dd>{total === 'free' ? 'Free, on this computer' : total}</dd>
          </div>
        </dl>
      )}
      <Button
        type="submit"
        variant="primary"
        className={css['create']}
        size="large"
        // A long price needs the room of the key cap; the key works all the same.
        keys={storyboard.length > 4 ? undefined : 'mod+enter'}
        disabled={creating}
      >
        {creating ? 'Creating…' : `Create storyboard${storyboard === '' ? '' : ` · ${storyboard}`}`}
      </Button>
      <p className={css['after']}>Writes the story and draws the frames. Nothing is shot before you say so.</p>
    </div>
  );
}
