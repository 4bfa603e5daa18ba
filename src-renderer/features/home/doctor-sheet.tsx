import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { DoctorCheck } from '#contract/operations.ts';
import { useStudio, useUi } from '../../app/studio-context.tsx';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './home.module.css';

const icons = { ok: CircleCheck, warning: CircleAlert, missing: CircleDashed };
const words = { ok: 'Fine', warning: 'Warning', missing: 'Missing' };

/** What was found on this computer and what to do about what is missing. */
export function DoctorSheet() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'doctor';
  const [checks, setChecks] = useState<readonly DoctorCheck[] | null>(null);
  const [error, setError] = useState<StudioError | null>(null);
  /** Grows when the person asks to look again. */
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    if (!open) return;
    let gone = false;
    const look = async () => {
      const answer = await app.client.call('app.doctor', {});
      if (gone) return;
      setChecks(answer.ok ? answer.value.checks : null);
      setError(answer.ok ? null : answer.error);
    };
    void look();
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `asked` is only there to ask again
  }, [app, open, asked]);

  const check = () => {
    setChecks(null);
    setError(null);
    setAsked(asked + 1);
  };

  const wrong = checks?.filter((item) => item.state !== 'ok').length ?? 0;
  return (
    <Dialog
      open={open}
      onClose={() => app.ui.actions.closeSheet()}
      title="This computer"
      description={
        checks === null
          ? 'Looking at what is installed.'
          : wrong === 0
            ? 'Everything is in place.'
            : `${wrong} of ${checks.length} could be better; films can be made meanwhile.`
      }
      footer={
        <Button onClick={check} disabled={checks === null && error === null}>
          Check again
        </Button>
      }
    >
      {error === null ? null : <ErrorNotice error={error} onRetry={check} />}
      {checks === null && error === null ? (
        <output className={css['checkSkeletons']} aria-label="Checking">
          <Skeleton />
          <Skeleton />
          <Skeleton />
        </output>
      ) : null}
      <ul>
        {(checks ?? []).map((item) => {
          const Icon = icons[item.state];
          return (
            <li key={item.id} className={css['check']} data-state={item.state}>
              <Icon aria-hidden="true" />
              <div>
                <p className={css['checkLabel']}>
                  {item.label}
                  <span className="visually-hidden">: {words[item.state]}</span>
                </p>
                <p className={css['checkMessage']}>{item.message}</p>
                {item.fix === '' ? null : <p className={css['checkFix']}>{item.fix}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
