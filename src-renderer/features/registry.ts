/** Which component shows which stage. Each is loaded when first visited. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { StudioStage } from '#contract/model/film.ts';

export const stageViews: Record<StudioStage, LazyExoticComponent<ComponentType>> = {
  story: lazy(() => import('./story/story-view.tsx')),
  board: lazy(() => import('./board/board-view.tsx')),
  frames: lazy(() => import('./frames/frames-view.tsx')),
  takes: lazy(() => import('./takes/takes-view.tsx')),
  cut: lazy(() => import('./cut/cut-view.tsx')),
  export: lazy(() => import('./export/export-view.tsx')),
};

/** The strip at the bottom of every stage. */
export const Timeline = lazy(() => import('./timeline/timeline.tsx'));
