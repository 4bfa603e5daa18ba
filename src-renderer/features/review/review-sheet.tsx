import { Check } from 'lucide-react';
import { useState } from 'react';
import type { ReviewItem } from '#contract/model/film.ts';
import { useFilm, useStudio, useUi } from '../../app/studio-context.tsx';
import { selectReview, selectScenes } from '../../stores/film/selectors.ts';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/notices.tsx';
import css from './review.module.css';

const kindWords: Record<ReviewItem['kind'], string> = {
  'frame-below-threshold': 'Frame below the bar',
  'takes-below-threshold': 'Takes below the bar',
  'generation-failed': 'Failed',
  'job-unknown': 'Unclear',
  flagged: 'Flagged by you',
};

const stageOf = (kind: ReviewItem['kind']) => (kind === 'takes-below-threshold' || kind === 'job-unknown' ? 'takes' : 'frames');

/** Everything that waits for a person, each with a way there and a way to be done with it. */
export function ReviewSheet() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'review';
  const items = useFilm(selectReview).filter((item) => item.state === 'open');
  const scenes = useFilm(selectScenes);
  const close = () => app.ui.actions.closeSheet();
  return (
    <Dialog
      open={open}
      onClose={close}
      title="What needs you"
      wide
      description="The film goes on without an answer; these are worth a look."
    >
      {items.length === 0 ? (
        <EmptyState icon={<Check />} title="Nothing waits for you">
          When a picture stays below the bar or something fails, it appears here.
        </EmptyState>
      ) : (
        <ul className={css['list']}>
          {items.map((item) => {
            const scene = scenes.find((known) => known.id === item.sceneId);
            return (
              <li key={item.id} className={css['item']}>
                <div className={css['text']}>
                  <p className={css['where']}>
                    {scene === undefined ? 'A scene that was removed' : `Scene ${scene.number} · ${scene.spec.beat}`}
                    <Chip tone={item.kind === 'generation-failed' ? 'poor' : 'fair'}>{kindWords[item.kind]}</Chip>
                  </p>
                  <p>{item.message}</p>
                </div>
                <Button
                  size="small"
                  disabled={scene === undefined}
                  onClick={() => {
                    close();
                    app.session.actions.selectSceneById(item.sceneId);
                    app.session.actions.showStage(stageOf(item.kind));
                  }}
                >
                  Look
                </Button>
                {item.kind === 'job-unknown' && item.jobId !== null ? (
                  <JobAnswers jobId={item.jobId} />
                ) : (
                  <Button
                    size="small"
                    variant="quiet"
                    onClick={() => {
                      const { projectId } = app.film.get();
                      if (projectId !== null)
                        void app.change('review.resolve', { projectId, reviewId: item.id }, { done: 'Taken off the list', undoable: true });
                    }}
                  >
                    It is fine
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Dialog>
  );
}

/** Nobody but the person can look into the account there, so nobody else answers. Both answers are final; neither is the suggested one. */
function JobAnswers({ jobId }: { jobId: string }) {
  const app = useStudio();
  const [busy, setBusy] = useState(false);
  const say = async (answer: 'send-again' | 'leave'): Promise<void> => {
    const { projectId } = app.film.get();
    if (projectId === null) return;
    setBusy(true);
    await app.change(
      'jobs.answer',
      { projectId, jobId, answer },
      { done: answer === 'leave' ? 'Left as it is; it counts as charged' : 'It is sent again with the next run' },
    );
    setBusy(false);
  };
  return (
    <div className={css['answers']}>
      <Button size="small" disabled={busy} onClick={() => void say('send-again')}>
        It is not there, send it again
      </Button>
      <Button size="small" disabled={busy} onClick={() => void say('leave')}>
        It is there, leave it
      </Button>
    </div>
  );
}
