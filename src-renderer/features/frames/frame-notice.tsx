import type { FrameSummary } from '#contract/model/film.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import css from './frames.module.css';

/** One line above the candidates when something about the frame needs to be known. */
export function FrameNotice({
  frame,
  bar,
  onRegenerate,
}: {
  frame: FrameSummary;
  /** Overall score a picture must reach in this film; null when nothing is scored. */
  bar: number | null;
  onRegenerate: () => void;
}) {
  const app = useStudio();
  if (frame.status === 'failed') {
    return (
      <div className={css['notice']} data-tone="poor" role="alert">
        <p>{frame.error ?? 'This frame could not be made. The other frames are not touched by it.'}</p>
        <Button size="small" keys="r" onClick={onRegenerate}>
          Try again
        </Button>
      </div>
    );
  }
  if (frame.state === 'blocked') {
    return (
      <div className={css['notice']}>
        <p>This frame waits for the prompts of its scene.</p>
        <Button size="small" onClick={() => app.session.actions.showStage('story')}>
          Go to the story
        </Button>
      </div>
    );
  }
  if (frame.state === 'stale') {
    return (
      <div className={css['notice']} data-tone="accent">
        <p>The scene changed after these pictures were made. They still work; new ones would follow the change.</p>
        <Button size="small" keys="r" onClick={onRegenerate}>
          Make new ones
        </Button>
      </div>
    );
  }
  const score = frame.picked?.overall.value ?? null;
  if (bar !== null && score !== null && score < bar && frame.picked?.decision.by === 'machine') {
    return (
      <div className={css['notice']} data-tone="accent">
        <p>
          The best variation scored {Math.round(score)}, below the bar of {bar} for this film. It is used until you choose another.
        </p>
        <Button size="small" keys="r" onClick={onRegenerate}>
          More variations
        </Button>
      </div>
    );
  }
  return null;
}
