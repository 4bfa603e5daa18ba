/** Tells the person when long work ended while they looked elsewhere, and keeps the window's title true. */
import type { RunView } from '#contract/model/film.ts';
import { isRunActive } from '../stores/jobs/selectors.ts';
import type { JobsState } from '../stores/jobs/state.ts';
import { formatPercent } from '../ui/format.ts';
import type { StudioApp } from './studio-app.ts';

/** Runs that were going on before and have ended now, without those the person stopped. */
export function endedRuns(before: JobsState, now: JobsState): RunView[] {
  if (before.projectId !== now.projectId) return [];
  return Object.values(now.runs).filter((run) => {
    const earlier = before.runs[run.id];
    return earlier !== undefined && isRunActive(earlier) && !isRunActive(run) && run.status !== 'canceled';
  });
}

/** The window's title: progress first, so that it can be read on a narrow tab. */
export function windowTitle(filmName: string | null, runs: JobsState['runs']): string {
  const running = Object.values(runs).filter((run) => run.status === 'running');
  const part = running.length === 0 ? '' : `${formatPercent(running.reduce((sum, run) => sum + run.progress, 0) / running.length)} · `;
  return filmName === null ? 'Heroframe' : `${part}${filmName} – Heroframe`;
}

/** Starts watching; returns how to stop. */
export function watchBackgroundRuns(app: StudioApp, page: Document): () => void {
  const retitle = () => {
    page.title = windowTitle(app.film.get().film?.name ?? null, app.jobs.get().runs);
  };
  const stops = [
    app.film.api.subscribe(retitle),
    app.jobs.api.subscribe((now, before) => {
      retitle();
      for (const run of endedRuns(before, now)) announce(app, page, run);
    }),
  ];
  retitle();
  return () => {
    for (const stop of stops) stop();
  };
}

function announce(app: StudioApp, page: Document, run: RunView): void {
  const failed = run.status === 'failed';
  const paused = run.status === 'paused';
  const message = failed ? `${run.title} stopped` : paused ? `${run.title} waits for you` : `${run.title} is done`;
  if (page.hidden) {
    if ('Notification' in window && Notification.permission === 'granted') {
      const notification = new Notification(message, { body: failed || paused ? (run.error ?? '') : run.message, tag: run.id });
      notification.addEventListener('click', () => {
        window.focus();
        if (paused) app.ui.actions.setDockOpen(true);
        else showResult(app, run);
      });
    }
    return;
  }
  // The dock opens with a pause and says why; a toast on top of it would say it twice.
  if (paused) return app.ui.actions.setDockOpen(true);
  app.ui.actions.showToast({
    tone: failed ? 'problem' : 'good',
    message,
    hint: failed ? run.error : null,
    action: run.result === null ? null : { label: 'Show', perform: () => showResult(app, run) },
  });
}

/** Goes to what a run made. */
export function showResult(app: StudioApp, run: RunView): void {
  if (run.result === null) return;
  app.session.actions.showStage(run.result.stage);
  if (run.result.sceneId !== null) app.session.actions.selectSceneById(run.result.sceneId);
}

/** Asks once, at a moment when the person started long work, whether the system may tell them. */
export function askForNotifications(): void {
  if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission();
}
