import { Suspense } from 'react';
import { useFilm, useSession, useStudio } from '../../app/studio-context.tsx';
import { selectPanels, selectStage } from '../../stores/session/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { stageWords } from '../../ui/words.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { JobDock } from '../jobs/job-dock.tsx';
import { stageViews, Timeline } from '../registry.ts';
import { BriefSheet } from '../brief/brief-sheet.tsx';
import { MoneySheet } from '../money/money-sheet.tsx';
import { ReviewSheet } from '../review/review-sheet.tsx';
import { TourSheet } from '../home/tour-sheet.tsx';
import { LeftRail } from './left-rail.tsx';
import { TopBar } from './top-bar.tsx';
import { ViewBoundary } from './view-boundary.tsx';
import css from './studio.module.css';

/** The window of an open film: bar, rail, stage, inspector, timeline, dock. */
export function StudioScreen() {
  const app = useStudio();
  const stage = useSession(selectStage);
  const panels = useSession(selectPanels);
  const status = useFilm((state) => state.status);
  const error = useFilm((state) => state.error);
  const projectId = useFilm((state) => state.projectId);
  const anyScenes = useFilm((state) => (state.film?.scenes.length ?? 0) > 0);
  const View = stageViews[stage];

  if (status === 'failed' && error !== null) {
    return (
      <main className={css['failed']}>
        <h1>This film could not be opened</h1>
        <ErrorNotice
          error={error}
          onRetry={() => {
            if (projectId !== null) void app.enter(projectId, stage);
          }}
          actions={
            <Button size="small" onClick={app.leave}>
              All films
            </Button>
          }
        />
      </main>
    );
  }

  return (
    <div className={css['studio']}>
      <TopBar />
      <div className={css['middle']}>
        <LeftRail />
        <main className={css['centre']} aria-label={stageWords[stage]}>
          {status === 'ready' ? (
            <div className={css['stage']} key={stage}>
              <ViewBoundary>
                <Suspense fallback={<StageSkeleton />}>
                  <View />
                </Suspense>
              </ViewBoundary>
            </div>
          ) : (
            <div className={css['stage']}>
              <StageSkeleton />
            </div>
          )}
        </main>
        {panels.inspector ? <Inspector /> : null}
        <TourSheet />
        <JobDock />
      </div>
      {panels.timeline && status === 'ready' && anyScenes ? (
        <section className={css['timeline']} aria-label="Timeline">
          <ViewBoundary>
            <Suspense fallback={null}>
              <Timeline />
            </Suspense>
          </ViewBoundary>
        </section>
      ) : null}
      <ReviewSheet />
      <BriefSheet />
      <MoneySheet />
    </div>
  );
}

/** Stands in while a stage or its film loads. */
function StageSkeleton() {
  return (
    <output aria-label="Loading" className={classNames(css['skeletons'])}>
      <Skeleton className={css['skeletonTitle']} />
      <div className={css['skeletonGrid']}>
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} ratio={16 / 9} />
        ))}
      </div>
    </output>
  );
}
