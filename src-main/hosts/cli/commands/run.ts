import { setTimeout as sleep } from 'node:timers/promises';
import type { AssetRef } from '#contract/model/primitives.ts';
import type { FilmView, RunUntil, RunView, SceneSummary } from '#contract/model/film.ts';
import { money, printJson, printLine, progressLine, seconds, type ProgressLine } from '../output.ts';
import { chooseModels, type ModelOptions } from '../models.ts';
import { Interrupted, withSession, type Session } from '../session.ts';

/** What `run --json` prints. Paths are absolute; null where there is nothing (yet). */
interface RunReport {
  /** `paused`: waits for you (no credit, a limit, no network); run it again to go on. */
  status: 'done' | 'failed' | 'cancelled' | 'paused';
  film: string | null;
  scenes: {
    number: number;
    seconds: number;
    beat: string;
    startFrame: string | null;
    endFrame: string | null;
    heroFrame: string | null;
    take: string | null;
    status: 'done' | 'failed' | 'waiting';
    overall: number | null;
  }[];
  ledger: { estimated: number; actual: number; currency: string };
  failed: { scene: number; what: string; error: string }[];
}

/** `heroframe run DIR`: makes what is missing. Ctrl-C parks the run; calling it again goes on. */
export async function run(dir: string, options: { until: RunUntil; json?: boolean } & ModelOptions): Promise<number> {
  const json = options.json === true;
  return await withSession(async (session) => {
    const started = Date.now();
    // A run that was cut off goes on when it is started below: first it must hear which models are meant now.
    const { projectId } = await session.call('host.openAt', { folder: dir, resume: false });
    await chooseModels(session, projectId, options);
    const end = await runToEnd(session, projectId, options.until, { json, bar: progressLine() });
    const view = await session.call('film.get', { projectId });
    const interrupted = session.signal.aborted;
    const report = await reportOf(
      session,
      projectId,
      view,
      interrupted || end?.status === 'canceled'
        ? 'cancelled'
        : end?.status === 'paused'
          ? 'paused'
          : end?.status === 'done' && isThere(view, options.until)
            ? 'done'
            : 'failed',
      options.until,
    );
    if (json) printJson(report);
    else {
      printReport(view, report, (Date.now() - started) / 1000);
      if (end?.error !== null && end?.error !== undefined) process.stderr.write(`${end.error}\n`);
      if (view.review.some((item) => item.kind === 'job-unknown' && item.state === 'open'))
        process.stderr.write(`Nobody knows whether some requests arrived: \`heroframe jobs "${dir}"\` lists them.\n`);
      if (interrupted) process.stderr.write('Interrupted. What was finished is kept; run it again to go on.\n');
    }
    if (interrupted) throw new Interrupted();
    return report.status === 'done' ? 0 : 1;
  });
}

/**
 * Whether what was asked for exists now. A failed scene never stops a run, so a run can end well with its scenes
 * listed as failed; but a film without a single take is not a film.
 */
function isThere(view: FilmView, until: RunUntil): boolean {
  switch (until) {
    case 'story':
      return view.scenes.length > 0;
    case 'frames':
      return view.scenes.some((scene) => scene.startFrame.picked !== null);
    case 'takes':
      return view.scenes.some((scene) => scene.picked !== null);
    case 'film':
      return view.cut !== null && view.cut.state === 'current';
  }
}

/** Starts (or joins) the run and waits for its end, or for Ctrl-C. */
export async function runToEnd(
  session: Session,
  projectId: string,
  until: RunUntil,
  { json, bar }: { json: boolean; bar: ProgressLine },
): Promise<RunView | null> {
  const stop = session.studio.subscribe((event) => {
    if (json) process.stderr.write(`${JSON.stringify(event)}\n`);
    else if (event.type === 'run.changed') bar.show(event.run);
    else if (event.type === 'run.log') bar.log(event.level, event.message);
  });
  try {
    // A run that was cut off or paused earlier goes on first; it may have been meant to end sooner than this one.
    const before = (await session.call('runs.list', { projectId })).runs
      .filter((each) => each.finishedAt === null || each.status === 'paused')
      .map((each) => each.id);
    for (;;) {
      const { runId } = await session.call('runs.start', { projectId, until });
      const end = await ended(session, projectId, runId);
      if (end === null || end.status !== 'done' || !before.includes(runId)) return end;
    }
  } finally {
    bar.end();
    stop();
  }
}

