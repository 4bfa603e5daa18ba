import type { Brief } from '#contract/model/brief.ts';
import type { RunUntil } from '#contract/model/film.ts';
import { askForNotifications } from '../../app/background.ts';
import { useFilm, useJobs, useStudio } from '../../app/studio-context.tsx';
import { selectBrief } from '../../stores/film/selectors.ts';
import { selectAnyActive } from '../../stores/jobs/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { estimateUntil, totalWords } from '../brief/estimate-words.ts';
import { useEstimate } from '../brief/use-estimate.ts';

export interface RunButtonProps {
  /** How far the film is made; what is there already is kept. */
  until: RunUntil;
  label: string;
  primary: boolean;
}

/** Starts a run of the film and says before what it may cost. Off while another run is at work. */
export function RunButton(props: RunButtonProps) {
  const brief = useFilm(selectBrief);
  return brief === null ? null : <PricedRunButton brief={brief} {...props} />;
}

function PricedRunButton({ brief, until, label, primary }: RunButtonProps & { brief: Brief }) {
  const app = useStudio();
  const busy = useJobs(selectAnyActive);
  const { estimate } = useEstimate(brief);
  // The estimate begins with nothing made; what is left of it can only cost less.
  const price = estimate === null ? '' : ` · ${totalWords(estimateUntil(estimate, until), 'up to')}`;
  return (
    <Button
      variant={primary ? 'primary' : 'plain'}
      disabled={busy}
      onClick={() => {
        const { projectId } = app.film.get();
        if (projectId === null) return;
        askForNotifications();
        void app.change('runs.start', { projectId, until });
      }}
    >
      {label}
      {price}
    </Button>
  );
}
