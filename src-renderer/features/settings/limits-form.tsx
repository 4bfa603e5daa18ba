import { useState } from 'react';
import type { ProviderCard } from '#contract/model/providers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { readLimits } from './read-limits.ts';
import css from './settings.module.css';

/** How much may be under way at this provider at once. */
export function LimitsForm({ provider }: { provider: ProviderCard }) {
  const app = useStudio();
  const shown = {
    atOnce: String(provider.limits.atOnce),
    perMinute: provider.limits.createsPerMinute === null ? '' : String(provider.limits.createsPerMinute),
  };
  const [atOnce, setAtOnce] = useState(shown.atOnce);
  const [perMinute, setPerMinute] = useState(shown.perMinute);
  const [problem, setProblem] = useState<string | null>(null);
  const changed = atOnce !== shown.atOnce || perMinute !== shown.perMinute;
  const read = readLimits(atOnce, perMinute);

  const save = async (limits: { atOnce: number | null; createsPerMinute: number | null }): Promise<void> => {
    const answer = await app.change('providers.setLimits', { providerId: provider.id, ...limits }, { quiet: true, done: 'Limits changed' });
    if (answer.ok) app.modelsSync.changed();
    else setProblem(`${answer.error.message} ${answer.error.hint}`);
  };

  return (
    <form
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (read.ok) void save(read.limits);
      }}
    >
      <Field className={css['short']} label="Jobs at once" error={read.ok ? null : read.atOnce} hint="Empty: standard">
        {(ids) => (
          <TextInput {...ids} inputMode="numeric" value={atOnce} maxLength={4} onChange={(event) => setAtOnce(event.target.value)} />
        )}
      </Field>
      <Field
        className={css['short']}
        label="New jobs a minute"
        error={problem ?? (read.ok ? null : read.perMinute)}
        hint="Empty: no limit of ours"
      >
        {(ids) => (
          <TextInput {...ids} inputMode="decimal" value={perMinute} maxLength={8} onChange={(event) => setPerMinute(event.target.value)} />
        )}
      </Field>
      {changed ? (
        <Button type="submit" className={css['formButton']} disabled={!read.ok}>
          Save
        </Button>
      ) : null}
      <Button variant="quiet" className={css['formButton']} onClick={() => void save({ atOnce: null, createsPerMinute: null })}>
        Standard
      </Button>
    </form>
  );
}
