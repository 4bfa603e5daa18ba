import { AlertTriangle, ChevronLeft, ChevronRight } from 'lucide-react';
import { performAction, useFilm, useSceneView, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectBrief, selectScene } from '../../stores/film/selectors.ts';
import { selectInspectorPage, selectSelectedSceneId } from '../../stores/session/selectors.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatSeconds } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Section } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { presetWords } from '../../ui/words.ts';
import { HistoryPage } from './history-page.tsx';
import { NotesPage } from './notes-page.tsx';
import { PromptPage } from './prompt-page.tsx';
import { ScenePage } from './scene-page.tsx';
import css from './inspector.module.css';

/** What is selected, in detail, and where it can be changed. */
export function Inspector() {
  const app = useStudio();
  const sceneId = useSession(selectSelectedSceneId);
  const page = useSession(selectInspectorPage);
  const scene = useFilm((state) => selectScene(state, sceneId));
  const ready = useFilm((state) => state.status === 'ready');
  const { view, error } = useSceneView(scene === null ? null : sceneId);

  if (!ready) {
    return (
      <aside className={css['inspector']} aria-label="Inspector">
        <div className={css['skeletons']}>
          <Skeleton />
          <Skeleton className={css['tall']} />
          <Skeleton />
        </div>
      </aside>
    );
  }
  if (scene === null) return <FilmInspector />;

  const loading = (
    <output className={css['skeletons']} aria-label="Loading">
      <Skeleton />
      <Skeleton className={css['tall']} />
    </output>
  );
  const notes = view?.notes.length ?? 0;

  return (
    <aside className={css['inspector']} aria-label="Inspector">
      <header className={css['header']}>
        <div className={css['headerText']}>
          <h2>
            Scene {scene.number} · {scene.spec.beat}
          </h2>
          <p>
            {formatSeconds(scene.spec.seconds)} · version {scene.version}
          </p>
        </div>
        <IconButton
          size="small"
          label="Previous scene"
          keys="["
          icon={<ChevronLeft aria-hidden="true" />}
          onClick={() => performAction(app, 'scene.previous')}
        />
        <IconButton
          size="small"
          label="Next scene"
          keys="]"
          icon={<ChevronRight aria-hidden="true" />}
          onClick={() => performAction(app, 'scene.next')}
        />
      </header>
      {scene.attention === null ? null : (
        <p className={css['attention']}>
          <AlertTriangle aria-hidden="true" />
          {scene.attention}
        </p>
      )}
      <Tabs
        label="Inspector"
        value={page}
        onChange={app.session.actions.showInspector}
        tabs={[
          { value: 'scene', label: 'Scene', content: <ScenePage key={scene.id} scene={scene} /> },
          {
            value: 'prompt',
            label: 'Prompt',
            content:
              error === null || view !== null ? (
                view === null ? (
                  loading
                ) : (
                  <PromptPage key={scene.id} view={view} />
                )
              ) : (
                <ErrorNotice error={error} onRetry={app.sync.refetch} />
              ),
          },
          {
            value: 'history',
            label: 'History',
            content:
              error === null || view !== null ? (
                view === null ? (
                  loading
                ) : (
                  <HistoryPage view={view} />
                )
              ) : (
                <ErrorNotice error={error} onRetry={app.sync.refetch} />
              ),
          },
          {
            value: 'notes',
            label: notes === 0 ? 'Notes' : `Notes ${notes}`,
            content: <NotesPage key={scene.id} sceneId={scene.id} notes={view?.notes ?? null} />,
          },
        ]}
      />
    </aside>
  );
}

/** The film itself, while no scene is there to select. */
function FilmInspector() {
  const app = useStudio();
  const brief = useFilm(selectBrief);
  if (brief === null) return null;
  return (
    <aside className={css['inspector']} aria-label="Inspector">
      <header className={css['header']}>
        <div className={css['headerText']}>
          <h2>Brief</h2>
          <p>
            {formatSeconds(brief.durationSeconds)} · {brief.aspect} · {presetWords[brief.preset].label.toLowerCase()}
          </p>
        </div>
      </header>
      <p className={css['words']}>{brief.prompt}</p>
      {brief.audience === '' ? null : (
        <Section title="Audience">
          <p>{brief.audience}</p>
        </Section>
      )}
      {brief.brandDos.length === 0 ? null : (
        <Section title="Always">
          <p>{brief.brandDos.join(' · ')}</p>
        </Section>
      )}
      {brief.brandDonts.length === 0 ? null : (
        <Section title="Never">
          <p>{brief.brandDonts.join(' · ')}</p>
        </Section>
      )}
      <Button keys="mod+b" onClick={() => app.ui.actions.openSheet('brief')}>
        Edit the brief
      </Button>
    </aside>
  );
}
