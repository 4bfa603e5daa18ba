import { useState } from 'react';
import type { MoneyReport } from '#contract/model/providers.ts';
import { useFilm, useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { capEffect, capWords, readCap, underWay } from './money-words.ts';
import css from './money.module.css';

const shown = (cap: number | null): string => (cap === null ? '' : cap.toFixed(2));

/** How much may be spent on this film and in a day, with what happens at the limit. */
export function CapsForm({ report, onChanged }: { report: MoneyReport; onChanged: () => void }) {
  const app = useStudio();
  const projectId = useFilm((state) => state.projectId);
  const { caps } = report;
  const [film, setFilm] = useState(shown(caps.perProject));
  const [day, setDay] = useState(shown(caps.perDay));
  const [problem, setProblem] = useState<string | null>(null);
  const readFilm = readCap(film);
  const readDay = readCap(day);
  const changed = film !== shown(caps.perProject) || day !== shown(caps.perDay);
  const used = report.actual + underWay(report.lines);

  const save = async (): Promise<void> => {
    if (!readFilm.ok || !readDay.ok || projectId === null) return;
    const answer = await app.change(
      'money.setCaps',
      { projectId, caps: { perProject: readFilm.cap, perDay: readDay.cap } },
      { quiet: true, done: 'Limits changed' },
    );
    if (answer.ok) onChanged();
    else setProblem(`${answer.error.message} ${answer.error.hint}`);
  };

  return (
    <form
      className={css['caps']}
      aria-label="Limits on spending"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        className={css['cap']}
        label={`Limit for this film, ${caps.currency}`}
        error={readFilm.ok ? problem : readFilm.problem}
        hint={capWords(caps.perProject, used, caps.currency) || 'No limit'}
      >
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="decimal"
            placeholder="No limit"
            maxLength={12}
            value={film}
            onChange={(event) => setFilm(event.target.value)}
          />
        )}
      </Field>
      <Field
        className={css['cap']}
        label={`Limit a day, all films, ${caps.currency}`}
        error={readDay.ok ? null : readDay.problem}
        hint={capWords(caps.perDay, report.spentToday, caps.currency) || 'No limit'}
      >
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="decimal"
            placeholder="No limit"
            maxLength={12}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        )}
      </Field>
      {changed ? (
        <Button type="submit" className={css['capButton']} disabled={!readFilm.ok || !readDay.ok}>
          Save
        </Button>
      ) : null}
      <p className={css['capWords']}>
        {capEffect({ perProject: readFilm.ok ? readFilm.cap : caps.perProject, perDay: readDay.ok ? readDay.cap : caps.perDay })}
      </p>
    </form>
  );
}
