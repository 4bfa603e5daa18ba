/** The job dock's truth: what runs, how far it is, how long it will take, what it has cost. */
import type { StudioEvent } from '#contract/events.ts';
import type { RunView } from '#contract/model/film.ts';
import type { Money } from '#contract/model/primitives.ts';
import type { Reporter } from '#pipeline/toolbox.ts';

interface Tracked {
  view: RunView;
  units: number;
  done: number;
  /** Names of what is counted in `done`. */
  finished: Set<string>;
  /** Parts (0–1) of units under way, by message. */
  under: Map<string, number>;
  /** Units that were already done when this process picked the run up: they say nothing about its pace. */
  startedWith: number | null;
  pickedUpAt: number;
  emittedAt: number;
}

export interface RunTracker extends Reporter {
  begin(run: Pick<RunView, 'id' | 'kind' | 'title' | 'result'>): RunView;
  end(runId: string, outcome: { status: 'done' | 'failed' | 'canceled' | 'paused'; error: string | null }): void;
  list(): RunView[];
  get(runId: string): RunView | null;
}

/** Events of one run are at least this far apart, so that fast work does not flood the screen. Milliseconds. */
const QUIET_MS = 120;

/** Ended runs that are remembered. */
const KEPT = 50;

export function createRunTracker(options: {
  projectId: string;
  emit: (event: StudioEvent) => void;
  now: () => number;
  revision: () => number;
  spent: (runId: string) => Money;
}): RunTracker {
  const runs = new Map<string, Tracked>();

  function emit(tracked: Tracked, force: boolean): void {
    const now = options.now();
    if (!force && now - tracked.emittedAt < QUIET_MS) return;
    tracked.emittedAt = now;
    options.emit({ type: 'run.changed', projectId: options.projectId, run: { ...tracked.view } });
  }

  function measure(tracked: Tracked): void {
    const under = [...tracked.under.values()].reduce((sum, part) => sum + part, 0);
    const total = Math.max(tracked.units, tracked.done, 0.001);
    const progress = Math.min(0.999, (tracked.done + Math.min(under * 0.5, total - tracked.done)) / total);
    // A plan that grows must not make the bar jump back.
    tracked.view.progress = Math.max(tracked.view.progress, progress);
    const since = (options.now() - tracked.pickedUpAt) / 1000;
    const made = tracked.done - (tracked.startedWith ?? 0);
    tracked.view.secondsLeft = made > 0.5 && since > 1 ? Math.max(0, Math.round(((total - tracked.done) * since) / made)) : null;
  }

  /** The dock shows what ended lately, not everything since the film was opened. */
  function forgetOldest(): void {
    const ended = [...runs.values()].filter((tracked) => tracked.view.finishedAt !== null);
    for (const { view } of ended.slice(0, -KEPT)) runs.delete(view.id);
  }

  return {
    begin(run) {
      const known = runs.get(run.id);
      if (known !== undefined && known.view.finishedAt === null) return known.view;
      const now = options.now();
      const view: RunView = {
        ...run,
        status: 'running',
        progress: 0,
        message: 'Starting',
        secondsLeft: null,
        spent: options.spent(run.id),
        startedAt: now,
        finishedAt: null,
        error: null,
      };
      const tracked: Tracked = {
        view,
        units: 0,
        done: 0,
        finished: new Set(),
        under: new Map(),
        startedWith: null,
        pickedUpAt: now,
        emittedAt: 0,
      };
      runs.set(run.id, tracked);
      emit(tracked, true);
      return view;
    },
    end(runId, outcome) {
      const tracked = runs.get(runId);
      if (tracked === undefined) return;
      Object.assign(tracked.view, {
        status: outcome.status,
        error: outcome.error,
        finishedAt: options.now(),
        secondsLeft: null,
        message: { done: 'Done', canceled: 'Canceled', failed: 'Failed', paused: 'Waits for you' }[outcome.status],
        progress: outcome.status === 'done' ? 1 : tracked.view.progress,
        spent: options.spent(runId),
      });
      emit(tracked, true);
      tracked.finished.clear();
      tracked.under.clear();
      forgetOldest();
    },
    list: () => [...runs.values()].map((tracked) => ({ ...tracked.view })),
    get: (runId) => runs.get(runId)?.view ?? null,

    plan(runId, units) {
      const tracked = runs.get(runId);
      if (tracked === undefined) return;
      tracked.units = units;
      measure(tracked);
      emit(tracked, true);
    },
    done(runId, part, units) {
      const tracked = runs.get(runId);
      if (tracked === undefined || tracked.finished.has(part)) return;
      tracked.finished.add(part);
      tracked.done += units;
      measure(tracked);
      emit(tracked, false);
    },
    doing(runId, message, part) {
      const tracked = runs.get(runId);
      if (tracked === undefined) return;
      // The first real work after a restart: everything counted until now was finished before.
      tracked.startedWith ??= tracked.done;
      if (part >= 1) tracked.under.delete(message);
      else tracked.under.set(message, part);
      if (tracked.under.size > 16) tracked.under.delete([...tracked.under.keys()][0] ?? '');
      tracked.view.message = part > 0 ? `${message} · ${Math.round(part * 100)} %` : message;
      tracked.view.spent = options.spent(runId);
      measure(tracked);
      emit(tracked, false);
    },
    log(runId, level, message) {
      options.emit({ type: 'run.log', projectId: options.projectId, runId, level, message });
    },
    changed(sceneIds) {
      options.emit({ type: 'project.changed', projectId: options.projectId, revision: options.revision(), sceneIds });
    },
  };
}
