import { AlertTriangle, Check, ChevronDown, Clock, PauseCircle, X } from 'lucide-react';
import { useState } from 'react';
import type { RunView } from '#contract/model/film.ts';
import { showResult } from '../../app/background.ts';
import { useJobs, useSession, useStudio, useUi } from '../../app/studio-context.tsx';
import {
  dockRuns,
  isRunActive,
  isRunPaused,
  selectCanceling,
  selectDismissed,
  selectLog,
  selectRuns,
} from '../../stores/jobs/selectors.ts';
import { selectPanels } from '../../stores/session/selectors.ts';
import { selectDockOpen } from '../../stores/ui/selectors.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatAmount, formatPercent, formatTimeLeft } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { pauseLeadsTo } from './paused-run.ts';
import css from './job-dock.module.css';

/** How many ended runs stay in the dock. */
const ENDED_SHOWN = 3;

/** Long work at the bottom right: what runs, what waits, what ended and where it leads. */
export function JobDock() {
  const { ui } = useStudio();
  const wanted = useUi(selectDockOpen);
  const { inspector } = useSession(selectPanels);
  const runs = dockRuns(useJobs(selectRuns), useJobs(selectDismissed));
  const active = runs.filter(isRunActive);
  const paused = runs.filter(isRunPaused);
  const ended = runs.filter((run) => !isRunActive(run) && !isRunPaused(run)).slice(0, ENDED_SHOWN);
  if (active.length + paused.length + ended.length === 0) return null;

  const first = active[0];
  const failed = ended.filter((run) => run.status === 'failed').length;
  const open = wanted ?? (active.length > 0 || paused.length > 0 || failed > 0);
  const summary =
    first === undefined
      ? paused.length > 0
        ? `${paused.length === 1 ? (paused[0]?.title ?? '') : `${paused.length} jobs`} · waiting for you`
        : failed > 0
          ? `${failed} stopped`
          : ended.length === 1
            ? `${ended[0]?.title ?? ''} · ${ended[0]?.status === 'canceled' ? 'canceled' : 'done'}`
            : `${ended.length} jobs done`
      : `${active.length === 1 ? first.title : `${active.length} jobs`} · ${formatPercent(first.progress)}`;

  return (
    <aside className={css['dock']} aria-label="Jobs" data-open={open} data-inspector={inspector}>
      <button type="button" className={css['header']} aria-expanded={open} onClick={() => ui.actions.setDockOpen(!open)}>
        <span className={css['headerTitle']}>{open ? 'Jobs' : summary}</span>
        {open ? <span className={css['headerAside']}>{active.length > 1 ? `${active.length - 1} more in the queue` : ''}</span> : null}
        <ChevronDown aria-hidden="true" className={css['chevron']} />
      </button>
      {open ? (
        <ul className={css['list']}>
          {[...active, ...paused, ...ended].map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </ul>
      ) : first === undefined ? null : (
        <ProgressBar value={first.progress} label={first.title} />
      )}
    </aside>
  );
}

function RunRow({ run }: { run: RunView }) {
  const app = useStudio();
  const canceling = useJobs(selectCanceling).includes(run.id);
  const warnings = useJobs(selectLog).filter((line) => line.runId === run.id && line.level === 'warning').length;
  const active = isRunActive(run);

  const cancel = async () => {
    const { projectId } = app.film.get();
    if (projectId === null) return;
    app.jobs.actions.markCanceling(run.id);
    const answer = await app.change('runs.cancel', { projectId, runId: run.id });
    if (!answer.ok) app.jobs.actions.unmarkCanceling(run.id);
  };

  const money = run.spent.amount === 0 ? 'free' : `${formatAmount(run.spent)} ${run.spent.estimated ? 'committed' : 'so far'}`;

  return (
    <li className={css['run']}>
      <div className={css['row']}>
        {run.status === 'queued' ? <Clock className={css['icon']} aria-hidden="true" /> : null}
        {run.status === 'paused' ? <PauseCircle className={css['icon']} data-tone="fair" aria-hidden="true" /> : null}
        {run.status === 'done' ? <Check className={css['icon']} data-tone="good" aria-hidden="true" /> : null}
        {run.status === 'failed' ? <AlertTriangle className={css['icon']} data-tone="poor" aria-hidden="true" /> : null}
        {active || run.status === 'paused' || run.result === null ? (
          <span className={css['title']}>{run.title}</span>
        ) : (
          <button type="button" className={css['titleLink']} onClick={() => showResult(app, run)}>
            {run.title}
          </button>
        )}
        <span className={css['time']}>{run.status === 'running' ? formatTimeLeft(run.secondsLeft) : ''}</span>
        {active ? (
          <Button size="small" variant="quiet" disabled={canceling} onClick={() => void cancel()} aria-label={`Cancel ${run.title}`}>
            {canceling ? 'Stopping…' : 'Cancel'}
          </Button>
        ) : (
          <IconButton
            size="small"
            label={`Put away ${run.title}`}
            side="left"
            icon={<X aria-hidden="true" />}
            onClick={() => app.jobs.actions.dismissRun(run.id)}
          />
        )}
      </div>
      {run.status === 'running' ? <ProgressBar value={run.progress} label={run.title} /> : null}
      {run.status === 'paused' ? (
        <PausedRun run={run} />
      ) : run.status === 'failed' ? (
        <p className={css['error']}>{run.error ?? 'It stopped without saying why. What was made so far is kept; start it again.'}</p>
      ) : (
        <p className={css['message']}>
          {run.status === 'running' ? `${formatPercent(run.progress)} · ` : ''}
          {run.status === 'canceled' ? 'Canceled; what was made so far is kept' : run.message}
          {active ? ` · ${money}` : ''}
          {warnings > 0 ? ` · ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : ''}
        </p>
      )}
    </li>
  );
}

/** Why it waits, and the two ways on: as it is, or after putting something right. */
function PausedRun({ run }: { run: RunView }) {
  const app = useStudio();
  const [busy, setBusy] = useState(false);
  const reason = run.error ?? run.message;
  const where = pauseLeadsTo(reason);
  return (
    <>
      <p className={css['error']}>{reason}</p>
      <div className={css['answers']}>
        <Button
          size="small"
          disabled={busy}
          onClick={() => {
            const { projectId } = app.film.get();
            if (projectId === null) return;
            setBusy(true);
            void app.change('runs.goOn', { projectId, runId: run.id }).finally(() => setBusy(false));
          }}
        >
          Go on
        </Button>
        {where === 'providers' ? (
          <Button size="small" variant="quiet" onClick={() => app.session.actions.showSettings('providers')}>
            Settings
          </Button>
        ) : where === 'money' ? (
          <Button size="small" variant="quiet" onClick={() => app.ui.actions.openSheet('money')}>
            Money
          </Button>
        ) : where === 'review' ? (
          <Button size="small" variant="quiet" onClick={() => app.ui.actions.openSheet('review')}>
            What needs you
          </Button>
        ) : null}
      </div>
    </>
  );
}
