import type { SceneSummary } from '#contract/model/film.ts';
import { useStudio } from '../../app/studio-context.tsx';
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
