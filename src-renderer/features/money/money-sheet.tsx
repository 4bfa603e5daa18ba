import { Coins } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { MoneyReport } from '#contract/model/providers.ts';
import { useFilm, useModels, useStudio, useUi, useWantModels } from '../../app/studio-context.tsx';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { countOf, formatAgo, formatAmount } from '../../ui/format.ts';
import { EmptyState, ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../../ui/use-now.ts';
import { CapsForm } from './caps-form.tsx';
import { ledgerWords, nothingSpent, priceUnknown, shares, underWay, type Share } from './money-words.ts';
import css from './money.module.css';

/** What the open film has cost, on what, and what it may cost. */
export function MoneySheet() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'money';
  return (
    <Dialog
      open={open}
      onClose={() => app.ui.actions.closeSheet()}
      title="Money"
      description="What this film has cost so far, and how far it may go."
      size="large"
    >
      {open ? <MoneyBody /> : null}
    </Dialog>
  );
}

function MoneyBody() {
  const app = useStudio();
  const projectId = useFilm((state) => state.projectId);
  const revision = useFilm((state) => state.film?.revision ?? 0);
  const spent = useFilm((state) => state.film?.ledger.actual ?? 0);
  useWantModels();
  const models = useModels((state) => state.models);
  const [report, setReport] = useState<MoneyReport | null>(null);
  const [error, setError] = useState<StudioError | null>(null);
  /** Grows when it should be asked for again. */
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    if (projectId === null) return undefined;
    let gone = false;
    const ask = async (): Promise<void> => {
      const answer = await app.client.call('money.get', { projectId });
      if (gone) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setReport(answer.value);
    };
    void ask();
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a film that moved on may have spent more; `asked` asks again
  }, [app, projectId, revision, spent, asked]);

  if (report === null) {
    if (error !== null) return <ErrorNotice error={error} onRetry={() => setAsked(asked + 1)} />;
    return (
      <output className={css['skeletons']} aria-label="Loading the figures">
        <Skeleton className={css['skeletonRow']} />
        <Skeleton className={css['skeletonBlock']} />
        <Skeleton className={css['skeletonBlock']} />
      </output>
    );
  }
  const nameOf = (model: string): string => models?.find((each) => each.id.endsWith(`:${model}`))?.name ?? model;
  const { currency } = report;
  const amount = (value: number): string => formatAmount({ amount: value, currency });
  const open = underWay(report.lines);
  const unknown = report.lines.some(priceUnknown);
  const empty = nothingSpent(report);
  const caps = (
    <CapsForm key={`${report.caps.perProject ?? ''} ${report.caps.perDay ?? ''}`} report={report} onChanged={() => setAsked(asked + 1)} />
  );
  if (empty) {
    return (
      <>
        <div className={css['nothing']}>
          <EmptyState icon={<Coins />} title="Nothing was spent: everything ran on this computer">
            When a model that charges is used, every request is listed here with its price.
          </EmptyState>
        </div>
        {caps}
      </>
    );
  }
  return (
    <>
      <dl className={css['figures']}>
        <Figure
          name="Spent"
          value={`${unknown ? 'at least ' : ''}${amount(report.actual)}`}
          detail={`of about ${amount(report.estimated)} estimated`}
        />
        <Figure
          name="Under way"
          value={open === 0 ? 'nothing' : amount(open)}
          detail={open === 0 ? 'no paid job is running' : 'ordered and not finished'}
        />
        <Figure
          name="Per accepted shot"
          value={report.perAcceptedShot === null ? '—' : amount(report.perAcceptedShot)}
          detail={report.acceptedShots === 0 ? 'no take is picked yet' : `over ${countOf(report.acceptedShots, 'picked take')}`}
        />
        <Figure
          name="Today, all films"
          value={formatAmount({ amount: report.spentToday, currency: report.caps.currency })}
          detail="on this computer"
        />
      </dl>
      {caps}
      <div className={css['breakdown']}>
        <Bars title="By provider" entries={shares(report.byProvider)} amount={amount} />
        <Bars title="By model" entries={shares(report.byModel.map((each) => ({ ...each, name: nameOf(each.name) })))} amount={amount} />
        <Bars
          title="By scene"
          entries={shares(
            report.byScene.map((each) => ({ ...each, name: `Scene ${each.number}` })),
            'given',
          )}
          amount={amount}
        />
      </div>
      <Ledger report={report} nameOf={nameOf} />
    </>
  );
}

