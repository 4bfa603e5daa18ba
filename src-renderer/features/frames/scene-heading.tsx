import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SceneSummary } from '#contract/model/film.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { IconButton } from '../../ui/button.tsx';
import { ModelControl } from '../models/model-control.tsx';
import { selectNeighbour } from '../timeline/timeline-actions.ts';
import css from './scene-heading.module.css';

/** Which scene the stage is about, with the way to its neighbours. */
export function SceneHeading({
  scene,
  about,
  makes,
  children,
}: {
  scene: SceneSummary;
  about: string;
  /** The kind of model this stage works with; its control stands here where there is room. */
  makes: 'picture' | 'clip';
  children?: ReactNode;
}) {
  const app = useStudio();
  return (
    <header className={css['heading']}>
      <div className={css['steps']}>
        <IconButton size="small" label="Previous scene" keys="[" icon={<ChevronLeft />} onClick={() => selectNeighbour(app, -1)} />
        <IconButton size="small" label="Next scene" keys="]" icon={<ChevronRight />} onClick={() => selectNeighbour(app, 1)} />
      </div>
      <h1>
        Scene {scene.number} · {scene.spec.beat}
      </h1>
      <p className={css['about']} title={about}>
        {about}
      </p>
      <div className={css['model']}>
        <ModelControl kind={makes} scope="film" size="compact" />
      </div>
      <div className={css['actions']}>{children}</div>
    </header>
  );
}