async function ended(session: Session, projectId: string, runId: string): Promise<RunView | null> {
  for (;;) {
    const { runs } = await session.call('runs.list', { projectId });
    const found = runs.find((each) => each.id === runId);
    if (found === undefined || (found.status !== 'running' && found.status !== 'queued')) return found ?? null;
    try {
      await sleep(100, undefined, { signal: session.signal });
    } catch {
      return found;
    }
  }
}

export async function reportOf(
  session: Session,
  projectId: string,
  view: FilmView,
  status: RunReport['status'],
  until: RunUntil,
): Promise<RunReport> {
  const pathOf = async (asset: AssetRef | null | undefined): Promise<string | null> => {
    if (asset === null || asset === undefined) return null;
    const found = await session.studio.media(projectId, asset.sha256, null);
    return found.ok ? found.value.path : null;
  };
  const scenes: RunReport['scenes'] = [];
  const failed: RunReport['failed'] = [];
  for (const scene of view.scenes) {
    scenes.push({
      number: scene.number,
      seconds: scene.spec.seconds,
      beat: scene.spec.beat,
      startFrame: await pathOf(scene.startFrame.picked?.asset),
      endFrame: await pathOf(scene.endFrame.picked?.asset),
      heroFrame: await pathOf(scene.hero?.asset),
      take: await pathOf(scene.picked?.asset),
      status: statusOf(scene, until),
      overall: scene.picked?.overall.value ?? scene.startFrame.picked?.overall.value ?? null,
    });
    for (const frame of [scene.startFrame, scene.endFrame]) {
      if (frame.status === 'failed')
        failed.push({ scene: scene.number, what: `${frame.role} frame`, error: frame.error ?? 'It could not be made.' });
    }
  }
  for (const item of view.review) {
    if (item.state !== 'open' || (item.kind !== 'generation-failed' && item.kind !== 'job-unknown')) continue;
    const scene = view.scenes.find((each) => each.id === item.sceneId);
    if (scene !== undefined && !failed.some((each) => each.scene === scene.number))
      failed.push({ scene: scene.number, what: 'takes', error: item.message });
  }
  return {
    status,
    film: view.cut !== null && view.cut.state === 'current' ? await pathOf(view.cut.asset) : null,
    scenes,
    ledger: { estimated: view.ledger.estimated, actual: view.ledger.actual, currency: view.ledger.currency },
    failed,
  };
}

function statusOf(scene: SceneSummary, until: RunUntil): 'done' | 'failed' | 'waiting' {
  if (scene.startFrame.status === 'failed' || scene.endFrame.status === 'failed') return 'failed';
  switch (until) {
    case 'story':
      return 'done';
    case 'frames':
      return scene.startFrame.picked !== null && scene.endFrame.picked !== null ? 'done' : 'waiting';
    case 'takes':
    case 'film':
      return scene.picked !== null ? 'done' : 'waiting';
  }
}

function printReport(view: FilmView, report: RunReport, took: number): void {
  printLine(`${view.name} · ${report.status} in ${seconds(took)} · ${money(view.ledger.actual, view.ledger.currency)}`);
  for (const scene of view.scenes) {
    const pick =
      scene.picked === null
        ? ''
        : ` · take ${scene.picked.number}${scene.picked.overall.value === null ? '' : ` (${Math.round(scene.picked.overall.value)} of 100, ${scene.picked.overall.basis})`}: ${scene.picked.decision.reason}`;
    printLine(`  ${scene.number}. ${scene.spec.beat} · ${scene.spec.seconds.toFixed(1)} s${pick}`);
  }
  for (const each of report.failed)
    printLine(each.error.startsWith('Scene ') ? `  ${each.error}` : `  Scene ${each.scene}, ${each.what}: ${each.error}`);
  if (report.film !== null) printLine(`Film: ${report.film}`);
}
