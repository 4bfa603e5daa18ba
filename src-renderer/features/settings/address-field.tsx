import { useState } from 'react';
import type { ProviderCard } from '#contract/model/providers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { isOwnServer } from '../models/model-list.ts';
import css from './settings.module.css';

/** A base URL: the standard one, the person's own, or one from the environment, which wins and cannot be changed here. */
export function AddressField({ providerId, slot }: { providerId: string; slot: ProviderCard['addresses'][number] }) {
  const app = useStudio();
  const [value, setValue] = useState(slot.value);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const fixed = slot.from === 'environment';
  const changed = value.trim() !== slot.value;

  const save = async (next: string | null): Promise<void> => {
    setBusy(true);
    const answer = await app.change(
      'providers.setAddress',
      { providerId, addressId: slot.id, value: next },
      { quiet: true, done: 'Address changed' },
    );
    setBusy(false);
    if (answer.ok) app.modelsSync.changed();
    else setError(`${answer.error.message} ${answer.error.hint}`);
  };

  return (
    <form
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !busy) void save(value.trim() === '' ? null : value.trim());
      }}
    >
      <Field
        className={css['grow']}
        label={slot.label}
        error={error}
        hint={
          fixed ? (
            <>
              From the environment variable <code>{slot.variable}</code>, which comes before anything set here.
            </>
          ) : (
            <>
              {slot.from === 'standard'
                ? isOwnServer({ id: providerId })
                  ? 'As you added it. '
                  : 'The standard address. '
                : `Your own; the standard is ${slot.standard}. `}
              <code>{slot.variable}</code> would come before it.
            </>
          )
        }
      >
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="url"
            spellCheck={false}
            readOnly={fixed}
            maxLength={500}
            value={value}
            onChange={(event) => {
              setValue(event.target.value);
              setError(null);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setValue(slot.value);
            }}
          />
        )}
      </Field>
      {fixed ? null : (
        <>
          {changed ? (
            <Button type="submit" className={css['formButton']} disabled={busy}>
              Save
            </Button>
          ) : null}
          {slot.from === 'settings' || changed ? (
            <Button
              variant="quiet"
              className={css['formButton']}
              disabled={busy}
              onClick={() => {
                setValue(slot.standard);
                setError(null);
                if (slot.from === 'settings') void save(null);
              }}
            >
              Standard
            </Button>
          ) : null}
        </>
      )}
    </form>
  );
}
