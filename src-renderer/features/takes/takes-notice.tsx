import type { SceneSummary } from '#contract/model/film.ts';
import { useFilm, useStudio } from '../../app/studio-context.tsx';
import { selectReview } from '../../stores/film/selectors.ts';
import { Button } from '../../ui/button.tsx';
import css from '../frames/frames.module.css';

/** One line above the takes when something about them needs to be known. */
export function TakesNotice({
  scene,
  below,
  hasTakes,
  onShoot,
}: {
  scene: SceneSummary;
  below: boolean;
  hasTakes: boolean;
  onShoot: () => void;
}) {
  const app = useStudio();
  const unclear = useFilm((state) =>
    selectReview(state).some((item) => item.sceneId === scene.id && item.state === 'open' && item.kind === 'job-unknown'),
  );
  if (unclear) {
    // Shooting another one before the question is answered could pay for the same take twice.
    return (
      <div className={css['notice']} data-tone="accent">
        <p>{scene.attention ?? 'It is not known whether a take was started at the provider.'}</p>
        <Button size="small" onClick={() => app.ui.actions.openSheet('review')}>
          Answer
        </Button>
      </div>
    );
  }
  if (hasTakes && scene.takesState === 'stale') {
    return (
      <div className={css['notice']} data-tone="accent">
        <p>The scene or its hero frame changed after these were shot. They still work; new takes would follow the change.</p>
        <Button size="small" keys="r" onClick={onShoot}>
          Shoot new ones
        </Button>
      </div>
    );
  }
  if (below || (hasTakes && scene.attention !== null)) {
    return (
      <div className={css['notice']} data-tone="accent">
        <p>{scene.attention ?? 'No take reached the bar for this film. The best one is used until you choose.'}</p>
        <Button size="small" keys="r" onClick={onShoot}>
          Shoot more
        </Button>
      </div>
    );
  }
  if (scene.takesState === 'blocked' && scene.hero === null && hasTakes) {
    return (
      <div className={css['notice']}>
        <p>The hero frame of this scene is gone; more takes need a new one.</p>
        <Button size="small" onClick={() => app.session.actions.showStage('frames')}>
          Go to the frames
        </Button>
      </div>
    );
  }
  return null;
}
