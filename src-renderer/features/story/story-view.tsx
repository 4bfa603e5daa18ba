import { BookOpen } from 'lucide-react';
import { useFilm, useJobs, useStudio } from '../../app/studio-context.tsx';
import { selectBrief, selectStory } from '../../stores/film/selectors.ts';
import { selectAnyActive } from '../../stores/jobs/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/notices.tsx';
import { ModelControl } from '../models/model-control.tsx';
import { RunButton } from '../studio/run-button.tsx';
import { StageHead } from '../studio/stage-head.tsx';
import { NarrativeCard } from './narrative-card.tsx';
import { ScenesCard } from './scenes-card.tsx';
import { TemplateCard } from './template-card.tsx';
import { VisualsCard } from './visuals-card.tsx';
import css from './story.module.css';

/** The story in its four stages, each readable, editable and repeatable from there. */
export default function StoryView() {
  const app = useStudio();
  const brief = useFilm(selectBrief);
  const template = useFilm((state) => selectStory(state, 'template'));
  const story = useFilm((state) => selectStory(state, 'story'));
  const scenes = useFilm((state) => selectStory(state, 'scenes'));
  const visuals = useFilm((state) => selectStory(state, 'visuals'));
  const busy = useJobs(selectAnyActive);
  const documents = [template, story, scenes, visuals];
  const firstStale = documents.find((document) => document?.state === 'stale') ?? null;
  const nothing = documents.every((document) => document === null || document.content === null);

  return (
    <div className={css['story']}>
      <StageHead title={story?.content?.title ?? 'Story'} facts={story?.content?.logline ?? brief?.prompt}>
        <ModelControl kind="text" scope="film" size="compact" />
        <Button variant="quiet" keys="mod+b" onClick={() => app.ui.actions.openSheet('brief')}>
          Brief
        </Button>
        {nothing || firstStale === null ? null : (
          <Button
            variant="primary"
            disabled={busy}
            onClick={() => {
              const { projectId } = app.film.get();
              if (projectId !== null) void app.change('story.rerun', { projectId, from: firstStale.stage });
            }}
          >
            Bring up to date
          </Button>
        )}
      </StageHead>
      {nothing && !busy ? (
        <EmptyState
          icon={<BookOpen />}
          title="The story is not written yet"
          actions={<RunButton until="frames" label="Create storyboard" primary />}
        >
          The writer chooses a template, tells the story, divides it into scenes and settles the look. You can change any of it afterwards.
        </EmptyState>
      ) : (
        <>
          {template === null ? null : <TemplateCard document={template} />}
          {story === null ? null : <NarrativeCard document={story} />}
          {scenes === null ? null : <ScenesCard document={scenes} />}
          {visuals === null ? null : <VisualsCard document={visuals} />}
        </>
      )}
    </div>
  );
}