function Figure({ name, value, detail }: { name: string; value: string; detail: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span>{detail}</span>
      </dd>
    </div>
  );
}

/** Rows of a breakdown that are shown without asking. */
const BARS_SHOWN = 6;

function Bars({ title, entries, amount }: { title: string; entries: readonly Share[]; amount: (value: number) => string }) {
  const [all, setAll] = useState(false);
  const shown = all ? entries : entries.slice(0, BARS_SHOWN);
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className={css['bars']}>
        {shown.map((entry) => (
          <li key={entry.name}>
            <span className={css['barName']} title={entry.name}>
              {entry.name}
            </span>
            <span className={css['barAmount']}>
              {entry.amount === 0 && entry.jobs > 0 ? 'price unknown' : amount(entry.amount)}
              <span className="visually-hidden">, {countOf(entry.jobs, 'job')}</span>
            </span>
            <span className={css['bar']} aria-hidden="true">
              <span style={{ width: `${Math.max(1, entry.part * 100)}%` }} />
            </span>
          </li>
        ))}
      </ul>
      {entries.length > shown.length ? (
        <button type="button" className={css['more']} onClick={() => setAll(true)}>
          {entries.length - shown.length} more
        </button>
      ) : null}
    </section>
  );
}

/** Lines of the ledger that are drawn before someone asks for all. */
const LINES_SHOWN = 100;

function Ledger({ report, nameOf }: { report: MoneyReport; nameOf: (model: string) => string }) {
  const app = useStudio();
  const now = useNow();
  const [all, setAll] = useState(false);
  const lines = [...report.lines].sort((a, b) => b.at - a.at);
  const shown = all ? lines : lines.slice(0, LINES_SHOWN);
  return (
    <section aria-labelledby="ledger">
      <h3 id="ledger">Ledger</h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <section className={css['tableBox']} tabIndex={0} aria-label="Lines of the ledger">
        <table className={css['table']}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Provider</th>
              <th scope="col">Model</th>
              <th scope="col" className={css['number']}>
                Estimated
              </th>
              <th scope="col" className={css['number']}>
                Actual
              </th>
              <th scope="col">State</th>
              <th scope="col" className={css['when']}>
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((line, index) => {
              const { sceneId } = line;
              return (
                // A line has no id of its own, and the order never changes under the reader.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={`${line.at} ${line.what} ${index}`} data-state={line.state}>
                  <th scope="row">
                    {sceneId === null || line.sceneNumber === null ? (
                      line.what
                    ) : (
                      <button
                        type="button"
                        className={css['lineLink']}
                        onClick={() => {
                          app.ui.actions.closeSheet();
                          app.session.actions.selectSceneById(sceneId);
                        }}
                      >
                        {line.what}
                      </button>
                    )}
                  </th>
                  <td>{line.provider}</td>
                  <td>{nameOf(line.model)}</td>
                  <td className={css['number']}>
                    {priceUnknown(line) ? 'unknown' : formatAmount({ amount: line.estimated, currency: line.currency })}
                  </td>
                  <td className={css['number']}>
                    {line.actual === null || line.state === 'void' || priceUnknown(line)
                      ? '—'
                      : formatAmount({ amount: line.actual, currency: line.currency })}
                  </td>
                  <td>
                    <span className={css['state']} title={ledgerWords[line.state].detail}>
                      {ledgerWords[line.state].label}
                    </span>
                  </td>
                  <td className={css['when']}>{formatAgo(line.at, now)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {lines.some((line) => line.state === 'assumed') ? <p className={css['legend']}>Estimate: {ledgerWords.assumed.detail}</p> : null}
      {lines.length > shown.length ? (
        <button type="button" className={css['more']} onClick={() => setAll(true)}>
          Show all {lines.length.toLocaleString('en')} lines
        </button>
      ) : null}
    </section>
  );
}
