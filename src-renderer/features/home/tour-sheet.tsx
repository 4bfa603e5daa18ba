import { useEffect, useState } from 'react';
import type { StudioStage } from '#contract/model/film.ts';
import { finishTour } from '../../app/boot.ts';
import { useFilm, useStudio, useUi } from '../../app/studio-context.tsx';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { Button } from '../../ui/button.tsx';
import css from './tour.module.css';

interface TourStep {
  stage: StudioStage;
  title: string;
  words: string;
}

const steps: readonly TourStep[] = [
  {
    stage: 'story',
    title: 'The story is yours to change',
    words: 'Four cards: template, story, scenes, look. Edit any of them; what depends on it is marked, never redone behind your back.',
  },
  {
    stage: 'board',
    title: 'The film on one page',
    words: 'Each card is a scene with its first and last picture. Drag to reorder; the inspector at the right edits the one you select.',
  },
  {
    stage: 'frames',
    title: 'Pick with a digit',
    words: 'Every frame has variations with scores. Press 1 to 9 to pick; the start frame you pick is what the takes are shot from.',
  },
  {
    stage: 'takes',
    title: 'Three takes, side by side',
    words: 'They play in step. The studio suggests the best and says why; your choice always wins.',
  },
  {
    stage: 'cut',
    title: 'Watch it, then export',
    words: 'The cut plays your picks with voice and captions. Press Ctrl K or ⌘ K at any time to find everything else.',
  },
];

/** A short walk through the stages of the open film; it leaves the window usable. */
export function TourSheet() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'tour';
  const ready = useFilm((state) => state.status === 'ready');
  const [at, setAt] = useState(0);
  const step = steps[at];

  useEffect(() => {
    if (open && step !== undefined) app.session.actions.showStage(step.stage);
  }, [app, open, step]);

  if (!open || !ready || step === undefined) return null;
  const last = at === steps.length - 1;
  const finish = () => {
    setAt(0);
    finishTour(app);
  };
  return (
    <aside className={css['tour']} aria-label="Tour">
      <p className={css['count']}>
        {at + 1} of {steps.length}
      </p>
      <div aria-live="polite">
        <h2 className={css['title']}>{step.title}</h2>
        <p className={css['words']}>{step.words}</p>
      </div>
      <div className={css['buttons']}>
        <Button variant="quiet" size="small" onClick={finish}>
          {last ? 'Close' : 'Skip the tour'}
        </Button>
        {at === 0 ? null : (
          <Button size="small" onClick={() => setAt(at - 1)}>
            Back
          </Button>
        )}
        <Button size="small" variant="primary" onClick={() => (last ? finish() : setAt(at + 1))}>
          {last ? 'Start working' : 'Next'}
        </Button>
      </div>
    </aside>
  );
}
