import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { DoctorCheck } from '#contract/operations.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './home.module.css';

const icons = { ok: CircleCheck, warning: CircleAlert, missing: CircleDashed };
const words = { ok: 'Fine', warning: 'Warning', missing: 'Missing' };

export interface Doctor {
  /** Null while looking. */
  checks: readonly DoctorCheck[] | null;
  error: StudioError | null;
  /** Looks again. */
  check: () => void;
}

/** Looks at this computer while `open`. */
export function useDoctor(open: boolean): Doctor {
  const app = useStudio();
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

  return {
    checks,
    error,
    check: () => {
      setChecks(null);
      setError(null);
      setAsked(asked + 1);
    },
  };
}

/** How it is with this computer, in a sentence. */
export function doctorWords(checks: readonly DoctorCheck[] | null): string {
  if (checks === null) return 'Looking at what is installed.';
  const wrong = checks.filter((item) => item.state !== 'ok').length;
  return wrong === 0 ? 'Everything is in place.' : `${wrong} of ${checks.length} could be better; films can be made meanwhile.`;
}

/** What was found on this computer and what to do about what is missing. */
export function DoctorChecks({ doctor }: { doctor: Doctor }) {
  const { checks, error, check } = doctor;
  return (
    <>
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
    </>
  );
}
